"""The Kept tab: everything that was kept, also after a restart; look at it, save it, reopen it, take it out.

Ticked pictures are a board, see `ui/board.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from models.deck import MOST_SLIDES
from models.errors import InputError
from models.types import Artefact
from ui import board, board_view, details, saving, scene, stage
from ui.feedback import note, tell
from ui.services import MODEL, QUIET, Services
from ui.theme import read_js

Updates = dict[Any, Any]
SHOWN = 200
"""Pictures on the wall at first, and more at each wish."""
OPEN_FILE = "Open a .warhol file"


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The tab's components.  `chosen` holds the id of the picture that is looked at, "" for none."""

    wall: gr.HTML
    board: board.Parts
    chosen: gr.State
    shown: gr.State
    card: gr.Column
    picture: gr.HTML
    open: gr.Button
    save: saving.Parts
    remove: gr.Button
    details: details.Parts
    reopen: gr.UploadButton


def build() -> Parts:
    """The wall of kept pictures, and beside it the one that is chosen."""
    with gr.Row(elem_id="kept-head"):
        gr.HTML('<div class="heading"><h2>Kept</h2></div>', apply_default_css=False)
        reopen = gr.UploadButton(OPEN_FILE, file_types=[".warhol"], elem_id="reopen", size="md", scale=0, min_width=184)
    board_parts = board.build()
    with gr.Row(elem_id="kept-desk"):
        with gr.Column(scale=1, min_width=480, elem_classes="bare"):
            wall = gr.HTML("", js_on_load=read_js("kept"), elem_id="kept-wall", apply_default_css=False)
        with gr.Column(visible=False, scale=0, min_width=304, elem_id="kept-card") as card:
            picture = gr.HTML("", elem_id="kept-picture", apply_default_css=False)
            open_button = gr.Button("Open", variant="primary", elem_id="kept-open")
            save = saving.build("kept-save")
            how = details.build("kept-details")
            remove = gr.Button("Take out of Kept", elem_id="kept-remove", size="md")
    return Parts(
        wall=wall, board=board_parts, chosen=gr.State(""), shown=gr.State(SHOWN), card=card, picture=picture,
        open=open_button, save=save, remove=remove, details=how, reopen=reopen,
    )  # fmt: skip


class Wall:
    """The handlers of the Kept tab."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts = parts
        self.services = services
        self.studio = services.studio

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        p = self.parts
        bar = [p.board.bar, p.board.picked]
        return [p.wall, *bar, p.chosen, p.shown, p.card, p.picture, p.save.buttons, p.details.panel, p.reopen]

    def show(self, chosen: str = "", picked: str = "", shown: int = SHOWN) -> Updates:
        """The wall as it is now, with its ticks; the chosen picture's card, if it is still kept."""
        p = self.parts
        try:
            kept = list(self.studio.kept(shown + 1))
            kept, more = kept[:shown], len(kept) > shown
            ticked = board.read_picked(picked, [artefact.id for artefact in kept])
            tiles = [self._tile(artefact, chosen, ticked) for artefact in kept]
            update: Updates = {
                p.shown: shown,
                p.wall: draw_wall(tiles, more),
                p.board.bar: board_view.draw_bar(len(ticked), len(kept)),
                p.board.picked: ",".join(ticked),
            }
            if not any(artefact.id == chosen for artefact in kept):
                return update | {p.chosen: "", p.card: gr.update(visible=False)}
            return update | self._card(next(artefact for artefact in kept if artefact.id == chosen))
        except Exception as error:
            tell(error)
            return {self.parts.chosen: gr.skip()}

    def _card(self, artefact: Artefact) -> Updates:
        p, prints = self.parts, self.services.prints
        notes = scene.notes_of(artefact) if artefact.kind == "cutout" else ()
        size = f"{artefact.width_px:,} × {artefact.height_px:,} px"
        view = stage.Scene(
            title=artefact.title,
            width_px=artefact.width_px,
            height_px=artefact.height_px,
            cutout=prints.large(artefact.id),
        )
        return {
            p.chosen: artefact.id,
            p.card: gr.update(visible=True),
            p.picture: stage.frame(view) + stage.heading(artefact.title, size, notes),
            p.save.buttons: saving.offer(self.services, artefact, f"-{artefact.kind}.png"),
            p.details.panel: details.describe(self.studio.details(artefact.id)),
        }

    def choose(self, event: gr.EventData, chosen: str, picked: str, shown: int) -> Updates:
        """A click on a picture of the wall, or on a tick; the browser has drawn the ticks already."""
        p, data = self.parts, event._data if isinstance(event._data, dict) else {}
        act, id = data.get("act"), str(data.get("id", ""))
        if isinstance(data.get("ids"), str):
            picked = data["ids"]  # the wall knows better than what was saved before the last tick
        if act == "ticks":
            kept = [artefact.id for artefact in self.studio.kept(shown)]
            ticked = board.read_picked(picked, kept)
            return {p.board.picked: ",".join(ticked), p.board.bar: board_view.draw_bar(len(ticked), len(kept))}
        return self.show(id if act == "kept" else chosen, picked, shown + SHOWN if act == "more" else shown)

    def compare(self, event: gr.EventData, picked: str, shown: int) -> Updates:
        """The ticked pictures side by side in the wall's place, or no ticks any more."""
        p, data = self.parts, event._data if isinstance(event._data, dict) else {}
        if data.get("act") == "clear":
            return self.show("", "", shown)
        try:
            ticked = board.read_picked(picked, [artefact.id for artefact in self.studio.kept(shown)])
            fewest, most = board_view.COMPARED
            if not fewest <= len(ticked) <= most:
                raise InputError(f"Side by side go {fewest} to {most} pictures.", "Tick so many.")
            panels = board.Board(p.board, self.services).panels(ticked)
            return self.show("", picked, shown) | {p.wall: board_view.draw_compare(panels)}
        except Exception as error:
            tell(error)
            return self.show("", picked, shown)

    def remove(self, chosen: str, picked: str, shown: int) -> Updates:
        """Take the chosen picture out of Kept; it stays in the workspace."""
        try:
            self.studio.unkeep(chosen)
        except Exception as error:
            tell(error)
        return self.show("", picked, shown)

    def reopen(self, path: str | None, picked: str) -> Iterator[Updates]:
        """Bring back what a `.warhol` file holds, and keep it; its pictures are made again first."""
        p = self.parts
        yield {p.reopen: gr.update(label="Checking the file", interactive=False)}
        idle = {p.reopen: gr.update(label=OPEN_FILE, interactive=True, value=None)}
        try:
            artefact = self.studio.reopen(Path(path or ""))
            self.studio.keep(artefact.id)
            if artefact.verified:
                note("Opened", "It was made again here, and it is what its file says.")
            yield self.show(artefact.id, picked) | idle
        except Exception as error:
            tell(error)
            yield self.show("", picked) | idle

    def _tile(self, artefact: Artefact, chosen: str, ticked: Sequence[str]) -> tuple[stage.Tile, int]:
        place = ticked.index(artefact.id) + 1 if artefact.id in ticked else 0
        tile = stage.Tile(
            act="kept",
            id=artefact.id,
            image=self.services.prints.thumb(artefact.id),
            title=artefact.title,
            chosen=artefact.id == chosen,
        )
        return tile, place


def wire(parts: Parts, services: Services, session: gr.BrowserState) -> Wall:
    """Connect the tab's own controls; what leads to other tabs is wired in the shell."""
    wall = Wall(parts, services)
    picked = parts.board.picked
    here = [parts.chosen, picked, parts.shown]
    parts.wall.click(wall.choose, here, wall.outputs, **QUIET | {"trigger_mode": "multiple"})
    parts.remove.click(wall.remove, here, wall.outputs, **QUIET)
    parts.reopen.upload(wall.reopen, [parts.reopen, picked], wall.outputs, **MODEL)
    parts.board.bar.submit(wall.compare, [picked, parts.shown], wall.outputs, **board.BOARD)
    board.wire(parts.board, services, session)
    saving.wire(parts.save, services, parts.chosen)
    details.wire(parts.details, services, parts.chosen)
    return wall


def draw_wall(tiles: Sequence[tuple[stage.Tile, int]], more: bool = False) -> str:
    """The pictures with their titles and ticks (a place on the board, 0 for none), or how to get some.

    With `more`, a button for those that are not shown yet.
    """
    if not tiles:
        return """<div class="invite"><h2>Nothing kept yet</h2>
<p>Press Keep under a design, a creative, a look or a cut-out that you like. It is then here, also tomorrow, with
everything that made it.</p><button class="ws-button filled" data-act="go">Go to Design</button></div>"""
    cards = "".join(
        f"<li>{stage.tile(one)}{board_view.draw_tick(one.id, one.title, place)}<span>{escape(one.title)}</span></li>"
        for one, place in tiles
    )
    rest = '<button class="ws-button kept-more" data-act="more">Show more</button>' if more else ""
    return f'<ul class="kept-wall" data-most="{MOST_SLIDES}">{cards}</ul>{rest}'
