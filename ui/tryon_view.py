"""What the Try-on tab shows of a look: values for its components, and nothing done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from models.errors import InputError, StudioError
from models.people import Mannequin
from models.tryon.records import Outfit
from models.tryon.slots import TITLES
from models.types import Artefact, Progress
from ui import details, stage, tryon_stage
from ui.prints import file_name
from ui.services import Services
from ui.tryon_choices import Choices, write_strokes
from ui.tryon_figures import list_figures
from ui.tryon_gallery import draw_gallery
from ui.tryon_panel import Option, Panel, Worn, draw_panel
from ui.tryon_points import Marks
from ui.tryon_prints import TryonPrints, name_look
from ui.tryon_stage import MOST_CLOSE, Cell, Close, Print, Row
from ui.tryon_wardrobe import Wardrobe

if TYPE_CHECKING:
    from ui.tryon import Parts

Updates = dict[Any, Any]
MOST_BODIES = 12
LEAST_SEEN = 0.35
"""A garment of which less is seen has no close-up."""
LONG = 0.15
"""A garment that is so much of the look's height long has a top and a hem to look at."""
GENERATED = "Generated: this person never wore it"


class TryonView:
    """From the workspace to the tab's components."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts = parts
        self.services = services
        self.studio = services.studio
        self.pictures = TryonPrints(services.studio, services.prints)
        self.wardrobe = Wardrobe(services, self.pictures)

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        p = self.parts
        return [p.current, p.choices, p.door, p.ticket, p.stage, p.sheet, p.heading, p.panel, p.keep, p.details.panel]

    def person(self, id: str) -> Mannequin:
        """A mannequin.  Raises InputError."""
        found = next((each for each in self.studio.people() if each.id == id), None)
        if found is None:
            raise InputError("There is no such mannequin.", "Choose one of those that are shown.")
        return found

    def as_it_is(self) -> Updates:
        """Change nothing, and save nothing again.  A generator that yields nothing at all would empty every output."""
        return {self.parts.ticket: ""}

    def answer(self, ticket: object) -> Updates:
        """Tell the browser that an act is done."""
        number = ticket if isinstance(ticket, int) and not isinstance(ticket, bool) else 0
        return {self.parts.door: f'<i data-answer="{number}"></i>'}

    def show(self, session: str, look_id: str, choices: Choices) -> Updates:
        """Everything about one look; the sheet as far as it is made."""
        p, look = self.parts, self.studio.workspace.get(look_id)
        outfit, body = self.studio.outfit_of(look_id), self.studio.body_of(look_id)
        if choices.view == ("points" if outfit.person is None else "clip"):
            choices = choices.showing("look")
        if outfit.person is None:
            self.pictures.take(look_id, body, outfit)
        if choices.consent:
            wall = tryon_stage.consent()
        elif choices.slot:
            wall = draw_gallery(self.wardrobe.offer(session, choices))
        else:
            wall = tryon_stage.draw(self._print(session, look, outfit, body, choices))
        return {
            p.current: look_id,
            p.choices: choices,
            p.stage: wall,
            p.sheet: self.sheet(body, outfit, choices),
            p.heading: stage.heading(look.title, self._words(body, outfit), self._notes(look)),
            p.panel: draw_panel(self._panel(look, outfit, body, choices)),
            p.keep: gr.update(
                value="Kept" if look.kept else "Keep", variant="secondary" if look.kept else "primary",
                interactive=True,
            ),
            p.details.panel: details.describe(self.studio.details(look_id)),
        }  # fmt: skip

    def show_nothing(self) -> Updates:
        """Nothing could be worn; what to do about it."""
        p = self.parts
        return {
            p.stage: tryon_stage.invite(),
            p.heading: stage.heading("Nothing tried on yet", "It begins with a garment."),
            p.keep: gr.update(interactive=False),
        }

    def show_waiting(self, session: str, look_id: str, choices: Choices, progress: Progress) -> Updates:
        """Something is being made: the picture that was there stays, under a veil."""
        picture = Print(view=choices.view)
        if look_id:
            look = self.studio.workspace.get(look_id)
            outfit, body = self.studio.outfit_of(look_id), self.studio.body_of(look_id)
            picture = self._print(session, look, outfit, body, choices)
        return {self.parts.stage: tryon_stage.draw(picture, progress)}

    def _print(self, session: str, look: Artefact, outfit: Outfit, body: str, choices: Choices) -> Print:
        history, personal = tryon_session(session), outfit.person is not None
        notes = look.facts.get("notes", [])
        return Print(
            title=look.title, image=self.pictures.large(look.id), width_px=look.width_px, height_px=look.height_px,
            before=self._before(body, personal) if choices.view == "compare" else "",
            close=self._close(look, outfit), view=choices.view, undo=self.studio.can_undo(history),
            redo=self.studio.can_redo(history), label=GENERATED if personal else "",
            note="Plain back: the photo shows the front only" if _has(notes, "back") else "",
            marks=self._marks(body, outfit), clip=choices.clip_of(look.id)[0],
        )  # fmt: skip

    def _before(self, body: str, personal: bool) -> str:
        return self.pictures.large(body) if personal else self.pictures.body(self.person(body))

    def _close(self, look: Artefact, outfit: Outfit) -> tuple[Close, ...]:
        """What is seen best comes first; what lies under other garments is left out."""
        found = []
        pairs = list(zip(look.facts.get("pieces", []), outfit.pieces, strict=False))
        pairs.sort(key=lambda pair: -float(pair[0].get("seen", 1.0)))
        for fact, piece in pairs:
            if fact.get("box") and float(fact.get("seen", 1.0)) > LEAST_SEEN:
                title = self.studio.workspace.get(piece.product).title
                worn, flat = self.pictures.close(look.id, fact["box"]), self.services.prints.thumb(piece.product)
                found.append(Close(title=title, worn=worn, flat=flat))
        for fact, piece in pairs:  # where there are few garments, their ends are looked at as well
            for name, (top, bottom) in (("top", (0.0, 0.3)), ("hem", (0.7, 1.0))) if len(found) < MOST_CLOSE else ():
                box = fact.get("box")
                if box and float(fact.get("seen", 1.0)) > LEAST_SEEN and box[3] - box[1] > LONG:
                    part = [box[0], box[1] + top * (box[3] - box[1]), box[2], box[1] + bottom * (box[3] - box[1])]
                    title = f"{self.studio.workspace.get(piece.product).title}, {name}"
                    found.append(Close(title=title, worn=self.pictures.close(look.id, part), flat=""))
        return tuple(found[:MOST_CLOSE])

    def _marks(self, body: str, outfit: Outfit) -> Marks | None:
        if outfit.person is None:
            return None
        photo, pose = self.studio.workspace.get(body), outfit.person
        return Marks(
            photo=self.pictures.large(body), ratio=photo.width_px / photo.height_px, points=pose.points,
            visible=pose.visible, strokes=tuple(write_strokes(pose.strokes)), warnings=self.studio.doubts(body, pose),
        )  # fmt: skip

    def _words(self, body: str, outfit: Outfit) -> str:
        worn = ", ".join(TITLES[each.slot].lower() for each in outfit.pieces)
        if outfit.person is not None:
            return f"On a person’s photo · {worn}"
        return f"{self.person(body).title} · {worn}"

    def _notes(self, look: Artefact) -> list[str]:
        """What to look at twice."""
        notes = [str(each) for each in look.facts.get("notes", [])][:4]
        if not look.verified:
            notes.append("Not verified: what made it is not here.")
        return notes

    # The same outfit elsewhere --------------------------------------------------------------------------------------

    def bodies(self, body: str, outfit: Outfit) -> tuple[list[Mannequin], list[Mannequin]]:
        """The poses of the body that is shown, and one mannequin of each other body, as near to it as there is."""
        people = self.studio.people()
        now = self.person(body) if outfit.person is None else None
        poses = _one_each(people, now, "pose", lambda each: now is not None and each.body == now.body)
        others = _one_each(people, now, "body", lambda each: now is None or each.body != now.body)
        return poses, others[:MOST_BODIES]

    def sheet(self, body: str, outfit: Outfit, choices: Choices, problems: dict[str, str] | None = None) -> str:
        """The same outfit in every pose and on other bodies, as far as it is made."""
        poses, others = self.bodies(body, outfit)
        worn = replace(outfit, person=None)
        rows = [
            Row(title=title, cells=tuple(self._cell(each, worn, body, problems or {}) for each in people))
            for title, people in (("Every pose", poses), ("On others" if poses else "On mannequins", others))
        ]
        return tryon_stage.draw_sheet(rows, choices.view)

    def _cell(self, person: Mannequin, outfit: Outfit, body: str, problems: dict[str, str]) -> Cell:
        made = self.pictures.cell(person.id, outfit)
        return Cell(
            id=person.id, title=person.title, image=made or self.pictures.body_thumb(person), bare=not made,
            chosen=person.id == body, problem=problems.get(person.id, ""),
        )  # fmt: skip

    def print_sheet(self, body: str, outfit: Outfit, choices: Choices) -> Iterator[str]:
        """Make what is missing on the sheet, and hand it out as it grows; other bodies only when all is looked at."""
        problems: dict[str, str] = {}
        worn, (poses, others) = replace(outfit, person=None), self.bodies(body, outfit)
        for person in (*poses, *(others if choices.view == "poses" else ())):
            if self.pictures.cell(person.id, worn):
                continue
            try:
                self.pictures.cell(person.id, worn, wait=True)
            except StudioError as error:
                problems[person.id] = str(error)
            yield self.sheet(body, outfit, choices, problems)

    def sheet_name(self, body: str, outfit: Outfit, choices: Choices) -> str:
        """What a sheet shows, as one text to compare."""
        return f"{name_look(body, outfit)} {choices.view}"

    # The column -----------------------------------------------------------------------------------------------------

    def _panel(self, look: Artefact, outfit: Outfit, body: str, choices: Choices) -> Panel:
        prints, name = self.services.prints, file_name(look.title, ".png")
        poses, others = self.bodies(body, outfit)
        personal = outfit.person is not None
        now = None if personal else self.person(body)
        same = (
            []
            if now is None
            else [each for each in self.studio.people() if (each.body, each.pose) == (now.body, now.pose)]
        )
        pieces = {each.slot: each.product for each in outfit.pieces}
        people = sorted([*([now] if now else []), *others], key=lambda each: each.body)
        return Panel(
            bodies=tuple(self._option(each, body, _shape(each)) for each in people),
            poses=tuple(self._option(each, body, each.pose.capitalize()) for each in poses),
            finishes=tuple(Option(id=each.id, words=each.finish.capitalize(), chosen=each.id == body) for each in same),
            photo=prints.thumb(body) if personal else "",
            worn=tuple(self._worn(slot, pieces.get(slot, "")) for slot in self.wardrobe.slots()),
            tuck=outfit.tuck, can_tuck="top" in pieces and "bottom" in pieces,
            figures=list_figures(look.facts, [self._title(each.product) for each in outfit.pieces]),
            png=(prints.full(look.id, name), name), count=len(poses),
            clip=choices.clip_of(look.id), can_turn=not personal,
        )  # fmt: skip

    def _option(self, person: Mannequin, body: str, words: str) -> Option:
        return Option(id=person.id, words=words, image=self.pictures.body_thumb(person), chosen=person.id == body)

    def _worn(self, slot: Any, product: str) -> Worn:
        title = TITLES[slot]
        if not product:
            return Worn(slot=slot, title=title)
        return Worn(slot=slot, title=title, product=self._title(product), image=self.services.prints.thumb(product))

    def _title(self, product: str) -> str:
        return self.studio.workspace.get(product).title


def _one_each(people: Any, now: Mannequin | None, what: str, fits: Any) -> list[Mannequin]:
    """One mannequin for each value of `what` among those that fit: the one that is most like the one shown."""
    found: dict[str, Mannequin] = {}
    for each in people:
        key = getattr(each, what)
        if fits(each) and (key not in found or _likeness(each, now) > _likeness(found[key], now)):
            found[key] = each
    return list(found.values())


def _likeness(person: Mannequin, now: Mannequin | None) -> tuple[bool, bool, bool]:
    if now is None:
        return person.view == "front", person.pose == "stand", True
    return person.id == now.id, person.pose == now.pose, person.finish == now.finish


def _shape(person: Mannequin) -> str:
    return f"{person.sex.capitalize()}, {person.size}, {person.age}"


def _has(notes: Any, word: str) -> bool:
    return any(word in str(each).casefold() for each in notes)


def tryon_session(session: str) -> str:
    """The name of a session's steps in this tab."""
    return f"{session}-tryon"
