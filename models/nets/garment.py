"""The garment GAN's nets: the pattern coder and the painter.

The pattern coder knows a swatch's mix as 8×8×7 numbers; the painter turns a decoded shape (`models/shape.py`) and a
cloth into the light on the finished garment.  No net sees a colour: inks are printed afterwards (`models/inks.py`), so
a colour can move nothing else.

Sources: Park et al., Swapping Autoencoder, arXiv 2007.00653 (spatial structure code and global texture code);
Perez et al., FiLM, arXiv 1709.07871 (the cloth steers the painter by scale and shift).
Differs: upsampling is bilinear, without shuffles, which leave a grid; structure is a small picture, not a learned code:
codes that were learned lost seams and folds (DECISIONS.md).

Shape legend: N garments, C channels, H and W pixels.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PATTERN_CHANNELS = 7
STYLE = 64 + 1
"""The grain's spectrum (8 × 8) and whether the cloth has two inks."""
SLOPE = 0.2


class Block(nn.Module):
    """Two 3×3 convolutions with a residual, each after a leaky ReLU; optionally steered by a style (FiLM)."""

    def __init__(self, width: int, style: int = 0) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        self.steer = nn.Linear(style, 2 * width) if style else None
        if self.steer is not None:
            nn.init.zeros_(self.steer.weight)
            nn.init.zeros_(self.steer.bias)

    def forward(self, x_NCHW: Tensor, style_ND: Tensor | None = None) -> Tensor:
        y = self.first(F.leaky_relu(x_NCHW, SLOPE))
        if self.steer is not None and style_ND is not None:
            scale, shift = self.steer(style_ND)[..., None, None].chunk(2, 1)
            y = y * (1 + scale) + shift
        return torch.as_tensor(x_NCHW + self.second(F.leaky_relu(y, SLOPE)))


def widen(x_NCHW: Tensor) -> Tensor:
    """Twice the height and width, bilinear."""
    return F.interpolate(x_NCHW, scale_factor=2, mode="bilinear", align_corners=False)


def find_lines(relief_N1HW: Tensor) -> Tensor:
    """Construction lines (N, 1, H, W) in [−1, 1]: where the relief steps, whatever the light; dark lines negative.

    A difference of Gaussians (σ 1.2 and 3.6 px) over its local strength.
    """
    fine = blur(relief_N1HW, 1.2) - blur(relief_N1HW, 3.6)
    power = F.pad(fine**2, (16, 16, 16, 16), mode="replicate")
    strength = F.avg_pool2d(F.avg_pool2d(power, (33, 1), 1), (1, 33), 1).clamp_min(0).sqrt()  # 33², the quick way
    return torch.tanh(fine / (strength + 0.02) * 0.8)


def blur(x_N1HW: Tensor, sigma_px: float) -> Tensor:
    """A Gaussian blur of one channel."""
    reach = int(3 * sigma_px + 0.5)
    at = torch.arange(-reach, reach + 1, dtype=x_N1HW.dtype, device=x_N1HW.device)
    kernel = torch.exp(-(at**2) / (2 * sigma_px**2))
    kernel = kernel / kernel.sum()
    padded = F.pad(x_N1HW, (reach, reach, reach, reach), mode="replicate")
    return F.conv2d(F.conv2d(padded, kernel.view(1, 1, 1, -1)), kernel.view(1, 1, -1, 1))


def style_of(grain_N88: Tensor, two_N: Tensor) -> Tensor:
    """The painter's style (N, 65): the grain's spectrum, log10 of its power, and whether the cloth has two inks."""
    return torch.cat([grain_N88.flatten(1) / 4 + 1, two_N[:, None].float()], 1)


class PatternCoder(nn.Module):
    """The mix of a swatch (N, 1, 64, 64) to (N, 7, 8, 8) and back."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(4, 48, 3, padding=1),
            Block(48),
            nn.Conv2d(48, 96, 2, 2),
            Block(96),
            nn.Conv2d(96, 128, 2, 2),
            Block(128),
            Block(128),
            nn.LeakyReLU(SLOPE),
            nn.Conv2d(128, PATTERN_CHANNELS, 3, padding=1),
        )
        self.start = nn.Sequential(nn.Conv2d(PATTERN_CHANNELS, 128, 3, padding=1), Block(128), Block(128))
        steps = []
        for before, after in ((128, 96), (96, 64), (64, 32)):
            steps.append(nn.Sequential(nn.Conv2d(before, after, 3, padding=1), Block(after)))
        self.steps = nn.ModuleList(steps)
        self.out = nn.Conv2d(32, 1, 3, padding=1)

    def encode(self, mix_N1HW: Tensor) -> Tensor:
        """The pattern code (N, 7, 8, 8) of a mix in 0..1."""
        return torch.as_tensor(self.encoder(mix_N1HW * 2 - 1))

    def decode(self, code_NCHW: Tensor) -> Tensor:
        """Logits of the mix (N, 1, 64, 64)."""
        x = self.start(code_NCHW)
        for step in self.steps:
            x = step(widen(x))
        return torch.as_tensor(self.out(F.leaky_relu(x, SLOPE)))


class Painter(nn.Module):
    """The generator: decoded shape and cloth to the light on the garment."""

    def __init__(self) -> None:
        super().__init__()
        self.style = nn.Sequential(nn.Linear(STYLE, 64), nn.LeakyReLU(SLOPE))
        self.enter = nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(6 * 4, 24, 3, padding=1))
        self.block_128 = Block(24, 64)
        self.down_64 = nn.Conv2d(24, 64, 2, 2)
        self.block_64 = Block(64, 64)
        self.down_32 = nn.Conv2d(64, 112, 2, 2)
        self.blocks_32 = nn.ModuleList([Block(112, 64) for _ in range(3)])
        self.up_64 = nn.Conv2d(112, 64, 3, padding=1)
        self.after_64 = Block(64, 64)
        self.up_128 = nn.Conv2d(64, 24, 3, padding=1)
        self.after_128 = Block(24, 64)
        self.last = nn.Conv2d(24 + 6, 12, 3, padding=1)
        self.out = nn.Conv2d(12, 2, 3, padding=1)
        nn.init.zeros_(self.out.weight)

    def forward(self, planes_N6HW: Tensor, style_ND: Tensor) -> Tensor:
        """The log shade (N, 1, H, W) of the finished garment, grain and all; see `paint`."""
        relief, gain = self.paint(planes_N6HW, style_ND)
        return relief + planes_N6HW[:, 5:6] * gain

    def paint(self, planes_N6HW: Tensor, style_ND: Tensor) -> tuple[Tensor, Tensor]:
        """The relief (log shade) and the gain of the grain, each (N, 1, H, W).

        planes: alpha, decoded relief, its lines, trim, mix of the sheet, grain of the sheet (log shade); style (N, 65):
        log10 of the grain's power and 1 for two inks.
        """
        style = self.style(style_ND)
        x_128 = self.block_128(self.enter(planes_N6HW), style)
        x_64 = self.block_64(self.down_64(x_128), style)
        x = self.down_32(x_64)
        for block in self.blocks_32:
            x = block(x, style)
        x = self.after_64(self.up_64(widen(x)) + x_64, style)
        x = self.after_128(self.up_128(widen(x)) + x_128, style)
        x = F.leaky_relu(self.last(torch.cat([widen(F.leaky_relu(x, SLOPE)), planes_N6HW], 1)), SLOPE)
        change, gain = self.out(x).chunk(2, 1)
        return planes_N6HW[:, 1:2] + 0.5 * change, torch.exp(gain.clamp(-3, 1.5))
