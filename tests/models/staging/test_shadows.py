"""Shadows fall away from the light, and softer the larger it is."""

from __future__ import annotations

import numpy as np
import pytest

from models.staging.feet import find_floor
from models.staging.light import Lamp, to_linear, to_srgb
from models.staging.requests import Support
from models.staging.shadows import Ground, reflect, shade


def square(side: int = 200) -> np.ndarray:
    alpha = np.zeros((side, side), np.float32)
    alpha[60:140, 70:130] = 1
    return alpha


def lamp(towards: tuple[float, float, float], size_deg: float = 2.0) -> Lamp:
    return Lamp(towards=towards, size_deg=size_deg, colour=(255, 255, 255), share=0.7)


def middle(left: np.ndarray, alpha: np.ndarray) -> tuple[float, float]:
    """Where the shadow's middle is, from the product's (right, down)."""
    dark = (1 - left.mean(-1)) * (alpha < 0.5)
    y, x = np.mgrid[0 : alpha.shape[0], 0 : alpha.shape[1]]
    return float((dark * x).sum() / dark.sum() - 99.5), float((dark * y).sum() / dark.sum() - 99.5)


@pytest.mark.parametrize("support", ["lie", "hang"])
def test_a_flat_shadow_falls_away_from_the_light(support: Support) -> None:
    alpha = square()
    for x, y in ((-0.6, 0.3), (0.6, -0.3), (0.5, 0.5)):
        z = float(np.sqrt(1 - x * x - y * y))
        ground = Ground(support=support, lamps=(lamp((x, y, z)),), thickness_px=12)
        across, down = middle(shade(alpha, ground, 1.0), alpha)
        assert np.sign(across) == -np.sign(x)
        assert np.sign(down) == np.sign(y)  # y of a light is up, of a picture down


def test_a_standing_shadow_begins_at_the_foot_and_goes_behind_when_the_light_is_in_front() -> None:
    alpha = square()
    front, back = (0.4, 0.6, 0.69), (-0.4, 0.6, -0.69)
    for towards, behind in ((front, True), (back, False)):
        ground = Ground(support="stand", lamps=(lamp(towards),), foot_px=140, tilt_deg=25)
        left = shade(alpha, ground, 1.0).mean(-1)
        assert left[141:146, 80:120].mean() < 0.9  # it touches the ground
        below = 1 - left[150:, :].mean()
        above = 1 - left[100:135, :60].mean() if towards[0] > 0 else 1 - left[100:135, 140:].mean()
        assert bool(above > below) is behind


def test_a_wall_takes_the_shadow_upright() -> None:
    alpha = square()
    towards = (0.5, 0.5, 0.707)
    open_floor = Ground(support="stand", lamps=(lamp(towards),), foot_px=140, tilt_deg=12)
    walled = Ground(support="stand", lamps=(lamp(towards),), foot_px=140, tilt_deg=12, wall_px=132)
    tall, low = ((1 - shade(alpha, each, 1.0).mean(-1))[:100, :68].sum() for each in (walled, open_floor))
    assert tall > 4 * low


def test_a_larger_light_is_softer_and_no_light_leaves_no_shadow() -> None:
    alpha = square()
    edges = []
    for size in (1.0, 60.0):
        ground = Ground(support="hang", lamps=(lamp((-0.6, 0.3, 0.74), size),), thickness_px=30)
        line = shade(alpha, ground, 1.0).mean(-1)[110, 131:190]
        edges.append(float(np.abs(np.diff(line)).max()))
    assert edges[1] < 0.4 * edges[0]
    assert np.array_equal(shade(alpha, ground, 0.0), np.ones((200, 200, 3), np.float32))


def test_the_shadow_never_makes_lighter_nor_black() -> None:
    alpha = square()
    lamps = (lamp((-0.6, 0.3, 0.74)), lamp((0.6, 0.3, 0.74)))
    for strength in (0.5, 1.0, 2.0):
        left = shade(alpha, Ground(support="lie", lamps=lamps, thickness_px=20), strength)
        assert left.min() > 0
        assert left.max() <= 1


def test_a_reflection_is_below_the_foot_only() -> None:
    product = np.zeros((200, 200, 4), np.float32)
    product[60:140, 70:130] = (0.2, 0.1, 0.3, 1.0)
    mirrored = reflect(product, 140, 0.8)
    assert mirrored[:135].max() < 1e-3
    assert mirrored[142:150, 80:120, 3].mean() > mirrored[165:175, 80:120, 3].mean() > 0


def test_light_comes_back_as_the_colours_that_it_was() -> None:
    every = np.arange(256, dtype=np.uint8)[:, None].repeat(3, 1)
    assert np.abs(to_srgb(to_linear(every)).astype(int) - every).max() <= 1


def stool() -> np.ndarray:
    """A seat on a near leg in the middle and two far ones, which end higher up."""
    alpha = np.zeros((200, 200), np.float32)
    alpha[40:60, 40:160] = 1
    alpha[60:150, 96:104] = 1
    for start in (50, 142):
        alpha[60:126, start : start + 8] = 1
    return alpha


def test_every_leg_of_a_stool_stands_on_the_floor() -> None:
    alpha = stool()
    floor = find_floor(alpha)
    assert floor is not None
    assert floor[[54, 100, 146]] == pytest.approx([126, 150, 126], abs=1.5)
    ground = Ground(support="stand", lamps=(lamp((-0.6, 0.6, 0.53)),), foot_px=150, tilt_deg=12)
    left = shade(alpha, ground, 1.0).mean(-1)
    for start, end in ((50, 126), (96, 150), (142, 126)):
        assert left[end : end + 2, start : start + 8].min() < 0.75  # it touches, and its shadow begins there
    assert left[127:130, 70:80].min() > left[127:129, 50:58].min()


def test_a_leg_of_a_stool_throws_its_shadow_up_a_wall() -> None:
    sun = lamp((-0.6, 0.5, 0.62))
    open_floor, walled = (
        shade(stool(), Ground(support="stand", lamps=(sun,), foot_px=150, tilt_deg=12, wall_px=wall), 1.0).mean(-1)
        for wall in (None, 120)
    )
    assert (1 - walled[:80, 165:]).sum() > 4 * (1 - open_floor[:80, 165:]).sum()


def test_what_stands_on_one_foot_or_on_level_ones_keeps_one_line() -> None:
    mug = np.zeros((200, 200), np.float32)
    mug[60:150, 50:120] = 1
    mug[80:135, 120:140] = 1
    mug[90:120, 120:132] = 0  # its handle hangs lower than where it is joined
    table = np.zeros((200, 200), np.float32)
    table[60:70, 40:160] = 1
    for start in (44, 148):
        table[70:150, start : start + 8] = 1
    for alpha in (square(), mug, table, np.zeros((20, 20), np.float32)):
        assert find_floor(alpha) is None


@pytest.mark.parametrize("size_deg", [2.0, 10.0])
def test_a_shadow_that_leaves_the_picture_does_not_fade_at_its_edge(size_deg: float) -> None:
    alpha = square()
    ground = Ground(support="hang", lamps=(lamp((-0.7, 0.1, 0.707), size_deg),), thickness_px=100)
    left = shade(alpha, ground, 1.0).mean(-1)
    assert left[120, 192] < 0.75  # it is there
    assert abs(left[120, 199] - left[120, 192]) < 0.04
