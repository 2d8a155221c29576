"""Stand-in products, for pairs of a set with and without one: what an in-painting network is trained on."""

from __future__ import annotations

import numpy as np
from photo import wares

from . import surfaces
from .meshes import mesh_of, quads, waves
from .props import POTS, pot
from .sets import Shot

TINTS = ("#8f2f2b", "#27365a", "#a9b79a", "#e9e4d8", "#d9b15a", "#2b2926", "#b4583a", "#7d8fa3")


def garment(width: float, length: float, seed: int):
    """The outline of a T-shirt as a sheet with folds, in the x-y plane, its top middle at the origin."""
    rng = np.random.default_rng(seed)
    v, s = np.linspace(0, 1, 90)[:, None], np.linspace(-1, 1, 90)[None]
    sleeve = np.clip((0.32 - v) / 0.06, 0, 1) * np.clip(v / 0.1, 0.25, 1)
    half = width / 2 * (0.94 + 0.06 * v) + sleeve * width * 0.22
    x = s * half
    drop = 0.12 * length * (np.abs(s) * half / (width * 0.72)) ** 1.6 * np.clip(1 - v * 2, 0, 1)
    y = -v * length - drop
    z = 0.008 + 0.006 * waves(np.stack(np.broadcast_arrays(x * 1.6, y * 0.6), -1), 0.2, seed)
    z = np.maximum(z * np.clip((1 - np.abs(s)) * 8, 0.3, 1), 0.003)
    points = np.stack(np.broadcast_arrays(x, y, z), -1).reshape(-1, 3)
    skin = surfaces.cloth(str(rng.choice(TINTS)), thread=0.0014, slub=0.4)
    return mesh_of("hero", points, quads(90, 90), skin, uv=points[:, :2])


def hero(support: str, shot: Shot, seed: int) -> list:
    """A product for a set, where its product goes: a garment lying or hanging, or something turned that stands."""
    rng = np.random.default_rng(seed)
    if support == "stand":
        kinds = [wares.vase, wares.lamp, wares.mug, *POTS]
        kind = kinds[rng.integers(len(kinds))]
        things = (
            [pot(kind, (0, 0, 0), wares.glaze(str(rng.choice(TINTS))), scale=1.4)] if isinstance(kind, str) else kind()
        )
        for thing in things:
            thing.location = [a + b for a, b in zip(thing.location, shot.anchor, strict=True)]
        return things
    thing = garment(rng.uniform(0.42, 0.56), rng.uniform(0.58, 0.78), seed)
    x, y, z = shot.anchor
    if support == "lie":
        thing.location, thing.rotation_euler = (x, y + 0.33, z + 0.001), (0, 0, rng.normal(0, 0.06))
    else:
        thing.location, thing.rotation_euler = (x, y - 0.018, z), (np.pi / 2, 0, 0)
    return [thing]
