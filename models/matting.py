"""Small operations on alphas, shared by every masker: sharp enlargement, clean edges, separate parts.

Alphas are float32 (h, w) in 0..1, pictures RGB uint8 (h, w, 3), unless said otherwise.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import InputError
from models.fraying import tidy_edge
from models.strokes import KEEP, REMOVE
from models.types import MaskResult, Part

Floats = NDArray[np.floating[Any]]
Bytes = NDArray[np.uint8]
LEAST_AREA = 0.002
"""Below this share of the picture there is no product."""
LEAST_PART = 0.02
"""A part counts when it has this share of the largest part's area."""


def no_product() -> InputError:
    """What every masker raises when it finds no product."""
    return InputError(
        "No product was found in this photo.",
        "Use a photo with the product in the middle, or paint over it with the keep brush.",
    )


def finish_mask(
    rgb: Bytes, alpha: Floats, painted: Bytes, focus: tuple[float, float] | None, confidence: float
) -> MaskResult:
    """From a masker's alpha to its answer: strokes bind, crumbs, haze and frays go, one part may be picked, the edge is
    cleaned.

    `painted` (h, w) comes from `strokes.paint`.  Raises InputError when nothing is left.
    """
    alpha = np.where(painted == KEEP, 1, np.where(painted == REMOVE, 0, alpha)).astype(np.float32)
    parts, labels = find_parts(alpha)
    if not parts:
        raise InputError("Nothing is left of the product.", "Undo the last remove stroke.")
    if focus is not None:
        alpha = pick_part(alpha, labels, focus)
    else:
        alpha[(alpha > 0.5) & (labels == 0)] = 0
    alpha = tidy_edge(alpha, ((alpha > 0.5) & (labels > 0)) | (painted == KEEP))
    alpha[painted == KEEP] = 1
    return MaskResult(
        alpha=Image.fromarray(np.round(alpha * 255).astype(np.uint8)),
        colour=Image.fromarray(clean_colour(rgb, alpha)),
        parts=tuple(parts),
        touches_border=touches_border(alpha),
        confidence=confidence,
    )


def measure_confidence(probability: Floats) -> float:
    """How sure a network is, 0..1: its soft mask against its own yes-or-no, as IoU."""
    sure = probability > 0.5
    missed, spilled = float((1 - probability)[sure].sum()), float(probability[~sure].sum())
    return float(np.clip(1 - (missed + spilled) / max(1.0, float(sure.sum())), 0, 1))


def enlarge_alpha(
    alpha_small: Floats, rgb_small: Bytes, rgb: Bytes, radius_px: int = 4, epsilon: float = 1e-4
) -> Floats:
    """Enlarge an alpha to the size of `rgb` so that its edge follows the edges of the large picture.

    `rgb_small` is the picture at the alpha's size; `radius_px` is in its pixels.  Only the soft band is guided; what
    is surely product or ground stays so.  Source: He & Sun, "Fast Guided Filter", arXiv 1505.00996.
    """
    guide = cv2.cvtColor(rgb_small, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    side = (2 * radius_px + 1, 2 * radius_px + 1)
    mean_g, mean_a = cv2.blur(guide, side), cv2.blur(alpha_small, side)
    slope = (cv2.blur(guide * alpha_small, side) - mean_g * mean_a) / (cv2.blur(guide**2, side) - mean_g**2 + epsilon)
    offset = mean_a - slope * mean_g
    size = (rgb.shape[1], rgb.shape[0])
    plain = cv2.resize(alpha_small, size, interpolation=cv2.INTER_LINEAR)
    slope = cv2.resize(cv2.blur(slope, side), size, interpolation=cv2.INTER_LINEAR)
    slope *= cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    slope /= 255
    slope += cv2.resize(cv2.blur(offset, side), size, interpolation=cv2.INTER_LINEAR)
    ys, xs = np.nonzero((plain > 0.02) & (plain < 0.98))
    plain[ys, xs] = np.clip(0.5 * (plain[ys, xs] + slope[ys, xs]), 0, 1)
    return np.asarray(plain)


def clean_colour(rgb: Bytes, alpha: Floats) -> Bytes:
    """The product's own colours with the ground's light taken out of the soft edge; opaque pixels stay as they are.

    Source: Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021 (one pass at ≤ 1024 px).
    """
    h, w = alpha.shape
    ys, xs = np.nonzero((alpha > 0) & (alpha < 0.98))
    if ys.size == 0:
        return rgb
    scale = min(1.0, 1024 / max(h, w))
    size = max(1, round(w * scale)), max(1, round(h * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    a = cv2.resize(alpha.astype(np.float32), size, interpolation=cv2.INTER_AREA)[..., None]
    window = (13, 13)
    product = cv2.blur(small * a**4, window) / (cv2.blur(a**4, window)[..., None] + 1e-6)
    ground = cv2.blur(small * (1 - a) ** 4, window) / (cv2.blur((1 - a) ** 4, window)[..., None] + 1e-6)
    product = np.clip(product + a * (small - a * product - (1 - a) * ground), 0, 255).astype(np.uint8)
    large = cv2.resize(product, (w, h), interpolation=cv2.INTER_LINEAR)
    out = rgb.copy()
    out[ys, xs] = large[ys, xs]
    return out


def find_parts(alpha: Floats) -> tuple[list[Part], NDArray[np.int32]]:
    """The separate products, largest first, and a label map (h, w) with 1 for the first part, 0 for the ground."""
    h, w = alpha.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats((alpha > 0.5).astype(np.uint8), connectivity=8)
    order = sorted(range(1, count), key=lambda i: -int(stats[i, cv2.CC_STAT_AREA]))
    parts: list[Part] = []
    lookup = np.zeros(count, np.int32)
    for index in order:
        left, top, width, height, area = (int(v) for v in stats[index])
        if parts and area < LEAST_PART * stats[order[0], cv2.CC_STAT_AREA]:
            break
        box = (left / w, top / h, (left + width) / w, (top + height) / h)
        parts.append(Part(box=box, area=area / (w * h)))
        lookup[index] = len(parts)
    return parts, lookup[labels]


def pick_part(alpha: Floats, labels: NDArray[np.int32], focus: tuple[float, float]) -> Floats:
    """Keep the part at or nearest to `focus` (x, y in 0..1), with its own soft edge, and clear the others."""
    h, w = alpha.shape
    x, y = min(w - 1, int(focus[0] * w)), min(h - 1, int(focus[1] * h))
    chosen = int(labels[y, x])
    if chosen == 0:
        ys, xs = np.nonzero(labels)
        nearest = int(np.argmin((ys - y) ** 2 + (xs - x) ** 2))
        chosen = int(labels[ys[nearest], xs[nearest]])
    mine, others = labels == chosen, (labels > 0) & (labels != chosen)
    reach = np.ones((5, 5), np.uint8)
    soft_edge = cv2.dilate(mine.astype(np.uint8), reach) > 0
    return np.where(soft_edge & ~others, alpha, 0).astype(np.float32)


def touches_border(alpha: Floats) -> bool:
    """Whether the product runs out of the picture: over 1 % of the outline is product."""
    outline = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    return bool((outline > 0.5).mean() > 0.01)
