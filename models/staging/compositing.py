"""Ground, shadow and product put together; the product's own pixels are put back last, and checked.

Source: Taboola's BGGEN, arXiv 2408.12392, step 5 (the original product is cut back onto the result).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.oklab import Floats
from models.staging.light import to_linear, to_srgb
from models.staging.placing import Placed
from models.staging.requests import Check, Layers, StageRequest, StageResult
from models.staging.shadows import Ground, reflect, shade

Bytes = NDArray[np.uint8]
SHADOW_INK = (30, 26, 24)
"""What a shadow is painted with where there is no ground to darken."""


@dataclass(frozen=True, kw_only=True)
class Backdrop:
    """A ground cut to the placement (h, w, 3; None = clear), what shadows fall on, what stands before the product
    (h, w, 4) and how far everything is (h, w; 0 = nearest, 255)."""

    rgb: Bytes | None
    ground: Ground
    front: Bytes | None = None
    depth: Bytes | None = None
    scene: str = ""
    colours: tuple[tuple[int, int, int], ...] = ()


def compose(placed: Placed, backdrop: Backdrop, request: StageRequest) -> StageResult:
    """The creative.  Inside of the product's core its pixels are the placed product's, byte for byte."""
    width, height = request.width_px, request.height_px
    alpha = placed.alpha(width, height)
    left = shade(alpha, backdrop.ground, request.shadow)
    product = _full(placed, width, height)
    if backdrop.rgb is None:
        shaded = _clear_ground(left)
        image = _over_clear(shaded, product)
    else:
        shaded = to_srgb(to_linear(backdrop.rgb) * left)
        if request.reflection > 0 and backdrop.ground.support == "stand":
            shaded = _mirror(shaded, product, backdrop.ground.foot_px, request.reflection)
        image = over(shaded, product)
        if backdrop.front is not None:
            image = over(image, backdrop.front)
    checked = check(image, product, backdrop.front, placed.enlarged)
    layers = _layers(backdrop, shaded, product) if request.layers else None
    return StageResult(
        image=Image.fromarray(image), box=placed.box(width, height), check=checked, scene=backdrop.scene,
        colours=backdrop.colours, layers=layers,
    )  # fmt: skip


def _full(placed: Placed, width: int, height: int) -> Bytes:
    """The product on a clear picture of the placement's size."""
    out = np.zeros((height, width, 4), np.uint8)
    out[placed.top : placed.top + placed.height, placed.left : placed.left + placed.width] = placed.rgba
    return out


def over(under: Bytes, above: Bytes) -> Bytes:
    """One picture (h, w, 4) over another (h, w, 3); where it is opaque, exactly its own pixels."""
    alpha = above[..., 3:].astype(np.float32) / 255
    mixed = np.round(above[..., :3] * alpha + under * (1 - alpha)).astype(np.uint8)
    return np.where(above[..., 3:] == 255, above[..., :3], mixed)


def _clear_ground(left: Floats) -> Bytes:
    """A shadow alone (h, w, 4), for a clear ground: as opaque as it is dark."""
    dark = np.clip(1 - left.mean(-1), 0, 1)
    out = np.empty((*dark.shape, 4), np.uint8)
    out[..., :3] = SHADOW_INK
    out[..., 3] = np.round(255 * 0.85 * dark)
    return out


def _over_clear(shadow: Bytes, product: Bytes) -> Bytes:
    """The product over its shadow, both on nothing."""
    above, below = product[..., 3:].astype(np.float32) / 255, shadow[..., 3:].astype(np.float32) / 255
    alpha = above + below * (1 - above)
    colour = (product[..., :3] * above + shadow[..., :3] * below * (1 - above)) / np.maximum(alpha, 1e-4)
    out = np.concatenate([np.round(colour), np.round(255 * alpha)], -1).clip(0, 255).astype(np.uint8)
    return np.where(product[..., 3:] == 255, product, out)


def _mirror(shaded: Bytes, product: Bytes, foot_px: float, amount: float) -> Bytes:
    """The ground with the product's reflection in it."""
    alpha = product[..., 3:].astype(np.float32) / 255
    flat = np.concatenate([to_linear(product[..., :3]) * alpha, alpha], -1)
    mirrored = reflect(flat, foot_px, amount)
    return to_srgb(to_linear(shaded) * (1 - mirrored[..., 3:]) + mirrored[..., :3])


def check(image: Bytes, product: Bytes, front: Bytes | None, enlarged: float) -> Check:
    """How far the finished picture is from the placed product, over its core and over its edge."""
    alpha = product[..., 3]
    seen = alpha > 127
    core = alpha == 255
    if front is not None:
        core &= front[..., 3] == 0
    top, bottom, start, end = _bounds(seen)
    one, other = (_lab(each[top:bottom, start:end, :3]) for each in (image, product))
    apart = np.linalg.norm(one - other, axis=-1)
    core_part, edge = core[top:bottom, start:end], (seen & (alpha < 255))[top:bottom, start:end]
    differ = np.abs(image[..., :3].astype(np.int16) - product[..., :3])[core]
    return Check(
        max_difference=int(differ.max(initial=0)),
        delta_e=round(float(apart[core_part].mean()) if core_part.any() else 0.0, 3),
        core=round(float(core.sum() / max(1, seen.sum())), 4),
        edge=round(float(apart[edge].mean()) if edge.any() else 0.0, 3),
        enlarged=enlarged,
    )


def _bounds(seen: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(seen.any(1))[0], np.nonzero(seen.any(0))[0]
    if not rows.size:
        return 0, 1, 0, 1
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _lab(rgb: Bytes) -> Floats:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb).astype(np.float32) / 255, cv2.COLOR_RGB2LAB))


def _layers(backdrop: Backdrop, shaded: Bytes, product: Bytes) -> Layers:
    """The pictures behind the picture; on a clear ground the ground is the shadow alone."""
    clean = np.zeros_like(shaded) if backdrop.rgb is None else backdrop.rgb
    front = None if backdrop.front is None else Image.fromarray(backdrop.front)
    depth = None if backdrop.depth is None else Image.fromarray(backdrop.depth)
    return Layers(
        clean=Image.fromarray(clean), shaded=Image.fromarray(shaded), product=Image.fromarray(product),
        front=front, depth=depth,
    )  # fmt: skip
