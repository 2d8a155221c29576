"""Read `cutouts.npz`, the clean garments that `models.training.dataset` made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Cutouts:
    """Garments on white as RGBA uint8 (N, 256, 256, 4), with their ids, labels, senders and side of the split (N,)."""

    rgba: NDArray[np.uint8]
    id: NDArray[np.str_]
    label: NDArray[np.str_]
    sender: NDArray[np.str_]
    split: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.rgba)

    def side(self, split: str) -> Cutouts:
        """Only the "train" or only the "held_out" garments.  Raises ValueError when there are none."""
        keep = self.split == split
        if not keep.any():
            raise ValueError(f"the cut-outs hold no {split} garments")
        return self.take(np.flatnonzero(keep))

    def take(self, rows: NDArray[np.int_]) -> Cutouts:
        """The garments of these rows, in this order."""
        return Cutouts(
            rgba=self.rgba[rows],
            id=self.id[rows],
            label=self.label[rows],
            sender=self.sender[rows],
            split=self.split[rows],
        )


def read_cutouts(path: Path) -> Cutouts:
    """All cut-outs.  Raises FileNotFoundError, saying how to make them, and ValueError for another kind of file."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Make it: python -m models.training.dataset --data DIR --work DIR")
    with np.load(path) as file:
        missing = {"rgba", "id", "label", "sender", "split"} - set(file.files)
        if missing:
            raise ValueError(f"{path} lacks {', '.join(sorted(missing))}")
        cutouts = Cutouts(
            rgba=file["rgba"],
            id=file["id"].astype(np.str_),
            label=file["label"].astype(np.str_),
            sender=file["sender"].astype(np.str_),
            split=file["split"].astype(np.str_),
        )
    if cutouts.rgba.ndim != 4 or cutouts.rgba.shape[-1] != 4 or cutouts.rgba.dtype != np.uint8:
        raise ValueError(f"{path}: rgba must be uint8 (N, H, W, 4), not {cutouts.rgba.dtype} {cutouts.rgba.shape}")
    return cutouts
