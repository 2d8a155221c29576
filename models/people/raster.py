"""Triangles to pixels with a depth buffer, in NumPy: which triangle is seen at each pixel, and where in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_BATCH = 400_000  # candidate pixels at a time, so that memory stays below 100 MB


def rasterise(points_px: Floats, depth: Floats, faces: Ints, size_px: tuple[int, int]) -> tuple[Ints, Floats]:
    """The nearest triangle at every pixel's centre.

    `points_px` (n, 2) with the picture's upper left corner at (0, 0), `depth` (n,) greater than 0 and greater when
    farther, `faces` (m, 3), `size_px` width and height.  Returns the triangle's number (h, w), −1 where there is none,
    and its three perspective-correct shares (h, w, 3).
    """
    width, height = size_px
    buffer = np.full(width * height, np.inf)
    owner = np.full(width * height, -1, np.int64)
    shares = np.zeros((width * height, 3))
    corners = points_px[faces]
    low = np.maximum(np.floor(corners.min(1) - 0.5).astype(np.int64) + 1, 0)
    high = np.minimum(np.ceil(corners.max(1) - 0.5).astype(np.int64) - 1, np.array([width - 1, height - 1]))
    spans = high - low + 1
    alive = np.flatnonzero((spans > 0).all(1) & (depth[faces] > 1e-6).all(1))
    alive = alive[np.argsort(spans[alive].prod(1), kind="stable")]
    start = 0
    while start < len(alive):
        sizes = np.cumsum(spans[alive[start : start + _BATCH]].prod(1))
        stop = start + max(1, int(np.searchsorted(sizes, _BATCH)))
        _draw(alive[start:stop], corners, depth, faces, low, spans, width, buffer, owner, shares)
        start = stop
    return owner.reshape(height, width), shares.reshape(height, width, 3)


def _draw(
    chosen: Ints,
    corners: Floats,
    depth: Floats,
    faces: Ints,
    low: Ints,
    spans: Ints,
    width: int,
    buffer: Floats,
    owner: Ints,
    shares: Floats,
) -> None:
    """Put some triangles into the buffers."""
    cells = spans[chosen].prod(1)
    which = np.repeat(chosen, cells)
    step = np.arange(len(which)) - np.repeat(np.cumsum(cells) - cells, cells)
    x = low[which, 0] + step % spans[which, 0]
    y = low[which, 1] + step // spans[which, 0]
    a, b, c = (corners[which, i] for i in range(3))
    px, py = x + 0.5, y + 0.5
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    safe = np.where(np.abs(area) < 1e-12, np.inf, area)
    u = ((b[:, 0] - px) * (c[:, 1] - py) - (b[:, 1] - py) * (c[:, 0] - px)) / safe
    v = ((c[:, 0] - px) * (a[:, 1] - py) - (c[:, 1] - py) * (a[:, 0] - px)) / safe
    flat = np.stack([u, v, 1 - u - v], 1)
    inside = (flat >= -1e-9).all(1) & np.isfinite(safe)
    which, flat, at = which[inside], flat[inside], (y * width + x)[inside]
    inverse = flat / depth[faces[which]]
    near = 1 / inverse.sum(1)
    order = np.lexsort((near, at))
    first = order[np.unique(at[order], return_index=True)[1]]
    better = first[near[first] < buffer[at[first]]]
    buffer[at[better]] = near[better]
    owner[at[better]] = which[better]
    shares[at[better]] = inverse[better] * near[better, None]
