"""The light of a body's picture, found from its clay, and put on cloth.

Source: Ramamoorthi & Hanrahan, An Efficient Representation for Irradiance Environment Maps, SIGGRAPH 2001: nine numbers
say how bright a matt surface is in any direction.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.tryon.body import Body

DEFAULT = (np.array([-0.42, 0.5, 0.76]), 0.42, 0.58)
"""Where light comes from, how much from all sides and how much from there, for a photo whose light is not known."""
WIDE_PX = 14.0
"""A blur wider than this, px, is laid over a copy a quarter as large."""
DARKEST, GAMMA = 0.34, 0.9
"""How dark cloth gets in its own shade, of its colour in full light, and how the fall of light is softened."""


def find_light(body: Body) -> Floats:
    """Nine numbers of the light (9,), from normals and shading; of a soft lamp at the upper left without them."""
    if body.normals is None or body.shading is None:
        towards, ambient, lamp = DEFAULT
        rng = np.random.default_rng(0)
        normals: NDArray[Any] = rng.normal(size=(4000, 3))
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        bright = ambient + lamp * np.clip(normals @ (towards / np.linalg.norm(towards)), 0, None)
    else:
        there = np.isfinite(body.normals).all(2) & (np.linalg.norm(np.nan_to_num(body.normals), axis=2) > 0.5)
        inner = cv2.erode(there.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        normals, bright = body.normals[inner], body.shading[inner].astype(np.float64)
    basis = _basis(np.asarray(normals, np.float32))
    weights: NDArray[Any] = np.ones(len(bright), np.float32)
    found: NDArray[Any] = np.zeros(9)
    for _ in range(3):  # what lies in a cast shadow counts less
        scaled = basis * weights[:, None]
        found = np.linalg.solve(
            scaled.T @ basis + 1e-3 * len(basis) * np.diag([0, *[0.02] * 3, *[0.2] * 5]), scaled.T @ bright
        )
        off = bright - basis @ found
        weights = np.where(off < -0.08, 0.15, 1.0).astype(np.float32)
    return found.astype(np.float32)


def shine(light: Floats, normals: Floats) -> Floats:
    """How bright matt surfaces are (n,), from their normals (n, 3)."""
    return np.asarray(np.clip(_basis(normals) @ light, 0.02, None), np.float32)


def _basis(normals: Floats) -> Floats:
    x, y, z = normals[:, 0], normals[:, 1], normals[:, 2]
    return np.stack([np.ones_like(x), x, y, z, x * y, y * z, x * z, x * x - y * y, 3 * z * z - 1], 1).astype(np.float32)


def fall(bright: Floats, reference: float) -> Floats:
    """The light on cloth as a factor of its colour: 1 at `reference`, softer than it falls on clay."""
    share = np.power(np.clip(bright / max(reference, 1e-3), 0, 1.25), GAMMA)
    return np.asarray(DARKEST + (1 - DARKEST) * share, np.float32)


def hollows(depth: Floats, there: Floats, px: float) -> Floats:
    """How much light reaches the bottom of folds (h, w) in 0..1, from the depth (m) of what is `there` (0..1)."""
    out = np.ones(depth.shape, np.float32)
    filled = np.where(there > 0, depth, 0).astype(np.float32)
    for size, strength, reach in ((px * 1.6, 0.30, 0.006), (px * 6, 0.32, 0.024)):
        weight = blur(there, size)
        mean = blur(filled, size) / np.maximum(weight, 1e-3)
        out *= 1 - strength * np.clip((filled - mean) / reach, 0, 1) * there
    return out


def blur(plane: Floats, sigma: float) -> Floats:
    """A plane (h, w) under a Gaussian; a wide one is laid over a smaller copy, which nobody can tell from it."""
    small = 4 if sigma > WIDE_PX else 2 if sigma > WIDE_PX / 2 else 1
    if small == 1 or min(plane.shape) < 8 * small:
        return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)
    size = -(-plane.shape[1] // small), -(-plane.shape[0] // small)
    less = cv2.GaussianBlur(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / small)
    return np.asarray(cv2.resize(less, plane.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def cast(mask: Floats, px: float, strength: float) -> Floats:
    """A soft shadow (h, w), 0..strength, of what is in `mask` (0..1), thrown a little down and to the right."""
    step = np.array([[1, 0, 0.35 * px], [0, 1, 0.6 * px]], np.float32)
    shifted = cv2.warpAffine(mask, step, (mask.shape[1], mask.shape[0]))
    return np.asarray(strength * blur(np.asarray(shifted, np.float32), px), np.float32)
