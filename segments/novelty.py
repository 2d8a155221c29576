"""How new a product is: its distance to the nearest of the catalogue, by the catalogue's own distances.

1 is as far from everything as the typical product is from its nearest neighbour; 0 is something that is there already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SAMPLE = 2_000
"""Products whose nearest neighbour is looked for; more change the typical distance hardly."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Distances:
    """The catalogue's own distances (1 − cosine) from neighbour to neighbour, sorted."""

    own: Floats

    def compare(self, nearest: Floats) -> Floats:
        """Distances (n,) to the nearest product, over the typical one of the catalogue."""
        typical = float(np.median(self.own)) if len(self.own) else 1.0
        return np.asarray(nearest / max(typical, 1e-6), np.float32)

    def rank(self, nearest: Floats) -> Floats:
        """The part of the catalogue that is closer to its neighbours than these are, 0..1 (n,)."""
        return np.asarray(np.searchsorted(self.own, nearest) / max(len(self.own), 1), np.float32)


def measure_distances(centred: Floats, seed: int = 0) -> Distances:
    """The distances of a catalogue's products (n, d), zeros left out."""
    from segments.index import ProductIndex  # faiss loads here, on first use

    there = centred[np.einsum("nd,nd->n", centred, centred) > 1e-6]
    if len(there) < 2:
        return Distances(own=np.ones(1, np.float32))
    rows = np.arange(len(there))
    if len(rows) > SAMPLE:
        rows = np.sort(np.random.default_rng(seed).choice(rows, SAMPLE, replace=False))
    cosines = ProductIndex.build(there).search(there[rows], 2)[1]
    return Distances(own=np.sort(np.clip(1 - cosines[:, 1], 0, 2)).astype(np.float32))
