"""Rails, pegs, lines, hangers and clips. The origin is the top middle of the garment; the wall is at y > 0."""

from __future__ import annotations

import numpy as np
from photo.wares import box, plain, turned, wood

from .meshes import bar
from .surfaces import cloth, metal

ARM_M = 0.19


def hanger(
    skin=None, hook=None, *, above_m: float = 0.10, over: str = "peg", x: float = 0.0, turn: float = 0.0
) -> list:
    """A shaped wooden hanger whose hook goes over a peg (a question mark) or a rail (a straight wire), `above_m` up."""
    skin, hook = skin or wood("#c9a26e", "#9a7040", along="x", gloss=0.35), hook or metal("#c8c4bc", 0.25)
    s = np.linspace(-1, 1, 61)
    rise = -0.072 * (np.sqrt(s**2 + 0.012) - np.sqrt(0.012)) ** 1.12 - 0.013
    arms = np.stack([s * ARM_M, -0.012 * s**2, rise], 1)
    thick = 0.0125 - 0.003 * np.abs(s) + 0.0035 * np.exp(-((s / 0.12) ** 2))
    thick *= np.clip((1.0005 - np.abs(s)) / 0.03, 0.0, 1) ** 0.5
    parts = [bar("hanger", arms, thick, skin, sides=20, flat=0.55)]
    if over == "rail":
        t = np.linspace(0, np.pi * 1.15, 24)
        top = np.stack([0 * t, -0.016 * np.cos(t), above_m - 0.016 + 0.016 * np.sin(t)], 1)
        line = np.concatenate([[[0, 0, -0.01], [0, -0.004, 0.01], [0, -0.014, 0.03], [0, -0.016, 0.05]], top[1:]])
    else:
        t = np.linspace(np.pi * 1.42, -0.12 * np.pi, 40)
        r = 0.021
        loop = np.stack([r * np.cos(t), 0 * t, above_m - r + 0.004 + r * np.sin(t)], 1)
        line = np.concatenate([[[0, 0, -0.01], [0, 0, 0.012], [-0.001, 0, 0.026]], loop])
    smooth = np.stack(
        [np.interp(np.linspace(0, 1, 120), np.linspace(0, 1, len(line)), line[:, k]) for k in range(3)], 1
    )
    for _ in range(6):
        smooth[1:-1] = (smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4
    parts.append(bar("hook", smooth, 0.0019, hook, sides=10))
    parts.append(turned("ferrule", np.array([[0.0, 0.004], [0.0042, 0.003], [0.0048, -0.004]]), hook, 24))
    for thing in parts:
        thing.location = (x, 0, 0)
        thing.rotation_euler = (0, 0, turn)
    return parts


def rail(
    z: float, skin, *, radius: float = 0.0125, y: float = 0.0, reach: float = 2.0, brackets=(), wall_y: float = 0.1
) -> list:
    """A round rail along x, with brackets to the wall at some x."""
    parts = [bar("rail", np.array([[-reach, y, z], [0, y, z], [reach, y, z]]), radius, skin, sides=32)]
    for x in brackets:
        parts.append(
            bar("bracket", np.array([[x, y, z], [x, (y + wall_y) / 2, z], [x, wall_y, z]]), radius * 0.8, skin)
        )
        plate = turned(
            "rose",
            np.array([[0.0, 0.008], [radius * 2.2, 0.007], [radius * 2.5, 0.003], [radius * 2.5, 0.0]]),
            skin,
            48,
        )
        plate.location, plate.rotation_euler = (x, wall_y, z), (np.pi / 2, 0, 0)
        parts.append(plate)
    return parts


def shaker_peg(x: float, z: float, wall_y: float, skin, *, reach: float = 0.075):
    """A turned wooden peg, a little upward."""
    t = np.linspace(0, 1, 40)
    shape = (
        0.008
        + 0.004 * np.exp(-(((t - 0.0) / 0.12) ** 2))
        + 0.0075 * np.exp(-(((t - 0.9) / 0.1) ** 2))
        - 0.0015 * np.sin(np.pi * t)
    )
    profile = np.concatenate(
        [np.stack([shape, t * reach], 1), [[shape[-1] * 0.7, reach + 0.003], [0.0, reach + 0.004]]]
    )
    thing = turned("peg", profile, skin, 48)
    thing.location, thing.rotation_euler = (x, wall_y, z), (np.pi / 2 - 0.13, 0, 0)
    return thing


def clothes_peg(x: float, z: float, skin, *, y: float = -0.006, lean: float = 0.0) -> list:
    """A wooden clothes peg from the front: two legs on top of each other, a spring's wire; it grips 2 cm below `z`."""
    wire, parts = metal("#b9b6ae", 0.3), []
    parts.append(box("peg", (0.0105, 0.007, 0.072), (x, y - 0.004, z + 0.014), skin, 0.0016))
    parts.append(box("peg back", (0.0105, 0.007, 0.072), (x, y + 0.014, z + 0.014), skin, 0.0016))
    for dz in (0.012, 0.0155):
        parts.append(
            bar(
                "spring",
                np.array(
                    [
                        [x - 0.0062, y + 0.008, z + dz],
                        [x - 0.0062, y - 0.0082, z + dz],
                        [x + 0.0062, y - 0.0082, z + dz],
                        [x + 0.0062, y + 0.008, z + dz],
                    ]
                ),
                0.0008,
                wire,
                sides=8,
            )
        )
    for thing in parts:
        thing.rotation_euler = (0, lean, 0)
    return parts


def line(z: float, skin, *, radius: float = 0.003, sag: float = 0.02, reach: float = 1.2, y: float = 0.0):
    """A clothes line, twisted, sagging a little."""
    x = np.linspace(-reach, reach, 160)
    return bar("line", np.stack([x, 0 * x + y, z - sag * (1 - (x / reach) ** 2)], 1), radius, skin, sides=10)


def clip_hanger(hook=None, *, above_m: float = 0.12, spread_m: float = 0.24, over: str = "rail") -> tuple[list, list]:
    """A bar with two clips for skirts and trousers. Returns everything, and what goes over the cloth."""
    hook = hook or metal("#c8c4bc", 0.22)
    half = spread_m / 2 + 0.05
    back = [bar("bar", np.array([[-half, 0, 0.034], [0, 0, 0.034], [half, 0, 0.034]]), 0.0032, hook, sides=16)]
    t = np.linspace(0, np.pi * 1.15, 24)
    top = np.stack([0 * t, -0.016 * np.cos(t), above_m - 0.016 + 0.016 * np.sin(t)], 1)
    back.append(
        bar(
            "hook",
            np.concatenate([[[0, 0, 0.034], [0, -0.004, 0.045], [0, -0.014, 0.06]], top]),
            0.0021,
            hook,
            sides=10,
        )
    )
    front, pad = [], plain("#2a2724", 0.6)
    for x in (-spread_m / 2, spread_m / 2):
        front.append(box("jaw", (0.024, 0.0025, 0.046), (x, -0.008, 0.006), hook, 0.0011))
        front.append(box("lip", (0.027, 0.004, 0.009), (x, -0.008, -0.013), pad, 0.0014))
        front.append(
            bar(
                "pin",
                np.array([[x - 0.014, -0.005, 0.021], [x, -0.005, 0.021], [x + 0.014, -0.005, 0.021]]),
                0.0026,
                hook,
                sides=10,
            )
        )
        back.append(box("jaw back", (0.024, 0.0025, 0.046), (x, 0.004, 0.006), hook, 0.0011))
        ring = np.linspace(0, 2 * np.pi, 40)
        front.append(
            bar(
                "ring",
                np.stack([x + 0 * ring, 0.0055 * np.cos(ring), 0.034 + 0.0055 * np.sin(ring)], 1),
                0.0016,
                hook,
                sides=8,
            )
        )
    return [*back, *front], front


def rope_skin():
    """Cotton rope."""
    return cloth("#d9cdb4", thread=0.004, slub=1.6)
