"""The garment worn: the drape's mesh made fine, the covered skin drawn in, the photo and the exact mask."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
from people import maps, studio
from people.figure import Finer
from people.mesh import normals, smoother, triangles
from PIL import Image
from scipy.spatial import cKDTree

from .flat import box
from .panels import Sewn


def finer_cloth(places: np.ndarray, sewn: Sewn) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Subdivided once: vertices, triangles, flat places of the vertices, how many triangles are front.

    Loop's even-vertex smoothing is left out: the solver has smoothed already; only edges are split and eased.
    """
    faces = sewn.faces
    places = _eased(places, faces)
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), 1)
    unique, inverse, uses = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    n, count = len(places), len(faces)
    middle = (places[unique[:, 0]] + places[unique[:, 1]]) / 2
    opposite = np.concatenate([faces[:, 2], faces[:, 0], faces[:, 1]])
    across = np.zeros((len(unique), 3))
    np.add.at(across, inverse, places[opposite])
    inner = uses == 2
    middle[inner] = middle[inner] * 0.75 + across[inner] / 2 * 0.25
    flat = (sewn.flat[unique[:, 0]] + sewn.flat[unique[:, 1]]) / 2
    ab, bc, ca = (n + inverse[i * count : (i + 1) * count] for i in range(3))
    a, b, c = faces.T
    split = [np.stack(t, 1) for t in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))]
    front = [s[: sewn.front_faces] for s in split]
    back = [s[sewn.front_faces :] for s in split]
    fine = np.concatenate(front + back)
    return np.concatenate([places, middle]), fine, np.concatenate([sewn.flat, flat]), 4 * sewn.front_faces


def _eased(places: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Every vertex a third of the way to the mean of its neighbours: seams lose the mesh's teeth."""
    total, count = np.zeros_like(places), np.zeros(len(places))
    for i, j in ((0, 1), (1, 2), (2, 0)):
        for a, b in ((faces[:, i], faces[:, j]), (faces[:, j], faces[:, i])):
            np.add.at(total, a, places[b])
            np.add.at(count, a, 1)
    return places * 2 / 3 + total / np.maximum(count, 1)[:, None] / 3


def drawn_in(skin: np.ndarray, finer: Finer, cloth: np.ndarray) -> np.ndarray:
    """The skin with what is under the cloth 6 mm deeper, so that nothing pokes through."""
    near, _ = cKDTree(cloth).query(skin, distance_upper_bound=0.035)
    covered = np.isfinite(near).astype(float)
    smooth = smoother(finer.faces, len(skin))
    for _ in range(3):
        covered = smooth @ covered
    return skin - normals(skin, finer.faces) * (0.006 * np.clip(covered * 1.5 - 0.5, 0, 1))[:, None]


def cloth_object(places: np.ndarray, faces: np.ndarray, flat: np.ndarray, front: int, sewn: Sewn, textures: list[Path]):
    """The garment in Blender, its two panels textured, a little thick."""
    thing = studio.mesh_object("garment", places, faces)
    low, side = box(sewn)
    uv = (flat - low) / side
    layer = thing.data.uv_layers.new(name="flat")
    layer.data.foreach_set("uv", uv[faces].reshape(-1))
    for path in textures:
        made = studio.material(path.stem, "#ffffff", 0.9, 0.0, 0.15)
        made.use_backface_culling = False
        node = made.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = bpy.data.images.load(str(path))
        made.node_tree.links.new(node.outputs["Color"], made.node_tree.nodes["Principled BSDF"].inputs["Base Color"])
        thing.data.materials.append(made)
    numbers = (np.arange(len(faces)) >= front).astype(np.int32)
    thing.data.polygons.foreach_set("material_index", numbers)
    solid = thing.modifiers.new("thick", "SOLIDIFY")
    solid.thickness, solid.offset = 0.0016, 1.0
    return thing


def mask(skin: np.ndarray, finer: Finer, cloth: np.ndarray, faces: np.ndarray, lens: maps.Lens) -> Image.Image:
    """How much of each pixel of 384 × 576 is garment. L."""
    both = np.concatenate([skin, cloth])
    tri = triangles(finer.faces)
    all_faces = np.concatenate([tri, faces + len(skin)])
    size = (maps.WIDTH_PX, maps.HEIGHT_PX)
    points, away = lens.project(both)
    owner, _ = maps.rasterise(points, away, all_faces, size)
    seen = (owner >= len(tri)).reshape(size[1] // 2, 2, size[0] // 2, 2).mean((1, 3))
    return Image.fromarray(np.round(seen * 255).astype(np.uint8))
