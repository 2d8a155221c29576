"""The Design tab: one large garment, the column that changes it, and its colourways underneath.

`build` lays the components out and `wire` connects them.  What they do is in `ui/design_desk.py` (the controls),
`ui/design_start.py` (beginnings), `ui/design_drawing.py` (the board) and `ui/design_sheet.py` (the press); what they
then show in `ui/design_view.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import design_drawing, design_finer, design_sheet, design_stage, design_start, details, saving
from ui import stage as markup
from ui.design_blend import BlendRoom
from ui.design_choices import Choices
from ui.design_desk import DesignDesk
from ui.design_stage import Easel
from ui.design_view import STAGE, DesignView
from ui.services import DOOR, MODEL, QUIET, Services
from ui.theme import read_js

FILL: dict[str, Any] = QUIET | {"concurrency_id": "prints", "concurrency_limit": 1, "trigger_mode": "always_last"}
"""What may come a moment later waits for its like only."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The tab's components.  `current` holds the id of the design on the easel, `woven` which cloths have pictures."""

    current: gr.State
    choices: gr.State
    woven: gr.State
    door: gr.HTML
    tiles: gr.HTML
    mode: gr.HTML
    stage: gr.HTML
    finer: gr.HTML
    gallery: gr.HTML
    sheet: gr.HTML
    strip: gr.HTML
    heading: gr.HTML
    panel: gr.HTML
    keep: gr.Button
    stage_it: gr.Button
    try_it: gr.Button
    save: saving.Parts
    details: details.Parts
    drawing: design_drawing.Parts
    start: design_start.Parts
    press: design_sheet.Parts


def build() -> Parts:
    """The garment and its colourways on the left, the narrow column of controls on the right."""
    current, choices, woven = gr.State(""), gr.State(Choices()), gr.State("")
    door = gr.HTML("<i></i>", js_on_load=read_js("design_door"), elem_id="design-door", apply_default_css=False)
    tiles = gr.HTML("", elem_id="design-tiles", apply_default_css=False)
    mode = gr.HTML(STAGE, elem_id="design-mode", apply_default_css=False)
    files = design_start.build()
    with gr.Row(elem_id="design-desk"):
        with gr.Column(elem_id="design-picture", scale=1, min_width=480):
            with gr.Column(elem_id="easel-column", elem_classes="bare"):
                stage = gr.HTML(
                    design_stage.draw(Easel()), js_on_load=read_js("design_stage"), elem_id="design-stage",
                    apply_default_css=False,
                )  # fmt: skip
            finer = design_finer.build()
            gallery = gr.HTML(
                "", js_on_load=read_js("design_controls"), elem_id="design-gallery", apply_default_css=False
            )
            press = design_sheet.build()
            drawing = design_drawing.build()
            strip = gr.HTML("", js_on_load=read_js("design_controls"), elem_id="design-strip", apply_default_css=False)
        with gr.Column(elem_id="design-controls", scale=0, min_width=304):
            heading = gr.HTML(
                markup.heading("Opening the design room", "One moment."), elem_id="design-heading",
                apply_default_css=False,
            )  # fmt: skip
            with gr.Row(elem_classes="pair"):
                keep = gr.Button("Keep", variant="primary", elem_id="design-keep", interactive=False)
                gr.HTML(
                    '<button class="ws-button" data-act="surprise" id="surprise">Surprise me</button>',
                    js_on_load=read_js("design_controls"), apply_default_css=False,
                )  # fmt: skip
            with gr.Row(elem_classes="pair"):
                stage_it = gr.Button("Stage it", elem_id="design-stage-it")
                try_it = gr.Button("Try it on", elem_id="design-try-it")
            panel = gr.HTML("", js_on_load=read_js("design_controls"), elem_id="design-panel", apply_default_css=False)
            save = saving.build("design-save")
            how = details.build("design-details")
    return Parts(
        current=current, choices=choices, woven=woven, door=door, tiles=tiles, mode=mode, stage=stage, finer=finer,
        gallery=gallery, sheet=press.sheet, strip=strip, heading=heading, panel=panel, keep=keep, stage_it=stage_it,
        try_it=try_it,
        save=save, details=how, drawing=drawing, start=files, press=press,
    )  # fmt: skip


def wire(parts: Parts, services: Services, session: gr.BrowserState, tab: gr.Tab) -> DesignDesk:
    """Connect the tab; returns its desk, so that other tabs can put a design on the easel."""
    desk = DesignDesk(DesignView(parts, services))
    here, outs = [session, parts.current, parts.choices], desk.view.outputs

    def then(event: Any) -> None:
        fill_after(event, parts, desk, session)

    opened = gr.State(False)
    arrival = {"fn": desk.arrive, "inputs": [*here, opened], "outputs": outs, **MODEL}
    then(tab.select(lambda: True, None, opened, **QUIET).then(**arrival))
    then(session.change(**arrival))
    then(parts.door.click(desk.act, here, outs, **DOOR))
    BlendRoom(desk)
    start = design_start.wire(parts.start, desk, here, then)
    parts.door.stop(start.stop, session, None, **QUIET)
    design_drawing.wire(parts.drawing, desk, here, then)
    design_sheet.wire(parts.press, desk, here)
    parts.keep.click(desk.keep, here, outs, **QUIET)
    saving.wire(parts.save, services, parts.current)
    details.wire(parts.details, services, parts.current)
    return desk


def fill_after(event: Any, parts: Parts, desk: DesignDesk, session: gr.BrowserState) -> None:
    """After a listener that puts a design on the easel: print its colourways, weave its swatches."""
    here = [session, parts.current, parts.choices, parts.woven]
    design_finer.fill_after(event, parts.finer, desk, session, parts.current)
    event.then(desk.fill, here, [parts.strip, parts.tiles, parts.woven], **FILL)
