"""The simulated test: the same again with the same seed, honest counts, and uplifts to the published measure."""

from __future__ import annotations

import numpy as np
import pytest

from models.bandits.trial import POINTS, RATE, STAGED, simulate
from models.errors import InputError


def test_the_same_seed_gives_the_same_test() -> None:
    first = simulate(["home", "wood"], visits=600, seed=3)
    assert first == simulate(["home", "wood"], visits=600, seed=3)
    assert first != simulate(["home", "wood"], visits=600, seed=4)
    for arm in first:
        assert len(arm.curve) == POINTS
        assert arm.curve[-1] == pytest.approx(arm.rate)
    assert first[0].uplift is None
    assert all(arm.uplift is not None and arm.uplift.low < arm.uplift.value < arm.uplift.high for arm in first[1:])


def test_staging_earns_about_what_was_published() -> None:
    staged = [simulate(["home", "wood", "stone"], visits=1500, seed=seed)[2].rate for seed in range(6)]
    assert np.mean(staged) == pytest.approx(RATE * 1.05 * (1 + STAGED), rel=0.12)


@pytest.mark.parametrize(("themes", "visits"), [([], 600), (["home"], 1), (["home"], 10**7)])
def test_what_cannot_be_tested_is_refused(themes: list[str], visits: int) -> None:
    with pytest.raises(InputError):
        simulate(themes, visits=visits)
