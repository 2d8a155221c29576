"""Axes of taste: what shoppers mix freely disappears, what they stay true to remains."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from segments.axes import fit_axes, join
from segments.facets import read_facets
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


def test_shoppers_who_bought_one_thing_each_are_no_reason_to_fail() -> None:
    vectors = unit(np.random.default_rng(1).normal(size=(60, 32)).astype(np.float32))
    for several in (0, 1):  # nobody, or one of sixty, met a second product
        matrix = np.eye(60, dtype=np.float32)
        matrix[0, 1] = several
        axes = fit_axes(sparse.csr_matrix(matrix), vectors)
        assert np.isfinite(axes.project(vectors)).all()
        assert axes.project(vectors).std() > 0


def test_what_only_the_shop_s_words_say_tells_shoppers_apart() -> None:
    histories, vectors, loves = shop()
    rng = np.random.default_rng(5)
    blind = unit(np.delete(vectors, 1, axis=1))  # eyes that see no colour
    hues = np.where(vectors[:, 1] > np.median(vectors[:, 1]), "olive", "rust")
    said = read_facets(
        {"category": ["Dress", "Hat"] * 200, "colour": hues.tolist(), "shelf": rng.choice(["a", "b"], 400)}
    )
    axes = fit_axes(histories, join(blind, said))
    points = histories @ axes.project(blind, said)
    first = points[:, 0] > 0
    assert max(np.mean(first == loves), np.mean(first != loves)) > 0.8
    with pytest.raises(ValueError, match="facets"):
        axes.project(blind)


def test_without_words_looks_alone_count() -> None:
    _, vectors, _ = shop()
    assert join(vectors, read_facets({"category": ["Dress", "Hat"] * 200})) is vectors
