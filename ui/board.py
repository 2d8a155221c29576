"""The board of the Kept tab: tick pictures, compare them, present them, and save them as a deck or with all files.

The browser remembers which are ticked (ids only); what is not kept any more falls off by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from models.boards import Boards, Told
from models.deck import MOST_SLIDES, check_title
from models.errors import CancelledError
from models.ids import ID
from models.types import Job
from ui import board_view
from ui.board_view import Panel
from ui.feedback import Done, follow, tell
from ui.prints import file_name
from ui.saving import SAVE_JS
from ui.services import QUIET, Services
from ui.session import SECRET, check_session
from ui.theme import read_js

BOARD_KEY = "warhol-studio-board"
Updates = dict[Any, Any]
BOARD: dict[str, Any] = QUIET | {"concurrency_id": "board", "concurrency_limit": 2}
"""Drawing a deck holds up other decks only; the runner shares the device between it and everybody else."""
KIND = "board"


@dataclass(frozen=True, kw_only=True)
class Parts:
    """`picked` holds the ticked ids, in their order, with commas; `ticket` the address of a file that is ready."""

    bar: gr.HTML
    busy: gr.HTML
    show: gr.HTML
    ticket: gr.HTML
    picked: gr.BrowserState


def build() -> Parts:
    """Everything of the board but the ticks, which are on the wall."""
    return Parts(
        bar=gr.HTML("", js_on_load=read_js("board"), elem_id="board-bar", apply_default_css=False),
        busy=gr.HTML("", js_on_load=read_js("stop"), elem_id="board-busy", apply_default_css=False),
        show=gr.HTML("", js_on_load=read_js("board_show"), elem_id="board-show", apply_default_css=False),
        ticket=gr.HTML("", visible="hidden", elem_classes="ticket", apply_default_css=False),
        picked=gr.BrowserState("", storage_key=BOARD_KEY, secret=SECRET),
    )


def read_picked(value: object, kept: Sequence[str]) -> list[str]:
    """The ticked ids as they came from the browser, those that are still kept, in the order of ticking."""
    ids = value.split(",") if isinstance(value, str) and len(value) < 10_000 else []
    there = set(kept)
    return list(dict.fromkeys(id for id in ids if ID.fullmatch(id) and id in there))[:MOST_SLIDES]


class Board:
    """What the bar's buttons do."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts = parts
        self.services = services
        self.boards = Boards(services.studio)

    def panels(self, ids: Sequence[str], job: Job | None = None) -> list[Panel]:
        """The pictures with what is told of them; designs are drawn large."""
        told, panels = self.boards.tell(ids), list[Panel]()
        for number, one in enumerate(told, 1):
            (job or Job()).report(number / len(told), f"Picture {number} of {len(told)}")
            panels.append(self._panel(one))
        return panels

    def _panel(self, told: Told) -> Panel:
        return Panel(
            image=self.services.prints.large(self.boards.large(told.artefact)),
            clear=told.artefact.mode == "RGBA",
            kind=told.kind,
            title=told.artefact.title,
            words=told.words,
            facts=told.facts,
            signature=told.signature,
        )

    def wanted(self, picked: object) -> list[str]:
        """The ticked pictures, or all that is kept, as far as fits."""
        kept = [artefact.id for artefact in self.services.studio.kept(10_000)]
        return read_picked(picked, kept) or kept[:MOST_SLIDES]

    def press(self, event: gr.EventData, picked: str, session: str) -> Iterator[Updates]:
        """Present, or make a file."""
        p, data = self.parts, event._data if isinstance(event._data, dict) else {}
        yield {p.busy: board_view.draw_busy("Preparing"), p.ticket: ""}
        done: Updates = {p.busy: ""}
        try:
            stop = self.services.stops.begin(check_session(session), KIND)
            for step in follow(self._work(data, self.wanted(picked)), stop):
                if isinstance(step, Done):
                    done |= step.value
                else:
                    yield {p.busy: board_view.draw_busy(step.stage)}
        except CancelledError:
            pass  # whoever stopped it knows
        except Exception as error:
            tell(error)
        yield done

    def halt(self, session: str) -> None:
        """Stop what is being made."""
        self.services.stops.stop(check_session(session), KIND)

    def _work(self, data: dict[str, Any], ids: Sequence[str]) -> Callable[[Job], Updates]:
        """What a button asks for, as a job that ends in what changes on the page.  Raises InputError."""
        p, act = self.parts, data.get("act")
        if act == "present":
            return lambda job: {p.show: board_view.draw_slides(self.panels(ids, job), time.time_ns() % 10**9)}
        title = check_title(data.get("title") or board_view.TITLE)
        make = self.boards.bundle if act == "bundle" else self.boards.deck

        def save(job: Job) -> Updates:
            path = make(ids, title, job)
            return {p.ticket: self.services.prints.ticket(path, file_name(title, path.suffix))}

        return save


def wire(parts: Parts, services: Services, session: gr.BrowserState) -> Board:
    """Present and the files; comparing and ticking change the wall, see `ui/kept.py`."""
    board = Board(parts, services)
    pressed = parts.bar.click(board.press, [parts.picked, session], [parts.busy, parts.show, parts.ticket], **BOARD)
    parts.busy.stop(board.halt, session, None, **QUIET)
    pressed.then(None, parts.ticket, None, js=SAVE_JS)
    return board
