"""Light, and what stands in its way unseen: leaves, blinds, window bars. Every lamp is written down for the shadows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Vector
from photo import stage
from photo.nodes import Graph, linear
from photo.wares import plain

from .meshes import mesh_of


@dataclass(frozen=True)
class Lamp:
    """One lamp as the product sees it: the way to it (world), its angle (degrees), its colour and its object."""

    towards: tuple[float, float, float]
    size_deg: float
    colour: str
    thing: object


def sun(towards, strength: float = 3.0, angle_deg: float = 1.2, colour: str = "#ffe2bd") -> Lamp:
    """Direct sun from a direction."""
    way = Vector(towards).normalized()
    stage.sun(tuple(way * 20), strength=strength, angle_deg=angle_deg, colour=colour)
    return Lamp(tuple(way), angle_deg, colour, bpy.context.scene.objects[-1])


def softbox(at, target=(0, 0, 0), size_m=(1.0, 1.4), watts: float = 60, colour: str = "#fff1de") -> Lamp:
    """A window or softbox: a large area light."""
    stage.window(at, target, size_m=size_m, watts=watts, colour=colour)
    away = Vector(at) - Vector(target)
    size_deg = 2 * math.degrees(math.atan(math.sqrt(size_m[0] * size_m[1]) / 2 / away.length))
    return Lamp(tuple(away.normalized()), size_deg, colour, bpy.context.scene.objects[-1])


def room(colour: str = "#dfe6f0", strength: float = 0.35, *, towards=None, second: str = "#8b8176") -> None:
    """Light of the room: brighter from the side of `towards`, and warm and dim from the other."""
    stage.ambient(colour, strength)
    if towards is None:
        return
    world = bpy.context.scene.world.node_tree
    back = world.nodes["Background"]
    place, dot, to01, mix = (
        world.nodes.new(k)
        for k in ("ShaderNodeTexCoord", "ShaderNodeVectorMath", "ShaderNodeMapRange", "ShaderNodeMixRGB")
    )
    dot.operation = "DOT_PRODUCT"
    dot.inputs[1].default_value = Vector(towards).normalized()
    world.links.new(place.outputs["Generated"], dot.inputs[0])
    world.links.new(dot.outputs["Value"], to01.inputs[0])
    to01.inputs[1].default_value = -1.0
    world.links.new(to01.outputs[0], mix.inputs[0])
    mix.inputs[1].default_value = tuple(c * 0.5 for c in linear(second))
    mix.inputs[2].default_value = tuple(c * 1.35 for c in linear(colour))
    world.links.new(mix.outputs[0], back.inputs["Color"])


def unseen(things: Iterable) -> None:
    """Things that only cast shadows."""
    for thing in things:
        thing.visible_camera = thing.visible_diffuse = thing.visible_glossy = thing.visible_transmission = False


def _frame(towards) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    way = np.asarray(towards, float)
    way = way / np.linalg.norm(way)
    side = np.cross([0, 0, 1.0] if abs(way[2]) < 0.95 else [0, 1.0, 0], way)
    side /= np.linalg.norm(side)
    return way, side, np.cross(way, side)


def _cards(towards, target, away: float, rects: list[tuple[float, float, float, float]], turn_deg: float) -> None:
    """Flat rectangles (middle, size) across the way to the sun, `away` metres before the target."""
    way, side, up = _frame(towards)
    turn = math.radians(turn_deg)
    side, up = side * math.cos(turn) + up * math.sin(turn), up * math.cos(turn) - side * math.sin(turn)
    middle, points = np.asarray(target, float) + way * away, []
    for x, y, w, h in rects:
        points += [
            middle + side * (x + sx * w / 2) + up * (y + sy * h / 2) for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]
    faces = [[4 * k, 4 * k + 1, 4 * k + 2, 4 * k + 3] for k in range(len(rects))]
    unseen([mesh_of("cards", np.array(points), faces, plain("#202020"), smooth=False)])


def window_bars(
    towards,
    target=(0, 0, 0),
    *,
    away: float = 1.6,
    size=(1.1, 1.5),
    panes=(2, 3),
    bar_m: float = 0.045,
    turn_deg: float = 0.0,
    dark: float = 6.0,
) -> None:
    """Sun falls through a window of some panes; all around it is wall."""
    w, h = size
    rects = [((k / panes[0] - 0.5) * w, 0, bar_m, h) for k in range(panes[0] + 1)]
    rects += [(0, (k / panes[1] - 0.5) * h, w, bar_m) for k in range(panes[1] + 1)]
    rects += [(s * (w / 2 + dark / 2), 0, dark, h + 2 * dark) for s in (-1, 1)]
    rects += [(0, s * (h / 2 + dark / 2), w, dark) for s in (-1, 1)]
    _cards(towards, target, away, rects, turn_deg)


def blinds(
    towards,
    target=(0, 0, 0),
    *,
    away: float = 1.4,
    size=(2.6, 2.2),
    slat: float = 0.05,
    gap: float = 0.045,
    turn_deg: float = 0.0,
    dark: float = 0.0,
) -> None:
    """Sun falls between slats."""
    step = slat + gap
    count = int(size[1] / step)
    rects = [(0, (k - count / 2) * step, size[0], slat) for k in range(count + 1)]
    rects += [(s * size[0] * 0.21, 0, 0.006, size[1]) for s in (-1, 1)]
    if dark:
        rects += [(s * (size[0] / 2 + dark / 2), 0, dark, size[1] + 2 * dark) for s in (-1, 1)]
        rects += [(0, s * (size[1] / 2 + dark / 2), size[0], dark) for s in (-1, 1)]
    _cards(towards, target, away, rects, turn_deg)


def hold(things: Iterable, towards, away: float) -> None:
    """Lift things off the support, straight towards the sun, out of sight: their shadow falls where they were built."""
    things, way = list(things), Vector(towards).normalized()
    for thing in things:
        thing.location = Vector(thing.location) + way * away
    unseen(things)


def glow(colour: str, strength: float):
    """A surface that shines: fairy lights, a candle's flame."""
    g = Graph("glow")
    shine, out = g.node("ShaderNodeEmission"), g.node("ShaderNodeOutputMaterial")
    g.link(colour, shine.inputs["Color"])
    shine.inputs["Strength"].default_value = strength
    g.tree.links.new(shine.outputs[0], out.inputs["Surface"])
    return g.material
