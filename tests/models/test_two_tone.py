"""A patterned cloth parts into two tones, whatever light falls on it and however many inks it has."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.inks import look_inside, separate
from models.oklab import distance
from models.pattern_signs import is_patterned, read_signs, read_weights
from models.two_tone import blur_inside, find_tones, see_relative
from tests.garments import CREAM, NAVY, SAGE, Rgb, dots, dye, folds, garment, outline, stripes

Floats = NDArray[np.float32]
CHECKS = np.maximum(stripes(256, 20), stripes(256, 20).T)
PATTERNS = {"stripes": stripes(256, 12), "dots": dots(256, 20, 6), "checks": CHECKS}
FAINT: Rgb = (222, 210, 182)


def patterned(lab: Floats, inside: NDArray[np.bool_]) -> bool:
    return is_patterned(read_signs(lab, inside))


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize(("accent", "depth"), [(NAVY, 0.05), (NAVY, 0.35), (SAGE, 0.35), (FAINT, 0.05)])
def test_motifs_are_found_in_light_and_shade(name: str, accent: Rgb, depth: float) -> None:
    lab, inside = look_inside(np.asarray(garment(CREAM, accent, PATTERNS[name], depth=depth, grain=0.005)))
    mix = find_tones(lab, inside)[2]
    wrong = min(float(np.abs(found - PATTERNS[name])[inside].mean()) for found in (mix, 1 - mix))
    assert wrong < 0.12


def test_a_third_ink_is_a_motif_too() -> None:
    mix = dots(256, 24, 7)
    other = np.roll(mix, 12, axis=(0, 1))
    rgb = np.where(
        mix[..., None] > 0, dye(NAVY, NAVY, mix, folds(256, 0.1)), dye(CREAM, (150, 40, 60), other, folds(256, 0.1))
    )
    rgba = np.dstack([rgb, (outline() * 255).astype(np.uint8)]).astype(np.uint8)
    lab, inside = look_inside(rgba)
    found = find_tones(lab, inside)[2]
    assert found[inside & (mix > 0)].mean() > 0.8
    assert found[inside & (other > 0)].mean() > 0.8
    assert found[inside & (mix + other == 0)].mean() < 0.2


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("accent", [NAVY, SAGE])
def test_a_pattern_all_over_is_cloth(name: str, accent: Rgb) -> None:
    inks = separate(np.asarray(garment(CREAM, accent, PATTERNS[name], depth=0.15)))
    assert inks.two
    assert inks.spread


def test_folds_and_a_lone_print_are_no_cloth() -> None:
    lone = np.zeros((256, 256), np.float32)
    lone[100:150, 105:150] = 1
    assert not separate(np.asarray(garment(depth=0.3))).spread
    inks = separate(np.asarray(garment(CREAM, NAVY, lone)))
    assert inks.two
    assert not inks.spread


def test_exchanged_inks_and_a_mirror_change_no_sign_much() -> None:
    own = np.asarray(garment(CREAM, NAVY, CHECKS, depth=0.1))
    signs = read_signs(*look_inside(own))
    turned = read_signs(*look_inside(np.ascontiguousarray(own[:, ::-1])))
    deviation = read_weights()["deviation"]
    assert np.abs((signs - turned) / deviation).max() < 0.5


def test_the_same_pattern_in_half_the_light_is_the_same() -> None:
    lab, inside = look_inside(np.asarray(garment(CREAM, NAVY, CHECKS, depth=0.0, grain=0)))
    weight = inside.astype(np.float32)
    dim = np.asarray(lab * 0.8 - np.array([0.12 * 0.2, 0, 0], np.float32), np.float32)  # as `models.inks` dims
    one, other = see_relative(lab, weight), see_relative(dim, weight)
    assert float(distance(one, other)[inside].mean()) < 0.01


def test_what_has_no_weight_does_not_count_in_a_mean() -> None:
    plane = np.zeros((64, 64), np.float32)
    plane[:, 32:] = 100
    weight = np.zeros((64, 64), np.float32)
    weight[:, :32] = 1
    for sigma in (2.0, 12.0):
        assert np.abs(blur_inside(plane, weight, sigma)[:, :20]).max() < 1e-3


def test_a_sliver_has_signs_too() -> None:
    inside = np.zeros((256, 256), bool)
    inside[40:200, 120:128] = True
    signs = read_signs(np.full((256, 256, 3), 0.5, np.float32), inside)
    assert np.isfinite(signs).all()
    assert not patterned(np.full((256, 256, 3), 0.5, np.float32), inside)
