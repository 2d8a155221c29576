"""Which way of filling a gap to believe: each is asked for a strip along the rim that is known, and compared there."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Filler = Callable[[Bytes, Mask], Bytes]
"""Fills the gap (h, w) of a photo (h, w, 3)."""
STRIP = 0.035
"""How wide the strip is that is asked for, of the longer side."""
SOFT_PX, EDGES = 1.2, 0.5
"""σ of what is compared, and how much its edges count beside its tones."""


def widen(gap: Mask) -> tuple[Mask, Mask]:
    """A gap (h, w) grown by the strip, and the strip."""
    away = cv2.distanceTransform(np.asarray(~gap, np.uint8), cv2.DIST_L2, 3)
    grown = np.asarray(away <= max(2.0, STRIP * max(gap.shape)))
    return grown, grown & ~gap


def measure_strip(photo: Bytes, made: Bytes, strip: Mask) -> float:
    """How far a filled strip is from the photo's own: tones and edges, in grey levels."""
    one, other = (cv2.GaussianBlur(each.astype(np.float32), (0, 0), SOFT_PX) for each in (photo, made))
    tones = np.abs(one - other).mean(-1)
    edges = sum(np.abs(np.diff(a, axis=axis, append=0) - np.diff(b, axis=axis, append=0)).mean(-1)
                for axis in (0, 1) for a, b in ((one, other),))  # fmt: skip
    both: Floats = np.asarray(tones + EDGES * 4 * edges, np.float32)
    return float(both[strip].mean())


__all__ = ["Filler", "measure_strip", "widen"]
