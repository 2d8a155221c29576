"""The network that finds a person: 18 points as heat maps, and the part of the body of each pixel.

Shape suffixes: N batch, C channels, H height, W width.  Pictures are RGB float32 in [−1, 1]; H and W are multiples of
32.  Answers are as large as half the picture.

Source: U-Net, arXiv 1505.04597; heat maps as in Xiao et al., arXiv 1804.06208.
Differs: one net for points and parts, narrow enough for one CPU core.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.nets.masker import Context, ResidualBlock

POINTS, PARTS = 18, 17
WIDTHS = (24, 40, 64, 96, 128)


class PersonNet(nn.Module):
    """Points and parts of the one person of a picture; ≈ 1 M parameters."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(12, widths[0], 3, padding=1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
        )
        self.first = ResidualBlock(widths[0], widths[0])
        self.down = nn.ModuleList(ResidualBlock(a, b) for a, b in zip(widths, widths[1:], strict=False))
        self.middle = nn.Sequential(Context(widths[-1]), ResidualBlock(widths[-1], widths[-1]))
        self.up = nn.ModuleList(ResidualBlock(b + a, a) for a, b in zip(widths, widths[1:], strict=False))
        self.out = nn.Conv2d(widths[0], POINTS + PARTS, 1)
        self.back = nn.Linear(widths[-1], 1)

    def forward(self, x_NCHW: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Heat maps' logits (N, 18, H/2, W/2), parts' logits (N, 17, H/2, W/2), and whether the back is seen (N,)."""
        h = self.first(self.stem(F.pixel_unshuffle(x_NCHW, 2)))
        skips = [h]
        for block in self.down:
            h = block(F.avg_pool2d(h, 2))
            skips.append(h)
        h = self.middle(skips.pop())
        back = self.back(h.mean((2, 3)))[:, 0]
        for block in reversed(self.up):
            skip = skips.pop()
            h = block(torch.cat([F.interpolate(h, scale_factor=2.0, mode="bilinear"), skip], 1))
        out = self.out(h)
        return out[:, :POINTS], out[:, POINTS:], back
