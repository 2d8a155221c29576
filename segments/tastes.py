"""From histories to tastes: each shopper as the weighted mean of what they looked at, liked and bought.

    weight = (what the kind of event says) × ½^(age / half-life)
    taste  = unit vector of Σ weight · centred product vector

Products are centred on the catalogue's mean first: encoders put everything into a narrow cone, and without it all
tastes point the same way.  A mean of unit vectors is shorter than 1, the shorter the more mixed the history, so it is
brought back to length 1.  All shoppers at once are one sparse × dense product, made in slices of bounded memory by
torch's embedding bag, which uses all cores and reads ahead.  A table that is larger than the processor's caches is read
in half precision: it is the memory that takes the time.

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
SLICE_BYTES = 16 * 2**20
"""Dense results are made in slices of about this size."""
HALF_ABOVE_BYTES = 64 * 2**20
"""Products' points that take more than this are read in half precision; a taste then moves by a cosine of 1e-6."""
TOTAL = 1024.0
"""What the weights of a shopper are brought to before they are summed: far from both ends of half precision."""


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
        count = int(np.count_nonzero(has_vector(vectors)))
        if not count:
            return cls(mean=np.zeros(vectors.shape[1], np.float32), spread=1.0)
        mean = vectors.sum(axis=0, dtype=np.float64) / count
        square = float(np.einsum("nd,nd->n", vectors, vectors).sum(dtype=np.float64)) / count
        return cls(mean=mean.astype(np.float32), spread=max(0.0, square - float(mean @ mean)) ** 0.5)

    def centre(self, vectors: Floats) -> Floats:
        """Encoder vectors (n, d) as unit vectors away from the centre; zeros stay zeros."""
        away = vectors - self.mean
        away[~has_vector(vectors)] = 0
        return _scale(away)

    def uncentre(self, directions: Floats) -> Floats:
        """Centred unit vectors (n, d) as unit vectors of the encoder's space, as far from the mean as products are.

        This is what a generator that was trained on the encoder's vectors is given.
        """
        return unit(self.mean + self.spread * np.asarray(directions, np.float32))


def unit(vectors: NDArray[np.floating]) -> Floats:
    """Rows (n, d) of length 1; what has no length stays zero."""
    return _scale(np.array(vectors, np.float32))


def _scale(rows: Floats) -> Floats:
    """The same rows (…, d) in place, as `unit` makes them."""
    lengths = np.sqrt(np.einsum("...d,...d->...", rows, rows))[..., None]
    rows[(lengths <= 1e-12)[..., 0]] = 0
    rows /= np.maximum(lengths, 1e-12)
    return rows


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
    import torch  # here: what shows segments needs none of it

    users, columns = histories.shape[0], points.shape[1]
    tastes = np.empty((users, columns), np.float32) if out is None else out
    dtype = np.float16 if points.nbytes > HALF_ABOVE_BYTES else np.float32
    table = torch.from_numpy(np.require(points, dtype, ["C", "W"]))  # torch warns of what it could not write
    rows, begins = histories.indices, histories.indptr.astype(histories.indices.dtype, copy=False)
    for part in slices(users, columns):
        mine = slice(int(begins[part.start]), int(begins[part.stop]))
        weights = _even(histories.data[mine], np.diff(begins[part.start : part.stop + 1])).astype(dtype, copy=False)
        sums = torch.nn.functional.embedding_bag(
            torch.from_numpy(rows[mine].copy()),
            table,
            torch.from_numpy(begins[part] - begins[part.start]),
            mode="sum",
            per_sample_weights=torch.from_numpy(weights),
        )
        tastes[part] = _scale(sums.float().numpy())
    return tastes


def _even(weights: Floats, counts: NDArray[np.integer]) -> Floats:
    """Weights (n events,) of shoppers with so many events each, brought to a sum of `TOTAL` a shopper.

    Only the direction of a taste counts; half precision can say neither a millionth nor a hundred thousand.
    """
    of = np.repeat(np.arange(len(counts)), counts)
    sums = np.bincount(of, weights, len(counts))
    return np.asarray(weights * (TOTAL / np.maximum(sums, 1e-30)).astype(np.float32)[of], np.float32)


def has_vector(vectors: Floats) -> NDArray[np.bool_]:
    """Which rows (n, d) are not all zeros."""
    return np.asarray(np.einsum("nd,nd->n", vectors, vectors) > 1e-12)
