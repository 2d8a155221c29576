"""Fit what the prior is asked for to one shop: encode the past, look where the next product lies.

The prior's weights stay as they ship.  What is learned is the map from a shopper's past to the point that the prior
aims at, since that is what differs between shops: their popular products, and which looks follow which.  Closed-form,
so seconds, the same every time.  How far to trust it is decided on shoppers that were left out; where it finds no more
of their next products than the past itself does, nothing is changed.

Source: ridge regression (Hoerl & Kennard 1970), drawn to a multiple of the identity instead of to zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import InputError
from models.outlook import Floats, Outlook, stay

Ints = NDArray[np.int64]
Doubles = NDArray[np.float64]

PENALTIES = (30.0, 100.0, 300.0, 1000.0, 3000.0)
"""What is tried: a square of distance from the identity costs as much as so many squares of error."""
FOLDS = 4
FEWEST = 200
"""Purchases with a past, under which a shop is too small to learn from."""
AT, SHELF, JUDGED = 20, 5000, 8000
"""A next product counts as found among the first AT of SHELF products, for at most JUDGED purchases a fold."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """An outlook, and how often (0..1) it finds left-out shoppers' next products among the first twenty."""

    outlook: Outlook
    found: float
    found_before: float
    """The same for the past as it is."""
    penalty: float
    """0: nothing was learned that holds."""
    purchases: int


def fit(pasts: Floats, following: Ints, shoppers: Ints, catalogue: Floats, encoder: str, seed: int = 0) -> Fit:
    """Learn from purchases: the taste (m, d) before each, the product (m,) that it was, and whose (m,).

    `catalogue` (n, d) and `pasts` are centred unit vectors of `encoder`.  Deterministic.  Raises InputError when there
    are fewer than FEWEST purchases, or fewer shoppers than folds.
    """
    people = np.unique(shoppers)
    if len(pasts) < FEWEST or len(people) < FOLDS:
        raise InputError(
            f"Only {len(pasts)} purchases come after another visit; {FEWEST} are needed to learn from.",
            "Import a longer history.",
        )
    rng = np.random.default_rng(seed)
    fold = np.searchsorted(people, shoppers)
    fold = rng.permutation(len(people))[fold] % FOLDS
    shelf = np.sort(rng.permutation(len(catalogue))[:SHELF])
    hits: dict[float, list[float]] = {penalty: [] for penalty in (0.0, *PENALTIES)}
    sizes = []
    for number in range(FOLDS):
        held, rest = np.flatnonzero(fold == number), fold != number
        held = held[rng.permutation(len(held))[:JUDGED]]
        sums = _sum(pasts[rest], catalogue[following[rest]])
        sizes.append(len(held))
        for penalty, line in hits.items():
            outlook = _solve(sums, penalty, encoder) if penalty else stay(pasts.shape[1], encoder)
            line.append(_find(outlook.look_ahead(pasts[held]), following[held], catalogue, shelf))
    found = {penalty: float(np.average(line, weights=sizes)) for penalty, line in hits.items()}
    best = max(found, key=lambda penalty: (found[penalty], penalty == 0.0, penalty))
    sums = _sum(pasts, catalogue[following])
    return Fit(
        outlook=_solve(sums, best, encoder) if best else stay(pasts.shape[1], encoder),
        found=found[best], found_before=found[0.0], penalty=best, purchases=len(pasts),
    )  # fmt: skip


def _sum(pasts: Floats, nexts: Floats) -> tuple[Doubles, Doubles]:
    """The sums that a ridge regression is made of: (d + 1, d + 1) and (d + 1, d)."""
    rows = np.concatenate([pasts, np.ones((len(pasts), 1), np.float32)], axis=1).astype(np.float64)
    return rows.T @ rows, rows.T @ nexts.astype(np.float64)


def _solve(sums: tuple[Doubles, Doubles], penalty: float, encoder: str) -> Outlook:
    squares, products = sums
    width = products.shape[1]
    scale = float(np.trace(products[:width])) / max(float(np.trace(squares[:width, :width])), 1e-12)
    wanted = products - scale * squares[:, :width]  # what the past alone does not explain
    cost = np.full(width + 1, penalty)
    cost[width] = 1.0  # what everybody is drawn to is learned from everybody
    step = np.linalg.solve(squares + np.diag(cost), wanted)
    matrix = scale * np.eye(width) + step[:width]
    return Outlook(encoder=encoder, matrix=matrix.astype(np.float32), offset=step[width].astype(np.float32))


def _find(ahead: Floats, following: Ints, catalogue: Floats, shelf: Ints) -> float:
    """How often the next product has fewer than AT others of the shelf nearer to where it was expected."""
    own = np.einsum("md,md->m", ahead, catalogue[following])
    nearer = np.zeros(len(ahead), np.int64)
    for begin in range(0, len(ahead), 1000):
        part = slice(begin, begin + 1000)
        nearer[part] = (ahead[part] @ catalogue[shelf].T > own[part, None] + 1e-6).sum(axis=1)
    return float((nearer < AT).mean())
