"""A map of segments: alike tastes lie near each other, as circles that do not overlap.

Source: principal components of the tastes for where, pushing apart for room; the same segments give the same map.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segments.types import Segment

Doubles = NDArray[np.float64]

COVERED = 0.42
"""Part of the map that circles cover."""
SMALLEST = 0.42
"""Radius of the smallest circle, as a part of the largest."""
GAP = 0.02
ROUNDS = 600


def lay_out(segments: tuple[Segment, ...], width: float = 1.6, height: float = 1.0) -> tuple[Doubles, Doubles]:
    """Centres (n, 2) and radii (n,) of circles within (width, height), their areas by sales as far as they can be."""
    if not segments:
        return np.empty((0, 2)), np.empty(0)
    tastes = np.stack([each.taste.vector for each in segments]).astype(np.float64)
    radii = size_circles(np.array([each.sales_share for each in segments]), width, height)
    return push_apart(_place(tastes) * [width, height], radii, width, height), radii


def size_circles(amounts: Doubles, width: float, height: float) -> Doubles:
    """Radii (n,) whose areas go with amounts (n,), none too small to be seen."""
    root = np.sqrt(np.maximum(amounts, 0))
    radii = np.maximum(root / max(float(root.max()), 1e-12), SMALLEST)
    radii *= np.sqrt(COVERED * width * height / np.pi / float((radii**2).sum()))
    return np.minimum(radii, 0.32 * min(width, height))


def push_apart(centres: Doubles, radii: Doubles, width: float, height: float) -> Doubles:
    """Centres (n, 2) moved so that circles neither overlap nor leave (width, height)."""
    centres = centres.copy()
    low, high = radii[:, None] + GAP / 2, np.array([width, height]) - radii[:, None] - GAP / 2
    need = radii[:, None] + radii[None] + GAP
    for _ in range(ROUNDS):
        away = centres[:, None] - centres[None]
        distance = np.linalg.norm(away, axis=-1)
        short = np.maximum(need - distance, 0)
        np.fill_diagonal(short, 0)
        if not (short > 1e-9).any() and (centres >= low - 1e-9).all() and (centres <= high + 1e-9).all():
            break
        number = np.arange(len(radii))
        angle = 2.4 * (number[:, None] + number[None]) + np.pi * (number[:, None] > number[None])
        aside = np.stack([np.cos(angle), np.sin(angle)], axis=-1)  # for two in the very same place
        step = np.where(distance[..., None] > 1e-9, away / np.maximum(distance, 1e-9)[..., None], aside)
        centres += (0.52 * short[..., None] * step).sum(axis=1)
        centres = np.clip(centres, low, high)
    return centres


def _place(tastes: Doubles) -> Doubles:
    """Where tastes (n, d) lie in the unit square, (n, 2): along their two main directions."""
    away = tastes - tastes.mean(axis=0)
    _, _, directions = np.linalg.svd(away, full_matrices=False)
    axes = np.zeros((2, tastes.shape[1]))
    axes[: min(2, len(directions))] = directions[:2]
    largest = np.abs(axes).argmax(axis=1)
    axes *= np.where(axes[np.arange(2), largest] < 0, -1, 1)[:, None]  # a direction has no sign of its own
    flat = away @ axes.T
    span = np.abs(flat).max(axis=0)
    return np.asarray(0.5 + 0.42 * flat / np.where(span > 1e-9, span, 1))
