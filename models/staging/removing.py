"""What is asked of a remover, and what it answers: `remove`, an object taken out of a photo of a scene."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import ConfigDict

from models.errors import InputError
from models.staging.requests import Box
from models.strokes import KEEP, paint
from models.types import Picture, Stroke

Bytes = NDArray[np.uint8]
Way = Literal["painted", "continued"]
_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")
LEAST_PX = 200
"""Shorter side of a scene's photo below which nothing can be staged on it."""
LEAST, MOST = 0.0005, 0.8
"""Share of a photo that can be removed: a speck, and all but its rim."""
MARGIN = 0.006
"""How far the gap goes beyond the paint, of the longer side: brushes miss edges, and lenses blur them."""


@dataclass(frozen=True, kw_only=True)
class RemoveRequest:
    """Take out of `image` (RGB) what is under `gap` (L, the same size, 255 = to be removed)."""

    __pydantic_config__ = _frozen
    image: Picture
    gap: Picture

    def __post_init__(self) -> None:
        """Raises InputError when photo or gap are not of a kind that can be worked with."""
        if self.image.mode != "RGB" or self.gap.mode != "L" or self.image.size != self.gap.size:
            raise InputError("A gap is a grey picture as large as its photo.")
        check_scene(self.image.size)
        check_gap(np.asarray(self.gap))


@dataclass(frozen=True, kw_only=True)
class RemoveResult:
    """The photo without it (RGB, the same size); outside of the gap every byte is the photo's.  `way` is how the gap
    was filled: painted, or the ground continued."""

    __pydantic_config__ = _frozen
    image: Picture
    way: Way = "painted"


def check_scene(size: tuple[int, int]) -> None:
    """Raises InputError for a photo that is too small to stage on, by its (width, height)."""
    if min(size) < LEAST_PX:
        raise InputError(
            f"This photo is only {size[0]} × {size[1]} pixels; a scene has {LEAST_PX} at least.", "Use a larger one."
        )


def check_gap(gap: Bytes) -> None:
    """Raises InputError for a gap (h, w) that is empty, or leaves nothing to learn the ground from."""
    share = float((gap > 127).mean())
    if share < LEAST:
        raise InputError("Nothing is marked.", "Paint over the old object, and over its shadow.")
    if share > MOST:
        raise InputError("Nearly the whole photo is marked.", "Leave the ground round the old object unpainted.")


def draw_gap(strokes: Iterable[Stroke], size: tuple[int, int]) -> Image.Image:
    """The gap (L) that strokes mark in a photo of (width, height): what they cover, and what they go round.

    Raises InputError when nothing or nearly everything is marked.
    """
    filled = _close(np.asarray(paint(strokes, *size) == KEEP, np.uint8))
    check_gap(np.asarray(filled * 255, np.uint8))
    away = cv2.distanceTransform(1 - filled, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    grown = np.asarray(away <= max(1, round(MARGIN * max(size))), np.uint8)
    check_gap(np.asarray(grown * 255, np.uint8))
    return Image.fromarray(np.asarray(grown * 255, np.uint8))


def _close(painted: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What is painted (h, w), and what the paint goes round: alone, or together with one edge of the photo.

    A line from edge to edge goes round nothing: a piece that reaches more than one edge is ground.
    """
    count, pieces = cv2.connectedComponents(1 - painted, connectivity=4)
    edges = np.zeros(count, int)
    for edge in (pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1]):
        edges[np.unique(edge)] += 1
    areas = np.bincount(pieces.ravel(), minlength=count)
    inside = (edges == 0) | ((edges == 1) & (areas < areas[1:].max(initial=0)))
    inside[0] = True  # the paint
    return np.asarray(inside[pieces], np.uint8)


def box_of(gap: Image.Image) -> Box:
    """The box of a gap, in fractions of the photo."""
    left, top, right, bottom = gap.point(lambda value: 255 if value > 127 else 0).getbbox() or (0, 0, *gap.size)
    return left / gap.width, top / gap.height, right / gap.width, bottom / gap.height


def find_window(gap: NDArray[np.bool_], air: float = 0.9) -> tuple[slice, slice]:
    """The part of a photo that a remover looks at: the gap (h, w) with some ground round it, no part too small."""
    height, width = gap.shape
    rows, columns = np.nonzero(gap.any(1))[0], np.nonzero(gap.any(0))[0]
    found = []
    side = max(np.ptp(rows), np.ptp(columns)) + 1
    reach = max(round(air * side), 48)
    for places, whole in ((rows, height), (columns, width)):
        found.append(slice(max(0, int(places[0]) - reach), min(whole, int(places[-1]) + 1 + reach)))
    return found[0], found[1]
