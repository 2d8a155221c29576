"""Touching up by hand: green paint keeps, red paint removes, and the cut-out beside follows every stroke.

The editor shows a print of the photo; only its painted layers are read, as strokes in fractions of the photo.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from models.errors import InputError
from models.types import Artefact
from ui import scene
from ui.brush import KEEP_COLOUR, REMOVE_COLOUR, trace_layers
from ui.feedback import tell
from ui.services import NEWEST, QUIET
from ui.session import check_session
from ui.theme import read_js

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.desk_view import Updates

BRUSHES = """<div class="brushes" data-editor="editor"><div class="segments" role="group" aria-label="Brush">
<button data-brush="keep" data-swatch="0"><i class="dot keep"></i>Keep</button>
<button data-brush="remove" data-swatch="1"><i class="dot remove"></i>Remove</button>
<button data-brush="erase">Wipe off</button></div>
<label>Size<input type="range" min="4" max="96" value="24" aria-label="Brush size"></label></div>"""
"""Our own brush buttons; `assets/js/brush.js` presses the editor's for them."""
CLOSED, OPEN = '<i data-desk="stage"></i>', '<i data-desk="touch"></i>'
"""What lies on the desk.  The stylesheet shows one column or the other by this mark: Gradio 6.31 now and then loses an
update of a column that holds an image editor, and an editor that stays in the page opens faster."""
EDITOR_PX = 800
"""Longest side of the print in the editor."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The touch-up view.  `base` holds the id of the cut-out that the painting started from, "" while closed."""

    mode: gr.HTML
    editor: gr.ImageEditor
    result: gr.HTML
    done: gr.Button
    again: gr.Button
    base: gr.State


def build() -> Parts:
    """The editor and the result side by side, in the stage's place."""
    base, mode = gr.State(""), gr.HTML(CLOSED, elem_id="desk-mode", apply_default_css=False)
    with gr.Column(elem_id="touch-column", elem_classes="bare"):
        with gr.Row(elem_id="touch-row"):
            editor = gr.ImageEditor(
                type="pil",
                image_mode="RGBA",
                sources=[],
                transforms=[],
                layers=False,
                brush=gr.Brush(
                    colors=[KEEP_COLOUR, REMOVE_COLOUR],
                    default_color=KEEP_COLOUR,
                    color_mode="fixed",
                    default_size=EDITOR_PX // 40,
                ),
                eraser=gr.Eraser(default_size=EDITOR_PX // 30),
                show_label=False,
                container=False,
                height="var(--wall-h)",
                buttons=[],
                elem_id="editor",
                scale=1,
                min_width=280,
            )
            result = gr.HTML("", js_on_load=read_js("stop"), elem_id="touch-result", apply_default_css=False)
        with gr.Row(elem_id="touch-tools"):
            gr.HTML(BRUSHES, js_on_load=read_js("brush"), elem_id="brushes", apply_default_css=False)
            again = gr.Button("Clear the paint", size="md", elem_id="touch-again", scale=0)
            done = gr.Button("Done", variant="primary", size="md", elem_id="touch-done", scale=0)
    return Parts(mode=mode, editor=editor, result=result, done=done, again=again, base=base)


class TouchUp:
    """The handlers of the touch-up view, on the desk that it belongs to."""

    def __init__(self, parts: Parts, desk: Desk) -> None:
        self.parts = parts
        self.desk = desk
        self.view = desk.view
        self.services = desk.services
        self.studio = desk.studio

    def open(self, session: str, current: str) -> Updates:
        """Swap the stage for the editor, with the photo and no paint on it."""
        try:
            cutout = self.studio.workspace.get(current)
            photo = scene.photo_of(self.services, cutout)
            if photo is None:
                raise InputError("The photo of this cut-out is no longer in the studio.", "Upload it again.")
            return {
                self.parts.mode: OPEN,
                self.parts.editor: self._blank(photo),
                self.parts.base: cutout.id,
                self.view.parts.touch_button: gr.update(interactive=False),
            }
        except Exception as error:
            tell(error)
            return self.view.as_it_is()

    def paint(self, value: Any, base: str, session: str, current: str) -> Iterator[Updates]:
        """A stroke was painted or wiped away: mask again, from where the touching up began."""
        yield self.view.as_it_is()
        session = check_session(session)
        layers = value.get("layers", []) if isinstance(value, dict) else []
        if not base or not layers:
            return
        try:
            cutout = self.studio.workspace.get(base)
            photo = scene.photo_of(self.services, cutout)
            strokes = scene.strokes_of(cutout) + trace_layers(layers)
            if photo and strokes != scene.strokes_of(self.studio.workspace.get(current)):
                yield from self.desk.cut(session, current, photo, strokes, scene.focus_of(cutout), quiet=True)
        except Exception as error:
            tell(error)
            yield self.view.show(session, current)

    def clear(self, base: str, session: str, current: str) -> Updates:
        """Back to the cut-out that the touching up began with."""
        session = check_session(session)
        try:
            if base and base != current:
                self.studio.push(session, base)
            return {**self.view.show(session, base or current), **self.open(session, base or current)}
        except Exception as error:
            tell(error)
            return self.view.show(session, current)

    def close(self, session: str, current: str) -> Updates:
        """Back to the stage; the paint is part of the cut-out now."""
        return {**self.view.show(check_session(session), current), **self.view.closed()}

    def _blank(self, photo: Artefact) -> dict[str, Any]:
        path = str(self.services.prints.canvas(photo.id, EDITOR_PX))
        return {"background": path, "layers": [], "composite": None}


def wire(parts: Parts, desk: Desk, session: gr.BrowserState, current: gr.State, opener: gr.Button) -> None:
    """Each stroke asks for a new mask; only the newest waits."""
    touch, here, outs = TouchUp(parts, desk), [session, current], desk.view.outputs
    opener.click(touch.open, here, outs, **QUIET)
    # `change`, not `input`: while the photo still loads, `input` tells of the editor without its paint.
    parts.editor.change(touch.paint, [parts.editor, parts.base, *here], outs, **NEWEST)
    parts.result.stop(desk.stop, session, None, **QUIET)
    parts.again.click(touch.clear, [parts.base, *here], outs, **QUIET)
    parts.done.click(touch.close, here, outs, **QUIET)
