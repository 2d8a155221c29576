"""A body fitted to the 18 points of a photo: every joint lies where its point is, what is short of the picture's plane
leans out of it.

Source: Taylor, "Reconstruction of articulated objects from point correspondences in a single uncalibrated image",
CVIU 2000: under a far lens a bone's foreshortening says how far it leans.  Differs: which way it leans is told from
what bodies do, and a bone that is longer than the rig's is stretched, since the points are to be met exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.tryon.finding import (
    L_ANKLE,
    L_ELBOW,
    L_HIP,
    L_KNEE,
    L_SHOULDER,
    L_WRIST,
    NECK,
    NOSE,
    R_ANKLE,
    R_ELBOW,
    R_HIP,
    R_KNEE,
    R_SHOULDER,
    R_WRIST,
)
from models.tryon.rig import Move, Rig, bend, read_rig

FAR_M = 12.0
"""How far the lens is."""
LEANS = 0.82
"""A bone that looks shorter than this share of its length leans; above that it is only a short bone."""
STRETCH = (0.55, 1.8)
LIMBS = {
    "l": ((L_SHOULDER, L_ELBOW, L_WRIST), (L_HIP, L_KNEE, L_ANKLE)),
    "r": ((R_SHOULDER, R_ELBOW, R_WRIST), (R_HIP, R_KNEE, R_ANKLE)),
}
Places = dict[str, Floats]


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """The rig at rest and as the photo has it (V, 3), its joints both ways, and the camera (3, 4) to the photo's px."""

    rig: Rig
    posed: Floats
    joints: Places
    camera: NDArray[np.float64]


def fit_body(points: Sequence[tuple[float, float]], size_px: tuple[int, int]) -> Fitted:
    """The body whose joints lie on the points (18, in fractions of the photo)."""
    rig = read_rig()
    at = np.array(points, np.float64) * size_px
    scale, ground = _scale(rig, at), float(max(at[R_ANKLE, 1], at[L_ANKLE, 1]))
    camera = _camera(scale, size_px[0] / 2, ground + 0.07 * scale)
    places = _place(rig, at, scale, camera)
    moves = _move(rig, places)
    joints = {name: moves[_carrier(name)].apply(place[None])[0] for name, place in rig.joints.items()}
    return Fitted(rig=rig, posed=bend(rig, moves), joints=joints | places, camera=camera)


def _scale(rig: Rig, at: NDArray[np.float64]) -> float:
    """Pixels of a metre, from the trunk: it is rarely foreshortened."""
    joints = rig.joints
    middle = 0.5 * (joints["l_hip"] + joints["r_hip"])
    shoulders = 0.5 * (joints["l_shoulder"] + joints["r_shoulder"])
    trunk = np.hypot(*(at[[L_SHOULDER, R_SHOULDER]].mean(0) - at[[L_HIP, R_HIP]].mean(0)))
    wide = np.hypot(*(at[L_SHOULDER] - at[R_SHOULDER]))
    by_trunk = trunk / np.linalg.norm(shoulders - middle)
    by_shoulders = wide / np.linalg.norm(joints["l_shoulder"] - joints["r_shoulder"])
    return float(max(by_trunk, 0.75 * by_shoulders, 1.0))


def _camera(scale: float, x_px: float, ground_px: float) -> NDArray[np.float64]:
    """A far lens: (x, y, z, 1) to (u·w, v·w, w)."""
    return np.array([
        [scale * FAR_M, 0, -x_px, x_px * FAR_M], [0, -scale * FAR_M, -ground_px, ground_px * FAR_M], [0, 0, -1, FAR_M],
    ])  # fmt: skip


def _lift(px: NDArray[np.float64], z: float, camera: NDArray[np.float64]) -> Floats:
    """The place at depth z that is seen at a pixel."""
    far, scale = FAR_M - z, camera[0, 0] / FAR_M
    x_px, y_px = camera[0, 3] / FAR_M, camera[1, 3] / FAR_M
    return np.array([(px[0] - x_px) * far / (scale * FAR_M), (y_px - px[1]) * far / (scale * FAR_M), z], np.float32)


def _place(rig: Rig, at: NDArray[np.float64], scale: float, camera: NDArray[np.float64]) -> Places:
    """Every joint in space."""
    joints, places = rig.joints, dict[str, Floats]()
    turned = float(np.sign(at[NOSE, 0] - at[NECK, 0])) or 1.0
    for name, left, right in (("shoulder", L_SHOULDER, R_SHOULDER), ("hip", L_HIP, R_HIP)):
        width = float(np.linalg.norm(joints[f"l_{name}"] - joints[f"r_{name}"]))
        seen = float(np.hypot(*(at[left] - at[right]))) / scale
        lean = 0.5 * _lean(seen, width) * turned
        places[f"l_{name}"], places[f"r_{name}"] = _lift(at[left], -lean, camera), _lift(at[right], lean, camera)
    for side, (arm, leg) in LIMBS.items():
        for names, numbers, signs in (
            (("shoulder", "elbow", "wrist"), arm, (_elbow_sign(at, arm), 1.0)),
            (("hip", "knee", "ankle"), leg, (1.0, -1.0)),
        ):
            for first, second, a, b, sign in zip(names, names[1:], numbers, numbers[1:], signs, strict=False):
                start, long = places[f"{side}_{first}"], _long(joints, side, first, second)
                seen = float(np.hypot(*(at[b] - at[a]))) / scale
                depth = float(start[2]) + sign * _lean(seen, long)
                places[f"{side}_{second}"] = _lift(at[b], depth, camera)
    forward = _forward(places)
    middle = 0.5 * (places["l_shoulder"] + places["r_shoulder"])
    places["nose"] = _lift(at[NOSE], float(middle[2] + 0.1 * forward[2]), camera)
    return places


def _elbow_sign(at: NDArray[np.float64], arm: tuple[int, int, int]) -> float:
    """Elbows go back when the hand comes to the hip, else forward."""
    shoulder, elbow, wrist = at[list(arm)]
    out, back = abs(elbow[0] - shoulder[0]), abs(wrist[0] - shoulder[0])
    return -1.0 if back < out and wrist[1] > elbow[1] else 1.0


def _long(joints: Places, side: str, first: str, second: str) -> float:
    return float(np.linalg.norm(joints[f"{side}_{second}"] - joints[f"{side}_{first}"]))


def _lean(seen: float, long: float) -> float:
    """How far a bone of some length leans out of the picture's plane."""
    return float(np.sqrt(max(0.0, long**2 - seen**2))) if seen < LEANS * long else 0.0


def _forward(places: Places) -> Floats:
    across = places["l_shoulder"] - places["r_shoulder"]
    up = places["l_shoulder"] + places["r_shoulder"] - places["l_hip"] - places["r_hip"]
    return _unit(np.cross(across, up))


def _move(rig: Rig, places: Places) -> dict[str, Move]:
    """What each bone does, so that the joints come to their places."""
    joints = rig.joints
    moves = _trunk(joints, places)
    head = _turned(joints["nose"] - joints["neck"], places["nose"] - moves["spine_03"].apply(joints["neck"][None])[0])
    sideways = _unit(places["l_shoulder"] - places["r_shoulder"])
    moves["head"] = Move(
        turn=_face(head, sideways, _forward(places)), start=joints["neck"],
        end=moves["spine_03"].apply(joints["neck"][None])[0],
    )  # fmt: skip
    moves["neck"] = Move(
        turn=0.5 * (moves["head"].turn + moves["spine_03"].turn), start=joints["neck"], end=moves["head"].end
    )
    for side in "lr":
        for bone, first, second in (
            ("upperarm", "shoulder", "elbow"), ("lowerarm", "elbow", "wrist"), ("thigh", "hip", "knee"),
            ("calf", "knee", "ankle"),
        ):  # fmt: skip
            a, b = f"{side}_{first}", f"{side}_{second}"
            turn = _turned(joints[b] - joints[a], places[b] - places[a])
            moves[f"{bone}_{side}"] = Move(turn=turn, start=joints[a], end=places[a])
        wrist, ankle = f"{side}_wrist", f"{side}_ankle"
        hand = _turned(joints[wrist] - joints[f"{side}_elbow"], places[wrist] - places[f"{side}_elbow"], stretch=False)
        moves[f"hand_{side}"] = Move(turn=hand, start=joints[wrist], end=places[wrist])
        foot = np.stack([sideways * [1, 0, 1], [0, 1, 0], _forward(places) * [1, 0, 1]], 1)
        moves[f"foot_{side}"] = Move(turn=_square(foot), start=joints[ankle], end=places[ankle])
    return moves


def _trunk(joints: Places, places: Places) -> dict[str, Move]:
    """Pelvis after the hips, chest after the shoulders, the spine between them."""
    found = {}
    up_rest = 0.5 * (joints["l_shoulder"] + joints["r_shoulder"] - joints["l_hip"] - joints["r_hip"])
    up = 0.5 * (places["l_shoulder"] + places["r_shoulder"] - places["l_hip"] - places["r_hip"])
    tall = float(np.linalg.norm(up) / np.linalg.norm(up_rest))
    for bone, name in (("pelvis", "hip"), ("spine_03", "shoulder")):
        across_rest, across = joints[f"l_{name}"] - joints[f"r_{name}"], places[f"l_{name}"] - places[f"r_{name}"]
        wide = float(np.clip(np.linalg.norm(across) / np.linalg.norm(across_rest), 0.6, 1.6))
        x, y = _unit(across) * wide, _unit(up) * tall
        z = _unit(np.cross(_unit(across), _unit(up))) * np.sqrt(wide * tall)
        rest = np.stack([_unit(across_rest), _unit(up_rest), _unit(np.cross(across_rest, up_rest))], 1)
        found[bone] = Move(
            turn=np.stack([x, y, z], 1) @ rest.T, start=0.5 * (joints[f"l_{name}"] + joints[f"r_{name}"]),
            end=0.5 * (places[f"l_{name}"] + places[f"r_{name}"]),
        )  # fmt: skip
    low, high = found["pelvis"], found["spine_03"]
    for bone, share in (("spine_01", 0.33), ("spine_02", 0.67)):
        found[bone] = Move(
            turn=low.turn + share * (high.turn - low.turn), start=low.start + share * (high.start - low.start),
            end=low.end + share * (high.end - low.end),
        )  # fmt: skip
    return found


def _turned(rest: Floats, now: Floats, stretch: bool = True) -> Floats:
    """The smallest turn that takes a bone's direction to another, and its length along itself."""
    a, b = _unit(rest), _unit(now)
    axis, cosine = np.cross(a, b), float(a @ b)
    if cosine < -0.9999:
        side = _unit(np.cross(a, [0.0, 0.0, 1.0]))
        turn = 2 * np.outer(side, side) - np.eye(3)
    else:
        k = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
        turn = np.eye(3) + k + k @ k / (1 + cosine)
    if stretch:
        by = float(np.clip(np.linalg.norm(now) / max(float(np.linalg.norm(rest)), 1e-6), *STRETCH))
        turn = turn @ (np.eye(3) + (by - 1) * np.outer(a, a))
    return np.asarray(turn, np.float32)


def _face(turn: Floats, sideways: Floats, forward: Floats) -> Floats:
    """The head's turn: it looks where the body looks, and leans as the line from neck to nose does."""
    upright = _square(np.stack([sideways, [0.0, 1.0, 0.0], forward], 1))
    lean = float(np.arctan2(-turn[0, 1], turn[1, 1])) if forward[2] > 0.3 else 0.0
    roll = np.array([[np.cos(lean), -np.sin(lean), 0], [np.sin(lean), np.cos(lean), 0], [0, 0, 1]])
    size = float(np.clip(np.cbrt(abs(np.linalg.det(turn))), 0.8, 1.25))
    return np.asarray(size * roll @ upright, np.float32)


def _square(turn: NDArray[np.float64]) -> Floats:
    """The rotation that is nearest to a matrix."""
    u, _, vt = np.linalg.svd(turn)
    return np.asarray(u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt, np.float32)


def _carrier(joint: str) -> str:
    """The bone that carries a joint which no point names."""
    side, _, name = joint.rpartition("_")
    bone = {
        "neck": "spine_03", "head": "head", "nose": "head", "pelvis": "pelvis", "crotch": "pelvis", "waist": "spine_01",
        "clavicle": "spine_03", "knuckles": "hand", "toe": "foot", "shoulder": "upperarm", "elbow": "lowerarm",
        "wrist": "hand", "hip": "thigh", "knee": "calf", "ankle": "foot",
    }[name]  # fmt: skip
    return f"{bone}_{side}" if side and name != "clavicle" else bone


def _unit(vector: NDArray[np.floating]) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
