"""The level camera that a mannequin was taken with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

Floats = NDArray[np.float64]


class Camera(BaseModel):
    """It looks along −z without tilt: x_px = cx + f·(x − X)/(Z − z), y_px = cy − f·(y − Y)/(Z − z)."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    at_m: tuple[float, float, float]
    focal_px: float = Field(gt=0)
    """At the picture's own size, 768 × 1152; maps are half of it."""
    centre_px: tuple[float, float]

    def project(self, points: Floats, scale: float = 1.0) -> tuple[Floats, Floats]:
        """Pixels (n, 2) at `scale` times the picture's size, and distances from the lens (n,), of places in metres."""
        away = self.at_m[2] - points[:, 2]
        x = self.centre_px[0] + self.focal_px * (points[:, 0] - self.at_m[0]) / away
        y = self.centre_px[1] - self.focal_px * (points[:, 1] - self.at_m[1]) / away
        return np.stack([x, y], 1) * scale, away

    def place(self, depth: NDArray[np.float32], scale: float = 0.5) -> NDArray[np.float32]:
        """Places in metres (h, w, 3) of a depth map (h, w) at `scale` times the picture's size."""
        height, width = depth.shape
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        across = (((x + 0.5) / scale) - self.centre_px[0]) / self.focal_px * depth + self.at_m[0]
        up = (self.centre_px[1] - (y + 0.5) / scale) / self.focal_px * depth + self.at_m[1]
        return np.stack([across, up, self.at_m[2] - depth], -1).astype(np.float32)
