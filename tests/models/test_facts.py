"""Facts are what the spec tells, and words say nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.backends.compact_words import CompactWords
from models.claims import CATEGORY_WORDS, find_claims, find_untruths
from models.colour_names import NAMED
from models.design import CATEGORIES, PATTERN_SIZE, DesignSpec, write_code
from models.designing import mix_cloths
from models.facts import read_facts
from models.library import read_library, surprise
from models.palette import name_colour
from models.pattern_kinds import KINDS, name_pattern
from models.phrases import NOUNS
from models.types import Job
from models.wording import DescribeRequest, Example, Facts

EXAMPLES = (
    None,
    Example(title="Striped Cotton T-Shirt in Navy"),
    Example(title="floral dress, red and white", description="One. Two. Three. Four."),
    Example(title="BLACK LEATHER JACKET – NEW"),
    Example(title="Alpine 700"),
)
SIMILAR = {"graphic": "zigzag"}
"""What the library calls otherwise."""


def dressed(category: str, cloth: str, colour: tuple[int, int, int], accent: tuple[int, int, int]) -> DesignSpec:
    library = read_library()
    shape = next(each for each in library.shapes if each.category == category)
    worn = next(each.cloth for each in library.cloths if each.name == cloth)
    return DesignSpec(shape=shape.code, cloth=worn, colour=colour, accent=accent, category=category)


def test_hundreds_of_designs_are_described_truly() -> None:
    """Every colour, category, pattern and sleeve in the words is in the facts, and the facts are the spec's."""
    writer, seen = CompactWords(), set()
    for seed in range(400):
        spec = surprise(seed)
        facts = read_facts(spec)
        assert facts.category == spec.category
        assert facts.colour in (name_colour(spec.colour), name_colour(spec.accent))
        if not spec.cloth.patterned:
            assert facts.pattern == "plain"
        words = writer.describe(DescribeRequest(facts=facts, seed=seed, example=EXAMPLES[seed % 5]), Job())
        for text in (words.title, words.description, ", ".join(words.keywords)):
            assert find_untruths(text, facts) == [], text
        kinds = {claim.kind for claim in find_claims(words.title)}
        assert {"category", "colour"} <= kinds, words.title
        seen.add(words.description)
    assert len(seen) > 350


def test_every_library_cloth_is_called_what_it_is() -> None:
    for each in (*read_library().cloths, *read_library().former):
        spec = replace(surprise(1, "T-Shirt"), cloth=each.cloth, colour=(250, 250, 249), accent=(28, 40, 78))
        assert read_facts(spec).pattern == (SIMILAR.get(each.kind, each.kind) if each.cloth.patterned else "plain")


def test_a_pattern_between_two_is_named_only_where_it_is_sure() -> None:
    patterned = [each.cloth for each in read_library().cloths if each.cloth.pattern]
    names = [
        name_pattern(mix_cloths(one, two, 0.5).pattern) for one, two in zip(patterned, patterned[1:], strict=False)
    ]
    assert set(names) <= {*KINDS, "patterned"}
    noise = write_code(np.random.default_rng(0).normal(0, 0.01, PATTERN_SIZE))
    assert name_pattern(noise) in {*KINDS, "patterned"}


@pytest.mark.parametrize(
    ("shape", "sleeve"),
    [
        ("Crew T-shirt", "short"), ("V-neck T-shirt", "short"), ("Polo shirt", "short"), ("Cardigan", "long"),
        ("Short-sleeved shirt", "short"), ("V-neck jumper", "long"), ("Shirt", ""), ("Shift dress", "none"),
        ("Slip dress", "none"), ("Tank top", "none"), ("Wrap blouse", "short"), ("Chinos", ""), ("Cap", ""),
        ("Coat", ""),
    ],
)  # fmt: skip
def test_sleeves_are_read_off_the_outline(shape: str, sleeve: str) -> None:
    found = next(each for each in read_library().shapes if each.name == shape)
    spec = replace(surprise(1), shape=found.code, category=found.category)
    assert read_facts(spec).sleeve == sleeve


@pytest.mark.parametrize(
    ("shape", "line"), [("Maxi dress", "flared"), ("Pleated skirt", "flared"), ("Pencil skirt", "straight")]
)
def test_the_line_is_read_off_the_outline(shape: str, line: str) -> None:
    found = next(each for each in read_library().shapes if each.name == shape)
    assert read_facts(replace(surprise(1), shape=found.code, category=found.category)).line == line


def test_inks_that_look_alike_are_one() -> None:
    facts = read_facts(dressed("Dress", "Breton stripe", (28, 40, 78), (30, 42, 80)))
    assert (facts.accent, facts.pattern) == ("", "plain")


def test_a_pattern_that_is_turned_down_is_not_mentioned() -> None:
    spec = dressed("Dress", "Breton stripe", (250, 250, 249), (28, 40, 78))
    assert read_facts(spec).pattern == "striped"
    assert read_facts(replace(spec, cloth=replace(spec.cloth, strength=0.1))).pattern == "plain"


def test_materials_are_the_library_s_own() -> None:
    assert read_facts(dressed("Skirt", "Denim", (66, 96, 140), (0, 0, 0))).material == "denim"
    assert read_facts(dressed("Skirt", "Smooth", (66, 96, 140), (0, 0, 0))).material == ""


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("A navy dress", []), ("An olive dress", ["olive"]), ("A navy skirt", ["skirt"]), ("Navy and red", ["red"]),
        ("A striped navy dress", ["striped"]), ("A plain dress", []), ("A long-sleeved dress", ["long-sleeved"]),
        ("A T-shirt", ["t-shirt"]), ("Dresses in navy", []), ("A cotton dress", ["cotton"]),
        ("A navy blue thing", ["navy blue"]),
        ("A v-neck", ["v-neck"]), ("a bottle green dress", ["bottle green"]), ("Soft, quiet, calm.", []),
        ("DRESS IN RED", ["red"]), ("a printed dress", ["printed"]),
    ],
)  # fmt: skip
def test_what_is_not_so_is_found(text: str, wrong: list[str]) -> None:
    facts = Facts(category="Dress", colour="Navy")
    assert [claim.words for claim in find_untruths(text, facts)] == wrong


def test_every_category_has_words() -> None:
    assert set(CATEGORY_WORDS) == set(CATEGORIES)
    assert set(NOUNS) == {*CATEGORIES, ""}
    for category in CATEGORIES:
        facts = Facts(category=category, colour=NAMED[0].name)
        for noun in NOUNS[category]:
            assert find_untruths(f"Black {noun}", facts) == []
            assert {claim.kind for claim in find_claims(noun)} == {"category"}
