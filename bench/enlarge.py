"""How fast a large picture of a design is made, all the way from its spec to the picture: 1024 and 2048 px.

    python -m bench.enlarge

Peers: the designer's 256 px picture, enlarged by Lanczos and an unsharp mask, which is what everybody has; and the
forward pass of EDSR's baseline for ×4 (1.5 M random weights), from 256 to 1024 px, alone.  Each design is new, so that
no light is remembered; the second colour of a design is measured as well, for which it is.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from bench import median_ms, report_time
from models.backends.compact_enlarger import CompactEnlarger
from models.design import EnlargeRequest, TweakRequest
from models.library import draw_inks, surprise
from models.types import Job

WEIGHTS = Path(__file__).parent.parent / "assets" / "weights"
TIMES = 7


class Residual(nn.Module):
    """EDSR's block: two convolutions round a shortcut, nothing normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 64, 3, padding=1))

    def forward(self, x_NCHW: Tensor) -> Tensor:
        return torch.as_tensor(x_NCHW + self.body(x_NCHW))


def make_edsr() -> nn.Module:
    """EDSR's baseline for ×4: 16 blocks of 64 channels (Lim et al., arXiv 1707.02921, table 1)."""
    double = [nn.Conv2d(64, 256, 3, padding=1), nn.PixelShuffle(2)]
    again = [nn.Conv2d(64, 256, 3, padding=1), nn.PixelShuffle(2)]
    blocks = [Residual() for _ in range(16)]
    ends = nn.Conv2d(3, 64, 3, padding=1), nn.Conv2d(64, 3, 3, padding=1)
    return nn.Sequential(ends[0], *blocks, *double, *again, ends[1]).eval().to(memory_format=torch.channels_last)


def main() -> None:
    model, job, numbers = CompactEnlarger(WEIGHTS / "garment", WEIGHTS / "enlarger", "cpu"), Job(), count(1)
    torch.manual_seed(0)
    edsr, picture = make_edsr(), torch.randn(1, 3, 256, 256).contiguous(memory_format=torch.channels_last)

    def resize(side: int) -> None:
        small = np.asarray(model.garments.tweak(TweakRequest(spec=surprise(next(numbers))), job).image)
        large = cv2.resize(small, (side, side), interpolation=cv2.INTER_LANCZOS4).astype(np.float32)
        np.clip(1.8 * large - 0.8 * cv2.GaussianBlur(large, (0, 0), 1.2 * side / 256), 0, 255).astype(np.uint8)

    def enlarge(side: int) -> None:
        model.enlarge(EnlargeRequest(spec=surprise(next(numbers)), size_px=side), job)

    def recolour(side: int) -> None:
        colour, accent = draw_inks(np.random.default_rng(next(numbers)))
        model.enlarge(EnlargeRequest(spec=replace(surprise(0), colour=colour, accent=accent), size_px=side), job)

    def forward() -> None:
        with torch.inference_mode():
            edsr(picture)

    edsr_ms = median_ms(forward, 3, 1)
    for side in (1024, 2048):
        ours_ms, theirs_ms = median_ms(lambda: enlarge(side), TIMES), median_ms(lambda: resize(side), TIMES)  # noqa: B023
        report_time(f"enlarge_{side}", ours_ms, "256 px picture, Lanczos and unsharp mask", theirs_ms)
        if side == 1024:
            report_time(f"enlarge_{side}", ours_ms, "EDSR baseline ×4 at 256 px, random weights, forward only", edsr_ms)
        spent_ms = median_ms(lambda: recolour(side), TIMES)  # noqa: B023
        report_time(f"enlarge_{side}_colour", spent_ms, "256 px picture, Lanczos and unsharp mask", theirs_ms)


if __name__ == "__main__":
    main()
