"""More to stand on, out of doors and in season: dunes, a boulder, a garden table, a log, a festive table."""

from __future__ import annotations

import numpy as np
from photo.wares import turned

from . import light, plants, props, surfaces
from .hang_walls import stand_up
from .lie import boards
from .meshes import Slab, grid, mesh_of, slabs, waves
from .sets import Scene, Shot, before_table
from .stand import upright
from .stand_rooms import level


def distance(
    top: str,
    middle: str,
    low: str,
    *,
    y: float = 2.2,
    spots: tuple[str, ...] = (),
    strength: float = 1.0,
    horizon: float = 0.0,
) -> None:
    """What is far behind and out of focus: a sky that pales to the horizon, or foliage as discs of light."""
    g = surfaces.Graph("distance")
    p = g.coordinates("Object")
    x, up, _ = g.split(p)
    tint = g.mix(up.ramp(horizon, horizon + 0.5), g.mix(up.ramp(horizon - 0.5, horizon), low, middle), top)
    for k, colour in enumerate(spots):
        patch = g.noise(g.join(x + k * 7.3, up * 1.2, k), 1.5 + k * 0.9, 1, 0.4).ramp(0.40, 0.66)
        tint = g.mix(patch * 0.7, tint, colour)
    for k, colour in enumerate(spots[-2:]):
        disc = g.cells(g.join(x + k * 3.1, up + k * 1.7, 0.0), 4.6 - k).ramp(0.20, 0.30, 1, 0)
        tint = g.mix(disc * g.noise(g.join(x, up, k + 4.0), 1.1, 0).ramp(0.5, 0.66) * 0.35, tint, colour)
    shine, out = g.node("ShaderNodeEmission"), g.node("ShaderNodeOutputMaterial")
    g.link(tint, shine.inputs["Color"])
    shine.inputs["Strength"].default_value = strength
    g.tree.links.new(shine.outputs[0], out.inputs["Surface"])
    corners = np.array([[-4, -4, 0], [4, -4, 0], [4, 4, 0], [-4, 4, 0]], float)
    thing = stand_up(mesh_of("distance", corners, [[0, 1, 2, 3]], g.material, smooth=False), y)
    thing.visible_diffuse = thing.visible_shadow = False


def dunes() -> Shot:
    def height(x, y):
        flat = np.stack([x, y], -1)
        bend = 0.04 * waves(flat, 0.8, 3, 6)
        ripple = np.sin((y + x * 0.25 + bend) * 2 * np.pi / 0.06) * 0.0042
        rise = 0.10 * np.exp(-(((x + 0.75) / 0.45) ** 2) - ((y - 0.45) / 0.3) ** 2) + 0.13 * np.exp(
            -(((x - 0.9) / 0.55) ** 2) - ((y - 0.75) / 0.3) ** 2
        )
        return (
            ripple * np.clip(np.hypot(x, y) * 5, 0.12, 1)
            + rise
            + 0.006 * waves(flat, 0.5, 5, 6) * np.clip(np.hypot(x, y) * 4, 0, 1)
            - 0.2 * np.clip(y - 1.1, 0, 1)
        )

    g = surfaces.Graph("sand")
    grains = g.noise(g.coordinates("Object"), 800, 1, 0.8)
    sand = g.surface(g.mix(grains.ramp(0.3, 0.72), "#c39e6c", "#f0dcb6"), 0.9, grains, 0.0014)
    thing = grid("dune", (3.4, 3.2), (600, 560), height, sand)
    thing.location = (0, 0.15, 0)
    distance("#8fb8dd", "#cfe0ea", "#e8e2d2", y=3.5, strength=1.0, horizon=0.15)
    blades, rng = plants.Foliage(rows=9), np.random.default_rng(2)
    for _ in range(70):
        x, y = -0.52 + rng.normal(0, 0.035), 0.42 + rng.normal(0, 0.035)
        blades.add(
            (x, y, 0.05),
            (rng.normal(0.15, 0.4), rng.normal(0, 0.4), 1),
            (rng.normal(), -1, 0.2),
            rng.uniform(0.16, 0.36),
            0.0045,
            plants.blade,
            bend=rng.uniform(0.1, 0.6),
            tone=rng.uniform(),
        )
    blades.done("grass", plants.leaf_skin("#9aa06a", "#cdbd84", gloss=0.6))
    way = (-1.3, -0.55, 0.75)
    key = light.sun(way, 4.2, 0.8, "#ffdca8")
    light.room("#c3d8f4", 0.55, towards=(-0.5, -0.4, 1), second="#c0a684")
    before_table(0.95, rise_m=0.22, middle_m=0.14, lens_mm=65, f_stop=4)
    return Shot(lamps=[key])


def garden_table() -> Shot:
    rows = [Slab(0.0, -0.36 + k * 0.098, 2.4, 0.09) for k in range(-12, 8)]
    slabs("table", rows, surfaces.timber("#a99a86", "#6f6455", gloss=0.6), bevel=0.004, uneven=0.0012, seed=6)
    level(surfaces.cement("#4a4a36"), -0.6)
    distance("#6d8f45", "#47692f", "#2b4420", y=2.4, spots=("#22391b", "#648a3c", "#a9c063", "#d9dd9c"), strength=0.5)
    skin, stem = plants.leaf_skin("#4b7038", "#86a357"), plants.bark()
    plants.branch(
        "near branch",
        (-0.75, 0.28, 0.72),
        (0.9, -0.1, -0.35),
        0.42,
        plants.oval,
        (0.10, 0.045),
        skin,
        stem,
        pairs=7,
        twigs=2,
        face=(0.1, -1, 0.6),
        droop=0.15,
        seed=4,
    )
    way = (1.0, -0.6, 1.15)
    for k, (x, y, turn) in enumerate(((0.7, 0.3, 205), (-0.7, -0.3, 20))):
        a = np.radians(turn)
        light.hold(
            plants.branch(
                f"shade {k}",
                (x, y, 0),
                (np.cos(a), np.sin(a), 0),
                0.6,
                plants.oval,
                (0.1, 0.045),
                skin,
                stem,
                pairs=9,
                twigs=3,
                droop=0.0,
                seed=80 + k,
            ),
            way,
            1.0,
        )
    key = light.sun(way, 4.0, 1.0, "#ffe4b8")
    light.room("#d2e2ea", 0.46, towards=(0.6, -0.4, 1), second="#7f8f62")
    before_table(0.95, rise_m=0.30, middle_m=0.15, lens_mm=75, f_stop=2.8)
    return Shot(lamps=[key])


def autumn_log() -> Shot:
    slabs(
        "bench",
        boards(0.2, across=True, length=3, seed=15),
        surfaces.timber("#7d5a3e", "#4a3121", gloss=0.5),
        bevel=0.004,
        uneven=0.002,
    )
    t = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    wobble = 1 + 0.03 * np.sin(3 * t + 1) + 0.015 * np.sin(7 * t)
    g = surfaces.Graph("end grain")
    x, y, _z = g.split(g.coordinates("Object"))
    reach = (x * x + y * y).power(0.5) + g.noise(g.coordinates("Object"), 7, 3) * 0.03
    rings = ((reach * 130).fract() - 0.5).abs() * 2
    crack = (
        ((g.math("ARCTAN2", y, x) * 2.5 + g.noise(g.coordinates("Object"), 14, 2) * 1.2).fract() - 0.5)
        .abs()
        .ramp(0.0, 0.014, 1, 0)
    )
    tint = g.mix(rings.ramp(0.1, 0.9) * 0.7 + g.noise(g.coordinates("Object"), 5, 3) * 0.3, "#d3b081", "#a57a4b")
    tint = g.mix(crack * 0.8, tint, "#4a3120")
    wood_top = g.surface(tint, 0.7, rings * 0.4 - crack, 0.0008)
    rim = [(0.186, -0.05), (0.19, -0.046), (0.19, -0.004), (0.186, 0.0), (0.0, 0.0)]
    top = turned("slice", np.array(rim), wood_top, 160)
    for vertex in top.data.vertices:
        k = round(np.arctan2(vertex.co.y, vertex.co.x) / (2 * np.pi) * 160) % 160
        vertex.co.x *= wobble[k]
        vertex.co.y *= wobble[k]
    bark = turned(
        "bark",
        np.array([[0.188, -0.05], [0.199, -0.044], [0.2, -0.008], [0.191, -0.001]]),
        plants.bark("#6b513b", "#36261b"),
        160,
    )
    for vertex in bark.data.vertices:
        k = round(np.arctan2(vertex.co.y, vertex.co.x) / (2 * np.pi) * 160) % 160
        rough = wobble[k] * (1 + 0.02 * np.sin(k * 2.1) + 0.012 * np.sin(k * 5.3 + vertex.co.z * 300))
        vertex.co.x *= rough
        vertex.co.y *= rough
    for thing in (top, bark):
        thing.location = (0, 0, 0.05)
    rng = np.random.default_rng(9)
    spots = np.concatenate(
        [
            np.stack([rng.normal(-0.42, 0.08, 12), rng.normal(0.0, 0.14, 12), np.full(12, 0.004)], 1),
            np.stack([rng.normal(0.45, 0.07, 10), rng.normal(0.1, 0.14, 10), np.full(10, 0.004)], 1),
        ]
    )
    spots = spots[np.hypot(spots[:, 0], spots[:, 1]) > 0.27]
    plants.strew(
        "oak leaves",
        spots[::2],
        (0.11, 0.06),
        plants.lobed,
        plants.leaf_skin("#8a3b20", "#b9722f", spots=0.5),
        seed=2,
        lift=0.008,
    )
    plants.strew(
        "beech leaves",
        spots[1::2],
        (0.085, 0.05),
        plants.toothed,
        plants.leaf_skin("#b5622a", "#d99a3c", spots=0.5),
        seed=4,
        lift=0.008,
    )
    distance("#a87a3a", "#7d4f22", "#3f2715", y=2.3, spots=("#57300f", "#b5742a", "#dba94e", "#efc878"), strength=0.42)
    key = light.softbox((1.25, -0.35, 0.95), (0, 0, 0), size_m=(0.8, 1.0), watts=52, colour="#ffe2b2")
    light.room("#e0d8cc", 0.34, towards=(1, -0.2, 0.6), second="#6b4c34")
    before_table(0.95, rise_m=0.32, middle_m=0.15, lens_mm=75, f_stop=2.8)
    return Shot(lamps=[key], anchor=(0, 0, 0.05))


def festive_table() -> Shot:
    slabs(
        "table",
        boards(0.2, across=True, length=4.0, seed=45),
        surfaces.timber("#6b4936", "#35221a", gloss=0.32),
        bevel=0.0015,
        uneven=0.0004,
    )
    upright(surfaces.limewash("#27352f", "#31433a", relief=0.5), 1.1)
    rng = np.random.default_rng(12)
    for _ in range(46):
        x, z = rng.uniform(-0.85, 0.85), rng.uniform(0.06, 0.95)
        size = rng.uniform(0.008, 0.016)
        lamp = turned(
            "fairy light",
            np.array([[0.0, 0.0], [size, 0.0]]),
            light.glow(str(rng.choice(["#ffb45c", "#ffcf8a", "#ff9a4a"])), float(rng.uniform(2.0, 5.0))),
            40,
        )
        stand_up(lamp, 0.95 + rng.uniform(0, 0.1), z, x)
    plants.fir("fir", (-0.72, 0.02, 0.035), (0.85, 0.28, 0.02), 0.42, twigs=8, seed=11)
    plants.fir("fir 2", (-0.55, 0.34, 0.03), (0.75, 0.1, 0.05), 0.4, twigs=7, seed=12)
    plants.fir("fir 3", (0.75, 0.12, 0.035), (-0.85, 0.2, 0.02), 0.42, twigs=8, seed=13)
    for x, y, r, colour, satin in (
        (-0.40, 0.02, 0.036, "#b08a45", False),
        (-0.34, 0.12, 0.026, "#7d1f23", True),
        (0.42, 0.04, 0.034, "#7d1f23", False),
        (0.36, 0.14, 0.023, "#c9b58a", True),
    ):
        props.bauble((x, y, 0.0), r, colour, satin=satin)
    props.candle((0.47, 0.28, 0), 0.15)
    props.candle((0.38, 0.34, 0), 0.10, 0.03)
    key = light.softbox((-1.15, -0.75, 0.85), (0, 0, 0.1), size_m=(0.7, 0.9), watts=46, colour="#ffe0b6")
    light.room("#cfd6e4", 0.2, towards=(-1, -0.5, 0.4), second="#5a3c2a")
    before_table(0.95, rise_m=0.27, middle_m=0.15, lens_mm=75, f_stop=2.0)
    return Shot(lamps=[key])


def timber_blocks() -> Shot:
    oak = surfaces.timber("#bd9a70", "#8a6542", gloss=0.45)
    for at, size, seed in (
        ((0.0, -0.02, 0.0), (0.48, 0.30), 3),
        ((-0.36, 0.16, 0.13), (0.2, 0.2), 5),
        ((0.40, 0.14, -0.07), (0.28, 0.22), 8),
    ):
        thing = slabs("block", [Slab(0, 0, size[0], size[1])], oak, bevel=0.004, thick=0.16 + at[2], seed=seed)
        thing.location = at
    level(surfaces.limewash("#b9a68c", "#c7b69e"), -0.16)
    upright(surfaces.limewash("#b39b7e", "#c6b196", relief=1.0), 0.5)
    way = (1.2, -0.9, 0.95)
    light.blinds(way, (0, 0.4, 0.2), away=1.5, size=(1.0, 1.2), slat=0.045, gap=0.05, turn_deg=5, dark=4)
    key = light.sun(way, 3.3, 1.6, "#ffdcae")
    fill = light.softbox((1.3, -1.3, 0.8), (0, 0, 0.1), watts=36)
    light.room("#e0e4ea", 0.32, towards=(1, -0.7, 0.5), second="#8f7658")
    before_table(0.95, rise_m=0.30, middle_m=0.13, lens_mm=60, f_stop=8)
    return Shot(lamps=[key, fill], wall_m=0.5)


SCENES = (
    Scene(
        id="dunes",
        title="Dunes",
        support="stand",
        theme="summer",
        build=dunes,
        free=(0.24, 0.14, 0.78, 0.76),
        product_height=0.42,
        words=("dunes", "sand", "beach", "sky", "summer", "sun", "outdoors"),
        seed=81,
    ),
    Scene(
        id="garden-table",
        title="Garden table",
        support="stand",
        theme="garden",
        build=garden_table,
        free=(0.26, 0.2, 0.8, 0.76),
        product_height=0.42,
        words=("garden", "table", "green", "leaves", "summer", "sun", "outdoors"),
        seed=83,
    ),
    Scene(
        id="autumn-log",
        title="Slice of oak, autumn leaves",
        support="stand",
        theme="autumn",
        build=autumn_log,
        free=(0.28, 0.16, 0.72, 0.66),
        product_height=0.42,
        words=("autumn", "log", "leaves", "wood", "warm", "forest", "gold"),
        seed=84,
    ),
    Scene(
        id="festive-table",
        title="Festive table by candlelight",
        support="stand",
        theme="festive",
        build=festive_table,
        free=(0.28, 0.16, 0.72, 0.76),
        product_height=0.42,
        words=("christmas", "festive", "candles", "fir", "lights", "dark", "gift"),
        seed=85,
    ),
    Scene(
        id="oak-blocks",
        title="Oak blocks behind blinds",
        support="stand",
        theme="wood",
        build=timber_blocks,
        free=(0.28, 0.18, 0.72, 0.72),
        product_height=0.45,
        words=("oak", "blocks", "wood", "blinds", "shadow", "podium", "warm"),
        seed=86,
    ),
)
