"""Segments of shoppers: k-means on tastes, as many as the data has, with names that survive a re-run.

The number is the one with the best simplified silhouette: how much nearer shoppers are to their own centre than to the
next.  On simulated shops with 4 to 12 planted segments it picks the planted number nine times in ten, and one less
otherwise.  A segment below the
minimum size is dissolved: its people go to the next nearest one, so that nobody can be singled out.

Source: simplified silhouette, Hruschka et al. 2004; matching, Kuhn 1955 (scipy's linear_sum_assignment).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from models.errors import InputError, SegmentDataError
from segments.tastes import has_vector

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MINIMUM_SIZE = 50
CHOICES = tuple(range(3, 25))
"""Numbers of segments that are tried: more than two dozen nobody looks through."""
MOST = 200
TIE = 0.01
"""Numbers whose silhouettes differ by less than this part count as alike; the largest is taken, since merging two
segments is easier for a user than taking one apart."""
LOOK_AT = 10_000
"""Shoppers by whom the number is chosen."""
TRY_ON, RESTARTS = 8_192, 12
"""Random starts are tried on so many shoppers, the best one goes on ..."""
LEARN_FROM, ROUNDS = 32_768, 10
"""... to so many, for so many rounds.  Rounds over everybody would make the fit better by less than a thousandth."""
MANY = 64
"""Beyond so many segments both numbers grow with theirs."""
NOBODY = -1
"""The label of a shopper without a taste."""
SAME = 0.6
"""Segments of two snapshots are the same when they are at least this similar (cosine, or overlap of people)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Clusters:
    """Centres that a taste is assigned to; `ids` name them over time."""

    ids: tuple[str, ...]
    centres: Floats
    """(k, m), in the space of the points."""
    silhouettes: dict[int, float]
    """How well each number of segments that was tried fits, 0..1; empty when the user chose."""

    def assign(self, points: Floats) -> Ints:
        """The segment number of each point (n, m); NOBODY for points of zeros.  Nothing is fitted again."""
        labels = _nearest(points, self.centres, 1)[0][:, 0]
        return np.where(has_vector(points), labels, NOBODY)


def fit_clusters(
    points: Floats, *, count: int | None = None, minimum: int = MINIMUM_SIZE, seed: int = 0,
    choices: Sequence[int] = CHOICES,
) -> Clusters:  # fmt: skip
    """Cluster unit points (users, m); points of zeros are left out.  `count` is the user's wish; None chooses.

    There may be fewer than wished for when some would be too small.  Raises SegmentDataError when there are fewer than
    `minimum` shoppers with a taste at all, InputError for a wish outside of 1..200.
    """
    if count is not None and not 1 <= count <= MOST:
        raise InputError(f"There can be 1 to {MOST} segments.", "Choose another number.")
    there = has_vector(points)
    with_taste = points if there.all() else points[there]
    if len(with_taste) < max(1, minimum):
        raise SegmentDataError(
            f"Only {len(with_taste)} shoppers have a history; a segment needs {minimum}.",
            "Import a longer history, or choose a lower minimum size.",
        )
    rng = np.random.default_rng(seed)
    most = _scaled(LEARN_FROM, count or max(choices, default=1))
    learned = with_taste if len(with_taste) <= most else with_taste[_draw(rng, len(with_taste), most)]
    room = max(1, len(with_taste) // max(1, minimum))
    silhouettes: dict[int, float] = {}
    if count is None:
        looked = learned if len(learned) <= LOOK_AT else learned[_draw(rng, len(learned), LOOK_AT)]
        silhouettes = {choice: _silhouette(looked, choice, seed) for choice in choices if choice <= room}
        good = (1 - TIE) * max(silhouettes.values(), default=0.0)
        count = max((choice for choice, fit in silhouettes.items() if fit >= good), default=1)
    centres = _kmeans(learned, min(count, room), seed)
    centres = _dissolve_small(with_taste, centres, minimum)
    return Clusters(ids=new_ids(centres), centres=centres, silhouettes=silhouettes)


def new_ids(centres: Floats) -> tuple[str, ...]:
    """An id for each centre: a hash of it, so that the same data gives the same ids."""
    rounded = np.round(np.asarray(centres, np.float64), 3) + 0.0  # no −0
    return tuple(hashlib.sha256(row.astype("<f8").tobytes()).hexdigest()[:10] for row in rounded)


def keep_ids(clusters: Clusters, old_ids: Sequence[str], similarity: NDArray[np.floating]) -> Clusters:
    """The clusters with the ids of the last snapshot where they are the same; the others keep their new ones.

    `similarity` (old, new) is the cosine of tastes in the encoder's space, or, where the encoder has changed,
    `overlap` of the people; at least SAME is the same.  Each old id is given once, best matches overall first.
    """
    ids = list(clusters.ids)
    if similarity.size:
        for old, new in zip(*linear_sum_assignment(similarity, maximize=True), strict=True):
            if similarity[old, new] >= SAME:
                ids[new] = old_ids[old]
    return replace(clusters, ids=_distinct(ids))


def overlap(old_labels: Ints, new_labels: Ints, old_count: int, new_count: int) -> NDArray[np.float64]:
    """How much segments have the same people, (old, new): those in both over those in the smaller one (Szymkiewicz).

    The labels (n,) are those of the shoppers that both snapshots know.
    """
    both = (old_labels >= 0) & (new_labels >= 0)
    table = np.zeros((old_count, new_count))
    np.add.at(table, (old_labels[both], new_labels[both]), 1)
    smaller = np.minimum(table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True))
    return np.asarray(table / np.maximum(smaller, 1))


def _distinct(ids: list[str]) -> tuple[str, ...]:
    """A new id that a kept one happens to be already is hashed once more."""
    seen: set[str] = set()
    for position, id in enumerate(ids):
        while id in seen:
            id = hashlib.sha256(id.encode()).hexdigest()[:10]
        ids[position] = id
        seen.add(id)
    return tuple(ids)


def _silhouette(points: Floats, count: int, seed: int) -> float:
    """The mean of (b − a) / b, where a and b are the distances to the own and to the next nearest centre, 0..1."""
    squared = _nearest(points, _kmeans(points, count, seed), 2)[1]
    own, other = np.sqrt(np.maximum(squared.T, 0))
    return float(np.mean(np.divide(other - own, other, out=np.zeros_like(own), where=other > 1e-9)))


def _dissolve_small(points: Floats, centres: Floats, minimum: int) -> Floats:
    """The centres without those that have too few people, the smallest going first; one always stays."""
    while len(centres) > 1:
        sizes = np.bincount(_nearest(points, centres, 1)[0][:, 0], minlength=len(centres))
        if sizes.min() >= minimum:
            break
        centres = np.delete(centres, sizes.argmin(), axis=0)
    return centres


def _draw(rng: np.random.Generator, rows: int, most: int) -> Ints:
    return np.sort(rng.choice(rows, most, replace=False))


def _scaled(shoppers: int, count: int) -> int:
    """So many shoppers, or more when there are many segments."""
    return shoppers * max(1, -(-count // MANY))


def _kmeans(points: Floats, count: int, seed: int) -> Floats:
    from segments.index import kmeans  # faiss loads here, on first use

    few = _scaled(TRY_ON, count)
    tried = points if len(points) <= few else points[_draw(np.random.default_rng(seed), len(points), few)]
    centres = kmeans(tried, count, seed=seed, sample=len(tried), restarts=RESTARTS)
    if tried is points:
        return centres
    return kmeans(points, count, seed=seed, sample=len(points), iterations=ROUNDS, start=centres)


def _nearest(points: Floats, centres: Floats, count: int) -> tuple[Ints, Floats]:
    from segments.index import nearest

    return nearest(points, centres, count)
