"""The prior over whole designs: a coder of shapes, a flow over shape, cloth and colours, and two small readers.

A design is one row of numbers, `x` (N, SIZE): the shape's latent, the pattern's code, the weave (grain, scale, whether
there is a pattern), the main colour, and the accent.  The flow carries noise (time 0) to data (time 1); the four parts
have times of their own, so that any of them can be given, kept, or varied.

Sources: Lipman et al., Flow Matching, arXiv 2210.02747; Peebles & Xie, DiT, arXiv 2212.09748 (transformer steered by
scale and shift); Chen et al., PixArt-α, arXiv 2310.00426 (one steering for all layers and a table for each);
Bao et al., UniDiffuser, arXiv 2303.06555 (a time for each part); Li & He, JiT, arXiv 2511.13720 (the net says what the
data is, not what the noise is).
Differs: latents are normalised by running statistics and trained with noise instead of a KL term.

Shape legend: N designs, T tokens, C channels, W width, H and W pixels where planes are meant.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.nets.garment import SLOPE, Block, widen

FINE, COARSE = 64, 32
LATENT = 16
"""Channels of a shape's latent (16, 8, 8)."""
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
SHAPE = Part(0, 16, 4 * LATENT, 0)
PATTERN = Part(1024, 4, 112, 1)
WEAVE = Part(1472, 1, 66, 1)
MAIN = Part(1538, 1, 3, 2)
ACCENT = Part(1541, 1, 4, 3)
PARTS = (SHAPE, PATTERN, WEAVE, MAIN, ACCENT)
SIZE = 1545
CLOCK_OF = torch.cat([torch.full((part.tokens * part.size,), part.clock) for part in PARTS])
"""Which time each number of a design follows (SIZE,)."""


class ShapeCoder(nn.Module):
    """A shape code (N, 9216) to a latent (N, 16, 8, 8) of unit variance, and back."""

    def __init__(self) -> None:
        super().__init__()
        self.fold = nn.PixelUnshuffle(2)
        self.encoder = nn.Sequential(
            nn.Conv2d(9, 40, 3, padding=1), Block(40), nn.Conv2d(40, 80, 2, 2), Block(80),
            nn.Conv2d(80, 128, 2, 2), Block(128), nn.LeakyReLU(SLOPE), nn.Conv2d(128, LATENT, 3, padding=1),
        )  # fmt: skip
        self.norm = nn.BatchNorm2d(LATENT, affine=False, momentum=0.02)
        self.start = nn.Sequential(nn.Conv2d(LATENT, 128, 3, padding=1), Block(128), Block(128))
        self.to_16 = nn.Sequential(nn.Conv2d(128, 96, 3, padding=1), Block(96))
        self.to_32 = nn.Sequential(nn.Conv2d(96, 48, 3, padding=1), Block(48))
        self.to_64 = nn.Sequential(nn.Conv2d(48, 20, 3, padding=1), Block(20))
        self.out_fine = nn.Conv2d(20, 2, 3, padding=1)
        self.out_coarse = nn.Conv2d(48, 1, 3, padding=1)

    def encode(self, code_ND: Tensor) -> Tensor:
        """The latent (N, 16, 8, 8)."""
        fine, coarse = split_code(code_ND)
        return torch.as_tensor(self.norm(self.encoder(torch.cat([self.fold(fine), coarse], 1)).float()))

    def decode(self, latent_NCHW: Tensor) -> Tensor:
        """The shape code (N, 9216)."""
        x = widen(self.start(latent_NCHW))
        x = widen(self.to_16(x))
        middle = self.to_32(x)
        fine = self.out_fine(F.leaky_relu(self.to_64(widen(middle)), SLOPE))
        coarse = self.out_coarse(F.leaky_relu(middle, SLOPE))
        return torch.cat([fine.flatten(1), coarse.flatten(1)], 1)


def split_code(code_ND: Tensor) -> tuple[Tensor, Tensor]:
    """A shape code's planes: distance and relief (N, 2, 64, 64), and trim (N, 1, 32, 32)."""
    fine = code_ND[:, : 2 * FINE * FINE].reshape(-1, 2, FINE, FINE)
    return fine, code_ND[:, 2 * FINE * FINE :].reshape(-1, 1, COARSE, COARSE)


def fold_latent(latent_NCHW: Tensor) -> Tensor:
    """A latent (N, 16, 8, 8) as 16 tokens of 64 numbers, flat (N, 1024)."""
    return F.pixel_unshuffle(latent_NCHW, 2).flatten(2).transpose(1, 2).flatten(1)


def unfold_latent(row_ND: Tensor) -> Tensor:
    """The latent (N, 16, 8, 8) back."""
    return F.pixel_shuffle(row_ND.view(-1, 16, 4 * LATENT).transpose(1, 2).reshape(-1, 4 * LATENT, 4, 4), 2)


def fold_pattern(code_NCHW: Tensor) -> Tensor:
    """A pattern code (N, 7, 8, 8) as 4 tokens of 112 numbers, flat (N, 448)."""
    return F.pixel_unshuffle(code_NCHW, 4).flatten(2).transpose(1, 2).flatten(1)


def unfold_pattern(row_ND: Tensor) -> Tensor:
    """The pattern code (N, 7, 8, 8) back."""
    return F.pixel_shuffle(row_ND.view(-1, 4, 112).transpose(1, 2).reshape(-1, 112, 2, 2), 4)


class Layer(nn.Module):
    """Attention and a small net, each scaled, shifted and gated by what steers them."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.mix = nn.Linear(width, 3 * width)
        self.merge = nn.Linear(width, width)
        self.net = nn.Sequential(nn.Linear(width, 3 * width), nn.GELU("tanh"), nn.Linear(3 * width, width))
        self.table = nn.Parameter(torch.zeros(6, width))

    def forward(self, x_NTW: Tensor, steer_NT6W: Tensor) -> Tensor:
        n, t, width = x_NTW.shape
        a, b, c, d, e, f = (steer_NT6W + self.table).unbind(2)
        y = F.layer_norm(x_NTW, (width,)) * (1 + a) + b
        q, k, v = self.mix(y).view(n, t, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, t, width)
        x_NTW = x_NTW + c * self.merge(seen)
        y = F.layer_norm(x_NTW, (width,)) * (1 + d) + e
        return torch.as_tensor(x_NTW + f * self.net(y))


class Prior(nn.Module):
    """The flow: a noised design, its times and what is wished for to the design that is behind the noise."""

    def __init__(self, width: int = 256, layers: int = 6, heads: int = 4) -> None:
        super().__init__()
        self.width = width
        self.enter = nn.ModuleList(nn.Linear(part.size, width) for part in PARTS)
        self.leave = nn.ModuleList(nn.Linear(width, part.size) for part in PARTS)
        count = sum(part.tokens for part in PARTS)
        self.place = nn.Parameter(torch.randn(count + 3, width) * 0.02)
        self.category = nn.Embedding(CATEGORIES + 1, width)
        self.taste = nn.Linear(TASTE, 2 * width)
        self.no_taste = nn.Parameter(torch.zeros(2 * width))
        self.care = nn.Linear(CARE + 1, width)
        self.clock = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.steer = nn.Linear(width, 6 * width)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.last = nn.Linear(width, 2 * width)
        clocks = [part.clock for part in PARTS for _ in range(part.tokens)]
        self.register_buffer("clock_of_token", torch.tensor([*clocks, CLOCKS, CLOCKS, CLOCKS]), persistent=False)
        for layer in (self.steer, self.last, *self.leave):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x_ND: Tensor, time_NC: Tensor, wish: Wish) -> Tensor:
        """The clean design (N, SIZE) behind `x` at the times (N, 4); see `Wish`."""
        n = len(x_ND)
        own = [enter(x_ND[:, p.slice].view(n, p.tokens, p.size)) for enter, p in zip(self.enter, PARTS, strict=True)]
        told = wish.taste.abs().amax(1, keepdim=True) > 0
        taste = torch.where(told, self.taste(wish.taste * math.sqrt(TASTE)), self.no_taste)
        kind = self.category(wish.category)
        tokens = torch.cat([*own, kind[:, None], taste.view(n, 2, self.width)], 1) + self.place
        known = self.care(torch.cat([wish.care.clamp_min(0), (wish.care[:, :1] >= 0).float()], 1))
        common = kind + taste[:, : self.width] + known
        times = torch.cat([time_NC, time_NC.mean(1, keepdim=True)], 1)
        steered = F.silu(self.clock(waves(times, self.width)) + common[:, None])
        steer = self.steer(steered).view(n, CLOCKS + 1, 6, self.width)[:, self.clock_of_token]
        for layer in self.layers:
            tokens = layer(tokens, steer)
        scale, shift = self.last(steered)[:, self.clock_of_token].chunk(2, -1)
        tokens = F.layer_norm(tokens, (self.width,)) * (1 + scale) + shift
        out, at = [], 0
        for part, leave in zip(PARTS, self.leave, strict=True):
            out.append(leave(tokens[:, at : at + part.tokens]).flatten(1))
            at += part.tokens
        return torch.cat(out, 1)


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
