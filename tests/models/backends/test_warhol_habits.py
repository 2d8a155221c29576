"""Candidates keep to habits by their shares, and to colours that cloth can have."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from models.backends.warhol_habits import aim, dye
from models.design import CATEGORIES
from models.errors import InputError
from models.imagining import Habits, ImagineRequest
from models.library import surprise
from models.oklab import distance, to_oklab

EVEN = np.full(len(CATEGORIES), 1 / len(CATEGORIES), np.float32)
HABITS = Habits(
    categories=(("Dress", 3.0), ("Skirt", 1.0)), colours=(((32, 42, 78), 1.0), ((196, 40, 44), 1.0)),
    patterns=(("floral", 1.0), ("plain", 1.0)),
)  # fmt: skip


def aims(count=24, **wish):
    request = ImagineRequest(count=count, **wish)
    return aim(request, EVEN, range(count), [np.random.default_rng((7, number)) for number in range(count)])


def test_shares_are_kept():
    made = aims(habits=HABITS, closeness=1.0)
    kinds = Counter(CATEGORIES[each.kind] for each in made)
    assert set(kinds) == {"Dress", "Skirt"}
    assert abs(kinds["Dress"] - 18) <= 2
    assert abs(sum(each.pattern == "floral" for each in made) - 12) <= 2
    for each in made:
        assert each.colour is not None
        gaps = [float(distance(to_oklab(np.array([each.colour, rgb], np.uint8))[:1],
                               to_oklab(np.array(rgb, np.uint8)))[0]) for rgb, _ in HABITS.colours]  # fmt: skip
        assert min(gaps) < 0.12


def test_surfaces_keep_to_their_kind_and_share():
    habits = Habits(
        categories=(("Pants", 1.0), ("Dress", 1.0)), surfaces=(("Pants", "denim", 0.5), ("Pants", "corduroy", 0.25)),
    )  # fmt: skip
    request = ImagineRequest(habits=habits, closeness=1.0)
    made = aim(request, EVEN, range(200), [np.random.default_rng((7, number)) for number in range(200)])
    cloths = Counter(each.surface for each in made if CATEGORIES[each.kind] == "Pants")
    assert abs(cloths["denim"] - 50) <= 15
    assert abs(cloths["corduroy"] - 25) <= 13
    assert {each.surface for each in made if CATEGORIES[each.kind] == "Dress"} == {""}
    assert {each.surface for each in aims(habits=habits, closeness=0.0)} == {""}
    start = surprise(3, "Polo")
    start = replace(start, cloth=replace(start.cloth, surface="rib knit"))
    assert {each.surface for each in aims(habits=habits, start=start, change=0.3)} == {"rib knit"}


def test_without_closeness_habits_count_for_nothing():
    made = aims(habits=HABITS, closeness=0.0)
    assert len({each.kind for each in made}) > 6
    assert all(each.colour is None and each.pattern is None for each in made)


def test_wishes_and_variations_come_before_habits():
    made = aims(habits=HABITS, category="Hat", colour=(1, 2, 3))
    assert {(CATEGORIES[each.kind], each.colour) for each in made} == {("Hat", (1, 2, 3))}
    varied = aims(habits=HABITS, start=surprise(3, "Polo"), change=0.3)
    assert {(CATEGORIES[each.kind], each.colour, each.pattern) for each in varied} == {("Polo", None, None)}


def test_colours_are_no_stronger_than_dyes():
    blue = to_oklab(np.array((0, 0, 255), np.uint8))
    dyed = dye(blue)
    assert np.hypot(*dyed[1:]) < 0.2 < np.hypot(*blue[1:])
    assert dyed[0] == pytest.approx(float(blue[0]))
    assert np.arctan2(dyed[2], dyed[1]) == pytest.approx(float(np.arctan2(blue[2], blue[1])), abs=1e-4)
    olive = to_oklab(np.array((104, 104, 62), np.uint8))
    assert np.allclose(dye(olive), olive, atol=1e-6)


@pytest.mark.parametrize(
    "habit",
    [{"categories": (("Cape", 1.0),)}, {"colours": (((300, 0, 0), 1.0),)}, {"patterns": (("paisley", 1.0),)},
     {"categories": (("Dress", 0.0),)}, {"categories": (("Dress", float("nan")),)}, {"patterns": (("plain",),)},
     {"categories": (("Dress", 1.0),) * 65}, {"surfaces": (("Cape", "denim", 0.5),)},
     {"surfaces": (("Dress", "chain mail", 0.5),)}, {"surfaces": (("Dress", "denim", 1.5),)},
     {"surfaces": (("Dress", "denim"),)}, {"surfaces": (("Dress", "denim", float("nan")),)}],
)  # fmt: skip
def test_habits_that_cannot_be_are_refused(habit):
    with pytest.raises(InputError):
        Habits(**habit)
