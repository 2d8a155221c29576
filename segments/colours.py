"""Colours by the names that shoppers use, and the palette of a segment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.oklab import Colour, from_oklab, to_oklab
from segments.types import PaletteColour

Floats = NDArray[np.float32]

NAMED: dict[str, Colour] = {
    "black": (24, 24, 26), "white": (246, 246, 244), "grey": (136, 137, 140), "navy": (32, 42, 78),
    "blue": (44, 92, 176), "light blue": (158, 194, 226), "teal": (24, 120, 124), "green": (52, 128, 70),
    "olive": (104, 106, 58), "yellow": (240, 212, 66), "mustard": (204, 156, 48), "orange": (232, 126, 48),
    "red": (196, 40, 44), "burgundy": (104, 30, 46), "pink": (236, 160, 182), "purple": (112, 66, 142),
    "brown": (110, 74, 50), "beige": (212, 190, 158), "cream": (240, 230, 206), "gold": (196, 160, 84),
    "silver": (188, 190, 194),
}  # fmt: skip
"""sRGB of a typical garment of each name.  Gold and silver are metals, which one colour cannot tell from mustard and
grey; `name_colours` leaves them out."""
_NAMES = tuple(name for name in NAMED if name not in ("gold", "silver"))
_LAB = to_oklab(np.array([NAMED[name] for name in _NAMES], np.uint8))
_WEIGHT = np.array([1.0, 1.8, 1.8], np.float32)
"""A name is a matter of hue more than of lightness: a lit and a shaded red are both red."""


def name_colours(rgb: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The nearest named colour of each (..., 3), as positions in `colour_names`."""
    lab = to_oklab(np.asarray(rgb, np.uint8)) * _WEIGHT
    gaps = np.stack([np.linalg.norm(lab - named, axis=-1) for named in _LAB * _WEIGHT], axis=-1)
    return np.asarray(gaps.argmin(axis=-1))


def colour_names() -> tuple[str, ...]:
    """The names that `name_colours` gives."""
    return _NAMES


def find_palette(
    rgb: NDArray[np.uint8], shares: Floats, weights: NDArray[np.floating], most: int = 6, least: float = 0.03
) -> tuple[PaletteColour, ...]:
    """The named colours of products, largest share first.

    `rgb` (n, c, 3) and `shares` (n, c) are each product's colours and how much of it they cover (0: not there);
    `weights` (n,) is how much each product counts.
    """
    counts = (np.asarray(shares, np.float64) * np.asarray(weights, np.float64)[:, None]).ravel()
    if not counts.sum() > 0:
        return ()
    used = counts > 0
    names, lab, counts = name_colours(rgb).ravel()[used], to_oklab(rgb).reshape(-1, 3)[used], counts[used]
    total = np.bincount(names, counts, len(_NAMES))
    mean = np.stack([np.bincount(names, counts * lab[:, channel], len(_NAMES)) for channel in range(3)], axis=1)
    palette = []
    for index in np.argsort(-total, kind="stable")[:most]:
        share = float(total[index] / total.sum())
        if share >= least:
            red, green, blue = (int(value) for value in from_oklab(mean[index] / total[index]))
            palette.append(PaletteColour(name=_NAMES[index], rgb=(red, green, blue), share=share))
    return tuple(palette)
