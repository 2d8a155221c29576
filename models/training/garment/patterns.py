"""Drawn patterns, as many as wanted: stripes, checks, dots, scattered motifs, in black and white.

The photos hold a few hundred patterned garments; the pattern coder learns its alphabet from these as well.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.texture import SWATCH_PX

Rng = np.random.Generator
Floats = NDArray[np.float32]
DRAWN_PX = 2 * SWATCH_PX


def draw_pattern(rng: Rng) -> Floats:
    """A random pattern (64, 64) in 0..1, antialiased."""
    kinds = (stripes, checks, dots, motifs, zigzag)
    plane = kinds[rng.choice(len(kinds), p=[0.3, 0.2, 0.2, 0.2, 0.1])](rng)
    if rng.random() < 0.3:
        plane = warp(plane, rng)
    small = cv2.resize(plane, (SWATCH_PX, SWATCH_PX), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        small = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.3, 0.9)))
    small = small if small.mean() < 0.5 else 1 - small
    return np.asarray(np.clip(small * rng.uniform(0.6, 1.0), 0, 1), np.float32)


def _turned(rng: Rng) -> tuple[Floats, Floats]:
    """Coordinates along and across a random direction, often upright or level, in pixels of the drawn plane."""
    yy, xx = np.mgrid[:DRAWN_PX, :DRAWN_PX].astype(np.float32)
    angle = float(rng.choice([0, 90, 45, rng.uniform(0, 180)], p=[0.35, 0.35, 0.1, 0.2])) + float(rng.normal(0, 4))
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    return np.asarray(c * xx + s * yy, np.float32), np.asarray(-s * xx + c * yy, np.float32)


def _bars(at: Floats, rng: Rng) -> Floats:
    """1 on the bars of a random sequence of one to three stripes that repeats."""
    period = float(np.exp(rng.uniform(np.log(6), np.log(90))))
    phase = (at / period + rng.random()) % 1
    plane, edge = np.zeros_like(at), 0.0
    for _ in range(int(rng.integers(1, 4))):
        start, width = edge + rng.uniform(0, 0.25), rng.uniform(0.08, 0.5)
        plane[(phase >= start) & (phase < start + width)] = 1
        edge = start + width
    return np.asarray(plane, np.float32)


def stripes(rng: Rng) -> Floats:
    """Stripes of one or several widths."""
    return _bars(_turned(rng)[0], rng)


def checks(rng: Rng) -> Floats:
    """Gingham, windowpane or tartan."""
    along, across = _turned(rng)
    seed = int(rng.integers(1 << 30))
    first, second = (_bars(at, np.random.default_rng(seed)) for at in (along, across))
    return np.asarray(np.maximum(first, second) if rng.random() < 0.3 else (first + second) / 2, np.float32)


def dots(rng: Rng) -> Floats:
    """A lattice of dots, sometimes staggered."""
    along, across = _turned(rng)
    period = float(np.exp(rng.uniform(np.log(10), np.log(60))))
    shift = 0.5 if rng.random() < 0.6 else 0.0
    row = np.floor(across / period)
    x, y = (along / period + shift * (row % 2)) % 1 - 0.5, across / period % 1 - 0.5
    return np.asarray(np.hypot(x, y) < rng.uniform(0.12, 0.38), np.float32)


def motifs(rng: Rng) -> Floats:
    """Scattered petals and leaves of one kind."""
    plane = np.zeros((DRAWN_PX, DRAWN_PX), np.float32)
    size, petals = float(np.exp(rng.uniform(np.log(3), np.log(18)))), int(rng.integers(1, 7))
    slim, number = rng.uniform(0.3, 0.9), int(np.clip(0.35 * DRAWN_PX**2 / (size * 2.2) ** 2, 4, 220))
    for x, y in rng.uniform(-10, DRAWN_PX + 10, (number, 2)):
        turn, grown = rng.uniform(0, 360), size * rng.uniform(0.7, 1.2)
        for petal in range(petals):
            angle = turn + petal * 360 / petals
            reach = grown * 0.7 * (petals > 1)
            cx, cy = x + reach * np.cos(np.deg2rad(angle)), y + reach * np.sin(np.deg2rad(angle))
            axes = max(1, int(grown * 0.7)), max(1, int(grown * 0.7 * slim))
            cv2.ellipse(plane, (int(cx), int(cy)), axes, angle, 0, 360, 1.0, -1, cv2.LINE_AA)
    return plane


def zigzag(rng: Rng) -> Floats:
    """Herringbone and chevrons."""
    along, across = _turned(rng)
    width = float(rng.uniform(12, 50))
    return _bars(np.asarray(along + np.abs(across % width - width / 2) * rng.uniform(0.5, 2), np.float32), rng)


def warp(plane: Floats, rng: Rng) -> Floats:
    """The pattern on cloth that does not lie flat."""
    coarse = rng.normal(0, 3, (2, 5, 5)).astype(np.float32)
    dx, dy = (cv2.resize(field, (DRAWN_PX, DRAWN_PX), interpolation=cv2.INTER_CUBIC) for field in coarse)
    yy, xx = np.mgrid[:DRAWN_PX, :DRAWN_PX].astype(np.float32)
    return np.asarray(cv2.remap(plane, xx + dx, yy + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.float32)
