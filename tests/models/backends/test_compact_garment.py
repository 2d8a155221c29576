"""How the compact garments print: the main colour stays the larger one, and the painter keeps near the shape."""

from __future__ import annotations

import numpy as np
import pytest

from models.backends.compact_garment import (
    LATEST_EDGE,
    MOST_ACCENT,
    MOST_CHANGE,
    bound_change,
    crispen,
    find_edge,
)
from tests.garments import dots, stripes


def printed(mix: np.ndarray) -> np.ndarray:
    """The mix as it is printed, edges and all."""
    return crispen(mix, find_edge(mix))


def soft_waves(share: float = 0.5) -> np.ndarray:
    """Stripes as a code brings them back, without a hard edge (64, 64)."""
    rows = 0.5 + 0.5 * np.sin(np.arange(64) * 2 * np.pi / 16)
    return np.repeat(rows[:, None] ** (0.5 / share), 64, axis=1).astype(np.float32)


def test_the_main_colour_of_half_and_half_stripes_is_the_larger_one() -> None:
    mix = printed(soft_waves())
    assert (mix > 0.5).mean() <= MOST_ACCENT + 0.03
    assert (mix > 0.9).any()


@pytest.mark.parametrize("mix", [dots(64), soft_waves(0.15), np.full((64, 64), 0.5, np.float32)])
def test_an_accent_that_is_the_smaller_one_keeps_its_place(mix: np.ndarray) -> None:
    assert find_edge(mix) == 0.5


def test_hard_stripes_keep_their_place_as_well() -> None:
    assert find_edge(stripes(64)) == pytest.approx(LATEST_EDGE)
    assert np.array_equal(printed(stripes(64)), stripes(64))


def test_the_painter_keeps_near_the_relief_and_nearer_on_a_busy_pattern() -> None:
    relief = np.zeros((64, 64), np.float32)
    loud = np.where(stripes(64, 8) > 0, 1.0, -1.0).astype(np.float32)
    plain, busy = (bound_change(loud, relief, mix) for mix in (relief, stripes(64, 8)))
    assert np.abs(plain).max() <= MOST_CHANGE
    assert np.abs(busy[16:-16]).max() < 0.6 * np.abs(plain).max()


def test_small_changes_pass_the_bound_unchanged() -> None:
    relief = np.full((64, 64), -0.3, np.float32)
    quiet = relief + 0.03
    assert np.abs(bound_change(quiet, relief, np.zeros_like(relief)) - quiet).max() < 0.001
