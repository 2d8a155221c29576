"""Off-policy evaluation: known answers are found, intervals hold them, logs that cannot be judged are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.bandits.evaluate import draw_log, lines
from models.bandits.experiments import make_world
from models.bandits.logs import PlacedLog, read_log, read_policy
from models.bandits.off_policy import Log, cross_fit, effective_size, evaluate
from models.errors import InputError


def test_a_policy_judged_by_its_own_log_is_the_log_s_mean() -> None:
    rng = np.random.default_rng(0)
    table = np.array([0.7, 0.2, 0.1])
    action = rng.choice(3, 500, p=table)
    log = Log(action=action, propensity=table[action], reward=(rng.random(500) < 0.3).astype(float))
    found = evaluate(log, np.tile(table, (500, 1)), np.full((500, 3), 0.3))
    for estimate in found.values():
        assert estimate.value == pytest.approx(log.reward.mean(), abs=1e-9)
    assert effective_size(log, np.tile(table, (500, 1))) == pytest.approx(500)


def test_intervals_hold_the_known_answer_about_as_often_as_they_say() -> None:
    world, held = make_world(rate=0.2), {"ips": 0, "snips": 0, "dr": 0}
    for seed in range(60):
        log, target, who, truth = draw_log(world, 800, seed)
        found = evaluate(log, target, cross_fit(log, who, len(world.arms), seed=seed), seed)
        for name, estimate in found.items():
            held[name] += estimate.covers(truth)
    assert min(held.values()) >= 51  # of 60; a true 92 % falls below once in forty thousand times


def test_a_model_that_knows_the_rewards_leaves_dr_nothing_to_correct() -> None:
    rng = np.random.default_rng(1)
    action = rng.integers(2, size=400)
    reward = np.where(action == 1, 0.8, 0.2)
    log = Log(action=action, propensity=np.full(400, 0.5), reward=reward)
    target = np.tile([0.0, 1.0], (400, 1))
    found = evaluate(log, target, np.tile([0.2, 0.8], (400, 1)))
    assert found["dr"].value == pytest.approx(0.8)
    assert found["dr"].high - found["dr"].low < 1e-9 < found["ips"].high - found["ips"].low


def test_the_model_never_sees_the_half_it_is_used_on() -> None:
    action = np.zeros(40, np.int64)
    reward = np.zeros(40)
    reward[0] = 1.0
    model = cross_fit(Log(action=action, propensity=np.ones(40), reward=reward), action, 1, prior=0.001)
    assert model[0, 0] == 0  # its own click is not in what is expected of it
    assert model.max() > 0


@pytest.mark.parametrize(
    "columns",
    [
        {"propensity": [0.0, 0.5]},
        {"propensity": [0.5, 1.5]},
        {"propensity": [0.5]},
        {"reward": [float("nan"), 0.0]},
        {"action": []},
    ],
)
def test_a_log_that_cannot_be_judged_is_refused(columns: dict[str, list[float]]) -> None:
    whole = {"action": [0, 1], "propensity": [0.5, 0.5], "reward": [0.0, 1.0]} | columns
    with pytest.raises(InputError):
        Log(**{name: np.array(values, np.int64 if name == "action" else float) for name, values in whole.items()})


@pytest.mark.parametrize("target", [[[0.5, 0.4]], [[1.5, -0.5]], [[1.0]]])
def test_probabilities_that_are_none_are_refused(target: list[list[float]]) -> None:
    log = Log(action=np.array([1]), propensity=np.array([0.5]), reward=np.array([1.0]))
    with pytest.raises(InputError):
        evaluate(log, np.array(target))


def test_a_policy_is_read_off_its_own_log() -> None:
    log = Log(action=np.array([0, 0, 1]), propensity=np.array([0.6, 0.8, 0.3]), reward=np.zeros(3))
    told = read_policy(PlacedLog(log=log, position=np.array([1, 1, 1])), 3, np.array([1]))
    assert told[0] == pytest.approx(np.array([0.7, 0.3, 0.3]) / 1.3)


def test_a_file_of_the_dataset_is_read_and_another_one_refused(tmp_path: Path) -> None:
    good = tmp_path / "men.csv"
    good.write_text(",timestamp,item_id,position,click,propensity_score\n0,x,3,1,0,0.25\n1,x,0,2,1,0.5\n")
    placed = read_log(good)
    assert placed.log.action.tolist() == [3, 0]
    assert placed.position.tolist() == [1, 2]
    assert placed.log.reward.tolist() == [0, 1]
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    with pytest.raises(InputError):
        read_log(bad)
    with pytest.raises(InputError):
        read_log(tmp_path / "none.csv")


def test_the_command_s_lines_are_whole() -> None:
    known, earned = lines(None, logs=4, rows=200, visits=200)
    assert {"ips_covered", "snips_covered", "dr_covered"} <= set(known)
    assert {"rate_uniform", "rate_thompson", "rate_linucb", "rate_best_possible"} <= set(earned)
