"""Takes an object out of a photo of a scene: a small net goes on with structure and light, detail comes from beside it.
Where boards, tiles or stripes run on, the ground itself is copied from a few offsets away instead: each way is asked
for a strip along the rim that is known, and the one that says it better fills the gap.

Source: Yahoo, arXiv 2307.15326 (the gap between emptied mask and product is in-painted, errors near its boundary count
more); He & Sun, ECCV 2012 (dominant offsets).  Differs: the whole object is filled, so that the scene can be used again
for any product.
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
from models.staging.continuing import copy_out, plan, shrink
from models.staging.filling import Bytes, fill
from models.staging.offsets import Mask
from models.staging.removing import RemoveRequest, RemoveResult, Way, find_window
from models.staging.rims import measure_strip, widen
from models.types import BackendInfo, Job

LEAD = 0.95
"""How small the error along the rim has to be, of the net's, before the ground is carried on instead."""
MOST_GAP, MOST_STRAIN = 0.5, 10.0
"""Where a gap is more of what is seen, or its seams show more than so many times the ground's contrast, the ground is
not carried on: what is left of it does not say how it goes on."""


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

    def __init__(self, weights: Path, device: str = "auto", *, continues: bool = True) -> None:
        """Load the weights.  Without `continues` the net paints every gap; for comparison.

        Raises BackendUnavailableError when they are missing or damaged.
        """
        self.continues = continues
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
        made, way = self.fill(part, hole > 127, job)
        out = photo.copy()
        out[window] = made
        return RemoveResult(image=Image.fromarray(out), way=way)

    def fill(self, part: Bytes, gap: Mask, job: Job) -> tuple[Bytes, Way]:
        """A part of a photo (h, w, 3) with its gap (h, w) filled, and the way that was believed."""
        painted = self._go_on(part, gap)
        if not self.continues or gap.mean() > MOST_GAP:
            return painted, "painted"
        job.report(0.4, "Looking how the ground goes on")
        small, missing = shrink(part, gap)
        grown, strip = widen(missing)
        asked = plan(small, grown) if strip.any() and not grown.all() else None
        if asked is None:
            return painted, "painted"
        tiny = np.asarray(np.round(np.clip(small, 0, 1) * 255), np.uint8)
        rival = self._go_on(tiny, grown)
        continued = measure_strip(tiny, copy_out(tiny, grown, asked, rival), strip)
        if continued > LEAD * measure_strip(tiny, rival, strip):
            return painted, "painted"
        job.report(0.7, "Carrying the ground on")
        found = plan(small, missing)
        if found is None or found.strain > MOST_STRAIN:
            return painted, "painted"
        return copy_out(part, gap, found, painted), "continued"

    def _go_on(self, photo: Bytes, gap: Mask) -> Bytes:
        """The net's answer, with detail from beside the gap."""
        hole = np.asarray(gap * 255, np.uint8)
        return fill(photo, hole, self.paint(photo, hole))

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
