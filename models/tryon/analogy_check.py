"""Whether a repainted garment is still the one that was given, where no pixel knows from where it comes.

The flat picture is stretched over the garment's box, taken in the body's light, and compared with what is there: by
its colour, by how strong its detail is, and by where that detail lies.
"""

from __future__ import annotations

from typing import TypedDict

import cv2
import numpy as np
from numpy.typing import NDArray

from models.colour_difference import ciede2000, to_cielab
from models.oklab import Floats, to_oklab
from models.staging.light import to_linear, to_srgb
from models.tryon.body import Body
from models.tryon.camera import expose, take
from models.tryon.light import find_light, shine
from models.tryon.requests import Box

Bytes = NDArray[np.uint8]
LEAST_PX = 60


class Figures(TypedDict):
    """What `models.tryon.requests.Checked` tells of a garment."""

    colour_de00: float
    texture: float
    structure: float
    seen: float


def check_look(look: Bytes, body: Body, cover: Floats, flat: Bytes) -> tuple[Box, Figures]:
    """Box and figures of one garment: `cover` (h, w) 0..1 is how much of each pixel it is, `flat` (S, S, 4)."""
    none = Figures(colour_de00=0.0, texture=0.0, structure=0.0, seen=0.0)
    there = cover > 0.5
    if np.count_nonzero(there) < LEAST_PX:
        return (0.0, 0.0, 0.0, 0.0), none
    rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    height, width = look.shape[:2]
    box = tuple(round(float(side), 5) for side in (left / width, top / height, right / width, bottom / height))
    ys, xs = np.nonzero(flat[..., 3] > 127)
    part = flat[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    expected = np.asarray(cv2.resize(part, (int(right - left), int(bottom - top)), interpolation=cv2.INTER_AREA))
    inner, shown = there[top:bottom, left:right], look[top:bottom, left:right]
    both = inner & (expected[..., 3] > 200)
    seen = float(both.sum() / max(1, np.count_nonzero(expected[..., 3] > 127)))
    if np.count_nonzero(both) < LEAST_PX:
        return (box[0], box[1], box[2], box[3]), none
    lit = _light(np.asarray(expected[..., :3], np.uint8), body)
    bright = both & (to_oklab(shown)[..., 0] >= np.quantile(to_oklab(shown)[both][:, 0], 0.5))
    means = [np.asarray(to_srgb(to_linear(each[bright]).mean(0))) for each in (shown, lit)]
    colour = float(ciede2000(to_cielab(means[0][None]), to_cielab(means[1][None]))[0])
    texture, structure = _compare(to_oklab(shown)[..., 0], to_oklab(lit)[..., 0], both)
    return (box[0], box[1], box[2], box[3]), Figures(
        colour_de00=round(colour, 2), texture=round(texture, 3), structure=round(structure, 3), seen=round(seen, 3)
    )


def _light(rgb: Bytes, body: Body) -> Bytes:
    """The flat picture's colours as the body's camera takes them in full light."""
    bright = float(np.percentile(shine(find_light(body), body.normals_posed[body.normals_posed[:, 2] > 0.2]), 82))
    linear = to_linear(rgb).reshape(-1, 3)
    light = np.full(len(linear), float(expose(np.array(bright, np.float32))), np.float32)
    return np.asarray(to_srgb(take(linear, light).reshape(rgb.shape)), np.uint8)


def _compare(first: Floats, second: Floats, both: NDArray[np.bool_]) -> tuple[float, float]:
    """How alike detail of 1 to 8 px is: its strength band by band, and where it lies (0 where it is elsewhere)."""
    bands = [[plane, *(cv2.GaussianBlur(plane, (0, 0), s) for s in (1.2, 2.4, 4.8))] for plane in (first, second)]
    strengths = []
    for k in range(3):
        p, q = (float((each[k] - each[k + 1])[both].std()) for each in bands)
        strengths.append((2 * p * q + 1e-5) / (p * p + q * q + 1e-5))
    p_all, q_all = ((each[0] - each[3])[both] for each in bands)
    alike = (float((p_all * q_all).mean()) + 1e-5) / (float(p_all.std() * q_all.std()) + 1e-5)
    return float(np.mean(strengths)), float(np.clip(alike, 0, 1))
