"""What every evaluator finds on its desk: where the data lies, and where the pictures that it judged are put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.training.cutouts import Cutouts, read_cutouts

WEIGHTS = Path(__file__).parents[3] / "assets" / "weights"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`data` holds the photos, `work` what `models.training.dataset` made of them; `dump` takes contact sheets.

    `most` caps the number of pictures of each kind, for a quick look; the figures that count are made with None.
    """

    data: Path
    work: Path
    dump: Path | None = None
    weights: Path = WEIGHTS
    most: int | None = None
    seed: int = 0

    def cutouts(self) -> Cutouts:
        """The clean garments, read once a process; copy before changing any.

        Raises FileNotFoundError, saying how to make them.
        """
        return _read(self.work / "cutouts.npz")

    def count(self, wanted: int) -> int:
        """How many pictures to use where the full evaluation uses `wanted`."""
        return wanted if self.most is None else min(wanted, self.most)

    def sheet(self, name: str, pictures: Sequence[NDArray[np.uint8]], columns: int, cell_px: int = 160) -> None:
        """Write pictures (h, w, 3), row by row, as `dump`/`name`.png; nothing without a dump folder."""
        if self.dump is None or not pictures:
            return
        rows = -(-len(pictures) // columns)
        canvas = np.full((rows * cell_px, columns * cell_px, 3), 255, np.uint8)
        for index, picture in enumerate(pictures):
            scale = (cell_px - 6) / max(picture.shape[:2])
            size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
            small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
            y, x = index // columns * cell_px + 3, index % columns * cell_px + 3
            canvas[y : y + small.shape[0], x : x + small.shape[1]] = small
        self.dump.mkdir(parents=True, exist_ok=True)
        Image.fromarray(canvas).save(self.dump / f"{name}.png")


@lru_cache(1)
def _read(path: Path) -> Cutouts:
    return read_cutouts(path)
