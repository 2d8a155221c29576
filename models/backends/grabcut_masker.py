"""GrabCut as a masker: a cut-out without any weights, and the rival that the trained masker has to beat.

Source: Rother et al., "GrabCut", SIGGRAPH 2004.  Good on plain grounds; patterns, shadows and boxes beat it.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from models.graphcut import WORKING_SIDE_PX, Mask, cut_trimap, ring_trimap, shrink, tidy
from models.matting import LEAST_AREA, Bytes, finish_mask, no_product
from models.strokes import KEEP, REMOVE, paint
from models.types import BackendInfo, Job, MaskRequest, MaskResult, Stroke

LEAST_CONTRAST = 5.0
"""Below this distance in LAB between product and ground, GrabCut has only split noise."""


class GrabcutMasker:
    """Finds the product by its colours alone.  Deterministic."""

    info = BackendInfo(
        id="grabcut_masker",
        title="GrabCut",
        verbs=("mask",),
        tier="compact",
        device="cpu",
        sizes_px=(WORKING_SIDE_PX,),
        licence="Apache-2.0",
        source="Rother et al., GrabCut, SIGGRAPH 2004 (OpenCV)",
    )
    weights_sha256 = ""
    device = "cpu"

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        """See `protocols.Masker.mask`."""
        job.report(0.0, "Looking for the product")
        rgb = np.asarray(request.image.convert("RGB"))
        small = shrink(rgb, WORKING_SIDE_PX)
        found = _cut(small, request.strokes, ring=0.04)
        kept = any(stroke.kind == "keep" for stroke in request.strokes)
        if not kept and (found.mean() < LEAST_AREA or _contrast(small, found) < LEAST_CONTRAST):
            raise no_product()
        job.report(0.5, "Drawing the edge")
        # A product that another start finds as well is surely there.
        again = _cut(small, request.strokes, ring=0.02)
        size = (rgb.shape[1], rgb.shape[0])
        soft = cv2.resize(found.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        job.report(0.9, "Cleaning the colours")
        confidence = float((found & again).sum() / max(1, (found | again).sum()))
        painted = paint(request.strokes, rgb.shape[1], rgb.shape[0])
        return finish_mask(rgb, np.asarray(soft, np.float32), painted, request.focus, confidence)


def _cut(small: Bytes, strokes: Sequence[Stroke], ring: float) -> Mask:
    """The mask (h, w) at the working size, seeded by the strokes."""
    h, w = small.shape[:2]
    painted = paint(strokes, w, h)
    keep, remove = painted == KEEP, painted == REMOVE
    trimap = ring_trimap(small, ring)
    trimap[keep], trimap[remove] = cv2.GC_FGD, cv2.GC_BGD
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.uint8)
    return np.asarray((tidy(cut_trimap(lab, trimap)) | keep) & ~remove)


def _contrast(small: Bytes, mask: Mask) -> float:
    """How far the product's median colour is from the ground's, in 8-bit LAB units; 0 when one of them is empty."""
    if not mask.any() or mask.all():
        return 0.0
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    return float(np.linalg.norm(np.median(lab[mask], axis=0) - np.median(lab[~mask], axis=0)))
