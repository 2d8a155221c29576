"""Cut a product out of a plain photo with GrabCut: the trained masker's first teacher and its rival.

The photo's border ring is taken as background, everything inside as probable product, and a graph cut in LAB
separates the two.  Source: Rother et al., "GrabCut", SIGGRAPH 2004 (OpenCV's implementation).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.strokes import KEEP, REMOVE

Mask = NDArray[np.bool_]
WORKING_SIDE_PX = 288
"""Longest side at which the cut is made; GrabCut's time grows faster than the pixel count."""


SETTLING_SIDE_PX = 288
"""Longest side at which a network's doubts are settled."""


def shrink(rgb: NDArray[np.uint8], longest_px: int) -> NDArray[np.uint8]:
    """Scale (h, w, 3) down so that its longest side is at most `longest_px`; never up."""
    scale = longest_px / max(rgb.shape[:2])
    if scale >= 1:
        return rgb
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def grabcut(rgb: NDArray[np.uint8], ring: float = 0.04, sure_centre: float = 0.0, iterations: int = 5) -> Mask:
    """The raw product mask (h, w) of an RGB photo, at the photo's own size.

    `ring` is the background border and `sure_centre` the surely-product ellipse, both as a fraction of the sides.
    Deterministic: OpenCV's generator is seeded on each call.  Returns all False when GrabCut finds nothing.
    """
    return cut_trimap(
        cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.uint8), ring_trimap(rgb, ring, sure_centre), iterations
    )


def ring_trimap(rgb: NDArray[np.uint8], ring: float = 0.04, sure_centre: float = 0.0) -> NDArray[np.uint8]:
    """Where GrabCut starts (h, w): the border ring is background, the rest probably product; see `grabcut`."""
    h, w = rgb.shape[:2]
    trimap = np.full((h, w), cv2.GC_PR_FGD, np.uint8)
    if sure_centre:
        axes = (max(1, int(w * sure_centre / 2)), max(1, int(h * sure_centre / 2)))
        cv2.ellipse(trimap, (w // 2, h // 2), axes, 0, 0, 360, int(cv2.GC_FGD), -1)
    ring_px = max(2, round(ring * min(h, w)))
    trimap[:ring_px], trimap[-ring_px:] = cv2.GC_BGD, cv2.GC_BGD
    trimap[:, :ring_px], trimap[:, -ring_px:] = cv2.GC_BGD, cv2.GC_BGD
    return trimap


def cut_trimap(lab: NDArray[np.uint8], trimap: NDArray[np.uint8], iterations: int = 5) -> Mask:
    """Run the graph cut from a trimap of OpenCV's GC_* values; a degenerate trimap gives back its own foreground."""
    cv2.setRNGSeed(0)
    trimap = trimap.copy()
    models = np.zeros((1, 65)), np.zeros((1, 65))
    try:
        cv2.grabCut(np.ascontiguousarray(lab), trimap, (0, 0, 1, 1), *models, iterations, cv2.GC_INIT_WITH_MASK)
    except cv2.error:  # one colour only, or a side without any sample
        pass
    return np.asarray((trimap == cv2.GC_FGD) | (trimap == cv2.GC_PR_FGD))


def settle(
    rgb: NDArray[np.uint8], probability: NDArray[np.float32], painted: NDArray[np.uint8], doubt: float = 0.01
) -> NDArray[np.float32]:
    """Let the photo's own colours decide where a network was in doubt; arrays (h, w), probabilities in 0..1.

    What is surer than `doubt` either way, or painted by hand, is given; one round of the graph cut decides the rest,
    with colour models of this very photo.  A pixel that it turns over becomes 0.1 or 0.9, the others stay as they were.
    Source: Rother et al., GrabCut §3.3 (incomplete labelling).  Differs: the trimap is a network's.
    """
    trimap = np.where(probability > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    trimap[(probability > 1 - doubt) | (painted == KEEP)] = cv2.GC_FGD
    trimap[(probability < doubt) | (painted == REMOVE)] = cv2.GC_BGD
    small = shrink(rgb, SETTLING_SIDE_PX)
    size = (small.shape[1], small.shape[0])
    small_trimap = cv2.resize(trimap, size, interpolation=cv2.INTER_NEAREST).astype(np.uint8)
    small_cut = cut_trimap(cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.uint8), small_trimap, iterations=1)
    whole = cv2.resize(small_cut.astype(np.float32), (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR)
    given = (trimap == cv2.GC_FGD) | (trimap == cv2.GC_BGD)
    cut = np.where(given, trimap == cv2.GC_FGD, whole > 0.5)
    turned = cut != (probability > 0.5)
    settled = np.where(turned, np.where(cut, 0.9, 0.1), probability).astype(np.float32)
    near = cv2.dilate(turned.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return np.where(near, cv2.GaussianBlur(settled, (0, 0), 1.0), settled).astype(np.float32)


def tidy(mask: Mask, keep_ratio: float = 0.25, hole_ratio: float = 0.01) -> Mask:
    """Keep the large components, smooth the outline by a pixel and fill small holes.

    A component stays when it has `keep_ratio` of the largest one's area (shoes come in pairs); a hole is filled when
    it is under `hole_ratio` of the product's area (the gap between sleeve and body stays open).
    """
    small = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(small, connectivity=4)
    if count < 2:
        return np.zeros_like(mask)
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = 1 + np.flatnonzero(areas >= keep_ratio * areas.max())
    out = np.isin(labels, kept)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~out).astype(np.uint8), connectivity=4)
    limit = hole_ratio * out.sum()
    holes = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] < limit]
    return np.asarray(out | np.isin(labels, holes))


def cut_out(rgb: NDArray[np.uint8]) -> Mask:
    """The tidy product mask of a photo (h, w), computed at 288 px and scaled back to the photo's size."""
    small = shrink(rgb, WORKING_SIDE_PX)
    mask = tidy(grabcut(small)).astype(np.float32)
    return np.asarray(cv2.resize(mask, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR) > 0.5)
