"""Wardrobes: taste is found where there is some, chance is chance, and the edges show no product."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segments.tastes import unit
from segments.wardrobes import blank_middle, measure_wardrobes, read_cutouts

RNG = np.random.default_rng(0)
OWNERS = np.repeat(np.arange(40), 14)
CATEGORIES = RNG.choice(["dress", "shirt", "shoes"], len(OWNERS)).tolist()
CATEGORY = np.eye(16)[[["dress", "shirt", "shoes"].index(name) for name in CATEGORIES]]


def photos(taste: float) -> np.ndarray:
    """Photos of which the category is plain to see, and the owner's taste as much as told."""
    tastes = RNG.normal(size=(40, 16))
    return unit(3 * CATEGORY + taste * tastes[OWNERS] + RNG.normal(size=(len(OWNERS), 16)))


def test_taste_is_found() -> None:
    found = measure_wardrobes(photos(1.0), OWNERS, CATEGORIES)
    assert found.owners == len(found.each) == 40
    assert found.low > 2 * found.random
    assert found.low < found.rate < found.high


def test_without_taste_it_is_chance() -> None:
    found = measure_wardrobes(photos(0.0), OWNERS, CATEGORIES)
    assert found.low < found.random < found.high


def test_small_wardrobes_are_left_out() -> None:
    owners = OWNERS.copy()
    owners[:14] = np.arange(100, 114)
    assert measure_wardrobes(photos(1.0), owners, CATEGORIES).owners == 39
    with pytest.raises(ValueError, match="enough photos"):
        measure_wardrobes(photos(1.0), np.arange(len(OWNERS)), CATEGORIES)


def test_the_middle_is_blank() -> None:
    rgb = np.full((100, 80, 3), 200, np.uint8)
    rgb[30:70, 20:60] = (255, 0, 0)
    blank = np.asarray(blank_middle(Image.fromarray(rgb)))
    assert blank.shape == rgb.shape
    assert np.ptp(blank) == 0


def test_products_alone_lie_on_white(tmp_path: Path) -> None:
    rgba = np.zeros((3, 8, 8, 4), np.uint8)
    rgba[:, 2:6, 2:6] = (200, 30, 30, 255)
    path = tmp_path / "cutouts.npz"
    np.savez(path, rgba=rgba, sender=np.array(["b", "a", "b"]), label=np.array(["Hat", "Hat", "Dress"]))
    seen: list[tuple[int, int, int]] = []

    def encode(pictures: list[Image.Image]) -> np.ndarray:
        seen.extend(picture.getpixel(place) for picture in pictures for place in ((0, 0), (4, 4)))
        return np.eye(4, dtype=np.float32)[: len(pictures)]

    vectors, owners, labels = read_cutouts(path, encode)
    assert vectors.shape == (3, 4)
    assert owners.tolist() == [1, 0, 1]
    assert labels == ["Hat", "Hat", "Dress"]
    assert seen[:2] == [(255, 255, 255), (200, 30, 30)]
