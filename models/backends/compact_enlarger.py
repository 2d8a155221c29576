"""The compact enlarger: a design printed large, its cloth woven, its lines drawn and its folds sharpened at that size.

What is large from the start: the outline (a spline through the distance), the cloth (laid and its grain drawn at the
target's scale) and the construction lines.  Only light is a small picture: the shape code holds it at 64 px.  A small
net doubles it, as often as it takes; of the painter's light, drawn for 256 px, the soft part goes along, so that a
large picture is as light and dark as the small one.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import cv2
import numpy as np
import torch

from models.backends.compact_garment import CompactGarment, lit_cloth
from models.backends.weights import load_weights, pick_device
from models.design import SHAPE_SIZE, DesignSpec, EnlargeRequest, EnlargeResult, read_code
from models.growing import carry_out, grow
from models.hub import join_hashes
from models.nets.enlarger import REACH_PX, Enlarger
from models.oklab import Floats
from models.shape import FINE
from models.types import BackendInfo, Job

TILE_PX = 256
"""Side of the pieces that the net sees at a time: memory stays the same, however large the picture is."""
REMEMBERED_PIXELS = 16 * 1024 * 1024
"""How much enlarged light is kept, so that another colour of the same design is only another print."""
CRISP_PX = 512
"""Up to which side folds are drawn again; of larger pictures, up to half the side.  Farther, they look like cut paper.
"""
SOFT_PX = 4.0
"""σ (px of 256) of what is taken over of the painter's light: finer lines of it become stripes when they are seen near.
"""


class CompactEnlarger:
    """Makes large pictures with the project's own networks.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="compact_enlarger",
        title="Compact enlarger",
        verbs=("enlarge",),
        tier="compact",
        sizes_px=(512, 1024, 2048),
        source="assets/weights/enlarger",
    )

    def __init__(self, garment: Path, weights: Path, device: str = "auto") -> None:
        """Load both weights folders.  Raises BackendUnavailableError when one is missing or damaged."""
        tensors, own = load_weights(weights)
        self.device = pick_device(device)
        self.garments = CompactGarment(garment, device)
        self.weights_sha256 = join_hashes((self.garments.weights_sha256, own))
        self.net = Enlarger()
        self.net.load_state_dict(tensors)
        self.net.eval().requires_grad_(False).to(memory_format=torch.channels_last).to(self.device)
        self._known: OrderedDict[object, Floats] = OrderedDict()

    def enlarge(self, request: EnlargeRequest, job: Job) -> EnlargeResult:
        """See `protocols.Enlarger.enlarge`."""
        spec, side = request.spec, request.size_px
        job.report(0.1, "Cutting")
        light = self._light(spec, side, job)
        job.report(0.6, "Printing")
        made = self.garments.print(spec, side, light, self.garments.paint(spec)[1], request.lines)
        return EnlargeResult(image=made.image, lines=made.lines)

    def _light(self, spec: DesignSpec, side: int, job: Job) -> Floats:
        """The light on a design (log shade) at `side`, remembered whatever its colours."""
        key = (spec.shape, lit_cloth(spec.cloth), spec.seed, side)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        light = self._sharpen(spec, side, job) + grow(self._soften(spec), side)
        self._known[key] = light
        while len(self._known) > 1 and sum(each.size for each in self._known.values()) > REMEMBERED_PIXELS:
            self._known.popitem(last=False)
        return light

    def _sharpen(self, spec: DesignSpec, side: int, job: Job) -> Floats:
        """The light of the shape code, doubled by the net until it is as large as asked."""
        parts = read_code(spec.shape, SHAPE_SIZE, "shape")[: 2 * FINE * FINE].reshape(2, FINE, FINE)
        light = carry_out(parts[1], parts[0] > 0)
        doublings = int(np.ceil(np.log2(min(side, max(CRISP_PX, side // 2)) / FINE)))
        for number in range(doublings):
            job.report(0.1 + 0.5 * number / doublings, "Sharpening")
            light = self.double(light)
        return grow(light, side)

    def _soften(self, spec: DesignSpec) -> Floats:
        """The soft part of what the painter adds to the light of the shape (256, 256), its level included."""
        shape, (painted, _) = self.garments.cut(spec), self.garments.paint(spec)
        change = carry_out(painted - shape.relief, shape.alpha > 0.8)
        return np.asarray(cv2.GaussianBlur(change, (0, 0), SOFT_PX), np.float32)

    def double(self, light: Floats) -> Floats:
        """A plane (n, n) as the net draws it (2n, 2n), piece by piece; seamless, since each sees what is around it."""
        side = len(light)
        padded = torch.from_numpy(np.pad(light, REACH_PX, mode="edge"))[None, None].to(self.device)
        large = np.empty((2 * side, 2 * side), np.float32)
        for top in range(0, side, TILE_PX):
            for left in range(0, side, TILE_PX):
                height, width = min(TILE_PX, side - top), min(TILE_PX, side - left)
                piece = padded[..., top : top + height + 2 * REACH_PX, left : left + width + 2 * REACH_PX]
                with torch.inference_mode():
                    drawn = self.net(piece.contiguous(memory_format=torch.channels_last))[0, 0]
                edge = 2 * REACH_PX
                inner = drawn[edge : edge + 2 * height, edge : edge + 2 * width]
                large[2 * top : 2 * (top + height), 2 * left : 2 * (left + width)] = inner.float().cpu().numpy()
        return large
