"""Blender's cloth solver: the sewn panels fall on the resting body, which then moves into its pose."""

from __future__ import annotations

import bpy
import numpy as np
from people.studio import AXES, mesh_object

from .panels import Sewn

SETTLE, MOVE, REST = 13, 18, 11  # frames: on the resting body, while it moves, afterwards
CLOTHS = {  # kg/m², tension, bending
    "jersey": (0.18, 12.0, 0.08),
    "poplin": (0.14, 30.0, 0.5),
    "denim": (0.40, 45.0, 2.5),
    "silk": (0.10, 15.0, 0.03),
}


def empty() -> None:
    """A scene with nothing in it."""
    bpy.ops.wm.read_factory_settings(use_empty=True)


def moving_body(keys: list[np.ndarray], faces: np.ndarray, frames: list[int]):
    """The body as a collider that goes through some positions at some frames."""
    thing = mesh_object("body", keys[0], faces)
    thing.shape_key_add(name="basis")
    for number, places in enumerate(keys[1:], 1):
        key = thing.shape_key_add(name=f"k{number}")
        key.data.foreach_set("co", (places @ AXES.T).ravel())
    for number in range(1, len(keys)):
        key = thing.data.shape_keys.key_blocks[f"k{number}"]
        for at, frame in enumerate(frames):
            key.value = 1.0 if at == number else 0.0
            key.keyframe_insert("value", frame=frame)
    _linear(thing.data.shape_keys)
    thing.modifiers.new("collision", "COLLISION")
    thing.collision.thickness_outer, thing.collision.thickness_inner = 0.006, 0.05
    thing.collision.cloth_friction, thing.collision.damping = 12.0, 0.4
    return thing


def _linear(keys) -> None:
    for layer in keys.animation_data.action.layers:
        for strip in layer.strips:
            for bag in strip.channelbags:
                for curve in bag.fcurves:
                    for point in curve.keyframe_points:
                        point.interpolation = "LINEAR"


def garment(sewn: Sewn, cloth: str, last: int):
    """The cloth: it starts round the body, and its rest lengths are those of the flat panels."""
    thing = mesh_object("garment", sewn.start, sewn.faces)
    thing.shape_key_add(name="start")
    flat = thing.shape_key_add(name="flat")
    places = np.concatenate([sewn.flat, np.zeros((len(sewn.flat), 1))], 1)
    flat.data.foreach_set("co", (places @ AXES.T).ravel())
    flat.value = 0.0
    group = thing.vertex_groups.new(name="tight")
    if sewn.tight.any():
        group.add(np.flatnonzero(sewn.tight).tolist(), 1.0, "REPLACE")
    modifier = thing.modifiers.new("cloth", "CLOTH")
    mass, tension, bending = CLOTHS[cloth]
    settings, hits = modifier.settings, modifier.collision_settings
    settings.quality, settings.mass = 5, mass * 0.5
    settings.tension_stiffness = settings.compression_stiffness = settings.shear_stiffness = tension
    settings.bending_stiffness, settings.bending_damping = bending, 0.5
    settings.tension_damping = settings.compression_damping = settings.shear_damping = 8.0
    settings.air_damping = 2.0
    settings.rest_shape_key = flat
    if sewn.tight.any():
        settings.vertex_group_shrink = "tight"
        settings.shrink_max = 0.12
    hits.use_collision, hits.use_self_collision = True, False
    hits.distance_min, hits.collision_quality, hits.friction = 0.004, 3, 12.0
    modifier.point_cache.frame_start, modifier.point_cache.frame_end = 1, last
    return thing


def run(thing, stops: list[int]) -> list[np.ndarray]:
    """Step through the frames; the cloth's vertices (y up, metres) at each stop."""
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 1, stops[-1]
    out = []
    for frame in range(1, stops[-1] + 1):
        scene.frame_set(frame)
        if frame in stops:
            done = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
            flat = np.empty(len(done.data.vertices) * 3, np.float32)
            done.data.vertices.foreach_get("co", flat)
            out.append(flat.reshape(-1, 3).astype(float) @ AXES)
    return out
