"""A column that says yes or no is no word for a product."""

from __future__ import annotations

import polars as pl

from segments.pipeline import read_product_facets


def test_yes_or_no_is_no_facet():
    products = pl.DataFrame({
        "category": ["Dress", "Hat"] * 6, "x:kids": ["True", "False", ""] * 4, "x:fit": ["slim", "wide"] * 6,
    })  # fmt: skip
    assert read_product_facets(products, None).names == ("category", "fit")
