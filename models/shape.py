"""A garment's shape as numbers: outline, folds and seams at a quarter of the size, and blocks of the second ink.

The code is small pictures: the signed distance to the outline (64×64), the relief (log shade, 64×64) and the trim
(32×32), 9,216 numbers.  A distance is smooth, so its outline comes back sharp at any size; a relief of 64×64 keeps
seams, folds, collars and plackets and drops threads and fine prints.  The painter draws the rest.

Source of the distance as shape: Park et al., DeepSDF, arXiv 1901.05103 (idea; here it is a grid, not a net).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.growing import grow
from models.oklab import Floats

SIDE_PX = 256
FINE, COARSE = 64, 32
REACH_PX = 24.0
"""Distances are cut off here."""
FINER = 4
"""How much finer than the pixels the outline is looked for."""
GROOVE = 0.3
"""How much darker (log shade) a drawn line is than the cloth."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A decoded shape, (256, 256) each: signed `distance` to the outline in px, positive inside; `relief` (log shade,
    0 outside); `trim` in 0..1."""

    distance: Floats
    relief: Floats
    trim: Floats

    @property
    def alpha(self) -> Floats:
        """Opacity in 0..1, antialiased."""
        return np.asarray(np.clip(self.distance + 0.5, 0, 1), np.float32)


def encode(alpha: NDArray[np.uint8], relief: Floats, trim: Floats) -> Floats:
    """The shape code (9216,) of planes (256, 256): opacity 0..255, log shade, trim 0..1."""
    inside = alpha > 127
    distance = _measure_distance(alpha) / REACH_PX
    parts = (_shrink(distance, FINE), _shrink(_fill(relief, inside), FINE), _shrink(trim, COARSE))
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32)


def encode_lines(alpha: NDArray[np.uint8], ink: Floats) -> Floats:
    """The shape code of a drawing: its lines (256, 256), 0..1, become grooves in the cloth."""
    soft = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 1.5)
    return encode(alpha, np.asarray(-GROOVE * np.clip(soft * 2, 0, 1), np.float32), np.zeros_like(soft))


def decode(code: NDArray[Any]) -> Shape:
    """The shape of a code (9216,)."""
    code = code.astype(np.float32)
    fine = FINE * FINE
    distance = grow(code[:fine].reshape(FINE, FINE), SIDE_PX) * REACH_PX
    relief = grow(code[fine : 2 * fine].reshape(FINE, FINE), SIDE_PX)
    trim = np.clip(grow(code[2 * fine :].reshape(COARSE, COARSE), SIDE_PX), 0, 1)
    there = np.clip(distance + 1.5, 0, 1)
    return Shape(distance=distance, relief=relief * there, trim=np.asarray(_harden(trim) * there, np.float32))


def _measure_distance(alpha: NDArray[np.uint8]) -> Floats:
    """Signed distance (256, 256) in px to where the opacity is a half, found between the pixels: an outline that
    steps from pixel to pixel would ripple when it is printed large."""
    large = cv2.resize(alpha.astype(np.float32), None, fx=FINER, fy=FINER, interpolation=cv2.INTER_CUBIC)
    inside = (large > 127.5).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    distance = distance - cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # half a pixel off: the transform measures to the next pixel's centre, the outline runs between the two
    distance = np.clip((distance - 0.5 * np.sign(distance)) / FINER, -REACH_PX, REACH_PX)
    return np.asarray(cv2.resize(distance, alpha.shape[::-1], interpolation=cv2.INTER_AREA), np.float32)


def _fill(relief: Floats, inside: NDArray[np.bool_]) -> Floats:
    """The relief carried a little over the outline, so that shrinking does not mix it with the ground."""
    weight = inside.astype(np.float32)
    near = cv2.blur(relief * weight, (9, 9)) / np.maximum(cv2.blur(weight, (9, 9)), 1e-3)
    return np.asarray(np.where(inside, relief, near), np.float32)


def _shrink(plane: NDArray[Any], side: int) -> Floats:
    return np.asarray(cv2.resize(plane.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA), np.float32)


def _harden(trim: Floats) -> Floats:
    """Blocks of ink have edges."""
    return np.asarray(np.clip((trim - 0.5) * 4 + 0.5, 0, 1), np.float32)
