"""Recommenders: each finds what it is able to find, and figures are counted right."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from segments.recommend import (
    best_of,
    hit_rate,
    item_knn,
    ndcg,
    near,
    rank_svd,
    split_by_time,
    user_interests,
    user_vector,
)  # fmt: skip
from segments.tables import PURCHASE, VIEW, EventArrays
from segments.tastes import unit

RNG = np.random.default_rng(0)
GROUPS, SIZE = 5, 40
"""Products of five kinds; users buy of one kind each, twelve things of forty."""
PLACES = np.eye(16)[:GROUPS]
CENTRED = unit(np.repeat(PLACES, SIZE, axis=0) + 0.1 * RNG.normal(size=(GROUPS * SIZE, 16)))
KIND = RNG.integers(0, GROUPS, 300)
ROWS = np.stack([kind * SIZE + RNG.choice(SIZE, 12, replace=False) for kind in KIND])
HISTORIES = sparse.csr_matrix(
    (np.ones(300 * 11, np.float32), ROWS[:, :11].ravel(), np.arange(0, 300 * 11 + 1, 11)), (300, GROUPS * SIZE)
)
USERS = np.arange(300)


@pytest.mark.parametrize("model", ["svd", "knn", "vector", "interests"])
def test_recommends_of_the_users_kind(model: str) -> None:
    rows = {
        "svd": lambda: rank_svd(HISTORIES, USERS),
        "knn": lambda: item_knn(HISTORIES, USERS),
        "vector": lambda: user_vector(HISTORIES, CENTRED, USERS),
        "interests": lambda: user_interests(HISTORIES, CENTRED, USERS),
    }[model]()
    assert rows.shape == (300, 20)
    assert np.mean(rows // SIZE == KIND[:, None]) > 0.9
    assert all(len(set(row)) == 20 for row in rows.tolist())
    best = best_of(np.bincount(HISTORIES.indices, minlength=200).astype(float), USERS)
    assert hit_rate(rows, ROWS[:, 11]) > 2 * hit_rate(best, ROWS[:, 11])


def test_two_interests_share_the_places() -> None:
    both = sparse.csr_matrix((np.ones(12, np.float32), [*range(8), *range(40, 44)], [0, 12]), (1, 200))
    rows = user_interests(both, CENTRED, np.array([0]))[0]
    kinds = np.bincount(rows // SIZE, minlength=GROUPS)
    assert kinds[0] + kinds[1] == 20
    assert kinds[0] == pytest.approx(20 * 8 / 12, abs=1.5)


def test_near_generated_products() -> None:
    rows = near(np.stack([PLACES[[0, 1]], PLACES[[2, 2]]]).astype(np.float32), CENTRED)
    assert {row // SIZE for row in rows[0].tolist()} <= {0, 1}
    assert {row // SIZE for row in rows[1].tolist()} == {2}
    few = near(PLACES[None, :1].astype(np.float32), CENTRED[:3])
    assert few.shape == (1, 20)
    assert (few[0, 3:] == -1).all()


def test_figures() -> None:
    rows, wanted = np.array([[5, 7, 9], [1, 2, 3]]), np.array([7, 8])
    assert hit_rate(rows, wanted) == 0.5
    assert ndcg(rows, wanted) == pytest.approx(0.5 / np.log2(3))


def test_the_split_never_looks_ahead() -> None:
    user = np.sort(RNG.integers(0, 40, 800))
    events = EventArrays(
        user=user.astype(np.int32), product=RNG.integers(0, 30, 800).astype(np.int32),
        kind=np.where(RNG.random(800) < 0.5, VIEW, PURCHASE).astype(np.uint8),
        time_s=RNG.integers(0, 10**6, 800), quantity=np.ones(800, np.float32), price=np.ones(800, np.float32),
        session=np.arange(800, dtype=np.int32), users=40,
    )  # fmt: skip
    split = split_by_time(events)
    moment = split.past.time_s.max()
    later = (events.kind == PURCHASE) & (events.time_s > moment)
    assert 0.15 < later.sum() / (events.kind == PURCHASE).sum() < 0.25
    for user_, next_ in zip(split.users, split.next, strict=True):
        mine = np.flatnonzero(later & (events.user == user_))
        assert events.product[mine[events.time_s[mine].argmin()]] == next_
    assert set(split.users.tolist()) <= set(split.past.user.tolist())
    assert split.past.users == 40


def test_nothing_sold() -> None:
    empty = np.empty(0, np.int32)
    events = EventArrays(
        user=empty, product=empty, kind=empty.astype(np.uint8), time_s=empty.astype(np.int64),
        quantity=empty.astype(np.float32), price=empty.astype(np.float32), session=empty, users=0,
    )  # fmt: skip
    assert not len(split_by_time(events).users)
