"""The sheet of colourways: large on the screen, and as files to print, PNG and PDF."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from models.errors import InputError
from ui.colourway_strip import draw_sheet
from ui.design_choices import Choices
from ui.design_view import SHEET, Updates, name_way
from ui.feedback import tell
from ui.prints import file_name, inline
from ui.saving import SAVE_JS
from ui.services import MODEL
from ui.theme import read_js

if TYPE_CHECKING:
    from ui.design_desk import DesignDesk, Turn

SCREEN_PX = 1200
PRINT_PX = 3000
REMEMBERED = 16
PAPERS = ("A4", "Letter")
BUTTONS = f"""<div class="sheet-tools"><button class="ws-button" data-act="png">Save PNG</button>
<button class="ws-button" data-act="pdf" data-id="{PAPERS[0]}">Save PDF, {PAPERS[0]}</button>
<button class="ws-button" data-act="pdf" data-id="{PAPERS[1]}">Save PDF, {PAPERS[1]}</button></div>"""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The sheet and its buttons; `ticket` carries the address of a file that is ready to be saved."""

    sheet: gr.HTML
    buttons: gr.HTML
    ticket: gr.HTML


def build() -> Parts:
    """The sheet in the easel's place."""
    with gr.Column(elem_id="sheet-column", elem_classes="bare"):
        sheet = gr.HTML("", elem_id="design-sheet", js_on_load=read_js("design_controls"), apply_default_css=False)
        buttons = gr.HTML(BUTTONS, js_on_load=read_js("save"), elem_id="sheet-save", apply_default_css=False)
    return Parts(
        sheet=sheet,
        buttons=buttons,
        ticket=gr.HTML("", visible="hidden", elem_classes="ticket", apply_default_css=False),
    )


class Press:
    """Prints the sheet."""

    def __init__(self, parts: Parts, desk: DesignDesk) -> None:
        self.parts = parts
        self.desk = desk
        self.studio = desk.studio
        self._printed: OrderedDict[object, tuple[Path, Path]] = OrderedDict()
        desk.acts["sheet"] = self._show

    def _show(self, turn: Turn) -> Iterator[Updates]:
        parts, ways = self.desk.view.parts, turn.choices.ways
        yield {parts.mode: SHEET, parts.sheet: draw_sheet("", [])}
        picture = self.studio.colourways(turn.current, ways, width_px=SCREEN_PX)
        yield {parts.sheet: draw_sheet(inline(picture), [name_way(way) for way in ways])}

    def save(self, event: gr.EventData, current: str, choices: Choices) -> str:
        """Make the files when one is asked for first; the other one is then there too."""
        data = event._data if isinstance(event._data, dict) else {}
        try:
            if not current:
                raise InputError("There is no design yet.", "Wait a moment, or choose a shape.")
            paper = str(data.get("id") or PAPERS[0])
            png, pdf = self._print(current, choices, paper if paper in PAPERS else PAPERS[0])
            chosen = pdf if data.get("act") == "pdf" else png
            name = file_name(f"{self.studio.workspace.get(current).title} colourways", chosen.suffix)
            prints = self.desk.services.prints
            return prints.ticket(chosen, name)
        except Exception as error:
            tell(error)
            return ""

    def _print(self, current: str, choices: Choices, paper: str) -> tuple[Path, Path]:
        key = (current, choices.ways, paper)
        files = self._printed.get(key)
        if files is None or not all(path.exists() for path in files):
            title = self.studio.workspace.get(current).title
            made = self.studio.print_colourways(current, choices.ways, width_px=PRINT_PX, paper=paper, title=title)
            files = self._printed[key] = (made.png, made.pdf)
            while len(self._printed) > REMEMBERED:
                self._printed.popitem(last=False)
        return files


def wire(parts: Parts, desk: DesignDesk, here: list[Any]) -> Press:
    """Save what is asked for."""
    press = Press(parts, desk)
    _, current, choices = here
    parts.buttons.click(press.save, [current, choices], parts.ticket, **MODEL).then(
        None, parts.ticket, None, js=SAVE_JS
    )
    return press
