"""Facets from a shop's columns: values, unknowns, and columns that are no facets."""

from __future__ import annotations

import numpy as np

from segments.facets import UNKNOWN, read_facets


def test_values_by_frequency_and_unknown() -> None:
    facets = read_facets({"colour": ["red", "blue", "blue", "", "red", "blue"], "empty": [""] * 6})
    assert facets.names == ("colour",)
    assert facets.values == (("blue", "red"),)
    assert facets.codes[:, 0].tolist() == [1, 0, 0, UNKNOWN, 1, 0]
    assert facets.matrix.toarray().tolist() == [[0, 1], [1, 0], [1, 0], [0, 0], [0, 1], [1, 0]]


def test_ids_are_no_facet() -> None:
    facets = read_facets({"id": [str(number) for number in range(90)], "category": ["a", "b", "c"] * 30})
    assert facets.names == ("category",)


def test_products_that_have_all_of_some_values() -> None:
    facets = read_facets({"category": ["a", "a", "b", "b"] * 3, "colour": ["x", "y", "x", "y"] * 3})
    wanted = [facets.words.index("a"), facets.words.index("y")]
    assert np.flatnonzero(facets.having(wanted)).tolist() == [1, 5, 9]
    assert facets.take(np.array([1])).having(wanted).all()


def test_an_empty_catalogue_has_no_facets() -> None:
    assert read_facets({}).matrix.shape == (0, 0)
