"""Polo shirts: a knitted collar on a short placket, ribbed sleeves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.bodice import (
    Block,
    cut_body,
    drape_body,
    drape_sleeves,
    mark_body,
    sew_armholes,
    sew_hems,
    sew_ribs,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lines import bow
from assets.recipes.drafts.shirts import Collar, crown, sew_collar, sew_placket
from assets.recipes.drafts.tops import FITS, sew_pocket


@dataclass(frozen=True, kw_only=True)
class Polo:
    """A polo shirt's measures."""

    block: Block
    collar: Collar
    placket: float = 3.2
    end: float = 20.0
    """Where the placket ends, below the shoulder."""
    buttons: int = 3
    contrast: bool = False
    pocket: bool = False
    vents: bool = True
    cut: str = "straight"
    seed: int = 0


def draw_polo(rng: np.random.Generator) -> Polo:
    """Measures of a polo shirt that a shop might have."""
    cut = str(rng.choice(["fitted", "straight", "straight", "boxy"]))
    chest, length = rng.uniform(46, 54) * FITS[cut], rng.uniform(64, 75)
    long = bool(rng.random() < 0.15)
    block = Block(
        neck=rng.uniform(15.5, 17.5), front=8.5, back=1.8, shoulder=chest * rng.uniform(0.81, 0.87),
        slope=rng.uniform(4, 5), chest=chest, waist=chest * (rng.uniform(0.87, 0.92) if cut == "fitted" else 0.98),
        waist_at=0.6 * length, hem=chest * rng.uniform(0.97, 1.03), length=length, sag=rng.uniform(0.2, 0.8),
        armhole=rng.uniform(22, 25), sleeve=rng.uniform(60, 65) if long else rng.uniform(15, 23),
        angle=rng.uniform(69, 75) if long else rng.uniform(36, 54), upper_arm=rng.uniform(17, 19.5),
        cuff=rng.uniform(8.5, 10) if long else rng.uniform(14.5, 17),
    )  # fmt: skip
    collar = Collar(stand=rng.uniform(2.4, 3.2), point=rng.uniform(6, 7.6), spread=rng.uniform(7, 9.5),
                    close=rng.uniform(4.6, 6.2))  # fmt: skip
    return Polo(
        block=block, collar=collar, end=rng.uniform(17, 25), buttons=int(rng.integers(2, 5)),
        contrast=bool(rng.random() < 0.2), pocket=bool(rng.random() < 0.15), vents=bool(rng.random() < 0.6), cut=cut,
        seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draft_polo(polo: Polo) -> Draft:
    """A polo shirt from its measures."""
    rng, block = np.random.default_rng(polo.seed), polo.block
    pattern, body = Pattern(category="Polo"), cut_body(block, rng)
    mark_body(pattern, body)
    pattern.outlines.append(crown(body, polo.collar))
    sew_armholes(pattern, body)
    top = sew_collar(pattern, block, polo.collar, polo.contrast)
    sew_placket(pattern, block, top, polo.placket, polo.buttons, polo.end)
    sew_ribs(pattern, body, 0.0, 2.2 if block.sleeve < 40 else 5.0)
    sew_hems(pattern, body, 2.2)
    if polo.vents:
        for half, mirrored in body.halves:
            corner = half.hem[0] * ((-1 if mirrored else 1), 1)
            inward = -2.2 if not mirrored else 2.2
            pattern.sew("stitch", bow(corner + (inward * 0.5, -0.6), corner + (inward * 0.5, -7)), width=0.3, depth=0.4)
    if polo.pocket:
        sew_pocket(pattern, (0.2 * block.chest, block.armhole - 2), (10.5, 12.0), rng)
    drape_body(pattern, body, rng)
    drape_sleeves(pattern, body, rng)
    facts = Facts(
        sleeve="long" if block.sleeve > 40 else "short", neck="collar", cut=polo.cut, style="polo shirt",
        length="long" if block.length > 73 else "regular", length_cm=block.length,
        details=("buttoned placket",) + ("contrast collar",) * polo.contrast + ("chest pocket",) * polo.pocket,
    )  # fmt: skip
    return finish(pattern, facts, rng)
