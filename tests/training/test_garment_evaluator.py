"""The garment's observers on made-up cloth: each sees what was planted, and nothing else."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.design import GRAIN_SIZE, SHAPE_SIZE, Cloth, DesignSpec, write_code
from models.training.evaluators.garment_cloth import halve, measure_print, relate_energy, score_texture
from models.training.evaluators.garment_controls import (
    dominant_colour,
    gap_of_cloth,
    gap_of_halves,
    in_test_inks,
    over_grey,
    relate_moves,
)
from models.training.evaluators.garment_material import contrast, other_rows, recombine
from models.training.evaluators.garment_rivals import Shelf, recolour, warp
from models.training.metrics import cloth
from models.training.metrics.ciede2000 import ciede2000, to_cielab
from models.training.metrics.pyramid import fabric

RED, BLUE, WHITE = (180, 40, 50), (40, 60, 150), (240, 240, 235)


def make_striped(colour: tuple[int, int, int], accent: tuple[int, int, int], period_px: int, down: bool) -> np.ndarray:
    """A round striped garment (256, 256, 4) on white."""
    at = np.arange(256) % period_px < 0.4 * period_px
    stripes = np.broadcast_to(at[:, None] if down else at[None], (256, 256))
    rgb = np.where(stripes[..., None], accent, colour).astype(np.uint8)
    alpha = np.zeros((256, 256), np.uint8)
    cv2.circle(alpha, (128, 128), 100, 255, -1)
    return np.dstack([np.where(alpha[..., None] > 0, rgb, 255), alpha]).astype(np.uint8)


@pytest.fixture(scope="module")
def cloths() -> np.ndarray:
    return np.stack([make_striped(RED, WHITE, period, down) for period in (5, 9, 16) for down in (True, False)])


def test_cloth_is_found_again_in_other_colours(cloths: np.ndarray) -> None:
    other = np.stack([make_striped(BLUE, (250, 220, 90), p, down) for p in (5, 9, 16) for down in (True, False)])
    other = np.roll(other, 3, axis=1)
    space = cloth.fit(cloths)
    gaps = np.linalg.norm(space.place(other)[:, None] - space.place(cloths)[None], axis=2)
    assert gaps.argmin(axis=1).tolist() == list(range(6))


def test_exchanged_inks_are_the_same_cloth(cloths: np.ndarray) -> None:
    plane, mask = cloth.remove_colour(cloths[2])
    other, _ = cloth.remove_colour(make_striped(WHITE, RED, 9, True))
    assert abs(float(np.corrcoef(plane[mask], other[mask])[0, 1])) > 0.98
    assert float(plane[mask].std()) == pytest.approx(1, abs=1e-3)
    assert not plane[~mask].any()


def test_a_one_coloured_garment_has_statistics_too() -> None:
    assert np.isfinite(cloth.describe(make_striped(RED, RED, 9, True))).all()


def test_dominant_colour_is_the_larger_ink() -> None:
    found = dominant_colour(make_striped(RED, WHITE, 20, True))
    assert float(ciede2000(found, to_cielab(np.array(RED)))) < 0.5


def test_a_colour_split_by_folds_is_still_the_dominant_one() -> None:
    picture = folded(make_striped((120, 60, 60), (230, 235, 240), 20, True), 0.35)  # three fifths in light and shade
    picture[100:102] = make_striped((120, 60, 60), (230, 235, 240), 20, False)[100:102]
    found = dominant_colour(picture)
    dark, light = (float(ciede2000(found, to_cielab(np.array(rgb)))) for rgb in ((120, 60, 60), (230, 235, 240)))
    assert dark < 12
    assert light > 25


def test_grey_comes_in_where_it_is_clear() -> None:
    picture = make_striped(RED, RED, 9, True)
    picture[0, 0] = 255, 255, 255, 0
    grey = over_grey(picture)
    assert tuple(grey[0, 0]) == (128, 128, 128)
    assert tuple(grey[128, 128]) == RED


def test_prints_have_energy_and_plain_cloth_has_none() -> None:
    plain, printed = make_striped(RED, RED, 12, True), make_striped(RED, WHITE, 12, True)
    assert measure_print(plain) < 1e-6
    assert measure_print(printed) > 1e-2
    assert relate_energy([2.0, 4.0], [1.0, 2.0], "print_leak", 0)["print_leak"] == pytest.approx(2)


def test_halves_share_no_pixel_and_lose_none() -> None:
    photos = make_striped(RED, WHITE, 12, True)[None]
    left, right = halve(photos, 0)[0, ..., 3] > 0, halve(photos, 1)[0, ..., 3] > 0
    assert not (left & right).any()
    assert np.array_equal(left | right, photos[0, ..., 3] > 0)
    assert left[:, :120].any()
    assert not left[:, 140:].any()


def test_texture_scores_count_unlabelled_sources_for_top1_only() -> None:
    points = np.eye(4, dtype=np.float32)
    asked = points[[0, 1, 2, 2]]
    pattern = np.array(["striped", "striped", "dotted", "unlabelled"])
    scores = score_texture(asked, points, pattern, np.array(list("abcd")), "")
    assert scores["texture_top1"] == 0.75
    assert scores["texture_class"] == 1.0
    assert scores["texture_class_n"] == 3


def test_leak_is_the_worst_pair_relative_to_typical_moves() -> None:
    controls = ("shape", "texture", "colour")
    moves = {(c, d): np.full(8, 2.0 if c == d else 0.1) for c in controls for d in controls}
    typical = {(c, d): np.full(8, 2.0) for c in controls for d in controls}
    moves["shape", "texture"] = np.array([0.5] * 7 + [np.nan])  # one pair shares too little fabric
    figures = relate_moves(moves, typical, 0)
    assert figures["leak"] == pytest.approx(0.25)
    assert figures["leak_worst"] == "shape_to_texture"
    assert figures["leak_colour_to_shape"] == pytest.approx(0.05)


def folded(rgba: np.ndarray, depth: float) -> np.ndarray:
    """The same cloth in soft folds from top to bottom."""
    light = 1 + depth * np.sin(np.arange(256) / 9)[None, :, None]
    out = rgba.copy()
    out[..., :3] = np.where(rgba[..., 3:] > 0, (rgba[..., :3] * light).clip(0, 255), 255)
    return out


def test_another_cut_of_a_cloth_is_that_cloth_and_another_cloth_is_not() -> None:
    spec = DesignSpec(shape=write_code(np.zeros(SHAPE_SIZE)), cloth=Cloth(), colour=RED, accent=RED)
    inks = in_test_inks(spec)
    here = make_striped(inks.colour, inks.accent, 12, True)
    there, other = folded(here, 0.25), make_striped(inks.colour, inks.accent, 5, False)
    there[:, :100] = 255
    there[:, :100, 3] = 0
    same, exchanged = (gap_of_cloth(here[None], found[None], there[None])[0] for found in (there, other))
    assert same < 0.15 * exchanged
    nothing = np.zeros_like(here)
    assert np.isnan(gap_of_cloth(here[None], nothing[None], here[None])[0])


def test_halves_of_one_cloth_are_nearer_than_another_cloth(cloths: np.ndarray) -> None:
    own, other = gap_of_halves(cloths, np.roll(np.arange(len(cloths)), 1))
    assert (own < other).all()
    sliver = cloths[:1].copy()
    sliver[..., 3] = 0
    sliver[:, 100:130, 20:220, 3] = 255
    assert np.isfinite(gap_of_halves(sliver, np.zeros(1, int))[0]).all()
    sliver[:, 104:, :, 3] = 0
    assert np.isnan(gap_of_halves(sliver, np.zeros(1, int))[0]).all()


def test_faint_folds_of_plain_cloth_are_no_pattern() -> None:
    plain, striped = make_striped(BLUE, BLUE, 12, True), make_striped(BLUE, WHITE, 12, True)
    mask = fabric(plain[..., 3])
    flat, soft, loud = (cloth.describe_visible(rgba, mask) for rgba in (plain, folded(plain, 0.03), striped))
    assert np.linalg.norm(soft - flat) < 0.15 * np.linalg.norm(loud - flat)


def test_visible_contrast_is_evened_out_between_colours() -> None:
    mask = fabric(make_striped(BLUE, WHITE, 12, True)[..., 3])
    planes = [cloth.even_out(make_striped(BLUE, accent, 12, True), mask) for accent in (WHITE, (150, 160, 210))]
    assert [float(plane[mask].std()) for plane in planes] == pytest.approx([1, 1], abs=0.15)
    assert abs(float(np.corrcoef(planes[0][mask], planes[1][mask])[0, 1])) > 0.95


def test_recolour_moves_the_middle_and_keeps_the_print() -> None:
    photo = make_striped(RED, WHITE, 20, True)
    moved = recolour(photo, BLUE)
    assert float(ciede2000(dominant_colour(moved), to_cielab(np.array(BLUE)))) < 2
    assert measure_print(moved) > 1e-3
    assert np.array_equal(moved[..., 3], photo[..., 3])


def test_warp_fills_the_other_outline() -> None:
    photo = make_striped(RED, RED, 20, True)
    alpha = np.zeros((256, 256), np.uint8)
    alpha[30:230, 90:160] = 255
    out = warp(photo, alpha)
    assert np.array_equal(out[..., 3], alpha)
    assert (np.abs(out[alpha > 0][:, :3].astype(int) - RED) <= 2).all()
    assert (out[alpha == 0][:, :3] == 255).all()


def test_the_shelf_gives_the_nearest_of_all_three() -> None:
    zeros = np.zeros((3, 2), np.float32)
    shelf = Shelf(silhouette=zeros, cloth=zeros, colours=np.eye(3, 2, dtype=np.float32), row=np.array([7, 8, 9]))
    assert shelf.nearest(zeros[0], zeros[0], np.array([0, 1], np.float32)) == 8


def test_nobody_is_paired_with_itself() -> None:
    rows = other_rows(20, 20, np.random.default_rng(0))
    assert (rows != np.arange(20)).all()
    assert ((rows >= 0) & (rows < 20)).all()


def test_recombined_patterns_stay_visible() -> None:
    plain = DesignSpec(
        shape=write_code(np.zeros(SHAPE_SIZE)),
        cloth=Cloth(grain=write_code(np.zeros(GRAIN_SIZE))),
        colour=RED,
        accent=RED,
    )
    patterned = replace(plain, cloth=Cloth(pattern=write_code(np.zeros(448))), colour=BLUE, accent=WHITE)
    made = recombine(plain, patterned, plain)
    assert made.colour == RED
    assert made.accent == contrast(RED) != RED
    tone_in_tone = replace(plain, accent=(RED[0] - 12, RED[1], RED[2]))
    assert recombine(plain, patterned, tone_in_tone).accent == contrast(RED)
    assert recombine(plain, plain, plain).accent == RED
    assert float(ciede2000(*to_cielab(np.array([made.accent, RED])))) > 15
