"""Trends: found where there is one, with an interval that holds the truth, and none out of noise."""

from __future__ import annotations

import numpy as np

from segments.trend import MONTH_S, find_trend

YEAR_S = 365 * 86_400


def visits(growth: float, seed: int, count: int = 6000) -> tuple[np.ndarray, np.ndarray]:
    """Visits over a year, of which a share of 0.2 in the middle grows by exp(growth) in its odds."""
    rng = np.random.default_rng(seed)
    time_s = np.sort(rng.integers(0, YEAR_S, count))
    odds = 0.25 * np.exp(growth * (time_s / YEAR_S - 0.5))
    return time_s, rng.random(count) < odds / (1 + odds)


def test_growing_and_shrinking() -> None:
    up, down = find_trend(*visits(1.0, 0)), find_trend(*visits(-1.0, 1))
    assert up is not None
    assert down is not None
    assert up.direction == 1
    assert down.direction == -1


def test_the_interval_holds_the_truth_mostly() -> None:
    truth = np.expm1(0.8 * MONTH_S / YEAR_S * 0.8)
    found = [find_trend(*visits(0.8, seed)) for seed in range(60)]
    assert sum(trend is not None and trend.low <= truth <= trend.high for trend in found) >= 52


def test_no_trend_is_called_none_mostly() -> None:
    found = [find_trend(*visits(0.0, seed)) for seed in range(60)]
    assert sum(trend is not None and trend.direction == 0 for trend in found) >= 52


def test_uneven_weeks_widen_the_interval() -> None:
    time_s, mine = visits(0.0, 3)
    lumpy = mine | ((time_s // (7 * 86_400)) % 9 == 0)  # every ninth week is all theirs
    calm, uneven = find_trend(time_s, mine), find_trend(time_s, lumpy)
    assert calm is not None
    assert uneven is not None
    assert uneven.high - uneven.low > 2 * (calm.high - calm.low)


def test_too_short_or_nothing_to_see() -> None:
    time_s, mine = visits(1.0, 0)
    assert find_trend(time_s // 20, mine) is None
    assert find_trend(np.zeros(50, np.int64), np.arange(50) % 2 == 0) is None
    assert find_trend(time_s, np.zeros(len(mine), bool)) is None
    assert find_trend(time_s, np.ones(len(mine), bool)) is None
    assert find_trend(time_s[:0], mine[:0]) is None
