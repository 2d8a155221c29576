"""The enlarger's net: the light on a garment (log shade) at twice the size, with its folds and creases crisp again.

It works on the small side and draws the large one in two narrow layers, so that 256 to 1024 px takes half a second on
two cores.  Applied twice it enlarges fourfold: a fold looks much the same from twice as near.

Sources: Shi et al., ESPCN, arXiv 1609.05158 (work small, enlarge last); Lim et al., EDSR, arXiv 1707.02921 (residual
blocks without normalisation, a residual over a plain enlargement).
Differs: bilinear enlargement of the features instead of a pixel shuffle, which leaves a grid in smooth light.

Shape legend: N planes, C channels, H and W pixels of the small side.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH, LARGE_WIDTH, BLOCKS = 24, 12, 4
GAIN = 8.0
"""Log shades are small numbers; the net sees them so much larger."""
SLOPE = 0.2
REACH_PX = 2 * BLOCKS + 4
"""How many pixels of the small side the net looks in each direction."""


class Enlarger(nn.Module):
    """Log shade (N, 1, H, W) to (N, 1, 2H, 2W)."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(1, WIDTH, 3, padding=1)
        self.first = nn.ModuleList(nn.Conv2d(WIDTH, WIDTH, 3, padding=1) for _ in range(BLOCKS))
        self.second = nn.ModuleList(nn.Conv2d(WIDTH, WIDTH, 3, padding=1) for _ in range(BLOCKS))
        self.leave = nn.Conv2d(WIDTH, LARGE_WIDTH, 3, padding=1)
        self.draw = nn.Conv2d(LARGE_WIDTH + 1, LARGE_WIDTH, 3, padding=1)
        self.out = nn.Conv2d(LARGE_WIDTH, 1, 3, padding=1)
        for layer in self.second:
            nn.init.zeros_(layer.weight)  # type: ignore[arg-type]
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)  # type: ignore[arg-type]

    def forward(self, light_N1HW: Tensor) -> Tensor:
        """The enlarged light; untrained, it is the bilinear one."""
        small = light_N1HW * GAIN
        start = x = self.enter(small)
        for first, second in zip(self.first, self.second, strict=True):
            x = x + second(F.leaky_relu(first(x), SLOPE))
        large, plain = _double(F.leaky_relu(self.leave(x + start), SLOPE)), _double(small)
        x = F.leaky_relu(self.draw(torch.cat([large, plain], 1)), SLOPE)
        return torch.as_tensor((plain + self.out(x)) / GAIN)


def _double(x_NCHW: Tensor) -> Tensor:
    return F.interpolate(x_NCHW, scale_factor=2, mode="bilinear", align_corners=False)
