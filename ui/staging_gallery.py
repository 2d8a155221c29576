"""What can be staged, as a wall to choose from: kept things, the shop's products and homewares to try; HTML."""

from __future__ import annotations

from collections.abc import Sequence

from ui import stage
from ui.icons import icon


def draw_gallery(kept: Sequence[stage.Tile], shop: Sequence[stage.Tile], wares: Sequence[stage.Tile] = ()) -> str:
    """Kept designs and cut-outs, or how to get some; then products of the shop, and homewares to try it with."""
    rows = "".join(stage.tile(each) for each in kept)
    if not kept:
        rows = '<p class="hint">Nothing is kept yet. Press Keep under a design or a cut-out, and it is here.</p>'
    body = f'<section class="wide"><h3>Kept</h3><div class="row">{rows}</div></section>'
    for title, group in (("From the shop", shop), ("Homewares to try", wares)):
        if group:
            tiles = "".join(stage.tile(each) for each in group)
            body += f'<section class="wide"><h3>{title}</h3><div class="row">{tiles}</div></section>'
    return f"""<div class="st-stage" data-state="gallery" data-view="creative"><div class="gallery"><header>
<h2>Stage another product</h2><p>The set and the words go along.</p><button class="round" data-act="back"
 title="Back to the creative" aria-label="Back to the creative">{icon("close")}</button></header>
<div class="groups">{body}</div></div></div>"""
