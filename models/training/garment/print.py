"""The printing of `models/inks.py` in torch, so that a loss on the printed garment reaches the painter.

A test compares the two.  Shape legend: N garments, H and W pixels.
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.oklab import FROM_LAB, FROM_LMS
from models.two_tone import BLACK

_FROM_LAB, _FROM_LMS = torch.from_numpy(FROM_LAB), torch.from_numpy(FROM_LMS)


def compose(inks_N23: Tensor, mix_N1HW: Tensor, log_shade_N1HW: Tensor) -> Tensor:
    """Printed garments (N, 3, H, W), sRGB in [−1, 1]; inks are main and accent in OKLab."""
    main, accent = inks_N23[:, 0, :, None, None], inks_N23[:, 1, :, None, None]
    ink = main + mix_N1HW * (accent - main)
    light = ink[:, :1]
    lightness = ((light + BLACK) * torch.exp(log_shade_N1HW.clamp(-1.2, 0.8)) - BLACK).clamp_min(0)
    knee = light.clamp_min(0.9)
    room = (1 - knee).clamp_min(0.02)
    rolled = torch.where(lightness > knee, knee + room * torch.tanh((lightness - knee) / room), lightness)
    chroma = (rolled / light.clamp_min(1e-3)).clamp(0, 1.25)
    return to_srgb(torch.cat([rolled, ink[:, 1:] * chroma], 1))


def to_srgb(lab_N3HW: Tensor) -> Tensor:
    """OKLab (N, 3, H, W) as sRGB in [−1, 1], clipped."""
    lms = torch.einsum("ij,njhw->nihw", _FROM_LAB.to(lab_N3HW), lab_N3HW) ** 3
    linear = torch.einsum("ij,njhw->nihw", _FROM_LMS.to(lab_N3HW), lms).clamp(0, 1)
    curved = 1.055 * linear.clamp_min(0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(linear <= 0.0031308, linear * 12.92, curved) * 2 - 1


def on_white(rgb_N3HW: Tensor, alpha_N1HW: Tensor) -> Tensor:
    """The garment over white, still in [−1, 1]."""
    return (rgb_N3HW - 1) * alpha_N1HW + 1
