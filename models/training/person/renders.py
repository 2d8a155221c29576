"""People to learn from: bodies of every build, posed and dressed at random, as maps that are coloured later.

    python -m models.training.person.renders --data ../shared/data/mpfb --out work/person_renders.npz --count 2400

A render is no picture yet: the part, the piece of clothing, the shade and the place on the rest body of each pixel, and
18 keypoints.  `models.training.person.colours` paints a new picture from it at each step, so that no cloth is learned.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.person.body import BaseMesh, Floats, Points

Array = NDArray[Any]

WIDTH_PX, HEIGHT_PX = 144, 192
POINTS = {"body": 56_000, "helper-skirt": 22_000, "helper-hair": 9_000}
BARE, TOP, BOTTOM, DRESS, SHOES, HAIR, COAT = range(7)
"""What covers a pixel."""
KEYPOINTS = (
    "nose", "neck", "upperarm_r", "lowerarm_r", "hand_r", "upperarm_l", "lowerarm_l", "hand_l", "thigh_r", "calf_r",
    "foot_r", "thigh_l", "calf_l", "foot_l", "eye_r", "eye_l", "ear_r", "ear_l",
)  # fmt: skip
"""The 18 points of OpenPose's order; the body's are where their bones begin."""


@dataclass(frozen=True)
class Dress:
    """What somebody wears: sleeves from 0 to 2 arm pieces, legs from 0 to 2 leg pieces, heights in dm of the rest body,
    and how far cloth stands off the skin."""

    top: int
    sleeve: float
    hem: float
    bottom: int
    leg: float
    skirt: float
    waist: float
    loose: float
    hair: float
    shoes: bool


class Sitter:
    """Renders bodies, one after the other."""

    def __init__(self, data: Path, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.mesh = BaseMesh(data)
        self.points = {name: self.mesh.scatter(name, count, self.random) for name, count in POINTS.items()}

    def render(self) -> dict[str, NDArray[np.generic]]:
        """One person: `part`, `cover`, `shade` uint8 (H, W), `rest` int8 (H, W, 3) in 1/12 dm, `keys` (18, 3)."""
        mesh, random = self.mesh, self.random
        shape = mesh.shape(random)
        joints = mesh.joints(shape)
        turns = draw_pose(mesh, joints, random)
        posed, places, _ = mesh.pose(shape, joints, turns)
        dress = draw_dress(shape, joints, mesh, random)
        upright = mesh.normals(posed)
        clouds = [self._cloud(name, each, shape, posed, upright, dress) for name, each in self.points.items()]
        xyz, normal, part, cover, rest = (np.concatenate(list(each)) for each in zip(*clouds, strict=True))
        keys = self._keys(shape, posed, places)
        view, back = draw_view(random)
        xyz, normal, keys = xyz @ view.T, normal @ view.T, keys @ view.T
        return self._project(xyz, normal, part, cover, rest, keys, back)

    def _cloud(
        self, name: str, points: Points, shape: Floats, posed: Floats, normals: Floats, dress: Dress
    ) -> tuple[Array, ...]:
        rest, there = _spread(shape, points), _spread(posed, points)
        normal = _spread(normals, points)
        part = points.part.copy()
        if name == "helper-hair":
            keep = rest[:, 1] > dress.hair
            part[:] = 1
            cover = np.full(len(part), HAIR)
        elif name == "helper-skirt":
            keep = (
                (rest[:, 1] > dress.skirt) & (rest[:, 1] < dress.waist)
                if dress.skirt < 90
                else np.zeros(len(part), bool)
            )
            cover = np.full(len(part), DRESS if dress.top == DRESS else BOTTOM)
            part = np.where(rest[:, 1] > self._crotch(shape), 4, np.where(rest[:, 0] > 0, 11, 14)).astype(np.uint8)
        else:
            keep = np.ones(len(part), bool)
            cover, off = self._wear(rest, part, shape, dress)
            there = there + off[:, None] * normal
        return there[keep], normal[keep], part[keep], cover[keep].astype(np.uint8), rest[keep]

    def _crotch(self, shape: Floats) -> float:
        return float(self.mesh.joints(shape)[self.mesh.names.index("pelvis")][1]) - 1.2

    def _wear(
        self, rest: Floats, part: NDArray[np.uint8], shape: Floats, dress: Dress
    ) -> tuple[NDArray[np.int64], Floats]:
        """What covers each place of the body, and how far off it."""
        joints = self.mesh.joints(shape)
        at = {
            name: joints[self.mesh.names.index(name)]
            for name in ("upperarm_l", "lowerarm_l", "hand_l", "thigh_l", "calf_l", "foot_l")
        }
        mirrored = (
            rest * np.array([1, 1, 1]) if rest.size == 0 else np.abs(rest[:, :1]) * [[1, 0, 0]] + rest * [[0, 1, 1]]
        )
        cover = np.zeros(len(part), np.int64)
        arm = _along(mirrored, at["upperarm_l"], at["lowerarm_l"], at["hand_l"])
        leg = _along(mirrored, at["thigh_l"], at["calf_l"], at["foot_l"])
        torso, arms, legs = part == 4, np.isin(part, (5, 6, 8, 9)), np.isin(part, (11, 12, 14, 15))
        cover[(torso & (rest[:, 1] < dress.waist)) | (legs & (leg < dress.leg))] = dress.bottom
        upper = torso & (rest[:, 1] > min(dress.hem, dress.waist - 0.2)) | (legs & (rest[:, 1] > dress.hem))
        neckline = joints[self.mesh.names.index("neck_01")][1] - 0.3 - 0.35 * max(0.0, dress.loose)
        low = (rest[:, 1] > neckline) & (np.abs(rest[:, 0]) < 0.75)
        cover[(upper & ~low) | (arms & (arm < dress.sleeve))] = dress.top
        if dress.shoes:
            cover[np.isin(part, (13, 16))] = SHOES
        off = np.where(cover == BARE, 0.0, 0.08 + dress.loose * (0.35 + 0.25 * np.sin(rest[:, 1] * 2.1 + rest[:, 0])))
        off = np.where(cover == SHOES, 0.12, off)
        return cover, off.astype(np.float32)

    def _keys(self, shape: Floats, posed: Floats, places: Floats) -> Floats:
        """The 18 points of a posed body (18, 3); those of the face from vertices of the head."""
        head = self._face_vertices(shape)
        own = {
            "neck": 0.5 * (places[self.mesh.names.index("upperarm_l")] + places[self.mesh.names.index("upperarm_r")])
        }
        own |= {name: posed[list(index)].mean(0) for name, index in head.items()}
        names = self.mesh.names
        return np.stack([own[key] if key in own else places[names.index(key)] for key in KEYPOINTS])

    def _face_vertices(self, shape: Floats) -> dict[str, list[int]]:
        """Vertices at nose, eyes and ears: the eyes' own groups, the head's foremost and outermost places."""
        head = np.flatnonzero(self.mesh.parts[:13380] == 2)
        eyes = {side: np.unique(self.mesh.groups[f"helper-{side}-eye"]) for side in "lr"}
        middle = shape[eyes["l"]].mean(0)
        band = head[
            (shape[head, 1] < middle[1] - 0.1) & (shape[head, 1] > middle[1] - 0.7) & (np.abs(shape[head, 0]) < 0.2)
        ]
        nose = [int(band[shape[band, 2].argmax()])]
        near = head[(np.abs(shape[head, 1] - middle[1] + 0.25) < 0.35)]
        left, right = int(near[shape[near, 0].argmax()]), int(near[shape[near, 0].argmin()])
        return {"nose": nose, "eye_l": list(eyes["l"]), "eye_r": list(eyes["r"]), "ear_l": [left], "ear_r": [right]}

    def _project(
        self, xyz: Floats, normal: Floats, part: Array, cover: Array, rest: Array, keys: Floats, back: bool
    ) -> dict[str, NDArray[np.generic]]:
        """Through a lens, nearest point first."""
        random = self.random
        far = float(random.uniform(18, 60))
        flat, depth = _lens(xyz, far)
        keys_flat, keys_depth = _lens(keys, far)
        crop = random.choice(["whole", "knees", "hips", "close"], p=[0.62, 0.18, 0.16, 0.04])
        top, low = flat[:, 1].max(), flat[:, 1].min()
        low = {
            "whole": low,
            "knees": keys_flat[[9, 12], 1].mean(),
            "hips": keys_flat[[8, 11], 1].mean(),
            "close": keys_flat[[8, 11], 1].mean() + 0.1,
        }[crop]
        reach = max(top - low, 1.15 * (flat[flat[:, 1] > low, 0].max() - flat[flat[:, 1] > low, 0].min()), 1e-3)
        scale = HEIGHT_PX * float(random.uniform(0.55, 0.96) if crop == "whole" else random.uniform(0.85, 1.0)) / reach
        middle = np.array([0.5 * (flat[:, 0].max() + flat[:, 0].min()), 0.5 * (top + low)])
        shift = random.uniform(-0.06, 0.06, 2) * [WIDTH_PX, HEIGHT_PX]

        def to_px(p: Array) -> Array:
            return np.asarray((p - middle) * [scale, -scale] + [WIDTH_PX / 2, HEIGHT_PX / 2] + shift)

        px, keys_px = to_px(flat), to_px(keys_flat)
        column, line = np.floor(px).astype(np.int64).T
        inside = (column >= 0) & (column < WIDTH_PX) & (line >= 0) & (line < HEIGHT_PX) & (normal[:, 2] > -0.15)
        order = np.flatnonzero(inside)
        order = order[np.argsort(-depth[order], kind="stable")]  # the nearest is written last
        side = 1 + int(scale > 11) + int(scale > 20)  # what is near is drawn with larger dots
        first = _fill(_dot(line[order], column[order], order, side))
        there = first >= 0
        light = random.normal(size=3) + np.array([0, 0.7, 1.2])
        light /= np.linalg.norm(light)
        shade = 0.45 + 0.55 * np.clip(normal @ light, 0, 1)
        picked = np.maximum(first, 0)
        nearest = np.where(there, depth[picked], 1e9)
        keys_out = _see(keys_px, keys_depth, nearest, part[picked] * there)
        return {
            "part": (part[picked] * there).astype(np.uint8), "cover": (cover[picked] * there).astype(np.uint8),
            "shade": np.clip(255 * shade[picked] * there, 0, 255).astype(np.uint8),
            "rest": np.clip(12 * rest[picked] * there[..., None], -127, 127).astype(np.int8), "keys": keys_out,
            "back": np.array(back),
        }  # fmt: skip


def draw_pose(mesh: BaseMesh, joints: Floats, random: np.random.Generator) -> dict[str, Floats]:
    """Turns of the bones: standing about, walking, sitting, arms anywhere they go."""
    turns: dict[str, Floats] = {}
    sits = random.random() < 0.08
    front = np.array([0.0, 0.0, 1.0])
    for side, sign in (("l", 1.0), ("r", -1.0)):
        upper = _unit(joints[mesh.names.index(f"lowerarm_{side}")] - joints[mesh.names.index(f"upperarm_{side}")])
        lower = _unit(joints[mesh.names.index(f"hand_{side}")] - joints[mesh.names.index(f"lowerarm_{side}")])
        kind = random.choice(["down", "hip", "free", "cross"], p=[0.45, 0.17, 0.25, 0.13])
        lift, swing, twist, bend = {
            "down": (
                random.uniform(-44, -18),
                random.uniform(-18, 18),
                random.uniform(-25, 25),
                random.uniform(-25, 30),
            ),
            "hip": (random.uniform(-15, 15), random.uniform(-25, 5), random.uniform(55, 90), random.uniform(60, 95)),
            "free": (
                random.uniform(-40, 70),
                random.uniform(-40, 60),
                random.uniform(-60, 60),
                random.uniform(-20, 110),
            ),
            "cross": (random.uniform(-42, -25), random.uniform(10, 35), random.uniform(10, 70), random.uniform(50, 95)),
        }[kind]
        about = _turn(upper, sign * twist) if kind in ("hip", "cross") else _turn(upper, twist)
        turns[f"upperarm_{side}"] = _turn([0, 0, 1], sign * lift) @ _turn([-1, 0, 0], swing) @ about
        turns[f"lowerarm_{side}"] = _turn(np.cross(upper, front), bend) @ _turn(lower, random.uniform(-40, 40))
        hip, knee = (
            (random.uniform(60, 95), random.uniform(60, 100))
            if sits
            else (random.normal(0, 9), abs(random.normal(0, 10)))
        )
        if random.random() < 0.15 and not sits:
            hip, knee = random.uniform(10, 35), random.uniform(0, 45)
        turns[f"thigh_{side}"] = _turn([0, 0, 1], sign * random.uniform(-8, 14)) @ _turn([-1, 0, 0], hip)
        turns[f"calf_{side}"] = _turn([1, 0, 0], knee)
    turns["spine_02"] = (
        _turn([1, 0, 0], random.normal(0, 5))
        @ _turn([0, 0, 1], random.normal(0, 5))
        @ _turn([0, 1, 0], random.normal(0, 10))
    )
    turns["head"] = (
        _turn([1, 0, 0], random.normal(0, 9))
        @ _turn([0, 1, 0], random.normal(0, 16))
        @ _turn([0, 0, 1], random.normal(0, 6))
    )
    return turns


def draw_dress(shape: Floats, joints: Floats, mesh: BaseMesh, random: np.random.Generator) -> Dress:
    """Some clothes."""
    at = {
        name: joints[mesh.names.index(name)] for name in ("pelvis", "calf_l", "foot_l", "spine_03", "head", "neck_01")
    }
    kind = random.choice(["trousers", "shorts", "skirt", "dress"], p=[0.5, 0.15, 0.12, 0.23])
    loose = float(random.beta(1.2, 2.2)) * 1.3
    waist = float(at["pelvis"][1] + random.uniform(0.0, 1.3))
    leg = {"trousers": random.uniform(1.6, 2.05), "shorts": random.uniform(0.2, 0.9)}.get(str(kind), -1.0)
    skirt = float(random.uniform(at["foot_l"][1] + 0.5, at["pelvis"][1] - 1.5)) if kind in ("skirt", "dress") else 99.0
    hair = random.choice([at["head"][1] + 0.6, at["neck_01"][1] + 0.3, at["spine_03"][1] + 0.8], p=[0.45, 0.3, 0.25])
    sleeve = random.choice(
        [-0.1, random.uniform(0.25, 0.8), random.uniform(0.9, 1.4), random.uniform(1.75, 2.05)],
        p=[0.15, 0.4, 0.1, 0.35],
    )
    return Dress(
        top=DRESS if kind == "dress" else int(random.choice([TOP, COAT])), sleeve=float(sleeve),
        hem=float(at["pelvis"][1] + random.uniform(-1.6, 0.6)), bottom=DRESS if kind == "dress" else BOTTOM,
        leg=float(leg), skirt=skirt, waist=waist + (2.0 if kind == "dress" else 0.0), loose=loose, hair=float(hair),
        shoes=bool(random.random() < 0.8),
    )  # fmt: skip


def draw_view(random: np.random.Generator) -> tuple[Floats, bool]:
    """From where somebody is seen, as a rotation, and whether that is from behind."""
    back = random.random() < 0.1
    yaw = random.normal(0, 18) if random.random() < 0.75 else random.uniform(-70, 70)
    yaw += 180 if back else 0
    return _turn([1, 0, 0], random.normal(2, 5)) @ _turn([0, 1, 0], yaw) @ _turn([0, 0, 1], random.normal(0, 2)), back


def _lens(xyz: Floats, far: float) -> tuple[Floats, Floats]:
    depth = far - xyz[:, 2]
    return xyz[:, :2] * (far / depth)[:, None], depth


def _see(px: Floats, depth: Floats, nearest: Floats, part: NDArray[np.uint8]) -> Floats:
    """The points in fractions, with 1 where they can be seen, 0.5 where something is before them, 0 outside."""
    found = np.zeros((18, 3), np.float32)
    for number, ((x, y), far) in enumerate(zip(px, depth, strict=True)):
        inside = 0 <= x < WIDTH_PX and 0 <= y < HEIGHT_PX
        seen = 0.0
        if inside:
            seen = 1.0 if nearest[int(y), int(x)] > far - 1.6 else 0.5
        found[number] = x / WIDTH_PX, y / HEIGHT_PX, seen
    return found


def _dot(line: NDArray[np.int64], column: NDArray[np.int64], order: NDArray[np.int64], side: int) -> NDArray[np.int64]:
    """Which point each pixel shows, −1 for none: square dots, the last one of `order` in front."""
    step = np.arange(side) - side // 2
    down, right = (each.ravel() for each in np.meshgrid(step, step, indexing="ij"))
    lines = np.clip(line[:, None] + down, 0, HEIGHT_PX - 1)
    columns = np.clip(column[:, None] + right, 0, WIDTH_PX - 1)
    first = np.full(HEIGHT_PX * WIDTH_PX, -1, np.int64)
    first[(lines * WIDTH_PX + columns).ravel()] = np.repeat(order, side * side)
    return first.reshape(HEIGHT_PX, WIDTH_PX)


def _fill(first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pixels between points that no point fell into take a neighbour's."""
    for _ in range(3):
        filled = (first >= 0).astype(np.float32)
        lonely = (filled == 0) & (cv2.boxFilter(filled, -1, (3, 3), normalize=False) >= 4)
        first = np.where(lonely, cv2.dilate(first.astype(np.float64), np.ones((3, 3))).astype(np.int64), first)
    return first


def _spread(vertices: Floats, points: Points) -> Floats:
    return np.asarray(np.einsum("nk,nkd->nd", points.shares, vertices[points.corners]))


def _along(places: Floats, start: Floats, middle: Floats, end: Floats) -> Floats:
    """How far along a limb of two pieces: 0 at its start, 1 at its joint, 2 at its end."""
    first, second = middle - start, end - middle
    on_first = (places - start) @ first / (first @ first)
    on_second = (places - middle) @ second / (second @ second)
    return np.asarray(np.where(on_first < 1, np.minimum(on_first, 1), 1 + np.clip(on_second, 0, 2)))


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))


def _turn(axis: object, degrees: float) -> Floats:
    """A rotation matrix, by Rodrigues' formula."""
    x, y, z = _unit(np.asarray(axis, np.float64))
    angle = np.deg2rad(degrees)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("work/person_renders.npz"))
    parser.add_argument("--count", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sitter = Sitter(arguments.data, arguments.seed)
    made = []
    for number in range(arguments.count):
        made.append(sitter.render())
        if number % 200 == 199:
            print(f"{number + 1} of {arguments.count}", flush=True)
    stacked: dict[str, Any] = {name: np.stack([each[name] for each in made]) for name in made[0]}
    np.savez_compressed(arguments.out, **stacked)


if __name__ == "__main__":
    main()
