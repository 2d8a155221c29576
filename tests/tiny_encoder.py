"""The smallest model in open_clip's format, built here as one is published: config and weights in one folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from models.training.encoder.train import make_net

TINY: dict[str, Any] = {
    "model_cfg": {
        "embed_dim": 16,
        "vision_cfg": {"layers": 1, "width": 32, "head_width": 16, "image_size": 32, "patch_size": 16},
        "text_cfg": {"context_length": 12, "vocab_size": 49408, "width": 16, "heads": 1, "layers": 1},
    },
    "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "resize_mode": "longest", "fill_color": 255},
}


def build_encoder(folder: Path, config: dict[str, Any] = TINY, file: str = "open_clip_model.safetensors") -> Path:
    """A network of random weights, the same every time, saved into `folder`; its hash goes into meta.json."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        net = make_net(config, folder)
    save_file({name: tensor.contiguous() for name, tensor in net.state_dict().items()}, folder / file)
    write_meta(folder, file)
    return folder


def write_meta(folder: Path, file: str) -> None:
    from models.training.card import sha256_of

    (folder / "meta.json").write_text(json.dumps({"sha256": sha256_of(folder / file)}), encoding="utf-8")
