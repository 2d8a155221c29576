"""Planes grow without ripple."""

from __future__ import annotations

import numpy as np
import pytest

from models.growing import carry_out, grow, stretch


def ramp(side: int, angle_deg: float) -> np.ndarray:
    """The signed distance to a straight line through the middle, in widths of the plane."""
    turn = np.deg2rad(angle_deg)
    y, x = (np.mgrid[:side, :side] + 0.5) / side - 0.5
    return np.asarray(x * np.cos(turn) + y * np.sin(turn), np.float32)


@pytest.mark.parametrize("angle_deg", [7, 30, 45, 81])
@pytest.mark.parametrize("side", [256, 1000, 1024])
def test_a_straight_line_stays_straight(angle_deg: float, side: int) -> None:
    off_px = (grow(ramp(64, angle_deg), side) - ramp(side, angle_deg)) * side
    inner = np.s_[side // 8 : -side // 8, side // 8 : -side // 8]
    assert np.abs(off_px[inner]).max() < 0.1


def test_what_was_there_is_still_there() -> None:
    plane = np.random.default_rng(0).standard_normal((16, 16)).astype(np.float32)
    assert np.abs(grow(plane, 48)[1::3, 1::3] - plane).max() < 1e-4  # three times as large: centres lie on centres
    assert np.allclose(grow(np.full((64, 64), 0.3), 200), 0.3, atol=1e-5)


def test_growing_goes_on_over_the_border() -> None:
    large = grow(ramp(64, 0), 512)
    assert np.abs(large - large[:1]).max() < 1e-5
    assert np.abs(np.diff(large[0])[:8] * 512).max() < 2


def test_a_smaller_plane_is_the_mean_of_its_area() -> None:
    plane = np.random.default_rng(1).standard_normal((64, 64)).astype(np.float32)
    assert np.allclose(grow(plane, 16), plane.reshape(16, 4, 16, 4).mean((1, 3)), atol=1e-5)
    assert grow(plane, 64) is not None
    assert np.array_equal(grow(plane, 64), plane)


def test_values_are_carried_out_of_the_garment() -> None:
    plane = np.arange(100, dtype=np.float32).reshape(10, 10)
    inside = np.zeros((10, 10), bool)
    inside[3:7, 3:7] = True
    carried = carry_out(plane, inside)
    assert np.array_equal(carried[inside], plane[inside])
    assert carried[0, 0] == plane[3, 3]
    assert carried[9, 5] == plane[6, 5]
    assert np.array_equal(carry_out(plane, np.zeros((10, 10), bool)), plane)
    assert np.array_equal(carry_out(plane, np.ones((10, 10), bool)), plane)


def test_stretching_goes_by_the_scale_alone() -> None:
    plane = np.random.default_rng(2).random((40, 40)).astype(np.float32)
    assert np.allclose(stretch(plane, 4.0, 160), grow(plane, 160), atol=1e-5)
    assert np.allclose(stretch(plane, 3.7, 60), stretch(plane, 3.7, 90)[:60, :60], atol=1e-5)
