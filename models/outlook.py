"""Where shoppers of one shop go next: a map from the taste of their past to where their next products lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """A linear map of centred tastes (n, d), fitted by `models.training.prior.adapt`.

    Source: "encode the past, decode the next product", arXiv 2109.01093; linear, as one shop's histories are few.
    """

    encoder: str
    """Whose centred space it is, as snapshots write it."""
    matrix: Floats
    """(d, d)."""
    offset: Floats
    """(d,): what everybody is drawn to."""

    def look_ahead(self, tastes: Floats) -> Floats:
        """Unit vectors (n, d) of what is bought after pasts like these; a taste of zeros stays zeros."""
        ahead = tastes @ self.matrix + self.offset
        ahead *= np.abs(tastes).max(axis=1, keepdims=True) > 0
        return np.asarray(ahead / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12), np.float32)


def stay(width: int, encoder: str) -> Outlook:
    """The outlook that changes nothing: what comes next is what was."""
    return Outlook(encoder=encoder, matrix=np.eye(width, dtype=np.float32), offset=np.zeros(width, np.float32))
