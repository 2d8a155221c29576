"""The pattern book that new designs are cut from: drafted garments of every kind, with what is sewn on them.

Written by `assets/recipes/patterns.py` from `assets/recipes/drafts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.backends.weights import load_weights
from models.design import CATEGORIES
from models.errors import BackendUnavailableError, InputError
from models.oklab import Floats
from models.seams import MARK_SIZE, Mark, read_marks
from models.shape import COARSE, FINE

FOLDER = Path(__file__).parents[2] / "assets" / "weights" / "patterns"
RELIEF_LEVELS = 100.0
"""Levels a unit of log shade in the file."""


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """`outlines` and `reliefs` (M, 64, 64), the number of each one's category `kinds` (M,), and its `marks`."""

    outlines: Floats
    reliefs: Floats
    kinds: NDArray[np.integer]
    marks: tuple[tuple[Mark, ...], ...]

    def of_kind(self, category: str) -> NDArray[np.intp]:
        """The rows of a category; none for an unknown one."""
        if category not in CATEGORIES:
            return np.zeros(0, np.intp)
        return np.flatnonzero(self.kinds == CATEGORIES.index(category))

    def code(self, row: int) -> Floats:
        """The shape code (9216,) of a pattern."""
        blocks = np.zeros(COARSE * COARSE, np.float32)
        return np.concatenate([self.outlines[row].ravel(), self.reliefs[row].ravel(), blocks])


def read_patterns(folder: Path = FOLDER) -> tuple[Patterns, str]:
    """The book and the sha256 of its file.  Raises BackendUnavailableError when it is missing or damaged."""
    tensors, digest = load_weights(folder)
    try:
        arrays = {name: tensors[name].cpu().numpy() for name in ("outlines", "reliefs", "kinds", "marks", "first")}
        rows, first = arrays["marks"].reshape(-1, MARK_SIZE).astype("<f2"), arrays["first"]
        marks = tuple(read_marks(rows[a:b].tobytes()) for a, b in zip(first[:-1], first[1:], strict=True))
        patterns = Patterns(
            outlines=arrays["outlines"].astype(np.float32).reshape(-1, FINE, FINE),
            reliefs=(arrays["reliefs"].astype(np.float32) / RELIEF_LEVELS).reshape(-1, FINE, FINE),
            kinds=arrays["kinds"], marks=marks,
        )  # fmt: skip
    except (KeyError, ValueError, InputError) as error:
        raise BackendUnavailableError("The pattern book is damaged.", "Get it again.") from error
    if not len(patterns.outlines) == len(patterns.reliefs) == len(patterns.kinds) == len(marks):
        raise BackendUnavailableError("The pattern book is damaged.", "Get it again.")
    return patterns, digest
