"""How much of a new product a segment would buy: everybody sees it once, beside what visitors see anyway.

A visit shows as many products of the catalogue as visits do in this shop, drawn as the segment's people see them, and
the new one.  With the willingness to pay of `segments.willingness`, for each of some hundred drawn visits:

    P = exp((w − p)/τ) / Z,   Z = 1 + exp((w − p)/τ) + Σ over the others of exp((w − p)/τ)

The chance is the mean over visits; demand in pieces is size × chance, in money × price; the gain in welfare is that of
the visit with the new product over the same visit without it.

Source: arXiv 2206.13845, §2 and §3 (the choice and the welfare); the drawn visits are ours.  (The catalogue's mean in
place of drawn visits strays: a few bargains make the mean, and most visits show none of them.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
VISITS = 400
"""Drawn for each segment: the chance is then off by a few per cent at most."""
LARGEST = 60.0
"""exp of more than this would tell nothing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Demand:
    """For n new products, (n,) each: the chance to be bought at a visit, pieces, money, and the gain in welfare."""

    chance: Doubles
    pieces: Doubles
    money: Doubles
    welfare: Doubles

    def __add__(self, other: Demand) -> Demand:
        """The demand of two segments together; the chance is that of the larger one."""
        return Demand(
            chance=np.maximum(self.chance, other.chance), pieces=self.pieces + other.pieces,
            money=self.money + other.money, welfare=self.welfare + other.welfare,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Offer:
    """What a segment's visits look like without anything new; one row a drawn visit."""

    size: float
    """Shoppers."""
    tau: float
    attraction: Doubles
    """(visits,): the sum of exp((w − p)/τ) over what each shows."""
    revenue: Doubles
    """(visits,): the sum of price × exp((w − p)/τ) over the same."""


def lay_offer(
    worth: Floats, prices: Floats, shown: NDArray[np.floating], tau: float, size: float, seen: float, seed: int = 0
) -> Offer:
    """The visits of a segment, drawn.  The same seed draws the same.

    `worth` and `prices` (products,), in money; `shown` (products,) is how often its people see each; `seen` is how many
    products a visit shows.
    """
    there = np.flatnonzero(np.isfinite(prices) & (shown > 0))
    others = max(round(seen) - 1, 0)
    if not len(there) or not others:
        return Offer(size=size, tau=tau, attraction=np.zeros(1), revenue=np.zeros(1))
    weight = np.asarray(shown, np.float64)[there]
    rows = np.random.default_rng(seed).choice(there, (VISITS, others), p=weight / weight.sum())
    pull = _pull(worth[rows], prices[rows], tau)
    return Offer(size=size, tau=tau, attraction=pull.sum(axis=1), revenue=(pull * prices[rows]).sum(axis=1))


def expect_demand(offer: Offer, worth: Floats, prices: Floats) -> Demand:
    """The demand for new products with willingness `worth` at `prices`, (n,) each, each of them alone."""
    pull = _pull(worth, prices, offer.tau)
    before = 1 + offer.attraction[:, None]
    after = before + pull
    chance = (pull / after).mean(axis=0)
    buyers = (offer.tau * (np.log(after) - np.log(before))).mean(axis=0)
    revenue = offer.revenue[:, None]
    sellers = ((revenue + pull * prices) / after - revenue / before).mean(axis=0)
    return Demand(
        chance=chance,
        pieces=offer.size * chance,
        money=offer.size * chance * prices,
        welfare=offer.size * (buyers + sellers),
    )


def _pull(worth: NDArray[np.floating], prices: NDArray[np.floating], tau: float) -> Doubles:
    return np.asarray(np.exp(np.clip((np.asarray(worth, np.float64) - prices) / tau, -LARGEST, LARGEST)))
