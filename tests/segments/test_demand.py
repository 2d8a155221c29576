"""Demand and welfare of a new product, against what the model says by hand and what planted shoppers would do."""

from __future__ import annotations

import numpy as np
import pytest

from segments.demand import expect_demand, lay_offer
from segments.willingness import welfare

RNG = np.random.default_rng(0)
WORTH = RNG.normal(40, 12, 300).astype(np.float32)
PRICES = RNG.normal(42, 8, 300).astype(np.float32)
SHOWN = RNG.uniform(0, 5, 300)


def test_an_empty_shop_is_the_plain_choice_between_the_product_and_nothing() -> None:
    offer = lay_offer(WORTH, PRICES, np.zeros(300), tau=5.0, size=100, seen=8)
    found = expect_demand(offer, np.array([45.0], np.float32), np.array([40.0], np.float32))
    plain = welfare(np.array([45.0]), np.array([40.0]), 5.0)
    assert found.chance[0] == pytest.approx(plain.chances[0])
    assert found.money[0] == pytest.approx(100 * 40 * plain.chances[0])
    assert found.welfare[0] == pytest.approx(100 * plain.total)


def test_it_is_what_many_drawn_visits_come_to() -> None:
    """The mean in Z against visits that are truly drawn, product by product."""
    seen, size, tau = 10, 1000.0, 8.0
    offer = lay_offer(WORTH, PRICES, SHOWN, tau, size, seen)
    new = np.array([30.0, 40.0, 55.0], np.float32), np.array([40.0, 40.0, 40.0], np.float32)
    found = expect_demand(offer, *new)
    chances = np.zeros((3000, 3))
    for draw in range(len(chances)):
        rows = RNG.choice(300, seen - 1, p=SHOWN / SHOWN.sum())
        for at in range(3):
            worth, prices = np.append(WORTH[rows], new[0][at]), np.append(PRICES[rows], new[1][at])
            chances[draw, at] = welfare(worth, prices, tau).chances[-1]
    assert np.allclose(found.chance, chances.mean(axis=0), rtol=0.12)


def test_more_worth_sells_more_and_more_price_sells_less() -> None:
    offer = lay_offer(WORTH, PRICES, SHOWN, 8.0, 500, 8)
    rising = expect_demand(offer, np.linspace(20, 80, 9, dtype=np.float32), np.full(9, 40, np.float32))
    assert (np.diff(rising.pieces) > 0).all()
    falling = expect_demand(offer, np.full(9, 50, np.float32), np.linspace(20, 80, 9, dtype=np.float32))
    assert (np.diff(falling.pieces) < 0).all()
    assert ((rising.chance > 0) & (rising.chance < 1)).all()


def test_buyers_never_lose_by_a_larger_choice() -> None:
    """What sellers gain or lose aside, for who pays nothing the gain is the buyers' alone."""
    offer = lay_offer(WORTH, PRICES, SHOWN, 8.0, 500, 8)
    free = lay_offer(WORTH - PRICES, np.zeros(300, np.float32), SHOWN, 8.0, 500, 8)
    assert (expect_demand(free, WORTH[:50], np.zeros(50, np.float32)).welfare > 0).all()
    worthless = expect_demand(offer, np.full(3, -1e4, np.float32), PRICES[:3])
    assert np.allclose(worthless.welfare, 0, atol=1e-6)


def test_wild_numbers_stay_finite() -> None:
    offer = lay_offer(WORTH, np.full(300, np.nan, np.float32), SHOWN, 1e-3, 10, 8)
    found = expect_demand(offer, np.array([1e6, -1e6], np.float32), np.array([1.0, 1.0], np.float32))
    assert all(np.isfinite(each).all() for each in (found.chance, found.pieces, found.money, found.welfare))


def test_two_segments_add_up() -> None:
    offer = lay_offer(WORTH, PRICES, SHOWN, 8.0, 500, 8)
    one = expect_demand(offer, WORTH[:4], PRICES[:4])
    both = one + one
    assert np.allclose(both.money, 2 * one.money)
    assert np.allclose(both.chance, one.chance)
