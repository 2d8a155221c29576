"""The tailor: dreams come out as garments, variations stay near what they vary."""

from __future__ import annotations

import numpy as np
import pytest

from models.backends.warhol_tailor import Tailor
from models.design import CATEGORIES, SHAPE_SIZE
from models.library import read_library
from models.shape import FINE
from tests.garments import overlap

SKIRT, DRESS = CATEGORIES.index("Skirt"), CATEGORIES.index("Dress")


def plane(code: np.ndarray, number: int) -> np.ndarray:
    return code[number * FINE**2 :][: FINE**2].reshape(FINE, FINE)


def read(category: str) -> list[np.ndarray]:
    shapes = [each.code for each in read_library().shapes if each.category == category]
    return [np.frombuffer(code, "<f2").astype(np.float32) for code in shapes]


@pytest.fixture
def tailor() -> Tailor:
    skirts, dresses = read("Skirt"), read("Dress")
    codes = np.stack([*skirts, *dresses])
    return Tailor(codes, np.array([SKIRT] * len(skirts) + [DRESS] * len(dresses)))


def dream(code: np.ndarray, loud: float) -> np.ndarray:
    """A shape under noise, as a flow that has not learned enough would leave it."""
    rng = np.random.default_rng(1)
    return (code + rng.normal(0, loud, SHAPE_SIZE)).astype(np.float32)


def test_a_noisy_dream_of_a_pattern_is_cut_like_the_pattern(tailor: Tailor):
    skirt = read("Skirt")[0]
    cut = tailor.cut(dream(skirt, 0.3), "Skirt")
    assert overlap(plane(cut, 0) > 0, plane(skirt, 0) > 0) > 0.9
    noise = np.abs(np.diff(plane(cut, 1), axis=1)).mean()
    assert noise < 1.5 * np.abs(np.diff(plane(skirt, 1), axis=1)).mean() + 0.01


def test_it_is_cut_from_patterns_of_its_kind(tailor: Tailor):
    dress = read("Dress")[0]
    as_dress, as_skirt = tailor.cut(dress, "Dress"), tailor.cut(dress, "Skirt")
    assert overlap(plane(as_dress, 0) > 0, plane(dress, 0) > 0) > overlap(plane(as_skirt, 0) > 0, plane(dress, 0) > 0)


def test_both_sides_are_alike(tailor: Tailor):
    inside = plane(tailor.cut(dream(read("Dress")[1], 0.4), "Dress"), 0) > 0
    assert overlap(inside, inside[:, ::-1]) > 0.93


def test_another_dream_is_another_garment(tailor: Tailor):
    wide, narrow = read("Dress")[0].copy(), read("Dress")[0].copy()
    wide[: FINE**2] += 0.15
    narrow[: FINE**2] -= 0.1
    assert (plane(tailor.cut(wide, "Dress"), 0) > 0).sum() > (plane(tailor.cut(narrow, "Dress"), 0) > 0).sum()


def test_an_unknown_kind_stays_as_it_was(tailor: Tailor):
    code = dream(read("Skirt")[0], 0.1)
    assert np.array_equal(tailor.cut(code, "Hat"), code)
    assert np.array_equal(tailor.cut(code, ""), code)


def test_a_variation_keeps_what_change_leaves_of_its_start(tailor: Tailor):
    start, other = read("Dress")[0], read("Dress")[2]
    same = tailor.cut(other, "Dress", start, 0.0)
    assert np.allclose(same[: FINE**2], start[: FINE**2], atol=1e-5)
    assert np.abs(plane(same, 1) - plane(start, 1))[plane(start, 0) > 0].mean() < 0.02
    little, much = (tailor.cut(other, "Dress", start, change)[: FINE**2] for change in (0.2, 0.8))
    assert np.abs(little - start[: FINE**2]).sum() < np.abs(much - start[: FINE**2]).sum()


def read_prints() -> np.ndarray:
    cloths = [each.cloth.pattern for each in read_library().cloths if each.cloth.pattern]
    return np.stack([np.frombuffer(code, "<f2").astype(np.float32) for code in cloths])


def test_a_moved_and_noisy_print_is_known_again():
    prints = read_prints()
    tailor = Tailor(np.zeros((0, SHAPE_SIZE), np.float32), np.zeros(0, int), prints)
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
    none = Tailor(np.zeros((0, SHAPE_SIZE), np.float32), np.zeros(0, int))
    assert np.array_equal(none.weave(prints[0]), prints[0])
    one = Tailor(np.zeros((0, SHAPE_SIZE), np.float32), np.zeros(0, int), prints[:3])
    assert np.array_equal(one.weave(prints[7], own=prints[7]), prints[7])
