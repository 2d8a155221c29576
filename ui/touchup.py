"""Touching up by hand: green paint keeps, red paint removes, and the cut-out beside follows every stroke.

The editor shows a print of the photo; only its painted layers are read, as strokes in fractions of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from ui.brush import KEEP_COLOUR, REMOVE_COLOUR
from ui.services import NEWEST, QUIET
from ui.theme import read_js

if TYPE_CHECKING:
    from ui.desk import Desk

BRUSHES = """<div class="brushes"><div class="segments" role="group" aria-label="Brush">
<button data-brush="keep"><i class="dot keep"></i>Keep</button>
<button data-brush="remove"><i class="dot remove"></i>Remove</button>
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
            result = gr.HTML("", elem_id="touch-result", apply_default_css=False)
        with gr.Row(elem_id="touch-tools"):
            gr.HTML(BRUSHES, js_on_load=read_js("brush"), elem_id="brushes", apply_default_css=False)
            again = gr.Button("Clear the paint", size="md", elem_id="touch-again", scale=0)
            done = gr.Button("Done", variant="primary", size="md", elem_id="touch-done", scale=0)
    return Parts(mode=mode, editor=editor, result=result, done=done, again=again, base=base)


def wire(parts: Parts, desk: Desk, session: gr.BrowserState, current: gr.State) -> None:
    """Each stroke asks for a new mask; only the newest waits."""
    here = [session, current]
    # `input`, not `change`: the editor swallows its first change after it is shown, and that is the first stroke.
    parts.editor.input(desk.paint, [parts.editor, parts.base, *here], desk.outputs, **NEWEST)
    parts.again.click(desk.clear_paint, [parts.base, *here], desk.outputs, **QUIET)
    parts.done.click(desk.close_touch_up, here, desk.outputs, **QUIET)
