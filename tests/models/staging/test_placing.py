"""Placement: whatever the product and the size, it is whole, in proportion and inside."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.errors import InputError
from models.staging.placements import FREE, PLACEMENTS, find_placement, plan
from models.staging.placing import cut_free, fit, place, resample
from models.staging.requests import StageRequest, check_size


def sizes() -> list[tuple[int, int]]:
    chance = np.random.default_rng(2)
    drawn = [(int(a), int(b)) for a, b in chance.integers(24, 1400, (60, 2))]
    return [(each.width_px, each.height_px) for each in PLACEMENTS] + drawn


def test_every_product_fits_every_placement_in_proportion() -> None:
    chance = np.random.default_rng(4)
    for width, height in sizes():
        product = np.zeros((int(chance.integers(12, 400)), int(chance.integers(12, 400)), 4), np.uint8)
        product[..., 3] = 255
        for with_words in (False, True):
            room = plan(width, height, with_words).room
            wide, high = fit((product.shape[1], product.shape[0]), (width, height), room)
            assert wide <= (room[2] - room[0]) * width + 1e-6
            assert high <= (room[3] - room[1]) * height + 1e-6
            scale = float(chance.uniform(0.2, 3.0))
            middle = tuple(chance.uniform(-0.5, 1.5, 2) * (width, height))
            placed = place(product, (width, height), middle, (round(wide * scale), round(high * scale)))
            assert placed.left >= 0
            assert placed.top >= 0
            assert placed.left + placed.width <= width
            assert placed.top + placed.height <= height
            ratio = product.shape[1] / product.shape[0]
            # each side is rounded to a whole pixel, so the proportion is right to within one
            assert abs(placed.width - ratio * placed.height) <= 0.5 + 0.5 * ratio + 1


def test_the_room_stays_clear_of_the_words() -> None:
    for each in PLACEMENTS:
        division = plan(each.width_px, each.height_px, True)
        for box in (division.room, division.words, division.legal):
            assert 0 <= box[0] < box[2] <= 1
            assert 0 <= box[1] < box[3] <= 1
        apart = division.room[0] >= division.words[2] or division.room[3] <= division.words[1]
        assert apart, each.id


def test_resampling_lends_no_colour_from_what_is_clear() -> None:
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[...] = (255, 0, 255, 0)  # a loud colour that nobody sees
    rgba[8:32, 8:32] = (30, 120, 60, 255)
    for side in (10, 27, 64):
        small = resample(rgba, side, side)
        seen = small[small[..., 3] > 40]
        assert np.abs(seen[:, :3].astype(int) - (30, 120, 60)).max() <= 3


def test_dust_does_not_count_and_the_margins_are_cut() -> None:
    image = Image.new("RGBA", (200, 200))
    draw = ImageDraw.Draw(image)
    draw.rectangle((50, 60, 149, 159), fill=(200, 30, 30, 255))
    draw.point((3, 3), fill=(0, 0, 0, 255))
    assert cut_free(image).shape == (100, 100, 4)


def test_a_speck_is_no_product() -> None:
    image = Image.new("RGBA", (200, 200))
    ImageDraw.Draw(image).rectangle((50, 50, 55, 55), fill=(200, 30, 30, 255))
    with pytest.raises(InputError, match="few pixels"):
        cut_free(image)


@pytest.mark.parametrize("size", [(1, 1), (0, 50), (23, 300), (5000, 100), (4096, 4096), (-3, 40)])
def test_impossible_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(InputError) as caught:
        check_size(*size)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "wish",
    [
        {"scale": float("nan")}, {"scale": 9.0}, {"shift": (2.0, 0.0)}, {"shift": (float("inf"), 0.0)},
        {"shadow": -1.0}, {"reflection": 3.0}, {"ground": "sea"}, {"support": "fly"}, {"scene": "../etc"},
        {"theme": "A B"}, {"seed": -1}, {"seed": True}, {"room": (0.5, 0.5, 0.4, 0.9)}, {"colours": ((1, 2, 300),)},
        {"words": "x" * 999}, {"room": (float("nan"), 0.0, 1.0, 1.0)},
    ],
    ids=str,
)  # fmt: skip
def test_impossible_wishes_are_refused(wish: dict[str, object]) -> None:
    with pytest.raises(InputError):
        StageRequest(image=Image.new("RGBA", (4, 4)), width_px=100, height_px=100, **wish)  # type: ignore[arg-type]


def test_placements_are_found_by_id_and_free_ones_by_size() -> None:
    assert find_placement("story").height_px == 1920
    assert find_placement(FREE, 600, 400).size == "600 × 400"
    for id in ("", "billboards", FREE):
        with pytest.raises(InputError):
            find_placement(id)
