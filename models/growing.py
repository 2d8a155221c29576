"""Make a small plane large without ripple: the cubic spline through its pixels.

OpenCV's cubic kernel (a = −0.75) does not reproduce a straight ramp, so that a straight outline, grown from a distance
of 64 px, waves by a pixel at 1024 px with the period of the grid.  The interpolating spline reproduces every cubic.
Both directions are one small matrix, made once a size: 64 to 1024 px takes 3 ms.

Source: Unser, "Splines: A Perfect Fit for Signal and Image Processing", IEEE Signal Processing Magazine 1999, §"Spline
interpolation".
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

MIRRORED = 8
"""Pixels that are mirrored beyond each border; farther ones weigh less than a ten-thousandth."""


def grow(plane: NDArray[np.floating], side: int) -> Floats:
    """A square plane at another side (side, side): larger along the spline, smaller by area."""
    plane = np.asarray(plane, np.float32)
    if side == len(plane):
        return plane
    if side < len(plane):
        return np.asarray(cv2.resize(plane, (side, side), interpolation=cv2.INTER_AREA), np.float32)
    matrix = spline(len(plane), side)
    return np.asarray(matrix @ plane @ matrix.T, np.float32)


def stretch(plane: NDArray[np.floating], scale: float, side: int) -> Floats:
    """The upper left (side, side) of a square plane that is `scale` times as large, along the spline."""
    matrix = spline(len(plane), side, 1 / scale)
    return np.asarray(matrix @ np.asarray(plane, np.float32) @ matrix.T, np.float32)


def carry_out(plane: Floats, inside: NDArray[np.bool_]) -> Floats:
    """A plane (h, w) whose outside repeats the nearest value inside, so that its outline is no edge."""
    if inside.all() or not inside.any():
        return plane
    _, label = cv2.distanceTransformWithLabels(
        (~inside).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    value = np.zeros(int(label.max()) + 1, np.float32)
    value[label[inside]] = plane[inside]
    return np.asarray(value[label], np.float32)


@lru_cache(maxsize=32)
def spline(count: int, side: int, step: float = 0.0) -> Floats:
    """The weights (side, count) of `count` pixels at `side` places, centres on centres as in OpenCV; the places are
    `step` pixels apart, or as far as brings them all the way across."""
    padded = np.pad(np.arange(count), MIRRORED, mode="symmetric")
    length = len(padded)
    bands = [np.diag(np.full(length - abs(k), value), k) for k, value in ((-1, 1 / 6), (0, 4 / 6), (1, 1 / 6))]
    through = np.linalg.inv(np.sum(bands, axis=0))  # B-spline weights that pass through the pixels
    at = (np.arange(side) + 0.5) * (step or count / side) - 0.5 + MIRRORED
    gap = np.abs(at[:, None] - np.arange(length)[None])
    near, far = 2 / 3 - gap**2 + gap**3 / 2, np.clip(2 - gap, 0, None) ** 3 / 6
    weights = np.where(gap < 1, near, far) @ through
    folded = np.zeros((side, count))
    np.add.at(folded.T, padded, weights.T)
    return np.asarray(folded, np.float32)
