"""Sew a garment from flat panels and let Blender's cloth solver lay it down.

A garment is a front and a back panel cut from one half outline (centimetres, x ≥ 0, y up, mirrored about x = 0).
Edges named "seam" are sewn to the other panel, all others (neck, hem, cuff, waist) stay open. The panels start with
a little too much cloth, then fall a few millimetres on to the ground: the surplus buckles into the wrinkles of
something that was just put down.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import bpy
import numpy as np
from mathutils import Vector
from mathutils.geometry import delaunay_2d_cdt

Points = np.ndarray  # (n, 2) centimetres


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One panel: named edges of its right half, in order, from the top centre round to the bottom centre."""

    edges: tuple[tuple[str, Points], ...]
    lines: tuple[tuple[str, Points], ...] = ()  # sewn lines inside the panel (armholes, plackets), right half
    single: tuple[tuple[str, Points], ...] = ()  # lines that are not mirrored


@dataclass(frozen=True, kw_only=True)
class Garment:
    """Panels and how the cloth behaves. Lengths in centimetres unless named otherwise."""

    front: Cut
    back: Cut
    step_cm: float = 1.3  # edge length of the simulated mesh
    surplus_cm: float = 1.3  # height of the random bumps that become wrinkles
    fold_cm: float = 26  # their typical distance
    slack_cm: float = 0.5  # how far the outline strays from the pattern
    growth: float = 0.003  # cloth that is added everywhere
    bending: float = 3.0
    mass_kg: float = 0.25
    frames: int = 30
    sleeve: tuple[Points, Points] | None = None  # armhole centre and direction of the sleeve, for its grain
    pressure: float = 0.0  # of the filling (cushions)
    lay: dict[str, float] = field(default_factory=dict)  # swing_left, swing_right (degrees) of the sleeves


def curve(*points: tuple[float, float]) -> Points:
    """A Bézier curve through its control points (2 to 4 of them), finely sampled."""
    control, t = np.array(points, float), np.linspace(0, 1, 64)[:, None]
    control = control[:, None, :].repeat(64, 1)
    while len(control) > 1:
        control = control[:-1] * (1 - t) + control[1:] * t
    return control[0]


def resample(line: Points, step: float) -> Points:
    """Points at equal distances of about `step` along a line, both ends kept."""
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.linspace(0, lengths[-1], max(2, round(lengths[-1] / step) + 1))
    return np.stack([np.interp(at, lengths, line[:, k]) for k in (0, 1)], 1)


def mirrored(line: Points) -> Points:
    return line[::-1] * [-1, 1]


def distance(points: Points, lines: list[Points]) -> tuple[np.ndarray, np.ndarray]:
    """Distance of each point to the nearest of some lines, and how far along that line the nearest place is (cm)."""
    if not lines:
        return np.full(len(points), 99.0), np.zeros(len(points))
    dense = [resample(line, 0.1) for line in lines]
    along = np.concatenate([np.arange(len(line)) * 0.1 for line in dense])
    cloud = np.concatenate(dense)
    best, where = np.full(len(points), 1e9), np.zeros(len(points), int)
    for start in range(0, len(points), 500):
        part = np.linalg.norm(points[start : start + 500, None] - cloud[None], axis=2)
        where[start : start + 500], best[start : start + 500] = part.argmin(1), part.min(1)
    return best, along[where]


def inside(points: Points, loop: Points) -> np.ndarray:
    """Which points lie inside a closed loop (even-odd rule)."""
    result = np.zeros(len(points), bool)
    for (x0, y0), (x1, y1) in zip(loop, np.roll(loop, -1, 0), strict=True):
        crosses = (y0 > points[:, 1]) != (y1 > points[:, 1])
        with np.errstate(divide="ignore", invalid="ignore"):
            result ^= crosses & (points[:, 0] < (x1 - x0) * (points[:, 1] - y0) / (y1 - y0) + x0)
    return result


def triangulate(cut: Cut, step: float) -> tuple[Points, np.ndarray, dict[str, list[Points]]]:
    """Even triangles that follow outline and inner lines. Returns points (cm), faces, the lines by name."""
    names: dict[str, list[Points]] = {}
    sides = [(name, resample(line, step)) for name, line in cut.edges]
    sides += [(name, mirrored(line)) for name, line in reversed(sides)]
    for name, line in cut.edges:
        names.setdefault(name, []).extend([line, line * [-1, 1]])
    loop = np.concatenate([line[:-1] for _, line in sides])
    inner = [
        (name, half) for name, line in cut.lines for half in (resample(line, step), mirrored(resample(line, step)))
    ]
    inner += [(name, resample(line, step)) for name, line in cut.single]
    for name, line in inner:
        names.setdefault(name, []).append(line)
    low, high = loop.min(0), loop.max(0)
    rows = np.arange(low[1], high[1], step * 0.866)
    columns = np.arange(low[0], high[0], step)
    grid = np.concatenate(
        [np.stack([columns + (i % 2) * step / 2, np.full(len(columns), y)], 1) for i, y in enumerate(rows)]
    )
    fixed = [*(line for _, line in sides), *(line for _, line in inner)]
    grid = grid[inside(grid, loop) & (distance(grid, fixed)[0] > step * 0.55)]
    points, edges = [*loop], [(i, (i + 1) % len(loop)) for i in range(len(loop))]
    for _, line in inner:
        edges += [(len(points) + i, len(points) + i + 1) for i in range(len(line) - 1)]
        points += [*line]
    points += [*grid]
    out = delaunay_2d_cdt([Vector(p) for p in points], edges, [], 0, 1e-4)
    flat, faces = np.array([tuple(v) for v in out[0]]), np.array(out[2])
    return flat, faces[inside(flat[faces].mean(1), loop)], names


def smooth_noise(points: np.ndarray, scale_cm: float, rng: np.random.Generator, octaves: int = 2) -> np.ndarray:
    """Band-limited random field at 2-D points, about −1..1: a few dozen plane waves of nearby wavelengths."""
    total = np.zeros(len(points))
    for octave in range(octaves):
        for _ in range(14):
            angle, phase = rng.uniform(0, 2 * np.pi, 2)
            k = 2 * np.pi / (scale_cm / 2**octave * rng.uniform(0.7, 1.6))
            total += np.sin(points @ [np.cos(angle) * k, np.sin(angle) * k] + phase) / 2**octave
    return total / 5


def swing(points: Points, garment: Garment) -> Points:
    """Turn each sleeve a little about its shoulder, as a hand would lay it."""
    if garment.sleeve is None or not garment.lay:
        return points
    moved = points.copy()
    for sign, key in ((1, "swing_right"), (-1, "swing_left")):
        pivot = garment.sleeve[0] * [sign, 1]
        weight = np.clip((points[:, 0] * sign - abs(pivot[0]) + 2) / 8, 0, 1)
        angle = np.radians(garment.lay.get(key, 0.0)) * sign * weight**2 * (3 - 2 * weight)
        d = points - pivot
        turned = np.stack(
            [d[:, 0] * np.cos(angle) - d[:, 1] * np.sin(angle), d[:, 0] * np.sin(angle) + d[:, 1] * np.cos(angle)], 1
        )
        moved = np.where((weight > 0)[:, None], pivot + turned, moved)
    return moved


def start_heights(
    points: Points, side: int, to_seam: np.ndarray, garment: Garment, rng: np.random.Generator
) -> np.ndarray:
    """Heights (cm) of a panel before it falls: front above back, in long soft bumps whose surplus turns into folds."""
    lift = 0.5 * np.clip(to_seam / 2.5, 0, 1) ** 0.5
    long_way = smooth_noise(points * [1.7, 0.7], garment.fold_cm, rng, 1)
    tilted = points @ np.array([[0.8, 0.6], [-0.6, 0.8]])
    bumps = 0.5 + 0.35 * long_way + 0.3 * smooth_noise(tilted * [1.6, 0.8], garment.fold_cm * 0.8, rng, 1)
    edge = np.clip(to_seam / 6, 0.1, 1)
    return 1.0 + side * lift + garment.surplus_cm * np.clip(bumps, -0.2, 2) * edge * (1.0 if side > 0 else 0.3)


def sew(name: str, garment: Garment, seed: int):
    """Both panels as one mesh object, sewn along the seams, with grain UVs (m) and distances to its named lines."""
    rng = np.random.default_rng(seed)
    flats, heights, faces, values, total = [], [], [], [], 0
    border: Points = np.empty((0, 2))
    border_index = np.empty(0, int)
    for side, cut in ((-1, garment.back), (1, garment.front)):
        points, triangles, names = triangulate(cut, garment.step_cm)
        to_seam, _ = distance(points, names["seam"])
        index, fresh = np.full(len(points), -1), np.ones(len(points), bool)
        for i in np.flatnonzero(to_seam < 0.07) if len(border) else ():
            gaps = np.linalg.norm(border - points[i], axis=1)
            if gaps.min() < 0.1:
                index[i], fresh[i] = border_index[gaps.argmin()], False
        index[fresh] = total + np.arange(fresh.sum())
        if not len(border):
            border, border_index = points[to_seam < 0.07], index[to_seam < 0.07]
        total += int(fresh.sum())
        flats.append(points[fresh])
        heights.append(start_heights(points, side, to_seam, garment, rng)[fresh])
        values.append({k: v[fresh] for k, v in measure(points, names, to_seam, side).items()})
        a, b, c = (points[triangles[:, k]] for k in range(3))
        turned = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
        triangles[(turned > 0) != (side > 0)] = triangles[(turned > 0) != (side > 0)][:, ::-1]
        faces.append(index[triangles])
    flat, triangles = np.concatenate(flats), np.concatenate(faces)
    place = swing(flat, garment)
    place = place + garment.slack_cm * np.stack([smooth_noise(flat, 32, rng, 1), smooth_noise(flat, 32, rng, 1)], 1)
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata((np.c_[place, np.concatenate(heights)] / 100).tolist(), [], triangles.tolist())
    for key in values[0]:
        both = np.concatenate([part[key] for part in values]) / 100
        mesh.attributes.new(key, "FLOAT", "POINT").data.foreach_set("value", both.astype(np.float32))
    set_grain(mesh, flat, triangles, garment)
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def measure(points: Points, names: dict[str, list[Points]], to_seam: np.ndarray, side: int) -> dict[str, np.ndarray]:
    """What the fabric's shader wants to know at each point (cm): distances to the lines, and which panel it is."""
    neck, along = distance(points, names.get("neck", []))
    result = {
        "flat_x": points[:, 0],
        "flat_y": points[:, 1],
        "neck": neck,
        "along": along,
        "seam": to_seam,
        "front": np.full(len(points), 100.0 if side > 0 else 0.0),
    }
    for key in ("hem", "cuff", "waist", "stitch"):
        result[key] = distance(points, names.get(key, []))[0]
    return result


def set_grain(mesh, flat: Points, faces: np.ndarray, garment: Garment) -> None:
    """UVs in metres along the cloth's own grain; sleeves are cut along their own direction."""
    centre = flat[faces].mean(1)
    uv = flat[faces] / 100
    if garment.sleeve is not None:
        armhole, direction = garment.sleeve
        line = next(line for name, line in garment.front.lines if name == "stitch")
        limit = np.interp(centre[:, 1], line[np.argsort(line[:, 1]), 1], line[np.argsort(line[:, 1]), 0])
        for sign in (1, -1):
            mask = centre[:, 0] * sign > limit
            axis = direction / np.linalg.norm(direction) * [sign, 1]
            d = uv[mask] - armhole * [sign, 1] / 100
            uv[mask] = np.stack([d @ [-axis[1], axis[0]] * sign + 0.31, 0.5 - d @ axis], -1)
    layer = mesh.uv_layers.new(name="grain")
    # from_pydata keeps the order of the corners
    layer.data.foreach_set("uv", uv.reshape(-1))


def lay_down(thing, garment: Garment, ground) -> None:
    """Run the cloth solver and keep its last frame as the mesh."""
    scene = bpy.context.scene
    collision = ground.modifiers.new("collision", "COLLISION")
    ground.collision.cloth_friction = 12
    ground.collision.thickness_outer = 0.002
    cloth = thing.modifiers.new("cloth", "CLOTH")
    s, c = cloth.settings, cloth.collision_settings
    s.quality, s.mass, s.air_damping = 6, garment.mass_kg, 2.0
    s.tension_stiffness = s.compression_stiffness = 25
    s.shear_stiffness, s.bending_stiffness = 12, garment.bending
    s.tension_damping = s.compression_damping = s.shear_damping = 8
    s.bending_damping = 0.5
    s.shrink_min = -garment.growth
    if garment.pressure:
        s.use_pressure, s.uniform_pressure_force = True, garment.pressure
    c.use_self_collision, c.self_distance_min, c.distance_min = True, 0.003, 0.002
    c.collision_quality, c.self_friction = 3, 6
    cloth.point_cache.frame_end = garment.frames
    scene.frame_start, scene.frame_end = 1, garment.frames
    for frame in range(1, garment.frames + 1):
        scene.frame_set(frame)
    done = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
    co = np.empty(len(done.vertices) * 3)
    done.vertices.foreach_get("co", co)
    thing.modifiers.remove(cloth)
    ground.modifiers.remove(collision)
    thing.data.vertices.foreach_set("co", co)
    thing.data.update()


def smooth_seams(thing, seam_rounds: int = 16, cloth_rounds: int = 3, reach_m: float = 0.03) -> None:
    """Take zigzag and scallops out of sewn edges, which buckle from point to point where cloth has nowhere to go.

    Each seam is smoothed along itself without shrinking (Taubin, "A signal processing approach to fair surface
    design", 1995), then the cloth beside it follows, less and less up to `reach_m`.
    """
    mesh = thing.data
    co, seam = np.empty(len(mesh.vertices) * 3), np.empty(len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", co)
    mesh.attributes["seam"].data.foreach_get("value", seam)
    edges = np.empty(len(mesh.edges) * 2, np.int32)
    mesh.edges.foreach_get("vertices", edges)
    co, edges, on = co.reshape(-1, 3), edges.reshape(-1, 2), seam < 7e-4
    along = edges[on[edges].all(1)]
    inner = np.bincount(along.ravel(), minlength=len(co)) == 2  # not the ends of a seam, nor where two meet
    for _ in range(seam_rounds):
        for step in (0.5, -0.53):
            co += (step * inner)[:, None] * _to_neighbours(co, along)
    near = np.where(on, 0, np.clip(1 - seam / reach_m, 0, 1))
    for _ in range(cloth_rounds):
        co += (0.5 * near)[:, None] * _to_neighbours(co, edges)
    mesh.vertices.foreach_set("co", co.reshape(-1))
    # without a crease, rounding pulls each point of a fold inwards, but not the middles between them: scallops
    crease = on[edges].all(1).astype(np.float32)
    mesh.attributes.new("crease_edge", "FLOAT", "EDGE").data.foreach_set("value", crease)
    mesh.update()


def _to_neighbours(co: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The step (n, 3) from each point to the mean of its neighbours; 0 without any."""
    total, count = np.zeros_like(co), np.bincount(edges.ravel(), minlength=len(co))
    np.add.at(total, edges[:, 0], co[edges[:, 1]])
    np.add.at(total, edges[:, 1], co[edges[:, 0]])
    return np.where(count[:, None] > 0, total / np.maximum(count, 1)[:, None] - co, 0)


def finish(thing, thickness_m: float = 0.0012, levels: int = 2) -> None:
    """Round the simulated mesh and give the cloth a thickness, so that hems have an edge."""
    thing.data.shade_smooth()
    thing.modifiers.new("round", "SUBSURF").render_levels = levels
    seam = np.empty(len(thing.data.vertices), np.float32)
    thing.data.attributes["seam"].data.foreach_get("value", seam)
    body = thing.vertex_groups.new(name="body")  # none at the folded seams: offset there would come out as spikes
    for i, weight in enumerate(np.clip((seam - 0.003) / 0.01, 0, 1).tolist()):
        body.add([i], weight, "REPLACE")
    solid = thing.modifiers.new("solid", "SOLIDIFY")
    solid.thickness, solid.offset, solid.vertex_group = thickness_m, 0, body.name
