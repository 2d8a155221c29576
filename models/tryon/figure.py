"""What a tailor measures on a body at rest: girths at every height, shoulder line, arms and legs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import ConvexHull, QhullError

from models.oklab import Floats
from models.tryon.body import Body

STEP_M = 0.01
AROUND = 96
"""Points of a girth."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Figure:
    """Girths at heights `levels` (n,): `ring` (n, AROUND, 2), x and z from the front's middle over the picture's right
    side, evenly spaced along the girth; `girth` (n,) in metres.  `ridge` gives height and depth of the shoulders over
    x."""

    levels: Floats
    ring: Floats
    girth: Floats
    ridge_x: Floats
    ridge_y: Floats
    ridge_z: Floats
    ridge_end: float
    """How far out the shoulder joints are, m."""

    def girth_at(self, y: float) -> float:
        """The girth at a height, m."""
        return float(np.interp(y, self.levels, self.girth))

    def on_ring(self, y: Floats, share: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Points at heights `y` and shares of the girth (0 the front's middle, 0.25 the picture's right, −0.25 its
        left, 0.5 the back): x, z, and the ring's middle."""
        at = np.clip((y - self.levels[0]) / STEP_M, 0, len(self.levels) - 1.001)
        row, part = at.astype(int), at - at.astype(int)
        spot = (share % 1.0) * AROUND
        column, rest = spot.astype(int) % AROUND, spot - spot.astype(int)
        after = (column + 1) % AROUND

        def read(r: NDArray[np.int64]) -> Floats:
            ring = self.ring[r, column] * (1 - rest)[:, None] + self.ring[r, after] * rest[:, None]
            return np.asarray(ring, np.float32)

        found = read(row) * (1 - part)[:, None] + read(row + 1) * part[:, None]
        middle = self.ring.mean(1)
        centre = middle[row] * (1 - part)[:, None] + middle[row + 1] * part[:, None]
        return found[:, 0], found[:, 1], centre[:, 0], centre[:, 1]

    def depth_at(self, x: Floats, y: Floats, front: bool) -> Floats:
        """How far to the front (or the back) the body reaches at x and y, m."""
        out = np.zeros(len(x), np.float32)
        rows = np.clip(np.round((y - self.levels[0]) / STEP_M).astype(int), 0, len(self.levels) - 1)
        for row in np.unique(rows):
            ring, mine = self.ring[row], rows == row
            half = ring[: AROUND // 4 + 1] if front else ring[AROUND // 4 : AROUND // 2 + 1]
            other = ring[-(AROUND // 4) :] if front else ring[AROUND // 2 : -(AROUND // 4) + 1]
            both = np.concatenate([other, half]) if front else np.concatenate([half, other])
            order = np.argsort(both[:, 0])
            out[mine] = np.interp(x[mine], both[order, 0], both[order, 1])
        return out

    def shoulder_at(self, x: Floats) -> tuple[Floats, Floats]:
        """Height and depth of the shoulders' ridge over x."""
        return (
            np.interp(np.abs(x), self.ridge_x, self.ridge_y).astype(np.float32),
            np.interp(np.abs(x), self.ridge_x, self.ridge_z).astype(np.float32),
        )


@lru_cache(maxsize=12)
def measure(body: Body) -> Figure:
    """The figure of a body at rest."""
    points = body.rest[body.group("trunk") | body.group("legs")]
    low = float(points[:, 1].min())
    high = float(body.rest_joints["neck"][1]) + 0.10
    levels = np.arange(low + 0.02, high, STEP_M)
    ring, girth = np.zeros((len(levels), AROUND, 2)), np.zeros(len(levels))
    for number, level in enumerate(levels):
        near = points[np.abs(points[:, 1] - level) < 0.018][:, [0, 2]]
        ring[number], girth[number] = _walk_round(near) if len(near) > 8 else (ring[number - 1], girth[number - 1])
    ring = gaussian_filter1d(ring, 1.2, axis=0, mode="nearest")
    girth = gaussian_filter1d(girth, 1.2, mode="nearest")
    x, y, z = _find_ridge(body)
    return Figure(
        levels=levels.astype(np.float32), ring=ring.astype(np.float32), girth=girth.astype(np.float32),
        ridge_x=x, ridge_y=y, ridge_z=z, ridge_end=abs(float(body.rest_joints["l_shoulder"][0])),
    )  # fmt: skip


def _walk_round(points: Floats) -> tuple[NDArray[np.float64], float]:
    """The convex girth of a slice (AROUND, 2) from the front's middle over +x, and its length."""
    mirrored = np.concatenate([points, points * (-1, 1)])
    try:
        hull = mirrored[ConvexHull(mirrored).vertices]
    except QhullError:
        hull = mirrored[:4]
    closed = np.concatenate([hull, hull[:1]])
    steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    dense_at = np.linspace(0, steps[-1], 721)[:-1]
    dense = np.stack([np.interp(dense_at, steps, closed[:, k]) for k in (0, 1)], 1)
    start = int(np.argmin(np.abs(dense[:, 0]) - 100 * (dense[:, 1] > dense[:, 1].mean())))
    dense = np.roll(dense, -start, axis=0)
    if dense[180, 0] < 0:
        dense = np.roll(dense[::-1], 1, axis=0)
    at = np.linspace(0, 720, AROUND, endpoint=False)
    every = np.concatenate([dense, dense[:1]])
    return np.stack([np.interp(at, np.arange(721), every[:, k]) for k in (0, 1)], 1), float(steps[-1])


def _find_ridge(body: Body) -> tuple[Floats, Floats, Floats]:
    """The top of neck's foot and shoulders: height and depth over |x|, as far as the elbows."""
    points = body.rest[body.group("trunk") | body.group("l_arm") | body.group("r_arm")]
    reach = float(abs(body.rest_joints["l_elbow"][0]))
    above = points[points[:, 1] > float(body.rest_joints["l_elbow"][1])]
    at = np.arange(0.0, reach, 0.01)
    heights, depths = np.zeros(len(at)), np.zeros(len(at))
    for number, x in enumerate(at):
        near = above[np.abs(np.abs(above[:, 0]) - x) < 0.012]
        if not len(near):
            heights[number], depths[number] = heights[number - 1], depths[number - 1]
            continue
        top = near[near[:, 1] > near[:, 1].max() - 0.012]
        heights[number], depths[number] = near[:, 1].max(), top[:, 2].mean()
    heights = np.minimum.accumulate(gaussian_filter1d(heights, 1.0, mode="nearest"))
    return at.astype(np.float32), heights.astype(np.float32), gaussian_filter1d(depths, 1.5).astype(np.float32)
