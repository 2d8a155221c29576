"""The public endpoints: the studio's verbs for scripts, at `/gradio_api/call/<name>` and through gradio_client.

Whatever comes in is checked here or in the studio; problems come back with their remedy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import gradio as gr
from gradio.events import api
from pydantic import TypeAdapter, ValidationError

from models.errors import InputError
from models.settings import Settings
from models.types import Artefact, Stroke
from ui.feedback import refuse
from ui.services import Services

P = ParamSpec("P")
R = TypeVar("R")
_strokes: TypeAdapter[tuple[Stroke, ...]] = TypeAdapter(tuple[Stroke, ...])
_focus: TypeAdapter[tuple[float, float] | None] = TypeAdapter(tuple[float, float] | None)


def publish(services: Services, settings: Settings) -> None:
    """Add the endpoints to the page being built."""
    _publish_mask(services)
    studio = services.studio

    @_refusing
    def keep(id: str) -> dict[str, Any]:
        """Keep a picture."""
        studio.keep(id)
        return describe(studio.workspace.get(id))

    @_refusing
    def unkeep(id: str) -> dict[str, Any]:
        """Take a picture out of what is kept."""
        studio.unkeep(id)
        return describe(studio.workspace.get(id))

    @_refusing
    def kept() -> list[dict[str, Any]]:
        """All kept pictures, newest first."""
        return [describe(artefact) for artefact in studio.kept()]

    @_refusing
    def details(id: str) -> dict[str, Any]:
        """How a picture was made."""
        return dict(studio.details(id))

    @_refusing
    def model_state() -> str:
        """How the cut-out model is doing: cold, loading, ready or failed."""
        return str(studio.runner.state(settings.masker))

    for endpoint in (keep, unkeep, kept, details, model_state):
        api(endpoint, api_name=endpoint.__name__, concurrency_limit=None)


def _publish_mask(services: Services) -> None:
    """Files need components, which the page never shows."""
    studio, prints = services.studio, services.prints

    @_refusing
    def mask(photo: str, strokes: Any, focus: Any) -> tuple[str, dict[str, Any]]:
        if not photo:
            raise InputError("There is no photo in this call.", "Send a picture file as `photo`.")
        checked = _check(_strokes, strokes or [], "strokes"), _check(_focus, focus or None, "focus")
        cutout = studio.mask(studio.open_photo(Path(photo)).id, strokes=checked[0], focus=checked[1])
        return str(prints.lend(studio.workspace.path(cutout.id))), describe(cutout)

    @_refusing
    def export(artefact_id: str) -> str:
        return str(prints.lend(studio.export(artefact_id)))

    @_refusing
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


def describe(artefact: Artefact) -> dict[str, Any]:
    """An artefact as an API answer."""
    return {
        "id": artefact.id,
        "kind": artefact.kind,
        "title": artefact.title,
        "width_px": artefact.width_px,
        "height_px": artefact.height_px,
        "kept": artefact.kept,
        "verified": artefact.verified,
        "created": artefact.created,
        "facts": artefact.facts,
    }


def _check(adapter: TypeAdapter[R], value: Any, name: str) -> R:
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise InputError(
            f"`{name}` does not fit: {error.errors()[0]['msg']}.", "See the API page for its form."
        ) from error


def _refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Turn what the studio raises into the API's error."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            raise refuse(error) from error

    return call
