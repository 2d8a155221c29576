"""What the stager wants to know of a set, taken from the set itself: projection, lamps' shares, depth, palette."""

from __future__ import annotations

import math
from pathlib import Path

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Matrix, Vector
from photo.wares import plain
from PIL import Image

from .meshes import mesh_of
from .sets import Scene, Shot

CARD_M = 0.03
DEPTH_PX = 320


def place(point) -> tuple[float, float]:
    """A world point in the picture: fractions from the top left."""
    x, y, _ = world_to_camera_view(bpy.context.scene, bpy.context.scene.camera, Vector(point))
    return float(x), float(1 - y)


def to_picture(scene: Scene, way) -> list[float]:
    """A direction as FORMAT.md counts it: right, up (from above: to the top), towards the viewer."""
    x, y, z = way
    if scene.support == "lie":
        return [x, y, z]
    ahead = bpy.context.scene.camera.matrix_world.to_3x3() @ Vector((0, 0, -1))
    yaw = math.atan2(ahead.x, ahead.y)
    turned = Matrix.Rotation(yaw, 3, "Z") @ Vector((x, y, z))
    return [turned.x, turned.z, -turned.y]


def shares(scene: Scene, shot: Shot, folder: Path) -> list[float]:
    """The part of the light on the support at the anchor that comes straight from each lamp.

    A grey card is photographed there in linear light: once as the set is, then for each lamp alone without bounces.
    """
    world = bpy.context.scene
    normal = Vector((0, -1, 0)) if scene.support == "hang" else Vector((0, 0, 1))
    side = Vector((1, 0, 0))
    up, middle = normal.cross(side), Vector(shot.anchor) + normal * 0.012
    corners = [middle + (side * sx + up * sy) * CARD_M for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    card = mesh_of(
        "card", np.array(corners), [[0, 1, 2, 3]], plain("#bcbcbc", 1.0, Specular_IOR_Level=0.0), smooth=False
    )
    hidden = [t for t in world.objects if t.type == "MESH" and t is not card and not t.visible_camera]
    for thing in hidden:
        thing.hide_render = True
    full, lamps = _card_light(folder, middle, 3), [lamp.thing for lamp in shot.lamps]
    everything, strength = [t for t in world.objects if t.type == "LIGHT"], _dim_world(None)
    parts = []
    for lamp in lamps:
        for other in everything:
            other.hide_render = other is not lamp
        _dim_world(0.0)
        parts.append(_card_light(folder, middle, 0))
    _dim_world(strength)
    for thing in [*everything, *hidden]:
        thing.hide_render = False
    bpy.data.objects.remove(card)
    return [float(min(part / full, 0.98)) for part in parts]


def _dim_world(strength: float | None) -> float:
    socket = bpy.context.scene.world.node_tree.nodes["Background"].inputs["Strength"]
    before = socket.default_value
    if strength is not None:
        socket.default_value = strength
    return before


def _card_light(folder: Path, middle, bounces: int) -> float:
    """Mean linear luminance of the card."""
    scene = bpy.context.scene
    render, cycles = scene.render, scene.cycles
    kept = (
        render.resolution_x,
        render.resolution_y,
        cycles.samples,
        cycles.max_bounces,
        cycles.use_denoising,
        render.image_settings.file_format,
    )
    dof = scene.camera.data.dof
    sharp, dof.use_dof = dof.use_dof, False
    x, y = place(middle)
    render.resolution_x = render.resolution_y = 400
    render.use_border = render.use_crop_to_border = True
    render.border_min_x, render.border_max_x = x - 0.006, x + 0.006
    render.border_min_y, render.border_max_y = 1 - y - 0.004, 1 - y + 0.004
    cycles.samples, cycles.max_bounces, cycles.use_denoising = 128, bounces, False
    render.image_settings.file_format = "OPEN_EXR"
    render.filepath = str(folder / "card.exr")
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(render.filepath)
    pixels = np.array(image.pixels[:]).reshape(-1, 4)[:, :3]
    bpy.data.images.remove(image)
    render.use_border = render.use_crop_to_border = False
    (
        render.resolution_x,
        render.resolution_y,
        cycles.samples,
        cycles.max_bounces,
        cycles.use_denoising,
        render.image_settings.file_format,
    ) = kept
    dof.use_dof = sharp
    return float(pixels.mean(0) @ [0.2126, 0.7152, 0.0722])


def depth() -> tuple[Image.Image, list[float]]:
    """Distance from the lens along its axis, 8 bit, and the metres that 0 and 255 stand for (at least 0.25 m apart)."""
    scene, view = bpy.context.scene, bpy.context.scene.camera
    for thing in scene.objects:
        if thing.type == "MESH" and not thing.visible_camera:
            thing.hide_viewport = True
    graph = bpy.context.evaluated_depsgraph_get()
    graph.update()
    frame = [
        view.matrix_world @ c for c in view.data.view_frame(scene=scene)
    ]  # right top, right bottom, left bottom, left top
    origin, axis = view.matrix_world.translation, view.matrix_world.to_3x3() @ Vector((0, 0, -1))
    metres = np.full((DEPTH_PX, DEPTH_PX), np.nan)
    across, down = frame[0] - frame[3], frame[2] - frame[3]
    for row in range(DEPTH_PX):
        for column in range(DEPTH_PX):
            aim = frame[3] + across * ((column + 0.5) / DEPTH_PX) + down * ((row + 0.5) / DEPTH_PX)
            way = (aim - origin).normalized()
            hit, point, *_ = scene.ray_cast(graph, origin, way, distance=50)
            if hit:
                metres[row, column] = (point - origin).dot(axis)
    low, high = float(np.nanmin(metres)), float(np.nanmax(metres))
    high = max(high, low + 0.25)
    scaled = (np.nan_to_num(metres, nan=high) - low) / (high - low) * 255
    return Image.fromarray(scaled.round().astype(np.uint8)), [round(low, 4), round(high, 4)]


def palette(picture: Image.Image, count: int = 5) -> list[str]:
    """The picture's main colours, the largest first."""
    small = picture.resize((96, 96), Image.Resampling.BOX).quantize(count, Image.Quantize.MEDIANCUT, kmeans=3)
    colours, table = small.getcolors() or [], small.getpalette() or []
    ordered = [table[3 * index : 3 * index + 3] for _, index in sorted(colours, reverse=True)]
    return ["#" + "".join(f"{c:02x}" for c in colour) for colour in ordered]


def front_layer(shot: Shot, path: Path, samples: int) -> Image.Image:
    """What goes over the product, alone, lit as in the set. RGBA."""
    scene = bpy.context.scene
    others = [t for t in scene.objects if t.type == "MESH" and t not in shot.front]
    seen = [t.visible_camera for t in others]
    for thing in others:
        thing.visible_camera = False
    render, cycles = scene.render, scene.cycles
    render.film_transparent, render.image_settings.color_mode = True, "RGBA"
    before, cycles.samples = cycles.samples, samples
    render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    render.film_transparent, cycles.samples = False, before
    for thing, was in zip(others, seen, strict=True):
        thing.visible_camera = was
    return Image.open(path).convert("RGBA")


def describe(scene: Scene, shot: Shot, folder: Path) -> dict:
    """One entry of scenes.json, but for files, depth and palette."""
    view = bpy.context.scene.camera
    anchor = Vector(shot.anchor)
    up = Vector((0, 0.01, 0)) if scene.support == "lie" else Vector((0, 0, 0.01))
    a, b = place(anchor), place(anchor + up)
    metre = math.hypot(a[0] - b[0], a[1] - b[1]) * 100
    wall_y = None if shot.wall_m is None else place((anchor.x, shot.wall_m, anchor.z))[1]
    ahead = view.matrix_world.to_3x3() @ Vector((0, 0, -1))
    parts = shares(scene, shot, folder)
    lights = [
        {
            "from": [round(c, 4) for c in to_picture(scene, lamp.towards)],
            "size_deg": round(lamp.size_deg, 2),
            "colour": lamp.colour,
            "share": round(part, 3),
        }
        for lamp, part in zip(shot.lamps, parts, strict=True)
    ]
    return {
        "id": scene.id,
        "title": scene.title,
        "support": scene.support,
        "theme": scene.theme,
        "words": list(scene.words),
        "kinds": list(scene.kinds),
        "free": list(scene.free),
        "anchor": [round(c, 4) for c in a],
        "product_height": scene.product_height,
        "metre": round(metre, 4),
        "grips": [[round(c, 4) for c in place(p)] for p in shot.grips],
        "wall_y": None if wall_y is None else round(wall_y, 4),
        "wall_gap": round(shot.gap_m * metre, 4),
        "lights": sorted(lights, key=lambda light: -light["share"]),
        "camera": {
            "focal_mm": round(view.data.lens, 1),
            "sensor_mm": 36,
            "tilt_deg": round(math.degrees(math.asin(-ahead.z)), 2),
        },
    }
