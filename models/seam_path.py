"""Curves of construction lines: smooth through their points, and which pixels lie how far along and beside them.

Legend: n points, m samples of a curve, k pixels near it.  Lengths are px of 256 whatever the size of the print, so that
a large print shrunk is a small print; only `pixel` says how fine it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.seams import Points

SIDE_PX = 256
LIGHT = np.array([-0.5, -0.866], np.float32)
"""Towards the light, x and y."""
FINER = 4
"""How much finer than the pixels areas are filled."""
STEPS = 24
"""Samples between two points, before they are spread evenly."""
SAME = 1e-4
"""Points nearer to each other than this (canvas widths) are one, twice: a corner."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A curve at the size of a print: samples (m, 2) in pixels a pixel apart, their tangents (m, 2), `length` px of
    256."""

    samples: Floats
    tangents: Floats
    length: float
    closed: bool


@dataclass(frozen=True, kw_only=True)
class Near:
    """The pixels beside a curve: their `rows` and `columns` (k,), how far `along` they lie (0 at its beginning) and how
    far `beside` it (positive to the right of the way), px of 256; `facing`: how much what slopes down to the right of
    the way faces the light, −1..1."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    along: Floats
    beside: Floats
    facing: Floats
    length: float
    pixel: float
    closed: bool

    def ends(self, fade: float) -> Floats:
        """1 along the curve, falling to 0 over its last `fade` px; all 1 when it is closed."""
        if self.closed:
            return np.ones_like(self.along)
        fade = max(min(fade, self.length / 2), self.pixel)
        return np.asarray(np.clip(np.minimum(self.along, self.length - self.along) / fade, 0, 1), np.float32)


def smooth(points: Points, closed: bool) -> Points:
    """A dense polyline (m, 2) through points (n, 2): centripetal Catmull-Rom, with corners where a point stands twice.

    Source: Yuksel, Schaefer & Keyser, "Parameterization and Applications of Catmull-Rom Curves", CAD 2011.
    """
    runs = _split(np.asarray(points, np.float64), closed)
    lines = [_smooth_run(run, closed and len(runs) == 1 and ring) for run, ring in runs]
    joined = np.concatenate([line if number == 0 else line[1:] for number, line in enumerate(lines)])
    return np.asarray(joined, np.float32)


def _split(points: NDArray[np.float64], closed: bool) -> list[tuple[NDArray[np.float64], bool]]:
    """The runs between corners, each with whether it is a ring."""
    if len(points) < 2:
        return [(points, False)]
    after = np.roll(points, -1, 0)
    twice = np.linalg.norm(after - points, axis=1) < SAME
    twice[-1] = twice[-1] and closed
    first = ~np.roll(twice, 1)  # the second of each pair is dropped
    first[0] |= not first.any()
    single, corner = points[first], twice[first]
    if len(single) < 3:
        return [(np.concatenate([single, single[:1]]) if closed else single, False)]
    places = np.flatnonzero(corner)
    if closed:
        if not len(places):
            return [(np.concatenate([single, single[:1]]), True)]
        single = np.roll(single, -int(places[0]), 0)
        places = np.append((places - places[0]), len(single))
        single = np.concatenate([single, single[:1]])
    else:
        places = np.unique(np.concatenate([[0], places, [len(single) - 1]]))
    return [(single[a : b + 1], False) for a, b in zip(places[:-1], places[1:], strict=True)]


def _smooth_run(run: NDArray[np.float64], ring: bool) -> NDArray[np.float64]:
    if len(run) < 3:
        return run
    first, last = (run[-2], run[1]) if ring else (2 * run[0] - run[1], 2 * run[-1] - run[-2])
    p = np.concatenate([first[None], run, last[None]])
    gap = np.sqrt(np.maximum(np.linalg.norm(np.diff(p, axis=0), axis=1), 1e-6))
    t = np.concatenate([[0.0], np.cumsum(gap)])
    share = np.linspace(0, 1, STEPS, endpoint=False)
    spans = np.arange(len(p) - 3)[:, None] + np.arange(4)
    at = t[1:-2, None] + share * np.diff(t)[1:-1, None]
    curve = _blend(p[spans], t[spans], at)
    return np.concatenate([curve.reshape(-1, 2), run[-1:]])


def _blend(p: NDArray[np.float64], t: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Barry and Goldman's pyramids over four points (k, 4, 2) with knots (k, 4): the curves at `at` (k, m)."""

    def between(a: NDArray[np.float64], b: NDArray[np.float64], low: int, high: int) -> NDArray[np.float64]:
        first, last = t[:, low, None], t[:, high, None]
        return np.asarray(a + (b - a) * ((at - first) / (last - first))[..., None])

    points = [p[:, i, None] for i in range(4)]
    a1, a2, a3 = (between(points[i], points[i + 1], i, i + 1) for i in range(3))
    b1, b2 = between(a1, a2, 0, 2), between(a2, a3, 1, 3)
    return between(b1, b2, 1, 2)


def to_pixels(points: Points, side_px: int) -> Floats:
    """Pixel coordinates (column, row) of points from the canvas's middle in canvas widths."""
    return np.asarray((points + 0.5) * side_px - 0.5, np.float32)


def trace(points: Points, closed: bool, side_px: int) -> Curve:
    """The curve of a mark's points at the size of a print."""
    line = to_pixels(smooth(points, closed), side_px).astype(np.float64)
    step = np.linalg.norm(np.diff(line, axis=0), axis=1)
    at = np.concatenate([[0.0], np.cumsum(step)])
    total = float(at[-1])
    count = max(2, int(np.ceil(total)) + 1)
    even = np.linspace(0, total, count)
    samples = np.stack([np.interp(even, at, line[:, axis]) for axis in range(2)], 1)
    ahead = np.diff(samples, axis=0)
    tangents = np.concatenate([ahead[:1], ahead[1:] + ahead[:-1], ahead[-1:]])
    if closed:
        tangents[0] = tangents[-1] = ahead[0] + ahead[-1]
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True).clip(1e-6)
    return Curve(
        samples=samples.astype(np.float32), tangents=tangents.astype(np.float32),
        length=total * SIDE_PX / side_px, closed=closed,
    )  # fmt: skip


def look_near(curve: Curve, reach: float, side_px: int) -> Near | None:
    """The pixels within `reach` px of 256 of a curve; None when none is on the canvas."""
    zoom = side_px / SIDE_PX
    band = reach * zoom + 1.5
    low = np.maximum(np.floor(curve.samples.min(0) - band), 0).astype(int)
    high = np.minimum(np.ceil(curve.samples.max(0) + band), side_px - 1).astype(int) + 1
    if (high <= low).any():
        return None
    cell = np.round(curve.samples).astype(int) - low
    there = ((cell >= 0) & (cell < high - low)).all(1)
    numbers = np.flatnonzero(there)
    if not len(numbers):
        return None
    free = np.ones((high - low)[::-1], np.uint8)
    free[cell[there, 1], cell[there, 0]] = 0
    away, labels = cv2.distanceTransformWithLabels(free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    sample_of = np.zeros(free.size + 2, np.intp)
    sample_of[labels[cell[there, 1], cell[there, 0]]] = numbers
    rows, columns = np.nonzero(away <= band)
    nearest = sample_of[labels[rows, columns]]
    rows, columns = rows + low[1], columns + low[0]
    (at_x, at_y), (tx, ty) = curve.samples.T, curve.tangents.T
    right, down = columns.astype(np.float32) - at_x[nearest], rows.astype(np.float32) - at_y[nearest]
    forth = right * tx[nearest] + down * ty[nearest]
    beside = down * tx[nearest] - right * ty[nearest]
    last = len(curve.samples) - 1
    inner = (nearest > 0) & (nearest < last) if not curve.closed else np.ones(len(nearest), bool)
    wedge = (np.abs(forth) > 1.2) & inner  # outside of a corner; open ends are cut square
    beside[wedge] = np.copysign(np.hypot(forth[wedge], beside[wedge]), beside[wedge])
    forth[wedge] = 0
    along = nearest * np.float32(curve.length / max(last, 1)) + forth / np.float32(zoom)
    return Near(
        rows=rows, columns=columns, along=along, beside=beside / np.float32(zoom),
        facing=(LIGHT[1] * tx - LIGHT[0] * ty)[nearest], length=curve.length, pixel=1 / zoom, closed=curve.closed,
    )  # fmt: skip


def fill(points: Points, side_px: int) -> Floats:
    """How much of each pixel (side, side) lies in a closed area, 0..1."""
    line = to_pixels(smooth(points, True), side_px)
    cover = np.zeros((side_px, side_px), np.float32)
    low = np.maximum(np.floor(line.min(0)) - 1, 0).astype(int)
    high = np.minimum(np.ceil(line.max(0)) + 2, side_px).astype(int)
    if (high <= low).any() or len(line) < 3:
        return cover
    width, height = (high - low).tolist()
    large = np.zeros((height * FINER, width * FINER), np.uint8)
    polygon = np.round(((line - low + 0.5) * FINER - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(large, [polygon], 255, shift=4)
    small = cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)
    cover[low[1] : high[1], low[0] : high[0]] = small / np.float32(255)
    return cover
