"""Simulated shoppers: a shop and its histories in which everything that an estimator looks for is known.

Shoppers choose by random utility over product *attributes and price*, never over the vectors of an encoder, so that an
estimator that works on vectors has not been handed its own assumptions.  The parameters are frozen, and were before any
estimator was tuned on what they make; see `segments.simulation.parameters`.  Whatever is derived from this is marked
"simulated" in the app.  The same parameters and seed give the same shop.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segments.facets import Facets
from segments.simulation.catalogue import SimulatedCatalogue, draw_catalogue, furnish
from segments.simulation.parameters import Parameters, Strength
from segments.simulation.shoppers import draw_shoppers, draw_visits, shop
from segments.simulation.tastes import Hole, PlantedTastes, dig_holes, plant_tastes
from segments.tables import EventArrays

__all__ = ["Hole", "Parameters", "SimulatedShop", "Strength", "simulate", "simulate_on"]

START_S = 1_704_067_200
"""1 January 2024: any fixed day does, as long as it is the same tomorrow."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SimulatedShop:
    """What a shop would have (`catalogue.known`, titles, prices, `events`), and the truth behind it."""

    parameters: Parameters
    catalogue: SimulatedCatalogue
    rows: NDArray[np.int64]
    """Which products of the catalogue that was given are left, once holes are dug."""
    events: EventArrays
    tastes: PlantedTastes
    segment: NDArray[np.int64]
    """(users,): each shopper's planted segment."""
    second: NDArray[np.int64]
    """(users,): the segment that they also shop for, −1 without."""
    holes: tuple[Hole, ...]

    @property
    def planted_words(self) -> tuple[tuple[str, ...], ...]:
        """The words for what each segment likes."""
        words = self.catalogue.facets.words
        return tuple(tuple(words[column] for column in liked) for liked in self.tastes.likes)

    @property
    def willingness(self) -> NDArray[np.float32]:
        """What a typical shopper of a segment would pay at most for a product, (segments, products), in money."""
        taste = self.tastes.utility @ self.catalogue.facets.matrix.T.toarray()
        worth = self.tastes.level[:, None] * self.catalogue.worth
        return np.asarray(worth + self.parameters.tau * taste, np.float32)


def simulate(parameters: Parameters, seed: int) -> SimulatedShop:
    """A shop with a catalogue of its own."""
    rng = np.random.default_rng(seed)
    return _open(draw_catalogue(parameters, rng), parameters, rng)


def simulate_on(facets: Facets, reference: NDArray[np.float32], parameters: Parameters, seed: int) -> SimulatedShop:
    """Shoppers for real products: their facets, the category first, and the usual price of each one's category (n,).

    Raises ValueError when the facets have too few values for so many different tastes.
    """
    rng = np.random.default_rng(seed)
    return _open(furnish(facets, reference, parameters, rng), parameters, rng)


def _open(full: SimulatedCatalogue, parameters: Parameters, rng: np.random.Generator) -> SimulatedShop:
    tastes = plant_tastes(full.facets, parameters, rng)
    keep, holes = dig_holes(full.facets, tastes, parameters, rng)
    catalogue = full.take(keep)
    shoppers = draw_shoppers(tastes, parameters, rng)
    visits = draw_visits(shoppers, tastes, parameters, rng)
    return SimulatedShop(
        parameters=parameters,
        catalogue=catalogue,
        rows=np.flatnonzero(keep),
        events=shop(catalogue, shoppers, visits, START_S, parameters, rng),
        tastes=tastes,
        segment=shoppers.segment,
        second=shoppers.second,
        holes=holes,
    )
