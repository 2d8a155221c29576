"""A file with rows, whatever its kind: its columns at once, its rows in batches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from models.errors import SegmentDataError

LINE = "#line"
"""The column of every batch that says where in its file a row stands, from 1; the header of a CSV is line 1."""

ENDINGS = (".parquet", ".csv", ".tsv", ".txt")


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Some rows of a file: LINE and the file's own columns; text from CSV, typed from Parquet."""

    frame: pl.DataFrame
    file: str
    done: float
    """How much of all files is read by now, 0..1."""


class Misfits(Protocol):
    """Where a file notes rows that are no rows; see `Rejects.add`."""

    def __call__(self, file: str, reason: str, lines: Sequence[int | None]) -> None: ...


class RowFile(Protocol):
    """One opened file."""

    path: Path
    columns: list[str]
    """Named columns in their order; unnamed ones, such as a stray index, are left out."""

    def batches(self, columns: Sequence[str], note: Misfits) -> Iterator[tuple[pl.DataFrame, float]]:
        """Rows with LINE and those of `columns` that the file has, and how much of the file is read, 0..1."""


def name_columns(header: Sequence[str]) -> list[str]:
    """Names for a header's columns, "" for those without one; a repeated name gets a number."""
    names: list[str] = []
    for each in header:
        name = " ".join(each.split())[:200]
        if not name or re.fullmatch(r"(?i)unnamed: ?\d+|__index_level_\d+__|#line", name):
            names.append("")  # what pandas writes for an index
            continue
        count = 2
        fresh = name
        while fresh in names:
            fresh, count = f"{name}_{count}", count + 1
        names.append(fresh)
    return names


def find_files(path: Path) -> list[Path]:
    """The file itself, or the tables of a folder in the order of their names; Parquet goes first.

    Raises SegmentDataError when there is none.
    """
    if path.is_file():
        return [path]
    if path.is_dir():
        for ending in ENDINGS:
            found = sorted(each for each in path.iterdir() if each.suffix.lower() == ending and each.is_file())
            if found:
                return found
        raise SegmentDataError(f"There is no CSV or Parquet file in {path.name}.", "Choose the folder with the tables.")
    raise SegmentDataError(f"{path.name} is not there.", "Check where the file lies.")


def open_rows(path: Path) -> RowFile:
    """Open a CSV or Parquet file, told apart by content, not by name.  Raises SegmentDataError."""
    from segments.readers.columnar import ParquetFile
    from segments.readers.delimited import DelimitedFile
    from segments.readers.text import unreadable

    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise unreadable(path) from error
    if not magic:
        raise SegmentDataError(f"{path.name} is empty.", "Export it again.")
    return ParquetFile(path) if magic == b"PAR1" else DelimitedFile(path)


def read_rows(paths: Sequence[Path], columns: Sequence[str], note: Misfits) -> Iterator[Batch]:
    """The rows of several files of one kind, one after the other.  Raises SegmentDataError."""
    sizes = [max(1, path.stat().st_size) for path in paths]
    for index, path in enumerate(paths):
        before, total = sum(sizes[:index]), sum(sizes)
        for frame, done in open_rows(path).batches(columns, note):
            yield Batch(frame=frame, file=path.name, done=(before + done * sizes[index]) / total)
