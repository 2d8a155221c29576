"""Dresses bodies: flat pictures become cloth that is wrapped, hung and drawn in the body's light.

Geometry (see `models/tryon`) but for the landmarks of photographed garments, which a small network finds; the same
request gives the same pixels.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from models.backends.garment_landmarks import shipped
from models.errors import CapabilityError
from models.tryon.body import find_body
from models.tryon.covering import SET_ON
from models.tryon.cut import WORN
from models.tryon.dressing import Fitting
from models.tryon.photos import body_of_photo
from models.tryon.requests import DressRequest, DressResult
from models.types import BackendInfo, Job


class CompactWarp:
    """Cloth on a mannequin or a photographed person."""

    info = BackendInfo(
        id="compact_warp",
        title="Draped cloth",
        verbs=("dress",),
        tier="compact",
        device="cpu",
        source="models/tryon: position-based cloth on a body's mesh",
    )
    device = "cpu"

    def __init__(self) -> None:
        """Load the landmarks' network.  Raises BackendUnavailableError when its weights are missing or damaged."""
        landmarks = shipped()
        self.weights_sha256 = landmarks.weights_sha256
        self._fitting = Fitting(landmarks.find)

    def dress(self, request: DressRequest, job: Job) -> DressResult:
        """See `protocols.Dresser.dress`."""
        for garment in request.garments:
            if garment.category not in WORN and garment.category not in SET_ON:
                raise CapabilityError(
                    f"This cannot put on {garment.slot.replace('onepiece', 'one-piece')} yet.",
                    "Take it off the outfit.",
                )
        job.report(0.02, "Measuring the body")
        body = find_body(request.mannequin) if request.photo is None else body_of_photo(request.photo)
        made = self._fitting.dress(body, request.garments, request.tuck, job)
        return DressResult(
            image=Image.fromarray(made.image), alpha=Image.fromarray(np.round(made.alpha * 255).astype(np.uint8)),
            pieces=made.checked, view=body.view, notes=made.notes,
        )  # fmt: skip
