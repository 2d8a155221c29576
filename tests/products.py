"""Photos of products whose right cut-out is known, drawn here so that no real photo has to be in the repository."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SHIRT = ((0.3, 0.2), (0.42, 0.2), (0.5, 0.25), (0.58, 0.2), (0.7, 0.2), (0.86, 0.38), (0.76, 0.47), (0.68, 0.4))
SHIRT += ((0.68, 0.82), (0.32, 0.82), (0.32, 0.4), (0.24, 0.47), (0.14, 0.38))


def photo(
    size: tuple[int, int] = (192, 224),
    places: tuple[tuple[float, float, float], ...] = ((0.0, 0.0, 1.0),),
    colour: tuple[int, int, int] = (38, 62, 140),
    ground: tuple[int, int, int] = (226, 220, 210),
    seed: int = 0,
) -> tuple[Image.Image, NDArray[np.bool_]]:
    """A photo of shirts (RGB) and their mask (h, w).  A place is (x, y, scale) in fractions of the picture."""
    width, height = size
    mask = Image.new("L", size)
    for x, y, scale in places:
        points = [((x + scale * px) * width, (y + scale * py) * height) for px, py in SHIRT]
        ImageDraw.Draw(mask).polygon(points, fill=255)
    rng = np.random.default_rng(seed)
    light = np.linspace(1.02, 0.94, width)[None, :, None]
    floor = np.asarray(ground) * light + rng.normal(0, 3, (height, width, 3))
    shadow = np.asarray(mask.filter(ImageFilter.GaussianBlur(width / 40)), np.float32)[..., None] / 255
    floor = floor * (1 - 0.12 * np.roll(shadow, 2, axis=0))
    cloth = np.asarray(colour) * light + rng.normal(0, 5, (height, width, 3))
    soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(0.6)), np.float32)[..., None] / 255
    rgb = floor * (1 - soft) + cloth * soft
    return Image.fromarray(rgb.clip(0, 255).astype(np.uint8)), np.asarray(mask) > 127


def two_products(size: tuple[int, int] = (288, 192)) -> tuple[Image.Image, NDArray[np.bool_]]:
    """A photo of two shirts side by side and their mask."""
    return photo(size, ((-0.02, 0.22, 0.52), (0.5, 0.22, 0.52)))


def blank(kind: str, size: tuple[int, int] = (192, 160)) -> Image.Image:
    """A photo without any product: one colour, a grainy wall, or a wall in uneven light."""
    width, height = size
    rgb = np.full((height, width, 3), 200.0)
    if kind in ("grain", "light"):
        rgb += np.random.default_rng(1).normal(0, 2, rgb.shape)
    if kind == "light":
        rgb *= np.linspace(1.0, 0.9, width)[None, :, None]
    return Image.fromarray(rgb.clip(0, 255).astype(np.uint8))


def overlap(image: Image.Image, mask: NDArray[np.bool_]) -> float:
    """Intersection over union of an alpha (L, or RGBA's) with a known mask."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else image
    found = np.asarray(alpha) > 127
    return float((found & mask).sum() / max(1, (found | mask).sum()))
