"""Load a weights folder of `assets/weights`: model.safetensors, checked against the hash that meta.json names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load

from models.errors import BackendUnavailableError


def load_weights(folder: Path) -> tuple[dict[str, torch.Tensor], str]:
    """The tensors of a weights folder as float32, on the CPU, and the sha256 of its file.

    Raises BackendUnavailableError when the file is missing, damaged, or not the one that meta.json describes.
    """
    file, meta = folder / "model.safetensors", folder / "meta.json"
    try:
        data = file.read_bytes()
        expected = json.loads(meta.read_text(encoding="utf-8"))["sha256"]
        tensors = load(data)
    except FileNotFoundError as error:
        raise BackendUnavailableError(
            f"The weights in {folder.name} are missing.", "Get the complete repository, or train them as its card says."
        ) from error
    except (SafetensorError, json.JSONDecodeError, KeyError, OSError) as error:
        raise BackendUnavailableError(f"The weights in {folder.name} are damaged.", "Get them again.") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != expected:
        raise BackendUnavailableError(
            f"The weights in {folder.name} are not the ones that their card describes.", "Get them again."
        )
    return {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}, digest


def pick_device(wish: str) -> str:
    """The torch device for a setting ("auto", "cpu", "cuda").  Raises BackendUnavailableError without that device."""
    if wish == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if wish.startswith("cuda") and not torch.cuda.is_available():
        raise BackendUnavailableError("No CUDA device was found.", "Set WARHOL_DEVICE=auto or cpu.")
    return wish


def quick(device: str) -> torch.autocast:
    """bfloat16 on a processor that multiplies it in hardware, for nets whose last digits nobody sees; else as it is.

    Nothing is kept between passes: what is sought by descent would be seen as it was at the first one.
    """
    able = device == "cpu" and (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    return torch.autocast("cpu", torch.bfloat16, enabled=able, cache_enabled=False)
