"""What is put on a garment after it came to rest: a shirt's collar, buttons, a bag's handles. Lengths in metres."""

from __future__ import annotations

import bpy
import numpy as np

from . import wares


class Rest:
    """The garment at rest: asks for its height at a place, and for where a pattern point came to lie."""

    def __init__(self, thing) -> None:
        mesh = thing.data
        count = len(mesh.vertices)
        self.place, self.flat = np.empty(count * 3), np.zeros((count, 2))
        mesh.vertices.foreach_get("co", self.place)
        self.place = self.place.reshape(-1, 3)
        for name, column in (("flat_x", 0), ("flat_y", 1)):
            values = np.empty(count)
            mesh.attributes[name].data.foreach_get("value", values)
            self.flat[:, column] = values
        front = np.empty(count)
        mesh.attributes["front"].data.foreach_get("value", front)
        self.front = front > 0.5

    def find(self, points: np.ndarray, front: bool = True, reach: int = 3) -> np.ndarray:
        """Where pattern points (m) of one panel lie now, by the nearest few vertices moved along with them."""
        chosen = np.flatnonzero(self.front == front)
        gaps = np.linalg.norm(points[:, None] - self.flat[chosen][None], axis=2)
        near = np.argsort(gaps, axis=1)[:, :reach]
        weight = 1 / (np.take_along_axis(gaps, near, 1) + 1e-4)
        weight /= weight.sum(1, keepdims=True)
        return (self.place[chosen][near] * weight[..., None]).sum(1)


def sheet(name: str, grid: np.ndarray, uv: np.ndarray, edge: np.ndarray, material, thickness_m: float = 0.002):
    """A small cloth piece from a (rows, columns, 3) grid, with its own grain and distances to its edge."""
    rows, columns = grid.shape[:2]
    faces = [
        (i * columns + j, i * columns + j + 1, (i + 1) * columns + j + 1, (i + 1) * columns + j)
        for i in range(rows - 1)
        for j in range(columns - 1)
    ]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(grid.reshape(-1, 3).tolist(), [], faces)
    mesh.uv_layers.new(name="grain").data.foreach_set("uv", uv.reshape(-1, 2)[np.array(faces)].reshape(-1))
    for key in ("neck", "cuff", "waist", "stitch", "seam", "front"):
        mesh.attributes.new(key, "FLOAT", "POINT").data.foreach_set("value", np.full(rows * columns, 1.0, np.float32))
    mesh.attributes.new("hem", "FLOAT", "POINT").data.foreach_set("value", edge.reshape(-1).astype(np.float32))
    mesh.materials.append(material)
    mesh.shade_smooth()
    thing = wares.link(mesh, name)
    thing.modifiers.new("round", "SUBSURF").render_levels = 1
    solid = thing.modifiers.new("solid", "SOLIDIFY")
    solid.thickness, solid.offset = thickness_m, 0
    return thing


def collar(thing, *, length: float, neck: float, neck_depth: float, material) -> list:
    """A turned-down shirt collar: two leaves in front, the stand at the back of the neck. Arguments in centimetres."""
    rest, t, parts = Rest(thing), np.linspace(0, 1, 24), []
    s = np.linspace(0, 1, 14)
    for side in (1, -1):
        a, b, c = (
            np.array([neck, length]),
            np.array([neck * 0.72, length - neck_depth]),
            np.array([0.25, length - neck_depth]),
        )
        inner = (1 - t)[:, None] ** 2 * a + 2 * (t * (1 - t))[:, None] * b + (t**2)[:, None] * c
        heading = np.radians(12 - 78 * t**1.2)
        width = 4.4 + 3.6 * t**2.2
        outer = inner + np.stack([np.cos(heading), np.sin(heading)], 1) * width[:, None]
        flat = inner[None] * (1 - s)[:, None, None] + outer[None] * s[:, None, None]
        flat[..., 0] *= side
        grid = rest.find(flat.reshape(-1, 2) / 100).reshape(*flat.shape[:2], 3)
        smooth = grid[..., 2].copy()
        for _ in range(12):
            smooth[1:-1, 1:-1] = (smooth[:-2, 1:-1] + smooth[2:, 1:-1] + smooth[1:-1, :-2] + smooth[1:-1, 2:]) / 4
        roll = 0.011 * np.exp(-(((s - 0.12) / 0.22) ** 2))[:, None] + 0.004
        grid[..., 2] = np.maximum(smooth, grid[..., 2] - 0.002) + roll
        edge = np.minimum((1 - s)[:, None] * width[None], np.minimum(t, 1 - t)[None] * 14) / 100
        uv = np.stack(np.broadcast_arrays(t[None] * 0.16, s[:, None] * 0.06), -1)
        parts.append(sheet(f"leaf {side}", grid, uv, edge, material))
    x = np.linspace(-neck, neck, 32)
    low = np.stack([x, length - 2.0 * (1 - (x / neck) ** 2)], 1)
    rise = 4.2 * (1 - 0.35 * (x / neck) ** 2)
    flat = low[None] + np.stack(np.broadcast_arrays(0 * x[None], (s[:, None] - 0.15) * rise[None]), -1)
    grid = rest.find(np.broadcast_to(low, (len(s), *low.shape)).reshape(-1, 2) / 100, front=False).reshape(
        len(s), len(x), 3
    )
    along = rest.find(np.array([[0, length - 8], [0, length - 3]]) / 100, front=False)
    up = (along[1] - along[0])[:2]
    up = up / np.linalg.norm(up)
    grid[..., :2] += ((s[:, None] - 0.15) * rise[None] / 100)[..., None] * up
    grid[..., 2] += 0.004 + 0.012 * np.sin(np.pi * s * 0.75)[:, None]
    edge = np.broadcast_to((1 - s)[:, None] * 0.04, grid.shape[:2])
    uv = np.stack(np.broadcast_arrays(x[None] / 100 + 0.3, s[:, None] * 0.05), -1)
    return [*parts, sheet("stand", grid, uv, edge, material)]


def buttons(thing, ys_cm: np.ndarray, colour: str = "#e8dfcf", x_cm: float = 0.0) -> list:
    """Four-hole buttons down the front."""
    rest, skin, dark = Rest(thing), wares.plain(colour, 0.3), wares.plain("#4b4236", 0.8)
    profile = np.array(
        [[0, 0.0022], [0.0032, 0.0022], [0.0042, 0.0030], [0.0053, 0.0028], [0.0056, 0.0016], [0.0052, 0.0], [0, 0]]
    )
    parts = []
    for place in rest.find(np.stack([np.full(len(ys_cm), x_cm), ys_cm], 1) / 100):
        disc = wares.turned("button", profile, skin, 40)
        disc.location = place + np.array([0, 0, 0.0012])
        parts.append(disc)
        for dx, dy in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            hole = wares.turned("hole", np.array([[0, 0.0003], [0.0006, 0.0003], [0.0006, 0]]), dark, 12)
            hole.location = place + np.array([dx * 0.0013, dy * 0.0013, 0.0034])
            parts.append(hole)
    return parts


def handles(thing, *, width: float, height: float, drop: float, material) -> list:
    """Two flat straps of a tote bag, laid in arcs above it. Arguments in centimetres."""
    rest, parts, t = Rest(thing), [], np.linspace(0, 1, 60)
    for k, (front, lean) in enumerate(((False, -3.0), (True, 4.5))):
        feet = rest.find(np.array([[-width * 0.23, height - 5], [width * 0.23, height - 5]]) / 100, front=front)
        middle = (feet[0] + feet[1]) / 2
        axis = (feet[1] - feet[0])[:2]
        half = np.linalg.norm(axis) / 2
        axis = axis / np.linalg.norm(axis)
        up = np.array([-axis[1], axis[0]])
        angle = np.pi * (1 - t)
        x = half * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.7
        y = (drop + 5 - 2 * k) / 100 * np.sin(angle) ** 0.75
        x = x + lean / 100 * (y / y.max()) ** 1.5
        centre = middle[:2] + x[:, None] * axis + y[:, None] * up
        ahead = np.gradient(centre, axis=0)
        ahead /= np.linalg.norm(ahead, axis=1)[:, None]
        normal = np.stack([-ahead[:, 1], ahead[:, 0]], 1)
        s = np.linspace(-1, 1, 7)
        grid = np.zeros((7, 60, 3))
        grid[..., :2] = centre[None] + s[:, None, None] * 0.0135 * normal[None]
        on_bag = np.exp(-(((y * 100) / 5.5) ** 4))
        top = (feet[:, 2].mean() + 0.004) if front else 0.004
        grid[..., 2] = (on_bag * top + (1 - on_bag) * (0.003 + 0.004 * k))[None] + 0.004 * np.sin(t * 19 + k)[
            None
        ] ** 2 * (1 - on_bag)
        uv = np.stack(np.broadcast_arrays(s[:, None] * 0.0135, t[None] * 0.7), -1)
        edge = np.broadcast_to((1 - np.abs(s))[:, None] * 0.0135, (7, 60))
        parts.append(sheet(f"strap {k}", grid, uv, edge, material, 0.0025))
    return parts
