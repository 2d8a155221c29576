"""Skirts: pencil, A-line, pleated, gathered, tiered, wrapped, denim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.bodice import lay_fold
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.jackets import sew_tie
from assets.recipes.drafts.lines import Line, at, beside, bezier, both, bow, flip, join, part, smooth, straight, turn


@dataclass(frozen=True, kw_only=True)
class Skirt:
    """A skirt's measures; y = 0 is the waistband's upper edge at the sides."""

    style: str
    waist: float = 36.0
    hip: float = 48.0
    hem: float = 56.0
    length: float = 60.0
    band: float = 3.5
    dip: float = 1.4
    sag: float = 2.0
    pleats: int = 0
    tiers: int = 0
    ruffle: float = 0.0
    elastic: bool = False
    buttons: int = 0
    slit: float = 0.0
    seed: int = 0


STYLES = {  # hem over hip, folds, share of elastic waists
    "pencil": ((0.9, 1.0), 0, 0.1), "A-line": ((1.2, 1.45), 0, 0.15), "pleated": ((1.4, 1.75), 1, 0.3),
    "gathered": ((1.5, 1.9), 1, 0.6), "tiered": ((1.45, 1.75), 1, 0.7), "wrap": ((1.15, 1.35), 0, 0.0),
    "denim": ((1.0, 1.2), 0, 0.0), "circle": ((1.9, 2.3), 1, 0.2),
}  # fmt: skip


def draw_skirt(rng: np.random.Generator) -> Skirt:
    """Measures of a skirt that a shop might have."""
    style = str(rng.choice(list(STYLES)))
    hems, folded, soft = STYLES[style]
    hip = rng.uniform(44, 51)
    lengths = {"pencil": (48, 68), "denim": (36, 62), "circle": (38, 58), "tiered": (50, 88), "pleated": (40, 82)}
    length = rng.uniform(*lengths.get(style, (40, 78)))
    elastic = bool(rng.random() < soft)
    return Skirt(
        style=style, waist=hip * rng.uniform(0.7, 0.78), hip=hip, hem=hip * rng.uniform(*hems), length=length,
        band=rng.uniform(2.8, 4.6), dip=rng.uniform(0.8, 1.8), sag=rng.uniform(0.8, 1.6) + (1.6 if folded else 0),
        pleats=int(rng.integers(9, 14)) if style == "pleated" else int(rng.integers(6, 9)) if folded else 0,
        tiers=int(rng.integers(2, 4)) if style == "tiered" else 0,
        ruffle=rng.uniform(6, 10) if style in ("wrap", "A-line") and rng.random() < 0.3 else 0.0, elastic=elastic,
        buttons=int(rng.integers(5, 8)) if style in ("denim", "A-line") and rng.random() < 0.45 else 0,
        slit=rng.uniform(9, 16) if style == "pencil" and rng.random() < 0.5 else 0.0, seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draft_skirt(skirt: Skirt) -> Draft:
    """A skirt from its measures."""
    rng = np.random.default_rng(skirt.seed)
    pattern = Pattern(category="Skirt")
    side = np.array([skirt.waist / 2, 0.0])
    corner = np.array([skirt.hem / 2, skirt.length - skirt.sag])
    waist, seam = bow((0, 0.4), side, -0.2), _cut_side(skirt, side, corner)
    hem = _wave(both(turn(_cut_hem(skirt, corner))), skirt, rng)
    hem = turn(hem)
    pattern.outlines.append(join(waist, seam, hem, turn(flip(seam)), turn(flip(waist))))
    for name, sign in (("l", -1), ("r", 1)):
        pattern.landmarks |= {f"waist_{name}": side[None] * (sign, 1), f"hem_{name}": corner[None] * (sign, 1)}
    front = both(bezier((0, skirt.dip), (0.5 * side[0], skirt.dip), side + (-1.2, 0.5), side))
    pattern.sew("opening", join(both(waist), turn(front)), depth=0.5)
    _sew_band(pattern, skirt, front)
    _sew_front(pattern, skirt, front, hem, seam, rng)
    _sew_low(pattern, skirt, hem, seam)
    _drape(pattern, skirt, front, hem, rng)
    length = next(
        name for most, name in ((47, "mini"), (62, "knee"), (78, "midi"), (999, "maxi")) if skirt.length < most
    )
    told = (
        (skirt.style == "pleated", "pleated"),
        (skirt.style in ("gathered", "circle"), "gathered"),
        (skirt.tiers > 0, "tiered"),
        (skirt.ruffle > 0, "ruffled"),
        (skirt.buttons > 0, "buttoned"),
        (skirt.slit > 0, "slit"),
        (skirt.elastic, "elastic waist"),
        (skirt.style == "wrap", "wrap"),
    )
    facts = Facts(
        length=length, style=skirt.style, length_cm=skirt.length,
        cut="slim" if skirt.hem < 1.02 * skirt.hip else "flared" if skirt.hem > 1.3 * skirt.hip else "straight",
        details=tuple(word for true, word in told if true),
    )  # fmt: skip
    return finish(pattern, facts, rng)


def _cut_side(skirt: Skirt, side: np.ndarray, corner: np.ndarray) -> Line:
    if skirt.hem > 1.3 * skirt.hip:
        way = corner - side
        return bezier(side, side + (0.22 * way[0] + 0.4, 0.2 * way[1]), corner - (0.34 * way[0], 0.36 * way[1]), corner)
    hip = np.array([skirt.hip / 2, min(20.0, 0.42 * skirt.length)])
    return smooth(side, 0.5 * (side + hip) + (0.9, 0), hip, 0.5 * (hip + corner) + (0.15, 0), corner)


def _cut_hem(skirt: Skirt, corner: np.ndarray) -> Line:
    low = np.array([0.0, skirt.length])
    return bezier(corner, corner + (-0.35 * corner[0], 0.62 * skirt.sag), low + (0.45 * corner[0], 0), low)


def _wave(hem: Line, skirt: Skirt, rng: np.random.Generator) -> Line:
    """The hem from left to right; where folds stand on it, it waves."""
    if not skirt.pleats:
        return hem
    share = np.linspace(0, 1, len(hem))
    ends = np.sin(np.pi * share) ** 0.3
    phase = rng.uniform(0, 6.3)
    if skirt.style == "pleated":  # knife pleats step
        tooth = (share * skirt.pleats + phase / 6.3) % 1.0
        swing = 0.7 * (tooth - 0.5)
    else:
        swing = np.sin(2 * np.pi * (skirt.pleats / 2 + 0.5) * share + phase)
        swing = swing + 0.5 * np.sin(2 * np.pi * skirt.pleats * 0.9 * share + 2 * phase)
    return hem + np.column_stack([np.zeros_like(share), 0.006 * skirt.hem * swing * ends])


def _sew_band(pattern: Pattern, skirt: Skirt, front: Line) -> None:
    if skirt.elastic:
        pattern.sew("rib", beside(front, skirt.band / 2), width=skirt.band, depth=0.5)
        pattern.sew("seam", beside(front, skirt.band), depth=0.5)
        pattern.sew("gather", part(beside(front, skirt.band + 0.2), 0.03, 0.97), width=0.15 * skirt.length, depth=0.5)
        return
    pattern.sew("seam", beside(front, skirt.band), depth=0.65)
    pattern.sew("stitch", beside(front, skirt.band - 0.5), width=0.3, depth=0.3)
    if skirt.pleats and skirt.style != "pleated":
        pattern.sew("gather", part(beside(front, skirt.band + 0.2), 0.03, 0.97), width=0.14 * skirt.length, depth=0.5)


def _sew_front(pattern: Pattern, skirt: Skirt, front: Line, hem: Line, seam: Line, rng: np.random.Generator) -> None:
    """What each style has in front."""
    low = skirt.dip + skirt.band
    if skirt.buttons:
        pattern.sew("edge", bow((-1.8, skirt.dip), (-1.8, skirt.length), 0.1), depth=0.55)
        pattern.sew("stitch", bow((1.8, low), (1.8, skirt.length), -0.1), width=0.3, depth=0.35)
        line = bow((0, skirt.dip + skirt.band / 2), (0.05, skirt.length - 6), 0.1)
        pattern.sew("button", line, width=1.6, depth=0.75, count=skirt.buttons)
    elif skirt.style == "denim":
        pattern.sew("seam", bow((0, low), (0, skirt.length - 1), 0.1), depth=0.5)
        curve = smooth((3, low), (3, 12), (2.2, 15), (0.2, 17))
        pattern.sew("stitch", curve, width=0.6, depth=0.45, count=2)
        pattern.sew("button", np.array([[0.5, low - skirt.band / 2]]), width=1.7, depth=0.8)
    if skirt.style == "denim":
        for sign in (-1, 1):
            top = np.array([skirt.waist * 0.26, low])
            foot = at(seam, 13 / skirt.length) + (-0.2, 0)
            hand = bezier(foot, foot + (-5, 0.4), top + (0.3, 4.5), top) * (sign, 1)
            pattern.sew("edge", hand if sign > 0 else turn(hand), depth=0.55)
            pattern.sew("stitch", part(beside(hand, -0.6 * sign), 0.03, 0.97), width=0.3, depth=0.4)
            loop = at(front, 0.5 + sign * 0.3)
            pattern.sew("cord", straight(loop, loop + (0, skirt.band + 0.5)), width=1.0, depth=0.45)
    if skirt.style in ("pencil", "A-line") and not skirt.elastic:
        for sign in (-1, 1):
            top = at(front, 0.5 + sign * 0.26) + (0, skirt.band)
            pattern.sew("seam", bow(top, top + (sign * 0.6, 9.5), 0.1), depth=0.4)
    if skirt.style == "wrap":
        start = at(front, 0.2) + (0, skirt.band)
        end = at(hem, 0.3)
        line = bezier(start, start + (3, 0.3 * skirt.length), end + (-5, -0.3 * skirt.length), end)
        pattern.sew("edge", line, depth=0.6)
        pattern.sew("stitch", part(beside(line, -0.9), 0.02, 0.98), width=0.3, depth=0.35)
        knot = at(front, 0.16) + (0, skirt.band / 2)
        for reach, out in ((14, -2.0), (18, 1.2)):
            tie = smooth(knot, knot + (out, 0.5 * reach), knot + (out * 1.3, reach))
            sew_tie(pattern, tie, 2.2)
    if skirt.style == "pleated":
        for number in range(skirt.pleats):
            share = (number + 0.5) / skirt.pleats
            head = at(front, share) + (0, skirt.band + 0.2)
            foot = at(hem, 1 - share)
            bend = -(share - 0.5) * 0.05 * skirt.hem
            pattern.sew("edge", bow(head, foot, -bend), depth=0.5)
            pattern.sew("fold", bow(foot + (1.0, 0), head + (0.6, 0.4), bend), width=2.6, depth=0.35)
    if skirt.slit:
        pattern.sew(
            "edge", bow((0.2 * skirt.hem, skirt.length - skirt.slit), (0.2 * skirt.hem, skirt.length), 0.1), depth=0.8
        )


def _sew_low(pattern: Pattern, skirt: Skirt, hem: Line, seam: Line) -> None:
    """Tiers, ruffle and hem."""
    for tier in range(1, skirt.tiers + 1):
        share = (tier + 0.15) / (skirt.tiers + 1)
        side = at(seam, share)
        line = bow((-side[0] + 0.1, side[1]), (side[0] - 0.1, side[1]), 0.55 * skirt.sag * share + 0.4)
        pattern.sew("seam", line, depth=0.6)
        pattern.sew("gather", part(line, 0.02, 0.98) + (0, 0.3), width=0.13 * skirt.length, depth=0.55)
    if skirt.ruffle:
        line = part(beside(hem, skirt.ruffle), 0.01, 0.99)
        pattern.sew("seam", line, depth=0.6)
        pattern.sew("gather", turn(line) + (0, 0.2), width=0.85 * skirt.ruffle, depth=0.55)
    up = 2.4 if skirt.style in ("pencil", "denim", "A-line") else 1.4
    pattern.sew("stitch", part(beside(hem, up), 0.012, 0.988), width=0.4, depth=0.4)


def _drape(pattern: Pattern, skirt: Skirt, front: Line, hem: Line, rng: np.random.Generator) -> None:
    """Folds that open towards the hem; across the hip where it is narrow."""
    if skirt.style != "pleated":
        count = skirt.pleats or int(rng.integers(3, 6))
        for number in range(count):
            share = float(np.clip((number + 0.5) / count + rng.normal(0, 0.03), 0.04, 0.96))
            head, foot = at(front, share) + (0, skirt.band + 1), at(hem, 1 - share)
            start = head + rng.uniform(0.0, 0.3) * (foot - head)
            lay_fold(pattern, 1, bow(start, foot, (share - 0.5) * 0.06 * skirt.hem), rng, 0.03 * skirt.hem + 0.6,
                     1.0 if skirt.pleats else 0.5, "start")  # fmt: skip
            if skirt.pleats:
                line = bow(foot, head + 0.25 * (foot - head), -(share - 0.5) * 0.05 * skirt.hem)
                pattern.sew("fold", line, width=2.0, depth=0.4)
    if skirt.hem < 1.3 * skirt.hip:
        for _ in range(4):
            sign = int(rng.choice([-1, 1]))
            start = np.array([skirt.hip / 2 - 1, rng.uniform(10, 22)])
            end = (rng.uniform(0, 0.3) * skirt.hip, start[1] + rng.uniform(-5, 6))
            lay_fold(pattern, sign, bow(start, end, rng.uniform(-1, 1)), rng, 1.4, 0.35, "end")
