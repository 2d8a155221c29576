"""A garment's flat picture becomes cloth: a panel of triangles with landmarks, seams and openings.

The front panel and the back panel have one outline; along a seam they share their vertices, along an opening (neck,
hem, cuff, waist) they do not.  Everything here is in px of the 256 canvas.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter1d, median_filter
from scipy.spatial import Delaunay, cKDTree

from models.canvas import CANVAS_PX
from models.errors import InputError
from models.oklab import Floats
from models.reshape_landmarks import LOWERS, UPPERS, Limb, Point
from models.tryon.limbs import Build
from models.tryon.told import Spots, find_told_build

Mask = NDArray[np.bool_]
VERTICES = 1500
"""About how many a panel has."""
WAISTED = LOWERS | {"Skirt"}
WORN = UPPERS | WAISTED
"""Kinds that are wrapped round a body; shoes, hats and bags are set on it."""
FINER = 4
"""How many px of the outline's mask a px of the canvas is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """Half of a garment, lying flat: `points` (n, 2) and `faces` (m, 3); `sewn` (n,) where it is joined to the other
    half, `open_` (n,) where its edge is free; `limb` (n,) 0 for the body, 1 and 2 for the sleeve or leg on the
    picture's left and right; `reach` (n,) along the limb from its chord, `side` (n,) −1..1 across it (1 = the outer
    edge), `half` (n,) half the width there; for the body, `side` and `half` are across the row."""

    points: Floats
    faces: NDArray[np.int32]
    sewn: Mask
    open_: Mask
    limb: NDArray[np.int32]
    reach: Floats
    side: Floats
    half: Floats
    build: Build
    category: str


def cut(alpha: NDArray[np.uint8], category: str, spots: Spots | None = None) -> Panel:
    """The panel of a garment's opacity (S, S), S a multiple of 256; `spots` are landmarks that were found on it.

    Raises InputError when it is no garment's.
    """
    inside = cv2.resize(alpha, (CANVAS_PX, CANVAS_PX), interpolation=cv2.INTER_AREA) > 127
    build = find_told_build(inside, category, spots or {}) if category in WORN else None
    if build is None:
        raise InputError("The parts of this garment cannot be made out.", "Use a picture of it lying flat, from above.")
    outline, within = _outline(alpha)
    step = float(np.sqrt(np.count_nonzero(within) / FINER**2 / VERTICES) * 1.08)
    rim = _resample(outline, step)
    for _, end in build.cuts:  # a cut ends in a vertex of the outline
        rim[np.linalg.norm(rim - np.array(end), axis=1).argmin()] = end
    border = len(rim)
    rim = np.concatenate([rim, *(_line(a, b, step) for a, b in build.cuts)]).astype(np.float32)
    points, faces = _triangulate(rim, within, step)
    points, faces, limb = _part(points, faces, build)
    reach, side, half = _measure(points, limb, within, build, category in WAISTED)
    sewn, free = _find_seams(points, faces, build, category, limb, reach, border)
    return Panel(
        points=points, faces=faces, sewn=sewn, open_=free, limb=limb, reach=reach, side=side, half=half,
        build=build, category=category,
    )  # fmt: skip


def _line(start: Point, end: Point, step: float) -> Floats:
    """Points on a cut, `step` apart; its lower end lies on the outline already."""
    a, b = np.array(start), np.array(end)
    count = max(1, round(float(np.linalg.norm(b - a)) / step))
    return np.asarray(a + np.linspace(0, 1, count, endpoint=False)[:, None] * (b - a), np.float32)


def _outline(alpha: NDArray[np.uint8]) -> tuple[Floats, Mask]:
    """The outline (n, 2) of the largest piece, canvas px, and its mask (1024, 1024) without holes."""
    size = CANVAS_PX * FINER
    large = cv2.resize(alpha, (size, size), interpolation=cv2.INTER_LINEAR)
    found, _ = cv2.findContours((large > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(found, key=cv2.contourArea)
    within = cv2.drawContours(np.zeros((size, size), np.uint8), [contour], -1, 1, cv2.FILLED).astype(bool)
    return np.asarray((contour[:, 0] + 0.5) / FINER, np.float32), within


def _resample(outline: Floats, step: float) -> Floats:
    """The outline's points, `step` apart, corners kept."""
    closed = np.concatenate([outline, outline[:1]])
    walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    count = max(12, round(walked[-1] / step))
    at = np.linspace(0, walked[-1], count, endpoint=False)
    soft = gaussian_filter1d(outline, 2.0, axis=0, mode="wrap")
    soft = np.concatenate([soft, soft[:1]])
    even = np.stack([np.interp(at, walked, soft[:, k]) for k in (0, 1)], 1)
    corners = cv2.approxPolyDP((outline * 8).astype(np.int32)[:, None], 8 * 1.2, True)[:, 0] / 8
    away = np.linalg.norm(even[:, None] - corners[None], axis=2)
    for corner, nearest in zip(corners, away.argmin(0), strict=True):
        if away[nearest].min() < 0.6 * step:
            even[nearest] = corner
    return np.asarray(even, np.float32)


def _triangulate(rim: Floats, within: Mask, step: float) -> tuple[Floats, NDArray[np.int32]]:
    """Vertices, those of the rim first, and triangles."""
    distance = cv2.distanceTransform(within.astype(np.uint8), cv2.DIST_L2, 5) / FINER
    rows = np.arange(0, CANVAS_PX, step * np.sqrt(3) / 2)
    columns = np.arange(0, CANVAS_PX, step)
    grid = [
        np.stack([columns + (step / 2 if n % 2 else 0), np.full(len(columns), y)], 1) for n, y in enumerate(rows)
    ]  # fmt: skip
    spots = np.concatenate(grid)
    pixel = np.clip((spots * FINER).astype(int), 0, CANVAS_PX * FINER - 1)
    spots = spots[distance[pixel[:, 1], pixel[:, 0]] > 0.62 * step]
    spots = spots[cKDTree(rim).query(spots)[0] > 0.75 * step]
    points = np.concatenate([rim, spots]).astype(np.float32)
    faces = Delaunay(points.astype(np.float64)).simplices
    middle = points[faces].mean(1)
    pixel = np.clip((middle * FINER).astype(int), 0, CANVAS_PX * FINER - 1)
    faces = faces[within[pixel[:, 1], pixel[:, 0]]]
    sides = points[faces] - points[np.roll(faces, 1, axis=1)]
    faces = faces[np.linalg.norm(sides, axis=2).max(1) < 3 * step]  # slivers along a straight hem
    a, b, c = (points[faces[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    faces = faces[np.abs(area) > 1e-3 * step**2]
    area = area[np.abs(area) > 1e-3 * step**2]
    faces = np.where(area[:, None] > 0, faces[:, ::-1], faces)  # seen from the front they turn anticlockwise, y up
    return points, faces.astype(np.int32)


def _part(
    points: Floats, faces: NDArray[np.int32], build: Build
) -> tuple[Floats, NDArray[np.int32], NDArray[np.int32]]:
    """Body and limbs parted along the cuts: vertices there are doubled.  Returns points, faces, and each one's limb."""
    owner = _label(points[faces].mean(1), build)
    on_cut = np.zeros(len(points), bool)
    for start, end in build.cuts:
        on_cut |= _near(points, start, end)
    limb = np.zeros(len(points), np.int32)
    for number in range(1, len(build.limbs) + 1):
        limb[np.unique(faces[owner == number])] = number
    first = np.full(len(points), -1, np.int32)
    for number in range(len(build.limbs) + 1):
        mine = np.zeros(len(first), bool)
        mine[np.unique(faces[owner == number])] = True
        mine &= on_cut
        double = np.flatnonzero(mine & (first >= 0))
        first[mine & (first < 0)] = number
        limb[: len(first)][mine & (first == number)] = number
        if not len(double):
            continue
        fresh = np.arange(len(points))
        fresh[double] = len(points) + np.arange(len(double))
        faces = np.where((owner == number)[:, None], fresh[faces], faces).astype(np.int32)
        points = np.concatenate([points, points[double]])
        limb = np.concatenate([limb, np.full(len(double), number, np.int32)])
    return points, faces, limb


def _label(spots: Floats, build: Build) -> NDArray[np.int32]:
    """Of which limb each point is (0 the body): its area's, and beside a cut whatever is on that side."""
    parts = np.zeros((CANVAS_PX, CANVAS_PX), np.int32)
    gap = np.zeros((CANVAS_PX, CANVAS_PX), np.uint8)
    for number, each in enumerate(build.limbs, 1):
        parts[each.area] = number
        for start, end in ((each.pit, each.outer), *build.cuts):
            cv2.line(gap, (round(start[0]), round(start[1])), (round(end[0]), round(end[1])), 1, 3)
    known = (gap == 0) | (parts > 0)
    nearest = distance_transform_edt(~known, return_distances=False, return_indices=True)
    pixel = np.clip(spots.astype(int), 0, CANVAS_PX - 1)
    found = parts[tuple(nearest)][pixel[:, 1], pixel[:, 0]]
    for start, end in build.cuts:
        a, b = np.array(start), np.array(end)
        length = max(float(np.linalg.norm(b - a)), 1e-6)
        along = (spots - a) @ (b - a) / length
        across = (spots - a) @ np.array([b[1] - a[1], a[0] - b[0]]) / length  # to the right of a cut downwards
        near = (np.abs(across) < 4) & (along > 0) & (along < length + 1)
        if build.limbs[0].pit == build.limbs[1].pit:  # legs
            left, right = 1, 2
        else:
            left, right = (1, 0) if start == build.limbs[0].pit else (0, 2)
        found = np.where(near, np.where(across > 0, right, left), found)
    return np.asarray(found, np.int32)


def _near(points: Floats, start: Point, end: Point) -> Mask:
    """Which points lie on a cut, its upper end left out: there body and limb hang together."""
    a, b = np.array(start), np.array(end)
    length = max(float(np.linalg.norm(b - a)), 1e-6)
    along = (points - a) @ (b - a) / length
    away = np.abs((points - a) @ np.array([b[1] - a[1], a[0] - b[0]]) / length)
    return np.asarray((away < 0.7) & (along > 0.5) & (along < length + 1.5), bool)


def _measure(
    points: Floats, limb: NDArray[np.int32], within: Mask, build: Build, waisted: bool
) -> tuple[Floats, Floats, Floats]:
    """How far along its limb each vertex is, where across, and half the width there."""
    reach = np.zeros(len(points), np.float32)
    side, half = np.zeros(len(points), np.float32), np.ones(len(points), np.float32)
    body = cv2.resize(within.astype(np.uint8), (CANVAS_PX, CANVAS_PX), interpolation=cv2.INTER_AREA) > 0
    for each in build.limbs:
        body &= ~each.area
    left, right = _row_edges(body, build.landmarks.axis, waisted)
    rows = np.clip(points[:, 1], 0, CANVAS_PX - 1)
    at = np.arange(CANVAS_PX) + 0.5
    low, high = np.interp(rows, at, left), np.interp(rows, at, right)
    half[:] = np.maximum((high - low) / 2, 1)
    side[:] = np.clip((points[:, 0] - (low + high) / 2) / half, -1, 1)
    for number, each in enumerate(build.limbs, 1):
        mine = limb == number
        reach[mine], side[mine], half[mine] = _across(points[mine], each, number)
    return reach, side, half


def _row_edges(body: Mask, axis: float, waisted: bool) -> tuple[Floats, Floats]:
    """The left and the right edge of each row of the body, carried on where there is none."""
    left, right = np.full(CANVAS_PX, np.nan), np.full(CANVAS_PX, np.nan)
    for row in np.flatnonzero(body.any(axis=1)):
        there = np.flatnonzero(body[row])
        left[row], right[row] = there[0], there[-1] + 1
    known = np.flatnonzero(np.isfinite(left))
    every = np.arange(CANVAS_PX)
    if not len(known):
        return np.full(CANVAS_PX, axis - 1, np.float32), np.full(CANVAS_PX, axis + 1, np.float32)
    # the curve of a waist or a hem has rows of which only a part is there: they are as wide as the next whole one
    wide = right[known] - left[known]
    whole = np.flatnonzero(wide >= 0.9 * np.median(wide[-max(len(wide) // 5, 3) :]))
    last = known[whole[-1]]
    known = known[known <= last]
    if waisted:
        near = known[: max(len(known) // 4, 3)]
        enough = (right[near] - left[near]) >= 0.93 * (right[near] - left[near])[: len(near) // 2 + 1].max()
        known = known[known >= near[np.flatnonzero(enough)[0]]]
    edges = [gaussian_filter1d(np.interp(every, known, side[known]), 1.5) for side in (left, right)]
    return edges[0].astype(np.float32), edges[1].astype(np.float32)


def _across(points: Floats, limb: Limb, number: int) -> tuple[Floats, Floats, Floats]:
    """Along and across a limb: reach, side (−1 at the pit's edge, 1 at the outer one) and half width.

    A sleeve that hangs straight down has its chord along itself, so the outer side is told from its `number`.
    """
    bins, low, high = limb_edges(limb, number)
    spots = points - np.array(limb.middle)
    reach, wide = spots @ np.array(limb.along), spots @ limb.across(number)
    bottom, top = np.interp(reach, bins, low), np.interp(reach, bins, high)
    half = np.maximum((top - bottom) / 2, 1.0)
    side = np.clip((wide - (top + bottom) / 2) / half, -1, 1)
    return reach.astype(np.float32), side.astype(np.float32), half.astype(np.float32)


def limb_edges(limb: Limb, number: int) -> tuple[Floats, Floats, Floats]:
    """Both edges of a limb, the pit's and the outer one's (n,), across its direction at places along it (n,), px."""
    ys, xs = np.nonzero(limb.area)
    area = np.stack([xs + 0.5, ys + 0.5], 1) - np.array(limb.middle)
    deep, wide = area @ np.array(limb.along), area @ limb.across(number)
    bins = np.arange(0, max(float(deep.max()), 8.0) + 3, 3.0)
    low, high = np.full(len(bins), np.nan), np.full(len(bins), np.nan)
    for place, start in enumerate(bins):
        there = wide[(deep >= start - 2) & (deep < start + 3)]
        if len(there) > 4:
            low[place], high[place] = there.min() - 0.5, there.max() + 0.5
    known = np.isfinite(low)
    # near the chord a slice leaves the limb for the body: its width there is the one a little further on
    first = np.flatnonzero(known)[0] if known.any() else 0
    low, high = (np.interp(bins, bins[known], each[known]) for each in (low, high))
    start = min(first + 2, len(bins) - 1)
    low[:start], high[:start] = low[start], high[start]
    edges = [gaussian_filter1d(each, 1.0).astype(np.float32) for each in (low, high)]
    return bins.astype(np.float32), edges[0], edges[1]


def _find_seams(
    points: Floats,
    faces: NDArray[np.int32],
    build: Build,
    category: str,
    limb: NDArray[np.int32],
    reach: Floats,
    border: int,
) -> tuple[Mask, Mask]:
    """Where the outline is sewn and where it is free."""
    normals = _rim_normals(points, faces)
    normals[:border] = _outline_normals(points[:border])
    rim = np.linalg.norm(normals, axis=1) > 0.5
    height = build.bottom - build.hps
    x, y = points[:, 0], points[:, 1]
    free = np.zeros(len(points), bool)
    for number, each in enumerate(build.limbs, 1):
        end = (limb == number) & (normals @ np.array(each.along) > 0.35) & (reach > 0.5 * each.length)
        free |= end
    body = limb == 0
    if category == "Body":
        hips = build.landmarks.top + 0.55 * height
        free |= body & (y > hips) & (normals[:, 1] > 0.12) & (np.abs(x - build.landmarks.axis) > 0.07 * build.chest)
    elif not (category in LOWERS and build.limbs):
        free |= body & (normals[:, 1] > 0.4) & (y > build.bottom - 0.14 * height)
    if category in WAISTED:
        free |= body & (normals[:, 1] < -0.55) & (y < build.landmarks.top + 0.12 * height)
    else:
        neck = build.neck + 0.5 if build.limbs else build.neck - 2
        free |= body & (np.abs(x - build.throat) < neck) & (y < build.pit) & (normals[:, 1] < 0.4)
        if not build.limbs:  # shoulders and straps are sewn where they end upwards
            tops = (normals[:, 1] < -0.45) & (np.abs(x - build.throat) >= neck)
            tops &= y < build.hps + 0.45 * (build.pit - build.hps)
            free |= body & (y < build.pit) & ~tops
    size = 5 if build.limbs else 3
    free[:border] = median_filter(free[:border].astype(np.uint8), size, mode="wrap") > 0
    return rim & ~free, rim & free


def _outline_normals(rim: Floats) -> Floats:
    """Outward unit normals (n, 2) of a closed outline's points, y down."""
    along = np.roll(rim, -1, axis=0) - np.roll(rim, 1, axis=0)
    turning = float((rim[:, 0] * np.roll(rim[:, 1], -1) - np.roll(rim[:, 0], -1) * rim[:, 1]).sum())
    outward = np.stack([along[:, 1], -along[:, 0]], 1) * np.sign(turning)
    return np.asarray(outward / np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-6), np.float32)


def _rim_normals(points: Floats, faces: NDArray[np.int32]) -> Floats:
    """Outward unit normals (n, 2) of the rim's vertices, y down; zeros inside."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    keys = np.sort(edges, axis=1)
    _, index, count = np.unique(keys[:, 0] * len(points) + keys[:, 1], return_index=True, return_counts=True)
    rim = edges[index[count == 1]]
    along = points[rim[:, 1]] - points[rim[:, 0]]
    outward = np.stack([-along[:, 1], along[:, 0]], 1)
    out = np.zeros((len(points), 2))
    for column in (0, 1):
        for axis in (0, 1):
            out[:, axis] += np.bincount(rim[:, column], outward[:, axis], len(points))
    length = np.linalg.norm(out, axis=1, keepdims=True)
    return np.asarray(np.where(length > 1e-6, out / np.maximum(length, 1e-6), 0), np.float32)
