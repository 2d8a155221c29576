"""What another policy would have earned, told from a log: without showing anything to anybody.

Three estimators.  IPS weighs each logged reward by how much more often the other policy would have chosen what was
shown; SNIPS divides by the weights' sum, which steadies it; DR starts from a model of rewards and lets the log correct
it.  Intervals are from resampling whole rows.

Sources: Dudík, Langford & Li, "Doubly Robust Policy Evaluation and Learning", arXiv 1103.4601; Swaminathan & Joachims,
"The Self-Normalized Estimator for Counterfactual Learning", NeurIPS 2015.

Shape legend: N rows of the log, K actions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import InputError

Floats = NDArray[np.float64]
RESAMPLES = 1000


@dataclass(frozen=True, kw_only=True)
class Log:
    """What was shown: `action` (N,), numbers 0..K−1, the logging policy's `propensity` of it and the `reward`, (N,)."""

    action: NDArray[np.int64]
    propensity: Floats
    reward: Floats

    def __post_init__(self) -> None:
        """Raises InputError when rows do not fit together, or a probability is none."""
        n = len(self.action)
        if not n or len(self.propensity) != n or len(self.reward) != n:
            raise InputError("The log's columns are not of one length.", "Export it again.")
        if not (np.isfinite(self.reward).all() and (self.propensity > 0).all() and (self.propensity <= 1).all()):
            raise InputError(
                "A log needs the probability of what was shown, above 0 and at most 1, and a reward, in every row.",
                "Rows without them cannot be judged; leave them out.",
            )


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean reward with its 95 % interval."""

    value: float
    low: float
    high: float

    def covers(self, truth: float) -> bool:
        """Whether the interval holds this value."""
        return self.low <= truth <= self.high


def evaluate(log: Log, target: Floats, model: Floats | None = None, seed: int = 0) -> dict[str, Estimate]:
    """Estimates of the target policy's mean reward by "ips", "snips" and, with a model, "dr".

    `target` (N, K) holds the target policy's probability of each action in each row's context, `model` (N, K) the
    rewards expected there, from a model that was not fitted on the row itself (`cross_fit`).  Raises InputError when
    the probabilities are none.
    """
    n = len(log.action)
    if target.shape[0] != n or (target < -1e-9).any() or not np.allclose(target.sum(1), 1, atol=1e-6):
        raise InputError("The other policy's probabilities do not add up to 1 in every row.", "Compute them again.")
    if int(log.action.min()) < 0 or int(log.action.max()) >= target.shape[1]:
        raise InputError("The log shows an action that the other policy does not know.", "Give it all actions.")
    rows = np.arange(n)
    weight = target[rows, log.action] / log.propensity
    parts = {"ips": (weight * log.reward, np.ones(n)), "snips": (weight * log.reward, weight)}
    if model is not None:
        rest = weight * (log.reward - model[rows, log.action])
        parts["dr"] = ((target * model).sum(1) + rest, np.ones(n))
    return {name: _resample(top, bottom, seed) for name, (top, bottom) in parts.items()}


def effective_size(log: Log, target: Floats) -> float:
    """How many rows of the target policy's own log this one is worth: (Σw)² / Σw²."""
    weight = target[np.arange(len(log.action)), log.action] / log.propensity
    return float(weight.sum() ** 2 / max(float((weight**2).sum()), 1e-12))


def cross_fit(log: Log, strata: NDArray[np.int64], actions: int, prior: float = 20.0, seed: int = 0) -> Floats:
    """Expected rewards (N, K): the mean of each action in each stratum (N,), drawn to the action's and the log's own
    mean by `prior` rows; each half of the log is told from the other half."""
    half = np.random.default_rng(seed).permutation(len(log.action)) % 2
    out = np.zeros((len(log.action), actions))
    for side in (0, 1):
        other = half != side
        mean = float(log.reward[other].mean()) if other.any() else 0.0
        by_action = _means(log.action[other], log.reward[other], actions, np.full(actions, mean), prior)
        for stratum in np.unique(strata):
            there = other & (strata == stratum)
            table = _means(log.action[there], log.reward[there], actions, by_action, prior)
            out[(half == side) & (strata == stratum)] = table
    return out


def _means(action: NDArray[np.int64], reward: Floats, actions: int, start: Floats, prior: float) -> Floats:
    count = np.bincount(action, minlength=actions)
    total = np.bincount(action, reward, actions)
    return np.asarray((total + prior * start) / (count + prior))


def _resample(top: Floats, bottom: Floats, seed: int) -> Estimate:
    """A ratio of sums, with the 2.5th and 97.5th percentile over resampled rows."""
    rng, n = np.random.default_rng(seed), len(top)
    values = np.empty(RESAMPLES)
    for index in range(RESAMPLES):
        rows = rng.integers(n, size=n)
        values[index] = top[rows].sum() / max(float(bottom[rows].sum()), 1e-12)
    low, high = np.quantile(values, (0.025, 0.975))
    return Estimate(value=float(top.sum() / max(float(bottom.sum()), 1e-12)), low=float(low), high=float(high))
