"""The list of what could not be used."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from segments import rejects as module
from segments.rejects import COLUMNS, Rejects


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_rows_are_listed_with_file_line_and_reason(tmp_path: Path) -> None:
    rejects = Rejects(tmp_path / "r.csv")
    rejects.add("events", "e.csv", "no time", [3, None], ["x", None], column="time")
    rejects.add("products", "p.csv", "odd price", [2], [-1.5], column="price", kept=True)
    rejects.add("products", "p.csv", "never", [])
    rejects.close()
    assert rows(rejects.path) == [
        list(COLUMNS),
        ["events", "e.csv", "3", "time", "no time", "x", "left out"],
        ["events", "e.csv", "", "time", "no time", "", "left out"],
        ["products", "p.csv", "2", "price", "odd price", "'-1.5", "kept without it"],
    ]
    assert [(each.reason, each.count, each.kept) for each in rejects.reasons()] == [
        ("no time", 2, False),
        ("odd price", 1, True),
    ]
    assert (rejects.left_out("events"), rejects.left_out("products")) == (2, 0)
    assert rejects.explain("events") == "2 × no time"


@pytest.mark.parametrize("value", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r\n=1"])
def test_no_value_becomes_a_formula(tmp_path: Path, value: str) -> None:
    rejects = Rejects(tmp_path / "r.csv")
    rejects.add("events", "e.csv", "odd", [1], [value])
    rejects.close()
    assert rows(rejects.path)[1][5].startswith("'")


def test_all_are_counted_where_not_all_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LISTED", 3)
    rejects = Rejects(tmp_path / "r.csv")
    for start in (0, 2, 4):
        rejects.add("events", "e.csv", "odd", [start, start + 1])
    rejects.close()
    listed = rows(rejects.path)[1:]
    assert [row[2] for row in listed] == ["0", "1", "2", ""]
    assert listed[-1][4] == "odd: 3 more rows like this"
    assert rejects.left_out("events") == 6


def test_long_values_are_cut(tmp_path: Path) -> None:
    rejects = Rejects(tmp_path / "r.csv")
    rejects.add("events", "e.csv", "odd", [1], ["x" * 10_000])
    rejects.close()
    assert len(rows(rejects.path)[1][5]) == module.VALUE_LENGTH
