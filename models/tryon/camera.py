"""How the camera of our mannequins' pictures sees cloth: its exposure, the colour of the set's light, its tone curve.

A body's picture has been through a tone curve that cloth laid on it has not: without it cloth looks darker and more
saturated than all around.  Photos of people come from cameras that are not known: there cloth keeps its own colours.

Source: fitted to Blender 5.0's view transform "AgX" with the look "Medium High Contrast", which took
`assets/recipes/people/studio.py`'s pictures: greys are its own, colours up to twice white off by 0.04 (RMS, coded).
"""

from __future__ import annotations

import numpy as np

from models.oklab import Floats

EXPOSURE = 2**1.35
"""By how much clay was taken darker than the pictures: 1.35 stops, `CLAY_STOPS` of the recipe."""
CLOTH, SHEEN = 1.1, 0.03
"""How much light cloth throws back, of its colour (a little from its own folds too) and from its surface, uncoloured.
Chosen on the pairs of persons with even numbers of the judge."""
LIGHT = np.array([1.08, 1.0, 0.88], np.float32)
"""The set's light: a warm softbox before a cooler room."""
INTO = np.array([[0.755, 0.192, 0.053], [0.071, 0.819, 0.110], [0.043, 0.117, 0.840]], np.float32)
OUT_OF = np.array([[1.305, -0.221, -0.084], [-0.112, 1.132, -0.020], [-0.081, -0.160, 1.241]], np.float32)
"""Into the space of the curve, and out of it: bright colours lose saturation, as on film."""
CURVE = (0.002, 0.009, 0.028, 0.070, 0.134, 0.229, 0.369, 0.546, 0.699, 0.814, 0.896, 0.957, 0.990)
"""Coded values of light of 2⁻⁹, 2⁻⁸ … 2³."""
STEPS = 4096


def _table() -> tuple[Floats, Floats]:
    """The curve over the logarithm of light, and the decoding of coded values."""
    stops = np.linspace(-9, 3, STEPS)
    coded = np.linspace(0, 1, STEPS)
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return np.interp(stops, np.arange(-9, 4), CURVE).astype(np.float32), linear.astype(np.float32)


_TONES, _DECODED = _table()


def expose(bright: Floats) -> Floats:
    """The light on cloth as the camera was exposed, from how bright clay is there."""
    return np.asarray(bright * np.float32(EXPOSURE), np.float32)


def take(colour: Floats, light: Floats) -> Floats:
    """What cloth of linear colours (n, 3) in a light (n,), see `expose`, is in a picture: linear sRGB (n, 3), 0..1."""
    sent = (colour * np.float32(CLOTH) + np.float32(SHEEN)) * light[:, None]
    mixed = np.maximum((sent * LIGHT) @ INTO.T, 2.0**-9)
    at = np.clip((np.log2(mixed) + 9) * ((STEPS - 1) / 12) + 0.5, 0, STEPS - 1)
    coded = _TONES[at.astype(np.int32)] @ OUT_OF.T
    return np.asarray(_DECODED[(np.clip(coded, 0, 1) * (STEPS - 1) + 0.5).astype(np.int32)], np.float32)
