"""Tastes: what counts how much, centring, and slices that change nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from segments.tables import CART, PURCHASE, VIEW, EventArrays
from segments.tastes import Centre, Weighting, gather, mean_tastes, slices, unit, weigh

DAY_S = 86_400


def events(rows: list[tuple[int, int, int, int]], users: int) -> EventArrays:
    """Events from (user, product, kind, day)."""
    user, product, kind, day = (np.array(column) for column in zip(*rows, strict=True))
    return EventArrays(
        user=user.astype(np.int32),
        product=product.astype(np.int32),
        kind=kind.astype(np.uint8),
        time_s=day.astype(np.int64) * DAY_S,
        quantity=np.ones(len(user), np.float32),
        price=np.full(len(user), 10, np.float32),
        session=np.arange(len(user), dtype=np.int32),
        users=users,
    )


def test_a_purchase_counts_more_than_a_cart_than_a_view() -> None:
    weights = weigh(events([(0, 0, VIEW, 0), (0, 0, CART, 0), (0, 0, PURCHASE, 0)], 1))
    assert weights[0] < weights[1] < weights[2]


def test_half_life() -> None:
    some = events([(0, 0, PURCHASE, 0), (0, 0, PURCHASE, 30), (0, 0, PURCHASE, 60)], 1)
    weights = weigh(some, Weighting(half_life_days=30))
    assert np.allclose(weights, [0.25, 0.5, 1.0])
    assert np.allclose(weigh(some, Weighting(half_life_days=None)), 1.0)


def test_a_shopper_away_for_a_century_still_has_a_taste() -> None:
    some = events([(0, 1, PURCHASE, 0), (1, 0, PURCHASE, 40_000)], 2)
    histories = gather(some, weigh(some, Weighting(half_life_days=30)), 2)
    tastes = mean_tastes(histories, np.eye(2, dtype=np.float32))
    assert np.allclose(tastes, [[0, 1], [1, 0]])


def test_a_wrong_number_of_weights() -> None:
    with pytest.raises(ValueError, match="one weight a kind"):
        weigh(events([(0, 0, VIEW, 0)], 1), Weighting(kinds=(1.0,)))


def test_centring_takes_the_cone_away() -> None:
    rng = np.random.default_rng(0)
    cone = 5 * np.eye(16)[0]
    vectors = unit(cone + rng.normal(size=(400, 16)))
    centre = Centre.of(vectors)
    centred = centre.centre(vectors)
    assert (vectors @ vectors.T).mean() > 0.5
    assert abs((centred @ centred.T).mean()) < 0.02
    assert np.allclose(np.linalg.norm(centred, axis=1), 1, atol=1e-5)
    back = centre.uncentre(centred)
    assert np.einsum("nd,nd->n", back, vectors).min() > 0.95


def test_products_without_a_vector_do_not_count() -> None:
    vectors = unit(np.array([[3, 1, 0], [3, -1, 0], [0, 0, 0]]))
    centre = Centre.of(vectors)
    assert np.allclose(centre.mean, vectors[:2].mean(axis=0))
    assert np.array_equal(centre.centre(vectors)[2], np.zeros(3))


def test_no_vectors_at_all() -> None:
    centre = Centre.of(np.zeros((3, 4), np.float32))
    assert np.isfinite(centre.mean).all()
    assert not centre.centre(np.zeros((3, 4), np.float32)).any()


def test_means_are_of_unit_length_and_empty_histories_are_zero() -> None:
    some = events([(0, 0, PURCHASE, 0), (0, 1, PURCHASE, 0), (2, 1, PURCHASE, 0)], 4)
    tastes = mean_tastes(gather(some, weigh(some), 2), np.eye(2, dtype=np.float32))
    assert np.allclose(tastes[0], [0.5**0.5, 0.5**0.5])
    assert np.allclose(tastes[2], [0, 1])
    assert not tastes[[1, 3]].any()


def test_slices_change_nothing_and_memory_mapped_output_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rng = np.random.default_rng(0)
    user = np.sort(rng.integers(0, 300, 2000))
    some = events([(int(u), int(p), PURCHASE, 0) for u, p in zip(user, rng.integers(0, 50, 2000), strict=True)], 300)
    points = unit(rng.normal(size=(50, 8)))
    histories = gather(some, weigh(some), 50)
    whole = mean_tastes(histories, points)
    monkeypatch.setattr("segments.tastes.slices", lambda rows, columns: slices(rows, columns, 4 * columns * 7))
    out = np.lib.format.open_memmap(
        tmp_path_factory.mktemp("tastes") / "out.npy", mode="w+", dtype=np.float32, shape=whole.shape
    )
    assert np.array_equal(mean_tastes(histories, points, out), whole)


def test_half_precision_keeps_tastes_however_old_or_long_a_history_is(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    counts = np.array([3, 20, 70_000, 5])
    begins = np.concatenate([[0], np.cumsum(counts)])
    weights = rng.uniform(0.1, 1, begins[-1]).astype(np.float32)
    weights[begins[3] :] *= 2.0**-20  # was away for twenty half-lives
    histories = sparse.csr_matrix((weights, rng.integers(0, 50, begins[-1]), begins), shape=(4, 50))
    points = unit(rng.normal(size=(50, 24)) + 1)
    whole = mean_tastes(histories, points)
    assert np.allclose(whole, unit(histories @ points), atol=1e-5)
    monkeypatch.setattr("segments.tastes.HALF_ABOVE_BYTES", 0)
    assert np.einsum("nd,nd->n", mean_tastes(histories, points), whole).min() > 1 - 2e-6


def test_slices_cover_all_rows_once() -> None:
    covered = np.concatenate([np.arange(100)[part] for part in slices(100, 10, 40 * 7)])
    assert covered.tolist() == list(range(100))
