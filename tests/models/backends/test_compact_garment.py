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
    harden,
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


def test_on_a_pattern_broad_light_is_taken_and_ripples_are_not() -> None:
    relief, columns = np.zeros((128, 128), np.float32), np.arange(128, dtype=np.float32)
    broad, ripples = (np.tile(0.05 * np.sin(columns * 2 * np.pi / period), (128, 1)) for period in (64, 6))
    kept = [
        float(np.std(bound_change(light.astype(np.float32), relief, stripes(128, 12)))) for light in (broad, ripples)
    ]
    assert kept[0] > 0.6 * np.std(broad)
    assert kept[1] < 0.1 * np.std(ripples)


def test_small_changes_pass_the_bound_unchanged() -> None:
    relief = np.full((64, 64), -0.3, np.float32)
    quiet = relief + 0.03
    assert np.abs(bound_change(quiet, relief, np.zeros_like(relief)) - quiet).max() < 0.001


@pytest.mark.parametrize("peak", [1.0, 0.3])
def test_large_prints_have_hard_edges_where_soft_ones_were_and_faint_motifs_stay_faint(peak: float) -> None:
    zoom, row = 4.0, np.arange(256, dtype=np.float32)
    soft = np.tile(peak * np.clip((24 - np.abs(row - 128)) / 8 + 0.5, 0, 1), (256, 1)).astype(np.float32)
    hard = harden(soft, zoom)
    assert hard.max() == pytest.approx(peak, abs=0.01)
    assert hard.min() == pytest.approx(0, abs=0.01)
    assert hard.mean() == pytest.approx(soft.mean(), rel=0.02)
    assert np.abs(np.diff(hard[0])).max() > 2 * np.abs(np.diff(soft[0])).max()
    assert np.array_equal(harden(soft, 1.0), soft)
