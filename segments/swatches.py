"""The few colours of a product's picture, without its ground: what palettes are made of.

The ground is what lies along the picture's edges; what looks different from it is the product.  Rough, but there are
many products in a palette and errors of single pictures do not agree with each other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.oklab import distance, from_oklab, to_oklab

COLOURS = 5
SIDE_PX = 48
STEP = np.array([0.12, 0.06, 0.06], np.float32)
"""Pixels within one such box of OKLab are one colour."""
UNLIKE = 0.07
"""So far from the ground in OKLab, a pixel is product."""
FEWEST = 0.05
"""With less of the picture than this unlike its ground, the product has the ground's colour: the middle counts."""


class Swatch(NamedTuple):
    """The colours of one product, the commonest first."""

    rgb: NDArray[np.uint8]
    """(COLOURS, 3): sRGB."""
    shares: NDArray[np.float32]
    """(COLOURS,): the part of the product that each covers, 0 for one that is not there."""

    def to_bytes(self) -> bytes:
        """For the cache."""
        return self.rgb.tobytes() + self.shares.astype("<f4").tobytes()


def from_bytes(data: bytes) -> Swatch:
    """What `Swatch.to_bytes` made.  Raises ValueError for anything else."""
    if len(data) != COLOURS * 7:
        raise ValueError("not a swatch")
    rgb = np.frombuffer(data, np.uint8, COLOURS * 3).reshape(COLOURS, 3)
    return Swatch(rgb, np.frombuffer(data, "<f4", COLOURS, COLOURS * 3).astype(np.float32))


def read_swatch(picture: Image.Image) -> Swatch:
    """The colours of the product in a picture (RGB).  Deterministic."""
    small = np.asarray(picture.convert("RGB").resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX))
    lab = to_oklab(small)
    rim, middle = SIDE_PX // 16, SIDE_PX // 4
    inner = np.zeros((SIDE_PX, SIDE_PX), bool)
    inner[rim:-rim, rim:-rim] = True
    product = inner & (distance(lab, np.median(lab[~inner], axis=0)) > UNLIKE)
    if product.mean() < FEWEST:
        product[:] = False
        product[middle:-middle, middle:-middle] = True
    return _common(lab[product])


def _common(lab: NDArray[np.float32]) -> Swatch:
    """The commonest colours of pixels (n, 3)."""
    boxes = np.floor(lab / STEP).astype(np.int64)
    _, box, counts = np.unique(boxes, axis=0, return_inverse=True, return_counts=True)
    rgb, shares = np.zeros((COLOURS, 3), np.uint8), np.zeros(COLOURS, np.float32)
    for place, index in enumerate(np.argsort(-counts, kind="stable")[:COLOURS]):
        rgb[place] = from_oklab(lab[box.ravel() == index].mean(axis=0))
        shares[place] = counts[index] / len(lab)
    return Swatch(rgb, shares)
