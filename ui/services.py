"""What the tabs work with, made once by the shell and handed to each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.studio import Studio
from ui.feedback import Stops
from ui.prints import Prints
from ui.samples import Sample


@dataclass(frozen=True, kw_only=True)
class Services:
    """The studio's verbs, prints for the screen, sample photos, and the stop signals of running jobs."""

    studio: Studio
    prints: Prints
    samples: tuple[Sample, ...]
    stops: Stops


QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
"""A listener of the page's own: not part of the API, without Gradio's spinner, as many at once as there are users."""

MODEL: dict[str, Any] = QUIET | {"concurrency_id": "gpu", "concurrency_limit": 1}
"""A listener that runs a model: all of them wait for one place on the device."""

FOLDER: dict[str, Any] = QUIET | {"concurrency_id": "folder", "concurrency_limit": 1}
"""A folder waits for other folders only; the runner shares the device between it and single pictures."""

NEWEST: dict[str, Any] = MODEL | {"trigger_mode": "always_last"}
"""The same, and while one runs only the newest request waits."""
