"""The print in torch, through which the painter learns, is the print that users see."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.inks import compose as print_numpy
from models.inks import parse_colour
from models.training.garment.print import compose, on_white
from tests.garments import CREAM, NAVY, SAGE, Rgb, dots, folds

INKS = [(SAGE, SAGE), (CREAM, NAVY), ((250, 250, 250), (10, 10, 12)), ((255, 0, 0), (0, 255, 255)), (NAVY, CREAM)]


@pytest.mark.parametrize(("main", "accent"), INKS)
def test_torch_prints_what_numpy_prints(main: Rgb, accent: Rgb) -> None:
    mix = dots(64) * 0.9
    shade = np.clip(folds(64, 0.5), 0.35, 2.0)
    expected = print_numpy(parse_colour(main), parse_colour(accent), mix, shade)
    inks = torch.from_numpy(np.stack([parse_colour(main), parse_colour(accent)]))[None]
    printed = compose(inks, torch.from_numpy(mix)[None, None], torch.from_numpy(np.log(shade))[None, None])
    ours = np.round((printed[0].permute(1, 2, 0).numpy() + 1) * 127.5)
    assert np.abs(ours - expected).max() <= 1  # of 255


def test_a_garment_of_a_batch_prints_as_it_does_alone() -> None:
    pairs = torch.from_numpy(np.stack([np.stack([parse_colour(a), parse_colour(b)]) for a, b in INKS]))
    mix = torch.from_numpy(dots(32))[None, None].expand(len(INKS), 1, 32, 32)
    light = torch.log(torch.from_numpy(folds(32)))[None, None].expand(len(INKS), 1, 32, 32)
    together = compose(pairs, mix, light)
    for index in range(len(INKS)):
        alone = compose(pairs[index : index + 1], mix[:1], light[:1])
        assert torch.allclose(together[index], alone[0], atol=1e-6)


def test_learning_reaches_the_light() -> None:
    light = torch.zeros(1, 1, 8, 8, requires_grad=True)
    inks = torch.from_numpy(np.stack([parse_colour(SAGE), parse_colour(NAVY)]))[None]
    compose(inks, torch.full((1, 1, 8, 8), 0.3), light).mean().backward()
    assert light.grad is not None
    assert (light.grad > 0).all()


def test_on_white_is_white_where_nothing_is() -> None:
    rgb = torch.full((1, 3, 2, 2), -0.5)
    alpha = torch.tensor([[[[0.0, 1.0], [0.5, 0.0]]]])
    seen = on_white(rgb, alpha)
    assert seen[0, :, 0, 0].tolist() == [1.0, 1.0, 1.0]
    assert seen[0, :, 0, 1].tolist() == [-0.5, -0.5, -0.5]
    assert seen[0, :, 1, 0].tolist() == [0.25, 0.25, 0.25]
