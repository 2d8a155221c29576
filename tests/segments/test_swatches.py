"""The colours of products in pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from segments.colours import colour_names, name_colours
from segments.swatches import COLOURS, Swatch, from_bytes, is_old, read_swatch


def scene(
    ground: tuple[int, int, int], *patches: tuple[tuple[int, int, int], tuple[int, int, int, int]]
) -> Image.Image:
    picture = Image.new("RGB", (96, 96), ground)
    for colour, box in patches:
        picture.paste(colour, box)
    return picture


def test_the_ground_is_no_colour_of_the_product() -> None:
    red, blue = (180, 30, 30), (30, 40, 150)
    swatch = read_swatch(scene((235, 235, 230), (red, (20, 20, 76, 62)), (blue, (20, 62, 76, 76))))
    assert np.abs(swatch.rgb[0].astype(int) - red).max() <= 3
    assert np.abs(swatch.rgb[1].astype(int) - blue).max() <= 3
    np.testing.assert_allclose(swatch.shares[:2], [0.75, 0.25], atol=0.05)
    assert swatch.shares.sum() <= 1.0001


def test_a_product_in_the_colour_of_its_ground_is_read_from_the_middle() -> None:
    swatch = read_swatch(scene((240, 240, 240)))
    assert np.abs(swatch.rgb[0].astype(int) - 240).max() <= 3
    assert swatch.shares.tolist() == [1, 0, 0, 0, 0]


def test_a_light_product_on_a_dark_ground() -> None:
    swatch = read_swatch(scene((20, 20, 20), ((230, 220, 200), (30, 30, 66, 66))))
    assert np.abs(swatch.rgb[0].astype(int) - (230, 220, 200)).max() <= 3


def room(ground: tuple[int, int, int], product: tuple[int, int, int], seed: int = 0) -> Image.Image:
    """A product on a floor of boards, by a warm lamp, as people photograph."""
    rng = np.random.default_rng(seed)
    boards = np.repeat(rng.normal(1, 0.14, (12, 1, 1)), 8, axis=0) * np.array(ground, float)
    rgb = np.broadcast_to(boards, (96, 96, 3)) + rng.normal(0, 6, (96, 96, 1))
    rgb = rgb.copy()
    rgb[18:84, 24:72] = np.array(product) + rng.normal(0, 4, (66, 48, 1))
    lamp = np.array([1.0, 0.96, 0.9]) * np.linspace(0.78, 0.9, 96)[None, :, None]
    return Image.fromarray(np.clip(rgb * lamp, 0, 255).astype(np.uint8))


def name(swatch: Swatch) -> str:
    return colour_names()[int(name_colours(swatch.rgb[0]))]


@pytest.mark.parametrize("ground", [(170, 120, 80), (110, 74, 50)])
@pytest.mark.parametrize(
    ("product", "called"), [((32, 42, 78), "navy"), ((196, 40, 44), "red"), ((136, 137, 140), "grey")]
)
def test_in_a_room_a_product_has_its_own_colour_not_the_floor_s_nor_the_lamp_s(
    product: tuple[int, int, int], called: str, ground: tuple[int, int, int]
) -> None:
    assert name(read_swatch(room(ground, product))) == called


def test_white_in_a_lit_room_is_white() -> None:
    assert name(read_swatch(room((170, 120, 80), (246, 246, 244)))) == "white"


def test_in_a_room_a_product_of_the_floor_s_colour_is_read_from_the_middle() -> None:
    floor = room((170, 120, 80), (170, 120, 80))
    assert name(read_swatch(floor)) in ("brown", "beige", "orange", "mustard")


def test_an_older_reading_is_known_as_such() -> None:
    data = read_swatch(scene((240, 240, 240))).to_bytes()
    assert not is_old(data)
    assert is_old(data[:-1])
    assert is_old(data[:-1] + b"\x01")
    with pytest.raises(ValueError, match="not a swatch"):
        from_bytes(data[:-1])


def test_a_swatch_survives_as_bytes() -> None:
    rng = np.random.default_rng(0)
    swatch = read_swatch(Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)))
    again = from_bytes(swatch.to_bytes())
    np.testing.assert_array_equal(again.rgb, swatch.rgb)
    np.testing.assert_array_equal(again.shares, swatch.shares)
    with pytest.raises(ValueError, match="not a swatch"):
        from_bytes(b"x" * (COLOURS * 7 - 1))
