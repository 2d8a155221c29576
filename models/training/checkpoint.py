"""Save a training run so that it can be stopped at any time and goes on where it was."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

INTERVAL_S = 120
"""How often a run saves itself."""


def save_checkpoint(path: Path, parts: Mapping[str, Any], step: int, spent_s: float) -> None:
    """Write the state of nets and optimisers, by name, with the step and the seconds spent; atomically."""
    state = {name: part.state_dict() for name, part in parts.items()}
    part_file = path.with_suffix(".part")
    torch.save({**state, "step": step, "spent_s": spent_s}, part_file)
    os.replace(part_file, path)


def load_checkpoint(path: Path, parts: Mapping[str, Any], device: str = "cpu") -> tuple[int, float]:
    """Fill nets and optimisers from a checkpoint and return its step and seconds; (0, 0) when there is none yet."""
    if not path.is_file():
        return 0, 0.0
    state = torch.load(path, map_location=device, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["step"]), float(state["spent_s"])
