"""The masker's two networks: a U-Net that finds the product in a small picture, and a narrow one for its edge.

Shape suffixes: N batch, C channels, H height, W width.  Pictures are RGB float32 in [−1, 1]; `strokes_N2HW` holds the
painted keep and remove strokes as 0/1 planes.  Both nets are fully convolutional; H and W are multiples of 32
(`CoarseNet`) and of 8 (`EdgeNet`).

Source: Ronneberger et al., "U-Net", arXiv 1505.04597; residual blocks as in He et al., arXiv 1512.03385.
Differs: works on pixel-unshuffled input and shuffles its output back, which is what makes it fast on a CPU.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

COARSE_WIDTHS = (24, 48, 96, 160, 224)


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions with batch norm round a shortcut; the shortcut is 1×1 where the width changes."""

    def __init__(self, width_in: int, width_out: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width_in, width_out, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(width_out)
        self.second = nn.Conv2d(width_out, width_out, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(width_out)
        self.shortcut = nn.Identity() if width_in == width_out else nn.Conv2d(width_in, width_out, 1, bias=False)

    def forward(self, x_NCHW: Tensor) -> Tensor:
        h = F.relu(self.first_norm(self.first(x_NCHW)))
        h = self.second_norm(self.second(h))
        return F.relu(h + self.shortcut(x_NCHW))


class Context(nn.Module):
    """Lets every place see the whole picture: the mean over it, through a gate for each channel.

    Source: Hu et al., "Squeeze-and-Excitation", arXiv 1709.01507.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(width, width // 4), nn.ReLU(), nn.Linear(width // 4, width))

    def forward(self, x_NCHW: Tensor) -> Tensor:
        gate = torch.sigmoid(self.gate(x_NCHW.mean((2, 3))))
        return x_NCHW * gate[:, :, None, None]


class CoarseNet(nn.Module):
    """Product or ground, for each pixel of a picture of about 256 px; ≈ 4 M parameters, 3.6 GFLOP at 256×256."""

    def __init__(self, widths: tuple[int, ...] = COARSE_WIDTHS) -> None:
        super().__init__()
        self.stem = ResidualBlock(5 * 4, widths[0])
        self.down = nn.ModuleList(ResidualBlock(a, b) for a, b in zip(widths, widths[1:], strict=False))
        self.middle = nn.Sequential(
            ResidualBlock(widths[-1], widths[-1]), Context(widths[-1]), ResidualBlock(widths[-1], widths[-1])
        )
        pairs = list(zip(widths[::-1], widths[-2::-1], strict=False))
        self.up = nn.ModuleList(ResidualBlock(a + b, b) for a, b in pairs)
        self.head = nn.Conv2d(widths[0], 4, 3, padding=1)

    def forward(self, image_N3HW: Tensor, strokes_N2HW: Tensor) -> Tensor:
        """Logits (N, 1, H, W): above 0 is product."""
        x = F.pixel_unshuffle(torch.cat([image_N3HW, strokes_N2HW], 1), 2)
        x = self.stem(x)
        skips = [x]
        for block in self.down:
            x = block(F.max_pool2d(x, 2))
            skips.append(x)
        x = self.middle(x)
        for block, skip in zip(self.up, reversed(skips[:-1]), strict=True):
            x = block(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), skip], 1))
        return F.pixel_shuffle(self.head(x), 2)


class EdgeNet(nn.Module):
    """Sharpens the coarse logits along the product's edge at up to 1024 px; ≈ 0.1 M parameters.

    It looks at 30 px round each pixel only, so what is product stays the coarse net's decision.
    """

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        self.stem = nn.Conv2d(4 * 4, width, 3, padding=1)
        self.fine = ResidualBlock(width, width)
        self.wide = nn.Sequential(ResidualBlock(width, 2 * width), ResidualBlock(2 * width, 2 * width))
        self.merge = ResidualBlock(3 * width, width)
        self.head = nn.Conv2d(width, 4, 3, padding=1)

    def forward(self, image_N3HW: Tensor, coarse_N1HW: Tensor) -> Tensor:
        """Refined logits (N, 1, H, W) from the picture and the coarse logits, enlarged to the same size."""
        near = torch.tanh(coarse_N1HW / 4)
        x = F.relu(self.stem(F.pixel_unshuffle(torch.cat([image_N3HW, near], 1), 2)))
        x = self.fine(x)
        wide = F.interpolate(self.wide(F.avg_pool2d(x, 2)), scale_factor=2.0, mode="nearest")
        x = self.merge(torch.cat([x, wide], 1))
        return coarse_N1HW + F.pixel_shuffle(self.head(x), 2)


class MaskerNet(nn.Module):
    """Both networks, as one set of weights."""

    def __init__(self) -> None:
        super().__init__()
        self.coarse = CoarseNet()
        self.edge = EdgeNet()
