"""Vectors for products without a picture, made from their words, so that they count like the others.

Two ways, and the one that does better on products that have both and that it has not seen; how well is shown:
(1) words become TF-IDF weights, these a few hundred dimensions (latent semantic analysis), and a ridge regression leads
on into the encoder's space; (2) the encoder's own text tower, moved from where texts lie to where pictures lie.
A catalogue without any picture lives in the tower's space or, without a tower, in that of its words alone.

Source: Deerwester et al. 1990 (latent semantic analysis); the regression is ordinary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
JUDGED_ON = 1_000
"""A text tower is judged, and its shift measured, on so many products."""

Speak = Callable[[list[str]], Floats]
"""A text tower: texts, none of them empty → unit vectors (n, d)."""


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


@dataclass(frozen=True, kw_only=True)
class Tower:
    """A text tower whose texts are moved to where the pictures of the catalogue are."""

    speak: Speak
    text_mean: Floats
    mean: Floats
    scale: float
    """How much farther from their mean pictures lie than texts."""
    score: float
    """As `Bridge.score`; nothing but the means is fitted."""

    def guess(self, texts: Sequence[str]) -> Floats:
        """Unit vectors (n, d) where the pictures of such products would be."""
        return _unit(self.mean + (self.speak(list(texts)) - self.text_mean) * self.scale)


def fit_tower(texts: Sequence[str], vectors: Floats, speak: Speak) -> Tower | None:
    """Learn where texts lie from products with words and unit vectors (n, d).  None when there are fewer than two."""
    if len(texts) < 2:
        return None
    order = np.random.default_rng(0).permutation(len(texts))[:JUDGED_ON].tolist()
    said, seen = speak([texts[n] for n in order]), np.asarray(vectors)[order]
    text_mean, mean = said.mean(axis=0), seen.mean(axis=0)
    reach = float(np.linalg.norm(said - text_mean, axis=1).mean())
    scale = float(np.linalg.norm(seen - mean, axis=1).mean()) / reach if reach > 1e-6 else 0.0
    score = _agreement(said - text_mean, seen - mean)
    return Tower(speak=speak, text_mean=text_mean, mean=mean, scale=scale, score=score)


def fill_by_words(texts: Sequence[str], vectors: Floats, speak: Speak | None = None) -> tuple[int, float | None]:
    """Put vectors made from words into the zero rows of `vectors` (n, d), which may be a file in memory.

    Returns how many products got one, and how good the guesses are (see `Bridge.score`), None when there was nothing
    to do or to learn from.
    """
    there = np.concatenate([part.any(axis=1) for _, part in _parts(vectors)])
    missing = [n for n in np.flatnonzero(~there).tolist() if texts[n].strip()]
    known = np.flatnonzero(there)
    if not missing:
        return 0, None
    if len(known) > FITTED_ON:
        known = np.sort(np.random.default_rng(0).choice(known, FITTED_ON, replace=False))
    known = np.array([n for n in known.tolist() if texts[n].strip()], np.int64)
    words, pictures = [texts[n] for n in known.tolist()], vectors[known]
    ways = [fit_bridge(words, pictures), fit_tower(words, pictures, speak) if speak else None]
    best = max((way for way in ways if way is not None), key=lambda way: way.score, default=None)
    if best is None:
        return 0, None
    filled = 0
    for start in range(0, len(missing), ROWS):
        rows = missing[start : start + ROWS]
        guesses = best.guess([texts[n] for n in rows])
        vectors[rows] = guesses
        filled += int(guesses.any(axis=1).sum())
    return filled, best.score


def speak_only(texts: Sequence[str], speak: Speak) -> Floats | None:
    """Unit vectors (n, d) of a catalogue without pictures, by a text tower; None when nothing is said."""
    rows = [n for n, text in enumerate(texts) if text.strip()]
    if not rows:
        return None
    said = speak([texts[n] for n in rows])
    vectors = np.zeros((len(texts), said.shape[1]), np.float32)
    vectors[rows] = said
    return vectors


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
