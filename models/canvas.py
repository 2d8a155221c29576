"""Put a product in the middle of a white square, as all garment models know it, and compare two that stand there."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import InputError
from models.oklab import distance, to_oklab

CANVAS_PX = 256
MARGIN = 0.06
"""White border round the product, as a fraction of the side."""
LEAST_PX = 24


def centre(rgba: NDArray[np.uint8], side_px: int = CANVAS_PX) -> NDArray[np.uint8]:
    """A cut-out of any size (h, w, 4) as (side, side, 4): product centred, white and clear around it.

    Raises InputError when there is no product in it, or only specks.
    """
    ys, xs = np.nonzero(rgba[..., 3] > 127)
    if ys.size == 0 or max(np.ptp(ys), np.ptp(xs)) + 1 < LEAST_PX:
        raise InputError("There is no garment in this picture.", "Use a photo that shows one garment clearly.")
    part = rgba[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.float32)
    alpha = part[..., 3:] / 255
    product = np.concatenate([part[..., :3] * alpha, alpha], -1)
    scale = side_px * (1 - 2 * MARGIN) / max(product.shape[:2])
    size = max(1, round(product.shape[1] * scale)), max(1, round(product.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(product, size, interpolation=way), np.float32)
    out = np.full((side_px, side_px, 4), (255, 255, 255, 0), np.uint8)
    top, left = (side_px - size[1]) // 2, (side_px - size[0]) // 2
    small[..., :3] += 255 * (1 - small[..., 3:])
    small[..., 3] *= 255
    out[top : top + size[1], left : left + size[0]] = np.clip(np.round(small), 0, 255)
    return out


def measure_difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Mean OKLab distance of two cut-outs (h, w, 4) of one size on white, over where either of them is."""
    there = (a[..., 3] > 127) | (b[..., 3] > 127)
    first, second = (to_oklab(_on_white(rgba)) for rgba in (a, b))
    return float(distance(first, second)[there].mean()) if there.any() else 0.0


def _on_white(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    alpha = rgba[..., 3:].astype(np.float32) / 255
    return np.asarray(np.round(rgba[..., :3] * alpha + 255 * (1 - alpha)), np.uint8)
