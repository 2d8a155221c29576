"""Made-up shoppers over the training photos: what did somebody buy before who buys this garment next?

There are no histories of sale for the photos, so each target gets shoppers that could have come to it: garments near it
in the encoder's space, in its colours or with its kind of pattern, from the same few categories, more or less strictly,
sometimes the target itself; and, for a part, what the photo's own sender has sent (a real wardrobe).  Their taste is
spelled as `segments.tastes` spells it: the unit mean of centred unit vectors.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.prior.material import Designs

Floats = NDArray[np.float32]
Rows = NDArray[np.int_]
WARDROBES, ITSELF, INCLUDED, CROWDS = 0.12, 0.12, 0.3, 0.2
"""Shares: of real wardrobes, of tastes for one product alone, of histories that hold the target, of large crowds."""
HISTORY = (3, 20)
CROWD = (20, 80)
LEAST_WARDROBE = 3
STRICT = (0.03, 0.3)
"""How soft a choice is: the temperature over likeness."""


class Shoppers:
    """Shoppers over the designs of one side; `mean` (D,) is the centre of their vectors."""

    def __init__(self, designs: Designs) -> None:
        self.mean = designs.vector.mean(0)
        self.points = unit(designs.vector - self.mean)
        self.category = designs.category
        self.likeness = (self.points @ self.points.T).astype(np.float16)
        self.inks = designs.inks[:, 0] * np.array([1.0, 2.0, 2.0], np.float32)
        self.patterned = designs.patterned
        self.share = np.bincount(designs.category, minlength=designs.category.max() + 1) / len(designs)
        self.sender = np.unique(designs.sender, return_inverse=True)[1]

    def draw(self, rows: Rows, rng: np.random.Generator) -> Floats:
        """A taste for each target (n, D)."""
        chosen = self._shop(rows, rng)
        out = np.stack([self._sum(row, bought, rng) for row, bought in zip(rows, chosen, strict=True)])
        return unit(out)

    def _shop(self, rows: Rows, rng: np.random.Generator) -> list[Rows]:
        """What shoppers who came to the targets had bought: Gumbel's way of drawing without replacement."""
        n = len(rows)
        looks, hues, prints = rng.uniform(0, 1, n), rng.uniform(0, 1, n), rng.uniform(0, 0.5, n)
        faith = rng.uniform(0, 6, n) * (rng.random(n) < 0.7)
        heat = np.exp(rng.uniform(np.log(STRICT[0]), np.log(STRICT[1]), n))
        near = self.likeness[rows].astype(np.float32) * looks[:, None]
        gap = np.linalg.norm(self.inks[rows][:, None] - self.inks[None], axis=2)
        near += np.exp(-gap / 0.12) * hues[:, None]
        near += (self.patterned[rows][:, None] == self.patterned[None]) * prints[:, None]
        score = near / heat[:, None] + (self.category[rows][:, None] == self.category[None]) * faith[:, None]
        score += rng.gumbel(size=score.shape).astype(np.float32)
        score[np.arange(n), rows] = -np.inf
        crowd = rng.random(n) < CROWDS
        counts = np.where(crowd, rng.integers(*CROWD, n), rng.integers(HISTORY[0], HISTORY[1] + 1, n))
        most = min(int(counts.max()), score.shape[1] - 1)
        best = np.argpartition(-score, most, axis=1)[:, :most]
        order = np.take_along_axis(score, best, 1).argsort(1)[:, ::-1]
        return [row[at[:count]] for row, at, count in zip(best, order, counts, strict=True)]

    def _sum(self, row: int, bought: Rows, rng: np.random.Generator) -> Floats:
        kind = rng.random()
        if kind < ITSELF:
            return np.asarray(self.points[row] + 0.3 * unit(rng.standard_normal((1, len(self.mean))))[0], np.float32)
        if kind < ITSELF + WARDROBES:
            own = np.flatnonzero(self.sender == self.sender[row])
            own = own[own != row]
            if len(own) >= LEAST_WARDROBE:
                bought = rng.permutation(own)[: HISTORY[1]]
        total = self.points[bought].sum(0)
        return np.asarray(total + self.points[row] if rng.random() < INCLUDED else total, np.float32)


def unit(vectors: NDArray[Any]) -> Floats:
    """Rows of length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), np.float32)
