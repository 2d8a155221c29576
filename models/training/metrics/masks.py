"""How well a mask fits: IoU for the area, boundary F for the outline."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
JUDGED_SIDE_PX = 256
"""Longest side at which masks are compared, so that "2 px" means the same for every photo."""


def at_judged_size(alpha: NDArray[np.float32] | NDArray[np.uint8] | Mask) -> Mask:
    """A mask or alpha (h, w), bool, 0..1 or 0..255, as a binary mask with its longest side at 256 px."""
    soft = alpha.astype(np.float32) / (255.0 if alpha.dtype == np.uint8 else 1.0)
    h, w = soft.shape
    scale = JUDGED_SIDE_PX / max(h, w)
    size = (max(1, round(w * scale)), max(1, round(h * scale)))
    resized = cv2.resize(soft, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return np.asarray(resized > 0.5)


def iou(mask: Mask, truth: Mask) -> float:
    """Intersection over union of two masks (h, w); 1 when both are empty."""
    union = np.count_nonzero(mask | truth)
    return float(np.count_nonzero(mask & truth) / union) if union else 1.0


def boundary_f(mask: Mask, truth: Mask, tolerance_px: float = 2.0) -> float:
    """F1 of the outlines of two masks (h, w): an outline pixel counts when the other outline is within the tolerance.

    The picture's own border is no outline.  1 when neither mask has an outline, 0 when only one has.
    Source: Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object Segmentation", CVPR 2016.
    """
    ours, theirs = outline(mask), outline(truth)
    if not ours.any() or not theirs.any():
        return float(ours.any() == theirs.any())
    precision = _share_near(ours, theirs, tolerance_px)
    recall = _share_near(theirs, ours, tolerance_px)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def outline(mask: Mask) -> Mask:
    """The mask's pixels (h, w) that have a neighbour outside it."""
    inside = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(mask & (inside == 0))


def _share_near(points: Mask, target: Mask, tolerance_px: float) -> float:
    distance = cv2.distanceTransform((~target).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float((distance[points] <= tolerance_px).mean())
