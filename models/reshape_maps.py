"""Maps of the canvas that cut a garment anew: stretched along a direction, widened, its neckline sunk; never folded.

Every map is a small bend with an exact inverse, so that a picture can be looked up (`back`) and drawn lines carried
along (`forth`).  Points are float64 (..., 2), x and y in pixels of the 256 canvas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Values = NDArray[np.float64]
STEPS = 257
ROUNDS = 8
"""How often a bend without a closed inverse is approached; each round is nearer by more than a half."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Bend:
    """A smooth, one-to-one map of the canvas: `forth` carries points of the old garment to the new one, `back` the
    other way."""

    forth: Callable[[Points], Points]
    back: Callable[[Points], Points]


def chain(bends: Sequence[Bend]) -> Bend:
    """One bend after the other."""

    def forth(points: Points) -> Points:
        for bend in bends:
            points = bend.forth(points)
        return points

    def back(points: Points) -> Points:
        for bend in reversed(bends):
            points = bend.back(points)
        return points

    return Bend(forth=forth, back=back)


def place(zoom: float, shift: tuple[float, float]) -> Bend:
    """Larger or smaller, and elsewhere."""
    offset = np.array(shift)
    return Bend(forth=lambda p: p * zoom + offset, back=lambda p: (p - offset) / zoom)


def stretch(origin: tuple[float, float], along: tuple[float, float], span: tuple[float, float], by_px: float) -> Bend:
    """Longer (or shorter, `by_px` < 0) along a direction: what lies beyond `span`, measured from the origin, moves as
    it is; what lies within gives the length, most in its middle, so that cuffs, collars and hems keep theirs."""
    start, end = span
    at = np.linspace(start, end, STEPS)
    rise = np.clip((at - start) / max(end - start, 1e-6), 0, 1)
    gain = by_px * _ease(rise)
    gain = np.maximum.accumulate(at + gain) - at  # never folded, however much was asked for
    unit, base = np.array(along), np.array(origin)

    def forth(points: Points) -> Points:
        s = (points - base) @ unit
        return np.asarray(points + np.interp(s, at, gain)[..., None] * unit)

    def back(points: Points) -> Points:
        s = (points - base) @ unit
        return np.asarray(points - np.interp(s, at + gain, gain)[..., None] * unit)

    return Bend(forth=forth, back=back)


def _ease(rise: Values) -> Values:
    """From 0 to 1 at an even pace, with a soft start and end: the integral of a flat hill with smooth flanks."""
    hill = np.clip(np.minimum(rise, 1 - rise) / 0.2, 0, 1)
    hill = hill * hill * (3 - 2 * hill) + 1e-9
    total = np.concatenate([[0.0], np.cumsum((hill[1:] + hill[:-1]) / 2)])
    return np.asarray(total / total[-1])


def widen(axis: float, factor: Callable[[Values], Values], still: float = 0.0, half: float = 1.0) -> Bend:
    """Wider by a factor that may change from row to row (y): the strip within `still` px of the axis stays as it is,
    and what lies beyond gives the width, so that at `half` px from the axis the factor is reached."""

    def slope(y: Values) -> Values:
        return np.asarray(np.maximum((half * factor(y) - still) / max(half - still, 1e-6), 0.2))

    def forth(points: Points) -> Points:
        x, y = points[..., 0] - axis, points[..., 1]
        beyond = np.maximum(np.abs(x) - still, 0)
        return np.stack([axis + np.sign(x) * (np.minimum(np.abs(x), still) + beyond * slope(y)), y], -1)

    def back(points: Points) -> Points:
        x, y = points[..., 0] - axis, points[..., 1]
        beyond = np.maximum(np.abs(x) - still, 0)
        return np.stack([axis + np.sign(x) * (np.minimum(np.abs(x), still) + beyond / slope(y)), y], -1)

    return Bend(forth=forth, back=back)


def part(axis: float, inner: float, outer: float, by: Callable[[Values], Values]) -> Bend:
    """An opening made wider: what is within `inner` px of the axis grows by 1 + `by` (of the row), what lies between
    there and `outer` px gives way, and beyond nothing moves."""

    def bend(points: Points, inverse: bool) -> Points:
        x, y = points[..., 0] - axis, points[..., 1]
        grown = np.clip(inner * (1 + by(y)), 0.2 * inner, 0.9 * outer + 0.1 * inner)
        knots = (grown, np.full_like(grown, inner)) if inverse else (np.full_like(grown, inner), grown)
        away, old, new = np.abs(x), *knots
        between = new + (away - old) * (outer - new) / np.maximum(outer - old, 1e-6)
        moved = np.where(away < old, away * new / old, np.where(away < outer, between, away))
        return np.stack([axis + np.sign(x) * moved, y], -1)

    return Bend(forth=lambda p: bend(p, False), back=lambda p: bend(p, True))


def widen_across(
    origin: tuple[float, float], along: tuple[float, float], factor: Callable[[Values], Values], anchor: float
) -> Bend:
    """Wider across a direction, by a factor that depends on how far along it one is; `anchor` px to the side stays."""
    unit, base = np.array(along), np.array(origin)
    normal = np.array([-unit[1], unit[0]])

    def bend(points: Points, inverse: bool) -> Points:
        s, n = (points - base) @ unit, (points - base) @ normal - anchor
        by = factor(s)
        return np.asarray(points + (n * ((1 / by if inverse else by) - 1))[..., None] * normal)

    return Bend(forth=lambda p: bend(p, False), back=lambda p: bend(p, True))


def sink(axis: float, half: float, top: float, room: float, profile: Callable[[Values], Values]) -> Bend:
    """Deeper (or shallower): between the corners of a neckline, `half` px on each side of the axis, everything down to
    row `top` moves by `profile` (of x from the axis, px) and the cloth below gives way over `room` px."""

    def shift(points: Points, y: Values) -> Values:
        x = points[..., 0] - axis
        move = np.where(np.abs(x) < half, profile(x), 0.0)
        depth = np.clip((y - top) / room, 0, 1)
        return np.asarray(move * (1 - depth * depth * (3 - 2 * depth)))

    def forth(points: Points) -> Points:
        return np.stack([points[..., 0], points[..., 1] + shift(points, points[..., 1])], -1)

    def back(points: Points) -> Points:
        """Halving: the map rises with y as long as `profile` is less than two thirds of `room`."""
        low, high = points[..., 1] - room, points[..., 1] + room
        for _ in range(2 * ROUNDS):
            middle = (low + high) / 2
            under = middle + shift(points, middle) < points[..., 1]
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        return np.stack([points[..., 0], (low + high) / 2], -1)

    return Bend(forth=forth, back=back)


def lift(ground: float, room: float, by_px: float, share: Callable[[Values], Values]) -> Bend:
    """Higher over the ground (row `ground`), by `by_px` times a share of the column (x): what stands within `room` px
    of the ground gives the height, what is above is carried up."""

    def bend(points: Points, inverse: bool) -> Points:
        rise = np.maximum(by_px * share(points[..., 0]), -0.8 * room)
        z = ground - points[..., 1]
        if inverse:
            moved = np.where(z < 0, z, np.where(z < room + rise, z * room / (room + rise), z - rise))
        else:
            moved = z + rise * np.clip(z / room, 0, 1)
        return np.stack([points[..., 0], ground - moved], -1)

    return Bend(forth=lambda p: bend(p, False), back=lambda p: bend(p, True))


def carry_chord(pit: Points, outer: Points, pit_to: Points, outer_to: Points) -> Bend:
    """A limb follows its chord: it moves with both ends and turns and grows across as little as they do."""
    across = outer - pit
    length = max(float(np.linalg.norm(across)), 1e-6)
    unit = across / length
    first, second = pit_to - pit, outer_to - outer
    grow = (second - first) / length
    # p → p + first + grow · ((p − pit)·unit), an affine map
    matrix = np.eye(2) + np.outer(grow, unit)
    inverse = np.linalg.inv(matrix)
    return Bend(forth=lambda p: (p - pit) @ matrix.T + pit + first, back=lambda p: (p - pit - first) @ inverse.T + pit)
