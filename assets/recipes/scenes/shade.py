"""Leafy shadows on a floor or a wall: plants that are held, unseen, between the sun and the set. Lengths in metres."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from . import light, plants

Spot = tuple[float, float, float]
"""Where a shadow begins on the floor (x, y) or wall (x, z), and the way it grows there (degrees)."""


def _standing(spot: Spot, wall_m: float | None) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    a, b, turn_deg = spot
    u, v = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    return ((a, b, 0.0), (u, v, 0.0)) if wall_m is None else ((a, wall_m, b), (u, 0.0, v))


def branches(
    spots: Iterable[Spot],
    way,
    away: float,
    *,
    wall_m: float | None = None,
    long: float = 0.7,
    leaf: plants.Outline = plants.oval,
    size: tuple[float, float] = (0.11, 0.045),
    pairs: int = 10,
    twigs: int = 3,
    seed: int = 0,
) -> None:
    """Shadows of leafy branches; `way` leads to the sun, `away` is how far the plants are held: further is softer."""
    skin, stem = plants.leaf_skin("#35592c", "#5f8240"), plants.bark()
    for k, spot in enumerate(spots):
        at, ahead = _standing(spot, wall_m)
        face = (0, 0, 1) if wall_m is None else way
        thing = plants.branch(
            f"shade {k}", at, ahead, long, leaf, size, skin, stem,
            pairs=pairs, twigs=twigs, face=face, droop=0.0, seed=seed + k,
        )  # fmt: skip
        light.hold(thing, way, away)


def palms(
    spots: Iterable[Spot],
    way,
    away: float,
    *,
    wall_m: float | None = None,
    long: float = 0.75,
    reach: float = 0.32,
    width: float = 0.015,
    seed: int = 0,
) -> None:
    """Shadows of palm fronds."""
    skin = plants.leaf_skin("#3a5a2c", "#5d7a3c")
    for k, spot in enumerate(spots):
        at, ahead = _standing(spot, wall_m)
        thing = plants.frond(
            f"palm shade {k}", at, ahead, long, skin, reach=reach, width=width, face=way, seed=seed + k
        )
        light.hold(thing, way, away)
