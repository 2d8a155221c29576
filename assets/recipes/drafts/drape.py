"""The drape of a garment that lies flat: soft folds as a height field, lit from the upper left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.recipes.drafts.lines import Line, length_of, part
from models import shape as shapes
from models.oklab import Floats

LIGHT = (-0.6, -0.8)
"""Where the light comes from, on the canvas."""
STEEP = 0.95
"""log shade of a slope of one."""
DEEPEST, BRIGHTEST = 0.36, 0.15
ROLL, ROLL_PX = 0.11, 3.0
"""How much darker cloth is at its very edge, and over how many px of 256 that fades."""
FALL = 0.07
"""How much darker the lower right is than the upper left."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fold:
    """A ridge along a line: `width` is its Gaussian σ and `height` its height, in the line's unit; `fade` says at which
    of its ends it runs out: both, start, end or none."""

    line: Line
    width: float
    height: float
    fade: str = "both"


def draw_relief(folds: Sequence[Fold], inside: NDArray[np.uint8], rng: np.random.Generator, light: float) -> Floats:
    """The drape as log shade (256, 256), 0 outside: folds in canvas widths, `inside` 0 or 1 of any size."""
    side = shapes.SIDE_PX
    height = raise_folds(folds, side) + _undulate(rng, side)
    slope_y, slope_x = np.gradient(height * side)
    slope = slope_x * -LIGHT[0] + slope_y * -LIGHT[1]
    hollow = cv2.GaussianBlur(height, (0, 0), 6) - height
    shade = STEEP * slope - 10 * np.maximum(hollow, 0)
    shade = np.where(shade < 0, DEEPEST * np.tanh(shade / DEEPEST), BRIGHTEST * np.tanh(shade / BRIGHTEST))
    shade = light * shade + _roll(inside, side)
    across = np.linspace(-0.5, 0.5, side)
    shade = shade - FALL * (across[None, :] * 0.6 + across[:, None])
    alpha = cv2.resize(inside.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA)
    there = alpha > 0.5
    level = float(np.median(shade[there])) if there.any() else 0.0
    return np.asarray(np.clip(shade - level, -0.6, 0.35) * np.clip(alpha * 1.5, 0, 1), np.float32)


def raise_folds(folds: Sequence[Fold], side: int) -> Floats:
    """The height (side, side) of ridges, canvas widths."""
    height = np.zeros((side, side), np.float32)
    widths = np.array([max(each.width * side, 1.2) for each in folds])
    # ridges of about one width share a blur
    classes = np.round(np.log(widths) / np.log(1.3)) if len(widths) else widths
    for size in np.unique(classes):
        sigma = float(1.3**size)
        dots = np.zeros((side, side), np.float32)
        for fold in (each for each, own in zip(folds, classes, strict=True) if own == size):
            _dot(dots, fold, side, sigma)
        height += cv2.GaussianBlur(dots, (0, 0), sigma)
    return height


def _dot(dots: Floats, fold: Fold, side: int, sigma: float) -> None:
    """Dots along a fold which, blurred, add up to its ridge."""
    steps = max(8, int(length_of(fold.line) * side / 1.5))
    points = (part(fold.line, 0, 1, steps) + 0.5) * side - 0.5
    share = np.linspace(0, 1, steps + 1)
    start = np.sin(np.clip(share * 2, 0, 1) * np.pi / 2) if fold.fade in ("both", "start") else 1.0
    end = np.sin(np.clip((1 - share) * 2, 0, 1) * np.pi / 2) if fold.fade in ("both", "end") else 1.0
    step = length_of(points) / steps
    weight = fold.height * start * end * np.ones_like(share) * step * np.sqrt(2 * np.pi) * sigma
    column, row = np.floor(points).astype(int).T
    right, down = (points - np.floor(points)).T
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        x, y = column + dx, row + dy
        held = (x >= 0) & (x < side) & (y >= 0) & (y < side)
        part_of = (right if dx else 1 - right) * (down if dy else 1 - down)
        np.add.at(dots, (y[held], x[held]), (weight * part_of)[held])


def _undulate(rng: np.random.Generator, side: int) -> Floats:
    """What no table is flat enough to prevent: broad low waves, longer downwards than across."""
    noise = rng.standard_normal((side, side)).astype(np.float32)
    broad = cv2.GaussianBlur(noise, (0, 0), sigmaX=11, sigmaY=20)
    return np.asarray(broad / broad.std() * 0.0016, np.float32)


def _roll(inside: NDArray[np.uint8], side: int) -> Floats:
    """Edges roll away from the light; those that face it keep some."""
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) * (side / len(inside))
    distance = cv2.resize(distance, (side, side), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(distance, (0, 0), 2.0)
    down, right = np.gradient(soft)
    size = np.maximum(np.hypot(down, right), 1e-3)
    facing = -(right * LIGHT[0] + down * LIGHT[1]) / size  # 1 where the edge looks at the light
    return np.asarray(-ROLL * np.exp(-distance / ROLL_PX) * (1 - 0.75 * np.clip(facing, -1, 1)), np.float32)
