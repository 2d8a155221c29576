"""Branches, fronds, needles and fallen leaves: props at the edge of a set, or, unseen, what casts leafy shadows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from photo.nodes import Graph, Wire

from .meshes import bar, mesh_of, quads
from .surfaces import shaded

Outline = Callable[[np.ndarray], np.ndarray]


def oval(t: np.ndarray) -> np.ndarray:
    """Half width along a leaf, 0..1, of an olive's or a bay's leaf."""
    return np.sin(np.pi * t**0.85) ** 0.9


def round_leaf(t: np.ndarray) -> np.ndarray:
    """Eucalyptus: nearly a disc."""
    return np.sqrt(np.clip(1 - (2 * t - 1) ** 2, 0, 1))


def blade(t: np.ndarray) -> np.ndarray:
    """A palm's leaflet or a blade of grass."""
    return np.clip(t * 9, 0, 1) * (1 - t) ** 0.7


def toothed(t: np.ndarray) -> np.ndarray:
    """Beech or birch: a broad leaf with a wavy edge, ending in a tip."""
    return np.sin(np.pi * t**0.72) ** 0.8 * (1 + 0.07 * np.sin(t * 60)) * (1 - 0.25 * t)


def lobed(t: np.ndarray) -> np.ndarray:
    """Oak: rounded lobes on both sides."""
    return np.sin(np.pi * np.clip(t * 0.93 + 0.04, 0, 1) ** 1.25) ** 0.7 * (0.72 + 0.28 * np.cos(t * 27 + 2.4))


def needle(t: np.ndarray) -> np.ndarray:
    """A fir's needle: flat, blunt."""
    return np.clip(0.5 + t * 4, 0, 1) * (1 - t**4)


@dataclass
class Foliage:
    """Collects leaves, to make one mesh of them."""

    points: list[np.ndarray] = field(default_factory=list)
    uvs: list[np.ndarray] = field(default_factory=list)
    tones: list[np.ndarray] = field(default_factory=list)
    rows: int = 13

    def add(
        self,
        at,
        ahead,
        up,
        length: float,
        width: float,
        outline: Outline,
        *,
        bend: float = 0.2,
        cup: float = 0.15,
        tone: float = 0.5,
        wave: float = 0.0,
        phase: float = 0.0,
    ) -> None:
        """A leaf from its stalk `at`, growing `ahead`, its face towards `up`; `bend` droops it, `cup` folds it."""
        ahead, up = np.asarray(ahead, float), np.asarray(up, float)
        ahead = ahead / np.linalg.norm(ahead)
        side = np.cross(ahead, up)
        side /= np.linalg.norm(side) + 1e-9
        up = np.cross(side, ahead)
        t, s = np.linspace(0, 1, self.rows)[:, None], np.linspace(-1, 1, 5)[None]
        half = outline(t) * width / 2
        rise = np.abs(s) * half * cup * 2 - bend * length * t**2 + wave * width * np.sin(t * 7 + phase + s * 2)
        far = length * t * (1 - 0.35 * bend * t)
        place = (
            np.asarray(at)[None, None] + ahead * far[..., None] + side * (half * s)[..., None] + up * rise[..., None]
        )
        self.points.append(place.reshape(-1, 3))
        self.uvs.append(np.stack(np.broadcast_arrays(s, t), -1).reshape(-1, 2))
        self.tones.append(np.full(self.rows * 5, tone))

    def done(self, name: str, material):
        """One object of all leaves so far."""
        one = quads(self.rows, 5)
        faces = np.concatenate([one + k * self.rows * 5 for k in range(len(self.points))])
        tones, uv = np.concatenate(self.tones), np.concatenate(self.uvs)
        return mesh_of(name, np.concatenate(self.points), faces, material, tone=tones, uv=uv)


def leaf_skin(colour: str, second: str, *, gloss: float = 0.45, through: float = 0.3, spots: float = 0.0):
    """A leaf: a pale midrib, side veins, each in its own tone; light shines through a little."""
    g = Graph("leaf")
    s, t, _ = g.split(g.coordinates("UV"))
    tone, p = g.attribute("tone"), g.coordinates("Object")
    rib = s.abs().ramp(0.03, 0.1, 1, 0)
    vein = ((t * 9 + s.abs() * 2.6).fract() - 0.5).abs().ramp(0.40, 0.5)
    tint = g.mix((tone + g.noise(p, 40, 2) * 0.5 - 0.25).ramp(0.0, 1.0), colour, second)
    tint = shaded(g, tint, rib * 0.3 + 0.92 - vein * 0.10)
    if spots:
        tint = g.mix(g.noise(p, 120, 3, 0.7).ramp(0.55, 0.65) * spots, tint, "#3d2616")
    body = g.node("ShaderNodeBsdfPrincipled")
    g.link(tint, body.inputs["Base Color"])
    g.link(g.noise(p, 60, 1) * 0.2 + gloss - 0.1, body.inputs["Roughness"])
    bump = g.node("ShaderNodeBump")
    bump.inputs["Distance"].default_value = 0.0006
    g.link(rib - vein * 0.5, bump.inputs["Height"])
    g.tree.links.new(bump.outputs[0], body.inputs["Normal"])
    glow, both, out = (
        g.node(k) for k in ("ShaderNodeBsdfTranslucent", "ShaderNodeMixShader", "ShaderNodeOutputMaterial")
    )
    g.link(tint, glow.inputs["Color"])
    both.inputs[0].default_value = through
    g.link(Wire(g, body.outputs[0]), both.inputs[1])
    g.link(Wire(g, glow.outputs[0]), both.inputs[2])
    g.link(Wire(g, both.outputs[0]), out.inputs["Surface"])
    return g.material


def bark(colour: str = "#6a5240", second: str = "#3f2f24"):
    """The stem of a twig."""
    g = Graph("bark")
    p = g.coordinates("Object")
    x, y, z = g.split(p)
    rough = g.noise(g.join(x * 90, y * 90, z * 90), 1.0, 3, 0.65)
    return g.surface(g.mix(rough.ramp(0.3, 0.7), colour, second), 0.8, rough, 0.0012)


def stem_line(
    at, ahead, length: float, *, droop: float = 0.15, wander: float = 0.05, seed: int = 0, count: int = 40, up=(0, 0, 1)
) -> np.ndarray:
    """A twig's line (n, 3): it sets off `ahead`, sinks against `up` and wavers."""
    rng = np.random.default_rng(seed)
    ahead, up, t = np.asarray(ahead, float), np.asarray(up, float), np.linspace(0, 1, count)[:, None]
    ahead = ahead / np.linalg.norm(ahead)
    side = np.cross(ahead, up)
    sway = sum(np.sin(t * k * 3.1 + rng.uniform(0, 6)) / k for k in (1, 2, 3)) - np.sin(rng.uniform(0, 6))
    sway = (sway - sway[0]) * t**0.5
    return np.asarray(at, float) + length * (ahead * t - up * droop * t**2 + side * wander * sway)


def branch(
    name: str,
    at,
    ahead,
    length: float,
    leaf: Outline,
    size: tuple[float, float],
    skin,
    wood,
    *,
    pairs: int = 12,
    spread: float = 1.0,
    face=(0, 0, 1),
    droop: float = 0.12,
    opposite: bool = True,
    thick: float = 0.0035,
    twigs: int = 0,
    seed: int = 0,
) -> list:
    """A leafy branch. `face` is where the leaves turn their upper side; `twigs` side branches leave it half-way."""
    rng, foliage, parts = np.random.default_rng(seed), Foliage(), []
    face = np.asarray(face, float)
    lines = [(stem_line(at, ahead, length, droop=droop, seed=seed, up=face), 1.0)]
    for k in range(twigs):
        main = lines[0][0]
        place = int(len(main) * (0.2 + 0.6 * k / max(twigs, 1)))
        way = main[place + 1] - main[place]
        way = way / np.linalg.norm(way) + np.cross(way / np.linalg.norm(way), face) * (0.8 if k % 2 else -0.8)
        lines.append(
            (
                stem_line(main[place], way, length * rng.uniform(0.35, 0.5), droop=droop, seed=seed + k + 1, up=face),
                0.65,
            )
        )
    for number, (line, scale) in enumerate(lines):
        parts.append(
            bar(f"{name} stem {number}", line, np.linspace(thick, thick * 0.3, len(line)) * scale, wood, sides=8)
        )
        count = max(3, int(pairs * (1 if number == 0 else 0.5)))
        for k in range(count):
            where = 0.1 + 0.88 * (k + 0.5) / count
            index = min(int(where * (len(line) - 1)), len(line) - 2)
            way = line[index + 1] - line[index]
            way /= np.linalg.norm(way)
            across = np.cross(way, face)
            for sign in (1, -1) if opposite else ((1,) if k % 2 else (-1,)):
                lift = rng.normal(0, 0.28)
                heading = way * rng.uniform(0.55, 1.1) + sign * across * spread * rng.uniform(0.7, 1.1) + face * lift
                tilt = face + rng.normal(0, 0.35, 3)
                big = scale**0.5 * (1 - 0.45 * where) * rng.uniform(0.75, 1.15)
                foliage.add(
                    line[index],
                    heading,
                    tilt,
                    size[0] * big,
                    size[1] * big,
                    leaf,
                    bend=rng.uniform(0.0, 0.35),
                    cup=rng.uniform(0.05, 0.3),
                    tone=rng.uniform(),
                )
        foliage.add(
            line[-1], line[-1] - line[-2], face, size[0] * 0.6 * scale, size[1] * 0.55 * scale, leaf, tone=rng.uniform()
        )
    return [*parts, foliage.done(f"{name} leaves", skin)]


def frond(
    name: str,
    at,
    ahead,
    length: float,
    skin,
    *,
    leaflets: int = 30,
    reach: float = 0.34,
    face=(0, 0, 1),
    droop: float = 0.0,
    width: float = 0.014,
    seed: int = 0,
) -> list:
    """A feather palm's frond."""
    rng, foliage = np.random.default_rng(seed), Foliage()
    line = stem_line(at, ahead, length, droop=droop, wander=0.02, seed=seed, up=face, count=80)
    for k in range(leaflets):
        where = 0.12 + 0.87 * k / leaflets
        index = min(int(where * 79), 78)
        way = line[index + 1] - line[index]
        way /= np.linalg.norm(way)
        across = np.cross(way, face)
        across /= np.linalg.norm(across)
        long = reach * np.sin(np.pi * (0.12 + 0.83 * where)) ** 0.7 * rng.uniform(0.9, 1.05)
        for sign in (1, -1):
            heading = way * (0.55 + 0.6 * where) + sign * across + np.asarray(face) * rng.uniform(0.05, 0.3)
            foliage.add(
                line[index],
                heading,
                np.asarray(face) + 0.4 * sign * across,
                long,
                width,
                blade,
                bend=rng.uniform(0.1, 0.3),
                cup=0.3,
                tone=rng.uniform(),
            )
    stalk = bar(f"{name} stalk", line, np.linspace(0.006, 0.0015, 80), skin, sides=8)
    return [stalk, foliage.done(f"{name} leaves", skin)]


def fir(
    name: str,
    at,
    ahead,
    length: float,
    *,
    face=(0, 0, 1),
    twigs: int = 6,
    droop: float = 0.0,
    colour: str = "#24402c",
    second: str = "#4d6b45",
    bushy: bool = False,
    seed: int = 0,
) -> list:
    """A fir twig: flat side twigs, needles to both sides and up; `bushy` ones fork again and are never combs."""
    rng, needles = np.random.default_rng(seed), Foliage(rows=3)
    face = np.asarray(face, float)
    skin, wood = leaf_skin(colour, second, gloss=0.4, through=0.1), bark("#5b4331", "#33251b")
    main = stem_line(at, ahead, length, droop=droop, wander=0.03, seed=seed, up=face)
    lines = [main]
    for k in range(twigs):
        place = int(len(main) * (0.12 + 0.72 * k / twigs))
        way = main[place + 1] - main[place]
        way = way / np.linalg.norm(way)
        across = np.cross(way, face) * (1 if k % 2 else -1)
        long = length * (0.52 - 0.34 * k / twigs)
        lines.append(stem_line(main[place], way * 0.9 + across * 0.9, long, droop=droop, seed=seed + k + 1, up=face))
    if bushy:
        lines = [main, *_forked(lines[1:], face, droop, rng)]
    parts = []
    for number, line in enumerate(lines):
        span = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
        parts.append(bar(f"{name} {number}", line, np.linspace(0.0026, 0.0011, len(line)), wood, sides=6))
        for k in range(int(span / 0.00045)):
            where = rng.uniform(0.03, 1.0) * (len(line) - 1.01)
            index, part = int(where), where % 1
            way = line[index + 1] - line[index]
            place = line[index] + way * part
            way = way / np.linalg.norm(way)
            across = np.cross(way, face)
            turn = rng.normal(0, 0.75) + (np.pi if k % 2 else 0.0)
            out = across * np.cos(turn) + face * abs(np.sin(turn)) * 0.7
            heading = way * rng.uniform(0.5, 0.9) + out
            needles.add(
                place,
                heading,
                face + rng.normal(0, 0.3, 3),
                rng.uniform(0.015, 0.023),
                0.0024,
                needle,
                bend=0.1,
                cup=0.0,
                tone=rng.uniform(),
            )
    return [*parts, needles.done(f"{name} needles", skin)]


def _forked(lines: list[np.ndarray], face: np.ndarray, droop: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Side twigs at uneven angles, each with two or three twigs of its own."""
    out = []
    for line in lines:
        turn, origin = rng.normal(0, 0.22), line[0]
        away = line - origin
        line = origin + away * np.cos(turn) + np.cross(face, away) * np.sin(turn)  # turned about `face`
        out.append(line)
        reach = float(np.linalg.norm(line[-1] - line[0]))
        for k in range(int(rng.integers(2, 4))):
            place = int(len(line) * rng.uniform(0.25, 0.75))
            way = line[place + 1] - line[place]
            way = way / np.linalg.norm(way)
            across = np.cross(way, face) * (1 if k % 2 else -1)
            seed = int(rng.integers(1 << 30))
            out.append(
                stem_line(line[place], way + across * rng.uniform(0.5, 0.9), reach * rng.uniform(0.3, 0.5),
                          droop=droop, seed=seed, up=face)
            )  # fmt: skip
    return out


def strew(
    name: str,
    places: np.ndarray,
    size: tuple[float, float],
    leaf: Outline,
    skin,
    *,
    seed: int = 0,
    lift: float = 0.004,
    normal=(0, 0, 1),
):
    """Fallen leaves, curled and turned at random, at places (n, 3)."""
    rng, fallen = np.random.default_rng(seed), Foliage(rows=21)
    up = np.asarray(normal, float)
    for k, place in enumerate(places):
        angle, big = rng.uniform(0, 6.3), rng.uniform(0.7, 1.2)
        ahead = np.array([np.cos(angle), np.sin(angle), rng.normal(0, 0.1)])
        curl = rng.uniform(-0.28, 0.1)
        fallen.add(
            np.asarray(place) + up * (lift + 0.002 * (k % 4)),
            ahead,
            up + rng.normal(0, 0.16, 3),
            size[0] * big,
            size[1] * big,
            leaf,
            bend=curl,
            cup=rng.uniform(0.1, 0.5),
            tone=rng.uniform(),
            wave=0.06,
            phase=rng.uniform(0, 6),
        )
    return fallen.done(name, skin)
