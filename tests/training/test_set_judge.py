"""The sets' judge: what it is shown, and what it is measured in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from models.nets.judge import COMPONENTS, SET_FEATURES, SetJudgeNet
from models.staging.scenes import Sets
from models.training.staging.judge import PLATE_PX, VIEW_PX, Plates, Pupil, cut_view, read_features, read_plates
from tests.sets import draw_sets


def test_it_learns_from_other_sets_than_it_is_asked_about(tmp_path: Path) -> None:
    sets = Sets(draw_sets(tmp_path / "sets"))
    taught, held_out = read_plates(held_out=False, sets=sets), read_plates(held_out=True, sets=sets)
    assert {each.theme for each in held_out.scenes} == {"wood"}
    assert {each.id for each in taught.scenes} == {"linen", "peg", "table"}
    assert all(plate.shape == (PLATE_PX, PLATE_PX, 3) for plate in taught.rgb)


def test_views_are_parts_that_were_only_made_smaller() -> None:
    stripes = np.zeros((PLATE_PX, PLATE_PX, 3), np.uint8)
    stripes[:, ::2] = 200
    rng = np.random.default_rng(1)
    for _ in range(20):
        view = cut_view(stripes, "hang", rng)
        assert view.shape == (VIEW_PX, VIEW_PX, 3)
        steps = np.abs(np.diff(view[0, :, 0].astype(int)))
        assert steps.max() > 0 or view.std() < 1  # either the stripes are still there, or wholly averaged
        assert (view == view[:1]).all(), "on a hanging set nothing is turned"


def test_components_of_what_it_was_settled_on_have_a_mean_square_of_one() -> None:
    torch.manual_seed(3)
    net = SetJudgeNet(10, 3).eval()
    features = torch.randn(400, SET_FEATURES) * torch.linspace(0.1, 3, SET_FEATURES) + 2
    net.settle(features)
    found = net.components(features)
    assert found.shape == (400, COMPONENTS)
    assert abs(float((found**2).mean()) - 1) < 1e-3
    assert float(found.mean(0).abs().max()) < 1e-3


def test_a_few_steps_teach_it_which_set_this_is(tmp_path: Path) -> None:
    sets = Sets(draw_sets(tmp_path / "sets"))
    size = (PLATE_PX, PLATE_PX, 1)
    plates = tuple(np.resize(sets.plate(each).mean((0, 1)).astype(np.uint8), (*size[:2], 3)) for each in sets.scenes)
    pupil = Pupil(tmp_path, 7, Plates(rgb=plates, scenes=sets.scenes))
    first = pupil.learn(0)
    for step in range(1, 7):
        last = pupil.learn(step)
    assert last["set"] < first["set"]
    assert last["theme"] < first["theme"]
    views = np.stack([cut_view(plate, "hang", np.random.default_rng(0)) for plate in plates])
    assert read_features(pupil.net.eval(), views).shape == (len(plates), SET_FEATURES)
