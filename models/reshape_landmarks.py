"""Where a garment's parts are, read off its outline: neck, shoulders, armpits and sleeves, waist, crotch and legs, hem.

Everything is measured in pixels of the 256 canvas on an outline that stands upright.  What is not clear is not said:
sleeves that are folded behind have no landmarks, so no slider is offered for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

Mask = NDArray[np.bool_]
Point = tuple[float, float]
"""x and y in pixels."""
UPPERS = frozenset(
    {
        "Blazer", "Blouse", "Body", "Dress", "Hoodie", "Longsleeve", "Outwear", "Polo", "Shirt", "T-Shirt", "Top",
        "Undershirt",
    }
)  # fmt: skip
LOWERS = frozenset({"Pants", "Shorts"})
LEAST_PX = 24
DENT_PX = 3.0
"""A dent in the outline that is shallower than this is no armpit and no crotch."""
CHORD_LIMIT, STRIP = 0.42, 0.18
"""A sleeve's armhole is smaller than this part of the garment; less area over the armhole squared is a mere strip."""
HEM = 0.12
"""How high the strip above a hem is in which its width is looked for, of the width of the body."""
ARMHOLE, HIPS = 0.37, 0.16
"""How deep armpits and hips lie, for the size of the body."""
DETOUR = 1.4
"""How much longer the way round a limb is, along the outline, than across it."""
STUMP = 0.55
"""Legs that are shorter than this, of their width, are a notch in the hem."""
UNDERSIDE_PX, FIRST_PX, UPRIGHT, LEAN = 40.0, 12.0, 0.4, 0.06
"""How much of a sleeve's underside tells its direction and, px, tells it from the body's side; how much more upright an
armhole is than across it, and how much it leans outwards at least."""
CORNER_PX, CORNER_REACH_PX = 5.0, 8
"""A neckline's corner stands out by this at least; how far to both sides its turn is measured."""
ASIDE, TOE_LOWER = 1.1, 1.3
"""A shoe seen from its side is this much longer than high, and its heel's end this much higher than its toe's."""
SOFT_PX = 7
"""Whiskers and notches narrower than this are not looked at."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Limb:
    """A sleeve or a leg: cut off along the chord from `pit` (armpit, crotch) to `outer`; `along` is the unit vector
    from the chord towards cuff or hem, `length` how far it reaches, `area` where it is (256, 256)."""

    pit: Point
    outer: Point
    along: Point
    length: float
    width: float
    hem: float
    area: Mask

    @property
    def middle(self) -> Point:
        """The middle of the chord."""
        return (self.pit[0] + self.outer[0]) / 2, (self.pit[1] + self.outer[1]) / 2

    def across(self, number: int) -> Floats:
        """The unit vector from the inner to the outer edge of the left (1) or the right limb (2)."""
        x, y = self.along
        return np.array([-y, x] if number == 1 else [y, -x], np.float32)


@dataclass(frozen=True, kw_only=True)
class Shoe:
    """A shoe seen from its side: the columns of its toe's and its heel's end, and how high the heel's end reaches."""

    toe: float
    heel: float
    height: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Landmarks:
    """What was found.  `top`, `pit` and `bottom` are rows: shoulder or waist, armpit or crotch, hem; `axis` the column
    of the middle; `throat` and `neck` the middle and the half width of the neckline (0 without one), `dip` how far its
    middle lies below its corners; `chest` and `hem` widths of
    the body; `limbs` both sleeves or both legs, left first, or none."""

    axis: float
    top: float
    pit: float
    bottom: float
    throat: float
    neck: float
    dip: float
    chest: float
    hem: float
    limbs: tuple[Limb, ...]
    body: Mask
    shoe: Shoe | None = None


def find_landmarks(inside: Mask, category: str) -> Landmarks | None:
    """The landmarks of an outline (256, 256); None when it is too small to be a garment's."""
    mask = _largest(inside)
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    if len(rows) < LEAST_PX or len(columns) < LEAST_PX:
        return None
    top, bottom = float(rows[0]), float(rows[-1] + 1)
    axis = _find_axis(mask, top, bottom)
    limbs: tuple[Limb, ...] = ()
    if category in UPPERS:
        limbs = _find_sleeves(mask, axis, top, bottom)
    elif category in LOWERS:
        limbs = _find_legs(mask, axis, top, bottom)
    body = mask.copy()
    for limb in limbs:
        body &= ~limb.area
    if category == "Shoes":
        return _find_shoe(inside, mask)
    lower = category in LOWERS
    if limbs:
        axis = _find_axis(body, top, bottom)
    neck, shoulder = Neck(throat=axis, half=0.0, dip=0.0, row=top), top
    pit = float(np.mean([limb.pit[1] for limb in limbs])) if limbs else _guess_pit(body, top, ARMHOLE)
    if category in UPPERS:
        neck = find_neck(body, axis, pit)
        shoulder = neck.row
        if not limbs:
            pit = _guess_pit(body, shoulder, ARMHOLE)
    if not lower or not limbs:
        bottom = _find_bottom(body, axis)
    height = bottom - shoulder
    if lower and limbs:
        chest_row = shoulder + 0.5 * (pit - shoulder)
    elif category in UPPERS:
        chest_row = pit + 6
    else:
        chest_row = _guess_pit(body, shoulder, HIPS) if category != "Hat" else shoulder + 0.45 * height
    chest_row = min(chest_row, bottom - 0.2 * height)
    pit = min(pit, bottom - 0.3 * height)
    chest = _width_at(body, chest_row)
    return Landmarks(
        axis=axis, top=shoulder, pit=pit, bottom=bottom, throat=neck.throat, neck=neck.half, dip=neck.dip,
        chest=chest, hem=_find_hem(body, bottom, chest), limbs=limbs, body=body,
    )  # fmt: skip


def _find_shoe(inside: Mask, mask: Mask) -> Landmarks:
    """The landmarks of a shoe; `shoe` is None where a pair is seen, or one from above."""
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    left, right, top, bottom = (float(v) for v in (columns[0], columns[-1] + 1, rows[0], rows[-1] + 1))
    heights = bottom - np.argmax(mask[:, columns], axis=0)
    end = max(3, len(columns) // 7)
    ends = float(np.median(heights[:end])), float(np.median(heights[-end:]))
    aside = right - left > ASIDE * (bottom - top) and np.count_nonzero(mask) > 0.9 * np.count_nonzero(inside)
    shoe = None
    if aside and max(ends) > TOE_LOWER * min(ends):
        toe, heel = (left, right) if ends[0] < ends[1] else (right, left)
        shoe = Shoe(toe=toe, heel=heel, height=max(ends))
    middle = (left + right) / 2
    return Landmarks(
        axis=middle, top=top, pit=(top + bottom) / 2, bottom=bottom, throat=middle, neck=0.0, dip=0.0,
        chest=right - left, hem=right - left, limbs=(), body=mask, shoe=shoe,
    )  # fmt: skip


def _guess_pit(body: Mask, top: float, share: float) -> float:
    """The row where armpits or hips are when none can be seen: as far down as `share` of a mean of width and height, so
    that neither a longer nor a wider garment moves it much."""
    rows = range(int(top) + 4, len(body))
    height = float(np.flatnonzero(body.any(axis=1))[-1] + 1 - top)
    for row in rows:
        if row - top >= share * np.count_nonzero(body[row]) ** 0.4 * max(height, 1.0) ** 0.6:
            return float(row)
    return float(rows[-1]) if rows else top


def _largest(inside: Mask) -> Mask:
    """The largest piece, without whiskers and holes."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (SOFT_PX, SOFT_PX))
    soft = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(soft)
    if count < 2:
        return np.zeros_like(inside)
    piece = (parts == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    contours, _ = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros_like(piece), contours, -1, 1, cv2.FILLED), bool)


def _find_axis(mask: Mask, top: float, bottom: float) -> float:
    """The column in the middle: the median of the rows' middles, each as heavy as it is high in the garment."""
    rows = range(int(top + 0.05 * (bottom - top)), int(bottom - 0.05 * (bottom - top)))
    middles = [float(np.flatnonzero(mask[row])[[0, -1]].mean()) for row in rows if mask[row].any()]
    return float(np.median(middles)) + 0.5 if middles else mask.shape[1] / 2


def _outline(mask: Mask) -> Floats:
    """The outline's points (n, 2), x and y, in order."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(max(contours, key=len)[:, 0], np.float32)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Dent:
    """Where an outline dents: the deepest point's index, how deep it is, the indices of its mouth's two lips."""

    at: int
    depth: float
    lips: tuple[int, int]


def _find_dents(outline: Floats) -> list[_Dent]:
    """The dents of an outline, deepest first."""
    contour = outline.astype(np.int32)[:, None]
    hull = np.sort(np.ravel(cv2.convexHull(contour, returnPoints=False)))[::-1].copy()  # OpenCV wants them falling
    try:
        defects = cv2.convexityDefects(contour, hull)
    except cv2.error:
        return []
    rows = np.reshape(defects, (-1, 4)) if defects is not None else np.zeros((0, 4), int)
    found = [_Dent(at=int(at), depth=depth / 256, lips=(int(a), int(b))) for a, b, at, depth in rows]
    return sorted((dent for dent in found if dent.depth >= DENT_PX), key=lambda dent: -dent.depth)


def _find_sleeves(mask: Mask, axis: float, top: float, bottom: float) -> tuple[Limb, ...]:
    """Both sleeves, or none."""
    height = bottom - top
    found = []
    for side in (-1, 1):
        half = mask.copy()  # one side alone, or a mouth from cuff to cuff would hide an armpit
        half[:, : int(axis)] &= side < 0
        half[:, int(axis) :] &= side > 0
        limb = _find_sleeve(mask, _outline(half), side, axis, (top, height))
        if limb is None:
            return ()
        found.append(limb)
    left, right = found
    alike = 0.55 < left.length / right.length < 1.8 and abs(left.pit[1] - right.pit[1]) < 0.15 * height
    return (left, right) if alike else ()


def _find_sleeve(mask: Mask, half: Floats, side: int, axis: float, rows: tuple[float, float]) -> Limb | None:
    """The sleeve of one side (−1 left, 1 right) behind the deepest dent that cuts one off."""
    top, height = rows
    size = max(height, 0.8 * float(np.ptp(np.flatnonzero(mask.any(axis=0)))))
    for dent in _find_dents(half):
        pit, lips = half[dent.at], half[list(dent.lips)]
        if side * (pit[0] - axis) < 4 or not top + 0.08 * height < pit[1] < top + 0.75 * height:
            continue
        if lips[:, 1].mean() < pit[1] - 2:
            continue
        starts = [_walk(half, dent.at, lip, FIRST_PX) for lip in dent.lips]
        cuff = dent.lips[int(np.argmax([side * x for x, _ in starts]))]  # the other lip is the hem's corner
        under = _walk(half, dent.at, cuff, UNDERSIDE_PX) - pit
        across = np.array([under[1], -under[0]]) * side
        across = across / max(float(np.linalg.norm(across)), 1e-6) + (0, -UPRIGHT)
        across = np.array([side * max(side * across[0], LEAN), min(across[1], -UPRIGHT)])
        outer = _find_exit(mask, pit, across / float(np.linalg.norm(across)))
        limb = _cut_limb(mask, (float(pit[0]), float(pit[1])), outer)
        if limb is None or side * limb.along[0] < -0.35:
            continue
        chord = _chord(limb)
        if limb.length > 0.2 * chord and limb.area.sum() > STRIP * chord**2 and chord < CHORD_LIMIT * size:
            return limb
    return None


def _walk(outline: Floats, start: int, end: int, most_px: float) -> Floats:
    """Where one gets to from `start`, walking along the outline towards `end`, the shorter way."""
    count = len(outline)
    ahead = (end - start) % count
    step = 1 if ahead <= count - ahead else -1
    path = outline[(start + step * np.arange(1 + min(ahead, count - ahead))) % count]
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    return np.asarray(path[min(int(np.searchsorted(lengths, most_px)), len(path) - 1)], np.float32)


def _find_exit(mask: Mask, start: Floats, direction: NDArray[np.float64]) -> Point:
    """Where a ray from the outline leaves the garment on the other side."""
    reach = np.arange(3.0, mask.shape[0], 0.5)
    spots = start + reach[:, None] * direction
    rows, columns = np.clip(np.round(spots).astype(int), 0, mask.shape[0] - 1).T[::-1]
    out = np.flatnonzero(~mask[rows, columns])
    x, y = spots[max(int(out[0]) - 1, 0) if len(out) else -1]
    return float(x), float(y)


def _find_legs(mask: Mask, axis: float, top: float, bottom: float) -> tuple[Limb, ...]:
    """Both legs, or none where no gap shows between them."""
    outline, height = _outline(mask), bottom - top
    width = float(np.ptp(outline[:, 0]))
    for dent in _find_dents(outline):
        (x, y), mouth = outline[dent.at], outline[list(dent.lips)].mean(axis=0)
        if abs(x - axis) > 0.25 * width or mouth[1] - y < 0.6 * dent.depth or y < top + 0.2 * height:
            continue
        legs = []
        for side in (-1, 1):
            beside = (side * (outline[:, 0] - x) > 6) & (abs(outline[:, 1] - y) < 0.15 * height)
            outer = _find_across(outline, dent.at, beside)
            limb = _cut_limb(mask, (float(x), float(y)), outer) if outer else None
            if limb is None or limb.length < STUMP * _chord(limb):
                break
            legs.append(limb)
        if len(legs) == 2 and 0.6 < legs[0].length / legs[1].length < 1.7:
            return legs[0], legs[1]
    return ()


def _find_across(outline: Floats, start: int, allowed: Mask) -> Point | None:
    """The nearest of the `allowed` points of the outline (n,) on the other side of a limb."""
    away = np.linalg.norm(outline - outline[start], axis=1)
    steps = np.linalg.norm(np.diff(outline, axis=0, append=outline[:1]), axis=1)
    walked = np.concatenate([[0.0], np.cumsum(steps)])
    around = np.abs(walked[:-1] - walked[start])
    around = np.minimum(around, walked[-1] - around)
    fits = allowed & (around > DETOUR * away) & (away > 6)
    if not fits.any():
        return None
    x, y = outline[int(np.argmin(np.where(fits, away, np.inf)))]
    return float(x), float(y)


def _chord(limb: Limb) -> float:
    return float(np.hypot(limb.pit[0] - limb.outer[0], limb.pit[1] - limb.outer[1]))


def _cut_limb(mask: Mask, pit: Point, outer: Point) -> Limb | None:
    """The part beyond a chord, as a limb; None when the chord cuts nothing off, or too much."""
    cut = mask.astype(np.uint8)
    a, b = np.array(pit), np.array(outer)
    across = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
    ends = [(round(float(x)), round(float(y))) for x, y in (a - 3 * across, b + 3 * across)]
    cv2.line(cut, ends[0], ends[1], 0, 2)
    count, parts, stats, middles = cv2.connectedComponentsWithStats(cut, connectivity=4)
    if count < 3:
        return None
    order = 1 + np.argsort(-stats[1:, cv2.CC_STAT_AREA])
    normal = np.array([-across[1], across[0]])
    middle = (a + b) / 2
    for part in order[1:]:
        area = parts == part
        share = stats[part, cv2.CC_STAT_AREA] / max(int(mask.sum()), 1)
        if not 0.012 < share < 0.48 or abs(float((middles[part] - middle) @ normal)) < 2:
            continue
        if part != order[1] and stats[part, cv2.CC_STAT_AREA] < 0.3 * stats[order[1], cv2.CC_STAT_AREA]:
            continue
        if not _touches(area, a, b):
            continue
        return _measure_limb(area, pit, outer)
    return None


def _touches(area: Mask, a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    """Whether a part lies along most of a chord."""
    near = cv2.dilate(area.astype(np.uint8), np.ones((7, 7), np.uint8))
    spots = np.round(a + np.linspace(0.15, 0.85, 9)[:, None] * (b - a)).astype(int)
    inside = [near[y, x] for x, y in spots if 0 <= x < area.shape[1] and 0 <= y < area.shape[0]]
    return float(np.mean(inside)) > 0.6 if inside else False


def _measure_limb(area: Mask, pit: Point, outer: Point) -> Limb:
    ys, xs = np.nonzero(area)
    points = np.stack([xs + 0.5, ys + 0.5], 1)
    middle = np.array([(pit[0] + outer[0]) / 2, (pit[1] + outer[1]) / 2])
    away = np.linalg.norm(points - middle, axis=1)
    along = points[away >= np.quantile(away, 0.8)].mean(0) - middle
    for _ in range(3):  # the tip as seen along the limb, not by its farthest corner
        along /= max(float(np.linalg.norm(along)), 1e-6)
        reach = (points - middle) @ along
        along = points[reach >= np.quantile(reach, 0.85)].mean(0) - middle
    along /= max(float(np.linalg.norm(along)), 1e-6)
    reach = (points - middle) @ along
    length = float(np.quantile(reach, 0.985))
    width = _width_along(reach, 0.35 * length, 0.6 * length)
    end = cuff_of(length, width)
    hem = _width_along(reach, length - 0.9 * end, length - 0.15 * end)
    return Limb(
        pit=pit, outer=outer, along=(float(along[0]), float(along[1])), length=length,
        width=width, hem=hem, area=area,
    )  # fmt: skip


def _width_along(reach: NDArray[np.float64], start: float, end: float) -> float:
    """How wide a limb is between two distances from its chord."""
    return float(np.count_nonzero((reach >= start) & (reach < end)) / max(end - start, 1e-6))


def cuff_of(length: float, width: float) -> float:
    """How much of a limb's end is its cuff, px: the part that is never stretched."""
    return min(0.3 * length, 0.5 * width)


@dataclass(frozen=True, kw_only=True)
class Neck:
    """The neckline: the column of its middle, half its width (0 where its corners cannot be told), how far its middle
    lies below the corners, and the corners' row."""

    throat: float
    half: float
    dip: float
    row: float


def find_neck(body: Mask, axis: float, pit: float) -> Neck:
    """The neckline of an upper garment; looked for twice, from the body's middle and from its own."""
    row = int(np.clip(pit, 1, len(body) - 1))
    columns = np.flatnonzero(body[: row + 1].any(axis=0))
    if len(columns) < LEAST_PX:
        return Neck(throat=axis, half=0.0, dip=0.0, row=float(np.flatnonzero(body.any(axis=1))[0]))
    roof = np.argmax(body[:, columns[0] : columns[-1] + 1], axis=0).astype(np.float64)
    at = np.arange(columns[0], columns[-1] + 1) + 0.5
    neck = _look_for_neck(roof, at, axis)
    return _look_for_neck(roof, at, neck.throat) if neck.half else neck


def _look_for_neck(roof: NDArray[np.float64], at: NDArray[np.float64], middle: float) -> Neck:
    """Corners are where the upper edge stands out most over straight lines from the middle to the shoulders' ends."""
    near = np.abs(at - middle)
    centre = float(np.median(roof[near <= max(2.0, float(near.min()))]))
    corners, clear = [], True
    for side in (-1, 1):
        half = np.flatnonzero((side * (at - middle) > 2) & (near < 0.46 * len(at)))
        if len(half) < 6:
            return Neck(throat=middle, half=0.0, dip=0.0, row=float(roof.min()))
        order = half if side > 0 else half[::-1]
        heights, span = roof[order], near[order]
        over = centre + (heights[-1] - centre) * span / span[-1] - heights
        corner = _find_corner(heights, over)
        clear = clear and float(over.max()) >= CORNER_PX
        corners.append((float(span[corner]), float(heights[corner])))
    (left, up), (right, down) = corners
    row = (up + down) / 2
    clear = clear and 0.5 < left / right < 2.0
    throat = middle + (right - left) / 2
    return Neck(throat=throat, half=(left + right) / 2 if clear else 0.0, dip=centre - row, row=row)


def _find_corner(heights: NDArray[np.float64], over: NDArray[np.float64]) -> int:
    """Where an edge that stands out over a line turns most sharply: a place of its own, whatever lies further out."""
    padded = np.pad(heights, CORNER_REACH_PX, mode="edge")
    turn = padded[: -2 * CORNER_REACH_PX] + padded[2 * CORNER_REACH_PX :] - 2 * heights
    stands = over >= 0.6 * max(float(over.max()), 1e-6)
    return int(np.argmax(np.where(stands, turn, -np.inf)))


def _find_bottom(body: Mask, axis: float) -> float:
    """The row of the hem in the middle of the body."""
    columns = np.flatnonzero(body.any(axis=0))
    half = 0.25 * len(columns)
    middle = [c for c in columns if abs(c + 0.5 - axis) <= half] or list(columns)
    return float(np.median([np.flatnonzero(body[:, c])[-1] + 1 for c in middle]))


def _find_hem(body: Mask, bottom: float, chest: float) -> float:
    """How wide the body is just above its hem, whose corners may lie higher than its middle."""
    rows = body[max(0, int(bottom - max(HEM * chest, 4))) : int(bottom)]
    there = [np.flatnonzero(row) for row in rows if row.any()]
    return float(np.quantile([each[-1] - each[0] + 1 for each in there], 0.8)) if there else 0.0


def _width_at(body: Mask, row: float) -> float:
    """How wide the body is round a row: the median of five."""
    widths = []
    for each in range(int(row) - 2, int(row) + 3):
        if 0 <= each < len(body) and body[each].any():
            there = np.flatnonzero(body[each])
            widths.append(float(there[-1] - there[0] + 1))
    return float(np.median(widths)) if widths else 0.0
