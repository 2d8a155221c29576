"""The easel's finer picture: a moment after a design is shown, it is made larger and takes the quick one's place.

The page swaps the pictures itself once the finer one is decoded, so that nothing flickers and the divider of before
and after stays where it was; a picture that comes too late, for another design, is thrown away.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import escape
from typing import Any

import gradio as gr

from models.errors import StudioError
from ui.design_desk import DesignDesk
from ui.services import QUIET
from ui.theme import read_js

FINER: dict[str, Any] = QUIET | {"concurrency_id": "finer", "concurrency_limit": 1, "trigger_mode": "always_last"}
"""What may come last of all waits for its like only."""


PAUSE_S = 0.3
"""How long a design lies still before it is made finer: the next change must not wait for it."""


def build() -> gr.HTML:
    """The carrier of the finer picture, which is never seen."""
    return gr.HTML("", js_on_load=read_js("design_finer"), elem_id="design-finer", apply_default_css=False)


def fill_after(event: Any, finer: gr.HTML, desk: DesignDesk, session: gr.BrowserState, current: gr.State) -> None:
    """After a listener that puts a design on the easel: make its picture anew, larger."""

    def refine(session_id: str, design_id: str) -> Iterator[Any]:
        yield gr.skip()
        if not design_id or not session_id:
            return
        time.sleep(PAUSE_S)
        if desk.has_left(session_id, design_id):
            return  # whoever changes one thing after another waits for nothing finer
        try:
            address = desk.view.pictures.fine(design_id)
        except StudioError:
            return  # the quick picture stays, and whatever is wrong is said where something is asked for
        yield carry(design_id, address)

    event.then(refine, [session, current], finer, **FINER)


def carry(design_id: str, address: str) -> str:
    """The markup in which a picture travels to the easel of that design."""
    return f'<i data-design-id="{escape(design_id)}" data-src="{escape(address)}"></i>'
