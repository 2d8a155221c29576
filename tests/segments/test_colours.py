"""Colours have the names that people would give them."""

from __future__ import annotations

import numpy as np
import pytest

from segments.colours import NAMED, colour_names, find_palette, name_colours


@pytest.mark.parametrize(
    ("rgb", "name"),
    [((0, 0, 0), "black"), ((255, 255, 255), "white"), ((255, 0, 0), "red"), ((0, 0, 128), "navy"),
     ((128, 128, 0), "olive"), ((128, 128, 128), "grey"), ((255, 120, 20), "orange"), ((255, 192, 203), "pink"),
     ((128, 0, 32), "burgundy"), ((245, 245, 220), "cream"), ((0, 128, 128), "teal"), ((139, 69, 19), "brown")],
)  # fmt: skip
def test_names(rgb: tuple[int, int, int], name: str) -> None:
    assert colour_names()[name_colours(np.array(rgb, np.uint8))] == name


def test_every_name_is_its_own() -> None:
    names = colour_names()
    assert [names[i] for i in name_colours(np.array([NAMED[name] for name in names], np.uint8))] == list(names)


def test_palette_by_share_and_weight() -> None:
    rgb = np.array([[[196, 40, 44], [24, 24, 26]], [[44, 92, 176], [0, 0, 0]]], np.uint8)
    shares = np.array([[0.75, 0.25], [1.0, 0.0]], np.float32)
    palette = find_palette(rgb, shares, np.array([4.0, 1.0]))
    assert [colour.name for colour in palette] == ["red", "black", "blue"]
    assert [round(colour.share, 2) for colour in palette] == [0.6, 0.2, 0.2]
    assert np.abs(np.array(palette[0].rgb) - [196, 40, 44]).max() <= 2


def test_nothing_bought_no_palette() -> None:
    assert find_palette(np.zeros((2, 1, 3), np.uint8), np.ones((2, 1), np.float32), np.zeros(2)) == ()
