"""Descriptions: shares that add up, bands that hold, exemplars that differ, names that are all different."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from segments.describe import category_mix, cohesion, count_deeds, find_band, pick_exemplars, price_bands, shares
from segments.keywords import count_words
from segments.labels import Called, Words, find_usual, name_segments
from segments.tables import PURCHASE, VIEW, EventArrays
from segments.tastes import unit
from segments.types import Keyword, Part

EVENTS = EventArrays(
    user=np.array([0, 0, 0, 1, 1, 2], np.int32),
    product=np.array([0, 0, 1, 2, 2, 1], np.int32),
    kind=np.array([VIEW, PURCHASE, VIEW, VIEW, PURCHASE, PURCHASE], np.uint8),
    time_s=np.arange(6, dtype=np.int64),
    quantity=np.array([1, 2, 1, 1, 1, 1], np.float32),
    price=np.array([10, 10, 20, 30, np.nan, 20], np.float32),
    session=np.array([0, 0, 1, 2, 2, 3], np.int32),
    users=3,
)
PRICES = np.array([10, 20, 30], np.float32)


def test_deeds() -> None:
    deeds = count_deeds(EVENTS, np.ones(6, np.float32), np.array([0, 1, -1]), PRICES, 2)
    assert deeds.bought.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert deeds.weight.tolist() == [[2, 1, 0], [0, 0, 2]]
    assert deeds.shown.tolist() == [1, 1, 1]
    assert deeds.money.tolist() == [20, 30]  # two pieces; a price that is missing is the product's
    assert deeds.visits.tolist() == [2, 1]


def test_without_views_or_prices() -> None:
    bought = EVENTS.kind == PURCHASE
    names = ("user", "product", "kind", "time_s", "quantity", "session")
    only = EventArrays(
        **{name: getattr(EVENTS, name)[bought] for name in names},
        price=np.full(3, np.nan, np.float32), users=3,
    )  # fmt: skip
    deeds = count_deeds(only, np.ones(3, np.float32), np.array([0, 1, 1]), np.full(3, np.nan, np.float32), 2)
    assert deeds.shown.tolist() == [1, 1, 1]
    assert deeds.money.tolist() == [2, 2]  # pieces
    assert price_bands(only, np.array([0, 1, 1]), 2) == [None, None]


def test_shares_add_up() -> None:
    assert shares(np.array([1, 3])).tolist() == [0.25, 0.75]
    assert shares(np.zeros(3)).tolist() == [0, 0, 0]


def test_band_by_weight() -> None:
    band = find_band(np.array([10.0, 20, 30, np.nan]), np.array([1.0, 8, 1, 100]))
    assert band is not None
    assert (band.low, band.middle, band.high) == (20, 20, 20)
    wide = find_band(np.arange(1.0, 11), np.ones(10))
    assert wide is not None
    assert (wide.low, wide.middle, wide.high) == (2, 5, 8)
    assert find_band(np.array([np.nan]), np.ones(1)) is None


def test_category_mix() -> None:
    mixes = category_mix(["dress", "shirt", ""], np.array([[3.0, 1, 9], [0, 4, 0]]))
    assert [(part.name, part.share) for part in mixes[0]] == [("dress", 0.75), ("shirt", 0.25)]
    assert mixes[0][0].lift == pytest.approx(0.75 / (3 / 8))
    assert mixes[1] == (Part(name="shirt", share=1.0, lift=1.6),)


def test_exemplars_are_bought_near_and_different() -> None:
    rng = np.random.default_rng(0)
    places = np.eye(8)[[0, 1, 2]]
    centred = unit(np.repeat(places, 30, axis=0) + 0.05 * rng.normal(size=(90, 8)))
    bought = np.repeat([9.0, 6.0, 0.0], 30)
    taste = unit((places[0] + places[1])[None])[0]
    chosen = pick_exemplars(centred, taste, bought, np.full(90, 50.0))
    assert len(set(chosen.tolist())) == 12
    assert (bought[chosen] > 0).all()
    assert {row // 30 for row in chosen[:4]} == {0, 1}  # both kinds early on
    assert not len(pick_exemplars(centred, taste, np.zeros(90), np.ones(90)))


def test_cohesion() -> None:
    points = unit(np.array([[1, 0], [1, 0], [1, 1], [-1, 1], [0, 0]]))
    close = cohesion(points, np.array([0, 0, 1, 1, -1]), 3)
    assert close[0] == pytest.approx(1)
    assert close[1] == pytest.approx(0.5**0.5, abs=1e-6)
    assert close[2] == 0


def words(keywords: str, **categories: float) -> Words:
    """What a name is made of, from a line of words and shares of categories."""
    parts = [Part(name=name.replace("_", " > "), share=share, lift=1.5) for name, share in categories.items()]
    return Words(
        keywords=tuple(Keyword(word=word, score=9.0, lift=2.0) for word in keywords.split()), categories=tuple(parts)
    )


def names_of(*arguments: Any, **options: Any) -> list[str]:
    return [label.text for label in name_segments(*arguments, **options)]


def test_names_are_short_words() -> None:
    assert names_of([words("dress olive linen", dress=0.6)]) == ["Olive linen dresses"]
    assert names_of([words("olive", Women_Dresses=0.6)]) == ["Olive dresses"]
    assert names_of([words("", dress=0.6)]) == ["Dresses"]
    assert names_of([words("")]) == ["Audience 1"]


def test_a_garment_s_name_does_not_stand_before_another() -> None:
    assert names_of([words("jacket hoodie nylon sneakers", hoodie=0.6)]) == ["Nylon hoodies"]


def test_segments_of_one_kind_are_told_apart_by_colour() -> None:
    plain, same = words("", dress=0.6), replace(words("", dress=0.6), colours=("navy", "grey"))
    assert names_of([plain, same, same, same]) == ["Dresses", "Navy dresses", "Grey dresses", "Dresses 4"]


@pytest.mark.parametrize(
    ("keywords", "category", "name"),
    [
        ("striped navy", "Shirt", "Navy striped shirts"),
        ("linen summer coral rust", "Shorts", "Summer linen shorts"),
        ("grey winter", "Hoodie", "Winter grey hoodies"),
        ("cobalt blue", "Dress", "Blue dresses"),  # one colour is enough, the plain one
        ("cobalt", "Dress", "Cobalt dresses"),
        ("silver checked wool", "Outwear", "Checked wool jackets"),
        ("weich grün", "Kleid", "Weich grün kleid"),
    ],
)
def test_names_read_as_one_would_say_them(keywords: str, category: str, name: str) -> None:
    assert names_of([words(keywords, **{category: 0.6})]) == [name]


def test_what_most_products_of_a_category_are_called_is_no_name() -> None:
    texts = ["Navy striped trousers", "Sand trousers", "Olive trousers", "Red shirt", "Red striped shirt"]
    categories = ["Pants"] * 3 + ["Shirt"] * 2
    usual = find_usual(count_words(texts, least=1), categories)
    assert "trousers" in usual["Pants"]
    assert "striped" not in usual["Pants"]
    assert names_of([words("trousers striped", Pants=0.6)], usual=usual) == ["Striped trousers"]


def test_names_are_all_different() -> None:
    names = names_of([words("olive linen wool", dress=0.6)] * 4 + [words("")] * 2, taken=["olive linen dresses"])
    assert len({name.casefold() for name in [*names, "olive linen dresses"]}) == 7
    assert names[0] == "Olive wool dresses"


def test_a_name_says_what_is_bought() -> None:
    """Cargo sells better here than elsewhere, and still next to nothing of it is black, or a blazer."""
    texts = ["black wool"] * 3 + ["navy wool"] * 3 + ["black cargo"]
    categories = ["Blazer"] * 6 + ["Pants"]
    called = Called(count_words(texts, least=1), categories)
    assert called(("black", "wool"), "Blazer").tolist() == [True] * 3 + [False] * 4
    assert called(("unheard",), "").sum() == 0
    bought = np.array([5, 5, 5, 1, 1, 1, 2.0])
    assert called.share(bought, ("black",), "Blazer") == pytest.approx(15 / 18)
    told = replace(words("cargo black wool", Blazer=0.6), bears_out=partial(called.share, bought))
    assert names_of([told]) == ["Black wool blazers"]


def test_the_first_exemplar_is_what_the_name_speaks_of() -> None:
    points = unit(np.array([[1, 0.0], [1, 0.1], [0.5, 1]]))
    bought, shown = np.array([9, 9, 3.0]), np.full(3, 20.0)
    assert pick_exemplars(points, points[0], bought, shown)[0] == 0
    named = np.array([False, False, True])
    assert pick_exemplars(points, points[0], bought, shown, named)[0] == 2
    assert pick_exemplars(points, points[0], bought, shown, np.zeros(3, bool))[0] == 0
