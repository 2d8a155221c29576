"""Interests: shoes and dresses stay apart, one taste stays one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from segments.interests import split_interests
from segments.tastes import unit

RNG = np.random.default_rng(0)
PLACES = np.linalg.qr(RNG.normal(size=(12, 12)))[0][:3]
POINTS = unit(np.repeat(PLACES, 20, axis=0) + 0.12 * RNG.normal(size=(60, 12)))
"""Twenty shoes, twenty dresses, twenty hats."""


def histories(*rows: list[int]) -> sparse.csr_matrix:
    """One shopper a list of products, each of weight 1."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    products = np.concatenate([np.array(row, int) for row in rows])
    return sparse.csr_matrix((np.ones(len(products), np.float32), products, ends), (len(rows), 60))


def nearest(vectors: NDArray[np.float32]) -> set[int]:
    """Which of shoes, dresses, hats vectors point to."""
    cosine = vectors @ PLACES.T
    assert cosine.max(axis=1).min() > 0.9
    return set(cosine.argmax(axis=1).tolist())


def test_one_two_and_three_interests() -> None:
    shoes, dresses, hats = list(range(6)), list(range(20, 24)), list(range(40, 45))
    found = split_interests(histories(shoes, shoes + dresses, shoes + dresses + hats, []), POINTS)
    assert np.bincount(found.user, minlength=4).tolist() == [1, 2, 3, 0]
    assert nearest(found.vector[found.of(0)]) == {0}
    assert nearest(found.vector[found.of(1)]) == {0, 1}
    assert nearest(found.vector[found.of(2)]) == {0, 1, 2}
    assert np.allclose(found.share[found.of(1)], [0.6, 0.4])


def test_the_mean_of_both_is_neither() -> None:
    both = list(range(5)) + list(range(20, 25))
    mean = unit(POINTS[both].mean(axis=0)[None])[0]
    assert max(PLACES @ mean) < 0.8  # what splitting is for


def test_a_single_stray_product_is_no_interest() -> None:
    found = split_interests(histories([0, 1, 2, 3, 4, 5, 6, 45]), POINTS)
    assert len(found.user) == 1


def test_one_product_and_one_without_a_vector() -> None:
    points = POINTS.copy()
    points[7] = 0
    found = split_interests(histories([3], [7]), points)
    assert found.user.tolist()[:1] == [0]
    assert np.allclose(found.vector[0], POINTS[3], atol=1e-6)
    assert np.count_nonzero(found.user == 1) == 0


def test_repeats_add_up() -> None:
    once, often = histories([0, 1, 20, 21]), histories([0, 1, 20, 21, 20, 21, 20, 21])
    assert np.allclose(split_interests(once, POINTS).share, [0.5, 0.5])
    assert np.allclose(split_interests(often, POINTS).share, [0.75, 0.25])


def test_long_histories_and_no_shoppers() -> None:
    long = histories(RNG.integers(0, 40, 700).tolist())
    assert nearest(split_interests(long, POINTS).vector) == {0, 1}
    assert len(split_interests(sparse.csr_matrix((0, 60), dtype=np.float32), POINTS).user) == 0
