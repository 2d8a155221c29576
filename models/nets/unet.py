"""The U-Net that finds places on a picture: heads sit on its last and its deepest features.

Shape suffixes: N batch, C channels, H height, W width; H and W are multiples of 32.

Source: U-Net, arXiv 1505.04597.  Differs: narrow enough for one CPU core.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.nets.masker import Context, ResidualBlock


class UNet(nn.Module):
    """Pictures of `planes` channels to features of `widths`, widest where it is deepest."""

    def __init__(self, planes: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(4 * planes, widths[0], 3, padding=1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
        )
        self.first = ResidualBlock(widths[0], widths[0])
        self.down = nn.ModuleList(ResidualBlock(a, b) for a, b in zip(widths, widths[1:], strict=False))
        self.middle = nn.Sequential(Context(widths[-1]), ResidualBlock(widths[-1], widths[-1]))
        self.up = nn.ModuleList(ResidualBlock(b + a, a) for a, b in zip(widths, widths[1:], strict=False))

    def look(self, x_NCHW: Tensor) -> tuple[Tensor, Tensor]:
        """The last features (N, widths[0], H/2, W/2) and the deepest (N, widths[-1], H/32, W/32)."""
        h = self.first(self.stem(F.pixel_unshuffle(x_NCHW, 2)))
        skips = [h]
        for block in self.down:
            h = block(F.avg_pool2d(h, 2))
            skips.append(h)
        deepest = h = self.middle(skips.pop())
        for block in reversed(self.up):
            skip = skips.pop()
            h = block(torch.cat([F.interpolate(h, scale_factor=2.0, mode="bilinear"), skip], 1))
        return h, deepest
