"""Scenes seen from above: what garments lie on."""

from __future__ import annotations

import numpy as np
from photo import grounds
from photo.wares import glaze

from . import light, plants, props, surfaces
from .meshes import Slab, grid, slabs, waves
from .sets import Scene, Shot, from_above

FREE = (0.2, 0.14, 0.8, 0.86)


def boards(
    width: float, *, across: bool = False, length: float = 2.2, gap: float = 0.0018, seed: int = 0
) -> list[Slab]:
    """Floor boards of one width in rows, their ends staggered."""
    rng, rows = np.random.default_rng(seed), []
    for k in range(-int(1.2 / width), int(1.2 / width) + 1):
        start = -length - rng.uniform(0, length)
        while start < length:
            a, b = start + length / 2, k * width
            rows.append(
                Slab(a, b, length - gap, width - gap) if across else Slab(b, a, length - gap, width - gap, np.pi / 2)
            )
            start += length
    return rows


def oak() -> Shot:
    slabs(
        "boards", boards(0.142, seed=3), surfaces.timber("#c9a576", "#8d643a", gloss=0.42), bevel=0.0016, uneven=0.0006
    )
    skin, wood = plants.leaf_skin("#6f7d5a", "#93a07c"), plants.bark()
    plants.branch(
        "olive",
        (-0.78, 0.20, 0.02),
        (0.72, 0.62, 0),
        0.62,
        plants.oval,
        (0.068, 0.015),
        skin,
        wood,
        pairs=17,
        twigs=3,
        droop=0.0,
        seed=4,
    )
    props.throw("linen", (0.70, -0.52, 0), (0.42, 0.62), surfaces.cloth("#e4dac6"), turn_deg=24, seed=5)
    key = light.softbox((-1.5, 1.2, 1.15), size_m=(1.0, 1.5), watts=88)
    light.room("#e8ecf4", 0.30, towards=(-1, 0.8, 0.4))
    from_above(1.22)
    return Shot(lamps=[key])


def linen_window() -> Shot:
    grounds.linen("#ddd3c2", creases=0.010, seed=21, thread=0.0019)
    key = light.sun((-1.25, 0.85, 1.35), 4.6, 0.9, "#ffddb2")
    light.window_bars((-1.25, 0.85, 1.35), (0.03, 0.04, 0), away=1.7, size=(0.92, 1.5), panes=(2, 3), turn_deg=8)
    fill = light.softbox((-1.5, 1.0, 1.4), watts=26, colour="#eef2fb")
    light.room("#e6eaf2", 0.34, towards=(-1, 1, 0.6))
    from_above(1.2)
    return Shot(lamps=[key, fill])


def plaster_palm() -> Shot:
    plane = grounds.plane(6)
    plane.data.materials.append(surfaces.limewash("#d8a58c", "#e6c0a6", relief=1.2))
    way = (0.95, 0.75, 1.25)
    skin = plants.leaf_skin("#3a5a2c", "#5d7a3c")
    for k, (x, y, turn, away, long) in enumerate(
        ((0.78, 0.62, 205, 0.5, 0.85), (0.85, -0.1, 168, 0.9, 0.7), (-0.75, -0.68, 38, 0.7, 0.72))
    ):
        a = np.radians(turn)
        palm = plants.frond(
            f"palm {k}", (x, y, 0), (np.cos(a), np.sin(a), 0), long, skin, reach=0.34, width=0.015, face=way, seed=k
        )
        light.hold(palm, way, away)
    key = light.sun(way, 3.3, 1.6, "#ffdfb8")
    light.room("#cfdcf0", 0.42, towards=(0.6, 0.8, 0.8), second="#b08a70")
    from_above(1.2)
    return Shot(lamps=[key])


def sand() -> Shot:
    def height(x, y):
        flat = np.stack([x, y], -1)
        bend = 0.05 * waves(flat, 0.9, 3, 6)
        ripple = np.sin((y * 0.85 + x * 0.35 + bend) * 2 * np.pi / 0.085)
        fade = 0.35 + 0.65 * np.clip(0.5 + 0.7 * waves(flat, 1.1, 8, 6), 0, 1)
        return 0.0062 * (
            ripple + 0.25 * np.sin(2 * (y * 0.85 + x * 0.35 + bend) * 2 * np.pi / 0.085)
        ) * fade + 0.01 * waves(flat, 0.8, 5, 6)

    g = surfaces.Graph("sand")
    p = g.coordinates("Object")
    grains = g.noise(p, 900, 1, 0.8)
    tint = g.mix(grains.ramp(0.3, 0.72), "#b8925f", "#f2dfb8")
    dark = (g.hashed(g.join(*[(c * 700).floor() for c in g.split(p)[:2]])) > 0.975) * 0.4
    grid(
        "sand",
        (2.6, 2.6),
        (620, 620),
        height,
        g.surface(surfaces.shaded(g, tint, dark * -1.0 + 1.0), 0.9, grains, 0.0016),
    )
    skin = props.pebble_skin("#cfc4b4", "#857a6e")
    props.pebbles(
        "pebbles",
        [
            (0.52, 0.47, 0.0, 0.05),
            (0.44, 0.535, 0.0, 0.026),
            (-0.53, -0.46, 0.0, 0.04),
            (-0.46, -0.53, 0, 0.018),
            (0.56, 0.36, 0, 0.014),
        ],
        skin,
        seed=2,
    )
    way = (-1.5, 0.9, 0.62)
    leaf = plants.leaf_skin("#3a5a2c", "#5d7a3c")
    light.hold(
        plants.frond(
            "palm", (-0.86, 0.5, 0), (0.9, -0.25, 0), 0.72, leaf, reach=0.3, width=0.015, face=(0, 0, 1), seed=5
        ),
        way,
        0.8,
    )
    key = light.sun(way, 5.6, 1.0, "#ffdba6")
    light.room("#c6d8f2", 0.42, towards=(-0.5, 0.6, 1), second="#b49a78")
    from_above(1.2)
    return Shot(lamps=[key])


def slate_autumn() -> Shot:
    slabs(
        "boards",
        boards(0.19, across=True, seed=12),
        surfaces.timber("#8a5f40", "#452d1f", gloss=0.4),
        bevel=0.002,
        uneven=0.001,
    )
    rng = np.random.default_rng(4)
    angle = np.concatenate([rng.normal(2.4, 0.26, 26), rng.normal(-0.72, 0.24, 22)])
    reach = rng.uniform(0.6, 0.9, 48)
    spots = np.stack([np.cos(angle) * reach, np.sin(angle) * reach, 0 * angle], 1)
    plants.strew(
        "beech", spots[::2], (0.085, 0.05), plants.toothed, plants.leaf_skin("#b5622a", "#d99a3c", spots=0.5), seed=1
    )
    plants.strew(
        "oak leaves", spots[1::2], (0.11, 0.06), plants.lobed, plants.leaf_skin("#8a3b20", "#b9722f", spots=0.5), seed=2
    )
    cup = glaze("#d9cdb6", dip="#8a5e42", dip_at_m=0.02)
    props.pot("cup", (0.5, 0.47, 0), cup, scale=1.12)
    props.coffee((0.5, 0.47, 0.07))
    key = light.softbox((-1.6, 0.7, 1.0), size_m=(0.9, 1.2), watts=120, colour="#ffe3bd")
    light.room("#dfd8d0", 0.26, towards=(-1, 0.6, 0.4), second="#6a4a36")
    from_above(1.2)
    return Shot(lamps=[key])


def paper_blush() -> Shot:
    base = grounds.paper("#d98f77")
    base.location = (0, 0, -0.004)
    g_sheet = grounds.paper("#eac3ae")
    g_sheet.scale, g_sheet.location, g_sheet.rotation_euler = (0.5, 0.5, 1), (-2.28, -0.0, 0.0025), (0, 0, -0.32)
    key = light.softbox((1.7, 1.3, 1.5), size_m=(0.7, 0.7), watts=115, colour="#fff3e4")
    light.room("#eef0f4", 0.36, towards=(0.8, 0.8, 0.8), second="#a88070")
    from_above(1.2)
    return Shot(lamps=[key])


SCENES = (
    Scene(
        id="oak-olive",
        title="Oak boards and olive",
        support="lie",
        theme="wood",
        build=oak,
        free=FREE,
        product_height=0.62,
        words=("oak", "wood", "floor boards", "olive branch", "linen", "window light", "natural", "warm"),
        seed=3,
    ),
    Scene(
        id="linen-window",
        title="Linen in the morning sun",
        support="lie",
        theme="home",
        build=linen_window,
        free=(0.14, 0.12, 0.86, 0.88),
        product_height=0.62,
        words=("linen", "bed", "morning", "window", "soft", "home", "cream"),
        seed=4,
    ),
    Scene(
        id="plaster-palm",
        title="Palm shade on pink plaster",
        support="lie",
        theme="summer",
        build=plaster_palm,
        free=(0.15, 0.13, 0.85, 0.87),
        product_height=0.62,
        words=("plaster", "palm", "shadow", "summer", "terracotta", "pink", "holiday"),
        seed=5,
    ),
    Scene(
        id="sand-ripples",
        title="Rippled sand",
        support="lie",
        theme="summer",
        build=sand,
        free=(0.17, 0.14, 0.83, 0.86),
        product_height=0.6,
        words=("sand", "beach", "pebbles", "summer", "sun", "holiday", "dunes"),
        seed=6,
    ),
    Scene(
        id="walnut-leaves",
        title="Fallen leaves and coffee",
        support="lie",
        theme="autumn",
        build=slate_autumn,
        free=FREE,
        product_height=0.6,
        words=("autumn", "leaves", "walnut", "dark wood", "coffee", "warm", "cosy"),
        seed=7,
    ),
    Scene(
        id="paper-blush",
        title="Blush and clay paper",
        support="lie",
        theme="paper",
        build=paper_blush,
        free=(0.12, 0.1, 0.88, 0.9),
        product_height=0.64,
        words=("paper", "studio", "blush", "clay", "minimal", "colour"),
        seed=8,
    ),
)
