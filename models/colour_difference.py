"""How different two colours look, in the unit that floors are written in: CIEDE2000 (about 1 = just noticeable).

Source: Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula", Color Research and Application 30, 2005; its
34 test pairs are in the tests.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ.sum(axis=1)
"""D65, as sRGB's own white (1, 1, 1) has it, so that greys have no chroma."""


def to_cielab(rgb: NDArray[Any]) -> Floats:
    """sRGB 0..255 (..., 3) as CIELAB under D65 (..., 3)."""
    srgb = np.asarray(rgb, np.float64) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _TO_XYZ.T / _WHITE
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def ciede2000(first: NDArray[Any], second: NDArray[Any]) -> Floats:
    """The difference of CIELAB colours (..., 3), all weights 1; 0 = the same."""
    l1, c1, h1, l2, c2, h2 = _to_primed(np.asarray(first, np.float64), np.asarray(second, np.float64))
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where((turn == -180) & (h2 > h1), 180.0, turn)  # exactly opposite hues: the paper's (10) keeps the sign
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, turn)
    hue = np.where(grey, h1 + h2, _mean_hue(h1, h2))
    step_l, step_c = l2 - l1, c2 - c1
    step_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    return _weigh(step_l, step_c, step_h, (l1 + l2) / 2, (c1 + c2) / 2, hue)


def _to_primed(first: Floats, second: Floats) -> tuple[Floats, ...]:
    """Lightness, chroma and hue in degrees of both, with a* stretched for greyish colours (eq. 2 to 7)."""
    chroma = (np.hypot(first[..., 1], first[..., 2]) + np.hypot(second[..., 1], second[..., 2])) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))
    out: list[Floats] = []
    for colour in (first, second):
        a, b = colour[..., 1] * stretch, colour[..., 2]
        out += [colour[..., 0], np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360]
    return tuple(out)


def _mean_hue(h1: Floats, h2: Floats) -> Floats:
    """The hue half way between, the short way round (eq. 14)."""
    total = h1 + h2
    far = np.abs(h1 - h2) > 180
    return np.asarray(np.where(far, total + np.where(total < 360, 360, -360), total) / 2, np.float64)


def _weigh(step_l: Floats, step_c: Floats, step_h: Floats, light: Floats, chroma: Floats, hue: Floats) -> Floats:
    """Eq. 15 to 22: the steps against what the eye tolerates there, and the rotation for blue."""

    def cosine(degrees: Floats) -> Floats:
        return np.asarray(np.cos(np.radians(degrees)), np.float64)

    t = 1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6) - 0.2 * cosine(4 * hue - 63)
    scaled_l = step_l / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    scaled_c = step_c / (1 + 0.045 * chroma)
    scaled_h = step_h / (1 + 0.015 * chroma * t)
    blue = 30 * np.exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(2 * blue))
    squared = scaled_l**2 + scaled_c**2 + scaled_h**2 + rotation * scaled_c * scaled_h
    return np.asarray(np.sqrt(np.maximum(squared, 0)), np.float64)
