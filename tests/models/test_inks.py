"""A garment comes apart into inks and light, and printing them gives the garment back."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.inks import compose, parse_colour, separate
from models.oklab import distance, to_oklab
from tests.garments import CREAM, NAVY, SAGE, Rgb, dots, garment, outline, stripes

RED = (190, 40, 44)
PATTERNS = {"stripes": stripes(256), "broad stripes": stripes(256, 40), "dots": dots(256, 24, 7)}


def near(lab: NDArray[np.float32], colour: Rgb) -> float:
    return float(distance(lab, parse_colour(colour)))


def reprint(rgba: NDArray[np.uint8]) -> float:
    """Mean OKLab distance of a garment taken apart and printed again from the garment, where it is opaque."""
    inks = separate(rgba)
    again = compose(inks.main, inks.accent, inks.mix, inks.shade)
    return float(distance(to_oklab(rgba[..., :3]), to_oklab(again))[rgba[..., 3] == 255].mean())


@pytest.mark.parametrize("colour", [SAGE, NAVY, CREAM, RED, (18, 18, 20), (250, 250, 248)])
def test_plain_cloth_has_one_ink(colour: Rgb) -> None:
    inks = separate(np.asarray(garment(colour, colour)))
    assert not inks.two
    assert near(inks.main, colour) < 0.05
    assert np.array_equal(inks.main, inks.accent)
    assert inks.mix.max() == 0


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize(("colour", "accent"), [(CREAM, NAVY), (RED, (250, 250, 248)), ((40, 120, 60), (240, 200, 60))])
def test_two_inks_and_where_the_second_one_lies(name: str, colour: Rgb, accent: Rgb) -> None:
    mix, inside = PATTERNS[name], outline() & (np.asarray(garment())[..., 3] == 255)
    inks = separate(np.asarray(garment(colour, accent, mix, depth=0.1)))
    assert inks.two
    found = inks.mix if near(inks.main, colour) < near(inks.main, accent) else 1 - inks.mix
    ours, theirs = sorted((inks.main, inks.accent), key=lambda lab: near(lab, colour))
    assert near(ours, colour) < 0.08
    assert near(theirs, accent) < 0.08
    assert np.abs(found - mix)[inside].mean() < 0.06


def test_folds_are_light_and_no_ink() -> None:
    flat, folded = (separate(np.asarray(garment(depth=depth, grain=0))) for depth in (0.0, 0.3))
    inside = np.asarray(garment())[..., 3] == 255
    assert not folded.two
    assert flat.shade[inside].std() < 0.01
    assert 0.03 < folded.shade[inside].std() < 0.3
    assert abs(np.median(folded.shade[inside]) - 1) < 0.02


@pytest.mark.parametrize("name", [*PATTERNS, "plain"])
def test_printing_what_was_separated_gives_the_garment(name: str) -> None:
    plain = name == "plain"
    picture = garment(CREAM, CREAM if plain else NAVY, None if plain else PATTERNS[name], depth=0.15)
    assert reprint(np.asarray(picture)) < 0.02


def test_the_same_garment_comes_apart_the_same_way() -> None:
    rgba = np.asarray(garment(CREAM, NAVY, PATTERNS["dots"]))
    first, again = separate(rgba), separate(rgba.copy())
    assert np.array_equal(first.mix, again.mix)
    assert np.array_equal(first.shade, again.shade)


def test_outside_there_is_no_ink_and_no_shade() -> None:
    rgba = np.asarray(garment(CREAM, NAVY, PATTERNS["stripes"]))
    inks, outside = separate(rgba), rgba[..., 3] == 0
    assert (inks.mix[outside] == 0).all()
    assert (inks.shade[outside] == 1).all()


def test_no_garment() -> None:
    with pytest.raises(ValueError, match="no garment"):
        separate(np.zeros((256, 256, 4), np.uint8))


def test_a_flat_print_is_the_colour_itself() -> None:
    flat, one = np.zeros((4, 4), np.float32), np.ones((4, 4), np.float32)
    for colour in (SAGE, NAVY, CREAM, (0, 0, 0), (255, 255, 255), (255, 0, 0)):
        main, accent = parse_colour(colour), parse_colour(RED)
        assert np.abs(compose(main, accent, flat, one).astype(int) - colour).max() <= 2
        assert np.abs(compose(accent, main, one, one).astype(int) - colour).max() <= 2


def test_light_brightens_and_never_wraps_round() -> None:
    flat = np.zeros((1, 60), np.float32)
    shade = np.linspace(0.3, 2.2, 60, dtype=np.float32)[None]
    for colour in (SAGE, CREAM, (255, 255, 255), (20, 20, 22)):
        light = to_oklab(compose(parse_colour(colour), parse_colour(colour), flat, shade))[0, :, 0]
        assert (np.diff(light) > -0.005).all()
        assert light[-1] > light[0] + 0.1
