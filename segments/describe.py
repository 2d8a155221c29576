"""Who a segment is, in numbers, words and colours.

`count_deeds` sums the histories up by segment and product once; everything else is read off those sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segments.tables import PURCHASE, VIEW, EventArrays
from segments.tastes import unit
from segments.types import Band, Part

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

EXEMPLARS = 12
CANDIDATES = 120
VARIETY = 0.35
"""How much an exemplar loses for looking like one that was chosen already."""
CATEGORY_SHARE = 0.02
"""Categories below this share are left out of the mix."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Deeds:
    """What each segment did with each product; all (segments, products) unless said otherwise."""

    weight: Doubles
    """Summed weights of all events, as tastes count them."""
    bought: Doubles
    """Purchases; where there are none on record, the weights, so that all can be described."""
    viewed: Doubles
    """Views; where there are none on record, what was bought."""
    shown: Doubles
    """(products,): how often everybody was shown it; where views are not on record, how often everybody bought it."""
    money: Doubles
    """(segments,): what was paid; pieces where no prices are known."""
    visits: Ints
    """(segments,)."""


def count_deeds(events: EventArrays, weights: Floats, labels: Ints, prices: Floats, segments: int) -> Deeds:
    """Sum up events by segment; `labels` (users,) with −1 for nobody's, list `prices` (products,), NaN unknown."""
    products, of = len(prices), labels[events.user]
    known, cell = of >= 0, np.maximum(of, 0) * products + events.product

    def table(mask: NDArray[np.bool_], values: NDArray[np.floating] | None = None) -> Doubles:
        counted = np.bincount(cell[mask], None if values is None else values[mask], segments * products)
        return np.asarray(counted.reshape(segments, products), np.float64)

    sold, viewed = events.kind == PURCHASE, events.kind == VIEW
    weight = table(known, weights)
    bought = table(known & sold) if sold.any() else weight
    looked = table(known & viewed) if viewed.any() else bought
    shown = np.bincount(events.product[viewed], minlength=products) if viewed.any() else bought.sum(axis=0)
    first = np.ones(len(of), bool)
    first[1:] = np.diff(events.session) != 0
    return Deeds(
        weight=weight,
        bought=bought,
        viewed=looked,
        shown=shown.astype(float),
        money=np.bincount(of[known & sold], _paid(events, prices)[known & sold], segments).astype(float),
        visits=np.bincount(of[known & first], minlength=segments).astype(np.int64),
    )


def _paid(events: EventArrays, prices: Floats) -> Doubles:
    """What each event cost if it is a purchase, (n,); pieces where no price is known at all."""
    listed = prices[events.product]
    price = np.where(np.isfinite(events.price), events.price, listed).astype(float)
    if not np.isfinite(price).any():
        return events.quantity.astype(float)
    return np.asarray(np.nan_to_num(price) * events.quantity, float)


def shares(amounts: NDArray[np.floating] | Ints) -> Doubles:
    """Amounts (n,) as parts of their sum; zeros when there is nothing to share."""
    total = float(amounts.sum())
    return np.asarray(amounts / total if total > 0 else np.zeros(len(amounts)), np.float64)


def find_band(values: NDArray[np.floating], weights: NDArray[np.floating]) -> Band | None:
    """The 20th, 50th and 80th percentile of values (n,) by weight; values that are no number do not count."""
    good = np.isfinite(values) & (weights > 0)
    if not good.any():
        return None
    order = np.argsort(values[good], kind="stable")
    sorted_values, running = values[good][order], np.cumsum(weights[good][order], dtype=float)
    places = np.searchsorted(running, np.array([0.2, 0.5, 0.8]) * running[-1])
    low, middle, high = (float(sorted_values[min(int(place), len(order) - 1)]) for place in places)
    return Band(low=low, middle=middle, high=high)


def price_bands(events: EventArrays, labels: Ints, segments: int) -> list[Band | None]:
    """What each segment paid for a piece."""
    sold = events.kind == PURCHASE
    of, price, pieces = labels[events.user[sold]], events.price[sold], events.quantity[sold]
    return [find_band(price[of == segment], pieces[of == segment]) for segment in range(segments)]


def category_mix(categories: Sequence[str], bought: Doubles) -> list[tuple[Part, ...]]:
    """The categories that each segment buys, largest share first, from `bought` (segments, products).

    Products without a category ("") do not count.
    """
    names, codes = np.unique(np.asarray(categories, str), return_inverse=True)
    table = np.stack([np.bincount(codes, row, len(names)) for row in bought])
    table[:, names == ""] = 0
    usual = shares(table.sum(axis=0))
    mixes = []
    for row in table:
        share = shares(row)
        order = [i for i in np.argsort(-share, kind="stable") if share[i] >= CATEGORY_SHARE]
        mixes.append(
            tuple(Part(name=str(names[i]), share=float(share[i]), lift=float(share[i] / usual[i])) for i in order)
        )
    return mixes


def pick_exemplars(
    centred: Floats, taste: Floats, bought: Doubles, shown: Doubles, first: NDArray[np.bool_] | None = None,
    most: int = EXEMPLARS,
) -> Ints:  # fmt: skip
    """Products (rows) that stand for a segment: bought much for how often they are shown, near the taste (d,), and not
    all alike.  Products without a vector come last.

    The first is one of `first` (products,), where any of those is a candidate.

    Source: maximal marginal relevance, Carbonell and Goldstein 1998.
    """
    eager = bought / np.sqrt(shown + bought + 1)
    candidates = np.argsort(-eager, kind="stable")[:CANDIDATES]
    candidates = candidates[bought[candidates] > 0]
    if not len(candidates):
        return np.empty(0, np.int64)
    points = centred[candidates]
    worth = points @ taste + 0.5 * eager[candidates] / eager[candidates].max()
    alike, chosen = np.zeros(len(candidates)), list[int]()
    for _ in range(min(most, len(candidates))):
        value = worth - VARIETY * alike
        value[chosen] = -np.inf
        if first is not None and not chosen and first[candidates].any():
            value[~first[candidates]] = -np.inf
        chosen.append(int(value.argmax()))
        alike = np.maximum(alike, points @ points[chosen[-1]])
    return np.asarray(candidates[chosen], np.int64)


def cohesion(points: Floats, labels: Ints, segments: int) -> Doubles:
    """The mean cosine of people's points (users, m) to the mean of their segment, (segments,)."""
    found = np.zeros(segments)
    for segment in range(segments):
        mine = points[labels == segment]
        if len(mine):
            found[segment] = float((mine @ unit(mine.mean(axis=0)[None])[0]).mean())
    return found
