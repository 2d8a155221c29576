"""Axes of taste: what shoppers mix freely disappears, what they stay true to remains."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from segments.axes import fit_axes
from segments.tastes import unit


def shop(seed: int = 0) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """Shoppers true to one of two colours (axis 1, weak), who mix two categories (axis 0, strong)."""
    rng = np.random.default_rng(seed)
    category, colour = rng.integers(0, 2, 400), rng.integers(0, 2, 400)
    vectors = rng.normal(size=(400, 16)) * 0.3
    vectors[:, 0] += 4 * category - 2
    vectors[:, 1] += colour - 0.5
    loves = rng.integers(0, 2, 500)
    rows = [rng.choice(np.flatnonzero(colour == love), 8) for love in loves]
    matrix = sparse.csr_matrix((np.ones(4000, np.float32), np.concatenate(rows), np.arange(0, 4001, 8)), (500, 400))
    return matrix, unit(vectors), loves


def test_finds_the_weak_direction_that_shoppers_are_true_to() -> None:
    histories, vectors, loves = shop()
    axes = fit_axes(histories, vectors)
    points = histories @ axes.project(vectors)
    first = points[:, 0] > 0
    assert max(np.mean(first == loves), np.mean(first != loves)) > 0.98
    assert axes.signal[0] > 5 * axes.signal[1]


def test_same_twice() -> None:
    histories, vectors, _ = shop()
    first, again = fit_axes(histories, vectors), fit_axes(histories, vectors)
    assert np.array_equal(first.directions, again.directions)


def test_shoppers_with_one_product_each() -> None:
    rng = np.random.default_rng(0)
    vectors = unit(rng.normal(size=(50, 8)))
    histories = sparse.csr_matrix((np.ones(50, np.float32), np.arange(50), np.arange(51)), (50, 50))
    axes = fit_axes(histories, vectors)
    assert np.isfinite(axes.directions).all()
    assert axes.project(vectors).std() > 0


def test_no_history_and_products_without_vectors() -> None:
    axes = fit_axes(sparse.csr_matrix((5, 3), dtype=np.float32), np.zeros((3, 4), np.float32))
    assert not axes.project(np.zeros((3, 4), np.float32)).any()
