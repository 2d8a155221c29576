"""How sure a figure is: resampled intervals, also of the difference of two methods on the same pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A figure, and the range that holds its true value in `level` of all repetitions of the experiment."""

    value: float
    low: float
    high: float

    def named(self, key: str) -> dict[str, float]:
        """The three numbers as `key`, `key_low` and `key_high`, ready for a JSON line."""
        return {key: self.value, f"{key}_low": self.low, f"{key}_high": self.high}


def bootstrap(
    values: ArrayLike, groups: ArrayLike | None = None, rounds: int = 2000, level: float = 0.95, seed: int = 0
) -> Interval:
    """The mean of `values` (n,) with its percentile bootstrap interval.

    `groups` (n,) are drawn whole: photos of one sender resemble each other, and counting them as independent would
    make the interval too narrow.  Raises ValueError when there is nothing to resample.
    """
    samples = np.asarray(values, np.float64)
    if samples.ndim != 1 or not samples.size:
        raise ValueError("a bootstrap needs a list of at least one number")
    keys = np.arange(samples.size) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    if keys.shape != samples.shape:
        raise ValueError("one group is needed for each value")
    sums = np.bincount(keys, weights=samples)
    counts = np.bincount(keys).astype(np.float64)
    drawn = np.random.default_rng(seed).integers(0, sums.size, (rounds, sums.size))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value=float(samples.mean()), low=float(low), high=float(high))


def paired_difference(
    ours: ArrayLike, theirs: ArrayLike, groups: ArrayLike | None = None, rounds: int = 2000, seed: int = 0
) -> Interval:
    """The mean of ours − theirs on the same pictures (n,).  Raises ValueError when the two lists do not pair up."""
    a, b = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if a.shape != b.shape:
        raise ValueError("a paired difference needs the same pictures on both sides")
    return bootstrap(a - b, groups, rounds, seed=seed)


def half_samples(
    statistic: Callable[[Floats, Floats], float],
    a: Floats,
    b: Floats,
    rounds: int = 100,
    level: float = 0.95,
    seed: int = 0,
) -> Interval:
    """`statistic(a, b)` of two samples (n, d) and (m, d), with the delete-half jackknife interval.

    Drawing half without replacement has just the spread of the full sample, and unlike a bootstrap it makes no
    duplicates, which would count as zero distances in KID or in nearest neighbours.
    Source: Shao and Wu, "A general theory for jackknife variance estimation", 1989.
    """
    rng = np.random.default_rng(seed)
    value = statistic(a, b)
    halves = np.array(
        [
            statistic(rng.permutation(a)[: max(2, len(a) // 2)], rng.permutation(b)[: max(2, len(b) // 2)])
            for _ in range(rounds)
        ]
    )
    spread = np.quantile(halves - halves.mean(), [(1 - level) / 2, (1 + level) / 2])
    return Interval(value=value, low=float(value + spread[0]), high=float(value + spread[1]))
