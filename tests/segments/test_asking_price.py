"""Prices of new products are learned from the shop's own, and the error that is told is that of unseen products."""

from __future__ import annotations

import numpy as np
import pytest

from segments.asking_price import fit_prices

KINDS = ("Dress", "Hat", "Skirt", "Shirt")
USUAL = {"Dress": 60.0, "Hat": 18.0, "Skirt": 42.0, "Shirt": 35.0}


def shop(count: int = 400, seed: int = 0, noise: float = 0.05) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Vectors of which one direction makes dear; the first numbers tell the kind."""
    rng = np.random.default_rng(seed)
    kinds = [KINDS[row % 4] for row in range(count)]
    vectors = rng.normal(0, 0.3, (count, 16)).astype(np.float32)
    vectors[np.arange(count), np.arange(count) % 4] += 1
    fine = vectors[:, 10]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    prices = np.array([USUAL[kind] for kind in kinds]) * np.exp(0.9 * fine + noise * rng.normal(size=count))
    return vectors, kinds, prices.astype(np.float32)


def test_unseen_products_are_priced_about_right() -> None:
    vectors, kinds, prices = shop()
    model = fit_prices(vectors[:300], kinds[:300], prices[:300])
    assert model is not None
    error = np.median(np.abs(model.predict(vectors[300:], kinds[300:]) / prices[300:] - 1))
    assert error < 0.12
    assert model.error.ours < 0.6 * model.error.usual
    assert error == pytest.approx(model.error.ours, abs=0.05)  # what is told is what happens


def test_how_much_of_a_kind_fits_a_price_band() -> None:
    vectors, kinds, prices = shop()
    model = fit_prices(vectors, kinds, prices)
    assert model is not None
    assert model.share_within("Hat", 0, 25) > 0.8 > 0.1 > model.share_within("Dress", 0, 25)
    assert model.share_within("Dress", 45, 0) > 0.8
    assert model.share_within("Cape", 0, 0) == 1  # of no kind of this shop's, with both ends open
    assert sum(model.share_within("Skirt", *ends) for ends in ((0, 30), (30, 50), (50, 0))) == pytest.approx(1)


def test_a_price_that_hangs_on_nothing_is_not_overfitted() -> None:
    vectors, kinds, _ = shop()
    prices = np.random.default_rng(1).lognormal(3, 0.5, len(vectors)).astype(np.float32)
    model = fit_prices(vectors, kinds, prices)
    assert model is not None
    assert model.error.ours < 1.15 * model.error.usual


def test_nothing_is_predicted_beyond_the_shop_s_own_prices() -> None:
    vectors, kinds, prices = shop()
    model = fit_prices(vectors, kinds, prices)
    assert model is not None
    wild = model.predict(50 * vectors[:20], ["Dress"] * 20)
    assert wild.min() >= prices.min() * 0.999
    assert wild.max() <= prices.max() * 1.001


def test_an_unknown_kind_gets_everybody_s_price() -> None:
    vectors, kinds, prices = shop()
    model = fit_prices(vectors, kinds, prices)
    assert model is not None
    assert np.isfinite(model.predict(vectors[:1], ["Spaceship"])).all()


@pytest.mark.parametrize(
    "prices", [np.full(400, np.nan), np.full(400, 20.0), np.r_[[10.0, 20.0], np.full(398, np.nan)]]
)
def test_without_prices_there_is_no_prediction(prices: np.ndarray) -> None:
    vectors, kinds, _ = shop()
    assert fit_prices(vectors, kinds, prices.astype(np.float32)) is None


def test_half_of_unseen_products_cost_something_within_the_range() -> None:
    vectors, kinds, prices = shop(1200, noise=0.25)
    model = fit_prices(vectors[:800], kinds[:800], prices[:800])
    assert model is not None
    ranges = [model.range(float(price)) for price in model.predict(vectors[800:], kinds[800:])]
    within = [low <= price <= high for (low, high), price in zip(ranges, prices[800:], strict=True)]
    assert 0.4 < np.mean(within) < 0.6
    assert model.bounds[0] <= min(low for low, _ in ranges) <= max(high for _, high in ranges) <= model.bounds[1]
