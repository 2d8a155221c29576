"""A/B tests: sample sizes find what they promise, intervals hold the truth, counts that are none are refused."""

from __future__ import annotations

import numpy as np
import pytest

from models.bandits.experiments import compare, plan
from models.errors import InputError


def test_the_planned_number_of_visits_finds_the_uplift_as_often_as_promised() -> None:
    rate, uplift = 0.05, 0.3
    visits = plan(rate, uplift, power=0.8)
    rng = np.random.default_rng(0)
    control, variant = rng.binomial(visits, rate, 800), rng.binomial(visits, rate * (1 + uplift), 800)
    found = [
        compare(int(a), visits, int(b), visits).low > 0 for a, b in zip(control, variant, strict=True)
    ]  # fmt: skip
    assert np.mean(found) == pytest.approx(0.8, abs=0.05)


def test_intervals_hold_the_true_uplift_and_nothing_is_found_where_there_is_none() -> None:
    rng = np.random.default_rng(1)
    held = false = 0
    for _ in range(400):
        a, b, c = rng.binomial(4000, 0.04), rng.binomial(4000, 0.05), rng.binomial(4000, 0.04)
        uplift = compare(int(a), 4000, int(b), 4000)
        held += uplift.low <= 0.25 <= uplift.high
        false += compare(int(a), 4000, int(c), 4000).p_value < 0.05
    assert held >= 368  # 92 % of 400
    assert 6 <= false <= 36


def test_more_variants_and_smaller_uplifts_need_more_visits() -> None:
    assert plan(0.02, 0.1) > plan(0.02, 0.2) > plan(0.04, 0.2)
    assert plan(0.02, 0.1, variants=3) > plan(0.02, 0.1)
    assert 20_000 < plan(0.02, 0.2) < 22_000  # textbooks give about 21,100


def test_no_click_at_all_is_no_error() -> None:
    nothing = compare(0, 100, 0, 100)
    assert nothing.value == pytest.approx(0)
    assert nothing.low < 0 < nothing.high


@pytest.mark.parametrize("counts", [(5, 0, 1, 10), (11, 10, 1, 10), (-1, 10, 1, 10), (1, 10, 12, 10)])
def test_counts_that_are_none_are_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(InputError):
        compare(*counts)


@pytest.mark.parametrize("numbers", [(0.0, 0.1), (0.6, 0.9), (0.05, 0.0), (float("nan"), 0.1)])
def test_rates_that_cannot_be_tested_are_refused(numbers: tuple[float, float]) -> None:
    with pytest.raises(InputError):
        plan(*numbers)
