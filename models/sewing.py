"""What a tailor would sew on a bare outline: neckline, armholes, hems, waistband, fly, placket.

A drawn silhouette has no seams, and a photo keeps only those that its folds show.  `sew` drafts the usual ones of a
category as marks (`models/seams.py`), where `reshape_landmarks` finds the parts; what it does not find it does not sew.
Everything is measured in pixels of the 256 canvas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.canvas import CANVAS_PX
from models.design import SHAPE_SIZE, read_code
from models.reshape import find
from models.reshape_landmarks import LOWERS, UPPERS, Landmarks, Limb, Mask
from models.seams import Kind, Mark, write_marks
from models.shape import decode

Line = NDArray[np.float64]
BUTTONED = frozenset({"Shirt", "Blouse", "Blazer"})
ZIPPED = frozenset({"Outwear"})
RIBBED = frozenset({"Hoodie", "Longsleeve"})
"""Hems and cuffs of these are knitted bands."""
HEM_PX, BAND_PX, COLLAR_PX = 5.0, 9.0, 4.5
DEEP = 0.36
"""How deep a drawn neckline hangs, of its width, where the outline itself has none."""
SHALLOW = 0.3
"""An outline whose neckline is less deep than this, of half its width, shows the back's."""
USUAL, WIDEST = 0.16, 0.2
"""Half a drawn neckline, of the chest: where no corners are seen, and at most."""
HOODED = frozenset({"Hoodie", "Outwear"})
"""Hoods and high collars: no neckline is drawn on these."""


@lru_cache(64)
def sew(code: bytes, category: str) -> bytes:
    """The marks of what would be sewn on a shape of this category; b"" where its parts are not found, or where the
    category has no seams of its own (hats, shoes).  Deterministic.  Raises InputError on what is no shape's code."""
    found = find(code, category) if category in UPPERS | LOWERS | {"Skirt"} else None
    if found is None:
        return b""
    inside = decode(read_code(code, SHAPE_SIZE, "shape")).distance > 0
    marks = _sew_upper(found, category) if category in UPPERS else _sew_lower(found, inside)
    for limb in found.limbs:
        marks += _end(limb, inside, category)
    return write_marks(marks)


def _mark(kind: Kind, points: ArrayLike, width: float = 1.4, depth: float = 0.45, count: int = 1,
          closed: bool = False) -> Mark:  # fmt: skip
    at = (np.asarray(points, np.float64) / CANVAS_PX - 0.5).astype(np.float32)
    return Mark(kind=kind, points=at, width=width, depth=depth, count=count, closed=closed)


def _shift(line: Line, x: float, y: float = 0.0) -> Line:
    """A copy of a line, x px to the right and y px further down."""
    return np.asarray(line + np.array([x, y]))


# Upper garments ------------------------------------------------------------------------------------------------------


def _sew_upper(found: Landmarks, category: str) -> list[Mark]:
    found = _fit_neck(found)
    throat = _throat(found)
    open_front = category in BUTTONED | ZIPPED
    marks = _neck(found, throat, collar=category in BUTTONED | {"Polo"}) if category not in HOODED else []
    for limb in found.limbs:
        marks.append(_mark("seam", _armhole(limb, found), depth=0.55))
    hem = _along(found.body, _bottom_of, 0.06, 0.94)
    marks += _hem(hem, category)
    if open_front:
        marks += _front(throat, float(np.interp(found.axis, hem[:, 0], hem[:, 1])), category)
    elif category == "Polo":
        marks += _front(throat, throat[1] + 0.22 * (found.bottom - found.top), category)
    return marks


def _fit_neck(found: Landmarks) -> Landmarks:
    """The landmarks with a neckline that can be sewn: its own where it is deep, otherwise one of a usual width."""
    if found.dip >= SHALLOW * found.neck > 0:
        return found
    half = min(found.neck or USUAL * found.chest, WIDEST * found.chest)
    edge = _along(found.body, _top_of, 0, 1, (found.throat - half, found.throat + half))
    return replace(found, neck=half, dip=0.0, top=float(edge[[0, -1], 1].mean()))


def _throat(found: Landmarks) -> tuple[float, float]:
    """The lowest point of the front's neckline."""
    deep = found.dip >= SHALLOW * found.neck
    return found.throat, found.top + (found.dip if deep else 2 * DEEP * found.neck)


def _neck(found: Landmarks, throat: tuple[float, float], collar: bool) -> list[Mark]:
    """A band along the neckline; where the outline shows the back's, the front's too, with the inside between."""
    x, y = throat
    turn = np.linspace(0, np.pi, 9)
    half, top = found.neck, found.top
    front = np.stack([x - half * np.cos(turn), top + (y - top) * np.sin(turn) ** 0.8], -1)
    marks = []
    if found.dip < SHALLOW * half:
        back = _along(found.body, _top_of, 0, 1, (x - half, x + half))[1:-1]
        back[:, 1] += 1
        marks.append(_mark("opening", np.concatenate([front[::2], front[-1:], back[::-1]]), depth=0.6, closed=True))
    if collar:
        return marks + _collar(found, throat)
    outer = front + (front - (x, top)) / np.maximum(np.linalg.norm(front - (x, top), axis=1), 1)[:, None] * COLLAR_PX
    inner = front + (outer - front) / 2
    return [*marks, _mark("rib", inner, COLLAR_PX, 0.45), _mark("seam", outer, depth=0.6)]


def _collar(found: Landmarks, throat: tuple[float, float]) -> list[Mark]:
    """Two leaves that meet at the throat."""
    x, y = throat
    marks = []
    for side in (-1, 1):
        corner = (x + side * 1.12 * found.neck, found.top + 1)
        tip = (x + side * 0.55 * found.neck, y + 0.75 * found.neck)
        leaf = np.array([corner, tip, tip, (x + side * 1.0, y)])
        leaf = leaf if side < 0 else leaf[::-1]
        fold = np.array([(x + side * found.neck, found.top), (x + side * 0.5, y)])
        marks += [_mark("edge", leaf, depth=0.7), _mark("fold", fold, 3.5, 0.25)]
    return marks


def _armhole(limb: Limb, found: Landmarks) -> Line:
    """The chord that cuts a sleeve off, hollowed towards the body."""
    pit, outer = np.array(limb.pit), np.array(limb.outer)
    inwards = np.sign(found.axis - limb.middle[0])
    at = np.linspace(0.03, 0.97, 4)[:, None]
    line = outer + at * (pit - outer)
    line[:, 0] += inwards * 0.09 * np.linalg.norm(pit - outer) * np.sin(np.pi * at[:, 0])
    return np.asarray(line, np.float64)


def _front(throat: tuple[float, float], end: float, category: str) -> list[Mark]:
    """Placket and buttons, or a zip, from the throat down to row `end`."""
    x, y = throat
    middle = np.array([(x, y), (x, (y + end) / 2), (x, end - 1)])
    if category in ZIPPED:
        return [_mark("zip", middle, 3.0, 0.7)] + [
            _mark("stitch", _shift(middle, side * 5), 0.8, 0.3) for side in (-1, 1)
        ]
    count = 3 if category == "Polo" else 2 if category == "Blazer" else int(np.clip((end - y) / 22, 3, 8))
    buttons = _shift(middle, 0, 4)
    buttons[-1, 1] = end - (5 if category == "Polo" else 24)
    marks = [_mark("edge", _shift(middle, -4), depth=0.5), _mark("stitch", _shift(middle, 4), 0.8, 0.35)]
    if category == "Polo":
        marks.append(_mark("stitch", [(x - 4, end), (x, end), (x + 4, end)], 0.8, 0.35))
    return [*marks, _mark("button", buttons, 3.1, 0.7, count)]


# Lower garments ------------------------------------------------------------------------------------------------------


def _sew_lower(found: Landmarks, inside: Mask) -> list[Mark]:
    """Waistband, fly and pockets of trousers, waistband and hem of skirts."""
    waist = _along(found.body if found.limbs else inside, _top_of, 0.05, 0.95)
    band = _shift(waist, 0, BAND_PX)
    marks = [
        _mark("seam", band, 1.1, 0.65), _mark("stitch", _shift(band, 0, -1.2), 0.6, 0.35),
        _mark("stitch", _shift(waist, 0, 2.5), 0.6, 0.3),
    ]  # fmt: skip
    if not found.limbs:
        return marks + _hem(_along(inside, _bottom_of, 0.05, 0.95), "Skirt")
    axis, top = found.axis, float(np.interp(found.axis, band[:, 0], band[:, 1]))
    pit = float(np.mean([limb.pit[1] for limb in found.limbs]))
    low = top + 0.65 * (pit - top)
    marks.append(_mark("seam", [(axis, top), (axis, (top + pit) / 2), (axis, pit - 1)], 1.1, 0.5))
    marks.append(_mark("stitch", [(axis + 7, top), (axis + 7, (top + low) / 2), (axis + 6, low - 4), (axis, low)], 1.3,
                       0.45, 2))  # fmt: skip
    marks.append(_mark("button", [(axis + 1, top - BAND_PX / 2)], 3.4, 0.8))
    left, right = waist[0, 0], waist[-1, 0]
    for side, end in ((-1, left), (1, right)):
        start = (axis + 0.62 * (end - axis), top + 1)
        row = top + 0.5 * (pit - top)
        columns = np.flatnonzero(inside[int(np.clip(row, 0, CANVAS_PX - 1))])
        edge = (float(columns[0 if side < 0 else -1]) - side * 3, row) if len(columns) else start
        line = np.array([start, ((start[0] + edge[0]) / 2 + side * 1.5, (start[1] + edge[1]) / 2 + 2), edge])
        marks.append(_mark("edge", line if side < 0 else line[::-1], 1.1, 0.55))
        marks.append(_mark("stitch", _shift(line, -side * 2), 0.6, 0.4))
    return marks


# Ends ----------------------------------------------------------------------------------------------------------------


def _hem(edge: Line, category: str) -> list[Mark]:
    """What lies along a hem, `edge` from left to right."""
    if category == "Hoodie":
        return [_mark("rib", _shift(edge, 0, -5), 9.0, 0.5), _mark("seam", _shift(edge, 0, -10), depth=0.5)]
    return [_mark("stitch", _shift(edge, 0, -HEM_PX), 1.5, 0.42, 2 if category not in BUTTONED else 1)]


def _end(limb: Limb, inside: Mask, category: str) -> list[Mark]:
    """Cuff or hem of a sleeve or a leg."""
    ribbed = category in RIBBED
    line = _across(limb, inside, HEM_PX)
    if line is None:
        return []
    if not ribbed:
        return [_mark("stitch", line, 1.5 if category in UPPERS else 1.1, 0.42, 2 if category in UPPERS else 1)]
    seam = _across(limb, inside, 2 * HEM_PX)
    return [_mark("rib", line, 8.0, 0.5)] + ([_mark("seam", seam, depth=0.5)] if seam is not None else [])


def _across(limb: Limb, inside: Mask, up_px: float) -> Line | None:
    """A line across a limb, `up_px` before each point of its end; None where the end is not one edge."""
    along, middle = np.array(limb.along), np.array(limb.middle)
    normal = np.array([-along[1], along[0]])
    rows, columns = np.nonzero(limb.area)
    points = np.stack([columns + 0.5, rows + 0.5], -1) - middle
    reach, beside = points @ along, points @ normal
    near = beside[reach > limb.length - 2.5 * up_px]
    if len(near) < 8:
        return None
    low, high = np.quantile(near, (0.02, 0.98))
    if high - low < 6:
        return None
    spots = np.linspace(low + 1, high - 1, 5)
    ends = [reach[np.abs(beside - spot) < 1.5] for spot in spots]
    far = np.array([float(each.max()) if len(each) else np.nan for each in ends])
    far = np.where(np.isnan(far), np.nanmedian(far), far)
    slope, level = np.polyfit(spots, far, 1)
    return np.asarray(middle + (level + slope * spots - up_px)[:, None] * along + spots[:, None] * normal)


def _top_of(column: NDArray[np.bool_]) -> float:
    return float(np.argmax(column))


def _bottom_of(column: NDArray[np.bool_]) -> float:
    return float(len(column) - np.argmax(column[::-1]))


def _along(inside: Mask, edge: Callable[[NDArray[np.bool_]], float], start: float, end: float,
           between: Sequence[float] = ()) -> Line:  # fmt: skip
    """The upper or lower edge (7, 2) from left to right, from part `start` to part `end` of its width, or `between` two
    columns; a little smoothed."""
    columns = np.flatnonzero(inside.any(axis=0))
    low, high = between or (columns[0] + start * np.ptp(columns), columns[0] + end * np.ptp(columns))
    at = np.linspace(low, high, 7)
    out = []
    for x in at:
        near = [int(c) for c in range(round(x) - 2, round(x) + 3) if columns[0] <= c <= columns[-1]]
        heights = [edge(inside[:, c]) for c in near if inside[:, c].any()]
        out.append((x, float(np.median(heights)) if heights else np.nan))
    line = np.array(out)
    known = ~np.isnan(line[:, 1])
    line[:, 1] = np.interp(line[:, 0], line[known, 0], line[known, 1])
    return np.asarray(line, np.float64)
