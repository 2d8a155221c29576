"""The light on a garment (log shade) that belongs to its cut: folds, seams and edges, without prints and lamps.

What was printed on a garment and what lit it would shine through every other cloth.  Patterns leave their traces where
two inks alternate; a lone print where the hue is not the cloth's, or where fine detail crowds in one place away from
the outline; the lamp is what changes over the whole width of the garment.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.inks import Inks
from models.oklab import Floats
from models.two_tone import BLACK, blur_inside

Bytes = NDArray[np.uint8]
PATTERN_PX, FOLD_PX, BUSY = 6.0, 7.0, 6.0
"""Gaussian σ over which inks alternate, σ of the folds that stay there, and how soon a place counts as busy."""
CALM = 1.0
"""How much of those folds stays: what is left of a pattern after the blur is clouds."""
GAP_PX = 10
"""Radius of the gaps in a pattern that are cleared with it."""
TURN = ((0.12, 2.0), (0.07, 8.0))
"""How much darker (log shade) cloth is at its edge, and over how many px that goes: a rolled edge, and a round body."""
OFF_HUE = 0.045
"""OKLab chroma beside what the cloth's own hue would have in that light, from which a place is printed."""
CROWDED, LEAST_CROWD = 5.0, 0.0035
"""How many times the garment's usual fine contrast a print has, and the least (log shade squared)."""
FINE_PX, CROWD_PX, CROWD_RADIUS_PX, PRINT_PX = 4.0, 5.0, 6, 7
"""Gaussian σ of fine detail and of the place that it crowds in; the least radius of such a place, and how far the parts
of a print lie apart, px of 256."""
STEP, STEP_PX, STEP_RADIUS_PX = 0.2, 20.0, 3
"""How much lighter or darker (log shade) than its surroundings, a Gaussian σ wide, a flat print is, and its least
radius."""
MOST_RELIEF = 1.2
"""Folds are bent towards this log shade: what goes beyond is a lamp's glare or another colour."""
HEM_PX = 9
"""So near to the outline there are seams and no prints."""
LARGEST = 0.45
"""The share of a garment from which a print is all over it."""
LAMP_PX, LAMP, MOST_LAMP = 30.0, 0.25, 0.6
"""Gaussian σ of the lamp's light, how much of it goes, and how far (log shade) the rest may reach."""


def clear_pattern(relief: Floats, mix: Floats, alpha: Bytes) -> Floats:
    """The relief (256, 256) without what is left of a pattern in it: where two inks alternate, only folds that are
    wider than the pattern stay."""
    weight = (alpha > 127).astype(np.float32)
    share, wide = (blur_inside(plane, weight, sigma) for plane, sigma in ((mix, PATTERN_PX), (relief, FOLD_PX)))
    busy = np.clip(BUSY * share * (1 - share), 0, 1).astype(np.float32)
    busy = cv2.GaussianBlur(cv2.dilate(busy, _disc(GAP_PX)), (0, 0), 3.0)  # a gap in a pattern has its traces as well
    return np.asarray((relief + (CALM * wide - relief) * busy + _turn(alpha) * busy) * weight, np.float32)


def _turn(alpha: Bytes) -> Floats:
    """The shade (log) of cloth that turns away at its edge, which went with the pattern."""
    inside = np.asarray(alpha > 127, np.uint8)
    deep = cv2.distanceTransform(np.pad(inside, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(-sum(depth * np.exp(-deep / reach) for depth, reach in TURN), np.float32)


def clear_prints(relief: Floats, lab: Floats, inks: Inks, trim: Floats, alpha: Bytes) -> Floats:
    """The relief (256, 256) without lone prints, from the garment's colours (OKLab (256, 256, 3)) and its blocks."""
    inside = alpha > 127
    printed = find_prints(relief, lab, inks, trim, alpha)
    if np.count_nonzero(printed) > LARGEST * np.count_nonzero(inside):  # too much to be filled from around it
        return clear_pattern(relief, np.asarray(0.5 * printed, np.float32), alpha)
    return fill_in(relief, printed, alpha)


def find_prints(relief: Floats, lab: Floats, inks: Inks, trim: Floats, alpha: Bytes) -> NDArray[np.bool_]:
    """Where a garment without a pattern is printed (256, 256)."""
    inside = alpha > 127
    blocks = cv2.dilate(trim, np.ones((7, 7), np.uint8)) > 0.1
    cut = cv2.erode(inside.astype(np.uint8), _disc(HEM_PX), borderValue=0) > 0
    coloured = (find_off_hue(lab, inks.main) > OFF_HUE) | (inks.mix > 0.3)
    inked = cv2.morphologyEx((coloured & inside & ~blocks).astype(np.uint8), cv2.MORPH_OPEN, _disc(1))
    inked = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, _disc(PRINT_PX))
    weight = (inside & ~blocks).astype(np.float32)
    crowd = cv2.morphologyEx(
        (find_crowd(relief, weight) & cut).astype(np.uint8), cv2.MORPH_OPEN, _disc(CROWD_RADIUS_PX)
    )
    stepped = np.abs(relief - blur_inside(relief, weight, STEP_PX)) > STEP
    stepped = cv2.morphologyEx((stepped & cut & ~blocks).astype(np.uint8), cv2.MORPH_OPEN, _disc(STEP_RADIUS_PX))
    found = cv2.dilate(np.maximum.reduce([inked, crowd, stepped]), _disc(4))
    around, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(found, around, -1, 1, cv2.FILLED)  # what a print encloses belongs to it
    return np.asarray((found > 0) & inside & ~blocks)


def find_off_hue(lab: Floats, main: Floats) -> Floats:
    """How much chroma a place has beside what the main ink would show in the same light (h, w)."""
    light = np.clip((lab[..., 0] + BLACK) / (main[0] + BLACK), 0, 1.3)
    off = np.linalg.norm(lab[..., 1:] - light[..., None] * main[1:], axis=2)
    return np.asarray(cv2.GaussianBlur(off, (0, 0), 1.2), np.float32)


def find_crowd(relief: Floats, weight: Floats) -> NDArray[np.bool_]:
    """Where there is far more fine detail than the garment has elsewhere (h, w), of what has weight."""
    fine = relief - blur_inside(relief, weight, FINE_PX)
    energy = blur_inside(fine**2, weight, CROWD_PX)
    there = weight > 0
    usual = float(np.median(energy[there])) if there.any() else 0.0
    return np.asarray(energy > max(CROWDED * usual, LEAST_CROWD))


def fill_in(relief: Floats, hole: NDArray[np.bool_], alpha: Bytes) -> Floats:
    """The relief (h, w) with places filled from around them, ever more smoothly the farther from their edge."""
    if not hole.any():
        return relief
    inside = alpha > 127
    filled, known = relief.copy(), (inside & ~hole).astype(np.float32)
    if not known.any():
        return np.zeros_like(relief)
    for sigma in (24.0, 12.0, 6.0, 3.0):
        near = np.clip(cv2.GaussianBlur(known, (0, 0), sigma) * 3, 0, 1)
        smooth = blur_inside(relief, known, sigma)
        filled = np.where(hole, smooth * near + (filled if sigma < 24 else 0) * (1 - near), filled)
    soft = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), 1.5)
    return np.asarray((relief + (filled - relief) * np.maximum(soft, hole)) * inside, np.float32)


def dim_lamp(relief: Floats, alpha: Bytes) -> Floats:
    """The relief (h, w) under even light: broad light and shade are the room's, not the garment's."""
    weight = (alpha > 127).astype(np.float32)
    broad = blur_inside(relief, weight, LAMP_PX)
    broad = broad - float(np.median(broad[weight > 0])) if weight.any() else broad
    left = MOST_LAMP * np.tanh((1 - LAMP) * broad / MOST_LAMP)
    return np.asarray(MOST_RELIEF * np.tanh((relief - broad + left) / MOST_RELIEF) * weight, np.float32)


def _disc(radius: int) -> Bytes:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2), np.uint8)
