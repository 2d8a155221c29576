"""Inks and patterns are read off pictures themselves."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.oklab import distance, to_oklab
from segments.eyesight import PatternEye, glance

NAVY, CREAM = (28, 40, 78), (242, 230, 202)


def draw(pattern: str, main: tuple[int, int, int] = NAVY, other: tuple[int, int, int] = CREAM, step: int = 24):
    """A square of cloth on a clear ground."""
    rgba = np.zeros((256, 256, 4), np.uint8)
    rgba[40:216, 40:216] = (*main, 255)
    y, x = np.mgrid[:256, :256]
    second = {
        "plain": np.zeros((256, 256), bool),
        "striped": y % step < step // 3,
        "dotted": (x % step - step / 2) ** 2 + (y % step - step / 2) ** 2 < (step / 4) ** 2,
    }[pattern]
    rgba[..., :3][second & (rgba[..., 3] > 0)] = other
    return Image.fromarray(rgba)


def apart(a: tuple[int, int, int], b: tuple[int, int, int]) -> float:
    return float(distance(to_oklab(np.array(a, np.uint8)), to_oklab(np.array(b, np.uint8))))


def test_two_inks_are_read_apart_the_larger_first():
    read = glance(draw("striped"))
    assert len(read.inks) == 2
    assert apart(read.inks[0], NAVY) < 0.03
    assert apart(read.inks[1], CREAM) < 0.05
    assert len(glance(draw("plain")).inks) == 1


def test_a_ground_of_one_colour_is_no_ink():
    cut = draw("dotted")
    ground = Image.new("RGB", cut.size, (255, 255, 255))
    ground.paste(cut, mask=cut.getchannel("A"))
    inks = glance(ground).inks
    assert apart(inks[0], NAVY) < 0.03
    assert all(apart(ink, (255, 255, 255)) > 0.03 for ink in inks)


def test_an_empty_picture_is_read_as_well():
    assert len(glance(Image.new("RGBA", (50, 80), (0, 0, 0, 0))).inks) >= 1
    assert len(glance(Image.new("RGB", (50, 80), (255, 255, 255))).inks) == 1


def test_patterns_are_told_apart_also_in_products_that_were_learned_from():
    kinds = ("plain", "striped", "dotted")
    steps = (16, 20, 24, 28, 32, 36)
    read = np.stack([glance(draw(kind, step=step)).signs for kind in kinds for step in steps])
    names = [kind for kind in kinds for _ in steps]
    eye = PatternEye(read, names)
    fresh = np.stack([glance(draw(kind, (150, 40, 40), (240, 220, 90), step=26)).signs for kind in kinds])
    assert [kind in seen for kind, seen in zip(kinds, eye.see(fresh), strict=True)] == [True] * 3
    assert np.mean([name in seen for name, seen in zip(names, eye.own, strict=True)]) > 0.8
    assert max(len(seen) for seen in eye.own) <= 3


def test_lessons_teach_what_no_product_has_and_leave_what_is_seen_in_the_products():
    steps = (16, 20, 24, 28, 32, 36)
    read = np.stack([glance(draw(kind, step=step)).signs for kind in ("plain", "striped") for step in steps])
    names = [kind for kind in ("plain", "striped") for _ in steps]
    dots = [glance(draw("dotted", (150, 40, 40), (240, 220, 90), step=step)) for step in (18, 22, 26, 30)]
    fresh = glance(draw("dotted", step=24)).signs[None]
    alone = PatternEye(read, names)
    taught = PatternEye(read, names, [(each, "dotted") for each in dots])
    assert "dotted" not in alone.see(fresh)[0]
    assert "dotted" in taught.see(fresh)[0]
    assert taught.own == alone.own


def test_there_have_to_be_patterns_to_learn_from():
    with pytest.raises(ValueError, match="too few"):
        PatternEye(np.zeros((10, 54), np.float32), ["plain"] * 8 + ["striped"] * 2)
