"""Detail for a gap that a net has filled small: texture is copied from beside it, where the small picture looks alike.

Patches of the small picture are compared; each patch of the gap takes the detail (what the soft small picture lacks)
of the patch that is most alike and lies wholly outside.  Overlapping patches are averaged; where they disagree, which
makes an average faint, it is raised to their own strength again.

Sources: Yi et al., HiFill, arXiv 2005.09704 (residuals fetched by contextual attention); Heitz & Neyret, "High-
performance by-example noise", 2018 (blending that preserves variance).  Differs: one best patch, not a soft mixture.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
PATCH, STRIDE, STEP = 20, 8, 4
"""Sides of a patch, how far patches of the gap are apart, and those that they choose from; in small pixels."""
SOFT_PX = 2.0
"""σ (small pixels) of what counts as structure; finer is detail."""
MOST_RAISED = 2.0
"""How much a faint average is raised at most."""
COLOUR, NEAR, EVEN = 0.5, 0.06, 0.15
"""How much colour counts beside structure, distance, and going on where the patch to the left or above went."""
LOUD = 1.0
"""What it costs a patch that its detail is e times as strong as what lies along the gap's rim: an edge of some other
thing, which copied again and again would be seen as a row of it."""
RIM_PX = 6
"""How far that rim reaches, in small pixels."""


def fill(photo: Bytes, gap: Bytes, small: Floats) -> Bytes:
    """A photo (h, w, 3) whose gap (h, w; 255 = missing) shows a net's small picture (0..1) with detail from beside it.

    Outside of the gap every byte is the photo's.
    """
    height, width = photo.shape[:2]
    hole = gap > 127
    known = cv2.resize(np.asarray(hole, np.float32), small.shape[1::-1], interpolation=cv2.INTER_AREA) < 0.01
    soft = cv2.GaussianBlur(small, (0, 0), SOFT_PX)
    base = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    rgb = photo.astype(np.float32) / 255
    detail = np.asarray(np.where(hole[..., None], 0, rgb - base), np.float32)
    fetched = _fetch(detail, small, known, (height / small.shape[0], width / small.shape[1]))
    made = np.clip(base + fetched, 0, 1)
    return np.asarray(np.where(hole[..., None], np.round(made * 255), photo), np.uint8)


def _fetch(detail: Floats, small: Floats, known: NDArray[np.bool_], zoom: tuple[float, float]) -> Floats:
    """Detail (h, w, 3) for every patch that touches the gap; the known detail itself elsewhere."""
    rows, columns = small.shape[:2]
    patch = min(PATCH, rows, columns)
    touched = _sum(np.asarray(~known, np.float32), patch) > 0
    sources = np.argwhere(~touched[::STEP, ::STEP]) * STEP
    targets = _grid(touched, patch)
    out, weight, power = (np.zeros((*detail.shape[:2], depth), np.float32) for depth in (3, 1, 3))
    if not len(sources) or not len(targets):
        return detail
    sizes = [round(patch * each) for each in zoom]
    loud = LOUD * _compare(detail, known, sources, patch)
    window = np.outer(*(np.hanning(size + 2)[1:-1] for size in sizes)).astype(np.float32)[..., None] + 1e-3
    for (y, x), (v, u) in zip(targets, _match(small, targets, sources, patch, loud), strict=True):
        here, there = (_full(place, zoom, sizes, detail.shape) for place in ((int(y), int(x)), (int(v), int(u))))
        part = detail[there]
        out[here] += window * part
        weight[here] += window
        power[here] += window * part**2
    weight = np.maximum(weight, np.float32(1e-9))
    made = _raise(np.asarray(out / weight, np.float32), np.asarray(power / weight, np.float32), min(sizes))
    missing = weight[..., 0] <= 1e-6
    made[missing] = detail[missing]
    return np.asarray(made, np.float32)


def _raise(mean: Floats, power: Floats, patch: int) -> Floats:
    """An average of detail (h, w, 3), as strong in a patch's neighbourhood as what was averaged, whose mean square is
    `power` (h, w, 3)."""
    own, wanted = (cv2.GaussianBlur(each.mean(2), (0, 0), patch / 4) for each in (mean**2, power))
    gain = np.clip(np.sqrt(wanted / np.maximum(own, 1e-9)), 1, MOST_RAISED)
    return np.asarray(mean * gain[..., None], np.float32)


def _full(
    place: tuple[int, int], zoom: tuple[float, float], sizes: list[int], shape: tuple[int, ...]
) -> tuple[slice, slice]:
    """Where a small patch lies in the full picture."""
    found = []
    for at, factor, size, whole in zip(place, zoom, sizes, shape[:2], strict=True):
        start = min(round(float(at) * factor), whole - size)
        found.append(slice(start, start + size))
    return found[0], found[1]


def _sum(plane: Floats, patch: int) -> Floats:
    """The sum over each patch, at its upper left corner."""
    total = cv2.integral(plane)
    return np.asarray(
        total[patch:, patch:] - total[:-patch, patch:] - total[patch:, :-patch] + total[:-patch, :-patch], np.float32
    )


def _grid(touched: NDArray[np.bool_], patch: int) -> NDArray[np.int_]:
    """Corners of overlapping patches that cover the gap."""
    found = []
    for places in (range(0, touched.shape[0], STRIDE), [touched.shape[0] - 1]):
        for y in places:
            xs = {*range(0, touched.shape[1], STRIDE), touched.shape[1] - 1}
            found += [(y, x) for x in sorted(xs) if touched[y, x]]
    return np.array(sorted(set(found)), np.int_).reshape(-1, 2)


def _compare(detail: Floats, known: NDArray[np.bool_], sources: NDArray[np.int_], patch: int) -> Floats:
    """How many e-folds each source's detail (n,) is stronger than the gap's rim; 0 for what is as calm or calmer."""
    power = cv2.resize((detail**2).mean(2), known.shape[::-1], interpolation=cv2.INTER_AREA)
    away = cv2.distanceTransform(np.asarray(known, np.uint8), cv2.DIST_L2, 3)
    rim = power[known & (away <= RIM_PX)]
    if not rim.size:
        return np.zeros(len(sources), np.float32)
    own = _sum(np.asarray(power, np.float32), patch)[sources[:, 0], sources[:, 1]] / patch**2
    floor = 1e-6
    return np.asarray(np.maximum(0, np.log((own + floor) / (float(np.median(rim)) + floor)) / 2), np.float32)


def _match(
    small: Floats, targets: NDArray[np.int_], sources: NDArray[np.int_], patch: int, loud: Floats
) -> list[NDArray[np.int_]]:
    """For each target the source that looks most like it, at the price of `loud` (n,); neighbours like to take
    neighbours."""
    there = _describe(small, sources, patch)
    squares = (there**2).sum(1)
    side = float(max(small.shape[:2]))
    chosen: dict[tuple[int, int], NDArray[np.int_]] = {}
    for place, feature in zip(targets, _describe(small, targets, patch), strict=True):
        cost = squares - 2 * there @ feature + float(feature @ feature)
        scale = float(np.median(cost)) + 1e-6
        cost = cost / scale + NEAR * np.linalg.norm(sources - place, axis=1) / side + loud
        y, x = int(place[0]), int(place[1])
        for before in ((y, x - STRIDE), (y - STRIDE, x)):
            if before in chosen:
                wanted = chosen[before] + place - np.array(before)
                cost = cost - EVEN * (np.abs(sources - wanted).max(1) <= STEP // 2)
        chosen[y, x] = sources[int(cost.argmin())]
    return [chosen[int(y), int(x)] for y, x in targets]


def _describe(small: Floats, places: NDArray[np.int_], patch: int) -> Floats:
    """Patches as vectors (n, d): structure without its mean, and the mean."""
    rows = []
    for y, x in places:
        part = small[y : y + patch, x : x + patch]
        mean = part.mean((0, 1))
        fine = cv2.resize(part - mean, (patch // 2, patch // 2), interpolation=cv2.INTER_AREA)
        rows.append(np.concatenate([fine.ravel(), COLOUR * patch / 2 * mean]))
    return np.asarray(rows, np.float32)


__all__ = ["fill"]
