"""From a reader's raw events to the events table, in two passes that hold only a part of the history in memory.

The first pass checks every row and spreads the good ones over buckets by user; the second sorts one bucket after the
other, finds repeated rows, and gives users and sessions their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from models.errors import SegmentDataError
from models.workspace.files import storage_errors
from segments.events import TABLE, UNKNOWN_PRODUCT, check_batch
from segments.readers.batches import LINE, Batch, open_rows
from segments.readers.columnar import ParquetFile
from segments.rejects import Rejects
from segments.tables import EVENT_SCHEMA, PURCHASE, SESSION_GAP_S, USER_SCHEMA

TEXT_BUCKET_BYTES = 512 * 1024 * 1024
PARQUET_BUCKET_BYTES = 128 * 1024 * 1024
"""So much of a source makes one bucket, about five million events: 1 to 2 GB while it is sorted."""

FILE = "#file"
SAME = ("user", "product", "kind", "time_s", "price", "session")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a history turned out to have; `timed` is false when none of its events has a time."""

    events: int = 0
    users: int = 0
    sessions: int = 0
    timed: bool = False


def count_buckets(paths: Sequence[Path]) -> int:
    """Into how many buckets a history of these files goes.  Raises SegmentDataError."""
    share = 0.0
    for path in paths:
        packed = isinstance(open_rows(path), ParquetFile)
        share += path.stat().st_size / (PARQUET_BUCKET_BYTES if packed else TEXT_BUCKET_BYTES)
    return int(share) + 1


def spread_events(
    batches: Iterable[Batch],
    product_ids: pl.Series,
    folder: Path,
    buckets: int,
    rejects: Rejects,
    *,
    now_s: int,
    on_batch: Callable[[Batch], None],
) -> list[str]:
    """First pass: good rows into `folder/<bucket>/<batch>.parquet`; the names of the files that they came from.

    `product_ids` are the ids of the products table in its order; `now_s` says what the future is.  Raises
    SegmentDataError when no row is good.
    """
    rows = pl.Series("product", range(len(product_ids)), pl.Int32)
    known = pl.DataFrame([product_ids.alias("#id"), rows])
    files: list[str] = []
    total = 0
    for number, batch in enumerate(batches):
        if batch.file not in files:
            files.append(batch.file)
        good = check_batch(batch, known, rejects, now_s)
        good = good.with_columns(pl.lit(files.index(batch.file), pl.UInt32).alias(FILE))
        total += good.height
        _write_buckets(good, folder, buckets, f"{number:06d}.parquet")
        on_batch(batch)
    if total == 0:
        raise _nothing(rejects)
    return files


def typical_prices(folder: Path) -> pl.DataFrame:
    """What each product costs by the first pass's events: "product" and "price", the median of its purchases.

    A product that was only looked at takes the median of what was shown.
    """
    bought = pl.col("price").filter(pl.col("kind") == PURCHASE).median()
    return (
        pl.scan_parquet(folder / "*" / "*.parquet")
        .filter(pl.col("price").is_not_null())
        .group_by("product")
        .agg(pl.coalesce(bought, pl.col("price").median()).cast(pl.Float32).alias("price"))
        .collect(engine="streaming")
    )


def sort_events(
    folder: Path,
    target: Path,
    prices: pl.Series,
    rejects: Rejects,
    files: Sequence[str],
    *,
    repeats_are_pieces: bool,
    on_bucket: Callable[[float], None],
) -> Found:
    """Second pass: every bucket of `folder` becomes one `events-*.parquet` and `users-*.parquet` of `target`.

    `prices` are those of the products table in its order; `on_bucket` hears how much is done, 0..1.
    """
    found = Found()
    known = pl.DataFrame([pl.Series("product", range(len(prices)), pl.Int32), prices.alias("#price")])
    paths = sorted(each for each in folder.iterdir() if each.is_dir())
    for number, path in enumerate(paths):
        events = pl.read_parquet(path / "*.parquet").sort("user", "time_s", FILE, LINE)
        events = _fold(events) if repeats_are_pieces else _without_repeats(events, rejects, files)
        events = _number(events, found)
        users = events.select("user", "id").unique("user", keep="first", maintain_order=True)
        events = events.join(known, on="product", how="left", maintain_order="left")
        events = events.with_columns(pl.col("price").fill_null(pl.col("#price")))
        with storage_errors():
            events.select(_typed(EVENT_SCHEMA)).write_parquet(target / f"events-{number:05d}.parquet")
            users.select(_typed(USER_SCHEMA)).write_parquet(target / f"users-{number:05d}.parquet")
        found = Found(
            events=found.events + events.height,
            users=found.users + users.height,
            sessions=found.sessions + events["session"].n_unique(),
            timed=found.timed or bool((events["time_s"] != 0).any()),
        )
        on_bucket((number + 1) / len(paths))
    return found


def _write_buckets(good: pl.DataFrame, folder: Path, buckets: int, name: str) -> None:
    bucket = (good["user"].hash(0) % buckets).alias("#bucket")
    with storage_errors():
        for (which,), part in good.with_columns(bucket).group_by("#bucket"):
            target = folder / f"{which:05d}"
            target.mkdir(parents=True, exist_ok=True)
            part.drop("#bucket").write_parquet(target / name, compression="lz4")


def _fold(events: pl.DataFrame) -> pl.DataFrame:
    """Rows that are the same become one of more pieces."""
    pieces = pl.col("quantity").sum()
    return events.group_by(SAME, maintain_order=True).agg(pieces, pl.col(FILE).first(), pl.col(LINE).first())


def _without_repeats(events: pl.DataFrame, rejects: Rejects, files: Sequence[str]) -> pl.DataFrame:
    """Of rows that are the same in everything, the first."""
    first = events.select(pl.struct(*SAME, "quantity").is_first_distinct()).to_series()
    for (file,), rows in events.filter(~first).group_by(FILE, maintain_order=True):
        rejects.add(TABLE, files[int(str(file))], "the same row is there already", rows.sort(LINE)[LINE].to_list())
    return events.filter(first)


def _number(events: pl.DataFrame, found: Found) -> pl.DataFrame:
    """Codes for users and sessions, counted on from those of the buckets before; "id" is what a user was called."""
    user = (pl.col("user").rle_id().cast(pl.Int64) + found.users).cast(pl.Int32)
    events = events.with_columns(user.alias("user"), pl.col("user").alias("id"))
    if events["session"].null_count() == events.height:
        pause = pl.col("time_s").diff() > SESSION_GAP_S
        begins = (pl.col("user").diff() != 0) | pause
        code = begins.fill_null(False).cast(pl.Int64).cum_sum() + found.sessions
        return events.with_columns(code.cast(pl.Int32).alias("session"))
    events = events.with_columns(pl.col("session").fill_null(""))
    visits = events.group_by("user", "session").agg(pl.col("time_s").min().alias("#begin"))
    visits = visits.sort("user", "#begin", "session").with_row_index("#visit", found.sessions)
    events = events.join(visits.drop("#begin"), on=["user", "session"], how="left", maintain_order="left")
    return events.with_columns(pl.col("#visit").cast(pl.Int32).alias("session"))


def _typed(schema: dict[str, pl.DataType]) -> list[pl.Expr]:
    return [pl.col(name).cast(kind) for name, kind in schema.items()]


def _nothing(rejects: Rejects) -> SegmentDataError:
    why = rejects.explain(TABLE) or "there are no rows"
    if UNKNOWN_PRODUCT in why:
        remedy = "Events have to name products by the catalogue's ids; spreadsheets take zeros in front away."
    else:
        remedy = "Check the file's columns and delimiter."
    return SegmentDataError(f"No event can be used: {why}.", remedy)
