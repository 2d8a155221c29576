"""What the painter is trained on: every training garment decoded from its codes, once, with its cloth laid out.

Writes `work/scenes.npz`; made again when the coders are newer.
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

from models.nets.garment import PatternCoder, ShapeCoder, find_lines, finish_shape
from models.texture import lay
from models.training.garment.material import RELIEF_LEVELS, Garments
from models.training.garment.shape_coder import planes_of
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


def load_coder(net: ShapeCoder | PatternCoder, checkpoint: Path, key: str) -> None:
    """Fill a coder from a training run."""
    net.load_state_dict(torch.load(checkpoint, weights_only=True)[key])
    net.eval().requires_grad_(False)


@torch.inference_mode()
def decode_shapes(net: ShapeCoder, garments: Garments) -> dict[str, NDArray[Any]]:
    """Outline, relief, lines and trim of garments through their shape codes, as in `Scenes`."""
    kept: dict[str, list[NDArray[Any]]] = {"alpha": [], "relief": [], "lines": [], "trim": []}
    scale = {"alpha": 255, "relief": RELIEF_LEVELS, "lines": 127, "trim": 255}
    for rows in each_batch(len(garments), 16):
        alpha, relief, trim = planes_of(garments, np.arange(len(garments))[rows])
        code = net.encode(alpha, relief, find_lines(relief) * alpha, trim)
        made = finish_shape(*net.decode(code))
        outline = torch.sigmoid(made.alpha_logit)
        lines = find_lines(made.relief) * outline
        planes = {"alpha": outline, "relief": made.relief, "lines": lines, "trim": torch.sigmoid(made.trim_logit)}
        for name, plane in planes.items():
            whole = np.round(plane[:, 0].numpy() * scale[name]).clip(-127 if name in _SIGNED else 0, 255)
            kept[name].append(whole.clip(None, 127).astype(np.int8) if name in _SIGNED else whole.astype(np.uint8))
    return {name: np.concatenate(planes) for name, planes in kept.items()}


_SIGNED = ("relief", "lines")


@torch.inference_mode()
def decode_patterns(net: PatternCoder, swatch: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mixes (N, 64, 64) through their pattern codes."""
    mixes = [torch.from_numpy(swatch[rows])[:, None].float() / 255 for rows in each_batch(len(swatch), 64)]
    return np.concatenate([torch.sigmoid(net.decode(net.encode(mix)).float())[:, 0].numpy() for mix in mixes])


def make_scenes(work: Path, garments: Garments, workers: int = 2) -> Scenes:
    """The scenes of these garments, from `work/scenes.npz` when it is newer than the coders."""
    path, coders = work / "scenes.npz", [work / "shape_coder.pt", work / "pattern_coder.pt"]
    if path.is_file() and all(path.stat().st_mtime > coder.stat().st_mtime for coder in coders):
        with np.load(path) as file:
            return Scenes(**{field.name: file[field.name] for field in fields(Scenes)})
    shapes, patterns = ShapeCoder(), PatternCoder()
    load_coder(shapes, coders[0], "average")
    load_coder(patterns, coders[1], "net")
    planes = decode_shapes(shapes, garments)
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
