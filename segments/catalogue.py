"""From a reader's raw rows to the products table.  The catalogue itself has to fit in memory; histories need not."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from models.errors import SegmentDataError
from segments.readers.batches import LINE, Batch
from segments.readers.feed import PRODUCT_COLUMNS
from segments.readers.values import is_given, to_ids, to_numbers, to_text
from segments.rejects import Rejects
from segments.tables import EXTRA, PRODUCT_SCHEMA

TABLE = "products"
TITLE_LENGTH = 300
CODE_ENDINGS = ("_id", "_no", "_code", "id", "sku", "url", "ean", "gtin", "date")
"""Columns whose names end like this hold codes, not words."""


def clean_products(batches: Iterable[Batch], rejects: Rejects) -> pl.DataFrame:
    """The products table, prices and pictures still as the catalogue gives them, with LINE and "#file" beside them.

    Rows without an id and repeated ids are left out, bad prices are dropped.  Raises SegmentDataError when nothing is
    left.
    """
    frames = [_clean(batch, rejects) for batch in batches]
    products = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    if products.is_empty():
        why = rejects.explain(TABLE) or "it has no rows"
        raise SegmentDataError(
            f"The catalogue has no usable product: {why}.", "Check the file's columns and delimiter."
        )
    products = _first_of_each_id(products, rejects)
    extras = sorted(name for name in products.columns if name.startswith(EXTRA))
    products = products.with_columns(pl.col(extras).fill_null(""))
    words = _words(products, extras)
    rows = pl.int_range(products.height, dtype=pl.Int32, eager=True).alias("row")
    products = products.with_columns(rows, words, pl.lit("").alias("picture_sha256"))
    return products.select(*PRODUCT_SCHEMA, *extras, LINE, "#file")


def _clean(batch: Batch, rejects: Rejects) -> pl.DataFrame:
    """One batch with our types; rows without an id are gone."""
    raw = batch.frame
    for name in PRODUCT_COLUMNS:
        if name not in raw.columns:
            raw = raw.with_columns(pl.lit(None, pl.String).alias(name))
    price = to_numbers(raw["price"])
    bad = (is_given(raw["price"]) & price.is_null()) | (price <= 0).fill_null(False)
    _note(batch, rejects, raw.filter(bad), "price", "the price is not a number above zero", kept=True)
    frame = raw.select(
        LINE,
        to_ids(raw["id"]),
        to_text(raw["title"], TITLE_LENGTH),
        to_text(raw["category"], TITLE_LENGTH),
        pl.select(pl.when(~bad).then(price)).to_series().cast(pl.Float32).alias("price"),
        to_text(raw["image"], 1_000),
        *(to_text(raw[name]) for name in raw.columns if name.startswith(EXTRA)),
        pl.lit(batch.file).alias("#file"),
    )
    _note(batch, rejects, frame.filter(pl.col("id").is_null()), "id", "there is no id")
    return frame.filter(pl.col("id").is_not_null())


def _first_of_each_id(products: pl.DataFrame, rejects: Rejects) -> pl.DataFrame:
    again = ~products["id"].is_first_distinct()
    for (file,), rows in products.filter(again).group_by("#file", maintain_order=True):
        rejects.add(
            TABLE, str(file), "the id is there already", rows[LINE].to_list(), rows["id"].to_list(), column="id"
        )
    return products.filter(~again)


def _words(products: pl.DataFrame, extras: list[str]) -> pl.Series:
    """All that is said about each product, every phrase once, joined by "; "."""
    columns = ["title", "category", *(name for name in extras if _is_telling(products[name]))]
    phrases = pl.concat_list(columns).list.unique(maintain_order=True)
    joined = phrases.list.eval(pl.element().filter(pl.element() != "")).list.join("; ")
    return products.select(joined.alias("words")).to_series()


def _is_telling(column: pl.Series) -> bool:
    """Whether a column holds words: letters in most values, no addresses, no codes that are nearly all different."""
    if column.name.lower().endswith(CODE_ENDINGS):
        return False
    values = column.filter(column != "").head(10_000)
    if values.is_empty() or values.str.contains("://", literal=True).any():
        return False
    if set(values.str.to_lowercase().unique().head(3)) <= {"true", "false", "yes", "no"}:
        return False
    mostly_letters = float(values.str.contains(r"\pL{2}").mean() or 0) > 0.5  # type: ignore[arg-type]
    spaced = bool(values.str.contains(" ", literal=True).any())
    return mostly_letters and (spaced or values.n_unique() <= max(20, len(values) // 2))


def _note(batch: Batch, rejects: Rejects, rows: pl.DataFrame, column: str, reason: str, *, kept: bool = False) -> None:
    lines, values = rows[LINE].to_list(), rows[column].to_list()
    rejects.add(TABLE, batch.file, reason, lines, values, column=column, kept=kept)
