"""Whether a worn garment is still the one that was given: colour, texture and structure in close-up.

Source: the idea of Eevee's garment consistency (VGID): full shots hide what close-ups show.  Differs: the drawn pixels
know where on the flat picture they come from, so that patches are compared with the very place that they show.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.canvas import CANVAS_PX
from models.colour_difference import ciede2000, to_cielab
from models.oklab import Floats, to_oklab
from models.staging.light import to_linear, to_srgb
from models.tryon.camera import take
from models.tryon.drawing import Traced
from models.tryon.raster import read_at
from models.tryon.requests import Box
from models.tryon.seeing import FINER

Bytes = NDArray[np.uint8]
PATCH_PX, MOST = 48, 24
"""Side of a close-up patch in the picture, and how many are looked at."""


def check_garment(
    look: Bytes, traced: Traced, number: int, flat: Bytes, own: Floats
) -> tuple[Box, float, float, float, float]:
    """Box, colour ΔE00, texture, structure and how much of the front is seen, of one garment in a look."""
    rows, columns = np.flatnonzero((own > 0.5).any(1)), np.flatnonzero((own > 0.5).any(0))
    if not len(rows):
        return (0.0, 0.0, 0.0, 0.0), 0.0, 0.0, 0.0, 0.0
    height, width = look.shape[:2]
    box = (columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)
    mine = (traced.piece == number) & (traced.panel == 0)
    seen = _find_seen(traced.flat[mine], flat[..., 3])
    left, top = traced.box[0] // FINER, traced.box[1] // FINER
    near = np.s_[rows[0] - top : rows[-1] + 1 - top, columns[0] - left : columns[-1] + 1 - left]
    fine = np.s_[near[0].start * FINER : near[0].stop * FINER, near[1].start * FINER : near[1].stop * FINER]
    front = _small(mine[fine])
    shown = look[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    inner = cv2.erode((front > 0.99).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if np.count_nonzero(inner) < 60:
        return _round(box), 0.0, 1.0, 1.0, seen
    expected = _expect(traced.flat[fine], mine[fine], traced.full, flat)
    light = _small(traced.light[fine])
    bright = inner & (light >= np.quantile(light[inner], 0.5))
    colour = _colour_difference(shown[bright], expected[bright])
    texture, structure = _compare_patches(shown, expected, inner)
    return _round(box), round(colour, 2), round(texture, 3), round(structure, 3), round(seen, 3)


def _round(box: tuple[float, ...]) -> Box:
    left, top, right, bottom = (round(float(side), 5) for side in box)
    return left, top, right, bottom


def _small(plane: NDArray[np.generic]) -> Floats:
    size = plane.shape[1] // FINER, plane.shape[0] // FINER
    return np.asarray(cv2.resize(plane.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def _expect(lies: Floats, mine: NDArray[np.bool_], full: float | None, flat: Bytes) -> Bytes:
    """The flat picture's colours in full light where the look shows its front (h, w, 3); `lies` and `mine` are fine."""
    linear = np.zeros((*mine.shape, 3), np.float32)
    found = to_linear(read_at(flat, lies[mine] * (flat.shape[0] / CANVAS_PX))[:, :3])
    linear[mine] = found if full is None else take(found, np.full(len(found), full, np.float32))
    size = mine.shape[1] // FINER, mine.shape[0] // FINER
    return to_srgb(np.asarray(cv2.resize(linear, size, interpolation=cv2.INTER_AREA), np.float32))


def _find_seen(lies: Floats, alpha: Bytes) -> float:
    """The share of a garment's front that a look shows somewhere: `lies` (n, 2) are its places on the canvas, px."""
    cells = np.zeros((64, 64), bool)
    spots = np.clip((lies / 4).astype(int), 0, 63)
    cells[spots[:, 1], spots[:, 0]] = True
    garment = cv2.resize(alpha, (64, 64), interpolation=cv2.INTER_AREA) > 127
    return float((cells & garment).sum() / max(garment.sum(), 1))


def _colour_difference(shown: Bytes, expected: Bytes) -> float:
    """ΔE00 of the mean colours of the best lit half."""
    means = [np.asarray(to_srgb(to_linear(each).mean(0))) for each in (shown, expected)]
    return float(ciede2000(to_cielab(means[0][None]), to_cielab(means[1][None]))[0])


def _compare_patches(shown: Bytes, expected: Bytes, inner: NDArray[np.bool_]) -> tuple[float, float]:
    """Texture (strength of fine detail, band by band) and structure (correlation of detail), means over patches."""
    a, b = (to_oklab(each)[..., 0] for each in (shown, expected))
    spots = [
        (y, x)
        for y in range(0, inner.shape[0] - PATCH_PX, PATCH_PX)
        for x in range(0, inner.shape[1] - PATCH_PX, PATCH_PX)
        if inner[y : y + PATCH_PX, x : x + PATCH_PX].mean() > 0.98
    ]
    spots = spots[:: max(1, len(spots) // MOST)][:MOST]
    if not spots:
        return 1.0, 1.0
    bands_a, bands_b = _bands(a), _bands(b)
    textures, structures = [], []
    for y, x in spots:
        cut = np.s_[y : y + PATCH_PX, x : x + PATCH_PX]
        for one, other in zip(bands_a, bands_b, strict=True):
            p, q = one[cut], other[cut]
            textures.append((2 * p.std() * q.std() + 1e-5) / (p.var() + q.var() + 1e-5))
        p, q = (sum(bands[1:], bands[0])[cut] for bands in (bands_a, bands_b))
        structures.append((float((p * q).mean()) + 1e-5) / (p.std() * q.std() + 1e-5))
    return float(np.mean(textures)), float(np.clip(np.mean(structures), 0, 1))


def _bands(plane: Floats) -> list[Floats]:
    """Detail of three sizes: 1 to 2, 2 to 4, 4 to 8 px."""
    blurred = [plane, *(cv2.GaussianBlur(plane, (0, 0), sigma) for sigma in (1.2, 2.4, 4.8))]
    return [blurred[k] - blurred[k + 1] for k in range(3)]
