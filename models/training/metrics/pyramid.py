"""A Laplacian pyramid that knows where the garment is: what lies outside the mask never leaks in.

Every low-pass is a normalised convolution (Knutsson and Westin, 1993): colours are averaged over garment pixels only,
so the white ground makes no edge and a fabric's statistics do not depend on the garment's outline.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
MARGIN_PX = 3
"""How far from the outline the fabric begins, at 256 px: soft alpha and matting errors stay outside."""


def fabric(alpha: NDArray[np.uint8]) -> Mask:
    """The pixels (h, w) that are surely garment: opaque, and `MARGIN_PX` (scaled with the size) off the outline."""
    opaque = (alpha >= 250).astype(np.uint8)
    opaque[[0, -1], :] = 0
    opaque[:, [0, -1]] = 0
    margin = max(1, round(MARGIN_PX * max(alpha.shape) / 256))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    return np.asarray(cv2.erode(opaque, kernel) > 0)


def blur_inside(rgb: NDArray[np.uint8], mask: Mask, sigma_px: float) -> NDArray[np.uint8]:
    """Blur an RGB picture (h, w, 3) inside the mask (h, w) with a Gaussian, without mixing in what is outside."""
    if sigma_px <= 0:
        return rgb
    weight = mask.astype(np.float32)
    over = cv2.GaussianBlur(rgb.astype(np.float32) * weight[..., None], (0, 0), sigma_px)
    under = cv2.GaussianBlur(weight, (0, 0), sigma_px)
    mixed = np.round(over / np.maximum(under, 1e-6)[..., None]).clip(0, 255).astype(np.uint8)
    return np.asarray(np.where(mask[..., None], mixed, rgb))


def laplacian(rgb: NDArray[np.uint8], mask: Mask, levels: int, residual: bool = True) -> list[tuple[Floats, Mask]]:
    """The band-pass levels of a picture (h, w, 3) in 0..1, finest first, each with the mask of its size.

    With `residual` the last one is the low-pass rest, colours included; without it all are bands.
    """
    count = levels if residual else levels + 1
    colour, weight = rgb.astype(np.float32) / 255.0, mask.astype(np.float32)
    bands: list[tuple[Floats, Mask]] = []
    for _ in range(count - 1):
        size = (colour.shape[1], colour.shape[0])
        smaller_weight = cv2.pyrDown(weight)
        smaller = cv2.pyrDown(colour * weight[..., None]) / np.maximum(smaller_weight, 1e-6)[..., None]
        up_weight = cv2.pyrUp(smaller_weight, dstsize=size)
        back = cv2.pyrUp(smaller * smaller_weight[..., None], dstsize=size) / np.maximum(up_weight, 1e-6)[..., None]
        bands.append(((colour - back).astype(np.float32), weight > 0.5))
        colour, weight = smaller.astype(np.float32), smaller_weight.astype(np.float32)
    if residual:
        bands.append((colour, weight > 0.5))
    return bands
