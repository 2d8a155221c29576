"""Parquet files in batches, with their own types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import polars as pl

from models.errors import SegmentDataError
from segments.readers.batches import LINE, Misfits, name_columns

ROWS = 500_000
"""Rows of a batch: some hundred MB at most."""

T = TypeVar("T")


class ParquetFile:
    """One Parquet file; nested and binary columns are left out, since no table of ours has any."""

    def __init__(self, path: Path) -> None:
        """Read the schema.  Raises SegmentDataError when the file is damaged."""
        self.path = path
        schema = _sound(path, lambda: pl.scan_parquet(path, glob=False).collect_schema())
        flat = {name: kind for name, kind in schema.items() if not kind.is_nested() and kind != pl.Binary()}
        self._source = {new: old for new, old in zip(name_columns(list(flat)), flat, strict=True) if new}
        self.columns = list(self._source)

    def batches(self, columns: Sequence[str], note: Misfits) -> Iterator[tuple[pl.DataFrame, float]]:
        """See `RowFile.batches`; a line is the row's number."""
        del note  # there are no half rows in Parquet
        rows = pl.scan_parquet(self.path, glob=False, low_memory=True)
        total = _sound(self.path, lambda: int(rows.select(pl.len()).collect().item()))
        wanted = [pl.col(self._source[name]).alias(name) for name in columns if name in self._source]
        for start in range(0, total, ROWS):
            part = rows.slice(start, ROWS).select(wanted)
            frame = _sound(self.path, part.collect)
            lines = pl.int_range(start + 1, start + 1 + frame.height, dtype=pl.Int64, eager=True)
            yield frame.insert_column(0, lines.alias(LINE)), min(1.0, (start + ROWS) / total)


def _sound(path: Path, work: Callable[[], T]) -> T:
    """What `work` reads.  Polars meets damaged files with errors of many kinds, a Rust panic among them."""
    try:
        return work()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        raise SegmentDataError(f"{path.name} is damaged or incomplete.", "Copy or export it again.") from error
