"""Painted strokes as pixels."""

from __future__ import annotations

import numpy as np
import pytest

from models.strokes import FREE, KEEP, REMOVE, paint
from models.types import Stroke


def test_nothing_painted_nothing_bound() -> None:
    assert (paint((), 30, 20) == FREE).all()


def test_a_single_click_is_a_dot() -> None:
    canvas = paint((Stroke(kind="keep", points=((0.5, 0.5),), width=0.1),), 101, 101)
    assert canvas[50, 50] == KEEP
    assert 50 < (canvas == KEEP).sum() < 150


def test_a_line_covers_its_width_and_not_more() -> None:
    canvas = paint((Stroke(kind="remove", points=((0.0, 0.5), (1.0, 0.5)), width=0.1),), 200, 100)
    column = (canvas == REMOVE)[:, 100]
    assert 19 <= column.sum() <= 22
    assert column[50]


def test_what_is_painted_last_holds() -> None:
    line = ((0.2, 0.5), (0.8, 0.5))
    keep, remove = Stroke(kind="keep", points=line, width=0.1), Stroke(kind="remove", points=line, width=0.1)
    assert paint((keep, remove), 50, 50)[25, 25] == REMOVE
    assert paint((remove, keep), 50, 50)[25, 25] == KEEP


@pytest.mark.parametrize("size", [(1, 1), (3, 60_000), (5000, 20)])
def test_any_size_and_the_widest_brush(size: tuple[int, int]) -> None:
    canvas = paint((Stroke(kind="keep", points=((0.0, 0.0), (1.0, 1.0)), width=1.0),), *size)
    assert canvas.shape == (size[1], size[0])
    assert np.all(canvas[-1, -1] == KEEP)
