"""Scenes with a floor, table, shelf or podium: what shoes, bags, hats and homewares stand on. The top is z = 0."""

from __future__ import annotations

import numpy as np
from photo import grounds
from photo.cloth import curve
from photo.wares import box, glaze, turned

from . import light, plants, props, surfaces
from .lie import boards
from .meshes import folds, slabs
from .sets import Scene, Shot, before_table

FREE = (0.25, 0.18, 0.75, 0.74)


def upright(skin, y: float, *, size: float = 8) -> None:
    """A wall behind the product."""
    thing = grounds.plane(size, name="wall")
    thing.rotation_euler, thing.location = (np.pi / 2, 0, 0), (0, y, 0)
    thing.data.materials.append(skin)


def drum(at, radius: float, height: float, skin, edge: float = 0.006):
    """A round podium with a softened rim; `at` is the middle of its top."""
    rim = curve((radius, -edge), (radius, 0.0), (radius - edge, 0.0))
    profile = np.concatenate([[[radius - 0.003, -height], [radius, -height + 0.003]], rim, [[0.0, 0.0]]])
    thing = turned("drum", profile, skin, 160)
    thing.location = at
    return thing


def plaster_podium() -> Shot:
    warm = surfaces.limewash("#e3cdb8", "#eedccb", relief=0.8)
    upright(surfaces.limewash("#dcc2aa", "#ead6c2", relief=1.1), 0.42)
    floor = grounds.plane(6)
    floor.location = (0, 0, -0.13)
    floor.data.materials.append(warm)
    drum((0, 0, 0), 0.21, 0.13, warm)
    drum((0.36, 0.16, -0.06), 0.13, 0.07, warm)
    t = np.linspace(-0.5, 1.5, 200) * np.pi  # its seam at the foot
    from .meshes import bar

    bar("ring", np.stack([-0.30 + 0.17 * np.cos(t), 0.24 + 0 * t, 0.04 + 0.17 * np.sin(t)], 1), 0.016, warm, sides=32)
    way = (-1.2, -1.0, 1.05)
    light.window_bars(way, (0.05, 0.3, 0.12), away=1.6, size=(0.62, 0.95), panes=(2, 3), bar_m=0.03)
    key = light.sun(way, 3.1, 1.1, "#ffe0b8")
    fill = light.softbox((-1.3, -1.3, 0.9), (0, 0, 0.1), watts=42)
    light.room("#e2e6ee", 0.34, towards=(-1, -0.7, 0.5))
    before_table(0.95, rise_m=0.30, middle_m=0.13, lens_mm=60, f_stop=8)
    return Shot(lamps=[key, fill], wall_m=0.42)


def oak_table() -> Shot:
    slabs(
        "table",
        boards(0.22, across=True, seed=8),
        surfaces.timber("#b98b5b", "#7b5431", gloss=0.36),
        bevel=0.0012,
        uneven=0.0003,
    )
    curtain = folds("curtain", 2.4, 1.9, surfaces.cloth("#e9e2d4", thread=0.003), seed=3, fold=0.1, depth=0.03)
    curtain.location = (0, 0.75, -0.35)
    props.pot("bottle", (-0.36, 0.22, 0), glaze("#d8cbb3", dip="#9a6a4b", dip_at_m=0.05), scale=1.05)
    skin, stem = plants.leaf_skin("#7f8f6f", "#a3ad8b", gloss=0.6), plants.bark("#7a5d48")
    for k, (way, long) in enumerate((((-0.25, 0.1, 1), 0.36), ((0.3, 0.05, 0.95), 0.30), ((-0.02, -0.1, 1), 0.26))):
        plants.branch(
            f"eucalyptus {k}",
            (-0.36, 0.22, 0.24),
            way,
            long,
            plants.round_leaf,
            (0.05, 0.043),
            skin,
            stem,
            pairs=9,
            face=(0.2, -1, 0.2),
            droop=0.1,
            seed=k,
            thick=0.002,
        )
    key = light.softbox((-1.5, -0.35, 0.95), (0, 0, 0.1), size_m=(1.0, 1.3), watts=62)
    light.room("#e6ebf4", 0.30, towards=(-1, -0.2, 0.3), second="#8a7a68")
    before_table(0.98, rise_m=0.33, middle_m=0.14, lens_mm=65, f_stop=2.8)
    return Shot(lamps=[key])


def sand_stone() -> Shot:
    stone = surfaces.travertine("#dccbb0", "#bfa581")
    box("block", (0.52, 0.34, 0.12), (0.0, 0.02, -0.06), stone, 0.004)
    box("step", (0.34, 0.26, 0.24), (0.42, 0.2, -0.06), stone, 0.004)
    floor = grounds.plane(6)
    floor.location = (0, 0, -0.12)
    floor.data.materials.append(surfaces.limewash("#cbb695", "#d9c7a9", relief=1.4))
    upright(surfaces.limewash("#c9b394", "#dac8ac", relief=1.2), 0.5)
    way = (1.05, -1.0, 1.1)
    leaf = plants.leaf_skin("#3a5a2c", "#5d7a3c")
    for k, (x, z, turn, long) in enumerate(((-0.66, 0.42, -18, 0.62), (0.66, 0.50, 200, 0.6))):
        a = np.radians(turn)
        palm = plants.frond(
            f"palm {k}", (x, 0.5, z), (np.cos(a), 0, np.sin(a)), long, leaf, reach=0.26, width=0.012, face=way, seed=k
        )
        light.hold(palm, way, 0.5)
    key = light.sun(way, 4.0, 1.0, "#ffddb0")
    fill = light.softbox((1.3, -1.3, 1.0), (0, 0, 0.1), watts=16)
    light.room("#d4e0f0", 0.3, towards=(0.8, -0.7, 0.8), second="#a58c6c")
    before_table(0.95, rise_m=0.30, middle_m=0.13, lens_mm=60, f_stop=8)
    return Shot(lamps=[key, fill], wall_m=0.5)


SCENES = (
    Scene(
        id="plaster-podium",
        title="Plaster podium, low sun",
        support="stand",
        theme="studio",
        build=plaster_podium,
        free=FREE,
        product_height=0.45,
        words=("podium", "plaster", "beige", "sun", "window", "studio", "minimal"),
        seed=61,
    ),
    Scene(
        id="oak-table",
        title="Oak table by the curtain",
        support="stand",
        theme="home",
        build=oak_table,
        free=FREE,
        product_height=0.45,
        words=("table", "oak", "curtain", "eucalyptus", "vase", "home", "window light"),
        seed=62,
    ),
    Scene(
        id="travertine-steps",
        title="Travertine in palm shade",
        support="stand",
        theme="stone",
        build=sand_stone,
        free=FREE,
        product_height=0.45,
        words=("travertine", "stone", "steps", "palm", "shadow", "summer", "warm"),
        seed=63,
    ),
)
