"""What counts for what a product is worth: looks and words, with nothing said where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from models.wording import Facts
from segments.facets import UNKNOWN, Facets, read_facets
from segments.features import Features
from segments.said import say

RNG = np.random.default_rng(0)
COUNT = 300
LOOKS = RNG.normal(size=(COUNT, 8)).astype(np.float32) / 3
PRICES = (30 * np.exp(0.3 * RNG.normal(size=COUNT))).astype(np.float32)
FACETS = read_facets(
    {
        "category": RNG.choice(["Tops > T-shirts", "Dresses", "Hats"], COUNT).tolist(),
        "colour": RNG.choice(["black", "navy", "Bottle Green", ""], COUNT).tolist(),
        "pattern": RNG.choice(["Solid", "Stripes", "Polka dots"], COUNT).tolist(),
        "department": RNG.choice(["Ladies", "Men"], COUNT).tolist(),
    }
)


def value(facets: Facets, name: str, row: int) -> str:
    place = facets.facet(name)
    code = facets.codes[row, place]
    return "" if code == UNKNOWN else facets.values[place][code]


def test_what_is_said_can_be_told_from_the_features() -> None:
    """Looks are noise here; a line through the features finds each word, and through looks alone none."""
    features = Features.of(LOOKS, PRICES, FACETS)
    alone = Features.of(LOOKS, PRICES)
    for name, wanted in (("category", "Hats"), ("colour", "navy"), ("pattern", "Stripes")):
        truth = np.array([value(FACETS, name, row) == wanted for row in range(COUNT)], float)
        fits = []
        for read in (features.read(LOOKS, PRICES, FACETS), alone.read(LOOKS, PRICES)):
            design = np.column_stack([read, np.ones(COUNT)])
            fits.append(np.corrcoef(design @ np.linalg.lstsq(design, truth, rcond=None)[0], truth)[0, 1])
        assert fits[0] > 0.9
        assert fits[1] < 0.4


def test_what_is_unknown_says_nothing_in_neither_direction() -> None:
    features = Features.of(LOOKS, PRICES, FACETS)
    silent = Facets(names=FACETS.names, values=FACETS.values, codes=np.full_like(FACETS.codes, UNKNOWN))
    assert np.allclose(features.read(LOOKS, PRICES, silent), features.read(LOOKS, PRICES))
    mean = features.read(LOOKS, PRICES, FACETS).mean(axis=0) - features.read(LOOKS, PRICES).mean(axis=0)
    assert np.abs(mean).max() < 0.05


def test_other_facets_are_refused_and_none_are_taken() -> None:
    other = read_facets({"colour": ["red", "blue"] * 150})
    with pytest.raises(ValueError, match="other facets"):
        Features.of(LOOKS, PRICES, FACETS).read(LOOKS, PRICES, other)
    plain = Features.of(LOOKS, PRICES)
    assert np.array_equal(plain.read(LOOKS, PRICES, other), plain.read(LOOKS, PRICES))
    empty = Features.of(LOOKS, PRICES, read_facets({"category": ["same"] * COUNT}))
    assert np.allclose(empty.read(LOOKS, PRICES), plain.read(LOOKS, PRICES))


def test_a_large_catalogue_is_read_in_parts_and_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    features = Features.of(LOOKS, PRICES, FACETS)
    whole = features.read(LOOKS, PRICES, FACETS)
    monkeypatch.setattr("segments.features.AT_ONCE", 70)
    assert np.allclose(features.read(LOOKS, PRICES, FACETS), whole, atol=1e-5)


def test_a_design_is_called_what_the_shop_calls_such_things() -> None:
    some = [
        Facts(category="T-Shirt", colour="Bottle green", accent="White", pattern="striped"),
        Facts(category="Dress", colour="Midnight"),
        Facts(category="Shoes", colour="Coral"),
    ]
    said = say(FACETS, some, [(16, 66, 60), (32, 42, 78), (250, 124, 100)])
    told = [[value(said, name, row) for name in FACETS.names] for row in range(3)]
    assert told == [
        ["Tops > T-shirts", "Bottle Green", "Stripes", ""],
        ["Dresses", "navy", "Solid", ""],
        ["", "", "Solid", ""],
    ]
    assert say(FACETS, [], []).codes.shape == (0, 4)
