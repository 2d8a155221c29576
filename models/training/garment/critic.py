"""The discriminator: does this patch of a printed garment, on this construction, look photographed?

Source: Isola et al., PatchGAN, arXiv 1611.07004; Miyato et al., spectral normalisation, arXiv 1802.05957; Zhao et al.,
DiffAugment, arXiv 2006.10738 (real and generated pictures shifted and mirrored alike, so that few photos last longer).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

SLOPE = 0.2


class Scale(nn.Module):
    """Patch logits of one scale, and the activations on the way."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        sizes = ((channels * 4, width, 3, 1), (width, 2 * width, 4, 2), (2 * width, 3 * width, 4, 2))
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(before, after, kernel, stride, kernel // 2 - (kernel == 4)))
            for before, after, kernel, stride in sizes
        )
        self.last = spectral_norm(nn.Conv2d(3 * width, 1, 3, padding=1))

    def forward(self, x_NCHW: Tensor) -> tuple[Tensor, list[Tensor]]:
        x_NCHW = F.pixel_unshuffle(x_NCHW, 2)
        seen = []
        for layer in self.layers:
            x_NCHW = F.leaky_relu(layer(x_NCHW), SLOPE)
            seen.append(x_NCHW)
        return self.last(x_NCHW), seen


class Critic(nn.Module):
    """Two scales over picture (3), outline (1) and lines (1)."""

    def __init__(self) -> None:
        super().__init__()
        self.fine, self.coarse = Scale(5, 40), Scale(5, 48)

    def forward(self, x_N5HW: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Logits of both scales and all activations."""
        fine, seen_fine = self.fine(x_N5HW)
        coarse, seen_coarse = self.coarse(F.avg_pool2d(x_N5HW, 2))
        return [fine, coarse], seen_fine + seen_coarse


def move(x_NCHW: Tensor, generator: torch.Generator, reach_px: int = 24) -> Tensor:
    """The same random shift and mirroring for the whole batch; what comes in from outside repeats the border."""
    dy, dx = (int(torch.randint(-reach_px, reach_px + 1, (1,), generator=generator)) for _ in range(2))
    h, w = x_NCHW.shape[2:]
    padded = F.pad(x_NCHW, (reach_px, reach_px, reach_px, reach_px), mode="replicate")
    x_NCHW = padded[:, :, reach_px + dy : reach_px + dy + h, reach_px + dx : reach_px + dx + w]
    return x_NCHW.flip(3) if torch.rand(1, generator=generator) < 0.5 else x_NCHW


def critic_loss(real: list[Tensor], made: list[Tensor]) -> Tensor:
    """Hinge: real above 1, made below −1."""
    parts = [F.relu(1 - r.float()).mean() + F.relu(1 + m.float()).mean() for r, m in zip(real, made, strict=True)]
    return torch.stack(parts).mean()


def painter_loss(made: list[Tensor]) -> Tensor:
    """Towards real."""
    return torch.stack([-m.float().mean() for m in made]).mean()


def matching_loss(real: list[Tensor], made: list[Tensor]) -> Tensor:
    """L1 between the critic's activations of a photo and of its reconstruction (pix2pixHD, arXiv 1711.11585)."""
    parts = [(r.detach().float() - m.float()).abs().mean() for r, m in zip(real, made, strict=True)]
    return torch.stack(parts).mean()
