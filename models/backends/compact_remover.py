"""Takes an object out of a photo of a scene: a small net goes on with structure and light, detail comes from beside it.

Source: Yahoo, arXiv 2307.15326 (the gap between emptied mask and product is in-painted, errors near its boundary count
more).  Differs: the whole object is filled, so that the scene can be used again for any product.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image

from models.backends.weights import load_weights, pick_device
from models.nets.inpainter import STRIDE_PX, WORK_PX, Inpainter
from models.oklab import Floats
from models.staging.filling import Bytes, fill
from models.staging.removing import RemoveRequest, RemoveResult, find_window
from models.types import BackendInfo, Job


class CompactRemover:
    """Removes with the project's own network.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="compact_remover",
        title="Compact in-painter",
        verbs=("remove",),
        tier="compact",
        sizes_px=(WORK_PX,),
        source="assets/weights/inpainter",
    )

    def __init__(self, weights: Path, device: str = "auto") -> None:
        """Load the weights.  Raises BackendUnavailableError when they are missing or damaged."""
        tensors, self.weights_sha256 = load_weights(weights)
        self.device = pick_device(device)
        self.net = Inpainter()
        self.net.load_state_dict(tensors)
        self.net.eval().requires_grad_(False).to(self.device)

    def remove(self, request: RemoveRequest, job: Job) -> RemoveResult:
        """See `protocols.Remover.remove`."""
        job.report(0.1, "Looking round the object")
        photo, gap = np.asarray(request.image), np.asarray(request.gap)
        window = find_window(gap > 127)
        part, hole = np.ascontiguousarray(photo[window]), np.ascontiguousarray(gap[window])
        small = self.paint(part, hole)
        job.report(0.6, "Fetching its detail")
        out = photo.copy()
        out[window] = fill(part, hole, small)
        return RemoveResult(image=Image.fromarray(out))

    def paint(self, photo: Bytes, gap: Bytes) -> Floats:
        """The small picture (h, w, 3) in 0..1, at most 192 px long, without the gap (255 = missing)."""
        height, width = photo.shape[:2]
        factor = min(1.0, WORK_PX / max(height, width))
        size = max(2, round(width * factor)), max(2, round(height * factor))
        hole = np.asarray(gap > 127, np.float32)
        known = (1 - hole)[..., None]
        share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)[..., None]
        rgb = cv2.resize(photo.astype(np.float32) / 255 * known, size, interpolation=cv2.INTER_AREA)
        rgb = rgb / np.maximum(share, 1e-3)  # what is missing lends no colour to its rim
        missing = np.asarray(share[..., 0] < 0.99, np.float32)
        pad = (-size[1]) % STRIDE_PX, (-size[0]) % STRIDE_PX
        rgb = np.pad(rgb, ((0, pad[0]), (0, pad[1]), (0, 0)), mode="edge")
        missing = np.pad(missing, ((0, pad[0]), (0, pad[1])), mode="edge")
        x_N3HW = torch.from_numpy(rgb.transpose(2, 0, 1)[None].astype(np.float32) * 2 - 1).to(self.device)
        gap_N1HW = torch.from_numpy(missing[None, None]).to(self.device)
        with torch.inference_mode():
            made = self.net(x_N3HW, gap_N1HW)[0].float().cpu().numpy().transpose(1, 2, 0)
        return np.asarray(np.clip(made[: size[1], : size[0]] / 2 + 0.5, 0, 1), np.float32)
