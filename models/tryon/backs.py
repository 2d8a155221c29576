"""The side of a garment that its picture does not show: a plain back, and what one sees when one looks into it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats, from_oklab, to_oklab
from models.tryon.limbs import Build

Bytes = NDArray[np.uint8]
SCOOP = 0.42
"""How deep a neckline is cut where it cannot be seen, of half its width."""
COARSE_PX = 256


def plain_back(rgba: Bytes) -> Bytes:
    """A plain back (S, S, 4) for a front: its outline, its main colour, its broad light; no print, no buttons.

    It is worked out on a quarter of the size, since all of it is broad; its colours go on beyond the outline.
    """
    side = rgba.shape[0]
    small = rgba[:: side // COARSE_PX, :: side // COARSE_PX] if side > COARSE_PX else rgba
    core = small[..., 3] > 200
    if not core.any():
        return rgba.copy()
    lab = to_oklab(small[..., :3])
    main = np.median(lab[core], axis=0)
    near = core & (np.linalg.norm(lab - main, axis=2) < 0.12)
    sigma = small.shape[0] / 40
    weight = cv2.GaussianBlur(near.astype(np.float32), (0, 0), sigma)
    soft = cv2.GaussianBlur(np.where(near, lab[..., 0], 0).astype(np.float32), (0, 0), sigma)
    light = np.where(weight > 0.02, soft / np.maximum(weight, 1e-3), main[0])
    ratio = np.clip(0.5 + 0.5 * light / max(float(main[0]), 0.05), 0.85, 1.12)[..., None]
    broad = cv2.resize(from_oklab(main * ratio), (side, side), interpolation=cv2.INTER_LINEAR)
    return np.dstack([broad, rgba[..., 3]])


def grow_colour(rgba: Bytes, px: int = 12) -> Bytes:
    """The colours carried over the outline, so that no ground shines through where cloth is sampled at its edge."""
    core = (rgba[..., 3] > 230).astype(np.uint8)
    if not core.any():
        return rgba
    reach = px * rgba.shape[0] // 1024 + 2
    wide = np.asarray(cv2.dilate(core, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)), np.uint8)
    rim = wide & (1 - core)
    _, labels = cv2.distanceTransformWithLabels(1 - core, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    colours = np.zeros((int(labels.max()) + 1, 3), np.uint8)
    colours[labels[core > 0]] = rgba[..., :3][core > 0]
    out = rgba.copy()
    out[..., :3][rim > 0] = colours[labels[rim > 0]]
    return out


def find_opening(rgba: Bytes, build: Build) -> Floats:
    """Where one looks into a photographed top at the neck (S, S), 0..1: down to the front's edge.

    The edge is the strongest dark-to-light line across the neck; where none stands out, a shallow scoop.
    """
    side = rgba.shape[0]
    scale = side / 256
    out = np.zeros((side, side), np.float32)
    half = build.neck
    if half < 4 or half > 0.45 * build.chest:
        return out
    depth = SCOOP * half
    columns = np.arange(side)
    across = (columns / scale - build.throat) / half
    inside = np.abs(across) < 1
    roof = np.array(
        [np.flatnonzero(rgba[:, c, 3] > 127)[0] if inside[c] and (rgba[:, c, 3] > 127).any() else 0 for c in columns]
    )
    floor = build.hps * scale + depth * scale * np.sqrt(np.clip(1 - across**2, 0, 1))
    rows = np.arange(side)[:, None]
    out[:] = np.where(inside[None] & (rows < np.maximum(floor, roof)[None]), 1.0, 0.0)
    return np.asarray(cv2.GaussianBlur(out, (0, 0), 0.6 * scale / 4 + 0.3), np.float32)
