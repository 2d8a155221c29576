"""More to stand on out of doors and in season: steps, a deck, snow, a street wall, sheaves, gifts."""

from __future__ import annotations

import numpy as np
from photo.wares import box, glaze, plain

from . import light, plants, props, shade, surfaces
from .lie import boards
from .meshes import Slab, folds, grid, mesh_of, slabs, waves
from .sets import Scene, Shot, before_table
from .stand import upright
from .stand_rooms import level
from .stand_seasons import distance


def garden_steps() -> Shot:
    stone = surfaces.travertine("#cfc3ad", "#b3a58b")
    level(stone)
    for k in range(2):
        box("step", (3, 0.5, 0.14), (0, 0.52 + 0.3 * k, 0.07 + 0.14 * k), stone, 0.008)
    upright(surfaces.limewash("#e5ddcc", "#f0eadc", relief=1.2), 1.05)
    props.pot("jar", (-0.40, 0.44, 0.14), glaze("#b06a48", speckle="#7a452c", gloss=0.7), scale=0.85, wall_m=0.006)
    skin, stem = plants.leaf_skin("#4b7038", "#86a357"), plants.bark()
    for k, (ahead, long) in enumerate((((-0.4, -0.1, 1), 0.28), ((0.5, -0.1, 0.8), 0.26), ((0.05, -0.2, 1), 0.32))):
        plants.branch(
            f"bay {k}", (-0.40, 0.44, 0.31), ahead, long, plants.oval, (0.075, 0.03), skin, stem,
            pairs=9, twigs=2, face=(0.1, -1, 0.6), droop=0.15, seed=k + 45,
        )  # fmt: skip
    way = (1.1, -0.85, 1.1)
    shade.branches([(0.62, 0.75, 205), (-0.6, 0.95, -30)], way, 1.0, wall_m=0.75, long=0.7, seed=71)
    shade.branches([(0.72, -0.3, 165)], way, 1.0, long=0.6, seed=75)
    key = light.sun(way, 4.0, 1.1, "#ffe2b6")
    light.room("#cfdff4", 0.46, towards=(0.7, -0.6, 0.9), second="#a59a80")
    before_table(1.05, rise_m=0.3, middle_m=0.17, lens_mm=65, f_stop=5.6)
    return Shot(lamps=[key], wall_m=0.27)


def sea_deck() -> Shot:
    rows = boards(0.105, across=True, gap=0.006, seed=46)
    wood = surfaces.timber("#c2b49f", "#8f8070", gloss=0.6, zoom=1.2)
    slabs("deck", [r for r in rows if r.y < 0.5], wood, bevel=0.004, uneven=0.0015, seed=17)
    g = surfaces.Graph("sea")
    waves_at = g.noise(
        g.join(*(c * k for c, k in zip(g.split(g.coordinates("Object"))[:2], (2.0, 9.0), strict=True))), 4, 4
    )
    level(g.surface(g.mix(waves_at.ramp(0.35, 0.7), "#2f7391", "#5f9fb4"), 0.35, waves_at, 0.02), -0.25, 12)
    distance("#86b6da", "#dbe7ea", "#dbe7ea", y=4.5, strength=1.0, horizon=-0.2)
    box("kerb", (4, 0.045, 0.03), (0, 0.5, 0.0), surfaces.satin_paint("#ece6da"), 0.004)
    way = (-1.25, -0.7, 0.9)
    shade.palms([(-0.75, 0.1, -12)], way, 0.7, long=0.62, reach=0.3, width=0.016, seed=22)
    key = light.sun(way, 4.2, 0.9, "#ffe0b2")
    light.room("#c6dbf5", 0.52, towards=(-0.5, -0.4, 1), second="#a89a86")
    before_table(0.95, rise_m=0.26, middle_m=0.16, lens_mm=70, f_stop=2.8)
    return Shot(lamps=[key])


def snow() -> Shot:
    def height(x, y):
        flat = np.stack([x, y], -1)
        calm = np.clip(np.hypot(x, y) * 3 - 0.35, 0, 1)
        return calm * (0.012 * waves(flat, 0.5, 3, 8) + 0.1 * np.clip(y - 0.25, 0, 1) * (1 + waves(flat, 0.8, 9, 6)))

    g = surfaces.Graph("snow")
    p = g.coordinates("Object")
    grit = g.noise(p, 500, 2, 0.7) * 0.6 + g.noise(p, 90, 3) * 0.4
    white = g.surface("#f3f5f8", 0.75, grit, 0.0018, Subsurface_Weight=0.35, Subsurface_Radius=(0.012, 0.014, 0.018))
    grid("snow", (3.2, 2.4), (460, 360), height, white).location = (0, 0.1, 0)
    distance("#5f7c9c", "#8fa8c2", "#b9c8d8", y=2.6, strength=0.8, horizon=0.2)
    for k, (at, ahead, long) in enumerate(
        (((-0.70, 0.16, 0.05), (0.85, 0.1, 0.12), 0.34), ((0.72, 0.22, 0.05), (-0.85, 0.0, 0.14), 0.34))
    ):
        plants.fir(f"fir {k}", at, ahead, long, twigs=8, bushy=True, seed=31 + k)
    for x, y, r, colour, satin in ((-0.41, 0.05, 0.034, "#8f1f26", False), (0.43, 0.08, 0.03, "#c9ab72", True)):
        props.bauble((x, y, 0.0), r, colour, satin=satin)
    key = light.softbox((-1.2, -0.6, 0.9), (0, 0, 0.05), size_m=(0.6, 0.8), watts=46, colour="#ffe0b6")
    light.room("#bcd0ee", 0.36, towards=(-0.7, -0.5, 0.8), second="#6f86a6")
    before_table(0.95, rise_m=0.25, middle_m=0.15, lens_mm=75, f_stop=2.0)
    return Shot(lamps=[key])


def street_wall() -> Shot:
    """A pavement and a wall painted in two halves, in the evening sun."""
    wall_at = 0.46
    level(surfaces.cement("#8f8b85", gloss=0.85, holes=0.7))
    upright(surfaces.limewash("#d8cbb8", "#e3d8c7", relief=0.9), wall_at)
    low = surfaces.limewash("#c4654a", "#cf765a", relief=0.9)
    box("dado", (6, 0.012, 0.62), (0, wall_at - 0.006, 0.0), low, 0.001)
    way = (-1.3, -0.8, 0.72)
    light.blinds(way, (0.2, wall_at, 0.3), away=2.0, size=(3, 3), slat=0.035, gap=0.22, turn_deg=82)
    key = light.sun(way, 4.4, 0.9, "#ffd29a")
    light.room("#bccfec", 0.44, towards=(-0.6, -0.7, 0.8), second="#8e7a6c")
    before_table(1.05, rise_m=0.24, middle_m=0.17, lens_mm=66, f_stop=5.6)
    return Shot(lamps=[key], wall_m=wall_at - 0.012)


def harvest() -> Shot:
    """An old box and dry grasses before an ochre wall."""
    rows = [Slab(0.0, -0.26 + k * 0.132, 3.0, 0.128) for k in range(5)]
    old = surfaces.timber("#a8845c", "#6d4e33", gloss=0.6, worn="#d0b894", wear=0.2)
    slabs("crate", rows, old, bevel=0.004, thick=0.03, uneven=0.003, tilt=0.002, seed=19)
    upright(surfaces.limewash("#b98a4e", "#c99d63", relief=1.2), 0.5)
    props.pot("jar", (-0.40, 0.2, 0), glaze("#5d4a3b", speckle="#33271f", gloss=0.6), scale=0.8, wall_m=0.006)
    rng = np.random.default_rng(4)
    stalks = plants.Foliage(rows=9)
    for _ in range(90):
        lean = rng.normal(0, 0.2, 2)
        ahead = np.array([lean[0], lean[1] * 0.6, 1.0])
        at = np.array([-0.40, 0.2, 0.12]) + rng.normal(0, 0.012, 3)
        long = rng.uniform(0.3, 0.42)
        stalks.add(at, ahead, (0, -1, 0.1), long, 0.0026, plants.blade, bend=rng.uniform(0, 0.25), tone=rng.uniform())
        top = at + ahead / np.linalg.norm(ahead) * long * 0.8
        for k in range(9):
            side = np.array([rng.normal(0, 0.35), rng.normal(0, 0.3), 1.0])
            place = top + ahead * 0.011 * k
            stalks.add(place, ahead * 0.9 + side * 0.5, (0, -1, 0), 0.022, 0.006, plants.oval, tone=rng.uniform())
    stalks.done("wheat", plants.leaf_skin("#c79a55", "#e6c98c", gloss=0.7, through=0.15))
    spots = np.array([[0.36, 0.02, 0.006], [0.45, 0.12, 0.006], [0.43, -0.1, 0.006], [-0.42, -0.08, 0.006]])
    skin = plants.leaf_skin("#8a3b20", "#b9722f", spots=0.5)
    plants.strew("leaves", spots, (0.1, 0.055), plants.lobed, skin, seed=8, lift=0.007)
    key = light.softbox((-1.15, -0.85, 0.85), (0, 0, 0.1), size_m=(0.6, 0.9), watts=54, colour="#ffdfae")
    light.room("#e0dcd8", 0.28, towards=(-1, -0.6, 0.5), second="#7a5838")
    before_table(0.98, rise_m=0.26, middle_m=0.16, lens_mm=66, f_stop=5.6)
    return Shot(lamps=[key], wall_m=0.5)


def parcel(at, size, paper: str, ribbon: str, turn_deg: float) -> None:
    """A wrapped box with a ribbon crossed over it; `at` is the middle of its foot."""
    w, d, h = size
    x, y, z = at
    turn = np.radians(turn_deg)
    wrap, band = plain(paper, 0.6), plain(ribbon, 0.35, Sheen_Weight=0.5)
    parts = [box("parcel", size, (x, y, z + h / 2), wrap, 0.003)]
    parts.append(box("ribbon", (0.022, d + 0.0016, h + 0.0016), (x, y, z + h / 2), band, 0.0008))
    parts.append(box("ribbon", (w + 0.0016, 0.022, h + 0.0016), (x, y, z + h / 2), band, 0.0008))
    for thing in parts:
        thing.rotation_euler = (0, 0, turn)
    t = np.linspace(0, 2 * np.pi, 60)
    for sign in (-1, 1):
        loop = np.stack([sign * (0.028 * (1 - np.cos(t))), 0.011 * np.sin(t), 0.016 * np.abs(np.sin(t / 2)) ** 0.7], 1)
        side = np.array([[0, -0.009, 0], [0, 0.009, 0]])
        points = (loop[:, None] + side[None]).reshape(-1, 3)
        faces = [[2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2] for k in range(59)]
        bow = mesh_of("bow", points, faces, band)
        bow.location, bow.rotation_euler = (x, y, z + h), (0, 0, turn + 0.3 * sign)


def gifts() -> Shot:
    slabs(
        "table", boards(0.2, across=True, length=3, seed=55), surfaces.timber("#7a5a42", "#452f20", gloss=0.4),
        bevel=0.003, uneven=0.001,
    )  # fmt: skip
    skin = surfaces.cloth("#5c0f1d", thread=0.0011, sheen=0.35, slub=0.3)
    folds("velvet", 3.0, 2.2, skin, seed=33, fold=0.17, depth=0.034).location = (0, 0.75, -0.2)
    parcel((-0.42, 0.16, 0), (0.2, 0.17, 0.13), "#e9e0cf", "#8f2a33", 14)
    parcel((-0.40, 0.16, 0.131), (0.13, 0.11, 0.07), "#8f2a33", "#d8b878", -12)
    parcel((0.43, 0.12, 0), (0.17, 0.15, 0.09), "#34493d", "#d8b878", -20)
    plants.fir("fir", (0.78, 0.1, 0.03), (-0.8, -0.32, 0.03), 0.36, twigs=8, bushy=True, seed=52)
    props.bauble((0.30, 0.02, 0), 0.026, "#c9ab72", satin=True)
    key = light.softbox((-1.1, -0.85, 0.9), (0, 0, 0.1), size_m=(0.6, 0.8), watts=60, colour="#ffe2b8")
    light.room("#d8dbe6", 0.26, towards=(-1, -0.5, 0.5), second="#5a3a30")
    before_table(0.98, rise_m=0.27, middle_m=0.15, lens_mm=70, f_stop=4)
    return Shot(lamps=[key])


SCENES = (
    Scene(
        id="garden-steps",
        title="Garden steps",
        support="stand",
        theme="garden",
        build=garden_steps,
        free=(0.26, 0.18, 0.78, 0.76),
        product_height=0.42,
        words=("steps", "garden", "stone", "terracotta", "leaf shadow", "sun", "terrace"),
        seed=175,
    ),
    Scene(
        id="sea-deck",
        title="Deck by the sea",
        support="stand",
        theme="summer",
        build=sea_deck,
        free=(0.26, 0.16, 0.74, 0.76),
        product_height=0.42,
        words=("deck", "sea", "sky", "horizon", "summer", "holiday", "sun"),
        seed=181,
    ),
    Scene(
        id="fresh-snow",
        title="Fresh snow and fir",
        support="stand",
        theme="festive",
        build=snow,
        free=(0.26, 0.16, 0.74, 0.76),
        product_height=0.42,
        words=("snow", "winter", "fir", "christmas", "blue", "cold", "festive"),
        seed=183,
    ),
    Scene(
        id="painted-wall",
        title="Painted wall, evening",
        support="stand",
        theme="street",
        build=street_wall,
        free=(0.26, 0.16, 0.74, 0.76),
        product_height=0.42,
        words=("wall", "street", "terracotta", "pavement", "evening", "shadow", "city"),
        seed=184,
    ),
    Scene(
        id="wheat-ochre",
        title="Wheat on an ochre wall",
        support="stand",
        theme="autumn",
        build=harvest,
        free=(0.26, 0.16, 0.74, 0.76),
        product_height=0.42,
        words=("wheat", "autumn", "ochre", "harvest", "wood", "leaves", "warm"),
        seed=185,
    ),
    Scene(
        id="gifts-velvet",
        title="Gifts before velvet",
        support="stand",
        theme="festive",
        build=gifts,
        free=(0.26, 0.16, 0.74, 0.76),
        product_height=0.42,
        words=("gifts", "christmas", "festive", "velvet", "red", "ribbon", "evening"),
        seed=186,
    ),
)
