"""The judge networks: 256 px pictures of garments, or of parts of sets, to features that know colour and texture.

Never part of a loss; what is made is measured in the 64 principal components of their features.  A feature is made from
the mean and the deviation of the activations of *every* stage, so that fine texture counts and not only the outline.

Shape legend: N pictures, C channels, H and W pixels, D features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LABELS = (
    "Blazer", "Blouse", "Body", "Dress", "Hat", "Hoodie", "Longsleeve", "Outwear", "Pants", "Polo", "Shirt", "Shoes",
    "Shorts", "Skirt", "T-Shirt", "Top", "Undershirt",
)  # fmt: skip
FEATURES = 256
COMPONENTS = 64
COLOUR_BINS = 24 + 36
TEXTURE_FIGURES = 27
WIDTHS = (32, 64, 128, 192)
SET_FEATURES = 128
SET_WIDTHS = (16, 32, 64, 96)


class Block(nn.Module):
    """Two 3×3 convolutions with a residual (He et al., arXiv 1512.03385)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
        )

    def forward(self, x_NCHW: Tensor) -> Tensor:
        return F.relu(x_NCHW + self.body(x_NCHW))


@dataclass(frozen=True)
class Verdict:
    """What the heads say: category logits (N, 17), colour log-histogram (N, 60), texture (N, 27), embedding (N, 64)."""

    category: Tensor
    colour: Tensor
    texture: Tensor
    embedding: Tensor


class FeatureNet(nn.Module):
    """RGB in [−1, 1], (N, 3, H, W) with H and W multiples of 32, to features (N, D) and their components (N, 64)."""

    def __init__(self, widths: Sequence[int], features: int) -> None:
        super().__init__()
        stages: list[nn.Module] = []
        before = 3 * 4 * 4
        for width in widths:
            size, stride, padding = (2, 2, 0) if stages else (3, 1, 1)
            down = nn.Conv2d(before, width, size, stride, padding, bias=False)
            stages.append(nn.Sequential(down, nn.BatchNorm2d(width), nn.ReLU(inplace=True), Block(width)))
            before = width
        self.unshuffle = nn.PixelUnshuffle(4)
        self.stages = nn.ModuleList(stages)
        self.gather = nn.Sequential(nn.LayerNorm(2 * sum(widths)), nn.Linear(2 * sum(widths), features))
        self.register_buffer("feature_mean", torch.zeros(features))
        self.register_buffer("feature_scale", torch.ones(features))
        self.register_buffer("basis", torch.eye(features, COMPONENTS))

    def features(self, x_NCHW: Tensor) -> Tensor:
        """The raw features (N, D)."""
        pooled = []
        x_NCHW = self.unshuffle(x_NCHW)
        for stage in self.stages:
            x_NCHW = stage(x_NCHW)
            flat = x_NCHW.float().flatten(2)
            pooled += [flat.mean(2), (flat.var(2) + 1e-5).sqrt()]
        return torch.as_tensor(self.gather(torch.cat(pooled, 1)))

    def components(self, features_ND: Tensor) -> Tensor:
        """Features (N, D) as the (N, 64) in which pictures are compared: mean square 1 per training picture."""
        mean, scale, basis = self.get_buffer("feature_mean"), self.get_buffer("feature_scale"), self.get_buffer("basis")
        return (features_ND - mean) * scale @ basis

    def settle(self, features_ND: Tensor) -> None:
        """Set the normalisation and the principal components from the training pictures' features (N, D)."""
        mean = features_ND.mean(0)
        scale = 1 / features_ND.std(0).clamp_min(1e-6)
        _, _, directions = torch.linalg.svd((features_ND - mean) * scale, full_matrices=False)
        basis = directions[:COMPONENTS].T
        spread = (((features_ND - mean) * scale @ basis) ** 2).mean().sqrt()
        self.get_buffer("feature_mean").copy_(mean)
        self.get_buffer("feature_scale").copy_(scale)
        self.get_buffer("basis").copy_(basis / spread)


class JudgeNet(FeatureNet):
    """The garments' judge: RGB on white to features (N, 256) and heads."""

    def __init__(self) -> None:
        super().__init__(WIDTHS, FEATURES)
        self.category = nn.Sequential(nn.GELU(), nn.Dropout(0.2), nn.Linear(FEATURES, len(LABELS)))
        self.colour = nn.Sequential(nn.GELU(), nn.Linear(FEATURES, COLOUR_BINS))
        self.texture = nn.Sequential(nn.GELU(), nn.Linear(FEATURES, TEXTURE_FIGURES))
        self.embed = nn.Sequential(nn.GELU(), nn.Linear(FEATURES, 64))

    def forward(self, x_NCHW: Tensor) -> Verdict:
        features = self.features(x_NCHW)
        return Verdict(
            category=self.category(features),
            colour=F.log_softmax(self.colour(features).float(), 1),
            texture=self.texture(features),
            embedding=F.normalize(self.embed(features).float(), dim=1),
        )


@dataclass(frozen=True)
class SetVerdict:
    """What the sets' judge says: theme logits (N, 10), support logits (N, 3), colour log-histogram (N, 60), texture
    (N, 27)."""

    theme: Tensor
    support: Tensor
    colour: Tensor
    texture: Tensor


class SetJudgeNet(FeatureNet):
    """The sets' judge: parts of photos of sets to features (N, 128) and heads.  Small: it only measures."""

    def __init__(self, themes: int, supports: int) -> None:
        super().__init__(SET_WIDTHS, SET_FEATURES)
        self.theme = nn.Sequential(nn.GELU(), nn.Dropout(0.2), nn.Linear(SET_FEATURES, themes))
        self.support = nn.Sequential(nn.GELU(), nn.Dropout(0.2), nn.Linear(SET_FEATURES, supports))
        self.colour = nn.Sequential(nn.GELU(), nn.Linear(SET_FEATURES, COLOUR_BINS))
        self.texture = nn.Sequential(nn.GELU(), nn.Linear(SET_FEATURES, TEXTURE_FIGURES))

    def judge(self, features_ND: Tensor) -> SetVerdict:
        """What the heads say of raw features."""
        return SetVerdict(
            theme=self.theme(features_ND),
            support=self.support(features_ND),
            colour=F.log_softmax(self.colour(features_ND).float(), 1),
            texture=self.texture(features_ND),
        )

    def forward(self, x_NCHW: Tensor) -> SetVerdict:
        return self.judge(self.features(x_NCHW))
