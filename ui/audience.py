"""The Audience tab, the first screen: who shops here, what they buy, and what they look for in vain.

`build` lays the components out and `wire` connects them.  What they do is in `ui/audience_desk.py`, what they show in
`ui/audience_view.py` and the modules that draw: `audience_wall`, `audience_page`, `audience_compare`, `audience_found`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import audience_wall, chosen
from ui.audience_desk import AudienceDesk
from ui.audience_look import Look
from ui.audience_view import AudienceView
from ui.services import MODEL, QUIET, Services
from ui.theme import read_js

PICTURES = ["image"]
ACTS: dict[str, Any] = QUIET | {"concurrency_id": "audience", "concurrency_limit": 4}
"""What is clicked here waits for no model; a search by words takes the place of one inside of the runner."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The tab's components."""

    look: gr.State
    head: gr.HTML
    importing: gr.Button
    picture: gr.UploadButton
    stage: gr.HTML
    passed: gr.HTML
    tray: gr.HTML
    answer: gr.HTML
    """Says that what was asked is done."""


def build() -> Parts:
    """The head with search and views, under it what is looked at, and the tray with what is chosen."""
    look = gr.State(Look())
    with gr.Row(elem_classes="offstage"):
        picture = gr.UploadButton("Picture", file_types=PICTURES, elem_id="audience-picture")
    with gr.Column(elem_id="audience-room"):
        with gr.Row(elem_id="audience-top"):
            head = _html(audience_wall.draw_head(None, Look()), "audience-head")
            importing = gr.Button("Import your shop", elem_id="audience-import", size="md")
        stage = _html(audience_wall.draw_opening(), "audience-stage")
        passed = _html("", "audience-passed")
        tray = _html("", "audience-tray")
        answer = _html("<i></i>", "audience-answer")
    return Parts(
        look=look, head=head, importing=importing, picture=picture, stage=stage, passed=passed, tray=tray, answer=answer
    )


def _html(value: str, id: str) -> gr.HTML:
    return gr.HTML(value, js_on_load=read_js("audience"), elem_id=id, apply_default_css=False)


def wire(parts: Parts, services: Services, tab: gr.Tab, picked: chosen.Parts, tabs: gr.Tabs) -> AudienceDesk:
    """Connect the tab; what is chosen goes into `picked.audience`, as JSON text, and leads on to the next tab.

    The shell has it arrive with the page.
    """
    desk = AudienceDesk(AudienceView(parts, services), picked.audience, tabs)
    outs = desk.outputs
    for each in (parts.head, parts.stage, parts.passed, parts.tray):
        done = each.click(desk.act, parts.look, outs, **ACTS)
        done.then(desk.fill, parts.look, parts.passed, **QUIET)
        chosen.show_after(done, picked, services)  # it may go by another name now
    parts.picture.upload(desk.open_picture, [parts.picture, parts.look], outs, **MODEL)
    tab.select(desk.arrive, parts.look, outs, **QUIET)
    return desk
