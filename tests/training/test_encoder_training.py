"""What the compact CLIP is told and shown."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.oklab import to_oklab
from models.training.encoder.captions import COLOURS, KINDS, name_of, write_caption
from models.training.encoder.train import contrast
from models.training.encoder.views import VIEW_PX, relight, shoot


@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_has_its_own_name(name: str) -> None:
    assert name_of(to_oklab(np.array(COLOURS[name], np.uint8))) == name


def test_a_caption_names_the_kind_and_only_what_is_true() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        caption = write_caption("Dress", "navy", "white", "striped", rng)
        assert any(caption.endswith(kind) for kind in KINDS["Dress"])
        others = set(COLOURS) - {"navy", "white"}
        assert not others & set(caption.split())
        assert not {"checked", "plain"} & set(caption.split())


def test_matching_pairs_cost_less_than_mixed_up_ones() -> None:
    vectors = torch.eye(4)
    same = torch.eye(4)
    right = contrast(vectors, vectors, torch.tensor(10.0), same)
    wrong = contrast(vectors, vectors.roll(1, 0), torch.tensor(10.0), same)
    assert right < 0.01 < wrong


def test_views_have_the_nets_size_and_range() -> None:
    rng = np.random.default_rng(1)
    image, alpha = torch.rand(3, 3, 256, 256) * 2 - 1, torch.ones(3, 1, 256, 256)
    view = shoot(image, alpha, rng)
    assert view.shape == (3, 3, VIEW_PX, VIEW_PX)
    assert view.abs().max() <= 1
    assert torch.equal(relight(torch.full((1, 3, 4, 4), -1.0), rng).round(decimals=2), torch.full((1, 3, 4, 4), -1.0))
