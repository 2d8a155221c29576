"""What is asked of a depth model, and what it answers: `fathom`, how far everything in a photo is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import ConfigDict

from models.errors import BackendFailedError, InputError
from models.types import Picture

_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")
FARTHEST = 5.0
"""How many times as far as the nearest the farthest is, where a model tells the order of distances and no metres."""
SIDES_PX = (16, 4096)


@dataclass(frozen=True, kw_only=True)
class FathomRequest:
    """How far is everything in the `scene` (RGB)?"""

    __pydantic_config__ = _frozen
    scene: Picture

    def __post_init__(self) -> None:
        """Raises InputError for what is no photo."""
        low, high = SIDES_PX
        if self.scene.mode != "RGB" or not low <= min(self.scene.size) <= max(self.scene.size) <= high:
            raise InputError(f"Distances are read off a photo of {low} to {high:,} pixels.", "Use another one.")


@dataclass(frozen=True, kw_only=True)
class FathomResult:
    """`depth` (L, the photo's size; 0 = nearest, 255 = farthest), even in distance from `near` to `far`: metres
    where the model tells them, else in the distance of what is nearest."""

    __pydantic_config__ = _frozen
    depth: Picture
    near: float
    far: float


def write_distances(distance: NDArray[np.float32], size: tuple[int, int]) -> FathomResult:
    """Distances (h, w) of any unit as a result at a photo's (width, height).

    Raises BackendFailedError when they are no distances.
    """
    if distance.ndim != 2 or not np.isfinite(distance).all():
        raise _useless()
    near, far = float(distance.min()), float(distance.max())
    if near <= 0:
        raise _useless()
    spread = max(far - near, 1e-6)
    large = cv2.resize((distance - near) / spread, size, interpolation=cv2.INTER_LINEAR)
    depth = np.asarray(np.round(np.clip(large, 0, 1) * 255), np.uint8)
    return FathomResult(depth=Image.fromarray(depth), near=near, far=max(far, near + 1e-6))


def from_nearness(nearness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Distances (h, w) from numbers that only say what is nearer, as relative models answer: 1 over distance, their
    zero and scale unknown.  The nearest is at 1, the farthest at `FARTHEST`.

    Raises BackendFailedError when they say nothing.
    """
    if nearness.ndim != 2 or not np.isfinite(nearness).all():
        raise _useless()
    low, high = float(nearness.min()), float(nearness.max())
    share = (nearness - low) / max(high - low, 1e-6)
    return np.asarray(1 / (1 / FARTHEST + share * (1 - 1 / FARTHEST)), np.float32)


def _useless() -> BackendFailedError:
    return BackendFailedError("The depth model gave no usable answer.", "Choose another one, or go on without.")
