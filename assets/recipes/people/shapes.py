"""Body shapes: morph targets mixed by sex, age, muscle, weight, height and proportions; features smoothed away.

A shop mannequin has no face and no anatomy: head, chest and crotch are smoothed, as a sculptor would.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from .base import Base
from .heads import Egg, blend_in, ring_places
from .mesh import normals, only, smoother

LEVELS = {"muscle": ("minmuscle", "averagemuscle", "maxmuscle"), "weight": ("minweight", "averageweight", "maxweight")}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a body is like.  Numbers run from 0 to 1 with the average at 0.5; a little beyond is allowed."""

    id: str
    sex: str
    size: str
    age: str
    weight: float
    muscle: float = 0.5
    height: float = 0.5
    years: float = 0.0
    ideal: float = 0.6
    cup: float = 0.5
    firmness: float = 0.7
    extra: tuple[tuple[str, float], ...] = ()


def _shares(names: tuple[str, str, str], value: float) -> dict[str, float]:
    """How much of the lowest, middle and highest target; beyond the ends it extrapolates."""
    low, mid, high = names
    return {mid: 2 * (1 - value), high: 2 * value - 1} if value >= 0.5 else {low: 1 - 2 * value, mid: 2 * value}


def body_of(base: Base, shape: Shape) -> np.ndarray:
    """All vertices of the base mesh with the shape's targets added, feet on y = 0."""
    out = base.vertices.copy()

    def add(name: str, share: float) -> None:
        if abs(share) > 1e-4:
            index, offset = base.target(name)
            out[index] += share * offset

    sex = {"woman": "female", "man": "male"}[shape.sex]
    ages = {"young": 1 - shape.years, "old": shape.years}
    muscles, weights = _shares(LEVELS["muscle"], shape.muscle), _shares(LEVELS["weight"], shape.weight)
    for (age, a), (muscle, m), (weight, w) in product(ages.items(), muscles.items(), weights.items()):
        share, stem = a * m * w, f"{age}-{muscle}-{weight}"
        add(f"macrodetails/universal-{sex}-{stem}", share)
        tall = "maxheight" if shape.height >= 0.5 else "minheight"
        add(f"macrodetails/height/{sex}-{stem}-{tall}", share * abs(2 * shape.height - 1))
        add(f"macrodetails/proportions/{sex}-{stem}-idealproportions", share * max(2 * shape.ideal - 1, 0))
        if sex == "female":
            cups = _shares(("mincup", "averagecup", "maxcup"), shape.cup)
            firm = _shares(("minfirmness", "averagefirmness", "maxfirmness"), shape.firmness)
            for (cup, c), (firmness, f) in product(cups.items(), firm.items()):
                if (cup, firmness) != ("averagecup", "averagefirmness"):
                    add(f"breast/female-{stem}-{cup}-{firmness}", share * c * f)
    for origin, (age, a) in product(("african", "asian", "caucasian"), ages.items()):
        add(f"macrodetails/{origin}-{sex}-{age}", a / 3)
    for name, share in shape.extra:
        add(name, share)
    out = sculpt(base, out)
    if shape.weight > 1:
        out = firmed(base, out, round(30 * (shape.weight - 1)))
    out[:, 1] -= out[np.unique(base.skin), 1].min()
    return out


def sculpt(base: Base, body: np.ndarray) -> np.ndarray:
    """The body with an abstract head and no anatomical detail."""
    body = abstract_head(base, body)
    faces, used = only(base.skin)
    skin = body[used]
    index, _ = base.target("breast/nipple-size-incr")
    spots = [(body[[i for i in index if body[i, 0] * side > 0]].mean(0), 0.030) for side in (1, -1)]
    pelvis = base.place({"strategy": "CUBE", "cube_name": "joint-pelvis"}, body)
    belly = skin[(np.abs(skin[:, 0]) < 0.01) & (np.abs(skin[:, 1] - pelvis[1] - 0.13) < 0.06)]
    belly = belly[belly[:, 2] > pelvis[2]]
    spots.append((belly[np.argmin(belly[:, 2] - 0.3 * np.abs(belly[:, 1] - pelvis[1] - 0.13))], 0.034))
    for middle, reach in spots:
        skin = capped(skin, normals(skin, faces), middle, reach)
    smooth = smoother(faces, len(used))
    crotch = np.exp(-(((skin - pelvis + [0, 0.09, 0]) / [0.05, 0.07, 0.12]) ** 2).sum(1))[:, None]
    for _ in range(26):
        skin = skin + crotch * (smooth @ skin - skin)
    out = body.copy()
    out[used] = skin
    return out


def firmed(base: Base, body: np.ndarray, rounds: int) -> np.ndarray:
    """A heavy trunk without rolls and creases: shop mannequins are taut.

    Source: Taubin 1995, smoothing that does not shrink.
    """
    faces, used = only(base.skin)
    smooth = smoother(faces, len(used))
    trunk = ("pelvis", "spine_01", "spine_02", "spine_03")
    share = base.weights[used][:, [base.bones.index(name) for name in trunk]].sum(1, keepdims=True)
    skin = body[used]
    for _ in range(rounds):
        skin = skin + share * (smooth @ skin - skin)
        skin = skin - 1.03 * share * (smooth @ skin - skin)
    out = body.copy()
    out[used] = skin
    return out


def capped(skin: np.ndarray, normal: np.ndarray, middle: np.ndarray, reach: float) -> np.ndarray:
    """Replace a round patch by the quadratic surface that its surroundings suggest."""
    away = skin - middle
    near = np.linalg.norm(away, axis=1) < 2.0 * reach
    up = normal[near].mean(0)
    up /= np.linalg.norm(up)
    near &= normal @ up > 0.2
    side = np.cross(up, [0, 1, 0.3])
    side /= np.linalg.norm(side)
    u, v, height = away @ side, away @ np.cross(up, side), away @ up
    radius = np.hypot(u, v)
    terms = np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], 1)
    around = near & (radius > 0.75 * reach)
    fit = terms @ np.linalg.lstsq(terms[around], height[around], rcond=None)[0]
    share = np.where(near, np.clip((1.5 * reach - radius) / (0.7 * reach), 0, 1), 0)
    share = share * share * (3 - 2 * share)
    return skin + (share * (fit - height))[:, None] * up


def abstract_head(base: Base, body: np.ndarray) -> np.ndarray:
    """The head as a smooth egg, no eyes, lips or ears."""
    old = np.unique(base.groups["body"])
    middle = base.head_middle(body)
    egg = Egg(body[old][base.weights[old][:, base.bones.index("head")] > 0.5], middle)
    out = body.copy()
    out[base.dome.new.ravel()] = ring_places(body[base.dome.border], egg, middle)
    faces, used = only(base.skin)
    band = np.isin(used, base.dome.border)
    out[used] = blend_in(out[used], faces, band)
    return out
