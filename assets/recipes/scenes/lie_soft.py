"""More scenes seen from above: sage linen, sawn stone, a deck, sheets of paper, a painted board."""

from __future__ import annotations

from photo import grounds

from . import light, plants, props, shade, surfaces
from .lie import FREE, boards
from .lie_hard import ground
from .meshes import slabs
from .sets import Scene, Shot, from_above

WIDE = (0.14, 0.12, 0.86, 0.88)


def sage_linen() -> Shot:
    grounds.linen("#a9b59b", creases=0.011, seed=64, thread=0.0019)
    way = (1.05, 0.85, 1.25)
    shade.branches([(0.82, 0.62, 205), (-0.85, 0.72, -42), (0.85, -0.6, 158)], way, 0.9, seed=91, size=(0.1, 0.032))
    key = light.sun(way, 4.1, 1.4, "#ffe2b8")
    light.room("#d9e3f2", 0.44, towards=(0.7, 0.8, 0.8), second="#9a9a80")
    from_above(1.2)
    return Shot(lamps=[key])


def travertine_sun() -> Shot:
    ground(surfaces.travertine("#e3d6bf", "#cdb898", along="y"))
    way = (-1.15, 0.8, 1.2)
    light.window_bars(way, (0.02, 0.0, 0), away=1.7, size=(1.0, 1.35), panes=(2, 2), turn_deg=-10, bar_m=0.04)
    key = light.sun(way, 3.9, 1.1, "#ffdfb4")
    fill = light.softbox((-1.5, 1.0, 1.3), size_m=(1.2, 1.4), watts=36, colour="#eaf0fb")
    light.room("#e2e8f3", 0.36, towards=(-1, 0.8, 0.6), second="#b09a7e")
    from_above(1.2)
    return Shot(lamps=[key, fill])


def grey_deck() -> Shot:
    slabs(
        "deck",
        boards(0.105, across=True, gap=0.006, seed=36),
        surfaces.timber("#b8afa2", "#877c6f", gloss=0.62, zoom=1.2),
        bevel=0.004,
        uneven=0.0015,
        tilt=0.003,
        seed=7,
    )
    ground(surfaces.cement("#2c2722", gloss=0.95), -0.02)
    way = (-0.95, 0.8, 1.25)
    shade.palms([(-0.8, 0.55, -25), (0.85, -0.35, 172)], way, 0.8, seed=12)
    key = light.sun(way, 4.6, 1.2, "#ffe2b4")
    light.room("#c9dcf4", 0.5, towards=(-0.6, 0.7, 1), second="#a59a86")
    from_above(1.2)
    return Shot(lamps=[key])


def butter_paper() -> Shot:
    base = grounds.paper("#f1d58a")
    base.location = (0, 0, -0.006)
    for colour, x, z, turn in (("#f6ead0", 2.42, -0.002, 0.42), ("#e9b95f", -2.46, 0.0015, 0.42)):
        sheet = grounds.paper(colour)
        sheet.scale, sheet.location, sheet.rotation_euler = (0.5, 0.5, 1), (x, 0.0, z), (0, 0, turn)
    key = light.softbox((-1.5, 1.3, 1.4), size_m=(0.6, 0.6), watts=112, colour="#fff4e4")
    light.room("#eef0f4", 0.38, towards=(-0.8, 0.8, 0.8), second="#b09a60")
    from_above(1.2)
    return Shot(lamps=[key])


def lilac_board() -> Shot:
    ground(surfaces.limewash("#b9aecb", "#cabfd9", relief=0.5))
    way = (1.2, 0.75, 1.15)
    light.window_bars(way, (0.05, 0.0, 0), away=1.9, size=(0.95, 1.5), panes=(1, 1), turn_deg=16, bar_m=0.01)
    key = light.sun(way, 3.2, 2.6, "#ffe6c8")
    fill = light.softbox((1.5, 1.0, 1.3), size_m=(1.2, 1.4), watts=46, colour="#eef1fb")
    light.room("#e6e8f2", 0.4, towards=(1, 0.8, 0.7), second="#988aa6")
    from_above(1.2)
    return Shot(lamps=[key, fill])


def snowy_wool() -> Shot:
    grounds.rug("#ebe7df", "#d8d3ca", loop_m=0.0065)
    plants.fir(
        "fir",
        (0.82, 0.30, 0.03),
        (-0.5, 0.55, 0),
        0.5,
        twigs=7,
        colour="#3a5a48",
        second="#6f8a74",
        bushy=True,
        seed=15,
    )
    for x, y, r, colour, satin in (
        (-0.52, -0.52, 0.036, "#a62a26", True),
        (-0.44, -0.57, 0.022, "#d3b26f", False),
        (0.43, 0.56, 0.024, "#d3b26f", True),
    ):
        props.bauble((x, y, 0.0), r, colour, satin=satin)
    key = light.softbox((-1.5, 1.1, 1.2), size_m=(1.0, 1.3), watts=92, colour="#fff0da")
    light.room("#e4e9f4", 0.36, towards=(-1, 0.9, 0.6))
    from_above(1.2)
    return Shot(lamps=[key])


SCENES = (
    Scene(
        id="linen-sage",
        title="Sage linen under leaves",
        support="lie",
        theme="home",
        build=sage_linen,
        free=WIDE,
        product_height=0.62,
        words=("linen", "sage", "green", "leaf shadow", "morning", "bed", "calm"),
        seed=61,
        exposure=0.55,
    ),
    Scene(
        id="travertine-sun",
        title="Travertine by the window",
        support="lie",
        theme="stone",
        build=travertine_sun,
        free=WIDE,
        product_height=0.62,
        words=("travertine", "stone", "beige", "window", "sun", "warm", "calm"),
        seed=62,
    ),
    Scene(
        id="deck-palm",
        title="Grey deck in palm shade",
        support="lie",
        theme="summer",
        build=grey_deck,
        free=WIDE,
        product_height=0.62,
        words=("deck", "grey wood", "palm", "shadow", "summer", "pool", "holiday"),
        seed=63,
    ),
    Scene(
        id="paper-butter",
        title="Butter and honey paper",
        support="lie",
        theme="paper",
        build=butter_paper,
        free=(0.12, 0.1, 0.88, 0.9),
        product_height=0.64,
        words=("paper", "yellow", "butter", "honey", "studio", "colour", "graphic"),
        seed=64,
    ),
    Scene(
        id="lilac-light",
        title="Lilac board, a patch of sun",
        support="lie",
        theme="studio",
        build=lilac_board,
        free=(0.12, 0.1, 0.88, 0.9),
        product_height=0.64,
        words=("lilac", "studio", "minimal", "sun", "soft", "spring", "plaster"),
        seed=65,
    ),
    Scene(
        id="festive-wool",
        title="White wool, fir and red",
        support="lie",
        theme="festive",
        build=snowy_wool,
        free=FREE,
        product_height=0.58,
        words=("christmas", "festive", "wool", "white", "fir", "red", "winter"),
        seed=66,
        exposure=0.8,
    ),
)
