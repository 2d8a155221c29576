"""Search: exact where it says so, near enough where it may be, and never out of range."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.errors import SegmentDataError
from segments.index import ProductIndex, kmeans, nearest
from segments.tastes import unit

RNG = np.random.default_rng(0)
CENTRES = RNG.normal(size=(60, 32))
VECTORS = unit(np.repeat(CENTRES, 100, axis=0) + 0.5 * RNG.normal(size=(6000, 32)))
QUERIES = unit(CENTRES + 0.5 * RNG.normal(size=(60, 32)))
TRUE = np.argsort(-(QUERIES @ VECTORS.T), axis=1)[:, :10]


def test_exact() -> None:
    rows, cosines = ProductIndex.build(VECTORS).search(QUERIES, 10)
    assert np.array_equal(rows, TRUE)
    assert np.allclose(cosines, np.take_along_axis(QUERIES @ VECTORS.T, rows, 1), atol=1e-5)


def test_approximate_finds_nearly_all() -> None:
    rows, cosines = ProductIndex.build(VECTORS, exact=False).search(QUERIES, 10)
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(rows.tolist(), TRUE.tolist(), strict=True)])
    assert recall >= 0.95
    assert (np.diff(cosines, axis=1) <= 1e-6).all()


def test_fewer_products_than_asked_for() -> None:
    rows, cosines = ProductIndex.build(VECTORS[:3]).search(QUERIES[:2], 10)
    assert rows.shape == cosines.shape == (2, 3)
    assert ProductIndex.build(VECTORS[:0]).search(QUERIES[:2], 10)[0].shape == (2, 0)


def test_one_query_may_be_a_plain_vector() -> None:
    assert ProductIndex.build(VECTORS).search(QUERIES[0], 1)[0].tolist() == [[TRUE[0, 0]]]


def test_saved_and_loaded(tmp_path: Path) -> None:
    index = ProductIndex.build(VECTORS, exact=False)
    index.save(tmp_path / "index")
    again = ProductIndex.load(tmp_path / "index")
    assert len(again) == len(VECTORS)
    assert np.array_equal(again.search(QUERIES, 5)[0], index.search(QUERIES, 5)[0])


def test_a_damaged_index_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(b"not an index")
    with pytest.raises(SegmentDataError):
        ProductIndex.load(tmp_path / "index")
    with pytest.raises(SegmentDataError):
        ProductIndex.load(tmp_path / "missing")


def test_kmeans_is_deterministic_and_finds_the_centres() -> None:
    first, again = (kmeans(VECTORS, 60, seed=3) for _ in range(2))
    assert np.array_equal(first, again)
    labels = nearest(VECTORS, first)[0][:, 0]
    purity = np.mean([np.bincount(labels[i * 100 : i * 100 + 100]).max() / 100 for i in range(60)])
    assert purity > 0.9
