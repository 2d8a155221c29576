"""Sliced Wasserstein distance of fabric patches: does generated cloth look like cloth, from the weave to the cut?

Source: Karras et al., "Progressive Growing of GANs", arXiv 1710.10196, section 5.
Differs: only patches that lie wholly inside the garment count, and the pyramid is masked (see `pyramid`); descriptors
are normalised per channel with the *real* set's mean and deviation for both sets.  The authors' code normalises each
set by its own, which forgives a generator whose fine detail is too weak everywhere, i.e. blur.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.metrics.pyramid import fabric, laplacian

Floats = NDArray[np.float32]
PATCH_PX = 7
SIZES_PX = (256, 128, 64, 32, 16)
PATCHES_PER_PICTURE = 128
MOST_PATCHES = 32_768
"""Upper bound of patches a set and level, so that a thousand pictures more cost no more time."""
FEWEST_PATCHES = 256
"""A level with fewer patches in either set is left out: no garment is that large."""
PROJECTIONS = 512


@dataclass(frozen=True, kw_only=True)
class PatchSet:
    """Fabric patches by the level's size in px, (patches, 7·7·3) float32, and the picture that each is of."""

    levels: dict[int, Floats]
    owners: dict[int, NDArray[np.int32]]

    def of(self, pictures: NDArray[np.int_]) -> PatchSet:
        """Only the patches of the pictures with these indices."""
        kept = {size: np.isin(owners, pictures) for size, owners in self.owners.items()}
        return PatchSet(
            levels={size: self.levels[size][keep] for size, keep in kept.items()},
            owners={size: self.owners[size][keep] for size, keep in kept.items()},
        )


def collect(
    rgba: NDArray[np.uint8],
    sizes_px: tuple[int, ...] = SIZES_PX,
    seed: int = 0,
    per_picture: int = PATCHES_PER_PICTURE,
) -> PatchSet:
    """Draw random patches from pictures (N, 256, 256, 4).

    The positions depend on the seed, the picture's index and its mask only, so a picture and its blurred copy are
    read at the same places.  The level of 16 px is the low-pass rest and holds the colours.
    """
    each = int(np.clip(MOST_PATCHES // max(1, len(rgba)), 1, per_picture))
    found: dict[int, list[Floats]] = {size: [] for size in sizes_px}
    owners: dict[int, list[int]] = {size: [] for size in sizes_px}
    residual = min(sizes_px) <= min(SIZES_PX)
    for index, picture in enumerate(rgba):
        bands = laplacian(picture[..., :3], fabric(picture[..., 3]), len(sizes_px), residual)
        for size, (band, mask) in zip(sizes_px, bands, strict=True):
            drawn = _draw(band, mask, each, np.random.default_rng((seed, index, size)))
            found[size].append(drawn)
            owners[size].extend([index] * len(drawn))
    return PatchSet(
        levels={size: np.concatenate(parts) if parts else _none() for size, parts in found.items()},
        owners={size: np.asarray(rows, np.int32) for size, rows in owners.items()},
    )


def distance(real: PatchSet, other: PatchSet, projections: int = PROJECTIONS, seed: int = 0) -> dict[int, float]:
    """The sliced Wasserstein distance ×1000 (as in the paper) of each level by its size in px; 0 for the same set.

    Levels that too few patches reach are missing.
    """
    out: dict[int, float] = {}
    for size, patches in real.levels.items():
        count = min(len(patches), len(other.levels[size]))
        if count >= FEWEST_PATCHES:
            rng = np.random.default_rng((seed, size))
            ours, theirs = _thin(patches, count, rng), _thin(other.levels[size], count, rng)
            out[size] = 1000 * sliced(ours, theirs, projections, seed)
    return out


def sliced(real: Floats, other: Floats, projections: int = PROJECTIONS, seed: int = 0) -> float:
    """Sliced Wasserstein-1 distance of two equally large sets of patches (n, 147), in units of real deviations."""
    channels = real.reshape(len(real), -1, 3)
    mean = channels.mean(axis=(0, 1), dtype=np.float64)
    deviation = np.maximum(channels.std(axis=(0, 1), dtype=np.float64), 1e-6)
    shift = np.tile(mean, PATCH_PX * PATCH_PX).astype(np.float32)
    scale = np.tile(1 / deviation, PATCH_PX * PATCH_PX).astype(np.float32)
    directions = np.random.default_rng(seed).standard_normal((real.shape[1], projections)).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=0, keepdims=True)
    total = 0.0
    for chunk in np.array_split(directions, max(1, projections // 64), axis=1):
        a = np.sort(((real - shift) * scale @ chunk).T, axis=1)
        b = np.sort(((other - shift) * scale @ chunk).T, axis=1)
        total += float(np.abs(a - b).mean(axis=1).sum())
    return total / projections


def measure(real: NDArray[np.uint8], other: NDArray[np.uint8], seed: int = 0) -> dict[str, float]:
    """`swd_256` … `swd_16` and their mean `swd` between two sets of pictures (N, 256, 256, 4)."""
    by_size = distance(collect(real, seed=seed), collect(other, seed=seed), seed=seed)
    if not by_size:
        raise ValueError("the pictures hold too little garment to compare")
    named = {f"swd_{size}": value for size, value in by_size.items()}
    return {**named, "swd": float(np.mean(list(by_size.values())))}


def _draw(band: Floats, mask: NDArray[np.bool_], most: int, rng: np.random.Generator) -> Floats:
    """Up to `most` patches (n, 147) of a level (h, w, 3), all at different places wholly inside the mask."""
    room = cv2.erode(mask.astype(np.uint8), np.ones((PATCH_PX, PATCH_PX), np.uint8), borderValue=0)
    half = PATCH_PX // 2
    room = room[half:-half, half:-half]  # a patch needs room on every side, also at the picture's border
    places = np.flatnonzero(room)
    if not places.size:
        return _none()
    chosen = rng.choice(places, min(most, places.size), replace=False)
    windows = np.lib.stride_tricks.sliding_window_view(band, (PATCH_PX, PATCH_PX), axis=(0, 1))
    drawn = windows[chosen // room.shape[1], chosen % room.shape[1]]  # (n, 3, 7, 7)
    return np.ascontiguousarray(drawn.transpose(0, 2, 3, 1)).reshape(len(chosen), -1)


def _thin(patches: Floats, count: int, rng: np.random.Generator) -> Floats:
    return patches if len(patches) == count else patches[rng.choice(len(patches), count, replace=False)]


def _none() -> Floats:
    return np.zeros((0, PATCH_PX * PATCH_PX * 3), np.float32)
