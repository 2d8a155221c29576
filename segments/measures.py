"""How much of what was planted in a simulated shop is found again; all figures are 0..1 and higher is better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats
from scipy.optimize import linear_sum_assignment
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import cross_val_predict

from segments.audience import Audience
from segments.keywords import split_words
from segments.simulate import SimulatedShop
from segments.tables import PURCHASE, VIEW

Ints = NDArray[np.int64]
FIRST = 10


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The adjusted Rand index between planted and found segments, with what to compare it with."""

    found: float
    oracle: float
    """A classifier that knows the true attributes of the products and is told the segments of half the shoppers, about
    the other half."""
    random: float
    """The found segments dealt out at random."""


def measure_agreement(shop: SimulatedShop, labels: Ints, seed: int = 0) -> Agreement:
    """Compare found labels (users,) with the planted ones; shoppers without a label count as one more segment."""
    dealt = np.random.default_rng(seed).permutation(labels)
    return Agreement(
        found=float(adjusted_rand_score(shop.segment, labels)),
        oracle=float(adjusted_rand_score(shop.segment, _told_half(shop))),
        random=float(adjusted_rand_score(shop.segment, dealt)),
    )


def _told_half(shop: SimulatedShop) -> Ints:
    """Segments by logistic regression on the mean attributes of what each shopper bought and saw, by halves."""
    events, matrix = shop.events, shop.catalogue.facets.matrix
    parts = []
    for kind in (PURCHASE, VIEW):
        some = events.kind == kind
        ones = np.ones(np.count_nonzero(some), np.float32)
        counts = sparse.csr_matrix((ones, (events.user[some], events.product[some])), (events.users, matrix.shape[0]))
        total = np.asarray(counts.sum(axis=1)).reshape(-1, 1)
        parts.append(np.asarray((counts @ matrix).todense()) / np.maximum(total, 1))
    known = np.hstack(parts)
    known = (known - known.mean(axis=0)) / (known.std(axis=0) + 1e-6)
    return np.asarray(cross_val_predict(LogisticRegression(C=0.1, max_iter=500), known, shop.segment, cv=2), np.int64)


def match(shop: SimulatedShop, audience: Audience) -> dict[int, int]:
    """Which found segment is which planted one, by the people: planted → found.  A planted one may have none."""
    table = np.zeros((shop.parameters.segments, len(audience.segments)))
    there = audience.labels >= 0
    np.add.at(table, (shop.segment[there], audience.labels[there]), 1)
    planted, found = linear_sum_assignment(table, maximize=True)
    return {int(a): int(b) for a, b in zip(planted, found, strict=True) if table[a, b] > 0}


def measure_keywords(shop: SimulatedShop, audience: Audience) -> float:
    """The part of the planted words that are among the first ten of their segment.

    Words are compared as keywords are written: in lower case, "light blue" as two words, which have to be among the ten
    both, or as a pair of the segment.
    """
    pairs, hits = match(shop, audience), []
    for planted, words in enumerate(shop.planted_words):
        found = pairs.get(planted)
        segment = None if found is None else audience.segments[found]
        first = set() if segment is None else {each.word for each in segment.keywords[:FIRST]}
        both = set() if segment is None else {each.word for each in segment.pairs}
        hits.append(np.mean([set(split_words(word)) <= first or word.casefold() in both for word in words]))
    return float(np.mean(hits))


def measure_gaps(shop: SimulatedShop, audience: Audience) -> float:
    """The part of the planted holes that are among the first ten gaps of their segment."""
    pairs, words, hits = match(shop, audience), shop.catalogue.facets.words, []
    for hole in shop.holes:
        found, wanted = pairs.get(hole.segment), {words[column] for column in hole.columns}
        gaps = () if found is None else audience.segments[found].gap[:FIRST]
        hits.append(any(wanted <= set(gap.words) for gap in gaps))
    return float(np.mean(hits)) if hits else float("nan")


@dataclass(frozen=True, kw_only=True)
class WillingnessAgreement:
    """Spearman correlations of estimated and planted willingness to pay, over all segments and products."""

    relative: float
    """Above the usual price of the category, so that knowing what coats cost is worth nothing."""
    absolute: float
    list_price: float
    """`relative`, for guessing the list price: everybody's price is a fair guess of worth."""


def measure_willingness(shop: SimulatedShop, audience: Audience, centred: NDArray[np.float32]) -> WillingnessAgreement:
    """Compare the willingness of matched segments; 0 when none could be estimated."""
    catalogue, pairs = shop.catalogue, match(shop, audience)
    read = audience.features.read(centred, catalogue.prices, catalogue.known)
    models = {planted: audience.willingness[found] for planted, found in pairs.items()}
    fitted = {planted: model.estimate(read) for planted, model in models.items() if model is not None}
    if not fitted:
        return WillingnessAgreement(relative=0.0, absolute=0.0, list_price=0.0)
    truth, estimate = shop.willingness[list(fitted)], np.stack(list(fitted.values()))
    guess = np.tile(catalogue.prices, (len(fitted), 1))

    def spearman(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
        return float(stats.spearmanr(a.ravel(), b.ravel())[0])

    usual = catalogue.reference
    return WillingnessAgreement(
        relative=spearman(estimate - usual, truth - usual),
        absolute=spearman(estimate, truth),
        list_price=spearman(guess - usual, truth - usual),
    )
