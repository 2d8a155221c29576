"""A body to dress: a mesh at rest and as it stands, a camera, and the picture that is dressed.

Axes, everywhere: x to the picture's right, y up, z towards the viewer; metres, the floor at y = 0.  "l" and "r" are the
person's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from models.oklab import Floats
from models.people import Mannequin, mannequin
from models.people.parts import Part

Bytes = NDArray[np.uint8]
Side = str
"""The person's own "l" or "r"."""


NECK = int(Part.NECK)
GROUPS: dict[str, tuple[int, ...]] = {
    "trunk": (Part.NECK, Part.TORSO, Part.HIPS),
    "head": (Part.HEAD, Part.HAIR),
    "l_arm": (Part.UPPER_ARM_LEFT, Part.LOWER_ARM_LEFT),
    "r_arm": (Part.UPPER_ARM_RIGHT, Part.LOWER_ARM_RIGHT),
    "hands": (Part.HAND_LEFT, Part.HAND_RIGHT),
    "l_leg": (Part.UPPER_LEG_LEFT, Part.LOWER_LEG_LEFT),
    "r_leg": (Part.UPPER_LEG_RIGHT, Part.LOWER_LEG_RIGHT),
    "legs": (Part.UPPER_LEG_LEFT, Part.LOWER_LEG_LEFT, Part.UPPER_LEG_RIGHT, Part.LOWER_LEG_RIGHT),
    "feet": (Part.FOOT_LEFT, Part.FOOT_RIGHT),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """What a photo shows of a person: the `points` (18, 2), px, and which are `visible`; `kept` (h, w) 1 where somebody
    painted that it stays before the cloth, None nowhere."""

    points: Floats
    visible: NDArray[np.bool_]
    kept: Floats | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Body:
    """What a dresser knows of a body.

    `key` names it for caches.  `picture` (h, w, 3).  `rest` and `posed` (V, 3) have one order; `faces` (F, 3); `part`
    (V,) are ids of `models.people.PARTS`.  `camera` (3, 4) takes (x, y, z, 1) to (u·w, v·w, w): u and v in px, w the
    depth.  Joints by name.  `front` (h, w) in 0..1 stays before every cloth; `fronts` are those of kinds that have own.
    `arms` (h, w) is where a photo shows arms and hands, None where the mesh says it.  `normals` (h', w', 3) and
    `shading` (h', w') tell the light.  `shown` is there for photos only.
    """

    key: str
    picture: Bytes
    rest: Floats
    posed: Floats
    faces: NDArray[np.int32]
    part: Bytes
    camera: NDArray[np.float64]
    rest_joints: dict[str, Floats]
    posed_joints: dict[str, Floats]
    view: str = "front"
    front: Floats | None = None
    arms: NDArray[np.bool_] | None = None
    normals: Floats | None = None
    shading: Floats | None = None
    fronts: Mapping[str, Floats] = field(default_factory=dict)
    shown: Shown | None = None

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return self.picture.shape[1], self.picture.shape[0]

    def project(self, points: NDArray[Any]) -> tuple[Floats, Floats]:
        """Where points (n, 3) are in the picture (n, 2), px, and how deep (n,)."""
        uvw = points @ self.camera[:, :3].T + self.camera[:, 3]
        return (uvw[:, :2] / uvw[:, 2:]).astype(np.float32), uvw[:, 2].astype(np.float32)

    def group(self, name: str) -> NDArray[np.bool_]:
        """Which vertices (V,) are of a part of the body: one of GROUPS."""
        return np.isin(self.part, GROUPS[name])

    @cached_property
    def normals_rest(self) -> Floats:
        return find_normals(self.rest, self.faces)

    @cached_property
    def normals_posed(self) -> Floats:
        return find_normals(self.posed, self.faces)

    @cached_property
    def turns(self) -> Floats:
        """How each vertex's neighbourhood was turned from rest to pose (V, 3, 3)."""
        pairs = np.concatenate([self.faces[:, [0, 1]], self.faces[:, [1, 2]], self.faces[:, [2, 0]]])
        i, j = np.concatenate([pairs, pairs[:, ::-1]]).T
        first, second = self.rest[j] - self.rest[i], self.posed[j] - self.posed[i]
        moments = np.zeros((len(self.rest), 9))
        outer = (second[:, :, None] * first[:, None, :]).reshape(-1, 9)
        for column in range(9):
            moments[:, column] = np.bincount(i, outer[:, column], len(self.rest))
        normal = self.normals_posed[:, :, None] * self.normals_rest[:, None, :]
        moments = moments.reshape(-1, 3, 3) + normal * 1e-4
        u, _, vt = np.linalg.svd(moments)
        flip = np.sign(np.linalg.det(u @ vt))
        u[:, :, 2] *= flip[:, None]
        return np.asarray(u @ vt, np.float32)

    def carry(self, points: Floats, allowed: NDArray[np.bool_], near: int = 12, sharp: float = 2.0) -> Floats:
        """Points (n, 3) near the body at rest, as they are when it stands; only vertices `allowed` (V,) carry them."""
        ids = np.flatnonzero(allowed)
        away, which = cKDTree(self.rest[ids]).query(points, k=near)
        weight = 1 / (away + 0.01) ** sharp
        weight = weight / weight.sum(1, keepdims=True)
        which = ids[which]
        moved = np.einsum("nkab,nkb->nka", self.turns[which], points[:, None] - self.rest[which]) + self.posed[which]
        return np.asarray((moved * weight[..., None]).sum(1), np.float32)


@lru_cache(maxsize=12)
def find_body(id: str) -> Body:
    """The mannequin of that id, as a dresser wants it; remembered, and with it what was found of its light and girths.

    Raises InputError when there is none.
    """
    return body_of_mannequin(mannequin(id))


def body_of_mannequin(mannequin: Mannequin) -> Body:
    """One of our mannequins, as a dresser wants it."""
    mesh, lens = mannequin.mesh(), mannequin.camera
    focal, (x, y, z), (cx, cy) = lens.focal_px, lens.at_m, lens.centre_px
    camera = np.array([[focal, 0, -cx, cx * z - focal * x], [0, -focal, -cy, cy * z + focal * y], [0, 0, -1, z]])
    return Body(
        key=mannequin.id, picture=mannequin.picture(), rest=mesh.rest.astype(np.float32),
        posed=mesh.posed.astype(np.float32), faces=mesh.triangles.astype(np.int32), part=mesh.parts, camera=camera,
        rest_joints={name: np.array(spot, np.float32) for name, spot in mannequin.rest_joints.items()},
        posed_joints={name: np.array(spot, np.float32) for name, spot in mannequin.posed_joints.items()},
        view=mannequin.view, normals=mannequin.normals(), shading=mannequin.shading(),
    )  # fmt: skip


def find_normals(points: Floats, faces: NDArray[np.int32]) -> Floats:
    """Unit normals (n, 3) of a mesh's vertices, outwards where triangles turn anticlockwise seen from outside."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    out = np.zeros((len(points), 3))
    for axis in range(3):
        for corner in range(3):
            out[:, axis] += np.bincount(faces[:, corner], flat[:, axis], len(points))
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12), np.float32)
