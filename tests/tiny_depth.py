"""The smallest published depth model: Depth Anything's own architecture, built from a config and saved to disk."""

from __future__ import annotations

from pathlib import Path

import torch


def build_tiny_depth(folder: Path, kind: str = "relative") -> Path:
    """Save the network into `folder` as a model is published: config.json and model.safetensors."""
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config

    torch.manual_seed(0)
    backbone = Dinov2Config(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, image_size=56, patch_size=14,
        out_features=["stage1", "stage2"], apply_layernorm=True, reshape_hidden_states=False,
    )  # fmt: skip
    config = DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=16, patch_size=14, reassemble_factors=[2, 1],
        neck_hidden_sizes=[8, 8], fusion_hidden_size=8, head_hidden_size=4, depth_estimation_type=kind,
        max_depth=20 if kind == "metric" else 1,
    )  # fmt: skip
    net = DepthAnythingForDepthEstimation(config)
    for name, values in net.named_parameters():
        if values.ndim > 1 and ("head" in name or "neck" in name):
            torch.nn.init.normal_(values, std=0.3)  # else it answers nearly the same everywhere
    torch.nn.init.constant_(net.head.conv3.bias, 2.0)
    net.save_pretrained(folder)
    return folder
