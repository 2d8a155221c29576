"""Sleeveless tops: undershirts and tank tops, camisoles, crop tops, shells, halters, and bodysuits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assets.recipes.drafts.bodice import (
    Block,
    Body,
    across_sleeve,
    cut_body,
    drape_body,
    drape_sleeves,
    lay_fold,
    mark_body,
    sew_armholes,
    sew_half,
    sew_hems,
    sew_opening,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lines import Line, at, beside, bezier, bow, join, part, smooth


@dataclass(frozen=True, kw_only=True)
class Vest:
    """Measures of a sleeveless top."""

    block: Block
    style: str
    band: float = 1.2
    """Width of the binding at neck and armholes; 0 = turned in and stitched."""
    rib: bool = False
    peplum: float = 0.0
    gathers: bool = False
    buttons: int = 0
    darts: bool = False
    seed: int = 0


def draw_undershirt(rng: np.random.Generator) -> Vest:
    """Measures of an undershirt or tank top that a shop might have."""
    style = str(rng.choice(["tank", "tank", "vest", "racer"]))
    chest, length = rng.uniform(39, 47), rng.uniform(60, 74)
    strap = {"tank": rng.uniform(3.6, 5.5), "vest": rng.uniform(5.5, 8.5), "racer": rng.uniform(3.2, 4.6)}[style]
    neck = {"tank": rng.uniform(18, 23), "vest": rng.uniform(16.5, 20), "racer": rng.uniform(15, 18)}[style]
    neckline = str(rng.choice(["scoop", "scoop", "scoop", "V"])) if style == "tank" else "scoop"
    fitted = rng.random() < 0.5
    block = Block(
        neck=neck, neckline=neckline, front=rng.uniform(12, 19), back=rng.uniform(3.5, 9), shoulder=neck + 2 * strap,
        slope=rng.uniform(0.8, 1.8), chest=chest, waist=chest * (rng.uniform(0.86, 0.92) if fitted else 0.985),
        waist_at=0.6 * length, hem=chest * rng.uniform(0.96, 1.04), length=length, sag=rng.uniform(0.4, 1.4),
        armhole=rng.uniform(21, 26),
    )  # fmt: skip
    return Vest(block=block, style=style, band=rng.uniform(0.9, 1.6), rib=bool(rng.random() < 0.6),
                seed=int(rng.integers(2**31)))  # fmt: skip


def draw_top(rng: np.random.Generator) -> Vest:
    """Measures of a sleeveless top that a shop might have."""
    style = str(rng.choice(["camisole", "camisole", "shell", "crop", "halter", "peplum", "buttoned"]))
    chest = rng.uniform(40, 47) * (1.06 if style == "shell" else 1.0)
    length = {"crop": rng.uniform(38, 46), "peplum": rng.uniform(52, 58)}.get(style, rng.uniform(54, 64))
    straps = style in ("camisole", "crop", "buttoned") and (style != "crop" or rng.random() < 0.6)
    neckline = str(rng.choice(["V", "scoop", "square"] if straps else ["scoop", "V", "boat", "crew", "square"]))
    neck = rng.uniform(20, 23) if straps else {"boat": rng.uniform(23, 26), "crew": rng.uniform(16, 18)}.get(
        neckline, rng.uniform(18, 22))  # fmt: skip
    strap = rng.uniform(2.3, 3.2) if straps else rng.uniform(5, 8)
    front = {"V": rng.uniform(16, 20), "scoop": rng.uniform(12, 16), "square": rng.uniform(12, 16),
             "boat": rng.uniform(4.5, 6), "crew": rng.uniform(7, 9)}[neckline]  # fmt: skip
    if style == "halter":
        neckline, neck, strap, front = "crew", rng.uniform(12, 14), rng.uniform(2.6, 4.0), rng.uniform(5.5, 8)
    fitted = style in ("crop", "peplum", "buttoned") or rng.random() < 0.3
    block = Block(
        neck=neck, neckline=neckline, front=front + (3 if straps else 0),
        back=rng.uniform(9, 13) if straps else rng.uniform(1.6, 3), shoulder=neck + 2 * strap,
        slope=0.7 if straps else rng.uniform(2, 3.4), chest=chest,
        waist=chest * (rng.uniform(0.82, 0.9) if fitted else rng.uniform(0.96, 1.03)),
        waist_at=36 if style == "peplum" else 0.62 * length,
        hem=chest * (rng.uniform(1.08, 1.2) if style == "peplum" else rng.uniform(0.86, 0.94) if style == "crop"
                     else rng.uniform(0.98, 1.15)),
        length=length, sag=rng.uniform(0.6, 2.2), armhole=rng.uniform(20, 23.5),
    )  # fmt: skip
    return Vest(
        block=block, style=style, band=rng.uniform(0.8, 1.2) if straps or rng.random() < 0.4 else 0.0,
        peplum=length - 36.0 if style == "peplum" else 0.0, gathers=bool(style == "camisole" and rng.random() < 0.4),
        buttons=int(rng.integers(5, 9)) if style == "buttoned" else 0, darts=style in ("shell", "peplum"),
        rib=bool(style == "crop" and rng.random() < 0.6), seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draft_undershirt(vest: Vest) -> Draft:
    """An undershirt from its measures."""
    return _draft(vest, "Undershirt")


def draft_top(vest: Vest) -> Draft:
    """A sleeveless top from its measures."""
    return _draft(vest, "Top")


def _draft(vest: Vest, category: str) -> Draft:
    rng, block = np.random.default_rng(vest.seed), vest.block
    side = None
    if vest.peplum:
        pit, waist = np.array([block.chest / 2, block.armhole]), np.array([block.waist / 2, block.waist_at])
        corner = np.array([block.hem / 2, block.length - block.sag])
        side = join(bezier(pit, pit + (-0.2, 4), waist + (0, -5), waist), bow(waist, corner, 0.6))
    pattern, body = Pattern(category=category), cut_body(block, rng, side)
    if vest.style in ("racer", "halter"):
        body = _cut_away(body, 0.5 if vest.style == "racer" else 0.9)
    mark_body(pattern, body)
    pattern.outlines.append(body.outline)
    sew_opening(pattern, body, vest.band, rib=vest.rib)
    bind_armholes(pattern, body, vest.band, vest.rib)
    _finish_top(pattern, vest, body)
    drape_body(pattern, body, rng, 0.85)
    narrow = block.shoulder - block.neck < 7
    told = ((vest.peplum > 0, "peplum"), (vest.gathers, "gathered"), (vest.buttons > 0, "buttoned"),
            (narrow and category == "Top", "straps"), (vest.rib, "ribbed edges"))  # fmt: skip
    facts = Facts(
        sleeve="none",
        neck="halter" if vest.style == "halter" else block.neckline,
        style=vest.style,
        cut="fitted"
        if block.waist < 0.93 * block.chest
        else "flared"
        if block.hem > 1.08 * block.chest
        else "straight",
        length="cropped" if block.length < 50 else "regular",
        length_cm=block.length,
        details=tuple(word for true, word in told if true),
    )
    return finish(pattern, facts, rng)


def _cut_away(body: Body, by: float) -> Body:
    """The body with its armholes cut in towards the neck."""
    halves = []
    for half, _ in body.halves:
        start, end = half.armhole[0], half.armhole[-1]
        drop = end - start
        armhole = bezier(
            start, start + (-0.6 * by, 0.5 * drop[1]), end + (-(0.55 + 0.4 * by) * drop[0], -0.16 * drop[1]), end
        )
        halves.append(replace(half, armhole=armhole))
    return replace(body, right=halves[0], left=halves[1])


def bind_armholes(pattern: Pattern, body: Body, band: float, rib: bool) -> None:
    """The edges of sleeveless armholes: a binding, or a row of stitches."""
    for half, mirrored in body.halves:
        if band > 0:
            if rib:
                sew_half(
                    pattern, mirrored, "rib", part(beside(half.armhole, band / 2), 0.01, 0.99), width=band, depth=0.4
                )
            sew_half(pattern, mirrored, "seam", part(beside(half.armhole, band), 0.01, 0.985), depth=0.5)
        else:
            sew_half(pattern, mirrored, "stitch", part(beside(half.armhole, 1.0), 0.02, 0.98), width=0.3, depth=0.4)
        sew_half(pattern, mirrored, "seam", part(beside(half.shoulder, 0.5), 0.05, 0.95), depth=0.25)


def _finish_top(pattern: Pattern, vest: Vest, body: Body) -> None:
    """Hem, waist, darts and buttons."""
    block = vest.block
    if vest.rib and vest.style == "crop":
        pattern.sew("rib", part(beside(body.hem, 2.0), 0.004, 0.996), width=4.0, depth=0.45)
        pattern.sew("seam", part(beside(body.hem, 4.0), 0.004, 0.996), depth=0.45)
    else:
        sew_hems(pattern, body, 1.8, rows=2 if block.chest < 47 and not vest.darts else 1)
    if vest.peplum:
        line = bow((-block.waist / 2, block.waist_at), (block.waist / 2, block.waist_at), 0.5)
        pattern.sew("seam", line, depth=0.6)
        pattern.sew("gather", part(line, 0.03, 0.97) + (0, 0.3), width=0.75 * vest.peplum, depth=0.55)
    if vest.gathers:
        pattern.sew("gather", part(_front(body), 0.25, 0.75) + (0, 0.8), width=7.0, depth=0.45)
    if vest.buttons:
        top = block.front + 0.4
        pattern.sew("edge", bow((-1.3, top), (-1.3, block.length), 0.1), depth=0.5)
        pattern.sew("stitch", bow((1.3, top), (1.3, block.length), -0.1), width=0.3, depth=0.35)
        pattern.sew(
            "button", bow((0, top + 1.6), (0.05, block.length - 3), 0.1), width=1.1, depth=0.7, count=vest.buttons
        )
    if vest.darts:
        for sign in (-1, 1):
            pit = body.right.armpit * (sign, 1)
            pattern.sew(
                "seam", bow(pit + (-sign * 0.1, 3.2), (sign * 0.22 * block.chest, block.armhole + 4.5), 0.0), depth=0.45
            )


def _front(body: Body) -> Line:
    front = body.right.front_neck
    return join((front * (-1, 1))[::-1], front)


@dataclass(frozen=True, kw_only=True)
class Bodysuit:
    """Measures of a bodysuit: the block down to the hip, and how its legs are cut."""

    block: Block
    hip: float = 40.0
    leg: float = 56.0
    """Where the leg begins at the side."""
    band: float = 1.2
    poppers: int = 3
    envelope: bool = False
    """Overlapping shoulders, as babies' bodysuits have."""
    seed: int = 0


def draw_body(rng: np.random.Generator) -> Bodysuit:
    """Measures of a bodysuit that a shop might have."""
    arm = str(rng.choice(["long", "long", "short", "none", "none"]))
    chest = rng.uniform(38, 43)
    neckline = str(rng.choice(["crew", "scoop", "scoop", "V", "square", "boat"]))
    neck, front = {"crew": ((16, 18), (7, 9)), "scoop": ((19, 23), (12, 16)), "V": ((17, 20), (14, 19)),
                   "square": ((18, 21), (11, 14)), "boat": ((22, 25), (4.5, 6))}[neckline]  # fmt: skip
    wide = rng.uniform(*neck)
    sleeve = {"long": (rng.uniform(54, 60), rng.uniform(66, 73), rng.uniform(14, 16), rng.uniform(7.5, 9)),
              "short": (rng.uniform(11, 16), rng.uniform(38, 54), rng.uniform(14.5, 16.5), rng.uniform(13, 15)),
              "none": (0.0, 0.0, 16.0, 14.0)}[arm]  # fmt: skip
    length = rng.uniform(70, 76)
    block = Block(
        neck=wide, neckline=neckline, front=rng.uniform(*front), back=rng.uniform(1.8, 4),
        shoulder=max(chest * rng.uniform(0.76, 0.84), wide + 7) if arm != "none" else wide + rng.uniform(6, 11),
        slope=rng.uniform(2.6, 3.8) if arm != "none" else rng.uniform(1.2, 2.2), chest=chest,
        waist=chest * rng.uniform(0.84, 0.9), waist_at=38, hem=rng.uniform(7, 9), length=length, sag=0.5,
        armhole=rng.uniform(19.5, 22), sleeve=sleeve[0], angle=sleeve[1], upper_arm=sleeve[2], cuff=sleeve[3],
    )  # fmt: skip
    return Bodysuit(
        block=block, hip=chest * rng.uniform(0.98, 1.05), leg=length - rng.uniform(13, 24),
        band=0.0 if neckline == "boat" else rng.uniform(0.9, 1.5), poppers=int(rng.integers(2, 4)),
        envelope=bool(neckline == "boat" and rng.random() < 0.6), seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draft_body(suit: Bodysuit) -> Draft:
    """A bodysuit from its measures."""
    rng, block = np.random.default_rng(suit.seed), suit.block
    pit, hip = np.array([block.chest / 2, block.armhole]), np.array([suit.hip / 2, suit.leg])
    corner = np.array([block.hem / 2, block.length - block.sag])
    trunk = smooth(pit, (block.waist / 2, block.waist_at), hip)
    leg = bezier(
        hip, hip + (-0.34 * hip[0], 0.28 * (corner[1] - hip[1])), corner + (1.2, -0.5 * (corner[1] - hip[1])), corner
    )
    pattern, body = Pattern(category="Body"), cut_body(block, rng, join(trunk, leg))
    mark_body(pattern, body)
    pattern.outlines.append(body.outline)
    sew_opening(pattern, body, suit.band, rib=True)
    if block.sleeve > 0:
        sew_armholes(pattern, body)
        for half, mirrored in body.halves:
            line = part(across_sleeve(half, 1.6), 0.02, 0.98)
            sew_half(pattern, mirrored, "stitch", line, width=0.5, depth=0.4, count=2)
    else:
        bind_armholes(pattern, body, max(suit.band, 0.9), True)
    for sign in (-1, 1):
        pattern.sew("seam", part(beside(leg, 1.3), 0.01, 0.97) * (sign, 1), depth=0.55)
        pattern.sew("rib", part(beside(leg, 0.65), 0.02, 0.97) * (sign, 1), width=1.3, depth=0.35)
    top = block.length - 2.6
    pattern.sew("edge", bow((-block.hem / 2 - 0.4, top), (block.hem / 2 + 0.4, top), 0.1), depth=0.5)
    pattern.sew("button", bow((-block.hem * 0.3, block.length - 1.5), (block.hem * 0.3, block.length - 1.5)), width=1.0,
                depth=0.6, count=suit.poppers)  # fmt: skip
    if suit.envelope:
        for sign in (-1, 1):
            start = at(body.right.armhole, 0.32) * (sign, 1)
            over = bezier(
                start,
                start + (-sign * 5, -1),
                (sign * (block.neck / 2 + 1), block.front + 1),
                (sign * block.neck * 0.3, block.front + 0.6),
            )
            pattern.sew("edge", over[::-1] if sign > 0 else over, depth=0.5)
    drape_body(pattern, body, rng, 0.75)
    drape_sleeves(pattern, body, rng, 0.8)
    for sign in (-1, 1):
        for _ in range(3):
            foot = np.array([rng.uniform(0, 3), block.length - 4])
            end = (rng.uniform(6, 16), suit.leg - rng.uniform(2, 10))
            lay_fold(pattern, sign, bow(foot, end, rng.uniform(-1, 1)), rng, 1.2, 0.35, "end")
    arm = "none" if block.sleeve <= 0 else "long" if block.sleeve > 40 else "short"
    facts = Facts(
        sleeve=arm, neck=block.neckline, cut="fitted", style="bodysuit", length="regular", length_cm=block.length,
        details=("poppers",) + ("envelope neck",) * suit.envelope,
    )  # fmt: skip
    return finish(pattern, facts, rng)
