"""Classical prints by rule: stripes, checks, dots, diamonds, zigzags and flowers whose lattice is exact at every size.

A repeat (`models/ruled_weaves.py`) is laid over a sheet from the garment's middle, so that both halves match and the
scale grows from there.  Each pixel takes the mean of what it covers, however the repeat falls on the pixels, so a
large print, shrunk, is the small one.  Where sleeves are known the print turns along them, and goes on across the
middle of the armhole.  Plain numpy, no network.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models import ruled_weaves as weaves
from models.grain_lines import Patch, Sleeve, find_patches
from models.oklab import Floats
from models.print_names import PRINTS, PrintName
from models.ruled_weaves import Repeat

NATIVE_PX, STRIP_PX = 256, 256
FINER = 2
"""How much finer a turned print is drawn before its pixels take their means."""
TABLE: dict[PrintName, Callable[[], Repeat]] = {
    "breton stripe": weaves.breton_stripe, "awning stripe": weaves.awning_stripe,
    "bengal stripe": weaves.bengal_stripe, "pinstripe": weaves.pinstripe, "gingham": weaves.gingham,
    "buffalo check": weaves.buffalo_check, "windowpane": weaves.windowpane, "tartan": weaves.tartan,
    "houndstooth": weaves.houndstooth, "glen check": weaves.glen_check, "argyle": weaves.argyle,
    "polka dot": weaves.polka_dot, "pin dot": weaves.pin_dot, "chevron": weaves.chevron,
    "ditsy floral": weaves.ditsy_floral, "daisy": weaves.daisy,
}  # fmt: skip


def lay_print(
    name: PrintName, scale: float, side_px: int, strength: float = 1.0, sleeves: tuple[Sleeve, ...] = ()
) -> Floats:
    """How much of the second ink there is over a sheet (side, side), 0..1, turned along the `sleeves`; `scale` times as
    large as in the table, `strength` times as strong up to the ink itself.  Deterministic."""
    repeat, zoom = draw_repeat(name), scale * side_px / NATIVE_PX
    edges = np.arange(side_px + 1) - side_px / 2
    rows, columns = repeat.mix.shape
    along = _average(repeat.mix.T, edges / (repeat.across * zoom) * columns).T
    down = edges / (repeat.down * zoom) * rows
    laid = np.empty((side_px, side_px), np.float32)
    for left in range(0, side_px, STRIP_PX):
        laid[:, left : left + STRIP_PX] = _average(along[:, left : left + STRIP_PX], down)
    for patch in find_patches(sleeves, side_px):
        laid[patch.part] += (_turn(repeat, zoom, patch, side_px) - laid[patch.part]) * patch.share
    return np.asarray(np.clip(laid * min(strength, 1.0), 0, 1), np.float32)


@lru_cache(maxsize=len(PRINTS))
def draw_repeat(name: PrintName) -> Repeat:
    """One repeat of a print."""
    return TABLE[name]()


def _average(cells: NDArray[np.floating], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of rows of cells (n, m), repeated without end, between each two of the edges (k + 1,); (k, m).

    What lies before an edge is known by sums over the cells, whichever way the edge falls on them.
    """
    n, whole = len(cells), np.floor(edges).astype(int)
    at, times = whole % n, whole // n
    before = np.cumsum(np.concatenate([np.zeros_like(cells[:1]), cells]), axis=0, dtype=np.float64)
    passed = times[:, None] * before[n] + before[at] + (edges - whole)[:, None] * cells[at]
    return np.asarray(np.diff(passed, axis=0) / np.diff(edges)[:, None], np.float64)


def _turn(repeat: Repeat, zoom: float, patch: Patch, side_px: int) -> Floats:
    """The print on a sleeve's box (height, width), drawn finer and averaged."""
    sizes = (repeat.down * zoom, repeat.across * zoom)
    counts = [max(1, round(FINER * size)) for size in sizes]
    rows, columns = (
        np.arange(count + 1) / count * cells for count, cells in zip(counts, repeat.mix.shape, strict=True)
    )
    tile = np.asarray(_average(_average(repeat.mix, rows).T, columns).T, np.float32)
    # a pixel of the finer box → a place on the sleeve, from the armhole's middle → the tile's pixel
    (dx, dy), (shift_x, shift_y) = patch.along, patch.shift
    middle_x, middle_y = patch.part[1].start - shift_x - side_px / 2, patch.part[0].start - shift_y - side_px / 2
    x, y = shift_x + 0.5 / FINER, shift_y + 0.5 / FINER
    back = np.array([
        [dy / FINER, -dx / FINER, middle_x + dy * x - dx * y],
        [dx / FINER, dy / FINER, middle_y + dx * x + dy * y],
    ])  # fmt: skip
    back *= np.array([[counts[1] / sizes[1]], [counts[0] / sizes[0]]])
    back[:, 2] -= 0.5
    width, height = patch.size
    turned = cv2.warpAffine(
        tile, back, (FINER * width, FINER * height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_WRAP,
    )  # fmt: skip
    return np.asarray(cv2.resize(turned, (width, height), interpolation=cv2.INTER_AREA), np.float32)
