"""The network that finds a garment's landmarks on its cut-out: one heat map each.

Shape suffixes: N batch, C channels, H height, W width.  `x_NCHW` holds RGB and opacity in [−1, 1], clear pixels 0 in
RGB, and three planes that say how the garment is built (`models.tryon.spots.GROUPS`); H and W are multiples of 32.
Answers are as large as half the picture.

Source: heat maps as in Xiao et al., arXiv 1804.06208, on a U-Net, arXiv 1505.04597.
Differs: narrow enough for one CPU core; no ImageNet.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.nets.unet import UNet

SPOTS, PLANES = 13, 7
WIDTHS = (20, 32, 56, 88, 112)


class LandmarkNet(UNet):
    """Heat maps of 13 landmarks; ≈ 0.8 M parameters."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__(PLANES, widths)
        self.out = nn.Conv2d(widths[0], SPOTS, 1)

    def forward(self, x_NCHW: Tensor) -> Tensor:
        """Heat maps' logits (N, 13, H/2, W/2)."""
        return torch.as_tensor(self.out(self.look(x_NCHW)[0]))
