"""The book of themes: three unless edited, on every kind of database, and nothing that there is no set of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.bandits.book import ThemeBook
from models.errors import InputError
from tests.databases import KINDS, lend

THERE = ("studio", "home", "wood", "stone")


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from lend(request.param, tmp_path, ["theme_lists"])


def test_a_list_is_edited_survives_and_goes_back(url: str) -> None:
    book = ThemeBook(url)
    assert book.read("T-shirt", THERE) == ("studio", "home", "wood")
    book.write("T-shirt", ["stone", "home"], THERE)
    book.close()
    again = ThemeBook(url)
    assert again.read("T-shirt", THERE) == ("stone", "home")
    assert again.read("Dress", THERE) == ("studio", "home", "wood")
    assert again.read("T-shirt", ("home", "wood")) == ("home",)  # sets of stone are gone
    again.write("T-shirt", [], THERE)
    assert again.read("T-shirt", THERE) == ("studio", "home", "wood")
    again.close()


@pytest.mark.parametrize(("category", "themes"), [("Hat", ["moon"]), ("Hat", ["home", "home"]), ("", ["home"])])
def test_what_is_no_list_is_refused(tmp_path: Path, category: str, themes: list[str]) -> None:
    book = ThemeBook(f"sqlite:///{tmp_path / 'themes.sqlite'}")
    with pytest.raises(InputError):
        book.write(category, themes, THERE)
    assert book.read("Hat", THERE) == ("studio", "home", "wood")
    book.close()
