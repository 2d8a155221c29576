"""Is a garment's cloth patterned all over, or does it only have folds, seams and perhaps a lone print?

Numbers that speak for or against, read off the cut-out and weighed by one logistic layer.  A pattern is even: it is
as strong at the hem as on the chest, while folds and lone prints are strong here and absent there.  It has edges, it
often repeats or runs one way, and its hue changes, which light hardly does.  `models.training.pattern_signs` finds the
weights on garments that a person has named.

Source: Bigun and Granlund, "Optimal Orientation Detection of Linear Symmetry", ICCV 1987 (coherence of directions).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BackendUnavailableError
from models.oklab import Floats
from models.two_tone import BLACK, QUARTER, Mask, blur_inside, pick, see_relative, shrink

FOLDER = Path(__file__).parent.parent / "assets" / "weights" / "pattern_signs"
SCALES_PX = (0.6, 1.2, 2.4, 4.8, 9.6)
"""Gaussian σ; between each two lies a band."""
AROUND_PX, PLACE_PX = 12.0, 14.0
"""Gaussian σ of what a pixel is seen against, and of the places that are compared with each other."""
MARGIN_PX = 9
"""Diameter of the brush that takes the outline away."""
WINDOW_PX, STRIDE_PX, MOST_WINDOWS = 64, 16, 40
"""Squares in which a repeat is sought."""
NEAREST_PX, FARTHEST_PX = 2.5, 25.0
"""How far away a repeat may be."""


@cache
def read_weights(folder: Path = FOLDER) -> dict[str, Floats]:
    """The layer's numbers.  Raises BackendUnavailableError when they are not there."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(folder / "model.safetensors")
    except (OSError, SafetensorError) as error:
        raise BackendUnavailableError(
            "The weights in pattern_signs are missing or damaged.", "Get the complete repository."
        ) from error
    return {name: tensor.astype(np.float32) for name, tensor in tensors.items()}


def is_patterned(signs: Floats) -> bool:
    """Whether a pattern runs over the garment that has these signs (54,)."""
    return weigh(signs, "pattern") > 0


def is_lit(signs: Floats) -> bool:
    """Whether what looks like a second ink on a garment without a pattern is hardly a print: only light and folds."""
    return weigh(signs, "print") < 0


def weigh(signs: Floats, question: str, weights: dict[str, Floats] | None = None) -> float:
    """How far signs (54,) lie beyond the point where "pattern" or "print" is said (log odds)."""
    w = weights or read_weights()
    return float((signs - w["mean"]) / w["deviation"] @ w[question] + w[question + "_bias"][0])


def read_signs(lab: Floats, inside: Mask) -> Floats:
    """All signs of a garment (OKLab (h, w, 3), its mask (h, w)), at any colour (54,)."""
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (MARGIN_PX, MARGIN_PX))
    inner = cv2.erode(inside.astype(np.uint8), brush, borderValue=0) > 0
    mask = inner if np.count_nonzero(inner) >= 400 else inside
    weight = mask.astype(np.float32)
    relative = see_relative(lab, weight, AROUND_PX)
    layers = [blur_inside(relative, weight, sigma) for sigma in SCALES_PX]
    signs = Signs(weight)
    light = blur_inside(lab, weight, AROUND_PX) + np.array([BLACK, 0, 0], np.float32)
    light /= np.linalg.norm(light, axis=2, keepdims=True)
    for finer, coarser in zip(layers, layers[1:], strict=False):
        signs.add_band((finer - coarser) * weight[..., None], light)
    fine = (layers[0] - layers[-1]) * weight[..., None]
    points = fine[mask]
    values, vectors = np.linalg.eigh(points.T @ points / len(points))
    plane = np.asarray(fine @ vectors[:, -1] * weight, np.float32)
    signs.add(np.log(values[2] + 1e-6), values[2] / max(float(values.sum()), 1e-9))
    even = np.asarray(plane / (np.sqrt(blur_inside(plane**2, weight, PLACE_PX)) + 0.01), np.float32)
    signs.add(abs(float((even[mask] ** 3).mean())), float((even[mask] ** 4).mean()))
    for sigma in (1.0, 2.5):
        signs.add_directions(blur_inside(plane, weight, sigma))
    signs.add(*_seek_repeats(even, weight))
    slope = np.sort(_slopes(plane)[2][mask])[::-1]
    signs.add(slope[: max(1, len(slope) // 10)].sum() / max(float(slope.sum()), 1e-9))
    strong = signs.local((np.abs(plane) > 0.05).astype(np.float32))
    signs.add(*np.quantile(strong, [0.1, 0.3, 0.5, 0.8]), np.log(weight.mean()))
    return np.asarray(signs.found, np.float32)


class Signs:
    """Numbers found so far, and the places (at a quarter of the size) that are compared with each other."""

    def __init__(self, weight: Floats) -> None:
        self.weight, self.small, self.found = weight, shrink(weight), list[float]()
        self.under = np.maximum(cv2.GaussianBlur(self.small, (0, 0), PLACE_PX / QUARTER), 1e-3)
        self.places = (self.under > 0.55) & (self.small > 0.5)
        if np.count_nonzero(self.places) < 20:
            self.places = self.small > 0.3

    def add(self, *numbers: float) -> None:
        """Take down some numbers."""
        self.found += [float(number) for number in numbers]

    def local(self, plane: Floats) -> Floats:
        """The means of a plane (h, w) at all places (n,)."""
        small = cv2.GaussianBlur(shrink(plane * self.weight), (0, 0), PLACE_PX / QUARTER) / self.under
        return np.asarray(pick(small, self.places), np.float32)

    def add_band(self, band: Floats, light: Floats) -> None:
        """How strong a band (h, w, 3) is and how evenly: along the colours that light would change to, and off them."""
        along = (band * light).sum(axis=2)
        off = ((band - along[..., None] * light) ** 2).sum(axis=2)
        for energy in (along**2, off):
            q10, q30, q50, q80 = np.log(np.quantile(self.local(energy), [0.1, 0.3, 0.5, 0.8]) + 1e-6)
            self.add(q50, q30 - q50, q10 - q50, q80 - q50)

    def add_directions(self, plane: Floats) -> None:
        """How much edges run one way, or two ways at a right angle, place by place and over the whole garment."""
        gx, gy, energy = _slopes(plane)
        energy, twice, cross = energy * self.weight, (gx * gx - gy * gy) * self.weight, 2 * gx * gy * self.weight
        angle = np.arctan2(cross, twice)
        total = self.local(energy) + 1e-7
        for x, y in ((twice, cross), (energy * np.cos(2 * angle), energy * np.sin(2 * angle))):
            c, s = self.local(np.asarray(x, np.float32)) / total, self.local(np.asarray(y, np.float32)) / total
            self.add(np.hypot(c, s).mean(), np.hypot(c.mean(), s.mean()))


def _slopes(plane: Floats) -> tuple[Floats, Floats, Floats]:
    gx, gy = (np.asarray(cv2.Sobel(plane, cv2.CV_32F, *way, ksize=3), np.float32) for way in ((1, 0), (0, 1)))
    return gx, gy, gx * gx + gy * gy


def _seek_repeats(even: Floats, weight: Floats) -> tuple[float, float, float, float]:
    """How alike a pattern is to itself some way off: usual and highest peak, usual dip, and how many squares fit."""
    total = cv2.integral(weight, sdepth=cv2.CV_64F)
    n = WINDOW_PX
    if min(weight.shape) < n:
        return 0.0, 0.0, 0.0, 0.0
    share = (total[n:, n:] - total[:-n, n:] - total[n:, :-n] + total[:-n, :-n]) / n**2
    corners = np.argwhere(share[::STRIDE_PX, ::STRIDE_PX] > 0.9) * STRIDE_PX
    if not len(corners):
        return 0.0, 0.0, 0.0, 0.0
    squares = np.stack([even[y : y + n, x : x + n] for y, x in corners[:MOST_WINDOWS]])
    window = np.outer(np.hanning(n), np.hanning(n)).astype(np.float32)
    squares = (squares - squares.mean(axis=(1, 2), keepdims=True)) * window
    alike = _correlate(squares) / np.maximum(_correlate(window[None]), 1e-2 * float((window**2).sum()))
    alike /= np.maximum(alike.max(axis=(1, 2), keepdims=True), 1e-6)
    reach = int(FARTHEST_PX) + 1
    alike = np.fft.fftshift(alike, axes=(1, 2))[:, n - reach : n + reach + 1, n - reach : n + reach + 1]
    away = np.hypot(*np.mgrid[-reach : reach + 1, -reach : reach + 1])
    peaks, dips = [], []
    for square in alike.astype(np.float32):
        top = (square >= cv2.dilate(square, np.ones((3, 3))) - 1e-6) & (away > NEAREST_PX) & (away < FARTHEST_PX)
        peaks.append(float(square[top].max()) if top.any() else 0.0)
        dips.append(-float(square[away < FARTHEST_PX].min()))
    return float(np.median(peaks)), max(peaks), float(np.median(dips)), len(corners) / MOST_WINDOWS


def _correlate(squares: NDArray[np.floating]) -> NDArray[np.floating]:
    """The autocorrelation of squares (N, n, n), (N, 2 n, 2 n), no shift in the corner."""
    size = 2 * squares.shape[1]
    return np.asarray(np.fft.irfft2(np.abs(np.fft.rfft2(squares, (size, size))) ** 2, (size, size)))
