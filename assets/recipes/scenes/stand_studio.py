"""More studio sets to stand things on: painted steps, arches, blocks of colour, a large sweep for furniture."""

from __future__ import annotations

import numpy as np
from photo.wares import box

from . import light, shade, surfaces
from .meshes import mesh_of
from .sets import Scene, Shot, before_table
from .stand import FREE, drum, upright
from .stand_rooms import level, sweep


def arch(at, half: float, springing: float, thick: float, skin, *, soft: float = 0.005):
    """A round-headed slab that stands at `at`: `half` its width, `springing` where its round head begins."""
    angle = np.linspace(0, np.pi, 72)
    line = np.concatenate(
        [[[half, 0.0]], np.stack([half * np.cos(angle), springing + half * np.sin(angle)], 1), [[-half, 0.0]]]
    )
    n = len(line)
    points = np.array([(x, y, z) for y in (-thick / 2, thick / 2) for x, z in line])
    faces = [list(range(n)), list(range(n, 2 * n))[::-1]]
    faces += [[k, n + k, n + (k + 1) % n, (k + 1) % n] for k in range(n)]
    thing = mesh_of("arch", points, faces, skin, smooth=False)
    thing.location = at
    edge = thing.modifiers.new("soft", "BEVEL")
    edge.width, edge.segments, edge.limit_method, edge.angle_limit = soft, 3, "ANGLE", 0.9
    return thing


def blue_steps() -> Shot:
    skin = surfaces.limewash("#8fa6b8", "#a3b8c7", relief=0.5)
    for k, (width, depth) in enumerate(((1.4, 0.34), (1.4, 0.26))):
        box("step", (width, depth, 0.11), (0.25 + 0.3 * k, 0.30 + 0.1 * k, 0.055 + 0.11 * k), skin, 0.005)
    level(skin)
    upright(skin, 0.56)
    way = (-1.25, -1.0, 1.0)
    light.window_bars(way, (0.0, 0.4, 0.25), away=1.8, size=(1.0, 1.75), panes=(2, 3), bar_m=0.03)
    key = light.sun(way, 3.4, 1.3, "#ffdfb8")
    fill = light.softbox((-1.3, -1.3, 0.9), (0, 0, 0.1), watts=40, colour="#eef2fb")
    light.room("#e0e6f0", 0.36, towards=(-1, -0.7, 0.6), second="#7f8894")
    before_table(1.05, rise_m=0.34, middle_m=0.16, lens_mm=62, f_stop=8)
    return Shot(lamps=[key, fill], wall_m=0.17)


def olive_arches() -> Shot:
    wall = surfaces.limewash("#a3a283", "#b4b394", relief=0.7)
    upright(wall, 0.62)
    level(surfaces.limewash("#98977a", "#a9a88a", relief=0.5))
    arch((-0.30, 0.40, 0.0), 0.19, 0.36, 0.07, surfaces.limewash("#8a8a68", "#999876", relief=0.5))
    arch((0.02, 0.48, 0.0), 0.22, 0.50, 0.07, surfaces.limewash("#b9b596", "#c8c4a6", relief=0.5))
    arch((0.36, 0.38, 0.0), 0.14, 0.22, 0.07, surfaces.limewash("#c9bf9c", "#d6cdac", relief=0.5))
    key = light.softbox((-1.2, -0.75, 0.95), (0, 0, 0.1), size_m=(0.5, 0.7), watts=52, colour="#fff0da")
    light.room("#e6e8ea", 0.28, towards=(-1, -0.6, 0.6), second="#84806a")
    before_table(1.05, rise_m=0.30, middle_m=0.18, lens_mm=62, f_stop=8)
    return Shot(lamps=[key], wall_m=0.345)


def coral_blocks() -> Shot:
    floor = surfaces.limewash("#e58f78", "#eb9d86", relief=0.15)
    level(floor, -0.1)
    upright(surfaces.limewash("#f0c3ae", "#f3cdba", relief=0.15), 0.5)
    drum((0, 0, 0), 0.22, 0.1, floor, 0.004)
    box("block", (0.22, 0.22, 0.3), (-0.42, 0.2, 0.05), surfaces.limewash("#f0c3ae", "#f3cdba", relief=0.15), 0.004)
    drum((0.40, 0.2, 0.02), 0.11, 0.12, surfaces.limewash("#d9705a", "#df7d67", relief=0.15), 0.004)
    key = light.softbox((1.2, -1.1, 1.2), (0, 0, 0.05), size_m=(0.3, 0.3), watts=62, colour="#fff4e6")
    light.room("#f0eef0", 0.4, towards=(0.8, -0.7, 0.7), second="#b98a7c")
    before_table(0.98, rise_m=0.30, middle_m=0.13, lens_mm=62, f_stop=8)
    return Shot(lamps=[key], wall_m=None)


def cobalt_sweep() -> Shot:
    sweep("#24459c")
    key = light.softbox((-1.1, -0.9, 1.2), (0, 0, 0.05), size_m=(0.34, 0.34), watts=70, colour="#fff4e8")
    rim = light.softbox((1.2, 0.2, 0.9), (0, 0.2, 0.1), size_m=(0.35, 1.0), watts=10, colour="#eef3ff")
    light.room("#e6ebf4", 0.3, towards=(-0.8, -0.6, 0.8), second="#5a6486")
    before_table(0.95, rise_m=0.34, middle_m=0.15, lens_mm=70, f_stop=8)
    return Shot(lamps=[key, rim])


def large_sweep() -> Shot:
    """For chairs and lamps: the frame is 1.7 m wide."""
    sweep("#d9d2c6", bend_at=0.85, radius=0.6)
    way = (1.15, -1.0, 1.15)
    light.window_bars(way, (0.1, 1.1, 0.45), away=2.2, size=(1.2, 1.6), panes=(2, 3), bar_m=0.05)
    key = light.sun(way, 2.2, 2.2, "#ffe4c0")
    fill = light.softbox((1.9, -1.6, 1.5), (0, 0, 0.3), size_m=(1.4, 1.6), watts=150, colour="#fff6ea")
    light.room("#e8ecf4", 0.34, towards=(1, -0.7, 0.6), second="#a89c8c")
    before_table(1.75, rise_m=0.72, middle_m=0.38, lens_mm=55, f_stop=11)
    return Shot(lamps=[fill, key])


def pleated_paper() -> Shot:
    """A folded paper fan behind, palm shade across."""
    level(surfaces.limewash("#d8c9b4", "#e2d6c4", relief=0.3))
    x = np.linspace(-1.4, 1.4, 141)
    y = 0.42 + 0.012 * np.where(np.arange(141) % 2, 1.0, -1.0)
    points = np.concatenate([np.stack([x, y, 0 * x + z], 1) for z in (0.0, 1.5)])
    faces = [[k, k + 1, 142 + k, 141 + k] for k in range(140)]
    mesh_of("pleats", points, faces, surfaces.limewash("#e6dac7", "#ece2d2", relief=0.1), smooth=False)
    way = (-1.2, -0.75, 0.95)
    shade.palms([(-0.75, 0.62, -28)], way, 0.6, wall_m=0.42, long=0.6, reach=0.26, width=0.012, seed=6)
    key = light.sun(way, 3.3, 1.3, "#ffdfb4")
    light.room("#d8e2f0", 0.42, towards=(-0.8, -0.7, 0.8), second="#b09a7c")
    before_table(0.95, rise_m=0.30, middle_m=0.15, lens_mm=65, f_stop=8)
    return Shot(lamps=[key], wall_m=0.4)


SCENES = (
    Scene(
        id="blue-steps",
        title="Dusty blue steps",
        support="stand",
        theme="studio",
        build=blue_steps,
        free=(0.24, 0.18, 0.78, 0.8),
        product_height=0.42,
        words=("steps", "blue", "podium", "sun", "window", "studio", "minimal"),
        seed=161,
        exposure=0.65,
    ),
    Scene(
        id="olive-arches",
        title="Olive arches",
        support="stand",
        theme="studio",
        build=olive_arches,
        free=FREE,
        product_height=0.45,
        words=("arches", "olive", "green", "studio", "softbox", "shapes", "calm"),
        seed=162,
    ),
    Scene(
        id="coral-blocks",
        title="Coral blocks",
        support="stand",
        theme="paper",
        build=coral_blocks,
        free=FREE,
        product_height=0.45,
        words=("coral", "pink", "podium", "paper", "graphic", "colour", "summer"),
        seed=163,
    ),
    Scene(
        id="sweep-cobalt",
        title="Cobalt paper, hard light",
        support="stand",
        theme="paper",
        build=cobalt_sweep,
        free=(0.2, 0.14, 0.8, 0.78),
        product_height=0.48,
        words=("paper", "cobalt", "blue", "hard light", "graphic", "studio", "bold"),
        seed=164,
    ),
    Scene(
        id="large-sweep",
        title="Large sweep in window light",
        support="stand",
        theme="studio",
        build=large_sweep,
        free=(0.2, 0.16, 0.8, 0.8),
        product_height=0.5,
        words=("studio", "furniture", "chair", "beige", "window", "clean", "large"),
        seed=165,
        exposure=0.8,
    ),
    Scene(
        id="pleated-paper",
        title="Pleated paper, palm shade",
        support="stand",
        theme="paper",
        build=pleated_paper,
        free=FREE,
        product_height=0.45,
        words=("paper", "pleats", "palm", "shadow", "cream", "warm", "studio"),
        seed=166,
    ),
)
