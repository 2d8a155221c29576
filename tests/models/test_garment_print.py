"""The press: seams join the light, openings show one ink, panels the accent; designs without seams print as before."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.design import Cloth, DesignSpec, write_code
from models.garment_print import cut_out, draw_lines, lay_inks, press, sew
from models.inks import compose, parse_colour
from models.seams import Mark, write_marks
from models.shape import Shape, decode, encode

RED, WHITE = (150, 40, 40), (250, 250, 250)


@pytest.fixture(scope="module")
def spec() -> DesignSpec:
    alpha = np.zeros((256, 256), np.uint8)
    alpha[40:216, 60:196] = 255
    empty = np.zeros((256, 256), np.float32)
    return DesignSpec(shape=write_code(encode(alpha, empty, empty)), cloth=Cloth(), colour=RED, accent=WHITE)


@pytest.fixture(scope="module")
def shape(spec: DesignSpec) -> Shape:
    return decode(np.frombuffer(spec.shape, "<f2"))


def area(kind: str, left: int, top: int, right: int, bottom: int) -> Mark:
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    points = np.repeat(np.array(corners, np.float32) / 256 - 0.5, 2, axis=0)
    return Mark(kind=kind, points=points, depth=0.6, closed=True)  # type: ignore[arg-type]


def printed(spec: DesignSpec, shape: Shape, side: int = 256, sheet: float = 0.0) -> np.ndarray:
    flat = np.zeros((side, side), np.float32)
    seams = sew(shape, spec.seams, side, spec.seed)
    return press(spec, shape, seams, np.full((side, side), sheet, np.float32), flat, flat)


def test_without_seams_it_is_inks_and_light_alone(spec: DesignSpec, shape: Shape):
    flat = np.zeros((256, 256), np.float32)
    inks = compose(parse_colour(RED), parse_colour(WHITE), flat, np.ones_like(flat))
    assert np.array_equal(printed(spec, shape)[..., :3], inks)
    assert np.array_equal(printed(spec, shape)[..., 3], np.round(cut_out(shape, 256) * 255))


def test_an_opening_shows_one_ink_and_a_panel_the_other(spec: DesignSpec, shape: Shape):
    marks = [area("panel", 80, 100, 120, 140), area("opening", 100, 40, 156, 80)]
    sewn = replace(spec, seams=write_marks(marks))
    rgba = printed(sewn, shape, sheet=1.0)
    assert rgba[180, 128, 0] > 240, "the cloth is all accent"
    inside = rgba[60, 128].astype(int)
    assert inside[0] > 2 * inside[1], "the inside is the first ink"
    assert inside[0] < RED[0], "and darker"
    plain = printed(sewn, shape)
    assert plain[120, 100, 1] > 200, "the panel is the accent"
    assert plain[180, 128, 1] < 60
    mix = lay_inks(shape, np.zeros((256, 256), np.float32), sew(shape, sewn.seams, 256, 0))
    assert mix[120, 100] == pytest.approx(1)
    assert mix[60, 128] == 0


@pytest.mark.parametrize("side", [128, 512, 768])
def test_nothing_outside_of_the_outline_at_any_size(spec: DesignSpec, shape: Shape, side: int):
    long = np.array([(10, 128), (250, 130)], np.float32) / 256 - 0.5
    sewn = replace(spec, seams=write_marks([Mark(kind="cord", points=long, width=8, depth=1)]))
    assert np.array_equal(printed(sewn, shape, side)[..., 3], printed(spec, shape, side)[..., 3])


def test_light_cloth_is_shaded_softly_when_it_is_drafted(spec: DesignSpec, shape: Shape):
    line = Mark(kind="seam", points=np.array([(80, 128), (180, 128)], np.float32) / 256 - 0.5, width=3, depth=0.8)
    relief = np.full((256, 256), -0.3, np.float32)
    flat = np.zeros_like(relief)
    white = replace(spec, colour=WHITE)
    sewn = replace(white, seams=write_marks([line]))
    as_read, drafted = (
        press(each, shape, sew(shape, each.seams, 256, 0), flat, relief, flat)[200, 128, 0] for each in (white, sewn)
    )
    assert drafted > as_read + 10


def test_lines_are_drawn_for_what_is_sewn(spec: DesignSpec, shape: Shape):
    line = Mark(kind="edge", points=np.array([(128, 60), (128, 200)], np.float32) / 256 - 0.5, width=2, depth=0.8)
    flat = np.zeros((512, 512), np.float32)
    alpha = cut_out(shape, 512)
    without, drawn = (draw_lines(flat, sew(shape, code, 512, 0), alpha) for code in (b"", write_marks([line])))
    inner = cv2.erode((alpha > 0.5).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert without[inner].min() == 255
    assert drawn[inner].min() < 120
    assert (drawn[300, 250:262] < 200).any()
