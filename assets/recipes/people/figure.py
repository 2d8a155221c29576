"""A body in a pose: every vertex of the finer mesh resting and posed, its part, its joints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import poses
from .base import Base
from .mesh import catmull_clark, normals, only, smoother
from .rig import Skeleton, delta_mush, partway, skin, turn
from .shapes import Shape, body_of

PART_OF_BONE = (
    ("head", 1), ("neck_01", 3), ("spine_03", 4), ("spine_02", 4), ("clavicle", 4), ("spine_01", 4), ("pelvis", 5),
    ("upperarm_l", 6), ("lowerarm_l", 7), ("upperarm_r", 9), ("lowerarm_r", 10),
    ("thigh_l", 12), ("calf_l", 13), ("foot_l", 14), ("ball_l", 14), ("thigh_r", 15), ("calf_r", 16), ("foot_r", 17),
    ("ball_r", 17),
)  # fmt: skip
HANDS = ("hand", "thumb", "index", "middle", "ring", "pinky")
BACK = 32


@dataclass
class Body:
    """One shape, ready to be posed: what does not depend on the pose."""

    shape: Shape
    vertices: np.ndarray  # of the base mesh, as it came
    used: np.ndarray
    faces: np.ndarray
    rest: np.ndarray  # canonical pose, (n, 3)
    joints: dict[str, np.ndarray]
    smooth: object


@dataclass
class Figure:
    """One body in one pose.  `rest` and `posed` are the coarse mesh (n, 3), metres, feet on y = 0."""

    body: Body
    posed: np.ndarray
    joints: dict[str, np.ndarray]
    seat_y: float | None
    seat_at: tuple[float, float, float]  # x, z, turn in radians


def prepare(base: Base, shape: Shape) -> Body:
    """Shape a body and put it into the canonical pose."""
    vertices = body_of(base, shape)
    faces, used = only(base.skin)
    body = Body(shape, vertices, used, faces, vertices[used], {}, smoother(faces, len(used)))
    rested, joints = _pose(base, body, poses.rest)
    floor = rested[:, 1].min()
    body.rest = rested - [0, floor, 0]
    body.joints = {name: at - [0, floor, 0] for name, at in joints.items()}
    return body


def widths(base: Base, body: np.ndarray) -> dict[str, float]:
    """Half the hips' width, how far the chest stands out, and how thick a thigh is: where hands find the body."""
    used = np.unique(base.skin)
    skin_, weights = body[used], base.weights[used]
    column = {name: base.bones.index(name) for name in ("pelvis", "spine_03", "spine_02", "thigh_l", "upperarm_l")}
    ends = base.bone_ends(body)
    trunk = weights[:, column["pelvis"]] + weights[:, base.bones.index("spine_01")] > 0.5
    level = ends["pelvis"][0][1] + 0.125
    near = trunk & (np.abs(skin_[:, 1] - level) < 0.03)
    chest = weights[:, column["spine_03"]] + weights[:, column["spine_02"]] > 0.6
    front = chest & (np.abs(skin_[:, 0]) < 0.12)
    thigh = weights[:, column["thigh_l"]] > 0.9
    middle = (ends["thigh_l"][0] + ends["calf_l"][0]) / 2
    ring = thigh & (np.abs(skin_[:, 1] - middle[1]) < 0.04)
    return {
        "hip": float(skin_[near][:, 0].max()),
        "chest_front": float(skin_[front][:, 2].max() - ends["spine_03"][0][2]),
        "thigh": float(skin_[ring][:, 2].max() - middle[2]),
        "stance": _stance(skin_[thigh], ends["thigh_l"][0]),
    }


def _room(base: Base, body: Body) -> dict[str, float]:
    """Widths, and how far off the hip a wrist has to stay so that the thumb does not go in."""
    return widths(base, body.vertices) | {"gap": 0.055 if body.shape.sex == "man" else 0.03}


def _stance(thigh: np.ndarray, hip: np.ndarray) -> float:
    """How far out a thigh has to go, metres a metre, so that the legs just touch; slim legs may come in a little."""
    level = np.abs(thigh[:, 1] - hip[1] + 0.16) < 0.05
    inner = hip[0] - float(thigh[level][:, 0].min()) if level.any() else 0.08
    return float(np.clip((inner * 0.55 - hip[0] * 0.7) / 0.16, -0.055, 0.06))


def _pose(base: Base, body: Body, pose: poses.Pose) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    skeleton = Skeleton(base, body.vertices)
    skeleton.widths = _room(base, body)
    pose(skeleton)
    turns, places = skeleton.solve()
    moved = skin(base, body.vertices, turns, places, skeleton.ends)
    clean = delta_mush(body.vertices[body.used], moved[body.used], body.faces, body.smooth)
    moved[body.used] = clean
    joints = {name: base.place(rule, moved) for name, rule in base.points.items()} | _joints(base, moved)
    crotch = joints["pelvis"] * 0.4 + (joints["l_hip"] + joints["r_hip"]) * 0.3
    down = (joints["pelvis"] - joints["waist"]) / np.linalg.norm(joints["pelvis"] - joints["waist"])
    return clean, joints | {"nose": moved[[297, 7063]].mean(0), "crotch": crotch + 0.075 * down}


def path(base: Base, body: Body, pose: poses.Pose, steps: int) -> list[np.ndarray]:
    """The coarse mesh on the way from the canonical pose into another, feet where the canonical pose has its floor.

    Bones turn the shortest way; the last one is the pose itself.
    """
    start, end = (Skeleton(base, body.vertices) for _ in range(2))
    for skeleton, set_pose in ((start, poses.rest), (end, pose)):
        skeleton.widths = _room(base, body)
        set_pose(skeleton)
    first, last = start.solve()[0], end.solve()[0]
    out = []
    for step in range(steps):
        between = Skeleton(base, body.vertices)
        for bone in base.bones:
            between.fixed(bone, partway(first[bone], last[bone], step / (steps - 1)))
        turns, places = between.solve()
        moved = skin(base, body.vertices, turns, places, between.ends)[body.used]
        clean = delta_mush(body.vertices[body.used], moved, body.faces, body.smooth)
        out.append(clean - [0, clean[:, 1].min(), 0])
    return out


def _joints(base: Base, vertices: np.ndarray) -> dict[str, np.ndarray]:
    """Where the joints of the rig are."""
    names = {"neck": "joint-neck", "head": "joint-head", "pelvis": "joint-pelvis", "waist": "joint-spine-3"}
    for side, person in (("l", "l"), ("r", "r")):
        for part, cube in (
            ("shoulder", "shoulder"), ("elbow", "elbow"), ("wrist", "hand"), ("hip", "upper-leg"), ("knee", "knee"),
            ("ankle", "ankle"), ("clavicle", "clavicle"), ("knuckles", "finger-3-1"), ("toe", "toe-2-4"),
        ):  # fmt: skip
            names[f"{person}_{part}"] = f"joint-{side}-{cube}"
    return {name: base.place({"strategy": "CUBE", "cube_name": cube}, vertices) for name, cube in names.items()}


def put(base: Base, body: Body, pose: str, turn_deg: float = 0.0) -> Figure:
    """The body in a pose, turned about the vertical, standing on the floor."""
    named = poses.POSES[pose]
    posed, joints = _pose(base, body, named.set)
    around = turn((0, turn_deg, 0))
    posed, joints = posed @ around.T, {name: at @ around.T for name, at in joints.items()}
    middle = posed.mean(0) * [1, 0, 1] + [0, posed[:, 1].min(), 0]
    posed, joints = posed - middle, {name: at - middle for name, at in joints.items()}
    seat, seat_at = None, (0.0, 0.0, 0.0)
    if named.seat:
        hips = base.weights[body.used][:, base.bones.index("pelvis")] > 0.5
        seat = float(posed[hips][:, 1].min()) + 0.004
        x, _, z = joints["pelvis"] + around @ [0, 0, 0.05]
        seat_at = (float(x), float(z), float(np.radians(turn_deg)))
    return Figure(body, posed, joints, seat, seat_at)


class Finer:
    """The body mesh subdivided once: the same for every body, so it is made once."""

    def __init__(self, base: Base) -> None:
        faces, used = only(base.skin)
        self.coarse = faces
        self.operator, self.faces = catmull_clark(faces, len(used))
        self.part_weights = self.operator @ part_weights(base, used)

    def parts(self, rest: np.ndarray) -> np.ndarray:
        """Part of every fine vertex, + BACK where the resting surface looks backwards."""
        normal = normals(rest, self.faces)
        smooth = smoother(self.faces, len(rest))
        for _ in range(6):
            normal = smooth @ normal
        return (self.part_weights.argmax(1) + np.where(normal[:, 2] < 0, BACK, 0)).astype(np.uint8)


def part_weights(base: Base, used: np.ndarray) -> np.ndarray:
    """How much every vertex belongs to each part (n, 18)."""
    out = np.zeros((len(used), 18))
    for number, bone in enumerate(base.bones):
        side = bone[-1]
        if bone.startswith(HANDS):
            out[:, {"l": 8, "r": 11}[side]] += base.weights[used, number]
            continue
        for stem, part in PART_OF_BONE:
            if bone.startswith(stem):
                out[:, part] += base.weights[used, number]
                break
    return out
