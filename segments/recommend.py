"""Recommenders by which a taste, or a generated product, is judged: does it lead to what was bought next?

All get the same: histories (users, n products) of weights up to a moment; and say for some users which `count` come
next, best first.  `best_of` knows no user at all, `rank_svd` and `item_knn` are what libraries offer, `user_vector`
looks around the user's taste, `near` around any vectors that are given, such as those of generated products.

Source: hit rate and NDCG as in the sequential-recommendation literature (one next product a user); Halko et al. 2011
(randomised SVD), Sarwar et al. 2001 (item kNN).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from segments.index import ProductIndex
from segments.interests import split_interests
from segments.tables import PURCHASE, EventArrays
from segments.tastes import mean_tastes, unit

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

RANK = 32
NEIGHBOURS = 50
AT = 20


@dataclass(frozen=True, kw_only=True, eq=False)
class TimeSplit:
    """Histories until a moment, and what each user bought first after it."""

    past: EventArrays
    users: Ints
    """(n,): those who have a past and a next purchase."""
    next: Ints
    """(n,): the product."""


def split_by_time(events: EventArrays, fraction: float = 0.8) -> TimeSplit:
    """Split where `fraction` of all purchases have happened.  Users keep their codes."""
    sold = events.kind == PURCHASE
    moment = np.quantile(events.time_s[sold], fraction) if sold.any() else np.inf
    early = events.time_s <= moment
    later = np.flatnonzero(sold & ~early)
    order = later[np.lexsort((events.time_s[later], events.user[later]))]
    users, first = np.unique(events.user[order], return_index=True)
    had = np.isin(users, events.user[early])
    values = {field.name: getattr(events, field.name) for field in fields(events) if field.name != "users"}
    past = EventArrays(**{name: column[early] for name, column in values.items()}, users=events.users)
    return TimeSplit(
        past=past, users=users[had].astype(np.int64), next=events.product[order][first][had].astype(np.int64)
    )


def best_of(bought: NDArray[np.floating], users: Ints, count: int = AT) -> Ints:
    """The same best-sellers for everybody, (users, count); `bought` (products,) says how often each was."""
    return np.tile(np.argsort(-bought, kind="stable")[:count], (len(users), 1))


def rank_svd(histories: sparse.csr_matrix, users: Ints, count: int = AT, seed: int = 0) -> Ints:
    """What the low-rank picture of all histories (randomised SVD of log weights) expects, (users, count)."""
    damped = histories.copy()
    damped.sum_duplicates()
    damped.data = np.log1p(damped.data)
    rank = min(RANK, min(damped.shape) - 1)
    _, _, items = randomized_svd(damped, rank, random_state=seed)
    return _best(np.asarray(damped[users] @ items.T) @ items, count)


def item_knn(histories: sparse.csr_matrix, users: Ints, count: int = AT) -> Ints:
    """Products that go with what the user had, by the cosine of who had them, (users, count)."""
    plain = histories.copy()
    plain.sum_duplicates()
    norms = np.sqrt(np.asarray(plain.multiply(plain).sum(axis=0)).ravel())
    scaled = plain @ sparse.diags_array(1 / np.maximum(norms, 1e-9))
    alike = np.asarray((scaled.T @ scaled).todense(), np.float32)
    np.fill_diagonal(alike, 0)
    if alike.shape[1] > NEIGHBOURS:
        least = np.partition(alike, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS][:, None]
        alike[alike < least] = 0
    return _best(np.asarray(plain[users] @ alike), count)


def user_vector(histories: sparse.csr_matrix, centred: Floats, users: Ints, count: int = AT) -> Ints:
    """The products nearest to each user's taste, (users, count)."""
    return near(mean_tastes(histories[users], centred)[:, None], centred, count)


def user_interests(histories: sparse.csr_matrix, centred: Floats, users: Ints, count: int = AT) -> Ints:
    """The products nearest to any of each user's separate interests, larger interests first, (users, count)."""
    found = split_interests(histories[users], centred)
    most = int(np.bincount(found.user, minlength=1).max()) if len(found.user) else 1
    vectors, shares = np.zeros((len(users), most, centred.shape[1]), np.float32), np.zeros((len(users), most))
    place = np.arange(len(found.user)) - np.searchsorted(found.user, found.user)
    vectors[found.user, place], shares[found.user, place] = found.vector, found.share
    return near(vectors, centred, count, shares)


def near(vectors: Floats, centred: Floats, count: int = AT, shares: NDArray[np.floating] | None = None) -> Ints:
    """The products nearest to any of several centred vectors of each user (n, g, d), (n, count).

    A product's score is its best cosine to one of them; `shares` (n, g) give each of them its part of the places
    instead.
    """
    users, several, width = vectors.shape
    rows, cosines = ProductIndex.build(centred).search(unit(vectors.reshape(-1, width)), count)
    rows, cosines = rows.reshape(users, several, -1), cosines.reshape(users, several, -1)
    if shares is not None:  # the r-th of an interest with share s is due at place r/s
        rank = np.arange(1, rows.shape[2] + 1)
        cosines = -(rank / np.maximum(shares, 1e-6)[..., None]).astype(np.float32)
    return np.stack([_merge(rows[i].ravel(), cosines[i].ravel(), count) for i in range(users)])


def _merge(rows: Ints, scores: Floats, count: int) -> Ints:
    """The best `count` different rows, best first; −1 where there are fewer."""
    order = rows[np.argsort(-scores, kind="stable")]
    kept = np.array(list(dict.fromkeys(order.tolist()))[:count], np.int64)
    return np.pad(kept, (0, count - len(kept)), constant_values=-1)


def _best(scores: NDArray[np.floating], count: int) -> Ints:
    count = min(count, scores.shape[1])
    some = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(scores, some, 1), axis=1, kind="stable")
    return np.asarray(np.take_along_axis(some, order, 1), np.int64)


def hit_rate(recommended: Ints, wanted: Ints) -> float:
    """How often what was bought next (n,) is among the recommended (n, count)."""
    return float((recommended == wanted[:, None]).any(axis=1).mean()) if len(wanted) else float("nan")


def ndcg(recommended: Ints, wanted: Ints) -> float:
    """The same, but a later place counts less: 1 / log2(place + 1)."""
    hits = recommended == wanted[:, None]
    gain = 1 / np.log2(np.arange(2, recommended.shape[1] + 2))
    return float((hits * gain).sum(axis=1).mean()) if len(wanted) else float("nan")
