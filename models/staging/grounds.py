"""Plain grounds in colours that suit the product: the control of every test, and often the best creative."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.design import Rgb
from models.errors import InputError
from models.palette import make_colour, read_palette, to_lch
from models.staging.compositing import Backdrop
from models.staging.light import Lamp
from models.staging.placing import Placed
from models.staging.postures import UPRIGHT, find_foot
from models.staging.requests import StageRequest
from models.staging.shadows import Ground

STUDIO = (
    Lamp(towards=(-0.42, 0.5, 0.76), size_deg=26, colour=(255, 250, 242), share=0.42),
    Lamp(towards=(0.6, 0.3, 0.74), size_deg=50, colour=(244, 248, 255), share=0.16),
)
"""A large soft light from the upper left, a weaker one from the right: how products are lit in a studio."""


def suggest_colours(product: Image.Image, count: int = 5) -> tuple[Rgb, ...]:
    """Grounds that a product stands out from: its own hue very light, its opposite, a warm neutral, a deep one.

    Deterministic; works for black, white and grey products as well.
    """
    try:
        main = read_palette(product, 3).colours[0]
    except InputError:  # too little of it is opaque to say what colour it has
        main = (128, 128, 128)
    light, chroma, hue = to_lch(main)
    soft = 0.035 if chroma > 0.03 else 0.012
    dark = light < 0.45
    own = make_colour(0.88 if light < 0.75 else 0.62, soft, hue)
    opposite = make_colour(0.83 if light < 0.68 else 0.52, 0.055, hue + 180)
    neighbour = make_colour(0.86 if light < 0.7 else 0.55, 0.06, hue + 40)
    neutral = make_colour(0.93 if light < 0.85 else 0.76, 0.012, 80)
    deep = make_colour(0.30 if not dark else 0.70, 0.04 if chroma > 0.03 else 0.02, hue + 12)
    return (neutral, own, opposite, neighbour, deep)[:count]


def paint_ground(placed: Placed, request: StageRequest, colours: tuple[Rgb, ...]) -> Backdrop:
    """The ground of a request that wants no scene."""
    width, height = request.width_px, request.height_px
    ground = light_studio(placed, request)
    if request.ground == "clear":
        return Backdrop(rgb=None, ground=ground)
    if request.ground == "gradient":
        rgb = _blend(width, height, colours)
    else:
        rgb = np.broadcast_to(np.array(colours[0], np.uint8), (height, width, 3)).copy()
    return Backdrop(rgb=rgb, ground=ground, colours=colours)


def light_studio(placed: Placed, request: StageRequest) -> Ground:
    """What a product's shadow falls on in a studio."""
    support = request.support or ("stand" if request.kind in UPRIGHT else "lie")
    foot = placed.top + find_foot(placed.rgba) * placed.height
    size = max(placed.width, placed.height)
    gap = {"lie": 0.02, "hang": 0.06, "stand": 0.0}[support] * size
    return Ground(support=support, lamps=STUDIO, thickness_px=gap, foot_px=foot, tilt_deg=14)


def _blend(width: int, height: int, colours: tuple[Rgb, ...]) -> NDArray[np.uint8]:
    """Two colours round a soft light, with a little noise, so that no steps show."""
    first, second = (np.array(each, np.float32) for each in (colours[0], colours[-1]))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    reach = max(width, height)
    far = np.hypot((x - 0.46 * width) / reach, (y - 0.4 * height) / reach)
    share = np.clip(far / 0.72, 0, 1)[..., None] ** 1.3
    noise = np.random.default_rng(5).normal(0, 0.7, (height, width, 1)).astype(np.float32)
    return np.asarray(np.clip(np.round(first * (1 - share) + second * share + noise), 0, 255), np.uint8)


def second_colour(first: Rgb) -> Rgb:
    """What one colour runs into: the same hue, deeper."""
    light, chroma, hue = to_lch(first)
    return make_colour(max(0.12, light - 0.13), min(0.12, chroma + 0.012), hue)


__all__ = ["light_studio", "paint_ground", "second_colour", "suggest_colours"]
