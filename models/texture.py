"""The cloth of a garment, without its shape and without its colours.

Cloth is two things. Its *mix* says where the second ink lies: a swatch, 64 px square, that `weave` lays out over a
sheet by quilting. Its *grain* is the fine light and dark of threads, ribs and weave: only its spectrum is kept, 8
directions by 8 octave-like bands, and `make_grain` draws noise that has it.

Sources: Efros & Freeman, "Image Quilting for Texture Synthesis and Transfer", SIGGRAPH 2001 (§2: blocks that agree
where they overlap, joined along the path of least error); Galerne, Gousseau & Morel, "Random Phase Textures", IEEE TIP
2011 (a micro-texture is its spectrum).
Differs: the next block is the best of all, not a random one of the good, so that a swatch always gives the same sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import FAINTEST
from models.inks import Inks
from models.oklab import Floats

SWATCH_PX = 64
DIRECTIONS, BANDS = 8, 8
LOWEST, HIGHEST = 1 / 24, 0.71
"""Frequencies of the grain in cycles a pixel: what is coarser is folds, not cloth."""
LARGE_MOTIF = 0.45
"""Share of the mix's variance that is left after a strong blur, from which a swatch is cut at half the scale."""
SPREAD_PX = 56
"""Side of the squares over which a pattern has to be even to count as cloth."""
BLOCK_PX, OVERLAP_PX = 32, 8


@dataclass(frozen=True, kw_only=True)
class Swatch:
    """`mix` float32 (64, 64) in 0..1; `scale`: garment pixels (of 256) a swatch pixel; `grain`: log10 power (8, 8)."""

    mix: Floats
    scale: float
    grain: Floats

    @property
    def plain(self) -> bool:
        """Whether the cloth has one ink."""
        return float(self.mix.mean()) < 0.01


def relief_of(inks: Inks, alpha: NDArray[np.uint8]) -> Floats:
    """Folds, seams and light (h, w): the log of the shade without its grain; 0 outside."""
    light = np.where(alpha > 0, np.log(inks.shade), 0).astype(np.float32)
    return np.asarray(cv2.bilateralFilter(light, 7, 0.14, 3), np.float32)


def cut_swatch(inks: Inks, alpha: NDArray[np.uint8]) -> Swatch:
    """The most typical square of a garment's cloth.  Raises ValueError when none fits in.

    A pattern that runs over the whole garment is cloth; a lone print or a block of colour is not, and its place is
    avoided.
    """
    light = np.where(alpha > 0, np.log(inks.shade), 0).astype(np.float32)
    relief = relief_of(inks, alpha)
    patterned = inks.two and runs_over(inks.mix, alpha)
    scale = 2.0 if patterned and _is_large(inks.mix, alpha) else 1.0
    mix = inks.mix if patterned else np.zeros_like(inks.mix)
    for size in (int(SWATCH_PX * scale), SWATCH_PX, 48, 32, 24):
        place = _find_place(inks.mix, light, alpha, size, patterned)
        if place is not None:
            y, x = place
            square = np.s_[y : y + size, x : x + size]
            small = np.asarray(cv2.resize(mix[square], (SWATCH_PX,) * 2, interpolation=cv2.INTER_AREA), np.float32)
            grain = measure_grain((light - relief)[square] * (1 - mix[square]))
            return Swatch(mix=small, scale=size / SWATCH_PX, grain=grain)
    raise ValueError("the garment is too narrow for a swatch of its cloth")


def measure_grain(grain: Floats) -> Floats:
    """The spectrum of a square of grain (n, n), log10 of the power in 8 directions × 8 bands (8, 8)."""
    n = len(grain)
    limit = 4 * float(np.median(np.abs(grain))) + 0.01
    window = np.hanning(n)[:, None] * np.hanning(n)[None]
    field = (np.clip(grain, -limit, limit) - grain.mean()) * window
    power = np.abs(np.fft.fft2(field)) ** 2 / float((window**2).sum())
    cells, _ = _cells(n)
    count = DIRECTIONS * BANDS + 1
    total = np.bincount(cells.ravel(), power.ravel(), count)[:-1].reshape(DIRECTIONS, BANDS)
    number = np.bincount(cells.ravel(), minlength=count)[:-1].reshape(DIRECTIONS, BANDS)
    any_way = total.sum(0) / np.maximum(number.sum(0), 1)  # for the few cells in which no frequency of a small n lies
    mean = np.where(number > 0, total / np.maximum(number, 1), any_way)
    return np.asarray(np.log10(mean + FAINTEST), np.float32)


def make_grain(grain: NDArray[Any], side_px: int, seed: int = 0, zoom: float = 1.0) -> Floats:
    """Noise (side, side) with the spectrum that `measure_grain` gave; the same seed draws the same noise.

    With a `zoom` above 1 the cloth is seen closer: what is finer than was measured goes on falling.
    """
    white = np.random.default_rng(seed).standard_normal((side_px, side_px))
    power = np.append(10.0 ** grain.ravel().astype(np.float64) - FAINTEST, 0)
    cells, beyond = _cells(side_px, zoom)
    gain = np.sqrt(np.maximum(power, 0))[cells] * beyond * zoom
    return np.asarray(np.fft.ifft2(np.fft.fft2(white) * gain).real, np.float32)


@lru_cache(maxsize=16)
def _cells(side_px: int, zoom: float = 1.0) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """Which direction and band every frequency of an FFT belongs to (side, side), the last number is none; and how
    much is left of it beyond what was measured."""
    fy, fx = np.meshgrid(np.fft.fftfreq(side_px), np.fft.fftfreq(side_px), indexing="ij")
    radius = np.hypot(fx, fy) * zoom
    band = np.floor(np.log2(np.maximum(radius, 1e-9) / LOWEST) / np.log2(HIGHEST / LOWEST) * BANDS).astype(int)
    direction = np.floor((np.arctan2(fy, fx) % np.pi) / np.pi * DIRECTIONS + 0.5).astype(int) % DIRECTIONS
    cell = direction * BANDS + np.clip(band, 0, BANDS - 1)
    beyond = np.minimum(1.0, HIGHEST / np.maximum(radius, 1e-9)) ** 2
    return np.where(radius < LOWEST, DIRECTIONS * BANDS, cell), beyond


def runs_over(mix: Floats, alpha: NDArray[np.uint8]) -> bool:
    """Whether the second ink is spread over the whole garment, as in stripes, dots and all-over prints."""
    inside = (alpha > 200).astype(np.float32)
    area = _box_mean(inside, SPREAD_PX)[::4, ::4]
    shares = (_box_mean(mix * inside, SPREAD_PX)[::4, ::4] / np.maximum(area, 1e-3))[area > 0.6]
    if shares.size < 4 or shares.mean() < 0.02:
        return False
    return bool((shares > 0.2 * np.median(shares)).mean() > 0.85 and shares.std() < 0.75 * shares.mean())


def trim_of(inks: Inks, alpha: NDArray[np.uint8]) -> Floats:
    """Blocks of the second ink that belong to the cut (a yoke, a sole, contrast sleeves), 0..1 (h, w)."""
    if not inks.two or runs_over(inks.mix, alpha):
        return np.zeros_like(inks.mix)
    round_px = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    solid = cv2.morphologyEx(((inks.mix > 0.5) & (alpha > 127)).astype(np.uint8), cv2.MORPH_OPEN, round_px)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(solid)
    least = 0.012 * np.count_nonzero(alpha > 127)
    keep = np.array([0, *(stats[part, cv2.CC_STAT_AREA] >= least for part in range(1, count))], np.uint8)
    blocks = cv2.dilate(keep[parts], np.ones((3, 3), np.uint8)).astype(np.float32)
    return np.asarray(blocks * inks.mix, np.float32)


def _is_large(mix: Floats, alpha: NDArray[np.uint8]) -> bool:
    inside = alpha > 127
    blurred = cv2.GaussianBlur(mix, (0, 0), 6)
    whole, left = float(mix[inside].var()), float(blurred[inside].var())
    return whole > 1e-3 and left / whole > LARGE_MOTIF


def _find_place(
    mix: Floats, light: Floats, alpha: NDArray[np.uint8], size: int, patterned: bool
) -> tuple[int, int] | None:
    """Top left of the most typical square of `size`, away from folds, seams and lone prints; None if none fits."""
    h, w = alpha.shape
    if size > min(h, w):
        return None
    inside = alpha > 200
    fits = _box_mean(inside.astype(np.float32), size) > 0.99
    if not fits.any():
        return None
    wanted = float(mix[inside].mean()) if patterned else 0.0
    uneven = np.sqrt(np.maximum(_box_mean(light**2, size) - _box_mean(light, size) ** 2, 0))
    cost = np.abs(_box_mean(mix, size) - wanted) * 4 + uneven * 4
    yy, xx = np.mgrid[: cost.shape[0], : cost.shape[1]]
    centre = np.hypot(yy + size / 2 - h / 2, xx + size / 2 - w / 2) / h
    best = np.where(fits, cost + 0.1 * centre, np.inf)
    y, x = np.unravel_index(int(np.argmin(best)), best.shape)
    return int(y), int(x)


def _box_mean(field: Floats, size: int) -> Floats:
    """Means over all squares of `size` (h − size + 1, w − size + 1)."""
    total = cv2.integral(field.astype(np.float32), sdepth=cv2.CV_64F)
    sums = total[size:, size:] - total[:-size, size:] - total[size:, :-size] + total[:-size, :-size]
    return np.asarray(sums / size**2, np.float32)


def weave(mix: NDArray[Any], side_px: int) -> Floats:
    """Fill a square sheet (side, side) with a swatch's mix (64, 64) by quilting.  Deterministic."""
    cloth = mix.astype(np.float32)
    if float(cloth.max() - cloth.min()) < 0.02:
        return np.full((side_px, side_px), cloth.mean(), np.float32)
    step = BLOCK_PX - OVERLAP_PX
    count = -(-(side_px - OVERLAP_PX) // step)
    sheet = np.zeros((count * step + OVERLAP_PX,) * 2, np.float32)
    middle = (len(cloth) - BLOCK_PX) // 2
    for row in range(count):
        for column in range(count):
            y, x = row * step, column * step
            target = sheet[y : y + BLOCK_PX, x : x + BLOCK_PX]
            if row == column == 0:
                target[...] = cloth[middle : middle + BLOCK_PX, middle : middle + BLOCK_PX]
                continue
            known = _known(row > 0, column > 0)
            block = _best_block(cloth, target, known)
            target[...] = _join(target, block, row > 0, column > 0)
    return sheet[:side_px, :side_px]


def _known(above: bool, left: bool) -> Floats:
    """Which pixels of a block are laid already (32, 32)."""
    known = np.zeros((BLOCK_PX, BLOCK_PX), np.float32)
    known[: OVERLAP_PX * above] = 1
    known[:, : OVERLAP_PX * left] = 1
    return known


def _best_block(cloth: Floats, target: Floats, known: Floats) -> Floats:
    """The block of the swatch that agrees best with what is laid above and to the left."""
    error = cv2.matchTemplate(cloth, target.copy(), cv2.TM_SQDIFF, mask=known)
    y, x = np.unravel_index(int(np.argmin(error)), error.shape)
    return np.asarray(cloth[y : y + BLOCK_PX, x : x + BLOCK_PX])


def _join(target: Floats, block: Floats, above: bool, left: bool) -> Floats:
    """The block over the target, cut along the paths of least difference, softened by a pixel."""
    keep = np.ones((BLOCK_PX, BLOCK_PX), np.float32)
    gap = (target - block) ** 2
    if left:
        keep[:, :OVERLAP_PX] *= _right_of_seam(gap[:, :OVERLAP_PX])
    if above:
        keep[:OVERLAP_PX] *= _right_of_seam(gap[:OVERLAP_PX].T).T
    share = np.where(_known(above, left) > 0, cv2.blur(keep, (3, 3)), 1)
    return np.asarray(block * share + target * (1 - share), np.float32)


def _right_of_seam(gap: Floats) -> Floats:
    """1 to the right of the cheapest path from top to bottom through (n, overlap), 0 to its left."""
    height, width = gap.shape
    wide = np.full((height, width + 2), np.inf, gap.dtype)  # a margin on either side, so that no path leaves the gap
    wide[:, 1:-1] = gap
    for row in range(1, height):
        before = wide[row - 1]
        wide[row, 1:-1] += np.minimum(np.minimum(before[:-2], before[1:-1]), before[2:])
    cost = wide[:, 1:-1]
    side = np.zeros_like(gap)
    column = int(np.argmin(cost[-1]))
    for row in range(len(cost) - 1, -1, -1):
        side[row, column:] = 1
        if row:
            low = max(0, column - 1)
            column = low + int(np.argmin(cost[row - 1, low : column + 2]))
    return side


def lay(mix: NDArray[Any], scale: float, side_px: int) -> Floats:
    """A swatch's mix (64, 64) over a sheet (side, side), `scale` sheet pixels a swatch pixel."""
    woven = weave(mix, max(BLOCK_PX, int(np.ceil(side_px / scale)) + 1))
    if abs(scale - 1) < 1e-3:
        return woven[:side_px, :side_px]
    size = round(len(woven) * scale)
    large = cv2.resize(woven, (size, size), interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
    return np.asarray(np.clip(large[:side_px, :side_px], 0, 1), np.float32)
