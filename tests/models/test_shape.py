"""Silhouettes come back from their code sharp, at any size; folds and lines come back, threads do not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from models.design import SHAPE_SIZE, read_code, write_code
from models.shape import GROOVE, decode, encode, encode_lines
from tests.garments import outline, overlap

EMPTY = np.zeros((256, 256), np.float32)


def drawn(kind: str, side_px: int = 256) -> NDArray[np.uint8]:
    """A silhouette drawn four times as large, as opacity with a soft edge (side, side)."""
    large = 4 * side_px
    mask = Image.new("L", (large, large))
    draw, unit = ImageDraw.Draw(mask), large / 256
    if kind == "shirt":
        mask = Image.fromarray((outline(large, 0.88) * 255).astype(np.uint8))
    elif kind == "trousers":
        legs = [(84, 20), (172, 20), (186, 236), (140, 236), (128, 90), (116, 236), (70, 236)]
        draw.polygon([(x * unit, y * unit) for x, y in legs], fill=255)
    elif kind == "skirt":
        draw.polygon([(x * unit, y * unit) for x, y in [(100, 40), (156, 40), (216, 210), (40, 210)]], fill=255)
    elif kind == "hat":
        draw.ellipse([30 * unit, 150 * unit, 226 * unit, 206 * unit], fill=255)
        draw.ellipse([74 * unit, 60 * unit, 182 * unit, 190 * unit], fill=255)
    return np.asarray(mask.resize((side_px, side_px), Image.Resampling.BOX))


@pytest.mark.parametrize("kind", ["shirt", "trousers", "skirt", "hat"])
def test_a_silhouette_comes_back(kind: str) -> None:
    alpha = drawn(kind)
    code = read_code(write_code(encode(alpha, EMPTY, EMPTY)), SHAPE_SIZE, "shape")  # as it is kept, in half precision
    back = decode(code).alpha
    assert overlap(back > 0.5, alpha > 127) >= 0.99
    assert np.abs(back - alpha / 255).mean() < 0.01


def test_an_outline_is_found_between_the_pixels() -> None:
    moved = [decode(encode(shade_of_edge(x), EMPTY, EMPTY)).alpha[128].sum() for x in (100.0, 100.25, 100.5, 100.75)]
    assert np.diff(moved) == pytest.approx([0.25, 0.25, 0.25], abs=0.13)


def shade_of_edge(x_px: float) -> NDArray[np.uint8]:
    """Opaque to the left of a straight edge between pixels, and 40 px in from above and below (256, 256)."""
    row = np.clip(x_px - np.arange(256), 0, 1) * (np.arange(256) >= 40)
    alpha = np.repeat(row[None], 256, axis=0)
    alpha[:40] = alpha[-40:] = 0
    return np.round(255 * alpha).astype(np.uint8)


def test_a_slanted_edge_does_not_ripple_when_it_is_large() -> None:
    kind = Image.new("L", (1024, 1024))
    ImageDraw.Draw(kind).polygon([(160, 200), (860, 260), (860, 800), (160, 800)], fill=255)
    alpha = np.asarray(kind.resize((256, 256), Image.Resampling.BOX))
    distance = decode(encode(alpha, EMPTY, EMPTY)).distance
    columns = np.arange(70, 190)
    top = np.array([zero_crossing(distance[:128, column]) for column in columns])
    straight = np.polyval(np.polyfit(columns, top, 1), columns)
    assert np.abs(top - straight).max() < 0.25


def zero_crossing(values: NDArray[np.float32]) -> float:
    """Where a column goes from outside to inside, between pixels."""
    index = int(np.argmax(values > 0))
    before, after = float(values[index - 1]), float(values[index])
    return index - after / (after - before)


def test_a_full_square_and_an_empty_one() -> None:
    full, none = (decode(encode(np.full((256, 256), value, np.uint8), EMPTY, EMPTY)) for value in (255, 0))
    assert full.alpha.min() == 1
    assert none.alpha.max() == 0


def test_folds_come_back_and_threads_do_not() -> None:
    alpha = drawn("shirt")
    inside = np.asarray(Image.fromarray(alpha).filter(ImageFilter.MinFilter(9))) == 255
    x = np.arange(256)
    for period_px, kept in ((48, True), (3, False)):
        relief = np.repeat(0.2 * np.sin(2 * np.pi * x / period_px)[None], 256, axis=0).astype(np.float32)
        left = decode(encode(alpha, relief, EMPTY)).relief[inside].std() / relief[inside].std()
        assert left > 0.9 if kept else left < 0.25
    assert np.abs(decode(encode(alpha, relief, EMPTY)).relief[alpha == 0]).max() < 0.3


def test_blocks_of_the_second_ink_come_back_with_edges() -> None:
    alpha, trim = drawn("shirt"), EMPTY.copy()
    trim[120:] = 1
    back = decode(encode(alpha, EMPTY, trim * (alpha > 0))).trim
    inside = np.asarray(Image.fromarray(alpha).filter(ImageFilter.MinFilter(15))) == 255
    assert overlap((back > 0.5)[inside], (trim > 0.5)[inside]) > 0.95
    assert ((back > 0.1) & (back < 0.9))[inside].mean() < 0.06


def test_drawn_lines_are_grooves() -> None:
    ink = EMPTY.copy()
    ink[100:104, 90:170] = 1
    relief = decode(encode_lines(drawn("shirt"), ink)).relief
    assert relief[100:104, 100:160].mean() < -GROOVE / 3
    assert np.abs(relief[150:200, 100:160]).max() < 0.02
