"""The baseline of staging: a whole ground dreamt up from the product's mask, its edges and a theme.

What it makes is blurred and seen before; it is here to be compared with, in the judge and in A/B tests.

Source: Yahoo, arXiv 2307.15326, "vanilla" staging; Isola et al., pix2pix, arXiv 1611.07004.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch

from models.backends.plain_grounds import put
from models.backends.weights import load_weights, pick_device
from models.errors import CapabilityError
from models.nets.inpainter import STRIDE_PX, Dreamer
from models.oklab import Floats
from models.staging.compositing import Backdrop, compose
from models.staging.dreaming import CONDITIONS, ask_dreamer
from models.staging.grounds import light_studio
from models.staging.placing import Bytes, cut_free
from models.staging.postures import list_ways
from models.staging.requests import StageRequest, StageResult
from models.types import BackendInfo, Job

WORK_PX = 128


class CompactVanilla:
    """The product on a ground that a small network makes up.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="compact_vanilla",
        title="Dreamt grounds",
        verbs=("stage",),
        tier="compact",
        sizes_px=(WORK_PX,),
        source="assets/weights/vanilla",
    )

    def __init__(self, weights: Path, device: str = "auto") -> None:
        """Load the weights.  Raises BackendUnavailableError when they are missing or damaged."""
        tensors, self.weights_sha256 = load_weights(weights)
        self.device = pick_device(device)
        self.net = Dreamer(CONDITIONS)
        self.net.load_state_dict(tensors)
        self.net.eval().requires_grad_(False).to(self.device)

    def stage(self, request: StageRequest, job: Job) -> StageResult:
        """See `protocols.Stager.stage`."""
        if request.ground != "scene":
            raise CapabilityError("This makes scenes only.", "Plain grounds are made by another backend.")
        job.report(0.1, "Placing the product")
        placed = put(cut_free(request.image), request)
        width, height = request.width_px, request.height_px
        rgba = np.zeros((height, width, 4), np.uint8)
        rgba[placed.top : placed.top + placed.height, placed.left : placed.left + placed.width] = placed.rgba
        job.report(0.3, "Dreaming up a ground")
        support = list_ways(request.kind, request.support)[0]
        small = self.dream(rgba, support, request.theme)
        large = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
        rgb = np.asarray(np.round(np.clip(large, 0, 1) * 255), np.uint8)
        return compose(placed, Backdrop(rgb=rgb, ground=light_studio(placed, request)), request)

    def dream(self, product: Bytes, support: str, theme: str) -> Floats:
        """A ground (h, w, 3) in 0..1, at most 128 px long, for a placed product (h, w, 4)."""
        height, width = product.shape[:2]
        factor = WORK_PX / max(height, width)
        size = max(STRIDE_PX, round(width * factor)), max(STRIDE_PX, round(height * factor))
        small = cv2.resize(product, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        planes = ask_dreamer(small[..., 3], small[..., :3], support, theme)
        pad = (-size[1]) % STRIDE_PX, (-size[0]) % STRIDE_PX
        planes = np.pad(planes, ((0, 0), (0, pad[0]), (0, pad[1])), mode="edge")
        with torch.inference_mode():
            made = self.net(torch.from_numpy(planes[None]).to(self.device))[0].float().cpu().numpy()
        return np.asarray(made.transpose(1, 2, 0)[: size[1], : size[0]] / 2 + 0.5, np.float32)
