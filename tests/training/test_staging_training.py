"""How the nets of staging learn, and how they are judged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.nets.inpainter import Inpainter, spread
from models.staging.filling import fill
from models.staging.scenes import Sets
from models.training.evaluators.staging import PATCH_PX, _distance, _rim
from models.training.evaluators.staging_judged import _window, by_sets
from models.training.loop import Run
from models.training.staging.examples import HELD_OUT_THEMES, Grounds, is_held_out, weigh
from models.training.staging.train import TWINS, Painter
from tests.sets import draw_sets


def gap(size: int = 64) -> np.ndarray:
    hole = np.zeros((size, size), np.float32)
    hole[16:48, 16:48] = 1
    return hole


def test_errors_near_the_rim_count_more_and_all_together_the_same() -> None:
    weight = weigh(gap(), 4.0, 6.0)
    assert weight[16, 30] > 2 * weight[31, 31]
    assert not weight[gap() == 0].any()
    assert abs(weight.sum() / gap().sum() - 1) < 1e-4
    assert np.allclose(weigh(gap(), 0.0, 6.0), gap())


def test_held_out_are_whole_themes_and_some_sets_of_others() -> None:
    held = [each for each in Sets().scenes if is_held_out(each.id, each.theme)]
    assert {each.theme for each in held} > set(HELD_OUT_THEMES)
    assert 5 <= len(held) < len(Sets().scenes) / 2


def test_untrained_it_goes_on_smoothly_and_keeps_what_is_known() -> None:
    ramp = torch.linspace(-0.8, 0.8, 64).expand(1, 3, 64, 64).clone()
    hole = torch.from_numpy(gap())[None, None]
    made = Inpainter()(ramp, hole).detach()
    assert torch.equal(made * (1 - hole), ramp * (1 - hole))
    assert float((made - ramp).abs().mean()) < 0.1
    assert float((spread(torch.full((1, 3, 50, 34), 0.3), torch.ones(1, 1, 50, 34) * 0.0) - 0.3).abs().max()) < 1e-5


def test_texture_is_fetched_as_strong_as_it_is_beside_the_gap() -> None:
    rng = np.random.default_rng(1)
    photo = np.clip(128 + 20 * rng.normal(size=(256, 256, 1)), 0, 255).astype(np.uint8).repeat(3, 2)
    hole = np.zeros((256, 256), np.uint8)
    hole[90:170, 90:170] = 255
    made = fill(photo, hole, np.full((128, 128, 3), 0.5, np.float32))
    assert np.array_equal(made[hole == 0], photo[hole == 0])
    assert 0.7 < made[hole > 0].std() / photo[hole == 0].std() < 1.3


def test_rims_patches_lie_inside_and_like_is_near_like() -> None:
    hole = np.zeros((200, 200), bool)
    hole[:60, 100:] = True
    places = _rim(hole, np.random.default_rng(2))
    assert places.min() >= 0
    assert places.max() <= 200 - PATCH_PX
    one = np.random.default_rng(3).normal(size=(4, 8, 128)).astype(np.float32)
    assert _distance(one, one, np.arange(4)) == 0
    assert _distance(one + 5, one, np.arange(4)) > 4


def test_a_run_of_steps_ends_after_them_at_its_lowest_rate(tmp_path: Path) -> None:
    run = Run(tmp_path / "run.pt", {}, 0.0, 1e-3, floor=0.1, steps=140)
    rates = []

    def learn(step: int) -> dict[str, float]:
        rates.append(run.rate())
        return {}

    run.train(learn, 1)
    assert len(rates) == run.step == 140
    assert rates[-1] < 0.11e-3 < max(rates)
    again = Run(tmp_path / "run.pt", {}, 0.0, 1e-3, steps=140)
    again.train(learn, 1)
    assert len(rates) == 140, "it was done"


def test_twins_begin_alike_and_learn_from_the_same(tmp_path: Path) -> None:
    sets = Sets(draw_sets(tmp_path / "sets"))
    plates = tuple(np.ascontiguousarray(sets.plate(each)[:320, :320]) for each in sets.scenes)
    grounds = Grounds(plates=plates, scenes=sets.scenes, strips=())
    alphas = np.zeros((1, 256, 256), np.uint8)
    alphas[0, 60:200, 60:200] = 255
    one, other = (Painter(tmp_path, 0.0, name, grounds, alphas, steps=2) for name in TWINS)
    assert (one.more > 0) != (other.more > 0)
    started = [{name: t.clone() for name, t in each.net.state_dict().items()} for each in (one, other)]
    assert all(torch.equal(tensor, started[1][name]) for name, tensor in started[0].items())
    for each in (one, other):
        each.run.train(each.learn, 4)
    assert one.run.step == other.run.step == 2
    assert not all(torch.equal(t, other.net.state_dict()[name]) for name, t in one.net.state_dict().items())


def test_the_judge_looks_at_a_square_round_the_gap_and_never_enlarges() -> None:
    hole = np.zeros((500, 640), bool)
    hole[10:60, 560:630] = True
    rows, columns = _window(hole, np.zeros(2))
    assert (rows.stop - rows.start, columns.stop - columns.start) == (256, 256)
    assert hole[rows, columns].sum() == hole.sum()
    hole[:480, :] = True
    rows, columns = _window(hole, np.array([0.1, -0.1]))
    assert (rows.start, rows.stop, columns.stop - columns.start) == (0, 500, 500)


def test_intervals_are_as_wide_as_sets_differ() -> None:
    groups = [str(number // 10) for number in range(80)]
    alike = np.tile([0.0, 1.0], 40)
    apart = np.repeat(np.arange(8.0), 10)
    narrow, wide = (by_sets(lambda rows, x=values: float(x[rows].mean()), groups) for values in (alike, apart))
    assert narrow.low == narrow.value == narrow.high == 0.5
    assert wide.low < 2.5 < wide.value == 3.5 < 4.5 < wide.high
    with pytest.raises(ValueError, match="two at least"):
        by_sets(lambda rows: 0.0, ["a", "b", "c"])
