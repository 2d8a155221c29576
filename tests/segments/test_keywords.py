"""Keywords: what is bought beyond what is shown, not what is common, and not one bargain's brand."""

from __future__ import annotations

import numpy as np

from segments.keywords import count_words, find_keywords, find_pairs, log_odds

TEXTS = ["Olive linen dress", "olive linen shirt", "olive cotton dress", "red cotton dress", "red linen shirt",
         "red cotton shirt"] * 10  # fmt: skip


def test_words_and_pairs() -> None:
    counts = count_words(["The T-Shirt, short-sleeved", "t-shirt short-sleeved", "T-SHIRT short-sleeved 2024"])
    assert counts.words == ("t-shirt", "short-sleeved", "t-shirt short-sleeved")
    assert counts.pairs.tolist() == [False, False, True]
    assert count_words([]).words == ()


def test_what_is_bought_beyond_what_is_shown() -> None:
    counts = count_words(TEXTS)
    shown = np.full(60, 100.0)
    bought = np.array([8.0 if "olive" in text.lower() else 2.0 for text in TEXTS])
    words = find_keywords(counts, bought, shown)
    assert words[0].word == "olive"
    assert words[0].lift > 1.4
    assert "red" not in [word.word for word in words]
    assert find_pairs(counts, bought, shown)[0].word in ("olive linen", "olive cotton")


def test_what_is_common_is_no_keyword() -> None:
    shown = np.arange(1.0, 61.0) * 50
    assert find_keywords(count_words(TEXTS), shown / 10, shown) == ()


def test_one_bargain_makes_no_keyword() -> None:
    texts = [f"{'arden' if i % 10 == 0 else 'corvi'} dress" for i in range(60)]
    counts, shown = count_words(texts), np.full(60, 100.0)
    bargain, taste = np.full(60, 2.0), np.full(60, 2.0)
    bargain[0] = 32  # one product of the brand sells
    taste[::10] = 7  # all of them do, as many in sum
    column = [counts.words.index("arden")]
    one, all_ = (log_odds(bought, shown, counts.matrix[:, column])[1] for bought in (bargain, taste))
    words = {word.word: word.score for word in find_keywords(counts, taste, shown)}
    assert "arden" in words
    assert words["arden"] > {w.word: w.score for w in find_keywords(counts, bargain, shown)}.get("arden", 0.0)
    assert np.isfinite(one).all()
    assert np.isfinite(all_).all()


def test_a_rare_word_needs_evidence() -> None:
    texts = ["rare dress"] * 3 + ["common dress"] * 300 + ["plain dress"] * 300
    bought, shown = np.full(603, 1.0), np.full(603, 10.0)
    bought[:3] = 2
    bought[3:303] = 2
    scores = {word.word: word.score for word in find_keywords(count_words(texts), bought, shown)}
    assert scores["common"] > 5 * scores.get("rare", 0.0)


def test_nothing_bought_and_no_words() -> None:
    assert find_keywords(count_words(TEXTS), np.zeros(60), np.ones(60)) == ()
    assert find_keywords(count_words([""] * 5), np.ones(5), np.ones(5)) == ()
