"""A pattern as one mesh: front and back triangulated, sewn runs welded, and where it starts round the resting body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from people.maps import rasterise
from scipy.ndimage import gaussian_filter, maximum_filter
from scipy.spatial import Delaunay, cKDTree

from .measures import Measures
from .patterns import Pattern, Run

GRID_M = 0.005
LIMBS_OFF = (1, 2, 8, 11)


@dataclass(frozen=True)
class Sewn:
    """The garment before it is worn."""

    flat: np.ndarray  # (n, 2) where each vertex lies on the table
    start: np.ndarray  # (n, 3) round the body
    faces: np.ndarray  # triangles; the first `front_faces` are the front
    front_faces: int
    tight: np.ndarray  # (n,) bool, elastic
    outline_front: np.ndarray
    outline_back: np.ndarray


def outline(runs: tuple[Run, ...], spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """The whole closed outline at even steps (n, 2), and whether each point is sewn."""
    points, sewn = [], []
    for at, run in enumerate(runs):
        step = np.linalg.norm(np.diff(run.points, axis=0), axis=1)
        length = np.concatenate([[0], np.cumsum(step)])
        count = max(2, round(length[-1] / spacing))
        t = np.linspace(0, length[-1], count + 1)[:-1]
        points += list(np.stack([np.interp(t, length, run.points[:, i]) for i in (0, 1)], 1))
        before = runs[at - 1].sewn if at else False
        sewn += [run.sewn or before] + [run.sewn] * (count - 1)
    points.append(runs[-1].points[-1])
    sewn.append(runs[-1].sewn)
    half, s = np.array(points), np.array(sewn)
    half[[0, -1], 0] = 0
    mirror = half[-2:0:-1] * [-1, 1]
    return np.concatenate([half, mirror]), np.concatenate([s, s[-2:0:-1]])


def within(points: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """Even-odd test."""
    x, y = points[:, 0][:, None], points[:, 1][:, None]
    x0, y0 = polygon.T
    x1, y1 = np.roll(polygon, -1, 0).T
    crosses = (y0 > y) != (y1 > y)
    slope = np.where(y1 == y0, 1, y1 - y0)
    return (crosses & (x < (x1 - x0) * (y - y0) / slope + x0)).sum(1) % 2 == 1


def triangulate(edge: np.ndarray, spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """Points (the outline first) and triangles of the area within an outline."""
    low, high = edge.min(0), edge.max(0)
    rows = np.arange(low[1], high[1], spacing * 0.866)
    grid = [
        np.stack(
            [np.arange(low[0], high[0], spacing) + (i % 2) * spacing / 2, np.full(_steps(low, high, spacing), y)], 1
        )
        for i, y in enumerate(rows)
    ]
    inner = np.concatenate(grid)
    inner = inner[within(inner, edge)]
    far, _ = cKDTree(edge).query(inner)
    points = np.concatenate([edge, inner[far > spacing * 0.62]])
    tri = Delaunay(points).simplices
    middle = points[tri].mean(1)
    a, b, c = (points[tri[:, i]] for i in range(3))
    area = np.cross(b - a, c - a)
    tri = np.where((area < 0)[:, None], tri[:, ::-1], tri)
    return points, tri[within(middle, edge) & (np.abs(area) > 1e-7)]


def _steps(low: np.ndarray, high: np.ndarray, spacing: float) -> int:
    return len(np.arange(low[0], high[0], spacing))


def sew(pattern: Pattern, m: Measures, spacing: float = 0.02) -> Sewn:
    """Cut both panels, weld them where they are sewn, and put them round the resting body."""
    edge_f, sewn_f = outline(pattern.front, spacing)
    edge_b, sewn_b = outline(pattern.back, spacing)
    front, tri_f = triangulate(edge_f, spacing)
    back, tri_b = triangulate(edge_b, spacing)
    near, match = cKDTree(edge_f[sewn_f]).query(edge_b)
    weld = np.zeros(len(back), bool)
    weld[: len(edge_b)] = sewn_b & (near < 1e-6)
    number = np.zeros(len(back), int)
    number[: len(edge_b)] = np.flatnonzero(sewn_f)[np.minimum(match, sewn_f.sum() - 1)]
    number[~weld] = len(front) + np.arange((~weld).sum())
    flat = np.concatenate([front, back[~weld]])
    faces = np.concatenate([tri_f, number[tri_b][:, ::-1]])
    side = np.concatenate([np.ones(len(front)), -np.ones((~weld).sum())])
    side[np.flatnonzero(sewn_f)] = 0
    start = np.concatenate([flat, _lift(flat, side, m)[:, None]], 1)
    tight = np.zeros(len(flat), bool)
    if pattern.tight:
        level = max(run.points[:, 1].max() for run in pattern.front if run.name in pattern.tight)
        tight = flat[:, 1] > level - 0.035
    return Sewn(flat, start, faces, len(tri_f), tight, edge_f, edge_b)


def _lift(flat: np.ndarray, side: np.ndarray, m: Measures) -> np.ndarray:
    """How far in front or behind each vertex starts, so that the body is within."""
    keep = ~np.isin(m.parts[m.faces], LIMBS_OFF).any(1)
    low = np.array([-0.9, -0.1])
    size = (int(1.8 / GRID_M), int(2.1 / GRID_M))
    pixels = (m.rest[:, :2] - low) / GRID_M
    planes = []
    for way in (1.0, -1.0):
        owner, shares = rasterise(pixels, 2.0 - way * m.rest[:, 2], m.faces[keep], size)
        z = (m.rest[:, 2][m.faces[keep][np.maximum(owner, 0)]] * shares).sum(2) * way
        z = np.where(owner >= 0, z, -9.0)
        planes.append(z)
    seen = planes[0] > -5
    middle = np.where(seen, (planes[0] - planes[1]) / 2, 0)
    weight = gaussian_filter(seen.astype(float), 8)
    middle = gaussian_filter(middle, 8) / np.maximum(weight, 1e-3)
    column, row = ((flat - low) / GRID_M).astype(int).T
    at = (np.clip(row, 0, size[1] - 1), np.clip(column, 0, size[0] - 1))
    out = middle[at]
    for way, z in zip((1.0, -1.0), planes, strict=True):
        high = maximum_filter(np.where(seen, z, -9.0), size=7)
        high = np.where(high > -5, high, middle * way)
        high = np.maximum(gaussian_filter(high, 1.5), middle * way) + 0.014
        out = np.where(side == way, way * high[at], out)
    return out
