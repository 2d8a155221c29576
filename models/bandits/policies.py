"""How a theme is chosen among a few, and what is learned from clicks.

A policy learns in two moments, since clicks come late or never: `show` when something was shown, `reward` when a click
came.  What was shown and not clicked has thereby counted as a no from the start, and a late click mends it.

Shape legend: D numbers of a context, K themes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.bandits.contexts import SIZE, Vector
from models.errors import InputError

Rng = np.random.Generator
DRAWS = 256
"""Draws from which Thompson's own probabilities are read."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The theme that was chosen, and how probable that was: without it no log can be judged afterwards."""

    arm: str
    propensity: float


class Policy(Protocol):
    """Chooses among `arms` for an item of a `category` in a context (D,); arms and categories are names."""

    name: str

    def choose(self, category: str, arms: Sequence[str], context: Vector, rng: Rng) -> Choice:
        """One of the arms.  Raises InputError when there is none."""
        ...

    def show(self, category: str, arm: str, context: Vector) -> None:
        """This was shown."""
        ...

    def reward(self, category: str, arm: str, context: Vector, value: float) -> None:
        """This came of something that was shown: 1 for a click."""
        ...


class UniformPolicy:
    """Each theme as often as any other: what every comparison starts from."""

    name = "uniform"

    def choose(self, category: str, arms: Sequence[str], context: Vector, rng: Rng) -> Choice:
        """See `Policy.choose`."""
        _check(arms)
        return Choice(arm=arms[int(rng.integers(len(arms)))], propensity=1 / len(arms))

    def show(self, category: str, arm: str, context: Vector) -> None:
        """Nothing is learned."""

    def reward(self, category: str, arm: str, context: Vector, value: float) -> None:
        """Nothing is learned."""


class ThompsonPolicy:
    """A theme as often as it may be the best one, for all that was clicked; contexts do not count.

    Source: Chapelle & Li, "An Empirical Evaluation of Thompson Sampling", NeurIPS 2011 (Beta-Bernoulli).
    """

    name = "thompson"

    def __init__(self) -> None:
        self._shown: dict[tuple[str, str], int] = {}
        self._earned: dict[tuple[str, str], float] = {}

    def choose(self, category: str, arms: Sequence[str], context: Vector, rng: Rng) -> Choice:
        """See `Policy.choose`; the probability is counted over DRAWS draws, the choice is one of them."""
        _check(arms)
        earned = np.array([self._earned.get((category, arm), 0.0) for arm in arms])
        shown = np.array([self._shown.get((category, arm), 0) for arm in arms])
        drawn = rng.beta(1 + earned, 1 + np.maximum(shown - earned, 0), (DRAWS, len(arms)))
        best = drawn.argmax(1)
        index = int(best[0])
        return Choice(arm=arms[index], propensity=float(np.mean(best == index)))

    def show(self, category: str, arm: str, context: Vector) -> None:
        """See `Policy.show`."""
        self._shown[category, arm] = self._shown.get((category, arm), 0) + 1

    def reward(self, category: str, arm: str, context: Vector, value: float) -> None:
        """See `Policy.reward`."""
        self._earned[category, arm] = self._earned.get((category, arm), 0.0) + value


class LinUcbPolicy:
    """The theme that may be the best in such a context: a linear estimate for each, and what is unsure counts for it.

    One model a category and theme.  With a chance of `explore` any theme is taken, so that every log can be judged.

    Source: Li et al., "A Contextual-Bandit Approach to Personalized News Article Recommendation", arXiv 1003.0146,
    algorithm 1 (disjoint models).
    """

    name = "linucb"

    def __init__(self, alpha: float = 0.5, explore: float = 0.05, ridge: float = 1.0) -> None:
        self.alpha, self.explore, self.ridge = alpha, explore, ridge
        self._seen: dict[tuple[str, str], NDArray[np.float64]] = {}
        self._earned: dict[tuple[str, str], Vector] = {}

    def choose(self, category: str, arms: Sequence[str], context: Vector, rng: Rng) -> Choice:
        """See `Policy.choose`."""
        _check(arms)
        bounds = [sum(self.estimate(category, arm, context)) for arm in arms]
        best = int(np.argmax(bounds))
        index = int(rng.integers(len(arms))) if rng.random() < self.explore else best
        greedy = (1 - self.explore) if index == best else 0.0
        return Choice(arm=arms[index], propensity=greedy + self.explore / len(arms))

    def estimate(self, category: str, arm: str, context: Vector) -> tuple[float, float]:
        """What a click is expected to be, and `alpha` times how unsure that is."""
        seen = self._seen.get((category, arm))
        if seen is None:
            seen = self.ridge * np.eye(len(context))
        inverse = np.linalg.inv(seen)
        weights = inverse @ self._earned.get((category, arm), np.zeros(len(context)))
        return float(weights @ context), self.alpha * float(max(0.0, float(context @ inverse @ context)) ** 0.5)

    def show(self, category: str, arm: str, context: Vector) -> None:
        """See `Policy.show`."""
        before = self._seen.get((category, arm))
        start = self.ridge * np.eye(len(context)) if before is None else before
        self._seen[category, arm] = start + np.outer(context, context)

    def reward(self, category: str, arm: str, context: Vector, value: float) -> None:
        """See `Policy.reward`."""
        self._earned[category, arm] = self._earned.get((category, arm), np.zeros(SIZE)) + value * context


POLICIES: dict[str, Callable[[], Policy]] = {
    "uniform": UniformPolicy,
    "thompson": ThompsonPolicy,
    "linucb": LinUcbPolicy,
}


def make_policy(name: str) -> Policy:
    """A policy that has seen nothing yet.  Raises InputError when there is none of this name."""
    if name not in POLICIES:
        raise InputError(f"There is no way of choosing called {name[:40]!r}.", f"Choose one of {', '.join(POLICIES)}.")
    return POLICIES[name]()


def _check(arms: Sequence[str]) -> None:
    if not arms:
        raise InputError("There is no theme to choose from.", "Give the category a theme.")
