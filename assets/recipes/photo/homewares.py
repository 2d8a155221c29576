"""Homewares and small furniture to stage: turned, bent and joined from formulas. Lengths in metres, feet at z = 0."""

from __future__ import annotations

import bpy
import numpy as np

from .cloth import curve
from .nodes import Graph
from .wares import box, glaze, hollow, plain, tube, turned, wood

TURN = np.linspace(0, 2 * np.pi, 120, endpoint=False)


def ring(radius: float, z: float, at=(0.0, 0.0)) -> np.ndarray:
    """Points of a level circle."""
    return np.stack([at[0] + radius * np.cos(TURN), at[1] + radius * np.sin(TURN), np.full(120, z)], 1)


def profile(*parts) -> np.ndarray:
    """One smooth outline (radius, height) from several curves that go on where the last one ended."""
    lines = [curve(*part) for part in parts]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])


def textile(colour: str, second: str = "", *, thread: float = 0.004, stripe_m: float = 0.0):
    """Upholstery in a coarse weave; with a second colour, striped."""
    g = Graph("textile")
    p = g.coordinates("Object")
    x, y, z = g.split(p)
    weave = (x / thread * 6.283).sin() * ((y + z) / thread * 6.283).sin()
    tone = g.noise(p, 90, 2) * 0.2 + weave * 0.06 + 0.86
    tint = colour if not second else g.mix(((x / stripe_m).fract() > 0.5) * 1.0, colour, second)
    return g.surface(g.mix(1.0, tint, g.join(tone, tone, tone), "MULTIPLY"), 0.95, weave, 0.0007, Sheen_Weight=0.3)


def wicker(colour: str = "#c19a5f", second: str = "#8a6535"):
    """Woven cane: rods over and under the stakes of a turned basket."""
    g = Graph("wicker")
    p = g.coordinates("Object")
    x, y, z = g.split(p)
    around = g.math("ARCTAN2", y, x) * 9.55
    row = (z / 0.011).floor()
    over = ((around + row * 0.5) * 3.1416 * 2).sin()
    rod = ((z / 0.011).fract() * 3.1416).sin()
    tone = g.noise(g.join(around * 3, z * 90, 0.0), 1.0, 2) * 0.5 + over * 0.2 + 0.3
    return g.surface(g.mix(tone.ramp(0.0, 1.0), second, colour), 0.7, rod * 1.5 + over, 0.004)


def pot(outer: np.ndarray, skin, wall_m: float = 0.005) -> list:
    """A thrown pot of any outline."""
    return [turned("pot", hollow(outer, wall_m), skin)]


def leg(name: str, foot, top, skin, radius: float = 0.012):
    """A straight round leg, slimmer at its foot."""
    t = np.linspace(0, 1, 30)[:, None]
    return tube(name, np.asarray(foot) * (1 - t) + np.asarray(top) * t, radius, skin)


def moon_vase(colour: str) -> list:
    """A round vase with a small neck."""
    outer = profile(
        ((0.05, 0.001), (0.13, 0.01), (0.15, 0.17), (0.09, 0.24)),
        ((0.09, 0.24), (0.04, 0.27), (0.032, 0.285), (0.036, 0.305)),
    )
    return pot(outer, glaze(colour, speckle="#5b4a3a", gloss=0.5))


def tall_vase(colour: str, dip: str | None = None) -> list:
    """A slender bottle."""
    outer = profile(
        ((0.045, 0.001), (0.075, 0.01), (0.085, 0.12), (0.05, 0.24)),
        ((0.05, 0.24), (0.022, 0.33), (0.02, 0.37), (0.027, 0.4)),
    )
    return pot(outer, glaze(colour, dip=dip, dip_at_m=0.09, gloss=0.3))


def ribbed_vase(colour: str) -> list:
    """A cylinder with turned ribs."""
    z = np.linspace(0.004, 0.26, 240)
    swell = 0.068 + 0.012 * np.sin(z / 0.26 * np.pi) + 0.0022 * np.sin(z / 0.26 * 2 * np.pi * 15)
    return pot(np.stack([swell, z], 1), glaze(colour, speckle="#6a5a4a", gloss=0.6))


def jug(colour: str) -> list:
    """A jug with a pulled handle."""
    outer = profile(
        ((0.05, 0.001), (0.09, 0.008), (0.1, 0.1), (0.07, 0.16)),
        ((0.07, 0.16), (0.052, 0.2), (0.05, 0.21), (0.058, 0.235)),
    )
    skin = glaze(colour, speckle="#4a3b2c", gloss=0.25)
    side = curve((0.048, 0.213), (0.142, 0.238), (0.156, 0.104), (0.07, 0.088))
    handle = tube("handle", np.stack([side[:, 0], np.zeros(64), side[:, 1]], 1), 0.0085, skin)
    return [*pot(outer, skin), handle]


def bowl(colour: str) -> list:
    """A wide bowl on a small foot."""
    outer = profile(((0.045, 0.001), (0.05, 0.012), (0.11, 0.03)), ((0.11, 0.03), (0.15, 0.05), (0.155, 0.085)))
    return pot(outer, glaze(colour, speckle="#5b4a3a", gloss=0.4))


def planter(colour: str) -> list:
    """A planter on three wooden legs."""
    skin = wood("#b98a5a", "#7d5430")
    outer = np.stack([np.full(40, 0.15), np.linspace(0.002, 0.25, 40)], 1)
    body = pot(outer, glaze(colour, gloss=0.6), 0.008)[0]
    body.location = (0, 0, 0.13)
    a = TURN[::40] + 0.4
    legs = [
        leg(f"leg {k}", (0.16 * np.cos(b), 0.16 * np.sin(b), 0), (0.152 * np.cos(b), 0.152 * np.sin(b), 0.3), skin)
        for k, b in enumerate(a)
    ]
    return [body, *legs]


def basket(colour: str, second: str) -> list:
    """A round basket with two handles."""
    z = np.linspace(0.002, 0.3, 60)
    outer = np.stack([0.16 + 0.03 * np.sin(z / 0.3 * 2.2), z], 1)
    skin = wicker(colour, second)
    t = np.linspace(0, np.pi, 40)
    loops = [
        tube(
            "handle",
            np.stack([s * (0.182 + 0.012 * np.sin(t)), 0.06 * np.cos(t), 0.29 + 0.07 * np.sin(t)], 1),
            0.008,
            skin,
        )
        for s in (-1, 1)
    ]
    return [*pot(outer, skin, 0.012), *loops]


def mushroom_lamp(colour: str, glow: str = "#fff0d6") -> list:
    """A dome lamp on a stem."""
    foot = profile(
        ((0.0, 0.0), (0.1, 0.0), (0.105, 0.018)), ((0.105, 0.018), (0.03, 0.025), (0.022, 0.06), (0.022, 0.26))
    )
    dome = profile(((0.17, 0.235), (0.172, 0.29), (0.12, 0.355), (0.0, 0.36)))
    return [
        turned("foot", foot, plain(colour, 0.25, Coat_Weight=0.4)),
        turned("dome", dome, plain(glow, 0.3, Coat_Weight=0.5)),
    ]


def arc_lamp(colour: str) -> list:
    """A desk lamp: a heavy foot, a bent arm, a bell shade."""
    skin = plain(colour, 0.35)
    arm = curve((0, 0, 0.02), (0, 0, 0.5), (0.05, 0, 0.62), (0.17, 0, 0.5))
    bell = profile(((0.02, 0.12), (0.03, 0.1), (0.07, 0.06), (0.085, 0.0)))
    shade = turned("shade", bell, skin)
    shade.location, shade.rotation_euler = (0.185, 0, 0.385), (0, -0.25, 0)
    foot = turned("foot", np.array([[0.0, 0.0], [0.1, 0.0], [0.103, 0.012], [0.095, 0.02], [0.0, 0.022]]), skin)
    return [foot, tube("arm", arm, 0.008, plain("#b9975a", 0.3, Metallic=1.0)), shade]


def chair(light: str, dark: str, seat: str) -> list:
    """A wooden chair: a woven seat, four legs, a bent back rail and slats."""
    skin, parts = wood(light, dark), []
    for x, y in ((-0.2, -0.2), (0.2, -0.2)):
        parts.append(leg("front leg", (x * 1.06, y * 1.06, 0), (x, y, 0.45), skin, 0.017))
    for x in (-0.19, 0.19):
        parts.append(
            tube(
                "back leg",
                curve((x * 1.05, 0.24, 0), (x, 0.2, 0.4), (x, 0.2, 0.55), (x * 0.95, 0.27, 0.82)),
                0.017,
                skin,
            )
        )
    parts.append(box("seat", (0.43, 0.42, 0.035), (0, 0, 0.455), textile(seat, thread=0.008), 0.012))
    for z, deep in ((0.8, 0.263), (0.68, 0.232)):
        bent = curve((-0.19, deep, z), (-0.08, deep + 0.03, z), (0.08, deep + 0.03, z), (0.19, deep, z))
        parts.append(tube("rail", bent, 0.016, skin, flat=1.0))
    for a, b in (
        ((-0.2, -0.2), (0.2, -0.2)),
        ((-0.2, 0.21), (0.2, 0.21)),
        ((-0.2, -0.2), (-0.2, 0.21)),
        ((0.2, -0.2), (0.2, 0.21)),
    ):
        parts.append(leg("stretcher", (*a, 0.2), (*b, 0.2), skin, 0.009))
    return turned_by(parts, 0.5)


def turned_by(parts: list, angle: float) -> list:
    """The same things turned about the upright axis."""
    c, s = np.cos(angle), np.sin(angle)
    for thing in parts:
        x, y, z = thing.location
        thing.location = (x * c - y * s, x * s + y * c, z)
        thing.rotation_euler.z += angle
    return parts


def side_table(light: str, dark: str, metal: str) -> list:
    """A round table on three bent rods."""
    top = profile(
        ((0.0, 0.45), (0.2, 0.45), (0.24, 0.452)), ((0.24, 0.452), (0.246, 0.46), (0.24, 0.472), (0.0, 0.474))
    )
    skin, rod = wood(light, dark, along="x", scale=0.6), plain(metal, 0.4, Metallic=0.8)
    rods = []
    for k, b in enumerate(TURN[::40] + 0.5):
        c, s = np.cos(b), np.sin(b)
        rods.append(tube(f"rod {k}", np.array([[0.2 * c, 0.2 * s, 0.0], [0.14 * c, 0.14 * s, 0.45]]), 0.008, rod))
    return [turned("top", top, skin), *rods, tube("ring", ring(0.165, 0.2), 0.005, rod, closed=True)]


def pouf(colour: str, second: str = "") -> list:
    """A round upholstered pouf with a seam."""
    outer = profile(
        ((0.0, 0.0), (0.26, 0.0), (0.28, 0.03)),
        ((0.28, 0.03), (0.295, 0.12), (0.295, 0.26), (0.28, 0.33)),
        ((0.28, 0.33), (0.26, 0.375), (0.0, 0.38)),
    )
    body = textile(colour, second, thread=0.007, stripe_m=0.06)
    return [turned("pouf", outer, body), tube("piping", ring(0.283, 0.325), 0.006, textile(colour), closed=True)]


def cushion(colour: str, second: str = "") -> list:
    """A square cushion standing on its edge, leaning back a little."""
    n = 120
    u, v = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n))
    full = ((1 - np.abs(u) ** 2.6) * (1 - np.abs(v) ** 2.6)) ** 0.55
    x, y = (0.23 * a * (1 - 0.06 * (1 - b**2) * np.abs(a) ** 3) for a, b in ((u, v), (v, u)))
    points, faces = [], []
    for side in (-1, 1):
        z = side * 0.075 * full * (1 + 0.05 * np.sin(7 * u + 3 * v) * np.sin(5 * v - u))
        base = len(points)
        points += np.stack([x, z, y], -1).reshape(-1, 3).tolist()
        i = np.arange(n * n).reshape(n, n) + base
        faces += np.stack([i[:-1, :-1], i[:-1, 1:], i[1:, 1:], i[1:, :-1]], -1).reshape(-1, 4).tolist()
    mesh = bpy.data.meshes.new("cushion")
    mesh.from_pydata(points, [], faces)
    mesh.shade_smooth()
    mesh.materials.append(textile(colour, second, thread=0.005, stripe_m=0.05))
    thing = bpy.data.objects.new("cushion", mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.location, thing.rotation_euler = (0, 0, 0.217), (-0.2, 0, 0.3)
    return [thing]


def clock(colour: str, face: str = "#efe9dc") -> list:
    """A round desk clock on two feet."""
    skin, hand = plain(colour, 0.35), plain("#22201e", 0.5)
    rim = profile(
        ((0.0, -0.03), (0.1, -0.03), (0.112, -0.025)), ((0.112, -0.025), (0.118, 0.0), (0.112, 0.03), (0.101, 0.03))
    )
    parts = [turned("case", rim, skin), turned("face", np.array([[0.101, 0.021], [0.0, 0.021]]), plain(face, 0.6))]
    for k in range(12):
        a = k * np.pi / 6
        tick = box(
            "tick",
            (0.003, 0.012 if k % 3 == 0 else 0.007, 0.001),
            (0.086 * np.sin(a), 0.086 * np.cos(a), 0.022),
            hand,
            0.0003,
        )
        tick.rotation_euler = (0, 0, -a)
        parts.append(tick)
    for length, width, a in ((0.05, 0.005, 5.3), (0.072, 0.0035, 0.95)):
        finger = box(
            "hand", (width, length, 0.001), (length / 2 * np.sin(a), length / 2 * np.cos(a), 0.0235), hand, 0.0003
        )
        finger.rotation_euler = (0, 0, -a)
        parts.append(finger)
    for thing in parts:
        x, y, z = thing.location
        thing.location, thing.rotation_euler.x = (x, -z, y + 0.13), np.pi / 2
        if thing.rotation_euler.z:
            thing.rotation_euler = (np.pi / 2, -thing.rotation_euler.z, 0)
    feet = [leg(f"foot {k}", (x, 0.0, 0), (x * 0.8, 0.0, 0.05), skin, 0.009) for k, x in enumerate((-0.06, 0.06))]
    return [*parts, *feet]


def mirror(colour: str) -> list:
    """A round standing mirror on a wooden block; it shows a pale room."""
    frame = tube(
        "frame",
        np.stack([0.16 * np.cos(TURN), 0 * TURN, 0.23 + 0.16 * np.sin(TURN)], 1),
        0.01,
        plain(colour, 0.3, Metallic=1.0),
        closed=True,
    )
    glass = turned("glass", np.array([[0.158, 0.0], [0.0, 0.0]]), plain("#dfe5e8", 0.06, Metallic=1.0))
    glass.location, glass.rotation_euler = (0, -0.002, 0.23), (np.pi / 2 - 0.06, 0, 0)
    return [frame, glass, box("block", (0.2, 0.09, 0.07), (0, 0, 0.035), wood("#b98a5a", "#7d5430", along="x"), 0.006)]


def candlestick(colour: str, wax: str = "#efe5d0") -> list:
    """A turned candlestick and its taper."""
    foot = profile(
        ((0.0, 0.0), (0.05, 0.0), (0.055, 0.01)),
        ((0.055, 0.01), (0.015, 0.02), (0.01, 0.05), (0.02, 0.08)),
        ((0.02, 0.08), (0.008, 0.11), (0.01, 0.15), (0.022, 0.17)),
    )
    taper = np.array([[0.0, 0.165], [0.0115, 0.166], [0.0095, 0.36], [0.004, 0.368], [0.0, 0.369]])
    wick = tube("wick", np.array([[0, 0, 0.366], [0.001, 0, 0.378]]), 0.001, plain("#1d1712", 0.9))
    return [
        turned("foot", foot, plain(colour, 0.3, Metallic=0.9)),
        turned("taper", taper, plain(wax, 0.45, Subsurface_Weight=0.3)),
        wick,
    ]
