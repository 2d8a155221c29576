"""The Try-on tab: an outfit on a mannequin or on a person's photo; one look large, the same in other poses under it.

`build` lays the components out and `wire` connects them.  What they do is in `ui/tryon_desk.py`, what they show in
`ui/tryon_view.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from models.types import Progress
from ui import details, tryon_stage
from ui import stage as markup
from ui.design_start import PICTURES
from ui.saving import SAVE_JS
from ui.services import MODEL, NEWEST, QUIET, Services
from ui.theme import read_js
from ui.tryon_choices import Choices
from ui.tryon_desk import TryonDesk
from ui.tryon_stage import Print
from ui.tryon_view import TryonView

FILL: dict[str, Any] = QUIET | {"concurrency_id": "looks", "concurrency_limit": 1, "trigger_mode": "always_last"}
"""What may come a moment later waits for its like only."""
FIRST = Progress(fraction=0.0, stage="Dressing")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The tab's components.  `current` holds the id of the look that is shown large."""

    current: gr.State
    choices: gr.State
    door: gr.HTML
    ticket: gr.HTML
    stage: gr.HTML
    sheet: gr.HTML
    heading: gr.HTML
    keep: gr.Button
    panel: gr.HTML
    details: details.Parts
    garment: gr.UploadButton
    person: gr.UploadButton


def build() -> Parts:
    """The look and its poses on the left, the narrow column of controls on the right."""
    current, choices = gr.State(""), gr.State(Choices())
    door = gr.HTML(
        "<i></i>", js_on_load=read_js("tryon") + read_js("tryon_points"), elem_id="tryon-door", apply_default_css=False
    )
    ticket = gr.HTML("", visible="hidden", elem_classes="ticket", apply_default_css=False)
    with gr.Row(elem_classes="offstage"):
        with gr.Column():
            garment = gr.UploadButton("Garment", file_types=PICTURES, elem_id="tryon-garment")
        with gr.Column():
            person = gr.UploadButton("Person", file_types=PICTURES, elem_id="tryon-person")
    with gr.Row(elem_id="tryon"):
        with gr.Column(elem_id="tryon-picture", elem_classes="bare", scale=1, min_width=480):
            stage = gr.HTML(tryon_stage.draw(Print(), FIRST), elem_id="tryon-stage", apply_default_css=False)
            sheet = gr.HTML("", elem_id="tryon-sheet", apply_default_css=False)
        with gr.Column(elem_id="tryon-controls", scale=0, min_width=304):
            heading = gr.HTML(
                markup.heading("Dressing", "One moment."), elem_id="tryon-heading", apply_default_css=False
            )
            keep = gr.Button("Keep", variant="primary", elem_id="tryon-keep", interactive=False)
            panel = gr.HTML("", elem_id="tryon-panel", apply_default_css=False)
            how = details.build("tryon-details")
    return Parts(
        current=current, choices=choices, door=door, ticket=ticket, stage=stage, sheet=sheet, heading=heading,
        keep=keep, panel=panel, details=how, garment=garment, person=person,
    )  # fmt: skip


def wire(parts: Parts, services: Services, session: gr.BrowserState, tab: gr.Tab) -> TryonDesk:
    """Connect the tab; returns its desk, so that other tabs can try something on."""
    desk = TryonDesk(TryonView(parts, services))
    here, outs = [session, parts.current, parts.choices], desk.view.outputs
    opened = gr.State(False)
    arrival = {"fn": desk.arrive, "inputs": [*here, opened], "outputs": outs, **MODEL}
    fill_after(tab.select(lambda: True, None, opened, **QUIET).then(**arrival), parts, desk, session)
    fill_after(session.change(**arrival), parts, desk, session)
    # the browser asks for one thing at a time; the next may come before the library has put this one away
    acted = parts.door.click(desk.act, here, outs, **MODEL, trigger_mode="multiple")
    acted.then(None, parts.ticket, None, js=SAVE_JS)
    fill_after(acted, parts, desk, session)
    parts.door.stop(desk.stop, session, None, **QUIET)
    for button, handler in ((parts.garment, desk.open_garment), (parts.person, desk.open_person)):
        fill_after(button.upload(handler, [button, *here], outs, **NEWEST), parts, desk, session)
    parts.keep.click(desk.keep, here, outs, **QUIET)
    details.wire(parts.details, services, parts.current)
    return desk


def fill_after(event: Any, parts: Parts, desk: TryonDesk, session: gr.BrowserState) -> None:
    """After a listener that shows a look: make its sheet."""
    event.then(desk.fill, [session, parts.current, parts.choices], parts.sheet, **FILL)
