"""Sleeves on arms: those that would hang over the hands end near the wrists, all others stay as long as they are."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.tryon.body import Body, find_body
from models.tryon.cut import cut
from models.tryon.figure import measure
from models.tryon.sleeves import FULL, MORE, measure_arm, shorten_sleeves
from models.tryon.wrap import wrap


@pytest.fixture(scope="module")
def body() -> Body:
    return find_body("ada-stand")


def shirt(reach: int) -> np.ndarray:
    """The opacity of a shirt laid flat, its sleeves slanting and `reach` px long."""
    image = Image.new("L", (256, 256))
    draw = ImageDraw.Draw(image)
    out = round(reach * 0.7)
    draw.polygon([(116, 80), (140, 80), (156, 86), (156, 190), (100, 190), (100, 86)], fill=255)
    draw.polygon([(102, 85), (102, 116), (110 - out, 112 + out), (97 - out, 100 + out)], fill=255)
    draw.polygon([(154, 85), (154, 116), (146 + out, 112 + out), (159 + out, 100 + out)], fill=255)
    return np.asarray(image)


@pytest.mark.parametrize("reach", [30, 60, 110])
def test_sleeves_end_near_the_wrists_at_most(body: Body, reach: int) -> None:
    panel = cut(shirt(reach), "Longsleeve")
    assert len(panel.build.limbs) == 2
    cloth = wrap(panel, body, measure(body))
    drawn = max(limb.length for limb in panel.build.limbs) * cloth.scale
    full = FULL * measure_arm(body)
    expected = drawn if drawn <= full else full + MORE * (drawn - full)
    assert shorten_sleeves(panel, body, cloth.scale) == pytest.approx(expected / drawn)
    for number, side in ((1, "r"), (2, "l")):
        mine = cloth.limb == number
        assert np.hypot(*np.ptp(cloth.metric[mine], 0)) == pytest.approx(expected, abs=0.12)
        away = np.linalg.norm(cloth.points[mine] - body.rest_joints[f"{side}_shoulder"], axis=1)
        assert away.max() < expected + 0.12


def test_the_longest_sleeves_are_the_ones_that_are_drawn_in(body: Body) -> None:
    long, short = (cut(shirt(reach), "Longsleeve") for reach in (110, 30))
    assert shorten_sleeves(long, body, 0.008) < 1.0
    assert shorten_sleeves(short, body, 0.008) == 1.0
