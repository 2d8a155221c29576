"""Home and accessory products: turned pottery, a lamp, a stool, a bag. Lengths in metres, standing on z = 0."""

from __future__ import annotations

import bmesh
import bpy
import numpy as np
from mathutils import Vector

from .cloth import curve
from .nodes import Graph


def link(mesh, name: str):
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def turned(name: str, profile: np.ndarray, material, steps: int = 128, smooth: bool = True):
    """A body of revolution about z: profile points are (radius, height)."""
    mesh = bpy.data.meshes.new(name)
    angles = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    points = [(r * np.cos(a), r * np.sin(a), z) for r, z in profile for a in angles]
    faces = [
        (i * steps + j, i * steps + (j + 1) % steps, (i + 1) * steps + (j + 1) % steps, (i + 1) * steps + j)
        for i in range(len(profile) - 1)
        for j in range(steps)
    ]
    mesh.from_pydata(points, [], faces)
    if smooth:
        mesh.shade_smooth()
    mesh.materials.append(material)
    return link(mesh, name)


def hollow(outer: np.ndarray, wall_m: float, floor_m: float = 0.008) -> np.ndarray:
    """Profile of a pot: from the middle of its foot up the outside, over a rounded lip and down the inside."""
    lip = outer[-1]
    angles = np.linspace(0, np.pi, 9)[1:-1]
    rounded = np.stack([lip[0] - wall_m / 2 + np.cos(angles) * wall_m / 2, lip[1] + np.sin(angles) * wall_m / 2], 1)
    inner = outer[::-1] - [wall_m, 0]
    inner = inner[inner[:, 1] > floor_m]
    foot = np.array([[0.0, 0.0], [outer[0, 0] * 0.9, 0.0], [outer[0, 0] * 0.97, 0.0008]])
    return np.concatenate(
        [foot, outer, rounded, np.maximum(inner, [0.001, 0]), [[inner[-1, 0] * 0.6, floor_m], [0.0, floor_m]]]
    )


def glaze(colour: str, speckle: str = "#4a3b2c", dip: str | None = None, dip_at_m: float = 0.05, gloss: float = 0.25):
    """Stoneware glaze with iron specks; below `dip_at_m` the bare clay `dip` shows."""
    g = Graph("glaze")
    p = g.coordinates("Object")
    _, _, z = g.split(p)
    tone = g.noise(p, 14, 2) * 0.25 + 0.86
    body = g.mix(1.0, colour, g.join(tone, tone, tone), "MULTIPLY")
    specks = (g.cells(p, 190) < 0.16) * g.noise(p, 30).ramp(0.42, 0.6)
    body = g.mix(specks * 0.75, body, speckle)
    rough, height = g.noise(p, 60) * 0.12 + gloss, g.noise(p, 28, 2) * 1.5 + (z * 900).sin() * 0.25
    if dip is not None:
        edge = (z + g.noise(p, 18, 2) * 0.006) < dip_at_m + 0.003
        grit = g.noise(p, 500, 1)
        clay = g.mix(grit * 0.5, dip, "#6b5140")
        body, rough = g.mix(edge, body, clay), g.math("MULTIPLY_ADD", edge, 0.5, rough)
        height = height + edge * (grit - 1.2)
    return g.surface(body, rough, height, 0.0006, Coat_Weight=0.3 if gloss < 0.4 else 0.0)


def wood(light: str = "#c8a06b", dark: str = "#85592f", along: str = "z", gloss: float = 0.4, scale: float = 1.0):
    """Turned or planed wood with its grain along one axis."""
    g = Graph("wood")
    x, y, z = g.split(g.coordinates("Object"))
    axes = {"x": (y, z, x), "y": (x, z, y), "z": (x, y, z)}[along]
    place = g.join(axes[0] * scale, axes[1] * scale, axes[2] * 0.07 * scale)
    rings = ((g.noise(place, 14, 2, 0.5, 0.8) * 9).fract() - 0.5).abs() * 2
    fibre = g.noise(g.join(axes[0] * 500, axes[1] * 500, axes[2] * 11), 1.0, 1, 0.65)
    colour = g.mix((rings * 0.5 + fibre * 0.5).ramp(0.1, 0.95), light, dark)
    return g.surface(colour, fibre * 0.2 + gloss, fibre, 0.0003)


def plain(colour: str, roughness: float = 0.5, **more):
    return Graph("plain").surface(colour, roughness, **more)


def tube(name: str, points: np.ndarray, radius: float, material, closed: bool = False, flat: float = 1.0):
    """A round bar along a smooth line through points."""
    data = bpy.data.curves.new(name, "CURVE")
    data.dimensions, data.bevel_depth, data.bevel_resolution, data.use_fill_caps = "3D", radius, 8, True
    line = data.splines.new("POLY")
    line.points.add(len(points) - 1)
    line.points.foreach_set("co", np.c_[points, np.ones(len(points))].reshape(-1))
    line.use_cyclic_u, line.use_smooth = closed, True
    thing = link(data, name)
    bpy.context.view_layer.update()
    mesh = bpy.data.meshes.new_from_object(thing.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(thing)
    mesh.shade_smooth()
    mesh.materials.clear()
    mesh.materials.append(material)
    return link(mesh, name)


def box(name: str, size, at, material, bevel_m: float = 0.004):
    """A block with softened edges, its centre at `at`."""
    mesh = bpy.data.meshes.new(name)
    shape = bmesh.new()
    bmesh.ops.create_cube(shape, size=1)
    bmesh.ops.scale(shape, vec=Vector(size), verts=shape.verts)
    shape.to_mesh(mesh)
    shape.free()
    mesh.materials.append(material)
    thing = link(mesh, name)
    thing.location = at
    edge = thing.modifiers.new("edge", "BEVEL")
    edge.width, edge.segments = bevel_m, 4
    mesh.shade_smooth()
    return thing


def vase() -> list:
    """A bottle vase, dipped in cream glaze over dark clay."""
    outer = np.concatenate(
        [
            curve((0.050, 0.001), (0.098, 0.012), (0.108, 0.100), (0.070, 0.165)),
            curve((0.070, 0.165), (0.032, 0.212), (0.028, 0.235), (0.031, 0.262))[1:],
            curve((0.031, 0.262), (0.033, 0.278), (0.040, 0.284))[1:],
        ]
    )
    return [turned("vase", hollow(outer, 0.005), glaze("#e6dcc6", dip="#9a6a4b", dip_at_m=0.062, gloss=0.42))]


def mug() -> list:
    """A stoneware mug with a pulled handle."""
    outer = np.concatenate(
        [
            curve((0.034, 0.001), (0.0405, 0.003), (0.0415, 0.012)),
            curve((0.0415, 0.012), (0.0425, 0.05), (0.0405, 0.092))[1:],
        ]
    )
    skin = glaze("#3f6672", speckle="#14242b", dip="#c9b08e", dip_at_m=0.016, gloss=0.2)
    body = turned("mug", hollow(outer, 0.0042), skin)
    side = curve((0.0395, 0.078), (0.088, 0.088), (0.082, 0.020), (0.0395, 0.024))
    handle = tube("handle", np.stack([side[:, 0], np.zeros(64), side[:, 1]], 1), 0.0058, skin)
    handle.scale = (1, 1.35, 1)
    for thing in (body, handle):
        thing.rotation_euler = (0, 0, -0.55)
    return [body, handle]


def lamp() -> list:
    """A table lamp: turned wooden foot, linen shade with light in it."""
    foot = np.concatenate(
        [
            [[0.0, 0.0]],
            curve((0.075, 0.0), (0.083, 0.004), (0.080, 0.018), (0.055, 0.026)),
            curve((0.055, 0.026), (0.016, 0.040), (0.030, 0.075)),
            curve((0.030, 0.075), (0.072, 0.125), (0.050, 0.195), (0.018, 0.215)),
            curve((0.018, 0.215), (0.012, 0.225), (0.012, 0.300)),
            [[0.0, 0.300]],
        ]
    )
    g = Graph("shade")
    p = g.coordinates("Object")
    x, y, z = g.split(p)
    angle = g.math("ARCTAN2", y, x)
    slub = g.noise(g.join(angle * 200, z * 14, 0), 1.0, 2) + g.noise(g.join(angle * 6, z * 900, 0), 1.0, 2)
    tone = slub * 0.16 + 0.80
    skin = g.node("ShaderNodeBsdfTranslucent")
    front = g.node("ShaderNodeBsdfDiffuse")
    tint = g.mix(1.0, "#efe3cb", g.join(tone, tone, tone), "MULTIPLY")
    g.link(tint, skin.inputs["Color"])
    g.link(tint, front.inputs["Color"])
    both, out = g.node("ShaderNodeMixShader"), g.node("ShaderNodeOutputMaterial")
    both.inputs[0].default_value = 0.45
    g.tree.links.new(front.outputs[0], both.inputs[1])
    g.tree.links.new(skin.outputs[0], both.inputs[2])
    g.tree.links.new(both.outputs[0], out.inputs["Surface"])
    cone = np.stack([np.linspace(0.150, 0.108, 24), np.linspace(0.262, 0.462, 24)], 1)
    shade = turned("shade", cone, g.material)
    trim = plain("#d8c8a8", 0.9)
    rings = [
        tube(f"trim {z}", np.stack([r * np.cos(t), r * np.sin(t), np.full(96, z)], 1), 0.0026, trim, closed=True)
        for r, z in ((0.150, 0.263), (0.108, 0.461))
        for t in [np.linspace(0, 2 * np.pi, 96, endpoint=False)]
    ]
    bulb = bpy.data.lights.new("bulb", "POINT")
    bulb.energy, bulb.color, bulb.shadow_soft_size = 4.5, (1.0, 0.72, 0.45), 0.03
    lit = bpy.data.objects.new("bulb", bulb)
    lit.location = (0, 0, 0.36)
    bpy.context.scene.collection.objects.link(lit)
    return [turned("foot", foot, wood("#a9713d", "#5f3a1c", gloss=0.3)), shade, *rings]


def stool() -> list:
    """A round stool: dished seat, three splayed legs, a low stretcher ring."""
    seat = np.concatenate(
        [
            [[0.0, 0.432]],
            curve((0.150, 0.432), (0.172, 0.434), (0.172, 0.446)),
            curve((0.172, 0.446), (0.172, 0.464), (0.158, 0.464)),
            curve((0.158, 0.464), (0.08, 0.455), (0.0, 0.453)),
        ]
    )
    top = turned("seat", seat, wood("#d2ab74", "#9a6b3a", along="x", gloss=0.35))
    parts = [top]
    for k in range(3):
        angle = 2 * np.pi * k / 3 + 0.5
        high, low = np.array([0.105, 0.437]), np.array([0.185, 0.0])
        t = np.linspace(0, 1, 24)[:, None]
        line = high * (1 - t) + low * t
        length = float(np.linalg.norm(high - low))
        radius = 0.0125 + 0.006 * np.sin(np.linspace(0.35, 2.8, 24))
        profile = np.concatenate([[[0, 0]], np.stack([radius, np.linspace(0, length, 24)], 1), [[0, length]]])
        leg = turned(f"leg {k}", profile, wood("#d2ab74", "#9a6b3a", gloss=0.35))
        start = Vector((line[-1, 0] * np.cos(angle), line[-1, 0] * np.sin(angle), 0))
        end = Vector((line[0, 0] * np.cos(angle), line[0, 0] * np.sin(angle), line[0, 1]))
        leg.location = start
        leg.rotation_euler = (end - start).to_track_quat("Z", "Y").to_euler()
        parts.append(leg)
    t = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    parts.append(
        tube(
            "ring",
            np.stack([0.152 * np.cos(t), 0.152 * np.sin(t), np.full(96, 0.175)], 1),
            0.008,
            plain("#2b2926", 0.35, Metallic=0.9),
            True,
        )
    )
    return parts
