"""Restrained things at the edge of a set: stones, pots, books, cloth, candles, baubles, fruit. Lengths in metres."""

from __future__ import annotations

import bmesh
import bpy
import numpy as np
from photo.cloth import curve
from photo.nodes import Graph
from photo.wares import box, glaze, hollow, plain, turned

from .meshes import bar, mesh_of, quads, waves
from .surfaces import cloth, shaded


def pebble_skin(colour: str, second: str, *, speck: float = 0.5):
    """Sea-worn stone: each its own grey, specks and a band."""
    g = Graph("pebble")
    p, tone = g.coordinates("Object"), g.attribute("tone")
    x, y, z = g.split(p)
    at = g.join(x + tone * 3, y, z)
    band = g.noise(g.join(x * 2, y * 2, z * 20 + tone * 9), 3, 3)
    speckles = g.noise(at, 420, 1, 0.7).ramp(0.55, 0.68) * speck
    tint = g.mix((tone + band * 0.5 - 0.25).ramp(0.0, 1.0), colour, second)
    tint = g.mix(speckles, shaded(g, tint, g.noise(at, 60, 2) * 0.2 + 0.9), second)
    return g.surface(tint, g.noise(at, 30) * 0.2 + 0.55, g.noise(at, 90, 3), 0.0012)


def pebbles(name: str, places: list[tuple[float, float, float, float]], skin, *, flat: float = 0.55, seed: int = 0):
    """Rounded stones resting on a ground: places are (x, y, z of the ground, radius)."""
    rng = np.random.default_rng(seed)
    sphere = bmesh.new()
    bmesh.ops.create_icosphere(sphere, subdivisions=5, radius=1)
    unit = np.array([v.co[:] for v in sphere.verts])
    one = [[v.index for v in f.verts] for f in sphere.faces]
    sphere.free()
    points, faces, tones = [], [], []
    for k, (x, y, z, radius) in enumerate(places):
        shape = unit * (1 + 0.16 * waves(unit, 1.9, seed * 31 + k, 8)[:, None])
        size = radius * np.array([1, rng.uniform(0.68, 0.95), flat * rng.uniform(0.75, 1.15)])
        angle = rng.uniform(0, 6.3)
        c, s = np.cos(angle), np.sin(angle)
        shape = shape * size @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]).T
        shape += [x, y, z - shape[:, 2].min() - radius * 0.02]
        faces += (np.array(one) + k * len(unit)).tolist()
        points.append(shape)
        tones += [rng.uniform()] * len(unit)
    return mesh_of(name, np.concatenate(points), faces, skin, tone=tones)


POTS = {
    "bottle": (
        [(0.04, 0.001), (0.075, 0.01), (0.085, 0.09), (0.05, 0.14)],
        [(0.05, 0.14), (0.018, 0.19), (0.018, 0.22), (0.024, 0.25)],
    ),
    "bowl": ([(0.03, 0.001), (0.04, 0.004), (0.075, 0.02)], [(0.075, 0.02), (0.1, 0.035), (0.105, 0.062)]),
    "jar": ([(0.06, 0.001), (0.105, 0.02), (0.11, 0.12)], [(0.11, 0.12), (0.105, 0.19), (0.055, 0.2), (0.062, 0.225)]),
    "cup": ([(0.026, 0.001), (0.036, 0.004), (0.038, 0.02)], [(0.038, 0.02), (0.041, 0.05), (0.04, 0.078)]),
    "cylinder": ([(0.05, 0.001), (0.058, 0.002), (0.058, 0.02)], [(0.058, 0.02), (0.058, 0.1), (0.056, 0.2)]),
    "plate": ([(0.06, 0.001), (0.08, 0.001), (0.1, 0.008)], [(0.1, 0.008), (0.12, 0.014), (0.135, 0.02)]),
}


def pot(kind: str, at, skin=None, *, scale: float = 1.0, wall_m: float = 0.004):
    """A thrown pot standing at a place."""
    first, second = POTS[kind]
    outer = np.concatenate([curve(*first), curve(*second)[1:]]) * scale
    thing = turned(kind, hollow(outer, wall_m, 0.006), skin or glaze("#e5dccb"), 96)
    thing.location = at
    return thing


def coffee(at, radius: float = 0.0355):
    """Coffee in a cup, a ring of crema at its edge."""
    g = Graph("coffee")
    x, y, _ = g.split(g.coordinates("Object"))
    rim = ((x * x + y * y).power(0.5) / radius + g.noise(g.coordinates("Object"), 60, 2) * 0.2).ramp(0.75, 1.1)
    skin = g.surface(g.mix(rim, "#2a1509", "#7a4a22"), 0.12)
    thing = turned("coffee", np.array([[0.0, 0.0], [radius, 0.0]]), skin, 48)
    thing.location = at
    return thing


def books(
    at, sizes: list[tuple[float, float, float]], colours: list[str], *, turn_deg: float = 0.0, seed: int = 0
) -> list:
    """Books lying in a pile: cover boards, a block of pages. Sizes are (width, depth, thickness)."""
    rng, parts, z = np.random.default_rng(seed), [], at[2]
    g = Graph("pages")
    _, _, up = g.split(g.coordinates("Object"))
    leaves = g.noise(g.join(0.0, 0.0, up * 2600), 1.0, 1)
    pages = g.surface(shaded(g, "#efe6d3", leaves * 0.4 + 0.7), 0.9, leaves, 0.0003)
    for (w, d, t), colour in zip(sizes, colours, strict=True):
        board, angle = cloth(colour, thread=0.0009, source="Object", sheen=0.1), np.radians(turn_deg + rng.normal(0, 5))
        shift = (at[0] + rng.normal(0, 0.004), at[1] + rng.normal(0, 0.004))
        pieces = [
            box(
                "page block", (w - 0.008, d - 0.008, t - 0.005), (shift[0] + 0.001, shift[1], z + t / 2), pages, 0.0006
            ),
            box("cover", (w, d, 0.0025), (*shift, z + 0.00125), board, 0.0009),
            box("cover", (w, d, 0.0025), (*shift, z + t - 0.00125), board, 0.0009),
        ]
        for thing in pieces:
            thing.rotation_euler = (0, 0, angle)
        spine = box(
            "spine",
            (0.003, d, t),
            (shift[0] - (w / 2 - 0.001) * np.cos(angle), shift[1] - (w / 2 - 0.001) * np.sin(angle), z + t / 2),
            board,
            0.001,
        )
        spine.rotation_euler = (0, 0, angle)
        parts += [*pieces, spine]
        z += t
    return parts


def throw(
    name: str,
    corner,
    size: tuple[float, float],
    skin,
    *,
    turn_deg: float = 0.0,
    seed: int = 0,
    lift: float = 0.006,
    folds: float = 0.014,
):
    """A cloth thrown on a table or floor: creased, its edges wandering, a hem; `corner` is its middle."""
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, 240), np.linspace(-0.5, 0.5, 240))
    flat = np.stack([x * size[0], y * size[1]], -1)
    stray = np.stack([waves(flat, 0.5, seed, 8), waves(flat, 0.5, seed + 1, 8)], -1) * 0.02
    ridge = np.abs(waves(flat * [1.0, 0.35], 0.16, seed + 2, 9))
    z = lift + folds * np.clip(1 - ridge * 1.6, 0, 1) ** 2 + 0.3 * folds * (1 + waves(flat, 0.3, seed + 3, 8))
    near = np.minimum(0.5 - np.abs(x), 0.5 - np.abs(y)) * min(size)
    z = z * np.clip(near / 0.05, 0.25, 1)
    points = np.concatenate([flat + stray, z[..., None]], -1).reshape(-1, 3)
    thing = mesh_of(name, points, quads(240, 240), skin, uv=flat.reshape(-1, 2))
    thing.location, thing.rotation_euler = corner, (0, 0, np.radians(turn_deg))
    solid = thing.modifiers.new("solid", "SOLIDIFY")
    solid.thickness, solid.offset = 0.0022, 0
    return thing


def candle(at, height: float, radius: float = 0.035, colour: str = "#efe5d0", *, lit: bool = True) -> list:
    """A block candle, burnt a little; lit, its flame shines and warms the wax."""
    from .light import glow

    wax = plain(colour, 0.45, Subsurface_Weight=0.4, Subsurface_Radius=(0.03, 0.015, 0.008))
    rim = [
        (0.0, 0.0),
        (radius - 0.002, 0.0),
        (radius, 0.003),
        (radius, height - 0.004),
        (radius - 0.003, height),
        (radius * 0.8, height - 0.003),
        (radius * 0.4, height - 0.008),
        (0.0, height - 0.009),
    ]
    body = turned("candle", np.array(rim), wax, 64)
    wick = bar(
        "wick",
        np.array([[0, 0, height - 0.01], [0.001, 0, height + 0.004], [0.003, 0, height + 0.009]]),
        0.0009,
        plain("#1d1712", 0.9),
        sides=6,
    )
    parts = [body, wick]
    if lit:
        t = np.linspace(0, 1, 20)
        shape = np.stack([0.0055 * np.sin(np.pi * t**0.6) ** 1.2, height + 0.004 + t * 0.032], 1)
        parts.append(turned("flame", shape, glow("#ffb45c", 22), 24))
        data = bpy.data.lights.new("flame", "POINT")
        data.energy, data.color, data.shadow_soft_size = 0.35, (1.0, 0.55, 0.22), 0.012
        lamp = bpy.data.objects.new("flame", data)
        lamp.location = (at[0], at[1], at[2] + height + 0.02)
        bpy.context.scene.collection.objects.link(lamp)
    for thing in parts:
        thing.location = at
    return parts


def bauble(at, radius: float, colour: str, *, gloss: float = 0.12, satin: bool = False) -> list:
    """A glass bauble with its cap, lying; glossy or satin."""
    g = Graph("bauble")
    p = g.coordinates("Object")
    skin = g.surface(
        shaded(g, colour, g.noise(p, 30, 2) * 0.2 + 0.9),
        0.42 if satin else gloss,
        g.noise(p, 500, 1),
        0.00008,
        Metallic=0.85,
        Coat_Weight=0.0 if satin else 0.5,
    )
    t = np.linspace(0, np.pi, 60)
    ball = turned("bauble", np.stack([np.sin(t) * radius, -np.cos(t) * radius], 1), skin, 80)
    cap = turned(
        "cap",
        np.array([[0.0, radius * 1.18], [radius * 0.17, radius * 1.17], [radius * 0.19, radius * 0.95]]),
        plain("#b8934f", 0.3, Metallic=1.0),
        32,
    )
    turn = np.arange(0, 2 * np.pi + 0.1, 0.3)
    loop = bar(
        "loop",
        np.stack([np.cos(turn) * radius * 0.1, 0 * turn, radius * 1.25 + np.sin(turn) * radius * 0.1], 1),
        radius * 0.018,
        plain("#b8934f", 0.3, Metallic=1.0),
        sides=6,
    )
    lean = np.random.default_rng(int(radius * 1e5) + int(abs(at[0]) * 1e4)).uniform(0, 6.3)
    for thing in (ball, cap, loop):
        thing.location = (at[0], at[1], at[2] + radius)
        thing.rotation_euler = (1.25, 0, lean)
    return [ball, cap, loop]


def citrus(at, radius: float = 0.036, colour: str = "#e9a227") -> list:
    """An orange or lemon."""
    g = Graph("peel")
    p = g.coordinates("Object")
    pores = g.cells(p, 330)
    skin = g.surface(
        shaded(g, colour, g.noise(p, 12, 2) * 0.2 + 0.9),
        0.4,
        pores,
        0.0006,
        Subsurface_Weight=0.1,
        Subsurface_Radius=(0.01, 0.006, 0.002),
    )
    t = np.linspace(0, np.pi, 50)
    tip = 1 + 0.12 * np.exp(-(((t - np.pi) / 0.3) ** 2))
    thing = turned("citrus", np.stack([np.sin(t) * radius, -np.cos(t) * radius * tip], 1), skin, 64)
    thing.location = (at[0], at[1], at[2] + radius)
    thing.rotation_euler = (1.1, 0.2, at[0] * 40)
    return [thing]
