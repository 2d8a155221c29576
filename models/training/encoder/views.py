"""What the compact CLIP is shown: real garments relit and cropped, and the same garments reprinted in other inks.

A reprint is a photo taken apart (`models/inks.py`) and printed in new colours, or with a drawn pattern of a known kind:
its caption is true by construction, which no label of the photos could be.

Shape legend: N views, H and W pixels (128).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.training.encoder.captions import name_of, write_caption
from models.training.garment import patterns
from models.training.garment.material import RELIEF_LEVELS, Garments
from models.training.garment.print import compose

VIEW_PX = 128
RECOLOURED, REWOVEN = 0.2, 0.2
GROUND_SHARE = 0.25
DRAWN = {"striped": "stripes", "checked": "checks", "dotted": "dots", "floral": "motifs"}
Rng = np.random.Generator


@dataclass(frozen=True, kw_only=True)
class Views:
    """Pictures (N, 3, 128, 128) in [−1, 1], a caption each, and the label's number (N,)."""

    image: Tensor
    captions: list[str]
    label: Tensor


def print_of(garments: Garments, row: int) -> str:
    """The pattern word that a photo's inks give."""
    if not garments.two[row]:
        return "plain"
    return "patterned" if garments.patterned[row] else "printed"


def draw_views(garments: Garments, photos: NDArray[np.uint8], rows: NDArray[np.int_], rng: Rng) -> Views:
    """One view of each garment of `rows`; `photos` are the cut-outs (M, 256, 256, 4) that `garments.row` counts in."""
    shown = torch.from_numpy(photos[garments.row[rows]])
    image = shown[..., :3].permute(0, 3, 1, 2).float() / 127.5 - 1
    alpha = shown[..., 3][:, None].float() / 255
    inks = garments.inks[rows].copy()
    said = [print_of(garments, row) for row in rows]
    how = rng.random(len(rows))
    again = np.flatnonzero(how < RECOLOURED + REWOVEN)
    if len(again):
        mix = garments.mix[rows[again]].astype(np.float32) / 255
        for place, index in enumerate(again):
            inks[index] = draw_colours(garments, rng)
            if how[index] < REWOVEN:
                said[index] = str(rng.choice(list(DRAWN)))
                mix[place] = _sheet(DRAWN[said[index]], rng)
        light = torch.from_numpy(garments.light[rows[again]])[:, None].float() / RELIEF_LEVELS
        halves = (F.avg_pool2d(plane, 2) for plane in (torch.from_numpy(mix)[:, None], light))
        printed = F.interpolate(compose(torch.from_numpy(inks[again]), *halves), scale_factor=2, mode="bilinear")
        image[again] = (printed - 1) * alpha[again] + 1
    captions = [_say(garments, row, inks[i], said[i], rng) for i, row in enumerate(rows)]
    return Views(image=shoot(image, alpha, rng), captions=captions, label=torch.from_numpy(rows))


def _say(garments: Garments, row: int, inks: NDArray[np.float32], pattern: str, rng: Rng) -> str:
    accent = name_of(inks[1]) if pattern != "plain" else ""
    return write_caption(str(garments.label[row]), name_of(inks[0]), accent, pattern, rng)


def draw_colours(garments: Garments, rng: Rng) -> NDArray[np.float32]:
    """Two inks (2, 3) as garments wear them: the main colours of two photos, not too alike."""
    for _ in range(8):
        pair = garments.inks[rng.integers(len(garments), size=2), 0]
        if np.linalg.norm(pair[0] - pair[1]) > 0.2:
            break
    return np.asarray(pair, np.float32)


def _sheet(kind: str, rng: Rng) -> NDArray[np.float32]:
    """A drawn pattern over a garment (256, 256)."""
    plane = getattr(patterns, kind)(rng)  # 128 px
    plane = plane if plane.mean() < 0.5 else 1 - plane
    return np.tile(plane, (2, 2)).astype(np.float32)


def shoot(image: Tensor, alpha: Tensor, rng: Rng) -> Tensor:
    """Photograph it again: other ground, crop, turn and mirror, other light."""
    n = len(image)
    ground = torch.from_numpy(rng.uniform(-1, 1, (n, 3, 1, 1))).float()
    lifted = torch.from_numpy(rng.random((n, 1, 1, 1)) < GROUND_SHARE).float()
    image = image + lifted * (ground - 1) * (1 - alpha)
    turn = rng.normal(0, 0.12, n)
    zoom = rng.uniform(0.7, 1.1, n)
    grid = np.zeros((n, 2, 3))
    grid[:, 0, 0], grid[:, 0, 1] = zoom * np.cos(turn) * rng.choice([-1, 1], n), -zoom * np.sin(turn)
    grid[:, 1, 0], grid[:, 1, 1] = zoom * np.sin(turn), zoom * np.cos(turn)
    grid[:, :, 2] = rng.uniform(-0.15, 0.15, (n, 2))
    where = F.affine_grid(torch.from_numpy(grid).float(), [n, 3, VIEW_PX, VIEW_PX], align_corners=False)
    image = F.grid_sample(image, where, mode="bilinear", padding_mode="border", align_corners=False)
    return relight(image, rng)


def relight(image_N3HW: Tensor, rng: Rng, reach: float = 0.15) -> Tensor:
    """Another white balance (±15 % a channel) and gamma."""
    n = len(image_N3HW)
    balance = torch.from_numpy(rng.uniform(1 - reach, 1 + reach, (n, 3, 1, 1))).float()
    gamma = torch.from_numpy(np.exp(rng.uniform(-0.3, 0.3, (n, 1, 1, 1)))).float()
    unit = ((image_N3HW + 1) / 2).clamp(1e-4, 1)
    return ((unit**gamma * balance).clamp(0, 1) * 2 - 1).contiguous(memory_format=torch.channels_last)
