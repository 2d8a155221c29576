"""Painted layers become strokes that cover the paint, whatever the layer's size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.types import Stroke
from ui.brush import KEEP_COLOUR, REMOVE_COLOUR, trace_layers


def painted(size: tuple[int, int], *lines: tuple[str, list[tuple[int, int]], int]) -> Image.Image:
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for colour, points, width in lines:
        draw.line(points, fill=colour, width=width, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=colour)
    return layer


def repaint(strokes: tuple[Stroke, ...], kind: str, size: tuple[int, int]) -> np.ndarray:
    """What a masker would paint from the strokes of one kind: round lines of their width, dots for single points."""
    canvas = np.zeros(size[::-1], np.uint8)
    for stroke in strokes:
        points = np.round(np.array(stroke.points) * [size[0] - 1, size[1] - 1]).astype(np.int32)
        thickness = max(1, round(stroke.width * max(size)))
        if stroke.kind == kind:
            cv2.polylines(canvas, [points.reshape(-1, 1, 2)], False, 1, thickness)
            for x, y in points:
                cv2.circle(canvas, (int(x), int(y)), thickness // 2, 1, cv2.FILLED)
    return canvas > 0


def overlap(layer: Image.Image, kind: str, colour: str) -> float:
    """IoU of the repainted strokes with the paint of one colour."""
    strokes = trace_layers([layer])
    again = repaint(strokes, kind, layer.size)
    rgb = np.asarray(layer.convert("RGB")).astype(int)
    wanted = np.abs(rgb - np.array(Image.new("RGB", (1, 1), colour).getpixel((0, 0)))).sum(-1) < 60
    wanted &= np.asarray(layer)[..., 3] > 128
    return float((again & wanted).sum() / (again | wanted).sum())


def test_nothing_painted_gives_no_strokes():
    assert trace_layers([]) == ()
    assert trace_layers([Image.new("RGBA", (300, 200), (0, 0, 0, 0))]) == ()


@pytest.mark.parametrize("size", [(400, 300), (900, 1200)])
def test_a_line_is_covered_in_its_own_colour(size):
    w, h = size
    line = [(w // 5, h // 5), (w // 2, h // 2), (4 * w // 5, h // 3)]
    layer = painted(size, (KEEP_COLOUR, line, w // 20))
    assert {s.kind for s in trace_layers([layer])} == {"keep"}
    assert overlap(layer, "keep", KEEP_COLOUR) > 0.8


def test_two_colours_stay_apart():
    layer = painted((600, 400), (KEEP_COLOUR, [(60, 60), (300, 60)], 24), (REMOVE_COLOUR, [(60, 300), (500, 340)], 24))
    strokes = trace_layers([layer])
    assert {s.kind for s in strokes} == {"keep", "remove"}
    assert all(y < 0.4 for s in strokes if s.kind == "keep" for _, y in s.points)
    assert all(y > 0.6 for s in strokes if s.kind == "remove" for _, y in s.points)
    assert overlap(layer, "keep", KEEP_COLOUR) > 0.8
    assert overlap(layer, "remove", REMOVE_COLOUR) > 0.8


def test_a_brush_line_is_one_stroke_of_about_the_brush_s_width():
    layer = painted((500, 500), (REMOVE_COLOUR, [(100, 250), (400, 250)], 30))
    strokes = trace_layers([layer])
    assert len(strokes) == 1
    assert strokes[0].width == pytest.approx(30 / 500, rel=0.2)


def test_a_click_is_a_dot():
    layer = painted((500, 500), (KEEP_COLOUR, [(250, 250), (250, 250)], 20))
    strokes = trace_layers([layer])
    assert len(strokes) == 1
    assert overlap(layer, "keep", KEEP_COLOUR) > 0.7


def test_a_scribbled_area_is_covered():
    layer = Image.new("RGBA", (500, 400), (0, 0, 0, 0))
    ImageDraw.Draw(layer).rectangle((100, 80, 380, 300), fill=KEEP_COLOUR)
    assert overlap(layer, "keep", KEEP_COLOUR) > 0.75


def test_strokes_are_fractions_even_at_the_rim():
    layer = painted((300, 200), (KEEP_COLOUR, [(0, 0), (299, 199)], 12))
    for stroke in trace_layers([layer]):
        assert 0 < stroke.width <= 1
        assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in stroke.points)
