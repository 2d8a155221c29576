"""The Stage tab: a product staged for every placement; one creative large, the contact sheet under it.

`build` lays the components out and `wire` connects them.  What they do is in `ui/staging_desk.py`, what they show in
`ui/staging_view.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import details, staging_own, staging_stage
from ui import stage as markup
from ui.design_start import PICTURES
from ui.saving import SAVE_JS
from ui.services import DOOR, MODEL, NEWEST, QUIET, Services
from ui.staging_choices import Choices
from ui.staging_desk import StagingDesk
from ui.staging_stage import Print
from ui.staging_view import StagingView
from ui.theme import read_js

FILL: dict[str, Any] = QUIET | {"concurrency_id": "creatives", "concurrency_limit": 1, "trigger_mode": "always_last"}
"""What may come a moment later waits for its like only."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The tab's components.  `current` holds the id of the creative that is shown large."""

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
    photo: gr.UploadButton
    logo: gr.UploadButton
    own: staging_own.OwnParts


def build() -> Parts:
    """The creative and its sheet on the left, the narrow column of controls on the right."""
    current, choices = gr.State(""), gr.State(Choices())
    door = gr.HTML("<i></i>", js_on_load=read_js("staging"), elem_id="staging-door", apply_default_css=False)
    ticket = gr.HTML("", visible="hidden", elem_classes="ticket", apply_default_css=False)
    with gr.Row(elem_classes="offstage"):
        with gr.Column():
            photo = gr.UploadButton("Product", file_types=PICTURES, elem_id="staging-photo")
        with gr.Column():
            logo = gr.UploadButton("Logo", file_types=PICTURES, elem_id="staging-logo")
    with gr.Row(elem_id="staging"):
        with gr.Column(elem_id="staging-picture", elem_classes="bare", scale=1, min_width=480):
            stage = gr.HTML(staging_stage.draw(Print()), elem_id="staging-stage", apply_default_css=False)
            sheet = gr.HTML("", elem_id="staging-sheet", apply_default_css=False)
            own = staging_own.build()
        with gr.Column(elem_id="staging-controls", scale=0, min_width=304):
            heading = gr.HTML(
                markup.heading("Setting the stage", "One moment."), elem_id="staging-heading", apply_default_css=False
            )
            keep = gr.Button("Keep", variant="primary", elem_id="staging-keep", interactive=False)
            panel = gr.HTML("", elem_id="staging-panel", apply_default_css=False)
            how = details.build("staging-details")
    return Parts(
        current=current, choices=choices, door=door, ticket=ticket, stage=stage, sheet=sheet, heading=heading,
        keep=keep, panel=panel, details=how, photo=photo, logo=logo, own=own,
    )  # fmt: skip


def wire(parts: Parts, services: Services, session: gr.BrowserState, tab: gr.Tab) -> StagingDesk:
    """Connect the tab; returns its desk, so that other tabs can stage something."""
    desk = StagingDesk(StagingView(parts, services))
    here, outs = [session, parts.current, parts.choices], desk.view.outputs
    opened = gr.State(False)
    arrival = {"fn": desk.arrive, "inputs": [*here, opened], "outputs": outs, **MODEL}
    fill_after(tab.select(lambda: True, None, opened, **QUIET).then(**arrival), parts, desk, session)
    fill_after(session.change(**arrival), parts, desk, session)
    # the browser asks for one thing at a time; the next may come before the library has put this one away
    acted = parts.door.click(desk.act, here, outs, **DOOR)
    acted.then(None, parts.ticket, None, js=SAVE_JS)
    fill_after(acted, parts, desk, session)
    parts.door.stop(desk.stop, session, None, **QUIET)
    for button, handler in ((parts.photo, desk.open_photo), (parts.logo, desk.open_logo)):
        fill_after(button.upload(handler, [button, *here], outs, **NEWEST), parts, desk, session)
    fill_after(staging_own.wire(parts.own, desk, session), parts, desk, session)
    parts.keep.click(desk.keep, here, outs, **QUIET)
    details.wire(parts.details, services, parts.current)
    return desk


def fill_after(event: Any, parts: Parts, desk: StagingDesk, session: gr.BrowserState) -> None:
    """After a listener that puts a creative on the stage: make its sheet."""
    event.then(desk.fill, [session, parts.current, parts.choices], parts.sheet, **FILL)
