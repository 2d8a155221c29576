"""What the Cut-out tab does: every handler takes the session and the current picture and returns what to show.

Handlers that run a model are generators: first the photo under a veil, then the result.  A problem is told, and the
desk goes back to what lay on it before, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from models.errors import CancelledError, InputError
from models.types import Artefact, Progress, Stroke
from ui import scene, stage
from ui.desk_view import DeskView, Updates
from ui.feedback import Done, follow, tell
from ui.keeping import keep_or_not
from ui.session import check_session

FINDING = Progress(fraction=0.0, stage="Finding the product")


class Desk:
    """The handlers of the Cut-out tab."""

    def __init__(self, view: DeskView) -> None:
        self.view = view
        self.services = view.services
        self.studio = view.studio

    # A photo comes in ------------------------------------------------------------------------------------------------

    def arrive(self, session: str) -> Iterator[Updates]:
        """The first look at the page: what lay here last, or a sample photo that is cut out at once."""
        current = self.studio.workspace.current(session)
        if current is not None:
            yield self.view.show(session, current.id)
        elif self.services.samples:
            yield from self._open(self.services.samples[0].path, session, "", self.services.samples[0].title)
        else:
            yield self.view.show(session, "")

    def open_upload(self, path: str | None, session: str, current: str) -> Iterator[Updates]:
        """A file from the upload button, dropped or pasted."""
        yield self.view.as_it_is()
        if path:
            yield from self._open(Path(path), session, current)

    def _open(self, path: Path, session: str, current: str, title: str | None = None) -> Iterator[Updates]:
        session = check_session(session)
        try:
            photo = self.studio.open_photo(path, title)
        except Exception as error:
            tell(error)
            yield self.view.show(session, current)
            return
        yield {**self.view.show_waiting(photo, FINDING), **self.view.closed()}
        yield from self.cut(session, current, photo)

    def cut(
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
                    yield self.view.show(session, step.value.id)
                elif quiet:
                    yield {self.view.parts.touch.result: stage.stage(scene.scene_of(self.services, shown), step)}
                else:
                    yield self.view.show_waiting(photo, step)
        except CancelledError:
            yield self.view.show(session, current)
        except InputError as error:
            tell(error)
            if not quiet:  # nothing found in this photo: it stays on the stage, to be painted over
                self.studio.push(session, photo.id)
            yield self.view.show(session, current if quiet else photo.id)
        except Exception as error:
            tell(error)
            yield self.view.show(session, current)

    # What is clicked -------------------------------------------------------------------------------------------------

    def act(self, event: gr.EventData, session: str, current: str) -> Iterator[Updates]:
        """A click on a tile, a product or the picture itself.  What the browser sends is checked here."""
        session = check_session(session)
        yield self.view.as_it_is()
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
            yield self.view.show(session, current)

    def stop(self, session: str) -> None:
        """Stop on the veil: outside the queue of the model, or it would wait for what it is to stop."""
        self.services.stops.stop(check_session(session), "mask")

    def place(self, session: str, artefact_id: str) -> Iterator[Updates]:
        """Put a cut-out of the workspace on the desk."""
        cutout = self.studio.workspace.get(artefact_id)
        self.studio.push(session, cutout.id)
        yield {**self.view.show(session, cutout.id), **self.view.closed()}

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
            yield from self.cut(session, current, photo, scene.strokes_of(cutout), focus)

    def undo(self, session: str, current: str) -> Updates:
        """One step back in this session's history."""
        return self._step(check_session(session), current, self.studio.undo)

    def redo(self, session: str, current: str) -> Updates:
        """One step forward again."""
        return self._step(check_session(session), current, self.studio.redo)

    def _step(self, session: str, current: str, move: Any) -> Updates:
        try:
            artefact = move(session)
            return {**self.view.show(session, artefact.id if artefact else current), **self.view.closed()}
        except Exception as error:
            tell(error)
            return self.view.show(session, current)

    def keep(self, session: str, current: str) -> Updates:
        """Keep the cut-out, or take it out of what is kept."""
        session = check_session(session)
        try:
            keep_or_not(self.studio, current, "cut-out")
        except Exception as error:
            tell(error)
        return self.view.show(session, current)


def _fraction(value: object) -> float:
    """A position from the browser, held in 0..1.  Raises InputError when it is no number."""
    if not isinstance(value, (int, float)) or value != value:
        raise InputError("This place in the picture could not be read.", "Click again.")
    return min(1.0, max(0.0, float(value)))
