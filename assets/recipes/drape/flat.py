"""A panel's cloth as a picture: the texture that is worn, and the garment as it lies on the table."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy.ndimage import distance_transform_edt, gaussian_filter

from .panels import Sewn
from .patterns import Pattern
from .prints import Print

TEXTURE_PX, FLAT_PX = 1024, 512


def box(sewn: Sewn) -> tuple[np.ndarray, float]:
    """The square round the flat garment: its lower left corner and its side in metres."""
    low, high = sewn.flat.min(0), sewn.flat.max(0)
    side = float((high - low).max() * 1.12)
    return (low + high) / 2 - side / 2, side


def texture(sewn: Sewn, pattern: Pattern, print_: Print, front: bool, size_px: int = TEXTURE_PX) -> np.ndarray:
    """sRGB 0..1 (n, n, 3), row 0 at the top: the print, with hems stitched and the neck bound."""
    low, side = box(sewn)
    steps = (np.arange(size_px) + 0.5) / size_px * side
    x, y = np.meshgrid(low[0] + steps, (low[1] + steps)[::-1])
    out = np.asarray(print_(x, y), float).copy()
    for run in pattern.front if front else pattern.back:
        if run.sewn:
            continue
        width = {"neck": 0.014, "waist": 0.03}.get(run.name, 0.022)
        marks = np.ones((size_px, size_px), bool)
        dense = np.concatenate([np.linspace(a, b, 12) for a, b in zip(run.points, run.points[1:], strict=False)])
        both = np.concatenate([dense, dense * [-1, 1]])
        column = ((both[:, 0] - low[0]) / side * size_px).astype(int)
        row = size_px - 1 - ((both[:, 1] - low[1]) / side * size_px).astype(int)
        marks[np.clip(row, 0, size_px - 1), np.clip(column, 0, size_px - 1)] = False
        far = distance_transform_edt(marks) * side / size_px
        if run.name in ("neck", "waist"):
            out *= np.where(far < width, 0.86, 1.0)[..., None]
        out *= (1 - 0.30 * np.exp(-(((far - width) / 0.0012) ** 2)))[..., None]
    return np.clip(out, 0, 1)


def laid(sewn: Sewn, pattern: Pattern, front: np.ndarray, back: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """The garment on the table, RGBA: the front panel over the back's inside, soft light, shallow wrinkles."""
    fine = 2 * FLAT_PX
    low, side = box(sewn)
    steps = (np.arange(fine) + 0.5) / fine * side
    x, y = np.meshgrid(low[0] + steps, (low[1] + steps)[::-1])
    places = np.stack([x.ravel(), y.ravel()], 1)
    cover = np.stack([_rows_within(places, edge, fine) for edge in (sewn.outline_front, sewn.outline_back)])
    hills = gaussian_filter(rng.normal(size=(fine, fine)), fine / 22) * fine / 14
    hills += gaussian_filter(rng.normal(size=(fine, fine)), (fine / 60, fine / 16)) * fine / 60
    slope = np.gradient(hills)
    light = np.clip(0.93 + 0.9 * slope[0] - 0.6 * slope[1], 0.62, 1.08)
    rim = np.clip(distance_transform_edt(cover[0]) * side / fine / 0.012, 0, 1)
    light_front = light * (0.86 + 0.14 * rim)
    colour_front = _sized(front, fine) * light_front[..., None]
    inside = _sized(back, fine) * (0.62 * light)[..., None]
    colour = np.where(cover[0][..., None], colour_front, inside)
    alpha = (cover[0] | cover[1]).astype(float)
    small = [p.reshape(FLAT_PX, 2, FLAT_PX, 2, -1).mean((1, 3)) for p in (colour * alpha[..., None], alpha)]
    rgb = small[0] / np.maximum(small[1], 1e-6)
    return Image.fromarray(np.round(np.clip(np.concatenate([rgb, small[1]], 2), 0, 1) * 255).astype(np.uint8), "RGBA")


def _rows_within(places: np.ndarray, edge: np.ndarray, size: int) -> np.ndarray:
    """`within` by scan lines, for many places of a square grid."""
    from PIL import ImageDraw

    x0, y0 = places[0]
    step = places[1, 0] - x0
    canvas = Image.new("L", (size, size))
    pixels = [((x - x0) / step + 0.0, (y0 - y) / step + 0.0) for x, y in edge]
    ImageDraw.Draw(canvas).polygon(pixels, fill=255)
    return np.asarray(canvas) > 0


def _sized(picture: np.ndarray, size: int) -> np.ndarray:
    if len(picture) == size:
        return picture
    image = Image.fromarray(np.round(picture * 255).astype(np.uint8))
    return np.asarray(image.resize((size, size), Image.Resampling.BICUBIC), float) / 255
