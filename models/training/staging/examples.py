"""What the nets of staging learn from: clean grounds, and gaps shaped as products with their shadows.

Grounds are the rendered plates of `assets/scenes` (those not held out), and strips of floor and wall beside garments in
the CC0 photos.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.staging.dreaming import UNSEEN_THEMES
from models.staging.scenes import Scene, Sets
from models.training.composites import ground_of, photo_ground, relight

Bytes = NDArray[np.uint8]
Floats = NDArray[Any]
Rng = np.random.Generator

HELD_OUT_THEMES = UNSEEN_THEMES
HELD_OUT_SCENES = ("plaster-palm", "sage-rail", "oak-shelf", "linen-window")
"""Never learned from: all sets of these themes, and these sets of themes that are learned."""
PLATE_PX = 320
MOST_STRIPS = 400
PHOTO_SHARE = 0.3


def is_held_out(id: str, theme: str) -> bool:
    """Whether a set is for the judge only."""
    return theme in HELD_OUT_THEMES or id in HELD_OUT_SCENES


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Square plates (320, 320, 3) with their scenes, and strips of photos."""

    plates: tuple[Bytes, ...]
    scenes: tuple[Scene, ...]
    strips: tuple[Bytes, ...]


def read_grounds(data: Path, work: Path) -> Grounds:
    """All grounds of the training side.  The photos' strips are cut once, into `work/strips.npz`."""
    sets = Sets()
    scenes = tuple(each for each in sets.scenes if not is_held_out(each.id, each.theme))
    plates = tuple(_square(sets.plate(each)) for each in scenes)
    return Grounds(plates=plates, scenes=scenes, strips=_read_strips(data, work))


def _square(plate: Bytes) -> Bytes:
    return np.asarray(cv2.resize(plate, (PLATE_PX, PLATE_PX), interpolation=cv2.INTER_AREA), np.uint8)


def _read_strips(data: Path, work: Path) -> tuple[Bytes, ...]:
    path = work / "strips.npz"
    if path.is_file():
        with np.load(path) as file:
            return tuple(file[name] for name in file.files)
    with np.load(work / "cutouts.npz") as file:
        ids = file["id"][file["split"] == "train"]
    strips = []
    for id in np.random.default_rng(4).permutation(ids):
        photo, mask = data / "images" / f"{id}.jpg", work / "masks2" / f"{id}.png"
        if not photo.is_file() or not mask.is_file():
            continue
        shape = np.asarray(Image.open(mask).convert("L"))
        with Image.open(photo) as picture:
            rgb = np.asarray(picture.convert("RGB").resize(shape.shape[::-1], Image.Resampling.BOX))
        strip = ground_of(rgb, shape > 30, 72)
        if strip is not None:
            strips.append(strip)
        if len(strips) >= MOST_STRIPS:
            break
    with path.with_suffix(".part").open("wb") as stream:
        np.savez(stream, *strips)
    os.replace(path.with_suffix(".part"), path)
    return tuple(strips)


def draw_ground(grounds: Grounds, size_px: int, rng: Rng) -> Floats:
    """A ground (size, size, 3) in 0..1: some part of a plate, or of a photo's strip, in some light."""
    if grounds.strips and rng.random() < PHOTO_SHARE:
        return relight(photo_ground(grounds.strips[rng.integers(len(grounds.strips))], size_px, rng), rng, 0.5)
    number = int(rng.integers(len(grounds.plates)))
    plate = grounds.plates[number]
    side = int(PLATE_PX * rng.uniform(0.55, 1.0))
    y, x = rng.integers(0, PLATE_PX - side + 1, 2)
    part = cv2.resize(plate[y : y + side, x : x + side], (size_px, size_px), interpolation=cv2.INTER_AREA)
    if grounds.scenes[number].support == "lie":
        part = np.rot90(part, int(rng.integers(4)))
    if rng.random() < 0.5:
        part = part[:, ::-1]
    return relight(part / 255.0, rng, 0.6)


def draw_gap(alphas: Bytes, size_px: int, rng: Rng) -> Floats:
    """A gap (size, size) of 0 and 1: a product's outline, generously, with what its shadow darkens."""
    alpha = alphas[rng.integers(len(alphas))].astype(np.float32) / 255
    factor = size_px * rng.uniform(0.35, 0.85) / 256
    angle = rng.normal(0, 6) + (rng.choice([0, 90, 180, 270]) if rng.random() < 0.25 else 0)
    matrix = cv2.getRotationMatrix2D((128, 128), float(angle), float(factor))
    matrix[:, 2] = matrix[:, 2] + size_px / 2 - 128 + rng.uniform(-0.16, 0.16, 2) * size_px
    laid = cv2.warpAffine(alpha, matrix, (size_px, size_px), flags=cv2.INTER_AREA)
    gap = laid > 0.2
    if rng.random() < 0.7:
        away, turn = rng.uniform(0.01, 0.12) * size_px, rng.uniform(0, 2 * np.pi)
        step = np.array([[1, 0, away * np.cos(turn)], [0, 1, away * np.sin(turn)]], np.float32)
        gap |= cv2.warpAffine(laid, step, (size_px, size_px)) > 0.2
    wide = 2 * int(rng.integers(1, 5)) + 1
    grown = cv2.dilate(gap.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    return np.asarray(grown, np.float32)


def weigh(gap: Floats, more: float, reach_px: float) -> Floats:
    """The weighted boundary loss's weights (h, w): 1 + k·exp(−d/σ) in the gap, d from its rim, 0 outside of it.

    They are scaled to a mean of 1 over the gap, so that only *where* errors count changes.
    Source: Yahoo, arXiv 2307.15326 (higher penalty near the boundary).  Differs: the form is ours.
    """
    deep = cv2.distanceTransform(np.asarray(gap > 0.5, np.uint8), cv2.DIST_L2, 3)
    weight = (1 + more * np.exp(-deep / reach_px)) * (gap > 0.5)
    return np.asarray(weight * (gap > 0.5).sum() / max(1e-6, float(weight.sum())), np.float32)
