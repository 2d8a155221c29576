"""Willingness to pay: recovered from choices, zero-sum with the formulas, and silent when prices say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from segments.audience import worth_bands
from segments.features import Features
from segments.simulation.shoppers import choose
from segments.tables import PURCHASE, VIEW, EventArrays
from segments.willingness import (
    Visits,
    Willingness,
    fit_willingness,
    read_visits,
    welfare,
    worth_to_buyers,
)

RNG = np.random.default_rng(0)
PRODUCTS, SEEN = 200, 5
CENTRED = RNG.normal(size=(PRODUCTS, 6)).astype(np.float32)
PRICES = (30 * np.exp(0.3 * RNG.normal(size=PRODUCTS))).astype(np.float32)
TAU = 6.0


def histories(visits: int, taste: np.ndarray, seed: int) -> tuple[EventArrays, np.ndarray]:
    """Visits of one shopper each, choosing by 25 + τ·taste, prices halved at times; and the true willingness."""
    rng = np.random.default_rng(seed)
    worth = 25 + TAU * CENTRED @ taste
    seen = np.stack([rng.choice(PRODUCTS, SEEN, replace=False) for _ in range(visits)])
    price = PRICES[seen] * rng.choice([1.0, 0.7], seen.shape)
    chosen = choose((worth[seen] - price) / TAU, 0.0, rng)
    buys = np.flatnonzero(chosen >= 0)
    visit = np.append(np.repeat(np.arange(visits), SEEN), buys)
    order = np.argsort(visit, kind="stable")
    events = EventArrays(
        user=visit[order].astype(np.int32),
        product=np.append(seen.ravel(), seen[buys, chosen[buys]])[order].astype(np.int32),
        kind=np.append(np.full(seen.size, VIEW), np.full(len(buys), PURCHASE))[order].astype(np.uint8),
        time_s=np.zeros(len(order), np.int64),
        quantity=np.ones(len(order), np.float32),
        price=np.append(price.ravel(), price[buys, chosen[buys]])[order].astype(np.float32),
        session=visit[order].astype(np.int32),
        users=visits,
    )
    return events, worth


def test_recovers_what_segments_would_pay() -> None:
    one, two = np.array([1.0, 0, 0, 0, 0, 0]), np.array([0, 0, -1.0, 1.0, 0, 0])
    (first, worth_one), (second, worth_two) = histories(1500, one, 1), histories(1500, two, 2)
    both = EventArrays(
        user=np.append(first.user, second.user + 1500), session=np.append(first.session, second.session + 1500),
        users=3000, **{name: np.append(getattr(first, name), getattr(second, name))
                       for name in ("product", "kind", "time_s", "quantity", "price")},
    )  # fmt: skip
    features = Features.of(CENTRED, PRICES)
    read = features.read(CENTRED, PRICES)
    found = fit_willingness(read_visits(both), read, np.repeat([0, 1], 1500), 2)
    for model, worth in zip(found, (worth_one, worth_two), strict=True):
        assert model is not None
        assert spearmanr(model.estimate(read), worth)[0] > 0.9
        assert abs(np.median(model.estimate(read)) - 25) < 5
        assert model.tau == pytest.approx(TAU, rel=0.35)


def test_too_few_choices() -> None:
    events, _ = histories(20, np.zeros(6), 0)
    read = Features.of(CENTRED, PRICES).read(CENTRED, PRICES)
    assert fit_willingness(read_visits(events), read, np.zeros(20, int), 3) == [None, None, None]


def test_visits_take_purchases_without_a_view_and_leave_out_unknown_prices() -> None:
    events = EventArrays(
        user=np.array([0, 0, 0, 1], np.int32), product=np.array([3, 4, 3, 5], np.int32),
        kind=np.array([VIEW, VIEW, PURCHASE, PURCHASE], np.uint8), time_s=np.zeros(4, np.int64),
        quantity=np.ones(4, np.float32), price=np.array([9, np.nan, 8, 7], np.float32),
        session=np.array([0, 0, 0, 1], np.int32), users=2,
    )  # fmt: skip
    visits = read_visits(events)
    assert visits.user.tolist() == [0, 1]
    assert visits.product.tolist() == [3, 5]
    assert visits.price.tolist() == [8, 7]
    assert visits.bought.all()


def test_taking_some_visits() -> None:
    visits = read_visits(histories(30, np.zeros(6), 0)[0])
    some = visits.take(np.array([4, 9]))
    assert some.user.tolist() == [4, 9]
    assert np.array_equal(some.product[:SEEN], visits.product[visits.visit == 4])
    assert some.visit.max() == 1


def test_unknown_prices_are_average() -> None:
    features = Features.of(CENTRED, np.full(PRODUCTS, np.nan, np.float32))
    assert np.isfinite(features.read(CENTRED, np.full(PRODUCTS, np.nan, np.float32))).all()


def test_welfare_by_the_formulas() -> None:
    worth, prices, tau = np.array([30.0, 20.0]), np.array([25.0, 22.0]), 4.0
    strength = np.exp((worth - prices) / tau)
    found = welfare(worth, prices, tau)
    assert found.buyers == pytest.approx(tau * np.log(1 + strength.sum()))
    assert np.allclose(found.chances, strength / (1 + strength.sum()))
    assert found.sellers == pytest.approx((prices * found.chances).sum())
    assert found.total == pytest.approx(found.buyers + found.sellers)


def test_welfare_of_nothing_and_of_extremes() -> None:
    assert welfare(np.empty(0), np.empty(0), 4.0).total == 0
    found = welfare(np.array([1e6]), np.array([1.0]), 0.1)
    assert found.chances[0] == pytest.approx(1)
    assert np.isfinite(found.total)
    assert welfare(np.array([0.0]), np.array([1e6]), 0.1).total == pytest.approx(0)


def test_one_more_choice_never_harms_buyers() -> None:
    one, two = welfare(np.array([30.0]), np.array([25.0]), 4.0), welfare(np.array([30.0, 5]), np.array([25.0, 9]), 4.0)
    assert two.buyers > one.buyers


def test_a_purchase_was_worth_more_than_its_price_and_how_much_more() -> None:
    """Against shoppers whose chance is drawn: what they would have paid at most, counted."""
    rng = np.random.default_rng(3)
    visits, shown, tau = 20_000, 3, 8.0
    worth = np.array([20.0, 35.0, 12.0, 50.0, 28.0])
    products = rng.permuted(np.tile(np.arange(5), (visits, 1)), axis=1)[:, :shown]
    prices = np.round(worth[products] * rng.uniform(0.6, 1.6, products.shape), 2)
    chance = rng.gumbel(size=(visits, shown + 1))
    net = np.column_stack([(worth[products] - prices) / tau, np.zeros(visits)]) + chance
    choice = net.argmax(1)
    bought = choice[:, None] == np.arange(shown)
    buyers = choice < shown
    rows = np.arange(visits)[buyers], choice[buyers]
    most = worth[products[rows]] + tau * (chance[rows] - chance[buyers, -1])
    seen = Visits(
        begin=np.arange(visits) * shown, user=np.zeros(visits, np.int64), product=products.ravel(),
        price=prices.ravel(), bought=bought.ravel(),
    )  # fmt: skip
    willing = Willingness(weights=np.zeros(0), base=0.0, tau=tau)
    found = worth_to_buyers(seen, willing, worth.astype(np.float32))
    assert len(found) == buyers.sum()
    assert (found >= prices[rows] + tau - 1e-6).all()
    assert found.mean() == pytest.approx(most.mean(), rel=0.01)
    dear = prices[rows] > np.median(prices[rows])
    assert found[dear].mean() == pytest.approx(most[dear].mean(), rel=0.02)
    assert not len(worth_to_buyers(seen.take(~buyers), willing, worth.astype(np.float32)))


def test_where_prices_do_not_matter_nobody_is_told_what_things_are_worth() -> None:
    """Four groups that buy by chance: some fits may find a little effect of the price, in noise."""
    rng = np.random.default_rng(7)
    visits, shown = 4_000, 3
    product = np.sort(rng.permuted(np.tile(np.arange(len(PRICES)), (visits, 1)), axis=1)[:, :shown], axis=1)
    price = np.round(PRICES[product] * rng.uniform(0.8, 1.2, product.shape), 2)
    choice = rng.integers(0, 2 * shown, visits)  # half of them buy nothing
    seen = Visits(
        begin=np.arange(visits) * shown, user=np.arange(visits), product=product.ravel(), price=price.ravel(),
        bought=(choice[:, None] == np.arange(shown)).ravel(),
    )  # fmt: skip
    labels, read = np.arange(visits) % 4, Features.of(CENTRED, PRICES).read(CENTRED, PRICES)
    bands = worth_bands(seen, fit_willingness(seen, read, labels, 4), read, labels)
    assert all(band is None or band.high < 3 * price.max() for band in bands)
    careful = [Willingness(weights=np.zeros(read.shape[1]), base=0.0, tau=tau) for tau in (1.0, 1e4)]
    with_prices, without = worth_bands(seen, careful, read, labels % 2)
    assert with_prices is not None
    assert without is None
