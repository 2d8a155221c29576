"""Hoodies: a hood that lies above the shoulders, drawcords, a pouch pocket, ribs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.bodice import (
    Block,
    Body,
    cut_body,
    drape_body,
    drape_sleeves,
    lay_fold,
    mark_body,
    pull_in,
    sew_armholes,
    sew_ribs,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lines import Line, beside, bezier, both, bow, join, part, smooth, straight, turn
from assets.recipes.drafts.tops import FITS


@dataclass(frozen=True, kw_only=True)
class Hood:
    """A hood that lies flat: how high and wide it is, and its opening."""

    high: float = 29.0
    wide: float = 27.0
    rim: float = 5.0
    """How much of its front is seen beside the opening."""
    point: float = 5.0
    """How far below the shoulders the opening ends."""


@dataclass(frozen=True, kw_only=True)
class Hoodie:
    """A hoodie's measures."""

    block: Block
    hood: Hood
    rib: float = 6.0
    zip: bool = False
    cords: bool = True
    cut: str = "straight"
    seed: int = 0


def draw_hood(rng: np.random.Generator) -> Hood:
    """Measures of a hood."""
    return Hood(high=rng.uniform(25, 31), wide=rng.uniform(25, 30), rim=rng.uniform(3.6, 5.6), point=rng.uniform(4, 7))


def draw_hoodie(rng: np.random.Generator) -> Hoodie:
    """Measures of a hoodie that a shop might have."""
    cut = str(rng.choice(["fitted", "straight", "straight", "boxy"]))
    chest = rng.uniform(52, 58) * FITS[cut]
    length = rng.uniform(62, 71) * (0.84 if cut == "boxy" and rng.random() < 0.5 else 1.0)
    block = Block(
        neck=rng.uniform(19, 21), front=8, back=1.5, shoulder=chest * rng.uniform(0.84, 0.92),
        slope=rng.uniform(4.5, 6), chest=chest, waist=chest * 0.99, waist_at=0.6 * length,
        hem=chest * rng.uniform(0.92, 0.97), length=length, sag=0.4, armhole=rng.uniform(24, 27),
        sleeve=rng.uniform(60, 66), angle=rng.uniform(69, 75), upper_arm=rng.uniform(20, 23), cuff=rng.uniform(9, 10.5),
        bell=-2.4,
    )  # fmt: skip
    return Hoodie(block=block, hood=draw_hood(rng), rib=rng.uniform(5, 7.5), zip=bool(rng.random() < 0.4),
                  cords=bool(rng.random() < 0.85), cut=cut, seed=int(rng.integers(2**31)))  # fmt: skip


def draft_hoodie(hoodie: Hoodie) -> Draft:
    """A hoodie from its measures."""
    rng, block = np.random.default_rng(hoodie.seed), hoodie.block
    pattern, body = Pattern(category="Hoodie"), cut_body(block, rng)
    mark_body(pattern, body)
    pattern.outlines.append(set_hood(pull_in(body, hoodie.rib, 1.0), body, hoodie.hood))
    sew_armholes(pattern, body)
    sew_ribs(pattern, body, hoodie.rib, hoodie.rib * 0.95)
    sew_pouch(pattern, block, hoodie.rib, hoodie.zip)
    sew_hood(pattern, block, hoodie.hood, rng)
    if hoodie.zip:
        sew_zip(pattern, hoodie.hood.point + 0.6, block.length - 0.4)
    if hoodie.cords:
        sew_cords(pattern, hoodie.hood, rng)
    drape_body(pattern, body, rng, 1.3)
    drape_sleeves(pattern, body, rng, 1.3)
    told = ((True, "hood"), (hoodie.zip, "zip"), (hoodie.cords, "drawcords"), (True, "pouch pocket"))
    facts = Facts(
        sleeve="long", neck="hood", cut=hoodie.cut, style="hoodie", length_cm=block.length,
        length="cropped" if block.length < 58 else "long" if block.length > 70 else "regular",
        details=tuple(word for true, word in told if true),
    )  # fmt: skip
    return finish(pattern, facts, rng)


def hood_edge(block: Block, hood: Hood) -> Line:
    """The right half of the hood's outer edge, from its top to the shoulder."""
    wide, base = hood.wide / 2, np.array([block.neck / 2 + 2.6, 1.0])
    side = np.array([wide, -0.52 * hood.high])
    return join(bezier((0, -hood.high), (0.66 * wide, -hood.high), (wide + 0.3, -0.86 * hood.high), side),
                bezier(side, side + (-0.25, 0.26 * hood.high), base + (-0.6, -4), base))  # fmt: skip


def hood_opening(block: Block, hood: Hood) -> Line:
    """The right half of the opening's edge, from its top to its point below the neck."""
    wide = hood.wide / 2 - hood.rim
    top, low = -hood.high + 0.72 * hood.rim, hood.point
    side = np.array([wide, -0.5 * hood.high])
    return join(bezier((0, top), (0.7 * wide, top), (wide, -0.82 * hood.high), side),
                bezier(side, side + (0, 0.3 * hood.high), (0.42 * wide, low - 3.2), (0, low)))  # fmt: skip


def set_hood(outline: Line, body: Body, hood: Hood) -> Line:
    """The outline with a hood in place of the neckline."""
    edge = hood_edge(body.block, hood)
    end = edge[-1]
    lower = outline[(outline[:, 1] > end[1] - 0.3) & ((np.abs(outline[:, 0]) > end[0] + 0.4) | (outline[:, 1] > 12))]
    start = int(np.argmin(np.hypot(*(lower - end).T)))
    return join(both(edge), np.roll(lower, -start, axis=0))


def sew_hood(pattern: Pattern, block: Block, hood: Hood, rng: np.random.Generator) -> None:
    """The hood's opening, its lining's seam, the casing of its edge, and where it is set into the neckline."""
    edge, rim = hood_edge(block, hood), hood_opening(block, hood)
    pattern.sew("opening", _loop(rim), depth=0.6)
    pattern.sew("seam", bow((0.3, -hood.high + hood.rim), (0, -0.2), 0.2), depth=0.4)
    pattern.sew("seam", bow((-block.neck * 0.36, -0.6), (block.neck * 0.36, -0.6), 1.6), depth=0.4)
    base = edge[-1]
    join_line = bezier((0, hood.point + 1.0), (3.5, hood.point + 0.6), base + (-3.2, 2.4), base)
    for mirrored in (False, True):
        sign = -1 if mirrored else 1
        pattern.sew("stitch", part(beside(rim, -2.4), 0.02, 0.9) * (sign, 1), width=0.3, depth=0.4)
        pattern.sew("seam", join_line * (sign, 1), depth=0.6)
        start = np.array([0.44 * hood.wide, -0.3 * hood.high])
        for _ in range(2):
            end = (rng.uniform(4, 8), rng.uniform(-1.0, 3))
            lay_fold(pattern, sign, bow(start + (0, rng.uniform(-3, 5)), end, rng.uniform(0, 1.5)), rng, 1.2, 0.6)
    # one side of the opening lies over the other
    pattern.sew("edge", bow((-2.6, hood.point - 3.4), (1.6, hood.point + 1.2), -0.3), depth=0.4)


def _loop(half: Line) -> Line:
    """The closed line of which `half` is the right side, top to bottom."""
    return join(half, turn(half * (-1, 1)))


def sew_cords(pattern: Pattern, hood: Hood, rng: np.random.Generator) -> None:
    """Drawcords that hang from two eyelets."""
    for sign in (-1, 1):
        eye = np.array([sign * rng.uniform(2.6, 3.4), hood.point - 0.8])
        reach = rng.uniform(17, 23)
        line = smooth(
            eye, eye + (sign * rng.uniform(0.2, 1.4), 0.5 * reach), eye + (sign * rng.uniform(-0.6, 1), reach)
        )
        pattern.sew("button", np.array([eye]), width=1.1, depth=0.7)
        pattern.sew("cord", line, width=0.75, depth=0.75)
        tip = line[-1]
        pattern.sew("cord", straight(tip, tip + (0, 1.8)), width=0.95, depth=0.9)


def sew_zip(pattern: Pattern, top: float, low: float) -> None:
    """A zip down the middle, its tapes stitched on both sides."""
    pattern.sew("zip", bow((0, top), (0, low), 0.15), width=1.1, depth=0.7)
    for sign in (-1, 1):
        pattern.sew("stitch", bow((sign * 1.5, top + 0.4), (sign * 1.5, low), sign * 0.1), width=0.3, depth=0.35)


def sew_pouch(pattern: Pattern, block: Block, rib: float, split: bool) -> None:
    """The pouch pocket in front, in two halves where a zip runs through it."""
    low, high = block.length - rib, 21.0
    inner, outer = 0.15 * block.chest, 0.31 * block.chest
    for sign in (-1, 1):
        mouth = bow((sign * inner, low - high), (sign * outer, low - 0.42 * high), -sign * 0.9)
        pattern.sew("edge", mouth if sign > 0 else turn(mouth), depth=0.65)
        pattern.sew("stitch", part(beside(mouth, -sign * 0.9), 0.04, 0.97), width=0.4, depth=0.35)
        side = straight((sign * outer, low - 0.42 * high), (sign * (outer + 0.2), low - 0.2))
        pattern.sew("seam", side, depth=0.5)
        pattern.sew("stitch", part(side + (-sign * 0.7, 0), 0.05, 0.98), width=0.3, depth=0.3)
    for start, end in ((-inner, -1.6), (1.6, inner)) if split else ((-inner, inner),):
        pattern.sew("seam", bow((start, low - high), (end, low - high), 0.1), depth=0.55)
        pattern.sew("stitch", bow((start, low - high + 0.8), (end, low - high + 0.8), 0.1), width=0.4, depth=0.35)
