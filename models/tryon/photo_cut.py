"""Where something of a person is in a photo, by its colours and a few places that are surely of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.graphcut import cut_trimap

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
WORKING_PX = 200
"""Longest side at which it is looked for."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A part of a photo, px: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def crop(self) -> tuple[slice, slice]:
        """Rows and columns."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def box_within(low: tuple[float, float], high: tuple[float, float], size_px: tuple[int, int]) -> Box:
    """The box between two corners (x, y), as far as it is in the photo; at least one pixel."""
    width, height = size_px
    left, top = int(np.clip(low[0], 0, width - 1)), int(np.clip(low[1], 0, height - 1))
    return Box(
        left=left, top=top, right=int(np.clip(high[0], left + 1, width)), bottom=int(np.clip(high[1], top + 1, height))
    )


def cut_out(picture: Bytes, box: Box, sure: Mask, never: Mask, likely: Mask) -> Mask:
    """What is of the thing (h, w) of the `box`; `sure`, `never` and `likely` (h, w) are the box's own pixels.

    Where it is `likely` it is thought to be at first, elsewhere not.
    """
    part = picture[box.crop]
    scale = min(1.0, WORKING_PX / max(part.shape[:2]))
    size = max(8, round(part.shape[1] * scale)), max(8, round(part.shape[0] * scale))
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)

    def shrink(mask: Mask) -> Mask:
        return np.asarray(cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0)

    trimap = np.where(shrink(likely), cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    trimap[shrink(never)] = cv2.GC_BGD
    trimap[shrink(sure)] = cv2.GC_FGD
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.uint8)
    found = cut_trimap(lab, trimap).astype(np.uint8)
    _, labels = cv2.connectedComponents(found)
    mine = np.unique(labels[(trimap == cv2.GC_FGD) & (found > 0)])
    whole = np.isin(labels, mine[mine > 0]).astype(np.float32)
    large = cv2.resize(cv2.GaussianBlur(whole, (0, 0), 0.8), part.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(large > 0.5)


def disc(box: Box, at: tuple[float, float], radius: tuple[float, float]) -> Mask:
    """An ellipse in the box's own pixels, its middle in the photo's."""
    shape = box.bottom - box.top, box.right - box.left
    plane = np.zeros(shape, np.uint8)
    centre = round(at[0] - box.left), round(at[1] - box.top)
    axes = max(1, round(radius[0])), max(1, round(radius[1]))
    return np.asarray(cv2.ellipse(plane, centre, axes, 0, 0, 360, 1, cv2.FILLED) > 0)


def rim(box: Box, share: float, sides: str = "ltrb") -> Mask:
    """The outer `share` of a box along some of its sides (left, top, right, bottom)."""
    height, width = box.bottom - box.top, box.right - box.left
    lines, columns = np.mgrid[:height, :width]
    reach_x, reach_y = max(2.0, share * width), max(2.0, share * height)
    found = np.zeros((height, width), bool)
    for side, there in (
        ("l", columns < reach_x), ("r", columns >= width - reach_x), ("t", lines < reach_y),
        ("b", lines >= height - reach_y),
    ):  # fmt: skip
        if side in sides:
            found |= there
    return found
