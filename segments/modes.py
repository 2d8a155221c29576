"""Where the demand behind a history is densest: what one new design aims at, for one shopper or a few chosen products.

The mean of what somebody bought may lie where nobody buys anything: between shoes and dresses, say.  A mode is a place
in the catalogue around which much is sold that is like what they bought: each product counts by its likeness to the
history, and by how often everybody buys it; the mode is the product whose neighbourhood holds the most of that.

Source: Fukunaga & Hostetler 1975 (modes of a density estimated by kernels); here only products may be modes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segments.tastes import unit

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

SHARPNESS = 8.0
"""A product is like another one by exp(this × (cosine − 1))."""
AROUND = 20
"""Products that make a neighbourhood."""
TRIED = 256
"""Products that may be the mode: those that are wanted most themselves."""
NEVER_SOLD = 0.5
"""Sales that every product has on top, so that new ones count."""
MOST = 64
"""Products of a history that are looked at, those that count most."""


def find_demand(own: Doubles, everybody: Doubles, centred: Floats) -> Doubles:
    """How much each product (n,) is wanted by those who have the history `own` (n,); `everybody` (n,) is sales.

    `centred` (n, d) are the products' unit vectors.  Zeros for an empty history.
    """
    rows = np.argsort(-own, kind="stable")[:MOST]
    rows = rows[own[rows] > 0]
    if not len(rows):
        return np.zeros(len(centred))
    alike = np.exp(SHARPNESS * (centred[rows] @ centred.T - 1)).astype(float)
    wanted = own[rows] / own[rows].sum() @ alike * (everybody + NEVER_SOLD)
    wanted[~centred.any(axis=1)] = 0
    return np.asarray(wanted)


def find_modes(own: Doubles, everybody: Doubles, centred: Floats, most: int = 1) -> list[tuple[Floats, float]]:
    """The places, unit vectors (d,), where most is wanted, each with the share of all demand that lies around it.

    The strongest first, `most` at most; what lies around one counts for no other.  [] for an empty history.  See
    `find_demand`.
    """
    from segments.index import ProductIndex  # faiss loads here, on first use

    wanted = find_demand(own, everybody, centred)
    total = float(wanted.sum())
    tried = np.argsort(-wanted, kind="stable")[:TRIED]
    tried = tried[wanted[tried] > 0]
    if not len(tried):
        return []
    near = ProductIndex.build(centred).search(centred[tried], min(AROUND, len(centred)))[0]
    modes: list[tuple[Floats, float]] = []
    for _ in range(most):
        mass = np.where(near >= 0, wanted[near], 0).sum(axis=1)
        rows = near[int(mass.argmax())]
        rows = rows[rows >= 0]
        if not wanted[rows].any():
            break
        place = unit((wanted[rows].astype(np.float32) @ centred[rows])[None])[0]
        modes.append((np.asarray(place), float(mass.max()) / total))
        wanted[rows] = 0
    return modes
