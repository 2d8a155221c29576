"""What the Try-on tab does.  Everything that is clicked, dragged or typed comes through one door, in order.

Each change is a new look and one step of undo.  A problem is told, and the tab goes back to the look that it had, so
that nothing is lost.
"""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from models.errors import CancelledError, InputError, StudioError
from models.library import surprise
from models.tryon.records import Outfit, Piece
from models.tryon.slots import Slot
from models.types import Artefact, Job, Progress
from ui.design_desk import FIRST_SEED
from ui.design_prints import DESIGN_PX
from ui.feedback import Done, follow, tell
from ui.keeping import keep_or_not
from ui.prints import file_name
from ui.session import check_session
from ui.tryon_basics import PARTNERS, find_basic, list_basics
from ui.tryon_choices import Choices, put_on, read_pose, read_slot, take_off, tuck
from ui.tryon_view import TryonView, Updates, tryon_session

OPENING = Progress(fraction=0.0, stage="Dressing")
LOOKING = Progress(fraction=0.0, stage="Looking at the photo")
SESSIONS = 500
WITHOUT_A_LOOK = ("arrive",)
"""What makes sense before anything is worn."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One thing that a visitor does: with which look, under which choices, and what the browser sent."""

    session: str
    current: str
    choices: Choices
    data: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.data.get("id", ""))


class TryonDesk:
    """The handlers of the Try-on tab.  `acts` maps what the browser calls an act to its handler."""

    def __init__(self, view: TryonView) -> None:
        self.view = view
        self.services = view.services
        self.studio = view.studio
        self.acts: dict[str, Callable[[Turn], Iterator[Updates]]] = {
            "arrive": self._arrive, "view": self._look, "body": self._body, "slot": self._slot, "find": self._slot,
            "back": self._back, "consent": self._consent, "agree": self._agree, "worn": self._worn,
            "basic": self._basic, "shop": self._shop, "off": self._off, "tuck": self._tuck, "points": self._points,
            "guess": self._guess,
            "undo": self._step, "redo": self._step, "jpeg": self._jpeg, "zip": self._zip,
            "clip": self._clip,
        }  # fmt: skip
        self._newest: OrderedDict[str, str] = OrderedDict()

    # The page opens, something is done, the rest is filled in -------------------------------------------------------

    def arrive(self, session: str, current: str, choices: Choices, opened: bool = True) -> Iterator[Updates]:
        """The first sight of the tab: what was worn here last, or the design on the easel, worn at once."""
        yield self.view.as_it_is()
        if current or not opened or not session:
            return
        session = check_session(session)
        turn = Turn(session=session, current="", choices=choices, data={})
        try:
            last = self.studio.current(tryon_session(session))
            if last is not None and last.kind == "look":
                yield self.view.show(session, last.id, choices)
            else:
                yield from self.go(turn, self._first_body(), self._first(session))
        except Exception as error:
            tell(error)
            yield self.view.show_nothing()

    def act(self, event: gr.EventData, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """Whatever comes through the door.  What the browser sends is checked here or by the verbs of the studio."""
        data = event._data if isinstance(event._data, dict) else {}
        turn = Turn(session=check_session(session), current=current, choices=choices, data=data)
        handler = self.acts.get(str(data.get("act", "")))
        yield self.view.as_it_is()
        try:
            if handler and (current or data.get("act") in WITHOUT_A_LOOK):
                yield from handler(turn)
        except CancelledError:
            yield self.settle(turn)
        except Exception as error:
            tell(error)
            yield self.settle(turn)
        yield self.view.answer(data.get("ticket"))

    def fill(self, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """What may come a moment later: the small looks of the sheet."""
        yield {self.view.parts.sheet: gr.skip()}
        if not current:
            return
        session = check_session(session)
        body, outfit = self.studio.body_of(current), self.studio.outfit_of(current)
        name = self.view.sheet_name(body, outfit, choices)
        self._note(session, name)
        for sheet in self.view.print_sheet(body, outfit, choices):
            if self._newest.get(session) != name:
                return
            yield {self.view.parts.sheet: sheet}

    # From one look to the next --------------------------------------------------------------------------------------

    def go(self, turn: Turn, body: str, outfit: Outfit, choices: Choices | None = None) -> Iterator[Updates]:
        """Dress a body, and show the look; slow work shows how far it is."""
        choices = (choices or turn.choices).closed()
        stop = self.services.stops.begin(turn.session, "tryon")
        for step in follow(lambda job: self.studio.dress(body, outfit, job=job), stop):
            if not isinstance(step, Done):
                yield self.view.show_waiting(turn.session, turn.current, choices, step)
                continue
            look = step.value
            if look.id != turn.current:
                self.studio.push(tryon_session(turn.session), look.id)
            yield self.view.show(turn.session, look.id, choices)

    def settle(self, turn: Turn) -> Updates:
        """Back to the look that was there."""
        if not turn.current:
            return self.view.show_nothing()
        return self.view.show(turn.session, turn.current, turn.choices)

    def place(self, session: str, id: str, choices: Choices) -> Iterator[Updates]:
        """Try something of the workspace on: a product in the outfit that is worn, a look as it is."""
        turn = Turn(session=check_session(session), current="", choices=choices.closed(), data={})
        artefact = self.studio.workspace.get(id)
        if artefact.kind == "look":
            self.studio.push(tryon_session(turn.session), artefact.id)
            yield self.view.show(turn.session, artefact.id, turn.choices)
            return
        product = self.studio.product_of(artefact.id)
        slot = self._slot_of(product)
        last = self.studio.current(tryon_session(turn.session))
        if last is None or last.kind != "look":
            yield from self.go(turn, self._first_body(), self._completed(slot, product.id))
            return
        turn = replace(turn, current=last.id)
        outfit = put_on(self.studio.outfit_of(last.id), slot, product.id)
        yield from self.go(turn, self.studio.body_of(last.id), outfit)

    def _slot_of(self, product: Artefact) -> Slot:
        """The first slot of a product.  Raises InputError for what is nothing to wear."""
        slots = self.view.wardrobe.slots_of(product)
        if not slots:
            raise InputError(
                f"It is not known how “{product.title}” is worn.", "Choose its place in the outfit, then pick it there."
            )
        return slots[0]

    def _first_body(self) -> str:
        """A mannequin that stands and looks at the visitor."""
        people = self.studio.people()
        if not people:
            raise InputError("There are no mannequins here.", "Get the complete repository, or upload a photo.")
        return max(people, key=lambda each: (each.view == "front", each.pose in FIRST_POSES)).id

    def _first(self, session: str) -> Outfit:
        """What a visitor sees first: the design on the easel where it is something to wear, or the demo's own."""
        design = self.view.wardrobe.easel(session)
        if design is None or not self.view.wardrobe.slots_of(design):
            design = self.studio.commit_design(surprise(FIRST_SEED), size_px=DESIGN_PX)
        return self._completed(self._slot_of(design), design.id)

    def _completed(self, slot: Slot, product: str) -> Outfit:
        """A product with a quiet partner, so that a first look is an outfit."""
        pieces = [Piece(slot=slot, product=product)]
        partner = PARTNERS.get(slot)
        if partner:
            basic = list_basics(partner[0])[partner[1]]
            made = self.studio.commit_design(basic.spec, size_px=DESIGN_PX, title=basic.title)
            pieces.append(Piece(slot=partner[0], product=made.id))
        return Outfit(pieces=tuple(pieces))

    def _now(self, turn: Turn) -> tuple[str, Outfit]:
        return self.studio.body_of(turn.current), self.studio.outfit_of(turn.current)

    # The controls ---------------------------------------------------------------------------------------------------

    def _arrive(self, turn: Turn) -> Iterator[Updates]:
        yield from self.arrive(turn.session, turn.current, turn.choices)

    def _look(self, turn: Turn) -> Iterator[Updates]:
        yield self.view.show(turn.session, turn.current, turn.choices.showing(turn.id))

    def _back(self, turn: Turn) -> Iterator[Updates]:
        yield self.settle(replace(turn, choices=turn.choices.closed()))

    def _consent(self, turn: Turn) -> Iterator[Updates]:
        yield self.settle(replace(turn, choices=turn.choices.asking()))

    def _agree(self, turn: Turn) -> Iterator[Updates]:
        """The box of the note was ticked, or the tick taken back; the page shows that already."""
        choices = turn.choices.asking(turn.data.get("value") is True)
        yield {self.view.parts.choices: choices}

    def _body(self, turn: Turn) -> Iterator[Updates]:
        """Another mannequin in the same outfit."""
        _, outfit = self._now(turn)
        choices = turn.choices if turn.choices.view == "compare" else turn.choices.showing("look")
        yield from self.go(turn, self.view.person(turn.id).id, replace(outfit, person=None), choices)

    def _slot(self, turn: Turn) -> Iterator[Updates]:
        """The gallery for a slot, or another search in it."""
        slot = turn.choices.slot if turn.data.get("act") == "find" else turn.id
        words = str(turn.data.get("words", ""))
        yield self.settle(replace(turn, choices=turn.choices.filling(slot, words)))

    def _worn(self, turn: Turn) -> Iterator[Updates]:
        yield from self._put_on(turn, turn.id)

    def _basic(self, turn: Turn) -> Iterator[Updates]:
        basic = find_basic(turn.id)
        made = self.studio.commit_design(basic.spec, size_px=DESIGN_PX, title=basic.title)
        yield from self._put_on(turn, made.id)

    def _shop(self, turn: Turn) -> Iterator[Updates]:
        yield from self._put_on(turn, self.view.wardrobe.shop_product(turn.id).id)

    def _put_on(self, turn: Turn, product: str) -> Iterator[Updates]:
        body, outfit = self._now(turn)
        yield from self.go(turn, body, put_on(outfit, read_slot(turn.choices.slot), product))

    def _off(self, turn: Turn) -> Iterator[Updates]:
        body, outfit = self._now(turn)
        yield from self.go(turn, body, take_off(outfit, read_slot(turn.id)))

    def _tuck(self, turn: Turn) -> Iterator[Updates]:
        body, outfit = self._now(turn)
        yield from self.go(turn, body, tuck(outfit, turn.id))

    def _step(self, turn: Turn) -> Iterator[Updates]:
        move = self.studio.undo if turn.data.get("act") == "undo" else self.studio.redo
        artefact = move(tryon_session(turn.session))
        yield self.view.show(turn.session, artefact.id if artefact else turn.current, turn.choices.closed())

    # Somebody's photo -----------------------------------------------------------------------------------------------

    def open_person(self, path: str | None, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """A person's photo, to which they agreed: its points are guessed, and the outfit goes on it."""
        yield self.view.as_it_is()
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        if not path:
            return
        try:
            if not choices.agreed:
                raise InputError("The person in the photo has to agree first.", "Tick the box beside the button.")
            yield self.view.show_waiting(turn.session, current, choices.closed(), LOOKING)
            photo = self.studio.open_photo(Path(path))
            pose = self.studio.find_pose(photo.id)
            outfit = self.studio.outfit_of(current) if current else self._first(turn.session)
            yield from self.go(turn, photo.id, replace(outfit, person=pose), choices.closed().showing("points"))
        except CancelledError:
            yield self.settle(turn)
        except Exception as error:
            tell(error)
            yield self.settle(turn)

    def _points(self, turn: Turn) -> Iterator[Updates]:
        """Points that were dragged, strokes that were painted."""
        body, outfit = self._now(turn)
        if outfit.person is None:
            raise InputError("There are no points on a mannequin.", "Upload a person’s photo.")
        pose = read_pose(turn.data, outfit.person)
        yield from self.go(turn, body, replace(outfit, person=pose), turn.choices.showing("points"))

    def _guess(self, turn: Turn) -> Iterator[Updates]:
        body, outfit = self._now(turn)
        if outfit.person is None:
            raise InputError("There are no points on a mannequin.", "Upload a person’s photo.")
        pose = self.studio.find_pose(body)
        yield from self.go(turn, body, replace(outfit, person=pose), turn.choices.showing("points"))

    def open_garment(self, path: str | None, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """A product photo for the open slot: cut out first, then worn."""
        yield self.view.as_it_is()
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        if not path:
            return
        try:
            if not current or not choices.slot:
                raise InputError("It is not known where this is worn.", "Choose its place in the outfit first.")
            photo = self.studio.open_product(Path(path))
            stop = self.services.stops.begin(turn.session, "tryon")
            for step in follow(lambda job: self.studio.product_of(photo.id, job=job), stop):
                if isinstance(step, Done):
                    yield from self._put_on(turn, step.value.id)
                else:
                    yield self.view.show_waiting(turn.session, current, choices.closed(), step)
        except CancelledError:
            yield self.settle(turn)
        except Exception as error:
            tell(error)
            yield self.settle(turn)

    # Files ----------------------------------------------------------------------------------------------------------

    def _jpeg(self, turn: Turn) -> Iterator[Updates]:
        name = file_name(self.studio.workspace.get(turn.current).title, ".jpg")
        yield self._save(self.studio.download(turn.current, "#ffffff"), name)

    def _clip(self, turn: Turn) -> Iterator[Updates]:
        """The look turns to both sides."""
        choices = turn.choices.closed().showing("clip")
        stop = self.services.stops.begin(turn.session, "tryon")
        for step in follow(lambda job: self.studio.turn(turn.current, job=job), stop):
            if not isinstance(step, Done):
                yield self.view.show_waiting(turn.session, turn.current, choices, step)
                continue
            lend, prints = self.services.prints.lend, self.services.prints
            files = prints.address(lend(step.value.mp4)), prints.address(lend(step.value.webp))
            yield self.view.show(turn.session, turn.current, choices.with_clip(turn.current, files))

    def _zip(self, turn: Turn) -> Iterator[Updates]:
        """This outfit in every pose of this body, in full size."""
        body, outfit = self._now(turn)
        stop = self.services.stops.begin(turn.session, "tryon")
        title = self.studio.workspace.get(turn.current).title
        for step in follow(partial(self._pack, body, outfit), stop):
            if isinstance(step, Done):
                yield self.settle(turn) | self._save(step.value, file_name(title, "-poses.zip"))
            else:
                yield self.view.show_waiting(turn.session, turn.current, turn.choices, step)

    def _pack(self, body: str, outfit: Outfit, job: Job) -> Path:
        buffer, there = io.BytesIO(), 0
        poses, _ = self.view.bodies(body, outfit)
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
            for number, person in enumerate(poses):
                job.report(number / len(poses), f"{number + 1} of {len(poses)}: {person.pose}")
                try:
                    worn = self.studio.preview_dress(person.id, outfit)
                except CancelledError:
                    raise
                except StudioError:
                    continue  # the sheet shows which one could not be made
                picture = io.BytesIO()
                worn.image.save(picture, format="PNG", compress_level=3)
                bundle.writestr(file_name(f"{person.title} {person.pose}", ".png"), picture.getvalue())
                there += 1
        if not there:
            raise InputError("No pose of this body can wear it.", "Choose another body.")
        return self.studio.workspace.write_export("looks.zip", buffer.getvalue())

    def _save(self, path: Path, name: str) -> Updates:
        """Hand a finished file to the browser."""
        return {self.view.parts.ticket: self.services.prints.ticket(path, name)}

    def keep(self, session: str, current: str, choices: Choices) -> Updates:
        """Keep the look, or take it out of what is kept."""
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        try:
            keep_or_not(self.studio, current, "look")
        except Exception as error:
            tell(error)
        return self.settle(turn)

    def stop(self, session: str) -> None:
        """Stop on the veil: outside of the model's queue, or it would wait for what it is to stop."""
        self.services.stops.stop(check_session(session), "tryon")

    def _note(self, session: str, name: str) -> None:
        self._newest[session] = name
        self._newest.move_to_end(session)
        while len(self._newest) > SESSIONS:
            self._newest.popitem(last=False)


FIRST_POSES = ("stand", "contrapposto")
