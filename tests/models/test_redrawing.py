"""Redrawing a shape by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.design import SHAPE_SIZE, read_code, write_code
from models.errors import InputError
from models.redrawing import keep_seams, redraw
from models.seams import Mark, read_marks, write_marks
from models.shape import decode, encode

NOTHING = np.zeros((256, 256), np.float32)


@pytest.fixture
def box() -> bytes:
    """A square garment in the middle, with a groove down its left half."""
    alpha = np.zeros((256, 256), np.uint8)
    alpha[80:176, 80:176] = 255
    relief = np.zeros((256, 256), np.float32)
    relief[80:176, 96:100] = -0.4
    return write_code(encode(alpha, relief, NOTHING))


def rectangle(top: int, left: int, bottom: int, right: int, side: int = 256) -> np.ndarray:
    plane = np.zeros((side, side), np.float32)
    plane[top:bottom, left:right] = 1
    return plane


def outline(code: bytes) -> np.ndarray:
    return decode(read_code(code, SHAPE_SIZE, "shape")).alpha > 0.5


def test_painted_cloth_makes_the_garment_longer_and_leaves_the_rest(box: bytes):
    longer = redraw(box, rectangle(170, 80, 216, 176), NOTHING, NOTHING)
    assert outline(longer)[210, 128]
    assert not outline(box)[210, 128]
    before, after = (read_code(each, SHAPE_SIZE, "shape")[:4096].reshape(64, 64) for each in (box, longer))
    assert np.array_equal(before[:30], after[:30]), "far from the paint nothing changes"
    assert np.isclose(outline(longer).sum() - outline(box).sum(), 40 * 96, rtol=0.06)


def test_what_is_cut_is_gone_even_where_cloth_was_painted(box: bytes):
    paint = rectangle(120, 60, 180, 200)
    assert not outline(redraw(box, paint, paint, NOTHING))[140, 128]


def test_a_seam_is_a_groove_and_the_outline_stays(box: bytes):
    seamed = redraw(box, NOTHING, NOTHING, rectangle(100, 126, 150, 130))
    before, after = (decode(read_code(each, SHAPE_SIZE, "shape")) for each in (box, seamed))
    assert after.relief[125, 128] < before.relief[125, 128] - 0.1
    assert np.array_equal(before.distance, after.distance)
    assert abs(after.relief[125, 98] - before.relief[125, 98]) < 1e-3


def test_paint_of_any_size_lands_in_the_same_place(box: bytes):
    small = redraw(box, rectangle(170, 80, 216, 176), NOTHING, NOTHING)
    large = redraw(box, rectangle(510, 240, 648, 528, 768), NOTHING, NOTHING)
    assert (outline(small) != outline(large)).mean() < 0.002


def test_nothing_reaches_the_edge_of_the_picture(box: bytes):
    wide = outline(redraw(box, rectangle(100, 0, 150, 256), NOTHING, NOTHING))
    assert not wide[:, 0].any()
    assert not wide[:, -1].any()


@pytest.mark.parametrize(
    ("add", "cut", "message"),
    [(NOTHING, NOTHING, "Nothing was painted"), (NOTHING, np.ones((256, 256)), "Nothing would be left")],
)
def test_no_paint_and_no_garment_are_explained(box: bytes, add: np.ndarray, cut: np.ndarray, message: str):
    with pytest.raises(InputError, match=message):
        redraw(box, add, cut, NOTHING)


def test_seams_beside_the_garment_change_nothing(box: bytes):
    with pytest.raises(InputError, match="Nothing was painted"):
        redraw(box, NOTHING, NOTHING, rectangle(0, 0, 40, 40))


def test_seams_are_kept_where_they_still_lie_right(box: bytes):
    def line(kind, *points):
        return Mark(kind=kind, points=np.array(points, np.float32) / 256 - 0.5)

    placket = line("edge", (128, 90), (128, 150))
    hem = line("stitch", (84, 170), (128, 170), (172, 170))
    cuff = line("seam", (90, 84), (90, 100))
    seams = write_marks([placket, hem, cuff])
    longer = redraw(box, rectangle(170, 80, 216, 176), NOTHING, NOTHING)
    kept = read_marks(keep_seams(seams, box, longer))
    assert [mark.kind for mark in kept] == ["edge", "seam"], "the old hem is no hem any more"
    shorter = redraw(box, NOTHING, rectangle(140, 80, 176, 176), NOTHING)
    assert [mark.kind for mark in read_marks(keep_seams(seams, box, shorter))] == ["edge", "seam"]
    assert keep_seams(seams, box, box) == seams
    assert keep_seams(b"", box, longer) == b""
