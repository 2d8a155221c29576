"""The judge sees what products that look alike are, and can be wrong about a lie."""

from __future__ import annotations

import numpy as np
import pytest

from segments.habits import read_traits
from segments.judging import Judge

RED, NAVY = (196, 40, 44), (32, 42, 78)


@pytest.fixture(scope="module")
def judge() -> Judge:
    """Twenty striped red dresses to one side, twenty plain navy trousers to the other."""
    kinds = ["Dress"] * 20 + ["Pants"] * 20
    words = ["striped dress"] * 20 + ["trousers"] * 20
    rgb = np.array([RED] * 20 + [NAVY] * 20, np.uint8)
    angle = np.concatenate([np.linspace(0, 0.3, 20), np.linspace(2, 2.3, 20)])
    centred = np.stack([np.cos(angle), np.sin(angle)], 1).astype(np.float32)
    return Judge(
        centred=centred, traits=read_traits(kinds, words, rgb), kinds=kinds, colours=["tomato"] * 20 + ["ink"] * 20
    )


def test_a_picture_is_what_its_neighbours_are(judge: Judge):
    sight = judge.look(judge.centred[[3, 25]], np.array([RED, NAVY], np.uint8))
    assert sight.kinds == (frozenset({"dress"}), frozenset({"pants"}))
    assert sight.patterns == (frozenset({"striped"}), frozenset({"plain"}))
    assert sight.named == ("tomato", "ink")
    assert judge.agrees("Red striped dress", sight, 0) == (True, True, True)
    assert judge.agrees("Navy trousers", sight, 1) == (True, True)


@pytest.mark.parametrize("title", ["Red skirt", "Olive dress", "Floral dress"])
def test_what_is_not_seen_is_held_against_the_title(judge: Judge, title: str):
    sight = judge.look(judge.centred[[3]], np.array([RED], np.uint8))
    assert False in judge.agrees(title, sight, 0)


def test_a_product_is_not_looked_at_through_itself(judge: Judge):
    alone = Judge(
        centred=judge.centred, traits=judge.traits, kinds=judge.kinds, colours=["only me", *judge.colours[1:]]
    )
    sight = alone.look(alone.centred, alone.traits.rgb, itself=True)
    assert sight.named[0] == "tomato"
