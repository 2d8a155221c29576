"""Long-sleeved tops: jersey tops, jumpers, roll-necks, sweatshirts, cardigans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.bodice import (
    Block,
    Body,
    cut_body,
    drape_body,
    drape_sleeves,
    mark_body,
    pull_in,
    sew_armholes,
    sew_hems,
    sew_opening,
    sew_ribs,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lines import Line, beside, bezier, both, bow, join, part, turn
from assets.recipes.drafts.tops import FITS, sew_pocket


@dataclass(frozen=True, kw_only=True)
class Knit:
    """Measures of a long-sleeved top, and how it is finished."""

    block: Block
    style: str
    """top, jumper, roll-neck, sweatshirt or cardigan."""
    band: float = 2.0
    hem_rib: float = 0.0
    cuff_rib: float = 0.0
    high: float = 0.0
    """How high the neck stands."""
    buttons: int = 0
    pockets: bool = False
    cut: str = "straight"
    seed: int = 0


STYLES = ("top", "top", "top", "jumper", "jumper", "jumper", "roll-neck", "sweatshirt", "cardigan", "cardigan")


def draw_knit(rng: np.random.Generator) -> Knit:
    """Measures of a long-sleeved top that a shop might have."""
    style = str(rng.choice(STYLES))
    cut = str(rng.choice(["fitted", "straight", "straight", "boxy"]))
    chest = rng.uniform(47, 53) * FITS[cut]
    neckline = {"roll-neck": "high", "sweatshirt": "crew", "cardigan": "V"}.get(
        style, str(rng.choice(["crew", "crew", "V", "boat", "scoop"]))
    )
    ribbed = style != "top"
    length = rng.uniform(60, 70) * (0.88 if cut == "boxy" and rng.random() < 0.6 else 1.0)
    neck = {"crew": (17, 19.5), "V": (16.5, 19), "boat": (24, 27), "scoop": (20, 24), "high": (13.5, 15)}[neckline]
    front = {"crew": (7.5, 9.5), "V": (15, 21), "boat": (4, 5.5), "scoop": (11, 15), "high": (3, 4)}[neckline]
    deep = rng.uniform(22, 36) if style == "cardigan" else rng.uniform(*front)
    block = Block(
        neck=rng.uniform(*neck), neckline=neckline if neckline != "high" else "crew", front=deep,
        back=rng.uniform(1.6, 2.4), shoulder=chest * rng.uniform(0.8, 0.87) + (6 if cut == "boxy" else 0),
        slope=rng.uniform(4, 5.4), chest=chest, waist=chest * (rng.uniform(0.87, 0.92) if cut == "fitted" else 0.985),
        waist_at=0.6 * length, hem=chest * rng.uniform(0.94, 1.0), length=length, sag=rng.uniform(0.2, 0.8),
        armhole=rng.uniform(22, 25) * FITS[cut] ** 0.5, sleeve=rng.uniform(60, 66) - (3 if cut == "boxy" else 0),
        angle=rng.uniform(69, 75), upper_arm=rng.uniform(16.5, 19) * FITS[cut] ** 0.6,
        cuff=rng.uniform(8.5, 10.5) if ribbed else rng.uniform(9, 13), bell=-1.6 if ribbed else 0.0,
    )  # fmt: skip
    rib = rng.uniform(4.5, 7.0) if ribbed else 0.0
    return Knit(
        block=block, style=style, band=0.0 if neckline == "boat" else rng.uniform(1.6, 2.8), hem_rib=rib,
        cuff_rib=rib * rng.uniform(0.85, 1.1), high=rng.choice([4.5, 9.0]) if neckline == "high" else 0.0,
        buttons=int(rng.integers(5, 8)) if style == "cardigan" else 0,
        pockets=bool(style == "cardigan" and rng.random() < 0.5), cut=cut, seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draft_knit(knit: Knit) -> Draft:
    """A long-sleeved top from its measures."""
    rng, block = np.random.default_rng(knit.seed), knit.block
    pattern, body = Pattern(category="Longsleeve"), cut_body(block, rng)
    mark_body(pattern, body)
    outline = pull_in(body, knit.hem_rib, 0.9) if knit.hem_rib else body.outline
    pattern.outlines.append(raise_neck(outline, body, knit.high) if knit.high else outline)
    if knit.high:
        sew_high_neck(pattern, block, knit.high)
    else:
        sew_opening(pattern, body, knit.band if knit.style != "cardigan" else 0.0)
    sew_armholes(pattern, body)
    if knit.hem_rib:
        sew_ribs(pattern, body, knit.hem_rib, knit.cuff_rib)
    else:
        sew_hems(pattern, body, 2.2, 2.2)
    if knit.style == "sweatshirt":
        point = np.array([0.0, block.front + knit.band + 4.0])
        for sign in (-1, 1):
            start = point + (sign * 3.4, -3.6)
            pattern.sew("seam", bow(start, point, 0.0), depth=0.5)
    if knit.buttons:
        sew_button_band(pattern, body, 3.0, knit.buttons)
    if knit.pockets:
        for sign in (-1, 1):
            middle = (sign * 0.24 * block.chest, block.length - knit.hem_rib - 16)
            sew_pocket(pattern, middle, (13.0, 14.0), rng, point=0.0)
    soft = 1.25 if knit.style != "top" else 1.0
    drape_body(pattern, body, rng, soft)
    drape_sleeves(pattern, body, rng, soft)
    neck = "high" if knit.high else block.neckline
    told = ((knit.hem_rib > 0, "ribbed hem"), (knit.buttons > 0, "buttoned"), (knit.pockets, "pockets"))
    facts = Facts(
        sleeve="long", neck=neck, cut=knit.cut, style=knit.style, length_cm=block.length,
        length="cropped" if block.length < 58 else "long" if block.length > 69 else "regular",
        details=tuple(word for true, word in told if true),
    )  # fmt: skip
    return finish(pattern, facts, rng)


def raise_neck(outline: Line, body: Body, high: float) -> Line:
    """The outline with a tube of cloth standing on its neckline."""
    wide = body.block.neck / 2
    neck = both(
        join(
            bezier((0, -high - 0.5), (0.5 * wide, -high - 0.5), (0.8 * wide, -high - 0.2), (0.92 * wide, -high)),
            bezier((0.92 * wide, -high), (0.96 * wide, -0.5 * high), (wide, -1.0), (wide + 0.8, 0.35)),
        )
    )
    lower = outline[(outline[:, 1] > 12) | (np.abs(outline[:, 0]) > wide + 0.7)]
    start = int(np.argmin(np.hypot(*(lower - neck[-1]).T)))
    return join(neck, np.roll(lower, -start, axis=0))


def sew_high_neck(pattern: Pattern, block: Block, high: float) -> None:
    """A roll-neck: its ribs, the fold's lower edge, the narrow opening above."""
    wide = block.neck / 2
    top = both(bezier((0, -high - 0.5), (0.5 * wide, -high - 0.5), (0.8 * wide, -high - 0.2), (0.92 * wide, -high)))
    front = bow((-0.92 * wide, -high), (0.92 * wide, -high), 1.0)
    pattern.sew("opening", join(top, turn(front)), depth=0.5)
    low = bow((-wide - 0.3, -0.2), (wide + 0.3, -0.2), 0.25 * block.front + 1.2)
    pattern.sew("rib", bow((-0.95 * wide, -0.5 * high), (0.95 * wide, -0.5 * high), 1.4), width=high + 0.6, depth=0.45)
    pattern.sew("edge" if high > 6 else "seam", low, depth=0.55)
    if high > 6:
        pattern.sew("seam", bow((-wide - 0.9, 0.4), (wide + 0.9, 0.4), 0.25 * block.front + 2.6), depth=0.35)


def sew_button_band(pattern: Pattern, body: Body, wide: float, buttons: int) -> None:
    """A cardigan's front: a ribbed band round the neck and down both edges, buttoned right over left."""
    block = body.block
    way = both(body.right.front_neck)
    pattern.sew("rib", part(beside(way, wide / 2), 0.0, 1.0), width=wide, depth=0.5)
    pattern.sew("seam", beside(way, wide), depth=0.45)
    foot = block.length
    pattern.sew("rib", bow((0.0, block.front + 0.4 * wide), (0.0, foot), 0.05), width=wide, depth=0.45)
    pattern.sew("edge", bow((-wide / 2, block.front + 0.3), (-wide / 2, foot), 0.1), depth=0.6)
    pattern.sew("seam", bow((wide / 2, block.front + wide), (wide / 2, foot), -0.1), depth=0.4)
    pattern.sew("button", bow((0, block.front + 2.2), (0.05, foot - 2.6), 0.1), width=1.7, depth=0.7, count=buttons)
