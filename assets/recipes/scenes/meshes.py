"""Shapes that sets are built of: slabs laid side by side, bars, grids, cloth in folds. Lengths in metres.

Every mesh carries a `tone` (0..1, random for each slab, leaf or stone): one material varies from piece to piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np
from photo.wares import link


@dataclass(frozen=True)
class Slab:
    """A rectangle seen from above: its middle, size (along the grain, across it) and turn."""

    x: float
    y: float
    along: float
    across: float
    turn_rad: float = 0.0


def mesh_of(name: str, points: np.ndarray, faces: Sequence, material, *, tone=None, uv=None, smooth: bool = True):
    """A new mesh object from points (n, 3), faces, a `tone` for each point and a uv for each point."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(np.asarray(points, float).tolist(), [], [list(map(int, f)) for f in faces])
    values = np.full(len(points), 0.5) if tone is None else np.asarray(tone)
    mesh.attributes.new("tone", "FLOAT", "POINT").data.foreach_set("value", values.astype(np.float32))
    if uv is not None:
        corners = np.empty(len(mesh.loops), np.int32)
        mesh.loops.foreach_get("vertex_index", corners)
        mesh.uv_layers.new(name="grain").data.foreach_set("uv", np.asarray(uv, float)[corners].reshape(-1))
    mesh.materials.append(material)
    if smooth:
        mesh.shade_smooth()
    return link(mesh, name)


def slabs(
    name: str,
    rows: list[Slab],
    material,
    *,
    bevel: float = 0.0015,
    thick: float = 0.02,
    tilt: float = 0.0,
    uneven: float = 0.0,
    seed: int = 0,
):
    """Boards, tiles or bricks as one mesh in z ≤ 0, each with softened edges, its own tone, tilt (rad) and height."""
    rng = np.random.default_rng(seed)
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
    points, faces, tones, uvs = [], [], [], []
    for number, slab in enumerate(rows):
        slope, rise, tone = rng.normal(0, tilt, 2), rng.uniform(-uneven, 0), rng.uniform()
        shift = rng.uniform(0, 50, 2)
        c, s = np.cos(slab.turn_rad), np.sin(slab.turn_rad)
        size = np.array([slab.along, slab.across])
        for inset, drop in ((bevel, 0.0), (bevel * 0.3, bevel * 0.3), (0.0, bevel), (0.0, thick)):
            flat = square * (size - 2 * inset)
            z = flat @ slope + rise - drop
            place = np.stack([flat[:, 0] * c - flat[:, 1] * s + slab.x, flat[:, 0] * s + flat[:, 1] * c + slab.y, z], 1)
            points.append(place)
            uvs.append(square * (size + 2 * (drop - inset)) + shift)  # the sides go on where the top ends
            tones += [tone] * 4
        base = number * 16
        faces.append([base, base + 1, base + 2, base + 3])
        faces += [
            [base + ring + k, base + ring + 4 + k, base + ring + 4 + (k + 1) % 4, base + ring + (k + 1) % 4]
            for ring in (0, 4, 8)
            for k in range(4)
        ]
    return mesh_of(name, np.concatenate(points), faces, material, tone=tones, uv=np.concatenate(uvs), smooth=False)


def grid(name: str, size: tuple[float, float], cuts: tuple[int, int], height, material):
    """A sheet about the origin whose z is `height(x, y)`; its uv is metres."""
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, cuts[0]) * size[0], np.linspace(-0.5, 0.5, cuts[1]) * size[1])
    points = np.stack([x, y, height(x, y)], -1).reshape(-1, 3)
    return mesh_of(name, points, quads(cuts[1], cuts[0]), material, uv=points[:, :2])


def quads(rows: int, columns: int) -> np.ndarray:
    """Faces (n, 4) of a grid of points in row order."""
    i = np.arange(rows * columns).reshape(rows, columns)
    return np.stack([i[:-1, :-1], i[:-1, 1:], i[1:, 1:], i[1:, :-1]], -1).reshape(-1, 4)


def bar(name: str, line: np.ndarray, radius, material, *, sides: int = 16, flat: float = 1.0, tone: float = 0.5):
    """A round bar along points (n, 3); `radius` is a number or one for each point, `flat` squeezes it along y."""
    line = np.asarray(line, float)
    radius = np.broadcast_to(radius, len(line))
    ahead = np.gradient(line, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1)[:, None] + 1e-12
    side = np.cross(ahead, [0.0, 1.0, 0.0])
    weak = np.linalg.norm(side, axis=1) < 0.1
    side[weak] = np.cross(ahead[weak], [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side, axis=1)[:, None]
    other = np.cross(side, ahead)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = side[:, None] * np.cos(angle)[None, :, None] + other[:, None] * np.sin(angle)[None, :, None]
    ring[..., 1] *= flat
    points = (line[:, None] + ring * radius[:, None, None]).reshape(-1, 3)
    i = np.arange(len(line) * sides).reshape(len(line), sides)
    j = np.roll(i, -1, 1)
    faces = np.stack([i[:-1], j[:-1], j[1:], i[1:]], -1).reshape(-1, 4).tolist()
    faces += [i[0][::-1].tolist(), i[-1].tolist()]
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    uv = np.stack(np.broadcast_arrays(along[:, None], angle[None] * 0.01), -1).reshape(-1, 2)
    return mesh_of(name, points, faces, material, tone=np.full(len(points), tone), uv=uv)


def waves(points: np.ndarray, scale: float, seed: int, count: int = 10) -> np.ndarray:
    """A smooth random field, about −1..1, at points (n, d): plane waves of about `scale` metres."""
    rng = np.random.default_rng(seed)
    total = np.zeros(points.shape[:-1])
    for _ in range(count):
        k = rng.normal(0, 1, points.shape[-1])
        k *= 2 * np.pi / (np.linalg.norm(k) * scale * rng.uniform(0.6, 1.7))
        total += np.sin(points @ k + rng.uniform(0, 6.3))
    return total / np.sqrt(count)


def folds(name: str, width: float, height: float, material, *, fold: float = 0.11, depth: float = 0.035, seed: int = 0):
    """A curtain in the x-z plane, hanging in folds that open towards its foot; the top edge is at z = height."""
    x, z = np.meshgrid(np.linspace(-0.5, 0.5, int(width * 260)) * width, np.linspace(0, 1, 60))
    rng = np.random.default_rng(seed)
    drift = (
        waves(np.stack([x, z * 0.35], -1), 0.55, seed) * 0.06 + waves(np.stack([x, z * 0.1], -1), 0.2, seed + 2) * 0.012
    )
    phase = (x + drift) / fold * 2 * np.pi
    swell = np.clip(0.7 + 0.45 * waves(np.stack([x, z * 0.2], -1), 0.33, seed + 1), 0.15, 1.5)
    crest = np.sin(phase) + 0.3 * np.sin(2 * phase + rng.uniform(0, 6)) + 0.22 * np.sin(0.5 * phase + rng.uniform(0, 6))
    y = depth * swell * (0.62 + 0.38 * (1 - z)) * crest
    points = np.stack([x + depth * 0.4 * np.cos(phase), y, z * height], -1).reshape(-1, 3)
    uv = np.stack([x * 1.5, z * height], -1).reshape(-1, 2)
    return mesh_of(name, points, quads(*x.shape), material, uv=uv)
