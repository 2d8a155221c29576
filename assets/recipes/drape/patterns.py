"""Panels cut to measure.  An outline is a chain of named runs over the left half (x > 0), mirrored for the right.

Runs that are `sewn` join front and back; the others (neck, cuff, armhole, hem, waist) are open edges.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .measures import ARM_LEFT, LEG_LEFT, Measures

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Run:
    """A smooth piece of outline."""

    name: str
    points: np.ndarray
    sewn: bool


@dataclass(frozen=True)
class Pattern:
    """Front and back outlines as runs of the left half, from the upper middle to the lower middle."""

    category: str
    title: str
    front: tuple[Run, ...]
    back: tuple[Run, ...]
    tight: tuple[str, ...] = ()  # runs with an elastic
    marks: dict[str, float] = field(default_factory=dict)


def bent(points: Points, steps: int = 24) -> np.ndarray:
    """A Catmull-Rom curve through some points."""
    p = np.array(points, float)
    p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    out = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.concatenate([*out, p[-2:-1]])


def neckline(m: Measures, wide: float, drop: float, back_drop: float, vee: bool) -> tuple[np.ndarray, np.ndarray]:
    """Front and back neck curves from the middle to the shoulder seam."""
    x = m.joints["l_shoulder"][0] * wide
    y = m.ridge(x) + 0.008
    if vee:
        front = bent([(0, y - drop), (x * 0.5, y - drop * 0.5), (x, y)])
    else:
        front = bent([(0, y - drop), (x * 0.55, y - drop * 0.84), (x * 0.93, y - drop * 0.3), (x, y)])
    return front, bent([(0, y - back_drop), (x * 0.7, y - back_drop * 0.8), (x, y)])


def top(m: Measures, rng: np.random.Generator, category: str, sleeve: float, low_y: float, flare: float) -> Pattern:
    """Anything with a bodice: `sleeve` is the part of the arm that is covered (0: none), `low_y` the hem's height."""
    ease = rng.uniform(1.0, 1.13) if flare < 0.08 else rng.uniform(0.99, 1.06)
    joints = m.joints
    shoulder, wrist = joints["l_shoulder"][:2], joints["l_wrist"][:2]
    along = (wrist - shoulder) / np.linalg.norm(wrist - shoulder)
    up = np.array([-along[1], along[0]])
    length = float(np.linalg.norm(wrist - shoulder))
    pit = m.armpit() - 0.012
    chest = m.trunk(pit - 0.05) / 4 * ease + 0.006
    waist_y, hip_y = m.waist(), joints["l_hip"][1]
    waist = max(m.trunk(waist_y) / 4 * (ease + 0.03), chest * rng.uniform(0.86, 0.98))
    hip = max(m.hips(hip_y - 0.02) / 4 * (ease + 0.02), waist)
    front_neck, back_neck = neckline(
        m, rng.uniform(0.42, 0.58), rng.uniform(0.07, 0.14), 0.02, bool(rng.random() < 0.25)
    )
    start = front_neck[-1]
    if sleeve > 0:
        wide_top = m.limb("l_shoulder", "l_wrist", 0.15, ARM_LEFT) / 4 * rng.uniform(1.06, 1.2) + 0.004
        wide_end = m.limb("l_shoulder", "l_wrist", min(sleeve, 0.9), ARM_LEFT) / 4 * rng.uniform(1.1, 1.4) + 0.008
        far = (chest - shoulder[0] + up[0] * wide_top) / along[0]  # where the sleeve's lower edge meets the side
        pit_point = shoulder + along * far - up * wide_top
        tip = shoulder + up * (m.limb("l_shoulder", "l_wrist", 0.12, ARM_LEFT) / 4 * 1.05 + 0.006)
        end = shoulder + along * max(length * sleeve, far + 0.035)
        wide_end = min(wide_end, wide_top)
        upper = bent([tuple(start), tuple((start + tip) / 2 + [0, 0.004]), tuple(tip), tuple(end + up * wide_end)])
        low = end - up * wide_end
        under = bent(
            [tuple(low), tuple(low * 0.3 + pit_point * 0.7 + [0.006, 0]), (pit_point[0], pit_point[1] - 0.012)]
        )
        arm = (Run("shoulder", upper, True), Run("cuff", np.array([end + up * wide_end, end - up * wide_end]), False))
        arm += (Run("underarm", under, True),)
    else:
        edge_x = float(start[0] + (shoulder[0] - start[0]) * rng.uniform(0.45, 0.8))
        edge = np.array([edge_x, m.ridge(edge_x) + 0.008])
        pit_point = np.array([chest, pit])
        inner = edge[0] + 0.38 * (chest - edge[0])
        hole = bent(
            [tuple(edge), (edge[0] * 0.995, edge[1] * 0.55 + pit * 0.45), (inner, pit + 0.022), tuple(pit_point)]
        )
        arm = (Run("shoulder", bent([tuple(start), tuple(edge)]), True), Run("armhole", hole, False))
    side_points: Points = [tuple(pit_point)]
    if low_y < waist_y + 0.03:
        side_points.append((waist, waist_y))
    if low_y < hip_y:
        side_points.append((hip, hip_y))
    below = max(hip_y - low_y, 0.0)
    last = side_points[-1][0] + below * flare
    side_points.append((float(last), low_y))
    side = Run("side", bent(side_points), True)
    hem = Run("hem", bent([(float(last), low_y), (float(last) * 0.5, low_y - 0.006), (0, low_y - 0.008)]), False)
    runs = (*arm, side, hem)
    return Pattern(category, category, (Run("neck", front_neck, False), *runs), (Run("neck", back_neck, False), *runs))


def skirt(m: Measures, rng: np.random.Generator, low_y: float, flare: float) -> Pattern:
    """From the waist down, closed at the sides."""
    waist_y = m.waist() - rng.uniform(0.0, 0.02)
    waist, hip_y = m.trunk(waist_y) / 4 * 1.0, m.joints["l_hip"][1] - 0.02
    hip = m.hips(hip_y) / 4 * rng.uniform(1.05, 1.12)
    last = hip + (hip_y - low_y) * flare
    side = bent([(waist, waist_y), ((waist + hip) / 2 + 0.012, (waist_y + hip_y) / 2), (hip, hip_y), (last, low_y)])
    hem = bent([(last, low_y), (last * 0.5, low_y - 0.008), (0, low_y - 0.01)])
    runs = (Run("waist", bent([(0, waist_y - 0.006), (waist, waist_y)]), False), Run("side", side, True))
    runs += (Run("hem", hem, False),)
    return Pattern("Skirt", "skirt", runs, runs, ("waist",))


def trousers(m: Measures, rng: np.random.Generator, low_share: float, category: str) -> Pattern:
    """Two legs; `low_share` is how far towards the ankle they reach."""
    waist_y = m.waist() - rng.uniform(0.0, 0.035)
    waist = m.trunk(waist_y) / 4
    hip, ankle = m.joints["l_hip"][:2], m.joints["l_ankle"][:2]
    hip_y = float(hip[1]) - 0.02
    hips = m.hips(hip_y) / 4 * rng.uniform(1.05, 1.12)
    crotch = float(m.joints["crotch"][1]) - 0.045
    along = (ankle - hip) / np.linalg.norm(ankle - hip)
    out = np.array([-along[1], along[0]])
    length = float(np.linalg.norm(ankle - hip))
    ease = rng.uniform(1.12, 1.45)

    def at(share: float) -> tuple[np.ndarray, float]:
        return hip + along * length * share, m.limb("l_hip", "l_ankle", share, LEG_LEFT) / 4 * ease + 0.008

    (thigh, thigh_w), (end, end_w) = at(0.32), at(low_share)
    end_w = max(end_w, thigh_w * rng.uniform(0.5, 0.85))
    side = [(waist, waist_y), ((waist + hips) / 2 + 0.01, (waist_y + hip_y) / 2), (hips, hip_y)]
    side += [tuple(thigh + out * thigh_w)] if low_share > 0.45 else []
    side += [tuple(end + out * end_w)]
    inner = [tuple(end - out * end_w)]
    inner += [tuple(thigh - out * thigh_w)] if low_share > 0.45 else []
    inner += [(0.012, crotch + 0.004), (0.0, crotch)]
    inner = [(max(x, 0.012) if y < crotch else x, y) for x, y in inner]
    hem = np.array([end + out * end_w, end - out * end_w])
    runs = (Run("waist", bent([(0, waist_y - 0.006), (waist, waist_y)]), False), Run("side", bent(side), True))
    runs += (Run("hem", hem, False), Run("inner", bent(inner), True))
    return Pattern(category, category, runs, runs, ("waist",))


def cut(category: str, m: Measures, rng: np.random.Generator) -> Pattern:
    """A pattern of a category, its proportions drawn at random."""
    hip, knee, ankle = m.joints["l_hip"][1], m.joints["l_knee"][1], m.joints["l_ankle"][1]
    makers: dict[str, Callable[[], Pattern]] = {
        "T-Shirt": lambda: top(m, rng, category, rng.uniform(0.26, 0.42), hip - rng.uniform(0.0, 0.12), 0.02),
        "Longsleeve": lambda: top(m, rng, category, rng.uniform(0.93, 1.0), hip - rng.uniform(0.0, 0.12), 0.02),
        "Shirt": lambda: top(m, rng, category, rng.uniform(0.93, 1.0), hip - rng.uniform(0.08, 0.18), 0.05),
        "Top": lambda: top(m, rng, category, 0.0, hip - rng.uniform(-0.05, 0.06), 0.02),
        "Dress": lambda: top(
            m, rng, category, rng.choice([0.0, 0.0, 0.3, 0.55]), knee + rng.uniform(-0.15, 0.18), rng.uniform(0.1, 0.42)
        ),
        "Skirt": lambda: skirt(m, rng, knee + rng.uniform(-0.22, 0.18), rng.uniform(0.03, 0.40)),
        "Pants": lambda: trousers(m, rng, rng.uniform(0.9, 0.97), category),
        "Shorts": lambda: trousers(m, rng, rng.uniform(0.27, 0.42), category),
    }
    assert ankle < knee
    return makers[category]()


CATEGORIES = ("T-Shirt", "Dress", "Pants", "Longsleeve", "Skirt", "Top", "Shorts", "Shirt")
