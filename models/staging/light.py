"""Linear light and back, and the lamps of a set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict

from models.design import Rgb
from models.oklab import Floats

STEPS = 16384
_SRGB = np.arange(256) / 255
_TO_LINEAR = np.where(_SRGB <= 0.04045, _SRGB / 12.92, ((_SRGB + 0.055) / 1.055) ** 2.4).astype(np.float32)
_LIGHT = np.arange(STEPS + 1) / STEPS
_FROM_LINEAR = np.round(
    255 * np.where(_LIGHT <= 0.0031308, _LIGHT * 12.92, 1.055 * np.power(_LIGHT, 1 / 2.4) - 0.055)
).astype(np.uint8)
WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""How bright red, green and blue light look."""


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """One light: a unit vector towards it (x right, y up, z to the viewer), the angle under which it is seen, its
    colour, and its share of the light at the product."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    towards: tuple[float, float, float]
    size_deg: float
    colour: Rgb
    share: float


def to_linear(rgb: NDArray[np.uint8]) -> Floats:
    """sRGB uint8 as linear light 0..1."""
    return _TO_LINEAR[rgb]


def to_srgb(linear: Floats) -> NDArray[np.uint8]:
    """Linear light as sRGB uint8; the table has finer steps than the result, deepest black apart."""
    return _FROM_LINEAR[(np.clip(linear, 0, 1) * STEPS + 0.5).astype(np.int32)]


def tint(colour: Rgb) -> Floats:
    """A light's colour (3,), as bright as white."""
    linear = to_linear(np.array(colour, np.uint8)) + 1e-3
    return np.asarray(linear / float(linear @ WEIGHTS), np.float32)
