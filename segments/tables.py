"""The two tables behind every audience: products and events, with their columns, types and units.

Every reader ends here and every later step starts here.  A product is its position in the products table ("row"); a
user is a number from 0 ("code").  The user ids that a shop knows stay in the snapshot's `users.parquet` and go nowhere
else.  Missing words are "", missing numbers are null (NaN as an array), so that sums and joins need no special cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.errors import SegmentDataError

KINDS = ("view", "like", "cart", "offer", "checkout", "purchase")
"""What a user did with a product, from the weakest sign of wanting it to the strongest; events store the position."""
VIEW, LIKE, CART, OFFER, CHECKOUT, PURCHASE = range(len(KINDS))

EXTRA = "x:"
"""Every other column of a catalogue is kept as text under its own name with this in front."""

SESSION_GAP_S = 30 * 60
"""Where the source knows no sessions, a pause longer than this begins a new one (the usual web-analytics half hour)."""

PRODUCT_SCHEMA: dict[str, pl.DataType] = {
    "row": pl.Int32(),  # 0..n-1, the position in this table; what events and vectors refer to
    "id": pl.String(),  # the shop's id, trimmed, otherwise as written (leading zeros, inner spaces); unique
    "title": pl.String(),  # "" when unknown
    "category": pl.String(),  # "" when unknown; levels joined by " > "
    "price": pl.Float32(),  # per piece, in the shop's own unit, > 0; null when unknown; from purchases if need be
    "image": pl.String(),  # path below the folder of images, with "/"; "" when there is no picture
    "picture_sha256": pl.String(),  # hex hash of the picture's bytes; "" when there is none that can be read
    "words": pl.String(),  # title, category and the telling part of the other columns, for search and keywords
}
"""The products table, in this order, followed by the columns that begin with EXTRA (all String)."""

EVENT_SCHEMA: dict[str, pl.DataType] = {
    "user": pl.Int32(),  # code, 0..users-1, without gaps
    "product": pl.Int32(),  # row of the products table
    "kind": pl.UInt8(),  # position in KINDS
    "time_s": pl.Int64(),  # seconds since 1970 in UTC; 0 throughout when the source has no times at all
    "quantity": pl.Float32(),  # pieces, > 0; 1 when the source does not say
    "price": pl.Float32(),  # per piece; the product's price when the source does not say; null when nobody knows
    "session": pl.Int32(),  # code of one visit of one user, 0..sessions-1, rising with user and time
}
"""The events table, in this order, sorted by user, then time."""

USER_SCHEMA: dict[str, pl.DataType] = {"user": pl.Int32(), "id": pl.String()}
"""Which id a code stands for.  Private: it never leaves the snapshot, nor do ids appear in messages or rejects."""


@dataclass(frozen=True, kw_only=True)
class EventArrays:
    """The events table as arrays of one length (n events), sorted by user, then time.  Same names, same units."""

    user: NDArray[np.int32]
    product: NDArray[np.int32]
    kind: NDArray[np.uint8]
    time_s: NDArray[np.int64]
    quantity: NDArray[np.float32]
    price: NDArray[np.float32]
    """NaN when unknown."""
    session: NDArray[np.int32]
    users: int
    """How many users there are: codes are 0..users-1."""


def to_arrays(events: pl.DataFrame) -> EventArrays:
    """The events table as arrays.  Raises SegmentDataError when it is not one."""
    check_events(events)
    columns = {name: events.get_column(name).to_numpy() for name in EVENT_SCHEMA}
    users = int(columns["user"].max()) + 1 if events.height else 0
    return EventArrays(**columns, users=users)


def prices(products: pl.DataFrame) -> NDArray[np.float32]:
    """Each product's price, (n products,), NaN when unknown."""
    return products.get_column("price").to_numpy().astype(np.float32)


def extras(products: pl.DataFrame) -> list[str]:
    """The catalogue's other columns, by the names that it gave them."""
    return [name.removeprefix(EXTRA) for name in products.columns if name.startswith(EXTRA)]


def check_products(products: pl.DataFrame) -> pl.DataFrame:
    """The table itself, when it is a products table.  Raises SegmentDataError."""
    names = [name for name in products.columns if not name.startswith(EXTRA)]
    if {name: products.schema[name] for name in names} != PRODUCT_SCHEMA or names != list(PRODUCT_SCHEMA):
        raise _damaged("products")
    if products.get_column("row").to_list() != list(range(products.height)):
        raise _damaged("products")
    if products.get_column("id").is_duplicated().any():
        raise _damaged("products")
    return products


def check_events(events: pl.DataFrame) -> pl.DataFrame:
    """The table itself, when it has the columns, types and order of an events table.  Raises SegmentDataError."""
    if dict(events.schema) != EVENT_SCHEMA or not events.get_column("user").is_sorted():
        raise _damaged("events")
    return events


def _damaged(table: str) -> SegmentDataError:
    return SegmentDataError(f"The table of {table} is damaged, or from another version.", "Import the data again.")
