"""Does a generator invent, or does it hand out its training photos?

Every generated picture's distance to the nearest training photo is held against that of held-out photos: what real new
garments keep is the distance that invented ones should keep as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
THUMB_PX = 24


@dataclass(frozen=True, kw_only=True)
class CopyReport:
    """`share`: of generated pictures nearer to a training photo than 99 % of held-out photos (0.01 = as real ones);
    `ratio`: median distance over the held-out median; `nearest` (m,): index of each picture's training photo."""

    limit: float
    """The distance that 99 % of held-out photos keep."""
    share: float
    ratio: float
    distance: Floats
    nearest: NDArray[np.int_]


def thumbnails(rgba: NDArray[np.uint8]) -> Floats:
    """Pictures (N, h, w, 4) as vectors (N, 24·24·3) in 0..1: alike when the eye, from afar, sees the same picture."""
    small = [cv2.resize(picture[..., :3], (THUMB_PX, THUMB_PX), interpolation=cv2.INTER_AREA) for picture in rgba]
    return np.asarray(small, np.float64).reshape(len(rgba), -1) / 255.0


def mirrored(thumbs: Floats) -> Floats:
    """The same thumbnails (N, 24·24·3) left to right: a mirrored copy is a copy."""
    return thumbs.reshape(-1, THUMB_PX, THUMB_PX, 3)[:, :, ::-1].reshape(len(thumbs), -1)


def find_copies(train: Floats, held_out: Floats, made: Floats) -> CopyReport:
    """Compare generated with training vectors, both (n, d), by held-out ones; thumbnails or judge features."""
    usual, _ = _nearest(train, held_out)
    distance, nearest = _nearest(train, made)
    limit = np.quantile(usual, 0.01)
    return CopyReport(
        limit=float(limit),
        share=float((distance < limit).mean()),
        ratio=float(np.median(distance) / max(float(np.median(usual)), 1e-12)),
        distance=distance,
        nearest=nearest,
    )


def find_pixel_copies(train: NDArray[np.uint8], held_out: NDArray[np.uint8], made: NDArray[np.uint8]) -> CopyReport:
    """The same on the pictures (N, h, w, 4) themselves, mirrored copies included."""
    known = thumbnails(train)
    report = find_copies(np.concatenate([known, mirrored(known)]), thumbnails(held_out), thumbnails(made))
    return replace(report, nearest=report.nearest % len(train))


def _nearest(known: Floats, asked: Floats) -> tuple[Floats, NDArray[np.int_]]:
    """Distance to and index of the nearest known vector, for each asked one."""
    squared = (known**2).sum(axis=1)[None] + (asked**2).sum(axis=1)[:, None] - 2 * asked @ known.T
    nearest = squared.argmin(axis=1)
    return np.linalg.norm(asked - known[nearest], axis=1), nearest
