"""Poses of a shop window.  Each turns the bones of a `Skeleton`; x is the person's left, y up, z forward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .rig import Skeleton, turn, unit

Pose = Callable[[Skeleton], None]
SIDES = (("l", 1.0), ("r", -1.0))


def arm(s: Skeleton, side: str, upper, lower, hand_turn: tuple[float, float, float] = (0, 0, 0), twist: float = 0.0):
    """Aim one arm; directions are given for the left side and mirrored for the right."""
    m = 1.0 if side == "l" else -1.0
    flip = np.array([m, 1, 1])
    ends = s.ends
    s.aim(f"upperarm_{side}", flip * upper, twist * m, unit(ends[f"lowerarm_{side}"][0] - ends[f"upperarm_{side}"][0]))
    s.aim(f"lowerarm_{side}", flip * lower, 0, unit(ends[f"hand_{side}"][0] - ends[f"lowerarm_{side}"][0]))
    s.local(f"hand_{side}", (hand_turn[0], hand_turn[1] * m, hand_turn[2] * m))


def leg(s: Skeleton, side: str, upper, lower, foot: tuple[float, float, float] = (0, 0, 0)) -> None:
    """Aim one leg; the foot is turned in the world (x lifts the heel, y turns the toes out)."""
    m = 1.0 if side == "l" else -1.0
    flip = np.array([m, 1, 1])
    ends = s.ends
    s.aim(f"thigh_{side}", flip * upper, 0, unit(ends[f"calf_{side}"][0] - ends[f"thigh_{side}"][0]))
    s.aim(f"calf_{side}", flip * lower, 0, unit(ends[f"foot_{side}"][0] - ends[f"calf_{side}"][0]))
    s.fixed(f"foot_{side}", turn((foot[0], foot[1] * m, foot[2] * m)))


def rest(s: Skeleton) -> None:
    """The canonical pose: straight arms 42° from the body, straight legs a little apart."""
    for side, _ in SIDES:
        arm(s, side, (0.67, -0.74, -0.02), (0.67, -0.74, 0.03))
        leg(s, side, (0.09, -1, 0), (0.07, -1, -0.03))


def stand(s: Skeleton) -> None:
    """Upright, arms falling beside the body."""
    for side, _ in SIDES:
        arm(s, side, (0.24, -0.97, -0.05), (0.12, -0.98, 0.16), (0, 0, 0))
        leg(s, side, (s.widths["stance"], -1, 0.02), (s.widths["stance"] * 0.4, -1, -0.04), (0, 8, 0))
        s.curl(side, 9)
    s.local("head", (-2, 0, 0))


def contrapposto(s: Skeleton) -> None:
    """The weight on the right leg, hip out, shoulders against it, one knee soft."""
    s.local("pelvis", (0, -6, 5))
    s.local("spine_01", (0, 2, -3))
    s.local("spine_02", (-1, 3, -4))
    s.local("spine_03", (0, 4, -3))
    s.local("neck_01", (0, 4, 3))
    s.local("head", (-2, 10, 3))
    near = s.widths["stance"]
    leg(s, "r", (near - 0.03, -1, 0.0), (near * 0.4, -1, -0.03), (0, 6, 0))
    leg(s, "l", (near + 0.09, -1, 0.16), (0.02, -1, -0.16), (10, 20, 0))
    arm(s, "l", (0.30, -0.95, -0.02), (0.10, -0.97, 0.24))
    arm(s, "r", (0.27, -0.95, -0.10), (0.14, -0.98, 0.12))
    s.curl("l", 10)
    s.curl("r", 8)


def walk(s: Skeleton) -> None:
    """Mid-stride towards the viewer."""
    s.local("pelvis", (0, 7, -2))
    s.local("spine_02", (2, -6, 1))
    s.local("spine_03", (0, -7, 1))
    s.local("neck_01", (0, 4, 0))
    s.local("head", (0, 4, 0))
    near = s.widths["stance"]
    leg(s, "r", (near - 0.02, -1, 0.28), (-0.01, -1, 0.12), (-12, 5, 0))
    leg(s, "l", (near - 0.01, -1, -0.22), (0.0, -1, -0.94), (40, 4, 0))
    arm(s, "l", (0.20, -0.93, 0.34), (0.04, -0.84, 0.56))
    arm(s, "r", (0.27, -0.92, -0.42), (0.16, -0.97, -0.16))
    s.curl("l", 12)
    s.curl("r", 12)


def hips(s: Skeleton) -> None:
    """Hands on the hips, weight on the left leg."""
    s.local("pelvis", (0, 3, -4))
    s.local("spine_02", (0, 0, 4))
    s.local("spine_03", (-2, -2, 2))
    s.local("head", (-2, -8, -2))
    near = s.widths["stance"]
    leg(s, "l", (near - 0.02, -1, 0.0), (near * 0.4, -1, -0.03), (0, 8, 0))
    leg(s, "r", (near + 0.16, -1, 0.10), (0.07, -1, -0.09), (3, 22, 0))
    hand_to_hip(s, "l", s.widths["gap"])
    hand_to_hip(s, "r", s.widths["gap"])


def hand_to_hip(s: Skeleton, side: str, gap: float) -> None:
    """Put the heel of a hand on the waist, the elbow out."""
    m = 1.0 if side == "l" else -1.0
    _, places = s.solve()
    pelvis = s.turns["pelvis"]
    width = s.widths["hip"] * m
    wrist = places["pelvis"] + pelvis @ np.array([width + m * gap, 0.125, 0.035])
    s.reach(side, wrist, (m, 0.05, -0.45))
    s.aim(f"hand_{side}", (-0.18 * m, -0.86, 0.48), 0)
    s.curl(side, 16, 0)


def crossed(s: Skeleton) -> None:
    """Arms crossed before the chest."""
    s.local("pelvis", (0, -3, 2))
    s.local("spine_03", (2, 2, -2))
    s.local("head", (0, 5, 1))
    near = s.widths["stance"]
    leg(s, "r", (near, -1, 0.0), (near * 0.4, -1, -0.03), (0, 8, 0))
    leg(s, "l", (near + 0.10, -1, 0.09), (0.03, -1, -0.09), (3, 18, 0))
    _, places = s.solve()
    chest = s.turns["spine_03"]
    middle = places["spine_03"]
    front = s.widths["chest_front"]
    for side, m, lift, away in (("l", 1.0, 0.03, 0.10), ("r", -1.0, 0.0, 0.045)):
        wrist = middle + chest @ np.array([-0.055 * m, 0.03 + lift, front + away])
        s.reach(side, wrist, (m * 0.9, -0.75, 0.05))
        tip = (-0.80 * m, 0.42, -0.42) if side == "l" else (-0.86 * m, 0.10, -0.50)
        s.aim(f"hand_{side}", tip, 0)
        s.curl(side, 14, 0)


def pocket(s: Skeleton) -> None:
    """One hand at the pocket, the other falling."""
    contrapposto(s)
    hand_to_pocket(s, "l")


def hand_to_pocket(s: Skeleton, side: str) -> None:
    m = 1.0 if side == "l" else -1.0
    _, places = s.solve()
    wrist = places["pelvis"] + s.turns["pelvis"] @ np.array([(s.widths["hip"] + 0.035) * m, 0.035, 0.03])
    s.reach(side, wrist, (m * 0.8, 0, -0.8))
    s.aim(f"hand_{side}", (-0.05 * m, -0.95, 0.28), 0)
    s.curl(side, 14)


def seated(s: Skeleton) -> None:
    """On a plinth, knees together and a little aside, hands on the thighs."""
    s.local("pelvis", (-4, 0, 0))
    s.local("spine_01", (4, 0, 0))
    s.local("head", (-2, 6, 0))
    for side, _ in SIDES:
        leg(s, side, (0.04, -0.10, 1), (-0.02, -1, 0.06), (0, 4, 0))
    _, places = s.solve()
    for side, m in SIDES:
        knee = places[f"calf_{side}"]
        hip = places[f"thigh_{side}"]
        wrist = hip + (knee - hip) * 0.52 + np.array([0.01 * m, s.widths["thigh"] + 0.025, 0])
        s.reach(side, wrist, (m * 0.8, -0.2, -0.6))
        s.aim(f"hand_{side}", (-0.12 * m, -0.22, 0.96), 0)
        s.curl(side, 6)


@dataclass(frozen=True)
class Named:
    """A pose with its words."""

    set: Pose
    words: str
    seat: bool = False


POSES = {
    "stand": Named(stand, "standing straight"),
    "contrapposto": Named(contrapposto, "at ease, weight on one leg"),
    "walk": Named(walk, "walking"),
    "hips": Named(hips, "hands on hips"),
    "crossed": Named(crossed, "arms crossed"),
    "pocket": Named(pocket, "a hand at the pocket"),
    "seated": Named(seated, "seated", seat=True),
}
