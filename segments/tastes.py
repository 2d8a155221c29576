"""From histories to tastes: each shopper as the weighted mean of what they looked at, liked and bought.

    weight = (what the kind of event says) × ½^(age / half-life)
    taste  = unit vector of Σ weight · centred product vector

Products are centred on the catalogue's mean first: encoders put everything into a narrow cone, and without it all
tastes point the same way.  A mean of unit vectors is shorter than 1, the shorter the more mixed the history, so it is
brought back to length 1.  All shoppers at once are one sparse × dense product, made in slices of bounded memory.

Source: the user vector of arXiv 2109.01093 (Criteo); centring and rescaling are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from segments.tables import KINDS, EventArrays

if TYPE_CHECKING:
    from scipy import sparse

Floats = NDArray[np.float32]

DAY_S = 86_400
OLDEST = 20
"""Half-lives after which an event counts no less: a shopper who was away for years still has a taste."""
SLICE_BYTES = 64 * 2**20
"""Dense results are made in slices of about this size."""


@dataclass(frozen=True, kw_only=True)
class Weighting:
    """How much an event counts."""

    kinds: tuple[float, ...] = (0.1, 0.3, 0.5, 0.6, 0.8, 1.0)
    """One weight a kind, in the order of `tables.KINDS`: a purchase counts as much as ten views."""
    half_life_days: float | None = 365.0
    """An event this much older counts half; None counts all alike."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Centre:
    """Where the middle of a catalogue is in its encoder's space."""

    mean: Floats
    """(d,): the mean of the catalogue's unit vectors."""
    spread: float
    """The typical distance of a product from the mean."""

    @classmethod
    def of(cls, vectors: Floats) -> Centre:
        """The centre of a catalogue (n, d) of unit vectors; rows of zeros are products without one and do not count."""
        there = vectors[_has_vector(vectors)]
        mean = there.mean(axis=0, dtype=np.float64) if len(there) else np.zeros(vectors.shape[1])
        away = there - mean
        spread = float(np.sqrt(np.einsum("nd,nd->n", away, away).mean())) if len(there) else 1.0
        return cls(mean=mean.astype(np.float32), spread=spread)

    def centre(self, vectors: Floats) -> Floats:
        """Encoder vectors (n, d) as unit vectors away from the centre; zeros stay zeros."""
        away = (vectors - self.mean) * _has_vector(vectors)[:, None]
        return unit(away)

    def uncentre(self, directions: Floats) -> Floats:
        """Centred unit vectors (n, d) as unit vectors of the encoder's space, as far from the mean as products are.

        This is what a generator that was trained on the encoder's vectors is given.
        """
        return unit(self.mean + self.spread * np.asarray(directions, np.float32))


def unit(vectors: NDArray[np.floating]) -> Floats:
    """Rows (n, d) of length 1; what has no length stays zero."""
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-12))


def weigh(events: EventArrays, weighting: Weighting | None = None, now_s: int | None = None) -> Floats:
    """The weight of each event (n events,).  `now_s` is the time of the newest one unless given."""
    weighting = weighting or Weighting()
    if len(weighting.kinds) != len(KINDS):
        raise ValueError(f"one weight a kind is wanted: {', '.join(KINDS)}")
    weights = np.asarray(weighting.kinds, np.float32)[events.kind]
    if weighting.half_life_days is None or not len(events.time_s):
        return weights
    now = int(events.time_s.max()) if now_s is None else now_s
    age_days = np.maximum(now - events.time_s, 0) / DAY_S
    weights *= np.exp2(-np.minimum(age_days / weighting.half_life_days, OLDEST)).astype(np.float32)
    return weights


def gather(events: EventArrays, weights: Floats, products: int) -> sparse.csr_matrix:
    """Histories as a matrix (users, products) of weights.

    A product that a shopper met twice is there twice; sums and products do not mind, and nothing has to be sorted.
    """
    from scipy import sparse

    begins = np.searchsorted(events.user, np.arange(events.users + 1)).astype(np.int64)
    return sparse.csr_matrix((weights, events.product, begins), shape=(events.users, products), copy=False)


def slices(rows: int, columns: int, slice_bytes: int = SLICE_BYTES) -> Iterator[slice]:
    """Slices of so many rows that one float32 result of `columns` columns takes about `slice_bytes`."""
    step = max(1, slice_bytes // (4 * max(1, columns)))
    for begin in range(0, rows, step):
        yield slice(begin, min(begin + step, rows))


def mean_tastes(histories: sparse.csr_matrix, points: Floats, out: Floats | None = None) -> Floats:
    """The taste of every shopper, (users, m), as unit vectors in whatever space the products' `points` (n, m) are.

    A shopper without events, or of whom nothing has a vector, has a taste of zeros.  `out` may be a memory-mapped
    file; beside it at most a slice is in memory.
    """
    users, columns = histories.shape[0], points.shape[1]
    tastes = np.empty((users, columns), np.float32) if out is None else out
    for part in slices(users, columns):
        tastes[part] = unit(histories[part] @ points)
    return tastes


def _has_vector(vectors: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.einsum("nd,nd->n", vectors, vectors) > 1e-12)
