"""Two passes over a history: bucket by bucket, and yet the same as all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.errors import SegmentDataError
from segments.histories import Found, sort_events, spread_events, typical_prices
from segments.readers.batches import LINE, Batch
from segments.rejects import Rejects
from segments.tables import EVENT_SCHEMA, USER_SCHEMA, to_arrays
from tests.segments.shops import NOW_S

IDS = pl.Series("id", ["p0", "p1", "p2"])
COLUMNS = ("user", "product", "kind", "time", "price", "session")


@pytest.fixture
def rejects(tmp_path: Path) -> Iterator[Rejects]:
    with closing(Rejects(tmp_path / "rejects.csv")) as rejects:
        yield rejects


def batches(rows: Sequence[Sequence[object]], size: int = 1000) -> Iterator[Batch]:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS[: len(rows[0])], pl.String), orient="row")
    frame = frame.insert_column(0, pl.int_range(2, 2 + frame.height, dtype=pl.Int64, eager=True).alias(LINE))
    for start in range(0, frame.height, size):
        yield Batch(frame=frame.slice(start, size), file=f"e{start // size % 2}.csv", done=1.0)


def run(
    folder: Path,
    rows: Sequence[Sequence[object]],
    rejects: Rejects,
    *,
    buckets: int = 1,
    pieces: bool = False,
    prices: Sequence[float | None] = (None, None, None),
    size: int = 1000,
) -> tuple[pl.DataFrame, pl.DataFrame, Found]:
    """Events with users by their ids, the users, and what was found."""
    scratch, target = folder / f"scratch{buckets}", folder / f"target{buckets}"
    scratch.mkdir(), target.mkdir()
    files = spread_events(
        batches(rows, size), IDS, scratch, buckets, rejects, now_s=int(NOW_S), on_batch=lambda batch: None
    )
    found = sort_events(
        scratch,
        target,
        pl.Series("price", prices, pl.Float32),
        rejects,
        files,
        repeats_are_pieces=pieces,
        on_bucket=lambda done: None,
    )
    return pl.read_parquet(target / "events-*.parquet"), pl.read_parquet(target / "users-*.parquet"), found


def day(n: int, time: str = "12:00") -> str:
    return f"2024-05-{n:02d} {time}"


def test_events_are_sorted_by_user_and_time_and_users_numbered(tmp_path: Path, rejects: Rejects) -> None:
    rows = [("b", "p1", "view", day(2)), ("a", "p0", "like", day(3)), ("b", "p2", "purchase", day(1))]
    events, users, found = run(tmp_path, rows, rejects)
    assert dict(events.schema) == EVENT_SCHEMA
    assert dict(users.schema) == USER_SCHEMA
    assert events.select("user", "product").rows() == [(0, 0), (1, 2), (1, 1)]
    assert users.rows() == [(0, "a"), (1, "b")]
    assert found == Found(events=3, users=2, sessions=3, timed=True)
    assert to_arrays(events).users == 2


def test_a_pause_of_half_an_hour_begins_a_new_session(tmp_path: Path, rejects: Rejects) -> None:
    times = ("12:00", "12:29", "12:59", "13:30")
    rows = [("a", "p0", "view", day(1, time)) for time in times] + [("b", "p0", "view", day(1, "13:31"))]
    events, _, found = run(tmp_path, rows, rejects)
    assert events["session"].to_list() == [0, 0, 0, 1, 2]
    assert found.sessions == 3


def test_sessions_of_the_source_count_even_when_they_overlap(tmp_path: Path, rejects: Rejects) -> None:
    rows = [
        ("a", "p0", "view", day(1, "12:00"), "", "z"),
        ("a", "p1", "view", day(1, "12:01"), "", "y"),
        ("a", "p2", "view", day(1, "12:02"), "", "z"),
        ("b", "p0", "view", day(1, "12:00"), "", "z"),
    ]
    events, _, found = run(tmp_path, rows, rejects)
    assert events["session"].to_list() == [0, 1, 0, 2]
    assert found.sessions == 3


def test_a_row_that_is_there_twice_is_a_mistake(tmp_path: Path, rejects: Rejects) -> None:
    rows = [("a", "p0", "view", day(1))] * 3 + [("a", "p0", "view", day(2))]
    events, _, _ = run(tmp_path, rows, rejects)
    assert events.height == 2
    assert [(each.reason, each.count) for each in rejects.reasons()] == [("the same row is there already", 2)]
    rejects.close()
    listed = rejects.path.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(",")[1:3] for line in listed] == [["e0.csv", "3"], ["e0.csv", "4"]]


def test_or_it_is_several_pieces_where_the_format_says_so(tmp_path: Path, rejects: Rejects) -> None:
    rows = [("a", "p0", "purchase", day(1), "5")] * 3 + [("a", "p0", "purchase", day(1), "6")]
    events, _, _ = run(tmp_path, rows, rejects, pieces=True)
    assert events.select("quantity", "price").sort("price").rows() == [(3.0, 5.0), (1.0, 6.0)]
    assert not rejects.reasons()


def test_a_missing_price_is_the_products(tmp_path: Path, rejects: Rejects) -> None:
    rows = [("a", "p0", "purchase", day(1), ""), ("a", "p1", "purchase", day(2), "7"), ("a", "p2", "view", day(3), "")]
    events, _, _ = run(tmp_path, rows, rejects, prices=(3.0, 4.0, None))
    assert events["price"].to_list() == [3.0, 7.0, None]


def test_a_typical_price_is_the_median_of_purchases(tmp_path: Path, rejects: Rejects) -> None:
    rows = [("a", "p0", "purchase", day(n), str(price)) for n, price in enumerate((5, 6, 100), 1)]
    rows += [("a", "p0", "view", day(9), "1"), ("a", "p1", "view", day(9), "8"), ("a", "p2", "view", day(9), "")]
    run(tmp_path, rows, rejects)
    assert typical_prices(tmp_path / "scratch1").sort("product").rows() == [(0, 6.0), (1, 8.0)]


def test_buckets_and_batches_change_nothing_but_the_numbers(tmp_path: Path, rejects: Rejects) -> None:
    rng = np.random.default_rng(0)
    rows = [
        (f"u{rng.integers(40)}", f"p{rng.integers(3)}", "view", day(1 + int(rng.integers(28))), "", "")
        for _ in range(400)
    ]
    tables = []
    for buckets, size in ((1, 1000), (7, 33)):
        events, users, found = run(tmp_path, rows, rejects, buckets=buckets, size=size)
        assert users["user"].to_list() == list(range(found.users))
        assert events["user"].is_sorted()
        assert events["session"].n_unique() == found.sessions
        named = events.join(users, on="user").drop("user", "session")
        tables.append(named.sort(named.columns))
    assert tables[0].equals(tables[1])


def test_zeros_that_were_lost_are_guessed_at_in_the_remedy(tmp_path: Path, rejects: Rejects) -> None:
    with pytest.raises(SegmentDataError) as caught:
        run(tmp_path, [("a", "0", "view", day(1))], rejects)
    assert "not in the catalogue" in caught.value.message
    assert "zeros in front" in caught.value.remedy
