"""A generator of StyleGAN2's size for 256 px, with random weights, to measure the speed of a tweak against.

Source: Karras et al., StyleGAN2, arXiv 1912.04958, Fig. 2 (modulated and demodulated convolutions, skip to RGB) with
the channels of its 256 px configuration.  Differs: bilinear upsampling before the convolution, no noise inputs; both
make it a little faster than the original.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

STYLE = 512
CHANNELS = {4: 512, 8: 512, 16: 512, 32: 512, 64: 512, 128: 256, 256: 128}


class ModulatedConv(nn.Module):
    """A convolution whose weights are scaled by a style, and normalised again."""

    def __init__(self, before: int, after: int, side: int, demodulate: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(after, before, side, side) / (before * side * side) ** 0.5)
        self.style, self.bias, self.demodulate = nn.Linear(STYLE, before), nn.Parameter(torch.zeros(after)), demodulate

    def forward(self, x_1CHW: Tensor, w_1D: Tensor) -> Tensor:
        weight = self.weight * (1 + self.style(w_1D)[0])[None, :, None, None]
        if self.demodulate:
            weight = weight * (weight.square().sum((1, 2, 3), keepdim=True) + 1e-8).rsqrt()
        return F.conv2d(x_1CHW, weight, self.bias, padding=weight.shape[-1] // 2)


class StyleGenerator(nn.Module):
    """One picture (1, 3, 256, 256) of a style (1, 512)."""

    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.randn(1, CHANNELS[4], 4, 4))
        self.convs, self.to_rgb = nn.ModuleList(), nn.ModuleList()
        before = CHANNELS[4]
        for side, channels in CHANNELS.items():
            pair = [ModulatedConv(before, channels, 3)] * (side > 4) + [ModulatedConv(channels, channels, 3)]
            self.convs.append(nn.ModuleList(pair))
            self.to_rgb.append(ModulatedConv(channels, 3, 1, demodulate=False))
            before = channels

    def forward(self, w_1D: Tensor) -> Tensor:
        x: Tensor = self.start
        rgb = torch.zeros(1, 3, 4, 4)
        for level, (convs, to_rgb) in enumerate(zip(self.convs, self.to_rgb, strict=True)):
            if level:
                x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
                rgb = F.interpolate(rgb, scale_factor=2, mode="bilinear", align_corners=False)
            for conv in convs:  # type: ignore[attr-defined]
                x = F.leaky_relu(conv(x, w_1D), 0.2)
            rgb = rgb + to_rgb(x, w_1D)
        return rgb
