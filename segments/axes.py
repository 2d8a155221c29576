"""Axes of taste: the directions in which shoppers differ from each other and agree with themselves.

What one shopper mixes freely (most buy both shoes and dresses) says nothing about who they are; what stays the same
through all they do (always olive, never wool) does.  Products are therefore looked at along axes that have the most
variance *between* shoppers for the variance *within* one: Fisher's discriminant with each shopper as a class.  On
simulated shops this is worth more than everything else in the chain: adjusted Rand 0.9 instead of 0.65 to 0.8 from
means of the vectors themselves.

Source: Fisher 1936; within-class covariance normalisation, Hatch et al. 2006, does the same for voices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

MOST = 64
SIGNAL = 0.04
"""Axes with less than this part of the first one's ratio are chance."""
RIDGE = 0.1
"""So much of the mean variance is added within shoppers: directions that hardly vary are not blown up."""
SAMPLE = 30_000
"""Shoppers to learn the axes from."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Axes:
    """Maps centred product vectors (n, d) to points (n, m) along the axes of taste, m ≤ 64."""

    origin: Floats
    """(d,): what the average shopper looks at."""
    directions: Floats
    """(d, m), the most telling first."""
    signal: Floats
    """(m,): variance between shoppers for one unit within."""

    def project(self, centred: Floats) -> Floats:
        """Points (n, m).  A row of zeros, a product without a vector, stays at the origin."""
        there = np.einsum("nd,nd->n", centred, centred) > 1e-12
        return np.asarray(((centred - self.origin) @ self.directions) * there[:, None], np.float32)


def fit_axes(histories: sparse.csr_matrix, centred: Floats, seed: int = 0) -> Axes:
    """Learn the axes from weighted histories (users, n) and centred product vectors (n, d).

    Without shoppers who met two products at least, the axes are the plain principal axes of what was looked at.
    """
    totals = np.asarray(histories.sum(axis=1)).ravel()
    rows = np.flatnonzero(totals > 0)
    if len(rows) > SAMPLE:
        rows = np.sort(np.random.default_rng(seed).choice(rows, SAMPLE, replace=False))
    sampled, totals = histories[rows], totals[rows].astype(float)
    origin, within, between = _scatter(sampled, totals, centred)
    width = min(MOST, len(between))
    if np.trace(within) < 1e-6 * np.trace(between):  # nobody met a second product
        within = np.zeros_like(between)
    ridge = RIDGE * max(np.trace(within), np.trace(between) * (not within.any()), 1e-12) / len(between)
    signal, directions = linalg.eigh(
        between, within + ridge * np.eye(len(between)), subset_by_index=[len(between) - width, len(between) - 1]
    )
    signal, directions = signal[::-1], directions[:, ::-1]
    count = max(min(2, width), int(np.count_nonzero(signal > SIGNAL * max(signal[0], 1e-12))))
    return Axes(
        origin=origin.astype(np.float32),
        directions=_same_sign(directions[:, :count]).astype(np.float32),
        signal=signal[:count].astype(np.float32),
    )


def _scatter(histories: sparse.csr_matrix, totals: Doubles, centred: Floats) -> tuple[Doubles, Doubles, Doubles]:
    """The mean (d,) of all events and their covariances (d, d) within a shopper and between shoppers.

    Both are free of bias: a shopper with few events has a mean that is off by chance, which is taken out again.
    """
    weight = totals.sum()
    if not weight:
        width = centred.shape[1]
        return np.zeros(width), np.zeros((width, width)), np.eye(width)
    seen = np.asarray(histories.sum(axis=0)).ravel().astype(float)
    origin = seen @ centred / weight
    away = centred - origin.astype(np.float32)
    total = (away * (seen / weight)[:, None].astype(np.float32)).T @ away
    means = (histories @ centred) / totals[:, None] - origin
    of_means = (means * (totals / weight)[:, None]).T @ means
    squares = np.asarray(histories.multiply(histories).sum(axis=1)).ravel()
    spare = float((totals - squares / totals).sum() / weight)  # 1 − 1/(effective number of events), on average
    within = (total - of_means) / max(spare, 1e-6)
    return origin, np.asarray(within, float), np.asarray(total - within if spare > 1e-6 else of_means, float)


def _same_sign(directions: Doubles) -> Doubles:
    """Axes whose largest entry is positive: eigenvectors have no sign of their own, and another machine may choose
    the other one."""
    largest = np.abs(directions).argmax(axis=0)
    return np.asarray(directions * np.sign(directions[largest, np.arange(directions.shape[1])]))
