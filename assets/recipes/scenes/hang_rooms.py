"""More places to hang things: a curtain, tiles, a fence, stone, coloured paper, a wardrobe, a shutter, velvet."""

from __future__ import annotations

import numpy as np
from photo.wares import box, wood

from . import hanging, light, plants, shade, surfaces
from .hang import FREE, wall
from .hang_walls import bricks, mortar, stand_up
from .lie_hard import squares
from .meshes import Slab, folds, grid, slabs
from .sets import Scene, Shot, before_wall


def curtain() -> Shot:
    gap = 0.12
    cloth = folds("curtain", 3.2, 2.6, surfaces.cloth("#ece5d8", thread=0.003), seed=14, fold=0.15, depth=0.028)
    cloth.location = (0, gap + 0.04, -1.6)
    hanging.rail(0.1, surfaces.metal("#2b2a29", 0.42), radius=0.0105, wall_y=gap)
    hanging.hanger(wood("#d3ae78", "#a37c49", along="x"), above_m=0.1 + 0.0125, over="rail")
    key = light.softbox((-1.5, -0.8, 0.6), (0, 0, -0.4), size_m=(1.0, 1.5), watts=84, colour="#fff0dc")
    light.room("#e6eaf2", 0.32, towards=(-1, -0.6, 0.4), second="#8f8476")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def green_tiles() -> Shot:
    gap = 0.11
    stand_up(
        slabs(
            "tiles",
            squares(0.118, 0.003, 1.2),
            surfaces.ceramic_tile("#6f8f7c", "#4c6f60", gloss=0.16),
            bevel=0.0022,
            tilt=0.007,
            uneven=0.001,
            seed=17,
        ),
        gap,
        -0.36,
    )
    mortar("#b9bcae", gap + 0.0022)
    brass = surfaces.metal("#c9a25c", 0.28)
    hanging.rail(0.1, brass, radius=0.011, brackets=(-0.472,), wall_y=gap)
    hanging.hanger(wood("#caa06c", "#96693a", along="x"), brass, above_m=0.1 + 0.013, over="rail")
    key = light.softbox((1.4, -0.85, 0.6), (0, 0, -0.4), size_m=(0.8, 1.3), watts=84, colour="#fff1de")
    light.room("#e2e9f0", 0.34, towards=(1, -0.6, 0.4), second="#6d7a70")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def garden_fence() -> Shot:
    gap = 0.06
    rows = [Slab(0.04 + k * 0.152, 0.0, 3.0, 0.146, np.pi / 2) for k in range(-6, 7)]
    stand_up(
        slabs(
            "fence",
            rows,
            surfaces.timber("#6f7d63", "#5a6850", worn="#a58f6d", wear=0.4, gloss=0.6),
            bevel=0.005,
            uneven=0.004,
            seed=9,
        ),
        gap,
        -0.4,
    )
    mortar("#22271e", gap + 0.016)
    peg = wood("#b08a5a", "#7d5a36", gloss=0.5)
    for x in (-0.456, 0.0, 0.456):
        hanging.shaker_peg(x, 0.092, gap, peg, reach=0.08)
    hanging.hanger(wood("#d0ab76", "#a17a48", along="x", gloss=0.5), above_m=0.113)
    way = (1.0, -1.0, 1.05)
    spots = [(0.85, 0.2, 212), (-0.85, -0.1, -30), (0.85, -0.95, 150), (-0.8, -1.0, 40)]
    shade.branches(spots, way, 0.8, wall_m=gap, long=0.62, seed=33, size=(0.1, 0.05), leaf=plants.toothed)
    key = light.sun(way, 4.6, 1.3, "#ffe4b6")
    light.room("#cfe0f0", 0.55, towards=(0.7, -0.7, 0.9), second="#86906c")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def limestone() -> Shot:
    gap = 0.08
    stand_up(
        slabs(
            "blocks",
            bricks(0.44, 0.2, 0.007, 1.2),
            surfaces.limewash("#d9cab0", "#e9dfcb", relief=1.6),
            bevel=0.006,
            tilt=0.004,
            uneven=0.003,
            seed=21,
        ),
        gap,
        -0.43,
    )
    mortar("#bfb096", gap + 0.006)
    iron = surfaces.metal("#3a3633", 0.5)
    hanging.rail(0.1, iron, radius=0.0105, brackets=(-0.5, 0.5), wall_y=gap)
    hanging.hanger(wood("#a8794b", "#6d4727", along="x"), iron, above_m=0.1 + 0.0125, over="rail")
    way = (-1.15, -0.95, 1.0)
    shade.palms([(-0.9, 0.2, -30), (0.85, -0.75, 150)], way, 0.75, wall_m=gap, long=0.7, seed=41)
    key = light.sun(way, 3.9, 1.1, "#ffdfb0")
    light.room("#cbdcf2", 0.46, towards=(-0.7, -0.7, 0.9), second="#b8a082")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def mustard_paper() -> Shot:
    gap = 0.15
    wall(surfaces.limewash("#d9a441", "#e0b056", relief=0.15), gap)
    black = surfaces.metal("#1f1e1d", 0.4)
    hanging.rail(0.1, black, radius=0.0105, wall_y=gap)
    hanging.hanger(wood("#2b2724", "#171412", along="x", gloss=0.35), black, above_m=0.1 + 0.0125, over="rail")
    key = light.softbox((-1.25, -1.25, 0.55), (0, 0, -0.4), size_m=(0.42, 0.42), watts=78, colour="#fff4e6")
    light.room("#eef0f4", 0.36, towards=(-0.8, -0.8, 0.4), second="#8c7648")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def wardrobe() -> Shot:
    gap = 0.2
    rows = [Slab(0.02 + k * 0.24, 0.0, 3.0, 0.239, np.pi / 2) for k in range(-5, 6)]
    oak = surfaces.timber("#b98d5e", "#835a35", gloss=0.4)
    stand_up(slabs("back", rows, oak, bevel=0.0012, uneven=0.0006, seed=5), gap, -0.4)
    mortar("#3f2c1d", gap + 0.014)
    plank = wood("#b98d5e", "#835a35", along="x", gloss=0.4, scale=0.6)
    box("shelf", (4, 0.5, 0.026), (0.2, gap - 0.25, 0.215), plank, 0.003)
    side = wood("#b0845a", "#7a5433", along="z", gloss=0.4, scale=0.6)
    box("side", (0.026, 0.5, 4), (-0.6, gap - 0.25, -0.5), side, 0.003)
    brass = surfaces.metal("#c9a25c", 0.28)
    hanging.rail(0.1, brass, radius=0.0125, reach=2.0)
    hanging.hanger(wood("#e0c496", "#b99463", along="x"), brass, above_m=0.1 + 0.0145, over="rail")
    key = light.softbox((1.2, -1.35, 0.3), (0, 0, -0.4), size_m=(0.9, 1.3), watts=92, colour="#fff0da")
    light.room("#e0e2e8", 0.34, towards=(0.8, -0.9, 0.3), second="#6b543e")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def shutter() -> Shot:
    """A corrugated steel shutter at dusk."""
    gap = 0.12
    skin = surfaces.satin_paint("#8f9ba3", gloss=0.5)
    sheet = grid("shutter", (3.0, 3.0), (8, 900), lambda x, y: 0.0042 * np.sin(y * 2 * np.pi / 0.076) + 0 * x, skin)
    stand_up(sheet, gap, -0.4)
    steel = surfaces.metal("#2c2b2a", 0.45)
    hanging.rail(0.1, steel, radius=0.0135, wall_y=gap)
    hanging.hanger(wood("#8a5c36", "#523219", along="x", gloss=0.3), steel, above_m=0.1 + 0.0155, over="rail")
    key = light.softbox((-1.35, -0.85, 0.8), (0, 0, -0.4), size_m=(0.7, 1.2), watts=92, colour="#ffe3bd")
    light.room("#d6e2f2", 0.38, towards=(-1, -0.6, 0.6), second="#6a6460")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def velvet() -> Shot:
    gap = 0.13
    skin = surfaces.cloth("#5c0f1d", thread=0.0011, sheen=0.35, slub=0.3)
    cloth = folds("velvet", 3.2, 2.6, skin, seed=23, fold=0.19, depth=0.034)
    cloth.location = (0, gap + 0.045, -1.6)
    brass = surfaces.metal("#c9a25c", 0.26)
    hanging.rail(0.1, brass, wall_y=gap)
    hanging.hanger(wood("#c79a63", "#8f6238", along="x"), brass, above_m=0.1 + 0.0145, over="rail")
    key = light.softbox((-1.3, -0.9, 0.6), (0, 0, -0.4), size_m=(0.8, 1.2), watts=96, colour="#ffe0b4")
    light.room("#dcdde6", 0.32, towards=(-1, -0.6, 0.4), second="#5a3430")
    before_wall(1.28)
    return Shot(lamps=[key], gap_m=gap, grips=[(0, 0, 0)])


def hung(id: str, title: str, theme: str, build, words: tuple[str, ...], seed: int, exposure: float = 0.45) -> Scene:
    """A scene of this file: all of them have the same place for the garment."""
    return Scene(
        id=id, title=title, support="hang", theme=theme, build=build, free=FREE, product_height=0.58,
        words=words, seed=seed, exposure=exposure,
    )  # fmt: skip


SCENES = (
    hung("curtain-rail", "Before the curtain", "home", curtain,
         ("curtain", "linen", "rail", "hanger", "bedroom", "soft", "window light"), 131),
    hung("green-tiles", "Brass on green tiles", "home", green_tiles,
         ("tiles", "green", "brass", "rail", "bath", "hanger", "fresh"), 132),
    hung("garden-fence", "Garden fence under leaves", "garden", garden_fence,
         ("fence", "green", "garden", "leaf shadow", "peg", "sun", "outdoors"), 133),
    hung("limestone-rail", "Limestone in palm shade", "stone", limestone,
         ("limestone", "stone wall", "palm", "shadow", "rail", "mediterranean", "warm"), 134),
    hung("mustard-rail", "Mustard paper, black rail", "paper", mustard_paper,
         ("paper", "mustard", "yellow", "rail", "graphic", "studio", "colour"), 135),
    hung("oak-wardrobe", "In the oak wardrobe", "wood", wardrobe,
         ("wardrobe", "oak", "wood", "shelf", "rail", "hanger", "bedroom"), 136),
    hung("steel-shutter", "Steel shutter", "street", shutter,
         ("shutter", "steel", "street", "industrial", "rail", "city", "cool"), 137),
    hung("velvet-rail", "Burgundy velvet", "festive", velvet,
         ("velvet", "burgundy", "red", "festive", "brass", "evening", "theatre"), 138),
)  # fmt: skip
