"""What a format's reader hands over: where the rows are, and which of their columns are which of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from models.errors import SegmentDataError
from segments.readers.batches import LINE, Batch, Misfits, open_rows, read_rows

PRODUCT_COLUMNS = ("id", "title", "category", "price", "image")
EVENT_COLUMNS = ("user", "product", "kind", "time", "quantity", "price", "session")


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What a user points at: files or folders.  A format that keeps everything together needs only one of them."""

    catalogue: Path | None = None
    events: Path | None = None
    images: Path | None = None

    @property
    def main(self) -> Path:
        """The catalogue, or the events where there is no catalogue.  Raises SegmentDataError when there is neither."""
        path = self.catalogue or self.events
        if path is None:
            raise SegmentDataError("No catalogue was chosen.", "Choose the file of products and the one of events.")
        return path


@dataclass(frozen=True, kw_only=True)
class Feed:
    """An opened source.  Batches have LINE and those of our columns that the source has, text or typed, unchecked.

    `products` yields PRODUCT_COLUMNS and EXTRA columns, `events` yields EVENT_COLUMNS: without a kind every event is a
    purchase, without a time the history has no times.  Both raise SegmentDataError and may be called again.
    """

    format: str
    files: tuple[Path, ...]
    """All that is read, in a fixed order; pictures are not among them."""
    images: Path | None
    products: Callable[[Misfits], Iterator[Batch]]
    events: Callable[[Misfits], Iterator[Batch]]
    repeats_are_pieces: bool = False
    """Whether a row that stands there twice is two pieces of one purchase; otherwise it is a mistake."""


def match_columns(columns: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which of a file's columns is which of ours: ours → the file's.  Spelling and case do not matter."""
    plain = {re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_"): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for ours, theirs in names.items():
        for name in theirs:
            if name in plain and ours not in found:
                found[ours] = plain[name]
    return found


def need_columns(path: Path, found: Mapping[str, str], needed: Sequence[str], columns: Sequence[str]) -> None:
    """Raises SegmentDataError, saying what the file has, when one of the needed columns is missing."""
    missing = [name for name in needed if name not in found]
    if missing:
        there = ", ".join(columns[:12]) + ("…" if len(columns) > 12 else "")
        raise SegmentDataError(
            f"{path.name} has no column for {' and '.join(missing)}. Its columns are: {there}.",
            f"Name the column {' and '.join(missing)}, separate columns by commas, and begin with a line of names.",
        )


def columns_of(paths: Sequence[Path]) -> list[str]:
    """The columns that files of one kind have together, in their order."""
    names: dict[str, None] = {}
    for path in paths:
        names.update(dict.fromkeys(open_rows(path).columns))
    return list(names)


def read_as(paths: Sequence[Path], names: dict[str, str], note: Misfits) -> Iterator[Batch]:
    """The rows of files with our column names (ours → the file's); a column that one of several lacks is null."""
    for batch in read_rows(paths, list(names.values()), note):
        there = {ours: theirs for ours, theirs in names.items() if theirs in batch.frame.columns}
        columns = [pl.col(theirs).alias(ours) for ours, theirs in there.items()]
        missing = [pl.lit(None, pl.String).alias(ours) for ours in names if ours not in there]
        yield replace(batch, frame=batch.frame.select(LINE, *columns, *missing))


def find_images(sources: Sources, *, beside: bool) -> Path | None:
    """The folder of pictures: the chosen one, else `images` beside the catalogue; else, with `beside`, the
    catalogue's own folder.  None when there is none.  Raises SegmentDataError when the chosen one is no folder.
    """
    if sources.images is not None:
        if not sources.images.is_dir():
            raise SegmentDataError(f"{sources.images.name} is not a folder.", "Choose the folder with the pictures.")
        return sources.images
    folder = sources.main if sources.main.is_dir() else sources.main.parent
    if (folder / "images").is_dir():
        return folder / "images"
    return folder if beside else None
