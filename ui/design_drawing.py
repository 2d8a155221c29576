"""The drawing board of the Design tab: draw a garment from nothing, or redraw the one on the easel.

Drawing: a black pen on white; a closed outline or a filled silhouette becomes the shape, lines inside become seams.
Redrawing: green paint adds cloth, red cuts it away, black draws a seam; the rest stays as it is.  Beside the board the
garment follows every stroke, and nothing is saved before Done.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.design import DesignSpec
from models.errors import InputError, StudioError
from models.oklab import Floats
from models.redrawing import keep_seams, redraw
from ui.design_choices import Choices
from ui.design_prints import DRAG_PX
from ui.design_start import PICTURES
from ui.feedback import tell
from ui.prints import inline
from ui.services import NEWEST, QUIET
from ui.session import check_session
from ui.theme import read_js

if TYPE_CHECKING:
    from ui.design_desk import DesignDesk, Turn
    from ui.design_view import Updates

PEN, ADD, CUT = "#1d1a17", "#1f9d61", "#e5383b"
BOARD_PX = 768
PAINTED = 96
"""Alpha from which a pixel counts as painted."""
DRAW_BRUSHES = """<div class="brushes" data-editor="board"><div class="segments" role="group" aria-label="Pen">
<button data-brush="pen" data-swatch="0"><i class="dot pen"></i>Pen</button>
<button data-brush="erase">Rub out</button></div>
<label>Size<input type="range" min="3" max="96" value="10" aria-label="Pen size"></label></div>"""
REDRAW_BRUSHES = """<div class="brushes" data-editor="board"><div class="segments" role="group" aria-label="Brush">
<button data-brush="add" data-swatch="1"><i class="dot keep"></i>Add cloth</button>
<button data-brush="cut" data-swatch="2"><i class="dot remove"></i>Cut away</button>
<button data-brush="seam" data-swatch="0"><i class="dot pen"></i>Seam</button>
<button data-brush="erase">Wipe off</button></div>
<label>Size<input type="range" min="3" max="96" value="28" aria-label="Brush size"></label></div>"""
DRAW_HINT = "Draw a closed outline, or fill the whole silhouette. Lines inside become seams."
REDRAW_HINT = "Paint green to lengthen, red to shorten. Black draws a seam."


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The board.  `pending` holds the shape code that is drawn so far, b"" for none; `task` what the board is for."""

    editor: gr.ImageEditor
    brushes: gr.HTML
    result: gr.HTML
    upload: gr.UploadButton
    done: gr.Button
    cancel: gr.Button
    pending: gr.State
    task: gr.State

    @property
    def outputs(self) -> list[Any]:
        """What handlers of the tab may change of it."""
        return [self.editor, self.brushes, self.result, self.pending, self.task]


def build() -> Parts:
    """The board and the garment side by side, in the easel's place."""
    pending, task = gr.State(b""), gr.State("")
    with gr.Column(elem_id="board-column", elem_classes="bare"):
        with gr.Row(elem_id="board-row"):
            editor = gr.ImageEditor(
                type="pil", image_mode="RGBA", sources=[], transforms=[], layers=False,
                brush=gr.Brush(colors=[PEN, ADD, CUT], default_color=PEN, color_mode="fixed", default_size=10),
                eraser=gr.Eraser(default_size=28), show_label=False, container=False, height="var(--easel-h)",
                buttons=[], elem_id="board", scale=1, min_width=280,
            )  # fmt: skip
            result = gr.HTML("", elem_id="board-result", apply_default_css=False)
        with gr.Row(elem_id="board-tools"):
            brushes = gr.HTML("", js_on_load=read_js("brush"), elem_id="board-brushes", apply_default_css=False)
            upload = gr.UploadButton("Open a drawing", file_types=PICTURES, elem_id="board-upload", size="md", scale=0)
            cancel = gr.Button("Cancel", size="md", elem_id="board-cancel", scale=0)
            done = gr.Button("Done", variant="primary", size="md", elem_id="board-done", scale=0)
    return Parts(
        editor=editor, brushes=brushes, result=result, upload=upload, done=done, cancel=cancel, pending=pending,
        task=task,
    )  # fmt: skip


class DrawingBoard:
    """The handlers of the drawing board."""

    def __init__(self, parts: Parts, desk: DesignDesk) -> None:
        self.parts = parts
        self.desk = desk
        self.view = desk.view
        self.studio = desk.studio
        desk.acts |= {"draw": self._draw, "redraw": self._redraw}

    def _draw(self, turn: Turn) -> Iterator[Updates]:
        yield self._open("draw", self._paper(None), draw_result("", DRAW_HINT))

    def _redraw(self, turn: Turn) -> Iterator[Updates]:
        spec = self.studio.spec_of(turn.current)
        picture = self.studio.preview(spec, size_px=DRAG_PX)
        yield self._open("redraw", self._paper(picture), draw_result(*self._bare("redraw", spec)))

    def _open(self, task: str, paper: Path, result: str) -> Updates:
        p = self.parts
        return {
            self.view.parts.mode: f'<i data-design="{task}"></i>',
            p.brushes: DRAW_BRUSHES if task == "draw" else REDRAW_BRUSHES,
            p.editor: {"background": str(paper), "layers": [], "composite": None},
            p.result: result,
            p.pending: b"",
            p.task: task,
        }

    def _paper(self, garment: Image.Image | None) -> Path:
        """What is drawn on: white paper, or the garment on it, pale enough for paint to be seen."""
        paper = Image.new("RGB", (BOARD_PX, BOARD_PX), "white")
        if garment is not None:
            large = garment.resize((BOARD_PX, BOARD_PX), Image.Resampling.LANCZOS)
            paper.paste(large, mask=large.getchannel("A").point(lambda alpha: int(alpha * 0.8)))
        handle, name = tempfile.mkstemp(dir=self.desk.services.prints.folder, prefix="paper-", suffix=".png")
        with open(handle, "wb") as file:
            paper.save(file, format="PNG", compress_level=1)
        return Path(name)

    def paint(self, value: Any, task: str, session: str, current: str) -> Iterator[Updates]:
        """A stroke was drawn or wiped away: the garment beside follows."""
        p = self.parts
        yield {p.pending: gr.skip()}
        if not current or not task:
            return
        spec, layers = self.studio.spec_of(current), painted(value)
        if not layers:
            yield {p.result: draw_result(*self._bare(task, spec)), p.pending: b""}
            return
        try:
            code = self._read(task, layers, spec.shape)
            picture = self.studio.preview(spec, _cut(task, spec, code), size_px=DRAG_PX)
            yield {p.result: draw_result(inline(picture), ""), p.pending: code}
        except InputError as error:  # not a mistake yet: the outline is still being drawn
            yield {p.result: draw_result(self._bare(task, spec)[0], str(error)), p.pending: b""}
        except StudioError as error:
            tell(error)

    def _bare(self, task: str, spec: DesignSpec) -> tuple[str, str]:
        """What is beside a board without paint, and the hint."""
        if task == "draw":
            return "", DRAW_HINT
        return inline(self.studio.preview(spec, size_px=DRAG_PX)), REDRAW_HINT

    def _read(self, task: str, layers: list[Image.Image], shape: bytes) -> bytes:
        """The shape code of what is painted.  Raises InputError while it is none."""
        pen, add, cut = read_paint(layers)
        if task == "redraw":
            return redraw(shape, add, cut, pen)
        drawn = Image.fromarray(np.round(255 * (1 - pen)).astype(np.uint8))
        return self.studio.read_drawing(drawn)

    def finish(
        self, value: Any, code: bytes, task: str, session: str, current: str, choices: Choices
    ) -> Iterator[Updates]:
        """Done: the drawn shape is the design's, with the last stroke even where its preview is still on its way."""
        turn = self._turn(session, current, choices)
        yield self.view.as_it_is()
        try:
            if task and (layers := painted(value)):
                code = self._read(task, layers, self.studio.spec_of(current).shape)
            if not code:
                raise InputError(
                    "There is no garment on the board yet.",
                    "Close its outline, or press Cancel." if task == "draw" else "Paint on it, or press Cancel.",
                )
            changes = _cut(task, self.studio.spec_of(current), code)
            yield from self.desk.go(turn, changes, begin=task == "draw")
        except Exception as error:
            tell(error)
            yield self.view.as_it_is()

    def open_drawing(self, path: str | None, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """A drawing from a file: silhouette or line art."""
        turn = self._turn(session, current, choices)
        yield self.view.as_it_is()
        if not path or not current:
            return
        try:
            drawing = self.studio.open_photo(Path(path))
            code = self.studio.read_drawing(drawing.id)
            yield from self.desk.go(turn, {"shape": code, "category": ""}, (drawing.id,), begin=True)
        except Exception as error:
            tell(error)
            yield self.view.as_it_is()

    def cancel(self, session: str, current: str, choices: Choices) -> Updates:
        """Back to the easel; the drawing is thrown away."""
        return self.desk.settle(self._turn(session, current, choices))

    def _turn(self, session: str, current: str, choices: Choices) -> Turn:
        from ui.design_desk import Turn

        return Turn(session=check_session(session), current=current, choices=choices, data={})


def wire(parts: Parts, desk: DesignDesk, here: list[Any], then: Any) -> DrawingBoard:
    """Each stroke asks for a new garment; only the newest waits."""
    board = DrawingBoard(parts, desk)
    session, current, _ = here
    outs = desk.view.outputs
    # `change`, not `input`: while the paper still loads, `input` tells of the board without its paint.
    parts.editor.change(
        board.paint, [parts.editor, parts.task, session, current], [parts.result, parts.pending], **NEWEST
    )
    then(parts.done.click(board.finish, [parts.editor, parts.pending, parts.task, *here], outs, **NEWEST))
    then(parts.upload.upload(board.open_drawing, [parts.upload, *here], outs, **NEWEST))
    parts.cancel.click(board.cancel, here, outs, **QUIET)
    return board


def _cut(task: str, spec: DesignSpec, code: bytes) -> dict[str, Any]:
    """The change to a drawn shape: a redrawn garment keeps what is sewn on it, as far as it still lies right."""
    if task == "draw":
        return {"shape": code, "category": ""}
    return {"shape": code, "seams": keep_seams(spec.seams, spec.shape, code)}


def painted(value: Any) -> list[Image.Image]:
    """The layers of an editor's value that have paint on them."""
    layers = value.get("layers", []) if isinstance(value, dict) else []
    return [layer for layer in layers if layer.convert("RGBA").getchannel("A").getextrema()[1] >= PAINTED]


def read_paint(layers: list[Image.Image]) -> tuple[Floats, Floats, Floats]:
    """What the pen, the green and the red brush have painted on the layers (RGBA), 0..1 (h, w) each."""
    side = layers[0].size if layers else (BOARD_PX, BOARD_PX)
    planes = [np.zeros((side[1], side[0]), np.float32) for _ in range(3)]
    for layer in layers:
        rgba = np.asarray(layer.convert("RGBA").resize(side)).astype(np.int16)
        opaque: NDArray[np.bool_] = rgba[..., 3] >= PAINTED
        green = rgba[..., 1] - np.maximum(rgba[..., 0], rgba[..., 2]) > 40
        red = rgba[..., 0] - np.maximum(rgba[..., 1], rgba[..., 2]) > 40
        for plane, mask in zip(planes, (~green & ~red, green, red), strict=True):
            plane[opaque & mask] = 1
    return planes[0], planes[1], planes[2]


def draw_result(image: str, hint: str) -> str:
    """The garment as it would be, and what to do."""
    picture = f'<img src="{image}" alt="The garment as drawn" draggable="false">' if image else ""
    text = f"<p>{escape(hint)}</p>" if hint else ""
    return f'<div class="board-result">{picture}{text}</div>'
