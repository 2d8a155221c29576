"""A foot as a shoemaker sees it: its own frame, bent for a heel, and how much room it needs.

In the frame of a foot, z runs from its heel to its toes, y up from the ground under it, x to the person's left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from models.oklab import Floats
from models.people.parts import Part
from models.tryon.body import Body, Side

BALL = 0.70
"""Where a foot bends, of its length from the heel."""
ANKLE_M = (0.045, 0.095)
"""Between these heights the leg's pose passes over into the foot's."""
SHAFT_M = 0.05
"""How far over the ankle a shoe goes with the leg altogether."""
SHIN_M = 0.32
"""How high above the ground a boot may reach at most."""
CELLS = 40
FEET: dict[Side, tuple[int, int]] = {
    "l": (Part.FOOT_LEFT, Part.LOWER_LEG_LEFT), "r": (Part.FOOT_RIGHT, Part.LOWER_LEG_RIGHT)
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Foot:
    """One bare foot: `mine` (n,) vertices of the foot, `shin` (k,) of the lower leg near it; `points` (n, 3) and
    `above` (k, 3) in the foot's frame; its length `long`; `turn` and `leg` (3, 3) how foot and
    lower leg were turned from rest; the ankle joint in the frame, `ankle` (3,), and as the body stands, `at` (3,)."""

    side: Side
    mine: NDArray[np.int64]
    shin: NDArray[np.int64]
    points: Floats
    above: Floats
    long: float
    turn: Floats
    leg: Floats
    ankle: Floats
    at: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Shod:
    """A foot in a shoe's frame: bent by `angle` (rad) for a heel of `seat` m over a sole of `ball` m, and pressed
    together to `squeeze` of its width; `points` (n, 3), `above` (k, 3), and the `ankle`."""

    foot: Foot
    angle: float
    seat: float
    ball: float
    points: Floats
    above: Floats
    ankle: Floats
    squeeze: float = 1.0

    def stand(self, points: Floats) -> Floats:
        """Points of the shoe's frame as the body stands: the ankle stays where it is, a shaft follows the leg."""
        away = points - self.ankle
        share = np.clip(away[:, 1:2] / SHAFT_M, 0, 1)
        share = share * share * (3 - 2 * share)
        placed = (1 - share) * (away @ self.foot.turn.T) + share * (away @ self.foot.leg.T)
        return np.asarray(placed + self.foot.at, np.float32)

    def room(self, z_m: Floats, y_m: Floats, middle: Floats) -> tuple[Floats, Floats]:
        """How far from a `middle` (r,) foot and leg reach to −x and to +x (r, c), at lengths (r,) and heights (r, c),
        m; −∞ where there is nothing."""
        every = np.concatenate([self.points, self.above])
        low, high = every.min(0), every.max(0)
        step = (high - low)[1:] / (CELLS - 1) + 1e-6
        row, column = ((every[:, 1:] - low[1:]) / step).astype(int).T
        out = []
        for sign in (-1.0, 1.0):
            grid = np.full((CELLS, CELLS), -np.inf)
            np.maximum.at(grid, (row, column), sign * every[:, 0])
            grid = maximum_filter(grid, size=(4, 3))
            r = np.round((y_m - low[1]) / step[0]).astype(int)
            c = np.broadcast_to(np.round((z_m[:, None] - low[2]) / step[1]).astype(int), r.shape)
            inner = (r >= 0) & (r < CELLS) & (c >= 0) & (c < CELLS)
            found = np.where(inner, grid[np.clip(r, 0, CELLS - 1), np.clip(c, 0, CELLS - 1)], -np.inf)
            out.append(np.asarray(found - sign * middle[:, None], np.float32))
        return out[0], out[1]

    def height_over(self, z_m: Floats) -> Floats:
        """How high the foot reaches at lengths (r,), m; 0 where there is none."""
        at = np.full(len(z_m), 0.0)
        for number, z in enumerate(z_m):
            near = np.abs(self.points[:, 2] - z) < 0.008
            at[number] = self.points[near, 1].max() if near.any() else 0.0
        return at.astype(np.float32)


def find_foot(body: Body, side: Side) -> Foot:
    """The person's left or right foot."""
    foot_part, leg_part = FEET[side]
    mine = np.flatnonzero(body.part == foot_part)
    rest, posed = body.rest[mine].astype(float), body.posed[mine].astype(float)
    shin = np.flatnonzero((body.part == leg_part) & (body.rest[:, 1] < rest[:, 1].min() + SHIN_M))
    turn, leg = find_turn(rest, posed), find_turn(body.rest[shin], body.posed[shin])
    start = np.array([float(np.median(rest[:, 0])), rest[:, 1].min(), rest[:, 2].min()])
    ankle = np.asarray(body.rest_joints[f"{side}_ankle"], float)
    at = (ankle - rest.mean(0)) @ turn.T + posed.mean(0)
    return Foot(
        side=side, mine=mine, shin=shin, points=(rest - start).astype(np.float32),
        above=(body.rest[shin] - start).astype(np.float32), long=float(np.ptp(rest[:, 2])), turn=turn, leg=leg,
        ankle=(ankle - start).astype(np.float32), at=at.astype(np.float32),
    )  # fmt: skip


def find_turn(rest: NDArray[Any], posed: NDArray[Any]) -> Floats:
    """The rotation (3, 3) that takes points from one place to another best (Kabsch)."""
    moments = (posed - posed.mean(0)).T.astype(float) @ (rest - rest.mean(0))
    u, _, vt = np.linalg.svd(moments)
    return np.asarray(u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt, np.float32)


def bend_foot(foot: Foot, seat: float, ball: float, squeeze: float = 1.0) -> Shod:
    """The foot in a shoe whose sole is `ball` m thick under its ball and `seat` m under its heel."""
    reach = BALL * foot.long
    angle = float(np.arcsin(np.clip((seat - ball) / reach, 0, 0.75)))
    high = np.clip(foot.points[:, 1:2] / ANKLE_M[1], 0, 1)
    narrow = foot.points * np.concatenate([squeeze + (1 - squeeze) * high, np.ones_like(high), np.ones_like(high)], 1)
    return Shod(
        foot=foot, angle=angle, seat=seat, ball=ball, squeeze=squeeze, points=_bend(foot, narrow, angle, ball),
        above=_lean(foot, foot.above, angle, ball), ankle=_bend(foot, foot.ankle[None], angle, ball)[0],
    )  # fmt: skip


def _bend(foot: Foot, points: Floats, angle: float, ball: float) -> Floats:
    """Behind the ball the foot is lifted about it."""
    z = points[:, 2] - BALL * foot.long
    share = np.clip((0.012 - z) / 0.03, 0, 1)
    turned = angle * share * share * (3 - 2 * share)
    cosine, sine = np.cos(turned), np.sin(turned)
    out = points.copy()
    out[:, 2] = BALL * foot.long + z * cosine + points[:, 1] * sine
    out[:, 1] = points[:, 1] * cosine - z * sine + ball
    return np.asarray(out, np.float32)


def _lean(foot: Foot, points: Floats, angle: float, ball: float) -> Floats:
    """The leg stays upright on the lifted ankle."""
    return np.asarray(points - foot.ankle + _bend(foot, foot.ankle[None], angle, ball)[0], np.float32)


def stand_shod(body: Body, shod: Shod, opens: float) -> Floats:
    """The foot's vertices (n, 3) as they are in a shoe that opens at a length of `opens` m: joined to the leg at the
    ankle, the toes drawn together, so that they stay inside."""
    foot = shod.foot
    inside = np.clip((shod.points[:, 2] - opens - 0.01) / 0.03, 0, 1)
    points = shod.points.copy()
    points[:, 0] *= 1 - 0.5 * inside
    points[:, 1] = shod.ball + (points[:, 1] - shod.ball) * (1 - 0.5 * inside)
    bent = shod.stand(points)
    height = foot.points[:, 1]
    share = np.clip((ANKLE_M[1] - height) / (ANKLE_M[1] - ANKLE_M[0]), 0, 1)
    share = (share * share * (3 - 2 * share))[:, None]
    return np.asarray(body.posed[foot.mine] * (1 - share) + bent * share, np.float32)
