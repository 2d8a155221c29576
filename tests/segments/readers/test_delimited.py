"""CSV files of every kind of carelessness."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.errors import SegmentDataError
from segments.readers import delimited, text
from segments.readers.batches import LINE, open_rows


class Notes(list[tuple[str, list[int | None]]]):
    """Remembers what a reader noted."""

    def __call__(self, file: str, reason: str, lines: Sequence[int | None]) -> None:
        self.append((reason, list(lines)))


def read(path: Path, data: bytes | str) -> tuple[pl.DataFrame, Notes]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    notes, rows = Notes(), open_rows(path)
    frames = [frame for frame, _ in rows.batches(rows.columns, notes)]
    return pl.concat(frames), notes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(path: Path, delimiter: str) -> None:
    frame, notes = read(path, f"id{delimiter}name\n007{delimiter}Rock\n")
    assert frame.rows() == [(2, "007", "Rock")]
    assert not notes


def test_what_excel_writes_first_is_no_header(path: Path) -> None:
    frame, _ = read(path, "sep=;\nid;price\n1;19,99\n")
    assert frame.rows() == [(3, "1", "19,99")]


def test_lines_with_too_few_or_too_many_fields_are_noted_and_the_others_kept(path: Path) -> None:
    frame, notes = read(path, "a,b\n1,2\n3\n4,5,6\n\n7,8\n")
    assert frame.rows() == [(2, "1", "2"), (6, "7", "8")]
    assert sorted(notes) == [("1 fields where the header has 2", [3]), ("3 fields where the header has 2", [4])]


def test_empty_fields_at_the_end_are_forgiven(path: Path) -> None:
    frame, notes = read(path, "a,b\n1,2,\n3,4,,\n")
    assert frame.rows() == [(2, "1", "2"), (3, "3", "4")]
    assert not notes


def test_quoted_values_hold_delimiters_breaks_and_marks(path: Path) -> None:
    frame, notes = read(path, 'a,b\n1,"x, ""y""\nz"\n2,plain\n')
    assert frame.rows() == [(2, "1", 'x, "y"\nz'), (4, "2", "plain")]
    assert not notes


def test_a_mark_that_is_never_closed_costs_its_own_line_only(path: Path) -> None:
    good = "".join(f"{n},x\n" for n in range(300))
    frame, notes = read(path, f'a,b\n9,"oops\n{good}')
    assert frame["a"].to_list() == [str(n) for n in range(300)]
    assert frame[LINE].to_list() == list(range(3, 303))
    assert notes == [("a quotation mark is never closed", [2])]


def test_two_stray_marks_do_not_swallow_what_is_between(path: Path) -> None:
    frame, notes = read(path, 'a,b\n1,"oops\n2,x\n3,y\n"4",w\n5,z\n')
    assert frame["a"].to_list() == ["2", "3", "4", "5"]
    assert notes == [("a quotation mark is never closed", [2])]


def test_inches_are_no_quotation(path: Path) -> None:
    frame, notes = read(path, 'a,b\n1,heel 5"\n2,y\n')
    assert frame.rows() == [(2, "1", 'heel 5"'), (3, "2", "y")]
    assert not notes


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a,b\n1,Rüschen\n".encode("cp1252"), "Rüschen"),
        ("a,b\n1,Rüschen\n".encode("utf-16"), "Rüschen"),
        ("\ufeffa,b\n1,Rüschen\n".encode(), "Rüschen"),
        (b"a,b\r\n1,plain\r\n", "plain"),
        (b"a,b\r1,old Mac\r", "old Mac"),
        (b"a,b\n1,nul\0l", "null"),
    ],
)
def test_encodings_and_line_ends_of_all_systems(path: Path, data: bytes, expected: str) -> None:
    frame, _ = read(path, data)
    assert frame.columns == [LINE, "a", "b"]
    assert frame["b"].to_list() == [expected]


def test_encodings_may_be_mixed_within_one_file(path: Path) -> None:
    frame, _ = read(path, b"a\n" + "é€\n".encode() + "é€\n".encode("cp1252"))
    assert frame["a"].to_list() == ["é€", "é€"]


def test_a_stray_index_and_repeated_names(path: Path) -> None:
    frame, _ = read(path, ",id,Unnamed: 3,name,name\n0,1,x,a,b\n")
    assert frame.columns == [LINE, "id", "name", "name_2"]


@pytest.mark.parametrize("data", [b"", b"\n\n \n", b"PK\x03\x04rest", b"\x1f\x8brest", b"a\0\0\0b\0\0\0" * 50])
def test_what_is_no_table_is_refused_in_words(path: Path, data: bytes) -> None:
    with pytest.raises(SegmentDataError) as caught:
        read(path, data)
    assert "table.csv" in caught.value.message
    assert caught.value.remedy


def test_a_header_alone_has_no_rows(path: Path) -> None:
    frame, notes = read(path, "a,b\n")
    assert frame.is_empty()
    assert not notes


def test_an_endless_line_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_LINE_BYTES", 1000)
    monkeypatch.setattr(text, "CHUNK_BYTES", 100)
    with pytest.raises(SegmentDataError, match="a line of more than"):
        read(path, b"a,b\n1,2\n" + b"x" * 5000)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("chunk_bytes", [7, 64, 1 << 20])
def test_any_table_reads_as_python_reads_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, chunk_bytes: int
) -> None:
    """Both ways of splitting give what the csv module gives on the whole file, wherever pieces end."""
    monkeypatch.setattr(text, "CHUNK_BYTES", chunk_bytes)
    monkeypatch.setattr(delimited, "ROWS", 5)
    rng = np.random.default_rng(seed)
    letters = 'ab é,\n"' if seed % 2 else "ab é"
    words = lambda: "".join(rng.choice(list(letters), rng.integers(1, 6))).strip() or "x"  # noqa: E731
    table = [["p", "q", "r"]] + [[words() for _ in range(3)] for _ in range(30)]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(table)
    frame, notes = read(path, buffer.getvalue())
    assert [list(row[1:]) for row in frame.rows()] == table[1:]
    assert not notes
    begins = [1 + buffer.getvalue()[:0].count("\n")]
    for row in table[:-1]:
        begins.append(begins[-1] + 1 + sum(value.count("\n") for value in row))
    assert frame[LINE].to_list() == begins[1:]
