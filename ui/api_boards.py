"""The public endpoint for boards: kept or not, pictures as one deck, or as a deck with all their files."""

from __future__ import annotations

from typing import Any, Literal

import gradio as gr
from pydantic import TypeAdapter

from models.boards import Boards
from ui.answers import check, refusing
from ui.services import Services

_ids: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])
_form: TypeAdapter[Literal["pdf", "zip"]] = TypeAdapter(Literal["pdf", "zip"])


def publish(services: Services) -> None:
    """Add the endpoint to the page being built."""
    boards, prints = Boards(services.studio), services.prints

    @refusing
    def board(ids: Any, title: str, form: Any) -> str:
        wanted, kind = check(_ids, ids, "ids"), check(_form, form or "pdf", "form")
        make = boards.deck if kind == "pdf" else boards.bundle
        return str(prints.lend(make(wanted, title)))

    ids, title = gr.JSON(visible=False, label="ids"), gr.Textbox(visible=False, label="title")
    form, file = gr.Textbox(visible=False, label="form"), gr.File(visible=False, label="file")
    gr.on(
        [], board, [ids, title, form], file,
        api_name="board", api_description=BOARD, concurrency_id="gpu", concurrency_limit=1,
    )  # fmt: skip


BOARD = """Pictures as a deck: `ids` in the order of the slides, a `title`, and `form` "pdf" (a slide each, with words,
facts and what made it) or "zip" (that, every picture, a `.warhol` file each, and a table)."""
