"""A shopper's separate interests: shoes and dresses do not average into a product that nobody wants.

The history of each shopper is split into one to three groups of products by spherical k-means.  A split counts only
when its groups are strangers to each other, so a shopper with one taste keeps one.  All shoppers are worked on at once,
in batches of similar length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from segments.tastes import unit

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MOST = 3
STRANGERS = 0.3
"""Groups whose centres have a lower cosine than this are different interests (unrelated products have about 0)."""
LEAST_SHARE = 0.15
"""An interest is at least this part of a history, by weight, and two products at least."""
LONGEST = 96
"""Of a longer history the weightiest products count."""
ROUNDS = 6
BATCH_FLOATS = 16 * 2**20


@dataclass(frozen=True, kw_only=True, eq=False)
class Interests:
    """The interests of all shoppers, sorted by shopper, then weightiest first."""

    user: Ints
    """(interests,)."""
    share: Floats
    """(interests,): part of the shopper's history, by weight; sums to 1 for each."""
    vector: Floats
    """(interests, m): unit vectors in the space of the points."""

    def of(self, user: int) -> slice:
        """The rows of one shopper."""
        begin, end = np.searchsorted(self.user, [user, user + 1])
        return slice(int(begin), int(end))


def split_interests(histories: sparse.csr_matrix, points: Floats, most: int = MOST) -> Interests:
    """Split weighted histories (users, n) of products at unit `points` (n, m); zero rows are left out.

    Shoppers without any product have no interests.  Deterministic.
    """
    histories = histories.copy()
    histories.sum_duplicates()
    users, shares, vectors = [], [], []
    for user, items, weights in _batches(histories, points.shape[1]):
        there = points[items]
        weights = weights * (np.einsum("nlm,nlm->nl", there, there) > 1e-12)
        share, centre = _split(there, weights, most)
        order = np.argsort(-share, axis=1, kind="stable")
        share, centre = np.take_along_axis(share, order, 1), np.take_along_axis(centre, order[..., None], 1)
        who, which = np.nonzero(share > 0)
        users.append(user[who])
        shares.append(share[who, which])
        vectors.append(centre[who, which])
    if not users:
        return Interests(user=np.empty(0, np.int64), share=np.empty(0, np.float32), vector=points[:0])
    user = np.concatenate(users)
    order = np.argsort(user, kind="stable")
    return Interests(
        user=user[order],
        share=np.concatenate(shares)[order].astype(np.float32),
        vector=np.concatenate(vectors)[order].astype(np.float32),
    )


def _batches(histories: sparse.csr_matrix, width: int) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Shoppers (n,) of similar length with their products and weights (n, l), the weightiest first, 0 beyond."""
    lengths = np.diff(histories.indptr)
    classes = np.ceil(np.log2(np.maximum(lengths, 1))).astype(int)
    for size in np.unique(classes[lengths > 0]):
        longest = int(2**size)
        users = np.flatnonzero((classes == size) & (lengths > 0))
        step = max(1, BATCH_FLOATS // (longest * width))
        for begin in range(0, len(users), step):
            some = users[begin : begin + step]
            place = np.arange(longest)
            there = place < lengths[some, None]
            at = np.where(there, histories.indptr[some][:, None] + place, 0)
            weights = np.where(there, histories.data[at], 0).astype(np.float32)
            items = histories.indices[at].astype(np.int64)
            if longest > LONGEST:
                keep = np.argsort(-weights, axis=1, kind="stable")[:, :LONGEST]
                items, weights = np.take_along_axis(items, keep, 1), np.take_along_axis(weights, keep, 1)
            yield some, items, weights


def _split(points: Floats, weights: Floats, most: int) -> tuple[Floats, Floats]:
    """Shares (n, most) and centres (n, most, m) of histories (n, l, m): as many groups as are strangers to each other.

    Shares beyond a shopper's last interest are 0.
    """
    total = weights.sum(axis=1)
    share = np.zeros((len(points), most), np.float32)
    centre = np.zeros((len(points), most, points.shape[2]), np.float32)
    share[:, 0] = total > 0
    centre[:, 0] = _mean(points, weights)
    for count in range(2, most + 1):
        centres, groups = _group(points, weights, count)
        apart = (centres @ centres.transpose(0, 2, 1)) - 2 * np.eye(count, dtype=np.float32)
        sizes = np.stack([(weights * (groups == number)).sum(axis=1) for number in range(count)], axis=1)
        pieces = np.stack([((weights > 0) & (groups == number)).sum(axis=1) for number in range(count)], axis=1)
        parts = np.divide(sizes, total[:, None], out=np.zeros_like(sizes), where=total[:, None] > 0)
        good = (apart.max(axis=(1, 2)) < STRANGERS) & (parts.min(axis=1) >= LEAST_SHARE) & (pieces.min(axis=1) >= 2)
        share[good, :count], centre[good, :count] = parts[good], centres[good]
    return share, centre


def _group(points: Floats, weights: Floats, count: int) -> tuple[Floats, Ints]:
    """Spherical k-means of each history (n, l, m): centres (n, count, m) and the group of each product (n, l).

    Starts from the product nearest to the mean, then whatever is farthest from all starts so far.
    """
    rows = np.arange(len(points))
    cosines = _cosines(points, _mean(points, weights)[:, None])[..., 0]
    starts = [points[rows, np.where(weights > 0, cosines, -np.inf).argmax(axis=1)]]
    closest = np.full(weights.shape, -np.inf, np.float32)
    for _ in range(count - 1):
        closest = np.maximum(closest, _cosines(points, starts[-1][:, None])[..., 0])
        starts.append(points[rows, np.where(weights > 0, closest, np.inf).argmin(axis=1)])
    centres = np.stack(starts, axis=1)
    for _ in range(ROUNDS):
        groups = _cosines(points, centres).argmax(axis=2)
        members = weights[:, None] * (groups[:, None] == np.arange(count)[:, None])  # (n, count, l)
        centres = unit(members @ points)
    return centres, groups


def _mean(points: Floats, weights: Floats) -> Floats:
    """The unit mean (n, m) of points (n, l, m)."""
    return unit((weights[:, None] @ points)[:, 0])


def _cosines(points: Floats, centres: Floats) -> Floats:
    """(n, l, k) between points (n, l, m) and centres (n, k, m)."""
    return np.asarray(points @ centres.transpose(0, 2, 1), np.float32)
