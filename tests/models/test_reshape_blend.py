"""A shape on its way to another, and designs between two."""

from __future__ import annotations

import numpy as np
import pytest

from models.design import SHAPE_SIZE, DesignSpec, read_code
from models.designing import Record, blend, change, morph, read_record, write_record
from models.errors import InputError
from models.library import StarterShape, read_library
from models.oklab import to_oklab
from models.reshape_blend import Form, Shares, blend_forms, find_nearest
from models.shape import decode


def starter(category: str) -> StarterShape:
    return next(shape for shape in read_library().shapes if shape.category == category)


def form(category: str) -> Form:
    shape = starter(category)
    return Form(code=shape.code, category=category, seams=shape.seams)


def design(category: str, colour: tuple[int, int, int] = (200, 40, 40)) -> DesignSpec:
    shape = starter(category)
    cloth = read_library().cloths[-1 if category == "Dress" else 0].cloth
    return DesignSpec(
        shape=shape.code, seams=shape.seams, cloth=cloth, colour=colour, accent=(240, 230, 210), category=category,
        seed=3, text="A design",
    )  # fmt: skip


def inside(code: bytes) -> np.ndarray:
    return decode(read_code(code, SHAPE_SIZE, "shape")).distance > 0


def overlap(one: bytes, other: bytes) -> float:
    a, b = inside(one), inside(other)
    return float((a & b).sum() / (a | b).sum())


@pytest.mark.parametrize("pair", [("T-Shirt", "Dress"), ("Pants", "Shorts"), ("Longsleeve", "Top"), ("Hat", "Skirt")])
def test_the_ends_are_the_two_shapes_and_the_way_is_steady(pair: tuple[str, str]) -> None:
    first, second = form(pair[0]), form(pair[1])
    assert blend_forms(first, second, 0.0) == first
    assert blend_forms(first, second, 1.0) == second
    steps = [blend_forms(first, second, share).code for share in (0.02, 0.35, 0.65, 0.98)]
    assert overlap(steps[0], first.code) > 0.85
    assert overlap(steps[-1], second.code) > 0.85
    away = [overlap(step, second.code) for step in steps]
    assert away[0] < away[-1]
    assert all(one < other + 0.08 for one, other in zip(away, away[1:], strict=False))
    for step in steps:
        assert 0.05 < inside(step).mean() < 0.8


def test_a_blend_is_deterministic_and_of_the_nearer_kind() -> None:
    first, second = form("T-Shirt"), form("Dress")
    assert blend_forms(first, second, 0.4) == blend_forms(first, second, 0.4)
    assert blend_forms(first, second, 0.4).category == "T-Shirt"
    assert blend_forms(first, second, 0.6).category == "Dress"


def test_a_dress_is_longer_for_its_width_than_the_shirt_on_its_way() -> None:
    def slim(code: bytes) -> float:
        ys, xs = np.nonzero(inside(code))
        return float(np.ptp(ys) / np.ptp(xs))

    shirt, dress = form("Longsleeve"), form("Dress")
    assert slim(shirt.code) < slim(blend_forms(shirt, dress, 0.5).code) < slim(dress.code) * 1.2


def test_each_part_has_its_own_share() -> None:
    first, second = design("T-Shirt"), design("Dress", (20, 60, 160))
    assert blend(first, second, Shares(shape=0.0, cloth=0.0, colours=0.0)) == first
    only_cloth = blend(first, second, Shares(shape=0.0, cloth=1.0, colours=0.0))
    assert (only_cloth.cloth, only_cloth.shape, only_cloth.colour) == (second.cloth, first.shape, first.colour)
    colours = blend(first, second, Shares(shape=0.0, cloth=0.0, colours=0.5))
    assert (colours.shape, colours.cloth) == (first.shape, first.cloth)
    ends = [to_oklab(np.array(each.colour, np.uint8)) for each in (first, second)]
    assert np.allclose(to_oklab(np.array(colours.colour, np.uint8)), (ends[0] + ends[1]) / 2, atol=0.02)
    all_of_it = blend(first, second, Shares(shape=1.0, cloth=1.0, colours=1.0))
    assert (all_of_it.shape, all_of_it.category, all_of_it.colour) == (second.shape, "Dress", second.colour)
    assert (all_of_it.seed, all_of_it.text) == (first.seed, first.text)


def test_a_blended_design_has_sliders_of_its_own() -> None:
    moved = change(design("T-Shirt"), {"sliders": {"length": -0.1}})
    assert blend(moved, design("Dress"), Shares(shape=0.0)).cutting == moved.cutting
    between = blend(moved, design("Dress"), Shares(shape=0.5))
    assert between.cutting is None
    assert change(between, {"sliders": {"length": -0.1}}).cutting is not None


def test_a_morph_changes_the_shape_alone() -> None:
    shirt = design("T-Shirt")
    half = morph(shirt, "Dress", 0.6)
    assert half.category == "Dress"
    assert (half.cloth, half.colour, half.accent, half.seed) == (shirt.cloth, shirt.colour, shirt.accent, shirt.seed)
    assert morph(shirt, "Dress", 1.0).shape == find_nearest(shirt.shape, "Dress").code
    with pytest.raises(InputError):
        morph(shirt, "Kilt", 0.5)
    with pytest.raises(InputError):
        morph(shirt, "Dress", 1.5)


def test_shares_out_of_range_are_refused() -> None:
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(InputError):
            Shares(cloth=wrong)
        with pytest.raises(InputError):
            blend_forms(form("T-Shirt"), form("Dress"), wrong)


def test_a_blank_shape_cannot_be_blended() -> None:
    blank = Form(code=np.full(SHAPE_SIZE, -1, "<f2").tobytes(), category="T-Shirt")
    with pytest.raises(InputError):
        blend_forms(blank, form("Dress"), 0.5)


def test_a_record_says_how_much_of_each_there_is() -> None:
    spec = blend(design("T-Shirt"), design("Dress"), Shares(shape=0.0, cloth=0.5))
    record = Record(verb="blend", design=spec, size_px=512, shares=Shares(shape=0.0, cloth=0.5))
    assert read_record(write_record(record)) == record
    assert "shares" not in write_record(Record(verb="tweak", design=spec, size_px=512))
    with pytest.raises(InputError):
        Record(verb="tweak", design=spec, size_px=512, shares=Shares())
    with pytest.raises(InputError):
        Record(verb="blend", design=spec, size_px=512)
