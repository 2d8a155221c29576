"""What a segment is willing to pay, learned from what it bought and what it left.

At each visit a shopper chooses among the products that were seen, or nothing:

    P(product) = exp((w − p)/τ) / Z        Z = 1 + Σ over the seen products of exp((w − p)/τ)
    buyers' surplus = τ · ln Z     sellers' revenue = Σ p · P     welfare = their sum

w is the willingness to pay, p the price, τ how much money chance is worth, all in the shop's currency.  w is linear in
the product's features (`segments.features`), its list price among them: dear products are better in ways that no vector
shows, and without it shoppers look as if prices did not matter to them.  What a price does is then learned from sales.

All visits are fitted together first; each segment then departs from that as far as its own visits insist (a ridge
towards the common answer).  Products are taken as substitutes: of a visit with several purchases each is one choice.

Source: arXiv 2206.13845, §2 and §3; the pull towards the common answer is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from segments.tables import PURCHASE, VIEW, EventArrays

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_VISITS = 10_000
"""Visits a fit learns from; more, drawn at random, change little."""
RIDGE_COMMON = 1.0
RIDGE_OWN = 20.0
"""Penalty on squared coefficients: of the common answer, and of a segment's departure from it."""
FEWEST_CHOICES = 30
"""Visits with a purchase, and without one, below which there is no estimate."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Visits:
    """What was seen at visits, in one row a seen product, sorted by visit."""

    begin: Ints
    """(visits,): the first row of each."""
    user: Ints
    """(visits,)."""
    product: Ints
    """(rows,)."""
    price: Doubles
    """(rows,), when it was seen."""
    bought: NDArray[np.bool_]
    """(rows,)."""

    @property
    def visit(self) -> Ints:
        """(rows,): which visit a row belongs to."""
        return np.repeat(np.arange(len(self.begin)), np.diff(self.begin, append=len(self.product)))

    def take(self, visits: NDArray[np.bool_] | Ints) -> Visits:
        """Some of the visits."""
        chosen = np.zeros(len(self.begin), bool)
        chosen[visits] = True
        rows = chosen[self.visit]
        lengths = np.diff(self.begin, append=len(self.product))[chosen]
        return Visits(
            begin=np.concatenate([[0], np.cumsum(lengths)])[:-1].astype(np.int64),
            user=self.user[chosen],
            product=self.product[rows],
            price=self.price[rows],
            bought=self.bought[rows],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Willingness:
    """w = (base + features · weights) · τ, in money."""

    weights: Doubles
    """(f,)."""
    base: float
    tau: float

    def estimate(self, features: Floats) -> Floats:
        """What a typical shopper would pay at most for products (n, f), in money, (n,)."""
        return np.asarray((self.base + features @ self.weights) * self.tau, np.float32)


def worth_to_buyers(visits: Visits, willing: Willingness, worth: Floats) -> Doubles:
    """What each purchase was worth at most to whoever made it, in money, (purchases,), in expectation.

    `worth` (products,) is what a typical shopper would pay, `Willingness.estimate`; a buyer had more reason than that.
    With chances as above the surplus of a purchase is τ · Z ln Z / (Z − 1), whichever product it was of.

    Source: Train, Discrete Choice Methods with Simulation, 2nd ed., §3.5, and the mean of a Gumbel variable that was
    not the largest.
    """
    if not visits.bought.any():
        return np.empty(0)
    net = (worth[visits.product] - visits.price) / willing.tau
    log_z = np.logaddexp(0.0, np.logaddexp.reduceat(net, visits.begin))
    surplus = np.where(log_z < 1e-6, 1.0, log_z / -np.expm1(-np.maximum(log_z, 1e-6)))
    return np.asarray((visits.price + willing.tau * surplus[visits.visit])[visits.bought], np.float64)


@dataclass(frozen=True, kw_only=True)
class Welfare:
    """What an offer is worth for one visit, in money; `chances` (n,) of each product to be bought."""

    buyers: float
    sellers: float
    chances: Doubles

    @property
    def total(self) -> float:
        """Both together."""
        return self.buyers + self.sellers


def welfare(worth: NDArray[np.floating], prices: NDArray[np.floating], tau: float) -> Welfare:
    """The welfare of offering products with willingness to pay `worth` at `prices`, (n,) each, and nothing else."""
    net = (np.asarray(worth, np.float64) - prices) / tau
    top = max(0.0, float(net.max(initial=0.0)))  # keeps exp from overflowing
    strength = np.exp(net - top)
    z = np.exp(-top) + strength.sum()
    chances = strength / z
    return Welfare(buyers=float(tau * (np.log(z) + top)), sellers=float(np.sum(prices * chances)), chances=chances)


def read_visits(events: EventArrays) -> Visits:
    """What was seen at each visit and what of it was bought.  Rows without a price are left out.

    A product that was bought without a view on record was seen all the same.
    """
    kept = ((events.kind == VIEW) | (events.kind == PURCHASE)) & (events.price > 0)
    session, product, kind = (column[kept].astype(np.int64) for column in (events.session, events.product, events.kind))
    order = np.lexsort((-kind, product, session))  # purchases first, so that their price counts
    session, product, kind = session[order], product[order], kind[order]
    first = np.ones(len(session), bool)
    first[1:] = (np.diff(session) != 0) | (np.diff(product) != 0)
    price, user = events.price[kept][order][first].astype(float), events.user[kept][order][first]
    begin = np.flatnonzero(np.diff(session[first], prepend=-1))
    return Visits(
        begin=begin,
        user=user[begin].astype(np.int64),
        product=product[first],
        price=price,
        bought=(kind == PURCHASE)[first],
    )


def fit_willingness(
    visits: Visits, features: Floats, labels: Ints, segments: int, seed: int = 0
) -> list[Willingness | None]:
    """The willingness to pay of each segment; None for all when there are too few choices, or prices do not matter.

    `features` (products, f) are those of `Features`; `labels` (users,) are segment numbers, −1 for
    nobody's.
    """
    of = labels[visits.user]
    known = np.flatnonzero(of >= 0)
    if len(known) > MOST_VISITS:
        known = np.sort(np.random.default_rng(seed).choice(known, MOST_VISITS, replace=False))
    some = visits.take(known)
    chosen = np.bincount(some.visit[some.bought], minlength=len(some.begin)) > 0
    if min(np.count_nonzero(chosen), np.count_nonzero(~chosen)) < FEWEST_CHOICES:
        return [None] * segments
    scale = float(some.price.std()) or 1.0
    start = np.zeros(features.shape[1] + 2)
    common = _fit(some, features, scale, start, np.append(np.full(features.shape[1], RIDGE_COMMON), [1e-6, 1e-6]))
    found: list[Willingness | None] = []
    for segment in range(segments):
        mine = visits.take(_draw(np.flatnonzero(of == segment), seed))
        pull = np.append(np.full(features.shape[1], RIDGE_OWN), [RIDGE_OWN / 10, RIDGE_OWN])
        found.append(_money(_fit(mine, features, scale, common, pull) if len(mine.begin) else common, scale))
    return found


def _money(line: Doubles, scale: float) -> Willingness | None:
    """The fit in the shop's currency; None when a higher price did not put shoppers off."""
    per_money = -line[-1] / scale
    if per_money < 1e-3 / scale:
        return None
    return Willingness(weights=line[:-2], base=float(line[-2]), tau=float(1 / per_money))


def _draw(rows: Ints, seed: int) -> Ints:
    if len(rows) <= MOST_VISITS:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_VISITS, replace=False))


def _fit(visits: Visits, features: Floats, scale: float, start: Doubles, ridge: Doubles) -> Doubles:
    """The coefficients (f + 2: features, base, price over scale) of a conditional logit, pulled towards `start`."""
    seen, place = np.unique(visits.product, return_inverse=True)
    known = features[seen].astype(np.float64)  # sums go by product: there are far fewer than rows
    visit, begin, price = visits.visit, visits.begin, visits.price / scale
    count = np.add.reduceat(visits.bought.astype(float), begin)
    choices = np.maximum(count, 1)  # a visit with several purchases is several choices, one without is one

    def loss(line: Doubles) -> tuple[float, Doubles]:
        net = (known @ line[:-2])[place] + line[-2] + line[-1] * price
        top = np.maximum(np.maximum.reduceat(net, begin), 0)
        strength = np.exp(net - top[visit])
        z = np.exp(-top) + np.add.reduceat(strength, begin)
        chance = strength / z[visit]
        value = np.sum(choices * (np.log(z) + top)) - net[visits.bought].sum()
        rest = choices[visit] * chance - visits.bought
        slope = np.append(known.T @ np.bincount(place, rest, len(seen)), [rest.sum(), rest @ price])
        away = line - start
        return float(value + 0.5 * np.sum(ridge * away**2)), slope + ridge * away

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x)
