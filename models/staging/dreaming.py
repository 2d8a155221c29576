"""What the baseline of staging is told of a product, as planes: the same in training and in use."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.staging.scenes import THEMES

SUPPORTS = ("lie", "hang", "stand")
UNSEEN_THEMES = ("stone", "street", "garden", "wood")
"""Themes that nothing was learned of: they are the judge's."""
CONDITIONS = 2 + len(SUPPORTS) + len(THEMES)
"""Planes: mask, edges, how the product is shown, and the theme."""
CANNY = (60, 140)


def ask_dreamer(alpha: NDArray[Any], rgb: NDArray[Any], support: str, theme: str) -> NDArray[np.float32]:
    """The planes (conditions, h, w) for a placed product: `alpha` (h, w) and `rgb` (h, w, 3), both 0..1.

    A theme that was never seen leaves all its planes 0.
    """
    grey = (rgb @ np.array([0.3, 0.59, 0.11], np.float32)) * alpha
    inner, outline = (cv2.Canny(np.asarray(each * 255, np.uint8), *CANNY) for each in (grey, alpha))
    planes = np.zeros((CONDITIONS, *alpha.shape), np.float32)
    planes[0], planes[1] = alpha, np.maximum(inner, outline).astype(np.float32) / 255
    if support in SUPPORTS:
        planes[2 + SUPPORTS.index(support)] = 1
    if theme in THEMES and theme not in UNSEEN_THEMES:
        planes[2 + len(SUPPORTS) + THEMES.index(theme)] = 1
    return planes
