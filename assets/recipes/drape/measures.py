"""What a pattern cutter measures on a resting body: girths, widths, where shoulders and armpits are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from people.figure import Body, Finer
from people.mesh import triangles
from scipy.spatial import ConvexHull

TRUNK, ARM_LEFT, LEG_LEFT = (4, 5), (6, 7), (12, 13)


@dataclass(frozen=True)
class Measures:
    """Metres on the body in its canonical pose; `girth` functions take a height or a place along a limb."""

    rest: np.ndarray  # fine vertices
    parts: np.ndarray  # part of each, without front and back
    faces: np.ndarray  # triangles
    joints: dict[str, np.ndarray]

    def trunk(self, y: float) -> float:
        """Girth of the trunk at a height, as a tape measures it."""
        near = np.isin(self.parts, TRUNK) & (np.abs(self.rest[:, 1] - y) < 0.012)
        return _tape(self.rest[near][:, [0, 2]])

    def hips(self, y: float) -> float:
        """Girth of trunk or both thighs together at a height."""
        near = np.isin(self.parts, (4, 5, 12, 15)) & (np.abs(self.rest[:, 1] - y) < 0.012)
        return _tape(self.rest[near][:, [0, 2]])

    def limb(self, start: str, end: str, share: float, parts: tuple[int, ...]) -> float:
        """Girth of a limb across its axis, `share` of the way between two joints."""
        a, b = self.joints[start], self.joints[end]
        axis = (b - a) / np.linalg.norm(b - a)
        off = self.rest - (a + share * (b - a))
        near = np.isin(self.parts, parts) & (np.abs(off @ axis) < 0.015)
        side = np.cross(axis, [0, 0, 1.0])
        side /= np.linalg.norm(side)
        across = np.stack([off[near] @ side, off[near] @ np.cross(axis, side)], 1)
        return _tape(across)

    def waist(self) -> float:
        """Height of the narrowest place between hip and ribs."""
        low = float(self.joints["pelvis"][1])
        levels = [low + step for step in (0.12, 0.14, 0.16, 0.18, 0.20)]
        return min(levels, key=lambda y: self.trunk(y) + 0.05 * abs(y - low - 0.16))

    def armpit(self) -> float:
        """Height of the armpit."""
        sx = self.joints["l_shoulder"][0]
        sides = np.isin(self.parts, TRUNK) & (self.rest[:, 0] > sx * 0.85)
        return float(np.quantile(self.rest[sides][:, 1], 0.97)) if sides.any() else self.joints["l_shoulder"][1] - 0.1

    def ridge(self, x: float) -> float:
        """Height of the shoulder line at a distance from the middle."""
        near = np.isin(self.parts, (4, 6)) & (np.abs(self.rest[:, 0] - x) < 0.012)
        return float(self.rest[near][:, 1].max())


def measure(finer: Finer, body: Body) -> Measures:
    """Lay the tape on a body."""
    rest = finer.operator @ body.rest
    return Measures(rest, finer.parts(rest) % 32, triangles(finer.faces), body.joints)


def _tape(points: np.ndarray) -> float:
    """The convex girth of some points of a slice."""
    return float(ConvexHull(points).area) if len(points) > 8 else 0.0
