"""The ground of a look that turns: the picture's own, as if nobody stood on it, and the shadow of the feet."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.people.parts import Part
from models.staging.light import to_linear, to_srgb
from models.tryon.body import Body
from models.tryon.layers import Worn
from models.tryon.light import blur

Bytes = NDArray[np.uint8]
FEET = (Part.FOOT_LEFT, Part.FOOT_RIGHT)
GROUND_PX = 70
"""How softly the ground is spanned under the body, px of a picture of 1152."""
GRAIN = 0.006
"""How grainy the ground is, of its light."""
SHADE = 0.65
"""How dark the ground is under the feet, of what is taken away."""
COARSER = 3
"""How many times coarser than the clip shadows are drawn."""


def find_ground(body: Body, there: NDArray[np.bool_]) -> Bytes:
    """The picture's ground as if nobody stood on it, smooth; `there` (h, w) is where somebody does."""
    width, height = body.size_px
    scale = height / 1152
    reach = 2 * round(14 * scale) + 1
    free = (1 - cv2.dilate(there.astype(np.uint8), np.ones((reach, reach), np.uint8))).astype(np.float32)
    sigma = GROUND_PX * scale
    light = to_linear(body.picture) * free[..., None]
    weight = np.zeros((height, width), np.float32)
    out = np.zeros((height, width, 3), np.float32)
    for wide, share in ((1.0, 1.0), (3.0, 0.02)):
        weight += share * blur(free, wide * sigma)
        out += share * np.dstack([blur(light[..., channel], wide * sigma) for channel in range(3)])
    grain = 1 + GRAIN * np.random.default_rng(0).standard_normal((height, width, 1))  # smooth ground shows its steps
    return to_srgb(np.asarray(out / np.maximum(weight, 1e-6)[..., None] * grain, np.float32))


def shade_ground(body: Body, worn: tuple[Worn, ...]) -> Floats:
    """How much light the ground gets (h, w) beside the feet or the shoes."""
    full = body.size_px
    width, height = full[0] // COARSER, full[1] // COARSER
    shoes = [each.points for each in worn if each.cloth.category == "Shoes"]
    sides = np.split(shoes[0], 2) if shoes else [body.posed[body.part == part] for part in FEET]
    floor = min(float(each[:, 1].min()) for each in sides)
    shade = np.zeros((height, width), np.float32)
    for side in sides:
        gap = float(side[:, 1].min()) - floor
        for sigma, strength in ((3.0, 0.9), (12.0, 0.6), (34.0, 0.42)):
            flat = side.copy()
            flat[:, 1] = floor
            outline = cv2.convexHull(np.round(body.project(flat)[0] * (8 / COARSER)).astype(np.int32))
            there = cv2.fillPoly(np.zeros((height, width), np.float32), [outline], 1.0, shift=3)
            spot = cv2.GaussianBlur(there, (0, 0), (sigma + 160 * gap) * height / 1152 + 0.3)
            shade = np.maximum(shade, np.asarray(spot * strength / (1 + 30 * gap), np.float32))
    large = cv2.resize(shade, full, interpolation=cv2.INTER_CUBIC)
    return np.asarray(1 - SHADE * np.clip(large, 0, 1), np.float32)
