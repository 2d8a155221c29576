"""A silkscreen is a few flat inks, and the plates do not depend on the colours."""

from __future__ import annotations

from collections import Counter

import numpy as np
from PIL import Image

from models.colourways import Colourway
from models.oklab import from_oklab
from models.palette import to_lch
from models.screen_print import BLACK, GREY, WHITE, Plates, choose_key, cut_plates, pull
from tests.garments import garment, stripes

WAY = Colourway(colour=(200, 40, 60), accent=(250, 230, 90), ground=(40, 80, 190))


def plates(seed: int = 0, side_px: int = 256, lines: bool = False) -> Plates:
    light = garment(GREY, GREY, side_px=side_px, depth=0.35, grain=0.02)
    inks = garment(BLACK, WHITE, stripes(side_px, 32), side_px, depth=0)
    drawn = Image.fromarray(np.pad(np.zeros((2, 40), np.uint8), ((100, 154), (108, 108)), constant_values=255))
    return cut_plates(light, inks, drawn if lines else None, seed)


def share(plate: np.ndarray, of: np.ndarray) -> float:
    return float((plate[of > 0.9] > 0.5).mean())


def test_plates_cover_what_they_should() -> None:
    cut = plates()
    assert 0.03 < share(cut.key, cut.flat) < 0.2
    assert 0.04 < share(cut.light, cut.flat) < 0.25
    assert 0.4 < share(cut.accent, cut.flat) < 0.6
    for plate in (cut.key, cut.light, cut.accent):
        assert plate[cut.flat == 0].max() == 0
    assert not ((cut.key > 0.9) & (cut.light > 0.9)).any()


def test_even_light_leaves_no_shadow() -> None:
    flat = garment(GREY, GREY, depth=0, grain=0)
    cut = cut_plates(flat, garment(BLACK, BLACK, depth=0, grain=0), None)
    assert share(cut.key, cut.flat) < 0.01
    assert share(cut.light, cut.flat) < 0.01
    assert share(cut.accent, cut.flat) == 0


def test_a_cell_is_a_few_flat_inks() -> None:
    cell = np.asarray(pull(plates(), WAY))
    common = Counter(map(tuple, cell.reshape(-1, 3).tolist())).most_common(6)
    assert sum(number for _, number in common) > 0.85 * cell.shape[0] * cell.shape[1]
    inks = {ink for ink, _ in common}
    assert {WAY.ground, WAY.colour, WAY.accent, choose_key(WAY)} <= inks
    assert common[0][0] == WAY.ground


def test_the_ground_is_flat_to_the_corners() -> None:
    cell = np.asarray(pull(plates(), WAY))
    for corner in (cell[:10, :10], cell[:10, -10:], cell[-10:, :10], cell[-10:, -10:]):
        assert (corner == WAY.ground).all()


def test_drawn_lines_are_printed_in_the_key_ink() -> None:
    plain, drawn = (np.asarray(pull(plates(lines=lines), WAY)) for lines in (False, True))
    key = np.array(choose_key(WAY))
    place = np.s_[100:102, 110:146]
    assert (np.abs(drawn[place].astype(int) - key).max(-1) < 40).mean() > 0.8
    assert (np.abs(plain[place].astype(int) - key).max(-1) < 40).mean() < 0.5


def test_the_same_seed_has_the_same_grain() -> None:
    assert np.array_equal(plates(1).key, plates(1).key)
    assert not np.array_equal(plates(1).key, plates(2).key)


def test_the_key_ink_is_dark_whatever_the_ground() -> None:
    for ground in ((252, 224, 78), (0, 122, 98), (10, 10, 30), (255, 255, 255)):
        assert to_lch(choose_key(Colourway(colour=GREY, accent=GREY, ground=ground)))[0] < 0.32


def test_a_clear_picture_is_ground_alone() -> None:
    clear = Image.new("RGBA", (64, 64))
    assert (np.asarray(pull(cut_plates(clear, clear, None), WAY)) == WAY.ground).all()


def test_even_half_tones_become_lines_and_edges_stay() -> None:
    columns = np.arange(768) // 48 % 2
    checks = (columns[None] + columns[:, None]) / 2
    flat = garment(GREY, GREY, side_px=768, depth=0, grain=0)
    inks = Image.fromarray(from_oklab(np.stack([checks, 0 * checks, 0 * checks], -1).astype(np.float32)))
    inks.putalpha(flat.getchannel("A"))
    cut = cut_plates(flat, inks, None)
    inner = np.kron(np.ones((16, 16)), np.pad(np.ones((40, 40)), 4)) > 0
    for tone, low, high in ((0.0, 0.0, 0.01), (0.5, 0.35, 0.65), (1.0, 0.99, 1.0)):
        there = inner & (checks == tone) & (cut.flat > 0.99)
        assert there.sum() > 500
        assert low <= float(cut.accent[there].mean()) <= high, tone
    half = cut.accent[inner & (checks == 0.5) & (cut.flat > 0.99)]
    assert float(((half < 0.2) | (half > 0.8)).mean()) > 0.5, "lines, not a third ink"
