"""Composites: exact alpha, always the same for a seed, shadows that are not product."""

from __future__ import annotations

import numpy as np

from models.training.composites import blob, cast_shadow, compose, held_out_composites, procedural_ground
from models.training.samples import Material, composite_sample, real_sample


def product() -> tuple[np.ndarray, np.ndarray]:
    rgb = np.full((100, 80, 3), (200, 30, 30), np.uint8)
    alpha = np.zeros((100, 80), np.float32)
    alpha[10:90, 10:70] = 1
    return rgb, alpha


def test_the_same_seed_gives_the_same_photo_and_another_one_does_not() -> None:
    first = list(held_out_composites([product()], [], n=3, seed=5))
    again = list(held_out_composites([product()], [], n=3, seed=5))
    other = list(held_out_composites([product()], [], n=3, seed=6))
    assert all(np.array_equal(a[0], b[0]) and np.array_equal(a[1], b[1]) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0][0], other[0][0])


def test_the_alpha_lies_where_the_product_does() -> None:
    rng = np.random.default_rng(3)
    ground = np.full((200, 200, 3), 0.9, np.float32)
    ground[..., 0] = 0.1  # cyan against a red product
    photo, (alpha,) = compose([product()], ground, rng, 200)
    redder = photo[..., 0].astype(float) - photo[..., 1]
    assert redder[alpha > 0.95].min() > redder[alpha < 0.05].max()


def test_shadow_darkens_the_ground_and_nothing_else() -> None:
    rng, ground = np.random.default_rng(1), np.full((64, 64, 3), 0.8, np.float32)
    alpha = np.zeros((64, 64), np.float32)
    alpha[20:40, 20:40] = 1
    shaded = cast_shadow(ground, alpha, rng)
    assert shaded.max() <= 0.8 + 1e-6
    assert shaded.min() < 0.75


def test_made_up_products_and_grounds_are_valid_pictures() -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        rgb, alpha = blob(rng, product()[0])
        assert rgb.dtype == np.uint8
        assert 0 <= alpha.min() <= alpha.max() <= 1
        assert 0.01 < alpha.mean() < 0.95
        ground = procedural_ground(64, rng)
        assert ground.shape == (64, 64, 3)
        assert 0 <= ground.min() <= ground.max() <= 1


def test_strokes_lie_on_their_own_side() -> None:
    rgb, alpha = product()
    material = Material(photos=[(rgb, (alpha > 0.5).astype(np.uint8))], cutouts=[(rgb, alpha)], grounds=[])
    painted = 0
    for seed in range(30):
        for make in (real_sample, composite_sample):
            sample = make(material, np.random.default_rng(seed))
            keep, remove = sample.strokes
            assert (sample.alpha[keep > 0] > 0.4).all()
            assert (sample.alpha[remove > 0] < 0.6).all()
            painted += bool(keep.any()) + bool(remove.any())
    assert painted > 10
