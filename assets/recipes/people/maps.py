"""What a dresser has to know at every pixel: part, place on the resting body, depth, normal.  Exact, from the mesh."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .figure import Figure, Finer
from .mesh import normals, triangles

WIDTH_PX, HEIGHT_PX = 768, 1152
FLOOR_PART, HEAD_PART = 0.925, 0.065  # where the lowest and the highest point go, of the picture's height
DISTANCE_M = 6.0
ARMS = (6, 7, 8, 9, 10, 11)


def _raster():
    """models/people/raster.py without the package round it, which needs more than Blender's Python has."""
    path = Path(__file__).resolve().parents[3] / "models" / "people" / "raster.py"
    spec = importlib.util.spec_from_file_location("people_raster", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.rasterise


rasterise = _raster()


@dataclass(frozen=True)
class Lens:
    """A level camera before the figure: `at_m` x, y, z; `focal_px` and `centre_px` at 768 × 1152."""

    at_m: tuple[float, float, float]
    focal_px: float
    centre_px: tuple[float, float]

    def project(self, points: np.ndarray, scale: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Pixels (n, 2) and distances along the view (n,)."""
        away = self.at_m[2] - points[:, 2]
        x = self.centre_px[0] + self.focal_px * (points[:, 0] - self.at_m[0]) / away
        y = self.centre_px[1] - self.focal_px * (points[:, 1] - self.at_m[1]) / away
        return np.stack([x, y], 1) * scale, away


def lens_for(posed: np.ndarray, floor: bool = True) -> Lens:
    """The camera that shows a figure from head to floor, in the middle."""
    height = float(posed[:, 1].max())
    at = (0.0, min(1.15, height * 0.62), DISTANCE_M)
    trial = Lens(at, 1.0, (0.0, 0.0))
    points, _ = trial.project(posed)
    top, low = points[:, 1].min(), points[:, 1].max()
    focal = HEIGHT_PX * (FLOOR_PART - HEAD_PART) / (low - top)
    wide = points[:, 0].max() - points[:, 0].min()
    focal = min(focal, 0.9 * WIDTH_PX / wide)
    middle = (points[:, 0].max() + points[:, 0].min()) / 2
    return Lens(at, float(focal), (float(WIDTH_PX / 2 - focal * middle), float(HEIGHT_PX * FLOOR_PART - focal * low)))


def draw(finer: Finer, figure: Figure, lens: Lens, without_arms: bool = False) -> dict[str, np.ndarray]:
    """The maps at half the picture's size, NaN or 0 where there is no body."""
    rest, posed = finer.operator @ figure.body.rest, finer.operator @ figure.posed
    parts = finer.parts(rest)
    faces = finer.faces
    if without_arms:
        faces = faces[~np.isin(parts[faces] % 32, ARMS).any(1)]
    tri = triangles(faces)
    points, away = lens.project(posed, 0.5)
    owner, shares = rasterise(points, away, tri, (WIDTH_PX // 2, HEIGHT_PX // 2))
    seen = owner >= 0
    corners = tri[np.maximum(owner, 0)]

    def spread(values: np.ndarray) -> np.ndarray:
        mixed = (values[corners] * shares[..., None]).sum(2)
        return np.where(seen[..., None], mixed, np.nan)

    normal = spread(normals(posed, finer.faces))
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
    nearest = np.take_along_axis(corners, shares.argmax(2)[..., None], 2)[..., 0]
    return {
        "parts": np.where(seen, parts[nearest], 0).astype(np.uint8),
        "rest": spread(rest),
        "depth": spread(away[:, None])[..., 0],
        "normals": normal,
    }


def coverage(finer: Finer, posed: np.ndarray, lens: Lens, size_px: tuple[int, int], fine: int = 2) -> Image.Image:
    """How much of each pixel is body, from `fine` × `fine` samples. L."""
    points, away = lens.project(posed, fine * size_px[0] / WIDTH_PX)
    owner, _ = rasterise(points, away, triangles(finer.faces), (size_px[0] * fine, size_px[1] * fine))
    seen = (owner >= 0).reshape(size_px[1], fine, size_px[0], fine).mean((1, 3))
    return Image.fromarray(np.round(seen * 255).astype(np.uint8))


COCO = (
    "nose", "neck", "r_shoulder", "r_elbow", "r_wrist", "l_shoulder", "l_elbow", "l_wrist", "r_hip", "r_knee",
    "r_ankle", "l_hip", "l_knee", "l_ankle", "r_eye", "l_eye", "r_ear", "l_ear",
)  # fmt: skip


def points_of(figure: Figure) -> list[np.ndarray]:
    """The 18 points of openpose's order in space."""
    joints = figure.joints
    shoulders = (joints["l_shoulder"] + joints["r_shoulder"]) / 2
    named = {
        "nose": joints["nose"],
        "neck": shoulders * 0.7 + joints["neck"] * 0.3,
        "r_eye": joints["REye"], "l_eye": joints["LEye"], "r_ear": joints["REar"], "l_ear": joints["LEar"],
    }  # fmt: skip
    for name in ("r_eye", "l_eye", "r_ear", "l_ear"):  # an egg is narrower than a head
        named[name] = joints["head"] * [0.16, 0, 0.16] + named[name] * [0.84, 1, 0.84]
    return [named.get(name, joints.get(name)) for name in COCO]


def keypoints(figure: Figure, lens: Lens, maps: dict[str, np.ndarray]) -> list[tuple[float, float, int]]:
    """Pixels at 768 × 1152, and 1 where no other part of the body is before the point."""
    points = np.array(points_of(figure))
    pixels, away = lens.project(points)
    out = []
    for number, ((x, y), far) in enumerate(zip(pixels, away, strict=True)):
        column, row = int(np.clip(x / 2, 0, WIDTH_PX // 2 - 1)), int(np.clip(y / 2, 0, HEIGHT_PX // 2 - 1))
        front = maps["depth"][row, column]
        deep = 0.10 if number in (0, 14, 15, 16, 17) else 0.14
        seen = not np.isfinite(front) or far - front < deep
        out.append((round(float(x), 1), round(float(y), 1), int(seen)))
    return out
