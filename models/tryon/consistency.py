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
    expected, seen = _expect(look, traced, number, flat)
    front = _small((traced.piece == number) & (traced.panel == 0))
    left, top = traced.box[0] // FINER, traced.box[1] // FINER
    shown = look[top : top + front.shape[0], left : left + front.shape[1]]
    inner = cv2.erode((front > 0.99).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if np.count_nonzero(inner) < 60:
        return _round(box), 0.0, 1.0, 1.0, seen
    light = _small(traced.light)
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


def _expect(look: Bytes, traced: Traced, number: int, flat: Bytes) -> tuple[Bytes, float]:
    """The flat picture's colours in full light where the look shows them (h, w, 3); the share of the front seen."""
    scale = flat.shape[0] / CANVAS_PX
    at = traced.flat * scale - 0.5
    found = cv2.remap(flat, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    size = found.shape[1] // FINER, found.shape[0] // FINER
    linear = to_linear(np.asarray(found[..., :3], np.uint8))
    if traced.full is not None:
        light = np.full(linear.shape[0] * linear.shape[1], traced.full, np.float32)
        linear = take(linear.reshape(-1, 3), light).reshape(linear.shape)
    small = to_srgb(np.asarray(cv2.resize(linear, size, interpolation=cv2.INTER_AREA), np.float32))
    mine = (traced.piece == number) & (traced.panel == 0)
    cells = np.zeros((64, 64), bool)
    spots = np.clip((traced.flat[mine] / 4).astype(int), 0, 63)
    cells[spots[:, 1], spots[:, 0]] = True
    garment = cv2.resize(flat[..., 3], (64, 64), interpolation=cv2.INTER_AREA) > 127
    return small, float((cells & garment).sum() / max(garment.sum(), 1))


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
