"""What products lie or stand on: planks, linen, concrete, painted boards, carpet, paper. Lengths in metres."""

from __future__ import annotations

import bpy
import numpy as np

from .nodes import Graph


def plane(size_m: float, cuts: int = 1, name: str = "ground"):
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=cuts, y_subdivisions=cuts, size=size_m)
    thing = bpy.context.object
    thing.name = name
    return thing


def planks(
    light: str,
    dark: str,
    width: float = 0.14,
    gap: float = 0.0016,
    gloss: float = 0.45,
    wear: float = 0.3,
    painted: bool = False,
    zoom: float = 1.0,
):
    """Floorboards along y, each with its own grain and tone."""
    g = Graph("planks")
    x, y, _ = g.split(g.coordinates("Object"))
    row = (x / width).floor()
    shift = g.hashed(g.join(row, 3.3)) * 1.7
    board = ((y + shift) / 1.6).floor()
    key = g.join(row, board, 0.5)
    tone, tone2 = g.hashed(key), g.hashed(g.join(row, board, 9.5))
    place = g.join(x * zoom + tone * 31, y * 0.06 * zoom + tone2 * 17, tone * 5)
    waves = g.noise(place, 9, 2, 0.55, 1.3)
    rings = ((waves * 11).fract() - 0.5).abs() * 2
    fibre = g.noise(g.join(x * 420 * zoom + tone * 9, y * 9 * zoom, tone), 1.0, 2, 0.65)
    factor = rings * 0.34 + fibre * 0.42 + (tone - 0.5) * 0.5 + 0.1
    colour = g.mix(factor.ramp(0.0, 1.0), light, dark)
    if painted:
        worn = (g.noise(g.join(x * 40, y * 6, tone), 1.0, 3, 0.7) * 0.7 + fibre * 0.3).ramp(0.60, 0.66)
        colour = g.mix(worn * wear, light, dark)
        colour = g.mix(0.10, colour, g.mix(tone, "#ffffff", "#5a5a5a"))
    edge_x = ((x / width).fract() - 0.5).abs() > 0.5 - gap / width
    edge_y = (((y + shift) / 1.6).fract() - 0.5).abs() > 0.5 - gap / 1.6
    edge = edge_x.max(edge_y)
    colour = g.mix(edge * 0.85, colour, "#1c140d")
    height = fibre * 0.5 - edge * 3
    rough = fibre * 0.2 + gloss
    ground = plane(8)
    ground.data.materials.append(g.surface(colour, rough, height, 0.0006, Specular_IOR_Level=0.35))
    return ground


def linen(colour: str = "#d8cdbb", creases: float = 0.006, seed: int = 0, thread: float = 0.0022):
    """A bedspread of linen, gently creased: real relief, not only shading."""
    g = Graph("linen ground")
    p = g.coordinates("Object")
    x, y, _ = g.split(p)
    wobble = g.noise(p, 40, 0) * 5
    slub = g.noise(g.join(x * 14, y * 320), 1.0, 0) + g.noise(g.join(x * 320, y * 14), 1.0, 0)
    threads = (x / thread * 6.2832 + wobble).sin() + (y / thread * 6.2832 + wobble).sin()
    shade = slub * 0.30 + g.noise(p, 3, 1) * 0.12 + 0.62
    height = threads * 0.25 + slub * 1.3
    ground = plane(3.2, 400)
    material = g.surface(
        g.mix(1.0, colour, g.join(shade, shade, shade), "MULTIPLY"), 0.95, height, 0.0006, Sheen_Weight=0.3
    )
    ground.data.materials.append(material)
    crease(ground, creases, seed)
    return ground


def crease(ground, height_m: float, seed: int) -> None:
    """Press soft folds into a fine grid, long and few, as in a bedspread."""
    rng = np.random.default_rng(seed)
    count = len(ground.data.vertices)
    co = np.empty(count * 3)
    ground.data.vertices.foreach_get("co", co)
    co = co.reshape(-1, 3)
    z = np.zeros(count)
    for _ in range(26):
        angle, centre = rng.uniform(0, np.pi), rng.uniform(-1.0, 1.0, 2)
        axis, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        d = co[:, :2] - centre
        bend = rng.uniform(-0.12, 0.12) * np.sin(d @ axis * rng.uniform(2, 5))
        length, width = rng.uniform(0.2, 0.6), rng.uniform(0.008, 0.03)
        z += np.exp(-(((d @ across + bend) / width) ** 2) - ((d @ axis) / length) ** 2) * rng.uniform(0.3, 1.0)
    z += 0.35 * sum(np.sin(co[:, :2] @ rng.normal(0, 7, 2) + rng.uniform(0, 6)) for _ in range(8)) / 3
    co[:, 2] = (z - z.max()) * height_m
    ground.data.vertices.foreach_set("co", co.reshape(-1))
    ground.data.shade_smooth()


def concrete(colour: str = "#8f8d88"):
    """A cast floor: clouds, fine sand, pores, hairline cracks."""
    g = Graph("concrete")
    p = g.coordinates("Object")
    clouds, sand = g.noise(p, 2.2, 5, 0.62), g.noise(p, 260, 1, 0.7)
    pores = g.cells(p, 46) < 0.10
    hair = g.cells(g.join(*[c + g.noise(p, 4, 4) * 0.5 for c in g.split(p)[:2]]), 0.9, "DISTANCE_TO_EDGE") < 0.0016
    shade = clouds * 0.62 + sand * 0.25 + 0.40 - pores * 0.12 * g.noise(p, 9) - hair * 0.18
    ground = plane(8)
    material = g.surface(
        g.mix(1.0, colour, g.join(shade, shade, shade * 0.98), "MULTIPLY"),
        clouds * 0.3 + 0.5,
        sand * 0.5 - pores * 1.5,
        0.0007,
    )
    ground.data.materials.append(material)
    return ground


def paper(colour: str = "#e9e4da", wall: bool = False):
    """Seamless paper; with `wall` it sweeps up behind the product at y = 1."""
    g = Graph("paper")
    p = g.coordinates("Object")
    fibre = g.noise(p, 350, 1, 0.65)
    shade = fibre * 0.06 + g.noise(p, 1.5, 2) * 0.06 + 0.93
    ground = plane(8, 1 if not wall else 160)
    if wall:
        co = np.empty(len(ground.data.vertices) * 3)
        ground.data.vertices.foreach_get("co", co)
        co = co.reshape(-1, 3)
        bend = np.clip(co[:, 1] - 0.6, 0, None)
        angle = np.clip(bend / 0.5, 0, np.pi / 2)
        rest = np.clip(bend - 0.5 * np.pi / 2, 0, None)
        co[:, 1] = np.where(bend > 0, 0.6 + 0.5 * np.sin(angle), co[:, 1])
        co[:, 2] = np.where(bend > 0, 0.5 * (1 - np.cos(angle)) + rest, 0)
        ground.data.vertices.foreach_set("co", co.reshape(-1))
        ground.data.shade_smooth()
    ground.data.materials.append(
        g.surface(g.mix(1.0, colour, g.join(shade, shade, shade), "MULTIPLY"), 0.85, fibre, 0.0003)
    )
    return ground


def rug(colour: str = "#a39a8c", second: str = "#7f776b", loop_m: float = 0.006):
    """A looped wool rug: rows of bouclé loops in two mingled yarns."""
    g = Graph("rug")
    p = g.coordinates("Object")
    x, y, _ = g.split(p)
    row = (y / loop_m).floor()
    shifted = g.join(x * 0.75 + g.hashed(g.join(row, 1.5)) * 0.4, y)
    loops = g.cells(shifted, 1 / loop_m)
    yarn = g.noise(p, 110, 1).ramp(0.38, 0.62)
    shade = (loops * -0.55 + 1.05) * (g.noise(p, 3, 2).ramp(0.3, 0.7) * 0.2 + 0.85)
    ground = plane(8)
    tint = g.mix(1.0, g.mix(yarn, colour, second), g.join(shade, shade, shade), "MULTIPLY")
    ground.data.materials.append(g.surface(tint, 1.0, loops * -1.0, 0.004, Sheen_Weight=0.4))
    return ground


def wall(colour: str = "#d9d4ca", y: float = 0.6, roughness: float = 0.9):
    """A plastered wall behind the product."""
    g = Graph("plaster")
    p = g.coordinates("Object")
    trowel = g.noise(p, 6, 3, 0.6, 0.8)
    shade = trowel * 0.12 + g.noise(p, 180, 2) * 0.05 + 0.85
    thing = plane(8, name="wall")
    thing.rotation_euler, thing.location = (np.pi / 2, 0, 0), (0, y, 0)
    height = trowel * 3
    thing.data.materials.append(
        g.surface(g.mix(1.0, colour, g.join(shade, shade, shade), "MULTIPLY"), roughness, height, 0.0015)
    )
    return thing
