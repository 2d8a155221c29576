"""Made-up homewares: exact alpha, the same for a seed, shadows that are not product, and every kind can be drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.training.homewares import KINDS, Piece, cast_on_floor, photograph
from models.training.samples import Material, homeware_sample


def test_the_same_seed_gives_the_same_photo_and_another_one_does_not() -> None:
    first, again, other = (photograph([], [], np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("make", dict.fromkeys(KINDS), ids=lambda make: make.__name__)
def test_every_kind_is_whole_and_stands_low_in_the_picture(make: Callable[[Piece], None]) -> None:
    for seed in range(12):
        piece = Piece(128, np.random.default_rng(seed), [])
        make(piece)
        assert np.isfinite(piece.rgb).all()
        assert 0.005 < piece.alpha.mean() < 0.8
        rows = np.flatnonzero(piece.alpha.max(1) > 0.5)
        assert rows[-1] > 0.7 * 128


def test_a_shadow_darkens_the_room_and_nothing_else() -> None:
    alpha = np.zeros((64, 64), np.float32)
    alpha[20:50, 24:40] = 1
    room = np.full((64, 64, 3), 0.7, np.float32)
    shaded = cast_on_floor(room, alpha, 50 / 64, np.random.default_rng(2))
    assert shaded.max() <= 0.7 + 1e-6
    assert shaded[:3, :3].min() > 0.6
    assert shaded[48:56, 20:44].mean() < 0.65


def test_a_sample_has_one_product_and_its_alpha() -> None:
    ground = np.full((80, 80, 3), 120, np.uint8)
    sample = homeware_sample(Material(grounds=[ground]), np.random.default_rng(1))
    assert sample.photo.shape == (256, 256, 3)
    assert 0.005 < sample.alpha.mean() < 0.8
    assert sample.strokes.shape == (2, 256, 256)
