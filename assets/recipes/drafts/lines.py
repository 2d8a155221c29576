"""Lines as a pattern cutter draws them: bowed edges, offsets, mirrored halves; centimetres, x to the right, y down.

Outlines are walked clockwise as seen, so that what lies to the right of a line lies inside.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
"""Points (n, 2) close enough together to be joined by straight pieces."""
Point = Sequence[float] | NDArray[np.float64]
CORNER_DEG = 32.0
"""A turn sharper than this is a corner and stays one."""


def bezier(start: Point, first: Point, second: Point, end: Point, steps: int = 32) -> Line:
    """A cubic Bézier curve (steps + 1, 2)."""
    t = np.linspace(0, 1, steps + 1)[:, None]
    a, b, c, d = (np.asarray(point, float) for point in (start, first, second, end))
    return (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d


def bow(start: Point, end: Point, by: float = 0.0, steps: int = 24) -> Line:
    """From one point to another, its middle `by` cm to the right of the straight way."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    way = b - a
    right = np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1e-9)
    pull = (a + b) / 2 + 4 / 3 * by * right
    return bezier(a, a + (pull - a) * 2 / 3, b + (pull - b) * 2 / 3, b, steps)


def straight(*points: Point, closed: bool = False) -> Line:
    """Straight pieces from point to point; corners stay."""
    stops = [np.asarray(point, float) for point in points]
    stops = [*stops, stops[0]] if closed else stops
    return join(*(bow(a, b, 0.0, 12) for a, b in zip(stops, stops[1:], strict=False)))


def smooth(*points: Point, steps: int = 14) -> Line:
    """A smooth curve through points (Catmull–Rom, its chords' lengths as knots)."""
    stops = np.array([np.asarray(point, float) for point in points])
    if len(stops) < 3:
        return bow(stops[0], stops[-1])
    ends = 2 * stops[0] - stops[1], 2 * stops[-1] - stops[-2]
    padded = np.vstack([ends[0], stops, ends[1]])
    pieces = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        d0, d1, d2 = (max(float(np.hypot(*(b - a))), 1e-6) for a, b in ((p0, p1), (p1, p2), (p2, p3)))
        m1 = ((p1 - p0) / d0 * d1 + (p2 - p1) / d1 * d0) / (d0 + d1) * d1
        m2 = ((p2 - p1) / d1 * d2 + (p3 - p2) / d2 * d1) / (d1 + d2) * d1
        pieces.append(bezier(p1, p1 + m1 / 3, p2 - m2 / 3, p2, steps))
    return join(*pieces)


def ring(centre: Point, radii: tuple[float, float], turn_deg: float = 0.0, steps: int = 48) -> Line:
    """An ellipse, clockwise, closed."""
    angle = np.linspace(0, 2 * np.pi, steps + 1)
    x, y = radii[0] * np.cos(angle), radii[1] * np.sin(angle)
    turn = np.radians(turn_deg)
    return np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)]) + centre


def join(*lines: Line) -> Line:
    """Lines one after the other; a point that comes twice running counts once."""
    whole = np.vstack(lines)
    keep = np.r_[True, np.hypot(*np.diff(whole, axis=0).T) > 1e-6]
    return whole[keep]


def flip(line: Line) -> Line:
    """The line on the garment's other half, walked the same way up and down."""
    return line * (-1, 1)


def turn(line: Line) -> Line:
    """The line walked the other way."""
    return line[::-1]


def both(half: Line) -> Line:
    """A line that begins on the middle and its mirror image, walked from the left end to the right end."""
    return join(turn(flip(half)), half)


def length_of(line: Line) -> float:
    """How long a line is."""
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def at(line: Line, share: float) -> NDArray[np.float64]:
    """The point (2,) at a share of the line's length."""
    way = np.r_[0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T))]
    return np.array([np.interp(share * way[-1], way, line[:, axis]) for axis in (0, 1)])


def part(line: Line, start: float, end: float, steps: int = 24) -> Line:
    """The part of a line between two shares of its length."""
    return np.array([at(line, share) for share in np.linspace(start, end, steps + 1)])


def beside(line: Line, by: float) -> Line:
    """The line `by` cm to its right."""
    way = np.gradient(line, axis=0)
    way /= np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    return line + by * np.column_stack([-way[:, 1], way[:, 0]])


def cross(one: Line, other: Line) -> tuple[float, float] | None:
    """Where two lines meet first, as shares of their points' numbers; None when they do not."""
    for i in range(len(one) - 1):
        a, da = one[i], one[i + 1] - one[i]
        db = np.diff(other, axis=0)
        gap = other[:-1] - a
        det = da[0] * db[:, 1] - da[1] * db[:, 0]
        det = np.where(np.abs(det) < 1e-12, 1e-12, det)
        s = (gap[:, 0] * db[:, 1] - gap[:, 1] * db[:, 0]) / det
        u = (gap[:, 0] * da[1] - gap[:, 1] * da[0]) / det
        hits = np.flatnonzero((s >= 0) & (s <= 1) & (u >= 0) & (u <= 1))
        if len(hits):
            j = int(hits[0])
            return i + float(s[j]), j + float(u[j])
    return None


def until(line: Line, place: float) -> Line:
    """The points of a line up to a place that `cross` found, and that place."""
    i = min(int(place), len(line) - 2)
    return join(line[: i + 1], (line[i] + (place - i) * (line[i + 1] - line[i]))[None])


def since(line: Line, place: float) -> Line:
    """The rest of a line from a place that `cross` found."""
    return turn(until(turn(line), len(line) - 1 - place))


def thin(line: Line, most: int, closed: bool = False) -> Line:
    """A line by few points, as marks keep it: corners stand twice, bends get more points than straight parts."""
    line = join(line)
    if closed and np.hypot(*(line[0] - line[-1])) < 1e-6:
        line = line[:-1]
    if len(line) <= 2:
        return line
    corners = _find_corners(line, closed)
    if closed:
        start = corners[0] if corners else 0
        line = np.vstack([np.roll(line, -start, axis=0), line[start]])
        corners = [place - start for place in corners[1:]]
    places = [0, *corners, len(line) - 1]
    pieces = [line[a : b + 1] for a, b in zip(places, places[1:], strict=False) if b > a]
    bends = np.array([_measure_bend(piece) for piece in pieces])
    # both ends of every piece; what is left goes where the line bends most
    spare = max(most - 2 * len(pieces), 0)
    want = np.ceil(bends / 24.0) if spare else np.zeros(len(pieces))
    given = np.minimum(want, np.floor(spare * want / max(float(want.sum()), 1e-9))) if want.sum() > spare else want
    points = [part(piece, 0, 1, int(extra) + 1) for piece, extra in zip(pieces, given, strict=True)]
    if closed and not corners and len(pieces) == 1 and not _find_corners(line[:-1], True):
        return points[0][:-1]
    return np.vstack(points)[:most]


def _find_corners(line: Line, closed: bool) -> list[int]:
    """Numbers of the points at which a line turns sharply."""
    before = line - np.roll(line, 1, axis=0)
    after = np.roll(line, -1, axis=0) - line
    angle = np.degrees(np.arctan2(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0], (before * after).sum(1)))
    if not closed:
        angle[[0, -1]] = 0
    return [int(place) for place in np.flatnonzero(np.abs(angle) > CORNER_DEG)]


def _measure_bend(piece: Line) -> float:
    """How many degrees a piece turns in all."""
    way = np.diff(piece, axis=0)
    heading = np.unwrap(np.arctan2(way[:, 1], way[:, 0]))
    return float(np.degrees(np.abs(np.diff(heading)).sum()))
