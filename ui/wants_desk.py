"""What "What they want" does.  Everything that is clicked or typed comes through one door, in order.

A set of twelve designs is a step: making others, or varying one, is the next step, and undo goes back to the set
before.  Sets are in the workspace, so they are there again after a restart.  A problem is told, and the set stays.
"""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from models.errors import CancelledError, InputError, SegmentDataError, StudioError
from models.types import Job
from models.workspace.sets import DesignSet
from segments.brainstorm import STRONG, SUBTLE, Brainstorm, Idea, Wish, vary
from segments.choice import Choice, read_choice, renew, resolve, write_choice
from segments.market import Markets
from segments.shelf import Shelf
from segments.wants import ORDERS, rank
from ui.feedback import note, tell
from ui.session import check_session
from ui.wants_panel import draw_progress
from ui.wants_view import Updates, WantsView
from ui.wants_wishes import COUNT, LARGEST_SEED, Board, read_board, read_form, read_seed, write_board

FIRST_SEED = 4
CLOSE, VARIED = 0.55, 0.75
"""Where the two sliders begin."""
REMEMBERED = 600
"""Ideas that are kept in memory; others are looked at again."""
NO_SHOP = ("No shop yet", "New designs are made for an audience. Open a shop in the Audience tab first.")


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One thing that a visitor does."""

    session: str
    audience: str
    chosen: str
    data: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.data.get("id", ""))


@dataclass(frozen=True, kw_only=True)
class Room:
    """The shop, the audience's maker, and the set that is looked at."""

    shelf: Shelf
    maker: Brainstorm
    board: Board
    ids: tuple[str, ...]


class WantsDesk:
    """The handlers of the tab.  `acts` maps what the browser calls an act to its handler."""

    def __init__(self, view: WantsView) -> None:
        self.view = view
        self.services = view.services
        self.studio = view.services.studio
        self.shelves = view.services.shelves
        self.markets = Markets()
        self._ideas: OrderedDict[tuple[str, str], Idea] = OrderedDict()
        self.acts: dict[str, Callable[[Turn], Iterator[Updates]]] = {
            "reroll": self._reroll, "again": self._again, "lock": self._lock, "keep": self._keep, "pick": self._pick,
            "close": self._close, "subtle": self._vary, "strong": self._vary, "order": self._order,
            "undo": self._step, "redo": self._step, "first": self._first,
        }  # fmt: skip

    # The tab opens, something is done -------------------------------------------------------------------------------

    def arrive(self, session: str, audience: str, chosen: str) -> Iterator[Updates]:
        """The tab is opened: the last set for this audience, or one that is made at once."""
        yield self.view.as_it_is()
        turn = Turn(session=check_session(session), audience=audience, chosen=chosen, data={})
        try:
            shelf = self.shelves.now()
            if shelf is None or not shelf.segments:
                yield self.view.show_nothing(*NO_SHOP)
                return
            kept = self._current(turn)
            wanted = self._choice(shelf, audience)
            if kept is not None and (not audience or kept[1].audience == write_choice(wanted)):
                yield from self._show(turn, self._room(shelf, *kept))
            else:
                yield from self._first(turn)
        except CancelledError:
            yield from self._settle(turn)
        except Exception as error:
            tell(error)
            yield self._explain(error)

    def act(self, event: gr.EventData, session: str, audience: str, chosen: str) -> Iterator[Updates]:
        """Whatever comes through the door; what the browser sends is checked here or by the verbs."""
        data = event._data if isinstance(event._data, dict) else {}
        turn = Turn(session=check_session(session), audience=audience, chosen=chosen, data=data)
        handler = self.acts.get(str(data.get("act", "")))
        yield self.view.as_it_is()
        try:
            if handler:
                yield from handler(turn)
        except CancelledError:
            yield from self._settle(turn)
        except Exception as error:
            tell(error)
            yield from self._settle(turn, str(error) if isinstance(error, InputError) else "")
        yield self.view.answer(data.get("ticket"))

    def stop(self, session: str) -> None:
        """Stop what is being made."""
        self.services.stops.stop(check_session(session), "wants")

    # Making sets ----------------------------------------------------------------------------------------------------

    def _first(self, turn: Turn) -> Iterator[Updates]:
        """The first set for an audience."""
        shelf = self.shelves.open()
        choice = self._choice(shelf, turn.audience)
        board = Board(
            audience=write_choice(choice), wish=Wish(count=COUNT, seed=FIRST_SEED, closeness=CLOSE, diversity=VARIED)
        )
        yield from self._make(turn, self._room(shelf, (), board), board, ())

    def _reroll(self, turn: Turn) -> Iterator[Updates]:
        """Others in the places that are not locked."""
        room = self._open(turn)
        wish = replace(read_form(turn.data.get("form"), room.board.wish), seed=_draw_seed(room.board.wish.seed))
        yield from self._renew(turn, room, wish)

    def _again(self, turn: Turn) -> Iterator[Updates]:
        """The same, from the seed that was typed."""
        room = self._open(turn)
        form = turn.data.get("form")
        yield from self._renew(turn, room, replace(read_form(form, room.board.wish), seed=read_seed(form)))

    def _renew(self, turn: Turn, room: Room, wish: Wish) -> Iterator[Updates]:
        kept = tuple(id for id in room.ids if id in room.board.locked)
        if len(kept) >= COUNT:
            raise InputError("Every design is locked.", "Unlock one to make others.")
        board = replace(room.board, wish=replace(wish, count=COUNT - len(kept)), locked=kept)
        yield from self._make(turn, room, board, kept)

    def _vary(self, turn: Turn) -> Iterator[Updates]:
        """Variations of one design, which stays as the first; so do those that are locked."""
        room = self._open(turn)
        if turn.id not in room.ids:
            raise InputError("This design is not on the wall any more.", "Choose another.")
        kept = tuple(dict.fromkeys([turn.id, *(id for id in room.ids if id in room.board.locked)]))[: COUNT - 1]
        change = SUBTLE if turn.data.get("act") == "subtle" else STRONG
        before = room.board.wish
        wish = vary(before, turn.id, change, COUNT - len(kept), _draw_seed(before.seed))
        board = replace(room.board, wish=wish, locked=kept, order="closeness")
        yield from self._make(turn, room, board, kept)

    def _make(self, turn: Turn, room: Room, board: Board, kept: Sequence[str]) -> Iterator[Updates]:
        """Make a set in the free places, one by one; it becomes a step when it is whole, or when it is stopped."""
        room.maker.read(board.wish)  # words that are not listed are named before anything is thrown away
        stop = self.services.stops.begin(turn.session, "wants")
        ideas: list[Idea | None] = [self._idea(room, id) for id in kept]
        ideas += [None] * (COUNT - len(ideas))
        shown: Updates = {}
        for place, idea in enumerate(ideas):
            if idea is not None:
                shown |= self.view.show_card(place, idea, board, room.shelf)
        bar = self.view.parts.bar
        yield self.view.show_waiting(ideas) | shown | {bar: draw_progress("Looking for what they want", 0.0)}
        yield self.view.show_panel(room.maker, board, room.shelf)
        place = len(kept)
        try:
            for idea in room.maker.make(board.wish, Job(cancelled=stop.is_set)):
                self._remember(room, idea)
                ideas[place] = idea
                progress = draw_progress(f"{place + 1} of {COUNT}", (place + 1) / COUNT)
                yield self.view.show_card(place, idea, board, room.shelf) | {bar: progress}
                place += 1
        except CancelledError:
            if place == len(kept):
                raise
        made = [idea for idea in ideas if idea is not None]
        if place == len(kept):
            raise InputError("No design fits this price band.", "Widen it, or clear it.")
        self.studio.workspace.sets.push(turn.session, [idea.artefact.id for idea in made], write_board(board))
        few = "" if len(made) == COUNT else f"{len(made)} designs; no more were found that fit"
        ids = tuple(idea.artefact.id for idea in made)
        yield from self._show(turn, replace(room, board=board, ids=ids), note=few)

    # One design -----------------------------------------------------------------------------------------------------

    def _lock(self, turn: Turn) -> Iterator[Updates]:
        room = self._open(turn)
        self._check(room, turn.id)
        board = room.board.toggled(turn.id)
        self.studio.workspace.sets.replace(turn.session, write_board(board))
        yield from self._again_one(turn, replace(room, board=board))

    def _keep(self, turn: Turn) -> Iterator[Updates]:
        room = self._open(turn)
        self._check(room, turn.id)
        if self.studio.workspace.get(turn.id).kept:
            self.studio.unkeep(turn.id)
        else:
            self.studio.keep(turn.id)
            note("Kept", "You find it again under Kept, also after a restart.")
        self._forget(turn.id)
        yield from self._again_one(turn, room)

    def _pick(self, turn: Turn) -> Iterator[Updates]:
        room = self._open(turn)
        self._check(room, turn.id)
        yield self.view.show_detail(self._idea(room, turn.id), room.board, room.shelf, room.maker)

    def _close(self, turn: Turn) -> Iterator[Updates]:
        yield {self.view.parts.detail: "", self.view.parts.chosen: ""}

    def _again_one(self, turn: Turn, room: Room) -> Iterator[Updates]:
        """One card drawn again, and its detail when it is open."""
        ideas = [self._idea(room, id) for id in room.ids]
        order = rank([idea.prospect for idea in ideas], room.board.order)
        place = next(place for place, row in enumerate(order) if ideas[row].artefact.id == turn.id)
        idea = ideas[order[place]]
        yield self.view.show_card(place, idea, room.board, room.shelf)
        if turn.chosen == turn.id:
            yield self.view.show_detail(idea, room.board, room.shelf, room.maker)

    # Order and steps ------------------------------------------------------------------------------------------------

    def _order(self, turn: Turn) -> Iterator[Updates]:
        room = self._open(turn)
        if turn.id not in ORDERS:
            raise InputError("The designs cannot be sorted by that.", "Reload the page.")
        board = replace(room.board, order=turn.id)
        self.studio.workspace.sets.replace(turn.session, write_board(board))
        yield from self._show(turn, replace(room, board=board))

    def _step(self, turn: Turn) -> Iterator[Updates]:
        by = -1 if turn.data.get("act") == "undo" else 1
        if self.studio.workspace.sets.move(turn.session, by) is None:
            return
        yield from self._settle(turn)

    # Inside ---------------------------------------------------------------------------------------------------------

    def _show(self, turn: Turn, room: Room, note: str = "", problem: str = "") -> Iterator[Updates]:
        """The whole tab for a set."""
        ideas = [self._idea(room, id) for id in room.ids]
        steps = self.studio.workspace.sets.room(turn.session)
        yield (
            self.view.show_set(ideas, room.board, room.shelf)
            | self.view.show_bar(ideas, room.board, steps, note)
            | self.view.show_panel(room.maker, room.board, room.shelf, problem)
            | {self.view.parts.detail: ""}
        )

    def _settle(self, turn: Turn, problem: str = "") -> Iterator[Updates]:
        """Back to the set that was there; after a problem the wishes stay as they were typed, to be mended."""
        try:
            room = self._open(turn)
            shown = replace(room, board=_as_typed(room.board, turn)) if problem else room
            yield from self._show(turn, shown, problem=problem)
        except StudioError as error:
            yield self._explain(error)

    def _explain(self, error: BaseException) -> Updates:
        """Why there is nothing to show."""
        text = str(error) if isinstance(error, StudioError) else "The log says what happened. Nothing of yours is lost."
        return self.view.show_nothing("No designs here yet", text, "Try again", "first")

    def _open(self, turn: Turn) -> Room:
        """The set that is looked at.  Raises SegmentDataError when there is none, or its shop is not there any more."""
        kept = self._current(turn)
        if kept is None:
            raise SegmentDataError("There is no set of designs yet.", "Make the first one.")
        return self._room(self.shelves.open(), *kept)

    def _current(self, turn: Turn) -> tuple[tuple[str, ...], Board] | None:
        found: DesignSet | None = self.studio.workspace.sets.current(turn.session)
        board = read_board(found.wishes) if found else None
        return (found.ids, board) if found and board else None

    def _room(self, shelf: Shelf, ids: Sequence[str], board: Board) -> Room:
        choice = renew(shelf.snapshot, read_choice(board.audience))
        if choice is None:
            raise SegmentDataError("These designs were made for an audience that is not there any more.", "Choose one.")
        maker = Brainstorm(self.studio, self.markets.of(shelf.snapshot), resolve(shelf.store, choice), shelf.edits)
        return Room(shelf=shelf, maker=maker, board=replace(board, audience=write_choice(choice)), ids=tuple(ids))

    def _choice(self, shelf: Shelf, audience: str) -> Choice:
        """The chosen audience, or the first segment where nobody chose."""
        if not audience:
            return Choice(snapshot=shelf.snapshot.id, segments=((shelf.segments[0].id, 1.0),))
        choice = renew(shelf.snapshot, read_choice(audience))
        if choice is None:
            raise SegmentDataError(
                "This audience was chosen in an earlier import of the shop.", "Choose it again in the Audience tab."
            )
        return choice

    def _check(self, room: Room, id: str) -> None:
        if id not in room.ids:
            raise InputError("This design is not on the wall any more.", "Choose another.")

    def _idea(self, room: Room, id: str) -> Idea:
        """A design of the set as this audience sees it."""
        key = (id, room.board.audience)
        if key not in self._ideas:
            self._remember(room, room.maker.recall(id))
        self._ideas.move_to_end(key)
        return self._ideas[key]

    def _remember(self, room: Room, idea: Idea) -> None:
        self._ideas[idea.artefact.id, room.board.audience] = idea
        while len(self._ideas) > REMEMBERED:
            self._ideas.popitem(last=False)

    def _forget(self, id: str) -> None:
        for key in [key for key in self._ideas if key[0] == id]:
            del self._ideas[key]


def _as_typed(board: Board, turn: Turn) -> Board:
    """The board with what stands in the column's fields, as far as that can be read."""
    try:
        return replace(board, wish=replace(read_form(turn.data.get("form"), board.wish), count=board.wish.count))
    except InputError:
        return board


def _draw_seed(before: int) -> int:
    """Another seed than the one before, short enough to be read out."""
    while (seed := random.randrange(1, 100_000)) == before:
        pass
    return min(seed, LARGEST_SEED)
