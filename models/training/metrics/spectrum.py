"""The fabric's power spectrum, averaged over rings of one frequency: smooth, crisp, or with a grid in it?

Square windows that lie wholly inside the garment are compared, in decibels, frequency by frequency.  Weight-free:
Durall et al., "Watch your Up-Convolution", arXiv 2003.01826, show that upsampling leaves its marks here.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.metrics.pyramid import fabric

Floats = NDArray[np.float64]
WINDOW_PX = 32
WINDOWS_PER_PICTURE = 8
QUANTISATION = 1 / 12
"""Noise power of rounding to 8 bit, in grey levels squared: what "no detail" measures as."""


@dataclass(frozen=True, kw_only=True)
class Spectrum:
    """Mean log power in dB of fabric windows: `plane` (32, 32) by frequency, zero first, and from how many pictures."""

    plane: Floats
    pictures: int

    @property
    def rings(self) -> Floats:
        """Mean dB by radial frequency 1 … 16 cycles a window (16,)."""
        ring = _ring_of_frequency()
        return np.array([self.plane[ring == k].mean() for k in range(1, WINDOW_PX // 2 + 1)])


def collect(rgba: NDArray[np.uint8], seed: int = 0) -> Spectrum:
    """The mean spectrum of pictures (N, 256, 256, 4).  Raises ValueError when no window fits in any garment."""
    hann = np.hanning(WINDOW_PX + 1)[:-1]
    taper = np.outer(hann, hann)
    planes = []
    for index, picture in enumerate(rgba):
        windows = _windows(picture, np.random.default_rng((seed, index)))
        if len(windows):
            flat = (windows - windows.mean(axis=(1, 2), keepdims=True)) * taper
            power = np.abs(np.fft.fft2(flat)) ** 2 / (taper**2).sum()
            planes.append(10 * np.log10(power.mean(axis=0) + QUANTISATION))
    if not planes:
        raise ValueError(f"no garment is large enough for a window of {WINDOW_PX} px")
    return Spectrum(plane=np.mean(planes, axis=0), pictures=len(planes))


def compare(real: Spectrum, other: Spectrum) -> dict[str, float]:
    """How another set's spectrum differs from the real one's.

    - `spectrum_db`: root mean square difference of the radial averages, 0 = the same;
    - `sharpness_db`: signed difference in the upper half of the frequencies: below 0 too smooth, above 0 too sharp
      or noisy;
    - `grid_db`: the strongest single frequency against the others of its ring: a grid or ringing stands out, blur and
      noise do not.
    """
    difference = other.rings - real.rings
    return {
        "spectrum_db": float(np.sqrt((difference**2).mean())),
        "sharpness_db": float(difference[len(difference) // 2 :].mean()),
        "grid_db": grid(real, other),
    }


def grid(real: Spectrum, other: Spectrum) -> float:
    """The largest excess in dB of one frequency over the median of its ring, beyond what the real set has there."""
    ring = _ring_of_frequency()
    excess = other.plane - real.plane
    peaks = [excess[ring == k].max() - np.median(excess[ring == k]) for k in range(2, WINDOW_PX // 2 + 1)]
    return float(max(peaks))


def _windows(picture: NDArray[np.uint8], rng: np.random.Generator) -> Floats:
    """Up to eight grey windows (n, 32, 32) of a picture (h, w, 4)."""
    mask = fabric(picture[..., 3]).astype(np.uint8)
    total = cv2.integral(mask)
    n = WINDOW_PX
    inside = total[n:, n:] - total[:-n, n:] - total[n:, :-n] + total[:-n, :-n] == n * n
    places = np.flatnonzero(inside)
    if not places.size:
        return np.zeros((0, n, n))
    chosen = rng.choice(places, min(WINDOWS_PER_PICTURE, places.size), replace=False)
    grey = picture[..., :3].astype(np.float64) @ [0.299, 0.587, 0.114]
    views = np.lib.stride_tricks.sliding_window_view(grey, (n, n))
    return np.asarray(views[chosen // inside.shape[1], chosen % inside.shape[1]])


def _ring_of_frequency() -> NDArray[np.int_]:
    frequency = np.fft.fftfreq(WINDOW_PX) * WINDOW_PX
    across, down = np.meshgrid(frequency, frequency)
    return np.asarray(np.rint(np.hypot(across, down)).astype(np.int_))
