"""Outlines with true corners in a distance of 64×64.

Averaged down, a distance rounds corners off and, grown along a spline, rings beside them.  But only where it crosses
zero does a distance matter: so the 64×64 numbers are sought whose outline, grown, is the one that was measured, while
away from it they stay a distance.
"""

from __future__ import annotations

import cv2
import numpy as np

from models.growing import spline
from models.oklab import Floats
from models.shape import FINE, REACH_PX, SIDE_PX

FIT_PX = 512
"""Side at which outlines are compared."""
STEPS, PACE, LATE = 60, 0.003, 0.6
"""How many steps, how far each goes, and the share of them after which they shorten."""
BAND_PX = 6.0
"""Within this of the outline the distance is free."""
EDGE = 1.5
"""Over how many pixels of FIT_PX the outline is soft while it is sought."""


def fit_outline(distance: Floats, side_px: int = FIT_PX, steps: int = STEPS) -> Floats:
    """The first plane of a shape code (64, 64) for a signed distance (n, n) in px of 256, compared at `side_px`, which
    is at most n.

    Source: gradient steps of Kingma & Ba, "Adam", arXiv 1412.6980.
    """
    reach = np.clip(distance / REACH_PX, -1, 1).astype(np.float32)
    wanted = cv2.resize(reach, (side_px, side_px), interpolation=cv2.INTER_AREA)
    code = cv2.resize(reach, (FINE, FINE), interpolation=cv2.INTER_AREA)
    steep = np.float32(REACH_PX * side_px / SIDE_PX)
    cover = np.clip(distance * (len(distance) / SIDE_PX) + 0.5, 0, 1).astype(np.float32)
    there = cv2.resize(cover, (side_px, side_px), interpolation=cv2.INTER_AREA)
    far = np.float32(0.02) * (np.abs(wanted) > BAND_PX / REACH_PX)
    matrix = spline(FINE, side_px)
    drift, power = np.zeros_like(code), np.zeros_like(code)
    for step in range(1, steps + 1):
        grown = matrix @ code @ matrix.T
        soft = np.clip(grown * (steep / EDGE) + 0.5, 0, 1)
        miss = soft - there
        live = ((soft > 0) & (soft < 1)) | (np.abs(miss) > 0.02)
        pull = matrix.T @ (miss * live + far * (grown - wanted)) @ matrix
        drift, power = 0.9 * drift + 0.1 * pull, 0.99 * power + 0.01 * pull**2
        pace = PACE * (0.3 if step > LATE * steps else 1.0)
        code = code - pace * (drift / (1 - 0.9**step)) / (np.sqrt(power / (1 - 0.99**step)) + 1e-6)
    return np.asarray(np.clip(code, -1, 1), np.float32)
