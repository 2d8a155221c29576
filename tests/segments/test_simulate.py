"""The simulated shop keeps its own rules: the same tomorrow, no money from nowhere, and holes that are holes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from segments.facets import read_facets
from segments.simulate import Parameters, SimulatedShop, simulate, simulate_on
from segments.tables import CART, PURCHASE, VIEW

SMALL = Parameters(users=600, products=900, segments=5)


@pytest.fixture(scope="module")
def shop() -> SimulatedShop:
    return simulate(SMALL, 3)


def test_same_seed_same_shop(shop: SimulatedShop) -> None:
    again, other = simulate(SMALL, 3), simulate(SMALL, 4)
    for field in dataclasses.fields(shop.events):
        assert np.array_equal(getattr(shop.events, field.name), getattr(again.events, field.name))
    assert shop.catalogue.titles == again.catalogue.titles
    assert shop.catalogue.titles != other.catalogue.titles


def test_parameters_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SMALL.like = 9.0  # type: ignore[misc]


def test_events_are_sorted_and_refer_to_products(shop: SimulatedShop) -> None:
    events = shop.events
    assert np.all(np.diff(events.user) >= 0)
    same = np.diff(events.user) == 0
    assert np.all(np.diff(events.time_s)[same] >= 0)
    assert events.product.min() >= 0
    assert events.product.max() < len(shop.catalogue.prices)
    assert np.all(np.diff(events.session) >= 0)
    assert events.users == SMALL.users


def test_purchases_were_seen_and_carted_in_the_same_visit(shop: SimulatedShop) -> None:
    events = shop.events

    def pairs(kind: int) -> set[tuple[int, int]]:
        some = events.kind == kind
        return set(zip(events.session[some].tolist(), events.product[some].tolist(), strict=True))

    assert pairs(PURCHASE)
    assert pairs(PURCHASE) <= pairs(VIEW) & pairs(CART)


def test_holes_are_not_in_the_catalogue_and_are_liked(shop: SimulatedShop) -> None:
    assert shop.holes
    for hole in shop.holes:
        assert not shop.catalogue.facets.having(hole.columns).any()
        assert set(hole.columns) <= set(shop.tastes.likes[hole.segment])


def test_segments_buy_what_they_like(shop: SimulatedShop) -> None:
    events, matrix = shop.events, shop.catalogue.facets.matrix
    bought = events.kind == PURCHASE
    for segment, liked in enumerate(shop.tastes.likes):
        of_segment = bought & (shop.segment[events.user] == segment)
        mine = matrix[events.product[of_segment]][:, list(liked)].mean()
        others = matrix[events.product[bought & ~of_segment]][:, list(liked)].mean()
        assert mine > others


def test_without_taste_segments_buy_alike() -> None:
    shop = simulate(dataclasses.replace(SMALL, like=0.0, background=0.0, level_low=1.0, level_high=1.0), 0)
    bought = shop.events.kind == PURCHASE
    category = shop.catalogue.facets.codes[shop.events.product[bought], 0]
    table = np.zeros((SMALL.segments, 12))
    np.add.at(table, (shop.segment[shop.events.user[bought]], category), 1)
    expected = table.sum(1, keepdims=True) * table.sum(0) / table.sum()
    chi2 = ((table - expected) ** 2 / np.maximum(expected, 1)).sum()
    assert chi2 < 2.5 * 4 * 11  # purchases of one shopper are alike, so more than the 44 of independent ones


def test_a_higher_price_sells_less() -> None:
    cheap, dear = (dataclasses.replace(SMALL, no_buy=no_buy) for no_buy in (5.0, 9.0))
    assert np.sum(simulate(cheap, 1).events.kind == PURCHASE) > np.sum(simulate(dear, 1).events.kind == PURCHASE)
    poor = dataclasses.replace(SMALL, budget=5.0, budget_spread=0.0)
    events = simulate(poor, 1).events
    spent = (events.price * 1.0)[events.kind == PURCHASE]
    assert len(spent) == 0 or spent.max() <= 5.0


def test_a_real_catalogue_can_be_shopped() -> None:
    rng = np.random.default_rng(0)
    columns = {
        "category": rng.choice(["dress", "shirt", "shoes"], 500).tolist(),
        "colour": rng.choice(["red", "blue", "green", "black"], 500).tolist(),
        "pattern": rng.choice(["plain", "striped"], 500).tolist(),
    }
    parameters = Parameters(users=200, segments=3, likes_category=1, likes_colour=1, likes_other=1)
    shop = simulate_on(read_facets(columns), np.full(500, 30, np.float32), parameters, 0)
    assert np.array_equal(shop.catalogue.facets.codes, read_facets(columns).codes[shop.rows])
    assert shop.events.product.max() < len(shop.rows)


def test_too_few_facets_for_the_segments() -> None:
    facets = read_facets({"category": ["dress", "shirt"] * 30})
    with pytest.raises(ValueError, match="too few"):
        simulate_on(facets, np.full(60, 30, np.float32), Parameters(users=10, segments=8), 0)
