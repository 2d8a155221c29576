"""Choosing themes: probabilities are true, learning finds what is clicked, and LinUCB agrees with a library's."""

from __future__ import annotations

import numpy as np
import pytest

from models.bandits.contexts import SIZE, encode
from models.bandits.experiments import make_world, run
from models.bandits.policies import POLICIES, LinUcbPolicy, ThompsonPolicy, UniformPolicy, make_policy
from models.errors import InputError

ARMS = ("linen", "wood", "street")
SOMEBODY = encode({"segment": "navy"})


def test_a_context_is_the_same_on_every_machine_and_words_differ() -> None:
    first = encode({"segment": "navy", "placement": "300x250"})
    assert first.shape == (SIZE,)
    assert np.linalg.norm(first) == pytest.approx(1)
    assert np.array_equal(first, encode({"placement": "300x250", "segment": "navy"}))
    assert not np.array_equal(first, encode({"segment": "olive", "placement": "300x250"}))


@pytest.mark.parametrize("features", [{"segment": 3}, {"a": "x" * 200}, {str(n): "x" for n in range(40)}])
def test_features_that_are_no_short_words_are_refused(features: dict[str, str]) -> None:
    with pytest.raises(InputError):
        encode(features)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_the_propensity_is_how_often_it_is_chosen(name: str) -> None:
    policy, rng = make_policy(name), np.random.default_rng(0)
    for number in range(60):
        arm = ARMS[number % 3]
        policy.show("tops", arm, SOMEBODY)
        if arm == "wood" and number % 2:
            policy.reward("tops", arm, SOMEBODY, 1)
    counted = dict.fromkeys(ARMS, 0)
    said: dict[str, list[float]] = {arm: [] for arm in ARMS}
    for _ in range(2000):
        choice = policy.choose("tops", ARMS, SOMEBODY, rng)
        counted[choice.arm] += 1
        said[choice.arm].append(choice.propensity)
    for arm in ARMS:
        if said[arm]:
            assert np.mean(said[arm]) == pytest.approx(counted[arm] / 2000, abs=0.03)


def test_learning_earns_more_than_chance_and_contexts_more_than_none() -> None:
    world = make_world(seed=1, rate=0.15, spread=0.8)
    uniform, thompson, linucb = (run(world, make(), 4000, 2) for make in (UniformPolicy, ThompsonPolicy, LinUcbPolicy))
    assert thompson > uniform * 1.05
    assert linucb > thompson * 1.02
    assert linucb <= world.rates.max(1).mean() * 1.15


def test_categories_do_not_learn_from_each_other() -> None:
    policy = LinUcbPolicy()
    before = policy.estimate("shoes", "wood", SOMEBODY)
    for _ in range(10):
        policy.show("tops", "wood", SOMEBODY)
        policy.reward("tops", "wood", SOMEBODY, 1)
    assert policy.estimate("shoes", "wood", SOMEBODY) == before
    assert policy.estimate("tops", "wood", SOMEBODY)[0] > 0.5


@pytest.mark.filterwarnings("ignore")
def test_linucb_is_that_of_mabwiser() -> None:
    """The same shows and clicks, the same upper bounds."""
    from mabwiser.mab import MAB, LearningPolicy

    rng = np.random.default_rng(5)
    contexts = np.stack([encode({"segment": str(number % 5), "colour": str(number % 7)}) for number in range(120)])
    arms = [ARMS[int(index)] for index in rng.integers(3, size=120)]
    clicks = (rng.random(120) < 0.4).astype(int)
    ours = LinUcbPolicy(alpha=0.7, explore=0.0)
    for context, arm, click in zip(contexts, arms, clicks, strict=True):
        ours.show("all", arm, context)
        if click:
            ours.reward("all", arm, context, 1)
    theirs = MAB(list(ARMS), LearningPolicy.LinUCB(alpha=0.7, l2_lambda=1.0))
    theirs.fit(decisions=arms, rewards=clicks, contexts=contexts)
    for context in contexts[:20]:
        expected = theirs.predict_expectations([context])
        for arm in ARMS:
            assert sum(ours.estimate("all", arm, context)) == pytest.approx(expected[arm], abs=1e-8)


def test_no_theme_and_no_such_policy_are_refused() -> None:
    with pytest.raises(InputError):
        UniformPolicy().choose("tops", (), SOMEBODY, np.random.default_rng(0))
    with pytest.raises(InputError):
        make_policy("best guess")
