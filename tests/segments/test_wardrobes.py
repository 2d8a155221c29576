"""Wardrobes: taste is found where there is some, chance is chance, and the edges show no product."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from segments.tastes import unit
from segments.wardrobes import blank_middle, measure_wardrobes

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
