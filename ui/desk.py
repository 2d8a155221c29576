"""What the Cut-out tab does: every handler takes the session and the current picture and returns what to show.

Handlers that run a model are generators: first the photo under a veil, then the result.  A problem is told, and the
desk goes back to what lay on it before, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from models.errors import CancelledError, InputError
from models.types import Artefact, Progress, Stroke
from ui import details, scene, stage
from ui.brush import trace_layers
from ui.feedback import Done, follow, note, tell
from ui.prints import file_name
from ui.services import Services
from ui.session import check_session
from ui.touchup import CLOSED, EDITOR_PX, OPEN

if TYPE_CHECKING:
    from ui.cutout import Parts

Updates = dict[Any, Any]
SAVE = "Save PNG"
FINDING = Progress(fraction=0.0, stage="Finding the product")


class Desk:
    """The handlers of the Cut-out tab."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts = parts
        self.services = services
        self.studio = services.studio

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        p, t = self.parts, self.parts.touch
        return [
            p.current, p.stage, p.strip, p.heading, p.products, p.undo, p.redo, p.touch_button, p.keep,
            p.save, p.details.panel, t.mode, t.editor, t.result, t.base,
        ]  # fmt: skip

    # What is shown ---------------------------------------------------------------------------------------------------

    def show(self, session: str, artefact_id: str) -> Updates:
        """Everything about one finished cut-out; without one, how to begin."""
        p = self.parts
        samples = scene.sample_tiles(self.services)
        update: Updates = {
            p.current: artefact_id,
            p.strip: stage.strip(scene.latest_tiles(self.services, artefact_id), samples),
            p.undo: gr.update(interactive=self.studio.workspace.can_undo(session)),
            p.redo: gr.update(interactive=self.studio.workspace.can_redo(session)),
        }
        if not artefact_id:
            return update | self._show_nothing(samples)
        cutout = self.studio.workspace.get(artefact_id)
        view = scene.scene_of(self.services, cutout)
        found = scene.products_of(cutout)
        done = cutout.kind == "cutout"
        name = file_name(cutout.title, "-cutout.png")
        address = self.services.prints.full(cutout.id, name) if done else ""
        return update | {
            p.stage: stage.stage(view),
            p.heading: stage.heading(cutout.title, scene.facts_line(cutout, len(found.boxes)), scene.notes_of(cutout)),
            p.products: stage.products(view.photo, found.boxes, found.chosen),
            p.keep: gr.update(
                value="Kept" if cutout.kept else "Keep",
                variant="secondary" if cutout.kept else "primary",
                interactive=done,
            ),
            p.save: stage.download(address, name, SAVE),
            p.touch_button: gr.update(interactive=bool(view.photo)),
            p.details.panel: details.describe(self.studio.details(artefact_id)),
            p.touch.result: stage.stage(view),
        }

    def _show_nothing(self, samples: list[stage.Tile]) -> Updates:
        p = self.parts
        return {
            p.stage: stage.empty_stage(samples),
            p.heading: stage.heading("No photo yet", "Everything starts with one."),
            p.products: "",
            p.save: stage.download("", "", SAVE),
            p.details.panel: "",
            p.keep: gr.update(interactive=False),
            p.touch_button: gr.update(interactive=False),
        }

    def _as_it_is(self) -> Updates:
        """Change nothing.  A generator that yields nothing at all would empty every output."""
        return {self.parts.current: gr.skip()}

    def _show_waiting(self, photo: Artefact, progress: Progress) -> Updates:
        p = self.parts
        return {
            p.stage: stage.stage(scene.photo_scene(self.services, photo), progress),
            p.heading: stage.heading(photo.title, f"{photo.width_px:,} × {photo.height_px:,} px"),
            p.products: "",
            p.save: stage.download("", "", SAVE),
            p.strip: stage.strip(scene.latest_tiles(self.services, ""), scene.sample_tiles(self.services)),
            p.keep: gr.update(interactive=False),
            p.touch_button: gr.update(interactive=False),
        }

    # A photo comes in ------------------------------------------------------------------------------------------------

    def arrive(self, session: str) -> Iterator[Updates]:
        """The first look at the page: what lay here last, or a sample photo that is cut out at once."""
        current = self.studio.workspace.current(session)
        if current is not None:
            yield self.show(session, current.id)
        elif self.services.samples:
            yield from self._open(self.services.samples[0].path, session, "", self.services.samples[0].title)
        else:
            yield self.show(session, "")

    def open_upload(self, path: str | None, session: str, current: str) -> Iterator[Updates]:
        """A file from the upload button, dropped or pasted."""
        yield self._as_it_is()
        if path:
            yield from self._open(Path(path), session, current)

    def _open(self, path: Path, session: str, current: str, title: str | None = None) -> Iterator[Updates]:
        session = check_session(session)
        try:
            photo = self.studio.open_photo(path, title)
        except Exception as error:
            tell(error)
            yield self.show(session, current)
            return
        yield {**self._show_waiting(photo, FINDING), **self._closed()}
        yield from self._cut(session, current, photo)

    def _cut(
        self,
        session: str,
        current: str,
        photo: Artefact,
        strokes: tuple[Stroke, ...] = (),
        focus: tuple[float, float] | None = None,
        quiet: bool = False,
    ) -> Iterator[Updates]:
        """Run the masker and show what it found.  `quiet` (touching up) leaves the stage as it is while it runs."""
        stop = self.services.stops.begin(session, "mask")
        shown = self.studio.workspace.get(current) if quiet else photo
        try:
            for step in follow(lambda job: self.studio.mask(photo.id, strokes=strokes, focus=focus, job=job), stop):
                if isinstance(step, Done):
                    self.studio.push(session, step.value.id)
                    yield self.show(session, step.value.id)
                elif quiet:
                    yield {self.parts.touch.result: stage.stage(scene.scene_of(self.services, shown), step)}
                else:
                    yield self._show_waiting(photo, step)
        except CancelledError:
            yield self.show(session, current)
        except InputError as error:
            tell(error)
            if not quiet:  # nothing found in this photo: it stays on the stage, to be painted over
                self.studio.push(session, photo.id)
            yield self.show(session, current if quiet else photo.id)
        except Exception as error:
            tell(error)
            yield self.show(session, current)

    # What is clicked -------------------------------------------------------------------------------------------------

    def act(self, event: gr.EventData, session: str, current: str) -> Iterator[Updates]:
        """A click on a tile, a product or the picture itself.  What the browser sends is checked here."""
        session = check_session(session)
        yield self._as_it_is()
        data = event._data if isinstance(event._data, dict) else {}
        kind, name = str(data.get("act", "")), str(data.get("id", ""))
        try:
            if kind == "sample":
                sample = next((s for s in self.services.samples if s.id == name), None)
                if sample:
                    yield from self._open(sample.path, session, current, sample.title)
            elif kind == "open":
                yield from self.place(session, name)
            elif kind in ("product", "point") and current:
                yield from self._pick(session, current, kind, name, data)
        except Exception as error:
            tell(error)
            yield self.show(session, current)

    def stop(self, event: gr.EventData, session: str) -> None:
        """Stop on the veil: outside the queue of the model, or it would wait for what it is to stop."""
        if isinstance(event._data, dict) and event._data.get("act") == "stop":
            self.services.stops.stop(check_session(session), "mask")

    def place(self, session: str, artefact_id: str) -> Iterator[Updates]:
        """Put a cut-out of the workspace on the desk."""
        cutout = self.studio.workspace.get(artefact_id)
        self.studio.push(session, cutout.id)
        yield {**self.show(session, cutout.id), **self._closed()}

    def _pick(self, session: str, current: str, kind: str, name: str, data: dict[str, Any]) -> Iterator[Updates]:
        cutout = self.studio.workspace.get(current)
        photo = scene.photo_of(self.services, cutout)
        boxes = scene.products_of(cutout).boxes
        focus: tuple[float, float] | None = None
        if kind == "point":
            focus = (_fraction(data.get("x")), _fraction(data.get("y")))
        elif name.isdecimal() and int(name) < len(boxes):
            focus = scene.middle(boxes[int(name)])
        if photo:
            yield from self._cut(session, current, photo, scene.strokes_of(cutout), focus)

    def undo(self, session: str, current: str) -> Updates:
        """One step back in this session's history."""
        return self._step(check_session(session), current, self.studio.undo)

    def redo(self, session: str, current: str) -> Updates:
        """One step forward again."""
        return self._step(check_session(session), current, self.studio.redo)

    def _step(self, session: str, current: str, move: Any) -> Updates:
        try:
            artefact = move(session)
            return {**self.show(session, artefact.id if artefact else current), **self._closed()}
        except Exception as error:
            tell(error)
            return self.show(session, current)

    def keep(self, session: str, current: str) -> Updates:
        """Keep the cut-out, or take it out of what is kept."""
        session = check_session(session)
        try:
            if self.studio.workspace.get(current).kept:
                self.studio.unkeep(current)
                note("Taken out", "The cut-out is no longer kept.")
            else:
                self.studio.keep(current)
                note("Kept", "You find it again under Kept, also after a restart.")
        except Exception as error:
            tell(error)
        return self.show(session, current)

    # Touching up -----------------------------------------------------------------------------------------------------

    def touch_up(self, session: str, current: str) -> Updates:
        """Swap the stage for the editor, with the photo and no paint on it."""
        try:
            cutout = self.studio.workspace.get(current)
            photo = scene.photo_of(self.services, cutout)
            if photo is None:
                raise InputError("The photo of this cut-out is no longer in the studio.", "Upload it again.")
            return {
                self.parts.touch.mode: OPEN,
                self.parts.touch.editor: self._blank(photo),
                self.parts.touch.base: cutout.id,
                self.parts.touch_button: gr.update(interactive=False),
            }
        except Exception as error:
            tell(error)
            return self._as_it_is()

    def paint(self, value: Any, base: str, session: str, current: str) -> Iterator[Updates]:
        """A stroke was painted or wiped away: mask again, from where the touching up began."""
        yield self._as_it_is()
        session = check_session(session)
        layers = value.get("layers", []) if isinstance(value, dict) else []
        if not base or not layers:
            return
        try:
            cutout = self.studio.workspace.get(base)
            photo = scene.photo_of(self.services, cutout)
            strokes = scene.strokes_of(cutout) + trace_layers(layers)
            if photo and strokes != scene.strokes_of(self.studio.workspace.get(current)):
                yield from self._cut(session, current, photo, strokes, scene.focus_of(cutout), quiet=True)
        except Exception as error:
            tell(error)
            yield self.show(session, current)

    def clear_paint(self, base: str, session: str, current: str) -> Updates:
        """Back to the cut-out that the touching up began with."""
        session = check_session(session)
        try:
            if base and base != current:
                self.studio.push(session, base)
            return {**self.show(session, base or current), **self.touch_up(session, base or current)}
        except Exception as error:
            tell(error)
            return self.show(session, current)

    def close_touch_up(self, session: str, current: str) -> Updates:
        """Back to the stage; the paint is part of the cut-out now."""
        return {**self.show(check_session(session), current), **self._closed()}

    def _closed(self) -> Updates:
        return {
            self.parts.touch.mode: CLOSED,
            self.parts.touch.base: "",
        }

    def _blank(self, photo: Artefact) -> dict[str, Any]:
        path = str(self.services.prints.canvas(photo.id, EDITOR_PX))
        return {"background": path, "layers": [], "composite": None}


def _fraction(value: object) -> float:
    """A position from the browser, held in 0..1.  Raises InputError when it is no number."""
    if not isinstance(value, (int, float)) or value != value:
        raise InputError("This place in the picture could not be read.", "Click again.")
    return min(1.0, max(0.0, float(value)))
