"""Changing a shape by hand: cloth painted on, cut away, and seams drawn; everything else stays as it was, bit for bit.

Longer sleeves, a shorter hem, a cropped body, a new seam: the paint says where, the shape code follows.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import SHAPE_SIZE, read_code, write_code
from models.errors import InputError
from models.oklab import Floats
from models.seam_path import trace
from models.seams import read_marks, write_marks
from models.shape import COARSE, FINE, GROOVE, REACH_PX, SIDE_PX, Shape, decode, encode

LEAST_LEFT = 0.01
"""Share of the picture that a garment covers at least."""
LEAST_CHANGED = 12
"""Painted pixels (of 256 squared) below which nothing was meant."""
BORDER_PX = 3
"""A garment ends this far from the picture's edge, or its outline would end there too."""
SEAM_PX = 1.2
OUTSIDE_PX, MOST_OUTSIDE = 3.0, 0.3
"""A line goes when more than this share of its points lies so far outside of the new outline."""
RIM_PX, MOVED_PX = 14.0, 3.0
"""A line this near to the old outline follows it, and goes when the outline has moved away from it."""


def redraw(code: bytes, add: NDArray[Any], cut: NDArray[Any], seams: NDArray[Any]) -> bytes:
    """The shape code after some paint: opacities in 0..1, square, of any size.  What is cut wins over what is added.

    Raises InputError when nothing was painted, or nothing would be left.
    """
    old = read_code(code, SHAPE_SIZE, "shape")
    shape = decode(old)
    added, gone, drawn = (_fit(plane) for plane in (add, cut, seams))
    was = shape.distance > 0
    inside = _tidy((was | (added > 0.5)) & (gone <= 0.5) & _canvas())
    seam = drawn * inside
    changed = inside != was
    if np.count_nonzero(changed) + np.count_nonzero(seam > 0.5) < LEAST_CHANGED:
        raise InputError("Nothing was painted that changes the garment.", "Paint over its edge, or draw a seam on it.")
    if inside.mean() < LEAST_LEFT:
        raise InputError("Nothing would be left of the garment.", "Undo the last stroke, or cut less away.")
    relief, trim = _clothe(shape, inside & ~was, inside)
    groove = GROOVE * np.clip(2 * cv2.GaussianBlur(seam, (0, 0), SEAM_PX), 0, 1)
    new = encode(inside.astype(np.uint8) * 255, np.asarray(relief - groove, np.float32), trim)
    return write_code(_merge(old, new, changed, seam > 0.05))


def keep_seams(seams: bytes, before: bytes, after: bytes) -> bytes:
    """The construction lines that still make sense when a shape was redrawn: those that lie on it, and of those that
    follow its edge (hems, cuffs) the ones whose edge is where it was."""
    old, new = (decode(read_code(code, SHAPE_SIZE, "shape")).distance for code in (before, after))
    kept = []
    for mark in read_marks(seams):
        path = trace(mark.points, mark.closed, SIDE_PX).samples
        was, now = _look_up(old, path), _look_up(new, path)
        outside = float((now < -OUTSIDE_PX).mean()) if len(now) else 1.0
        follows = float(np.median(was)) < RIM_PX
        if outside <= MOST_OUTSIDE and not (follows and float(np.median(np.abs(now - was))) > MOVED_PX):
            kept.append(mark)
    return write_marks(kept)


def _look_up(distance: Floats, samples: Floats) -> Floats:
    """The distance under some places (n, 2), column and row (n,), px."""
    at = np.clip(np.round(samples).astype(int), 0, SIDE_PX - 1)
    return np.asarray(distance[at[:, 1], at[:, 0]], np.float32)


def _fit(plane: NDArray[Any]) -> Floats:
    return np.asarray(
        cv2.resize(plane.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA), np.float32
    )


def _canvas() -> NDArray[np.bool_]:
    """Everything but the picture's rim."""
    room = np.zeros((SIDE_PX, SIDE_PX), bool)
    room[BORDER_PX:-BORDER_PX, BORDER_PX:-BORDER_PX] = True
    return room


def _tidy(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without the crumbs and the hair that a brush leaves: what is smaller than a tenth of the largest piece goes."""
    opened = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(opened)
    areas = stats[1:, cv2.CC_STAT_AREA]
    if not areas.size:
        return np.zeros_like(inside)
    keep = np.array([False, *(areas >= 0.1 * areas.max())])[:count]
    return np.asarray(keep[parts], bool)


def _clothe(shape: Shape, fresh: NDArray[np.bool_], inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Relief and trim over the new outline: fresh cloth goes on softly where the old one ends."""
    old = ((shape.distance > 1) & ~fresh).astype(np.float32)
    weight = np.maximum(cv2.GaussianBlur(old, (0, 0), 12), 1e-4)
    near = cv2.GaussianBlur(shape.relief * old, (0, 0), 12) / weight
    trim = cv2.GaussianBlur(shape.trim * old, (0, 0), 6) / np.maximum(cv2.GaussianBlur(old, (0, 0), 6), 1e-4)
    relief = np.where(fresh, near * np.minimum(1, weight * 8), shape.relief)
    return np.asarray(relief, np.float32), np.asarray(np.where(fresh, trim, shape.trim) * inside, np.float32)


def _merge(old: Floats, new: Floats, changed: NDArray[np.bool_], seam: NDArray[np.bool_]) -> Floats:
    """The old numbers but near the paint: the distance as far as it reaches, relief and trim where they changed."""
    outline = _near(changed, REACH_PX, FINE)
    surface = _near(changed | seam, 8, FINE)
    blocks = _near(changed, 8, COARSE)
    return np.where(np.concatenate([outline, surface, blocks]), new, old)


def _near(marks: NDArray[np.bool_], reach_px: float, side: int) -> NDArray[np.bool_]:
    """Which cells of a grid (side²,) lie within reach of some pixels."""
    if not marks.any():
        return np.zeros(side * side, bool)
    away = cv2.distanceTransform((~marks).astype(np.uint8), cv2.DIST_L2, 5)
    small = cv2.resize(away, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray((small <= reach_px).ravel(), bool)
