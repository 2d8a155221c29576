"""CSV files as shops export them: any of four delimiters, any encoding, broken lines told apart from good ones.

Without a quotation mark a file is split by Polars, hundreds of MB a second.  From the first one on, Python's csv module
takes over: it knows exactly on which line a row begins, and a mark that is never closed costs its own line only.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl

from models.errors import SegmentDataError
from segments.readers.batches import LINE, Misfits, name_columns
from segments.readers.text import read_text

DELIMITERS = ",;\t|"
MAX_COLUMNS = 500
MAX_RECORD_LINES = 100
"""A row with more line breaks than this inside of quotation marks is one whose mark was never closed."""
ROWS = 100_000


class DelimitedFile:
    """One CSV file.  Every value is text; an empty one is null."""

    def __init__(self, path: Path) -> None:
        """Read the header.  Raises SegmentDataError when there is none, or the file is not text."""
        self.path = path
        first = next(read_text(path, 64 * 1024), (b"", 0))[0].decode()
        lines = first.split("\n")
        self._header_line = next((n for n, line in enumerate(lines, 1) if line.strip() and not _is_hint(line)), 0)
        if not self._header_line:
            raise SegmentDataError(f"{path.name} is empty.", "Export it again.")
        self._delimiter = _find_delimiter(lines[self._header_line - 1])
        self._names = name_columns(_split(lines[self._header_line - 1], self._delimiter))
        self.columns = [name for name in self._names if name]
        if len(self._names) > MAX_COLUMNS:
            raise SegmentDataError(f"{path.name} has more than {MAX_COLUMNS} columns.", "Export only what is needed.")

    def batches(self, columns: Sequence[str], note: Misfits) -> Iterator[tuple[pl.DataFrame, float]]:
        """See `RowFile.batches`."""
        size, line = max(1, self.path.stat().st_size), 1
        wanted = [LINE, *(name for name in columns if name in self.columns)]
        pieces = read_text(self.path)
        for text, done in pieces:
            if b'"' in text:
                for frame, share in self._quoted(chain([(text, done)], pieces), line, note, size):
                    yield frame.select(wanted), share
                return
            yield self._plain(text, line, note).select(wanted), done / size
            line += text.count(b"\n")

    # ── without quotation marks ──────────────────────────────────────────────────────────────────────────────────

    def _plain(self, text: bytes, first_line: int, note: Misfits) -> pl.DataFrame:
        """The rows of whole lines: those with the right number of delimiters at once, the others looked at singly."""
        data = np.frombuffer(text, np.uint8)
        ends = np.flatnonzero(data == ord("\n"))
        delimiters = np.searchsorted(np.flatnonzero(data == ord(self._delimiter)), ends)
        fits = np.diff(delimiters, prepend=0) == len(self._names) - 1
        starts = np.concatenate(([0], ends[:-1] + 1))
        fits &= ends > starts  # a blank line is nothing, not even a bad row
        lines = np.arange(first_line, first_line + len(ends))
        fits &= lines > self._header_line
        odd = [
            (int(lines[n]), _split(text[starts[n] : ends[n]].decode(), self._delimiter))
            for n in np.flatnonzero(~fits & (lines > self._header_line))
        ]
        good = text if fits.all() else data[np.repeat(fits, ends + 1 - starts)].tobytes()
        frame = self._parse(good).insert_column(0, pl.Series(LINE, lines[fits], pl.Int64))
        mended = self._frame(odd, note)
        return frame if mended.is_empty() else pl.concat([frame, mended]).sort(LINE)

    def _parse(self, text: bytes) -> pl.DataFrame:
        schema = {f"{n}": pl.String() for n in range(len(self._names))}
        if not text:
            return self._name(pl.DataFrame(schema=schema))
        return self._name(
            pl.read_csv(text, has_header=False, separator=self._delimiter, quote_char=None, schema=schema)
        )

    # ── with quotation marks ─────────────────────────────────────────────────────────────────────────────────────

    def _quoted(
        self, pieces: Iterator[tuple[bytes, int]], first_line: int, note: Misfits, size: int
    ) -> Iterator[tuple[pl.DataFrame, float]]:
        lines = _Lines(pieces, first_line)
        rows: list[tuple[int, list[str]]] = []
        for line, row in self._records(lines, note):
            if line > self._header_line:
                rows.append((line, row))
            if len(rows) >= ROWS:
                yield self._frame(rows, note), lines.done / size
                rows = []
        yield self._frame(rows, note), 1.0

    def _records(self, lines: _Lines, note: Misfits) -> Iterator[tuple[int, list[str]]]:
        """Every record with the line that it begins on.  After a mark that is never closed, begin anew behind it."""
        while True:
            reader = csv.reader(lines, delimiter=self._delimiter)
            try:
                for row in reader:
                    if lines.several() and len(row) != len(self._names):
                        raise _UnclosedError  # one stray mark has swallowed lines up to the next
                    yield lines.begin, row
                    lines.finish_record()
                return
            except _UnclosedError:
                note(self.path.name, "a quotation mark is never closed", [lines.begin])
            except csv.Error:
                note(self.path.name, "a value is far too long", [lines.begin])
            lines.skip_line()

    def _frame(self, rows: list[tuple[int, list[str]]], note: Misfits) -> pl.DataFrame:
        """Rows as a table; those with too many or too few fields are noted, empty ones at the end forgiven."""
        width = len(self._names)
        good: list[tuple[int, list[str]]] = []
        bad: dict[int, list[int | None]] = {}
        for line, row in rows:
            while len(row) > width and not row[-1].strip():
                row.pop()
            if len(row) == width:
                good.append((line, row))
            elif any(value.strip() for value in row):
                bad.setdefault(len(row), []).append(line)
        for count, lines in bad.items():
            note(self.path.name, f"{count} fields where the header has {width}", lines)
        columns = zip(*(row for _, row in good), strict=True) if good else ([] for _ in range(width))
        frame = pl.DataFrame([pl.Series(f"{n}", list(each), pl.String) for n, each in enumerate(columns)])
        frame = frame.with_columns(pl.all().replace("", None))
        return self._name(frame).insert_column(0, pl.Series(LINE, [line for line, _ in good], pl.Int64))

    def _name(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(pl.col(f"{n}").alias(name) for n, name in enumerate(self._names) if name)


class _UnclosedError(Exception):
    """A record that does not end where it should."""


class _Lines:
    """The lines of a text for csv.reader, which remembers where the current record began and can go back there."""

    def __init__(self, pieces: Iterator[tuple[bytes, int]], first_line: int) -> None:
        self._pieces = pieces
        self._ahead: deque[str] = deque()
        self._held: list[str] = []  # the lines of the current record
        self.begin = first_line
        self.done = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self._held) > MAX_RECORD_LINES:
            raise _UnclosedError
        if not self._ahead:
            text, self.done = next(self._pieces)
            self._ahead.extend(f"{line}\n" for line in text.decode().split("\n")[:-1])
        line = self._ahead.popleft()
        self._held.append(line)
        return line

    def finish_record(self) -> None:
        self.begin += len(self._held)
        self._held.clear()

    def skip_line(self) -> None:
        """Give up the first line of the current record and take the others again."""
        self._ahead.extendleft(reversed(self._held[1:]))
        self._held.clear()
        self.begin += 1

    def several(self) -> bool:
        """Whether the current record has more than one line so far."""
        return len(self._held) > 1


def _is_hint(line: str) -> bool:
    """Excel's line that names the delimiter."""
    return line.strip().strip('"').lower().startswith("sep=")


def _find_delimiter(header: str) -> str:
    return max(DELIMITERS, key=lambda each: len(_split(header, each)))


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
