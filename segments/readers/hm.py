"""The files of "H&M Personalized Fashion Recommendations" as they are.

    articles.csv              article_id (ten digits, the first a zero), prod_name, product_type_name, …, detail_desc
    transactions_train.csv    t_dat (a day), customer_id, article_id, price (scaled by the shop), sales_channel_id
    images/0xx/0xxxxxxxxx.jpg by the first three digits; some articles have none
    customers.csv             is not read: ages and postal codes are nobody's business here

A row that stands there twice is two pieces bought on one day.  Source: the competition's data page on Kaggle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from models.errors import SegmentDataError
from segments.readers.batches import Batch, Misfits, open_rows
from segments.readers.feed import Feed, Sources, find_images, need_columns, read_as
from segments.readers.values import to_ids
from segments.tables import EXTRA

ARTICLES, TRANSACTIONS = "articles.csv", "transactions_train.csv"
ID_DIGITS = 10
AS_PRODUCTS = {"id": "article_id", "title": "prod_name", "category": "product_type_name"}
AS_EVENTS = {"user": "customer_id", "product": "article_id", "time": "t_dat", "price": "price"}


def is_hm(sources: Sources) -> bool:
    """Whether the catalogue is H&M's table of articles, or a folder with it."""
    path = sources.main
    if path.is_dir():
        return (path / ARTICLES).is_file()
    return {"article_id", "prod_name", "product_type_name"} <= set(open_rows(path).columns)


def open_hm(sources: Sources) -> Feed:
    """Open H&M's articles and transactions.  Raises SegmentDataError."""
    articles = _inside(sources.catalogue or sources.events, ARTICLES)
    transactions = _inside(sources.events or articles.parent, TRANSACTIONS)
    columns, event_columns = open_rows(articles).columns, open_rows(transactions).columns
    need_columns(articles, {name: name for name in columns}, list(AS_PRODUCTS.values()), columns)
    need_columns(transactions, {name: name for name in event_columns}, list(AS_EVENTS.values()), event_columns)
    names = AS_PRODUCTS | {f"{EXTRA}{name}": name for name in columns if name not in AS_PRODUCTS.values()}
    return Feed(
        format="hm",
        files=(articles, transactions),
        images=find_images(sources, beside=False),
        products=lambda note: _products(articles, names, note),
        events=lambda note: _events(transactions, note),
        repeats_are_pieces=True,
    )


def _products(articles: Path, names: dict[str, str], note: Misfits) -> Iterator[Batch]:
    for batch in read_as([articles], names, note):
        frame = batch.frame.with_columns(_whole_id(batch.frame["id"]))
        image = pl.concat_str(pl.col("id").str.slice(0, 3), pl.lit("/"), pl.col("id"), pl.lit(".jpg")).alias("image")
        yield replace(batch, frame=frame.with_columns(image))


def _events(transactions: Path, note: Misfits) -> Iterator[Batch]:
    for batch in read_as([transactions], AS_EVENTS, note):
        yield replace(batch, frame=batch.frame.with_columns(_whole_id(batch.frame["product"])))


def _whole_id(column: pl.Series) -> pl.Series:
    """Article ids with the zero in front that spreadsheets and pandas take away."""
    return to_ids(column).str.zfill(ID_DIGITS)


def _inside(path: Path | None, name: str) -> Path:
    """The file itself, or the one of that name in a folder."""
    if path is None:
        raise SegmentDataError(f"{name} was not chosen.", "Choose the folder with H&M's files.")
    file = path / name if path.is_dir() else path
    if not file.is_file():
        raise SegmentDataError(f"{name} is not there.", "Choose the folder with H&M's files, unpacked.")
    return file
