"""Reading needs no trained weights to find outlines, lines and colours: here the coder is as it was born."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from models.backends.garment_reading import (
    find_code,
    find_outline,
    measure_loss,
    put_main_first,
    read_drawing,
    read_garment,
    read_swatch,
)
from models.design import SHAPE_SIZE, read_code
from models.errors import InputError
from models.inks import Inks
from models.nets.garment import PatternCoder
from models.oklab import distance, to_oklab
from models.relief import clear_pattern
from models.shape import decode
from models.texture import Swatch
from tests.garments import CREAM, NAVY, SAGE, Rgb, drawing, garment, outline, overlap, stripes, swatch


@pytest.fixture(scope="module")
def coder() -> PatternCoder:
    torch.manual_seed(0)
    return PatternCoder().eval()


def near(colour: Rgb, other: Rgb) -> bool:
    return float(distance(to_oklab(np.array(colour, np.uint8)), to_oklab(np.array(other, np.uint8)))) < 0.06


def alpha_of(code: bytes) -> np.ndarray:
    return decode(read_code(code, SHAPE_SIZE, "shape")).alpha > 0.5


def test_a_garment_is_centred_first(coder: PatternCoder) -> None:
    small = Image.new("RGBA", (500, 400))
    small.paste(garment().resize((180, 180)), (250, 60))
    spec, rgba = read_garment(small, coder, "cpu")
    assert rgba.shape == (256, 256, 4)
    assert overlap(alpha_of(spec.shape), outline(256, 0.88)) > 0.96
    assert near(spec.colour, SAGE)


def test_an_opaque_picture_is_cloth_all_over(coder: PatternCoder) -> None:
    spec = read_swatch(swatch(stripes(200)), coder, "cpu")
    assert spec.cloth.pattern
    assert alpha_of(spec.shape).all()
    assert {near(spec.colour, CREAM), near(spec.accent, CREAM)} == {True, False}


def test_a_code_is_sought_that_loses_less_than_the_first_guess(coder: PatternCoder) -> None:
    mix = torch.from_numpy(stripes(64, 12))[None, None]
    with torch.inference_mode():  # as a backend is called
        found = find_code(coder, mix)
        first = coder.encode(mix)
        lost = [float(measure_loss(coder.decode(code), mix)) for code in (first, found)]
    assert found.shape == first.shape
    assert lost[1] < lost[0]
    assert torch.equal(found, find_code(coder, mix))
    assert all(slope is None for slope in (weight.grad for weight in coder.parameters()))


def test_a_swatch_of_two_colours_is_patterned_however_faint_its_signs(coder: PatternCoder) -> None:
    broad = np.zeros((192, 192), np.float32)
    broad[:96] = 1
    assert read_swatch(swatch(broad), coder, "cpu").cloth.pattern
    assert not read_swatch(swatch(np.zeros((192, 192), np.float32)), coder, "cpu").cloth.pattern


def test_a_cut_out_may_be_a_swatch(coder: PatternCoder) -> None:
    spec = read_swatch(garment(CREAM, NAVY, stripes(256), depth=0.1), coder, "cpu")
    assert spec.cloth.pattern
    assert spec.cloth.scale >= 1


def test_the_larger_ink_is_the_main_one(coder: PatternCoder) -> None:
    mix = np.tile([[0.0], [1.0], [1.0], [1.0]], (16, 64)).astype(np.float32)
    lab = {name: to_oklab(np.array(rgb, np.uint8)) for name, rgb in (("main", CREAM), ("accent", NAVY))}
    inks = Inks(**lab, mix=mix, shade=np.ones_like(mix), two=True)
    found = Swatch(mix=mix, scale=1.0, grain=np.zeros((8, 8), np.float32))
    swapped, (main, accent) = put_main_first(found, inks)
    assert np.array_equal(main, inks.accent)
    assert np.array_equal(accent, inks.main)
    assert np.array_equal(swapped.mix, 1 - mix)
    same, colours = put_main_first(swapped, inks)
    assert same is swapped
    assert colours == (inks.main, inks.accent)


def test_a_pattern_is_cleared_from_the_folds_and_plain_places_are_kept() -> None:
    ghost = 0.1 * (stripes(256, 12) - 0.5)
    wave = 0.3 * np.sin(np.linspace(0, 12, 256, dtype=np.float32))[None]
    mix, alpha = stripes(256, 12), np.full((256, 256), 255, np.uint8)
    mix[:, 160:] = 0
    cleared = clear_pattern(ghost + wave, mix, alpha)
    striped, plain = np.s_[30:-30, 30:130], np.s_[30:-30, 212:-20]
    assert cleared[striped].std(axis=0).mean() < 0.2 * ghost[striped].std(axis=0).mean()
    assert np.corrcoef(cleared[striped].mean(axis=0), wave[0, 30:130])[0, 1] > 0.95
    assert np.abs(cleared - ghost - wave)[plain].max() < 1e-3


@pytest.mark.parametrize("size", [(31, 31), (16, 400), (400, 20)])
def test_a_swatch_too_small(coder: PatternCoder, size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match=f"{size[0]} × {size[1]}") as caught:
        read_swatch(Image.new("RGB", size, "red"), coder, "cpu")
    assert "32" in caught.value.remedy


@pytest.mark.parametrize("filled", [True, False])
def test_a_drawing_encloses_its_shape(filled: bool) -> None:
    found, lines = find_outline(drawing(filled))
    assert overlap(found > 0, outline(400, 0.8)) > 0.95
    assert lines.any() == (not filled)


def test_a_drawing_painted_on_clear_ground() -> None:
    mask = outline(300, 0.8)
    picture = np.zeros((300, 300, 4), np.uint8)
    picture[mask] = (200, 30, 30, 255)
    found, lines = find_outline(Image.fromarray(picture))
    assert overlap(found > 0, mask) > 0.97
    assert not lines.any()  # a light colour is paint, not ink


def test_small_gaps_in_an_outline_are_closed_and_large_ones_told() -> None:
    art = drawing(filled=False)
    gap = art.copy()
    ImageDraw.Draw(gap).rectangle([196, 60, 200, 340], fill="white")
    assert overlap(alpha_of(read_drawing(gap).shape), alpha_of(read_drawing(art).shape)) > 0.95
    ImageDraw.Draw(gap).rectangle([150, 60, 250, 400], fill="white")
    with pytest.raises(InputError, match="encloses nothing") as caught:
        read_drawing(gap)
    assert caught.value.remedy


def test_a_sheet_painted_black_has_no_outline_but_the_sheets() -> None:
    assert alpha_of(read_drawing(Image.new("RGB", (200, 200), "black")).shape).mean() > 0.7


@pytest.mark.parametrize("colour", ["white", (180, 180, 180)])
def test_empty_paper(colour: str) -> None:
    with pytest.raises(InputError, match="empty") as caught:
        read_drawing(Image.new("RGB", (300, 200), colour))
    assert caught.value.remedy


def test_a_spec_of_a_drawing_has_a_shape_and_nothing_else() -> None:
    spec = read_drawing(drawing())
    assert (spec.cloth.pattern, spec.cloth.grain) == (b"", b"")
    assert spec.colour == spec.accent
