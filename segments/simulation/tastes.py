"""Planted tastes: what each segment of simulated shoppers likes, what it pays, and what the catalogue lacks for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segments.facets import Facets
from segments.simulation.parameters import STRENGTHS, Parameters

Floats = NDArray[np.float32]
RAREST = 0.02
"""A liked value has to be on at least this share of products."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PlantedTastes:
    """The truth about segments 0..n-1; columns are those of the catalogue's facets."""

    utility: Floats
    """(segments, columns): what a value adds to the utility of a product, strength counted."""
    likes: tuple[tuple[int, ...], ...]
    """The liked columns of each segment."""
    level: Floats
    """(segments,): times the worth of a product that the segment would pay without a taste for it."""
    growth: Floats
    """(segments,): visits change by exp(growth) over the whole time."""
    shares: Floats
    """(segments,): of shoppers; sums to 1."""


@dataclass(frozen=True)
class Hole:
    """A combination of values (columns) that a segment would like and the catalogue has not got."""

    segment: int
    columns: tuple[int, ...]


def plant_tastes(facets: Facets, parameters: Parameters, rng: np.random.Generator) -> PlantedTastes:
    """Draw the tastes of all segments.  They may share some likes, but no two share more than half of theirs."""
    count = parameters.segments
    likes: list[tuple[int, ...]] = []
    for _ in range(100 * count):
        drawn = _draw_likes(facets, parameters, rng)
        if all(2 * len({*drawn} & {*other}) <= len(drawn) for other in likes):
            likes.append(drawn)
        if len(likes) == count:
            break
    else:
        raise ValueError(f"these facets are too few for {count} different tastes")
    utility = rng.normal(0, parameters.background, (count, int(facets.offsets[-1])))
    for segment, liked in enumerate(likes):
        utility[segment, list(liked)] += parameters.like
    shares = 1 / (np.arange(count) + 5)
    return PlantedTastes(
        utility=(STRENGTHS[parameters.strength] * utility).astype(np.float32),
        likes=tuple(likes),
        level=rng.permutation(np.linspace(parameters.level_low, parameters.level_high, count)).astype(np.float32),
        growth=rng.permutation(np.linspace(-parameters.growth, parameters.growth, count)).astype(np.float32),
        shares=(shares / shares.sum()).astype(np.float32),
    )


def _draw_likes(facets: Facets, parameters: Parameters, rng: np.random.Generator) -> tuple[int, ...]:
    """Liked columns: some categories, some colours, and one value of a few other facets."""
    wanted = {"category": parameters.likes_category, "colour": parameters.likes_colour}
    others = [name for name in facets.names if name not in wanted]
    some = rng.permutation(np.asarray(others, str))[: parameters.likes_other]
    frequency = np.asarray(facets.matrix.mean(axis=0)).ravel()
    drawn: list[int] = []
    for name in facets.names:
        number = wanted.get(name, int(name in some))
        columns = np.flatnonzero((facets.facet_of == facets.facet(name)) & (frequency >= RAREST))
        drawn += rng.choice(columns, min(number, len(columns)), replace=False).tolist()
    return tuple(drawn)


def dig_holes(
    facets: Facets, tastes: PlantedTastes, parameters: Parameters, rng: np.random.Generator
) -> tuple[NDArray[np.bool_], tuple[Hole, ...]]:
    """Which products stay, and which holes the others leave.

    A hole is a liked category with another liked value.  As much that nobody cares about goes as well, so that absence
    alone says little.
    """
    holes: list[Hole] = []
    most = parameters.hole_share
    keep = np.ones(len(facets.codes), bool)
    for segment, liked in enumerate(tastes.likes):
        categories = [column for column in liked if facets.facet_of[column] == 0]
        others = [column for column in liked if facets.facet_of[column] != 0]
        pairs = [(a, b) for a in categories for b in others if 0 < facets.having((a, b)).mean() <= most]
        rng.shuffle(pairs)
        for pair in pairs[: parameters.holes]:
            holes.append(Hole(segment, pair))
            keep &= ~facets.having(pair)
    wanted = {pair for liked in tastes.likes for pair in _pairs(facets, liked)}
    first = facets.offsets[1]
    for _ in range(len(holes)):
        pair = (int(rng.integers(first)), int(rng.integers(first, facets.offsets[-1])))
        if pair not in wanted and facets.having(pair).mean() <= most:
            keep &= ~facets.having(pair)
    return keep, tuple(holes)


def _pairs(facets: Facets, liked: tuple[int, ...]) -> list[tuple[int, int]]:
    """Every liked category with every other liked value."""
    return [(a, b) for a in liked for b in liked if facets.facet_of[a] == 0 != facets.facet_of[b]]
