"""Triangles to pixels, fast: which triangle is nearest at each pixel's centre, and where in it; pictures read there."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
BATCH = 100_000
"""Rows of triangles at a time, so that memory stays small."""
SLACK = np.float32(1e-5)
"""How far outside of a triangle a pixel may lie, in shares of a corner: seams leave no gaps."""
_DEPTHS = float((1 << 30) - 1)
_NONE = np.iinfo(np.int64).max


def rasterise(
    points_px: NDArray[Any], depth: NDArray[Any], faces: NDArray[Any], size_px: tuple[int, int]
) -> NDArray[np.int32]:
    """The number of the nearest triangle at every pixel (h, w), −1 where there is none.

    `points_px` (n, 2) from the upper left corner, `depth` (n,) in metres, `faces` (m, 3), `size_px` width and height.
    """
    width, height = size_px
    found = np.full((height, width), -1, np.int32)
    points, deep = points_px.astype(np.float32), depth.astype(np.float32)
    low_z, span_z = float(deep.min()), float(np.ptp(deep)) + 1e-6
    scaled = (deep - low_z) * (_DEPTHS / span_z)
    corners = points[faces]
    good, a, b, c = _edges(corners)
    first = np.clip(np.ceil(corners.min(1) - 0.5), 0, size_px)
    after = np.clip(np.ceil(corners.max(1) - 0.5), 0, size_px)
    alive = np.flatnonzero(good & (after > first).all(1) & np.isfinite(corners).all((1, 2)))
    if not len(alive):
        return found
    (left, top), (right, bottom) = first[alive].min(0).astype(int), after[alive].max(0).astype(int)
    best = np.full((bottom - top, right - left), _NONE, np.int64)
    low, rows = first[alive, 1].astype(np.int64), (after - first)[alive, 1].astype(np.int64)
    total, start = np.cumsum(rows), 0
    while start < len(alive):
        done = int(total[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(total, done + BATCH)))
        now = alive[start:stop]
        planes = a[now], b[now], c[now]
        near = np.einsum("nc,cnp->np", scaled[faces[now]], np.stack(planes))
        _draw(now, low[start:stop], rows[start:stop], planes, near, (left, top), best)
        start = stop
    found[top:bottom, left:right] = np.where(best == _NONE, -1, best & 0xFFFFFFFF)
    return found


def _draw(
    chosen: Ints, low: Ints, rows: Ints, planes: tuple[Floats, ...], near: Floats, at: tuple[int, int], best: Ints
) -> None:
    """Put some triangles into the buffer (h, w) of (depth, number) that begins `at` a pixel, row by row: in each a run
    of pixels is inside of all three edges.  `planes` (n, 3) are the corners' shares over the picture, `near` (n, 3) the
    depth."""
    width = best.shape[1]
    which = np.repeat(np.arange(len(chosen)), rows)
    y = np.arange(len(which)) - np.repeat(np.cumsum(rows) - rows - low, rows)
    middle = (y + 0.5).astype(np.float32)
    left = np.full(len(which), at[0], np.float32)
    right = left + np.float32(width - 1)
    for plane in planes:
        slope = plane[which, 0]
        rest = plane[which, 1] * middle + plane[which, 2] + SLACK
        flat = np.abs(slope) < 1e-12
        edge = -rest / np.where(flat, np.float32(1), slope) - np.float32(0.5)
        left = np.where(~flat & (slope > 0), np.maximum(left, np.ceil(edge)), left)
        right = np.where(~flat & (slope < 0), np.minimum(right, np.floor(edge)), right)
        right = np.where(flat & (rest < 0), left - 1, right)
    runs = np.maximum(right - left + 1, 0).astype(np.int64)
    keep = np.flatnonzero(runs)
    which, y, middle, runs = which[keep], y[keep], middle[keep], runs[keep]
    first = left[keep].astype(np.int64)
    ends = np.cumsum(runs)
    step = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - runs - first, runs)  # columns
    at_left = near[which, 1] * middle + near[which, 2] + near[which, 0] * np.float32(0.5)
    deep = np.repeat(at_left, runs) + np.repeat(near[which, 0], runs) * step
    key = (np.clip(deep, 0, _DEPTHS).astype(np.int64) << 32) | np.repeat(chosen[which], runs)
    np.minimum.at(best.reshape(-1), np.repeat((y - at[1]) * width - at[0], runs) + step, key)


def _edges(corners: Floats) -> tuple[NDArray[np.bool_], Floats, Floats, Floats]:
    """Which triangles (n, 3, 2) are any, and the planes (n, 3) of the three shares."""
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


def read_at(picture: Bytes, spots: Floats, wide: int = 1024) -> Bytes:
    """What a picture (h, w, c) is between its pixels (n, c), at places (n, 2), px from its upper left corner."""
    padded = np.zeros((max(1, -(-len(spots) // wide)) * wide, 2), np.float32)
    padded[: len(spots)] = spots - 0.5
    at = padded.reshape(-1, wide, 2)
    found = cv2.remap(picture, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found.reshape(-1, picture.shape[2])[: len(spots)], np.uint8)
