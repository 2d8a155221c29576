"""The tailor: dreams come out as garments with their seams, variations stay near what they vary."""

from __future__ import annotations

import numpy as np
import pytest

from models.backends.warhol_patterns import Patterns, read_patterns
from models.backends.warhol_stretch import find_stretch, stretch_marks, stretch_shape
from models.backends.warhol_tailor import Piece, Tailor
from models.design import CATEGORIES, SHAPE_SIZE
from models.library import read_library
from models.shape import FINE, REACH_PX, decode
from tests.garments import overlap

PLANE = FINE**2
BLANK = np.zeros((0, FINE, FINE), np.float32)
EMPTY = Patterns(outlines=BLANK, reliefs=BLANK, kinds=np.zeros(0, int), marks=())


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    return read_patterns()[0]


@pytest.fixture(scope="module")
def tailor(patterns: Patterns) -> Tailor:
    return Tailor(patterns)


def plane(code: np.ndarray, number: int) -> np.ndarray:
    return code[number * PLANE :][:PLANE].reshape(FINE, FINE)


def inside(code: np.ndarray) -> np.ndarray:
    return plane(code, 0) > 0


def dream(code: np.ndarray, loud: float) -> np.ndarray:
    """A shape under noise, as a flow that has not learned enough would leave it."""
    rng = np.random.default_rng(1)
    return (code + rng.normal(0, loud, SHAPE_SIZE)).astype(np.float32)


def stretched(code: np.ndarray, wide: float, high: float) -> np.ndarray:
    """A dream of other proportions."""
    at = (np.arange(FINE) - FINE / 2 + 0.5) / FINE
    rows, columns = (np.clip(np.round((at / by + 0.5) * FINE - 0.5).astype(int), 0, FINE - 1) for by in (high, wide))
    return np.concatenate([plane(code, 0)[rows][:, columns].ravel(), code[PLANE:]])


def test_the_book_has_patterns_of_every_kind_with_seams(patterns: Patterns):
    for category in CATEGORIES:
        rows = patterns.of_kind(category)
        assert len(rows) >= 10, category
        assert all(len(patterns.marks[row]) > 2 for row in rows), category
    assert len(patterns.of_kind("Spaceship")) == 0


def test_a_noisy_dream_of_a_pattern_is_cut_like_the_pattern(patterns: Patterns, tailor: Tailor):
    row = int(patterns.of_kind("Skirt")[0])
    cut = tailor.cut(dream(patterns.code(row), 0.3), "Skirt")
    assert overlap(inside(cut.code), inside(patterns.code(row))) > 0.75
    noise = np.abs(np.diff(plane(cut.code, 1), axis=1)).mean()
    assert noise < 0.03


@pytest.mark.parametrize("category", CATEGORIES)
def test_seams_stay_on_the_garment_and_hems_at_the_hem(patterns: Patterns, tailor: Tailor, category: str):
    row = int(patterns.of_kind(category)[3])
    for wide, high in ((0.85, 1.0), (1.0, 0.8)):
        cut = tailor.cut(stretched(patterns.code(row), wide, high), category, seed=2)
        distance = decode(cut.code).distance
        points = np.concatenate([mark.points for mark in cut.marks])
        at = np.clip(np.round((points + 0.5) * 256 - 0.5).astype(int), 0, 255)
        assert (distance[at[:, 1], at[:, 0]] > -4).mean() > 0.9


def test_it_is_cut_to_the_dreams_proportions(patterns: Patterns, tailor: Tailor):
    row = int(patterns.of_kind("Dress")[0])
    piece = Piece(patterns.code(row), patterns.marks[row])
    wide, narrow = (tailor.cut(stretched(piece.code, by, 1.0), "Dress", piece, 0.5).code for by in (1.3, 0.75))
    assert inside(wide).sum() > 1.1 * inside(narrow).sum()


def test_a_range_has_more_than_one_pattern(patterns: Patterns, tailor: Tailor):
    code = patterns.code(int(patterns.of_kind("T-Shirt")[0]))
    found = {len(tailor.cut(code, "T-Shirt", seed=seed).marks) for seed in range(12)}
    shapes = {tailor.cut(code, "T-Shirt", seed=seed).code.tobytes() for seed in range(12)}
    assert len(shapes) > 3, found
    assert np.array_equal(tailor.cut(code, "T-Shirt", seed=4).code, tailor.cut(code, "T-Shirt", seed=4).code)


def test_an_unknown_kind_stays_as_it_was(patterns: Patterns, tailor: Tailor):
    code = dream(patterns.code(0), 0.1)
    for category in ("", "Spaceship"):
        cut = tailor.cut(code, category)
        assert np.array_equal(cut.code, code)
        assert cut.marks == ()


def test_a_variation_keeps_what_change_leaves_of_its_start(patterns: Patterns, tailor: Tailor):
    first, other = patterns.of_kind("Dress")[:2]
    start = Piece(patterns.code(int(first)), patterns.marks[int(first)])
    dreamt = stretched(patterns.code(int(other)), 0.8, 1.0)
    assert tailor.cut(dreamt, "Dress", start, 0.0) == start
    little, much = (tailor.cut(dreamt, "Dress", start, change) for change in (0.2, 0.55))
    assert [mark.kind for mark in little.marks] == [mark.kind for mark in start.marks]
    gaps = [np.abs(plane(each.code, 0) - plane(start.code, 0)).mean() for each in (little, much)]
    assert gaps[0] <= gaps[1]
    assert overlap(inside(little.code), inside(start.code)) > 0.88


def test_no_stretch_is_nearly_no_change_and_outlines_stay_sharp(patterns: Patterns):
    row = int(patterns.of_kind("Shirt")[0])
    code = patterns.code(row)
    same = find_stretch(plane(code, 0), plane(code, 0), 1.0, True)
    for mark, moved in zip(patterns.marks[row], stretch_marks(patterns.marks[row], same), strict=True):
        assert np.abs(mark.points - moved.points).max() < 1.5 / 256
    again = decode(stretch_shape(code, same)).distance
    edge = np.abs(decode(code).distance) < 2
    assert np.abs(again - decode(code).distance)[edge].mean() < 0.4
    assert np.abs(again).max() <= REACH_PX * 1.1


def read_prints() -> np.ndarray:
    cloths = [each.cloth.pattern for each in read_library().former if each.cloth.pattern]
    return np.stack([np.frombuffer(code, "<f2").astype(np.float32) for code in cloths])


def test_a_moved_and_noisy_print_is_known_again():
    prints = read_prints()
    tailor = Tailor(EMPTY, prints)
    rng = np.random.default_rng(2)
    found = 0
    for each in prints:
        moved = np.roll(each.reshape(7, 8, 8), (2, 3), axis=(1, 2)).ravel()
        woven = tailor.weave(moved + rng.normal(0, 0.2 * each.std(), moved.shape).astype(np.float32))
        assert any(np.array_equal(woven, known) for known in prints)
        found += np.array_equal(woven, each)
    assert found >= 0.8 * len(prints)


def test_the_print_of_the_start_counts_as_known_and_without_any_the_dream_stays():
    prints = read_prints()
    none = Tailor(EMPTY)
    assert np.array_equal(none.weave(prints[0]), prints[0])
    one = Tailor(EMPTY, prints[:3])
    assert np.array_equal(one.weave(prints[7], own=prints[7]), prints[7])
