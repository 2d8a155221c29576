"""The last step of a garment: planes of outline, cloth, light and construction pressed into one picture.

Whoever has a finer relief or a larger sheet gives it here; the inks, the seams and their order are the same at every
size.  Planes are float32 (side, side).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import DesignSpec
from models.growing import grow
from models.inks import compose, parse_colour
from models.oklab import Floats
from models.seam_print import SeamPrint, print_seams
from models.seams import read_marks
from models.shape import SIDE_PX, Shape
from models.surfaces import SurfacePrint, shine

Bytes = NDArray[np.uint8]
BRIGHT, DARK = 0.75, -1.5
"""Bounds of the log shade in print."""
HIDDEN = 0.85
"""How much less of the front's folds there is in an opening, through which the back is seen."""
SINK, RISE, PALE = 0.30, 0.68, 0.4
"""Buttons and zips are dyed to match: their lightness is SINK + RISE times the cloth's, with PALE of its chroma."""
PALE_FROM, PALER = 0.62, (0.5, 0.6, 0.25)
"""Lightness (OKLab) from which drafted folds, threads and seams are softer, and by how much on white.  The light of a
photo's own garment is left as it was read."""
STRIP_PX = 128
"""Rows that are printed at a time: colours take many planes, and a large picture's would fill the memory."""
LINE_FROM, LINE_GAIN = 0.12, 3.0
"""From which log shade on a seam is drawn as a line, and how soon it is black."""


def cut_out(shape: Shape, side_px: int) -> Floats:
    """The opacity of a shape at any size, antialiased, 0..1."""
    return np.asarray(np.clip(grow(shape.distance, side_px) * side_px / SIDE_PX + 0.5, 0, 1), np.float32)


def sew(shape: Shape, seams: bytes, side_px: int, seed: int) -> SeamPrint:
    """The planes of a design's construction lines.  Raises InputError when they are none."""
    return print_seams(read_marks(seams), cut_out(shape, side_px), seed)


def lay_inks(shape: Shape, sheet: Floats, seams: SeamPrint, holes: Floats | None = None) -> Floats:
    """How much of the accent there is: the cloth's pattern, and over it blocks and panels; the lining behind the
    `holes` of lace; none in openings and on buttons."""
    side = len(sheet)
    if holes is not None:
        sheet = np.maximum(sheet, holes)
    trim = np.clip((grow(shape.trim, side) - 0.5) * max(1.0, side / SIDE_PX) + 0.5, 0, 1)
    blocks = np.maximum(trim, seams.panel)
    return np.asarray((sheet * (1 - blocks) + blocks) * (1 - seams.inside) * (1 - seams.fitting), np.float32)


def press(
    spec: DesignSpec,
    shape: Shape,
    seams: SeamPrint,
    sheet: Floats,
    relief: Floats,
    grain: Floats,
    surface: SurfacePrint | None = None,
) -> Bytes:
    """The picture, RGBA (side, side, 4), of the cloth's `sheet` (accent 0..1), the light's `relief` (log shade without
    seams), the cloth's `grain` (log shade) and, where it has one, its `surface`."""
    mix = lay_inks(shape, sheet, seams, surface.holes if surface else None)
    main = parse_colour(spec.colour)
    folds, threads, sewn = _soften(float(main[0])) if spec.seams else (1.0, 1.0, 1.0)
    relief = shine(relief, surface.gloss) if surface else relief
    bare = 1.0 if spec.cloth.print else 1 - mix  # a print by rule is dyed in the thread; other inks lie on the cloth
    cloth = folds * relief * (1 - HIDDEN * seams.inside) + threads * grain * bare * (1 - seams.fitting)
    if surface:
        cloth += (threads + 1) / 2 * surface.light * (1 - 0.5 * seams.inside) * (1 - seams.fitting)
    shade = np.exp(np.clip(cloth + sewn * seams.light, DARK, BRIGHT)).astype(np.float32)
    dyed = main * np.array([RISE, PALE, PALE], np.float32) + np.array([SINK, 0, 0], np.float32)
    accent, printed = parse_colour(spec.accent), np.empty((len(sheet), len(sheet), 4), np.uint8)
    for top in range(0, len(sheet), STRIP_PX):
        strip = np.s_[top : top + STRIP_PX]
        own = np.asarray(main + seams.fitting[strip, :, None] * (dyed - main), np.float32)
        printed[strip, :, :3] = compose(own, accent, mix[strip], shade[strip])
    printed[..., 3] = np.round(cut_out(shape, len(sheet)) * 255)
    return printed


def _soften(lightness: float) -> tuple[float, float, float]:
    """How much of drafted folds, threads and seams shows on an ink: light cloth fills its own shadows."""
    pale = min(max((lightness - PALE_FROM) / (1 - PALE_FROM), 0.0), 1.0)
    folds, threads, sewn = PALER
    return 1 - folds * pale, 1 - threads * pale, 1 - sewn * pale


def draw_lines(relief_lines: Floats, seams: SeamPrint, alpha: Floats) -> Bytes:
    """Construction lines and outline, dark on white, from the lines of the relief (−1..1, dark ones negative)."""
    dark = np.clip((np.clip(-relief_lines - 0.25, 0, 1) * alpha) * 1.4, 0, 1)
    sewn = np.clip((-seams.light * (1 - seams.inside) - LINE_FROM) * LINE_GAIN, 0, 1)
    edge = np.maximum(_rim(alpha), _rim(seams.inside))
    return np.asarray(np.round(255 * (1 - np.maximum.reduce([dark, sewn, edge]))), np.uint8)


def _rim(plane: Floats) -> Floats:
    found = cv2.morphologyEx((plane > 0.5).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.asarray(found, np.float32)
