"""Clusters: as many as there are, none too small, and the same ids after a re-run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from models.errors import InputError, SegmentDataError
from segments.clusters import NOBODY, fit_clusters, keep_ids, overlap
from segments.tastes import unit


def people(sizes: list[int], seed: int = 0, noise: float = 0.15) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Points round as many centres, and which."""
    rng = np.random.default_rng(7)
    centres = np.linalg.qr(rng.normal(size=(12, 12)))[0][: len(sizes)]
    labels = np.repeat(np.arange(len(sizes)), sizes)
    noise_ = np.random.default_rng(seed).normal(size=(len(labels), 12))
    return unit(centres[labels] + noise * noise_), labels


@pytest.mark.parametrize("count", [3, 5, 8])
def test_finds_how_many_there_are(count: int) -> None:
    points, labels = people([150] * count)
    clusters = fit_clusters(points)
    assert len(clusters.ids) == count
    assert adjusted_rand_score(labels, clusters.assign(points)) > 0.97


def test_the_users_wish_counts() -> None:
    points, _ = people([150] * 5)
    assert len(fit_clusters(points, count=3).ids) == 3
    for wish in (0, -1, 100_000):
        with pytest.raises(InputError):
            fit_clusters(points, count=wish)


def test_no_segment_below_the_minimum() -> None:
    points, _ = people([300, 300, 20])
    clusters = fit_clusters(points, count=3)
    assert len(clusters.ids) == 2
    assert np.bincount(clusters.assign(points)).min() >= 50
    assert len(fit_clusters(points, count=3, minimum=10).ids) == 3


def test_too_few_people() -> None:
    points, _ = people([20, 20])
    with pytest.raises(SegmentDataError) as failure:
        fit_clusters(points)
    assert "40" in failure.value.message
    assert failure.value.remedy


def test_just_enough_people_are_one_segment() -> None:
    points, _ = people([30, 30])
    assert len(fit_clusters(points).ids) == 1


def test_who_has_no_taste_is_nobodys() -> None:
    points, _ = people([100, 100, 100])
    points[::10] = 0
    labels = fit_clusters(points).assign(points)
    assert (labels[::10] == NOBODY).all()
    assert (np.delete(labels, np.s_[::10]) >= 0).all()


def test_identical_people() -> None:
    points = np.tile(unit(np.ones((1, 4))), (200, 1))
    assert (fit_clusters(points, minimum=50).assign(points) >= 0).all()


def test_new_people_are_assigned_without_fitting() -> None:
    points, labels = people([150] * 4)
    clusters = fit_clusters(points)
    again, labels_again = people([60] * 4, seed=5)
    names = {int(a): int(b) for a, b in zip(labels, clusters.assign(points), strict=True)}
    assert np.mean(clusters.assign(again) == [names[int(label)] for label in labels_again]) > 0.97


def test_the_same_data_gives_the_same_ids() -> None:
    points, _ = people([150] * 4)
    assert fit_clusters(points).ids == fit_clusters(points).ids


def test_ids_survive_another_month_and_a_new_segment() -> None:
    old_points, old_labels = people([150] * 4)
    new_points, new_labels = people([140, 160, 150, 150, 170], seed=9)
    old, new = fit_clusters(old_points), fit_clusters(new_points)
    kept = keep_ids(new, old.ids, old.centres @ new.centres.T)
    for planted in range(4):
        before = old.ids[old.assign(old_points[old_labels == planted][:1])[0]]
        after = kept.ids[kept.assign(new_points[new_labels == planted][:1])[0]]
        assert before == after
    assert len(set(kept.ids)) == 5
    assert len(set(kept.ids) - set(old.ids)) == 1


def test_unlike_segments_do_not_inherit_ids() -> None:
    points, _ = people([150] * 3)
    clusters = fit_clusters(points)
    kept = keep_ids(clusters, ["a", "b", "c"], np.full((3, 3), 0.3))
    assert kept.ids == clusters.ids


def test_a_new_id_never_equals_a_kept_one() -> None:
    points, _ = people([150] * 3)
    clusters = fit_clusters(points)
    similarity = np.array([[0.9, 0.0, 0.0]])
    kept = keep_ids(replace(clusters, ids=("x", "y", "z")), ["y"], similarity)
    assert kept.ids[0] == "y"
    assert len(set(kept.ids)) == 3


def test_overlap_of_people() -> None:
    old, new = np.array([0, 0, 0, 1, 1, -1]), np.array([1, 1, 0, 0, 0, 0])
    assert overlap(old, new, 2, 2).tolist() == [[1 / 3, 1.0], [1.0, 0.0]]
