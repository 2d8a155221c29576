"""A network of BiRefNet lite's size: DeepLabV3 on a ResNet-50, 40 M random weights, answering with a disc.

transformers copies this file beside the weights and loads it from there, so it imports nothing of ours.
"""

from __future__ import annotations

from typing import Any

import torch
from torchvision.models.segmentation import deeplabv3_resnet50  # type: ignore[import-untyped]
from transformers import PretrainedConfig, PreTrainedModel


class LargeConfig(PretrainedConfig):  # type: ignore[misc]
    model_type = "large_segmenter"


class LargeSegmenter(PreTrainedModel):  # type: ignore[misc]
    """Does the work of a real network; its random opinion then counts for nothing beside a sharp disc in the middle."""

    config_class = LargeConfig

    def __init__(self, config: LargeConfig) -> None:
        super().__init__(config)
        self.net = deeplabv3_resnet50(weights=None, weights_backbone=None, num_classes=1)
        self.post_init()

    def forward(self, image_NCHW: torch.Tensor) -> list[torch.Tensor]:
        opinion: Any = self.net(image_NCHW)["out"]
        h, w = image_NCHW.shape[2:]
        y = torch.linspace(-1, 1, h, device=image_NCHW.device)[:, None]
        x = torch.linspace(-1, 1, w, device=image_NCHW.device)[None, :]
        disc = 200 * (0.6 - torch.hypot(x, y))
        return [disc + opinion.clamp(-1e-3, 1e-3)]
