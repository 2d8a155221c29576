"""Where the lamp of a photo is, told by the shadow of the object that was removed from it.

The object's silhouette is thrown by many lamps, as `shadows` throws a product's; the one whose shadow is most like what
the photo is darker by than the same place without the object is believed.  How dark it is in red, green and blue gives
the lamp's share and colour, how its edge fades its size.  Where no lamp explains what is there, none is told.

Source: Panagopoulos et al., "Illumination estimation and cast shadow detection through a higher-order graphical
model", CVPR 2011 (light found by the shadow that a known shape throws).  Differs: one lamp, a flat shape, a
plain search.

Shapes: h, w of a small picture of the gap and what is round it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.staging.light import WEIGHTS, Lamp, to_linear, to_srgb
from models.staging.removing import find_window
from models.staging.requests import Support
from models.staging.shadows import Ground, throw, touch

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
SMALL_PX = 112
"""The longer side of the picture in which shadows are compared."""
TURNS = 36
HEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7)
"""Sines of a lamp over the floor."""
REACHES = (0.012, 0.025, 0.045, 0.08, 0.13)
"""How far the shadow of what lies or hangs moves, of its longer side."""
SIZES_DEG = (3.0, 30.0)
FLAT_Z = 0.6
"""How far a lamp is to the viewer's side of a flat ground: its shadow's length tells it and the height together."""
BESIDE = 0.35
"""How much a place that the paint does not cover counts: it may have been left out."""
SURE = {"lie": 0.45, "hang": 0.3, "stand": 0.3}
"""The share of what is darker that a lamp has to explain; what lies throws little shadow, which much looks like."""
DARK = 0.035
"""How much darker than its ground a shadow is at least, where it is darkest."""
SHARES = (0.15, 0.75)
TINTED = 0.5
"""How far a lamp's colour is believed: what a gap is filled with has a tint of its own."""
TILT_DEG = 18.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """A lamp, and the share of what is darker that its shadow explains (0..1)."""

    lamp: Lamp
    sure: float


def find_lamp(photo: Bytes, empty: Bytes, thing: Floats, gap: Mask, support: Support) -> Found | None:
    """The lamp of a photo (h, w, 3), from the same photo `empty`, the object's alpha (h, w; 0..1) and the gap (h, w).

    `support` says how the object was shown.  None where there is no shadow, or no lamp throws one like it.
    """
    window = find_window(gap, 0.35)
    size = _small(gap[window].shape)
    alpha, hole = (_reduce(each[window].astype(np.float32), size) for each in (thing, gap))
    if not (alpha > 0.5).any():
        return None
    lit, shaded = (_reduce(to_linear(each[window]), size) for each in (empty, photo))
    lost = np.clip(1 - (shaded + 0.004) / (lit + 0.004), -0.3, 0.95)
    weight = _weigh(alpha, hole)
    dark = np.clip(lost @ WEIGHTS, 0, None)
    if not weight.any() or float(np.percentile(dark[weight > 0.5], 95) if (weight > 0.5).any() else 0) < DARK:
        return None
    best: tuple[float, Lamp, Floats] | None = None
    near = touch(alpha, support)
    for lamp, ground in _candidates(alpha, support):
        cover = throw(alpha, ground, lamp)
        explained = _explain(dark, weight, cover, near)
        if best is None or explained > best[0]:
            best = explained, lamp, cover
    if best is None or best[0] < SURE[support or "lie"]:
        return None
    return Found(lamp=_colour(best[1], best[2], near, lost, weight), sure=round(min(1.0, best[0]), 3))


def _small(shape: tuple[int, ...]) -> tuple[int, int]:
    factor = min(1.0, SMALL_PX / max(shape))
    return max(8, round(shape[1] * factor)), max(8, round(shape[0] * factor))


def _reduce(plane: Floats, size: tuple[int, int]) -> Floats:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)


def _weigh(alpha: Floats, hole: Floats) -> Floats:
    """How much each place counts: not under the object, where it is not known; the paint more than what is beside."""
    under = cv2.dilate(np.asarray(alpha > 0.15, np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.asarray(np.where(under, 0, np.where(hole > 0.5, 1.0, BESIDE)), np.float32)


def _candidates(alpha: Floats, support: Support) -> list[tuple[Lamp, Ground]]:
    """Lamps all round, and the ground that takes their shadows."""
    rows = np.nonzero((alpha > 0.5).any(1))[0]
    side = float(max(np.ptp(rows), np.ptp(np.nonzero((alpha > 0.5).any(0))[0]))) + 1
    foot, found = float(rows[-1] + 1), []
    for turn, deg in product(range(TURNS), SIZES_DEG):
        angle = 2 * math.pi * turn / TURNS
        if support == "stand":
            for up in HEIGHTS:
                flat = math.sqrt(1 - up * up)
                towards = flat * math.cos(angle), up, flat * math.sin(angle)
                found.append((_lamp(towards, deg), Ground(support="stand", lamps=(), foot_px=foot, tilt_deg=TILT_DEG)))
            continue
        flat = math.sqrt(1 - FLAT_Z**2)
        towards = flat * math.cos(angle), flat * math.sin(angle), FLAT_Z
        for reach in REACHES:
            ground = Ground(
                support="hang" if support == "hang" else "lie", lamps=(), thickness_px=reach * side * FLAT_Z / flat
            )
            found.append((_lamp(towards, deg), ground))
    return found


def _lamp(towards: tuple[float, float, float], size_deg: float) -> Lamp:
    x, y, z = (round(each, 4) for each in towards)
    return Lamp(towards=(x, y, z), size_deg=size_deg, colour=(255, 255, 255), share=0.4)


def _fit(dark: Floats, weight: Floats, cover: Floats, near: Floats) -> tuple[float, float]:
    """How much of a cast and of a contact shadow add up best to what is darker; neither is negative."""
    cc, nn, cn = ((weight * one * other).sum() for one, other in ((cover, cover), (near, near), (cover, near)))
    cd, nd = ((weight * each * dark).sum() for each in (cover, near))
    scale = float(cc * nn - cn * cn)
    if scale > 1e-6 * float(cc * nn) + 1e-9:
        a, b = float(cd * nn - nd * cn) / scale, float(nd * cc - cd * cn) / scale
        if a >= 0 and b >= 0:
            return a, b
        if a < 0:
            return 0.0, max(0.0, float(nd / nn))
    return max(0.0, float(cd / max(float(cc), 1e-9))), 0.0


def _explain(dark: Floats, weight: Floats, cover: Floats, near: Floats) -> float:
    """The share of what is darker that a shadow explains, beyond what the contact alone does: 1 = all of it."""
    whole = float((weight * dark**2).sum())
    cast, contact = _fit(dark, weight, cover, near)
    left = float((weight * (dark - cast * cover - contact * near) ** 2).sum())
    return 0.0 if cast <= 0.01 or whole <= 0 else 1 - left / whole


def _colour(lamp: Lamp, cover: Floats, near: Floats, lost: Floats, weight: Floats) -> Lamp:
    """The lamp with the share and colour of the light that its shadow lacks."""
    lacks = np.array([_fit(np.clip(lost[..., channel], 0, None), weight, cover, near)[0] for channel in range(3)])
    share = float(np.clip(lacks @ WEIGHTS, *SHARES))
    tint = np.clip(lacks / max(float(lacks.max()), 1e-3), 0.3, 1) ** TINTED
    colour = to_srgb(np.asarray(tint[None, None], np.float32))[0, 0]
    return Lamp(
        towards=lamp.towards, size_deg=lamp.size_deg, share=round(share, 3),
        colour=(int(colour[0]), int(colour[1]), int(colour[2])),
    )  # fmt: skip


__all__ = ["Found", "find_lamp"]
