"""Single events as shops log them: read, checked, and the bad ones told apart with a reason each."""

from __future__ import annotations

import polars as pl

from segments.readers.batches import LINE, Batch
from segments.readers.values import EARLIEST_S, is_given, to_ids, to_numbers, to_seconds
from segments.rejects import Rejects
from segments.tables import KINDS, PURCHASE

TABLE = "events"
FUTURE_S = 24 * 3600
"""Clocks and time zones differ: a time is in the future when it is more than a day ahead."""

KIND_WORDS: dict[str, str] = {
    **{name: name for name in KINDS},
    **dict.fromkeys(("views", "item_view", "page_view", "pageview", "product_view", "detail", "click"), "view"),
    **dict.fromkeys(("item_like", "favorite", "favourite", "wishlist", "save", "liked"), "like"),
    **dict.fromkeys(("add_to_cart", "addtocart", "basket", "item_add_to_cart_tap", "add_to_basket"), "cart"),
    **dict.fromkeys(("offer_make", "bid"), "offer"),
    **dict.fromkeys(("buy_start", "begin_checkout"), "checkout"),
    **dict.fromkeys(("buy", "buy_comp", "order", "sale", "transaction", "purchased", "bought", "own"), "purchase"),
}
"""What shops call the kinds of events, in lower case."""

UNKNOWN_PRODUCT = "the product is not in the catalogue"

LEFT_OUT: dict[str, str] = {
    "there is no user": "",
    "there is no product": "product",
    f"the kind is none of {', '.join(KINDS)}": "kind",
    "there is no time like 2024-05-31 or 2024-05-31 13:45": "time",
    "the time is in the future": "time",
    "the time is before 1990": "time",
    UNKNOWN_PRODUCT: "product",
    "the quantity is not above zero; a return?": "quantity",
    "the price is below zero; a refund?": "price",
}
"""Why an event is left out, first reason first, and the column whose value shows it; never the user's."""


def check_batch(batch: Batch, known: pl.DataFrame, rejects: Rejects, now_s: int) -> pl.DataFrame:
    """The good events of a batch: user (text), product, kind, time_s, quantity, price, session (text or null), LINE.

    `known` has the catalogue's ids as "#id" and their rows as "product"; `now_s` says what the future is.
    """
    raw = batch.frame
    events = pl.DataFrame(
        [
            raw[LINE],
            to_ids(_column(raw, "user")),
            to_ids(_column(raw, "product")).alias("#id"),
            _kinds(raw),
            _seconds(raw),
            to_numbers(_column(raw, "quantity")),
            to_numbers(_column(raw, "price")),
            to_ids(_column(raw, "session")),
        ]
    ).join(known, on="#id", how="left", maintain_order="left")
    why = _reasons(events, now_s)
    for number, (reason, column) in enumerate(LEFT_OUT.items()):
        _note(batch, rejects, why == number, reason, column)
    for column, reason in (("quantity", "the quantity is not a number"), ("price", "the price is not a number")):
        unread = is_given(_column(raw, column)) & events[column].is_null() & why.is_null()
        _note(batch, rejects, unread, reason, column, kept=True)
    price = pl.when(pl.col("price") > 0).then(pl.col("price")).cast(pl.Float32)  # nothing is for sale at 0
    quantity = pl.col("quantity").fill_null(1).cast(pl.Float32)
    good = events.filter(why.is_null()).with_columns(price=price, quantity=quantity)
    return good.select("user", "product", "kind", "time_s", "quantity", "price", "session", LINE)


def _reasons(events: pl.DataFrame, now_s: int) -> pl.Series:
    """The position in LEFT_OUT of the first thing that is wrong with each event, null for a good one."""
    wrong = (
        pl.col("user").is_null(),
        pl.col("#id").is_null(),
        pl.col("kind").is_null(),
        pl.col("time_s").is_null(),
        pl.col("time_s") > now_s + FUTURE_S,
        (pl.col("time_s") < EARLIEST_S) & (pl.col("time_s") != 0),
        pl.col("product").is_null(),
        pl.col("quantity") <= 0,
        pl.col("price") < 0,
    )
    first = pl.coalesce(pl.when(each).then(pl.lit(n, pl.Int8)) for n, each in enumerate(wrong))
    return events.select(first.alias("why")).to_series()


def _column(raw: pl.DataFrame, name: str) -> pl.Series:
    """The raw column, all null when the source has none."""
    return raw[name] if name in raw.columns else pl.Series(name, [None] * raw.height, pl.String)


def _kinds(raw: pl.DataFrame) -> pl.Series:
    """Positions in KINDS (UInt8), null for words that nobody knows; purchases where the source has no kinds."""
    if "kind" not in raw.columns:
        return pl.Series("kind", [PURCHASE], pl.UInt8).new_from_index(0, raw.height)
    words = raw["kind"].cast(pl.String).str.strip_chars().str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    codes = {word: KINDS.index(kind) for word, kind in KIND_WORDS.items()}
    return words.replace_strict(codes, default=None, return_dtype=pl.UInt8).alias("kind")


def _seconds(raw: pl.DataFrame) -> pl.Series:
    """Seconds since 1970; null where a time is missing, 0 throughout where the source has no times."""
    if "time" not in raw.columns:
        return pl.Series("time_s", [0], pl.Int64).new_from_index(0, raw.height)
    seconds = to_seconds(raw["time"])
    # 0 means "no times at all"; a clock at its zero in a history with times is a missing time.
    return pl.select(pl.when(seconds != 0).then(seconds)).to_series().alias("time_s")


def _note(batch: Batch, rejects: Rejects, which: pl.Series, reason: str, column: str, *, kept: bool = False) -> None:
    rows = batch.frame.filter(which.fill_null(False))
    values = rows[column].to_list() if column in rows.columns else None
    rejects.add(TABLE, batch.file, reason, rows[LINE].to_list(), values, column=column, kept=kept)
