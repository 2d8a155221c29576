"""The few colours of a product's picture, without its ground: what palettes are made of.

The ground is what lies along the picture's edges.  Where that is one colour, as shops photograph, the product is what
looks different from it.  Where it is not (people's floors, beds and walls), colours count as far as the middle has more
of them than the edges, and exposure and white balance are evened out first: rooms are dim and warm, and a white shirt
in one is beige.  Rough, but there are many products in a palette and errors of single pictures do not agree with each
other.  Of 300 photos named by eye the main colour is named so in 0.54, without this in 0.44.

Source: the bright parts of a picture taken as white, Land and McCann 1971; the bounds are ours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.oklab import distance, from_linear, from_oklab, to_linear, to_oklab

Floats = NDArray[np.float32]

COLOURS = 5
READING = 2
"""Goes up when colours are read in another way: what a cache has by an older one is then read again."""
SIDE_PX = 48
STEP = np.array([0.12, 0.06, 0.06], np.float32)
"""Pixels within one such box of OKLab are one colour."""
UNLIKE = 0.07
"""So far from the ground in OKLab, a pixel is product."""
EVEN = 0.02
"""Median distance in OKLab along the edges above which they are no plain ground."""
BRIGHT, WHITE, MOST_LIGHT, WARMEST = 0.9, 0.95, 1.6, 1.25
"""The brightest tenth of a photo is made so bright (of linear light), by this factor at most; and half as neutral as
would be white, its channels by this factor at most."""
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
FINE = np.array([0.08, 0.04, 0.04], np.float32)
"""As `STEP`, for telling a product's colours from its ground's."""
MIDDLE = 0.35
"""How far the middle reaches, as a standard deviation in halves of the picture's side."""
GROUND = 0.8
"""So much of what the edges have of a colour is taken from what the middle has."""
LEAST_APART = 0.08
"""With less of the middle than this apart from the ground, the product has the ground's colours."""
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
        return self.rgb.tobytes() + self.shares.astype("<f4").tobytes() + bytes([READING])


def from_bytes(data: bytes) -> Swatch:
    """What `Swatch.to_bytes` made.  Raises ValueError for anything else."""
    if is_old(data) or len(data) != COLOURS * 7 + 1:
        raise ValueError("not a swatch")
    rgb = np.frombuffer(data, np.uint8, COLOURS * 3).reshape(COLOURS, 3)
    return Swatch(rgb, np.frombuffer(data, "<f4", COLOURS, COLOURS * 3).astype(np.float32))


def is_old(data: bytes) -> bool:
    """Whether it is what `Swatch.to_bytes` made when colours were read in another way."""
    return len(data) == COLOURS * 7 or (len(data) == COLOURS * 7 + 1 and data[-1] < READING)


def read_swatch(picture: Image.Image) -> Swatch:
    """The colours of the product in a picture (RGB).  Deterministic."""
    small = np.asarray(picture.convert("RGB").resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX))
    lab = to_oklab(small)
    rim = ~_inner(SIDE_PX // 16)
    away = distance(lab, np.median(lab[rim], axis=0))
    if np.median(away[rim]) > EVEN:
        lab = to_oklab(_even_out(lab))
        return _common(lab.reshape(-1, 3), _apart(lab).ravel())
    product = ~rim & (away > UNLIKE)
    if product.mean() < FEWEST:
        product = _inner(SIDE_PX // 4)
    return _common(lab[product], np.ones(np.count_nonzero(product)))


def _inner(margin: int) -> NDArray[np.bool_]:
    """The picture without a rim of so many pixels."""
    inner = np.zeros((SIDE_PX, SIDE_PX), bool)
    inner[margin:-margin, margin:-margin] = True
    return inner


def _even_out(lab: Floats) -> NDArray[np.uint8]:
    """A photo (h, w, 3), in OKLab, as it would be if its brightest parts were nearly white; in sRGB."""
    light = to_linear(lab)
    grey = light @ LUMINANCE
    bright = light[grey >= np.quantile(grey, BRIGHT)].mean(axis=0)
    more = np.clip(WHITE / max(float(bright @ LUMINANCE), 1e-3), 1, MOST_LIGHT)
    neutral = np.clip(bright.mean() / np.maximum(bright, 1e-3), 1 / WARMEST, WARMEST) ** 0.5
    return from_linear(light * (more * neutral))


def _apart(lab: Floats) -> Floats:
    """How much each pixel (h, w, 3) tells of the product, (h, w)."""
    across = (np.arange(SIDE_PX) - (SIDE_PX - 1) / 2) / (SIDE_PX / 2)
    outward = (across[:, None] ** 2 + across**2).ravel()
    inner = _inner(SIDE_PX // 10).ravel()
    middle, rim = np.exp(-outward / (2 * MIDDLE**2)) * inner, (~inner).astype(float)
    middle, rim = middle / middle.sum(), rim / rim.sum()
    points = lab.reshape(-1, 3) / FINE
    _, box = np.unique(np.floor(points).astype(np.int64), axis=0, return_inverse=True)
    box = box.ravel()
    count = np.bincount(box)
    centre = np.stack([np.bincount(box, points[:, channel]) / count for channel in range(3)], axis=1)
    near = np.exp(-((centre[:, None] - centre) ** 2).sum(axis=-1) / 2)
    of_middle, of_rim = near @ np.bincount(box, middle), near @ np.bincount(box, rim)
    apart = np.clip(1 - GROUND * of_rim / np.maximum(of_middle, 1e-9), 0, 1)[box] * middle
    if apart.sum() < LEAST_APART:
        apart = middle * (outward < 0.25)
    return np.asarray(apart.reshape(lab.shape[:2]), np.float32)


def _common(lab: Floats, weight: NDArray[np.floating]) -> Swatch:
    """The commonest colours of pixels (n, 3) that count as much as told (n,)."""
    boxes = np.floor(lab / STEP).astype(np.int64)
    _, box = np.unique(boxes, axis=0, return_inverse=True)
    box = box.ravel()
    counts = np.bincount(box, weight)
    rgb, shares = np.zeros((COLOURS, 3), np.uint8), np.zeros(COLOURS, np.float32)
    for place, index in enumerate(np.argsort(-counts, kind="stable")[:COLOURS]):
        if counts[index] > 0:
            rgb[place] = from_oklab(np.average(lab[box == index], axis=0, weights=weight[box == index]))
            shares[place] = counts[index] / counts.sum()
    return Swatch(rgb, shares)
