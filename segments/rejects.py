"""What an import could not use: counted, explained, and written down with file, line and reason.

A row is either left out or kept without the bad value.  User ids are never written.  The file is a CSV that opens in a
spreadsheet; no value in it can become a formula there.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.workspace.files import storage_errors

COLUMNS = ("table", "file", "line", "column", "reason", "value", "row")
MAX_LISTED = 100_000
"""So many rows of one reason are listed; all are counted."""
VALUE_LENGTH = 120


@dataclass(frozen=True, kw_only=True)
class Reason:
    """How often something was wrong: in which table, what, and whether the rows were kept without the value."""

    table: str
    reason: str
    kept: bool
    count: int


class Rejects:
    """The rejects file while it is written.  Not for several threads."""

    def __init__(self, path: Path) -> None:
        """Begin the file at `path`.  Raises StorageError."""
        self.path = path
        self._counts: Counter[tuple[str, str, bool]] = Counter()
        with storage_errors():
            # With a byte-order mark, so that spreadsheets do not take it for the local code page.
            self._file = path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(COLUMNS)

    def add(
        self,
        table: str,
        file: str,
        reason: str,
        lines: Sequence[int | None],
        values: Sequence[object] | None = None,
        *,
        column: str = "",
        kept: bool = False,
    ) -> None:
        """Note rows that have the same thing wrong with them, by their lines and bad values.  Raises StorageError."""
        if not lines:
            return
        key = (table, reason, kept)
        room = max(0, MAX_LISTED - self._counts[key])
        self._counts[key] += len(lines)
        what = "kept without it" if kept else "left out"
        with storage_errors():
            for line, value in zip(lines[:room], values or [""] * len(lines), strict=False):
                shown = "" if line is None else line
                self._writer.writerow((table, file, shown, column, reason, _harmless(value), what))

    def close(self) -> None:
        """Finish the file: what was counted but not listed is said at its end.  Raises StorageError."""
        if self._file.closed:
            return
        with storage_errors():
            for (table, reason, kept), count in self._counts.items():
                if count > MAX_LISTED:
                    more = f"{reason}: {count - MAX_LISTED:,} more rows like this"
                    self._writer.writerow((table, "", "", "", more, "", "kept without it" if kept else "left out"))
            self._file.close()

    def reasons(self, table: str | None = None) -> list[Reason]:
        """What was wrong, most frequent first."""
        return [
            Reason(table=key[0], reason=key[1], kept=key[2], count=count)
            for key, count in self._counts.most_common()
            if table in (None, key[0])
        ]

    def left_out(self, table: str) -> int:
        """How many rows of a table are not used."""
        return sum(each.count for each in self.reasons(table) if not each.kept)

    def explain(self, table: str) -> str:
        """The three most frequent reasons in a line of words, "" when there are none."""
        worst = [each for each in self.reasons(table) if not each.kept][:3]
        return "; ".join(f"{each.count:,} × {each.reason}" for each in worst)


def _harmless(value: object) -> str:
    """A value as a short text that no spreadsheet runs as a formula."""
    text = "" if value is None else str(value)
    text = " ".join(text[: VALUE_LENGTH * 2].split())
    if len(text) > VALUE_LENGTH:
        text = text[: VALUE_LENGTH - 1] + "…"
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
