"""Grounds without products, the light as numbers, and vectors that do not know the light any more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from segments.backgrounds import bare_edges, read_light, read_photos, take_light_out
from segments.tastes import unit
from segments.wardrobes import measure_wardrobes

RNG = np.random.default_rng(0)
RED = (220, 20, 20)


def photo(ground: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """A red product that reaches to the lower edge, on grey; and where the ground is."""
    rgb = np.full((200, 160, 3), ground, np.uint8)
    rgb[60:200, 50:110] = RED
    free = np.ones((200, 160), bool)
    free[50:200, 40:120] = False
    return rgb, free


def test_bare_edges_show_nothing_of_the_product() -> None:
    bare = np.asarray(bare_edges(*photo()))
    assert bare.shape == (200, 160, 3)
    assert np.ptp(bare) < 12  # the product is a hundred away


def test_the_light_hangs_on_the_ground_alone() -> None:
    rgb, free = photo()
    other = rgb.copy()
    other[70:190, 55:100] = (10, 200, 40)  # another product, as large
    assert np.allclose(read_light(rgb, free), read_light(other, free))
    assert not np.allclose(read_light(rgb, free), read_light(*photo(180)))
    assert np.isfinite(read_light(rgb, np.zeros_like(free))).all()


def test_photos_come_with_their_ground(tmp_path: Path) -> None:
    rgb, _ = photo()
    (tmp_path / "images").mkdir()
    (tmp_path / "masks2").mkdir()
    Image.fromarray(rgb).resize((320, 400)).save(tmp_path / "images" / "a.jpg", quality=95)
    mask = np.zeros((100, 80), np.uint8)
    mask[30:100, 25:55] = 255
    Image.fromarray(mask).save(tmp_path / "masks2" / "a.png")
    ((seen, ground),) = read_photos(tmp_path, tmp_path, ["a"])
    assert seen.shape == (256, 205, 3)
    assert ground.shape == seen.shape[:2]
    assert 0.2 < ground.mean() < 0.75
    assert (np.abs(seen[ground].astype(int) - 120) < 12).all()


def test_owners_whose_light_alone_is_their_own_are_not_found_without_it() -> None:
    owners = np.repeat(np.arange(30), 14)
    labels = RNG.choice(["dress", "shirt"], len(owners)).tolist()
    rooms, tastes = RNG.normal(size=(30, 4)), RNG.normal(size=(30, 12))
    light = (rooms[owners] + 0.3 * RNG.normal(size=(len(owners), 4))).astype(np.float32)
    through = RNG.normal(size=(4, 12))
    lit = unit((light @ through + RNG.normal(size=(len(owners), 12))).astype(np.float32))
    both = unit((light @ through + tastes[owners] + RNG.normal(size=(len(owners), 12))).astype(np.float32))
    by_light = measure_wardrobes(lit, owners, labels)
    assert by_light.low > 2 * by_light.random
    without = measure_wardrobes(take_light_out(lit, light), owners, labels)
    assert without.rate < by_light.random + 0.3 * (by_light.rate - by_light.random)
    assert measure_wardrobes(take_light_out(both, light), owners, labels).low > 2 * without.rate
