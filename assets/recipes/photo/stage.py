"""The photographer's side: an empty scene, light, camera, the photo and its exact alpha.

The alpha is rendered, not estimated: the same camera and pixel filter, the product white, everything else held out.
"""

from __future__ import annotations

import math
from pathlib import Path

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from PIL import Image

from .nodes import linear


def empty_scene(size_px: tuple[int, int], samples: int, seed: int, threads: int = 2):
    """A fresh Cycles scene that renders the same picture for the same seed."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = size_px
    scene.render.resolution_percentage = 100
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.seed = "CPU", samples, seed
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.05
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_prefilter, cycles.denoising_quality = "FAST", "BALANCED"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces, cycles.transmission_bounces = 3, 2, 2, 3
    cycles.use_fast_gi = False
    cycles.caustics_reflective = cycles.caustics_refractive = False
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    return scene


def ambient(colour: str = "#dfe6f0", strength: float = 0.35) -> None:
    """Light of the room from all sides."""
    world = bpy.data.worlds.new("room")
    bpy.context.scene.world = world
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = linear(colour)
    background.inputs["Strength"].default_value = strength


def aim(thing, target: tuple[float, float, float]) -> None:
    thing.rotation_euler = (Vector(target) - thing.location).to_track_quat("-Z", "Y").to_euler()


def window(
    at: tuple[float, float, float], target=(0, 0, 0), size_m=(1.0, 1.4), watts: float = 60, colour: str = "#fff4e6"
) -> None:
    """A window: one large soft area light."""
    data = bpy.data.lights.new("window", "AREA")
    data.shape, data.size, data.size_y = "RECTANGLE", *size_m
    data.energy, data.color = watts, linear(colour)[:3]
    light = bpy.data.objects.new("window", data)
    light.location = at
    bpy.context.scene.collection.objects.link(light)
    aim(light, target)


def sun(at: tuple[float, float, float], strength: float = 3.0, angle_deg: float = 1.2, colour: str = "#ffe9cf") -> None:
    """Direct sun from a direction; a small angle gives crisp shadows."""
    data = bpy.data.lights.new("sun", "SUN")
    data.energy, data.angle, data.color = strength, math.radians(angle_deg), linear(colour)[:3]
    light = bpy.data.objects.new("sun", data)
    light.location = at
    bpy.context.scene.collection.objects.link(light)
    aim(light, (0, 0, 0))


def mullions(at: tuple[float, float, float], size_m: tuple[float, float], panes=(2, 3), bar_m: float = 0.05) -> None:
    """A window frame that only casts shadows: sun through it falls in panes."""
    width, height = size_m
    frame = bpy.data.objects.new("frame", None)
    bpy.context.scene.collection.objects.link(frame)
    bars = [((x / panes[0] - 0.5) * width, 0, bar_m, height) for x in range(panes[0] + 1)]
    bars += [(0, (y / panes[1] - 0.5) * height, width, bar_m) for y in range(panes[1] + 1)]
    bars += [(s * (width / 2 + 2), 0, 4, height + 8) for s in (-1, 1)] + [
        (0, s * (height / 2 + 2), width, 4) for s in (-1, 1)
    ]
    for x, y, w, h in bars:
        bpy.ops.mesh.primitive_plane_add(size=1, location=(x, y, 0))
        bar = bpy.context.object
        bar.scale = (w, h, 1)
        bar.parent = frame
        bar.visible_camera = bar.visible_diffuse = bar.visible_glossy = False
    frame.location = at
    aim(frame, (0, 0, 0))


def camera(at, target, lens_mm: float = 45, roll_deg: float = 0.0, f_stop: float | None = None) -> None:
    """A hand-held camera looking at a point; `f_stop` gives it a depth of field."""
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = lens_mm, 36
    data.sensor_fit = "HORIZONTAL"
    view = bpy.data.objects.new("camera", data)
    view.location = at
    bpy.context.scene.collection.objects.link(view)
    aim(view, target)
    view.rotation_euler.rotate_axis("Z", math.radians(roll_deg))
    if f_stop:
        data.dof.use_dof, data.dof.aperture_fstop = True, f_stop
        data.dof.focus_distance = (Vector(target) - Vector(at)).length
    bpy.context.scene.camera = view


def fit(product: list, fill: float = 0.8) -> None:
    """Zoom until the product takes up `fill` of the frame in its longer direction, and shift it to the middle."""
    scene, view = bpy.context.scene, bpy.context.scene.camera
    graph = bpy.context.evaluated_depsgraph_get()
    graph.update()
    seen = []
    for thing in product:
        done = thing.evaluated_get(graph)
        vertices = done.to_mesh().vertices
        seen += [
            world_to_camera_view(scene, view, done.matrix_world @ vertices[i].co)[:2]
            for i in range(0, len(vertices), 7)
        ]
    low, high = np.min(seen, 0), np.max(seen, 0)
    zoom = fill / float((high - low).max())
    view.data.lens *= zoom
    middle = ((low + high) / 2 - 0.5) * zoom
    view.data.shift_x += float(middle[0])
    view.data.shift_y += float(middle[1]) * scene.render.resolution_y / scene.render.resolution_x


def photo(path: Path) -> Image.Image:
    """Render the scene as it stands. RGB."""
    scene = bpy.context.scene
    scene.render.film_transparent = False
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGB"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    return Image.open(path).convert("RGB")


def exact_alpha(product: list, path: Path, samples: int = 128) -> Image.Image:
    """Coverage of the product at every pixel, antialiased, no shadow in it: all else is held out. L."""
    scene = bpy.context.scene
    for thing in scene.objects:
        if thing.type in ("MESH", "CURVE"):
            thing.is_holdout = thing not in product
        elif thing.type == "LIGHT":
            thing.hide_render = True
    flat = bpy.data.materials.new("flat")
    flat.use_nodes = True
    shader = flat.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (0, 0, 0, 1)
    shader.inputs["Emission Color"].default_value = (1, 1, 1, 1)
    shader.inputs["Emission Strength"].default_value = 1
    scene.view_layers[0].material_override = flat
    scene.world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0
    scene.render.film_transparent = True
    cycles = scene.cycles
    cycles.samples, cycles.max_bounces, cycles.use_denoising = samples, 0, False
    # only pixels on the outline differ from sample to sample: all others stop after eight
    cycles.adaptive_threshold, cycles.adaptive_min_samples = 0.004, 8
    scene.render.image_settings.color_mode = "RGBA"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    return Image.open(path).getchannel("A")


def develop(
    image: Image.Image, seed: int, warmth: float = 0.0, grain: float = 2.2, vignette: float = 0.10
) -> Image.Image:
    """What a phone does to a picture: a colour cast, darker corners, sensor grain. Geometry is untouched."""
    rng = np.random.default_rng(seed)
    pixels = np.asarray(image, np.float32)
    height, width = pixels.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    pixels = pixels * (1 - vignette * (x**2 + y**2) / 2)[..., None] * (1 + np.array([warmth, 0, -warmth]))
    noise = rng.normal(0, grain, (height, width, 1)) + rng.normal(0, grain * 0.35, (height, width, 3))
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))
