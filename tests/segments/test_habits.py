"""Habits say what an audience buys more of than others, and only what the shop knows."""

from __future__ import annotations

import numpy as np

from models.design import CATEGORIES
from models.surface_names import SURFACES
from segments.colours import colour_names
from segments.habits import SMOOTH, find_habits, read_traits

KINDS = ["Dress", "Dress", "Pants", "Cape"] * 5
WORDS = ["red dress", "a striped dress", "plain trousers", "navy cape"] * 5
RGB = np.array([(196, 40, 44), (32, 42, 78), (32, 42, 78), (136, 137, 140)] * 5, np.uint8)
EVERYWHERE = np.eye(4, dtype=np.float32)[np.tile(np.arange(4), 5)]


def counts(*each: float) -> np.ndarray:
    return np.tile(np.array(each, float), 5)


def test_products_are_read_as_plain_facts():
    traits = read_traits(KINDS, WORDS, RGB)
    assert [CATEGORIES[code] if code >= 0 else "" for code in traits.category[:4]] == ["Dress", "Dress", "Pants", ""]
    assert [colour_names()[code] for code in traits.colour[:4]] == ["red", "navy", "navy", "grey"]
    assert traits.pattern[:4].tolist() == [0, 1, 0, 0]


def test_words_that_never_name_a_pattern_say_nothing_about_it():
    traits = read_traits(KINDS, ["garment"] * 20, None)
    assert (traits.pattern == -1).all()
    assert (traits.colour == -1).all()
    habits = find_habits(traits, EVERYWHERE, EVERYWHERE[0], counts(1, 1, 1, 1), counts(1, 1, 1, 1))
    assert habits.patterns == habits.colours == ()
    assert habits.categories[0][0] == "Dress"


def test_what_is_bought_counts_and_what_is_bought_more_than_by_others_counts_most():
    traits, taste = read_traits(KINDS, WORDS, RGB), np.zeros(4, np.float32)
    habits = find_habits(traits, EVERYWHERE, taste, counts(3, 3, 0, 0), counts(3, 60, 60, 0))
    colours = dict(habits.colours)
    assert colours[(196, 40, 44)] > 0.8 > colours.get((32, 42, 78), 0)
    assert [name for name, _ in habits.categories] == ["Dress"]
    assert abs(sum(colours.values()) - 1) < 0.01


def test_each_interest_has_habits_of_its_own():
    traits, bought = read_traits(KINDS, WORDS, RGB), counts(3, 3, 3, 3)
    for row, kind in ((0, "Dress"), (2, "Pants")):
        found = dict(find_habits(traits, EVERYWHERE, EVERYWHERE[row], bought, bought).categories)
        assert max(found, key=lambda name: found[name]) == kind


def test_nobody_s_habits_are_none():
    traits = read_traits(KINDS, WORDS, RGB)
    habits = find_habits(traits, EVERYWHERE, EVERYWHERE[0], counts(0, 0, 0, 0), counts(1, 1, 1, 1))
    assert habits.categories == habits.colours == habits.patterns == ()


def test_a_long_history_is_trusted_more_than_a_few_purchases():
    traits, taste = read_traits(KINDS, WORDS, RGB), np.zeros(4, np.float32)
    usual = counts(30, 10, 30, 30)
    few, many = np.zeros(20), counts(2, 2, 0, 0)
    few[:2] = 1
    shares = [dict(find_habits(traits, EVERYWHERE, taste, bought, usual).patterns) for bought in (few, many)]
    assert shares[1]["striped"] > shares[0]["striped"] > 0.5  # both bought as many striped as plain ones


def test_the_shop_s_own_names_for_colours_count_before_what_is_seen():
    called = np.tile([0, 1, 1, -1], 5)
    traits = read_traits(KINDS, WORDS, RGB, called)
    assert traits.colour.tolist() == called.tolist()
    assert (read_traits(KINDS, WORDS, RGB, np.full(20, -1)).colour == read_traits(KINDS, WORDS, RGB).colour).all()
    habits = find_habits(traits, EVERYWHERE, np.zeros(4, np.float32), counts(0, 1, 1, 9), counts(1, 1, 1, 1))
    assert habits.colours[0][0] == (32, 42, 78)  # what has no name is no habit


def test_cloths_are_read_by_kind_and_their_shares_are_of_what_is_bought_in_one_ink():
    kinds = ["Pants", "Pants", "Longsleeve", "Dress"] * 5
    words = ["denim jeans", "trousers", "knit jumper", "striped denim dress"] * 5
    traits = read_traits(kinds, words, RGB)
    assert [SURFACES[code] if code < SMOOTH else "" for code in traits.surface[:4]] == [
        "denim", "", "chunky knit", "denim",
    ]  # fmt: skip
    habits = find_habits(traits, EVERYWHERE, np.zeros(4, np.float32), counts(3, 1, 2, 5), counts(1, 1, 1, 1))
    assert set(habits.surfaces) == {("Pants", "denim", 0.75), ("Longsleeve", "chunky knit", 1.0)}
    assert read_traits(kinds, ["garment"] * 20, RGB).surface.tolist() == [-1] * 20
