"""The CC0 base mesh of makehumancommunity/mpfb2 as arrays: vertices, faces, joints, skin weights, morph targets.

Everything leaves here in metres, x to the person's left, y up, z to the front.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import numpy as np

from .heads import domed, middle_of

DM = 0.1  # the base mesh's unit in metres


class Base:
    """The mesh of one data folder; targets are read once each."""

    def __init__(self, data: Path) -> None:
        """Read the mesh, the rig and the weights.  Raises FileNotFoundError when the data are not there."""
        self.folder = data
        self.vertices, self.groups = _read_obj(data / "3dobjs" / "base.obj")
        rig = json.loads((data / "rigs/standard/rig.game_engine.json").read_text())
        weights = json.loads((data / "rigs/standard/weights.game_engine.json").read_text())["weights"]
        self.bones = _in_order(rig)
        self.parents = {name: rig[name]["parent"] for name in self.bones}
        self._ends = {name: (rig[name]["head"], rig[name]["tail"]) for name in self.bones}
        self.weights = _dense(weights, self.bones, len(self.vertices))
        openpose = json.loads((data / "rigs/standard/rig.openpose.json").read_text())["bones"]
        of_head = self.weights[:, self.bones.index("head")]
        self.dome = domed(self.vertices, self.groups["body"], of_head, self.head_middle(self.vertices))
        self.skin = self.dome.faces
        more = np.zeros((self.dome.new.size, len(self.bones)))
        more[:, self.bones.index("head")] = 1
        self.weights = np.concatenate([self.weights, more])
        self.vertices = np.concatenate([self.vertices, np.zeros((self.dome.new.size, 3))])
        self.points = {name: bone["tail"] for name, bone in openpose.items()} | {"Hip": openpose["LHip"]["head"]}

    def head_middle(self, vertices: np.ndarray) -> np.ndarray:
        """The middle of a body's head."""
        return middle_of(*(vertices[np.unique(self.groups[f"joint-{name}"])].mean(0) for name in ("head", "head-2")))

    @cache  # noqa: B019  one Base a run
    def target(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A morph target by its path under targets/: vertex indices and offsets in metres."""
        with gzip.open(self.folder / "targets" / f"{name}.target.gz", "rt") as lines:
            rows = [line.split() for line in lines]
        rows = [row for row in rows if len(row) == 4]
        table = np.array(rows, float).reshape(-1, 4)  # some targets are empty
        return table[:, 0].astype(int), table[:, 1:] * DM

    def place(self, rule: dict, vertices: np.ndarray) -> np.ndarray:
        """Where a joint is on a body: the middle of its cube, or of some vertices."""
        if rule["strategy"] == "MEAN":
            return vertices[rule["vertex_indices"]].mean(0)
        return vertices[np.unique(self.groups[rule["cube_name"]])].mean(0)

    def bone_ends(self, vertices: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Head and tail of every bone on a body."""
        return {name: (self.place(a, vertices), self.place(b, vertices)) for name, (a, b) in self._ends.items()}


def _read_obj(path: Path) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    vertices, groups, name = [], {}, ""
    for line in path.open():
        head, *rest = line.split() or [""]
        if head == "v":
            vertices.append([float(x) for x in rest[:3]])
        elif head == "g":
            name = rest[0]
        elif head == "f":
            corners = [int(corner.split("/")[0]) - 1 for corner in rest]
            groups.setdefault(name, []).append((corners * 2)[:4] if len(corners) == 3 else corners)
    return np.array(vertices) * DM, {key: np.array(value) for key, value in groups.items()}


def _in_order(rig: dict) -> list[str]:
    """Parents before children."""
    order: list[str] = []
    while len(order) < len(rig):
        order += [n for n in rig if n not in order and (not rig[n]["parent"] or rig[n]["parent"] in order)]
    return order


def _dense(weights: dict, bones: list[str], count: int) -> np.ndarray:
    """(vertices, bones), rows that sum to 1."""
    table = np.zeros((count, len(bones)))
    for number, name in enumerate(bones):
        for vertex, weight in weights.get(name, ()):
            table[vertex, number] = weight
    total = table.sum(1, keepdims=True)
    table[total[:, 0] == 0, bones.index("pelvis")] = 1
    return table / np.where(total > 0, total, 1)
