"""Shoulders, armpits, sleeves and legs of a flat garment, also where a sleeve lies against the body.

An outline alone does not say where a sleeve that touches the body ends.  So the armpit is looked for on the body's side
carried on upwards from the notch between cuff and hem, as deep below the shoulder as armholes are; the sleeve is what
lies beyond shoulder, armpit and notch.  All in px of the 256 canvas.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.reshape_landmarks import LOWERS, UPPERS, Landmarks, Limb, Point, find_landmarks

Mask = NDArray[np.bool_]
DENT_PX = 2.5
WAVE = 0.018
"""Dents nearer to the hem than this part of the height are waves of the hem."""
LEVEL = 0.66
"""Above which part of the height a lower edge is a sleeve's."""
ARMHOLE, NOTCHED = 0.5, 0.72
"""How deep an armpit lies below the neck's side, for the width of the chest; a notch no deeper than this is one."""
SEAT = 0.72
"""How deep a crotch lies below the waist where legs cannot be told apart, for the width of the hips."""
OFF_PX = 2.5
"""How far the upper edge leaves the shoulder's line where the neckline or the collar begins."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Build:
    """How a garment is built: `landmarks` as they were found, `limbs` sleeves or legs (left first, or none), the `cuts`
    (lines of two points along which body and limb, or both legs, are parted), the `neck`'s half width and the `hps`
    row where shoulders begin beside it, `throat` its column, `pit` and `bottom` rows, `chest` the width under the
    arms."""

    landmarks: Landmarks
    limbs: tuple[Limb, ...]
    cuts: tuple[tuple[Point, Point], ...]
    throat: float
    neck: float
    hps: float
    pit: float
    bottom: float
    chest: float


def find_build(inside: Mask, category: str) -> Build | None:
    """The build of an outline (256, 256); None where there is no garment."""
    marks = find_landmarks(inside, category)
    if marks is None:
        return None
    whole = fill_piece(inside)
    if category in LOWERS:
        return _build_legs(whole, marks)
    if category in UPPERS:
        return _build_upper(whole, marks)
    return Build(
        landmarks=marks, limbs=(), cuts=(), throat=marks.axis, neck=0.0, hps=marks.top, pit=marks.pit,
        bottom=marks.bottom, chest=marks.chest,
    )  # fmt: skip


def _build_legs(whole: Mask, marks: Landmarks) -> Build:
    limbs: tuple[Limb, ...] = marks.limbs
    cuts: tuple[tuple[Point, Point], ...] = ()
    if not limbs:
        rows = np.flatnonzero(whole.any(axis=1))
        top, bottom = float(rows[0]), float(rows[-1] + 1)
        pit = min(top + SEAT * marks.chest, bottom - 0.12 * (bottom - top))
        crotch, end = (marks.axis, pit), (marks.axis, bottom)
        sides = [np.flatnonzero(whole[int(pit)])[index] for index in (0, -1)]
        found = [
            limb_of(whole, crotch, (float(x), pit), (crotch, end), sign) for x, sign in zip(sides, (-1, 1), strict=True)
        ]
        if all(found):
            limbs, cuts = tuple(each for each in found if each), ((crotch, end),)
    pit = float(np.mean([limb.pit[1] for limb in limbs])) if limbs else marks.pit
    bottom = max((limb.middle[1] + limb.along[1] * limb.length for limb in limbs), default=marks.bottom)
    return Build(
        landmarks=marks, limbs=limbs, cuts=cuts, throat=marks.axis, neck=0.0, hps=marks.top, pit=pit, bottom=bottom,
        chest=marks.chest,
    )  # fmt: skip


def _build_upper(whole: Mask, marks: Landmarks) -> Build:
    axis = _middle(whole)
    rows = np.flatnonzero(whole.any(axis=1))
    columns = np.flatnonzero(whole.any(axis=0))
    bottom = _hem_row(whole, axis)
    notches = [_notch(whole, axis, side, bottom, float(rows[0])) for side in (-1, 1)]
    if (notches[0] is None) != (notches[1] is None):  # one sleeve touches all the way: it is cut like the other
        known = notches[0] or notches[1]
        assert known is not None  # noqa: S101  one of them is there
        notches = [each or _mirror(whole, known, axis) for each in notches]
    notches = _make_alike(notches, axis)
    wide = float(columns[-1] + 1 - columns[0])
    if notches[0] and notches[1]:
        sides = float(notches[0][0]), float(notches[1][0])
        chest = sides[1] - sides[0]
        sleeved = wide > 1.12 * chest and chest > 12
    else:
        sleeved, chest, sides = False, marks.chest, (axis - marks.chest / 2, axis + marks.chest / 2)
    throat, neck, hps = _find_neck(whole, axis, sides, sleeved)
    pit = marks.pit
    limbs: tuple[Limb, ...] = ()
    cuts: tuple[tuple[Point, Point], ...] = ()
    if sleeved and notches[0] and notches[1]:
        pit, limbs, cuts = _sleeves(whole, notches[0], notches[1], hps, chest)
    if not limbs:
        pit, chest = _bust(whole, hps, min(marks.pit + 6, bottom - 2))
    return Build(
        landmarks=marks, limbs=limbs, cuts=cuts, throat=throat, neck=neck, hps=hps, pit=pit, bottom=bottom, chest=chest
    )


def _bust(whole: Mask, hps: float, lowest: float) -> tuple[float, float]:
    """Where a garment without sleeves is widest above the waist: the armholes' lower end, and how wide."""
    rows = range(int(hps + 0.35 * (lowest - hps)), max(int(lowest) + 1, int(hps) + 2))
    wide = np.array([np.ptp(np.flatnonzero(whole[row])) + 1 if whole[row].any() else 0 for row in rows], float)
    first = int(np.flatnonzero(wide >= 0.97 * wide.max())[0])
    return float(rows[first]), float(wide.max())


def _mirror(whole: Mask, notch: Point, axis: float) -> Point:
    """The notch of the side that has none: the other's mirror image, down where the outline is."""
    x = 2 * axis - notch[0]
    column = np.flatnonzero(whole[:, int(np.clip(x, 0, whole.shape[1] - 1))])
    return x, float(column[-1] + 1) if len(column) else notch[1]


def _make_alike(notches: list[Point | None], axis: float) -> list[Point | None]:
    """Two notches that are not each other's mirror image: the one nearer to the middle counts for both sides."""
    left, right = notches
    if left is None or right is None:
        return notches
    near, far = axis - left[0], right[0] - axis
    if 0.85 < near / max(far, 1e-6) < 1.18:
        return notches
    x, y = (near, left[1]) if near < far else (far, right[1])
    return [(axis - x, y), (axis + x, y)]


def fill_piece(inside: Mask) -> Mask:
    """The largest piece without holes."""
    found, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(found, key=cv2.contourArea)
    return cv2.drawContours(np.zeros(inside.shape, np.uint8), [largest], -1, 1, cv2.FILLED).astype(bool)


def _middle(whole: Mask) -> float:
    rows = [np.flatnonzero(row)[[0, -1]].mean() for row in whole if row.any()]
    return float(np.median(rows)) + 0.5


def _hem_row(whole: Mask, axis: float) -> float:
    """The lowest row in the middle."""
    width = np.count_nonzero(whole.any(axis=0))
    columns = range(int(axis - 0.08 * width), int(axis + 0.08 * width) + 1)
    return float(np.median([np.flatnonzero(whole[:, c])[-1] + 1 for c in columns if whole[:, c].any()]))


def _notch(whole: Mask, axis: float, side: int, bottom: float, top: float) -> Point | None:
    """The deepest place between sleeve and body on one side (−1 left), seen from below; None without one."""
    width = np.count_nonzero(whole.any(axis=0))
    columns = np.arange(whole.shape[1])
    beyond = columns[side * (columns + 0.5 - axis) > 0.12 * width]
    beyond = beyond if side > 0 else beyond[::-1]
    floor = [float(np.flatnonzero(whole[:, c])[-1] + 1) if whole[:, c].any() else np.nan for c in beyond]
    # holes between sleeve and body are gone; a gap seen from below is where the lowest row rises and falls again
    edge = np.array([value for value in floor if np.isfinite(value)])
    if len(edge) < 6:
        return None
    after = np.maximum.accumulate(edge[::-1])[::-1]
    before = np.maximum.accumulate(edge)
    depth = np.minimum(before, after) - edge
    at = int(np.argmax(depth))
    gap = _notch_between(whole, axis, side, bottom, top)
    if depth[at] < DENT_PX or edge[at] > bottom - WAVE * (bottom - top):
        return gap or _step_under(edge, beyond, top, bottom, int(width))
    if gap is not None and gap[1] < edge[at] - 2:
        return gap
    flat = np.flatnonzero(edge <= edge[at] + 0.5)
    flat = flat[np.abs(flat - at) <= 4]
    return float(beyond[int(flat.min())] + 0.5), float(edge[at])


def _step_under(edge: Floats, beyond: NDArray[np.int64], top: float, bottom: float, width: int) -> Point | None:
    """Where a level sleeve begins: the lower edge jumps up from the hem to the sleeve within a few columns."""
    height = bottom - top
    high = np.flatnonzero(edge < top + LEVEL * height)
    if not len(high) or len(edge) - high[0] < 0.08 * width or not high[0]:
        return None
    before = edge[max(0, high[0] - max(3, round(0.05 * width)))]
    return (float(beyond[high[0]] + 0.5), float(edge[high[0]])) if before - edge[high[0]] > 0.2 * height else None


def _notch_between(whole: Mask, axis: float, side: int, bottom: float, top: float) -> Point | None:
    """The top of a gap between body and sleeve, row by row: a run of the body, then nothing, then the sleeve."""
    height = bottom - top
    found: Point | None = None
    for row in range(int(bottom - max(3.0, WAVE * height)), int(top + 0.12 * height), -1):
        line = whole[row] if side > 0 else whole[row, ::-1]
        middle = int(axis) if side > 0 else whole.shape[1] - 1 - int(axis)
        if not line[middle]:
            continue
        off = np.flatnonzero(~line[middle:])
        if not len(off):
            continue
        edge = middle + int(off[0])
        again = np.flatnonzero(line[edge:])
        if not len(again):
            if found is not None:
                break
            continue
        x = float(edge if side > 0 else whole.shape[1] - edge)
        found = (x, float(row))
    return found


def _find_neck(whole: Mask, axis: float, sides: tuple[float, float], sleeved: bool) -> tuple[float, float, float]:
    """The neck's column, its half width, and the row where the shoulders begin beside it."""
    roof = np.array([np.flatnonzero(whole[:, c])[0] if whole[:, c].any() else np.nan for c in range(whole.shape[1])])
    ends, rows = [], []
    for sign, edge in zip((-1, 1), sides, strict=True):
        span = abs(edge - axis)
        at = np.arange(0, max(span, 4.0))
        columns = np.clip((axis + sign * at).astype(int), 0, whole.shape[1] - 1)
        heights = roof[columns]
        known = np.isfinite(heights)
        at, heights = at[known], heights[known]
        if len(at) < 5:
            ends.append(0.35 * span)
            rows.append(float(np.nanmin(roof)))
            continue
        end, row = _leave_shoulder(at, heights, span, sleeved)
        ends.append(end)
        rows.append(row)
    neck = (ends[0] + ends[1]) / 2
    return axis + (ends[1] - ends[0]) / 2, neck, float(np.mean(rows))


def _leave_shoulder(at: Floats, heights: Floats, span: float, sleeved: bool) -> tuple[float, float]:
    """Going inwards from the shoulder's end: where the upper edge leaves the shoulder's line, and the row there."""
    if sleeved:
        fit = (at > 0.62 * span) & (at < 0.95 * span)
    else:
        low = heights.min()
        strap = np.flatnonzero(heights < low + 4)
        inner, outer = at[strap[0]], at[strap[-1]]
        middle = heights[np.argmin(at)]
        return (float(inner) if middle > low + 3 else 0.45 * float(outer)), float(low)
    if np.count_nonzero(fit) < 3:
        return 0.36 * span, float(heights.min())
    slope, base = np.polyfit(at[fit], heights[fit], 1)
    slope = float(np.clip(slope, 0.0, 0.7))
    base = float(np.median(heights[fit] - slope * at[fit]))
    off = np.abs(heights - (base + slope * at))
    leaving = np.flatnonzero((off > OFF_PX) & (at < 0.62 * span))
    end = float(at[leaving[-1]]) + 1 if len(leaving) else 0.36 * span
    return end, base + slope * end


def _sleeves(
    whole: Mask, left: Point, right: Point, hps: float, chest: float
) -> tuple[float, tuple[Limb, ...], tuple[tuple[Point, Point], ...]]:
    """The armpits' row, both sleeves, and the cuts from armpit to notch."""
    limbs, cuts = [], []
    for sign, notch in ((-1, left), (1, right)):
        deep = notch[1] - hps
        row = notch[1] if deep < NOTCHED * chest else hps + max(ARMHOLE * chest, 18.0)
        pit = (notch[0], row)
        column = whole[:, int(np.clip(pit[0] - sign * 0.02 * chest, 0, whole.shape[1] - 1))]
        tops = np.flatnonzero(column)
        if not len(tops) or tops[0] > row - 6:
            return 0.0, (), ()
        outer = (pit[0] - sign * 0.02 * chest, float(tops[0]))
        limb = limb_of(whole, pit, outer, (pit, notch), sign)
        if limb is None:
            return 0.0, (), ()
        limbs.append(limb)
        if notch[1] - row > 3:
            cuts.append((pit, notch))
    return float(np.mean([limb.pit[1] for limb in limbs])), tuple(limbs), tuple(cuts)


def limb_of(whole: Mask, pit: Point, outer: Point, split: tuple[Point, Point], sign: int) -> Limb | None:
    """What lies beyond the chord and the cut, on the side `sign`, measured."""
    open_ = whole.astype(np.uint8)
    for a, b in ((pit, outer), split):
        start, end = np.array(a), np.array(b)
        far = end + (end - start) / max(float(np.linalg.norm(end - start)), 1e-6) * 3
        cv2.line(open_, _pixel(start), _pixel(far), 0, 2)
    count, parts, stats, middles = cv2.connectedComponentsWithStats(open_, connectivity=4)
    best, area = 0, 0
    for part in range(1, count):
        if sign * (middles[part][0] - pit[0]) > 0 and stats[part, cv2.CC_STAT_AREA] > area:
            best, area = part, int(stats[part, cv2.CC_STAT_AREA])
    if not best or area < 30:
        return None
    return measure_limb(parts == best, pit, outer)


def gather(whole: Mask, limb: Limb, split: tuple[Point, Point], hem: Point, sign: int) -> Limb:
    """A limb with the pieces that gaps and the cut have parted from it: all that lies beside the line from its pit
    to the `hem`, but the body."""
    open_ = whole.astype(np.uint8)
    for a, b in ((limb.pit, limb.outer), split):
        cv2.line(open_, _pixel(np.array(a)), _pixel(np.array(b)), 0, 2)
    count, parts, stats, middles = cv2.connectedComponentsWithStats(open_, connectivity=4)
    body = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])) if count > 1 else 0
    down = (hem[0] - limb.pit[0]) / max(hem[1] - limb.pit[1], 1.0)
    area = limb.area.copy()
    for part in range(1, count):
        x, y = middles[part]
        if part != body and y > limb.pit[1] and sign * (x - limb.pit[0] - down * (y - limb.pit[1])) > 1:
            area |= parts == part
    return measure_limb(area, limb.pit, limb.outer)


def _pixel(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def measure_limb(area: Mask, pit: Point, outer: Point) -> Limb:
    """A limb of an area cut off along a chord."""
    ys, xs = np.nonzero(area)
    points = np.stack([xs + 0.5, ys + 0.5], 1)
    middle = np.array([(pit[0] + outer[0]) / 2, (pit[1] + outer[1]) / 2])
    away = np.linalg.norm(points - middle, axis=1)
    along = points[away >= np.quantile(away, 0.8)].mean(0) - middle
    for _ in range(3):
        along /= max(float(np.linalg.norm(along)), 1e-6)
        reach = (points - middle) @ along
        along = points[reach >= np.quantile(reach, 0.85)].mean(0) - middle
    along /= max(float(np.linalg.norm(along)), 1e-6)
    reach = (points - middle) @ along
    length = float(np.quantile(reach, 0.985))
    width = float(np.count_nonzero((reach > 0.35 * length) & (reach < 0.6 * length)) / max(0.25 * length, 1e-6))
    hem = float(np.count_nonzero((reach > 0.8 * length) & (reach < 0.95 * length)) / max(0.15 * length, 1e-6))
    return Limb(
        pit=pit, outer=outer, along=(float(along[0]), float(along[1])), length=length, width=width, hem=hem, area=area
    )
