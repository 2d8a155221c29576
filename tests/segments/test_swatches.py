"""The colours of products in pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from segments.swatches import COLOURS, from_bytes, read_swatch


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


def test_a_swatch_survives_as_bytes() -> None:
    rng = np.random.default_rng(0)
    swatch = read_swatch(Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)))
    again = from_bytes(swatch.to_bytes())
    np.testing.assert_array_equal(again.rgb, swatch.rgb)
    np.testing.assert_array_equal(again.shares, swatch.shares)
    with pytest.raises(ValueError, match="not a swatch"):
        from_bytes(b"x" * (COLOURS * 7 - 1))
