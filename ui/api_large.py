"""The public endpoint for large pictures: enlarge.  What it takes is checked here or in the studio."""

from __future__ import annotations

from typing import Any

import gradio as gr
from pydantic import ConfigDict, StrictInt, StrictStr, TypeAdapter
from pydantic.dataclasses import dataclass

from models.atelier import ENLARGED_PX
from ui.answers import check, describe, refusing
from ui.services import Services


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class EnlargeOptions:
    """Side of the picture, and what it is called."""

    size_px: StrictInt = ENLARGED_PX
    title: StrictStr | None = None


_options: TypeAdapter[EnlargeOptions] = TypeAdapter(EnlargeOptions)


def publish(services: Services) -> None:
    """Add the endpoint to the page being built."""
    studio, prints = services.studio, services.prints

    @refusing
    def enlarge(id: str, options: Any) -> tuple[str, dict[str, Any]]:
        asked = check(_options, options or {}, "options")
        picture = studio.enlarge(id or "", size_px=asked.size_px, title=asked.title)
        return str(prints.lend(studio.workspace.path(picture.id))), describe(picture)

    id, options = gr.Textbox(visible=False, label="id"), gr.JSON(visible=False, label="options")
    image, facts = gr.File(visible=False, label="picture"), gr.JSON(visible=False, label="facts")
    gr.on(
        [], enlarge, [id, options], [image, facts],
        api_name="enlarge", api_description=ENLARGE, concurrency_id="gpu", concurrency_limit=1,
    )  # fmt: skip


ENLARGE = """A design as a large picture, crisp at its size: a transparent PNG and its facts; it is saved as a design of
its own.  `options`: {"size_px": 256 to 2048, "title"}."""
