"""What a segment wants and the catalogue does not hold.

Every category is paired with every other value that the shop knows (a colour, a pattern, a material).  A pair is a gap
when the segment goes for both parts more than others do, while the catalogue has far fewer such products than the two
parts would lead one to expect.  In words, and as a vector: the middle of the category, shifted the way the value shifts
products of the other categories, so that the nearest products show what is meant.

Source: ours; lifts of categories are the log-odds of `segments.keywords`, of other values the standardised ratio of
epidemiology; shortage is tested as Poisson.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from segments.facets import Facets
from segments.keywords import log_odds
from segments.tastes import unit
from segments.types import Gap

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

ANCHOR = "category"
CHANCE = 0.1
"""A shortage that would come about by chance this often is none."""
LACKING = 0.5
"""At least this part of the products that one would expect are missing."""
LIKED_LIFT = 1.0
"""Both parts are wanted more than that many times as much as by others."""
AGREES = 0.1
"""Of cosine that a picture of a gap gains by each of the other values that are liked."""
PRIOR = 5.0
"""So many purchases that say nothing are added to every count."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shortage:
    """What the catalogue has too little of; the same for all segments.  Pairs are (anchor column, other column)."""

    anchors: NDArray[np.int64]
    others: NDArray[np.int64]
    expected: Doubles
    """(anchors, others)."""
    found: Doubles
    lack: Doubles
    """(anchors, others): part of the expected that is missing, 0 where that may be chance."""


def find_shortage(facets: Facets) -> Shortage:
    """Count every pair of a category with another value.  Without a facet "category" the first facet stands for it."""
    empty = np.empty(0, np.int64)
    if len(facets.names) < 2:
        nothing = np.empty((0, 0))
        return Shortage(anchors=empty, others=empty, expected=nothing, found=nothing, lack=nothing)
    anchor = facets.names.index(ANCHOR) if ANCHOR in facets.names else 0
    anchors, others = np.flatnonzero(facets.facet_of == anchor), np.flatnonzero(facets.facet_of != anchor)
    matrix = facets.matrix.astype(np.float64)
    found = np.asarray((matrix[:, anchors].T @ matrix[:, others]).todense())
    answered = (facets.codes >= 0).astype(float)
    of_anchor = matrix[:, anchors].T @ answered  # products of a category that answer a facet at all
    share = np.asarray(matrix.sum(axis=0)).ravel() / np.maximum(answered.sum(axis=0), 1)[facets.facet_of]
    expected = of_anchor[:, facets.facet_of[others]] * share[others]
    lack = 1 - found / np.maximum(expected, 1e-9)
    sure = (stats.poisson.cdf(found, expected) < CHANCE) & (lack >= LACKING)
    return Shortage(anchors=anchors, others=others, expected=expected, found=found, lack=np.where(sure, lack, 0))


def find_gaps(
    facets: Facets,
    shortage: Shortage,
    centred: Floats,
    bought: Doubles,
    viewed: Doubles,
    shown: Doubles,
    most: int = 10,
) -> tuple[Gap, ...]:
    """The gaps of one segment, the most wanted first.

    `centred` (products, d) are centred unit vectors; `bought` and `viewed` (products,) count how often the segment
    bought and looked at each product, `shown` how often everybody did.
    """
    if not shortage.lack.any() or not bought.any():
        return ()
    lift = find_lifts(facets, shortage, bought, viewed, shown)
    first, second = lift[shortage.anchors][:, None], lift[shortage.others][None]
    score = np.where((first > LIKED_LIFT) & (second > LIKED_LIFT), first * second * shortage.lack, 0)
    gaps = []
    for place in np.argsort(-score, axis=None, kind="stable")[:most]:
        row, column = divmod(int(place), len(shortage.others))
        if score[row, column] <= 0:
            break
        anchor, other = int(shortage.anchors[row]), int(shortage.others[column])
        vector, also = imagine_vector(facets, centred, anchor, other), _also(facets, lift, anchor, other)
        gaps.append(
            Gap(
                words=(facets.words[other], facets.words[anchor]),
                also=tuple(facets.words[column] for column in also),
                score=float(score[row, column]),
                lift=float(lift[anchor] * lift[other]),
                expected=float(shortage.expected[row, column]),
                found=int(shortage.found[row, column]),
                vector=vector,
                near=_near(facets, centred, vector, anchor, other, also),
            )
        )
    return tuple(gaps)


def find_lifts(facets: Facets, shortage: Shortage, bought: Doubles, viewed: Doubles, shown: Doubles) -> Doubles:
    """How many times as much as others a segment wants each value, (columns,).

    A category counts by what is bought or by what is looked at, whichever is more: who looks for hats and finds none
    to their taste buys few.  Other values are compared *within* each category (indirect standardisation): whoever buys
    dresses only, in a shop without blue dresses, buys little blue, and may love it.
    """
    matrix = facets.matrix.astype(np.float64)
    lift = np.exp(np.maximum(log_odds(bought, shown, matrix)[0], log_odds(viewed, shown, matrix)[0]))
    of_anchor, others = matrix[:, shortage.anchors], matrix[:, shortage.others]
    answered, facet = (facets.codes >= 0).astype(float), facets.facet_of[shortage.others]

    def within(counts: Doubles) -> tuple[Doubles, Doubles]:
        """Counts of each category with each value, and with any answer to the same question."""
        weighted = of_anchor.multiply(counts[:, None]).tocsr()
        return (weighted.T @ others).toarray(), (weighted.T @ answered)[:, facet]

    (bought_both, bought_any), (shown_both, shown_any) = within(bought), within(shown)
    expected = (bought_any * shown_both / np.maximum(shown_any, 1e-9)).sum(axis=0)
    lift[shortage.others] = (bought_both.sum(axis=0) + PRIOR) / (expected + PRIOR)
    return np.asarray(lift)


def imagine_vector(facets: Facets, centred: Floats, anchor: int, other: int) -> Floats:
    """What a product of category `anchor` with the value `other` (columns) would look like, a unit vector (d,)."""
    of_anchor, has_other = facets.having((anchor,)), facets.having((other,))
    category = facets.codes[:, facets.facet_of[anchor]]
    shift = np.zeros(centred.shape[1], np.float32)
    weight = 0
    for code in np.unique(category[has_other & ~of_anchor & (category >= 0)]):
        with_value = has_other & (category == code)
        without = ~has_other & (category == code)
        if without.any():
            count = int(np.count_nonzero(with_value))
            shift += count * (centred[with_value].mean(axis=0) - centred[without].mean(axis=0))
            weight += count
    middle = centred[of_anchor].mean(axis=0) if of_anchor.any() else np.zeros_like(shift)
    return np.asarray(unit((middle + shift / max(1, weight))[None])[0])


def distance_to_catalogue(centred: Floats, vectors: Floats) -> Floats:
    """How far products that are wanted (n, d) are from the nearest in the catalogue: 1 − cosine, (n,)."""
    from segments.index import ProductIndex  # faiss loads here, on first use

    if not len(centred):
        return np.full(len(vectors), 2, np.float32)
    return np.asarray(1 - ProductIndex.build(centred).search(vectors, 1)[1][:, 0])


def _also(facets: Facets, lift: Doubles, anchor: int, other: int, most: int = 3) -> tuple[int, ...]:
    """The best liked values (columns) of other facets that products of the category have."""
    there = np.asarray(facets.matrix[facets.having((anchor,))].sum(axis=0)).ravel() > 0
    taken = {int(facets.facet_of[anchor]), int(facets.facet_of[other])}
    also: list[int] = []
    for column in np.argsort(-lift, kind="stable"):
        facet = int(facets.facet_of[column])
        if lift[column] <= LIKED_LIFT or len(also) == most:
            break
        if there[column] and facet not in taken:
            taken.add(facet)
            also.append(int(column))
    return tuple(also)


def _near(
    facets: Facets, centred: Floats, vector: Floats, anchor: int, other: int, also: tuple[int, ...] = ()
) -> tuple[int, ...]:
    """The product of the category, and the one with the value, that look most like the vector; what else is liked
    counts as well: a plain grey shirt is not shown by a striped one."""
    cosine = centred @ vector + sum((AGREES * facets.having((column,)) for column in also), np.zeros(len(centred)))
    chosen: list[int] = []
    for mask in (facets.having((anchor,)), facets.having((other,))):
        mask[chosen] = False
        if mask.any():
            chosen.append(int(np.where(mask, cosine, -np.inf).argmax()))
    return tuple(chosen)
