"""Blouses: soft shirts with bows, frills, wrapped or gathered fronts and full sleeves."""

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
    lay_fold,
    mark_body,
    sew_armholes,
    sew_half,
    sew_hems,
    sew_opening,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.jackets import sew_tie
from assets.recipes.drafts.lines import at, beside, bezier, both, bow, part, smooth, turn
from assets.recipes.drafts.shirts import Collar, crown, sew_collar, sew_placket, sew_yoke
from assets.recipes.drafts.vests import bind_armholes


@dataclass(frozen=True, kw_only=True)
class Blouse:
    """A blouse's measures."""

    block: Block
    style: str
    """bow, wrap, peasant, collar, tunic or frill."""
    arm: str = "long"
    buttons: int = 0
    peplum: bool = False
    seed: int = 0


STYLES = ("bow", "bow", "wrap", "peasant", "collar", "collar", "tunic", "frill")
ARMS = {  # length, angle, upper arm, cuff, puff, bell
    "long": ((59, 64), (69, 75), (16.5, 18.5), (9, 10.5), 0.0, -3.2),
    "bell": ((50, 58), (64, 70), (16, 18), (13, 15), 0.0, 5.0),
    "short": ((17, 23), (40, 54), (16.5, 18.5), (16, 18.5), 0.0, 0.0),
    "puff": ((20, 27), (42, 54), (17, 19), (11, 13), 1.8, 0.0),
    "elbow": ((32, 40), (58, 66), (16.5, 18), (12, 14), 0.0, -1.6),
    "none": ((0, 0), (40, 40), (16, 16), (14, 14), 0.0, 0.0),
}


def draw_blouse(rng: np.random.Generator) -> Blouse:
    """Measures of a blouse that a shop might have."""
    style = str(rng.choice(STYLES))
    arm = str(
        rng.choice(
            ["long", "long", "short", "puff", "elbow", "bell"] + ["none"] * (style in ("bow", "collar", "tunic"))
        )
    )
    reach, angle, upper, cuff, puff, bell = ARMS[arm]
    chest, length = rng.uniform(46, 53), rng.uniform(58, 68)
    neckline = {"wrap": "V", "tunic": "V", "peasant": "scoop", "frill": "crew"}.get(style, "crew")
    neck = rng.uniform(16, 17.5) if style in ("bow", "collar", "frill") else rng.uniform(18, 22)
    front = {"wrap": rng.uniform(20, 26), "tunic": rng.uniform(14, 18), "peasant": rng.uniform(9, 13)}.get(style, 8.5)
    peplum = style == "wrap" and bool(rng.random() < 0.5)
    block = Block(
        neck=neck,
        neckline=neckline,
        front=front,
        back=1.9,
        shoulder=chest * rng.uniform(0.77, 0.84),
        slope=rng.uniform(3.4, 4.6),
        chest=chest,
        waist=chest * (0.84 if peplum else rng.uniform(0.92, 0.99)),
        waist_at=38 if peplum else 0.6 * length,
        hem=chest * rng.uniform(0.98, 1.14),
        length=length,
        tail=rng.uniform(2, 5) if style in ("collar", "tunic") else 0.0,
        sag=rng.uniform(0.6, 1.6),
        armhole=rng.uniform(21, 24),
        sleeve=rng.uniform(*reach),
        angle=rng.uniform(*angle),
        upper_arm=rng.uniform(*upper),
        cuff=rng.uniform(*cuff),
        puff=puff,
        bell=bell,
    )
    buttons = int(rng.integers(6, 9)) if style == "collar" or (style in ("bow", "frill") and rng.random() < 0.5) else 0
    return Blouse(block=block, style=style, arm=arm, buttons=buttons, peplum=peplum, seed=int(rng.integers(2**31)))


def draft_blouse(blouse: Blouse) -> Draft:
    """A blouse from its measures."""
    rng, block = np.random.default_rng(blouse.seed), blouse.block
    pattern, body = Pattern(category="Blouse"), cut_body(block, rng)
    mark_body(pattern, body)
    collar = Collar(stand=2.8, point=rng.uniform(5.5, 7.5), spread=rng.uniform(6, 8.5), close=rng.uniform(5, 6.5))
    if blouse.style == "bow":
        collar = Collar(stand=3.0, close=6.0, kind="band")
    collared = blouse.style in ("bow", "collar")
    pattern.outlines.append(crown(body, collar) if collared else body.outline)
    if block.sleeve > 0:
        sew_armholes(pattern, body)
        sew_sleeves(pattern, body, blouse)
    else:
        bind_armholes(pattern, body, 0.0, False)
    if not collared:
        sew_opening(pattern, body, 1.0 if blouse.style != "peasant" else 0.0, rib=False)
    top = sew_collar(pattern, block, collar) if collared else block.front + 0.6
    if blouse.style == "collar":
        sew_yoke(pattern, body, 4.0)
    if blouse.buttons:
        sew_placket(pattern, block, top, 2.6, blouse.buttons)
    _trim(pattern, blouse, body, rng)
    sew_hems(pattern, body, 1.2, rows=1)
    drape_body(pattern, body, rng, 1.15)
    drape_sleeves(pattern, body, rng, 1.2)
    told = ((blouse.style == "bow", "bow"), (blouse.style == "wrap", "wrap"), (blouse.buttons > 0, "buttoned"),
            (blouse.style == "frill", "ruffled"), (blouse.peplum, "peplum"), (blouse.style == "peasant", "gathered"),
            (block.puff > 0, "puff sleeves"), (blouse.arm == "bell", "bell sleeves"))  # fmt: skip
    sleeve = {"bell": "long", "puff": "short"}.get(blouse.arm, blouse.arm)
    facts = Facts(
        sleeve=sleeve, neck={"bow": "bow", "collar": "collar"}.get(blouse.style, block.neckline), style=blouse.style,
        cut="fitted" if blouse.peplum else "straight", length="regular", length_cm=block.length,
        details=tuple(word for true, word in told if true),
    )  # fmt: skip
    return finish(pattern, facts, rng)


def sew_sleeves(pattern: Pattern, body: Body, blouse: Blouse) -> None:
    """Cuffs that gather full sleeves, hems of open ones."""
    gathered = blouse.arm in ("long", "puff", "elbow")
    for half, mirrored in body.halves:
        if not gathered:
            sew_half(pattern, mirrored, "stitch", part(across_sleeve(half, 1.6), 0.02, 0.98), width=0.35, depth=0.4)
            continue
        up = 5.0 if blouse.arm == "long" else 1.8
        seam = across_sleeve(half, up)
        sew_half(pattern, mirrored, "seam", seam, depth=0.6)
        sew_half(pattern, mirrored, "gather", part(seam, 0.05, 0.95), width=6.0, depth=0.5)
        if blouse.arm == "long":
            assert half.cuff is not None
            middle = 0.5 * (at(seam, 0.22) + at(half.cuff, 0.22))
            sew_half(pattern, mirrored, "button", np.array([middle]), width=1.0, depth=0.65)
        if blouse.block.puff:
            sew_half(pattern, mirrored, "gather", turn(part(half.armhole, 0.05, 0.6)), width=5.0, depth=0.5)


def _trim(pattern: Pattern, blouse: Blouse, body: Body, rng: np.random.Generator) -> None:
    """What makes the style: a bow, a wrapped front, gathers, a frill."""
    block = blouse.block
    if blouse.style == "bow":
        knot = np.array([0.0, 6.6])
        for sign, reach, out in ((-1, 24.0, 3.4), (1, 27.0, 2.6)):
            tail = smooth(knot, knot + (sign * out, 0.45 * reach), knot + (sign * out * rng.uniform(0.9, 1.6), reach))
            sew_tie(pattern, tail, 3.4)
            loop = bezier(knot, knot + (sign * 6, -4.5), knot + (sign * 10.5, 1.0), knot + (sign * 8.5, 4.4))
            back = bezier(loop[-1], loop[-1] + (-sign * 3, 1.2), knot + (sign * 2.4, 1.8), knot)
            outline = np.vstack([loop, back[1:]])
            pattern.sew("edge", turn(outline) if sign > 0 else outline, depth=0.65)
            pattern.sew("fold", bow(knot + (sign * 6.5, 2.2), knot + (sign * 1.2, 0.6), 0.3), width=1.6, depth=0.5)
        sew_tie(pattern, bow(knot + (0, -1.5), knot + (0.2, 1.9)), 2.4)
    if blouse.style == "wrap":
        y = block.waist_at + 2
        half = block.waist / 2
        start = np.array([0.0, block.front])
        over = bezier(start, start + (-5, 5), (-half + 7, y - 6), (-half + 0.4, y - 1))
        pattern.sew("edge", over, depth=0.6)
        line = bow((-half, y), (half, y), 0.5)
        pattern.sew("seam", line, depth=0.55)
        pattern.sew("gather", part(line, 0.03, 0.97) + (0, 0.2), width=9.0, depth=0.5)
        for _ in range(5):
            end = (rng.uniform(-0.1, 0.35) * block.chest, rng.uniform(block.armhole - 6, block.armhole + 4))
            lay_fold(pattern, 1, bow((-half + 2, y - rng.uniform(0, 4)), end, rng.uniform(-1, 2)), rng, 1.1, 0.5)
        knot = np.array([-half + 4.0, y])
        for out, reach in ((-2.2, 15.0), (1.0, 18.0)):
            sew_tie(pattern, smooth(knot, knot + (out, 0.5 * reach), knot + (out * 1.4, reach)), 2.2)
    if blouse.style == "peasant":
        front = both(body.right.front_neck)
        pattern.sew("gather", part(beside(front, 0.8), 0.08, 0.92), width=8.0, depth=0.55)
        low = block.front
        for sign, reach in ((-1, 13.0), (1, 15.0)):
            knot = np.array([sign * 0.4, low + 0.6])
            pattern.sew(
                "cord",
                smooth(knot, knot + (sign * 1.6, 0.5 * reach), knot + (sign * 1.2, reach)),
                width=0.6,
                depth=0.65,
            )
    if blouse.style == "tunic":
        low = block.front + 9
        pattern.sew("edge", bow((0.1, block.front), (0.2, low), 0.1), depth=0.6)
        pattern.sew(
            "stitch",
            smooth((-1.3, block.front + 0.3), (-1.3, low), (0.2, low + 1.2), (1.6, low), (1.6, block.front + 0.3)),
            width=0.35,
            depth=0.4,
        )
    if blouse.style == "frill":
        front = both(body.right.front_neck)
        pattern.sew("gather", beside(front, 1.0), width=4.2, depth=0.6)
        pattern.sew("edge", turn(beside(turn(front), -5.0)), depth=0.5)
        yoke = bow((-0.42 * block.chest, block.armhole - 6), (0.42 * block.chest, block.armhole - 6), 1.2)
        pattern.sew("seam", yoke, depth=0.5)
        pattern.sew("gather", part(yoke, 0.02, 0.98) + (0, 0.2), width=10.0, depth=0.45)
