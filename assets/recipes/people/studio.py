"""The shop window: one figure on a seamless ground, soft key from the left, a rim from behind, taken by Cycles."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
from photo import stage
from photo.nodes import linear
from PIL import Image

from .maps import HEIGHT_PX, WIDTH_PX, Lens

CLAY_STOPS = -1.35  # so that white clay in full light is just below white
AXES = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])  # y up to Blender's z up


def mesh_object(name: str, vertices: np.ndarray, faces: np.ndarray, attributes: dict[str, np.ndarray] | None = None):
    """A smooth mesh of quads, with numbers at its vertices that shaders can read."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata((vertices @ AXES.T).tolist(), [], faces.tolist())
    mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
    for key, values in (attributes or {}).items():
        mesh.attributes.new(key, "FLOAT", "POINT").data.foreach_set("value", np.asarray(values, np.float32))
    mesh.update()
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def material(name: str, colour: str, roughness: float = 0.5, coat: float = 0.0, sheen: float = 0.0):
    """A plain lacquer or cloth."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = linear(colour)
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Coat Weight"].default_value = coat
    shader.inputs["Coat Roughness"].default_value = 0.25
    shader.inputs["Sheen Weight"].default_value = sheen
    return made


def finish(skin: str, suit: str, roughness: float, coat: float):
    """The mannequin's lacquer, and its base layer in a second tone with a fine line between them."""
    made = material("finish", skin, roughness, coat)
    tree = made.node_tree
    shader = tree.nodes["Principled BSDF"]
    at = tree.nodes.new("ShaderNodeAttribute")
    at.attribute_name = "suit"
    edge = tree.nodes.new("ShaderNodeMapRange")
    edge.inputs["From Min"].default_value, edge.inputs["From Max"].default_value = -0.0008, 0.0008
    tree.links.new(at.outputs["Fac"], edge.inputs["Value"])
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type = "RGBA"
    mix.inputs["A"].default_value, mix.inputs["B"].default_value = linear(skin), linear(suit)
    tree.links.new(edge.outputs["Result"], mix.inputs["Factor"])
    tree.links.new(mix.outputs["Result"], shader.inputs["Base Color"])
    step = tree.nodes.new("ShaderNodeMapRange")
    step.inputs["From Min"].default_value, step.inputs["From Max"].default_value = -0.0012, 0.0012
    tree.links.new(at.outputs["Fac"], step.inputs["Value"])
    bump = tree.nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = 0.35, 0.0015
    tree.links.new(step.outputs["Result"], bump.inputs["Height"])
    tree.links.new(bump.outputs["Normal"], shader.inputs["Normal"])
    return made


def ground(colour: str) -> None:
    """A floor that turns up into a wall far behind."""
    angles = np.linspace(0, np.pi / 2, 14)
    profile = [(0.0, 6.0), (0.0, -1.2)]
    profile += [(2.2 * (1 - np.cos(a)), -1.2 - 2.2 * np.sin(a)) for a in angles[1:]] + [(9.0, -3.4)]
    rows = np.array([[[x, y, z] for x in (-9.0, 9.0)] for y, z in profile]).reshape(-1, 3)
    faces = np.array([[2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2] for i in range(len(profile) - 1)])
    mesh_object("ground", rows, faces).data.materials.append(material("ground", colour, 0.9))


def plinth(top_m: float, colour: str, at: tuple[float, float, float], size_m: float = 0.42) -> None:
    """A block to sit on; `at` is the middle of its top as x, z and its turn in radians."""
    bpy.ops.mesh.primitive_cube_add(size=1, location=(at[0], -at[1], top_m / 2), rotation=(0, 0, at[2]))
    block = bpy.context.object
    block.scale = (size_m, size_m * 0.95, top_m)
    bevel = block.modifiers.new("bevel", "BEVEL")
    bevel.width, bevel.segments = 0.008, 3
    block.data.materials.append(material("plinth", colour, 0.8))


def lights() -> None:
    """Key: a large softbox to the left; a rim from behind on the right; the room gives the rest."""
    stage.window((-2.6, -3.2, 3.3), (0, 0, 1.0), (1.8, 2.4), watts=320, colour="#fff3e6")
    stage.window((2.2, 1.9, 2.7), (0, 0, 1.2), (0.5, 1.8), watts=150, colour="#eaf1ff")
    stage.ambient("#e9edf3", 0.20)


def lens(view: Lens, scale: float = 1.0) -> None:
    """Blender's camera for a `Lens`."""
    data = bpy.data.cameras.new("camera")
    data.sensor_fit, data.sensor_width = "HORIZONTAL", 36
    data.lens = 36 * view.focal_px / WIDTH_PX
    data.shift_x = (WIDTH_PX / 2 - view.centre_px[0]) / WIDTH_PX
    data.shift_y = (view.centre_px[1] - HEIGHT_PX / 2) / WIDTH_PX
    camera = bpy.data.objects.new("camera", data)
    camera.location = AXES @ np.array(view.at_m)
    camera.rotation_euler = (np.pi / 2, 0, 0)
    bpy.context.scene.collection.objects.link(camera)
    bpy.context.scene.camera = camera


def set_up(view: Lens, size_px: tuple[int, int], samples: int, seed: int, ground_colour: str) -> None:
    """An empty window with its light and camera."""
    scene = stage.empty_scene(size_px, samples, seed, threads=1)
    scene.cycles.max_bounces, scene.cycles.diffuse_bounces = 2, 1
    scene.cycles.adaptive_threshold, scene.cycles.adaptive_min_samples = 0.1, 3
    scene.cycles.denoising_prefilter = "FAST"
    ground(ground_colour)
    lights()
    lens(view)


def within(box: tuple[float, float, float, float]) -> None:
    """Render only a part of the frame: left, top, right, bottom as fractions."""
    render = bpy.context.scene.render
    render.use_border, render.use_crop_to_border = True, False
    render.border_min_x, render.border_max_x = box[0], box[2]
    render.border_min_y, render.border_max_y = 1 - box[3], 1 - box[1]


def photo(path: Path) -> Image.Image:
    """Render the window as it stands."""
    return stage.photo(path)
