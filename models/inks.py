"""A garment as a printer sees it: two inks, where the second one lies, and how light falls on the cloth.

    ink = main · (1 − mix) + accent · mix            in OKLab
    lightness = (ink's lightness + BLACK) · shade − BLACK, chroma = ink's chroma · shade

`shade` (1 = as the flat ink) holds folds, seams and the grain of the cloth; `mix` holds stripes, checks and prints.
OKLab is a cube root of light, so dimming a surface is one factor on all three numbers and the same shade is right under
every colour; BLACK keeps the gloss on black cloth from counting as deep folds when it is printed in white.
`separate` takes a photo apart, `compose` prints it again in any colours.

Whether a pattern runs over the garment is decided first (`models.pattern_signs`), since the two kinds want to be looked
at differently: a pattern as two tones that alternate under any light (`models.two_tone`), a lone print or a block of
another colour as clusters of colours.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Colour, Floats, from_oklab, to_oklab
from models.pattern_signs import is_lit, is_patterned, read_signs
from models.two_tone import BLACK, WEIGHT, find_tones

SHADE_LOW, SHADE_HIGH = 0.3, 2.2
CLUSTERS = 6
LEAST_SHARE = 0.035
SAME_TONE = 0.085
"""OKLab distance, lightness counted less, under which two clusters are one colour in other light."""


@dataclass(frozen=True, kw_only=True)
class Inks:
    """`main` and `accent` in OKLab (3,); `mix` (0..1) and `shade`, float32 (h, w), 0 and 1 outside of the garment."""

    main: Floats
    accent: Floats
    mix: Floats
    shade: Floats
    two: bool
    """Whether there is a second ink; otherwise the accent is the main colour again."""
    spread: bool = False
    """Whether the second ink is cloth: a pattern all over the garment."""


def separate(rgba: NDArray[np.uint8], swatch: bool = False) -> Inks:
    """Take a cut-out (h, w, 4) apart.  Raises ValueError when there is no garment in it.

    With `swatch` it is a picture of cloth: a second colour in it is a pattern.
    """
    alpha = rgba[..., 3]
    lab, inside = look_inside(rgba)
    signs = read_signs(lab, inside)
    main, accent, two = find_inks(lab, inside)
    spread = is_patterned(signs) or (swatch and two)
    if spread:
        main, accent, mix = find_tones(lab, inside)
        two = True
    else:
        if two and is_lit(signs):
            accent, two = main.copy(), False
        mix = _unmix(lab, main, accent) if two else np.zeros(alpha.shape, np.float32)
    shade = _shade(lab, main + mix[..., None] * (accent - main))
    level = float(np.median(shade[inside & (mix < 0.5)]))
    main, accent = _dim(main, level), _dim(accent, level)
    shade = np.clip(shade / max(level, 0.05), SHADE_LOW, SHADE_HIGH)
    there = alpha > 0
    return Inks(
        main=main,
        accent=accent,
        mix=np.where(there, mix, 0).astype(np.float32),
        shade=np.where(there, shade, 1).astype(np.float32),
        two=two,
        spread=spread,
    )


def look_inside(rgba: NDArray[np.uint8]) -> tuple[Floats, NDArray[np.bool_]]:
    """A cut-out's colours in OKLab (h, w, 3), carried outwards over its soft edge, and where they are pure (h, w).

    Raises ValueError when there is no garment in it.
    """
    inside = cv2.erode((rgba[..., 3] > 250).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if np.count_nonzero(inside) < 64:
        raise ValueError("no garment in this picture")
    return _grow(to_oklab(rgba[..., :3]), inside), inside


def _grow(lab: Floats, inside: NDArray[np.bool_]) -> Floats:
    """The colours inside carried outwards over the soft edge, which has the white ground in it."""
    from scipy.ndimage import distance_transform_edt  # takes a tenth of a second, and the page prints without it

    nearest = distance_transform_edt(~inside, return_distances=False, return_indices=True)
    return np.asarray(lab[nearest[0], nearest[1]], np.float32)


def find_inks(lab: Floats, inside: NDArray[np.bool_]) -> tuple[Floats, Floats, bool]:
    """The garment's main colour, its accent and whether there truly is one, in OKLab."""
    smooth = np.asarray(cv2.bilateralFilter(lab, 5, 0.08, 3), np.float32)
    centres, share = _cluster(smooth[inside])
    order = np.argsort(-share)
    main, others = centres[order[0]], [index for index in order[1:] if share[index] >= LEAST_SHARE]
    best, accent = 0.0, None
    for index in others:
        worth = float(share[index] ** 0.5 * np.linalg.norm((centres[index] - main) * WEIGHT))
        if worth > best and _is_ink(main, centres[index], smooth, inside):
            best, accent = worth, centres[index]
    if accent is None:
        return main, main.copy(), False
    return main, accent, True


def _cluster(pixels: Floats) -> tuple[Floats, NDArray[np.float64]]:
    """The colours (k, 3) of some pixels (n, 3) and the share of each."""
    pixels = pixels[:: max(1, len(pixels) // 4000)]
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1e-3)
    count = min(CLUSTERS, len(pixels))
    cv2.setRNGSeed(1)  # k-means starts by chance; the same photo must come apart the same way
    start = np.zeros((len(pixels), 1), np.int32)
    _, labels, centres = cv2.kmeans(pixels * WEIGHT, count, start, criteria, 2, cv2.KMEANS_PP_CENTERS)
    share = np.bincount(np.asarray(labels).ravel(), minlength=count) / len(pixels)
    centres, share = _merge(np.asarray(centres, np.float32), share)
    return centres / WEIGHT, share


def _is_ink(main: Floats, other: Floats, lab: Floats, inside: NDArray[np.bool_]) -> bool:
    """Whether a colour is another ink, not the main one in shade or under a highlight.

    Light keeps the hue: shade scales the chroma with the lightness, a highlight pales it.  What light could explain
    counts as ink only when it begins with a sharp edge, as prints do and shadows do not.
    """
    if float(np.linalg.norm((other - main) * WEIGHT)) < 0.1:
        return False
    ratio = float(other[0] / max(main[0], 0.05))
    low, high = 0.4 * min(ratio, 1.0), 1.2 * max(ratio, 1.0)
    chroma = float(main[1:] @ main[1:])
    along = float(np.clip(other[1:] @ main[1:] / chroma, low, high)) if chroma > 1e-5 else 0.0
    hue = float(np.linalg.norm(other[1:] - along * main[1:]))
    if hue >= 0.05:
        return hue >= 0.11 or _sharpness(lab, inside, main, other) >= 0.5
    if abs(float(other[0] - main[0])) < 0.1:
        return False
    return _sharpness(lab, inside, main, other) >= (0.78 if 0.6 < ratio < 1.6 else 0.68)


def _sharpness(lab: Floats, inside: NDArray[np.bool_], main: Floats, other: Floats) -> float:
    """How much of the step between two colours happens within 3 px where they meet, about 0..1."""
    along = _unmix(lab, main, other)
    binary = (along > 0.5).astype(np.uint8)
    edge = (cv2.dilate(binary, np.ones((3, 3))) > binary) & inside
    if not edge.any():
        return 0.0
    near = cv2.dilate(along, np.ones((5, 5))) - cv2.erode(along, np.ones((5, 5)))
    return float(near[edge].mean())


def _merge(centres: Floats, share: NDArray[np.float64]) -> tuple[Floats, NDArray[np.float64]]:
    """Join clusters that are one colour in light and in shade, nearest first."""
    centres, share = centres.copy(), share.copy()
    while len(centres) > 1:
        gaps = np.linalg.norm(centres[:, None] - centres[None], axis=2) + np.eye(len(centres)) * 9
        a, b = np.unravel_index(np.argmin(gaps), gaps.shape)
        if gaps[a, b] > SAME_TONE:
            break
        total = share[a] + share[b]
        centres[a] = (centres[a] * share[a] + centres[b] * share[b]) / total
        share[a] = total
        centres, share = np.delete(centres, b, 0), np.delete(share, b)
    return centres, share


def _unmix(lab: Floats, main: Floats, accent: Floats) -> Floats:
    """How much of the accent each pixel holds, 0..1 (h, w): its place on the line between the two colours."""
    step = (accent - main) * WEIGHT
    along = ((lab - main) * WEIGHT) @ step / float(step @ step)
    return np.asarray(np.clip((along - 0.18) / 0.64, 0, 1), np.float32)


def _shade(lab: Floats, ink: Floats) -> Floats:
    """The factor that brings the flat ink's lightness to what is seen, (h, w)."""
    return np.asarray((lab[..., 0] + BLACK) / np.maximum(ink[..., 0] + BLACK, 0.05), np.float32)


def _dim(ink: Floats, shade: float) -> Floats:
    """One ink (3,) under an even shade."""
    return np.array([(ink[0] + BLACK) * shade - BLACK, ink[1] * shade, ink[2] * shade], np.float32)


def compose(main: Floats, accent: Floats, mix: Floats, shade: Floats) -> NDArray[np.uint8]:
    """Print a garment: sRGB uint8 (h, w, 3).  Light near white is rolled off instead of clipped."""
    ink = main + mix[..., None] * (accent - main)
    lightness = np.maximum((ink[..., 0] + BLACK) * shade - BLACK, 0)
    knee = np.maximum(ink[..., 0], 0.9)
    room = np.maximum(1 - knee, 0.02)
    rolled = np.where(lightness > knee, knee + room * np.tanh((lightness - knee) / room), lightness)
    chroma = np.clip(rolled / np.maximum(ink[..., 0], 1e-3), 0, 1.25)
    return from_oklab(np.concatenate([rolled[..., None], ink[..., 1:] * chroma[..., None]], -1))


def parse_colour(colour: Colour) -> Floats:
    """An sRGB colour as OKLab (3,)."""
    return to_oklab(np.array(colour, np.uint8))
