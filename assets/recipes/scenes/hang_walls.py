"""More walls to hang things on: brick, concrete, boards, panels, slats."""

from __future__ import annotations

import bpy
import numpy as np
from photo import grounds
from photo.wares import box, turned, wood

from . import hanging, light, plants, props, surfaces
from .hang import FREE, wall
from .meshes import Slab, bar, slabs
from .sets import Scene, Shot, before_wall


def stand_up(thing, y: float, z: float = 0.0, x: float = 0.0):
    """Turn something that was laid flat upright: its face towards the camera, its y upwards."""
    thing.rotation_euler, thing.location = (np.pi / 2, 0, 0), (x, y, z)
    return thing


def bricks(long: float = 0.215, high: float = 0.065, joint: float = 0.010, reach: float = 1.0) -> list[Slab]:
    """A wall in stretcher bond."""
    rows, count = [], int(reach / (high + joint)) + 1
    for row in range(-count, count + 1):
        shift = (row % 2) * (long + joint) / 2
        rows += [
            Slab(k * (long + joint) + shift, row * (high + joint), long, high)
            for k in range(-int(reach / long) - 1, int(reach / long) + 2)
        ]
    return rows


def mortar(colour: str, y: float) -> None:
    """What is between the bricks."""
    thing = grounds.plane(6, name="mortar")
    thing.rotation_euler, thing.location = (np.pi / 2, 0, 0), (0, y, 0)
    thing.data.materials.append(surfaces.cement(colour, gloss=0.95, holes=1.0))


def brick_street() -> Shot:
    gap = 0.16
    stand_up(
        slabs(
            "bricks",
            bricks(),
            surfaces.fired_brick("#a9705a", "#6f4436", paint="#e4ddd0"),
            bevel=0.004,
            tilt=0.012,
            uneven=0.003,
            seed=3,
        ),
        gap,
        -0.4,
    )
    mortar("#cfc6b8", gap + 0.006)
    steel = surfaces.metal("#2c2b2a", 0.45)
    hanging.rail(0.1, steel, radius=0.0135, brackets=(-0.5, 0.58), wall_y=gap)
    hanging.hanger(
        wood("#8a5c36", "#523219", along="x", gloss=0.3),
        surfaces.metal("#4a4846", 0.35),
        above_m=0.1 + 0.0155,
        over="rail",
    )
    key = light.softbox((-1.35, -0.75, 0.75), (0, 0, -0.4), size_m=(0.6, 1.3), watts=66, colour="#ffe9cc")
    light.room("#dbe4f0", 0.34, towards=(-1, -0.5, 0.5), second="#7a7068")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def concrete_blinds() -> Shot:
    gap = 0.14
    rows = [Slab(x, y, 1.196, 0.896) for x in (-0.75, 0.45) for y in (-1.15, -0.25, 0.65)]
    stand_up(
        slabs("panels", rows, surfaces.cement("#b4b1ab", gloss=0.6, holes=0.9), bevel=0.003, uneven=0.002, seed=5),
        gap,
        0.0,
    )
    mortar("#55524e", gap + 0.008)
    for x in (-0.45, 0.15, 0.75):
        for z in (-0.95, -0.35, 0.25):
            hole = turned(
                "tie hole",
                np.array([[0.0, 0.0], [0.0125, 0.0], [0.0135, 0.0012]]),
                surfaces.cement("#4a4845", gloss=0.9),
                32,
            )
            stand_up(hole, gap - 0.0004, z - 0.12, x - 0.3)
    hanging.rail(0.1, surfaces.metal("#d0cec9", 0.25), radius=0.011, brackets=(0.5,), wall_y=gap)
    hanging.hanger(
        wood("#2b2724", "#171412", along="x", gloss=0.35),
        surfaces.metal("#d0cec9", 0.2),
        above_m=0.1 + 0.013,
        over="rail",
    )
    way = (1.25, -1.0, 0.85)
    light.blinds(way, (0.0, gap, -0.45), away=1.5, size=(1.3, 1.9), slat=0.05, gap=0.055, turn_deg=4, dark=4)
    key = light.sun(way, 3.4, 1.7, "#ffddb4")
    fill = light.softbox((1.5, -1.3, 0.5), (0, 0, -0.3), watts=40, colour="#eef2fb")
    light.room("#dde5f0", 0.34, towards=(1, -0.7, 0.4))
    before_wall(1.28)
    return Shot(lamps=[key, fill], gap_m=gap, grips=[(0, 0, 0)])


def beach_hut() -> Shot:
    gap = 0.06
    rows = [Slab(0.06 + k * 0.135, 0.0, 3.0, 0.132, np.pi / 2) for k in range(-6, 7)]
    stand_up(
        slabs(
            "boards",
            rows,
            surfaces.timber("#8fb6b8", "#7fa8ac", worn="#b79c78", wear=0.55, gloss=0.55),
            bevel=0.004,
            uneven=0.002,
            seed=6,
        ),
        gap,
        -0.4,
    )
    mortar("#3d4a4a", gap + 0.014)
    peg = wood("#d9b988", "#ab8350", gloss=0.5)
    for x in (-0.405, 0.0, 0.405):
        hanging.shaker_peg(x, 0.092, gap, peg, reach=0.08)
    hanging.hanger(wood("#dcbf92", "#b08d5c", along="x", gloss=0.5), above_m=0.113)
    way = (-1.1, -1.0, 1.1)
    leaf = plants.leaf_skin("#3a5a2c", "#5d7a3c")
    for k, (x, z, turn) in enumerate(((-0.85, 0.1, -35), (0.82, -0.85, 140))):
        a = np.radians(turn)
        light.hold(
            plants.frond(
                f"palm {k}",
                (x, gap, z),
                (np.cos(a), 0, np.sin(a)),
                0.8,
                leaf,
                reach=0.32,
                width=0.015,
                face=way,
                seed=k + 7,
            ),
            way,
            0.8,
        )
    key = light.sun(way, 3.9, 1.2, "#ffe3b8")
    light.room("#cbdff5", 0.5, towards=(-0.7, -0.7, 0.9), second="#a9a494")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def panelled_door() -> Shot:
    gap = 0.05
    paint = surfaces.satin_paint("#d9d3c6")
    box("leaf", (1.9, 0.03, 2.6), (0, gap + 0.021, -0.35), paint, 0.001)
    for x, w in ((-0.62, 0.10), (0.0, 0.14), (0.62, 0.10)):
        box("stile", (w, 0.014, 2.6), (x, gap + 0.003, -0.35), paint, 0.0035)
    for z, h in ((0.145, 0.17), (-0.95, 0.14)):
        for x in (-0.32, 0.32):
            box("cross", (0.52, 0.0135, h), (x, gap + 0.003, z), paint, 0.0035)
    for x in (-0.32, 0.32):
        for k, inset in enumerate((0.0, 0.006)):
            box(
                "bead", (0.49 - inset * 2, 0.004, 0.99 - inset * 2), (x, gap + 0.0085 - 0.002 * k, -0.41), paint, 0.0018
            )
        box("panel", (0.40, 0.012, 0.90), (x, gap + 0.008, -0.41), paint, 0.006)
    brass = surfaces.metal("#bd9a58", 0.26)
    rose = stand_up(
        turned("rose", np.array([[0.0, 0.006], [0.017, 0.005], [0.02, 0.0]]), brass, 48), gap - 0.003, 0.098
    )
    rose.scale = (1, 1, 1)
    t = np.linspace(0, np.pi * 0.9, 30)
    arm = np.stack([0 * t, gap - 0.004 - 0.03 * np.sin(t * 0.55) - 0.028 * t / 3, 0.098 - 0.012 * np.sin(t * 1.1)], 1)
    bar("hook arm", arm, np.linspace(0.0055, 0.0045, 30), brass)
    hanging.hanger(above_m=0.106)
    for thing in (
        t
        for t in bpy.context.scene.objects
        if t.name.startswith(("hook", "hanger", "ferrule")) and not t.name.startswith("hook arm")
    ):
        thing.location.y = gap - 0.062 + 0.0
    key = light.softbox((-1.5, -0.95, 0.35), (0, 0, -0.4), size_m=(0.9, 1.5), watts=76, colour="#fff0dc")
    light.room("#e0e6f0", 0.3, towards=(-1, -0.6, 0.3), second="#85786a")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=0.062, grips=[(0, 0, 0)])


def clips_blush() -> Shot:
    gap = 0.13
    wall(surfaces.limewash("#dcb3a0", "#e8c8b8", relief=0.8), gap)
    chrome = surfaces.metal("#d5d3cf", 0.2)
    hanging.rail(0.132, chrome, radius=0.011, wall_y=gap)
    _, front = hanging.clip_hanger(chrome, above_m=0.132 + 0.013)
    way = (-0.95, -1.1, 0.9)
    light.window_bars(way, (0.02, gap, -0.42), away=1.6, size=(0.78, 1.25), panes=(1, 1), bar_m=0.02)
    key = light.sun(way, 3.0, 2.4, "#ffe4c4")
    fill = light.softbox((-1.4, -1.3, 0.6), (0, 0, -0.3), watts=52)
    light.room("#e8e9ee", 0.36, towards=(-0.9, -0.8, 0.4), second="#a88c80")
    before_wall(1.28)
    return Shot(lamps=[key, fill], gap_m=gap, grips=[(-0.12, 0, 0), (0.12, 0, 0)], front=front)


def wood_slats() -> Shot:
    gap = 0.12
    rows = [Slab(0.03 + k * 0.062, 0.0, 3.0, 0.048, np.pi / 2) for k in range(-13, 13)]
    stand_up(
        slabs(
            "slats", rows, surfaces.timber("#b98a58", "#7d5431", gloss=0.42, zoom=1.6), bevel=0.002, thick=0.03, seed=8
        ),
        gap,
        -0.4,
    )
    mortar("#5d4330", gap + 0.016)
    black = surfaces.metal("#262524", 0.4)
    hanging.rail(0.1, black, radius=0.0115, brackets=(-0.46, 0.46), wall_y=gap)
    hanging.hanger(wood("#d7b988", "#a98250", along="x"), black, above_m=0.1 + 0.0135, over="rail")
    key = light.softbox((1.45, -0.8, 0.7), (0, 0, -0.4), size_m=(0.9, 1.4), watts=92, colour="#fff0d8")
    light.room("#dde2ea", 0.28, towards=(1, -0.6, 0.4), second="#6b5848")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def autumn_branch() -> Shot:
    gap = 0.16
    wall(surfaces.limewash("#a98657", "#bd9d70", relief=1.2), gap)
    x = np.linspace(-1.0, 1.0, 160)
    crook = 0.1 + 0.012 * np.sin(x * 4.2) + 0.006 * np.sin(x * 11 + 1)
    crook = crook - crook[80] + 0.1
    girth = 0.0145 + 0.0022 * np.sin(x * 9) + 0.003 * np.exp(-(((x - 0.33) / 0.02) ** 2)) - 0.003 * x
    bar("branch", np.stack([x, 0.01 * np.sin(x * 3), crook], 1), girth, plants.bark("#8a6a4c", "#5a412d"), sides=24)
    hanging.hanger(
        wood("#8f6239", "#593819", along="x"), surfaces.metal("#8c7a5a", 0.4), above_m=0.1 + 0.017, over="rail"
    )
    skin = plants.leaf_skin("#a5562a", "#d9a24a", spots=0.4)
    for k, (at, way, long) in enumerate(
        (((0.44, 0.0, 0.1), (0.5, -0.15, -0.35), 0.34), ((0.30, 0.0, 0.1), (0.8, -0.1, 0.3), 0.3))
    ):
        plants.branch(
            f"beech {k}",
            at,
            way,
            long,
            plants.toothed,
            (0.085, 0.05),
            skin,
            plants.bark("#6f5138", "#4a3524"),
            pairs=6,
            face=(0, -1, 0.2),
            opposite=False,
            droop=0.1,
            seed=k,
        )
    key = light.softbox((-1.4, -0.95, 0.6), (0, 0, -0.4), size_m=(0.7, 1.2), watts=78, colour="#ffdfb0")
    light.room("#dcd9d8", 0.28, towards=(-1, -0.6, 0.4), second="#6b4c34")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def festive_rail() -> Shot:
    gap = 0.14
    wall(surfaces.limewash("#35473e", "#425549", relief=0.7), gap)
    brass = surfaces.metal("#c9a25c", 0.26)
    hanging.rail(0.1, brass, brackets=(0.5,), wall_y=gap)
    hanging.hanger(wood("#b98a55", "#7f5630", along="x"), brass, above_m=0.1 + 0.0145, over="rail")
    for k, (at, way) in enumerate(
        (
            ((-0.74, -0.02, 0.145), (0.9, -0.05, -0.22)),
            ((-0.42, -0.03, 0.12), (-0.6, -0.1, -0.55)),
            ((-0.60, -0.03, 0.14), (0.2, -0.1, -0.7)),
        )
    ):
        plants.fir(f"fir {k}", at, way, (0.42, 0.36, 0.34)[k], face=(0.0, -1, 0.25), twigs=7, droop=0.12, seed=k)
    thread = surfaces.metal("#b8934f", 0.4)
    for x, z, r, colour, satin in ((-0.50, -0.12, 0.03, "#b08a45", False), (-0.585, -0.055, 0.022, "#7d1f23", True)):
        for thing in props.bauble((x, -0.03, z - r), r, colour, satin=satin):
            thing.rotation_euler = (0, 0, 0)
        bar("thread", np.array([[x, -0.03, z + r], [x, -0.03, 0.05], [x, -0.02, 0.11]]), 0.0006, thread, sides=6)
    key = light.softbox((-1.35, -1.0, 0.5), (0, 0, -0.4), size_m=(0.8, 1.2), watts=100, colour="#ffdfb2")
    light.room("#d8e0ea", 0.3, towards=(-1, -0.6, 0.4), second="#5a4a38")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


SCENES = (
    Scene(
        id="brick-rail",
        title="Painted brick, black rail",
        support="hang",
        theme="street",
        build=brick_street,
        free=FREE,
        product_height=0.58,
        words=("brick", "white", "loft", "street", "rail", "hanger", "city"),
        seed=41,
    ),
    Scene(
        id="concrete-blinds",
        title="Concrete and blinds",
        support="hang",
        theme="street",
        build=concrete_blinds,
        free=FREE,
        product_height=0.58,
        words=("concrete", "blinds", "shadow", "rail", "city", "grey", "hanger"),
        seed=42,
    ),
    Scene(
        id="beach-hut",
        title="Beach hut boards",
        support="hang",
        theme="summer",
        build=beach_hut,
        free=FREE,
        product_height=0.58,
        words=("beach hut", "boards", "turquoise", "peg", "summer", "palm", "sea"),
        seed=43,
    ),
    Scene(
        id="panelled-door",
        title="On the wardrobe door",
        support="hang",
        theme="home",
        build=panelled_door,
        free=FREE,
        product_height=0.58,
        words=("door", "wardrobe", "bedroom", "hook", "brass", "cream", "home", "soft"),
        seed=44,
    ),
    Scene(
        id="clips-blush",
        title="Clips on blush",
        support="hang",
        theme="studio",
        build=clips_blush,
        free=FREE,
        product_height=0.58,
        kinds=("Pants", "Skirt", "Shorts"),
        words=("clips", "hanger", "blush", "pink", "studio", "sun", "trousers", "skirt"),
        seed=45,
    ),
    Scene(
        id="oak-slats",
        title="Oak slats",
        support="hang",
        theme="wood",
        build=wood_slats,
        free=FREE,
        product_height=0.58,
        words=("slats", "oak", "wood", "rail", "hanger", "warm", "shop"),
        seed=46,
    ),
    Scene(
        id="ochre-branch",
        title="Branch on an ochre wall",
        support="hang",
        theme="autumn",
        build=autumn_branch,
        free=FREE,
        product_height=0.58,
        words=("autumn", "branch", "ochre", "leaves", "hanger", "warm", "rustic"),
        seed=47,
    ),
    Scene(
        id="festive-rail",
        title="Fir and brass on green",
        support="hang",
        theme="festive",
        build=festive_rail,
        free=FREE,
        product_height=0.58,
        words=("christmas", "festive", "fir", "brass", "green", "hanger", "gift"),
        seed=48,
    ),
)
