"""The pattern book: whatever a seed draws is a garment of its kind, sewn within its outline, and truly described."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from assets.recipes.drafts.book import KINDS, draft
from assets.recipes.drafts.drape import Fold, raise_folds
from assets.recipes.drafts.garment import Draft, fill, measure_distance
from assets.recipes.drafts.lines import beside, both, bow, cross, join, length_of, ring, smooth, straight, thin, until
from models import shape as shapes
from models.canvas import MARGIN
from models.design import CATEGORIES, SHAPE_SIZE, read_code
from models.seams import MOST_MARKS, read_marks
from models.silhouette import find_sleeve, measure

SEEDS = 30
BESIDE_PX = 1.5
"""How far beside the outline a point of a seam may lie, px of 256: lines give when a garment is laid down."""
SPECK = 6
"""So few pixels between a sleeve and the body are no hole."""
AREAS = ("opening", "panel")


@cache
def made(kind: str, seed: int) -> Draft:
    return draft(kind, seed)


def all_of(kind: str) -> list[Draft]:
    return [made(kind, seed) for seed in range(SEEDS)]


def test_every_category_is_in_the_book() -> None:
    assert sorted(KINDS) == sorted(CATEGORIES)


@pytest.mark.parametrize("kind", KINDS)
def test_outlines_are_closed_whole_and_fill_the_canvas(kind: str) -> None:
    for seed, each in enumerate(all_of(kind)):
        everything = np.vstack(each.outlines)
        assert np.ptp(everything, axis=0).max() == pytest.approx(1 - 2 * MARGIN, abs=1e-3)
        assert np.abs(everything).max() <= 0.5 - MARGIN + 1e-3
        for line in each.outlines:
            assert np.array_equal(line[0], line[-1])
            assert np.hypot(*np.diff(line, axis=0).T).max() < 0.12, (kind, seed, "a line is missing")
        pieces, _, stats, _ = cv2.connectedComponentsWithStats(fill(each.outlines, 256))
        assert pieces - 1 == each.parts, (kind, seed)
        assert stats[1:, cv2.CC_STAT_AREA].min() > 900
        _, _, grounds, _ = cv2.connectedComponentsWithStats(1 - fill(each.outlines, 256))
        assert sum(grounds[1:, cv2.CC_STAT_AREA] > SPECK) == 1, (kind, seed, "nothing is cut out of the middle")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sewn_is_valid_and_lies_on_the_garment(kind: str) -> None:
    for seed, each in enumerate(all_of(kind)):
        assert 3 <= len(each.marks) <= MOST_MARKS
        again = read_marks(each.seams_code)
        assert [mark.kind for mark in again] == [mark.kind for mark in each.marks]
        distance = measure_distance(each.outlines, 256)
        side = len(distance)
        for mark in each.marks:
            if mark.kind in AREAS:
                continue
            place = np.clip(((mark.points + 0.5) * side).astype(int), 0, side - 1)
            beyond = -distance[place[:, 1], place[:, 0]].min()
            assert beyond < BESIDE_PX, (kind, seed, mark.kind, float(beyond))


@pytest.mark.parametrize("kind", KINDS)
def test_forty_are_a_range_and_not_one_stretched(kind: str) -> None:
    drafts = all_of(kind)
    assert len({each.seams_code for each in drafts}) == SEEDS
    assert len({(each.facts.style, each.facts.neck, each.facts.sleeve, each.facts.cut, each.facts.details)
                for each in drafts}) >= 4  # fmt: skip
    small = np.stack([fill(each.outlines, 64) for each in drafts[:12]]).reshape(12, -1).astype(float)
    unlike = [np.abs(one - other).mean() for i, one in enumerate(small) for other in small[:i]]
    assert np.median(unlike) > 0.02


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_brings_the_outline_back(kind: str) -> None:
    each = made(kind, 1)
    shape = shapes.decode(read_code(each.shape_code, SHAPE_SIZE, "shape"))
    drawn, back = fill(each.outlines, 256) > 0, shape.alpha > 0.5
    assert (drawn & back).sum() / (drawn | back).sum() > 0.98
    assert not shape.trim.any()


@pytest.mark.parametrize("kind", KINDS)
def test_the_drape_is_soft_and_not_a_mirror_image(kind: str) -> None:
    each = made(kind, 2)
    inside = cv2.erode(fill(each.outlines, 256), np.ones((9, 9), np.uint8)) > 0
    light = each.relief[inside]
    assert 0.008 < light.std() < 0.2
    assert each.relief.min() >= -0.6
    assert each.relief.max() <= 0.35
    both_sides = inside & inside[:, ::-1]
    mirrored = each.relief[:, ::-1]
    assert np.abs(each.relief - mirrored)[both_sides].mean() > 0.004


def test_a_seed_is_a_garment() -> None:
    one, again = draft("Dress", 4), draft("Dress", 4)
    assert one.shape_code == again.shape_code
    assert one.seams_code == again.seams_code
    assert one.facts == again.facts
    assert one.shape_code != draft("Dress", 5).shape_code


def test_an_unknown_kind_is_not_in_the_book() -> None:
    with pytest.raises(KeyError):
        draft("Spaceship", 0)


@pytest.mark.parametrize("kind", ["T-Shirt", "Longsleeve", "Dress", "Shirt", "Polo", "Undershirt"])
def test_sleeves_are_seen_as_long_as_they_are_said_to_be(kind: str) -> None:
    """What is read off the outline, where it can be read at all, is what the draft says."""
    read = 0
    for each in all_of(kind)[:12]:
        seen = find_sleeve(kind, measure(fill(each.outlines, 256)))
        if seen:
            read += 1
            told = {"elbow": ("short", "long")}.get(each.facts.sleeve, (each.facts.sleeve,))
            assert seen in told, each.facts
    assert read >= 3


def test_cropped_is_shorter_and_long_is_longer() -> None:
    for kind in ("T-Shirt", "Longsleeve", "Hoodie"):
        lengths = {word: [each.facts.length_cm for each in all_of(kind) if each.facts.length == word]
                   for word in ("cropped", "regular", "long")}  # fmt: skip
        assert lengths["cropped"]
        assert max(lengths["cropped"]) < min(lengths["regular"])
        assert max(lengths["regular"]) <= min(lengths["long"], default=1000)
    dresses = all_of("Dress")
    order = ["mini", "knee", "midi", "maxi"]
    for shorter, longer in zip(order, order[1:], strict=False):
        assert max(each.facts.length_cm for each in dresses if each.facts.length == shorter) <= min(
            each.facts.length_cm for each in dresses if each.facts.length == longer
        )


def depth_of(each: Draft) -> float:
    """How deep the neck's opening is, over the garment's height."""
    opening = next(mark for mark in each.marks if mark.kind == "opening")
    return float(np.ptp(opening.points[:, 1]) / np.ptp(np.vstack(each.outlines)[:, 1]))


def test_necklines_are_as_deep_as_their_names() -> None:
    depth: dict[str, list[float]] = {}
    for each in all_of("T-Shirt"):
        depth.setdefault(each.facts.neck, []).append(depth_of(each))
    assert max(depth["boat"]) < min(depth["scoop"])
    assert np.mean(depth["crew"]) < np.mean(depth["scoop"])
    assert max(depth["crew"]) < min(depth["V"])


@pytest.mark.parametrize(
    ("word", "mark"), [("buttoned", "button"), ("zip", "zip"), ("drawcords", "cord"), ("contrast sole", "panel"),
                       ("ribbed hem", "rib"), ("laces", "cord"), ("gathered", "gather"), ("contrast peak", "panel")]
)  # fmt: skip
def test_details_are_there_when_they_are_named(word: str, mark: str) -> None:
    found = [each for kind in KINDS for each in all_of(kind) if word in each.facts.details]
    assert found
    for each in found:
        assert mark in {own.kind for own in each.marks}, each.facts


def test_flared_is_wider_at_the_hem_than_slim() -> None:
    wide = {"flared": [], "slim": []}  # type: dict[str, list[float]]
    for each in all_of("Pants"):
        if each.facts.cut in wide:
            legs = fill(each.outlines, 256)
            rows = np.flatnonzero(legs.any(1))
            low = legs[rows[int(0.97 * (len(rows) - 1))]].sum()
            wide[each.facts.cut].append(low / legs[rows[int(0.6 * len(rows))]].sum())
    assert np.mean(wide["flared"]) > 1.15 * np.mean(wide["slim"])


def test_lines_keep_corners_and_spend_points_where_they_bend() -> None:
    corner = straight((0, 0), (10, 0), (10, 10))
    points = thin(corner, 16)
    assert len(points) <= 16
    assert sum(np.allclose(point, (10, 0)) for point in points) == 2
    assert len(thin(bow((0, 0), (10, 0), 0.0), 16)) == 2
    round_ones = thin(ring((0, 0), (5, 5)), 16, closed=True)
    assert 8 <= len(round_ones) <= 16
    assert np.allclose(np.hypot(*round_ones.T), 5, atol=0.02)


def test_right_of_a_line_is_inside_of_a_clockwise_outline() -> None:
    down = bow((0, 0), (0, 10), 0.0)
    assert np.allclose(beside(down, 2.0)[:, 0], -2.0)
    circle = ring((0, 0), (10, 10))
    assert length_of(beside(circle, 1.0)) < length_of(circle)


def test_lines_are_joined_mirrored_and_cut_where_they_cross() -> None:
    half = smooth((0, 0), (4, 1), (6, 4))
    whole = both(half)
    assert np.allclose(whole[0] * (-1, 1), whole[-1])
    assert len(join(half, half[-1:])) == len(half)
    meet = cross(bow((0, 0), (10, 10), 0.0), bow((0, 10), (10, 0), 0.0))
    assert meet is not None
    assert np.allclose(until(bow((0, 0), (10, 10), 0.0), meet[0])[-1], (5, 5))
    assert cross(bow((0, 0), (1, 0), 0.0), bow((0, 5), (1, 5), 0.0)) is None


def test_a_fold_is_as_high_as_it_was_said_to_be() -> None:
    ridge = Fold(line=bow((-0.4, 0), (0.4, 0), 0.0), width=0.02, height=0.01, fade="none")
    height = raise_folds([ridge], 256)
    assert height.max() == pytest.approx(0.01, rel=0.1)
    assert height[128, 128] == pytest.approx(0.01, rel=0.1)
    assert height[60, 128] < 1e-4
