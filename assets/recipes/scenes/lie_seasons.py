"""Scenes seen from above for seasons: festive tables, wool, a lawn."""

from __future__ import annotations

import numpy as np
from photo import grounds

from . import light, plants, props, surfaces
from .lie import FREE, boards
from .meshes import slabs
from .sets import Scene, Shot, from_above


def festive_dark() -> Shot:
    slabs(
        "boards", boards(0.17, seed=31), surfaces.timber("#5d4233", "#2c1d16", gloss=0.38), bevel=0.002, uneven=0.0008
    )
    plants.fir("fir", (-0.80, 0.22, 0.03), (0.62, 0.62, 0), 0.62, twigs=8, seed=1)
    plants.fir("fir 2", (-0.30, 0.74, 0.03), (0.85, -0.12, 0), 0.5, twigs=7, seed=2)
    plants.fir("fir 3", (0.80, -0.36, 0.03), (-0.62, -0.45, 0), 0.5, twigs=7, seed=3)
    for x, y, r, colour, satin in (
        (-0.49, 0.47, 0.037, "#b08a45", False),
        (-0.40, 0.55, 0.024, "#7d1f23", True),
        (0.50, -0.52, 0.034, "#7d1f23", False),
        (0.42, -0.565, 0.022, "#b08a45", True),
        (-0.56, 0.36, 0.02, "#d9cdb8", True),
    ):
        props.bauble((x, y, 0.0), r, colour, satin=satin)
    key = light.softbox((-1.4, 1.2, 1.1), size_m=(0.9, 1.1), watts=98, colour="#ffdcae")
    rim = light.softbox((1.6, -0.6, 0.9), size_m=(0.6, 0.9), watts=16, colour="#ffb777")
    light.room("#d8dce8", 0.24, towards=(-1, 0.8, 0.5), second="#6a4634")
    from_above(1.2)
    return Shot(lamps=[key, rim])


def festive_linen() -> Shot:
    grounds.linen("#efebe2", creases=0.008, seed=51, thread=0.0017)
    plants.fir(
        "fir",
        (0.80, 0.26, 0.035),
        (-0.55, 0.62, 0),
        0.55,
        twigs=8,
        colour="#3a5a48",
        second="#7d9683",
        bushy=True,
        seed=5,
    )
    plants.fir(
        "fir 2",
        (-0.82, -0.30, 0.035),
        (0.55, -0.52, 0),
        0.5,
        twigs=7,
        colour="#3a5a48",
        second="#7d9683",
        bushy=True,
        seed=6,
    )
    for x, y, r, colour, satin in (
        (0.5, 0.5, 0.034, "#c9c7c4", False),
        (0.42, 0.56, 0.022, "#c9ab72", True),
        (-0.5, -0.52, 0.03, "#c9ab72", False),
        (-0.42, -0.565, 0.02, "#c9c7c4", True),
    ):
        props.bauble((x, y, -0.004), r, colour, satin=satin)
    key = light.softbox((1.5, 1.1, 1.2), size_m=(1.0, 1.3), watts=78, colour="#fff0da")
    light.room("#e2e9f5", 0.36, towards=(1, 0.9, 0.6))
    from_above(1.2)
    return Shot(lamps=[key])


def wool() -> Shot:
    grounds.rug("#d9cfc0", "#c2b49f", loop_m=0.0075)
    skin = plants.leaf_skin("#a8622f", "#cf9a4a", spots=0.4)
    rng = np.random.default_rng(6)
    spots = np.stack([rng.normal(0.54, 0.05, 5), rng.normal(-0.5, 0.06, 5), np.full(5, 0.006)], 1)
    plants.strew("leaves", spots, (0.085, 0.05), plants.toothed, skin, seed=3)
    props.books(
        (-0.6, 0.5, 0.0), [(0.24, 0.17, 0.022), (0.21, 0.15, 0.016)], ["#d8cbb0", "#7b4a35"], turn_deg=24, seed=4
    )
    key = light.softbox((-1.5, 0.9, 1.0), size_m=(0.9, 1.3), watts=92, colour="#ffe6c4")
    light.room("#e0e0e4", 0.3, towards=(-1, 0.8, 0.4), second="#7d6450")
    from_above(1.2)
    return Shot(lamps=[key])


def lawn() -> Shot:
    soil = grounds.plane(6)
    soil.data.materials.append(surfaces.cement("#6a6a42", gloss=0.9))
    rng, blades = np.random.default_rng(3), plants.Foliage(rows=4)
    places = rng.uniform(-0.72, 0.72, (46000, 2))
    lean = (
        np.stack([np.sin(places[:, 0] * 5 + 2 * places[:, 1]), np.cos(places[:, 1] * 6 - places[:, 0] * 2)], 1) * 0.35
    )
    for (x, y), (lx, ly) in zip(places, lean, strict=True):
        a = rng.uniform(0, 6.3)
        ahead = (np.cos(a) * 0.7 + lx, np.sin(a) * 0.7 + ly, rng.uniform(0.5, 1.4))
        blades.add(
            (x, y, 0),
            ahead,
            (-np.cos(a), -np.sin(a), 0.6),
            rng.uniform(0.03, 0.06),
            rng.uniform(0.0034, 0.006),
            plants.blade,
            bend=rng.uniform(0.15, 0.5),
            cup=0.15,
            tone=rng.uniform(),
        )
    blades.done("grass", plants.leaf_skin("#6a8b45", "#a5b86c", gloss=0.5, through=0.3))
    way = (-1.1, 0.9, 1.2)
    shade = plants.leaf_skin("#35592c", "#5f8240")
    for k, (x, y, turn) in enumerate(((-0.9, 0.8, -40), (0.95, 0.5, 200), (0.9, -0.8, 145))):
        a = np.radians(turn)
        light.hold(
            plants.branch(
                f"shade {k}",
                (x, y, 0),
                (np.cos(a), np.sin(a), 0),
                0.8,
                plants.toothed,
                (0.14, 0.08),
                shade,
                shade,
                pairs=8,
                twigs=4,
                droop=0.0,
                seed=60 + k,
            ),
            way,
            1.2,
        )
    key = light.sun(way, 4.2, 1.0, "#ffe6bd")
    light.room("#c8dcf4", 0.5, towards=(-0.6, 0.7, 1), second="#7d8a5a")
    from_above(1.2)
    return Shot(lamps=[key])


SCENES = (
    Scene(
        id="festive-walnut",
        title="Fir and gold on walnut",
        support="lie",
        theme="festive",
        build=festive_dark,
        free=(0.2, 0.16, 0.8, 0.84),
        product_height=0.58,
        words=("christmas", "festive", "fir", "baubles", "dark wood", "gold", "gift"),
        seed=21,
    ),
    Scene(
        id="festive-linen",
        title="White linen and silver",
        support="lie",
        theme="festive",
        build=festive_linen,
        free=(0.2, 0.16, 0.8, 0.84),
        product_height=0.58,
        words=("christmas", "festive", "winter", "linen", "white", "silver", "fir"),
        seed=22,
        exposure=0.65,
    ),
    Scene(
        id="wool-autumn",
        title="Wool rug and books",
        support="lie",
        theme="autumn",
        build=wool,
        free=FREE,
        product_height=0.6,
        words=("wool", "rug", "autumn", "books", "cosy", "cream", "leaves"),
        seed=23,
    ),
    Scene(
        id="lawn-noon",
        title="Short grass",
        support="lie",
        theme="garden",
        build=lawn,
        free=(0.12, 0.1, 0.88, 0.9),
        product_height=0.6,
        words=("grass", "lawn", "garden", "green", "summer", "picnic"),
        seed=24,
    ),
)
