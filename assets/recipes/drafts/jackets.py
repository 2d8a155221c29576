"""Blazers and coats: fronts that open into lapels over a lining, cut away or straight below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.bodice import (
    Block,
    Body,
    across_sleeve,
    cut_body,
    drape_body,
    drape_sleeves,
    mark_body,
    sew_armholes,
    sew_half,
    sew_hems,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lines import Line, at, beside, bezier, both, bow, flip, join, part, smooth, straight, turn
from assets.recipes.drafts.tops import FITS


@dataclass(frozen=True, kw_only=True)
class Lapels:
    """How the front turns back: where it closes, how wide and how high its notch is."""

    close: float = 42.0
    """Height of the top button, below the shoulder."""
    wide: float = 8.5
    notch: float = 14.0
    peak: bool = False
    shawl: bool = False
    stand: float = 3.4
    overlap: float = 2.0
    """How far the closed front reaches over the middle."""


@dataclass(frozen=True, kw_only=True)
class Jacket:
    """A blazer's or a coat's measures."""

    block: Block
    lapels: Lapels
    buttons: int = 2
    double: bool = False
    away: float = 5.0
    """How far the fronts are cut away at the hem; 0 = straight."""
    pockets: str = "flap"
    """flap, welt or patch."""
    breast: bool = True
    belt: bool = False
    cut: str = "straight"
    style: str = "blazer"
    seed: int = 0


def draw_blazer(rng: np.random.Generator) -> Jacket:
    """Measures of a blazer that a shop might have."""
    cut = str(rng.choice(["fitted", "fitted", "straight", "boxy"]))
    chest, length = rng.uniform(48, 55) * FITS[cut], rng.uniform(64, 76)
    double = bool(rng.random() < 0.25)
    lapels = draw_lapels(rng, length, double)
    block = _draw_block(rng, chest, length, cut)
    return Jacket(
        block=block, lapels=lapels, buttons=2 if double else int(rng.integers(1, 4)), double=double,
        away=0.0 if double else rng.uniform(3.5, 8), pockets=str(rng.choice(["flap", "flap", "welt", "patch"])),
        breast=bool(rng.random() < 0.7), cut=cut, seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draw_lapels(rng: np.random.Generator, length: float, double: bool) -> Lapels:
    """Lapels that suit a length."""
    close = rng.uniform(0.5, 0.6) * min(length, 78)
    kind = str(rng.choice(["peak"] if double else ["notch", "notch", "notch", "peak", "shawl"]))
    return Lapels(close=close, wide=rng.uniform(6.8, 9.5), notch=rng.uniform(11, 15), peak=kind == "peak",
                  shawl=kind == "shawl", stand=rng.uniform(3, 4), overlap=6.5 if double else 2.0)  # fmt: skip


def _draw_block(rng: np.random.Generator, chest: float, length: float, cut: str) -> Block:
    return Block(
        neck=rng.uniform(16.5, 18.5), front=9, back=1.6, shoulder=chest * rng.uniform(0.83, 0.88),
        slope=rng.uniform(3.8, 5), chest=chest, waist=chest * (rng.uniform(0.87, 0.91) if cut == "fitted" else 0.96),
        waist_at=42, hem=chest * rng.uniform(0.98, 1.06), length=length, sag=0.4, armhole=rng.uniform(23.5, 26),
        sleeve=rng.uniform(61, 65), angle=rng.uniform(71, 76), upper_arm=rng.uniform(18.5, 20.5),
        cuff=rng.uniform(12.5, 14),
    )  # fmt: skip


def draft_blazer(jacket: Jacket, category: str = "Blazer") -> Draft:
    """A blazer or a tailored coat from its measures."""
    rng, block, lapels = np.random.default_rng(jacket.seed), jacket.block, jacket.lapels
    pattern, body = Pattern(category=category), cut_body(block, rng)
    mark_body(pattern, body)
    pattern.outlines.append(crown(body, lapels))
    sew_armholes(pattern, body)
    pattern.sew("opening", join(both(collar_back(block, lapels)), turn(_rolls(block, lapels))), depth=0.65)
    sew_lining(pattern, body, lapels)
    sew_hems(pattern, body, 3.0, rows=1)
    sew_front(pattern, jacket)
    sew_lapels(pattern, block, lapels)
    sew_pockets(pattern, jacket, rng)
    for half, mirrored in body.halves:
        assert half.cuff is not None
        for number in range(3):
            place = at(across_sleeve(half, 2.6 + 1.7 * number), 0.12)
            sew_half(pattern, mirrored, "button", np.array([place]), width=1.1, depth=0.6)
        sew_half(pattern, mirrored, "seam", part(_outer(half.sleeve_top, half.inner), 0.3, 0.98), depth=0.25)
    if not jacket.belt:
        for sign in (-1, 1):  # front darts
            top = np.array([sign * 0.24 * block.chest, block.armhole + 5])
            pattern.sew("seam", bow(top, (sign * 0.23 * block.chest, block.waist_at + 14), -sign * 0.6), depth=0.4)
    else:
        sew_belt(pattern, block, 4.2)
    drape_body(pattern, body, rng, 0.75)
    drape_sleeves(pattern, body, rng, 0.8)
    return finish(pattern, _tell(jacket), rng)


def _outer(top: Line | None, inner: Line | None) -> Line:
    """The seam along a sleeve's outer side."""
    assert top is not None
    assert inner is not None
    return top + 0.14 * (inner - top)


def collar_back(block: Block, lapels: Lapels) -> Line:
    """The collar's upper edge behind, from the middle to where it rolls forward."""
    wide = block.neck / 2
    return bezier(
        (0, -lapels.stand),
        (0.5 * wide, -lapels.stand),
        (0.8 * wide, -lapels.stand + 0.4),
        (0.95 * wide, -lapels.stand + 1.8),
    )


def crown(body: Body, lapels: Lapels) -> Line:
    """The body's outline with the collar above its shoulders."""
    block = body.block
    back = collar_back(block, lapels)
    over = join(back, bezier(back[-1], back[-1] + (0.9, 0.9), _meet(block) + (-0.8, -1.4), _meet(block)))
    halves = []
    for half, _ in body.halves:
        rest = half.edge[len(join(half.back_neck, half.shoulder)) :]
        halves.append(join(over, part(half.shoulder, 0.24, 1.0), rest))
    return join(halves[0], turn(flip(halves[1])))


def _meet(block: Block) -> np.ndarray:
    """Where the collar's outer edge meets the shoulder."""
    start, end = np.array([block.neck / 2, 0.0]), np.array([block.shoulder / 2, block.slope])
    return start + 0.22 * (end - start)


def _roll(block: Block, lapels: Lapels) -> Line:
    """The right half's line at which the front turns back, from the collar to where it closes."""
    start = np.array([0.95 * block.neck / 2, -lapels.stand + 1.8])
    return bezier(
        start,
        start + (-0.6, 4),
        (0.32 * block.neck, 0.5 * lapels.close),
        (min(-0.4, 3 - lapels.overlap), lapels.close - 1.0),
    )


def _rolls(block: Block, lapels: Lapels) -> Line:
    """Both rolls, from the left end over the lowest point to the right end."""
    roll = _roll(block, lapels)
    cut = roll[roll[:, 0] > 0.0]
    return both(turn(cut))


def sew_lining(pattern: Pattern, body: Body, lapels: Lapels) -> None:
    """What is seen inside: the collar's stand, the lining's pleat, the loop."""
    wide = body.block.neck / 2
    pattern.sew("seam", bow((-0.85 * wide, 0.6), (0.85 * wide, 0.6), 1.3), depth=0.5)
    pattern.sew("seam", bow((0, 2.4), (0.2, 0.7 * lapels.close), 0.0), depth=0.35)
    pattern.sew("cord", bow((-2.2, 1.9), (2.2, 1.9), 0.9), width=0.6, depth=0.5)


def sew_lapels(pattern: Pattern, block: Block, lapels: Lapels) -> None:
    """Collar and lapels, the left one first: the right front lies on top."""
    low = np.array([-0.2 if lapels.overlap < 4 else -lapels.overlap, lapels.close])
    meet = _meet(block)
    roll = at(_roll(block, lapels), 0.34)
    tip = np.array([0.26 * block.neck + lapels.wide, lapels.notch + (0.0 if not lapels.peak else -0.6)])
    gorge = roll + (1.6, 0.4)
    inner = gorge + 0.56 * (tip - gorge)
    corner = inner + (np.array([2.0, -4.4]) if not lapels.peak else np.array([1.1, -3.4]))
    peak = tip + (np.array([0.6, -2.6]) if lapels.peak else np.zeros(2))
    belly = bezier(low, (low[0] + 0.52 * lapels.wide, low[1] - 9), (peak[0] + 0.7, peak[1] + 11), peak)
    for mirrored in (True, False):
        if lapels.shawl:
            edge = join(
                bezier(low, (low[0] + 0.7 * lapels.wide, low[1] - 9), (peak[0] + 1.6, peak[1] + 10), peak + (0.4, 0)),
                bezier(peak + (0.4, 0), peak + (-0.2, -6), meet + (0.6, 4), meet),
            )
            sew_half(pattern, mirrored, "edge", edge, depth=0.75)
            continue
        collar = join(bow(inner, corner, 0.0), bezier(corner, corner + (0.2, -4), meet + (0.8, 3.5), meet))
        sew_half(pattern, mirrored, "edge", collar, depth=0.7)
        seen = belly[belly[:, 0] > -0.1] if mirrored else belly  # the left one runs on below the right front
        sew_half(pattern, mirrored, "edge", join(seen, bow(peak, inner, 0.0)), depth=0.75)
        sew_half(pattern, mirrored, "seam", bow(inner, gorge, 0.2), depth=0.55)
        if lapels.overlap < 4 or lapels.peak:
            hole = peak + (-2.6, 1.0)
            sew_half(pattern, mirrored, "stitch", straight(hole, hole + (1.7, -0.25)), width=0.5, depth=0.45)
    pattern.sew(
        "edge",
        bow((-0.95 * block.neck / 2, -lapels.stand + 2.6), (0.95 * block.neck / 2, -lapels.stand + 2.6), 1.6),
        depth=0.2,
    )


def sew_front(pattern: Pattern, jacket: Jacket) -> None:
    """The edge of the upper front, from where it closes to the hem, and the buttons."""
    block, lapels = jacket.block, jacket.lapels
    x, top = -lapels.overlap * (1.0 if jacket.double else 0.8), lapels.close
    foot = block.length
    step = 10.5 if jacket.buttons < 3 else 8.0
    if jacket.away:
        gap = jacket.away
        last = top + step * (jacket.buttons - 1) + 1.6
        right = join(
            bow((x, top - 0.5), (x + 0.3, last), 0.1),
            bezier((x + 0.3, last), (x + 0.8, foot - 9), (gap - 2.6, foot - 2), (gap + 4.5, foot + 0.2)),
        )
        left = bezier((x + 0.6, last + 3), (-0.4, foot - 9), (-gap + 2.2, foot - 2), (-gap - 4, foot + 0.2))
        inside = join(part(right[len(right) // 2 :], 0.25, 1.0), turn(part(left, 0.25, 1.0)))
        pattern.sew("opening", inside, depth=0.6)
        pattern.sew("edge", turn(left), depth=0.45)
        pattern.sew("edge", right, depth=0.65)
    else:
        pattern.sew("edge", bow((x, top - 0.5), (x + 0.2, foot), 0.15), depth=0.65)
    rows = (0.4,) if not jacket.double else (-lapels.overlap + 2.2, lapels.overlap - 0.4)
    for row in rows:
        low = top + step * (jacket.buttons - 1)
        pattern.sew("button", bow((row, top + 0.6), (row + 0.1, low + 0.6)), width=2.0, depth=0.8, count=jacket.buttons)
    if jacket.double:
        for row in (-lapels.overlap - 0.6, lapels.overlap + 2.4):
            pattern.sew("button", np.array([[row, top - step + 1.6]]), width=2.0, depth=0.8)


def sew_pockets(pattern: Pattern, jacket: Jacket, rng: np.random.Generator) -> None:
    """A breast pocket and two at the hip."""
    block = jacket.block
    if jacket.breast:
        x, y = 0.2 * block.chest, block.armhole - 1.5
        welt = straight((x - 4.6, y + 1.0), (x - 4.6, y + 3.3), (x + 5, y + 2.3), (x + 5, y), (x - 4.6, y + 1.0))
        pattern.sew("edge", welt, depth=0.45)
    y = block.waist_at + 0.3 * (min(block.length, 80) - block.waist_at)
    for sign in (-1, 1):
        x, wide = sign * 0.295 * block.chest, 7.6
        tilt = sign * rng.uniform(0.0, 0.5)
        a, b = np.array([x - wide, y - tilt]), np.array([x + wide, y + tilt])
        if jacket.pockets == "patch":
            path = join(
                straight(a, a + (0.2, 14)),
                bezier(a + (0.2, 14), a + (0.4, 16.4), a + (1.4, 16.8), a + (2.6, 16.9)),
                straight(a + (2.6, 16.9), b + (-2.6, 16.9)),
                bezier(b + (-2.6, 16.9), b + (-1.4, 16.8), b + (-0.4, 16.4), b + (-0.2, 14)),
                straight(b + (-0.2, 14), b),
            )
            pattern.sew("edge", path, depth=0.55)
            pattern.sew("seam", bow(a, b), depth=0.5)
            pattern.sew("stitch", bow(a + (0, 2), b + (0, 2)), width=0.3, depth=0.3)
            continue
        pattern.sew("seam", bow(a, b), depth=0.6)
        if jacket.pockets == "flap":
            lid = join(
                straight(a, a + (0.1, 3.6)),
                bezier(a + (0.1, 3.6), a + (0.2, 4.8), a + (0.8, 5.1), a + (1.8, 5.1)),
                straight(a + (1.8, 5.1), b + (-1.8, 5.1)),
                bezier(b + (-1.8, 5.1), b + (-0.8, 5.1), b + (-0.2, 4.8), b + (-0.1, 3.6)),
                straight(b + (-0.1, 3.6), b),
            )
            pattern.sew("edge", lid, depth=0.6)
        else:
            pattern.sew("edge", straight(a, a + (0, 1.4), b + (0, 1.4), b), depth=0.5)


def sew_belt(pattern: Pattern, block: Block, wide: float) -> None:
    """A belt tied in front."""
    y = block.waist_at + 1
    half = block.waist / 2 + 0.4
    line = bow((-half, y), (half, y), 0.6)
    pattern.sew("edge", turn(line) + (0, -wide / 2), depth=0.5)
    pattern.sew("edge", line + (0, wide / 2), depth=0.7)
    knot = np.array([-1.5, y + 0.4])
    for out, reach in ((-3.0, 24.0), (2.6, 29.0)):
        sew_tie(pattern, smooth(knot, knot + (out, 0.5 * reach), knot + (out * 1.3, reach)), wide * 0.85)
    sew_tie(pattern, bow(knot + (-0.3, -wide * 0.6), knot + (0.4, wide * 0.7)), wide * 0.9)


def sew_tie(pattern: Pattern, line: Line, wide: float) -> None:
    """A flat ribbon along a line: its edges lift off what lies under it."""
    pattern.sew("edge", join(beside(line, wide / 2), beside(turn(line), wide / 2)), depth=0.6)
    pattern.sew("fold", turn(part(line, 0.0, 0.5)), width=0.6 * wide, depth=0.35)


def _tell(jacket: Jacket) -> Facts:
    told = (
        (jacket.double, "double-breasted"), (not jacket.double, "single-breasted"), (jacket.lapels.peak, "peak lapels"),
        (jacket.lapels.shawl, "shawl collar"), (jacket.pockets == "flap", "flap pockets"),
        (jacket.pockets == "patch", "patch pockets"), (jacket.belt, "belted"),
    )  # fmt: skip
    length = jacket.block.length
    return Facts(
        sleeve="long", neck="lapels", cut=jacket.cut, style=jacket.style, length_cm=length,
        length="cropped" if length < 60 else "long" if length > 74 else "regular",
        details=tuple(word for true, word in told if true),
    )  # fmt: skip
