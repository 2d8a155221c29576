"""Take every cut-out apart into inks, once: what the garment nets learn from.

    python -m models.training.garment.material --work work

Reads `work/cutouts.npz`, writes `work/garments.npz`.  Garments from which no swatch can be cut are left out.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.inks import separate
from models.texture import cut_swatch, relief_of, trim_of
from models.training.cutouts import read_cutouts

RELIEF_LEVELS = 120.0
"""Steps of int8 a unit of log shade."""


@dataclass(frozen=True, kw_only=True)
class Garments:
    """Garments taken apart; planes are (N, 256, 256).

    alpha, mix, trim uint8 (255 = 1); light and relief int8, log shade × 120, with and without grain; swatch uint8
    (N, 64, 64) with its scale (N,) and grain spectrum (N, 8, 8); inks float32 (N, 2, 3) in OKLab; two and patterned
    bool; row: which cut-out it was; label, sender, split.
    """

    alpha: NDArray[np.uint8]
    mix: NDArray[np.uint8]
    trim: NDArray[np.uint8]
    light: NDArray[np.int8]
    relief: NDArray[np.int8]
    swatch: NDArray[np.uint8]
    scale: NDArray[np.float32]
    grain: NDArray[np.float32]
    inks: NDArray[np.float32]
    two: NDArray[np.bool_]
    patterned: NDArray[np.bool_]
    row: NDArray[np.int_]
    id: NDArray[np.str_]
    label: NDArray[np.str_]
    sender: NDArray[np.str_]
    split: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.alpha)

    def take(self, rows: NDArray[Any]) -> Garments:
        """The garments of these rows (indices or bools)."""
        return Garments(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def side(self, split: str) -> Garments:
        """Only the "train" or the "held_out" garments."""
        return self.take(self.split == split)


def take_apart(rgba: NDArray[np.uint8]) -> dict[str, Any] | None:
    """One cut-out (256, 256, 4) as the columns of `Garments`; None when it yields no swatch."""
    cv2.setNumThreads(1)
    alpha = rgba[..., 3]
    try:
        inks = separate(rgba)
        swatch = cut_swatch(inks, alpha)
    except ValueError:
        return None
    light = np.where(alpha > 0, np.log(inks.shade), 0)
    return {
        "alpha": alpha,
        "mix": _bytes(inks.mix),
        "trim": _bytes(trim_of(inks, alpha)),
        "light": np.round(light * RELIEF_LEVELS).clip(-127, 127).astype(np.int8),
        "relief": np.round(relief_of(inks, alpha) * RELIEF_LEVELS).clip(-127, 127).astype(np.int8),
        "swatch": _bytes(swatch.mix),
        "scale": np.float32(swatch.scale),
        "grain": swatch.grain,
        "inks": np.stack([inks.main, inks.accent]),
        "two": inks.two,
        "patterned": inks.spread,
    }


def _bytes(plane: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(np.round(plane * 255).clip(0, 255), np.uint8)


def take_all_apart(rgba: NDArray[np.uint8], workers: int) -> Iterator[dict[str, Any] | None]:
    """`take_apart` for all cut-outs, in order, over processes."""
    fresh = get_context("spawn")  # a fork would copy OpenCV's locks without the threads that hold them
    with ProcessPoolExecutor(workers, fresh) as pool:
        yield from pool.map(take_apart, rgba, chunksize=32)


def read_garments(path: Path) -> Garments:
    """The garments of a file.  Raises FileNotFoundError, saying how to make it."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Make it: python -m models.training.garment.material --work DIR")
    with np.load(path) as file:
        return Garments(**{field.name: file[field.name] for field in fields(Garments)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    cutouts = read_cutouts(arguments.work / "cutouts.npz")
    found = []
    for row, parts in enumerate(take_all_apart(cutouts.rgba, arguments.workers)):
        if parts is not None:
            found.append({**parts, "row": row})
        if row % 500 == 499:
            print(f"{len(found)} of {row + 1}", flush=True)
    columns: dict[str, Any] = {name: np.stack([parts[name] for parts in found]) for name in found[0]}
    rows = columns["row"]
    names: dict[str, Any] = {name: getattr(cutouts, name)[rows] for name in ("id", "label", "sender", "split")}
    path = arguments.work / "garments.npz"
    with path.with_suffix(".part").open("wb") as file:
        np.savez(file, **columns, **names)
    os.replace(path.with_suffix(".part"), path)
    print(f"{len(found)} of {len(cutouts)} garments, {int(columns['patterned'].sum())} patterned")


if __name__ == "__main__":
    main()
