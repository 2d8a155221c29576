"""What the tabs work with, made once by the shell and handed to each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.studio import Studio
from segments.cutouts import Cutter, open_cutter
from segments.embeddings import Encoder
from segments.encoder import open_encoder
from segments.shelf import Shelves
from segments.store import Store
from ui.feedback import Stops
from ui.prints import Prints
from ui.samples import Sample


@dataclass(frozen=True, kw_only=True)
class Services:
    """The studio's verbs, prints for the screen, sample photos, the stop signals of running jobs, and the shop."""

    studio: Studio
    prints: Prints
    samples: tuple[Sample, ...]
    stops: Stops
    opens_demo: Callable[[Store], object] | None = None
    """Puts the demo shop into a workspace; None where it was not shipped."""

    @cached_property
    def store(self) -> Store:
        """The imports of this workspace."""
        return Store(self.studio.settings.workspace)

    @cached_property
    def shelves(self) -> Shelves:
        """The shop of now, as users want it: `services.shelves.now()`."""
        return Shelves(self.store, self.cutter)

    @cached_property
    def cutter(self) -> Cutter | None:
        """What takes the ground away from a shop's photos; loads nothing before it is asked to."""
        return open_cutter(self.studio.runner.run, self.studio.registry)

    def encoder(self, id: str) -> Encoder | None:
        """The studio's encoder, where it is the one with that id, by which an import was made; None otherwise.

        Nothing is loaded before it is asked something.
        """
        studio = self.studio
        backend = studio.settings.encoder
        found = open_encoder(studio.runner.run, backend, studio.registry.weights_sha256(backend))
        return found if found.id == id else None


QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
"""A listener of the page's own: not part of the API, without Gradio's spinner, as many at once as there are users."""

MODEL: dict[str, Any] = QUIET | {"concurrency_id": "gpu", "concurrency_limit": 1}
"""A listener that runs a model: all of them wait for one place on the device."""

FOLDER: dict[str, Any] = QUIET | {"concurrency_id": "folder", "concurrency_limit": 1}
"""A folder waits for other folders only; the runner shares the device between it and single pictures."""

DOOR: dict[str, Any] = MODEL | {"trigger_mode": "multiple"}
"""The same for a page that sends one act at a time itself.

Gradio holds an act as pending for a moment after its last answer; an act sent meanwhile would be dropped in silence.
"""

NEWEST: dict[str, Any] = MODEL | {"trigger_mode": "always_last"}
"""The same, and while one runs only the newest request waits."""
