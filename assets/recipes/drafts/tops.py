"""T-shirts, long-sleeved tops, vests and camisoles: cut from one piece of jersey a side, pulled over the head."""

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
    sew_opening,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lines import beside, bow, straight

FITS = {"fitted": 0.92, "straight": 1.0, "boxy": 1.1}


@dataclass(frozen=True, kw_only=True)
class Tee:
    """A T-shirt: `block`, the neck band's width (0 = none), a chest pocket, what its cut is called."""

    block: Block
    band: float = 2.0
    pocket: bool = False
    cut: str = "straight"
    hem_up: float = 2.2
    seed: int = 0


def draw_tee(rng: np.random.Generator) -> Tee:
    """Measures of a T-shirt that a shop might have."""
    cut = str(rng.choice(["fitted", "straight", "straight", "boxy"]))
    wide = FITS[cut]
    chest = rng.uniform(47, 53) * wide
    cropped = cut == "boxy" and rng.random() < 0.5
    length = rng.uniform(49, 55) if cropped else rng.uniform(65, 77) * (0.96 if cut == "fitted" else 1.0)
    neckline = str(rng.choice(["crew", "crew", "crew", "V", "V", "scoop", "boat"]))
    neck = {"crew": rng.uniform(16.5, 19), "V": rng.uniform(16, 18.5), "scoop": rng.uniform(20, 24),
            "boat": rng.uniform(24, 28)}[neckline]  # fmt: skip
    front = {"crew": rng.uniform(7.5, 10), "V": rng.uniform(14, 20), "scoop": rng.uniform(12, 16),
             "boat": rng.uniform(4, 5.5)}[neckline]  # fmt: skip
    dropped = 5.0 if cut == "boxy" else 0.0
    shoulder = chest * rng.uniform(0.82, 0.88) + dropped
    waist = chest * (rng.uniform(0.86, 0.92) if cut == "fitted" else rng.uniform(0.96, 1.0))
    sleeve = {"fitted": rng.uniform(14, 19), "straight": rng.uniform(19, 24), "boxy": rng.uniform(18, 23)}[cut]
    block = Block(
        neck=neck, neckline=neckline, front=front, back=rng.uniform(1.6, 2.6), shoulder=shoulder,
        slope=rng.uniform(3.6, 5.2), chest=chest, waist=waist, waist_at=0.6 * length,
        hem=chest * rng.uniform(0.97, 1.04), length=length, armhole=rng.uniform(22, 25.5) * wide**0.5, sleeve=sleeve,
        angle=rng.uniform(32, 52), upper_arm=rng.uniform(18, 20.5) * wide**0.7, cuff=rng.uniform(16, 18.5) * wide**0.7,
        sag=rng.uniform(0.2, 1.0),
    )  # fmt: skip
    band = 0.0 if neckline == "boat" else rng.uniform(1.4, 2.4)
    return Tee(block=block, band=band, pocket=bool(rng.random() < 0.25), cut=cut, seed=int(rng.integers(2**31)))


def draft_tee(tee: Tee) -> Draft:
    """A T-shirt from its measures."""
    rng, block = np.random.default_rng(tee.seed), tee.block
    pattern, body = Pattern(category="T-Shirt"), cut_body(block, rng)
    mark_body(pattern, body)
    pattern.outlines.append(body.outline)
    sew_opening(pattern, body, tee.band)
    sew_armholes(pattern, body)
    sew_hems(pattern, body, tee.hem_up, tee.hem_up)
    if tee.pocket:
        sew_pocket(pattern, (0.19 * block.chest, block.armhole - 2), (11.0, 12.5), rng)
    drape_body(pattern, body, rng)
    drape_sleeves(pattern, body, rng)
    facts = Facts(
        sleeve="short", neck=block.neckline, cut=tee.cut, style="T-shirt", length_cm=block.length,
        length="cropped" if block.length < 58 else "long" if block.length > 73 else "regular",
        details=("chest pocket",) * tee.pocket,
    )  # fmt: skip
    return finish(pattern, facts, rng)


def sew_pocket(pattern: Pattern, middle: tuple[float, float], size: tuple[float, float], rng: np.random.Generator,
               point: float = 1.5, flap: bool = False) -> None:  # fmt: skip
    """A patch pocket sewn on, its bottom pointed; `middle` is the middle of its upper edge."""
    x, y = middle
    wide, deep = size[0] / 2, size[1]
    lean = rng.uniform(-0.2, 0.2)
    path = straight((x - wide, y), (x - wide + 0.2, y + deep - point), (x, y + deep),
                    (x + wide - 0.2, y + deep - point + lean), (x + wide, y + lean))  # fmt: skip
    pattern.sew("edge", path, depth=0.45)
    pattern.sew("stitch", beside(path, -0.5), width=0.3, depth=0.3)
    pattern.sew("edge", bow((x + wide, y + lean), (x - wide, y), 0.1), depth=0.3)
    pattern.sew("stitch", bow((x - wide, y + 2), (x + wide, y + 2 + lean), 0.05), width=0.3, depth=0.3)
    if flap:
        lid = straight((x - wide - 0.3, y - 0.6), (x - wide - 0.3, y + 3), (x, y + 4.6), (x + wide + 0.3, y + 3),
                       (x + wide + 0.3, y - 0.6))  # fmt: skip
        pattern.sew("edge", lid, depth=0.6)
