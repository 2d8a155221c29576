"""MerRec (Mercari, arXiv 2402.14230): Parquet files of events that carry their products' attributes with them.

    user_id, sequence_id, session_id, item_id, stime, price, c0_name … c2_name, name, brand_name, color, …
    event_id   item_view, item_like, item_add_to_cart_tap, offer_make, buy_start, buy_comp

There is no catalogue: it is made of what the events say about their items.  Pictures do not come with it.
The data is CC BY-NC 4.0: for research, not for a shop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from models.errors import SegmentDataError
from segments.readers.batches import LINE, Batch, Misfits, find_files, open_rows
from segments.readers.columnar import ParquetFile
from segments.readers.feed import Feed, Sources, columns_of, need_columns, read_as
from segments.tables import EXTRA

AS_EVENTS = {"user": "user_id", "product": "item_id", "kind": "event_id", "time": "stime", "price": "price"}
SIGNS = {"user_id", "item_id", "event_id", "stime"}
LEVELS = ("c0_name", "c1_name", "c2_name")
IN_EVENTS_ONLY = {"user_id", "event_id", "stime", "sequence_id", "session_id", "sequence_length", "price"}


def is_merrec(sources: Sources) -> bool:
    """Whether the events are MerRec's."""
    return set(open_rows(find_files(sources.events or sources.main)[0]).columns) >= SIGNS


def open_merrec(sources: Sources) -> Feed:
    """Open MerRec's files; catalogue and events are the same.  Raises SegmentDataError."""
    files = find_files(sources.events or sources.main)
    if not all(isinstance(open_rows(path), ParquetFile) for path in files):
        raise SegmentDataError("MerRec's files are Parquet; these are not.", "Choose the folder as it was downloaded.")
    columns = columns_of(files)
    need_columns(files[0], {name: name for name in columns}, sorted(SIGNS), columns)
    as_events = {ours: theirs for ours, theirs in AS_EVENTS.items() if theirs in columns}
    visit = [name for name in ("sequence_id", "session_id") if name in columns]
    return Feed(
        format="merrec",
        files=tuple(files),
        images=sources.images,
        products=lambda note: _products(files, columns),
        events=lambda note: _events(files, as_events, visit, note),
    )


def _events(files: Sequence[Path], names: dict[str, str], visit: Sequence[str], note: Misfits) -> Iterator[Batch]:
    """Events with a session that is unique for its user: sessions are counted anew in every sequence."""
    for batch in read_as(files, {**names, **{f"#{name}": name for name in visit}}, note):
        frame = batch.frame
        if visit:
            parts = [pl.col(f"#{name}").cast(pl.String).fill_null("") for name in visit]
            frame = frame.with_columns(pl.concat_str(parts, separator="/").alias("session"))
        yield replace(batch, frame=frame.drop(f"#{name}" for name in visit))


def _products(files: Sequence[Path], columns: Sequence[str]) -> Iterator[Batch]:
    """One row an item, as its first event describes it."""
    levels = [pl.col(name).cast(pl.String) for name in LEVELS if name in columns]
    if not levels:
        levels = [pl.col(name).cast(pl.String) for name in ("c0", "c1", "c2") if name in columns]
    title = next((name for name in ("name", "item_name", "title") if name in columns), None)
    others = [name for name in columns if name not in IN_EVENTS_ONLY and name not in (*LEVELS, "item_id", title)]
    first = {"title": title, "price": "price" if "price" in columns else None}
    kept = [pl.col(theirs).alias(ours) for ours, theirs in first.items() if theirs]
    kept += [pl.col(name).cast(pl.String).alias(f"{EXTRA}{name}") for name in others]
    category = pl.concat_str(levels, separator=" > ", ignore_nulls=True) if levels else pl.lit("")
    try:
        frame = (
            pl.scan_parquet(list(files), glob=False, missing_columns="insert", extra_columns="ignore")
            .select(pl.col("item_id").alias("id"), category.alias("category"), *kept)
            .group_by("id")
            .agg(pl.all().drop_nulls().first())
            .collect(engine="streaming")
            .sort("id")
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise SegmentDataError("A file is damaged, or differs from the others.", "Copy the files again.") from error
    yield Batch(frame=frame.with_columns(pl.lit(None, pl.Int64).alias(LINE)), file=files[0].name, done=1.0)
