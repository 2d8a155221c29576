"""The outline of a cut-out where a masker was unsure: haze goes, and frays go.

A masker that cannot tell a garment from the bedspread below it leaves a faint haze beside it, and scraps of the
bedspread along its outline.  Haze is what lies farther from the solid product than any soft edge reaches.  Where the
edge is much wider than a sharp one, the masker was unsure: there the outline is cut back to its own smoothed course.
Sharp edges, straps and laces stay as they are, and nothing is ever added.

Alphas are float32 (h, w) in 0..1; lengths are shares of the product's longest side unless said otherwise.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

Mask = NDArray[np.bool_]
WORK_PX = 400
"""Longest side at which outlines are looked at."""
REACH = (0.004, 0.012)
"""How far from the solid product an edge is left as it is, and how far anything of it may lie."""
COURSE = 0.012
"""σ of an outline's course."""
NEAR = 0.03
"""σ of the neighbourhood in which the width of an edge is measured."""
WIDE = (1.7, 2.3)
"""How many pixels wide an edge is where the masker begins to be unsure, and where it surely is."""
THIN, LONG = 2.5, 6.0
"""What is thinner than so many σ of the course and so many times as long is a strap or a lace."""
SOFT_PX = 2.0
"""Width of an edge that is drawn anew."""


def tidy_edge(alpha: Floats, solid: Mask) -> Floats:
    """The alpha without the haze beside what is `solid` (h, w), its unsure stretches cut back to their course.

    Never more opaque than before; where nothing is solid it is left alone.
    """
    height, width = alpha.shape
    factor = min(1.0, WORK_PX / max(alpha.shape))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    small, own = alpha, solid
    if factor < 1:
        small = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
        own = cv2.resize(solid.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    if not own.any():
        return alpha
    side = float(max(np.ptp(np.nonzero(own.any(1))[0]), np.ptp(np.nonzero(own.any(0))[0])) + 1)
    deep = _signed(own)
    near, far = max(1.5, REACH[0] * side), max(3.0, REACH[1] * side)
    most = np.clip((far + deep) / (far - near), 0, 1)
    unsure = _doubt(small, own, side)
    if unsure.any():
        reach = 3 * COURSE * side
        course = cv2.GaussianBlur(np.clip(deep, -reach, reach), (0, 0), COURSE * side)
        drawn = np.clip(0.5 + course / SOFT_PX, 0, 1)
        most = np.minimum(most, 1 - unsure * (1 - drawn))
    if factor < 1:
        most = cv2.resize(most, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.minimum(alpha, most), np.float32)


def _signed(solid: Mask) -> Floats:
    """Pixels to the outline, positive inside."""
    inside, outside = (cv2.distanceTransform(np.asarray(each, np.uint8), cv2.DIST_L2, 5) for each in (solid, ~solid))
    return np.asarray(inside - outside, np.float32)


def _doubt(alpha: Floats, solid: Mask, side: float) -> Floats:
    """How unsure the masker was round each pixel (h, w), 0..1: by the width of the edge; 0 at straps and laces."""
    soft = cv2.GaussianBlur(4 * alpha * (1 - alpha), (0, 0), NEAR * side)
    shape = cv2.GaussianBlur(solid.astype(np.float32), (0, 0), max(0.8, 0.01 * side))
    steep = np.hypot(cv2.Sobel(shape, cv2.CV_32F, 1, 0), cv2.Sobel(shape, cv2.CV_32F, 0, 1)) / 8
    wide = soft / (cv2.GaussianBlur(steep, (0, 0), NEAR * side) + 1e-3)
    doubt = np.clip((wide - WIDE[0]) / (WIDE[1] - WIDE[0]), 0, 1)
    straps = _find_straps(solid, max(2, round(THIN * COURSE * side)))
    if straps.any():
        doubt = doubt * (1 - cv2.GaussianBlur(straps.astype(np.float32), (0, 0), 2.0))
        doubt[straps] = 0
    return np.asarray(doubt, np.float32)


def _find_straps(solid: Mask, width_px: int) -> Mask:
    """What of a shape (h, w) is thinner than `width_px` over a long way, a little generously."""
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width_px | 1, width_px | 1))
    shape = np.asarray(solid, np.uint8)
    thin = np.asarray((shape > 0) & (cv2.morphologyEx(shape, cv2.MORPH_OPEN, disk) == 0), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= LONG / THIN * width_px
    long[0] = False
    return np.asarray(cv2.dilate(np.asarray(long[labels], np.uint8), disk) > 0)


__all__ = ["tidy_edge"]
