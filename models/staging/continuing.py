"""A gap filled by copying the ground from a few offsets away: boards run on, tiles and stripes keep their step.

Works small first: offsets (`offsets`), the light that each copy lacks, the seams between them (`seams`); then the same
copies are made at full size, with the offsets found to the pixel.

Source: He & Sun, "Statistics of Patch Offsets for Image Completion", ECCV 2012.  Differs: each copy is brought to the
light of the gap's own rim, since a photo's light is never even.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.staging.offsets import Mask, Offsets, choose, even_out, measure, shifted
from models.staging.seams import NEVER, label

Bytes = NDArray[np.uint8]
SMALL_PX = 256
"""The longer side of the picture in which offsets and seams are looked for."""
NODES_PX = 72
"""The longer side of the gap's box at most, when seams are looked for."""
RIM = 0.12
"""How far the rim reaches that offsets have to explain, of the longer side."""
NEAR = 0.03
"""σ of what a place's copy has to agree with beside it, of the longer side."""
MOST_LIT = 0.25
"""How much lighter or darker a copy is made at most."""
LIGHT_STEP = 4
"""Light is looked for in a picture so many times smaller."""
LINK = 0.25
"""What any seam costs, of the ground's own contrast."""
SOFT = 0.006
"""σ of a seam, of the longer side."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a gap is copied: offsets (n, 2) and, over the small picture, which one (h, w) and its light (n, h, w, 3).

    `strain` is what the seams cost, of the ground's own contrast: 0 where nothing shows.
    """

    offsets: Offsets
    labels: NDArray[np.int_]
    light: Floats
    strain: float


def shrink(photo: Bytes, gap: Mask, longest_px: int = SMALL_PX) -> tuple[Floats, Mask]:
    """A photo (h, w, 3) as a small picture (0..1) and its gap; what is missing lends no colour to its rim."""
    factor = min(1.0, longest_px / max(gap.shape))
    size = max(2, round(gap.shape[1] * factor)), max(2, round(gap.shape[0] * factor))
    known = (~gap).astype(np.float32)[..., None]
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)[..., None]
    rgb = cv2.resize(photo.astype(np.float32) / 255 * known, size, interpolation=cv2.INTER_AREA)
    return np.asarray(rgb / np.maximum(share, 1e-3), np.float32), np.asarray(share[..., 0] < 0.99)


def plan(small: Floats, gap: Mask) -> Plan | None:
    """The copies of a small picture (h, w, 3; 0..1) that fill its gap (h, w) best; None when there are none."""
    known = ~gap
    rim = known & _near(gap, RIM)
    if not rim.any():
        return None
    found = choose(measure(even_out(small, known), known, rim), gap)
    if not len(found):
        return None
    light = np.stack([_lack(small, known, (int(y), int(x))) for y, x in found])
    box = _box(gap)
    step = max(1, -(-max(box[0].stop - box[0].start, box[1].stop - box[1].start) // NODES_PX))
    part = slice(box[0].start, box[0].stop, step), slice(box[1].start, box[1].stop, step)
    copies, unary = [], []
    for number, (y, x) in enumerate(found):
        offset = int(y), int(x)
        there = shifted(known, offset, False)
        copy = shifted(small, offset, 0) + light[number]
        copies.append(copy[part])
        unary.append(_unary(small, copy, known, there)[part])
    contrast = float(even_out(small, known)[rim].var(0).sum()) + 1e-4
    chosen, seams = label(np.stack(copies), np.stack(unary), LINK * contrast)
    strain = float(seams[gap[part]].mean()) * step / contrast
    labels = np.zeros(gap.shape, np.int_)
    height, width = box[0].stop - box[0].start, box[1].stop - box[1].start
    rows, columns = np.arange(height) // step, np.arange(width) // step
    labels[box] = chosen[rows[:, None], columns]
    return Plan(offsets=found, labels=labels, light=light, strain=strain)


def _unary(small: Floats, copy: Floats, known: Mask, there: Mask) -> Floats:
    """What a copy (h, w, 3) costs by itself: how it differs from what is known beside each place."""
    sigma = NEAR * max(known.shape)
    both = (known & there).astype(np.float32)
    apart = ((small - copy) ** 2).sum(-1) * both
    weight = cv2.GaussianBlur(both, (0, 0), sigma)
    beside = cv2.GaussianBlur(apart, (0, 0), sigma) / np.maximum(weight, 1e-3)
    cost = beside * np.minimum(1.0, 2 * weight)
    return np.asarray(np.where(there | known, cost, NEVER), np.float32)


def _lack(small: Floats, known: Mask, offset: tuple[int, int]) -> Floats:
    """The light (h, w, 3) that a shifted picture lacks, carried from what is known into the gap."""
    both = known & shifted(known, offset, False)
    apart = np.where(both[..., None], small - shifted(small, offset, 0), 0).astype(np.float32)
    size = max(1, known.shape[1] // LIGHT_STEP), max(1, known.shape[0] // LIGHT_STEP)
    apart = np.asarray(cv2.resize(apart, size, interpolation=cv2.INTER_AREA), np.float32)
    plain = cv2.resize(both.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    out, weight = np.zeros_like(apart), np.full(plain.shape, 1e-6, np.float32)
    for share, counts in ((0.05, 1.0), (0.12, 0.05), (0.4, 0.0005)):  # what is near counts, where there is some
        sigma = share * max(plain.shape)
        out += counts * cv2.GaussianBlur(apart, (0, 0), sigma)
        weight += counts * cv2.GaussianBlur(plain, (0, 0), sigma)
    light = np.clip(out / weight[..., None], -MOST_LIT, MOST_LIT)
    return np.asarray(cv2.resize(light, known.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def copy_out(photo: Bytes, gap: Mask, made: Plan, base: Bytes) -> Bytes:
    """The photo (h, w, 3) with its gap (h, w) copied as planned; `base` where nothing can be copied.

    Outside of the gap every byte is the photo's.
    """
    zoom = np.array(gap.shape) / np.array(made.labels.shape)
    sharp = _sharpen(photo, gap, made.offsets, zoom)
    sigma = max(0.8, SOFT * max(gap.shape))
    box, inner = _box(gap), made.labels[_box(cv2.resize(gap.astype(np.uint8), made.labels.shape[::-1]) > 0)]
    hole = gap[box]
    total, weight = base[box] * np.float32(1e-4), np.full((*hole.shape, 1), 1e-4, np.float32)
    labels = cv2.resize(made.labels.astype(np.uint8), gap.shape[::-1], interpolation=cv2.INTER_NEAREST)[box]
    for number in np.unique(inner):
        offset = int(sharp[number, 0]), int(sharp[number, 1])
        mine = cv2.GaussianBlur(np.asarray(labels == number, np.float32), (0, 0), sigma)
        mine = mine * _beyond(~gap, box, offset, False)
        light = cv2.resize(made.light[number], gap.shape[::-1], interpolation=cv2.INTER_LINEAR)[box] * 255
        total += mine[..., None] * (_beyond(photo, box, offset, 0) + light)
        weight += mine[..., None]
    out = photo.copy()
    out[box] = np.where(hole[..., None], np.clip(np.round(total / weight), 0, 255), photo[box])
    return out


def _beyond(plane: NDArray[Any], box: tuple[slice, slice], offset: tuple[int, int], outside: float) -> NDArray[Any]:
    """What lies `offset` (down, right) of a box of a picture; `outside` of the picture."""
    rows, columns = (np.arange(each.start, each.stop) + step for each, step in zip(box, offset, strict=True))
    found = plane[np.clip(rows, 0, plane.shape[0] - 1)[:, None], np.clip(columns, 0, plane.shape[1] - 1)]
    inside = ((rows >= 0) & (rows < plane.shape[0]))[:, None] & (columns >= 0) & (columns < plane.shape[1])
    return np.where(inside if found.ndim == 2 else inside[..., None], found, outside)


def _sharpen(photo: Bytes, gap: Mask, offsets: Offsets, zoom: NDArray[np.float64]) -> Offsets:
    """The offsets at full size, each to the pixel at which the rim agrees best."""
    coarse = np.round(offsets * zoom).astype(int)
    reach = int(np.ceil(zoom.max())) if zoom.max() > 1 else 0
    rows, columns = np.nonzero(~gap & _near(gap, RIM))
    chosen = np.random.default_rng(3).permutation(len(rows))[:1500]
    rows, columns = rows[chosen], columns[chosen]
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = grey - cv2.blur(grey, (2 * (max(grey.shape) // 20) + 1,) * 2)
    out = coarse.copy()
    for number, (y, x) in enumerate(coarse):
        best = np.inf
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                v, u = rows + y + dy, columns + x + dx
                inside = (v >= 0) & (v < gap.shape[0]) & (u >= 0) & (u < gap.shape[1])
                inside[inside] &= ~gap[v[inside], u[inside]]
                if inside.sum() < 50:
                    continue
                apart = float(np.abs(grey[rows[inside], columns[inside]] - grey[v[inside], u[inside]]).mean())
                apart += 0.01 * (abs(dy) + abs(dx))
                if apart < best:
                    best, out[number] = apart, (y + dy, x + dx)
    return out


def _near(gap: Mask, share: float) -> Mask:
    """What lies within a share of the longer side of a gap (h, w), or in it."""
    away = cv2.distanceTransform(np.asarray(~gap, np.uint8), cv2.DIST_L2, 3)
    return np.asarray(away <= share * max(gap.shape))


def _box(gap: Mask) -> tuple[slice, slice]:
    rows, columns = np.nonzero(gap.any(1))[0], np.nonzero(gap.any(0))[0]
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


__all__ = ["Plan", "copy_out", "plan", "shrink"]
