"""Takes an object out of a photo without weights: the rival of the in-painting network.

Source: Telea, "An Image Inpainting Technique Based on the Fast Marching Method", 2004 (OpenCV).
"""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from models.staging.removing import RemoveRequest, RemoveResult, find_window
from models.types import BackendInfo, Job

RADIUS_PX = 5


class TeleaRemover:
    """Removes by marching in from the rim.  Deterministic."""

    info = BackendInfo(
        id="telea_remover",
        title="Telea",
        verbs=("remove",),
        tier="compact",
        device="cpu",
        source="Telea, Fast Marching in-painting, 2004 (OpenCV)",
    )
    weights_sha256 = ""
    device = "cpu"

    def remove(self, request: RemoveRequest, job: Job) -> RemoveResult:
        """See `protocols.Remover.remove`."""
        job.report(0.1, "Marching in from the rim")
        photo, gap = np.asarray(request.image), np.asarray(request.gap)
        hole = np.asarray(gap > 127, np.uint8)
        window = find_window(hole > 0, 0.1)
        part = np.ascontiguousarray(photo[window])
        made = cv2.inpaint(part, np.ascontiguousarray(hole[window]), RADIUS_PX, cv2.INPAINT_TELEA)
        out = photo.copy()
        out[window] = np.where(hole[window][..., None] > 0, made, part)
        return RemoveResult(image=Image.fromarray(out))
