"""Dresses: a bodice and a skirt, joined at the waist or cut in one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.bodice import (
    Block,
    Body,
    across_sleeve,
    cut_body,
    drape_sleeves,
    lay_fold,
    mark_body,
    sew_armholes,
    sew_half,
    sew_opening,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.jackets import sew_tie
from assets.recipes.drafts.lines import Line, at, beside, bezier, bow, flip, join, part, smooth, turn
from assets.recipes.drafts.shirts import Collar, crown, sew_collar, sew_placket, sew_yoke


@dataclass(frozen=True, kw_only=True)
class Dress:
    """A dress: the bodice's block (its `hem` and `length` are the skirt's), and what is done to it."""

    block: Block
    style: str
    """shift, sheath, skater, wrap, tiered, shirt, slip, maxi."""
    waist_seam: bool = True
    pleats: int = 0
    """Folds of the skirt, sharp where `gathered` is False."""
    gathered: bool = False
    darts: bool = False
    tiers: int = 0
    ruffle: float = 0.0
    belt: float = 0.0
    band: float = 1.2
    straps: bool = False
    seed: int = 0


STYLES = {  # waist over chest, hem over chest, lengths (cm), sleeves
    "shift": ((0.94, 1.0), (1.08, 1.25), (82, 98), ("none", "none", "short", "elbow", "long")),
    "sheath": ((0.78, 0.84), (0.96, 1.06), (90, 106), ("none", "none", "short")),
    "skater": ((0.76, 0.82), (1.55, 1.95), (82, 98), ("none", "short", "short", "cap")),
    "wrap": ((0.78, 0.84), (1.3, 1.6), (92, 118), ("short", "elbow", "long", "none")),
    "tiered": ((0.92, 1.02), (1.45, 1.8), (88, 128), ("none", "short", "puff")),
    "shirt": ((0.86, 0.95), (1.12, 1.35), (92, 118), ("short", "long", "elbow")),
    "slip": ((0.9, 0.96), (1.15, 1.35), (96, 122), ("straps",)),
    "maxi": ((0.76, 0.84), (1.5, 1.8), (126, 140), ("none", "short", "straps", "puff")),
}  # fmt: skip
SLEEVES = {  # length, angle, upper arm, cuff, puff
    "cap": ((8, 11), (48, 58), (15, 16.5), (15, 16), 0.0), "short": ((15, 21), (42, 58), (15, 17.5), (14, 17), 0.0),
    "puff": ((17, 24), (42, 54), (16, 18), (11, 13), 2.0), "elbow": ((30, 38), (60, 68), (15.5, 17), (13, 16), 0.0),
    "long": ((57, 62), (70, 75), (15.5, 17), (9.5, 11.5), 0.0),
}  # fmt: skip


def draw_dress(rng: np.random.Generator) -> Dress:
    """Measures of a dress that a shop might have."""
    style = str(rng.choice(list(STYLES)))
    waists, hems, lengths, sleeves = STYLES[style]
    chest = rng.uniform(43, 49) * (1.06 if style in ("shift", "tiered") else 1.0)
    arm = str(rng.choice(sleeves))
    neckline = str(rng.choice({"wrap": ["V"], "slip": ["V", "straight"], "shirt": ["collar"]}.get(
        style, ["crew", "scoop", "V", "boat", "square"])))  # fmt: skip
    if arm == "straps":
        neckline = str(rng.choice(["V", "square", "scoop"]))
    elif neckline == "straight":
        neckline = "scoop"
    neck, front = {
        "crew": ((17, 20), (7, 9)), "scoop": ((20, 25), (11, 16)), "V": ((17, 22), (15, 21)),
        "boat": ((24, 28), (4.5, 6)), "square": ((19, 23), (11, 15)), "collar": ((15.5, 17), (8, 9)),
    }[neckline]  # fmt: skip
    wide_neck = rng.uniform(*neck) if arm != "straps" else rng.uniform(20, 24)
    waist_at = rng.uniform(36, 41) if style != "tiered" else rng.uniform(30, 40)
    width = wide_neck + rng.uniform(4.5, 6) if arm == "straps" else chest * rng.uniform(0.76, 0.84)
    names = ("sleeve", "angle", "upper_arm", "cuff")
    sleeve = {name: rng.uniform(*bounds) for name, bounds in zip(names, SLEEVES.get(arm, ()), strict=False)}
    block = Block(
        neck=wide_neck, neckline=neckline if neckline != "collar" else "crew",
        front=rng.uniform(*front) + (4 if arm == "straps" else 0),
        back=rng.uniform(8, 11) if arm == "straps" else rng.uniform(1.8, 3.0), shoulder=max(width, wide_neck + 4.5),
        slope=0.8 if arm == "straps" else rng.uniform(2.8, 4.2), chest=chest, waist=chest * rng.uniform(*waists),
        waist_at=waist_at, hem=chest * rng.uniform(*hems), length=rng.uniform(*lengths), sag=rng.uniform(1.2, 2.4),
        armhole=rng.uniform(20.5, 23), **sleeve, puff=SLEEVES[arm][4] if arm in SLEEVES else 0.0,
    )  # fmt: skip
    full = style in ("skater", "maxi", "wrap", "tiered")
    return Dress(
        block=block, style=style, waist_seam=style in ("skater", "wrap", "maxi", "tiered") or rng.random() < 0.25,
        pleats=int(rng.integers(6, 10)) if full else 0, gathered=bool(full and rng.random() < 0.6),
        darts=style in ("sheath", "shirt", "skater"), tiers=int(rng.integers(2, 4)) if style == "tiered" else 0,
        ruffle=rng.uniform(6, 10) if style in ("wrap", "skater", "maxi") and rng.random() < 0.35 else 0.0,
        belt=rng.uniform(2.5, 4.5) if style in ("shirt", "wrap") and rng.random() < 0.7 else 0.0,
        band=float(rng.choice([0.0, 1.0, 1.4])), straps=arm == "straps", seed=int(rng.integers(2**31)),
    )  # fmt: skip


def cut_side(block: Block) -> Line:
    """The side seam: down to the waist, then out over the skirt."""
    pit, waist = np.array([block.chest / 2, block.armhole]), np.array([block.waist / 2, block.waist_at])
    hem = np.array([block.hem / 2, block.length - block.sag - block.tail])
    flare = (block.hem - block.waist) / 2
    fall = hem[1] - waist[1]
    if block.hem < 1.12 * block.chest:  # narrow: over the hip
        hip = np.array([max(block.hem / 2, 1.03 * pit[0]), block.waist_at + 20])
        return smooth(pit, (waist + pit) / 2 + (-0.3, 1), waist, hip, 0.5 * (hip + hem) + (0.1, 0), hem)
    upper = bezier(pit, pit + (-0.2, 5), waist + (-0.1, -6), waist)
    return join(upper, bezier(waist, waist + (0.18 * flare + 0.6, 0.2 * fall), hem - (0.36 * flare, 0.42 * fall), hem))


def draft_dress(dress: Dress) -> Draft:
    """A dress from its measures."""
    rng, block = np.random.default_rng(dress.seed), dress.block
    pattern, body = Pattern(category="Dress"), cut_body(block, rng, cut_side(block))
    mark_body(pattern, body)
    collared = dress.style == "shirt"
    collar = Collar(stand=3.0, point=rng.uniform(6.5, 8), spread=rng.uniform(5.5, 7.5), close=rng.uniform(4.8, 6))
    pattern.outlines.append(crown(body, collar) if collared else hem_wave(body, dress, rng))
    if not collared:
        sew_opening(pattern, body, dress.band, rib=False)
    sew_armholes(pattern, body)
    if collared:
        sew_yoke(pattern, body, 4.0)
        sew_placket(pattern, block, sew_collar(pattern, block, collar), 3.0, int(rng.integers(8, 11)))
    if block.sleeve <= 0:
        for half, mirrored in body.halves:
            sew_half(pattern, mirrored, "stitch", part(beside(half.armhole, 0.9), 0.02, 0.98), width=0.3, depth=0.35)
    else:
        sew_ends(pattern, body)
    sew_waist(pattern, dress, body, rng)
    sew_skirt(pattern, dress, body, rng)
    drape_dress(pattern, dress, body, rng)
    return finish(pattern, tell(dress), rng)


def hem_wave(body: Body, dress: Dress, rng: np.random.Generator) -> Line:
    """The outline; a full skirt's hem waves where its folds stand on it."""
    block = body.block
    if not dress.pleats:
        return body.outline
    hem = body.hem
    share = np.linspace(0, 1, len(hem))
    ends = np.sin(np.pi * share) ** 0.35
    phase, waves = rng.uniform(0, 6.3), dress.pleats / 2 + 0.5
    swing = np.sin(2 * np.pi * waves * share + phase) + 0.5 * np.sin(2 * np.pi * waves * 1.7 * share + 2 * phase)
    moved = hem + np.column_stack([np.zeros_like(share), 0.0055 * block.hem * swing * ends])
    right, left = body.right, body.left
    top = body.right.edge[: -len(right.hem) + 1]
    other = turn(flip(left.edge[: -len(left.hem) + 1]))
    return join(top, moved, other)


def sew_ends(pattern: Pattern, body: Body) -> None:
    """The ends of the sleeves: a hem, or a band that gathers them."""
    block = body.block
    for half, mirrored in body.halves:
        if block.puff or block.sleeve > 50:
            up = 1.6 if block.puff else 5.0
            seam = across_sleeve(half, up)
            sew_half(pattern, mirrored, "seam", seam, depth=0.55)
            sew_half(pattern, mirrored, "gather", part(seam, 0.06, 0.94), width=4.0, depth=0.5)
        else:
            sew_half(pattern, mirrored, "stitch", part(across_sleeve(half, 1.8), 0.02, 0.98), width=0.4, depth=0.4)
        if block.puff:
            head = part(half.armhole, 0.05, 0.6)
            sew_half(pattern, mirrored, "gather", turn(head), width=4.5, depth=0.5)


def sew_waist(pattern: Pattern, dress: Dress, body: Body, rng: np.random.Generator) -> None:
    """What shapes the waist: seam, belt, darts, a wrapped front."""
    block = dress.block
    left, right = (-block.waist / 2, block.waist_at), (block.waist / 2, block.waist_at)
    line = bow(left, right, rng.uniform(0.2, 0.9))
    if dress.style == "wrap":
        start = at(body.right.shoulder, 0.0)
        over = bezier(start, start + (-3.5, 9), np.array(left) + (9, -6), np.array(left) + (0.5, -0.5))
        pattern.sew("edge", part(over, 0.25, 1.0), depth=0.6)
        front = bezier(np.array(left) + (4, 0.5), np.array(left) + (10, 12), (0.12 * block.hem, block.length * 0.8),
                       (0.16 * block.hem, block.length + 0.5))  # fmt: skip
        pattern.sew("edge", turn(front) if rng.random() < 0 else front, depth=0.55)
    if dress.belt:
        pattern.sew("edge", turn(line) + (0, -dress.belt / 2), depth=0.5)
        pattern.sew("edge", line + (0, dress.belt / 2), depth=0.65)
        knot = np.array([-block.waist * 0.22, block.waist_at + 0.2])
        for sign, reach in ((-1, 19.0), (1, 23.0)):
            tie = smooth(knot, knot + (sign * 2.2, 0.45 * reach), knot + (sign * 2.6 + 1, reach))
            sew_tie(pattern, tie, 0.8 * dress.belt)
        sew_tie(pattern, bow(knot + (-0.2, -1.6), knot + (0.3, 1.8)), 0.9 * dress.belt)
    elif dress.waist_seam:
        pattern.sew("seam", line, depth=0.65)
    if dress.darts:
        foot = block.waist_at - 0.3
        for sign in (-1, 1):
            x = sign * block.chest * 0.2
            pattern.sew("seam", bow((0.85 * x, foot), (x, block.armhole + 5), sign * 0.3), depth=0.45)
            if not dress.waist_seam:
                pattern.sew("seam", bow((0.85 * x, foot), (x, block.waist_at + 12), -sign * 0.3), depth=0.4)


def sew_skirt(pattern: Pattern, dress: Dress, body: Body, rng: np.random.Generator) -> None:
    """The skirt: pleats or gathers from the waist, tiers, a ruffle, the hem."""
    block = dress.block
    top = bow((-block.waist / 2, block.waist_at), (block.waist / 2, block.waist_at), 0.4)
    if dress.gathered:
        pattern.sew(
            "gather", part(top, 0.03, 0.97) + (0, 0.3), width=0.16 * (block.length - block.waist_at), depth=0.55
        )
    for number in range(dress.pleats):
        share = (number + 0.5) / dress.pleats + rng.normal(0, 0.015)
        foot = at(body.hem, 1 - share)
        head = at(top, share)
        reach = 1.0 if not dress.gathered else rng.uniform(0.75, 1.0)
        start = head + (0, 0.5) if not dress.gathered else head + 0.12 * (foot - head)
        end = head + reach * (foot - head)
        line = bow(end, start, -(share - 0.5) * 6)
        pattern.sew("fold", line, width=1.8 if dress.gathered else 1.5, depth=0.42 if dress.gathered else 0.5)
    for tier in range(1, dress.tiers + 1):
        y = block.waist_at + (block.length - block.waist_at) * tier / (dress.tiers + 1)
        half = _half_width(body, y)
        seam = bow((-half + 0.1, y), (half - 0.1, y + 0.4), 0.7)
        pattern.sew("seam", seam, depth=0.6)
        pattern.sew("gather", part(seam, 0.02, 0.98) + (0, 0.3), width=6.5, depth=0.55)
    if dress.ruffle:
        seam = part(beside(body.hem, dress.ruffle), 0.01, 0.99)
        pattern.sew("seam", seam, depth=0.6)
        pattern.sew("gather", turn(seam) + (0, 0.2), width=0.85 * dress.ruffle, depth=0.55)
    pattern.sew("stitch", part(beside(body.hem, 1.6), 0.012, 0.988), width=0.35, depth=0.4)


def _half_width(body: Body, y: float) -> float:
    side = body.right.side
    order = np.argsort(side[:, 1])
    return float(np.interp(y, side[order, 1], side[order, 0]))


def drape_dress(pattern: Pattern, dress: Dress, body: Body, rng: np.random.Generator) -> None:
    """Bodice pulled from armpit to bust and waist; skirt in long folds that open towards the hem."""
    block = dress.block
    drape_sleeves(pattern, body, rng, 0.9)
    for half, mirrored in body.halves:
        sign = -1 if mirrored else 1
        pit = half.armpit
        for _ in range(3):
            end = (rng.uniform(0.05, 0.32) * block.chest, rng.uniform(block.armhole + 2, block.waist_at))
            lay_fold(pattern, sign, bow(pit + (-0.6, 0.4), end, rng.uniform(-1, 1)), rng, 1.4, 0.4, "end")
        for _ in range(2):
            start = (block.waist / 2 - 1, block.waist_at + rng.uniform(-2, 2))
            end = (rng.uniform(0.0, 0.3) * block.waist, block.waist_at + rng.uniform(-8, 9))
            lay_fold(pattern, sign, bow(start, end, rng.uniform(-1, 1)), rng, 1.3, 0.4, "end")
    fall = block.length - block.waist_at
    count = dress.pleats or int(rng.integers(4, 7))
    for number in range(count):
        share = (number + 0.5) / count + rng.normal(0, 0.03)
        head = np.array([(share - 0.5) * block.waist * 0.95, block.waist_at + rng.uniform(0.02, 0.35) * fall])
        foot = at(body.hem, float(np.clip(1 - share, 0.03, 0.97)))
        lay_fold(pattern, 1, bow(head, foot, (share - 0.5) * 5), rng, 0.035 * block.hem + 0.6,
                 0.9 if dress.pleats else 0.55, "start")  # fmt: skip


def tell(dress: Dress) -> Facts:
    """The words that are true of a dress."""
    block = dress.block
    sleeve = "none" if block.sleeve <= 0 else "long" if block.sleeve > 45 else "elbow" if block.sleeve > 27 else "short"
    length = next(
        name for most, name in ((89, "mini"), (106, "knee"), (125, "midi"), (999, "maxi")) if block.length < most
    )
    told = (
        (dress.gathered, "gathered"),
        (bool(dress.pleats) and not dress.gathered, "pleated"),
        (bool(dress.tiers), "tiered"),
        (dress.ruffle > 0, "ruffled"),
        (dress.belt > 0, "belted"),
        (dress.style == "wrap", "wrap"),
        (dress.style == "shirt", "buttoned"),
        (block.puff > 0, "puff sleeves"),
        (dress.straps, "straps"),
    )
    flared = block.hem > 1.3 * block.chest
    return Facts(
        sleeve=sleeve, neck="collar" if dress.style == "shirt" else block.neckline, length=length, style=dress.style,
        cut="flared" if flared else "fitted" if block.waist < 0.86 * block.chest else "straight",
        details=tuple(word for true, word in told if true), length_cm=block.length,
    )  # fmt: skip
