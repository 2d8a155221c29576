"""The base layer: a bodysuit or a singlet with trunks, as signed distances on the resting body (positive inside)."""

from __future__ import annotations

import numpy as np

from .figure import Body, Finer


def suit_of(finer: Finer, body: Body) -> np.ndarray:
    """Metres from the suit's edge at every fine vertex, positive where it is worn."""
    rest = finer.operator @ body.rest
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    joints = body.joints
    trunk = finer.part_weights[:, [4, 5, 12, 15]].sum(1) - finer.part_weights[:, [6, 9]].sum(1)
    neck, shoulder = joints["neck"], joints["l_shoulder"]
    clavicle = joints["l_clavicle"][1]
    woman = body.shape.sex == "woman"
    back = z < neck[2]
    drop = np.where(back, 0.055, 0.125 if woman else 0.085)
    collar = (np.hypot(x / (0.45 * shoulder[0] + 0.012), (y - clavicle - 0.035) / (drop + 0.035)) - 1) * 0.09
    hole = (np.hypot((x - shoulder[0] - 0.018) / 0.062, (y - shoulder[1] + 0.012) / 0.098) - 1) * 0.065
    low = joints["pelvis"][1] - 0.085
    hip = joints["l_hip"]
    if woman:
        line = low + 0.012 + np.clip(x - 0.022, 0, None) * np.where(z < hip[2], 0.55, 0.95)
        legs = (y - line) * 0.75
    else:
        legs = y - (low - 0.105)
    arms = (trunk - 0.1) * 0.06
    return np.minimum.reduce([collar, hole, legs, arms, (clavicle + 0.10 - y)])
