"""Triangles to pixels, fast: which triangle is nearest at each pixel's centre, and where in it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

Ints = NDArray[np.int64]
BATCH = 1_500_000
"""Candidate pixels at a time: 100 MB at most."""
_DEPTHS = (1 << 30) - 1


def rasterise(
    points_px: NDArray[Any], depth: NDArray[Any], faces: NDArray[Any], size_px: tuple[int, int]
) -> NDArray[np.int32]:
    """The number of the nearest triangle at every pixel (h, w), −1 where there is none.

    `points_px` (n, 2) from the upper left corner, `depth` (n,) in metres, `faces` (m, 3), `size_px` width and height.
    """
    width, height = size_px
    best = np.full(width * height, np.iinfo(np.int64).max, np.int64)
    points, deep = points_px.astype(np.float32), depth.astype(np.float32)
    low_z, span_z = float(deep.min()), float(np.ptp(deep)) + 1e-6
    scaled = (deep - low_z) / span_z
    corners = points[faces]
    low = np.maximum(np.ceil(corners.min(1) - 0.5), 0).astype(np.int64)
    high = np.minimum(np.ceil(corners.max(1) - 0.5), (width, height)).astype(np.int64)
    spans = high - low
    alive = np.flatnonzero((spans > 0).all(1) & np.isfinite(corners).all((1, 2)))
    cells = spans[alive].prod(1)
    order = np.argsort(cells, kind="stable")
    alive, cells = alive[order], cells[order]
    total, start = np.cumsum(cells), 0
    while start < len(alive):
        done = int(total[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(total, done + BATCH)))
        _draw(alive[start:stop], cells[start:stop], corners, scaled[faces], low, spans, width, best)
        start = stop
    found = np.where(best == np.iinfo(np.int64).max, -1, best & 0xFFFFFFFF)
    return found.astype(np.int32).reshape(height, width)


def _draw(
    chosen: Ints, cells: Ints, corners: Floats, deep: Floats, low: Ints, spans: Ints, width: int, best: Ints
) -> None:
    """Put some triangles into the buffer of (depth, number)."""
    edge, a, b, _ = _edges(corners[chosen])
    which = np.repeat(np.arange(len(chosen)), cells)
    step = np.arange(len(which)) - np.repeat(np.cumsum(cells) - cells, cells)
    wide = spans[chosen, 0][which]
    row = step // wide
    x = (low[chosen, 0][which] + step - row * wide).astype(np.float32)
    y = (low[chosen, 1][which] + row).astype(np.float32)
    px, py = x + np.float32(0.5), y + np.float32(0.5)
    u = a[which, 0] * px + a[which, 1] * py + a[which, 2]
    v = b[which, 0] * px + b[which, 1] * py + b[which, 2]
    w = 1 - u - v
    slack = np.float32(-1e-5)
    inside = (u >= slack) & (v >= slack) & (w >= slack) & edge[which]
    which, u, v, w = which[inside], u[inside], v[inside], w[inside]
    z = deep[chosen]
    near = u * z[which, 0] + v * z[which, 1] + w * z[which, 2]
    key = (np.clip(near * _DEPTHS, 0, _DEPTHS).astype(np.int64) << 32) | chosen[which]
    at = y[inside].astype(np.int64) * width + x[inside].astype(np.int64)
    np.minimum.at(best, at, key)


def _edges(corners: Floats) -> tuple[NDArray[np.bool_], Floats, Floats, Floats]:
    """Planes (n, 3) of the first two shares of triangles (n, 3, 2), and which triangles are none."""
    p, q, r = corners[:, 0], corners[:, 1], corners[:, 2]
    area = (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])
    safe = np.where(np.abs(area) < 1e-9, np.float32(1), area)

    def plane(s: Floats, t: Floats) -> Floats:
        gx, gy = (s[:, 1] - t[:, 1]) / safe, (t[:, 0] - s[:, 0]) / safe
        return np.stack([gx, gy, -(gx * s[:, 0] + gy * s[:, 1])], 1).astype(np.float32)

    return np.abs(area) >= 1e-9, plane(q, r), plane(r, p), plane(p, q)


def shares(points_px: NDArray[Any], faces: NDArray[Any], owner: NDArray[np.int32]) -> tuple[Ints, Floats]:
    """For the pixels that `rasterise` found: their flat indices (k,), and the shares of the corners (k, 3)."""
    at = np.flatnonzero(owner.ravel() >= 0)
    mine = owner.ravel()[at]
    _, a, b, _ = _edges(points_px.astype(np.float32)[faces])
    x = (at % owner.shape[1]).astype(np.float32) + np.float32(0.5)
    y = (at // owner.shape[1]).astype(np.float32) + np.float32(0.5)
    u = a[mine, 0] * x + a[mine, 1] * y + a[mine, 2]
    v = b[mine, 0] * x + b[mine, 1] * y + b[mine, 2]
    return at, np.stack([u, v, 1 - u - v], 1).astype(np.float32)


def blend(values: NDArray[Any], corners: NDArray[Any], share: Floats) -> Floats:
    """Values of vertices (n,) or (n, c) at pixels, from the `corners` (k, 3) of their triangles and the shares of them
    (k, 3)."""
    out = values[corners[:, 0]].T * share[:, 0]
    for corner in (1, 2):
        out += values[corners[:, corner]].T * share[:, corner]
    return np.asarray(out.T, np.float32)
