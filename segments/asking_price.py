"""What a product like this would cost in this shop, learned from the catalogue's own prices.

A ridge on the logarithm of the price over the main directions of the catalogue's vectors, beside the usual price of
the kind of garment, which few examples pull towards everybody's.  How far it is off is measured on products that it
did not learn from, next to what the usual price of the kind alone would say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

DIRECTIONS = 24
FOLDS = 5
RIDGES = (1.0, 10.0, 100.0, 1000.0)
FEWEST = 20
"""Priced products below which nothing is predicted."""
SPREAD = 0.3
"""Standard deviation of the logarithm of prices within a kind of garment, about."""
PULL = 5.0
"""So many products of everybody's price are added to each kind's."""


@dataclass(frozen=True, kw_only=True)
class PriceError:
    """Median relative errors on held-out products (0.1 = ten per cent): ours, and of the kind's usual price."""

    ours: float
    usual: float
    products: int
    low: float = 1.0
    high: float = 1.0
    """Half of the held-out products cost between so many times and so many times what was predicted."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AskingPrices:
    """Predicts prices for vectors of the centred space, and kinds of garments."""

    origin: Floats
    directions: Floats
    """(d, m)."""
    weights: Doubles
    """(m,)."""
    usual: dict[str, float]
    """Kind → log of its usual price; "" is everybody's."""
    bounds: tuple[float, float]
    """Cheapest and dearest product of the shop: nothing is predicted beyond."""
    error: PriceError

    def predict(self, centred: Floats, kinds: Sequence[str]) -> Floats:
        """Prices (n,) in the shop's own unit."""
        base = np.array([self.usual.get(kind, self.usual[""]) for kind in kinds])
        log = base + ((centred - self.origin) @ self.directions) @ self.weights
        return np.clip(np.exp(log), *self.bounds).astype(np.float32)

    def share_within(self, kind: str, low: float, high: float) -> float:
        """About which part of a kind of garment costs between `low` and `high`; 0 for an end that is open."""
        middle = self.usual.get(kind, self.usual[""])
        below = [math.erf((math.log(end) - middle) / (SPREAD * math.sqrt(2))) if end > 0 else 0 for end in (low, high)]
        return 0.5 * ((below[1] if high > 0 else 1.0) - (below[0] if low > 0 else -1.0))

    def range(self, price: float) -> tuple[float, float]:
        """Between which prices half of the products lie that are predicted to cost `price`."""
        low, high = (float(np.clip(price * part, *self.bounds)) for part in (self.error.low, self.error.high))
        return low, high


def fit_prices(centred: Floats, kinds: Sequence[str], prices: Floats, seed: int = 0) -> AskingPrices | None:
    """Learn from a catalogue: centred vectors (n, d), kinds and prices (n,), NaN where unknown.

    None with too few prices, or only one.
    """
    known = np.flatnonzero(np.isfinite(prices) & (prices > 0))
    if len(known) < FEWEST or np.ptp(prices[known]) == 0:
        return None
    log, of = np.log(prices[known].astype(float)), np.array([kinds[int(row)] for row in known])
    vectors = centred[known]
    origin = vectors.mean(axis=0)
    _, values, axes = np.linalg.svd(
        (vectors - origin)[:: 1 + len(known) // 5000].astype(np.float64), full_matrices=False
    )
    count = min(DIRECTIONS, int(np.count_nonzero(values > 1e-6)))
    scale = values[:count] / np.sqrt(len(values)) + 1e-9
    directions = (axes[:count] / scale[:, None]).T
    points = (vectors - origin) @ directions
    fold = np.random.default_rng(seed).permutation(len(known)) % FOLDS
    guesses = np.zeros((len(RIDGES), len(known)))
    plain = np.zeros(len(known))
    for each in range(FOLDS):
        learn, test = fold != each, fold == each
        usual = _usual(of[learn], log[learn])
        base, rest = _base(usual, of[test]), log[learn] - _base(usual, of[learn])
        plain[test] = base
        for row, ridge in enumerate(RIDGES):
            guesses[row, test] = base + points[test] @ _solve(points[learn], rest, ridge)
    errors = [_median_error(guess, log) for guess in guesses]
    best = int(np.argmin(errors))
    usual = _usual(of, log)
    low, high = float(prices[known].min()), float(prices[known].max())
    quarter, three_quarters = (float(np.exp(each)) for each in np.quantile(log - guesses[best], [0.25, 0.75]))
    return AskingPrices(
        origin=origin.astype(np.float32),
        directions=directions.astype(np.float32),
        weights=_solve(points, log - _base(usual, of), RIDGES[best]),
        usual=usual,
        bounds=(low, high),
        error=PriceError(
            ours=errors[best], usual=_median_error(plain, log), products=len(known), low=quarter, high=three_quarters
        ),
    )


def _usual(kinds: NDArray[np.str_], log: Doubles) -> dict[str, float]:
    everybody = float(log.mean())
    names, place, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    sums = np.bincount(place, log, len(names))
    means = (sums + PULL * everybody) / (counts + PULL)
    return {str(name): float(mean) for name, mean in zip(names, means, strict=True)} | {"": everybody}


def _base(usual: dict[str, float], kinds: NDArray[np.str_]) -> Doubles:
    return np.array([usual.get(str(kind), usual[""]) for kind in kinds])


def _solve(points: NDArray[np.floating], rest: Doubles, ridge: float) -> Doubles:
    gram = points.T @ points + ridge * np.eye(points.shape[1])
    return np.asarray(np.linalg.solve(gram, points.T @ rest), np.float64)


def _median_error(guess: Doubles, log: Doubles) -> float:
    return float(np.median(np.abs(np.expm1(guess - log))))
