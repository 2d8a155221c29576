"""Boards, tiles and stripes go on through a gap; what is known stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.staging.continuing import copy_out, plan, shrink
from models.staging.offsets import choose, even_out, measure, shifted
from models.staging.rims import measure_strip, widen
from models.training.staging.patterned import KINDS, draw

SIDE = 320


def hole(kind: str = "box") -> NDArray[np.bool_]:
    gap = np.zeros((SIDE, SIDE), np.uint8)
    if kind == "edge":
        cv2.rectangle(gap, (0, 120), (110, 240), 1, -1)
    else:
        cv2.ellipse(gap, (150, 170), (50, 75), 20, 0, 360, 1, -1)
    return gap > 0


def fill(clean: NDArray[np.uint8], gap: NDArray[np.bool_]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The gap continued, and as OpenCV's Telea fills it; what was under it is red."""
    photo = clean.copy()
    photo[gap] = (200, 20, 20)
    telea = cv2.inpaint(photo, gap.astype(np.uint8), 3, cv2.INPAINT_TELEA).astype(np.uint8)
    small, missing = shrink(photo, gap, 200)
    found = plan(small, missing)
    assert found is not None
    made = copy_out(photo, gap, found, telea)
    assert np.array_equal(made[~gap], photo[~gap])
    return made, telea


def error(made: NDArray[np.uint8], clean: NDArray[np.uint8], gap: NDArray[np.bool_]) -> float:
    return float(np.abs(made[gap].astype(int) - clean[gap]).mean())


@pytest.mark.parametrize("kind", ["checks", "stripes"])
@pytest.mark.parametrize("where", ["box", "edge"])
def test_what_repeats_goes_on(kind: str, where: str) -> None:
    clean, gap = draw(kind, SIDE, 1), hole(where)
    made, telea = fill(clean, gap)
    assert error(made, clean, gap) < 0.6 * error(telea, clean, gap)


def test_uneven_light_stays_even() -> None:
    """A copy from the dark side is lit as the gap's rim is."""
    clean = np.asarray(draw("stripes", SIDE, 2) * np.linspace(0.35, 1, SIDE)[None, :, None], np.uint8)
    made, _ = fill(clean, hole())
    ours, theirs = (cv2.GaussianBlur(each.astype(np.float32), (0, 0), 14)[hole()] for each in (made, clean))
    assert np.abs(ours - theirs).mean() < 9


def test_a_hole_that_is_nearly_everything_has_no_plan() -> None:
    gap = np.ones((60, 60), bool)
    assert plan(np.zeros((60, 60, 3), np.float32), gap) is None
    gap[0, 0] = False
    found = plan(np.zeros((60, 60, 3), np.float32), gap)
    assert found is None or len(found.offsets)


def test_a_plain_ground_stays_plain() -> None:
    clean = np.full((SIDE, SIDE, 3), 150, np.uint8)
    made, _ = fill(clean, hole())
    assert np.abs(made[hole()].astype(int) - 150).max() <= 3


def test_the_step_of_stripes_is_found() -> None:
    x = np.arange(160)
    stripes = np.repeat(np.repeat(((x // 8) % 2)[None], 120, 0)[..., None], 3, -1).astype(np.float32)
    known = np.ones((120, 160), bool)
    known[40:80, 60:100] = False
    likeness = measure(even_out(stripes, known), known, known)
    assert likeness.at((0, 16)) < 0.02 < 0.5 < likeness.at((0, 8))
    across = [int(offset[1]) for offset in choose(likeness, ~known)]
    assert all(min(abs(each) % 16, 16 - abs(each) % 16) <= 1 for each in across[:6])


def test_shifting_looks_further() -> None:
    plane = np.arange(12).reshape(3, 4)
    assert shifted(plane, (1, 2), -1).tolist() == [[6, 7, -1, -1], [10, 11, -1, -1], [-1] * 4]
    assert (shifted(plane, (9, 9), -1) == -1).all()


def test_the_strip_lies_outside_and_tells_right_from_wrong() -> None:
    clean, gap = draw("checks", SIDE, 3), hole()
    grown, strip = widen(gap)
    assert (grown & ~gap).sum() == strip.sum() > 0
    made, telea = fill(clean, grown)
    assert measure_strip(clean, clean, strip) == 0
    assert measure_strip(clean, made, strip) < 0.7 * measure_strip(clean, telea, strip)


@pytest.mark.parametrize("kind", KINDS)
def test_grounds_are_the_same_for_a_seed_and_other_for_another(kind: str) -> None:
    first, again, other = draw(kind, 96, 1), draw(kind, 96, 1), draw(kind, 96, 2)
    assert first.shape == (96, 96, 3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.std() > 4
