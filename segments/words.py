"""Vectors for products without a picture, made from their words, so that they count like the others.

Words become TF-IDF weights, these a few hundred dimensions (latent semantic analysis), and a ridge regression fitted on
the products that have both leads on into the encoder's space.  How well that works is measured on products that the
regression has not seen, and shown.  A catalogue without any picture lives in the space of its words alone.

Source: Deerwester et al. 1990 (latent semantic analysis); the regression is ordinary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.extmath import randomized_svd

Floats = NDArray[np.float32]

WORDS_ENCODER = "words-1"
"""The encoder's name of a catalogue that has no pictures at all."""
DIMENSIONS = 256
MOST_TERMS = 20_000
FITTED_ON = 50_000
"""At most so many products are learned from."""
FEWEST = 50
"""With fewer products that have a picture and words, nothing can be learned."""
PENALTIES = (0.01, 0.1, 1.0, 10.0)
ROWS = 10_000


class WordSpace:
    """Texts as vectors of up to DIMENSIONS, by which words they share.  Deterministic."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Learn the words of these texts.  Raises ValueError when they have fewer than two in common."""
        self._terms = TfidfVectorizer(
            max_features=MOST_TERMS, min_df=2 if len(texts) > 20 else 1, ngram_range=(1, 2), sublinear_tf=True,
            dtype=np.float32,
        )  # fmt: skip
        weights: sparse.csr_matrix = self._terms.fit_transform(texts)
        size = min(DIMENSIONS, min(weights.shape) - 1)
        if size < 1:
            raise ValueError("too few words")
        self._directions: Floats = randomized_svd(weights, size, random_state=0)[2].T.astype(np.float32)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Texts as (n, dimensions); a row of zeros for a text without a known word."""
        found: Floats = self._terms.transform(texts) @ self._directions
        return found


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """From the space of words to the encoder's: vectors = mean + words · weights."""

    space: WordSpace
    mean: Floats
    weights: Floats
    score: float
    """Mean cosine between guess and picture on unseen products, both away from the catalogue's mean: 0 is the mean
    product for everything, 1 is perfect."""

    def guess(self, texts: Sequence[str]) -> Floats:
        """Unit vectors (n, d) in the encoder's space; zeros for texts without a known word."""
        words = self.space.vectors(texts)
        return _unit(self.mean + words @ self.weights) * words.any(axis=1, keepdims=True)


def fit_bridge(texts: Sequence[str], vectors: Floats) -> Bridge | None:
    """Learn from products with words and unit vectors (n, d).  None when there are too few, or too few words."""
    if len(texts) < FEWEST:
        return None
    order = np.random.default_rng(0).permutation(len(texts))[:FITTED_ON]
    texts, vectors = [texts[n] for n in order.tolist()], np.asarray(vectors)[order]
    try:
        space = WordSpace(texts)
    except ValueError:
        return None
    words, mean = space.vectors(texts), vectors.mean(axis=0)
    away = vectors - mean
    tenth = len(texts) // 10  # a tenth to choose the penalty by, another one to measure
    learn, choose, judge = slice(2 * tenth, None), slice(0, tenth), slice(tenth, 2 * tenth)
    tried = [_ridge(words[learn], away[learn], penalty) for penalty in PENALTIES]
    best = int(np.argmax([_agreement(words[choose] @ each, away[choose]) for each in tried]))
    score = _agreement(words[judge] @ tried[best], away[judge])
    return Bridge(space=space, mean=mean, weights=_ridge(words, away, PENALTIES[best]), score=score)


def fill_by_words(texts: Sequence[str], vectors: Floats) -> tuple[int, float | None]:
    """Put vectors made from words into the zero rows of `vectors` (n, d), which may be a file in memory.

    Returns how many products got one, and the bridge's score, None when there was nothing to do or to learn from.
    """
    there = np.concatenate([part.any(axis=1) for _, part in _parts(vectors)])
    missing = [n for n in np.flatnonzero(~there).tolist() if texts[n]]
    known = np.flatnonzero(there)
    if not missing:
        return 0, None
    if len(known) > FITTED_ON:
        known = np.sort(np.random.default_rng(0).choice(known, FITTED_ON, replace=False))
    known = np.array([n for n in known.tolist() if texts[n]], np.int64)
    bridge = fit_bridge([texts[n] for n in known.tolist()], vectors[known])
    if bridge is None:
        return 0, None
    filled = 0
    for start in range(0, len(missing), ROWS):
        rows = missing[start : start + ROWS]
        guesses = bridge.guess([texts[n] for n in rows])
        vectors[rows] = guesses
        filled += int(guesses.any(axis=1).sum())
    return filled, bridge.score


def words_only(texts: Sequence[str]) -> Floats | None:
    """Unit vectors (n, d) of a catalogue without pictures, by its words; None when it has none to speak of."""
    try:
        space = WordSpace([text for text in texts if text][:FITTED_ON])
    except ValueError:
        return None
    return np.concatenate([_unit(space.vectors(texts[at : at + ROWS])) for at in range(0, len(texts), ROWS)])


def _parts(vectors: Floats) -> list[tuple[int, Floats]]:
    return [(at, np.asarray(vectors[at : at + ROWS])) for at in range(0, len(vectors), ROWS)]


def _ridge(words: Floats, away: Floats, penalty: float) -> Floats:
    gram = words.T @ words + penalty * np.eye(words.shape[1], dtype=np.float32)
    weights: Floats = np.linalg.solve(gram, words.T @ away).astype(np.float32)
    return weights


def _agreement(guess: Floats, truth: Floats) -> float:
    return float(np.einsum("nd,nd->n", _unit(guess), _unit(truth)).mean())


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-12)
    return units
