"""The prior over whole designs: a coder of shapes, a flow over shape, cloth and colours, and two small readers.

A design is one row of numbers, `x` (N, SIZE): the shape's components, the pattern's code, the weave (grain, scale and
whether there is a pattern), the main colour, and the accent.  The flow carries noise (time 0) to data (time 1); the
four parts have times of their own, so that any of them can be given, kept, or varied.

Sources: Lipman et al., Flow Matching, arXiv 2210.02747; Perez et al., FiLM, arXiv 1709.07871 (steered by scale and
shift); Bao et al., UniDiffuser, arXiv 2303.06555 (a time for each part); Li & He, JiT, arXiv 2511.13720 (the net says
what the data is, not what the noise is).
Differs: a shape's numbers are principal components, not a learned latent, and the net is no transformer (DECISIONS.md).

Shape legend: N designs, D numbers, C clocks, W width; H and W pixels where planes are meant.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

FINE, COARSE = 64, 32
CATEGORIES = 17
NOBODY = CATEGORIES
"""The category that stands for none."""
TASTE = 256
CARE = 2
"""What is known of a training photo's quality: how ragged its outline, how busy its relief; 0 best, 1 worst."""


class Part(NamedTuple):
    """Numbers of a design: `tokens` of `size` numbers each, from `start` on, noised by the time `clock`."""

    start: int
    tokens: int
    size: int
    clock: int

    @property
    def slice(self) -> slice:
        return slice(self.start, self.start + self.tokens * self.size)


CLOCKS = 4
OUTLINE = Part(0, 1, 64, 0)
RELIEF = Part(64, 16, 96, 0)
PATTERN = Part(1600, 4, 112, 1)
WEAVE = Part(2048, 1, 66, 1)
MAIN = Part(2114, 1, 3, 2)
ACCENT = Part(2117, 1, 4, 3)
PARTS = (OUTLINE, RELIEF, PATTERN, WEAVE, MAIN, ACCENT)
SIZE = 2121
SHAPE_NUMBERS = 1600
"""The first numbers of a row: outline and relief."""
CLOCK_OF = torch.cat([torch.full((part.tokens * part.size,), part.clock) for part in PARTS])
"""Which time each number of a design follows (SIZE,)."""
WAVES = 64
"""Sines and cosines by which a time is told."""


class ShapeCoder(nn.Module):
    """A shape code (N, 9216) as 1,600 numbers, and back: linear, fitted in seconds (`models/training/prior/shapes.py`).

    64 numbers are the principal components of the whole distance; 96 numbers for each of 4×4 patches are those of what
    is left of the distance there, of the relief and of the trim.  Patches are 18 px wide and overlap by 2, so that no
    seam shows between them.
    """

    mean: Tensor
    basis: Tensor
    patch_mean: Tensor
    patch_basis: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(FINE * FINE))
        self.register_buffer("basis", torch.zeros(OUTLINE.size, FINE * FINE))
        self.register_buffer("patch_mean", torch.zeros(RELIEF.tokens, PATCH_NUMBERS))
        self.register_buffer("patch_basis", torch.zeros(RELIEF.tokens, RELIEF.size, PATCH_NUMBERS))

    def encode(self, code_ND: Tensor) -> Tensor:
        """The numbers (N, 1600) of shape codes."""
        fine, coarse = split_code(code_ND)
        outline = (fine[:, 0].flatten(1) - self.mean) @ self.basis.T
        left = fine[:, 0] - (outline @ self.basis + self.mean).view(-1, FINE, FINE)
        patches = cut_patches(left, fine[:, 1], coarse[:, 0]) - self.patch_mean
        return torch.cat([outline, torch.einsum("npd,pkd->npk", patches, self.patch_basis).flatten(1)], 1)

    def decode(self, numbers_ND: Tensor) -> Tensor:
        """The shape codes (N, 9216) of numbers."""
        outline = numbers_ND[:, OUTLINE.slice]
        known = numbers_ND[:, RELIEF.slice].view(-1, RELIEF.tokens, RELIEF.size)
        patches = torch.einsum("npk,pkd->npd", known, self.patch_basis) + self.patch_mean
        left, relief, trim = join_patches(patches)
        distance = outline @ self.basis + self.mean + left.flatten(1)
        return torch.cat([distance, relief.flatten(1), trim.flatten(1)], 1)


PATCH, OVERLAP = 16, 1
PATCH_WIDE = PATCH + 2 * OVERLAP
PATCH_NUMBERS = 2 * PATCH_WIDE**2 + (PATCH // 2) ** 2
RELIEF_LOUDER = 3.0
"""How much more an error of the relief counts than one of the distance, when components are sought."""


def split_code(code_ND: Tensor) -> tuple[Tensor, Tensor]:
    """A shape code's planes: distance and relief (N, 2, 64, 64), and trim (N, 1, 32, 32)."""
    fine = code_ND[:, : 2 * FINE * FINE].reshape(-1, 2, FINE, FINE)
    return fine, code_ND[:, 2 * FINE * FINE :].reshape(-1, 1, COARSE, COARSE)


def cut_patches(left_NHW: Tensor, relief_NHW: Tensor, trim_NHW: Tensor) -> Tensor:
    """Patches (N, 16, PATCH_NUMBERS) of distance, relief (64×64) and trim (32×32); overlaps count by half each."""
    n, half = len(left_NHW), PATCH // 2
    planes = torch.stack([left_NHW, relief_NHW * RELIEF_LOUDER], 1)
    padded = F.pad(planes, (OVERLAP,) * 4, mode="replicate")
    wide = padded.unfold(2, PATCH_WIDE, PATCH).unfold(3, PATCH_WIDE, PATCH) * window(planes).sqrt()
    fine = wide.permute(0, 2, 3, 1, 4, 5).reshape(n, RELIEF.tokens, -1)
    coarse = trim_NHW.unfold(1, half, half).unfold(2, half, half).reshape(n, RELIEF.tokens, -1)
    return torch.cat([fine, coarse], 2)


def join_patches(patches_NPD: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Distance, relief and trim back (N, H, W) each."""
    n, wide, side = len(patches_NPD), PATCH_WIDE, FINE // PATCH
    fine = patches_NPD[..., : 2 * wide**2].reshape(n, side * side, 2, wide, wide) * window(patches_NPD).sqrt()
    columns = fine.permute(0, 2, 3, 4, 1).reshape(n, 2 * wide * wide, side * side)
    planes = F.fold(columns, FINE + 2 * OVERLAP, wide, stride=PATCH)[..., OVERLAP:-OVERLAP, OVERLAP:-OVERLAP]
    half = PATCH // 2
    coarse = patches_NPD[..., 2 * wide**2 :].reshape(n, side, side, half, half).permute(0, 1, 3, 2, 4)
    return planes[:, 0], planes[:, 1] / RELIEF_LOUDER, coarse.reshape(n, COARSE, COARSE)


def window(like: Tensor) -> Tensor:
    """What each point of a patch counts (18, 18): neighbours' windows add up to 1, also at the border."""
    line = torch.ones(PATCH_WIDE, dtype=like.dtype, device=like.device)
    ramp = (torch.arange(2 * OVERLAP, dtype=like.dtype, device=like.device) + 0.5) / (2 * OVERLAP)
    line[: 2 * OVERLAP], line[-2 * OVERLAP :] = ramp, ramp.flip(0)
    return line[:, None] * line[None]


def fold_pattern(code_NCHW: Tensor) -> Tensor:
    """A pattern code (N, 7, 8, 8) as 4 tokens of 112 numbers, flat (N, 448)."""
    return F.pixel_unshuffle(code_NCHW, 4).flatten(2).transpose(1, 2).flatten(1)


def unfold_pattern(row_ND: Tensor) -> Tensor:
    """The pattern code (N, 7, 8, 8) back."""
    return F.pixel_shuffle(row_ND.view(-1, 4, 112).transpose(1, 2).reshape(-1, 112, 2, 2), 4)


class Layer(nn.Module):
    """A residual step over a whole design, scaled, shifted and gated by what steers it."""

    def __init__(self, width: int, hidden: int, steered: int) -> None:
        super().__init__()
        self.steer = nn.Linear(steered, 3 * width)
        self.widen, self.narrow = nn.Linear(width, hidden), nn.Linear(hidden, width)
        nn.init.zeros_(self.steer.weight)
        nn.init.zeros_(self.steer.bias)

    def forward(self, x_NW: Tensor, steer_NS: Tensor) -> Tensor:
        scale, shift, gate = self.steer(steer_NS).chunk(3, 1)
        y = torch.addcmul(shift, F.layer_norm(x_NW, x_NW.shape[1:]), 1 + scale)
        return torch.addcmul(x_NW, 1 + gate, self.narrow(F.silu(self.widen(y))))


class Prior(nn.Module):
    """The flow: a noised design, its times and what is wished for to the design that is behind the noise.

    A plain residual net over the whole row: components have their places already, so nothing has to be looked for.  It
    learns what is left to say after Wiener's filter, which knows only how strong each number (`power`) and the noise
    are; so even what it has not learned comes out as strong as it is in photos.
    """

    power: Tensor
    clock_of: Tensor

    def __init__(self, width: int = 640, hidden: int = 1024, layers: int = 5, steered: int = 256) -> None:
        super().__init__()
        self.clock = nn.Linear(CLOCKS * WAVES, steered)
        self.category = nn.Embedding(CATEGORIES + 1, steered)
        self.taste = nn.Linear(TASTE, steered)
        self.no_taste = nn.Parameter(torch.zeros(steered))
        self.care = nn.Linear(CARE + 1, steered)
        self.common = nn.Sequential(nn.SiLU(), nn.Linear(steered, steered), nn.SiLU())
        self.enter = nn.Linear(SIZE, width)
        self.layers = nn.ModuleList(Layer(width, hidden, steered) for _ in range(layers))
        self.leave = nn.Linear(width, SIZE)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        self.register_buffer("power", torch.ones(SIZE))
        self.register_buffer("clock_of", CLOCK_OF, persistent=False)

    def forward(self, x_ND: Tensor, time_NC: Tensor, wish: Wish) -> Tensor:
        """The clean design (N, SIZE) behind `x` at the times (N, 4); see `Wish`."""
        told = wish.taste.abs().amax(1, keepdim=True) > 0
        taste = torch.where(told, self.taste(wish.taste * math.sqrt(TASTE)), self.no_taste)
        known = self.care(torch.cat([wish.care.clamp_min(0), (wish.care[:, :1] >= 0).float()], 1))
        times = self.clock(waves(time_NC, WAVES).flatten(1))
        steer = self.common(times + self.category(wish.category) + taste + known)
        x = self.enter(x_ND)
        for layer in self.layers:
            x = layer(x, steer)
        left = self.leave(F.layer_norm(x, x.shape[1:]))
        at = time_NC[:, self.clock_of]
        noise = (1 - at) ** 2
        signal = at * at * self.power
        share = at * self.power / (signal + noise).clamp_min(1e-8)
        return torch.as_tensor(share * x_ND + (noise / (signal + noise).clamp_min(1e-8)).sqrt() * left)


class Wish(NamedTuple):
    """What steers the flow: category's number (N,) or NOBODY, taste (N, 256) or zeros, care (N, 2) or −1."""

    category: Tensor
    taste: Tensor
    care: Tensor


def waves(time_NC: Tensor, width: int) -> Tensor:
    """Times in 0..1 as sines and cosines (N, C, width)."""
    rates = torch.exp(-math.log(1000.0) * torch.arange(width // 2, device=time_NC.device) / (width // 2)) * 100
    angle = time_NC[..., None] * rates
    return torch.cat([angle.sin(), angle.cos()], -1)


class Scales(nn.Module):
    """What each number of a row was less and divided by, and the centre of the encoder's vectors; kept, not learned."""

    mean: Tensor
    spread: Tensor
    centre: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(SIZE))
        self.register_buffer("spread", torch.ones(SIZE))
        self.register_buffer("centre", torch.zeros(TASTE))


class Chooser(nn.Module):
    """Which kinds of garment a taste is drawn to: logits (N, 17); for zeros, what is worn at all."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(TASTE + 1, 128), nn.SiLU(), nn.Dropout(0.1), nn.Linear(128, CATEGORIES))

    def forward(self, taste_ND: Tensor) -> Tensor:
        told = (taste_ND.abs().amax(1, keepdim=True) > 0).float()
        return torch.as_tensor(self.net(torch.cat([taste_ND * math.sqrt(TASTE), told], 1)))


class Seer(nn.Module):
    """Where the encoder would see a design: its centred unit vector (N, 256), guessed from its numbers."""

    def __init__(self, width: int = 512) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(SIZE, width), nn.SiLU(), nn.Dropout(0.2), nn.Linear(width, width), nn.SiLU(), nn.Dropout(0.2),
            nn.Linear(width, TASTE),
        )  # fmt: skip

    def forward(self, x_ND: Tensor) -> Tensor:
        return F.normalize(self.net(x_ND), dim=1)
