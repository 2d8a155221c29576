"""Sleeves as they are sewn in: parted from the body along the drawn armhole, and along the body's side under it.

For prints, whose lattice shows where a sleeve begins to a hair.  (`models/grain_lines.py` goes by the outline first and
turns surfaces, whose older prints are to stay as they are.)
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import SHAPE_SIZE, read_code
from models.garment_print import cut_out
from models.grain_lines import Sleeve
from models.reshape_landmarks import UPPERS
from models.seam_path import SIDE_PX, smooth
from models.seams import read_marks
from models.shape import decode

FINE_PX = 2 * SIDE_PX
LEAST_DROP, LEAST_UPRIGHT = 0.06, 1.0
"""An armhole goes down by this share of the canvas at least, and at least so much more than across."""
TOP = 0.45
"""… and begins in the garment's upper part, within this share of its height."""
JOIN_PX, EXTEND_PX = 14.0, (8.0, 20.0, 36.0)
"""How near (px of 512) the body's side begins to where the armhole ends, and how far ends are drawn on to the outline,
the shortest first."""
SHARES = 0.012, 0.3
"""Of the garment that a sleeve covers."""
TIP = 0.12
"""The share of a sleeve, farthest from the armhole, that tells where the cuff is."""
STRAIGHT = 0.06
Curve = NDArray[np.floating]


@lru_cache(maxsize=64)
def find_sewn_sleeves(code: bytes, category: str, seams: bytes) -> tuple[Sleeve, ...]:
    """The two sleeves of a shape, left and right; none where their armholes are not drawn, or they hang straight.

    Raises InputError when one of the codes is none.
    """
    if category not in UPPERS:
        return ()
    inside = cut_out(decode(read_code(code, SHAPE_SIZE, "shape")), FINE_PX) > 0.5
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return ()
    lines = [
        (smooth(mark.points, closed=False) + 0.5) * FINE_PX
        for mark in read_marks(seams)
        if mark.kind in ("seam", "edge") and not mark.closed and len(mark.points) > 1
    ]
    middle, low = (columns[0] + columns[-1]) / 2, rows[0] + TOP * (rows[-1] - rows[0])
    found = [_part_sleeve(inside, lines, middle, float(low), side) for side in (-1.0, 1.0)]
    sleeves = [each for each in found if each is not None]
    if len(sleeves) < 2:
        return ()
    out = float(np.mean([abs(each.along[0]) for each in sleeves]))  # both sleeves are cut from one pattern
    down = float(np.mean([each.along[1] for each in sleeves]))
    if out < STRAIGHT * np.hypot(out, down):
        return ()
    x, y = out / float(np.hypot(out, down)), down / float(np.hypot(out, down))
    return tuple(
        Sleeve(area=each.area, along=(side * x, y), middle=each.middle)
        for each, side in zip(sleeves, (-1.0, 1.0), strict=True)
    )


def _part_sleeve(
    inside: NDArray[np.bool_], lines: list[Curve], middle: float, low: float, side: float
) -> Sleeve | None:
    """The sleeve on one side (−1 left, 1 right) of the first armhole that parts one off."""
    whole = int(inside.sum())
    for line in lines:
        armhole = line if line[0, 1] <= line[-1, 1] else line[::-1]
        drop = armhole[-1, 1] - armhole[0, 1]
        if (
            (side * (armhole[:, 0] - middle)).min() <= 0
            or armhole[0, 1] > low
            or drop < LEAST_DROP * FINE_PX
            or drop < LEAST_UPRIGHT * abs(armhole[-1, 0] - armhole[0, 0])
        ):
            continue
        under = [
            way
            for other in lines
            for way in (other, other[::-1])
            if np.hypot(*(way[0] - armhole[-1])) < JOIN_PX and way[-1, 1] > armhole[-1, 1] + JOIN_PX
        ]
        cut = np.concatenate([armhole, *under[:1]])
        area = next(
            (area for reach in EXTEND_PX if (area := _cut_off(inside, _extend(cut, reach), side)) is not None), None
        )
        if area is not None and SHARES[0] * whole < area.sum() < SHARES[1] * whole:
            at = armhole.mean(0)
            places = np.argwhere(area)[:, ::-1] + 0.5
            far = np.hypot(*(places - at).T)
            along = places[far >= np.quantile(far, 1 - TIP)].mean(0) - at
            if side * along[0] <= 0 or along[1] <= 0:
                continue
            soft = cv2.resize(area.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
            over = cv2.dilate(soft, np.ones((3, 3), np.uint8))  # over the soft rim of the outline
            small = cv2.resize(inside.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
            half = SIDE_PX / FINE_PX
            return Sleeve(
                area=np.asarray(np.where(small < 1, over, soft), np.float32),
                along=(float(along[0]), float(along[1])),
                middle=(float(at[0] * half), float(at[1] * half)),
            )
    return None


def _extend(line: Curve, reach: float) -> Curve:
    """A line (n, 2) that goes on so far beyond both ends, px, to meet the outline."""
    steps = line[0] - line[min(3, len(line) - 1)], line[-1] - line[max(-4, -len(line))]
    first, last = (step / max(float(np.hypot(*step)), 1e-6) * reach for step in steps)
    return np.asarray(np.concatenate([line[:1] + first, line, line[-1:] + last]))


def _cut_off(inside: NDArray[np.bool_], cut: Curve, side: float) -> NDArray[np.bool_] | None:
    """What lies beyond a cut on one side (h, w); None where nothing is parted off."""
    knife = np.zeros(inside.shape, np.uint8)
    cv2.polylines(knife, [np.round(cut).astype(np.int32)], False, 1, 2)
    left = (inside & (knife == 0)).astype(np.uint8)
    count, parts, stats, centres = cv2.connectedComponentsWithStats(left, connectivity=4)
    if count < 3:
        return None
    order = 1 + np.argsort(-stats[1:, cv2.CC_STAT_AREA])
    body, sleeve = int(order[0]), int(order[1])
    if side * (centres[sleeve][0] - centres[body][0]) <= 0:
        return None
    near = [cv2.distanceTransform((parts != part).astype(np.uint8), cv2.DIST_L2, 5) for part in (sleeve, body)]
    return np.asarray(inside & (near[0] < near[1]))
