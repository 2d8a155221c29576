"""A scene of one's own in the Stage tab: upload a photo, paint over the old object and its shadow, stage there.

The editor shows a print of the photo; only its painted layers are read, as strokes in fractions of the photo.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from models.errors import CancelledError, InputError
from models.staging.removing import check_scene
from ui.brush import REMOVE_COLOUR, trace_layers
from ui.design_start import PICTURES
from ui.feedback import Done, follow, tell
from ui.services import QUIET
from ui.session import check_session
from ui.staging_choices import Choices
from ui.staging_desk import StagingDesk, Turn
from ui.staging_view import Updates
from ui.touchup import EDITOR_PX

HOW = """<p class="want-note">Paint over the old object and its shadow, or once round both; then put the product in its
place. Nothing else of the photo changes.</p>"""


@dataclass(frozen=True, kw_only=True)
class OwnParts:
    """The drawer under the sheet.  `photo` holds the id of the uploaded photo, `emptied` the scene that was made of it
    and where its old object was, until the product is put there."""

    photo: gr.State
    emptied: gr.State
    upload: gr.UploadButton
    editor: gr.ImageEditor
    place: gr.Button


def build() -> OwnParts:
    """The drawer: upload, a brush, and the button that does it."""
    photo, emptied = gr.State(""), gr.State(None)
    with gr.Accordion("A scene of your own", open=False, elem_id="staging-own"):
        gr.HTML(HOW, apply_default_css=False)
        with gr.Row():
            upload = gr.UploadButton("Upload a scene", file_types=PICTURES, size="md", elem_id="staging-own-photo")
            place = gr.Button("Put the product there", variant="primary", size="md", elem_id="staging-own-place")
        editor = gr.ImageEditor(
            type="pil", image_mode="RGBA", sources=[], transforms=[], layers=False,
            brush=gr.Brush(
                colors=[REMOVE_COLOUR], default_color=REMOVE_COLOUR, color_mode="fixed", default_size=EDITOR_PX // 20
            ),
            eraser=gr.Eraser(default_size=EDITOR_PX // 20), show_label=False, container=False, height=560, buttons=[],
            elem_id="staging-own-editor",
        )  # fmt: skip
    return OwnParts(photo=photo, emptied=emptied, upload=upload, editor=editor, place=place)


class OwnScene:
    """The drawer's handlers, on the desk that it belongs to."""

    def __init__(self, parts: OwnParts, desk: StagingDesk) -> None:
        self.parts, self.desk = parts, desk
        self.services, self.studio = desk.services, desk.studio

    def open(self, path: str | None) -> dict[Any, Any]:
        """A photo of a scene, on the editor, without paint."""
        if not path:
            return {self.parts.photo: gr.skip()}
        try:
            photo = self.studio.open_photo(Path(path))
            check_scene((photo.width_px, photo.height_px))
        except Exception as error:
            tell(error)
            return {self.parts.photo: gr.skip()}
        shown = str(self.services.prints.canvas(photo.id, EDITOR_PX))
        return {
            self.parts.photo: photo.id,
            self.parts.editor: {"background": shown, "layers": [], "composite": None},
        }

    def empty(self, value: Any, photo: str, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """Remove what was painted over; what is on the stage is left alone, since it may change meanwhile."""
        view = self.desk.view
        yield view.as_it_is() | {self.parts.emptied: None}
        try:
            if not photo:
                raise InputError("There is no scene yet.", "Upload a photo of one first.")
            if not current:
                raise InputError("There is no product yet.", "Choose one first.")
            strokes = trace_layers(value.get("layers", []) if isinstance(value, dict) else [])
            stop = self.services.stops.begin(check_session(session), "stage")
            for step in follow(lambda job: self.studio.remove(photo, strokes, job=job), stop):
                if isinstance(step, Done):
                    yield {self.parts.emptied: (step.value.photo.id, step.value.spot)}
                else:
                    yield view.show_waiting(session, current, choices, step)
        except CancelledError:
            return
        except Exception as error:
            tell(error)

    def place(self, emptied: Any, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """Stage whatever is on the stage now on the scene that was emptied; without one, show it as it is."""
        desk = self.desk
        yield desk.view.as_it_is()
        turn = Turn(session=check_session(session), current=current, choices=replace(choices, gallery=False), data={})
        try:
            if emptied and current:
                yield from desk.stage_on(turn, *emptied)
            else:
                yield desk.settle(turn)
        except Exception as error:
            tell(error)
            yield desk.settle(turn)


def wire(parts: OwnParts, desk: StagingDesk, session: gr.BrowserState) -> Any:
    """Connect the drawer; returns the event after which the sheet has to be made."""
    own, stage = OwnScene(parts, desk), desk.view.parts
    parts.upload.upload(own.open, parts.upload, [parts.photo, parts.editor], **QUIET)
    now = [session, stage.current, stage.choices]
    emptying = parts.place.click(
        own.empty, [parts.editor, parts.photo, *now], [*desk.view.outputs, parts.emptied], **QUIET
    )
    # its own event, so that it takes what is on the stage when the scene is ready, not when the button was clicked
    return emptying.then(own.place, [parts.emptied, *now], desk.view.outputs, **QUIET)
