"""Words that are listed steer; others are named."""

from __future__ import annotations

import numpy as np
import pytest

from models.design import CATEGORIES
from models.errors import InputError
from segments.steering import NEUTRAL, Wishes, list_words, read_wishes, steer
from segments.tastes import Centre, unit

CENTRE = Centre(mean=np.zeros(8, np.float32), spread=1.0)


def encode(texts: list[str]) -> np.ndarray:
    """A text tower that knows stripes from hoodies by their letters."""
    rows = np.stack([np.array([text.count(letter) for letter in "abdehors"], np.float32) for text in texts])
    return np.asarray(unit(rows + 0.1))


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("", Wishes()),
        ("striped navy dress", Wishes(category="Dress", colour=(32, 42, 78), pattern="striped")),
        ("a T-shirt in olive, please", Wishes(category="T-Shirt", colour=(104, 106, 58))),
        ("Bottle green!", Wishes(colour=(16, 66, 60))),
        ("sporty, colourful", Wishes(moods=("sporty", "colourful"))),
        ("a denim jacket", Wishes(category="Outwear", surface="denim")),
        ("cable knit or lace", Wishes(surface="lace")),
        ("long sleeves", Wishes(moods=("long sleeves",))),
        ("polka dot skirts", Wishes(category="Skirt", pattern="dotted", print="polka dot")),
        ("gingham", Wishes(pattern="checked", print="gingham")),
        ("a gingham dress, or striped", Wishes(category="Dress", pattern="striped")),
        ("plaid or prince of wales", Wishes(pattern="checked", print="glen check")),
        ("red hat and green hat", Wishes(category="Hat", colour=(52, 128, 70))),
        ("brutalist dress with pockets", Wishes(category="Dress", unknown=("brutalist", "pockets"))),
        ("<script>", Wishes(unknown=("script",))),
    ],
)
def test_what_is_understood(text: str, wishes: Wishes) -> None:
    found = read_wishes(text)
    if wishes.colour and found.colour:  # several lists name colours; the trade's own counts
        assert np.abs(np.subtract(found.colour, wishes.colour)).max() < 40
        found, wishes = (Wishes(**{**each.__dict__, "colour": None}) for each in (found, wishes))
    assert found == wishes


def test_every_word_that_is_offered_is_understood() -> None:
    words = list_words()
    assert len(words["Kinds"]) == len(CATEGORIES)
    for group in words.values():
        for word in group:
            assert read_wishes(word).unknown == (), word
            assert read_wishes(word) != Wishes(), word


def test_texts_that_cannot_be() -> None:
    for text in ("x" * 301, None, 7):
        with pytest.raises(InputError):
            read_wishes(text)  # type: ignore[arg-type]


def test_words_pull_the_taste_and_no_words_leave_it() -> None:
    taste = np.asarray(unit(np.ones((1, 8), np.float32))[0])
    assert steer(taste, Wishes(category="Dress"), CENTRE, encode) is taste
    pulled = steer(taste, Wishes(moods=("sporty",)), CENTRE, encode)
    assert np.linalg.norm(pulled) == pytest.approx(1, abs=1e-5)
    away = encode(["a hoodie", "shorts", "a t-shirt"]).mean(axis=0) - encode(list(NEUTRAL)).mean(axis=0)
    assert pulled @ away > taste @ away
    assert not np.allclose(pulled, steer(taste, Wishes(moods=("quiet",)), CENTRE, encode))


def test_an_encoder_without_words_says_so() -> None:
    taste = np.ones(8, np.float32) / 8**0.5
    with pytest.raises(InputError, match="knows no words"):
        steer(taste, Wishes(moods=("sporty",)), CENTRE, None)
    assert steer(taste, Wishes(), CENTRE, None) is taste
