"""Posing: bones turned by hand, limbs aimed or solved, linear-blend skinning, delta mush for clean joints."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from .base import Base
from .mesh import normals

Turn = tuple[float, float, float]  # degrees about x (nod), y (turn left), z (lean to the own right)


def turn(degrees: Turn) -> np.ndarray:
    """Rotation matrix: first z, then x, then y."""
    x, y, z = np.radians(degrees)
    cx, sx, cy, sy, cz, sz = np.cos(x), np.sin(x), np.cos(y), np.sin(y), np.cos(z), np.sin(z)
    rx = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    ry = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    rz = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return ry @ rx @ rz


def unit(vector) -> np.ndarray:
    vector = np.asarray(vector, float)
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def about(axis: np.ndarray, angle: float) -> np.ndarray:
    """Rotation about a unit axis by radians.  Source: Rodrigues' formula."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def shortest(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The smallest rotation that takes direction a to b."""
    a, b = unit(a), unit(b)
    axis = np.cross(a, b)
    size = np.linalg.norm(axis)
    if size < 1e-8:
        return np.eye(3)
    return about(axis / size, float(np.arctan2(size, a @ b)))


def partway(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """A rotation between two, `share` of the way along the shortest turn."""
    way = b @ a.T
    angle = float(np.arccos(np.clip((np.trace(way) - 1) / 2, -1, 1)))
    if angle < 1e-6:
        return a
    axis = unit([way[2, 1] - way[1, 2], way[0, 2] - way[2, 0], way[1, 0] - way[0, 1]])
    return about(axis, angle * share) @ a


class Skeleton:
    """One body's bones while a pose is put on them: `turns` are global rotations, parents first."""

    def __init__(self, base: Base, body: np.ndarray) -> None:
        self.base = base
        self.ends = base.bone_ends(body)
        self.turns: dict[str, np.ndarray] = {"Root": np.eye(3)}
        self._set: dict[str, Callable[[np.ndarray], np.ndarray]] = {}

    def rest(self, bone: str) -> np.ndarray:
        """The bone's direction in the body as it came."""
        return unit(self.ends[bone][1] - self.ends[bone][0])

    def length(self, bone: str, to: str) -> float:
        """From a bone's head to another's."""
        return float(np.linalg.norm(self.ends[to][0] - self.ends[bone][0]))

    def local(self, bone: str, degrees: Turn) -> None:
        """Turn a bone relative to its parent, about the body's own axes."""
        self._set[bone] = lambda parent: parent @ turn(degrees)

    def fixed(self, bone: str, matrix: np.ndarray) -> None:
        """Turn a bone in the world."""
        self._set[bone] = lambda parent: matrix

    def aim(self, bone: str, direction, twist: float = 0.0, along: np.ndarray | None = None) -> None:
        """Point a bone in a direction of the world, then twist it by degrees about itself."""
        target = unit(direction)
        start = self.rest(bone) if along is None else along

        def how(parent: np.ndarray) -> np.ndarray:
            return about(target, np.radians(twist)) @ shortest(parent @ start, target) @ parent

        self._set[bone] = how

    def solve(self) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Global rotation and head position of every bone."""
        places: dict[str, np.ndarray] = {}
        for bone in self.base.bones:
            parent = self.base.parents[bone]
            if not parent:
                self.turns[bone] = self._set.get(bone, lambda p: p)(np.eye(3))
                places[bone] = self.ends[bone][0]
                continue
            above = self.turns[parent]
            self.turns[bone] = self._set.get(bone, lambda p: p)(above)
            places[bone] = places[parent] + above @ (self.ends[bone][0] - self.ends[parent][0])
        return dict(self.turns), places

    def reach(self, side: str, wrist: np.ndarray, pole) -> None:
        """Bend shoulder and elbow so that the wrist gets to a place, the elbow towards `pole`: two-bone IK."""
        _, places = self.solve()
        shoulder = places[f"upperarm_{side}"]
        upper = self.length(f"upperarm_{side}", f"lowerarm_{side}")
        lower = self.length(f"lowerarm_{side}", f"hand_{side}")
        away = wrist - shoulder
        distance = min(float(np.linalg.norm(away)), (upper + lower) * 0.999)
        along = unit(away)
        cosine = (upper**2 + distance**2 - lower**2) / (2 * upper * distance)
        sideways = unit(np.asarray(pole, float) - along * (np.asarray(pole, float) @ along))
        sine = np.sqrt(max(1 - cosine**2, 0))
        elbow = shoulder + upper * (cosine * along + sine * sideways)
        self.aim(
            f"upperarm_{side}",
            elbow - shoulder,
            along=unit(self.ends[f"lowerarm_{side}"][0] - self.ends[f"upperarm_{side}"][0]),
        )
        self.aim(
            f"lowerarm_{side}",
            shoulder + along * distance - elbow,
            along=unit(self.ends[f"hand_{side}"][0] - self.ends[f"lowerarm_{side}"][0]),
        )

    def curl(self, side: str, degrees: float, thumb: float = 0.0) -> None:
        """Bend the fingers towards the palm."""
        knuckles = self.ends[f"index_01_{side}"][0] - self.ends[f"pinky_01_{side}"][0]
        axis = unit(knuckles) * (1 if side == "l" else -1)
        for finger in ("index", "middle", "ring", "pinky"):
            for joint in ("01", "02", "03"):
                self._set[f"{finger}_{joint}_{side}"] = lambda parent: parent @ about(axis, np.radians(degrees))
        if thumb:
            self._set[f"thumb_01_{side}"] = lambda parent: parent @ about(axis, np.radians(thumb))


def skin(base: Base, body: np.ndarray, turns: dict[str, np.ndarray], places: dict[str, np.ndarray], ends) -> np.ndarray:
    """Linear-blend skinning of every vertex."""
    out = np.zeros_like(body)
    for number, bone in enumerate(base.bones):
        weight = base.weights[:, number : number + 1]
        moved = np.flatnonzero(weight[:, 0])
        out[moved] += weight[moved] * ((body[moved] - ends[bone][0]) @ turns[bone].T + places[bone])
    return out


def frames(vertices: np.ndarray, faces: np.ndarray, hint: np.ndarray) -> np.ndarray:
    """A right-handed frame at every vertex (n, 3, 3): normal, and tangent towards a fixed neighbour."""
    normal = normals(vertices, faces)
    tangent = vertices[hint] - vertices
    tangent -= normal * (tangent * normal).sum(1, keepdims=True)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    return np.stack([normal, tangent, np.cross(normal, tangent)], -1)


def delta_mush(
    rest: np.ndarray, posed: np.ndarray, faces: np.ndarray, smooth: sparse.csr_matrix, rounds: int = 10
) -> np.ndarray:
    """The posed skin smoothed, with the resting skin's detail put back.  Source: Mancewicz et al. 2014."""
    soft_rest, soft_posed = rest.copy(), posed.copy()
    for _ in range(rounds):
        soft_rest, soft_posed = smooth @ soft_rest, smooth @ soft_posed
    hint = np.zeros(len(rest), int)
    hint[faces.ravel()] = np.roll(faces, -1, 1).ravel()
    detail = np.einsum("nji,nj->ni", frames(soft_rest, faces, hint), rest - soft_rest)
    return soft_posed + np.einsum("nij,nj->ni", frames(soft_posed, faces, hint), detail)
