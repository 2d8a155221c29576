"""More to stand on: a floor by the wall, a shelf, a kitchen counter, a niche, paper sweeps, a kerb."""

from __future__ import annotations

import bmesh
import bpy
import numpy as np
from photo import grounds
from photo.wares import box, glaze, wood

from . import light, plants, props, shade, surfaces
from .hang_walls import bricks, stand_up
from .lie import boards
from .lie_hard import squares
from .meshes import Slab, folds, slabs
from .sets import Scene, Shot, before_table
from .stand import FREE, drum, upright


def level(skin, z: float = 0.0, size: float = 6) -> None:
    """A floor."""
    thing = grounds.plane(size)
    thing.location = (0, 0, z)
    thing.data.materials.append(skin)


def sweep(colour: str, *, bend_at: float = 0.45, radius: float = 0.4) -> None:
    """Seamless paper, sweeping up behind the product."""
    y = np.concatenate(
        [
            np.linspace(-2.5, bend_at, 20),
            bend_at + radius * np.sin(np.linspace(0, np.pi / 2, 60)[1:]),
            np.full(30, bend_at + radius),
        ]
    )
    z = np.concatenate(
        [np.zeros(20), radius * (1 - np.cos(np.linspace(0, np.pi / 2, 60)[1:])), radius + np.linspace(0.02, 3, 30)]
    )
    x = np.linspace(-2.5, 2.5, 3)
    points = np.stack(
        [
            np.broadcast_to(x[None], (len(y), 3)),
            np.broadcast_to(y[:, None], (len(y), 3)),
            np.broadcast_to(z[:, None], (len(y), 3)),
        ],
        -1,
    )
    from .meshes import mesh_of, quads

    g = surfaces.Graph("seamless")
    p = g.coordinates("Object")
    fibre = g.noise(p, 420, 1, 0.65)
    skin = g.surface(surfaces.shaded(g, colour, fibre * 0.05 + g.noise(p, 1.2, 2) * 0.05 + 0.94), 0.8, fibre, 0.0002)
    mesh_of("sweep", points.reshape(-1, 3), quads(len(y), 3), skin)


def sweep_sage() -> Shot:
    sweep("#a9b39c")
    key = light.softbox((-1.0, -0.35, 1.05), (0, 0.1, 0.0), size_m=(0.6, 0.6), watts=48, colour="#fff4e6")
    rim = light.softbox((1.2, 0.3, 0.9), (0, 0.2, 0.1), size_m=(0.35, 1.0), watts=9, colour="#eef3ff")
    light.room("#e6ebf2", 0.14, towards=(-0.8, -0.4, 0.8))
    before_table(0.95, rise_m=0.34, middle_m=0.15, lens_mm=70, f_stop=8)
    return Shot(lamps=[key, rim])


def sweep_sun() -> Shot:
    sweep("#e3b98a")
    way = (1.25, -1.0, 0.95)
    shade.palms(
        [(0.72, 0.66, 205), (-0.74, 0.5, -22)], way, 0.8, wall_m=0.8, long=0.62, reach=0.24, width=0.012, seed=70
    )
    key = light.sun(way, 3.5, 1.4, "#ffdfb2")
    light.room("#d8e3f2", 0.36, towards=(0.9, -0.7, 0.7), second="#b39272")
    before_table(0.95, rise_m=0.32, middle_m=0.14, lens_mm=65, f_stop=8)
    return Shot(lamps=[key])


def room_floor() -> Shot:
    slabs(
        "floor",
        boards(0.16, across=True, seed=41),
        surfaces.timber("#c2a079", "#94703f", gloss=0.38),
        bevel=0.0016,
        uneven=0.0006,
    )
    wall_at = 0.55
    upright(surfaces.limewash("#ded6c8", "#ebe5da", relief=0.5), wall_at)
    box("skirting", (6, 0.016, 0.11), (0, wall_at - 0.008, 0.055), surfaces.satin_paint("#ece7dd"), 0.004)
    skin, stem = plants.leaf_skin("#3f6138", "#6d8a52"), plants.bark("#5f5a3c")
    props.pot("jar", (-0.72, 0.26, 0), glaze("#b9a88e", speckle="#5a4838", gloss=0.5), scale=1.35, wall_m=0.007)
    for k, (way, long) in enumerate(
        (((-0.25, -0.1, 1), 0.62), ((0.3, 0.0, 0.95), 0.5), ((0.05, 0.15, 1), 0.7), ((-0.5, 0.1, 0.7), 0.45))
    ):
        plants.branch(
            f"rubber plant {k}",
            (-0.72, 0.26, 0.28),
            way,
            long,
            plants.oval,
            (0.17, 0.075),
            skin,
            stem,
            pairs=5,
            face=(0.3, -1, 0.6),
            droop=0.1,
            opposite=False,
            seed=k + 5,
            thick=0.006,
        )
    way = (1.3, -0.9, 0.95)
    light.window_bars(way, (0.08, wall_at, 0.4), away=2.2, size=(0.85, 1.3), panes=(2, 3))
    key = light.sun(way, 3.2, 0.9, "#ffdcae")
    fill = light.softbox((2.0, -1.4, 1.2), (0, 0, 0.3), size_m=(1.3, 1.6), watts=105)
    light.room("#e2e8f2", 0.34, towards=(1, -0.6, 0.4), second="#8f7a64")
    before_table(1.7, rise_m=0.75, middle_m=0.36, lens_mm=52, f_stop=8)
    return Shot(lamps=[fill, key], wall_m=wall_at)


def oak_shelf() -> Shot:
    wall_at = 0.13
    slabs(
        "shelf",
        [Slab(0, 0, 1.5, 0.26)],
        surfaces.timber("#caa06b", "#966a3c", gloss=0.4),
        bevel=0.003,
        thick=0.036,
        seed=4,
    )
    upright(surfaces.limewash("#c9cfc9", "#dadfd8", relief=0.7), wall_at)
    props.books(
        (-0.40, 0.01, 0),
        [(0.19, 0.15, 0.024), (0.18, 0.14, 0.018), (0.165, 0.125, 0.021)],
        ["#8a5a42", "#d8cbb2", "#4e5c58"],
        turn_deg=5,
        seed=2,
    )
    props.pot("bowl", (-0.40, 0.0, 0.063), glaze("#e6dfd0", speckle="#6b5a48"), scale=0.75)
    props.pot("cylinder", (0.44, 0.03, 0), glaze("#b98f78", dip="#8a5e45", dip_at_m=0.05, gloss=0.5), scale=0.9)
    skin, stem = plants.leaf_skin("#b9a06a", "#d3bd8c", gloss=0.7), plants.bark("#a58a5c", "#7d6238")
    for k, (way, long) in enumerate((((-0.2, -0.05, 1), 0.30), ((0.25, 0.0, 1), 0.34), ((0.02, -0.1, 1), 0.38))):
        plants.branch(
            f"dry stem {k}",
            (0.44, 0.03, 0.16),
            way,
            long,
            plants.oval,
            (0.035, 0.012),
            skin,
            stem,
            pairs=14,
            face=(0, -1, 0.2),
            droop=0.08,
            seed=k + 11,
            thick=0.0014,
        )
    key = light.softbox((-1.0, -0.85, 0.85), (0, 0, 0.05), size_m=(0.7, 1.0), watts=40, colour="#fff0da")
    light.room("#e2e8ee", 0.32, towards=(-1, -0.5, 0.5), second="#8a8274")
    before_table(1.0, rise_m=0.14, middle_m=0.17, lens_mm=65, f_stop=5.6)
    return Shot(lamps=[key], wall_m=wall_at)


def kitchen() -> Shot:
    wall_at = 0.34
    level(surfaces.marble("#e9e6e0", "#8f8b85", scale=2.2, gloss=0.2))
    stand_up(
        slabs(
            "tiles",
            squares(0.1, 0.0028),
            surfaces.ceramic_tile("#dfe3d6", "#bfc7b6", gloss=0.14),
            bevel=0.002,
            tilt=0.012,
            uneven=0.001,
            seed=8,
        ),
        wall_at,
        0.1,
    )
    stand_up(grounds.plane(4), wall_at + 0.002).data.materials.append(surfaces.cement("#d6d0c2"))
    box(
        "board", (0.26, 0.018, 0.36), (0.42, wall_at - 0.05, 0.175), wood("#b98757", "#7a5130", scale=0.7), 0.006
    ).rotation_euler = (-0.14, 0, 0.0)
    for at, radius, colour in (((0.36, 0.10, 0), 0.030, "#ecc02d"), ((0.45, 0.05, 0), 0.028, "#eec53a")):
        for lemon in props.citrus(at, radius, colour):
            lemon.scale = (1, 1, 1.3)
    props.pot("bowl", (-0.43, 0.12, 0), glaze("#ded5c4", speckle="#6b5a48"), scale=1.0)
    key = light.softbox((-1.2, -0.45, 0.9), (0, 0, 0.1), size_m=(0.8, 1.0), watts=46, colour="#fff3e0")
    light.room("#e4eaf2", 0.32, towards=(-1, -0.3, 0.5))
    before_table(0.98, rise_m=0.3, middle_m=0.13, lens_mm=60, f_stop=5.6)
    return Shot(lamps=[key], wall_m=wall_at)


def niche() -> Shot:
    """A round-headed niche cut out of a thick wall."""
    skin = surfaces.limewash("#b5816a", "#c99c83", relief=1.1)
    half, springing, deep = 0.34, 0.42, 0.34
    shape = bmesh.new()
    bmesh.ops.create_cube(shape, size=1)
    bmesh.ops.scale(shape, vec=(4, 0.6, 4), verts=shape.verts)
    bmesh.ops.translate(shape, vec=(0, 0.3, 0.5), verts=shape.verts)
    mesh = bpy.data.meshes.new("wall")
    shape.to_mesh(mesh)
    shape.free()
    mesh.materials.append(skin)
    from photo.wares import link

    thick = link(mesh, "thick wall")
    angle = np.linspace(0, np.pi, 64)
    line = np.concatenate(
        [[[half, 0.0]], np.stack([half * np.cos(angle), springing + half * np.sin(angle)], 1), [[-half, 0.0]]]
    )
    n = len(line)
    points = [(x, y, z) for y in (-0.2, deep) for x, z in line]
    faces = [list(range(n))[::-1], list(range(n, 2 * n))] + [[k, (k + 1) % n, n + (k + 1) % n, n + k] for k in range(n)]
    cut = bpy.data.meshes.new("cut")
    cut.from_pydata(points, [], faces)
    shape = bmesh.new()
    shape.from_mesh(cut)
    bmesh.ops.recalc_face_normals(shape, faces=shape.faces)
    shape.to_mesh(cut)
    shape.free()
    cutter = link(cut, "cutter")
    cutter.hide_render, cutter.visible_camera = True, False
    hole = thick.modifiers.new("hole", "BOOLEAN")
    hole.object, hole.operation, hole.solver = cutter, "DIFFERENCE", "EXACT"
    soft = thick.modifiers.new("soft", "BEVEL")
    soft.width, soft.segments, soft.limit_method, soft.angle_limit = 0.008, 3, "ANGLE", 0.9
    way = (-1.15, -1.1, 0.9)
    leaf = plants.leaf_skin("#3a5a2c", "#5d7a3c")
    a = np.radians(-25)
    light.hold(
        plants.frond(
            "palm", (-0.75, 0, 0.85), (np.cos(a), 0, np.sin(a)), 0.7, leaf, reach=0.3, width=0.014, face=way, seed=2
        ),
        way,
        0.9,
    )
    key = light.sun(way, 3.5, 1.1, "#ffdcaa")
    light.room("#cfdff4", 0.44, towards=(-0.7, -0.8, 0.7), second="#b08666")
    stage_at = 0.12
    before_table(1.15, rise_m=0.34, middle_m=0.34, lens_mm=58, f_stop=11)
    return Shot(lamps=[key], anchor=(0, stage_at, 0), wall_m=deep)


def kerb() -> Shot:
    rows = [Slab(x, -0.06, 0.896, 0.40) for x in (-0.95, -0.05, 0.85)]
    slabs(
        "kerb", rows, surfaces.cement("#b3b0aa", gloss=0.75, holes=0.9), bevel=0.012, thick=0.16, uneven=0.002, seed=4
    )
    level(surfaces.cement("#6f6d6a", gloss=0.9), -0.15)
    stand_up(
        slabs(
            "bricks",
            bricks(reach=1.6),
            surfaces.fired_brick("#93705f", "#5f4840"),
            bevel=0.004,
            tilt=0.012,
            uneven=0.004,
            seed=12,
        ),
        0.75,
        0.4,
    )
    stand_up(grounds.plane(6), 0.757).data.materials.append(surfaces.cement("#b3a894", gloss=0.95))
    way = (-1.3, -0.95, 0.8)
    light.blinds(way, (0.2, 0.6, 0.3), away=2.0, size=(3, 3), slat=0.05, gap=0.30, turn_deg=78)
    key = light.sun(way, 4.2, 1.0, "#ffd29a")
    light.room("#bccfec", 0.42, towards=(-0.6, -0.7, 0.8), second="#86786c")
    before_table(1.05, rise_m=0.26, middle_m=0.16, lens_mm=70, f_stop=2.0)
    return Shot(lamps=[key], anchor=(0, -0.08, 0), wall_m=0.75)


def terrazzo_plinth() -> Shot:
    skin = surfaces.terrazzo("#e9e2d8", ("#b98a70", "#7f8d84", "#d6b98c"), size=0.03, gloss=0.32)
    drum((0, 0, 0), 0.24, 0.3, skin, 0.004)
    drum((-0.42, 0.2, -0.1), 0.14, 0.2, skin, 0.004)
    level(surfaces.cement("#cbbfae", gloss=0.6), -0.3)
    curtain = folds("curtain", 2.6, 2.2, surfaces.cloth("#cf9f86", thread=0.003), seed=9, fold=0.12, depth=0.035)
    curtain.location = (0, 0.62, -0.3)
    key = light.softbox((1.2, -0.7, 1.0), (0, 0, 0.1), size_m=(0.8, 1.1), watts=54, colour="#fff1de")
    light.room("#e4e8f0", 0.3, towards=(1, -0.5, 0.5), second="#97786a")
    before_table(1.0, rise_m=0.28, middle_m=0.12, lens_mm=65, f_stop=4)
    return Shot(lamps=[key], wall_m=None)


SCENES = (
    Scene(
        id="sweep-sage",
        title="Sage paper, softbox",
        support="stand",
        theme="studio",
        build=sweep_sage,
        free=(0.2, 0.14, 0.8, 0.78),
        product_height=0.48,
        words=("studio", "paper", "sage", "green", "softbox", "minimal", "clean"),
        seed=71,
    ),
    Scene(
        id="sweep-apricot",
        title="Apricot paper in palm shade",
        support="stand",
        theme="paper",
        build=sweep_sun,
        free=(0.2, 0.14, 0.8, 0.78),
        product_height=0.48,
        words=("paper", "apricot", "sun", "palm", "shadow", "warm", "studio", "summer"),
        seed=72,
    ),
    Scene(
        id="sunny-room",
        title="Sunny room, wooden floor",
        support="stand",
        theme="home",
        build=room_floor,
        free=(0.28, 0.2, 0.82, 0.78),
        product_height=0.45,
        words=("room", "floor", "wood", "plant", "window", "sun", "home", "interior"),
        seed=73,
    ),
    Scene(
        id="oak-shelf",
        title="Oak shelf",
        support="stand",
        theme="home",
        build=oak_shelf,
        free=(0.27, 0.2, 0.72, 0.7),
        product_height=0.42,
        words=("shelf", "oak", "books", "bowl", "dried flowers", "home", "calm"),
        seed=74,
    ),
    Scene(
        id="kitchen-marble",
        title="Kitchen counter and lemons",
        support="stand",
        theme="home",
        build=kitchen,
        free=(0.25, 0.18, 0.74, 0.74),
        product_height=0.42,
        words=("kitchen", "marble", "tiles", "lemons", "board", "fresh", "bright"),
        seed=75,
    ),
    Scene(
        id="terracotta-niche",
        title="Terracotta niche",
        support="stand",
        theme="summer",
        build=niche,
        free=(0.27, 0.2, 0.73, 0.8),
        product_height=0.4,
        words=("niche", "arch", "terracotta", "mediterranean", "summer", "sun", "palm"),
        seed=76,
    ),
    Scene(
        id="kerb-brick",
        title="Kerb in the evening",
        support="stand",
        theme="street",
        build=kerb,
        free=(0.2, 0.16, 0.8, 0.74),
        product_height=0.42,
        words=("street", "kerb", "brick", "concrete", "evening", "sun", "city"),
        seed=77,
    ),
    Scene(
        id="terrazzo-plinth",
        title="Terrazzo plinth and curtain",
        support="stand",
        theme="studio",
        build=terrazzo_plinth,
        free=FREE,
        product_height=0.45,
        words=("terrazzo", "plinth", "podium", "curtain", "studio", "rose", "elegant"),
        seed=78,
    ),
)
