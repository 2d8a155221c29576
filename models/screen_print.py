"""A garment as a silkscreen: flat inks, a photographic key plate and a little misregistration.

A printer pulls one flat ink a screen.  The plates are cut from two plain prints of the design (its light, and where
its second ink lies), so all colourways of a sheet share them, and a cell is only a matter of laying inks.
Source: the way of Warhol's portraits from 1964 on: areas of flat colour first, the photograph last and askew.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.colourways import Colourway
from models.design import Rgb
from models.oklab import Floats, to_oklab
from models.palette import make_colour, to_lch

GREY: Rgb = (150, 150, 150)
BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)
"""The inks of the two prints that plates are cut from: grey on grey shows light alone, white on black the accent."""
DEEP, BRIGHT = 0.10, 0.14
"""Shares of the garment that the key plate and the highlights cover, where there is light and shade enough."""
FAINTEST = 0.035
"""Smaller differences in lightness than this are no shadow and no highlight."""
RAGGED = 0.26
"""How ragged the plates' edges are, of the spread of lightness."""
EVEN, HALF, LINES = 0.15, 0.2, 130
"""A half-tone is even to so much, is so near to a half, and is printed in so many lines a cell's side at most."""
ASKEW = 0.006
"""How far the flat colours lie beside the key plate, of the cell's side."""


@dataclass(frozen=True, kw_only=True)
class Plates:
    """Where each ink lies, float32 (side, side) in 0..1: the garment's flat shape, the second ink, highlights, key."""

    flat: Floats
    accent: Floats
    light: Floats
    key: Floats


def cut_plates(light: Image.Image, inks: Image.Image, lines: Image.Image | None, seed: int = 0) -> Plates:
    """The plates of a design from its prints in GREY on GREY and BLACK with WHITE accent (RGBA), and its lines (L)."""
    alpha = np.asarray(np.asarray(light.getchannel("A"), np.float32) / 255, np.float32)
    tone = to_oklab(np.asarray(light.convert("RGB")))[..., 0]
    inside = alpha > 0.9
    middle, spread = (float(np.median(tone[inside])), float(tone[inside].std())) if inside.any() else (0.5, 0.1)
    grain = _draw_grain(len(alpha), seed)
    ragged = cv2.GaussianBlur(tone, (0, 0), len(alpha) / 500) - middle + RAGGED * min(spread, 0.05) * grain
    deep, bright = (np.quantile(ragged[inside], (DEEP, 1 - BRIGHT))) if inside.any() else (-1.0, 1.0)
    key = _harden(min(float(deep), -FAINTEST) - ragged)
    if lines is not None:
        drawn = 1 - np.asarray(lines, np.float32) / 255
        key = np.maximum(key, _harden(drawn - 0.6 + 0.12 * grain, 12))
    mix = to_oklab(np.asarray(inks.convert("RGB")))[..., 0]
    return Plates(
        flat=alpha,
        accent=np.asarray(_screen(mix) * alpha, np.float32),
        light=np.asarray(_harden(ragged - max(float(bright), FAINTEST)) * alpha, np.float32),
        key=np.asarray(key * alpha, np.float32),
    )


def pull(plates: Plates, way: Colourway) -> Image.Image:
    """One cell in a colourway's inks (RGB)."""
    by = round(ASKEW * len(plates.flat))
    ground = np.array(way.ground, np.float32)
    cell = np.broadcast_to(ground, (*plates.flat.shape, 3))
    for plate, ink in (
        (_move(plates.flat, by), way.colour),
        (_move(plates.accent, by), way.accent),
        (_move(plates.light * (1 - plates.accent), by), _lighten(way.colour)),
        (_move(plates.light * plates.accent, by), _lighten(way.accent)),
        (plates.key, choose_key(way)),
    ):
        cell = cell * (1 - plate[..., None]) + np.array(ink, np.float32) * plate[..., None]
    return Image.fromarray(np.round(cell).astype(np.uint8))


def choose_key(way: Colourway) -> Rgb:
    """The ink of the key plate: nearly black, of the ground's hue."""
    light, chroma, hue = to_lch(way.ground)
    return make_colour(min(0.3, 0.55 * light), min(max(chroma, 0.05), 0.12), hue)


def _lighten(colour: Rgb) -> Rgb:
    light, chroma, hue = to_lch(colour)
    return make_colour(light + 0.45 * (0.98 - light) if light > 0.5 else light + 0.14, 0.85 * chroma, hue)


def _draw_grain(side_px: int, seed: int) -> Floats:
    """Noise of the size of a screen's mesh, mean 0 and spread 1."""
    noise = np.random.default_rng(seed).standard_normal((side_px, side_px)).astype(np.float32)
    grain = cv2.GaussianBlur(noise, (0, 0), max(0.6, side_px / 700))
    return np.asarray(grain / grain.std(), np.float32)


def _harden(field: NDArray[np.floating], steep: float = 60) -> Floats:
    """A plate is there or not, with an edge a pixel soft."""
    return np.asarray(np.clip(0.5 + steep * field, 0, 1), np.float32)


def _screen(mix: Floats) -> Floats:
    """The second ink's plate: there or not, and even half-tones (gingham's) as lines aslant, a printer's way."""
    around = np.ones((3, 3), np.uint8)
    even = (cv2.dilate(mix, around) - cv2.erode(mix, around) < EVEN) & (np.abs(mix - 0.5) < HALF)
    pitch = max(4.0, len(mix) / LINES)
    place = np.add.outer(np.arange(len(mix)), np.arange(len(mix))) / pitch
    lines = np.abs(2 * (place % 1) - 1)
    return np.where(even, _harden(lines + mix - 1, 0.25 * pitch), _harden(mix - 0.45, 12))


def _move(plate: Floats, by_px: int) -> Floats:
    """A plate laid a little to the left and down."""
    return np.roll(plate, (by_px, -by_px), (0, 1))
