"""Scenes with a wall behind: what garments hang from."""

from __future__ import annotations

import numpy as np
from photo import grounds
from photo.wares import box, wood

from . import hanging, light, plants, surfaces
from .sets import Scene, Shot, before_wall

FREE = (0.16, 0.16, 0.84, 0.93)


def wall(skin, y: float) -> None:
    """A plain wall at some distance behind the garment."""
    thing = grounds.plane(8, name="wall")
    thing.rotation_euler, thing.location = (np.pi / 2, 0, 0), (0, y, 0)
    thing.data.materials.append(skin)


def shaker() -> Shot:
    gap = 0.055
    wall(surfaces.limewash("#e9e2d4", "#f3eee4", relief=0.6), gap + 0.02)
    oak = wood("#c9a06a", "#96693a", along="x", gloss=0.4, scale=0.6)
    box("rail board", (4, 0.02, 0.085), (0.3, gap + 0.01, 0.095), oak, 0.004)
    for k in range(-3, 4):
        hanging.shaker_peg(k * 0.32, 0.092, gap, oak)
    hanging.hanger(above_m=0.112)
    way = (-1.2, -1.0, 0.85)
    light.window_bars(way, (0.0, gap, -0.4), away=1.7, size=(0.8, 1.35), panes=(2, 3))
    key = light.sun(way, 2.6, 1.1, "#ffe4c0")
    fill = light.softbox((-1.5, -1.3, 0.3), (0, 0, -0.3), watts=48)
    light.room("#e8ecf4", 0.34, towards=(-1, -0.7, 0.3))
    before_wall(1.28)
    return Shot(lamps=[key, fill], gap_m=gap, grips=[(0, 0, 0)])


def sage_rail() -> Shot:
    gap = 0.13
    wall(surfaces.limewash("#8f9a84", "#a3ad97", relief=0.9), gap)
    brass = surfaces.metal("#c9a25c", 0.28)
    hanging.rail(0.1, brass, brackets=(-0.52,), wall_y=gap)
    hanging.hanger(above_m=0.1 + 0.0145, over="rail")
    way = (0.9, -1.15, 0.75)
    skin = plants.leaf_skin("#3a5a2c", "#5d7a3c")
    for k, (x, z, turn, long) in enumerate(((-0.78, 0.12, -28, 0.6), (0.8, 0.0, 205, 0.5), (0.85, -0.72, 150, 0.62))):
        a = np.radians(turn)
        shade = plants.branch(
            f"shade {k}",
            (x, gap, z),
            (np.cos(a), 0, np.sin(a)),
            long,
            plants.oval,
            (0.13, 0.042),
            skin,
            skin,
            pairs=9,
            twigs=3,
            face=way,
            seed=k + 3,
        )
        light.hold(shade, way, 0.75)
    key = light.sun(way, 2.9, 1.8, "#ffe3bf")
    fill = light.softbox((1.4, -1.4, 0.6), (0, 0, -0.3), watts=36)
    light.room("#dfe7ee", 0.34, towards=(0.9, -0.8, 0.4), second="#7c8474")
    before_wall(1.28)
    return Shot(lamps=[key, fill], gap_m=gap, grips=[(0, 0, 0)])


def linen_line() -> Shot:
    gap = 0.5
    wall(surfaces.limewash("#efe8da", "#f7f2e8", relief=1.3), gap)
    rope = hanging.rope_skin()
    hanging.line(0.024, rope, sag=0.0)
    peg_wood, front = wood("#d8b27c", "#b08650", gloss=0.5, scale=3), []
    for x, lean in ((-0.13, 0.03), (0.13, -0.02)):
        front += hanging.clothes_peg(x, -0.006, peg_wood, lean=lean)
    hanging.clothes_peg(0.5, -0.006, peg_wood, lean=0.05)
    hanging.clothes_peg(-0.56, -0.006, peg_wood, lean=-0.04)
    way = (-0.8, -1.0, 0.95)
    skin = plants.leaf_skin("#4d6b34", "#7d9450")
    for k, (x, z, turn, long) in enumerate(((-0.9, 0.3, -35, 0.75), (0.95, 0.25, 215, 0.7), (0.95, -0.8, 150, 0.7))):
        a = np.radians(turn)
        shade = plants.branch(
            f"shade {k}",
            (x, gap, z),
            (np.cos(a), 0, np.sin(a)),
            long,
            plants.oval,
            (0.1, 0.034),
            skin,
            skin,
            pairs=13,
            twigs=4,
            face=way,
            seed=k + 13,
        )
        light.hold(shade, way, 1.3)
    key = light.sun(way, 4.2, 0.9, "#ffe0b4")
    light.room("#c9dbf2", 0.5, towards=(-0.4, -0.7, 1), second="#c2b296")
    before_wall(1.28, lens_mm=70)
    return Shot(lamps=[key], gap_m=gap, grips=[(-0.13, 0, 0), (0.13, 0, 0)], front=front)


SCENES = (
    Scene(
        id="shaker-pegs",
        title="Peg rail by the window",
        support="hang",
        theme="home",
        build=shaker,
        free=FREE,
        product_height=0.58,
        words=("peg rail", "hanger", "oak", "white wall", "window light", "home", "hallway"),
        seed=31,
    ),
    Scene(
        id="sage-rail",
        title="Brass rail on sage",
        support="hang",
        theme="studio",
        build=sage_rail,
        free=FREE,
        product_height=0.58,
        words=("rail", "brass", "hanger", "sage", "green", "leaf shadow", "studio"),
        seed=32,
    ),
    Scene(
        id="washing-line",
        title="Washing line in the sun",
        support="hang",
        theme="summer",
        build=linen_line,
        free=FREE,
        product_height=0.58,
        words=("washing line", "pegs", "summer", "sun", "outdoors", "white wall", "fresh"),
        seed=33,
    ),
)
