"""Precision, recall, density and coverage: are the pictures plausible, and do they show all that real ones show?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

Floats = NDArray[np.float64]


def precision_recall(real: Floats, other: Floats, k: int = 3) -> dict[str, float]:
    """Share of generated features (m, d) inside the real ones' (n, d) neighbourhoods, and the other way round.

    Source: Kynkäänniemi et al., arXiv 1904.06991.
    """
    between = cdist(real, other)
    return {
        "precision": float((between <= _radii(real, k)[:, None]).any(axis=0).mean()),
        "recall": float((between <= _radii(other, k)[None, :]).any(axis=1).mean()),
    }


def density_coverage(real: Floats, other: Floats, k: int = 5) -> dict[str, float]:
    """Density (how deep inside the real neighbourhoods, 1 = like real ones) and coverage (share of real ones met).

    Source: Naeem et al., "Reliable Fidelity and Diversity Metrics", arXiv 2002.09797.
    """
    inside = cdist(real, other) <= _radii(real, k)[:, None]
    return {"density": float(inside.sum(axis=0).mean() / k), "coverage": float(inside.any(axis=1).mean())}


def _radii(points: Floats, k: int) -> Floats:
    """Distance of each point (n, d) to its k-th nearest other point (n,).  Raises ValueError with k points or fewer."""
    if len(points) <= k:
        raise ValueError(f"{k} neighbours need more than {k} pictures")
    return np.asarray(np.partition(cdist(points, points), k, axis=1)[:, k])  # index 0 is the point itself
