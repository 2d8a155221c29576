"""Finds the landmarks of a flat garment with a small network that learned on this project's drafts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.backends.weights import load_weights
from models.nets.landmarks import LandmarkNet
from models.oklab import Floats
from models.tryon.spots import GROUPS, MIRROR, SPOTS, group_of, spots_of

SIDE_PX = 128
MEAN, CONTRAST, LEAST = 120.0, 36.0, 6.0
"""The greys that a garment is given, and below which spread it is plain."""
OPAQUE = 255
WEIGHTS = Path(__file__).parents[2] / "assets" / "weights" / "landmarks"


class GarmentLandmarks:
    """Landmarks on a garment's cut-out.  Deterministic for a thread count; always on the CPU."""

    def __init__(self, weights: Path) -> None:
        """Load the weights folder.  Raises BackendUnavailableError when it is missing or damaged."""
        tensors, self.weights_sha256 = load_weights(weights)
        net = LandmarkNet()
        net.load_state_dict(tensors)
        self._net = net.eval().to(memory_format=torch.channels_last)

    def find(self, rgba: NDArray[np.uint8], category: str) -> tuple[Floats, Floats]:
        """Where each of `models.tryon.spots.SPOTS` is (13, 2), px of a canvas of 256, and how sure that is (13,), 0..1.

        `rgba` (S, S, 4) is centred as `models.canvas.centre` does.  What the kind does not have is 0 sure.
        """
        places, sure = np.zeros((len(SPOTS), 2), np.float32), np.zeros(len(SPOTS), np.float32)
        group = group_of(category)
        if not group:
            return places, sure
        small = even_out(np.asarray(cv2.resize(rgba, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA), np.uint8))
        number = GROUPS.index(group)
        x = to_input(np.stack([small, small[:, ::-1]]), [number, number])
        with torch.inference_mode():
            both = torch.sigmoid(self._net(x.contiguous(memory_format=torch.channels_last)).float()).numpy()
        heat = 0.5 * (both[0] + both[1][list(MIRROR)][:, :, ::-1])
        for spot in spots_of(category):
            places[spot], sure[spot] = _find_peak(heat[spot])
        return np.asarray((places * 2 + 1) * (256 / SIDE_PX), np.float32), sure


def even_out(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A cut-out (h, w, 4) in greys of one mean and one contrast: in another colour a garment's landmarks stay."""
    inside = rgba[..., 3] >= OPAQUE
    grey = rgba[..., :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    if not inside.any():
        return rgba
    mean, spread = float(grey[inside].mean()), float(grey[inside].std())
    even = np.clip(MEAN + CONTRAST * (grey - mean) / max(spread, LEAST), 0, 255)
    even[rgba[..., 3] < OPAQUE] = MEAN  # along the edge the ground is mixed in
    return np.dstack([np.repeat(even[..., None], 3, 2), rgba[..., 3]]).round().astype(np.uint8)


@lru_cache(1)
def shipped() -> GarmentLandmarks:
    """The network that comes with the studio.  Raises BackendUnavailableError when it is missing or damaged."""
    return GarmentLandmarks(WEIGHTS)


def to_input(rgba: NDArray[np.uint8], groups: Sequence[int]) -> torch.Tensor:
    """Cut-outs (N, H, W, 4) and the numbers of their groups as the net takes them (N, 7, H, W)."""
    pixels = torch.from_numpy(np.ascontiguousarray(rgba)).permute(0, 3, 1, 2).float() / 255
    alpha = pixels[:, 3:]
    planes = torch.zeros(len(rgba), len(GROUPS), *rgba.shape[1:3])
    planes[torch.arange(len(rgba)), list(groups)] = 1.0
    return torch.cat([(pixels[:, :3] * 2 - 1) * alpha, alpha * 2 - 1, planes], 1)


def _find_peak(heat: Floats) -> tuple[Floats, float]:
    """Where a heat map is highest, between its pixels, and how high it is."""
    soft = cv2.GaussianBlur(heat, (0, 0), 0.8)
    y, x = np.unravel_index(int(soft.argmax()), soft.shape)
    top, left = max(0, int(y) - 2), max(0, int(x) - 2)
    piece = soft[top : int(y) + 3, left : int(x) + 3]
    weight = piece / max(float(piece.sum()), 1e-9)
    lines, columns = np.mgrid[top : top + piece.shape[0], left : left + piece.shape[1]]
    return np.array([(columns * weight).sum(), (lines * weight).sum()], np.float32), float(heat[int(y), int(x)])
