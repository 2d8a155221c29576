"""Scenes seen from above on tiles, stone, concrete and paper."""

from __future__ import annotations

import numpy as np
from photo import grounds
from photo.wares import glaze

from . import light, plants, props, surfaces
from .lie import FREE, boards
from .meshes import Slab, slabs
from .sets import Scene, Shot, from_above


def ground(skin, z: float = 0.0) -> None:
    """A flat support."""
    thing = grounds.plane(6)
    thing.location = (0, 0, z)
    thing.data.materials.append(skin)


def squares(size: float, gap: float, reach: float = 0.85, *, turn_deg: float = 0.0) -> list[Slab]:
    """Square tiles in rows."""
    count, a = int(reach / size) + 1, np.radians(turn_deg)
    c, s = np.cos(a), np.sin(a)
    return [
        Slab(x * c - y * s, x * s + y * c, size - gap, size - gap, a)
        for x in np.arange(-count, count + 1) * size
        for y in np.arange(-count, count + 1) * size
    ]


def herringbone(length: float, width: float, gap: float = 0.0012, reach: float = 0.95) -> list[Slab]:
    """Parquet blocks laid in zigzag, at 45 degrees to the picture."""
    rows, n = [], int(reach / width) + 4
    for i in range(-2 * n, 2 * n):
        for j in range(-n, n):
            x, y = i * width + j * length, -i * width + j * length
            for mx, my, turn in (
                (x + length / 2, y + width / 2, 0.0),
                (x + length + width / 2, y + length / 2 - 0 * width, np.pi / 2),
            ):
                u, v = (mx - my) * 0.7071, (mx + my) * 0.7071
                if abs(u) < reach and abs(v) < reach:
                    rows.append(Slab(u, v, length - gap, width - gap, turn + np.pi / 4))
    return rows


def zellige() -> Shot:
    slabs(
        "tiles",
        squares(0.132, 0.003),
        surfaces.ceramic_tile("#f3eee2", "#ddd3c0", gloss=0.16),
        bevel=0.0022,
        tilt=0.008,
        uneven=0.0012,
        seed=3,
    )
    ground(surfaces.cement("#cfc6b6"), -0.0022)
    way = (1.1, 0.9, 1.15)
    light.window_bars(way, (0.0, 0.02, 0), away=1.7, size=(0.95, 1.4), panes=(2, 2), turn_deg=-6)
    key = light.sun(way, 3.9, 1.0, "#ffdfb6")
    fill = light.softbox((1.5, 1.2, 1.2), size_m=(1.2, 1.4), watts=34, colour="#e9f0fb")
    light.room("#e2e9f4", 0.36, towards=(1, 1, 0.6))
    from_above(1.2)
    return Shot(lamps=[key, fill])


def marble_eucalyptus() -> Shot:
    ground(surfaces.carrara("#f0eeea", "#8f8e8d"))
    skin, stem = plants.leaf_skin("#6d8170", "#9db09c", gloss=0.55), plants.bark("#7a5d48")
    plants.branch(
        "eucalyptus",
        (0.80, -0.30, 0.025),
        (-0.55, -0.6, 0),
        0.62,
        plants.round_leaf,
        (0.062, 0.054),
        skin,
        stem,
        pairs=13,
        twigs=3,
        droop=0.0,
        seed=9,
    )
    plants.branch(
        "eucalyptus 2",
        (-0.84, 0.36, 0.02),
        (0.6, 0.55, 0),
        0.5,
        plants.round_leaf,
        (0.055, 0.048),
        skin,
        stem,
        pairs=11,
        twigs=2,
        droop=0.0,
        seed=12,
    )
    key = light.softbox((-1.4, 1.2, 1.25), size_m=(1.1, 1.5), watts=70, colour="#fbf4ea")
    light.room("#e8edf5", 0.34, towards=(-1, 1, 0.5))
    from_above(1.2)
    return Shot(lamps=[key])


def terrazzo_citrus() -> Shot:
    ground(surfaces.broken_terrazzo("#ece4d8", ("#d3a283", "#a3ada2", "#dcc7a6"), size=0.034, gloss=0.3))
    for k, (x, y, r) in enumerate(((-0.50, -0.47, 0.04), (-0.42, -0.54, 0.036), (0.52, 0.5, 0.039))):
        props.citrus((x, y, 0), r, "#e58a1f" if k != 1 else "#ecab2d")
    skin, stem = plants.leaf_skin("#35592c", "#5f8240"), plants.bark("#5d5a3a")
    plants.branch(
        "orange twig",
        (-0.5, -0.52, 0.045),
        (0.5, 0.3, 0),
        0.16,
        plants.oval,
        (0.08, 0.036),
        skin,
        stem,
        pairs=3,
        droop=0,
        seed=3,
    )
    plants.branch(
        "orange twig 2",
        (0.54, 0.5, 0.045),
        (-0.3, 0.5, 0),
        0.14,
        plants.oval,
        (0.08, 0.036),
        skin,
        stem,
        pairs=3,
        droop=0,
        seed=5,
    )
    way = (-1.0, 0.85, 1.2)
    for k, (x, y, turn) in enumerate(((-0.8, 0.72, -38), (0.9, 0.35, 190))):
        a = np.radians(turn)
        light.hold(
            plants.branch(
                f"shade {k}",
                (x, y, 0),
                (np.cos(a), np.sin(a), 0),
                0.7,
                plants.oval,
                (0.15, 0.06),
                skin,
                stem,
                pairs=8,
                twigs=2,
                face=(0, 0, 1),
                droop=0.0,
                seed=20 + k,
            ),
            way,
            0.8,
        )
    key = light.sun(way, 3.6, 1.5, "#ffdfb4")
    light.room("#cfdff4", 0.46, towards=(-0.6, 0.8, 0.8), second="#b9a488")
    from_above(1.15)
    return Shot(lamps=[key])


def street_concrete() -> Shot:
    rows = [Slab(x, y, 0.596, 0.596) for x in (-0.9, -0.3, 0.3, 0.9) for y in (-0.62, -0.02, 0.58, 1.2)]
    slabs(
        "slabs", rows, surfaces.cement("#a9a7a2", gloss=0.75, holes=0.8), bevel=0.004, tilt=0.002, uneven=0.002, seed=2
    )
    ground(surfaces.cement("#5c5853", gloss=0.9), -0.006)
    way = (-1.5, 0.55, 0.95)
    light.blinds(way, (0.0, 0.05, 0), away=1.6, size=(4, 4), slat=0.035, gap=0.16, turn_deg=83)
    key = light.sun(way, 3.8, 1.5, "#ffd6a0")
    light.room("#bccfec", 0.5, towards=(-0.7, 0.4, 0.9), second="#8e8a86")
    from_above(1.2)
    return Shot(lamps=[key])


def basalt() -> Shot:
    ground(surfaces.cement("#6a6b6c", gloss=0.6, holes=0.2))
    skin = props.pebble_skin("#8f8c86", "#4c4b49")
    rng = np.random.default_rng(8)
    spots = []
    for _ in range(26):
        corner = rng.integers(2)
        x, y = (0.52, -0.48) if corner else (-0.53, 0.46)
        spots.append((x + rng.normal(0, 0.09), y + rng.normal(0, 0.09), 0.0, float(rng.uniform(0.012, 0.05) * 0.9)))
    kept: list = []
    for spot in sorted(spots, key=lambda s: -s[3]):
        if (
            all(np.hypot(spot[0] - o[0], spot[1] - o[1]) > (spot[3] + o[3]) * 0.95 for o in kept)
            and max(abs(spot[0] + spot[1]), 0.0) < 0.6
            and max(abs(spot[0]), abs(spot[1])) > 0.40
        ):
            kept.append(spot)
    props.pebbles("pebbles", kept, skin, seed=5)
    key = light.softbox((1.5, 1.0, 0.85), size_m=(0.7, 1.2), watts=110, colour="#f3f4fa")
    light.room("#d8dee8", 0.24, towards=(1, 0.7, 0.4), second="#55524e")
    from_above(1.2)
    return Shot(lamps=[key])


def parquet() -> Shot:
    slabs(
        "parquet",
        herringbone(0.36, 0.072),
        surfaces.timber("#c8a277", "#96693f", gloss=0.36),
        bevel=0.0009,
        uneven=0.0003,
        seed=5,
    )
    ground(surfaces.cement("#3a2a1c", gloss=0.9), -0.003)
    way = (-1.3, 0.7, 1.2)
    light.window_bars(way, (0.05, 0.0, 0), away=1.7, size=(0.75, 1.7), panes=(2, 4), turn_deg=14, bar_m=0.035)
    key = light.sun(way, 3.6, 1.0, "#ffd9a8")
    fill = light.softbox((-1.5, 0.9, 1.2), watts=40, colour="#eef2fb")
    light.room("#e2e8f2", 0.34, towards=(-1, 0.6, 0.6), second="#94785c")
    from_above(1.25)
    return Shot(lamps=[key, fill])


def paper_blinds() -> Shot:
    grounds.paper("#7fa0bd")
    way = (1.2, 0.8, 1.3)
    light.blinds(way, (0, 0, 0), away=1.3, size=(1.15, 1.5), slat=0.052, gap=0.05, turn_deg=-12, dark=4)
    key = light.sun(way, 3.0, 1.9, "#ffe6c6")
    fill = light.softbox((1.4, 1.0, 1.3), watts=44)
    light.room("#e4e9f2", 0.36, towards=(1, 0.8, 0.8))
    from_above(1.2)
    return Shot(lamps=[key, fill])


def white_boards() -> Shot:
    slabs(
        "boards",
        boards(0.118, across=True, seed=22),
        surfaces.timber("#ece8df", "#cfc8ba", worn="#a58d6d", wear=0.7, gloss=0.5),
        bevel=0.003,
        uneven=0.0012,
    )
    ground(surfaces.cement("#4a4136"), -0.012)
    stripe = surfaces.cloth("#a9c0cf", thread=0.0026)
    props.throw("towel", (-0.60, 0.56, 0), (0.46, 0.34), stripe, turn_deg=-28, seed=11, folds=0.011)
    props.pebbles(
        "pebbles",
        [(0.53, -0.50, 0, 0.042), (0.46, -0.555, 0, 0.024), (0.555, -0.42, 0, 0.018)],
        props.pebble_skin("#d7cdbd", "#9c9286"),
        seed=9,
    )
    key = light.softbox((1.5, 1.1, 1.3), size_m=(1.0, 1.4), watts=78, colour="#fff0dc")
    light.room("#dfe9f6", 0.4, towards=(1, 0.9, 0.6))
    from_above(1.2)
    return Shot(lamps=[key])


def terracotta_garden() -> Shot:
    slabs(
        "tiles",
        squares(0.205, 0.009, turn_deg=0),
        surfaces.fired_brick("#b57a5c", "#98634a"),
        bevel=0.003,
        tilt=0.002,
        uneven=0.0012,
        seed=7,
    )
    ground(surfaces.cement("#b9a58c", gloss=0.9), -0.004)
    way = (0.9, 1.0, 1.3)
    skin, stem = plants.leaf_skin("#35592c", "#5f8240"), plants.bark()
    for k, (x, y, turn) in enumerate(((0.9, 0.6, 205), (-0.85, 0.75, -45), (0.85, -0.65, 150))):
        a = np.radians(turn)
        light.hold(
            plants.branch(
                f"shade {k}",
                (x, y, 0),
                (np.cos(a), np.sin(a), 0),
                0.75,
                plants.oval,
                (0.11, 0.05),
                skin,
                stem,
                pairs=10,
                twigs=4,
                face=(0, 0, 1),
                droop=0.0,
                seed=40 + k,
            ),
            way,
            1.1,
        )
    props.pot("jar", (-0.58, -0.52, 0), glaze("#7e8f78", speckle="#46503f"), scale=0.9)
    key = light.sun(way, 4.0, 1.0, "#ffe0b2")
    light.room("#c8dbf4", 0.5, towards=(0.6, 0.8, 0.9), second="#a58a70")
    from_above(1.25)
    return Shot(lamps=[key])


SCENES = (
    Scene(
        id="zellige-sun",
        title="Sun on glazed tiles",
        support="lie",
        theme="home",
        build=zellige,
        free=(0.14, 0.12, 0.86, 0.88),
        product_height=0.6,
        words=("tiles", "zellige", "white", "bath", "sun", "window", "fresh"),
        seed=11,
    ),
    Scene(
        id="marble-eucalyptus",
        title="Marble and eucalyptus",
        support="lie",
        theme="stone",
        build=marble_eucalyptus,
        free=FREE,
        product_height=0.6,
        words=("marble", "white", "eucalyptus", "green", "fresh", "elegant"),
        seed=12,
    ),
    Scene(
        id="terrazzo-citrus",
        title="Terrazzo and oranges",
        support="lie",
        theme="summer",
        build=terrazzo_citrus,
        free=FREE,
        product_height=0.6,
        words=("terrazzo", "oranges", "citrus", "leaf shadow", "summer", "sun", "fresh"),
        seed=13,
    ),
    Scene(
        id="pavement-shadows",
        title="Pavement, evening sun",
        support="lie",
        theme="street",
        build=street_concrete,
        free=(0.14, 0.12, 0.86, 0.88),
        product_height=0.62,
        words=("pavement", "concrete", "street", "railing", "shadow", "evening", "city"),
        seed=14,
    ),
    Scene(
        id="basalt-pebbles",
        title="Dark stone and pebbles",
        support="lie",
        theme="stone",
        build=basalt,
        free=FREE,
        product_height=0.6,
        words=("basalt", "dark", "stone", "pebbles", "grey", "calm"),
        seed=15,
    ),
    Scene(
        id="parquet-window",
        title="Parquet in the afternoon",
        support="lie",
        theme="wood",
        build=parquet,
        free=(0.14, 0.12, 0.86, 0.88),
        product_height=0.62,
        words=("parquet", "herringbone", "oak", "window", "afternoon", "floor", "home"),
        seed=16,
    ),
    Scene(
        id="paper-blinds",
        title="Blue paper behind blinds",
        support="lie",
        theme="paper",
        build=paper_blinds,
        free=(0.12, 0.1, 0.88, 0.9),
        product_height=0.64,
        words=("paper", "blue", "blinds", "shadow", "studio", "graphic"),
        seed=17,
    ),
    Scene(
        id="white-boards",
        title="White boards by the sea",
        support="lie",
        theme="wood",
        build=white_boards,
        free=FREE,
        product_height=0.6,
        words=("white boards", "painted wood", "towel", "pebbles", "sea", "coast", "bright"),
        seed=18,
    ),
    Scene(
        id="terracotta-garden",
        title="Garden tiles under leaves",
        support="lie",
        theme="garden",
        build=terracotta_garden,
        free=FREE,
        product_height=0.6,
        words=("terracotta", "tiles", "garden", "leaf shadow", "terrace", "sun", "warm"),
        seed=19,
    ),
)
