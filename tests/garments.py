"""Garments, swatches and drawings whose right answer is known, drawn here: cut-outs (RGBA) of shirts in two inks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from tests.products import SHIRT

Rgb = tuple[int, int, int]
SAGE, NAVY, CREAM = (140, 160, 120), (34, 44, 92), (236, 226, 200)


def outline(side_px: int = 256, fill: float = 0.9) -> NDArray[np.bool_]:
    """The silhouette of a shirt in the middle of a square, the way `canvas.centre` would place it (side, side)."""
    points = np.array(SHIRT)
    low, high = points.min(0), points.max(0)
    scale = fill * side_px / float((high - low).max())
    placed = (points - (low + high) / 2) * scale + side_px / 2
    mask = Image.new("L", (side_px, side_px))
    ImageDraw.Draw(mask).polygon([(float(x), float(y)) for x, y in placed], fill=255)
    return np.asarray(mask) > 127


def stripes(side_px: int, period_px: float = 16.0) -> NDArray[np.float32]:
    """Horizontal stripes, half of them 1 (side, side)."""
    rows = (np.arange(side_px) % period_px) < period_px / 2
    return np.repeat(rows[:, None], side_px, axis=1).astype(np.float32)


def dots(side_px: int, period_px: int = 16, radius_px: float = 5.0) -> NDArray[np.float32]:
    """A grid of dots (side, side)."""
    yy, xx = np.mgrid[:side_px, :side_px] % period_px - period_px / 2
    return (np.hypot(yy, xx) < radius_px).astype(np.float32)


def folds(side_px: int, depth: float = 0.25) -> NDArray[np.float32]:
    """Light on folded cloth, a factor of linear light about 1 (side, side)."""
    yy, xx = np.mgrid[:side_px, :side_px] / side_px
    wave = np.sin(xx * 21 + 3 * np.sin(yy * 5)) * np.clip(yy * 1.5, 0, 1)
    return np.exp(depth * wave).astype(np.float32)


def dye(
    colour: Rgb, accent: Rgb, mix: NDArray[np.float32], light: NDArray[np.float32], grain: float = 0.0
) -> NDArray[np.uint8]:
    """Two inks under light, in linear light and not in the project's own way (h, w, 3)."""
    inks = np.stack([_linear(colour), _linear(accent)])
    flat = inks[0] * (1 - mix[..., None]) + inks[1] * mix[..., None]
    noise = np.exp(np.random.default_rng(3).normal(0, grain, mix.shape))
    lit = np.clip(flat * (light * noise)[..., None], 0, 1)
    return np.round(255 * np.where(lit <= 0.0031308, lit * 12.92, 1.055 * lit ** (1 / 2.4) - 0.055)).astype(np.uint8)


def _linear(colour: Rgb) -> NDArray[np.float64]:
    value = np.array(colour) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def garment(
    colour: Rgb = SAGE,
    accent: Rgb = SAGE,
    mix: NDArray[np.float32] | None = None,
    side_px: int = 256,
    depth: float = 0.2,
    grain: float = 0.03,
) -> Image.Image:
    """A shirt's cut-out (RGBA, square) with soft edges."""
    mask = outline(side_px)
    rgb = dye(colour, accent, np.zeros(mask.shape, np.float32) if mix is None else mix, folds(side_px, depth), grain)
    alpha = Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))
    return Image.fromarray(np.dstack([rgb, np.asarray(alpha)]))


def swatch(mix: NDArray[np.float32], colour: Rgb = CREAM, accent: Rgb = NAVY, grain: float = 0.02) -> Image.Image:
    """A picture full of cloth (RGB)."""
    return Image.fromarray(dye(colour, accent, mix, np.ones_like(mix), grain))


def drawing(filled: bool = True, side_px: int = 400) -> Image.Image:
    """The shirt drawn in black on white: filled, or as line art with a line across the chest."""
    mask = outline(side_px, 0.8)
    if filled:
        return Image.fromarray(np.where(mask, 0, 255).astype(np.uint8)).convert("RGB")
    picture = Image.new("RGB", (side_px, side_px), "white")
    ys, xs = np.nonzero(mask ^ np.asarray(Image.fromarray(mask).filter(ImageFilter.MinFilter(7))))
    pixels = np.asarray(picture).copy()
    pixels[ys, xs] = 0
    middle = side_px // 2
    pixels[middle : middle + 4, int(0.4 * side_px) : int(0.6 * side_px)] = 0
    return Image.fromarray(pixels)


def overlap(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    """Intersection over union."""
    return float((a & b).sum() / max(1, (a | b).sum()))
