"""What the garment nets learn from, and the loop that trains them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from models.inks import compose
from models.oklab import to_oklab
from models.training.garment.critic import Critic, critic_loss, move
from models.training.garment.material import RELIEF_LEVELS, take_apart
from models.training.garment.patterns import draw_pattern
from models.training.loop import Average, Run, draw_rows


def striped_shirt() -> np.ndarray:
    """A red garment with white stripes of 12 px on white ground, RGBA."""
    rgba = np.full((256, 256, 4), 255, np.uint8)
    rgba[..., 3] = 0
    cv2.rectangle(rgba, (40, 30), (215, 225), (170, 30, 36, 255), -1)
    for top in range(36, 220, 24):
        cv2.rectangle(rgba, (40, top), (215, top + 8), (240, 240, 238, 255), -1)
    return rgba


def test_a_striped_garment_comes_apart_into_its_two_inks_and_can_be_printed_again() -> None:
    rgba = striped_shirt()
    parts = take_apart(rgba)
    assert parts is not None
    assert parts["two"]
    assert parts["patterned"]
    main, accent = parts["inks"]
    assert np.linalg.norm(main - to_oklab(np.array([170, 30, 36], np.uint8))) < 0.03
    assert np.linalg.norm(accent - to_oklab(np.array([240, 240, 238], np.uint8))) < 0.06
    again = compose(main, accent, parts["mix"] / np.float32(255), np.exp(parts["light"] / RELIEF_LEVELS))
    inside = cv2.erode((rgba[..., 3] > 0).astype(np.uint8), np.ones((5, 5))) > 0
    assert np.abs(again[inside].astype(int) - rgba[..., :3][inside]).mean() < 6


def test_a_picture_without_a_garment_yields_nothing() -> None:
    assert take_apart(np.zeros((256, 256, 4), np.uint8)) is None


def test_drawn_patterns_are_mostly_the_first_ink_and_the_same_for_a_seed() -> None:
    shares = []
    for seed in range(30):
        pattern = draw_pattern(np.random.default_rng(seed))
        assert pattern.shape == (64, 64)
        assert pattern.min() >= 0
        assert pattern.max() <= 1
        assert (pattern == draw_pattern(np.random.default_rng(seed))).all()
        shares.append(pattern.mean())
    assert max(shares) <= 0.5
    assert np.std(shares) > 0.03


def test_every_epoch_shows_every_example_once_in_another_order() -> None:
    first = np.concatenate([draw_rows(step, 5, 20, seed=1) for step in range(4)])
    second = np.concatenate([draw_rows(step, 5, 20, seed=1) for step in range(4, 8)])
    assert sorted(first) == sorted(second) == list(range(20))
    assert (first != second).any()


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = nn.Linear(2, 1)
    run = Run(tmp_path / "run.pt", {"net": net}, minutes=0.0005, rate=0.1)
    run.train(lambda step: {"loss": float(step)}, 1)
    assert run.step > 0
    other = nn.Linear(2, 1)
    resumed = Run(tmp_path / "run.pt", {"net": other}, minutes=1, rate=0.1)
    assert resumed.step == run.step
    assert torch.equal(other.weight, net.weight)


def test_the_rate_warms_up_and_ends_at_its_floor(tmp_path: Path) -> None:
    run = Run(tmp_path / "none.pt", {}, minutes=1, rate=1.0, floor=0.1)
    assert run.rate() == pytest.approx(0.01)
    run.step, run.spent_s = 1000, 60
    assert run.rate() == pytest.approx(0.1)


def test_an_average_lags_behind_and_catches_up() -> None:
    net = nn.Linear(1, 1, bias=False)
    net.weight.data.fill_(0.0)
    average = Average(net, 0.9)
    net.weight.data.fill_(1.0)
    average.follow(net, step=1000)
    assert average.weights["weight"].item() == pytest.approx(0.1)
    for step in range(1001, 1100):
        average.follow(net, step)
    assert average.weights["weight"].item() == pytest.approx(1.0, abs=1e-3)


def test_the_critic_can_learn_to_tell_flat_from_textured() -> None:
    torch.manual_seed(0)
    critic = Critic()
    optimiser = torch.optim.Adam(critic.parameters(), 1e-3)
    real, made = torch.randn(2, 5, 64, 64).clamp(-1, 1), torch.zeros(2, 5, 64, 64)
    losses = []
    for _ in range(8):
        loss = critic_loss(critic(real)[0], critic(made)[0])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 0.3


def test_moving_keeps_the_size_and_what_is_flat() -> None:
    flat = torch.full((2, 3, 32, 32), 0.25)
    moved = move(flat, torch.Generator().manual_seed(3), reach_px=8)
    assert torch.equal(moved, flat)
