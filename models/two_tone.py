"""A patterned cloth in two tones: where its motifs lie, whatever light falls on it and however many inks it has.

Every pixel is seen relative to its surroundings, so that folds and shadows drop out; the fine changes of colour are
laid on the one axis along which they vary most, and evened out so that a pattern in the shade counts as much as one in
the light.  Clusters of colours, which `models.inks` asks of a garment without a pattern, lose every third ink, every
faint print and all that changes less than the light does.

Source: Otsu, "A Threshold Selection Method from Gray-Level Histograms", IEEE SMC 1979 (where the tones part).
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

BLACK = 0.12
"""Added to a lightness before it is divided by: gloss on black cloth is no pattern; also in `models.inks`."""
WEIGHT = np.array([0.6, 1.6, 1.6], np.float32)
"""Light and dark of one cloth differ mostly in lightness, two inks also in hue."""
AROUND_PX = 20.0
"""Gaussian σ of the surroundings: motifs are smaller, folds are larger."""
FINE_PX = 6.0
"""Gaussian σ of what the axis is sought in: prints have edges, folds hardly any."""
QUARTER = 4
FAINT = 0.6
"""Share of the usual contrast below which a place is empty cloth and is not stretched."""
SOFT = 0.15
"""Share of the step between the tones, on either side, that counts as pure."""
Mask = NDArray[np.bool_]


def blur_inside(plane: Floats, weight: Floats, sigma_px: float) -> Floats:
    """Means round every pixel (h, w) or (h, w, c) over what has weight (h, w); wide ones at a quarter of the size."""
    if sigma_px < 2 * QUARTER:
        return _blur(plane, weight, sigma_px)
    h, w = weight.shape
    small = _blur(shrink(plane, weight), shrink(weight), sigma_px / QUARTER)
    return np.asarray(cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


def shrink(plane: Floats, weight: Floats | None = None) -> Floats:
    """A quarter of the size; with a weight (h, w), the means of what has weight."""
    size = max(1, plane.shape[1] // QUARTER), max(1, plane.shape[0] // QUARTER)
    if weight is None:
        return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
    share = np.maximum(cv2.resize(weight, size, interpolation=cv2.INTER_AREA), 1e-3)
    mean = cv2.resize(plane * _wide(weight, plane), size, interpolation=cv2.INTER_AREA)
    return np.asarray(mean / _wide(share, plane), np.float32)


def _blur(plane: Floats, weight: Floats, sigma_px: float) -> Floats:
    under = np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma_px), 1e-3)
    return np.asarray(
        cv2.GaussianBlur(plane * _wide(weight, plane), (0, 0), sigma_px) / _wide(under, plane), np.float32
    )


def _wide(weight: Floats, plane: Floats) -> Floats:
    return weight[..., None] if plane.ndim == 3 else weight


def see_relative(lab: Floats, weight: Floats, around_px: float = AROUND_PX) -> Floats:
    """How every pixel differs from its surroundings (h, w, 3): OKLab over lightness, the same in light and in shade."""
    slow = blur_inside(lab, weight, around_px)
    return np.asarray((lab - slow) / (slow[..., :1] + BLACK), np.float32)


def find_axis(relative: Floats, inside: Mask) -> Floats:
    """The direction (3,) along which colours vary most, outliers aside, lightness counted less."""
    points = relative[inside] * WEIGHT
    length = np.linalg.norm(points, axis=1)
    points = points[length <= np.quantile(length, 0.995)]
    _, vectors = np.linalg.eigh(points.T @ points)
    return np.asarray(vectors[:, -1] * WEIGHT, np.float32)


def find_tones(lab: Floats, inside: Mask) -> tuple[Floats, Floats, Floats]:
    """Main and accent (3,) in OKLab and where the accent lies, 0..1 (h, w), of a cloth that is known to be patterned.

    The accent is the tone that covers less.
    """
    weight = inside.astype(np.float32)
    relative = see_relative(lab, weight)
    axis = find_axis(relative - blur_inside(relative, weight, FINE_PX), inside)
    plane = np.asarray(relative @ axis, np.float32)
    spread = np.sqrt(blur_inside(plane**2, weight, AROUND_PX))
    least = max(FAINT * float(np.quantile(spread[inside], 0.6)), 1e-4)
    even = np.asarray(plane / np.maximum(spread, least), np.float32)
    step = _part(even[inside])
    if float((even[inside] > step).mean()) > 0.5:
        even, step = -even, -step
    low, high = (float(np.median(even[inside & side])) for side in (even <= step, even > step))
    reach = max(high - low, 1e-3)
    mix = np.clip((even - low - SOFT * reach) / ((1 - 2 * SOFT) * reach), 0, 1).astype(np.float32)
    return *_read_inks(lab, mix, inside), mix


def _part(values: Floats) -> float:
    """The value that parts the tones best."""
    levels = np.clip((values + 3) * 42, 0, 255).astype(np.uint8).reshape(-1, 1)
    step, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return float(step) / 42 - 3


def _read_inks(lab: Floats, mix: Floats, inside: Mask) -> tuple[Floats, Floats]:
    """The colours of the pure tones, as they lie side by side in even light: the usual main colour, and the accent by
    the usual step from it."""
    main_there, accent_there = (inside & pure for pure in (mix < 0.1, mix > 0.9))
    if not main_there.any() or not accent_there.any():
        middle = np.median(lab[inside], axis=0).astype(np.float32)
        return middle, middle.copy()
    main = np.median(lab[main_there], axis=0).astype(np.float32)
    return main, np.median(lab[accent_there], axis=0).astype(np.float32)


def pick(plane: NDArray[Any], inside: Mask) -> NDArray[Any]:
    """What lies inside, flat; everything when nothing does."""
    return plane[inside] if inside.any() else plane.reshape(-1, *plane.shape[2:])
