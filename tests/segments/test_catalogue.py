"""What becomes of a catalogue's rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from models.errors import SegmentDataError
from segments.catalogue import clean_products
from segments.readers.batches import LINE, Batch
from segments.rejects import Rejects


@pytest.fixture
def rejects(tmp_path: Path) -> Iterator[Rejects]:
    with closing(Rejects(tmp_path / "rejects.csv")) as rejects:
        yield rejects


def batch(file: str = "p.csv", **columns: list[object]) -> Batch:
    frame = pl.DataFrame(columns)
    lines = pl.int_range(2, 2 + frame.height, dtype=pl.Int64, eager=True)
    return Batch(frame=frame.insert_column(0, lines.alias(LINE)), file=file, done=1.0)


def test_ids_stay_and_the_first_of_two_wins(rejects: Rejects) -> None:
    one = batch(id=["007", " 7", "007 ", ""], title=["a", "b", "c", "d"])
    two = batch("more.csv", id=["7"], title=["e"])
    products = clean_products([one, two], rejects)
    assert products.select("row", "id", "title").rows() == [(0, "007", "a"), (1, "7", "b")]
    assert {each.reason: each.count for each in rejects.reasons()} == {
        "the id is there already": 2,
        "there is no id": 1,
    }


def test_bad_prices_are_dropped_and_the_products_kept(rejects: Rejects) -> None:
    products = clean_products([batch(id=list("abcdef"), price=["19,99", "-1", "NaN", "abc", "0", ""])], rejects)
    assert products["price"].to_list() == [pytest.approx(19.99), None, None, None, None, None]
    (reason,) = rejects.reasons()
    assert (reason.kept, reason.count) == (True, 3)


def test_other_columns_are_kept_and_telling_ones_become_words(rejects: Rejects) -> None:
    columns = {
        "x:colour": ["red", "blue", "red"],
        "x:colour_id": ["r", "b", "r"],
        "x:url": ["http://a", "http://b", ""],
        "x:new": ["True", "False", "True"],
        "x:text": ["<b>Soft</b> wool", "", None],
        "x:ean": ["4006381333931", "4006381333932", ""],
    }
    raw = batch(id=["1", "2", "3"], title=["Dress", "Dress", "red"], category=["Dress", "", "Shirt"], **columns)
    products = clean_products([raw], rejects)
    assert products["words"].to_list() == ["Dress; red; Soft wool", "Dress; blue", "red; Shirt"]
    assert products["x:ean"].to_list() == ["4006381333931", "4006381333932", ""]
    assert products["x:text"].to_list() == ["Soft wool", "", ""]


@pytest.mark.parametrize("batches", [[], [batch(id=[])], [batch(id=["", None])]])
def test_a_catalogue_without_products_is_refused(rejects: Rejects, batches: list[Batch]) -> None:
    with pytest.raises(SegmentDataError, match="no usable product"):
        clean_products(batches, rejects)
