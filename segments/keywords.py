"""Which words tell what a segment buys from what is merely shown.

Log-odds of each word among what the segment bought against what everybody was shown, with an informative Dirichlet
prior (the catalogue's own words): rare words need more evidence, and the score z is the log-odds over its standard
error.  Then the same for pairs of neighbouring words.

Source: Monroe, Colaresi and Quinn, "Fightin' Words", 2008, §3.5.1.
Differs: the standard error also counts how unevenly a word's products sell (a sandwich estimate over products);
otherwise one bargain makes a keyword of its brand.  Against everybody's views, not the segment's own: those are already
of the categories that it looks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from segments.types import Keyword

Doubles = NDArray[np.float64]

PRIOR = 500.0
"""The prior weighs as much as so many words seen."""
SIGNIFICANT = 1.64
"""One-sided, one in twenty by chance: only words that are bought more count."""
LEAST_PRODUCTS = 3
"""Words of fewer products say nothing about a taste."""
TOKEN = re.compile(r"[^\W\d_][\w'’-]*[^\W_]|[^\W\d_]{2,}")
"""Words begin with a letter; hyphens and apostrophes inside belong to them."""
STOP = frozenset(
    ("a", "an", "and", "as", "at", "by", "de", "der", "die", "das", "du", "en", "et", "for", "from", "il", "in", "is",
     "it", "la", "le", "les", "mit", "of", "on", "or", "per", "pour", "that", "the", "this", "to", "und", "une", "von",
     "with", "without", "your")
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class WordCounts:
    """Which words stand in which product's text."""

    words: tuple[str, ...]
    matrix: sparse.csr_matrix
    """float32 0/1, (products, words)."""
    pairs: NDArray[np.bool_]
    """(words,): whether it is a pair of two."""


def split_words(text: str) -> list[str]:
    """The words of a text as they are counted: in lower case, without those that tell nothing."""
    return [word for word in TOKEN.findall(text.casefold()) if word not in STOP]


def count_words(texts: Sequence[str], least: int = LEAST_PRODUCTS) -> WordCounts:
    """The words and pairs of neighbouring words of each product's text, when at least `least` products have them."""
    vocabulary: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for row, text in enumerate(texts):
        words = split_words(text)
        both = [f"{first} {second}" for first, second in zip(words, words[1:], strict=False) if first != second]
        for word in dict.fromkeys(words + both):
            rows.append(row)
            columns.append(vocabulary.setdefault(word, len(vocabulary)))
    shape = (len(texts), len(vocabulary))
    matrix = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)
    keep = np.flatnonzero(np.bincount(np.asarray(columns, np.int64), minlength=shape[1]) >= least)
    names = list(vocabulary)
    kept = tuple(names[column] for column in keep)
    return WordCounts(words=kept, matrix=matrix[:, keep], pairs=np.array([" " in word for word in kept], bool))


def log_odds(
    bought: Doubles, shown: Doubles, matrix: sparse.csr_matrix, prior: float = PRIOR
) -> tuple[Doubles, Doubles]:
    """The log-odds ratio of each word and its score z, (words,) each.

    `bought` and `shown` (products,) count how often each product was; `matrix` (products, words) has its words.
    """
    background = np.asarray(matrix.sum(axis=0), float).ravel()
    if not background.sum():
        return np.zeros(len(background)), np.zeros(len(background))
    alpha = prior * background / background.sum() + 1e-9
    in_bought, in_shown = bought @ matrix + alpha, shown @ matrix + alpha

    def log_odd(counts: Doubles) -> Doubles:
        return np.asarray(np.log(counts / np.maximum(counts.sum() - counts, 1e-9)))

    delta = log_odd(in_bought) - log_odd(in_shown)
    rate = in_bought / in_shown
    squares = (bought * bought) @ matrix - 2 * rate * ((bought * shown) @ matrix) + rate**2 * ((shown * shown) @ matrix)
    uneven = np.maximum(squares, 0) / in_bought**2
    return delta, delta / np.sqrt(1 / in_bought + 1 / in_shown + uneven)


def find_keywords(counts: WordCounts, bought: Doubles, shown: Doubles, most: int = 10) -> tuple[Keyword, ...]:
    """The words that a segment goes for, strongest first; fewer when fewer are significant.

    `bought` is how often the segment bought each product, `shown` how often everybody was shown it, (products,) each.
    """
    return _find(counts, bought, shown, ~counts.pairs, most)


def find_pairs(counts: WordCounts, bought: Doubles, shown: Doubles, most: int = 5) -> tuple[Keyword, ...]:
    """The same for pairs of neighbouring words."""
    return _find(counts, bought, shown, counts.pairs, most)


def _find(
    counts: WordCounts, bought: Doubles, shown: Doubles, which: NDArray[np.bool_], most: int
) -> tuple[Keyword, ...]:
    columns = np.flatnonzero(which)
    delta, score = log_odds(bought, shown, counts.matrix[:, columns])
    order = np.argsort(-score, kind="stable")[:most]
    return tuple(
        Keyword(word=counts.words[columns[i]], score=float(score[i]), lift=float(np.exp(delta[i])))
        for i in order
        if score[i] >= SIGNIFICANT
    )
