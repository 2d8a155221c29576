"""The public endpoints: the studio's verbs for scripts, at `/gradio_api/call/<name>` and through gradio_client.

Whatever comes in is checked here or in the studio; problems come back with their remedy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api
from pydantic import TypeAdapter

from models.errors import InputError
from models.settings import Settings
from models.types import Stroke
from ui import api_audience, api_boards, api_design, api_large, api_staging, api_tryon, api_wants
from ui.answers import check, describe, refusing
from ui.services import Services

_strokes: TypeAdapter[tuple[Stroke, ...]] = TypeAdapter(tuple[Stroke, ...])
_focus: TypeAdapter[tuple[float, float] | None] = TypeAdapter(tuple[float, float] | None)


def publish(services: Services, settings: Settings) -> None:
    """Add the endpoints to the page being built."""
    _publish_mask(services)
    api_design.publish(services)
    api_large.publish(services)
    api_audience.publish(services)
    api_wants.publish(services)
    api_staging.publish(services)
    api_tryon.publish(services)
    api_boards.publish(services)
    studio = services.studio

    @refusing
    def keep(id: str) -> dict[str, Any]:
        """Keep a picture."""
        studio.keep(id)
        return describe(studio.workspace.get(id))

    @refusing
    def unkeep(id: str) -> dict[str, Any]:
        """Take a picture out of what is kept."""
        studio.unkeep(id)
        return describe(studio.workspace.get(id))

    @refusing
    def kept() -> list[dict[str, Any]]:
        """All kept pictures, newest first."""
        return [describe(artefact) for artefact in studio.kept()]

    @refusing
    def details(id: str) -> dict[str, Any]:
        """How a picture was made."""
        return dict(studio.details(id))

    @refusing
    def model_state() -> str:
        """How the cut-out model is doing: cold, loading, ready or failed."""
        return str(studio.runner.state(settings.masker))

    for endpoint in (keep, unkeep, kept, details, model_state):
        api(endpoint, api_name=endpoint.__name__, concurrency_limit=None)


def _publish_mask(services: Services) -> None:
    """Files need components, which the page never shows."""
    studio, prints = services.studio, services.prints

    @refusing
    def mask(photo: str, strokes: Any, focus: Any) -> tuple[str, dict[str, Any]]:
        if not photo:
            raise InputError("There is no photo in this call.", "Send a picture file as `photo`.")
        checked = check(_strokes, strokes or [], "strokes"), check(_focus, focus or None, "focus")
        cutout = studio.mask(studio.open_photo(Path(photo)).id, strokes=checked[0], focus=checked[1])
        return str(prints.lend(studio.workspace.path(cutout.id))), describe(cutout)

    @refusing
    def export(artefact_id: str) -> str:
        return str(prints.lend(studio.export(artefact_id)))

    @refusing
    def reopen(file: str) -> dict[str, Any]:
        return describe(studio.reopen(Path(file or "")))

    photo, strokes, focus = (
        gr.File(visible=False, label="photo"),
        gr.JSON(visible=False, label="strokes"),
        gr.JSON(visible=False, label="focus"),
    )
    picture, facts = gr.File(visible=False, label="cutout"), gr.JSON(visible=False, label="facts")
    artefact_id, bundle = gr.Textbox(visible=False, label="id"), gr.File(visible=False, label="file")
    gr.on(
        [], mask, [photo, strokes, focus], [picture, facts],
        api_name="mask", api_description=MASK, concurrency_id="gpu", concurrency_limit=1,
    )  # fmt: skip
    gr.on([], export, artefact_id, bundle, api_name="export", api_description="The picture's `.warhol` file.")
    gr.on(
        [], reopen, bundle, facts,
        api_name="reopen", api_description=REOPEN, concurrency_id="gpu", concurrency_limit=1,
    )  # fmt: skip


MASK = """Cut the product out of a photo: a transparent PNG and its facts.  `strokes` is a list of
{"kind": "keep" | "remove", "points": [[x, y], …], "width": w} in fractions of the photo; `focus` [x, y] picks one
product."""
REOPEN = """Bring back what a `.warhol` file holds, after making its pictures again.  `verified` is false where that
could not be done here."""
