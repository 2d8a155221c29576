"""What can be worn in one slot, as a wall to choose from: the easel, kept things, the shop, an upload; HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ui import stage
from ui.icons import icon


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a slot can be filled with, and the words that were searched."""

    slot: str
    title: str
    easel: tuple[stage.Tile, ...] = ()
    kept: tuple[stage.Tile, ...] = ()
    shop: tuple[stage.Tile, ...] = ()
    basics: tuple[stage.Tile, ...] = ()
    words: str = ""
    note: str = ""
    has_shop: bool = False


def draw_gallery(offer: Offer) -> str:
    """The wall."""
    body = _section("On the easel", offer.easel)
    kept = _section("Kept", offer.kept)
    if not offer.kept:
        hint = "Nothing kept that goes here. Press Keep under a design."
        kept = f'<section><h3>Kept</h3><p class="hint">{hint}</p></section>'
    search = ""
    if offer.has_shop:
        note = f'<p class="want-note">{escape(offer.note)}</p>' if offer.note else ""
        search = f"""<section class="wide"><h3>From the shop</h3>
<input class="want-field ty-search" type="search" data-find="shop" maxlength="80" value="{escape(offer.words)}"
 placeholder="Search the shop: navy trousers, linen…" aria-label="Search the shop">{note}
<div class="row">{"".join(map(stage.tile, offer.shop))}</div></section>"""
    return f"""<div class="ty-stage" data-state="gallery" data-view="look">
<div class="gallery" data-slot="{escape(offer.slot)}"><header>
<h2>{escape(offer.title)}</h2><p>Choose what is worn here, or drop a product photo.</p>
<button class="ws-button small ty-upload" data-act="upload">Upload a photo</button>
<button class="round" data-act="back" title="Back to the look" aria-label="Back to the look">{icon("close")}</button>
</header><div class="groups">{body}{kept}{search}{_section("Plain basics", offer.basics, "wide")}</div></div></div>"""


def _section(title: str, tiles: Sequence[stage.Tile], kind: str = "") -> str:
    if not tiles:
        return ""
    row = "".join(map(stage.tile, tiles))
    return f'<section class="{kind}"><h3>{escape(title)}</h3><div class="row">{row}</div></section>'
