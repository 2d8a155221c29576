"""The button on a creative: a rounded bar in the brand's colour, made so that it can be told from its ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.design import Rgb
from models.staging.light import WEIGHTS, to_linear

DARK, LIGHT = (29, 26, 23), (255, 254, 251)
"""The inks of words."""
SEEN = 1.7
"""Contrast with its ground that a button has at least; under it, it is turned round or gets a line."""


@dataclass(frozen=True)
class Fill:
    """A button's colour, and of the line round it where it needs one."""

    colour: Rgb
    line: Rgb | None = None


def choose_fill(accent: Rgb, ink: Rgb, contrast: float) -> Fill:
    """A button that can be seen.

    Where its colour drowns in its ground, by their `contrast`, the usual dark one takes the words' ink, and a brand's
    own gets a line in it.
    """
    if contrast >= SEEN:
        return Fill(accent)
    return Fill(ink) if accent == DARK else Fill(accent, ink)


def draw_button(
    draw: ImageDraw.ImageDraw,
    text: str,
    font: ImageFont.FreeTypeFont,
    box: tuple[float, float, float, float],
    fill: Fill,
) -> None:
    """Draw a button and its words; `box` is left, middle of its height, width and height (px)."""
    left, middle, wide, high = box
    _draw_pill(draw, box, fill.line or fill.colour)
    if fill.line is not None:
        rim = max(1, round(0.035 * high))
        _draw_pill(draw, (left + rim, middle, wide - 2 * rim, high - 2 * rim), fill.colour)
    own = luminance(fill.colour)
    ink = max((DARK, LIGHT), key=lambda each: contrast_of(luminance(each), own))
    draw.text((left + wide / 2, middle), text, ink, font, anchor="mm")


def luminance(colour: Rgb) -> float:
    """How bright a colour is, 0..1."""
    return float(to_linear(np.array(colour, np.uint8)) @ WEIGHTS)


def contrast_of(one: float, other: float) -> float:
    """The contrast ratio of two luminances (WCAG 2.2)."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _draw_pill(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], colour: Rgb) -> None:
    """A rounded bar of one colour."""
    left, middle, wide, high = box
    size = max(1, round(wide)), max(1, round(high))
    # drawn four times as large and reduced, or its corners would have steps
    mask = Image.new("L", (4 * size[0], 4 * size[1]))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius=0.9 * high, fill=255)
    draw.bitmap((round(left), round(middle - high / 2)), mask.resize(size, Image.Resampling.BOX), fill=colour)


__all__ = ["DARK", "LIGHT", "Fill", "choose_fill", "contrast_of", "draw_button", "luminance"]
