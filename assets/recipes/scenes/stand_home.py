"""More rooms to stand things in: a bath, a draped table, a loft for furniture, a bedside, a beech stool."""

from __future__ import annotations

from photo import grounds
from photo.wares import box, glaze, wood

from . import light, plants, props, surfaces
from .hang_walls import bricks, stand_up
from .lie import boards
from .lie_hard import squares
from .meshes import slabs
from .sets import Scene, Shot, before_table
from .stand import FREE, drum, upright
from .stand_rooms import level


def tiled(skin, wall_m: float, size: float, seed: int, grout: str) -> None:
    """A tiled wall."""
    stand_up(
        slabs("tiles", squares(size, 0.003, 1.2), skin, bevel=0.002, tilt=0.01, uneven=0.001, seed=seed), wall_m, 0.1
    )
    stand_up(grounds.plane(4), wall_m + 0.002).data.materials.append(surfaces.cement(grout))


def bath() -> Shot:
    wall_at = 0.24
    box("ledge", (3, 0.62, 0.06), (0, -0.07, -0.03), surfaces.travertine("#e0d2ba", "#c6b08c"), 0.004)
    tiled(surfaces.ceramic_tile("#e9e3d6", "#d3cab8", gloss=0.14), wall_at, 0.112, 31, "#cfc7b8")
    props.pot("cylinder", (-0.41, 0.05, 0), glaze("#8fa08c", speckle="#4d5a4a"), scale=0.75)
    skin, stem = plants.leaf_skin("#6f8a6a", "#9db08f", gloss=0.6), plants.bark("#7a6a4c")
    for k, (way, long) in enumerate((((-0.15, -0.05, 1), 0.30), ((0.3, 0.0, 0.95), 0.25))):
        plants.branch(
            f"eucalyptus {k}", (-0.41, 0.05, 0.13), way, long, plants.round_leaf, (0.042, 0.036), skin, stem,
            pairs=8, face=(0.2, -1, 0.2), droop=0.1, seed=k + 3, thick=0.0018,
        )  # fmt: skip
    props.throw("towel", (0.46, 0.02, 0), (0.22, 0.26), surfaces.cloth("#f0ebe0", thread=0.003), turn_deg=8, seed=4)
    way = (1.2, -0.85, 0.95)
    light.window_bars(way, (0.0, wall_at, 0.25), away=1.7, size=(0.8, 1.0), panes=(2, 2), bar_m=0.03)
    key = light.sun(way, 3.0, 1.2, "#ffdfb4")
    fill = light.softbox((1.3, -1.2, 0.9), (0, 0, 0.1), watts=40)
    light.room("#e4eaf4", 0.36, towards=(1, -0.7, 0.5))
    before_table(0.98, rise_m=0.24, middle_m=0.15, lens_mm=62, f_stop=5.6)
    return Shot(lamps=[key, fill], wall_m=wall_at)


def draped_table() -> Shot:
    cloth = grounds.linen("#e4dccd", creases=0.009, seed=77, thread=0.0019)
    cloth.scale = (0.9, 0.5, 1)
    cloth.location = (0, -0.25, 0)
    wall_at = 0.72
    upright(surfaces.limewash("#b5a58f", "#c6b7a1", relief=0.9), wall_at)
    way = (-1.2, -0.95, 0.9)
    light.window_bars(way, (0.1, wall_at, 0.28), away=1.9, size=(0.7, 1.1), panes=(2, 3), bar_m=0.03)
    key = light.sun(way, 3.4, 1.1, "#ffdcae")
    fill = light.softbox((-1.4, -1.1, 0.9), (0, 0, 0.1), watts=46)
    light.room("#e2e6ee", 0.34, towards=(-1, -0.7, 0.5), second="#8a7a66")
    props.pot("bowl", (0.42, 0.2, -0.007), glaze("#c9b79a", speckle="#6b5a48"), scale=0.95)
    for x, y, r in ((0.405, 0.18, 0.03), (0.44, 0.205, 0.029), (0.415, 0.225, 0.028)):
        props.citrus((x, y, 0.015), r, "#d98a3a")
    before_table(0.98, rise_m=0.3, middle_m=0.15, lens_mm=65, f_stop=4)
    return Shot(lamps=[fill, key], anchor=(0, 0, -0.007), wall_m=None)  # the cloth lies in folds below its crests


def loft() -> Shot:
    """For furniture: a concrete floor and a painted brick wall, 1.75 m wide."""
    wall_at = 0.62
    level(surfaces.cement("#b3ada3", gloss=0.5, holes=0.3))
    skin = surfaces.fired_brick("#a9705a", "#6f4436", paint="#e6e1d6")
    stand_up(slabs("bricks", bricks(reach=2.0), skin, bevel=0.004, tilt=0.01, uneven=0.003, seed=14), wall_at, 0.6)
    stand_up(grounds.plane(6), wall_at + 0.006).data.materials.append(surfaces.cement("#d3ccbf", gloss=0.95))
    props.pot("jar", (-0.74, 0.34, 0), glaze("#4d5450", speckle="#2a2e2c", gloss=0.5), scale=1.3, wall_m=0.007)
    skin, stem = plants.leaf_skin("#46683d", "#759159"), plants.bark("#5f5a3c")
    for k, (way, long) in enumerate((((-0.2, -0.1, 1), 0.66), ((0.3, 0.0, 0.95), 0.5), ((0.02, 0.1, 1), 0.78))):
        plants.branch(
            f"olive tree {k}", (-0.74, 0.34, 0.26), way, long, plants.oval, (0.085, 0.024), skin, stem,
            pairs=15, twigs=3, face=(0.3, -1, 0.6), droop=0.1, seed=k + 25, thick=0.006,
        )  # fmt: skip
    way = (1.25, -0.95, 0.95)
    light.window_bars(way, (0.1, wall_at, 0.45), away=2.2, size=(0.95, 1.4), panes=(3, 4), bar_m=0.03)
    key = light.sun(way, 3.2, 0.9, "#ffd9a8")
    fill = light.softbox((2.0, -1.4, 1.2), (0, 0, 0.3), size_m=(1.3, 1.6), watts=110)
    light.room("#dfe6f2", 0.34, towards=(1, -0.6, 0.4), second="#8a7c6c")
    before_table(1.75, rise_m=0.72, middle_m=0.38, lens_mm=52, f_stop=8)
    return Shot(lamps=[fill, key], wall_m=wall_at)


def bedside() -> Shot:
    wall_at = 0.36
    upright(surfaces.limewash("#8d9c94", "#a0aea6", relief=0.8), wall_at)
    slabs(
        "table", boards(0.28, across=True, seed=28), surfaces.timber("#a6784c", "#6d4727", gloss=0.34),
        bevel=0.0012, uneven=0.0003,
    )  # fmt: skip
    sizes = [(0.2, 0.15, 0.026), (0.19, 0.14, 0.02)]
    props.books((0.40, 0.03, 0), sizes, ["#7d8f88", "#d9ccb2"], turn_deg=-8, seed=6)
    props.candle((0.40, 0.03, 0.046), 0.07, 0.032, lit=False)
    key = light.softbox((-1.1, -0.7, 0.75), (0, 0, 0.05), size_m=(0.6, 0.9), watts=40, colour="#ffeccf")
    light.room("#dfe6ec", 0.3, towards=(-1, -0.5, 0.5), second="#73685a")
    before_table(0.95, rise_m=0.24, middle_m=0.15, lens_mm=65, f_stop=4)
    return Shot(lamps=[key], wall_m=wall_at)


def stool() -> Shot:
    """A turned beech stool before a plaster wall: its seat is the ground."""
    beech = wood("#d3ab77", "#a67a48", along="x", gloss=0.4, scale=0.8)
    drum((0, 0, 0), 0.24, 0.036, beech, 0.008)
    for x, y in ((-0.15, -0.1), (0.15, -0.1), (-0.13, 0.12), (0.13, 0.12)):
        box("leg", (0.034, 0.034, 0.5), (x, y, -0.28), beech, 0.012)
    wall_at = 0.5
    upright(surfaces.limewash("#c98f73", "#d9a48a", relief=1.0), wall_at)
    level(surfaces.cement("#b59a86"), -0.5)
    way = (-1.15, -1.0, 0.95)
    light.blinds(way, (0.05, wall_at, 0.25), away=1.5, size=(0.9, 1.1), slat=0.04, gap=0.055, turn_deg=-4, dark=4)
    key = light.sun(way, 3.4, 1.3, "#ffdcae")
    fill = light.softbox((-1.3, -1.3, 0.8), (0, 0, 0.1), watts=44)
    light.room("#e2e4ea", 0.34, towards=(-1, -0.7, 0.5), second="#93705c")
    before_table(0.95, rise_m=0.3, middle_m=0.15, lens_mm=62, f_stop=8)
    return Shot(lamps=[fill, key], wall_m=None)


SCENES = (
    Scene(
        id="bath-ledge",
        title="Bath ledge in the morning",
        support="stand",
        theme="home",
        build=bath,
        free=FREE,
        product_height=0.42,
        words=("bath", "tiles", "travertine", "towel", "eucalyptus", "morning", "fresh"),
        seed=171,
        exposure=0.65,
    ),
    Scene(
        id="draped-table",
        title="Linen on the table",
        support="stand",
        theme="home",
        build=draped_table,
        free=FREE,
        product_height=0.45,
        words=("table", "linen", "window", "sun", "oranges", "bowl", "warm"),
        seed=172,
        exposure=0.85,
    ),
    Scene(
        id="loft-floor",
        title="Loft with a brick wall",
        support="stand",
        theme="street",
        build=loft,
        free=(0.28, 0.2, 0.82, 0.8),
        product_height=0.48,
        words=("loft", "brick", "concrete", "furniture", "plant", "city", "window"),
        seed=173,
        exposure=0.75,
    ),
    Scene(
        id="bedside",
        title="Bedside in grey green",
        support="stand",
        theme="home",
        build=bedside,
        free=(0.24, 0.18, 0.72, 0.74),
        product_height=0.45,
        words=("bedside", "walnut", "books", "candle", "green", "evening", "calm"),
        seed=174,
    ),
    Scene(
        id="beech-stool",
        title="Beech stool behind blinds",
        support="stand",
        theme="wood",
        build=stool,
        free=FREE,
        product_height=0.42,
        words=("stool", "beech", "wood", "blinds", "terracotta", "shadow", "warm"),
        seed=176,
    ),
)
