"""The head of a shop mannequin: everything above the jaw replaced by rings of quads on an egg."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .mesh import edges_of, smoother

RINGS = 16
CROWN = np.array([0.0, 0.995, -0.0999])
UP = np.array([0.0, 0.9578, 0.2873])
JAW = -0.74  # cosine to UP above which the head is replaced


@dataclass(frozen=True)
class Dome:
    """The new head's topology: all faces of the body, the border's vertices in order, the new vertices' numbers."""

    faces: np.ndarray
    border: np.ndarray
    new: np.ndarray  # (RINGS - 1, len(border))


class Egg:
    """An egg about the size of the head that it replaces: an ellipsoid, tapered towards the chin."""

    def __init__(self, skin: np.ndarray, middle: np.ndarray) -> None:
        top = float(skin[:, 1].max())
        level = np.abs(skin[:, 1] - middle[1] - 0.25 * (top - middle[1])) < 0.02
        front, back = np.quantile(skin[level][:, 2], [0.99, 0.01])
        self.middle = middle
        self.half_m = np.array([np.quantile(np.abs(skin[level][:, 0]), 0.97) * 1.0, 0.0, (front - back) / 2])
        self.half_m[1] = 0.118 * self.half_m[0] / 0.074
        self.at = np.array([0, top - self.half_m[1], (front + back) / 2])

    def inside(self, places: np.ndarray) -> np.ndarray:
        """Below 1 within the egg."""
        x, y, z = ((places - self.at) / self.half_m).T
        low = np.clip(-y, 0, 1.2)
        wide = 1 - 0.30 * low**1.7
        deep = np.where(z > 0, 1 - 0.16 * low**2, 1 - 0.42 * low**1.5)
        return (x / wide) ** 2 + y**2 + (z / deep) ** 2

    def radius(self, way: np.ndarray) -> np.ndarray:
        """How far the egg reaches from the middle in some unit directions (n, 3), by bisection."""
        low, high = np.zeros(len(way)), np.full(len(way), 0.4)
        for _ in range(30):
            half = (low + high) / 2
            within = self.inside(self.middle + way * half[:, None]) < 1
            low, high = np.where(within, half, low), np.where(within, high, half)
        return low


def middle_of(joint: np.ndarray, crown: np.ndarray) -> np.ndarray:
    """The middle of the head, from the joints at its foot and its top."""
    return joint * 0.60 + crown * 0.40 + [0, 0, 0.036]


def domed(vertices: np.ndarray, faces: np.ndarray, of_head: np.ndarray, middle: np.ndarray) -> Dome:
    """Cut the head off along the jaw and put rings on the border; the new vertices' numbers follow the old ones."""
    way = vertices - middle
    way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    above = (of_head > 0.3) & (way @ UP > JAW)
    kept = faces[~above[faces].any(1)]
    border = np.array(_longest_hole(kept))
    count, n = len(vertices), len(border)
    new = count + np.arange((RINGS - 1) * n).reshape(RINGS - 1, n)
    rows = np.concatenate([border[None], new])
    quads = np.stack([rows[:-1], np.roll(rows[:-1], -1, 1), np.roll(rows[1:], -1, 1), rows[1:]], -1).reshape(-1, 4)
    return Dome(np.concatenate([kept, quads, _ladder(list(rows[-1]))]), border, new)


def ring_places(border: np.ndarray, egg: Egg, middle: np.ndarray) -> np.ndarray:
    """Where the new vertices are: from the border's directions along great circles to the crown, on the egg."""
    start = border - middle
    reach = np.linalg.norm(start, axis=1)
    start = start / reach[:, None]
    t = (np.arange(1, RINGS) / RINGS)[:, None, None]
    even = np.clip(t * 4, 0, 1)
    start = (1 - even) * start[None] + even * _evened(start)[None]
    start /= np.linalg.norm(start, axis=2, keepdims=True)
    angle = np.arccos(np.clip(start @ CROWN, -1, 1))[..., None]
    way = (np.sin((1 - t) * angle) * start + np.sin(t * angle) * CROWN) / np.sin(angle)
    way /= np.linalg.norm(way, axis=2, keepdims=True)
    radius = egg.radius(way.reshape(-1, 3)).reshape(way.shape[:2])
    share = np.clip(t[..., 0] * 5, 0, 1)
    return (middle + way * (share * radius + (1 - share) * reach[None])[..., None]).reshape(-1, 3)


def _evened(start: np.ndarray) -> np.ndarray:
    """The border's directions on a circle round their own mean, evenly spaced."""
    axis = start.mean(0)
    axis /= np.linalg.norm(axis)
    side = np.array([1.0, 0, 0])
    front = np.cross(axis, side)
    azimuth = np.unwrap(np.arctan2(start @ front, start @ side))
    n = len(start)
    step = 2 * np.pi / n * np.sign(azimuth[-1] - azimuth[0])
    azimuth = np.mean(azimuth - step * np.arange(n)) + step * np.arange(n)
    along = float((start @ axis).mean())
    return along * axis + np.sqrt(1 - along**2) * (np.cos(azimuth)[:, None] * side + np.sin(azimuth)[:, None] * front)


def _longest_hole(faces: np.ndarray) -> list[int]:
    """The longest open border, in the direction that a filling face has to run."""
    _, face_edge, uses = edges_of(faces)
    directed = np.stack([faces, np.roll(faces, -1, 1)], -1)[uses[face_edge] == 1]
    after = {int(b): int(a) for a, b in directed}
    best: list[int] = []
    while after:
        at = next(iter(after))
        loop = []
        while at in after:
            loop.append(at)
            at = after.pop(at)
        best = max(best, loop, key=len)
    return best


def _ladder(loop: list[int]) -> np.ndarray:
    """Quads across a hole, rung by rung."""
    n = len(loop)
    rungs = [(loop[i], loop[i + 1], loop[n - 2 - i], loop[n - 1 - i]) for i in range(n // 2 - 1)]
    if n % 2:
        middle = n // 2
        rungs.append((loop[middle - 1], loop[middle], loop[middle + 1], loop[middle + 1]))
    return np.array(rungs, int).reshape(-1, 4)


def blend_in(skin: np.ndarray, faces: np.ndarray, at: np.ndarray, reach: int = 3, rounds: int = 10) -> np.ndarray:
    """Smooth a band of `reach` rings round some vertices, less with every ring: the new head grows out of the neck."""
    smooth = smoother(faces, len(skin))
    near, band = at.astype(float), at.astype(float)
    for ring in range(reach):
        near = (smooth @ near > 0).astype(float)
        band = np.maximum(band, near * (1 - (ring + 1) / (reach + 1)))
    for _ in range(rounds):
        skin = skin + band[:, None] * (smooth @ skin - skin)
    return skin
