"""How cloth lies in a garment: sleeves are cut along their own length, so ribs and cables run down the arm.

Sleeves are found by the landmarks that the sliders use; where an armhole is drawn, cloth changes its direction there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import SHAPE_SIZE, read_code
from models.oklab import Floats
from models.reshape_landmarks import UPPERS, Limb, find_landmarks
from models.seam_path import SIDE_PX, smooth
from models.seams import Mark, read_marks
from models.shape import decode

NEAR_PX = 22.0
"""How far from an armpit, and from the shoulder above it, the ends of an armhole may lie, px of 256."""
HIGH = 0.35
"""A sleeve that parts from the body lower than this share of the garment lies on it: where it begins is not known."""
STRAIGHT = 0.06
"""Sleeves that lean less than this from upright (sine) need no turning."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sleeve:
    """Where a sleeve is, `area` (256, 256) in 0..1, soft at its rim; `along` the unit vector (x, y) down the arm;
    `middle` of its armhole (x, y) in px of 256."""

    area: Floats
    along: tuple[float, float]
    middle: tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Patch:
    """A sleeve's place in a print: its box as a slice `part` and a `size` (width, height), how much of it is sleeve,
    `share` (height, width), `along` as in `Sleeve`, and how far the box's corner lies from the armhole's middle,
    `shift` (x, y) px."""

    part: tuple[slice, slice]
    size: tuple[int, int]
    share: Floats
    along: tuple[float, float]
    shift: tuple[float, float]


@lru_cache(maxsize=64)
def find_sleeves(code: bytes, category: str, seams: bytes) -> tuple[Sleeve, ...]:
    """The two sleeves of a shape; none where they hang straight or lie on the body.

    Raises InputError when one of the codes is none.
    """
    if category not in UPPERS:
        return ()
    found = find_landmarks(decode(read_code(code, SHAPE_SIZE, "shape")).alpha > 0.5, category)
    if found is None:
        return ()
    highest = found.top + HIGH * (found.bottom - found.top)
    limbs = [limb for limb in found.limbs if limb.outer[1] < highest]
    if len(limbs) < 2:
        return ()
    lines = [mark for mark in read_marks(seams) if mark.kind in ("seam", "edge") and not mark.closed]
    out = float(np.mean([abs(limb.along[0]) for limb in limbs]))  # both sleeves are cut from one pattern
    down = float(np.mean([limb.along[1] for limb in limbs]))
    if out < STRAIGHT:
        return ()
    return tuple(_sleeve(limb, _unit(float(np.copysign(out, limb.along[0])), down), lines) for limb in limbs)


def turn(sheet: Floats, period_px: int, sleeves: tuple[Sleeve, ...], side_px: int) -> Floats:
    """A sheet of cloth over a garment (side, side), turned along its sleeves.  `sheet` is whole periods wide and high,
    and at least as large as the garment."""
    laid = sheet[:side_px, :side_px].copy()
    for patch in find_patches(sleeves, side_px):
        (dx, dy), (shift_x, shift_y) = patch.along, patch.shift
        # a place in the garment → the place in the cloth; the armhole's middle keeps a whole number of periods
        back = np.array([[dy, -dx, dy * shift_x - dx * shift_y], [dx, dy, dx * shift_x + dy * shift_y]], np.float32)
        back[:, 2] += period_px // 2
        turned = cv2.warpAffine(
            sheet, back, patch.size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_WRAP
        )
        laid[patch.part] += (turned - laid[patch.part]) * patch.share
    return laid


def find_patches(sleeves: tuple[Sleeve, ...], side_px: int) -> list[Patch]:
    """Where sleeves lie in a print (side, side); those that are not on it are left out."""
    zoom = side_px / SIDE_PX
    found = []
    for sleeve in sleeves:
        x, y = sleeve.middle
        share = np.clip(2 * cv2.resize(sleeve.area, (side_px, side_px), interpolation=cv2.INTER_LINEAR) - 0.5, 0, 1)
        rows, columns = (np.flatnonzero(share.any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            continue
        top, left = int(rows[0]), int(columns[0])
        size = int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top
        part = np.s_[top : top + size[1], left : left + size[0]]
        shift = left - x * zoom, top - y * zoom
        found.append(Patch(part=part, size=size, share=np.asarray(share[part]), along=sleeve.along, shift=shift))
    return found


def _sleeve(limb: Limb, along: tuple[float, float], lines: list[Mark]) -> Sleeve:
    area = limb.area.astype(np.uint8)
    armhole = _find_armhole(limb, lines)
    if armhole is not None:
        between = np.zeros_like(area)
        cv2.fillPoly(between, [np.round(armhole).astype(np.int32)], 1)
        at = np.argwhere(between)[:, ::-1] if between.any() else np.zeros((0, 2))
        ahead = float(((at - np.array(limb.middle)) @ np.array(limb.along)).mean()) if len(at) else 0.0
        area = area & ~between if ahead > 0 else area | between
    grown = cv2.dilate(area, np.ones((3, 3), np.uint8))  # over the soft rim of the outline
    soft = cv2.GaussianBlur(np.where(limb.area, area, grown).astype(np.float32), (0, 0), 0.7)
    return Sleeve(area=np.asarray(soft, np.float32), along=along, middle=limb.middle)


def _find_armhole(limb: Limb, lines: list[Mark]) -> NDArray[np.float64] | None:
    """The drawn seam from armpit to shoulder (n, 2), px of 256; None where there is none."""
    ends = np.array([limb.pit, limb.outer])
    best, least = None, 2 * NEAR_PX
    for mark in lines:
        curve = (smooth(mark.points, closed=False) + 0.5) * SIDE_PX
        for one, other in ((curve[0], curve[-1]), (curve[-1], curve[0])):
            gaps = np.linalg.norm(ends - np.array([one, other]), axis=1)
            if gaps.max() < NEAR_PX and gaps.sum() < least:
                best, least = np.asarray(curve, np.float64), float(gaps.sum())
    return best


def _unit(x: float, y: float) -> tuple[float, float]:
    length = float(np.hypot(x, y)) or 1.0
    return x / length, y / length
