"""Surfaces: each looks like itself at every size, falls the same way on every colour, and runs down the sleeves."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from models.design import Cloth, DesignSpec
from models.designing import change, has_two_inks, mix_cloths, read_spec, write_spec
from models.errors import InputError
from models.facts import read_facts
from models.grain_lines import find_sleeves
from models.library import WORN_AS, StarterShape, read_library, surprise
from models.surface_names import SURFACES, SurfaceName
from models.surfaces import TABLE, lay_surface, shine


def starter(name: str) -> StarterShape:
    return next(shape for shape in read_library().shapes if shape.name == name)


def waves(light: NDArray[np.float32]) -> NDArray[np.float64]:
    """How strong a light is in 5 bands × 6 directions, its strength left out."""
    power = np.abs(np.fft.fft2(light - light.mean())) ** 2
    y, x = np.meshgrid(*(np.fft.fftfreq(n) for n in light.shape), indexing="ij")
    band = np.clip(np.floor(np.log2(np.maximum(np.hypot(y, x), 1e-9) / 0.004)), 0, 4).astype(int)
    way = (np.floor((np.arctan2(y, x) % np.pi) / np.pi * 6 + 0.5) % 6).astype(int)
    found = np.log(np.bincount((band * 6 + way).ravel(), power.ravel(), 30) + 1e-6)
    return np.asarray(found - found.mean())


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_is_cloth_and_the_same_each_time(name: SurfaceName) -> None:
    first, again = lay_surface(name, 1.0, 256), lay_surface(name, 1.0, 256)
    assert np.array_equal(first.light, again.light)
    assert first.light.shape == (256, 256)
    assert np.isfinite(first.light).all()
    assert 0.001 < float(first.light.std()) < 0.3
    cloth = first.light if first.holes is None else first.light[first.holes < 0.3]
    assert abs(float(np.median(cloth))) < 0.1, "the ink would come out in another lightness"
    assert np.array_equal(lay_surface(name, 1.0, 256, 0.0).light, np.zeros((256, 256)))


@pytest.mark.parametrize("name", SURFACES)
def test_a_tile_fits_its_own_other_side(name: SurfaceName) -> None:
    period = round(TABLE[name].tile * 4)
    light = lay_surface(name, 1.0, 1024).light
    at_seam = np.abs(light[:, period] - light[:, period - 1]).mean()
    inside = np.abs(np.diff(light[:, 1 : period - 1], axis=1)).mean(0)
    assert at_seam <= inside.max() * 1.05


@pytest.mark.parametrize("name", SURFACES)
def test_a_large_print_shrunk_is_the_small_print(name: SurfaceName) -> None:
    large, small = lay_surface(name, 1.0, 1024).light, lay_surface(name, 1.0, 256).light
    shrunk = large.reshape(256, 4, 256, 4).mean((1, 3))
    if TABLE[name].tile % 4 == 0:
        assert np.abs(shrunk - small).mean() < 0.35 * small.std() + 0.004


def test_surfaces_are_told_apart() -> None:
    found = {name: waves(lay_surface(name, 1.0, 768).light) for name in SURFACES}
    for one, other in itertools.combinations(SURFACES, 2):
        assert np.abs(found[one] - found[other]).mean() > 0.35, (one, other)


def test_a_coarser_cloth_has_slower_waves() -> None:
    fine, coarse = (lay_surface("rib knit", scale, 512).light for scale in (0.5, 2.0))

    def steps(light: NDArray[np.float32]) -> float:
        return float(np.abs(np.diff(np.sign(light - light.mean()), axis=1)).mean())

    assert steps(fine) > 2 * steps(coarse)


def test_what_shines_is_brighter_where_it_is_lit_and_never_darker_there() -> None:
    relief = np.linspace(-0.4, 0.4, 81, dtype=np.float32)[None]
    assert shine(relief, 0.0) is relief
    shiny = shine(relief, 1.0)
    assert (np.diff(shiny) > 0).all()
    assert shiny[0, -1] > 1.5 * relief[0, -1]


def test_cloth_turns_in_the_sleeves_and_nowhere_else() -> None:
    tee = starter("Crew T-shirt")
    sleeves = find_sleeves(tee.code, tee.category, tee.seams)
    assert len(sleeves) == 2
    assert sleeves[0].along[0] == pytest.approx(-sleeves[1].along[0])
    straight, turned = (lay_surface("rib knit", 1.0, 256, 1.0, each).light for each in ((), sleeves))
    there = np.maximum(sleeves[0].area, sleeves[1].area)
    assert np.array_equal(straight[there == 0], turned[there == 0])
    assert np.abs(straight - turned)[there > 0.9].mean() > 0.05
    assert float(there[:, 118:138].max()) == 0, "the middle of the front is no sleeve"


@pytest.mark.parametrize("name", ["Padded gilet", "Chinos", "Crew jumper"])
def test_where_no_armhole_is_known_the_cloth_stays_straight(name: SurfaceName) -> None:
    shape = starter(name)
    assert find_sleeves(shape.code, shape.category, shape.seams) == ()


def test_a_smooth_cloth_is_written_as_it_always_was() -> None:
    spec = surprise(3)
    assert "surface" not in write_spec(replace(spec, cloth=replace(spec.cloth, surface="")))["cloth"]
    dressed = replace(spec, cloth=Cloth(surface="corduroy"))
    assert read_spec(write_spec(dressed)) == dressed


@pytest.mark.parametrize("surface", ["chain mail", "DENIM", "denim ", 7, ["denim"]])
def test_there_are_no_other_surfaces(surface: object) -> None:
    with pytest.raises(InputError):
        change(surprise(3), {"cloth": {"surface": surface}})
    if isinstance(surface, str):
        with pytest.raises(InputError, match="no surface"):
            Cloth(surface=cast(SurfaceName, surface))


def test_a_print_on_denim_is_both_and_of_two_surfaces_the_nearer_wins() -> None:
    library = {cloth.name: cloth.cloth for cloth in read_library().cloths}
    coded = next(each.cloth for each in read_library().former if each.name == "Breton stripe")
    stripe, denim, lace = coded, library["Denim"], library["Lace"]
    for share in (0.3, 0.7):
        both = mix_cloths(stripe, denim, share)
        assert (both.pattern, both.surface) == (stripe.pattern, "denim")
        assert both.strength == 1.0
    assert mix_cloths(denim, lace, 0.4).surface == "denim"
    assert mix_cloths(denim, lace, 0.6).surface == "lace"
    assert mix_cloths(stripe, library["Smooth"], 0.5).surface == ""


def test_words_know_the_surface_and_lace_shows_its_lining() -> None:
    base = surprise(3)
    plain: DesignSpec = replace(base, cloth=Cloth(), seams=b"", shape=starter("Crew T-shirt").code)
    assert read_facts(replace(plain, cloth=Cloth(surface="tweed"))).material == "tweed"
    assert not has_two_inks(replace(plain, cloth=Cloth(surface="tweed")))
    assert has_two_inks(replace(plain, cloth=Cloth(surface="lace")))


def test_a_surprise_wears_what_suits_it() -> None:
    seen = set()
    for seed in range(300):
        spec = surprise(seed)
        if spec.cloth.surface:
            assert spec.category in WORN_AS[spec.cloth.surface]
            seen.add(spec.cloth.surface)
    assert set(WORN_AS) == set(SURFACES)
    assert len(seen) >= 8
