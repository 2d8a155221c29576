"""What the enlarger learns from, one step of it, and its judge's measures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from models.nets.enlarger import Enlarger
from models.training import enlarger
from models.training.enlarger import CROP_PX, CROPS, Trainer, crop_garment, edge_loss, encode, turn
from models.training.evaluators.enlarger import enlarge_picture, show_light, shrink


def folds(count: int, side: int = CROP_PX) -> torch.Tensor:
    """Light with creases (N, 1, side, side)."""
    x = torch.linspace(0, 1, side)
    steps = [torch.where(x > 0.2 + 0.1 * number, 0.2, -0.2) for number in range(count)]
    return torch.stack(steps)[:, None, None].expand(count, 1, side, side).contiguous()


def test_untrained_it_is_the_bilinear_enlargement() -> None:
    light = torch.randn(2, 1, 20, 24)
    plain = F.interpolate(light, scale_factor=2, mode="bilinear", align_corners=False)
    assert torch.allclose(Enlarger()(light), plain, atol=1e-5)


def test_crops_lie_in_the_garment_where_the_folds_are() -> None:
    alpha, relief = np.zeros((256, 256), np.uint8), np.zeros((256, 256), np.int8)
    alpha[20:236, 60:230] = 255
    relief[:, 180:184] = -60
    crops = crop_garment(alpha, relief, np.random.default_rng(1))
    assert 1 <= len(crops) <= CROPS
    assert all(crop.shape == (CROP_PX, CROP_PX) for crop in crops)
    assert crops[0].min() == -60
    assert crop_garment(np.zeros_like(alpha), relief, np.random.default_rng(1)) == []


def test_a_code_is_a_quarter_of_the_light_and_never_sharper() -> None:
    real = folds(6)
    code = encode(real, np.random.default_rng(3))
    assert code.shape == (6, 1, CROP_PX // 4, CROP_PX // 4)
    plain = F.avg_pool2d(real, 4)
    assert (code.diff(dim=3).abs().amax((1, 2, 3)) <= plain.diff(dim=3).abs().amax((1, 2, 3)) + 1e-6).all()
    assert torch.allclose(code.mean(), plain.mean(), atol=0.02)
    assert turn(real, np.random.default_rng(0)).shape == real.shape


def test_a_few_steps_bring_it_nearer_to_the_edges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enlarger, "LEARNING_RATE", 2e-3)
    trainer, real = Trainer(tmp_path, minutes=1), folds(2, 64)
    code = encode(real, np.random.default_rng(0))
    trainer.run.step = 200  # warmed up
    before = edge_loss(trainer.net(trainer.net(code)), real).item()
    for step in range(70):
        said = trainer.learn(real, code, step)
    assert edge_loss(trainer.net(trainer.net(code)), real).item() < 0.7 * before
    assert set(said) == {"far", "middle"}
    trainer.run.spent_s = 59.0  # the critic has joined
    assert {"adversarial", "matching", "critic"} <= set(trainer.learn(real, code, 200))


def test_the_judges_pictures() -> None:
    alpha = np.zeros((1, 256, 256), np.uint8)
    alpha[0, 40:200, 60:180] = 255
    shown = show_light(alpha, np.zeros((1, 256, 256), np.float32))
    assert np.abs(shown[0, 100, 100, :3].astype(int) - 150).max() <= 1
    assert (shown[0, 0, 0] == (255, 255, 255, 0)).all()
    large = enlarge_picture(shown[0])
    assert large.shape == (1024, 1024, 4)
    again = shrink(large)
    inside = alpha[0] > 0
    assert np.abs(again[inside][:, :3].astype(int) - 150).mean() < 2
