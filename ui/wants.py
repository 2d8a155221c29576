"""The "What they want" tab: twelve designs that do not exist yet, for the chosen audience, each with its reason.

`build` lays the components out and `wire` connects them.  What they do is in `ui/wants_desk.py`, what they show in
`ui/wants_view.py`, `ui/wants_card.py` and `ui/wants_panel.py`, what is made in `segments/brainstorm.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.feedback import tell
from ui.services import DOOR, MODEL, QUIET, Services
from ui.theme import read_js
from ui.wants_card import draw_waiting
from ui.wants_desk import WantsDesk
from ui.wants_view import WantsView
from ui.wants_wishes import COUNT


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The tab's components.  `chosen` is the id of the design that is looked at closely, "" for none."""

    chosen: gr.State
    door: gr.HTML
    bar: gr.HTML
    empty: gr.HTML
    slots: tuple[gr.HTML, ...]
    detail: gr.HTML
    panel: gr.HTML


def build() -> Parts:
    """The wall of designs, and the column of wishes beside it."""
    chosen = gr.State("")
    with gr.Row(elem_id="wants"):
        with gr.Column(scale=1, min_width=480, elem_classes="bare", elem_id="wants-main"):
            door = gr.HTML("<i></i>", js_on_load=read_js("wants"), elem_id="wants-door", apply_default_css=False)
            bar = gr.HTML("", elem_id="wants-bar", apply_default_css=False)
            empty = gr.HTML("", elem_id="wants-empty", apply_default_css=False)
            with gr.Row(elem_id="wants-wall"):
                slots = tuple(
                    gr.HTML(draw_waiting(place), elem_classes="want-slot", apply_default_css=False)
                    for place in range(COUNT)
                )
            detail = gr.HTML("", elem_id="wants-detail", apply_default_css=False)
        with gr.Column(scale=0, min_width=304, elem_id="wants-column", elem_classes="bare"):
            panel = gr.HTML("", elem_id="wants-panel", apply_default_css=False)
    return Parts(chosen=chosen, door=door, bar=bar, empty=empty, slots=slots, detail=detail, panel=panel)


def wire(parts: Parts, services: Services, session: gr.BrowserState, audience: gr.State, tab: gr.Tab) -> WantsDesk:
    """Connect the tab.  `audience` holds the chosen audience as JSON, "" for none."""
    desk = WantsDesk(WantsView(parts, services))
    here = [session, audience, parts.chosen]
    tab.select(desk.arrive, here, desk.view.outputs, **MODEL)
    parts.door.click(desk.act, here, desk.view.outputs, **DOOR)
    parts.door.stop(desk.stop, session, None, **QUIET)
    return desk


def lead_on(
    parts: Parts, place: Callable[..., dict[Any, Any]], inputs: list[Any], outputs: list[Any], act: str = "design"
) -> Any:
    """Take a design to another tab when `act` is asked: `place(id, *inputs)` says what changes there.

    Returns the listener.
    """

    def go(event: gr.EventData, *values: Any) -> dict[Any, Any]:
        data = event._data if isinstance(event._data, dict) else {}
        if data.get("act") != act:
            return {outputs[0]: gr.skip()}
        try:
            return place(str(data.get("id", "")), *values)
        except Exception as error:
            tell(error)
            return {outputs[0]: gr.skip()}

    return parts.door.submit(go, inputs, outputs, **QUIET)
