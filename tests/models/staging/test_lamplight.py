"""The lamp of a photo is told by the shadow that an object threw; without a shadow nothing is told."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.staging.lamplight import Found, find_lamp
from models.staging.light import Lamp, to_linear, to_srgb
from models.staging.records import describe_lamp
from models.staging.requests import Support
from models.staging.shadows import Ground, shade

SIDE = 320


def unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    size = math.hypot(x, y, z)
    return x / size, y / size, z / size


def thing(support: Support) -> NDArray[np.float32]:
    alpha = np.zeros((SIDE, SIDE), np.float32)
    if support == "stand":
        cv2.rectangle(alpha, (140, 110), (180, 200), 1, -1)
        cv2.circle(alpha, (160, 110), 34, 1, -1)
    else:
        cv2.rectangle(alpha, (110, 100), (210, 220), 1, -1)
        cv2.circle(alpha, (110, 130), 30, 1, -1)
    return alpha


def look(support: Support, lamp: Lamp, tilt_deg: float = 12.0, strength: float = 1.0) -> Found | None:
    """A thing on a floor in a lamp's light, with some grain, looked at."""
    rng = np.random.default_rng(4)
    empty = np.clip(150 + rng.normal(0, 3, (SIDE, SIDE, 3)) + np.linspace(-15, 15, SIDE)[:, None, None], 0, 255)
    empty = empty.astype(np.uint8)
    alpha = thing(support)
    ground = Ground(support=support, lamps=(lamp,), thickness_px=6.0, foot_px=201.0, tilt_deg=tilt_deg)
    shaded = to_srgb(to_linear(empty) * shade(alpha, ground, strength))
    photo = np.where(alpha[..., None] > 0.5, np.uint8(90), shaded).astype(np.uint8)
    dark = np.abs(shaded.astype(int) - empty).max(2) > 5
    gap = cv2.dilate(((alpha > 0) | dark).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    return find_lamp(photo, empty, alpha, gap, support)


@pytest.mark.parametrize("support", ["lie", "hang", "stand"])
@pytest.mark.parametrize("side", [-1, 1])
def test_the_side_of_the_lamp_is_found(support: Support, side: int) -> None:
    towards = unit(0.6 * side, 0.5, 0.6)
    found = look(support, Lamp(towards=towards, size_deg=12, colour=(255, 255, 255), share=0.5))
    assert found is not None
    angle = math.degrees(math.acos(min(1.0, sum(a * b for a, b in zip(found.lamp.towards, towards, strict=True)))))
    assert angle < 30
    assert found.sure > 0.5
    assert 0.2 < found.lamp.share <= 0.75


def test_a_hard_shadow_is_told_from_a_soft_one() -> None:
    sizes = [
        look("lie", Lamp(towards=unit(-0.7, 0.4, 0.5), size_deg=size, colour=(255, 255, 255), share=0.5))
        for size in (1, 45)
    ]
    assert sizes[0] is not None
    assert sizes[1] is not None
    assert sizes[0].lamp.size_deg < sizes[1].lamp.size_deg


def test_warm_light_is_warm() -> None:
    found = look("lie", Lamp(towards=unit(0.6, 0.5, 0.5), size_deg=10, colour=(255, 190, 110), share=0.5))
    assert found is not None
    assert found.lamp.colour[0] > found.lamp.colour[2] + 4


def test_without_a_shadow_nothing_is_told() -> None:
    assert (
        look("lie", Lamp(towards=unit(0.6, 0.5, 0.5), size_deg=10, colour=(255, 255, 255), share=0.5), strength=0)
        is None
    )


def test_without_an_object_nothing_is_told() -> None:
    photo = np.full((SIDE, SIDE, 3), 120, np.uint8)
    gap = np.zeros((SIDE, SIDE), bool)
    gap[100:200, 100:200] = True
    assert find_lamp(photo, photo + 40, np.zeros((SIDE, SIDE), np.float32), gap, "lie") is None


def test_a_lamp_in_words() -> None:
    lamp = Lamp(towards=(-0.7, 0.5, 0.51), size_deg=3, colour=(255, 255, 255), share=0.4)
    assert describe_lamp(lamp) == "Hard, from left and above, as the old object's shadow tells"
