"""Titles follow the example's order of words and its letters' case."""

from __future__ import annotations

import pytest

from models.backends.compact_words import CompactWords
from models.titles import find_case, read_pattern
from models.types import Job
from models.wording import DescribeRequest, Example, Facts

STRIPED = Facts(category="Dress", colour="Olive", accent="Cream", pattern="striped")
PLAIN = Facts(category="Dress", colour="Olive")


@pytest.mark.parametrize(
    ("example", "striped", "plain"),
    [
        ("Checked Cotton Shirt in Red", "Striped Dress in Olive and Cream", "Dress in Olive"),
        ("red striped shirt", "olive and cream striped dress", "olive dress"),
        ("BLACK JACKET", "STRIPED OLIVE AND CREAM DRESS", "OLIVE DRESS"),
        ("Shirt – Navy | Bestseller", "Striped Dress – Olive and Cream", "Dress – Olive"),
        ("Skirt, red and white, floral", "Dress, olive and cream, striped", "Dress, olive"),
    ],
)
def test_the_pattern_is_followed(example: str, striped: str, plain: str) -> None:
    for facts, wanted in ((STRIPED, striped), (PLAIN, plain)):
        words = CompactWords().describe(DescribeRequest(facts=facts, example=Example(title=example)), Job())
        assert words.title == wanted


def test_only_the_first_letter_of_a_sentence_is_large() -> None:
    facts = Facts(category="Longsleeve", colour="Olive", accent="Cream", pattern="striped")
    words = CompactWords().describe(DescribeRequest(facts=facts, example=Example(title="Red striped shirt")), Job())
    assert words.title == "Olive and cream striped long-sleeve top"


@pytest.mark.parametrize("example", ["Alpine 700", "", "???", "Blue", "in and with", "12 – 14", "Ünïcode 🧥"])
def test_a_title_that_names_no_garment_is_no_pattern(example: str) -> None:
    assert read_pattern(example) == ()
    title = CompactWords().describe(DescribeRequest(facts=PLAIN, example=Example(title=example)), Job()).title
    assert "dress" in title.lower()
    assert "olive" in title.lower()


@pytest.mark.parametrize(
    ("title", "case"),
    [
        ("Red Dress", "title"), ("red dress", "lower"), ("Red dress with dots", "sentence"), ("RED DRESS", "upper"),
        ("Dress in Red", "title"), ("", "sentence"), ("T-shirt", "sentence"), ("Coral T-shirt", "sentence"),
    ],
)  # fmt: skip
def test_the_case_is_read(title: str, case: str) -> None:
    assert find_case(title) == case
