"""The cloth of a garment, without its shape and without its colours.

Cloth is two things. Its *mix* says where the second ink lies: a swatch, 64 px square, that `models.quilting` lays
out over a sheet. Its *grain* is the fine light and dark of threads, ribs and weave: only its spectrum is kept, 8
directions by 8 octave-like bands, and `make_grain` draws noise that has it.

Source: Galerne, Gousseau & Morel, "Random Phase Textures", IEEE TIP 2011 (a micro-texture is its spectrum).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import FAINTEST
from models.growing import stretch
from models.inks import Inks
from models.oklab import Floats
from models.quilting import BLOCK_PX, weave

SWATCH_PX = 64
DIRECTIONS, BANDS = 8, 8
LOWEST, HIGHEST = 1 / 24, 0.71
"""Frequencies of the grain in cycles a pixel: what is coarser is folds, not cloth."""
REPEAT_PX = 14.0
"""About so many pixels of a swatch a motif and its ground should take: finer ones are lost in the code, and coarser
ones leave too little to weave from."""
SCALES = (0.5, 2.0)
"""How much finer and coarser than the garment (256 px) a swatch may be."""
TWIN, TWIN_PX = 0.4, 13
"""The share of a block that is found again on the other side, and how far beside its mirror image that may be, px."""
LEAST_BLOCK, TOUCHING, UNEVEN, RIM_PX = 0.025, 0.22, 1.35, 3
"""Blocks of the cut: the least share of the garment; how much of their edge is the garment's, at least; how much longer
it may be than a band laid round it; and how wide the rim is on which that is seen, px."""


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
    patterned = inks.two and inks.spread
    scale = float(np.clip(measure_repeat(inks.mix, alpha) / REPEAT_PX, *SCALES)) if patterned else 1.0
    mix = inks.mix if patterned else np.zeros_like(inks.mix)
    sizes = [round(SWATCH_PX * scale), SWATCH_PX, 48, 38, 32, 24]
    for size in [size for size in sizes if size <= sizes[0]]:
        place = _find_place(inks.mix, light, alpha, size, patterned)
        if place is not None:
            y, x = place
            square = np.s_[y : y + size, x : x + size]
            how = cv2.INTER_AREA if size >= SWATCH_PX else cv2.INTER_CUBIC
            small = np.clip(cv2.resize(mix[square], (SWATCH_PX,) * 2, interpolation=how), 0, 1).astype(np.float32)
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

    With a `zoom` above 1 the cloth is seen closer: what was coarse stays where it was, what is finer than was measured
    goes on falling.
    """
    power = np.append(10.0 ** grain.ravel().astype(np.float64) - FAINTEST, 0)
    cells, beyond = _cells(side_px, zoom, half=True)
    gain = np.sqrt(np.maximum(power, 0)).astype(np.float32)[cells] * beyond * np.float32(zoom)
    noise = _draw_noise(side_px, max(2, round(side_px / zoom)), seed) * gain
    return np.asarray(np.fft.irfft2(noise, s=(side_px, side_px)), np.float32)


def _draw_noise(side_px: int, seen_px: int, seed: int) -> NDArray[np.complex64]:
    """The spectrum of white noise (side, side / 2 + 1) in which the frequencies that a sheet of `seen_px` has are that
    sheet's, so that the same cloth is not another one when it is printed larger."""
    white = np.random.default_rng(seed).standard_normal((seen_px, seen_px)).astype(np.float32)
    known = np.fft.rfft2(white)
    if side_px == seen_px:
        return np.asarray(known, np.complex64)
    fresh = np.random.default_rng((seed, side_px)).standard_normal((side_px, side_px), np.float32)
    noise = np.fft.rfft2(fresh)
    reach = min(side_px, seen_px) // 2
    for rows in (slice(0, reach), slice(1 - reach, None)):
        noise[rows, :reach] = known[rows, :reach] * (side_px / seen_px)
    return np.asarray(noise, np.complex64)


@lru_cache(maxsize=16)
def _cells(side_px: int, zoom: float = 1.0, half: bool = False) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """Which direction and band every frequency of an FFT belongs to (side, side), the last number is none; and how
    much is left of it beyond what was measured.  `half`: of a real FFT (side, side / 2 + 1)."""
    across = np.fft.rfftfreq(side_px) if half else np.fft.fftfreq(side_px)
    fy, fx = np.meshgrid(np.fft.fftfreq(side_px), across, indexing="ij")
    radius = np.hypot(fx, fy) * zoom
    band = np.floor(np.log2(np.maximum(radius, 1e-9) / LOWEST) / np.log2(HIGHEST / LOWEST) * BANDS).astype(int)
    direction = np.floor((np.arctan2(fy, fx) % np.pi) / np.pi * DIRECTIONS + 0.5).astype(int) % DIRECTIONS
    cell = direction * BANDS + np.clip(band, 0, BANDS - 1)
    # as much in every octave: cloth is cloth from near, too
    beyond = np.minimum(1.0, HIGHEST / np.maximum(radius, 1e-9))
    return np.where(radius < LOWEST, DIRECTIONS * BANDS, cell).astype(np.int16), beyond.astype(np.float32)


def measure_repeat(mix: Floats, alpha: NDArray[np.uint8]) -> float:
    """About how many pixels a motif and its ground take: of stripes, the period."""
    inside = alpha > 200
    steps = np.hypot(*np.gradient(cv2.GaussianBlur(mix, (0, 0), 0.7)))
    return float(2 / max(float(steps[inside].mean()) if inside.any() else 0.0, 0.01))


def trim_of(inks: Inks, alpha: NDArray[np.uint8]) -> Floats:
    """Blocks of the second ink that belong to the cut (a yoke, a sole, contrast sleeves), 0..1 (h, w).

    A block ends at the garment's outline, as seams do; what lies inside of it, is thin or has a ragged edge is a print.
    """
    if not inks.two or inks.spread:
        return np.zeros_like(inks.mix)
    inside = alpha > 127
    round_px = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    solid = cv2.morphologyEx(((inks.mix > 0.5) & inside).astype(np.uint8), cv2.MORPH_CLOSE, round_px)
    solid = cv2.medianBlur(cv2.morphologyEx(solid, cv2.MORPH_OPEN, round_px), 5) * inside.astype(np.uint8)
    solid = np.asarray(solid, np.uint8)
    rim = np.asarray(cv2.dilate((~inside).astype(np.uint8), np.ones((7, 7), np.uint8)) * inside, np.uint8)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(solid)
    least, keep = LEAST_BLOCK * np.count_nonzero(inside), [False]
    for part in range(1, count):
        block = (parts == part).astype(np.uint8)
        keep.append(
            bool(stats[part, cv2.CC_STAT_AREA] >= least and _is_cut(block, rim) and _has_twin(block, solid, inside))
        )
    return np.asarray(np.array(keep)[parts] & inside, np.float32)


def _has_twin(block: NDArray[Any], solid: NDArray[Any], inside: NDArray[np.bool_]) -> bool:
    """Whether a block (h, w) lies again on the garment's other side, or across its middle: one sleeve alone in another
    colour is a sleeve in the shade."""
    columns = np.flatnonzero(inside.any(axis=0))
    rows, at = np.nonzero(block)
    there = columns[0] + columns[-1] - at
    fits = (there >= 0) & (there < block.shape[1])
    near = cv2.dilate(solid, np.ones((TWIN_PX, TWIN_PX), np.uint8))
    return bool(near[rows[fits], there[fits]].sum() >= TWIN * len(at))


def _is_cut(block: NDArray[Any], rim: NDArray[Any]) -> bool:
    """Whether a block (h, w) has its share of the garment's rim and an edge as even as a seam."""
    outlines, _ = cv2.findContours(block, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    around = sum(cv2.arcLength(outline, True) for outline in outlines)
    hull = sum(cv2.arcLength(cv2.convexHull(outline), True) for outline in outlines)
    touching = np.count_nonzero(block & rim) / RIM_PX
    return bool(touching >= TOUCHING * around and around <= UNEVEN * hull)


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


def lay(mix: NDArray[Any], scale: float, side_px: int) -> Floats:
    """A swatch's mix (64, 64) over a sheet (side, side), `scale` sheet pixels a swatch pixel."""
    woven = weave(mix, max(BLOCK_PX, int(np.ceil(side_px / scale)) + 1))
    if abs(scale - 1) < 1e-3:
        return woven[:side_px, :side_px]
    if scale > 1:
        return np.asarray(np.clip(stretch(woven, scale, side_px), 0, 1), np.float32)
    size = round(len(woven) * scale)
    large = cv2.resize(woven, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(large[:side_px, :side_px], 0, 1), np.float32)
