"""Where a standing product touches the floor: all along a pot's foot, or at a chair's legs, the far ones higher up."""

from __future__ import annotations

import cv2
import numpy as np
from scipy.signal import find_peaks

from models.oklab import Floats

PROMINENT = 0.05
"""How far a leg reaches below what is beside it, of the product's height."""
FAR = 0.3
"""How much higher than the nearest leg a far one may end, of the product's height: the lens looks down on the floor."""
SLIM = 0.25
"""The widest that a leg may be at its end, of the product's width: anything wider is a foot, and stands level."""
LEVEL = 0.02
"""Feet that differ by less of the product's height are on one line."""
MOST_PX = 480
"""Shadows of legs are thrown on a picture of at most this side, and enlarged: they are soft."""


def find_floor(alpha: Floats) -> Floats | None:
    """The row (w,) at which the floor is under each column of a product on legs; None where it stands on one line.

    Between two legs the floor goes straight from one end to the other.
    """
    solid = alpha > 0.5
    rows = np.nonzero(solid.any(1))[0]
    if not rows.size:
        return None
    top, height = int(rows[0]), float(rows[-1] - rows[0] + 1)
    lowest = np.where(solid.any(0), alpha.shape[0] - 1 - np.argmax(solid[::-1], axis=0), top).astype(np.float32)
    padded = np.concatenate([[top], lowest, [top]])
    legs, _ = find_peaks(padded, prominence=PROMINENT * height, height=float(rows[-1]) - FAR * height)
    legs = legs - 1
    if len(legs) < 2 or float(np.ptp(lowest[legs])) < LEVEL * height:
        return None
    across = float(solid.any(0).sum())
    if any(_width(lowest, int(leg), 0.03 * height) > SLIM * across for leg in legs):
        return None
    return np.asarray(np.interp(np.arange(alpha.shape[1]), legs, lowest[legs] + 1), np.float32)


def _width(lowest: Floats, leg: int, depth: float) -> int:
    """Over how many columns round a leg the outline stays within `depth` of its end."""
    near = lowest >= lowest[leg] - depth
    left = leg - int(np.argmin(near[leg::-1])) if not near[: leg + 1].all() else -1
    right = leg + int(np.argmin(near[leg:])) if not near[leg:].all() else len(near)
    return right - left - 1


def throw(part: Floats, floor: Floats, across: float, along: float, wall_px: float | None) -> Floats:
    """A silhouette (h, w) laid onto the floor from each column's own line: a point u above it falls u · across to the
    side and u · along down; what would go behind `wall_px` climbs the wall."""
    step = max(1.0, max(part.shape) / MOST_PX)
    size = max(1, round(part.shape[1] / step)), max(1, round(part.shape[0] / step))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    ground = np.interp((np.arange(size[0]) + 0.5) * step - 0.5, np.arange(len(floor)), floor) / step
    y, x = np.nonzero(small > 0.02)
    seen, foot = small[y, x], ground[x]
    up = np.maximum(foot - y - 0.5, 0)
    if wall_px is None or along >= 0:
        reach = up
    else:
        reach = np.minimum(up, np.maximum(foot - wall_px / step, 0) / -along)
    column = np.round(x + reach * across).astype(np.int64)
    row = np.round(foot - 0.5 + reach * along - (up - reach)).astype(np.int64)
    inside = (column >= 0) & (column < size[0]) & (row >= 0) & (row < size[1])
    laid = np.zeros((size[1], size[0]), np.float32)
    np.maximum.at(laid, (row[inside], column[inside]), seen[inside])
    laid = cv2.morphologyEx(laid, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(laid, part.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)
