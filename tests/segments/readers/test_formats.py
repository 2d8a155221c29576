"""Each format's files as they are, and which format a source looks like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from models.errors import SegmentDataError
from segments.readers.batches import open_rows
from segments.readers.detect import detect, open_feed
from segments.readers.feed import Feed, Sources
from tests.segments.shops import hm_shop, merrec_shop, photo_shop, plain_shop, write_csv


def products(feed: Feed) -> pl.DataFrame:
    return pl.concat([batch.frame for batch in feed.products(lambda file, reason, lines: None)])


def events(feed: Feed) -> pl.DataFrame:
    return pl.concat([batch.frame for batch in feed.events(lambda file, reason, lines: None)])


@pytest.mark.parametrize(
    ("make", "name"), [(plain_shop, "plain"), (hm_shop, "hm"), (merrec_shop, "merrec"), (photo_shop, "photos")]
)
def test_formats_are_told_apart(tmp_path: Path, make: Callable[[Path], Sources], name: str) -> None:
    sources = make(tmp_path / "shop")
    assert detect(sources) == name
    assert open_feed(sources).format == name


def test_a_folder_is_enough_for_a_plain_shop(tmp_path: Path) -> None:
    plain_shop(tmp_path)
    feed = open_feed(Sources(catalogue=tmp_path))
    assert [path.name for path in feed.files] == ["products.csv", "events.csv"]
    assert feed.images == tmp_path / "images"


def test_usual_names_of_columns_are_understood_and_others_kept(tmp_path: Path) -> None:
    catalogue = write_csv(tmp_path / "p.csv", [("SKU", "Product Name", "Colour"), ("1", "Hat", "red")])
    log = write_csv(tmp_path / "e.csv", [("Customer-ID", "item_id", "Event Type"), ("u", "1", "view")])
    feed = open_feed(Sources(catalogue=catalogue, events=log))
    assert products(feed).drop("#line").to_dicts() == [{"id": "1", "title": "Hat", "x:Colour": "red"}]
    assert events(feed).drop("#line").to_dicts() == [{"user": "u", "product": "1", "kind": "view"}]


def test_a_missing_column_is_named_with_what_there_is(tmp_path: Path) -> None:
    catalogue = write_csv(tmp_path / "p.csv", [("id",), ("1",)])
    log = write_csv(tmp_path / "e.csv", [("wer", "was"), ("u", "1")])
    with pytest.raises(SegmentDataError, match=r"no column for user and product\. Its columns are: wer, was"):
        open_feed(Sources(catalogue=catalogue, events=log))


@pytest.mark.parametrize("sources", [Sources(), Sources(catalogue=Path("/nowhere/p.csv"))])
def test_nothing_chosen_or_nothing_there(sources: Sources) -> None:
    with pytest.raises(SegmentDataError):
        open_feed(sources)


def test_hm_keeps_the_zero_in_front_and_mends_lost_ones(tmp_path: Path) -> None:
    feed = open_feed(hm_shop(tmp_path))
    rows = products(feed)
    assert rows["id"].to_list() == ["0108775015", "0110065001"]
    assert rows["image"].to_list() == ["010/0108775015.jpg", "011/0110065001.jpg"]
    assert events(feed)["product"].to_list()[3] == "0110065001"
    assert feed.repeats_are_pieces
    assert "customers.csv" not in [path.name for path in feed.files]


def test_hm_may_come_without_any_pictures(tmp_path: Path) -> None:
    sources = hm_shop(tmp_path)
    for path in sorted((tmp_path / "images").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (tmp_path / "images").rmdir()
    assert open_feed(sources).images is None


def test_merrec_makes_its_catalogue_of_its_events(tmp_path: Path) -> None:
    feed = open_feed(merrec_shop(tmp_path))
    rows = products(feed)
    assert rows["id"].to_list() == [501, 502, 503]
    assert rows["title"].to_list() == ["Red dress", "Blue shoes", "Hat"]
    assert rows["category"].to_list() == ["Women > Dresses > Midi", "Women > Shoes", "Men > Hats > Caps"]
    assert rows["x:brand_name"].to_list() == ["A", "B", None]
    assert events(feed)["session"].to_list() == ["1/1", "1/2", "1/1", "2/1"]


def test_photos_without_a_telling_label_are_left_out_and_noted(tmp_path: Path) -> None:
    feed = open_feed(photo_shop(tmp_path))
    noted: list[object] = []
    rows = pl.concat([batch.frame for batch in feed.products(lambda *note: noted.append(note))])
    assert rows["image"].to_list() == ["aa.jpg", "cc.jpg", "dd"]
    assert rows["title"].to_list() == ["T-Shirt", "Dress", "Hat"]
    assert noted == [("images.csv", "the label says nothing about the product", [3])]
    assert "user" not in rows.columns
    assert events(feed)["user"].to_list() == ["124", "007", None]


def test_damaged_parquet_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    pl.DataFrame({"id": range(1000)}).write_parquet(path)
    whole = path.read_bytes()
    for cut in (4, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:cut])
        with pytest.raises(SegmentDataError, match=r"p\.parquet is damaged"):
            open_rows(path)


def test_a_damaged_file_is_named_whatever_format_it_might_have_been(tmp_path: Path) -> None:
    sources = merrec_shop(tmp_path)
    (tmp_path / "000000000000.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(SegmentDataError, match=r"000000000000\.parquet is damaged"):
        open_feed(sources)


def test_nested_columns_of_parquet_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    pl.DataFrame({"id": ["1"], "tags": [["a"]], "blob": [b"x"]}).write_parquet(path)
    assert open_rows(path).columns == ["id"]
