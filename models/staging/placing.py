"""The product cut free, scaled once, and put into a placement: never stretched, never cropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import InputError
from models.staging.requests import Box

Bytes = NDArray[np.uint8]
SEEN = 24
"""Alpha (of 255) from which a pixel belongs to the product's box."""
SPECK = 0.002
"""Pieces smaller than this share of the largest are dust and do not count."""
MOST_PIECES = 40
LEAST_PX = 12
"""Longest side of a product below which nothing can be made out."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """The product in its final size (h, w, 4), where its upper left corner goes, and how much it was enlarged."""

    rgba: Bytes
    left: int
    top: int
    enlarged: float

    @property
    def width(self) -> int:
        return int(self.rgba.shape[1])

    @property
    def height(self) -> int:
        return int(self.rgba.shape[0])

    def box(self, width_px: int, height_px: int) -> Box:
        """Its box in a picture of that size, as fractions."""
        right, bottom = self.left + self.width, self.top + self.height
        return self.left / width_px, self.top / height_px, right / width_px, bottom / height_px

    def alpha(self, width_px: int, height_px: int) -> NDArray[np.float32]:
        """How much of each pixel of the picture is product (h, w), 0..1."""
        out = np.zeros((height_px, width_px), np.float32)
        out[self.top : self.top + self.height, self.left : self.left + self.width] = self.rgba[..., 3] / 255
        return out


def cut_free(image: Image.Image) -> Bytes:
    """The product without the empty margins (h, w, 4).

    Raises InputError when nothing of it is clear (no cut-out), nothing is left, or it is in too many pieces.
    """
    if image.mode != "RGBA":
        raise InputError("The product has not been cut out: there is a ground round it.", "Cut it out first.")
    rgba = np.asarray(image)
    alpha = rgba[..., 3]
    if not (alpha < 128).any():
        raise InputError(
            "The cut-out is full: nothing of the picture is clear.", "Remove the ground in the Cut-out tab first."
        )
    seen = (alpha >= SEEN).astype(np.uint8)
    if not seen.any():
        raise InputError("The cut-out is empty: nothing of the product is left.", "Cut it out again.")
    left, top, width, height = _bound(seen)
    if max(width, height) < LEAST_PX:
        raise InputError("The product is only a few pixels large.", "Use a larger picture of it.")
    return np.ascontiguousarray(rgba[top : top + height, left : left + width])


def _bound(seen: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """The box of all pieces that count."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8)
    pieces: Any = stats[1:]
    areas = pieces[:, cv2.CC_STAT_AREA]
    pieces = pieces[areas >= max(1, SPECK * areas.max())]
    if len(pieces) > MOST_PIECES:
        raise InputError(
            f"The cut-out is in {len(pieces)} pieces; a product has a few at most.",
            "Paint what belongs to it in the Cut-out tab.",
        )
    left, top = int(pieces[:, 0].min()), int(pieces[:, 1].min())
    right = int((pieces[:, 0] + pieces[:, 2]).max())
    bottom = int((pieces[:, 1] + pieces[:, 3]).max())
    return left, top, right - left, bottom - top


def fit(product: tuple[int, int], size: tuple[int, int], room: Box) -> tuple[int, int]:
    """Width and height of a product (w, h) that just fits into its room in a picture of `size` (w, h)."""
    space = (room[2] - room[0]) * size[0], (room[3] - room[1]) * size[1]
    factor = min(space[0] / product[0], space[1] / product[1])
    return max(1, int(product[0] * factor)), max(1, int(product[1] * factor))


def hold(start: float, length: int, whole: int) -> int:
    """Where something of `length` begins so that it stays inside of `whole`, as near to `start` as possible."""
    return int(min(max(round(start), 0), max(0, whole - length)))


def place(product: Bytes, size: tuple[int, int], middle: tuple[float, float], wanted: tuple[int, int]) -> Placed:
    """The product round `middle` (px) in a picture of `size`, `wanted` (w, h) large, or as large as the picture is.

    Its sides keep their proportion to within a pixel.  It is resampled once, with its colours weighted by its alpha.
    """
    factor = min(wanted[0] / product.shape[1], size[0] / product.shape[1], size[1] / product.shape[0])
    width = min(size[0], max(1, round(product.shape[1] * factor)))
    height = min(size[1], max(1, round(product.shape[0] * factor)))
    rgba = resample(product, width, height)
    left = hold(middle[0] - width / 2, width, size[0])
    top = hold(middle[1] - height / 2, height, size[1])
    return Placed(rgba=rgba, left=left, top=top, enlarged=round(factor, 3))


def resample(rgba: Bytes, width: int, height: int) -> Bytes:
    """Another size of a cut-out; what is clear lends no colour to what is not."""
    if (width, height) == (rgba.shape[1], rgba.shape[0]):
        return rgba.copy()
    smaller = width * height < rgba.shape[0] * rgba.shape[1]
    alpha = rgba[..., 3:].astype(np.float32) / 255
    flat = np.concatenate([rgba[..., :3] * alpha, alpha], -1)
    way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    out = cv2.resize(flat, (width, height), interpolation=way)
    # colours by the alpha as it is: cubic weights overshoot both alike, and clipped first they would not cancel
    colours = out[..., :3] / np.maximum(out[..., 3:], 1e-3)
    done = np.concatenate([colours, np.clip(out[..., 3:], 0, 1) * 255], -1)
    return np.asarray(np.clip(np.round(done), 0, 255), np.uint8)
