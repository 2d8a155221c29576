"""Designs for one shopper aim where demand is dense, not at a mean where nothing is."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from segments.modes import find_demand, find_modes
from segments.tastes import unit

SHOES, DRESSES, COATS = range(30), range(30, 60), range(60, 90)


@pytest.fixture
def centred() -> NDArray[np.float32]:
    """Thirty shoes, thirty dresses and thirty coats, each kind around an axis of its own."""
    rng = np.random.default_rng(0)
    axes = np.repeat(np.eye(8, dtype=np.float32)[:3], 30, axis=0)
    return unit(axes + 0.15 * rng.standard_normal((90, 8)).astype(np.float32))


def test_a_mode_is_one_of_two_interests_and_the_next_is_the_other(centred: NDArray[np.float32]):
    own, everybody = np.zeros(90), np.ones(90)
    own[[3, 7, 11]] = 1.0  # shoes
    own[[40, 44]] = 1.0  # dresses
    (first, most), (second, less) = find_modes(own, everybody, centred, 2)
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    assert first[0] > 0.9
    assert second[1] > 0.8
    assert most > less > 0
    assert most + less <= 1 + 1e-9


def test_of_two_equal_interests_the_one_that_sells_is_aimed_at(centred: NDArray[np.float32]):
    own, everybody = np.zeros(90), np.ones(90)
    own[[3, 7, 40, 44]] = 1.0
    everybody[list(DRESSES)] = 9.0
    assert find_modes(own, everybody, centred)[0][0][1] > 0.9


def test_what_nobody_like_them_buys_counts_for_little(centred: NDArray[np.float32]):
    own, everybody = np.zeros(90), np.ones(90)
    own[3] = 1.0
    everybody[list(COATS)] = 5.0
    demand = find_demand(own, everybody, centred)
    assert demand[list(SHOES)].sum() > 10 * demand[list(COATS)].sum()


def test_nobody_wants_nothing_and_products_without_a_look_are_no_mode(centred: NDArray[np.float32]):
    assert find_modes(np.zeros(90), np.ones(90), centred, 3) == []
    blank, own = centred.copy(), np.zeros(90)
    blank[3] = 0
    own[[3, 5]] = 1.0
    assert find_demand(own, np.ones(90), blank)[3] == 0
    assert find_modes(own, np.ones(90), blank)[0][0][0] > 0.9


def test_there_are_no_more_modes_than_demand(centred: NDArray[np.float32]):
    own = np.zeros(90)
    own[3] = 1.0
    few = find_modes(own, np.ones(90), centred[:, :], 50)
    assert 1 <= len(few) < 50
    assert sum(share for _, share in few) == pytest.approx(1, abs=1e-6)
