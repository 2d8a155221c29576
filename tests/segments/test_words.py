"""Products without a picture, placed by their words."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from segments.words import fill_by_words, fit_bridge, fit_tower, speak_only, words_only

COLOURS, THINGS = ("red", "blue", "green", "black"), ("dress", "boots", "shirt", "hat", "scarf")


def catalogue(seed: int = 0, copies: int = 12) -> tuple[list[str], NDArray[np.float32]]:
    """Texts, and unit vectors that follow from them but for some noise."""
    rng = np.random.default_rng(seed)
    directions = {word: rng.normal(size=16) for word in (*COLOURS, *THINGS)}
    texts = [f"{colour} {thing}; soft" for _ in range(copies) for colour in COLOURS for thing in THINGS]
    vectors = np.stack([sum(directions[word] for word in text.split(";")[0].split()) for text in texts])
    vectors += rng.normal(size=vectors.shape) * 0.3 + 2
    return texts, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_missing_vectors_are_guessed_from_words() -> None:
    texts, vectors = catalogue()
    truth, holes = vectors.copy(), np.arange(0, len(texts), 7)
    vectors[holes] = 0
    filled, score = fill_by_words(texts, vectors)
    assert filled == len(holes)
    assert score is not None
    assert score > 0.9
    kept = np.setdiff1d(np.arange(len(texts)), holes)
    np.testing.assert_array_equal(vectors[kept], truth[kept])
    away, middle = truth - truth.mean(axis=0), truth.mean(axis=0)
    cosines = np.sum((vectors - middle) * away, axis=1) / np.linalg.norm(vectors - middle, axis=1)
    assert (cosines[holes] / np.linalg.norm(away[holes], axis=1)).mean() > 0.9


def test_the_score_of_words_that_say_nothing_is_about_zero() -> None:
    texts, vectors = catalogue()
    shuffled = np.random.default_rng(1).permutation(len(texts))
    bridge = fit_bridge([texts[n] for n in shuffled], vectors)
    assert bridge is not None
    assert abs(bridge.score) < 0.3


def test_unknown_words_and_none_at_all_stay_without_a_vector() -> None:
    texts, vectors = catalogue()
    vectors[:3] = 0
    texts[0], texts[1] = "", "zweireiher"
    filled, _ = fill_by_words(texts, vectors)
    assert filled == 1
    assert vectors[:3].any(axis=1).tolist() == [False, False, True]


def test_nothing_is_learned_from_a_few() -> None:
    texts, vectors = catalogue(copies=1)
    vectors[0] = 0
    assert fill_by_words(texts, vectors) == (0, None)
    assert fill_by_words(["", "a"], np.zeros((2, 4), np.float32)) == (0, None)


def tower(texts: list[str]) -> NDArray[np.float32]:
    """Knows all words of the catalogue, and lies elsewhere than the pictures."""
    rng = np.random.default_rng(0)
    directions = {word: rng.normal(size=16) for word in (*COLOURS, *THINGS)}
    said = np.stack(
        [sum((directions.get(word.strip(";"), 0) for word in text.split()), np.zeros(16)) for text in texts]
    )
    said = said - 5
    return (said / np.linalg.norm(said, axis=1, keepdims=True)).astype(np.float32)


def test_a_text_tower_is_moved_to_where_pictures_are() -> None:
    texts, vectors = catalogue()
    fitted = fit_tower(texts, vectors, tower)
    assert fitted is not None
    assert fitted.score > 0.8
    away = fitted.guess(texts) - vectors.mean(axis=0)
    assert np.abs(away.mean(axis=0)).max() < 0.1
    assert fit_tower(texts[:1], vectors[:1], tower) is None


def test_the_better_way_is_taken() -> None:
    texts, vectors = catalogue(copies=2)  # too few to learn from, enough for a tower
    vectors[0] = 0
    assert fill_by_words(texts, vectors.copy()) == (0, None)
    filled, score = fill_by_words(texts, vectors, tower)
    assert filled == 1
    assert score is not None
    assert score > 0.7
    texts, vectors = catalogue()
    vectors[0] = 0
    deaf = lambda texts: np.eye(16, dtype=np.float32)[[len(text) % 16 for text in texts]]  # noqa: E731
    _, score = fill_by_words(texts, vectors, deaf)
    assert score is not None
    assert score > 0.9  # the fitted way's


def test_a_catalogue_without_pictures_lives_in_its_texts() -> None:
    vectors = speak_only(["red dress", " ", "blue hat"], tower)
    assert vectors is not None
    assert vectors.any(axis=1).tolist() == [True, False, True]
    assert speak_only(["", " "], tower) is None


def test_a_catalogue_without_pictures_lives_in_its_words() -> None:
    texts, _ = catalogue()
    vectors = words_only([*texts, ""])
    assert vectors is not None
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors[:-1], axis=1), 1, atol=1e-5)
    assert not vectors[-1].any()
    same, other = vectors[0] @ vectors[len(COLOURS) * len(THINGS)], vectors[0] @ vectors[7]
    assert same > 0.99 > other


@pytest.mark.parametrize("texts", [[], [""], ["dress"], ["!?", "--"]])
def test_too_few_words_are_no_space(texts: list[str]) -> None:
    assert words_only(texts) is None


def test_guesses_repeat() -> None:
    texts, vectors = catalogue()
    one, two = fit_bridge(texts, vectors), fit_bridge(texts, vectors)
    assert one is not None
    assert two is not None
    np.testing.assert_array_equal(one.guess(texts[:20]), two.guess(texts[:20]))
