"""The nets of staging: one fills the gap that a removed product leaves, one dreams up a whole ground.

Both are the same U-Net of gated convolutions and work on pictures of some 192 px: structure and light are theirs,
texture at full size is fetched from beside the gap (`models.staging.filling`).

Sources: Yu et al., gated convolution, arXiv 1806.03589; Yi et al., HiFill, arXiv 2005.09704 (one gate for all channels;
a small net, detail from elsewhere in the picture); Isola et al., pix2pix, arXiv 1611.07004 (the baseline's task).
Differs: the in-painter adds to a smooth fill, so that untrained it already continues colour and light.

Shape legend: N pictures, C channels, H and W pixels (multiples of 16).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WORK_PX = 192
"""The longer side of the pictures that the nets see."""
STRIDE_PX = 16
WIDTHS = (24, 48, 72, 96)
DILATIONS = (2, 4, 8)
SLOPE = 0.2
SMOOTHED = 3
"""How often the smooth fill is evened out at each of its sizes."""


class Gated(nn.Module):
    """A convolution whose result one learned map opens or shuts, place by place."""

    def __init__(self, before: int, after: int, stride: int = 1, dilation: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after + 1, 3, stride, dilation, dilation)

    def forward(self, x_NCHW: Tensor) -> Tensor:
        x_NCHW = self.conv(x_NCHW)
        return F.leaky_relu(x_NCHW[:, :-1], SLOPE) * torch.sigmoid(x_NCHW[:, -1:])


class Trunk(nn.Module):
    """(N, C, H, W) to (N, 3, H, W); untrained it answers nothing but zeros."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        first, *rest = WIDTHS
        self.enter = Gated(4 * channels, first)
        self.down = nn.ModuleList(Gated(a, b, stride=2) for a, b in zip(WIDTHS, rest, strict=False))
        self.more = nn.ModuleList(Gated(width, width) for width in rest)
        self.deep = nn.ModuleList(Gated(WIDTHS[-1], WIDTHS[-1], dilation=each) for each in DILATIONS)
        ways = list(zip(rest[::-1], WIDTHS[-2::-1], strict=True))
        self.up = nn.ModuleList(Gated(low + high, high) for low, high in ways)
        self.leave = nn.Conv2d(first, 12, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]

    def forward(self, x_NCHW: Tensor) -> Tensor:
        x_NCHW = self.enter(F.pixel_unshuffle(x_NCHW, 2))
        kept = []
        for down, more in zip(self.down, self.more, strict=True):
            kept.append(x_NCHW)
            x_NCHW = more(down(x_NCHW))
        for deep in self.deep:
            x_NCHW = x_NCHW + deep(x_NCHW)
        for up in self.up:
            large = F.interpolate(x_NCHW, scale_factor=2, mode="bilinear", align_corners=False)
            x_NCHW = up(torch.cat([large, kept.pop()], 1))
        return F.pixel_shuffle(self.leave(x_NCHW), 2)


class Inpainter(nn.Module):
    """A picture (N, 3, H, W) in −1..1 and its gap (N, 1, H, W; 1 = missing) to the picture without the gap."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk(7)

    def forward(self, rgb_N3HW: Tensor, gap_N1HW: Tensor) -> Tensor:
        """Known pixels come back as they were."""
        smooth = spread(rgb_N3HW, gap_N1HW)
        made = smooth + self.trunk(torch.cat([rgb_N3HW * (1 - gap_N1HW), smooth, gap_N1HW], 1))
        return torch.as_tensor(rgb_N3HW * (1 - gap_N1HW) + made * gap_N1HW)


class Dreamer(nn.Module):
    """The product's mask, its edges and planes of the theme (N, C, H, W) to a whole ground (N, 3, H, W) in −1..1."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.trunk = Trunk(channels)

    def forward(self, asked_NCHW: Tensor) -> Tensor:
        return torch.tanh(self.trunk(asked_NCHW))


def spread(rgb_N3HW: Tensor, gap_N1HW: Tensor) -> Tensor:
    """The gap filled smoothly from its rim: pushed to ever smaller pictures and pulled back.

    Source: Gortler et al., "The Lumigraph", SIGGRAPH 1996, section 3.4 (pull-push).
    """
    known = 1 - gap_N1HW
    sizes = [(rgb_N3HW * known, known)]
    while min(sizes[-1][0].shape[2:]) > 2:
        sizes.append(tuple(F.avg_pool2d(each, 2, ceil_mode=True) for each in sizes[-1]))  # type: ignore[arg-type]
    colour, weight = sizes[-1]
    filled = (
        colour / weight.clamp_min(1e-4)
        if bool((weight > 0).all())
        else colour.sum((2, 3), keepdim=True) / (weight.sum((2, 3), keepdim=True).clamp_min(1e-4)).expand_as(colour)
    )
    for colour, weight in sizes[-2::-1]:
        wide = F.interpolate(filled, size=colour.shape[2:], mode="bilinear", align_corners=False)
        sure = weight.clamp(0, 1)
        filled = colour + wide * (1 - sure)
        for _ in range(SMOOTHED):
            soft = F.avg_pool2d(F.pad(filled, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
            filled = colour + soft * (1 - sure)
    return filled
