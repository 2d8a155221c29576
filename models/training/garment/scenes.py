"""What the painter is trained on: every training garment decoded from its codes, once, with its cloth laid out.

Writes `work/scenes.npz`; made again when the pattern coder is newer.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models import shape
from models.nets.garment import PatternCoder, find_lines
from models.texture import lay
from models.training.garment.material import RELIEF_LEVELS, Garments
from models.training.loop import each_batch


@dataclass(frozen=True, kw_only=True)
class Scenes:
    """Decoded garments (N, 256, 256): outline, trim and the mix laid out as uint8; relief int8, log shade × 120; its
    lines int8, ×127."""

    alpha: NDArray[np.uint8]
    relief: NDArray[np.int8]
    lines: NDArray[np.int8]
    trim: NDArray[np.uint8]
    sheet: NDArray[np.uint8]


def load_coder(net: PatternCoder, checkpoint: Path, key: str) -> None:
    """Fill a coder from a training run."""
    net.load_state_dict(torch.load(checkpoint, weights_only=True)[key])
    net.eval().requires_grad_(False)


def decode_shape(alpha: NDArray[np.uint8], relief: NDArray[np.int8], trim: NDArray[np.uint8]) -> dict[str, Any]:
    """One garment's planes through its shape code, as in `Scenes`."""
    code = shape.encode(alpha, relief.astype(np.float32) / RELIEF_LEVELS, (trim / 255).astype(np.float32))
    made = shape.decode(code.astype(np.float16))
    lines = find_lines(torch.from_numpy(made.relief)[None, None])[0, 0].numpy() * made.alpha
    return {
        "alpha": np.round(made.alpha * 255).astype(np.uint8),
        "relief": np.round(made.relief * RELIEF_LEVELS).clip(-127, 127).astype(np.int8),
        "lines": np.round(lines * 127).astype(np.int8),
        "trim": np.round(made.trim * 255).astype(np.uint8),
    }


@torch.inference_mode()
def decode_patterns(net: PatternCoder, swatch: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mixes (N, 64, 64) through their pattern codes."""
    mixes = [torch.from_numpy(swatch[rows])[:, None].float() / 255 for rows in each_batch(len(swatch), 64)]
    return np.concatenate([torch.sigmoid(net.decode(net.encode(mix)).float())[:, 0].numpy() for mix in mixes])


def make_scenes(work: Path, garments: Garments, workers: int = 2) -> Scenes:
    """The scenes of these garments, from `work/scenes.npz` when it is newer than the pattern coder."""
    path, coder = work / "scenes.npz", work / "pattern_coder.pt"
    if path.is_file() and path.stat().st_mtime > coder.stat().st_mtime:
        with np.load(path) as file:
            return Scenes(**{field.name: file[field.name] for field in fields(Scenes)})
    patterns = PatternCoder()
    load_coder(patterns, coder, "net")
    made = [decode_shape(*parts) for parts in zip(garments.alpha, garments.relief, garments.trim, strict=True)]
    planes = {name: np.stack([each[name] for each in made]) for name in made[0]}
    sheet = np.zeros_like(planes["alpha"])
    rows = np.flatnonzero(garments.patterned)
    mixes = decode_patterns(patterns, garments.swatch[rows])
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for row, laid in zip(rows, pool.map(_lay_bytes, mixes, garments.scale[rows], chunksize=8), strict=True):
            sheet[row] = laid
    planes["sheet"] = sheet
    with path.with_suffix(".part").open("wb") as stream:
        np.savez(stream, **planes)  # type: ignore[arg-type]
    os.replace(path.with_suffix(".part"), path)
    return Scenes(**planes)


def _lay_bytes(mix: NDArray[np.float32], scale: float) -> NDArray[np.uint8]:
    cv2.setNumThreads(1)
    return np.asarray(np.round(lay(mix, float(scale), 256) * 255), np.uint8)
