"""Colourways are seen on their grounds, differ from each other, and are the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from models.colourways import COUNTS, GRIDS, Colourway, choose_ways
from models.design import SHAPE_SIZE, Cloth, DesignSpec, Rgb, write_code
from models.errors import InputError
from models.oklab import distance, to_oklab
from models.palette import HARMONIES, SEASONS, make_harmony, to_lch

SPEC = DesignSpec(
    shape=write_code(np.zeros(SHAPE_SIZE)), cloth=Cloth(), colour=(160, 164, 146), accent=(40, 44, 60)
)  # fmt: skip
PALETTES = [palette.colours for palette in SEASONS] + [make_harmony(3, kind).colours for kind in HARMONIES]
PALETTES += [((120, 120, 120),), ((255, 255, 255), (0, 0, 0)), ((200, 30, 30),) * 5]


def gap(first: Rgb, second: Rgb) -> float:
    return float(distance(to_oklab(np.array(first, np.uint8)), to_oklab(np.array(second, np.uint8))))


def test_the_first_is_the_design_as_it_is() -> None:
    for palette in PALETTES:
        way = choose_ways(SPEC, palette)[0]
        assert (way.colour, way.accent) == (SPEC.colour, SPEC.accent)


@pytest.mark.parametrize("count", range(COUNTS[0], COUNTS[1] + 1))
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_garment_is_seen_on_its_ground(count: int, seed: int) -> None:
    for palette in PALETTES:
        ways = choose_ways(SPEC, palette, count, seed)
        assert len(ways) == count
        for way in ways:
            assert gap(way.colour, way.ground) > 0.15
            assert gap(way.colour, way.accent) > 0.1


@pytest.mark.parametrize("count", range(COUNTS[0], COUNTS[1] + 1))
def test_no_two_neighbours_have_the_same_ground(count: int) -> None:
    columns = GRIDS[count][0]
    for palette in PALETTES:
        grounds = [way.ground for way in choose_ways(SPEC, palette, count, 5)]
        for index, ground in enumerate(grounds):
            if index % columns:
                assert gap(ground, grounds[index - 1]) > 0.08
            if index >= columns:
                assert gap(ground, grounds[index - columns]) > 0.08


def test_grounds_are_bold() -> None:
    for palette in PALETTES:
        for seed in range(5):
            for way in choose_ways(SPEC, palette, 9, seed):
                light, chroma, _ = to_lch(way.ground)
                assert chroma > 0.05
                assert 0.25 < light < 0.95


def test_garments_have_as_many_colours_as_the_palette_allows() -> None:
    for palette in SEASONS:
        ways = choose_ways(SPEC, palette.colours, 6)
        assert len({way.colour for way in ways}) == 6
        assert sum(way.colour in palette.colours for way in ways) >= 4


def test_a_seed_is_the_same_sheet_tomorrow() -> None:
    palette = SEASONS[0].colours
    assert choose_ways(SPEC, palette, 9, 4) == choose_ways(SPEC, palette, 9, 4)
    assert len({choose_ways(SPEC, palette, 9, seed) for seed in range(6)}) == 6


@pytest.mark.parametrize("count", [0, 3, 10, -1, 5.5, float("nan"), True, None])
def test_counts_that_no_sheet_has(count: int) -> None:
    with pytest.raises(InputError) as caught:
        choose_ways(SPEC, SEASONS[0].colours, count)
    assert caught.value.remedy


@pytest.mark.parametrize("palette", [(), ((0, 0, 300),), ((1, 2),), ((1.5, 2, 3),)])
def test_palettes_that_are_none(palette: tuple[Rgb, ...]) -> None:
    with pytest.raises(InputError):
        choose_ways(SPEC, palette)


def test_a_colourway_is_three_colours() -> None:
    with pytest.raises(InputError):
        Colourway(colour=(0, 0, 0), accent=(0, 0, 0), ground=(0, 0, 999))
