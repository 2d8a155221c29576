"""The network that finds a person: 18 points as heat maps, and the part of the body of each pixel.

Shape suffixes: N batch, C channels, H height, W width.  Pictures are RGB float32 in [−1, 1]; H and W are multiples of
32.  Answers are as large as half the picture.

Source: U-Net, arXiv 1505.04597; heat maps as in Xiao et al., arXiv 1804.06208.
Differs: one net for points and parts, narrow enough for one CPU core.
"""

from __future__ import annotations

from torch import Tensor, nn

from models.nets.unet import UNet

POINTS, PARTS = 18, 17
WIDTHS = (24, 40, 64, 96, 128)


class PersonNet(UNet):
    """Points and parts of the one person of a picture; ≈ 1 M parameters."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__(3, widths)
        self.out = nn.Conv2d(widths[0], POINTS + PARTS, 1)
        self.back = nn.Linear(widths[-1], 1)

    def forward(self, x_NCHW: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Heat maps' logits (N, 18, H/2, W/2), parts' logits (N, 17, H/2, W/2), and whether the back is seen (N,)."""
        last, deepest = self.look(x_NCHW)
        out = self.out(last)
        return out[:, :POINTS], out[:, POINTS:], self.back(deepest.mean((2, 3)))[:, 0]
