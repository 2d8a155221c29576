"""Where a product keeps the light from its ground: contact and cast shadows, and its reflection.

A shadow is the product's silhouette thrown along each light, softer the further it falls: a light that is seen under
an angle a blurs a shadow at distance d over d · a.  What a light leaves dark, the others still light, in their colours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from models.oklab import Floats
from models.staging import feet
from models.staging.light import Lamp, tint
from models.staging.requests import Support

BANDS = 3
"""Into how many slices of its height a product is cut: each throws its shadow with its own softness."""
FLATTEST = 0.12
"""Least sine of a light over the ground: lower ones would throw shadows out of the picture."""
TINT = 0.3
"""How much a shadow shows the colour of the light that it lacks: what bounces in from all sides evens it out."""
CONTACT, TOUCH = 0.36, 0.66
"""How much of the surrounding light the crack under a lying and under a standing product swallows."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a product's shadow falls on.

    `thickness_px` is how high a lying product is, or how far a hanging one is from its wall.  For a standing one,
    `foot_px` is the line on which it stands, `tilt_deg` how far the camera looks down, and `wall_px` the line where the
    floor meets a wall (None: far away).
    """

    support: Support
    lamps: tuple[Lamp, ...]
    thickness_px: float = 0.0
    foot_px: float = 0.0
    tilt_deg: float = 12.0
    wall_px: float | None = None


def shade(alpha: Floats, ground: Ground, strength: float) -> Floats:
    """What is left of the light (h, w, 3), 1 = all of it, round a product of that alpha (h, w)."""
    left = np.ones((*alpha.shape, 3), np.float32)
    if strength <= 0 or not alpha.any():
        return left
    stands = ground.support == "stand"
    floor = feet.find_floor(alpha) if stands else None
    for lamp in ground.lamps:
        cover = _stand(alpha, ground, lamp, floor) if stands else _flat(alpha, ground, lamp)
        lost = np.minimum(strength * lamp.share * cover[..., None] * tint(lamp.colour) ** TINT, 0.96)
        left *= 1 - lost
    contact = TOUCH * _touch(alpha, floor) if stands else CONTACT * _crack(alpha, ground)
    left *= 1 - np.minimum(strength * contact, 0.9)[..., None]
    return left


def throw(alpha: Floats, ground: Ground, lamp: Lamp) -> Floats:
    """How much of one lamp's light a product of that alpha (h, w) takes from each place (h, w), 0..1."""
    if ground.support == "stand":
        return _stand(alpha, ground, lamp, None)
    return _flat(alpha, ground, lamp)


def touch(alpha: Floats, support: Support) -> Floats:
    """Where a product of that alpha (h, w) keeps the light of all sides from what it touches (h, w)."""
    if support == "stand":
        return _touch(alpha, None)
    rows, columns = np.nonzero((alpha > 0.5).any(1))[0], np.nonzero((alpha > 0.5).any(0))[0]
    side = max(np.ptp(rows), np.ptp(columns)) + 1 if rows.size else 1
    return _crack(alpha, Ground(support=support or "lie", lamps=(), thickness_px=0.02 * float(side)))


def _flat(alpha: Floats, ground: Ground, lamp: Lamp) -> Floats:
    """The shadow of a lying or hanging product on the surface behind it."""
    x, y, z = lamp.towards
    z = max(z, FLATTEST)
    cover = np.zeros_like(alpha)
    # A lying garment is thin at its edge; a hanging one is at its full distance everywhere.
    levels = (0.35, 0.7, 1.0) if ground.support == "lie" else (1.0,)
    for level in levels:
        gap = ground.thickness_px * level
        shift = (-x / z * gap, y / z * gap)
        blur = 0.4 + 0.5 * gap * math.radians(lamp.size_deg) / (z * z)
        moved = _soften(_move(alpha, shift), blur)
        cover = np.maximum(cover, moved)
    return cover


def _crack(alpha: Floats, ground: Ground) -> Floats:
    """The dark line along a lying product's edge; faint where it hangs before a wall."""
    size = max(1.0, ground.thickness_px)
    near, far = _soften(alpha, 0.35 * size + 0.4), _soften(alpha, 1.5 * size + 0.8)
    share = 1.0 if ground.support == "lie" else 0.25
    return np.asarray(share * (0.6 * near + 0.4 * far), np.float32)


def _stand(alpha: Floats, ground: Ground, lamp: Lamp, floor: Floats | None) -> Floats:
    """The shadow of a standing product on the floor, and up the wall where it reaches one.

    `floor` (w,) is where each column's floor is, when the product has legs that end at different heights.
    """
    x, y, z = lamp.towards
    y = max(y, FLATTEST)
    tilt = math.radians(min(max(ground.tilt_deg, 1.0), 80.0))
    across, along = -x / y / math.cos(tilt), -z / y * math.tan(tilt)
    rows = np.nonzero(alpha.max(1) > 0.1)[0]
    height = max(1.0, ground.foot_px - float(rows[0]))
    softness = 0.5 * math.radians(lamp.size_deg) / y
    cover = np.zeros_like(alpha)
    for band in range(BANDS):
        part = alpha * _slice(alpha.shape[0], ground.foot_px if floor is None else floor, height, band)
        if floor is None:
            thrown = _throw(part, ground, across, along)
        else:
            thrown = feet.throw(part, floor, across, along, ground.wall_px)
        middle = height * (band + 0.35) / BANDS
        cover = np.maximum(cover, _soften(thrown, 0.6 + softness * middle * math.hypot(across, along, 1.0)))
    return np.clip(cover, 0, 1)


def _slice(rows: int, foot: float | Floats, height: float, band: int) -> Floats:
    """How much each row (rows, 1 or columns) belongs to a slice of the product's height over its foot; neighbours
    overlap, so that no seam shows."""
    up = (foot - np.arange(rows, dtype=np.float32)[:, None]) / height * BANDS
    low, high = band - 0.35, band + 1.35
    rise = np.clip((up - low) / 0.3, 0, 1) if band else np.ones_like(up)
    fall = np.clip((high - up) / 0.3, 0, 1) if band < BANDS - 1 else np.ones_like(up)
    return np.asarray(rise * fall, np.float32)


def _throw(part: Floats, ground: Ground, across: float, along: float) -> Floats:
    """A silhouette laid onto the floor: a point u above the foot falls u·across to the side and u·along down."""
    foot = ground.foot_px
    # destination x = x + (foot − y)·across, y = foot + (foot − y)·along
    laid = np.array([[1, -across, foot * across], [0, -along, foot + foot * along]], np.float32)
    if abs(along) < 0.02:
        laid[1] = (0, 0.02, foot - 0.02 * foot)
    floor = _warp(part, laid)
    if ground.wall_px is None or along >= 0 or ground.wall_px >= foot:
        return floor
    reach = (foot - ground.wall_px) / -along
    rows = np.arange(part.shape[0])[:, None]
    up = _warp(part, np.array([[1, 0, reach * across], [0, 1, reach - (foot - ground.wall_px)]], np.float32))
    return np.where(rows >= ground.wall_px, floor, up)


def _touch(alpha: Floats, floor: Floats | None) -> Floats:
    """The dark crack where a standing product touches the floor, and the dimness round it."""
    lowest = alpha.shape[0] - 1 - np.argmax(alpha[::-1] > 0.5, axis=0)
    there = (alpha > 0.5).any(0)
    rows = np.nonzero(alpha.max(1) > 0.1)[0]
    height = max(4.0, float(rows[-1] - rows[0]))
    level = rows[-1] if floor is None else floor - 1
    near = np.where(there, np.exp(-(((level - lowest) / (0.045 * height)) ** 2)), 0).astype(np.float32)
    line = np.zeros_like(alpha)
    columns = np.nonzero(near > 0.02)[0]
    line[np.clip(lowest[columns], 0, alpha.shape[0] - 1), columns] = near[columns]
    crack = _spread(line, 0.012 * height, 0.006 * height)
    dim = _spread(line, 0.1 * height, 0.035 * height)
    return np.asarray(np.clip(1.1 * crack + 0.55 * dim, 0, 1.6), np.float32)


def _spread(line: Floats, wide: float, high: float) -> Floats:
    """A line blurred to a lens, as dark in its middle whatever its size."""
    high = max(0.6, high)
    out = cv2.GaussianBlur(line, (0, 0), sigmaX=max(0.6, wide), sigmaY=high, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(out * (high * math.sqrt(2 * math.pi)), np.float32)


def reflect(product: Floats, foot_px: float, amount: float) -> Floats:
    """The mirror image below the foot of a product (h, w, 4, premultiplied), fading away; of the same shape."""
    height = product.shape[0]
    rows = 2 * foot_px - np.arange(height, dtype=np.float32) - 1
    source = np.clip(np.round(rows).astype(np.int32), 0, height - 1)
    mirrored = product[source] * ((rows >= 0) & (np.arange(height) >= foot_px))[:, None, None]
    seen = np.nonzero(product[..., 3].max(1) > 0.1)[0]
    length = max(1.0, 0.4 * (foot_px - float(seen[0]))) if seen.size else 1.0
    fade = np.clip(1 - (np.arange(height, dtype=np.float32) - foot_px) / length, 0, 1) ** 1.6
    soft = cv2.GaussianBlur(mirrored * fade[:, None, None], (0, 0), sigmaX=1 + length * 0.012)
    return np.asarray(amount * 0.6 * soft, np.float32)


def _move(alpha: Floats, shift: tuple[float, float]) -> Floats:
    return _warp(alpha, np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32))


def _warp(alpha: Floats, matrix: Floats) -> Floats:
    size = alpha.shape[1], alpha.shape[0]
    return np.asarray(cv2.warpAffine(alpha, matrix, size, flags=cv2.INTER_LINEAR, borderValue=0), np.float32)


def _soften(alpha: Floats, sigma: float) -> Floats:
    """Blurred; wide blurs on a smaller copy, which looks the same and costs a fraction.

    What leaves the picture goes on beyond its edge: a shadow does not fade there.
    """
    step = 1
    while sigma / step > 8 and min(alpha.shape) / step > 64:
        step *= 2
    if step == 1:
        return np.asarray(cv2.GaussianBlur(alpha, (0, 0), sigmaX=max(0.3, sigma), borderType=cv2.BORDER_REPLICATE))
    size = alpha.shape[1], alpha.shape[0]
    small = cv2.resize(alpha, (size[0] // step, size[1] // step), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigmaX=sigma / step, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.float32)
