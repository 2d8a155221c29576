"""The map: alike tastes near each other, circles apart and inside of the frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from segments.layout import lay_out, push_apart, size_circles
from segments.tastes import unit
from segments.types import Segment, Taste

SEGMENT = Segment(
    id="a", label="A", size=10, traffic_share=0.1, sales_share=0.1, trend=None,
    taste=Taste(vector=np.array([1, 0, 0], np.float32), encoder="e"), interests=(), keywords=(), pairs=(), palette=(),
    categories=(), price_band=None, willingness=None, exemplars=(), cohesion=1.0, gap=(), snapshot="000001",
)  # fmt: skip


def segments(count: int, seed: int = 0) -> tuple[Segment, ...]:
    rng = np.random.default_rng(seed)
    sales = rng.dirichlet(np.full(count, 1.5))
    tastes = unit(rng.normal(size=(count, 16)))
    return tuple(
        replace(SEGMENT, id=str(n), sales_share=float(sales[n]), taste=Taste(vector=tastes[n], encoder="e"))
        for n in range(count)
    )


@pytest.mark.parametrize("count", [1, 2, 3, 8, 14, 24])
@pytest.mark.parametrize("seed", [0, 1])
def test_circles_neither_touch_nor_leave(count: int, seed: int) -> None:
    centres, radii = lay_out(segments(count, seed), 1.9, 1.0)
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=-1) + 10 * np.eye(count)
    assert (apart >= radii[:, None] + radii[None] - 1e-3).all()
    assert (centres >= radii[:, None] - 1e-6).all()
    assert (centres <= np.array([1.9, 1.0]) - radii[:, None] + 1e-6).all()


def test_the_same_segments_give_the_same_map() -> None:
    first, again = (lay_out(segments(9)) for _ in range(2))
    np.testing.assert_array_equal(first[0], again[0])


def test_alike_tastes_are_near_each_other() -> None:
    tastes = unit(np.array([[1, 0.1, 0], [1, -0.1, 0], [-1, 0.2, 0], [-1, -0.2, 0.1]]))
    some = tuple(
        replace(SEGMENT, id=str(n), sales_share=0.05, taste=Taste(vector=taste, encoder="e"))
        for n, taste in enumerate(tastes)
    )
    centres, _ = lay_out(some)
    assert np.linalg.norm(centres[0] - centres[1]) < np.linalg.norm(centres[0] - centres[2])
    assert np.linalg.norm(centres[2] - centres[3]) < np.linalg.norm(centres[1] - centres[3])


def test_larger_sales_are_larger_circles_and_none_vanishes() -> None:
    radii = size_circles(np.array([0.6, 0.3, 0.1, 0.0]), 1.6, 1.0)
    assert (np.diff(radii[:3]) < 0).all()
    assert radii[3] > 0.3 * radii[0]


def test_circles_in_one_place_are_taken_apart() -> None:
    centres = push_apart(np.full((4, 2), 0.5), np.full(4, 0.15), 1.6, 1.0)
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=-1) + np.eye(4)
    assert apart.min() >= 0.3 - 1e-3


def test_no_segments_give_an_empty_map() -> None:
    assert lay_out(())[0].shape == (0, 2)
