"""What the analogy net learns from, and how it swaps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import CapabilityError
from models.nets.cagan import Cagan, Critic, swap
from models.people import mannequin, people
from models.training.loop import Run
from models.training.tryon.examples import NAMES, draw_garments, make_file, models_for_looks, read_looks, read_shop
from models.training.tryon.train import BATCH, Trainer
from models.tryon.analogy import GROUPS, SEEN_PX, draw_suit, find_window, lay_flat, look_through, put_back
from models.tryon.body import body_of_mannequin


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one small file of looks."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "tryon_examples").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.training.tryon.examples.CUTS", 3)
        patch.setattr("models.training.tryon.examples.COLOURS", 2)
        make_file(1, models_for_looks(), read_shop(), folder / "tryon_examples" / "0001.npz")
    return folder


def test_looks_are_dressed_bodies_and_the_same_bodies_undressed(work: Path) -> None:
    looks = read_looks(work)
    assert looks.seen.shape == looks.flat.shape == (len(looks.seen), SEEN_PX[1], SEEN_PX[0], 3)
    assert [np.count_nonzero(looks.group[looks.base] == k) for k in range(3)] == [len(models_for_looks())] * 3
    own = np.flatnonzero(looks.base)[:3]  # of the body that the file shows
    bare = {int(looks.group[row]): looks.seen[row] for row in own}
    for row in np.flatnonzero(~looks.base):
        changed = np.abs(looks.seen[row].astype(int) - bare[int(looks.group[row])]).max(2) > 12
        assert 0.03 < changed.mean() < 0.8
        if NAMES[looks.group[row]] != "lower":  # a face stays what it was
            assert not changed[:3].any()


def test_nobody_who_sits_or_turns_away_is_learned_from() -> None:
    cast = models_for_looks()
    assert len(cast) >= 20
    assert not any(each.view == "back" or each.pose == "seated" for each in cast)
    with pytest.raises(CapabilityError):
        find_window(body_of_mannequin(next(each for each in people() if each.pose == "seated")), "upper")


def test_what_is_worn_together_goes_together() -> None:
    rows = read_shop()
    for seed in range(8):
        groups = [GROUPS[each.slot] for each in draw_garments(rows, np.random.default_rng(seed))]
        assert groups in (["upper"], ["lower"], ["whole"], ["upper", "lower"])


@pytest.mark.parametrize("group", NAMES)
def test_what_a_window_shows_goes_back_where_it_was(group: str) -> None:
    body = body_of_mannequin(mannequin("ada-stand"))
    window = find_window(body, group)  # type: ignore[arg-type]
    back = put_back(look_through(body.picture, window).astype(np.float32), window, body.size_px)
    inner = np.s_[
        round(window.top) + 12 : min(1152, round(window.top + window.height)) - 12,
        round(max(0, window.left)) + 12 : round(min(768, window.left + window.width)) - 12,
    ]
    assert np.abs(back[inner] - body.picture[inner]).mean() < 3
    assert not back[: max(0, round(window.top) - 2)].any()


def test_the_base_layer_is_drawn_in_its_own_colour() -> None:
    for name in ("ada-stand", "bea-hips", "leo-pocket"):
        body = body_of_mannequin(mannequin(name))
        flat = draw_suit(body, "upper")
        inked = (flat < 250).any(2)
        waist = body.project((body.posed_joints["waist"][None] + body.posed_joints["pelvis"][None]) / 2)[0][0]
        skin = body.picture[round(float(waist[1])), round(float(waist[0]))]
        assert 0.15 < inked.mean() < 0.6
        assert np.abs(np.median(flat[inked], axis=0) - skin).max() < 12


def test_a_flat_picture_lies_on_white_in_the_middle() -> None:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[16:48, 16:48] = (200, 10, 10, 255)
    flat = lay_flat(rgba)
    rows, columns = np.nonzero(flat[..., 1] < 128)
    assert abs(rows.mean() - 63.5) < 1
    assert abs(columns.mean() - 47.5) < 1
    assert (flat[0, 0] == 255).all()


def test_without_opacity_the_body_stays_and_the_critic_answers_place_by_place() -> None:
    torch.manual_seed(0)
    body, worn, new = torch.rand(3, 2, 3, 128, 96) * 2 - 1
    alpha, rgb = Cagan()(body, worn, new)
    assert alpha.shape == (2, 1, 128, 96)
    assert rgb.abs().max() <= 1
    assert torch.equal(swap(body, torch.zeros_like(alpha), rgb), body)
    assert torch.allclose(swap(body, torch.ones_like(alpha), rgb), rgb)
    assert Critic()(body, new).shape == (2, 1, 8, 6)


def test_a_step_teaches_both_nets_and_a_run_goes_on_where_it_was(work: Path, tmp_path: Path) -> None:
    trainer = Trainer(tmp_path, 1, read_looks(work))
    before = [next(net.parameters()).detach().clone() for net in (trainer.net, trainer.critic)]
    losses = trainer.learn(0)
    assert all(np.isfinite(value) for value in losses.values())
    for old, net in zip(before, (trainer.net, trainer.critic), strict=True):
        assert not torch.equal(old, next(net.parameters()))
    trainer.run.step = 1
    trainer.run.save()
    again = Trainer(tmp_path, 1, read_looks(work))
    assert isinstance(again.run, Run)
    assert again.run.step == 1
    assert torch.equal(next(again.net.parameters()), next(trainer.net.parameters()))
    assert BATCH > 1
