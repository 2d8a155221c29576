"""How light falls on each kind of construction line: log shade over the pixels beside its curve.

Light comes from the upper left, as in the painter's prints.  A line is shaded as the relief that it is: a dip is dark
on the side that faces away from the light and lit on the other.  All lengths are px of 256; what is finer than a pixel
grows fainter instead of wider, so that prints of all sizes look alike.  A sewing hand is not a plotter: width, depth
and pucker wander along the way, the same way for a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.seam_path import LIGHT, Near
from models.seams import Kind, Mark

Values = NDArray[np.floating[Any]]
PUCKER = 3.0
"""How far from a seam the cloth is drawn together."""
STITCH = 2.4
"""From one stitch to the next."""
RIB = 2.3
FOLDS = 5.5
"""Between the ribs of a knitted band, and between the folds of a gather."""


class Laid(NamedTuple):
    """What a line does to its pixels: log shade (k,), and where it is metal, horn or plastic instead of cloth (k,)."""

    light: Floats
    fitting: Floats | None = None


@dataclass(frozen=True)
class Hand:
    """What wanders along a line: the same chance for the same seed and place in the list."""

    seed: int
    number: int

    def wander(self, along: Values, every: float, turn: int = 0) -> Floats:
        """Smooth chance around 0, about one at most, with a knot `every` so many px of 256."""
        chance = np.random.default_rng((self.seed, self.number, turn))
        knots = chance.standard_normal(max(4, int(np.max(along, initial=0.0) / every) + 4)) * 0.5
        at = np.clip(along / every + 1, 0, len(knots) - 1.001)
        low = at.astype(int)
        share = at - low
        share = share * share * (3 - 2 * share)
        return np.asarray(knots[low] * (1 - share) + knots[low + 1] * share, np.float32)


def bell(beside: Values, sigma: float, pixel: float) -> Floats:
    """A Gaussian of height 1, as pixels of a size see it."""
    wide = float(np.hypot(sigma, 0.45 * pixel))
    return np.asarray(sigma / wide * np.exp(-(beside**2) / (2 * wide * wide)), np.float32)


def step(beside: Values, pixel: float, soft: float = 0.0) -> Floats:
    """0 to the left of 0, 1 to the right, over `soft` px or a pixel."""
    return np.asarray(np.clip(beside / max(soft, pixel) + 0.5, 0, 1), np.float32)


def resolved(period: float, pixel: float) -> float:
    """How much is left of a rhythm when pixels of a size see it: 0 when it is as fine as they are."""
    return float(np.clip((period / pixel - 2.2) / 1.6, 0, 1))


def _seam(mark: Mark, near: Near, hand: Hand) -> Laid:
    depth = mark.depth * (1 + 0.35 * hand.wander(near.along, 14))
    sigma = 0.3 * mark.width
    groove = bell(near.beside, sigma, near.pixel)
    lip = near.beside / sigma * bell(near.beside, 1.5 * sigma, near.pixel) * -near.facing
    rows = hand.wander(near.along, 3.2, 1) * np.exp(-((near.beside / PUCKER) ** 2))
    ends = near.ends(1.5)
    return Laid(ends * depth * (-0.42 * groove + 0.13 * np.clip(lip, -1.5, 1.5) + 0.12 * rows))


def _stitch(mark: Mark, near: Near, hand: Hand) -> Laid:
    light = np.zeros_like(near.beside)
    seen, rows = resolved(STITCH, near.pixel), max(1, mark.count)
    for row in range(rows):
        beside = near.beside - (row - (rows - 1) / 2) * mark.width
        beside = beside + 0.12 * hand.wander(near.along, 9, row)
        phase = (near.along / STITCH + 0.3 * row) % 1.0
        thread = np.clip(4.5 * (0.5 - np.abs(phase - 0.5)) - 0.35, 0, 1)
        thread = seen * thread + (1 - seen) * 0.7
        dip = bell(beside, 0.75, near.pixel)
        lit = bell(beside + 0.12 * near.facing, 0.34, near.pixel)
        light += -0.26 * dip * (1 - 0.3 * thread) + 0.3 * lit * thread
    pucker = hand.wander(near.along, 3.4, 7) * np.exp(-((near.beside / (PUCKER + rows)) ** 2))
    depth = mark.depth * (1 + 0.25 * hand.wander(near.along, 20, 8))
    return Laid(near.ends(1.0) * depth * (light + 0.1 * pucker))


def _edge(mark: Mark, near: Near, hand: Hand) -> Laid:
    depth = mark.depth * (1 + 0.2 * hand.wander(near.along, 18))
    wide = mark.width * (1.1 + 0.35 * hand.wander(near.along, 11, 1))
    taper = near.ends(5.0)
    right = step(near.beside, near.pixel, 0.5)
    shadow = right * np.exp(-np.maximum(near.beside, 0) / np.maximum(wide, 0.3))
    crease = bell(near.beside - 0.25, 0.4, near.pixel)
    rim = (1 - right) * bell(near.beside + 0.9, 0.7, near.pixel)
    toward = np.clip(-near.facing, -0.3, 1)
    return Laid(taper * depth * (-(0.34 + 0.16 * toward) * shadow - 0.3 * crease + (0.1 + 0.1 * near.facing) * rim))


def _rib(mark: Mark, near: Near, hand: Hand) -> Laid:
    half = mark.width / 2
    band = step(half - np.abs(near.beside), near.pixel, 0.6)
    slip = 0.35 * hand.wander(near.along, 7) + 0.15 * near.beside / max(half, 1) * hand.wander(near.along, 30, 1)
    ridge = np.cos(2 * np.pi * (near.along + slip) / RIB)
    fade = np.clip((half - np.abs(near.beside)) / (0.25 * half + 0.2), 0, 1)
    uneven = 1 + 0.4 * hand.wander(near.along, 5, 2)
    ribs = (0.15 * ridge - 0.05) * fade * uneven * resolved(RIB, near.pixel)
    rounded = -near.facing * -near.beside / max(half, 0.5) * 0.1
    joins = bell(np.abs(near.beside) - half, 0.5, near.pixel)
    return Laid(mark.depth * (band * (ribs + rounded) - 0.3 * joins * near.ends(1.0)))


def _gather(mark: Mark, near: Near, hand: Hand) -> Laid:
    far = np.maximum(near.beside, 0) / mark.width
    drift = near.along + 2.2 * far * hand.wander(near.along, 11)
    lengths = np.clip(0.65 + 0.5 * hand.wander(drift, 6, 1), 0.2, 1.3)
    height = hand.wander(drift, FOLDS * 0.36, 2) + 0.6 * hand.wander(drift, FOLDS * 0.9, 3)
    fall = np.exp(-((far / lengths) ** 1.5)) * step(near.beside, near.pixel, 1.0)
    return Laid(0.38 * mark.depth * near.ends(3.0) * fall * np.clip(height, -1.6, 0.9))


def _fold(mark: Mark, near: Near, hand: Hand) -> Laid:
    wide = 0.5 * mark.width * (1 + 0.3 * hand.wander(near.along, 16))
    shift = 0.15 * mark.width * hand.wander(near.along, 22, 1)
    across = (near.beside + shift) / np.maximum(wide, 0.4)
    slope = -across * np.exp(0.5 - across * across / 2)
    taper = near.ends(near.length) if not near.closed else np.ones_like(near.along)
    taper = np.sqrt(taper) * (1 + 0.25 * hand.wander(near.along, 13, 2))
    return Laid(0.26 * mark.depth * taper * (slope - 0.25 * np.exp(-((across - 0.8) ** 2) * 2)))


def _zip(mark: Mark, near: Near, hand: Hand) -> Laid:
    half = mark.width / 2
    period = max(1.5, 0.45 * mark.width)
    tape = step(half - np.abs(near.beside), near.pixel)
    left = near.beside < 0
    phase = (near.along / period + 0.5 * left) % 1.0
    tooth = np.clip(5 * (0.5 - np.abs(phase - 0.5)) - 0.9, 0, 1) * resolved(period, near.pixel)
    teeth = step(0.62 * half - np.abs(near.beside), near.pixel)
    middle = bell(near.beside, 0.25, near.pixel)
    rims = bell(np.abs(near.beside) - half, 0.45, near.pixel)
    light = -0.2 * tape + teeth * (0.55 * tooth - 0.25) - 0.35 * middle - 0.45 * rims
    return Laid(mark.depth * near.ends(0.5) * light, 0.75 * teeth * near.ends(0.5))


def _cord(mark: Mark, near: Near, hand: Hand) -> Laid:
    half = mark.width / 2
    round_end = np.sqrt(np.clip(near.ends(half), 0.01, 1))
    body = step(half * round_end - np.abs(near.beside), near.pixel)
    across = np.clip(near.beside / max(half, 0.2), -1, 1)
    tube = near.facing * across
    twist = np.cos(2 * np.pi * (near.along + 0.5 * near.beside) / max(1.6, 0.9 * mark.width))
    twist = twist * resolved(max(1.6, 0.9 * mark.width), near.pixel)
    rims = bell(np.abs(near.beside) - half, 0.35, near.pixel)
    falls = near.beside - 0.5 * half * -near.facing  # the shadow lies on the side away from the light
    shadow = np.exp(-np.maximum(np.abs(falls) - half, 0) / (0.6 + 0.35 * mark.width)) * (1 - body)
    light = body * (0.22 * tube + 0.1 - 0.2 * across**2 + 0.1 * twist) - 0.4 * shadow - 0.28 * rims
    return Laid(mark.depth * near.ends(0.5) * light)


def shade_button(across: Floats, x: Floats, y: Floats, radius: float, pixel: float) -> tuple[Floats, Floats]:
    """Log shade of a button over its square, and where it lies, from the distance to its middle and the place in it."""
    disc = step(radius - across, pixel)
    inner = bell(across - 0.72 * radius, 0.1 * radius, pixel)
    towards = (x * LIGHT[0] + y * LIGHT[1]) / np.maximum(across, 0.05)
    rim = bell(across - 0.9 * radius, 0.16 * radius, pixel) * towards
    holes = np.zeros_like(across)
    for right in (-1, 1):
        for down in (-1, 1):
            hole = np.hypot(x - right * 0.26 * radius, y - down * 0.26 * radius)
            holes = np.maximum(holes, bell(hole, 0.12 * radius, pixel))
    light = disc * (0.24 * rim - 0.16 * inner * (towards + 0.3) - 0.75 * holes)
    fall = 0.28 * radius
    shadow = np.hypot(x + LIGHT[0] * fall, y + LIGHT[1] * fall)
    dark = np.clip(1 - (shadow - 0.85 * radius) / (0.45 * radius), 0, 1) * (1 - disc)
    return np.asarray(light - 0.5 * dark, np.float32), disc


REACH: dict[Kind, Callable[[Mark], float]] = {
    "seam": lambda mark: max(2 * PUCKER, 2 * mark.width),
    "stitch": lambda mark: mark.width * (mark.count - 1) / 2 + 2 * PUCKER,
    "edge": lambda mark: 5 * mark.width + 1,
    "rib": lambda mark: mark.width / 2 + 2,
    "gather": lambda mark: 1.9 * mark.width,
    "fold": lambda mark: 1.9 * mark.width,
    "zip": lambda mark: mark.width / 2 + 2,
    "cord": lambda mark: 1.6 * mark.width + 2,
}
"""How far from its path each kind of line is seen, px of 256."""
SHADE: dict[Kind, Callable[[Mark, Near, Hand], Laid]] = {
    "seam": _seam, "stitch": _stitch, "edge": _edge, "rib": _rib, "gather": _gather, "fold": _fold, "zip": _zip,
    "cord": _cord,
}  # fmt: skip
