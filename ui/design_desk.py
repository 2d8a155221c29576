"""What the Design tab does.  Everything that is clicked, dragged or typed comes through one door, in order.

A change is shown first, as a preview, and saved then: the picture answers at once, and each release of a control is one
step of undo.  A problem is told, and the tab goes back to the design that it had, so that nothing is lost.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr
import numpy as np

from models.design import Cloth, DesignSpec, Rgb
from models.designing import change
from models.errors import CancelledError, InputError
from models.inks import parse_colour
from models.library import surprise
from models.types import Progress
from ui.design_choices import Choices, Mix, read_dial
from ui.design_cut import CONTROLS, put_back, put_shape_back, read_sliders
from ui.design_prints import DESIGN_PX, DRAG_PX, name_cloth
from ui.design_view import DesignView, Updates, design_session
from ui.feedback import Done, follow, tell
from ui.keeping import keep_or_not
from ui.prints import inline
from ui.session import check_session

FIRST_SEED = 7
"""The surprise that a new visitor sees."""
OPENING = Progress(fraction=0.0, stage="Cutting the first piece")
SESSIONS = 500
ALIKE = 0.08
"""OKLab distance of two inks under which a pattern hardly shows."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One thing that a visitor does: with which design, under which choices, and what the browser sent."""

    session: str
    current: str
    choices: Choices
    data: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.data.get("id", ""))


class DesignDesk:
    """The handlers of the Design tab.  `acts` maps what the browser calls an act to its handler."""

    def __init__(self, view: DesignView) -> None:
        self.view = view
        self.services = view.services
        self.studio = view.studio
        self.acts: dict[str, Callable[[Turn], Iterator[Updates]]] = {
            "preview": self._preview, "tweak": self._tweak, "ink": self._ink, "chip": self._chip, "slot": self._slot,
            "cloth": self._cloth, "take": self._take, "lock": self._lock, "reset": self._reset,
            "palette": self._palette, "shuffle": self._shuffle, "count": self._count, "undo": self._step,
            "redo": self._step, "back": self._back, "arrive": self._arrive,
        }  # fmt: skip
        self._newest: OrderedDict[str, tuple[str, Any]] = OrderedDict()
        """The design that each session sees, and its colourways; none while something is being done."""

    # The page opens, something is done, the rest is filled in -------------------------------------------------------

    def arrive(self, session: str, current: str, choices: Choices, opened: bool = True) -> Iterator[Updates]:
        """The first look at the tab: the design that lay here last, or one that is made at once.

        It waits until the tab was `opened` and the browser has its session, whichever comes last: under another
        session the steps would be lost.
        """
        yield self.view.as_it_is()
        if current or not opened or not session:
            return
        session = check_session(session)
        last = self.studio.current(design_session(session))
        try:
            if last is not None and last.kind == "design":
                start = self.studio.current(_starts(session))
                choices = choices.started(last.id, start.id if start else "")
                yield self.show(session, last.id, choices)
            else:
                yield from self.begin(Turn(session=session, current="", choices=choices, data={}), surprise(FIRST_SEED))
        except Exception as error:
            tell(error)
            yield self.view.show_nothing()

    def act(self, event: gr.EventData, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """Whatever comes through the door.  What the browser sends is checked here or by the verbs of the studio."""
        data = event._data if isinstance(event._data, dict) else {}
        turn = Turn(session=check_session(session), current=current, choices=choices, data=data)
        handler = self.acts.get(str(data.get("act", "")))
        self._note(turn.session, "", choices)
        yield self.view.as_it_is()
        try:
            if handler:
                yield from handler(turn)
        except Exception as error:
            tell(error)
            yield self.settle(turn)
        yield self.view.answer(data.get("ticket"))

    def fill(self, session: str, current: str, choices: Choices, woven: str) -> Iterator[Updates]:
        """What may come a moment later: the prints of the colourways, then the pictures of the cloths."""
        yield {self.view.parts.woven: gr.skip()}
        if not current:
            return
        session = check_session(session)
        self._note(session, current, choices)
        spec = self.studio.spec_of(current)
        for strip in self.view.print_ways(spec, choices):
            if self.is_stale(session, current, choices):
                return
            yield {self.view.parts.strip: strip}
        names = self.view.list_cloths(spec, choices)
        if names != woven:
            for sheet in self.view.weave_cloths(spec, choices):
                if self.is_stale(session, current, choices):
                    return
                yield {self.view.parts.tiles: sheet}
            yield {self.view.parts.woven: names}

    # From one design to the next ------------------------------------------------------------------------------------

    def begin(
        self, turn: Turn, spec: DesignSpec, parents: Sequence[str] = (), title: str | None = None, view: str = ""
    ) -> Iterator[Updates]:
        """A new beginning: made under a veil, saved, and what before and after will be compared with."""
        picture = "" if turn.current else self.view.pictures.shape(spec.shape, spec.seams)
        yield self.view.show_waiting(turn.session, turn.current, turn.choices, OPENING, picture)
        stop = self.services.stops.begin(turn.session, "design")
        work = partial(self.studio.commit_design, spec, parents, size_px=DESIGN_PX, title=title)
        try:
            for step in follow(lambda job: work(job=job), stop):
                if isinstance(step, Done):
                    yield self.start_with(turn, step.value.id, view)
                else:
                    yield self.view.show_waiting(turn.session, turn.current, turn.choices, step, picture)
        except CancelledError:
            yield self.settle(turn) if turn.current else self.view.show_nothing()

    def start_with(self, turn: Turn, design_id: str, view: str = "") -> Updates:
        """Put a saved design on the easel as a new beginning."""
        self.studio.push(design_session(turn.session), design_id)
        self.studio.push(_starts(turn.session), design_id)
        choices = replace(turn.choices.started(design_id), ways=(), slot="first")
        return self.show(turn.session, design_id, choices, view)

    def go(
        self,
        turn: Turn,
        changes: dict[str, Any],
        parents: Sequence[str] = (),
        choices: Choices | None = None,
        begin: bool = False,
    ) -> Iterator[Updates]:
        """Change the design: show it first, then save it."""
        choices = choices or turn.choices
        spec = self.studio.spec_of(turn.current)
        if change(spec, changes) == spec:
            yield self.show(turn.session, turn.current, choices)
            return
        image = inline(self.studio.preview(spec, changes, size_px=DESIGN_PX))
        yield self.view.show_picture(turn.session, turn.current, choices, image)
        artefact = self.studio.tweak(
            turn.current, changes, size_px=DESIGN_PX, parents=parents, title=self._title(turn, spec)
        )
        self.view.pictures.remember(artefact.id, image)
        if begin:
            yield self.start_with(replace(turn, choices=choices), artefact.id)
            return
        self.studio.push(design_session(turn.session), artefact.id)
        choices = choices.started(artefact.id, self.view.start_of(turn.current, choices))
        yield self.show(turn.session, artefact.id, choices)

    def show(self, session: str, design_id: str, choices: Choices, view: str = "") -> Updates:
        """Everything about a design; `fill` brings the rest."""
        updates = self.view.show(session, design_id, choices, view)
        self._note(session, design_id, updates[self.view.parts.choices])
        return updates

    def settle(self, turn: Turn) -> Updates:
        """Back to the design that was there."""
        if not turn.current:
            return self.view.as_it_is()
        return self.show(turn.session, turn.current, turn.choices)

    def place(self, session: str, design_id: str, choices: Choices) -> Updates:
        """Put a design of the workspace on the easel: from the Kept tab."""
        turn = Turn(session=check_session(session), current="", choices=choices, data={})
        return self.start_with(turn, self.studio.workspace.get(design_id).id)

    def _title(self, turn: Turn, spec: DesignSpec) -> str | None:
        """A design of a known kind is called by its colour and kind; any other keeps the name that it came with."""
        return None if spec.category else self.studio.workspace.get(turn.current).title

    # The controls ---------------------------------------------------------------------------------------------------

    def _preview(self, turn: Turn) -> Iterator[Updates]:
        changes, choices = self._read(turn)
        image = inline(self.studio.preview(turn.current, changes, size_px=DRAG_PX), 80)
        yield self.view.show_picture(turn.session, turn.current, choices, image)

    def _tweak(self, turn: Turn) -> Iterator[Updates]:
        changes, choices = self._read(turn)
        yield from self.go(turn, changes, choices=choices)

    def _read(self, turn: Turn) -> tuple[dict[str, Any], Choices]:
        """The changes that the browser sent; a share of the mix becomes the cloth that it makes."""
        sent = turn.data.get("changes")
        changes: dict[str, Any] = {str(key): value for key, value in sent.items()} if isinstance(sent, dict) else {}
        changes = read_sliders(changes)
        choices = turn.choices
        for name in ("scale", "strength"):
            if name in changes:
                changes[name] = read_dial(changes[name], f"The {name}")
        if "share" in changes:
            share = min(max(read_dial(changes.pop("share"), "The mix"), 0.0), 1.0)
            if choices.mix:
                choices = replace(choices, mix=replace(choices.mix, share=share))
                changes = self._dress(turn, choices.mix.cloth if choices.mix else Cloth()) | changes
        return changes, choices

    def _dress(self, turn: Turn, cloth: Cloth) -> dict[str, Any]:
        """The change to another cloth; locked dials stay where they are."""
        worn = self.studio.spec_of(turn.current).cloth
        dials: dict[str, Any] = {
            name: getattr(worn, name) for name in ("scale", "strength") if name in turn.choices.locks
        }
        changes: dict[str, Any] = {"cloth": cloth}
        return changes | dials

    def _ink(self, turn: Turn) -> Iterator[Updates]:
        ink = turn.id if turn.id in ("colour", "accent") else "colour"
        yield self.show(turn.session, turn.current, replace(turn.choices, ink=ink))

    def _chip(self, turn: Turn) -> Iterator[Updates]:
        yield from self.go(turn, {turn.choices.ink: turn.id})

    def _slot(self, turn: Turn) -> Iterator[Updates]:
        slot = turn.id if turn.id in ("first", "second") else "first"
        yield self.show(turn.session, turn.current, replace(turn.choices, slot=slot))

    def _cloth(self, turn: Turn) -> Iterator[Updates]:
        cloth = self.view.find_cloth(turn.id, turn.choices)
        if cloth is None:
            raise InputError("This cloth is not here any more.", "Choose another, or upload it again.")
        yield from self.wear(turn, cloth)

    def wear(
        self, turn: Turn, cloth: Cloth, parents: Sequence[str] = (), accent: Rgb | None = None
    ) -> Iterator[Updates]:
        """Give the design a cloth: as its own, or as the second one of a mix.

        A pattern in two inks that look alike could not be seen; the accent then becomes the cloth's own, or the
        palette's that stands out most.
        """
        spec, choices = self.studio.spec_of(turn.current), turn.choices
        mix = choices.mix if choices.mix and name_cloth(choices.mix.cloth) == name_cloth(spec.cloth) else None
        if choices.slot == "second":
            mix = replace(mix, second=cloth) if mix else Mix(first=spec.cloth, second=cloth)
        elif mix:
            mix = replace(mix, first=cloth)
        changes = self._dress(turn, mix.cloth if mix else cloth)
        if cloth.patterned and not choices.locked("accent") and not _are_told_apart(spec.colour, spec.accent):
            inks = [ink for ink in (accent, *choices.palette.colours) if ink is not None]
            changes["accent"] = max(inks, key=lambda ink: _apart(spec.colour, ink))
        yield from self.go(turn, changes, parents, replace(choices, mix=mix))

    def _take(self, turn: Turn) -> Iterator[Updates]:
        ways = turn.choices.ways
        if not turn.id.isdecimal() or int(turn.id) >= len(ways):
            raise InputError("This colourway is not here any more.", "Choose another.")
        way = ways[int(turn.id)]
        yield from self.go(turn, {"colour": way.colour, "accent": way.accent})

    def _lock(self, turn: Turn) -> Iterator[Updates]:
        choices = turn.choices.toggled(turn.id)
        if turn.id in ("colour", "accent"):
            choices = replace(choices, ways=())
        yield self.show(turn.session, turn.current, choices)

    def _reset(self, turn: Turn) -> Iterator[Updates]:
        start = self.studio.spec_of(self.view.start_of(turn.current, turn.choices))
        ways: dict[str, dict[str, Any]] = {
            "shape": put_shape_back(start),
            "colour": {"colour": start.colour},
            "accent": {"accent": start.accent},
            "cloth": {"cloth": start.cloth},
            "scale": {"scale": start.cloth.scale},
            "strength": {"strength": start.cloth.strength},
        }
        if turn.id in CONTROLS:
            ways[turn.id] = put_back(turn.id, start)
        if turn.id not in ways:
            raise InputError("This control cannot be reset.", "Reload the page.")
        choices = replace(turn.choices, mix=None, slot="first") if turn.id == "cloth" else turn.choices
        yield from self.go(turn, ways[turn.id], choices=choices)

    # Colourways, steps, keeping -------------------------------------------------------------------------------------

    def _palette(self, turn: Turn) -> Iterator[Updates]:
        yield self.show(turn.session, turn.current, turn.choices.in_palette(turn.id))

    def _shuffle(self, turn: Turn) -> Iterator[Updates]:
        yield self.show(turn.session, turn.current, turn.choices.shuffled())

    def _count(self, turn: Turn) -> Iterator[Updates]:
        if turn.id.isdecimal():
            yield self.show(turn.session, turn.current, turn.choices.counting(int(turn.id)))

    def _step(self, turn: Turn) -> Iterator[Updates]:
        move = self.studio.undo if turn.data.get("act") == "undo" else self.studio.redo
        artefact = move(design_session(turn.session))
        yield self.show(turn.session, artefact.id if artefact else turn.current, turn.choices)

    def keep(self, session: str, current: str, choices: Choices) -> Updates:
        """Keep the design, or take it out of what is kept."""
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        try:
            keep_or_not(self.studio, current, "design")
        except Exception as error:
            tell(error)
        return self.settle(turn)

    def _arrive(self, turn: Turn) -> Iterator[Updates]:
        yield from self.arrive(turn.session, turn.current, turn.choices)

    def _back(self, turn: Turn) -> Iterator[Updates]:
        yield self.settle(turn)

    def _note(self, session: str, current: str, choices: Choices) -> None:
        self._newest[session] = (current, choices.ways)
        self._newest.move_to_end(session)
        while len(self._newest) > SESSIONS:
            self._newest.popitem(last=False)

    def is_stale(self, session: str, current: str, choices: Choices) -> bool:
        """Whether the visitor has gone on meanwhile."""
        return self._newest.get(session) != (current, choices.ways)

    def has_left(self, session: str, design_id: str) -> bool:
        """Whether the visitor has gone on from a design, or is just doing so."""
        return self._newest.get(session, (design_id, ()))[0] != design_id


def _apart(one: Rgb, other: Rgb) -> float:
    """How different two colours look (OKLab)."""
    return float(np.linalg.norm(parse_colour(one) - parse_colour(other)))


def _are_told_apart(one: Rgb, other: Rgb) -> bool:
    return _apart(one, other) > ALIKE


def _starts(session: str) -> str:
    """The name under which a session's beginnings are remembered."""
    return f"{session}-start"
