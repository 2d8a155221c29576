"""The base mesh of MPFB as points that can be posed: shapes by morph targets, poses by linear-blend skinning.

Lengths are dm as in the data: x to the person's left, y up, z to the front.  The data are CC0 and lie in `--data`.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]
Ints = NDArray[np.int64]
AGES, SEXES = ("young", "old"), ("female", "male")
PEOPLES = ("african", "asian", "caucasian")
PART_OF_BONE = {
    "head": 2, "neck_01": 3, "upperarm_l": 5, "lowerarm_l": 6, "hand_l": 7, "upperarm_r": 8, "lowerarm_r": 9,
    "hand_r": 10, "thigh_l": 11, "calf_l": 12, "foot_l": 13, "thigh_r": 14, "calf_r": 15, "foot_r": 16,
}  # fmt: skip
"""Parts as `models.tryon.person_parts` has them; every other bone is the torso, 4, and fingers and toes follow."""


@dataclass(frozen=True)
class Points:
    """Places spread over some faces: three vertices each and their shares; `part` (N,)."""

    corners: Ints
    shares: Floats
    part: NDArray[np.uint8]


class BaseMesh:
    """Vertices, rig and weights as the folder has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vertices, self.groups = _read_obj(folder / "3dobjs" / "base.obj")
        rig = json.loads((folder / "rigs/standard/rig.game_engine.json").read_text())
        bones = rig.get("bones", rig)
        self.names = [name for name in _in_order(bones) if name != "Root"]
        self.parents = [self.names.index(p) if (p := bones[n]["parent"]) in self.names else -1 for n in self.names]
        self._heads = [bones[name]["head"] for name in self.names]
        self._cubes = json.loads((folder / "mesh_metadata/basemesh_vertex_groups.json").read_text())
        weights = json.loads((folder / "rigs/standard/weights.game_engine.json").read_text())["weights"]
        self.weights = np.zeros((len(self.vertices), len(self.names)), np.float32)
        for name, pairs in weights.items():
            if name in self.names and pairs:
                index, value = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs], np.float32)
                self.weights[index, self.names.index(name)] = value
        total = self.weights.sum(1, keepdims=True)
        self.weights[total[:, 0] == 0, self.names.index("pelvis")] = 1
        self.weights /= np.maximum(self.weights.sum(1, keepdims=True), 1e-6)

    @cached_property
    def parts(self) -> NDArray[np.uint8]:
        """The part of each vertex, by the bone that moves it most."""
        found = np.zeros(len(self.names), np.uint8)
        for number, name in enumerate(self.names):
            here = number
            while here >= 0 and self.names[here] not in PART_OF_BONE:
                here = self.parents[here]
            found[number] = PART_OF_BONE[self.names[here]] if here >= 0 else 4
            if name.startswith(("spine", "pelvis", "clavicle")):
                found[number] = 4
        return np.asarray(found[self.weights.argmax(1)])

    def joints(self, vertices: Floats) -> Floats:
        """Where each bone begins (B, 3), on a body of this shape."""
        places = []
        for head in self._heads:
            if head.get("cube_name"):
                low, high = self._cubes[head["cube_name"]][0]
                places.append(vertices[low : high + 1].mean(0))
            else:
                indices = head.get("vertex_indices") or [head["vertex_index"]]
                places.append(vertices[indices].mean(0))
        return np.asarray(places, np.float32)

    def shape(self, random: np.random.Generator) -> Floats:
        """The vertices (V, 3) of somebody: sex, age, build and weight at random."""
        shares = random.dirichlet([0.6] * 3)
        sex, age = float(random.beta(0.4, 0.4)), float(random.beta(0.5, 1.2))
        mix: dict[str, float] = {}
        for s, share_s in zip(SEXES, (1 - sex, sex), strict=True):
            for a, share_a in zip(AGES, (1 - age, age), strict=True):
                for people, share in zip(PEOPLES, shares, strict=True):
                    mix[f"{people}-{s}-{a}"] = share_s * share_a * float(share)
                mix[f"universal-{s}-{a}-averagemuscle-averageweight"] = 0.0
        built = random.choice(["minweight", "averageweight", "maxweight"], p=[0.25, 0.4, 0.35])
        muscle = random.choice(["minmuscle", "averagemuscle", "maxmuscle"])
        much = float(random.uniform(0.2, 1.0))
        for s, share_s in zip(SEXES, (1 - sex, sex), strict=True):
            for a, share_a in zip(AGES, (1 - age, age), strict=True):
                mix[f"universal-{s}-{a}-averagemuscle-averageweight"] += share_s * share_a * (1 - much)
                name = f"universal-{s}-{a}-{muscle}-{built}"
                mix[name] = mix.get(name, 0.0) + share_s * share_a * much
        found = self.vertices.copy()
        for name, share in mix.items():
            if share > 0.01:
                index, offset = read_target(self.folder / "targets/macrodetails" / f"{name}.target.gz")
                found[index] += share * offset
        return found

    def pose(self, vertices: Floats, joints: Floats, turns: dict[str, Floats]) -> tuple[Floats, Floats, Floats]:
        """Posed vertices (V, 3), posed joints (B, 3) and each bone's rotation (B, 3, 3).

        `turns` are rotation matrices about a bone's beginning, in the axes of the rest pose.
        """
        count = len(self.names)
        rotation, origin = np.zeros((count, 3, 3), np.float32), np.zeros((count, 3), np.float32)
        for number, name in enumerate(self.names):
            own, parent = turns.get(name, np.eye(3, dtype=np.float32)), self.parents[number]
            if parent < 0:
                rotation[number], origin[number] = own, joints[number]
            else:
                rotation[number] = rotation[parent] @ own
                origin[number] = origin[parent] + rotation[parent] @ (joints[number] - joints[parent])
        moved = np.zeros_like(vertices)
        for number in range(count):
            weight = self.weights[:, number]
            there = weight > 0
            placed = (vertices[there] - joints[number]) @ rotation[number].T + origin[number]
            moved[there] += weight[there, None] * placed
        return moved, origin, rotation

    def scatter(self, group: str, count: int, random: np.random.Generator) -> Points:
        """Places spread evenly over the faces of a group."""
        faces = self.groups[group]
        a, b, c = (self.vertices[faces[:, k]] for k in range(3))
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        small = {2: 3.0, 7: 3.0, 10: 3.0}  # heads and hands are small and matter
        area *= np.array([small.get(int(part), 1.0) for part in self.parts[faces[:, 0]]])
        chosen = random.choice(len(faces), count, p=area / area.sum())
        u, v = np.sqrt(random.random(count)), random.random(count)
        shares = np.stack([1 - u, u * (1 - v), u * v], 1).astype(np.float32)
        return Points(faces[chosen], shares, self.parts[faces[chosen, 0]])

    def normals(self, vertices: Floats) -> Floats:
        """Smooth normals of the vertices (V, 3)."""
        faces = self._all_faces
        a, b, c = (vertices[faces[:, k]] for k in range(3))
        face = np.cross(b - a, c - a)
        total = np.stack([np.bincount(faces.ravel(), np.repeat(face[:, k], 3), len(vertices)) for k in range(3)], 1)
        return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9), np.float32)

    @cached_property
    def _all_faces(self) -> Ints:
        return np.concatenate([self.groups[name] for name in ("body", "helper-skirt", "helper-hair")])


@cache
def read_target(path: Path) -> tuple[Ints, Floats]:
    """A morph target: which vertices (N,), and where they go (N, 3)."""
    rows = list[list[str]]()
    with gzip.open(path, "rt") as file:
        for line in file:
            if line[:1].isdigit():
                rows.append(line.split())
    table = np.array(rows, np.float64).reshape(-1, 4)
    return table[:, 0].astype(np.int64), table[:, 1:4].astype(np.float32)


def _read_obj(path: Path) -> tuple[Floats, dict[str, Ints]]:
    """Vertices, and the triangles of each group."""
    vertices, faces, group = [], dict[str, list[list[int]]](), ""
    for line in path.read_text().splitlines():
        if line.startswith("v "):
            vertices.append([float(value) for value in line.split()[1:4]])
        elif line.startswith("g "):
            group = line[2:].strip()
        elif line.startswith("f "):
            corner = [int(word.split("/")[0]) - 1 for word in line.split()[1:]]
            for second, third in zip(corner[1:], corner[2:], strict=False):
                faces.setdefault(group, []).append([corner[0], second, third])
    return np.array(vertices, np.float32), {name: np.array(each, np.int64) for name, each in faces.items()}


def _in_order(bones: dict[str, dict[str, object]]) -> list[str]:
    """Bones' names, parents before children."""
    found: list[str] = []
    while len(found) < len(bones):
        found += [n for n, bone in bones.items() if n not in found and (not bone["parent"] or bone["parent"] in found)]
    return found
