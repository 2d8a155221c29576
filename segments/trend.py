"""Whether a segment's part of the business grows: a rate with an interval, so that chance is not sold as a trend.

Each week's share of a segment is binomial with log-odds linear in time; the spread of the weeks around the line
decides how wide the interval is (quasi-binomial), so that busy weeks do not make it falsely narrow.

Source: McCullagh and Nelder 1989, §4.5 (over-dispersion), by iteratively reweighted least squares.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segments.types import Trend

Doubles = NDArray[np.float64]

WEEK_S = 7 * 86_400
MONTH_S = 30 * 86_400
FEWEST_WEEKS = 6
Z95 = 1.96


def find_trend(time_s: NDArray[np.int64], mine: NDArray[np.bool_]) -> Trend | None:
    """The trend of the visits that are `mine` (n,) among all (n,).

    None when there is nothing to see: under six weeks, no times, no visits of mine, or only mine.
    """
    if not len(time_s) or not mine.any() or mine.all():
        return None
    week = (time_s - time_s.min()) // WEEK_S
    weeks = int(week.max())  # the last week is not whole and left out
    whole = week < weeks
    if weeks < FEWEST_WEEKS or len(np.unique(week[whole & mine])) < FEWEST_WEEKS:
        return None
    total = np.bincount(week[whole], minlength=weeks).astype(float)
    part = np.bincount(week[whole & mine], minlength=weeks).astype(float)
    slope, error = _fit_line(part, total)
    month = MONTH_S / WEEK_S
    rest = 1 - float(part.sum() / total.sum())  # a share grows by (1 − share) of what its log-odds do
    rate, low, high = (float(np.expm1(value * month * rest)) for value in (slope, slope - error, slope + error))
    return Trend(rate=rate, low=low, high=high)


def _fit_line(part: Doubles, total: Doubles) -> tuple[float, float]:
    """The slope of the log-odds of `part` of `total` a week, and half its 95 % interval."""
    there = total > 0
    part, total = part[there], total[there]
    week = np.flatnonzero(there).astype(float)
    week -= np.average(week, weights=total)
    design = np.stack([np.ones(len(week)), week], axis=1)
    share = (part.sum() + 0.5) / (total.sum() + 1)
    line = np.array([np.log(share / (1 - share)), 0.0])
    for _ in range(25):
        fitted = 1 / (1 + np.exp(-np.clip(design @ line, -30, 30)))
        information = (design * (total * fitted * (1 - fitted))[:, None]).T @ design + 1e-9 * np.eye(2)
        step = np.linalg.solve(information, design.T @ (part - total * fitted))
        line += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    variance = total * fitted * (1 - fitted)
    spread = float(np.sum((part - total * fitted) ** 2 / np.maximum(variance, 1e-9)) / max(1, len(week) - 2))
    error = Z95 * float(np.sqrt(max(1.0, spread) * np.linalg.inv(information)[1, 1]))
    return float(line[1]), error
