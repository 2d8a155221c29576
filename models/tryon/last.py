"""Lasts: meshes of shoes, grown round a foot.

A shoe seen from the side gives heights along the foot, the foot gives the plan.  A pair seen from above gives the plan
and its opening, the foot gives the heights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from models.oklab import Floats
from models.tryon.foot import BALL, Shod
from models.tryon.shoe_picture import COLUMNS, Above
from models.tryon.shoe_picture import Side as Profile

AROUND = 15
"""Points on one side of a section, from the sole to the midline."""
TOE_ROOM, HEEL_ROOM = 0.055, 0.03
"""By how much a shoe is longer than its foot, in front and behind, of the foot's length."""
UPPER_M, OVER_M = 0.005, 0.005
"""How thick an upper is beside and over the foot."""
LOW_M = 0.052
"""How high over the heel's seat a low shoe's counter is."""
BLOCK = 0.045
"""From this height, m, a heel is a block narrower than the foot."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mesh:
    """A shoe in its own frame: `points` (n, 3), where they are on the canvas, `flat` (n, 2) px, and `faces`."""

    points: Floats
    flat: Floats
    faces: NDArray[np.int64]


def find_ends(shod: Shod) -> tuple[float, float]:
    """Where a shoe's heel is, and how long it is, m."""
    low, high = float(shod.points[:, 2].min()), float(shod.points[:, 2].max())
    long = shod.foot.long
    return low - HEEL_ROOM * long, high - low + (HEEL_ROOM + TOE_ROOM) * long


def read_at(line: Floats, share: float) -> float:
    return float(np.interp(share, np.linspace(0, 1, COLUMNS), line))


def _along() -> Floats:
    """Places along a shoe, 0..1, closer together where it rounds off."""
    heel, toe = 1 - np.cos(np.linspace(0, np.pi / 2, 10)), np.sin(np.linspace(0, np.pi / 2, 22))
    return np.concatenate([0.08 * heel, np.linspace(0.08, 0.84, 84)[1:-1], 0.84 + 0.16 * toe]).astype(np.float32)


def last_of_side(shod: Shod, profile: Profile) -> tuple[Mesh, float]:
    """The shoe of a profile: the foot's plan, the picture's heights."""
    along, even = _along(), np.linspace(0, 1, COLUMNS)
    start, long = find_ends(shod)
    z = start + along * long
    top = (np.interp(along, even, profile.top) * long).astype(np.float32)
    bottom = (np.interp(along, even, profile.bottom) * long).astype(np.float32)
    closed = along > profile.throat
    over = gaussian_filter1d(shod.height_over(z) + OVER_M, 2.0)
    top = np.where(closed, np.clip(over, top, top + 0.012), top)
    top = np.maximum(top, bottom + 0.004)
    pointed = shod.squeeze < 1
    wide, middle = _plan(shod, z, along, pointed)
    seat = shod.ball + np.maximum(BALL * shod.foot.long - z, 0) * np.tan(shod.angle)
    gape = np.clip((profile.throat - along) / (0.20 if pointed else 0.12), 0, 1) ** 0.55
    back = float(along[along < 0.16][top[along < 0.16].argmax()])  # up to there the counter's back edge rises
    gape = gape * np.sqrt(1 - np.clip(1 - (along - back) / 0.06, 0, 1) ** 2)
    y = bottom[:, None] + _shares() * (top - bottom)[:, None]
    base = np.clip(seat - 0.004, bottom, bottom + 0.6 * (top - bottom))[:, None]
    bow = np.clip((y - base) / np.maximum(top[:, None] - base, 1e-4), 0, 1)
    arch = (1 - bow**2.2) ** (1 / 1.9)
    halves = []
    for found in shod.room(z, y, middle):
        room = gaussian_filter1d(np.where(np.isfinite(found), found, 0), 4.0, axis=0)
        rim = np.maximum(0.66 * wide, room[:, -1] + np.where(room[:, -1] > 0, 0.004, 0))
        gap = (gape * np.minimum(rim, np.maximum(0.93 * wide, rim * (along > 0.05))))[:, None]
        half = gap + np.maximum(wide[:, None] - gap, 0) * arch
        clear = np.clip((profile.throat + 0.12 - along) / 0.12, 0, 1)[:, None] * (along > back + 0.03)[:, None]
        want = np.where(room > 0, room + UPPER_M, 0) * clear
        half = np.maximum(half, want * np.where(closed[:, None], np.clip((1 - bow) / 0.2, 0, 1) ** 0.5, 1))
        if pointed:  # its sole is narrower than the upper
            half = half * (0.80 + 0.20 * np.clip(np.where(base < y, bow / 0.3, 0), 0, 1))
        under = base - y
        if float(seat[:6].mean()) > BLOCK:
            half = half * np.where(along[:, None] < 0.3, 1 - 0.6 * np.clip(under / 0.05, 0, 1), 1)
        elif shod.ball > 0.014:
            half = half + 0.003 * np.clip(under / 0.003 + 1, 0, 1) * np.clip(wide[:, None] / 0.01, 0, 1)
        half = gaussian_filter1d(half, 2.0, axis=0) * (wide > 0)[:, None]
        half[gap[:, 0] <= 0, -1] = 0  # closed is closed
        halves.append(half.astype(np.float32))
    rows = np.stack([np.interp(along, even, profile.rows[:, k]) for k in (0, 1)], 1)
    column = np.interp(along, even, profile.column)
    sides = []
    for half in halves:
        walk = _walk(half, y)
        v = rows[:, :1] + walk * (rows[:, 1:] - rows[:, :1])
        sides.append(np.stack([np.broadcast_to(column[:, None], v.shape), v], 2).astype(np.float32))
    return _sew(z, y, middle, halves, sides), float(np.interp(profile.throat, [0, 1], [start, start + long]))


def _shares() -> Floats:
    """Heights of a section's points, 0 the sole, 1 the top; closer together where it rounds off."""
    even = np.linspace(0, 1, AROUND)
    return np.asarray((0.35 * even + 0.65 * np.sin(even * np.pi / 2))[None], np.float32)


def _walk(half: Floats, y: Floats) -> Floats:
    """Where on the picture's height (r, c), 0..1, a section's points are: upright sides as they are seen, what lies
    flat by its length, so that nothing is smeared over it."""
    height = (y - y[:, :1]) / np.maximum(y[:, -1:] - y[:, :1], 1e-4)
    step = np.hypot(np.diff(half, axis=1), np.diff(y, axis=1))
    length = np.concatenate([np.zeros((len(y), 1)), np.cumsum(step, 1)], 1)
    length = length / np.maximum(length[:, -1:], 1e-6)
    low = 0.4
    at_low = np.stack([np.interp(low, h, s) for h, s in zip(height, length, strict=True)])[:, None]
    upper = low + (1 - low) * np.clip((length - at_low) / np.maximum(1 - at_low, 1e-3), 0, 1)
    return np.asarray(np.where(height < low, height, 0.4 * height + 0.6 * upper), np.float32)


def _plan(shod: Shod, z: Floats, along: Floats, pointed: bool) -> tuple[Floats, Floats]:
    """Half widths and middles: the foot's outline, rounded off at heel and toe."""
    heights = np.broadcast_to(np.linspace(0, 0.055, 12, dtype=np.float32) + shod.ball, (len(z), 12))
    lift = np.maximum(BALL * shod.foot.long - z, 0)[:, None] * np.tan(shod.angle)
    out = []
    for room in shod.room(z, (heights + lift).astype(np.float32), np.zeros(len(z), np.float32)):
        wide = room.max(1)
        known = np.isfinite(wide) & (along > 0.06) & (along < 0.80)
        wide = np.interp(along, along[known], wide[known])
        out.append(gaussian_filter1d(wide, 4.0) + UPPER_M)
    start, power = (0.50, 1.7) if pointed else (0.70, 2.2)
    toe = np.clip((along - start) / (1 - start), 0, 1)
    heel = np.clip((0.10 - along) / 0.10, 0, 1)
    close = (1 - toe**power) ** (1 / power) * (1 - heel**2.2) ** (1 / 2.2)
    inward = 0.006 * toe**2 * (1 if shod.foot.side == "r" else -1)  # the big toe's side is the longer one
    middle = gaussian_filter1d((out[1] - out[0]) / 2, 8.0) + inward
    return np.asarray((out[0] + out[1]) / 2 * close, np.float32), np.asarray(middle, np.float32)


def last_of_above(shod: Shod, above: Above) -> tuple[Mesh, float]:
    """The shoe of an outline from above: the picture's plan, the foot's heights."""
    along, even = _along(), np.linspace(0, 1, COLUMNS)
    start, long = find_ends(shod)
    z = start + along * long
    edges = np.stack([np.interp(along, even, above.edges[:, k]) for k in (0, 1)], 1) * long
    ends = np.clip((along - 0.93) / 0.07, 0, 1) + np.clip((0.05 - along) / 0.05, 0, 1)
    edges = edges * np.sqrt(1 - ends**2)[:, None]
    hole = np.stack([np.interp(along, even, above.hole[:, k]) for k in (0, 1)], 1) * long
    wanted, centre = _plan(shod, z, along, False)
    inner = (along > 0.15) & (along < 0.7)
    middle = np.full(len(z), centre[inner].mean(), np.float32)
    grow = float(np.clip(np.quantile(2 * wanted[inner] / (edges[:, 1] - edges[:, 0])[inner], 0.9), 0.85, 1.4))
    closed = along > above.throat
    over = shod.height_over(z) + OVER_M
    throat = float(np.interp(above.throat, along, over))
    tip = np.clip((1 - along) / 0.22, 0, 1) ** 0.5
    vamp = np.maximum(gaussian_filter1d(over, 3.0), 0.024) * (0.45 + 0.55 * tip)
    rim = np.interp(along, [0.0, 0.12, 0.34, above.throat], [LOW_M + 0.006, LOW_M, 0.040, throat])
    top = np.where(closed, vamp, rim)
    share = _shares()
    y = (share * top[:, None]).astype(np.float32)
    halves, sides = [], []
    row = np.interp(along, even, above.row)
    for sign, outline, gap in ((-1, edges[:, 1], hole[:, 1]), (1, -edges[:, 0], -hole[:, 0])):
        wide = outline * grow
        gap = np.where(closed, 0, np.clip(gap * grow, 0, 0.93 * wide))
        half = gap[:, None] + (wide - gap)[:, None] * (1 - share**2.4) ** (1 / 2.0)
        halves.append(half.astype(np.float32))
        column = above.middle - sign * 0.97 * half / (grow * long) * above.px
        sides.append(np.stack([column, np.broadcast_to(row[:, None], column.shape)], 2).astype(np.float32))
    return _sew(z, y, middle, halves, sides), float(start + above.throat * long)


def _sew(z: Floats, y: Floats, middle: Floats, halves: list[Floats], sides: list[Floats]) -> Mesh:
    """Two sides of a shoe, sections of which go from the sole to the top, and the sole between them, as one mesh."""
    rows, count = y.shape
    deep = np.broadcast_to(z[:, None], y.shape)
    left = np.stack([middle[:, None] - halves[0], y, deep], 2)
    right = np.stack([middle[:, None] + halves[1], y, deep], 2)
    points = np.concatenate([left, right[:, ::-1]], 1)
    flat = np.concatenate([sides[0], sides[1][:, ::-1]], 1)
    number = np.arange(rows * 2 * count).reshape(rows, 2 * count)
    first = np.array([n for n in range(2 * count - 1) if n != count - 1])  # between the sides it is open, or one line
    walls = [number[:-1][:, first], number[1:][:, first], number[1:][:, first + 1], number[:-1][:, first + 1]]
    sole = [number[:-1, -1], number[1:, -1], number[1:, 0], number[:-1, 0]]
    quads = np.concatenate([np.stack([each.ravel() for each in four], 1) for four in (walls, sole)])
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return Mesh(
        points=points.reshape(-1, 3).astype(np.float32), flat=flat.reshape(-1, 2).astype(np.float32), faces=faces
    )
