"""Strokes painted by hand, as pixels.

They bind every masker in the same way: what is painted last holds.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from models.types import Stroke

FREE, KEEP, REMOVE = 0, 1, 2
MAX_THICKNESS_PX = 32_767
"""OpenCV's own limit."""


def paint(strokes: Iterable[Stroke], width: int, height: int) -> NDArray[np.uint8]:
    """A canvas (height, width) that is KEEP or REMOVE where a stroke went last, and FREE elsewhere."""
    canvas = np.full((height, width), FREE, np.uint8)
    for stroke in strokes:
        value = KEEP if stroke.kind == "keep" else REMOVE
        thickness = min(MAX_THICKNESS_PX, max(1, round(stroke.width * max(width, height))))
        points = np.round(np.asarray(stroke.points, np.float64) * [width - 1, height - 1]).astype(np.int32)
        cv2.polylines(canvas, [points.reshape(-1, 1, 2)], False, value, thickness)
        for x, y in (points[0], points[-1]):  # a single click is a dot, and ends are round
            cv2.circle(canvas, (int(x), int(y)), thickness // 2, value, cv2.FILLED)
    return canvas
