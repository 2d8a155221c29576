"""The shape sliders' rows, and what the browser sends of them."""

from __future__ import annotations

import pytest

from models.design import Cloth, DesignSpec
from models.designing import change
from models.errors import InputError
from models.library import read_library
from models.reshape import read_settings
from models.reshape_cuts import SLIDERS
from ui.design_choices import Choices
from ui.design_cut import (
    PREFIX,
    WORDS,
    carry_over,
    draw_rows,
    find_changed,
    list_rows,
    put_back,
    put_shape_back,
    read_sliders,
    write_percent,
)


def design(category: str = "T-Shirt") -> DesignSpec:
    shape = next(each for each in read_library().shapes if each.category == category)
    return DesignSpec(
        shape=shape.code, seams=shape.seams, cloth=Cloth(), colour=(9, 9, 9), accent=(9, 9, 9), category=category
    )


def test_every_slider_has_words() -> None:
    assert {name for names in SLIDERS.values() for name in names} <= set(WORDS)


def test_rows_say_where_a_slider_stands() -> None:
    spec = design()
    name = list_rows(spec)[0].name
    moved = change(spec, {"sliders": {name: list_rows(spec)[0].low}})
    assert list_rows(moved)[0].value == list_rows(spec)[0].low
    assert [(row.low, row.high) for row in list_rows(moved)] == [(row.low, row.high) for row in list_rows(spec)]
    drawn = draw_rows(list_rows(moved), lambda control, label: f"<i>{control} {label}</i>")
    assert write_percent(list_rows(moved)[0].value) in drawn
    assert f'data-change="{PREFIX}{name}"' in drawn
    assert draw_rows((), lambda control, label: "") == ""


def test_percent_is_read_like_a_sentence() -> None:
    assert [write_percent(value) for value in (0.12, -0.3, 0.0)] == ["+12 %", "−30 %", "as is"]


def test_what_the_browser_sends_is_gathered() -> None:
    sent = {"slider-length": 0.1, "slider-fit": 0, "colour": "#123456"}
    assert read_sliders(sent) == {"colour": "#123456", "sliders": {"length": 0.1, "fit": 0.0}}
    assert read_sliders({"scale": 1.0}) == {"scale": 1.0}
    for wrong in ("0.1", None, True, float("nan"), [1]):
        with pytest.raises(InputError):
            read_sliders({"slider-length": wrong})


def test_a_slider_and_the_shape_go_back_to_the_beginning() -> None:
    start = change(design(), {"sliders": {"length": -0.1}})
    now = change(start, {"sliders": {"length": -0.2, "fit": 0.1}})
    assert find_changed(now, start) == {"slider-length", "slider-fit"}
    assert change(change(now, put_back("slider-length", start)), put_back("slider-fit", start)) == start
    assert change(now, put_shape_back(start)) == start
    other = change(design("Dress"), put_shape_back(start))
    assert (other.shape, other.seams, read_settings(other)) == (start.shape, start.seams, {"length": -0.1})


def test_a_locked_slider_goes_along_as_far_as_it_can() -> None:
    worn = change(design(), {"sliders": {"length": -0.1, "fit": 0.1}})
    locks = Choices().toggled("slider-length").locks
    dress = design("Dress")
    assert carry_over(locks, worn, dress.shape, "Dress") == {"sliders": {"length": -0.1}}
    assert carry_over(frozenset(), worn, dress.shape, "Dress") == {}
    hat = design("Hat")
    assert carry_over(locks, worn, hat.shape, "Hat") == {}
    with pytest.raises(InputError):
        Choices().toggled("slider-collar")
