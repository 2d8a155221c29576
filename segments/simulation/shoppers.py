"""Simulated shoppers at a simulated shop: visits, what they are shown, and what they choose.

At a visit a shopper wants something of one category, is shown products by popularity and by a ranking that knows
them a little, and buys the one with the highest willingness to pay − price + noise, or nothing.

Source: random utility with a no-buy option as in arXiv 2206.13845 §2; budgets, drift, season and sales are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from segments.simulation.catalogue import SimulatedCatalogue
from segments.simulation.parameters import Parameters
from segments.simulation.tastes import PlantedTastes
from segments.tables import CART, LIKE, PURCHASE, SESSION_GAP_S, VIEW, EventArrays

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
DAY_S = 86_400
YEAR_DAYS = 365


@dataclass(frozen=True, kw_only=True, eq=False)
class Shoppers:
    """Who shops.  A *self* is a taste that a shopper acts on: the first `users` selves are their own tastes, the rest
    those of the people that some of them also shop for."""

    segment: Ints
    """(users,): the planted segment."""
    second: Ints
    """(users,): the segment of the other one, −1 without."""
    other_self: Ints
    """(users,): the self for the other one; their own without."""
    utility: Floats
    """(selves, columns + 1), the last is 0: what unknown values add."""
    drift: Floats
    """(users, columns + 1): added over the whole time."""
    level: Floats
    """(selves,)."""
    budget: Floats
    """(users,): money for a month."""


@dataclass(kw_only=True)
class Log:
    """Events as they happen, in parts; `finish` sorts them by user and time."""

    parts: list[tuple[NDArray[np.generic], ...]] = field(default_factory=list)

    def add(
        self, user: Ints, product: Ints, kind: int, time_s: Ints, price: Floats, quantity: Ints | None = None
    ) -> None:
        """Events of one kind, arrays of one length.  Quantity is 1 unless given."""
        pieces = np.ones(len(user)) if quantity is None else quantity
        self.parts.append((user, product, np.full(len(user), kind), time_s, pieces, price))

    def finish(self, users: int) -> EventArrays:
        """All events, sorted; a visit of a shopper is a session."""
        columns = zip(*self.parts, strict=True)
        user, product, kind, time_s, quantity, price = (np.concatenate(column) for column in columns)
        order = np.lexsort((kind, time_s, user))
        user, time_s = user[order], time_s[order]
        new = np.ones(len(user), bool)
        new[1:] = (np.diff(user) != 0) | (np.diff(time_s) > SESSION_GAP_S)
        return EventArrays(
            user=user.astype(np.int32),
            product=product[order].astype(np.int32),
            kind=kind[order].astype(np.uint8),
            time_s=time_s.astype(np.int64),
            quantity=quantity[order].astype(np.float32),
            price=price[order].astype(np.float32),
            session=(np.cumsum(new) - 1).astype(np.int32),
            users=users,
        )


def draw_shoppers(tastes: PlantedTastes, parameters: Parameters, rng: np.random.Generator) -> Shoppers:
    """Shoppers of all segments, some of whom also shop for somebody else."""
    users, count = parameters.users, len(tastes.level)
    shares = tastes.shares.astype(float)
    segment = rng.choice(count, users, p=shares / shares.sum())
    also = np.flatnonzero(rng.random(users) < parameters.second_taste)
    second = np.full(users, -1)
    second[also] = (segment[also] + rng.integers(1, count, len(also))) % count if count > 1 else segment[also]
    other_self = np.arange(users)
    other_self[also] = users + np.arange(len(also))
    selves = np.concatenate([segment, second[also]])
    shape = (len(selves), tastes.utility.shape[1] + 1)
    utility, drift = np.zeros(shape, np.float32), np.zeros((users, shape[1]), np.float32)
    utility[:, :-1] = tastes.utility[selves] + rng.normal(0, parameters.personal, (shape[0], shape[1] - 1))
    drift[:, :-1] = rng.normal(0, parameters.drift, (users, shape[1] - 1))
    level = tastes.level[selves] * np.exp(rng.normal(0, parameters.level_personal, len(selves)))
    budget = parameters.budget * np.exp(rng.normal(0, parameters.budget_spread, users))
    return Shoppers(
        segment=segment, second=second, other_self=other_self, utility=utility, drift=drift,
        level=level.astype(np.float32), budget=budget.astype(np.float32),
    )  # fmt: skip


def draw_visits(shoppers: Shoppers, tastes: PlantedTastes, parameters: Parameters, rng: np.random.Generator) -> Floats:
    """The days of all visits, (users, most visits), rising; NaN after a shopper's last one."""
    shape = parameters.sessions_spread
    counts = 1 + rng.poisson(rng.gamma(shape, parameters.sessions / shape, len(shoppers.segment)))
    uniform = rng.random((len(counts), int(counts.max())))
    growth = tastes.growth[shoppers.segment][:, None].astype(float)
    growth = np.where(np.abs(growth) < 1e-3, 1e-3, growth)
    day = parameters.days * np.log1p(uniform * np.expm1(growth)) / growth  # density rises as exp(growth · t)
    day[np.arange(day.shape[1]) >= counts[:, None]] = np.nan
    return np.asarray(np.sort(day, axis=1), np.float32)


def shop(
    catalogue: SimulatedCatalogue, shoppers: Shoppers, visits: Floats, start_s: int, parameters: Parameters,
    rng: np.random.Generator,
) -> EventArrays:  # fmt: skip
    """Let everybody shop, one visit each at a time, so that budgets count.  `start_s` is the time of day 0."""
    log, shelves = Log(), Shelves(catalogue)
    season = rng.uniform(0, 2 * np.pi, len(catalogue.facets.values[0]))
    month, spent = np.full(len(visits), -1), np.zeros(len(visits), np.float32)
    for number in range(visits.shape[1]):
        user = np.flatnonzero(~np.isnan(visits[:, number]))
        day = visits[user, number].astype(float)
        now = (day // 30).astype(int)
        spent[user[now != month[user]]] = 0
        month[user] = now
        for_other = rng.random(len(user)) < parameters.second_sessions
        self_ = np.where(for_other, shoppers.other_self[user], user)
        wave = parameters.season * np.sin(2 * np.pi * day[:, None] / YEAR_DAYS + season)  # (n, categories)
        utility = shoppers.utility[self_] + (day / parameters.days - 0.5)[:, None] * shoppers.drift[user]
        utility[:, : wave.shape[1]] += wave
        shown, taste = _show(shelves, utility.astype(np.float32), parameters, rng)
        price = catalogue.price_on(np.maximum(shown, 0), day, parameters)
        worth = shoppers.level[self_][:, None] * catalogue.worth[shown]
        left = shoppers.budget[user] - spent[user]
        net = np.where((shown >= 0) & (price <= left[:, None]), taste + (worth - price) / parameters.tau, -np.inf)
        chosen = choose(net, parameters.no_buy, rng)
        time_s = start_s + (day * DAY_S).astype(np.int64)
        spent[user] += _write(log, user, shown, taste, price, chosen, time_s, parameters, rng)
    return log.finish(len(visits))


def choose(net: Floats, no_buy: float, rng: np.random.Generator) -> Ints:
    """The position of the best of each row of net utilities (n, c) after Gumbel noise; −1 is leaving with nothing."""
    noisy = net + rng.gumbel(size=net.shape)
    best = noisy.argmax(axis=1)
    return np.where(noisy[np.arange(len(net)), best] > no_buy + rng.gumbel(size=len(net)), best, -1)


class Shelves:
    """Draws products of one category by popularity: the catalogue sorted by category, with running sums."""

    def __init__(self, catalogue: SimulatedCatalogue) -> None:
        codes = catalogue.facets.codes[:, 0]
        self.order = np.argsort(codes, kind="stable")
        self.sums = np.cumsum(catalogue.popularity[self.order], dtype=float)
        ends = np.searchsorted(codes[self.order], np.arange(len(catalogue.facets.values[0])), side="right")
        begins = np.searchsorted(codes[self.order], np.arange(len(catalogue.facets.values[0])), side="left")
        running = np.concatenate([[0.0], self.sums])
        self.low, self.high = running[begins], running[ends]
        self.columns = catalogue.facets.columns

    def draw(self, category: Ints, on_topic: NDArray[np.bool_], rng: np.random.Generator) -> Ints:
        """Products (n, c): of category (n,) where `on_topic` (n, c), of any elsewhere.  −1 for one drawn twice."""
        low = np.where(on_topic, self.low[category][:, None], 0)
        high = np.where(on_topic, self.high[category][:, None], self.sums[-1])
        place = np.searchsorted(self.sums, low + rng.random(on_topic.shape) * (high - low), side="right")
        drawn = np.sort(self.order[np.minimum(place, len(self.order) - 1)], axis=1)
        drawn[:, 1:][drawn[:, 1:] == drawn[:, :-1]] = -1
        return drawn


def _show(shelves: Shelves, utility: Floats, parameters: Parameters, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """What is seen at each visit: products (n, seen_high), −1 beyond the last, and the taste for them."""
    visits, row = len(utility), np.arange(len(utility))[:, None]
    share = shelves.high - shelves.low
    pull = np.where(share > 0, utility[:, : len(share)] + np.log(np.maximum(share, 1e-9)), -np.inf)
    wanted = (pull + rng.gumbel(size=pull.shape)).argmax(axis=1)
    on_topic = rng.random((visits, parameters.candidates)) < parameters.on_topic
    drawn = shelves.draw(wanted, on_topic, rng)
    taste = utility[row[..., None], shelves.columns[drawn]].sum(axis=-1)
    rank = np.where(drawn >= 0, parameters.ranking * taste + rng.gumbel(size=taste.shape), -np.inf)
    best = np.argsort(-rank, axis=1)[:, : parameters.seen_high]
    seen = rng.integers(parameters.seen_low, parameters.seen_high + 1, visits)
    shown = np.where(np.arange(parameters.seen_high) < seen[:, None], drawn[row, best], -1)
    return shown, taste[row, best]


def _write(
    log: Log, user: Ints, shown: Ints, taste: Floats, price: Floats, chosen: Ints, time_s: Ints,
    parameters: Parameters, rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """Put a round of visits on record; returns what each visit cost, (n,)."""
    visit, place = np.nonzero(shown >= 0)
    product, paid = shown[visit, place], price[visit, place]
    when = time_s[visit] + 30 * place
    log.add(user[visit], product, VIEW, when, paid)
    keen = np.exp(np.clip(taste[visit, place] - 1.5, -3, 2))
    for kind, rate in ((LIKE, parameters.like_rate), (CART, parameters.abandoned)):
        some = rng.random(len(visit)) < rate * keen
        log.add(user[visit][some], product[some], kind, when[some] + kind, paid[some])
    buys = np.flatnonzero(chosen >= 0)
    where = (buys, chosen[buys])
    pieces = 1 + (rng.random(len(buys)) < 0.06)
    for kind in (CART, PURCHASE):
        log.add(user[buys], shown[where], kind, time_s[buys] + 600 + kind, price[where], pieces)
    cost = np.zeros(len(user), np.float32)
    cost[buys] = price[where] * pieces
    return cost
