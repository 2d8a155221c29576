"""Themes through the studio: chosen from the kind's list, counted, and remembered by the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import InputError
from models.library import surprise
from models.studio import Studio
from tests.models.test_stager import open_studio
from tests.sets import draw_sets


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = open_studio(tmp_path / "workspace", draw_sets(tmp_path / "sets"))
    yield studio
    studio.close_themes()


@pytest.fixture
def shirt(studio: Studio) -> str:
    return studio.commit_design(replace(surprise(7), category="T-Shirt"), size_px=256).id


def test_a_theme_of_the_kinds_list_is_chosen_and_its_click_counted(studio: Studio, shirt: str) -> None:
    there = studio.themes_there("T-Shirt")
    assert len(there) >= 2
    assert studio.edit_themes("T-Shirt", [there[-1]]) == (there[-1],)
    shown = [studio.choose_theme(shirt, {"segment": "florals"}) for _ in range(5)]
    assert {each.choice.arm for each in shown} == {there[-1]}
    assert studio.tell_outcome(shown[0].id) == "learned"
    assert studio.tell_outcome(shown[0].id) == "known"
    (result,) = studio.theme_results()
    assert (result.category, result.theme, result.shows, result.clicks) == ("T-Shirt", there[-1], 5, 1)
    assert result.low < result.rate == 0.2 < result.high
    studio.edit_themes("T-Shirt", [])
    assert studio.themes_of("T-Shirt") == there[:3]


def test_what_was_never_shown_and_themes_that_are_not_there_are_refused(studio: Studio, shirt: str) -> None:
    with pytest.raises(InputError):
        studio.tell_outcome("nothing")
    with pytest.raises(InputError):
        studio.edit_themes("T-Shirt", ["moon"])
    with pytest.raises(InputError):
        studio.choose_theme("design-of-nobody", {})
    with pytest.raises(InputError):
        studio.choose_theme(shirt, {"segment": "x" * 500})
    assert studio.theme_results() == ()
