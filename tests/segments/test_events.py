"""Which events are good, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from segments.events import check_batch
from segments.readers.batches import LINE, Batch
from segments.rejects import Rejects
from segments.tables import CART, PURCHASE, VIEW
from tests.segments.shops import NOW_S

KNOWN = pl.DataFrame({"#id": ["007", "b c"], "product": [0, 1]}, schema_overrides={"product": pl.Int32})
GOOD = {
    "user": "anna@shop",
    "product": "007",
    "kind": "view",
    "time": "2024-05-31",
    "quantity": "2",
    "price": "9.5",
    "session": "s",
}


@pytest.fixture
def rejects(tmp_path: Path) -> Iterator[Rejects]:
    with closing(Rejects(tmp_path / "rejects.csv")) as rejects:
        yield rejects


def check(rejects: Rejects, *rows: dict[str, object]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, infer_schema_length=None)
    lines = pl.int_range(2, 2 + frame.height, dtype=pl.Int64, eager=True)
    batch = Batch(frame=frame.insert_column(0, lines.alias(LINE)), file="e.csv", done=1.0)
    return check_batch(batch, KNOWN, rejects, int(NOW_S))


def test_a_good_event_is_read(rejects: Rejects) -> None:
    good = check(rejects, GOOD, {**GOOD, "product": " b c ", "kind": "Add to cart"})
    assert good.rows() == [
        ("anna@shop", 0, VIEW, 1_717_113_600, 2.0, 9.5, "s", 2),
        ("anna@shop", 1, CART, 1_717_113_600, 2.0, 9.5, "s", 3),
    ]
    assert not rejects.reasons()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"user": ""}, "there is no user"),
        ({"product": None}, "there is no product"),
        ({"kind": "teleported"}, "the kind is none of view, like, cart, offer, checkout, purchase"),
        ({"time": "soon"}, "there is no time like 2024-05-31 or 2024-05-31 13:45"),
        ({"time": ""}, "there is no time like 2024-05-31 or 2024-05-31 13:45"),
        ({"time": "0"}, "there is no time like 2024-05-31 or 2024-05-31 13:45"),
        ({"time": "2031-01-01"}, "the time is in the future"),
        ({"time": "1970-01-02"}, "the time is before 1990"),
        ({"product": "7"}, "the product is not in the catalogue"),
        ({"quantity": "-1"}, "the quantity is not above zero; a return?"),
        ({"price": "-9.5"}, "the price is below zero; a refund?"),
    ],
)
def test_a_bad_event_is_left_out_with_its_reason(rejects: Rejects, change: dict[str, object], reason: str) -> None:
    good = check(rejects, GOOD, {**GOOD, **change})
    assert good[LINE].to_list() == [2]
    assert [(each.reason, each.count) for each in rejects.reasons()] == [(reason, 1)]
    rejects.close()
    listed = rejects.path.read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) == 2
    assert listed[1].startswith("events,e.csv,3,")


def test_only_the_first_reason_counts(rejects: Rejects) -> None:
    check(rejects, GOOD, {**GOOD, "time": "soon", "product": "7", "price": "-1"})
    assert sum(each.count for each in rejects.reasons()) == 1


@pytest.mark.parametrize(("price", "noted"), [("", 0), ("NaN", 0), ("free", 1), ("0", 0)])
def test_events_are_kept_without_a_price(rejects: Rejects, price: str, noted: int) -> None:
    good = check(rejects, {**GOOD, "price": price})
    assert good["price"].to_list() == [None]
    assert [each.count for each in rejects.reasons() if each.kept] == [1] * noted


def test_without_kinds_and_times_all_are_purchases_at_no_time(rejects: Rejects) -> None:
    good = check(rejects, {"user": "u", "product": "007"}, {"user": "u", "product": "b c"})
    assert good["kind"].to_list() == [PURCHASE, PURCHASE]
    assert good["time_s"].to_list() == [0, 0]
    assert good["quantity"].to_list() == [1.0, 1.0]


def test_a_day_ahead_is_a_time_zone(rejects: Rejects) -> None:
    assert check(rejects, {**GOOD, "time": "2024-06-01 23:59"}).height == 1


def test_user_ids_are_never_in_the_rejects(rejects: Rejects) -> None:
    bad = [{**GOOD, name: "bad"} for name in GOOD if name != "user"] + [{**GOOD, "product": ""}]
    check(rejects, *bad)
    rejects.close()
    assert b"anna" not in rejects.path.read_bytes()
