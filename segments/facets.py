"""What a shop knows about each product in a few words of a fixed list: category, colour, pattern, and so on.

A *facet* is one question ("colour"), a *value* one of its answers ("olive").  Values of all facets are also numbered
through, 0..n_values-1, as *columns*: the columns of a product × value matrix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

UNKNOWN = -1
"""The code of a product that has no answer: the shop does not know, or the question does not apply."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Facets:
    """The facets of a catalogue.  `codes` (products, facets) holds positions in `values`, or UNKNOWN."""

    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    codes: NDArray[np.int16]

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """The first column of each facet, and the number of columns at the end: (facets + 1,)."""
        return np.concatenate([[0], np.cumsum([len(values) for values in self.values])]).astype(np.int64)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The value of each column."""
        return tuple(value for values in self.values for value in values)

    @cached_property
    def facet_of(self) -> NDArray[np.int64]:
        """The facet of each column."""
        return np.repeat(np.arange(len(self.names)), [len(values) for values in self.values])

    @cached_property
    def columns(self) -> NDArray[np.int64]:
        """`codes` as columns, (products, facets); UNKNOWN becomes the number of columns, one past the last."""
        return np.where(self.codes >= 0, self.codes + self.offsets[:-1], self.offsets[-1])

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """Which product has which value: float32 0/1, (products, columns)."""
        products, facets = self.codes.shape
        row, col = np.repeat(np.arange(products), facets), self.columns.ravel()
        known = col < self.offsets[-1]
        ones = np.ones(np.count_nonzero(known), np.float32)
        return sparse.csr_matrix((ones, (row[known], col[known])), shape=(products, int(self.offsets[-1])))

    def facet(self, name: str) -> int:
        """The position of a facet.  Raises ValueError when there is none of that name."""
        return self.names.index(name)

    def having(self, columns: Sequence[int]) -> NDArray[np.bool_]:
        """Which products have all of some values, (products,)."""
        there = np.ones(len(self.codes), bool)
        for column in columns:
            facet = int(self.facet_of[column])
            there &= self.codes[:, facet] == column - self.offsets[facet]
        return there

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Facets:
        """The facets of some of the products."""
        return Facets(names=self.names, values=self.values, codes=self.codes[rows])


def read_facets(table: Mapping[str, Sequence[str]], most: int = 60) -> Facets:
    """Facets from columns of words, one a product; "" is unknown.  Values come by how often they occur.

    A column of more than `most` different words, or where nearly every product has its own, is no facet and left out.
    """
    names, values, codes = [], [], []
    for name, column in table.items():
        found, inverse, counts = np.unique(np.asarray(column, str), return_inverse=True, return_counts=True)
        telling = found != ""
        if not 2 <= np.count_nonzero(telling) <= min(most, max(2, len(column) // 3)):
            continue
        order = np.argsort(-np.where(telling, counts, 0), kind="stable")
        rank = np.argsort(order)
        names.append(name)
        values.append(tuple(str(found[index]) for index in order if telling[index]))
        codes.append(np.where(telling, rank, UNKNOWN)[inverse].astype(np.int16))
    rows = len(next(iter(table.values()), ()))
    stacked = np.stack(codes, axis=1) if codes else np.empty((rows, 0), np.int16)
    return Facets(names=tuple(names), values=tuple(values), codes=stacked)
