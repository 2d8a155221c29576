"""What the masker learns from: real photos with their masks, composites, several products, rooms, painted strokes.

Everything comes as a `Sample`; `Stream` makes batches in background threads.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from models.graphcut import shrink
from models.training.composites import (
    Bytes,
    Floats,
    Rng,
    blob,
    camera,
    compose,
    ground_of,
    light_field,
    photo_ground,
    place,
    procedural_ground,
    relight,
)
from models.training.dataset import Photo, read_mask, read_rgb, soften
from models.training.homewares import photograph

T = TypeVar("T")
SIZE_PX = 256
EDGE_SIZE_PX = 512
STORED_PX = 400
SHARE_COMPOSITE, SHARE_HOMEWARES = 0.3, 0.3
SHARE_MADE_UP = 0.35
SHARE_STROKES = 0.35
SHARE_EMPTY = 0.05
"""Of the composites: a ground without any product."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A training picture (size, size, 3) uint8, its alpha (size, size) in 0..1 and strokes (2, size, size) as 0/1."""

    photo: Bytes
    alpha: Floats
    strokes: Floats


@dataclass(kw_only=True)
class Material:
    """All that samples are made of, in memory."""

    photos: list[tuple[Bytes, Floats]] = field(default_factory=list)
    cutouts: list[tuple[Bytes, Floats]] = field(default_factory=list)
    grounds: list[Bytes] = field(default_factory=list)


def load_material(entries: Sequence[tuple[Photo, Path]]) -> Material:
    """Read photos and their masks at 400 px, with each product cut out and each ground that is large enough."""

    def read(entry: tuple[Photo, Path]) -> tuple[Bytes, NDArray[np.bool_]]:
        rgb = shrink(read_rgb(entry[0].path), STORED_PX)
        return rgb, read_mask(entry[1], rgb.shape[1], rgb.shape[0])

    material = Material()
    with ThreadPoolExecutor(2) as pool:
        for rgb, on in pool.map(read, entries):
            material.photos.append((rgb, on.astype(np.uint8)))
            ys, xs = np.nonzero(on)
            box = slice(max(0, ys.min() - 4), ys.max() + 5), slice(max(0, xs.min() - 4), xs.max() + 5)
            material.cutouts.append((np.ascontiguousarray(rgb[box]), soften(on[box]).astype(np.float32)))
            ground = ground_of(rgb, on)
            if ground is not None:
                material.grounds.append(ground)
    return material


def real_sample(material: Material, rng: Rng) -> Sample:
    """A real photo, turned, scaled, shifted and relit."""
    rgb, mask = material.photos[int(rng.integers(len(material.photos)))]
    matrix = place(SIZE_PX, mask.shape, rng, (0.85, 1.3), 0.06)
    border = cv2.BORDER_REPLICATE if rng.random() < 0.7 else cv2.BORDER_REFLECT
    size = (SIZE_PX, SIZE_PX)
    photo = cv2.warpAffine(rgb, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border)
    alpha = cv2.warpAffine(mask.astype(np.float32), matrix, size, flags=cv2.INTER_LINEAR, borderMode=border)
    lit = relight(photo.astype(np.float32) / 255, rng, 0.8)
    if rng.random() < 0.3:
        lit = lit * light_field(SIZE_PX, rng, 0.3)
    photo = camera(lit, rng) if rng.random() < 0.6 else (np.clip(lit, 0, 1) * 255).astype(np.uint8)
    return Sample(photo=photo, alpha=alpha, strokes=_some_strokes([alpha], alpha, rng))


def composite_sample(material: Material, rng: Rng, size_px: int = SIZE_PX) -> Sample:
    """Cut-outs or made-up products over another ground, or none at all; with two, strokes may pick one."""
    if rng.random() < 0.7 and material.grounds:
        ground = photo_ground(material.grounds[int(rng.integers(len(material.grounds)))], size_px, rng)
    else:
        ground = procedural_ground(size_px, rng)
    if rng.random() < SHARE_EMPTY:
        photo, nothing = camera(ground, rng), np.zeros((size_px, size_px), np.float32)
        return Sample(photo=photo, alpha=nothing, strokes=np.zeros((2, size_px, size_px), np.float32))
    count = 2 if rng.random() < 0.25 else 1
    products = [_product(material, rng) for _ in range(count)]
    photo, alphas = compose(products, ground, rng, size_px)
    alpha = np.sum(alphas, 0)
    if count == 2 and rng.random() < 0.6:
        chosen = alphas[int(rng.integers(2))]
        if chosen.sum() > 400:
            return Sample(photo=photo, alpha=chosen, strokes=_deciding_strokes(chosen, alpha - chosen, rng))
    return Sample(photo=photo, alpha=np.clip(alpha, 0, 1), strokes=_some_strokes(alphas, alpha, rng))


def homeware_sample(material: Material, rng: Rng) -> Sample:
    """A made-up thing that stands in a room; a third of its skins and grounds are pieces of photos."""
    skins = [cutout[0] for cutout in _few(material.cutouts, rng)] if rng.random() < 0.4 else []
    photo, alpha = photograph(skins, _few(material.grounds, rng), rng, SIZE_PX)
    return Sample(photo=photo, alpha=alpha, strokes=_some_strokes([alpha], alpha, rng))


def _few(items: Sequence[T], rng: Rng) -> list[T]:
    return [items[int(rng.integers(len(items)))] for _ in range(4)] if items else []


def any_sample(material: Material, rng: Rng) -> Sample:
    """What the coarse net learns from: photos, composites, and things that stand in rooms."""
    kind = rng.random()
    if kind < SHARE_COMPOSITE:
        return composite_sample(material, rng)
    return homeware_sample(material, rng) if kind < SHARE_COMPOSITE + SHARE_HOMEWARES else real_sample(material, rng)


def edge_sample(material: Material, rng: Rng) -> Sample:
    """What the edge net learns from: composites at 512 px, whose alpha is exact to the pixel."""
    return composite_sample(material, rng, EDGE_SIZE_PX)


def _product(material: Material, rng: Rng) -> tuple[Bytes, Floats]:
    cutout = material.cutouts[int(rng.integers(len(material.cutouts)))]
    return blob(rng, cutout[0]) if rng.random() < SHARE_MADE_UP else cutout


def paint_stroke(canvas: Floats, allowed: Floats, rng: Rng) -> None:
    """Paint a random line of two to four points that stays on the `allowed` (> 0.5) pixels of a canvas."""
    ys, xs = np.nonzero(allowed > 0.5)
    if ys.size < 50:
        return
    line = np.zeros(canvas.shape, np.uint8)
    picks = rng.integers(ys.size, size=int(rng.integers(1, 5)))
    points = np.stack([xs[picks], ys[picks]], 1).astype(np.int32)
    cv2.polylines(line, [points], False, 1, int(rng.integers(3, 13)))
    canvas[(line > 0) & (allowed > 0.5)] = 1


def _some_strokes(keepable: Sequence[Floats], alpha: Floats, rng: Rng) -> Floats:
    strokes = np.zeros((2, *alpha.shape), np.float32)
    if rng.random() > SHARE_STROKES:
        return strokes
    if rng.random() < 0.7:
        paint_stroke(strokes[0], keepable[int(rng.integers(len(keepable)))], rng)
    if rng.random() < 0.7:
        paint_stroke(strokes[1], 1 - alpha, rng)
    return strokes


def _deciding_strokes(chosen: Floats, other: Floats, rng: Rng) -> Floats:
    strokes = np.zeros((2, *chosen.shape), np.float32)
    paint_stroke(strokes[0], chosen, rng)
    if rng.random() < 0.75:
        paint_stroke(strokes[1], other, rng)
    if not strokes[1].any():  # one keep stroke alone could as well mean both products
        paint_stroke(strokes[1], np.asarray(other > 0.5, np.float32), rng)
    return strokes


class Stream:
    """Batches without end, made by `threads` threads ahead of time; the same seed gives the same samples in some
    order.  Each is (photo (N, size, size, 3) uint8, alpha (N, size, size) float32, strokes (N, 2, size, size))."""

    def __init__(
        self, make: Callable[[Material, Rng], Sample], material: Material, batch: int, seed: int, threads: int = 1
    ) -> None:
        self.make, self.material, self.batch = make, material, batch
        self.ready: queue.Queue[tuple[Bytes, Floats, Floats]] = queue.Queue(maxsize=8)
        for number in range(threads):
            rng = np.random.default_rng((seed, number))
            threading.Thread(target=self._fill, args=(rng,), daemon=True).start()

    def _fill(self, rng: Rng) -> None:
        cv2.setNumThreads(1)
        while True:
            samples = [self.make(self.material, rng) for _ in range(self.batch)]
            self.ready.put(
                (
                    np.stack([s.photo for s in samples]),
                    np.stack([s.alpha for s in samples]).astype(np.float32),
                    np.stack([s.strokes for s in samples]),
                )
            )

    def next(self) -> tuple[Bytes, Floats, Floats]:
        """The next batch; waits for it."""
        return self.ready.get()
