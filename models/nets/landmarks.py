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
from torch.nn import functional as F

from models.nets.masker import Context, ResidualBlock

SPOTS, PLANES = 13, 7
WIDTHS = (20, 32, 56, 88, 112)


class LandmarkNet(nn.Module):
    """Heat maps of 13 landmarks; ≈ 0.8 M parameters."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(4 * PLANES, widths[0], 3, padding=1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
        )
        self.first = ResidualBlock(widths[0], widths[0])
        self.down = nn.ModuleList(ResidualBlock(a, b) for a, b in zip(widths, widths[1:], strict=False))
        self.middle = nn.Sequential(Context(widths[-1]), ResidualBlock(widths[-1], widths[-1]))
        self.up = nn.ModuleList(ResidualBlock(b + a, a) for a, b in zip(widths, widths[1:], strict=False))
        self.out = nn.Conv2d(widths[0], SPOTS, 1)

    def forward(self, x_NCHW: Tensor) -> Tensor:
        """Heat maps' logits (N, 13, H/2, W/2)."""
        h = self.first(self.stem(F.pixel_unshuffle(x_NCHW, 2)))
        skips = [h]
        for block in self.down:
            h = block(F.avg_pool2d(h, 2))
            skips.append(h)
        h = self.middle(skips.pop())
        for block in reversed(self.up):
            skip = skips.pop()
            h = block(torch.cat([F.interpolate(h, scale_factor=2.0, mode="bilinear"), skip], 1))
        return torch.as_tensor(self.out(h))
