"""Where a design begins: the gallery of shapes and kept designs, a photo, a surprise; and pictures that give a cloth
or a palette.  The drawing board has a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import gradio as gr

from models.designing import change
from models.errors import CancelledError, InputError
from models.library import StarterShape, read_library, surprise
from models.palette import read_palette
from models.pictures import clean_title
from models.types import Artefact, Progress
from ui import stage
from ui.design_choices import PICTURE, Choices, read_seed
from ui.design_cut import carry_over
from ui.design_desk import DesignDesk, Turn
from ui.design_prints import DESIGN_PX
from ui.design_view import GALLERY, Updates
from ui.feedback import Done, follow, tell
from ui.icons import icon
from ui.services import NEWEST
from ui.session import check_session

PICTURES = ["image", ".heic", ".heif", ".avif", ".webp"]
READING = Progress(fraction=0.0, stage="Finding the garment")
OWN_CLOTHS = 8
GROUPS = {
    "T-Shirt": "T-shirts", "Longsleeve": "Long sleeves and knits", "Pants": "Trousers", "Shorts": "Shorts",
    "Shoes": "Shoes", "Dress": "Dresses", "Outwear": "Jackets and coats", "Body": "Bodysuits", "Polo": "Polo shirts",
    "Undershirt": "Tank tops and vests",
}  # fmt: skip
"""What the kinds are called in the gallery, where an s at the end is not enough."""
CUT = {"category": "shape", "seams": "shape"}
"""What is locked with the shape."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The doors for files; they stay out of sight, and the column's buttons press them."""

    photo: gr.UploadButton
    cloth: gr.UploadButton
    palette: gr.UploadButton


def build() -> Parts:
    """The doors for files."""
    with gr.Row(elem_classes="offstage"):
        with gr.Column():
            photo = gr.UploadButton("Photo", file_types=PICTURES, elem_id="design-photo")
        with gr.Column():
            cloth = gr.UploadButton("Cloth", file_types=PICTURES, elem_id="design-cloth")
        with gr.Column():
            palette = gr.UploadButton("Palette", file_types=PICTURES, elem_id="design-palette")
    return Parts(photo=photo, cloth=cloth, palette=palette)


class Beginnings:
    """The handlers of everything that a design can begin with."""

    def __init__(self, desk: DesignDesk) -> None:
        self.desk = desk
        self.view = desk.view
        self.studio = desk.studio
        desk.acts |= {
            "gallery": self._gallery,
            "shape": self._shape,
            "kept": self._kept,
            "surprise": self._surprise,
            "sew": self._sew,
        }

    def _gallery(self, turn: Turn) -> Iterator[Updates]:
        shapes = [
            (
                group,
                [
                    _Cast(shape.name, self.view.pictures.shape(shape.code, shape.seams), index)
                    for index, shape in entries
                ],
            )
            for group, entries in _by_kind(read_library().shapes)
        ]
        kept = [artefact for artefact in self.studio.kept() if artefact.kind == "design"]
        tiles = [
            stage.Tile(act="kept", id=each.id, image=self.desk.services.prints.thumb(each.id), title=each.title)
            for each in kept
        ]
        yield {self.view.parts.gallery: draw_gallery(shapes, tiles), self.view.parts.mode: GALLERY}

    def _shape(self, turn: Turn) -> Iterator[Updates]:
        shapes = read_library().shapes
        if not turn.id.isdecimal() or int(turn.id) >= len(shapes):
            raise InputError("This shape is not here any more.", "Choose another.")
        shape = shapes[int(turn.id)]
        yield from self.desk.go(
            turn, {"shape": shape.code, "seams": shape.seams, "category": shape.category}, begin=True
        )

    def _sew(self, turn: Turn) -> Iterator[Updates]:
        yield from self.desk.go(turn, {"sew": True})

    def _kept(self, turn: Turn) -> Iterator[Updates]:
        self.studio.spec_of(turn.id)
        yield self.desk.start_with(turn, turn.id)

    def _surprise(self, turn: Turn) -> Iterator[Updates]:
        found = surprise(read_seed(turn.data.get("value")))
        changes = self._unlocked(turn, {
            "shape": found.shape, "seams": found.seams, "category": found.category, "cloth": found.cloth,
            "colour": found.colour, "accent": found.accent, "seed": found.seed,
        })  # fmt: skip
        if "shape" in changes:
            worn = self.studio.spec_of(turn.current)
            changes |= carry_over(turn.choices.locks, worn, found.shape, found.category)
        if turn.choices.locks & {"shape", "cloth"}:
            yield from self.desk.go(turn, changes, begin=True)
        else:
            spec = change(found, changes)
            yield from self.desk.begin(turn, spec)

    def _unlocked(self, turn: Turn, changes: dict[str, Any]) -> dict[str, Any]:
        """The changes without those of locked controls."""
        locked, worn = turn.choices.locked, self.studio.spec_of(turn.current)
        kept = {name: value for name, value in changes.items() if not locked(CUT.get(name, name))}
        for ink in ("colour", "accent"):
            if locked(ink):
                kept[ink] = getattr(worn, ink)
        dials = {name: getattr(worn.cloth, name) for name in ("scale", "strength") if name in turn.choices.locks}
        if "cloth" in kept:
            kept["cloth"] = replace(kept["cloth"], **dials)
        return kept

    # Files ----------------------------------------------------------------------------------------------------------

    def open_photo(self, path: str | None, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """A garment's photo: cut out, read, and shown beside what was made of it."""
        yield self.view.as_it_is()
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        if not path:
            return
        try:
            photo = self.studio.open_photo(Path(path))
            print_ = self.desk.services.prints.large(photo.id)
            yield self._waiting(turn, READING, print_)
            stop = self.desk.services.stops.begin(turn.session, "design")
            for step in follow(lambda job: self.studio.estimate(photo.id, size_px=DESIGN_PX, job=job), stop):
                if isinstance(step, Done):
                    yield from self._read_off(turn, step.value)
                else:
                    yield self._waiting(turn, step, print_)
        except CancelledError:
            yield self.desk.settle(turn)
        except Exception as error:
            tell(error)
            yield self.desk.settle(turn) | self._empty(turn)

    def _read_off(self, turn: Turn, read: Artefact) -> Iterator[Updates]:
        """The photo's design; with locks, what is locked stays and the rest is taken from it."""
        yield self.desk.start_with(turn, read.id, view="beside")
        if turn.current and turn.choices.locks:
            spec = self.studio.spec_of(turn.current)
            kept: dict[str, Any] = {
                name: getattr(spec, name)
                for name in ("shape", "cloth", "colour", "accent")
                if name in turn.choices.locks
            }
            kept |= {name: getattr(spec.cloth, name) for name in ("scale", "strength") if name in turn.choices.locks}
            choices = turn.choices.started(read.id)
            yield from self.desk.go(replace(turn, current=read.id, choices=replace(choices, ways=())), kept)

    def open_cloth(self, path: str | None, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """A picture of cloth: it joins the swatches, and the design wears it."""
        yield self.view.as_it_is()
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        if not path or not current:
            return
        try:
            photo = self.studio.open_photo(Path(path))
            reading = self.studio.read_swatch(photo.id)
            name = clean_title(photo.title.replace("_", " ").replace("-", " "), "Own cloth").capitalize()
            own = ((name, reading.cloth), *choices.own_cloths)[:OWN_CLOTHS]
            turn = replace(turn, choices=replace(choices, own_cloths=own))
            yield from self.desk.wear(turn, reading.cloth, (photo.id,), reading.accent)
        except Exception as error:
            tell(error)
            yield self.desk.settle(turn)

    def open_palette(self, path: str | None, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """A picture whose colours become the palette."""
        yield self.view.as_it_is()
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        if not path or not current:
            return
        try:
            photo = self.studio.open_photo(Path(path))
            palette = replace(read_palette(self.studio.workspace.picture(photo.id)), name=photo.title)
            choices = replace(choices, pictured=palette).in_palette(PICTURE)
            yield self.desk.show(turn.session, current, choices)
        except Exception as error:
            tell(error)
            yield self.desk.settle(turn)

    def stop(self, session: str) -> None:
        """Stop on the veil: outside of the model's queue, or it would wait for what it is to stop."""
        self.desk.services.stops.stop(check_session(session), "design")

    def _waiting(self, turn: Turn, progress: Progress, picture: str) -> Updates:
        return self.view.show_waiting(turn.session, turn.current, turn.choices, progress, picture)

    def _empty(self, turn: Turn) -> Updates:
        return {} if turn.current else self.view.show_nothing()


def wire(parts: Parts, desk: DesignDesk, here: list[Any], then: Any) -> Beginnings:
    """Connect the doors for files.  `then` is called with each listener, to fill in what comes later."""
    start = Beginnings(desk)
    for button, handler in (
        (parts.photo, start.open_photo), (parts.cloth, start.open_cloth), (parts.palette, start.open_palette),
    ):  # fmt: skip
        then(button.upload(handler, [button, *here], desk.view.outputs, **NEWEST))
    return start


@dataclass(frozen=True)
class _Cast:
    name: str
    image: str
    index: int


def _by_kind(shapes: Sequence[StarterShape]) -> list[tuple[str, list[tuple[int, StarterShape]]]]:
    """The shapes with their places in the library, a group for each kind, under the name that the screen has for it."""
    groups = groupby(enumerate(shapes), key=lambda entry: entry[1].category)
    return [(GROUPS.get(category, f"{category}s"), list(entries)) for category, entries in groups]


def draw_gallery(shapes: Sequence[tuple[str, Sequence[_Cast]]], kept: Sequence[stage.Tile]) -> str:
    """The wall of what one can begin with."""
    sections = []
    if kept:
        tiles = "".join(stage.tile(each) for each in kept)
        sections.append(f'<section class="wide"><h3>Kept designs</h3><div class="row">{tiles}</div></section>')
    for name, casts in shapes:
        tiles = "".join(
            f'<button class="cast" data-act="shape" data-id="{each.index}" title="{escape(each.name)}">'
            f'<img src="{each.image}" alt="{escape(each.name)}" loading="lazy" draggable="false"></button>'
            for each in casts
        )
        sections.append(f'<section><h3>{escape(name)}</h3><div class="row">{tiles}</div></section>')
    return f"""<div class="gallery"><header><h2>Start from a shape</h2>
<p>Your cloth and your colours go along.</p><button class="round" data-act="back" title="Back to the design"
 aria-label="Back to the design">{icon("close")}</button></header><div class="groups">{"".join(sections)}</div></div>"""
