"""The Cut-out tab: a photo in, its product out, on any ground, touched up by hand, kept or saved.

`build` lays the components out and `wire` connects them; what they do is in `ui/desk.py`, what they then
show in `ui/desk_view.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui import details, folder, saving, touchup
from ui import stage as markup
from ui.desk import Desk
from ui.desk_view import DeskView
from ui.services import NEWEST, QUIET, Services
from ui.theme import read_js

CAMERA = """<div class="camera" hidden><video muted playsinline></video>
<p class="hint" hidden>The camera could not be opened. Allow it in the browser, or choose a file.</p>
<div class="pair"><button class="ws-button shoot">Take the photo</button><button class="ws-button close">Close</button>
</div></div>"""
"""The camera's picture goes through the upload button, like a file; see `assets/js/camera.js`."""
PICTURES = ["image", ".heic", ".heif", ".avif", ".webp"]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The tab's components.  `current` holds the id of the cut-out on the stage, "" for none."""

    current: gr.State
    stage: gr.HTML
    strip: gr.HTML
    heading: gr.HTML
    products: gr.HTML
    upload: gr.UploadButton
    undo: gr.Button
    redo: gr.Button
    touch_button: gr.Button
    keep: gr.Button
    stage_it: gr.Button
    save: saving.Parts
    touch: touchup.Parts
    details: details.Parts
    folder: folder.Parts


def build() -> Parts:
    """The large picture and its strip on the left, the narrow column of controls on the right."""
    current = gr.State("")
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="desk-picture", scale=1, min_width=480):
            with gr.Column(elem_id="stage-column", elem_classes="bare"):
                stage = gr.HTML(markup.opening(), js_on_load=read_js("stage"), elem_id="stage", apply_default_css=False)
            touch = touchup.build()
            strip = gr.HTML("", js_on_load=read_js("acts"), elem_id="strip", apply_default_css=False)
        with gr.Column(elem_id="desk-controls", scale=0, min_width=304):
            heading = gr.HTML(
                markup.heading("Opening the studio", "One moment."), elem_id="heading", apply_default_css=False
            )
            products = gr.HTML("", js_on_load=read_js("acts"), elem_id="products", apply_default_css=False)
            with gr.Row(elem_classes="pair"):
                keep = gr.Button("Keep", variant="primary", elem_id="keep", interactive=False)
                stage_it = gr.Button("Stage it", elem_id="cutout-stage-it", interactive=False)
            with gr.Row(elem_classes="pair"):
                touch_button = gr.Button("Touch up the edge", elem_id="touch-up", interactive=False)
            save = saving.build("save")
            with gr.Row(elem_classes="pair"):
                undo = gr.Button("Undo", elem_id="undo", size="md", interactive=False)
                redo = gr.Button("Redo", elem_id="redo", size="md", interactive=False)
            gr.HTML('<h3 class="rule">Another photo</h3>', apply_default_css=False)
            with gr.Row(elem_classes="pair"):
                upload = gr.UploadButton("Choose a file", file_types=PICTURES, elem_id="photo-upload")
                gr.HTML(
                    '<button class="ws-button" id="camera-button" aria-expanded="false">Camera</button>',
                    apply_default_css=False,
                )
            gr.HTML(CAMERA, js_on_load=read_js("camera"), elem_id="camera", apply_default_css=False)
            gr.HTML(
                '<p class="hint">Or drop or paste a picture anywhere on this page. Clothes laid flat or hung up come '
                "out best; of things in several colours a part may want a stroke.</p>",
                apply_default_css=False,
            )
            batch = folder.build()
            how = details.build("cutout-details")
    return Parts(
        current=current, stage=stage, strip=strip, heading=heading, products=products,
        upload=upload, undo=undo, redo=redo,
        touch_button=touch_button, keep=keep, stage_it=stage_it, save=save, touch=touch, details=how, folder=batch,
    )  # fmt: skip


def wire(parts: Parts, services: Services, session: gr.BrowserState) -> Desk:
    """Connect every control of the tab; returns the desk, so that other tabs can put a picture on it."""
    desk = Desk(DeskView(parts, services))
    outs = desk.view.outputs
    here = [session, parts.current]
    parts.upload.upload(desk.open_upload, [parts.upload, *here], outs, **NEWEST)
    parts.stage.click(desk.act, here, outs, **NEWEST)
    parts.stage.stop(desk.stop, session, None, **QUIET)
    parts.strip.click(desk.act, here, outs, **NEWEST)
    parts.products.click(desk.act, here, outs, **NEWEST)
    parts.undo.click(desk.undo, here, outs, **QUIET)
    parts.redo.click(desk.redo, here, outs, **QUIET)
    parts.keep.click(desk.keep, here, outs, **QUIET)
    touchup.wire(parts.touch, desk, session, parts.current, parts.touch_button)
    saving.wire(parts.save, services, parts.current)
    details.wire(parts.details, services, parts.current)
    folder.wire(parts.folder, services, session)
    return desk
