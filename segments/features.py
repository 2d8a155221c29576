"""What of a product counts for what it is worth: how it looks, what the shop says of it, and its price.

Looks are vectors of an encoder, and a small encoder hardly sees colours; what the shop says are its facets, the
category among them, or the colour by sight where it names none.  Both stand beside each other, what is said 0.7 times
as long as a typical look, and the main directions of that are the features.  A facet that is unknown counts as the
catalogue's mean of it: it tells nothing, in neither direction.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from segments.facets import Facets

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

MOST_FEATURES = 64
MOST_PRODUCTS = 20_000
"""Of a larger catalogue every n-th product tells the main directions."""
SAID = 0.7
"""How long what is said of a typical product is beside its looks, which have length 1; as for axes of taste."""
AT_ONCE = 20_000
"""Products whose facets are laid out at once."""


def _nothing() -> Floats:
    return np.zeros(0, np.float32)


@dataclass(frozen=True, kw_only=True, eq=False)
class Features:
    """The main directions of looks and words, and the price."""

    origin: Floats
    """(d + values,)."""
    directions: Floats
    """(d + values, f − 1), scaled so that features have variance 1."""
    price_mean: float
    price_std: float
    said_mean: Floats = field(default_factory=_nothing)
    """(values,): the share of the products whose facet is known that have each value; none without facets."""
    said_scale: float = 0.0

    @classmethod
    def of(cls, centred: Floats, prices: Floats, facets: Facets | None = None) -> Features:
        """Learn them from a catalogue: centred vectors (n, d), list prices (n,), NaN where unknown, and its facets."""
        step = 1 + len(centred) // MOST_PRODUCTS
        mean, scale = _measure(facets)
        some = _join(centred[::step], facets and facets.take(np.arange(0, len(centred), step)), mean, scale)
        origin = some.mean(axis=0) if len(some) else np.zeros(some.shape[1])
        covariance = some.T @ some / max(1, len(some)) - np.outer(origin, origin)
        variance, directions = np.linalg.eigh(covariance)
        variance, directions = variance[::-1][:MOST_FEATURES], directions[:, ::-1][:, :MOST_FEATURES]
        real = variance > 1e-6 * max(float(variance[0]), 1e-12)
        known = prices[np.isfinite(prices)]
        return cls(
            origin=origin.astype(np.float32),
            directions=(directions[:, real] / np.sqrt(variance[real])).astype(np.float32),
            price_mean=float(known.mean()) if len(known) else 0.0,
            price_std=float(known.std()) if len(known) and known.std() > 0 else 1.0,
            said_mean=mean,
            said_scale=scale,
        )

    def read(self, centred: Floats, prices: Floats, facets: Facets | None = None) -> Floats:
        """Features (n, f) of products, old or new; an unknown price counts as an average one.

        `facets` are those that the features were learned with, for these products; without them nothing is said.
        Raises ValueError when they are others.
        """
        if facets is not None and len(self.said_mean) not in (0, len(facets.words)):
            raise ValueError("these features were learned with other facets")
        rows = []
        for start in range(0, max(len(centred), 1), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            told = facets and facets.take(np.arange(len(facets.codes))[part])
            rows.append((_join(centred[part], told, self.said_mean, self.said_scale) - self.origin) @ self.directions)
        price = np.nan_to_num((prices - self.price_mean) / self.price_std, nan=0.0)
        return np.column_stack([np.concatenate(rows), price]).astype(np.float32)


def _measure(facets: Facets | None) -> tuple[Floats, float]:
    """The mean (values,) of what is said, and what makes it SAID long for a typical product."""
    if facets is None or not facets.names:
        return _nothing(), 0.0
    known = np.count_nonzero(facets.codes >= 0, axis=0)[facets.facet_of]
    mean = np.asarray(facets.matrix.sum(axis=0)).ravel() / np.maximum(known, 1)
    # of a product with a value v in each known facet: 1 − 2 mean(v) + Σ mean²
    alone = 1 - 2 * mean + np.bincount(facets.facet_of, mean**2, len(facets.names))[facets.facet_of]
    squares = facets.matrix @ alone
    usual = float(np.sqrt(np.mean(squares))) if len(squares) else 0.0
    return mean.astype(np.float32), SAID / usual if usual > 1e-6 else 0.0


def _join(centred: Floats, facets: Facets | None, mean: Floats, scale: float) -> Floats:
    """Looks (n, d) and what is said (n, values) beside them."""
    if not len(mean):
        return centred.astype(np.float32)
    said = np.zeros((len(centred), len(mean)), np.float32)
    if facets is not None:
        told = (facets.codes >= 0)[:, facets.facet_of]
        said = np.where(told, np.asarray(facets.matrix.todense(), np.float32) - mean, 0) * np.float32(scale)
    return np.concatenate([centred, said], axis=1).astype(np.float32)
