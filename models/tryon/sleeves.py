"""Sleeves round arms and legs round legs, at rest: where they lie, how wide and how long they are on this body."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.tryon.body import Body
from models.tryon.cut import Panel

GAP_M = 0.006
"""How far cloth is from the skin at least."""
ROOM, WIDENED_M, ARM_M, LONG_M = 1.04, 0.12, 0.15, 0.3
"""How much wider than the arm a long sleeve is at least, over which part of it it becomes so, where the arm is measured
at the earliest, and from which length sleeves are long."""
FULL, MORE = 1.02, 0.25
"""How long a sleeve is that ends at the wrist, of the arm, and how much of what is longer stays."""


def lay_sleeve(body: Body, side: str, reach: Floats, across: Floats, half: Floats, sign: float, gap: float) -> Floats:
    """Round an arm."""
    joints = find_arm(body, side)
    spot, along = _walk(joints, reach)
    up = np.array([0.0, 1.0, 0.0]) - along * along[:, 1:2]
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-6)
    forward = np.cross(up, along) if side == "l" else np.cross(along, up)
    forward = forward * np.sign(forward[:, 2:3])
    thin = _girth_of(body, f"{side}_arm", joints, reach)
    radius = np.maximum(4 * half / (2 * np.pi), thin + gap)
    angle = (1 - across) / 2 * np.pi
    round_ = np.cos(angle)[:, None] * up + sign * np.sin(angle)[:, None] * forward
    return np.asarray(spot + round_ * radius[:, None], np.float32)


def lay_leg(
    body: Body, side: str, reach: Floats, across: Floats, half: Floats, pit: float, sign: float, gap: float
) -> Floats:
    """Round a leg, from the height `pit` of the crotch on."""
    joints = [body.rest_joints[f"{side}_{name}"] for name in ("hip", "knee", "ankle")]
    start = float(joints[0][1]) - pit
    spot, along = _walk(joints, reach + start)
    outward = np.array([1.0 if side == "l" else -1.0, 0.0, 0.0])
    out = outward - along * (along @ outward)[:, None]
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
    forward = np.cross(out, along)
    forward = forward * np.sign(forward[:, 2:3])
    thin = _girth_of(body, f"{side}_leg", joints, reach + start)
    radius = np.maximum(4 * half / (2 * np.pi), thin + gap)
    angle = (1 - across) / 2 * np.pi
    round_ = np.cos(angle)[:, None] * out + sign * np.sin(angle)[:, None] * forward
    return np.asarray(spot + round_ * radius[:, None], np.float32)


def find_arm(body: Body, side: str) -> list[Floats]:
    """Shoulder, elbow and wrist at rest."""
    return [body.rest_joints[f"{side}_{name}"] for name in ("shoulder", "elbow", "wrist")]


def measure_arm(body: Body) -> float:
    """How long an arm is, from shoulder to wrist, m."""
    joints = find_arm(body, "l")
    return float(np.linalg.norm(joints[1] - joints[0]) + np.linalg.norm(joints[2] - joints[1]))


def shorten_sleeves(panel: Panel, body: Body, scale: float) -> float:
    """How long sleeves become, of what they are: those that would hang over the hands end little below the wrists."""
    longest = max((limb.length for limb in panel.build.limbs), default=0.0) * scale
    full = FULL * measure_arm(body)
    return 1.0 if longest <= full else (full + MORE * (longest - full)) / longest


def fit_sleeves(panel: Panel, body: Body, metric: Floats, scale: float) -> Floats:
    """Where the front's points lie when flat (n, 2), m, with sleeves as short as `shorten_sleeves` says and wide enough
    for the arms: of a sleeve that hangs beside the body a picture shows a strip."""
    out = metric.astype(np.float32)
    for number, limb in enumerate(panel.build.limbs, 1):
        mine, side = panel.limb == number, "r" if number == 1 else "l"
        less = (shorten_sleeves(panel, body, scale) - 1) * scale * np.maximum(panel.reach[mine], 0)
        out[mine] += less[:, None] * np.array(limb.along, np.float32)
        if limb.length * scale < LONG_M:
            continue
        joints = find_arm(body, side)
        reach = np.maximum(panel.reach[mine] * scale, 0).astype(np.float32)
        thin = _girth_of(body, f"{side}_arm", joints, np.maximum(reach, ARM_M))  # higher up it is the shoulder's
        least = (thin + GAP_M) * np.float32(np.pi / 2 * ROOM)
        more = np.maximum(least - panel.half[mine] * scale, 0) * np.clip(reach / WIDENED_M, 0, 1)
        out[mine] += (panel.side[mine] * more)[:, None] * limb.across(number)
    return out


def _walk(joints: list[Floats], reach: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points and directions along a limb's bones, carried on beyond both ends; directions turn softly at the joint."""
    a, b, c = (np.asarray(joint, float) for joint in joints)
    first, second = float(np.linalg.norm(b - a)), float(np.linalg.norm(c - b))
    one, two = (b - a) / first, (c - b) / second
    upper = np.minimum(reach, first)[:, None]
    lower = np.maximum(reach - first, 0)[:, None]
    turn = np.clip((reach - first) / 0.08 + 0.5, 0, 1)[:, None]
    along = one * (1 - turn) + two * turn
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    return a + one * upper + two * lower, along


def _girth_of(body: Body, group: str, joints: list[Floats], reach: Floats) -> Floats:
    """The mean radius of a limb along its bones, m."""
    points = body.rest[body.group(group)]
    marks = np.arange(0.0, float(reach.max(initial=0.1)) + 0.04, 0.03)
    spots, along = _walk(joints, marks.astype(np.float32))
    away = points[None] - spots[:, None]
    deep = (away * along[:, None]).sum(2)
    side = np.linalg.norm(away - deep[..., None] * along[:, None], axis=2)
    near = (np.abs(deep) < 0.025) & (side < 0.16)
    radius = np.array([np.quantile(s[n], 0.7) if n.sum() > 5 else np.nan for s, n in zip(side, near, strict=True)])
    known = np.isfinite(radius)
    if not known.any():
        return np.full(len(reach), 0.04, np.float32)
    return np.asarray(np.interp(reach, marks[known], radius[known]), np.float32)
