"""A folder of photos with a table of labels: people's own wardrobes.

    images.csv     image (name of the photo, with or without its ending), sender_id (whose it is), label, …
    images/        the photos

A sender is a user, a photo is a product that this user owns.  There are no times and no prices.  Photos whose label
says nothing are left out.  Source: the CC0 clothing dataset of alexeygrigorev; any table with these columns will do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from models.errors import SegmentDataError
from segments.readers.batches import LINE, Batch, Misfits, find_files, open_rows
from segments.readers.feed import Feed, Sources, find_images, match_columns, need_columns, read_as
from segments.readers.values import to_ids
from segments.tables import EXTRA

NAMES = {
    "image": ("image", "photo", "file", "filename", "image_name"),
    "user": ("sender_id", "sender", "owner", "owner_id"),
    "label": ("label", "category"),
}
SAYS_NOTHING = ("not sure", "other", "skip")
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")


def is_photos(sources: Sources) -> bool:
    """Whether the catalogue is a table of photos with owners and labels."""
    tables = _tables(sources)
    return len(tables) == 1 and len(match_columns(open_rows(tables[0]).columns, NAMES)) == len(NAMES)


def open_photos(sources: Sources) -> Feed:
    """Open a folder of photos.  Raises SegmentDataError."""
    table = _table(sources)
    columns = open_rows(table).columns
    found = match_columns(columns, NAMES)
    need_columns(table, found, list(NAMES), columns)
    images = find_images(sources, beside=True)
    endings = _endings(images)
    others = {f"{EXTRA}{name}": name for name in columns if name not in found.values()}
    return Feed(
        format="photos",
        files=(table,),
        images=images,
        products=lambda note: _products(table, {**found, **others}, endings, note),
        events=lambda note: _events(table, found),
    )


def _products(table: Path, names: dict[str, str], endings: dict[str, str], note: Misfits) -> Iterator[Batch]:
    names = {ours: theirs for ours, theirs in names.items() if ours != "user"}  # owners are no part of a catalogue
    for batch in read_as([table], names, note):
        telling = _is_telling(batch.frame)
        silent = batch.frame.filter(~telling)
        note(batch.file, "the label says nothing about the product", silent[LINE].to_list())
        frame = batch.frame.filter(telling)
        id = to_ids(frame["image"])
        picture = id.replace_strict(endings, default=id, return_dtype=pl.String).alias("image")
        words = [frame["label"].alias(name) for name in ("title", "category")]
        yield replace(batch, frame=frame.drop("label").with_columns(id.alias("id"), picture, *words))


def _events(table: Path, names: dict[str, str]) -> Iterator[Batch]:
    for batch in read_as([table], names, lambda file, reason, lines: None):  # noted with the products already
        frame = batch.frame.filter(_is_telling(batch.frame))
        yield replace(batch, frame=frame.select(LINE, "user", pl.col("image").alias("product")))


def _is_telling(frame: pl.DataFrame) -> pl.Series:
    return ~frame["label"].cast(pl.String).str.strip_chars().str.to_lowercase().is_in(SAYS_NOTHING).fill_null(False)


def _endings(images: Path | None) -> dict[str, str]:
    """The photos of the folder: name without ending → name."""
    if images is None:
        return {}
    found = sorted(each.name for each in images.iterdir() if each.suffix.lower() in ENDINGS)
    return {Path(name).stem: name for name in reversed(found)}


def _table(sources: Sources) -> Path:
    tables = _tables(sources)
    if len(tables) != 1:
        raise SegmentDataError("It is not clear which file has the labels.", "Choose the file, not its folder.")
    return tables[0]


def _tables(sources: Sources) -> list[Path]:
    files = find_files(sources.main)
    named = [each for each in files if each.stem in ("images", "labels", "photos")]
    return named or files
