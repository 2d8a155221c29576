"""The compact masker: our own two small networks, for any product photo, on any device.

How a photo goes through: the coarse net finds the product at 320 px; when the product is small in the picture, again on
the part of the picture around it; where the net is in doubt, a graph cut asks the photo's own colours; the edge net
sharpens the outline at up to 1024 px; a guided filter carries it to the photo's full size; the ground's colour is taken
out of the soft edge.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn import functional as F

from models.backends.weights import load_weights, pick_device
from models.graphcut import settle
from models.matting import LEAST_AREA, Bytes, Floats, enlarge_alpha, finish_mask, measure_confidence, no_product
from models.nets.masker import MaskerNet
from models.strokes import FREE, KEEP, REMOVE, paint
from models.types import BackendInfo, Job, MaskRequest, MaskResult

COARSE_PX = 320
EDGE_PX = 1024
WHOLE_PX = 1600
"""Longest side of the whole photo's probability after a closer look."""
FAINT = 0.2
"""Opacity and transparency below this are doubt, not a soft edge; at 0.2 edges are as soft as in truth."""
SMALL_PRODUCT = 0.6
"""Below this share of the longest side the product is looked at a second time, closer."""
Box = tuple[int, int, int, int]


class CompactMasker:
    """Finds the product in a photo with the project's own networks.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="compact_masker",
        title="Compact cut-out",
        verbs=("mask",),
        tier="compact",
        sizes_px=(COARSE_PX, EDGE_PX),
        source="assets/weights/masker",
    )

    def __init__(self, weights: Path, device: str = "auto") -> None:
        """Load the weights folder.  Raises BackendUnavailableError when it is missing or damaged."""
        tensors, self.weights_sha256 = load_weights(weights)
        self.device = pick_device(device)
        net = MaskerNet()
        net.load_state_dict(tensors)
        self._net = net.eval().to(memory_format=torch.channels_last).to(self.device)

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        """See `protocols.Masker.mask`."""
        job.report(0.0, "Looking for the product")
        rgb = np.asarray(request.image.convert("RGB"))
        painted = paint(request.strokes, rgb.shape[1], rgb.shape[0])
        found = self._find(rgb, painted)
        if float((found > 0.5).mean()) < LEAST_AREA:
            raise no_product()
        job.report(0.4, "Drawing the edge")
        alpha = self._sharpen(rgb, found)
        job.report(0.8, "Cleaning the colours")
        return finish_mask(rgb, alpha, painted, request.focus, measure_confidence(found))

    def _find(self, rgb: Bytes, painted: Bytes) -> Floats:
        """The product's probability (h', w'), the photo's shape at 320 px or, for a small product, finer."""
        h, w = rgb.shape[:2]
        small, marks, first = self._look(rgb, painted, (0, 0, w, h))
        box = _box_around(first, w, h)
        if box is None or max(box[2] - box[0], box[3] - box[1]) > SMALL_PRODUCT * max(w, h):
            return settle(small, first, marks)
        small, marks, closer = self._look(rgb, painted, box)
        return _set_in(first, settle(small, closer, marks), box, w, h)

    def _look(self, rgb: Bytes, painted: Bytes, box: Box) -> tuple[Bytes, Bytes, Floats]:
        """One look of the coarse net at a box of the photo: the box at 320 px, its strokes, and the probability."""
        left, top, right, bottom = box
        small = _fit(rgb[top:bottom, left:right], COARSE_PX)
        h, w = small.shape[:2]
        marks, planes = np.full((h, w), FREE, np.uint8), np.zeros((2, h, w), np.float32)
        piece = painted[top:bottom, left:right]
        for plane, value in enumerate((KEEP, REMOVE) if piece.any() else ()):
            there = cv2.resize((piece == value).astype(np.float32), (w, h), interpolation=cv2.INTER_AREA) > 0
            planes[plane], marks[there] = there, value
        strokes = _pad(torch.from_numpy(planes)[None].to(self.device), 32, "constant")
        with torch.inference_mode():
            logits = self._net.coarse(self._tensor(small, 32), strokes)
        return small, marks, np.asarray(torch.sigmoid(logits)[0, 0, :h, :w].float().cpu().numpy())

    def _sharpen(self, rgb: Bytes, coarse: Floats) -> Floats:
        """The alpha at the photo's size (h, w)."""
        h, w = rgb.shape[:2]
        left, top, right, bottom = _box_around(coarse, w, h) or (0, 0, w, h)
        part = rgb[top:bottom, left:right]
        small = _fit(part, EDGE_PX)
        matrix = np.array([[coarse.shape[1] / w, 0, 0], [0, coarse.shape[0] / h, 0]])
        scale = small.shape[1] / part.shape[1], small.shape[0] / part.shape[0]
        logit = np.log(np.clip(coarse, 1e-4, 1 - 1e-4) / np.clip(1 - coarse, 1e-4, 1))
        guess = _resample(logit, small.shape[:2], (left, top), scale, matrix)
        with torch.inference_mode():
            near = _pad(torch.from_numpy(guess)[None, None].to(self.device), 8, "replicate")
            fine = torch.sigmoid(self._net.edge(self._tensor(small, 8), near))[0, 0]
        alpha_small = fine[: small.shape[0], : small.shape[1]].float().cpu().numpy()
        alpha_small = np.clip((alpha_small - FAINT) / (1 - 2 * FAINT), 0, 1)
        out = np.zeros((h, w), np.float32)
        same = small.shape == part.shape
        out[top:bottom, left:right] = alpha_small if same else enlarge_alpha(alpha_small, small, part)
        return out

    def _tensor(self, rgb: Bytes, multiple: int) -> torch.Tensor:
        image = torch.from_numpy(np.array(rgb)).to(self.device).permute(2, 0, 1)[None].float() / 127.5 - 1
        return _pad(image, multiple, "replicate").contiguous(memory_format=torch.channels_last)


def _fit(rgb: Bytes, longest_px: int) -> Bytes:
    """Scale so that the longest side is `longest_px`; for the edge net only down, for the coarse net also up."""
    scale = longest_px / max(rgb.shape[:2])
    if scale > 1 and longest_px == EDGE_PX:
        return np.ascontiguousarray(rgb)
    size = max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR).astype(np.uint8)


def _set_in(whole: Floats, closer: Floats, box: Box, w: int, h: int) -> Floats:
    """Put a closer look at a box of a (w, h) photo into the probability of the whole, at the scale of the former."""
    scale = min(max(closer.shape) / max(box[2] - box[0], box[3] - box[1]), WHOLE_PX / max(w, h))
    left, top, right, bottom = (round(edge * scale) for edge in box)
    out = cv2.resize(whole, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=cv2.INTER_LINEAR)
    right, bottom = max(left + 1, min(right, out.shape[1])), max(top + 1, min(bottom, out.shape[0]))
    out[top:bottom, left:right] = cv2.resize(closer, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
    return np.asarray(out, np.float32)


def _pad(x_NCHW: torch.Tensor, multiple: int, mode: str) -> torch.Tensor:
    h, w = x_NCHW.shape[2:]
    return F.pad(x_NCHW, (0, -w % multiple, 0, -h % multiple), mode=mode)


def _box_around(probability: Floats, w: int, h: int, margin: float = 0.08) -> Box | None:
    """The product's box in photo pixels with a margin, or None when there is no product."""
    ys, xs = np.nonzero(probability > 0.3)
    if ys.size == 0:
        return None
    ph, pw = probability.shape
    edge = margin * max((xs.max() - xs.min()) / pw * w, (ys.max() - ys.min()) / ph * h) + 4
    left, right = xs.min() / pw * w - edge, (xs.max() + 1) / pw * w + edge
    top, bottom = ys.min() / ph * h - edge, (ys.max() + 1) / ph * h + edge
    return max(0, int(left)), max(0, int(top)), min(w, int(right) + 1), min(h, int(bottom) + 1)


def _resample(
    field: Floats, shape: tuple[int, int], origin: tuple[int, int], scale: tuple[float, float], to_field: Floats
) -> Floats:
    """Read a field of the whole photo at the pixels of a scaled part of it, pixel centres aligned."""
    h, w = shape
    xs = ((np.arange(w) + 0.5) / scale[0] + origin[0]) * to_field[0, 0] - 0.5
    ys = ((np.arange(h) + 0.5) / scale[1] + origin[1]) * to_field[1, 1] - 0.5
    map_x, map_y = np.meshgrid(xs.astype(np.float32), ys.astype(np.float32))
    return cv2.remap(field.astype(np.float32), map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float32
    )
