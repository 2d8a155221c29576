"""Blending in the Design tab: the design with another one, or on its way to another kind of garment.

A blend remembers its two ends, so its dials can be moved as long as it lies on the easel; whatever is changed then is a
change of the blend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from models.design import DesignSpec
from models.designing import blend, morph
from models.errors import InputError
from models.reshape_blend import Shares
from models.types import Artefact
from ui import stage
from ui.design_blend_panel import DIALS, OTHER, PREFIX
from ui.design_choices import Blending, read_dial
from ui.design_prints import DESIGN_PX, DRAG_PX
from ui.design_view import GALLERY, Updates, design_session
from ui.icons import icon
from ui.prints import inline

if TYPE_CHECKING:
    from ui.design_desk import DesignDesk, Turn

MOST_TILES = 36


class BlendRoom:
    """The handlers of blending."""

    def __init__(self, desk: DesignDesk) -> None:
        self.desk = desk
        self.view = desk.view
        self.studio = desk.studio
        desk.acts |= {"kind": self._kind, "way": self._way, "blend": self._blend}
        for act, handler in (("preview", self._preview), ("tweak", self._tweak)):
            desk.acts[act] = _split(desk.acts[act], handler)

    def _kind(self, turn: Turn) -> Iterator[Updates]:
        """The design is called another kind: its sliders are that kind's."""
        yield from self.desk.go(turn, {"category": turn.id})

    def _way(self, turn: Turn) -> Iterator[Updates]:
        """Towards a kind of garment, or towards a design that is still to be chosen."""
        if turn.id == OTHER:
            yield {self.view.parts.gallery: self._draw_wall(turn), self.view.parts.mode: GALLERY}
        elif turn.id:
            yield from self._go(turn, Blending(first=turn.current, kind=turn.id, shares=Shares(cloth=0.0, colours=0.0)))
        else:
            yield self.desk.settle(turn)

    def _blend(self, turn: Turn) -> Iterator[Updates]:
        self.studio.spec_of(turn.id)
        yield from self._go(turn, Blending(first=turn.current, second=turn.id))

    def _draw_wall(self, turn: Turn) -> str:
        """Kept designs and the newest ones, as what to blend with."""
        found = {each.id: each for each in (*self.studio.kept(), *self.studio.recent()) if each.kind == "design"}
        found.pop(turn.current, None)
        prints = self.desk.services.prints
        tiles = "".join(
            stage.tile(stage.Tile(act="blend", id=each.id, image=prints.thumb(each.id), title=each.title))
            for each in list(found.values())[:MOST_TILES]
        )
        empty = "<p>Nothing to blend with yet: keep a design first, or make another.</p>"
        return f"""<div class="gallery"><header><h2>Blend with another design</h2>
<p>You get one in between; how much of each, you say then.</p><button class="round" data-act="back"
 title="Back to the design" aria-label="Back to the design">{icon("close")}</button></header>
<div class="groups"><section class="wide"><div class="row">{tiles or empty}</div></section></div></div>"""

    def _preview(self, turn: Turn) -> Iterator[Updates]:
        blending = self._read(turn)
        image = inline(self.studio.preview(self._mix(blending), size_px=DRAG_PX), 80)
        yield self.view.show_picture(turn.session, turn.current, turn.choices, image)

    def _tweak(self, turn: Turn) -> Iterator[Updates]:
        yield from self._go(turn, self._read(turn))

    def _read(self, turn: Turn) -> Blending:
        """The blend as the browser's dials ask for it."""
        known = turn.choices.blends.get(turn.current)
        if known is None:
            raise InputError("This blend is not on the easel any more.", "Blend again.")
        shares = known.shares
        for name, value in turn.data["changes"].items():
            part = str(name).removeprefix(PREFIX)
            if part in dict(DIALS):
                shares = replace(shares, **{part: min(max(read_dial(value, "The blend"), 0.0), 1.0)})
        return replace(known, shares=shares)

    def _mix(self, blending: Blending) -> DesignSpec:
        first = self.studio.spec_of(blending.first)
        if blending.kind:
            return morph(first, blending.kind, blending.shares.shape)
        return blend(first, self.studio.spec_of(blending.second), blending.shares)

    def _make(self, blending: Blending) -> Artefact:
        if blending.kind:
            return self.studio.morph(blending.first, blending.kind, blending.shares.shape, size_px=DESIGN_PX)
        return self.studio.blend(blending.first, blending.second, blending.shares, size_px=DESIGN_PX)

    def _go(self, turn: Turn, blending: Blending) -> Iterator[Updates]:
        """Show the blend, then save it: one step of undo."""
        image = inline(self.studio.preview(self._mix(blending), size_px=DESIGN_PX))
        yield self.view.show_picture(turn.session, turn.current, turn.choices, image)
        made = self._make(blending)
        self.view.pictures.remember(made.id, image)
        self.studio.push(design_session(turn.session), made.id)
        choices = turn.choices.started(made.id, self.view.start_of(turn.current, turn.choices))
        yield self.desk.show(turn.session, made.id, choices.blended(made.id, blending))


Handler = Callable[["Turn"], Iterator[Updates]]


def _split(other: Handler, mine: Handler) -> Handler:
    """A handler that takes the dials of a blend, and leaves everything else to another."""

    def handle(turn: Turn) -> Iterator[Updates]:
        sent = turn.data.get("changes")
        ours = isinstance(sent, dict) and any(str(name).startswith(PREFIX) for name in sent)
        yield from (mine if ours else other)(turn)

    return handle
