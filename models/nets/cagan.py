"""The Conditional Analogy GAN: one article on a body is swapped for another, learned without paired pictures.

The generator is shown a body, the article that it wears and the one that it shall wear (9 channels) and answers with
an opacity α and colours: the look is α·rgb + (1 − α)·body, so that where the garment is, is learned by the way.  The
discriminator says whether a body wears an article.

Source: Jetchev & Bergmann, "The Conditional Analogy GAN", arXiv 1709.04695.
Differs: works on pixel-unshuffled pictures and shuffles its answer back, which is what makes it fast on a CPU; group
norm in place of batch norm; a gate through which every place sees the whole picture (arXiv 1709.01507); the
discriminator has spectral norm (arXiv 1802.05957).

Shape suffixes: N pictures, C channels, H and W pixels (multiples of 32).  Pictures are RGB float32 in −1..1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from models.nets.masker import Context

WIDTHS = (24, 48, 96, 160, 224)
CRITIC_WIDTHS = (24, 48, 96, 160)
SLOPE = 0.2
GAIN = 10.0
"""How much steeper the discriminator may answer than spectral norm alone lets it: else α's cost outweighs its word."""


class Block(nn.Module):
    """A 3×3 convolution, group norm, leaky ReLU."""

    def __init__(self, before: int, after: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.norm = nn.GroupNorm(8, after)

    def forward(self, x_NCHW: Tensor) -> Tensor:
        return F.leaky_relu(self.norm(self.conv(x_NCHW)), SLOPE)


class Cagan(nn.Module):
    """The generator; ≈ 1.8 M parameters."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        first, *rest = widths
        self.enter = nn.Conv2d(9 * 4, first, 3, padding=1)
        self.down = nn.ModuleList(Block(a, b, 2) for a, b in zip(widths, rest, strict=False))
        self.middle = nn.Sequential(Context(rest[-1]), Block(rest[-1], rest[-1]))
        ways = list(zip(rest[::-1], widths[-2::-1], strict=True))
        self.up = nn.ModuleList(Block(low + high, high) for low, high in ways)
        self.leave = nn.Conv2d(first, 4 * 4, 3, padding=1)

    def forward(self, body_N3HW: Tensor, worn_N3HW: Tensor, new_N3HW: Tensor) -> tuple[Tensor, Tensor]:
        """α (N, 1, H, W) in 0..1 and colours (N, 3, H, W) in −1..1."""
        x_NCHW = self.enter(F.pixel_unshuffle(torch.cat([body_N3HW, worn_N3HW, new_N3HW], 1), 2))
        kept = []
        for down in self.down:
            kept.append(x_NCHW)
            x_NCHW = down(F.leaky_relu(x_NCHW, SLOPE))
        x_NCHW = self.middle(x_NCHW)
        for up in self.up:
            large = F.interpolate(x_NCHW, scale_factor=2.0, mode="nearest")
            x_NCHW = up(torch.cat([large, kept.pop()], 1))
        out = F.pixel_shuffle(self.leave(x_NCHW), 2)
        return torch.sigmoid(out[:, :1]), torch.tanh(out[:, 1:])


def swap(body_N3HW: Tensor, alpha_N1HW: Tensor, rgb_N3HW: Tensor) -> Tensor:
    """The look: the colours where α says so, elsewhere the body's picture."""
    return alpha_N1HW * rgb_N3HW + (1 - alpha_N1HW) * body_N3HW


class Critic(nn.Module):
    """Whether a body wears an article, place by place: logits (N, 1, H/16, W/16)."""

    def __init__(self, widths: tuple[int, ...] = CRITIC_WIDTHS) -> None:
        super().__init__()
        self.enter = spectral_norm(nn.Conv2d(6 * 4, widths[0], 3, padding=1))
        self.down = nn.ModuleList(
            spectral_norm(nn.Conv2d(a, b, 4, 2, 1)) for a, b in zip(widths, widths[1:], strict=False)
        )
        self.sight = Context(widths[-1])
        self.deep = spectral_norm(nn.Conv2d(widths[-1], widths[-1], 3, padding=1))
        self.last = spectral_norm(nn.Conv2d(widths[-1], 1, 1))

    def forward(self, body_N3HW: Tensor, article_N3HW: Tensor) -> Tensor:
        """Higher where the body wears the article."""
        x_NCHW = self.enter(F.pixel_unshuffle(torch.cat([body_N3HW, article_N3HW], 1), 2))
        for down in self.down:
            x_NCHW = down(F.leaky_relu(x_NCHW, SLOPE))
        x_NCHW = self.deep(self.sight(F.leaky_relu(x_NCHW, SLOPE)))
        return torch.as_tensor(GAIN * self.last(F.leaky_relu(x_NCHW, SLOPE)))
