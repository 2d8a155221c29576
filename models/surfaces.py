"""Surfaces of cloth: what denim, ribs, leather or lace do to the light, whatever the pattern and the inks.

A surface is woven once, as a tile of heights that fits its own other side; light falls on it from the upper left, as on
the drafted seams.  Lengths are px of a garment of 256 (about 3 mm), a little coarser than life, so that what makes a
cloth known is seen at the size of a product picture; what is finer than a pixel averages out.  Plain numpy, no network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models import surface_weaves as weaves
from models.grain_lines import Sleeve, turn
from models.oklab import Floats
from models.surface_names import SURFACES, SurfaceName
from models.surface_weaves import Woven

LAMP = (0.88, 0.48)
"""The lamp's direction, down and across: from above, a little from the left."""
LEAST_TILE_PX = 4
NATIVE_PX = 256


@dataclass(frozen=True, kw_only=True)
class Surface:
    """How a surface is made and lit.

    `weave` makes a tile, `tile` px of 256 wide, of `woven_px`; `slope` and `depth` turn its slopes and hollows into log
    shade; `gloss` is how much harder folds shine.
    """

    weave: Callable[[int], Woven]
    tile: int
    woven_px: int = 1024
    slope: float = 0.25
    depth: float = 0.15
    gloss: float = 0.0


@dataclass(frozen=True, kw_only=True)
class SurfacePrint:
    """Planes (side, side): `light` to be added to the log shade, and `holes` 0..1 through which the lining shows."""

    light: Floats
    holes: Floats | None = None
    gloss: float = 0.0


TABLE: dict[SurfaceName, Surface] = {
    "denim": Surface(weave=weaves.denim, tile=128, slope=0.22, depth=0.10),
    "rib knit": Surface(weave=weaves.rib, tile=32, woven_px=512, slope=0.34, depth=0.24),
    "chunky knit": Surface(weave=weaves.chunky, tile=32, woven_px=512, slope=0.24, depth=0.34),
    "cable knit": Surface(weave=weaves.cable, tile=48, woven_px=768, slope=0.30, depth=0.26),
    "corduroy": Surface(weave=weaves.corduroy, tile=64, slope=0.30, depth=0.30),
    "leather": Surface(weave=weaves.leather, tile=128, slope=0.34, depth=0.16, gloss=0.9),
    "satin": Surface(weave=weaves.satin, tile=64, woven_px=512, slope=0.2, depth=0.04, gloss=1.5),
    "linen": Surface(weave=weaves.linen, tile=128, slope=0.22, depth=0.16),
    "tweed": Surface(weave=weaves.tweed, tile=128, slope=0.24, depth=0.20),
    "fleece": Surface(weave=weaves.fleece, tile=128, slope=0.22, depth=0.20),
    "quilted": Surface(weave=weaves.quilted, tile=44, woven_px=704, slope=0.24, depth=0.10, gloss=0.35),
    "lace": Surface(weave=weaves.lace, tile=40, woven_px=640, slope=0.22, depth=0.10),
}


def lay_surface(
    name: SurfaceName, scale: float, side_px: int, strength: float = 1.0, sleeves: tuple[Sleeve, ...] = ()
) -> SurfacePrint:
    """A surface over a sheet, `side_px` square, turned along the `sleeves`; at a `scale` of 1 as coarse as the table
    says.  Deterministic."""
    surface = TABLE[name]
    light, holes = _weave(name)
    period_px = max(LEAST_TILE_PX, round(surface.tile * scale * side_px / NATIVE_PX))

    def lay(plane: NDArray[np.float16]) -> Floats:
        return turn(_tile(plane, period_px, side_px), period_px, sleeves, side_px)

    return SurfacePrint(
        light=lay(light) * np.float32(strength),
        holes=None if holes is None else np.clip(lay(holes) * min(strength, 1.0), 0, 1),
        gloss=surface.gloss * min(strength, 1.5),
    )


def shine(relief: Floats, gloss: float) -> Floats:
    """The light on folds (log shade) of a cloth that shines: their lit sides brighter and narrower, shadows deeper."""
    if gloss <= 0:
        return relief
    lit = np.clip(relief, 0, None)
    return np.asarray(relief * (1 + 0.35 * gloss) + gloss * 2.2 * lit**2, np.float32)


@lru_cache(maxsize=len(SURFACES))
def _weave(name: SurfaceName) -> tuple[NDArray[np.float16], NDArray[np.float16] | None]:
    """The light on a surface's tile, and its holes."""
    surface = TABLE[name]
    woven = surface.weave(surface.woven_px)
    heights, holes = woven.heights, woven.holes
    px = surface.tile / surface.woven_px  # of 256, a tile's pixel
    down = (np.roll(heights, -1, 0) - np.roll(heights, 1, 0)) / (2 * px)
    across = (np.roll(heights, -1, 1) - np.roll(heights, 1, 1)) / (2 * px)
    facing = np.tanh(LAMP[0] * down + LAMP[1] * across)  # what rises away from the lamp is turned to it
    light = surface.slope * facing + surface.depth * (heights - heights.max()) / max(float(np.ptp(heights)), 1e-6)
    if woven.tone is not None:
        light = light + woven.tone
    if holes is not None:
        shadow = np.roll(holes, (round(0.5 / px), round(0.5 / px)), (0, 1))  # the mesh throws its shadow on the lining
        light = light * (1 - holes) - 0.30 * holes * (1 - 0.7 * shadow)
    solid = light if holes is None else light[holes < 0.5]
    light = light - float(np.median(solid))
    return light.astype(np.float16), None if holes is None else holes.astype(np.float16)


def _tile(plane: NDArray[np.float16], period_px: int, side_px: int) -> Floats:
    """Whole periods of a tile, over a sheet at least (side, side)."""
    how = cv2.INTER_AREA if period_px <= len(plane) else cv2.INTER_CUBIC
    small = cv2.resize(plane.astype(np.float32), (period_px, period_px), interpolation=how)
    times = -(-side_px // period_px)
    return np.asarray(np.tile(small, (times, times)), np.float32)
