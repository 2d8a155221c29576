"""The smallest network of the BiRefNet kind: dark pixels are the product.  Its folder is built here, code and all.

transformers copies this very file beside the weights, so it imports nothing of ours; from there it is loaded as code
that came with a model.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import PretrainedConfig, PreTrainedModel


class TinyConfig(PretrainedConfig):  # type: ignore[misc]
    model_type = "tiny_segmenter"


class TinySegmenter(PreTrainedModel):  # type: ignore[misc]
    """A 1 × 1 convolution over the normalised picture.  Answers like BiRefNet: coarse logits first, the finest last."""

    config_class = TinyConfig

    def __init__(self, config: TinyConfig) -> None:
        super().__init__(config)
        self.darkness = torch.nn.Conv2d(3, 1, 1)
        self.post_init()

    def forward(self, image_NCHW: torch.Tensor) -> list[torch.Tensor]:
        fine = self.darkness(image_NCHW)
        return [-torch.nn.functional.avg_pool2d(fine, 4), fine]


def build_tiny_model(folder: Path, **config: Any) -> Path:
    """Save the network into `folder` as a model is published: config.json, model.safetensors, tiny_segmenter.py."""
    TinyConfig.register_for_auto_class()
    TinySegmenter.register_for_auto_class("AutoModelForImageSegmentation")
    net = TinySegmenter(TinyConfig(**config))
    # Normalised brightness is about (v / 255 - 0.45) / 0.225: the sum passes zero where v is about 155 of 255.
    torch.nn.init.constant_(net.darkness.weight, -6.0)
    torch.nn.init.constant_(net.darkness.bias, 12.5)
    net.save_pretrained(folder)
    return folder
