"""A/B tests of creatives: how many visits a test needs, what it found, and simulated shops to try all of it on.

Sources: Fleiss, Levin & Paik, "Statistical Methods for Rates and Proportions", §4 (sample size for two rates); Katz et
al., Biometrics 34 (1978) (interval for the ratio of two rates).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from models.bandits.contexts import Vector, encode
from models.bandits.policies import Policy
from models.errors import InputError

ARMS = ("product picture", "positioned", "staged", "personalised")
"""What a test of the paper's kind compares; the first is the control."""


@dataclass(frozen=True, kw_only=True)
class Uplift:
    """How much more often the variant is clicked than the control (0.1 = 10 % more), with its interval and p-value."""

    value: float
    low: float
    high: float
    p_value: float


def plan(rate: float, uplift: float, *, significance: float = 0.05, power: float = 0.8, variants: int = 1) -> int:
    """Visits that each arm needs to find an uplift of a click rate; with several variants the level is shared.

    Raises InputError when a number is out of range.
    """
    other = rate * (1 + uplift)
    if not (0 < rate < 1 and 0 < other < 1 and uplift != 0 and 0 < significance < 1 and 0 < power < 1 and variants > 0):
        raise InputError("These rates cannot be tested.", "Give a rate between 0 and 1 and an uplift that is not 0.")
    alpha = float(stats.norm.ppf(1 - significance / variants / 2))
    beta = float(stats.norm.ppf(power))
    mean = (rate + other) / 2
    top = alpha * math.sqrt(2 * mean * (1 - mean)) + beta * math.sqrt(rate * (1 - rate) + other * (1 - other))
    return math.ceil((top / (other - rate)) ** 2)


def compare(control_clicks: int, control_shows: int, clicks: int, shows: int, *, significance: float = 0.05) -> Uplift:
    """What a finished test found.  Raises InputError on counts that are none."""
    if min(control_shows, shows) <= 0 or not (0 <= control_clicks <= control_shows and 0 <= clicks <= shows):
        raise InputError("Clicks are counted among what was shown.", "Check the counts.")
    # half a click more, so that none at all is no division by zero (Walter, 1975)
    first, second = (control_clicks + 0.5) / (control_shows + 0.5), (clicks + 0.5) / (shows + 0.5)
    error = math.sqrt(
        1 / (control_clicks + 0.5) - 1 / (control_shows + 0.5) + 1 / (clicks + 0.5) - 1 / (shows + 0.5)
    )  # fmt: skip
    middle, reach = math.log(second / first), stats.norm.ppf(1 - significance / 2) * error
    return Uplift(
        value=math.expm1(middle),
        low=math.expm1(middle - reach),
        high=math.expm1(middle + reach),
        p_value=float(2 * stats.norm.sf(abs(middle) / error)) if error > 0 else 1.0,
    )


@dataclass(frozen=True, kw_only=True)
class World:
    """A simulated shop's visitors: who comes, and how often each theme is clicked by whom.  Everything that is told
    from it is simulated, and says so."""

    arms: tuple[str, ...]
    segments: tuple[str, ...]
    rates: NDArray[np.float64]
    """(segments, arms): the chance of a click."""

    def context(self, segment: int) -> Vector:
        """What a policy sees of a visitor."""
        return encode({"segment": self.segments[segment]})


def make_world(
    segments: int = 4, arms: Sequence[str] = ("linen", "wood", "street"), *, rate: float = 0.05,
    spread: float = 0.5, seed: int = 0,
) -> World:  # fmt: skip
    """Visitors of `segments` kinds whose click rates for each theme stray from `rate` by about `spread` of it."""
    rng = np.random.default_rng(seed)
    rates = np.clip(rate * np.exp(rng.normal(0, spread, (segments, len(arms)))), 0.001, 0.9)
    names = tuple(f"segment {number + 1}" for number in range(segments))
    return World(arms=tuple(arms), segments=names, rates=rates)


def run(
    world: World, policy: Policy, visits: int, seed: int = 0, on_visit: Callable[[int, float], None] | None = None
) -> float:
    """The click rate that a policy earns over simulated visits, while it learns."""
    rng = np.random.default_rng(seed)
    earned = 0.0
    for visit in range(visits):
        who = int(rng.integers(len(world.segments)))
        context = world.context(who)
        choice = policy.choose("all", world.arms, context, rng)
        policy.show("all", choice.arm, context)
        clicked = float(rng.random() < world.rates[who, world.arms.index(choice.arm)])
        if clicked:
            policy.reward("all", choice.arm, context, clicked)
        earned += clicked
        if on_visit is not None:
            on_visit(visit, clicked)
    return earned / visits
