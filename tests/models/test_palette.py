"""Colours have names, and palettes hold together."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.design import Rgb
from models.errors import InputError
from models.oklab import distance, to_oklab
from models.palette import (
    HARMONIES,
    NAMED,
    SEASONS,
    find_palette,
    make_colour,
    make_harmony,
    name_colour,
    read_palette,
    to_lch,
)
from tests.garments import CREAM, NAVY, garment, stripes

SEEDS = range(25)


def gap(first: Rgb, second: Rgb) -> float:
    return float(distance(to_oklab(np.array(first, np.uint8)), to_oklab(np.array(second, np.uint8))))


def turn(first_deg: float, second_deg: float) -> float:
    """Degrees between two hues, 0..180."""
    return abs((first_deg - second_deg + 180) % 360 - 180)


def test_every_named_colour_is_called_by_its_own_name() -> None:
    assert len(NAMED) >= 60
    assert len({each.name for each in NAMED}) == len(NAMED)
    for each in NAMED:
        assert name_colour(each.rgb) == each.name


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((0, 0, 0), "Black"), ((255, 255, 255), "White"), ((128, 128, 0), "Olive"), ((0, 0, 128), "Navy"),
        ((255, 0, 0), "Scarlet"), ((0, 128, 128), "Teal"), ((250, 128, 114), "Coral"), ((25, 35, 70), "Navy"),
        ((255, 215, 0), "Yellow"), ((128, 0, 32), "Burgundy"), ((245, 222, 179), "Cream"),
    ],
)  # fmt: skip
def test_colours_get_the_name_that_people_use(rgb: Rgb, name: str) -> None:
    assert name_colour(rgb) == name


@pytest.mark.parametrize("rgb", [(0, 0), (0, 0, 256), (-1, 0, 0), (0.5, 0, 0), (float("nan"), 0, 0)])
def test_what_is_no_colour_has_no_name(rgb: Rgb) -> None:
    with pytest.raises(InputError):
        name_colour(rgb)


def test_seasons_are_six_colours_that_can_be_told_apart() -> None:
    assert 6 <= len(SEASONS) <= 8
    assert len({palette.name for palette in SEASONS}) == len(SEASONS)
    for palette in SEASONS:
        assert len(palette.colours) == 6
        for index, colour in enumerate(palette.colours):
            assert min(gap(colour, other) for other in palette.colours[:index] + palette.colours[index + 1 :]) > 0.04
        assert find_palette(palette.name.upper()) is palette


@pytest.mark.parametrize("name", ["", "Nothing", "../etc", "x" * 1000])
def test_unknown_seasons(name: str) -> None:
    with pytest.raises(InputError) as caught:
        find_palette(name)
    assert "Pop" in caught.value.remedy
    assert len(caught.value.message) < 120


def blocks(colours: list[Rgb], shares: list[int]) -> Image.Image:
    """Bars of colours, each as many pixels broad as its share."""
    row = np.concatenate([np.repeat(np.array([c], np.uint8), n, axis=0) for c, n in zip(colours, shares, strict=True)])
    return Image.fromarray(np.repeat(row[None], 100, axis=0))


def test_a_picture_gives_its_colours_the_largest_first() -> None:
    colours: list[Rgb] = [(200, 40, 40), (30, 60, 160), (240, 220, 80), (20, 120, 90)]
    palette = read_palette(blocks(colours, [90, 40, 20, 10]), 4)
    assert gap(palette.colours[0], colours[0]) < 0.02
    for colour in colours:
        assert min(gap(colour, found) for found in palette.colours) < 0.02
    assert read_palette(blocks(colours, [90, 40, 20, 10]), 4) == palette


def test_a_picture_of_one_colour_has_one_colour() -> None:
    assert len(read_palette(blocks([(120, 90, 60)], [80])).colours) == 1


def test_of_a_cut_out_only_the_garment_counts() -> None:
    picture = np.asarray(garment(CREAM, NAVY, stripes(256))).copy()
    picture[..., :3][picture[..., 3] < 10] = (0, 255, 0)
    for colour in read_palette(Image.fromarray(picture)).colours:
        assert gap(colour, (0, 255, 0)) > 0.25


@pytest.mark.parametrize("image", [Image.new("RGBA", (50, 50)), Image.new("RGB", (3, 3), "red")])
def test_a_picture_with_nothing_in_it(image: Image.Image) -> None:
    with pytest.raises(InputError) as caught:
        read_palette(image)
    assert caught.value.remedy


@pytest.mark.parametrize("kind", HARMONIES)
def test_a_seed_gives_the_same_harmony_and_another_seed_another(kind: str) -> None:
    assert make_harmony(7, kind) == make_harmony(7, kind)
    assert make_harmony(7, kind).colours != make_harmony(8, kind).colours
    for seed in SEEDS:
        colours = make_harmony(seed, kind).colours
        assert len(set(colours)) == 6
        assert all(0 <= value <= 255 and type(value) is int for colour in colours for value in colour)


@pytest.mark.parametrize(
    ("kind", "hues", "width_deg"), [("analogous", 1, 45), ("complementary", 2, 16), ("triad", 3, 16), ("tonal", 1, 12)]
)
def test_harmonies_have_the_hues_that_their_name_says(kind: str, hues: int, width_deg: float) -> None:
    for seed in SEEDS:
        colours = [to_lch(colour) for colour in make_harmony(seed, kind, 6).colours]
        seen = [(index % hues, hue) for index, (_, chroma, hue) in enumerate(colours) if chroma > 0.04]
        centre = seen[0][1] - seen[0][0] * 360 / hues
        for place, hue in seen:
            assert turn(hue, centre + place * 360 / hues) < 2 * width_deg


def test_tones_go_from_light_to_dark() -> None:
    for seed in SEEDS:
        lights = [to_lch(colour)[0] for colour in make_harmony(seed, "tonal").colours]
        assert lights == sorted(lights, reverse=True)
        assert lights[0] - lights[-1] > 0.5


@pytest.mark.parametrize(("seed", "kind", "count"), [
    (-1, "triad", 6), (2**31, "triad", 6), (1.5, "triad", 6), (True, "triad", 6), (1, "square", 6), (1, "", 6),
    (1, "triad", 0), (1, "triad", 13), (1, "triad", float("nan")),
])  # fmt: skip
def test_harmonies_that_there_are_not(seed: int, kind: str, count: int) -> None:
    with pytest.raises(InputError):
        make_harmony(seed, kind, count)


def test_a_colour_keeps_its_lightness_and_hue_where_srgb_ends() -> None:
    for light in (0.3, 0.5, 0.7, 0.9):
        for hue in range(0, 360, 15):
            found = to_lch(make_colour(light, 0.5, hue))
            assert found[0] == pytest.approx(light, abs=0.012)
            assert found[1] > 0.02
            assert turn(found[2], hue) < 8
    assert to_lch(make_colour(0.6, 0.05, 120))[1] == pytest.approx(0.05, abs=0.005)
    assert make_colour(2.0, 0.2, 30) == (255, 255, 255)
