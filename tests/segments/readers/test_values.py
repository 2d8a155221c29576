"""Ids, numbers, times and words as shops write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from segments.readers.values import is_given, to_ids, to_numbers, to_seconds, to_text

MAY_31 = 1_717_113_600  # 2024-05-31 00:00 UTC


def one(value: object) -> pl.Series:
    return pl.Series("x", [value])


@pytest.mark.parametrize(
    ("written", "read"),
    [(" 007 ", "007"), ("a b", "a b"), ("", None), ("NaN", None), (None, None), (12, "12"), ("x" * 201, None)],
)
def test_ids_stay_as_they_are_written(written: object, read: str | None) -> None:
    assert to_ids(one(written)).to_list() == [read]


def test_whole_numbers_that_became_floats_are_whole_again() -> None:
    assert to_ids(pl.Series([108775015.0, None, float("nan")])).to_list() == ["108775015", None, None]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("19.99", 19.99),
        ("19,99", 19.99),
        ("1,299.00", 1299.0),
        ("1.299,00", 1299.0),
        ("€ 20", 20.0),
        ("20 EUR", 20.0),
        ("CHF 12.50", 12.5),
        ("12'000", 12000.0),
        ("-3", -3.0),
        (7, 7.0),
        ("nan", None),
        ("inf", None),
        ("1e400", None),
        ("abc", None),
        ("", None),
        (True, None),
        (float("nan"), None),
    ],
)
def test_numbers_in_the_spellings_of_shops(written: object, read: float | None) -> None:
    assert to_numbers(one(written)).to_list() == [read]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("2024-05-31", 0),
        ("2024/05/31", 0),
        ("31.05.2024", 0),
        ("20240531", 0),
        ("2024-05-31 13:45", 49_500),
        ("2024-05-31 13:45:10.5", 49_510),
        ("2024-05-31T13:45:00Z", 49_500),
        ("2024-05-31T13:45:00+02:00", 42_300),
        ("2024-05-31 13:45:00-0500", 67_500),
        ("1717113600", 0),
        ("1717113600000", 0),
        ("1717113600000000", 0),
        (MAY_31, 0),
        (float(MAY_31), 0),
        (date(2024, 5, 31), 0),
        (datetime(2024, 5, 31, 0, 1, tzinfo=UTC), 60),
    ],
)
def test_times_in_all_clear_forms(written: object, seconds: int) -> None:
    assert to_seconds(one(written)).to_list() == [MAY_31 + seconds]


@pytest.mark.parametrize("written", ["05/06/2024", "2024-02-30", "yesterday", "", None, True])
def test_unclear_times_are_not_guessed(written: object) -> None:
    assert to_seconds(one(written)).to_list() == [None]


def test_forms_of_times_may_be_mixed() -> None:
    column = pl.Series(["2024-05-31", "2024-05-31T00:01:00Z", "x", "2024-05-31 00:02"])
    assert to_seconds(column).to_list() == [MAY_31, MAY_31 + 60, None, MAY_31 + 120]


def test_words_lose_markup_and_control_characters() -> None:
    column = pl.Series(["<p>Nice <b>dress</b></p>", "a\n\nb", None, "1 < 2", "\x1b[31mred\u202e", "x" * 9])
    assert to_text(column, 8).to_list() == ["Nice dre", "a b", "", "1 < 2", "[31mred", "x" * 8]


def test_given_is_what_is_neither_empty_nor_a_word_for_nothing() -> None:
    assert is_given(pl.Series(["", " ", "NULL", None, "0", "no"])).to_list() == [False] * 4 + [True, True]
    assert is_given(pl.Series([float("nan"), None, 0.0])).to_list() == [False, False, True]


@pytest.mark.parametrize("kind", [pl.String, pl.Float64, pl.Int64, pl.Datetime, pl.Boolean])
def test_empty_columns_of_any_type(kind: type[pl.DataType]) -> None:
    empty = pl.Series("x", [], kind)
    for read in (to_ids, to_numbers, to_seconds, to_text):
        assert read(empty).to_list() == []
