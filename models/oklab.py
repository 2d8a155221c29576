"""Colours as people see them: sRGB to OKLab and back.

OKLab (L in 0..1, a and b about −0.4..0.4) is where this project mixes, measures and names colours: equal steps look
equal, and dimming a surface scales all three numbers by one factor, because they are cube roots of linear light.

Source: Björn Ottosson, "A perceptual color space for image processing", 2020 (public domain).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Colour = tuple[int, int, int]
"""sRGB, 0..255."""

_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32,
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32,
)  # fmt: skip
FROM_LAB = np.linalg.inv(_TO_LAB.astype(np.float64)).astype(np.float32)
FROM_LMS = np.linalg.inv(_TO_LMS.astype(np.float64)).astype(np.float32)
_LINEAR = np.where(
    np.arange(256) / 255 <= 0.04045, np.arange(256) / 255 / 12.92, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4
).astype(np.float32)


def to_oklab(rgb: NDArray[np.uint8]) -> Floats:
    """sRGB uint8 (..., 3) as OKLab float32 (..., 3)."""
    return np.asarray(np.cbrt(_LINEAR[rgb] @ _TO_LMS.T) @ _TO_LAB.T, np.float32)


def to_linear(lab: NDArray[Any]) -> Floats:
    """OKLab (..., 3) as linear light (..., 3), not clipped: outside of 0..1 is outside of sRGB."""
    return np.asarray(((lab.astype(np.float32) @ FROM_LAB.T) ** 3) @ FROM_LMS.T, np.float32)


def from_oklab(lab: NDArray[Any]) -> NDArray[np.uint8]:
    """OKLab (..., 3) as sRGB uint8 (..., 3); colours outside of sRGB are clipped a channel at a time."""
    return from_linear(to_linear(lab))


def from_linear(light: NDArray[Any]) -> NDArray[np.uint8]:
    """Linear light (..., 3) as sRGB uint8 (..., 3), clipped a channel at a time."""
    linear = np.clip(light, 0, 1)
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.power(linear, 1 / 2.4) - 0.055)
    return np.asarray(np.round(srgb * 255), np.uint8)


def distance(a: NDArray[Any], b: NDArray[Any]) -> Floats:
    """How different colours look: the Euclidean distance in OKLab; about 0.02 is just noticeable."""
    return np.asarray(np.linalg.norm(np.asarray(a, np.float32) - np.asarray(b, np.float32), axis=-1), np.float32)
