"""What the judge network learns besides the category: the colours and the texture of the view that it is shown.

All targets are computed from the view itself, so they need no labels and stay true under crops, flips and turns.
No view is ever resampled, blurred, noised or re-encoded: the judge has to notice when a generator does that.

Shape legend: N views, H and W pixels.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.nets.judge import COLOUR_BINS, TEXTURE_FIGURES

VIEW_PX = 224
LIGHT_BINS, HUE_BINS, HUE_REACH = 24, 6, 60.0
ORIENTATIONS, SCALES = 8, 3
_TO_XYZ = torch.tensor([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = torch.tensor([0.9505, 1.0, 1.089])


def cut_views(rgba: NDArray[np.uint8], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """One random 224 px crop, flip and quarter turn of each picture (N, 256, 256, 4).

    Returns image (N, 3, 224, 224) in [−1, 1] and alpha (N, 1, 224, 224) in 0..1.
    """
    room = rgba.shape[1] - VIEW_PX
    views = np.empty((len(rgba), VIEW_PX, VIEW_PX, 4), np.uint8)
    for view, picture in zip(views, rgba, strict=True):
        y, x = rng.integers(room + 1, size=2)
        cut = picture[y : y + VIEW_PX, x : x + VIEW_PX]
        if rng.random() < 0.5:
            cut = cut[:, ::-1]
        view[...] = np.rot90(cut, int(rng.choice([0, 0, 0, 0, 0, 1, 2, 3])))
    both = torch.from_numpy(views).permute(0, 3, 1, 2).float()
    return (both[:, :3] / 127.5 - 1).contiguous(memory_format=torch.channels_last), both[:, 3:] / 255


def whole(rgba: NDArray[np.uint8]) -> Tensor:
    """Pictures (N, H, W, 4) on white as the judge sees them: (N, 3, H, W) in [−1, 1]."""
    image = torch.from_numpy(np.ascontiguousarray(rgba[..., :3])).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
    return image.contiguous(memory_format=torch.channels_last)


def colour_target(image_N3HW: Tensor, alpha_N1HW: Tensor) -> Tensor:
    """Shares of the garment's colours (N, 60), summing to 1: half by lightness (24), half by a and b (6 × 6)."""
    small = F.avg_pool2d(image_N3HW, 4)
    weight = (F.avg_pool2d(alpha_N1HW, 4) > 0.9).float().flatten(1)
    lab = to_lab(small)
    light = (lab[:, 0] / 100 * LIGHT_BINS).long().clamp(0, LIGHT_BINS - 1).flatten(1)
    cells = ((lab[:, 1:] + HUE_REACH) / (2 * HUE_REACH) * HUE_BINS).long().clamp(0, HUE_BINS - 1)
    hue = (LIGHT_BINS + cells[:, 0] * HUE_BINS + cells[:, 1]).flatten(1)
    shares = torch.zeros(len(small), COLOUR_BINS)
    shares.scatter_add_(1, light, weight).scatter_add_(1, hue, weight)
    return shares / shares.sum(1, keepdim=True).clamp_min(1)


def texture_target(image_N3HW: Tensor, alpha_N1HW: Tensor) -> Tensor:
    """How strong the cloth's gradients are and where they point, at three scales (N, 27)."""
    grey = image_N3HW.mean(1, keepdim=True)
    inside = -F.max_pool2d(-(alpha_N1HW > 0.98).float(), 7, 1, 3)
    figures = []
    for scale in range(SCALES):
        if scale:
            grey, inside = F.avg_pool2d(grey, 2), (F.avg_pool2d(inside, 2) > 0.99).float()
        dx = (grey[..., 1:-1, 2:] - grey[..., 1:-1, :-2]) / 2
        dy = (grey[..., 2:, 1:-1] - grey[..., :-2, 1:-1]) / 2
        weight = inside[..., 1:-1, 1:-1]
        energy = (dx**2 + dy**2) * weight
        area = weight.sum((1, 2, 3)).clamp_min(1)
        figures.append(torch.log10(energy.sum((1, 2, 3)).div(area).sqrt() + 0.003)[:, None] + 1.5)
        angle = (torch.atan2(dy, dx) % math.pi) / math.pi * ORIENTATIONS
        bins = angle.long().clamp(0, ORIENTATIONS - 1).flatten(1)
        shares = torch.zeros(len(grey), ORIENTATIONS).scatter_add_(1, bins, energy.flatten(1))
        figures.append(4 * shares / shares.sum(1, keepdim=True).clamp_min(1e-6))
    return torch.cat(figures, 1).reshape(len(grey), TEXTURE_FIGURES)


def to_lab(image_N3HW: Tensor) -> Tensor:
    """sRGB in [−1, 1] as CIE L*a*b* under D65, (N, 3, H, W)."""
    rgb = (image_N3HW + 1) / 2
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = torch.einsum("ij,njhw->nihw", _TO_XYZ, linear) / _WHITE[:, None, None]
    f = torch.where(xyz > 0.008856, xyz.clamp_min(1e-6) ** (1 / 3), 7.787 * xyz + 16 / 116)
    x, y, z = f.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], 1)


def tell_apart(first_ND: Tensor, second_ND: Tensor, temperature: float = 0.2) -> Tensor:
    """NT-Xent: the two views of a garment find each other among all views (Chen et al., SimCLR, arXiv 2002.05709)."""
    both = torch.cat([first_ND, second_ND])
    alike = both @ both.T / temperature
    alike = alike.masked_fill(torch.eye(len(both), dtype=torch.bool), -1e4)
    n = len(first_ND)
    partner = torch.cat([torch.arange(n, 2 * n), torch.arange(n)])
    return F.cross_entropy(alike, partner)
