"""Shadows fall away from the light, and softer the larger it is."""

from __future__ import annotations

import numpy as np
import pytest

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
