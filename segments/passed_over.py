"""What a segment saw again and again and did not buy.

A product is passed over when it was bought far less than as many looks at other products lead to.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segments.snapshot import Snapshot
from segments.tables import PURCHASE, VIEW

Ints = NDArray[np.int64]

MOST = 8
FEWEST_LOOKS = 8
SURE = 1.0
"""Standard errors that the missing purchases are away from chance."""


def find_passed_over(snapshot: Snapshot, labels: Ints, segments: int, most: int = MOST) -> list[tuple[int, ...]]:
    """Products (rows) for each segment, the plainest case first; none where looks are not on record.

    `labels` (users,) are segment numbers, −1 for nobody's.  Works out of core.
    """
    of = pl.LazyFrame({"user": np.arange(len(labels), dtype=np.int32), "segment": labels}).filter(
        pl.col("segment") >= 0
    )
    looked, sold = pl.col("kind") == VIEW, pl.col("kind") == PURCHASE
    counted = (
        snapshot.scan_events()
        .filter(looked | sold)
        .join(of, on="user")
        .group_by("segment", "product")
        .agg(looked.sum().alias("looks"), sold.sum().alias("sales"))
        .collect(engine="streaming")
    )
    return [_pick(counted.filter(pl.col("segment") == segment), most) for segment in range(segments)]


def _pick(counted: pl.DataFrame, most: int) -> tuple[int, ...]:
    rows = counted["product"].to_numpy().astype(np.int64)
    looks, sales = (counted[name].to_numpy().astype(float) for name in ("looks", "sales"))
    if not looks.sum():
        return ()
    expected = looks * sales.sum() / looks.sum()
    missing = (expected - sales) / np.sqrt(expected + 1)
    order = np.lexsort((rows, -missing))  # by row where two are alike, so that the answer is always the same
    good = [at for at in order if missing[at] > SURE and looks[at] >= FEWEST_LOOKS]
    return tuple(rows[good[:most]].tolist())
