"""The plain format: a table of products and a table of events, CSV or Parquet.

    products   id, title, category, price, image (a path below the folder of pictures); every other column is kept
    events     user, product (an id of the products), kind (view, like, cart, offer, checkout, purchase), time,
               quantity, price (per piece), session

Only `id`, `user` and `product` have to be there.  The usual other names of these columns are understood, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.errors import SegmentDataError
from segments.readers.batches import ENDINGS, find_files
from segments.readers.feed import Feed, Sources, columns_of, find_images, match_columns, need_columns, read_as
from segments.tables import EXTRA

PRODUCT_NAMES = {
    "id": ("id", "product_id", "item_id", "article_id", "sku", "productid", "itemid", "product"),
    "title": ("title", "name", "product_name", "item_name", "prod_name"),
    "category": ("category", "product_type", "category_name", "type", "department"),
    "price": ("price", "unit_price", "list_price", "sale_price"),
    "image": ("image", "image_path", "image_file", "image_name", "picture", "photo", "filename", "file"),
}
EVENT_NAMES = {
    "user": ("user", "user_id", "userid", "customer", "customer_id", "visitor_id", "visitorid", "shopper", "client_id"),
    "product": ("product", "product_id", "productid", "item", "item_id", "itemid", "article_id", "sku"),
    "kind": ("kind", "event", "event_type", "event_name", "action", "type"),
    "time": ("time", "timestamp", "event_time", "datetime", "date", "created_at", "order_date"),
    "quantity": ("quantity", "qty", "pieces", "units"),
    "price": ("price", "unit_price"),
    "session": ("session", "session_id", "sessionid", "user_session", "visit_id"),
}


def open_plain(sources: Sources) -> Feed:
    """Open a plain catalogue and its events.  Raises SegmentDataError."""
    products = find_files(_one(sources.catalogue, ("products", "catalogue", "catalog", "items"), "products"))
    events = find_files(_one(sources.events or sources.catalogue, ("events", "history", "orders"), "events"))
    product_columns, event_columns = columns_of(products), columns_of(events)
    as_products = match_columns(product_columns, PRODUCT_NAMES)
    as_events = match_columns(event_columns, EVENT_NAMES)
    need_columns(products[0], as_products, ["id"], product_columns)
    need_columns(events[0], as_events, ["user", "product"], event_columns)
    others = {f"{EXTRA}{name}": name for name in product_columns if name not in as_products.values()}
    return Feed(
        format="plain",
        files=(*products, *events),
        images=find_images(sources, beside=True),
        products=lambda note: read_as(products, {**as_products, **others}, note),
        events=lambda note: read_as(events, as_events, note),
    )


def _one(path: Path | None, names: Sequence[str], what: str) -> Path:
    """The path itself; of a folder, the table in it that goes by one of the names, if there is one."""
    if path is None:
        raise SegmentDataError(f"No file of {what} was chosen.", f"Choose the file of {what} as well.")
    if path.is_dir():
        for name in names:
            for ending in ENDINGS:
                if (path / f"{name}{ending}").is_file():
                    return path / f"{name}{ending}"
    return path
