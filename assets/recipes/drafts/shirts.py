"""Shirts: a collar that stands and falls, a placket with buttons, a yoke, cuffs, shirt tails."""

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
from assets.recipes.drafts.lines import Line, at, beside, bezier, both, bow, flip, join, part, straight, turn
from assets.recipes.drafts.tops import FITS, sew_pocket


@dataclass(frozen=True, kw_only=True)
class Collar:
    """A shirt's collar: how high it stands behind, how long its points are, how far they spread, how low it closes."""

    stand: float = 3.2
    point: float = 7.5
    spread: float = 6.0
    """How far the points lie from the middle."""
    close: float = 5.5
    """Where the first button is."""
    kind: str = "collar"
    """collar, band (no fall) or camp (opens into small lapels)."""


@dataclass(frozen=True, kw_only=True)
class Shirt:
    """A shirt's measures and what is sewn to it."""

    block: Block
    collar: Collar
    placket: float = 3.2
    buttons: int = 7
    pockets: int = 1
    flaps: bool = False
    contrast: bool = False
    cut: str = "straight"
    seed: int = 0


def draw_shirt(rng: np.random.Generator) -> Shirt:
    """Measures of a shirt that a shop might have."""
    cut = str(rng.choice(["fitted", "straight", "straight", "boxy"]))
    arm = str(rng.choice(["long", "long", "long", "rolled", "short", "short", "short"]))
    long = arm == "long"
    chest = rng.uniform(50, 56) * FITS[cut]
    length = rng.uniform(71, 80) * (0.95 if cut == "boxy" else 1.0)
    kind = (
        str(rng.choice(["collar"] * 4 + ["band", "camp", "camp"]))
        if arm == "short"
        else str(rng.choice(["collar"] * 5 + ["band"]))
    )
    neck = rng.uniform(15.5, 17.5)
    block = Block(
        neck=neck, front=rng.uniform(8, 9.5), back=1.8, shoulder=chest * rng.uniform(0.82, 0.88),
        slope=rng.uniform(4.2, 5.4), chest=chest, waist=chest * (rng.uniform(0.88, 0.92) if cut == "fitted" else 0.985),
        waist_at=0.58 * length, hem=chest * rng.uniform(0.97, 1.03), length=length,
        tail=0.0 if kind == "camp" else rng.uniform(3, 8), sag=0.4, armhole=rng.uniform(23.5, 26.5),
        sleeve={"long": rng.uniform(62, 67), "rolled": rng.uniform(36, 42), "short": rng.uniform(20, 25)}[arm],
        angle=rng.uniform(70, 76) if arm != "short" else rng.uniform(36, 54), upper_arm=rng.uniform(18, 20),
        cuff={"long": rng.uniform(10.2, 11.5), "rolled": rng.uniform(14, 15.5), "short": rng.uniform(16, 19)}[arm],
        bell=-1.2 if long else 0.0,
    )  # fmt: skip
    collar = Collar(stand=rng.uniform(2.8, 3.8), point=rng.uniform(6.5, 8.8), spread=rng.uniform(5.5, 8.0),

                    close=rng.uniform(9, 13) if rng.random() < 0.25 else rng.uniform(4.6, 6.0), kind=kind)  # fmt: skip
    pockets = int(rng.choice([0, 1, 1, 2]))
    return Shirt(
        block=block, collar=collar, placket=rng.uniform(2.8, 3.6), buttons=int(rng.integers(6, 9)), pockets=pockets,
        flaps=pockets == 2 and bool(rng.random() < 0.6), contrast=bool(rng.random() < 0.1), cut=cut,
        seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draft_shirt(shirt: Shirt, category: str = "Shirt") -> Draft:
    """A shirt from its measures."""
    rng, block = np.random.default_rng(shirt.seed), shirt.block
    pattern, body = Pattern(category=category), cut_body(block, rng)
    mark_body(pattern, body)
    pattern.outlines.append(crown(body, shirt.collar))
    sew_armholes(pattern, body)
    sew_yoke(pattern, body, 4.0)
    top = sew_collar(pattern, block, shirt.collar, shirt.contrast)
    sew_placket(pattern, block, top, shirt.placket, shirt.buttons)
    for number in range(shirt.pockets):
        sign = 1 if number == 0 else -1
        middle = (sign * 0.2 * block.chest, block.armhole - 2.5)
        sew_pocket(pattern, middle, (11.5, 13.5), rng, flap=shirt.flaps)
    sew_sleeve_ends(pattern, body)
    sew_hems(pattern, body, 1.0, 2.4 if block.sleeve < 30 else 0.0, rows=1)
    drape_body(pattern, body, rng)
    drape_sleeves(pattern, body, rng)
    words = ["buttoned"] + ["chest pocket"] * (shirt.pockets == 1) + ["chest pockets"] * (shirt.pockets == 2)
    facts = Facts(
        sleeve="long" if block.sleeve > 50 else "elbow" if block.sleeve > 30 else "short",
        neck=shirt.collar.kind, cut=shirt.cut, style="shirt",
        length="long" if block.length > 78 else "regular", details=tuple(words), length_cm=block.length,
    )  # fmt: skip
    return finish(pattern, facts, rng)


def crown(body: Body, collar: Collar) -> Line:
    """The body's outline with the collar's upper edge in place of the neckline."""
    block = body.block
    over = collar_over(block, collar)
    right = join(over, body.right.shoulder[4:], body.right.edge[_count(body.right.back_neck, body.right.shoulder) :])
    left = join(over, body.left.shoulder[4:], body.left.edge[_count(body.left.back_neck, body.left.shoulder) :])
    return join(right, turn(flip(left)))


def _count(*lines: Line) -> int:
    return len(join(*lines))


def collar_over(block: Block, collar: Collar) -> Line:
    """The collar's outer upper edge, from the middle of the back to where it meets the shoulder."""
    wide = block.neck / 2
    fall = 0.0 if collar.kind == "band" else 1.6
    high = (wide * 0.86, -collar.stand + 1.5)
    low = at(body_shoulder(block), 0.16 if fall else 0.04)
    return join(bezier((0, -collar.stand), (0.45 * wide, -collar.stand), (0.7 * wide, high[1] - 0.5), high),
                bezier(high, (wide + 0.2, high[1] + 0.5), (low[0] - 0.4, low[1] - 1.2), low))  # fmt: skip


def body_shoulder(block: Block) -> Line:
    """The shoulder from the neck's side to the sleeve."""
    return bow((block.neck / 2, 0.0), (block.shoulder / 2, block.slope), -0.15)


def sew_collar(pattern: Pattern, block: Block, collar: Collar, contrast: bool = False) -> float:
    """The collar, and the back's inside that it opens on; returns where the front closes."""
    wide = block.neck / 2
    high = np.array([wide * 0.86, -collar.stand + 1.5])
    over = both(collar_over(block, collar)[: _count(_first_piece(block, collar))])
    close = collar.close
    if collar.kind == "camp":
        close = collar.close + 8
    inner = bezier((0.0, close), (0.22 * wide, close - 1.2), high + (-0.9, 4.0), high)
    pattern.sew("opening", join(over, turn(both(inner))), depth=0.6)
    pattern.sew("seam", bow((-wide * 0.8, 0.4), (wide * 0.8, 0.4), 1.3), depth=0.5)
    pattern.sew("stitch", bow((-wide * 0.8, 0.9), (wide * 0.8, 0.9), 1.3), width=0.3, depth=0.25)
    if collar.kind == "band":
        for half, mirrored in ((inner, False), (inner, True)):
            sew_half(pattern, mirrored, "edge", turn(beside(half, 2.6)), depth=0.5)
        return close
    meet = at(body_shoulder(block), 0.16)
    way = np.array([collar.spread * 0.9, collar.point])
    tip = np.array([0.4, close]) + way / np.hypot(*way) * collar.point
    if collar.kind == "camp":
        tip = np.array([collar.spread + 1.5, close * 0.55])
    leaf = join(bezier(meet, meet + (0.0, 2.6), tip + (0.8, -3.0), tip), bow(tip, (0.3, close + 0.2), 0.25))
    area = join(bezier(high, meet + (-1, -1), meet + (-0.3, -0.3), meet), leaf, inner)
    for mirrored in (False, True):
        if contrast:
            sew_half(pattern, mirrored, "panel", area, depth=0.4)
        if collar.kind == "camp":
            lapel = join(bow(tip + (-1.6, 0.6), (0.75 * collar.spread + 2.2, close * 0.75), 0.0),
                         bow((0.75 * collar.spread + 2.2, close * 0.75), (0.2, close + 2.6), 0.5))  # fmt: skip
            sew_half(pattern, mirrored, "edge", turn(lapel), depth=0.6)
        sew_half(pattern, mirrored, "edge", turn(leaf), depth=0.75)
        sew_half(pattern, mirrored, "stitch", part(beside(leaf, 0.6), 0.05, 0.95), width=0.25, depth=0.25)
        sew_half(pattern, mirrored, "fold", beside(turn(inner), 0.7), width=1.4, depth=0.25)
    return close


def _first_piece(block: Block, collar: Collar) -> Line:
    wide = block.neck / 2
    high = (wide * 0.86, -collar.stand + 1.5)
    return bezier((0, -collar.stand), (0.45 * wide, -collar.stand), (0.7 * wide, high[1] - 0.5), high)


def sew_placket(
    pattern: Pattern, block: Block, top: float, wide: float, buttons: int, end: float | None = None
) -> None:
    """The front's edge, right over left, and its buttons, from below the collar to the hem or to `end`."""
    low = block.length if end is None else end
    pattern.sew("edge", bow((-wide / 2, top + 0.8), (-wide / 2, low), 0.12), depth=0.5)
    pattern.sew("stitch", bow((-wide / 2 + 0.5, top + 0.8), (-wide / 2 + 0.5, low), 0.12), width=0.3, depth=0.3)
    pattern.sew("stitch", bow((wide / 2, top + 0.8), (wide / 2, low), -0.08), width=0.3, depth=0.35)
    if end is not None:
        box = straight((-wide / 2, low), (wide / 2, low))
        pattern.sew("seam", box, depth=0.5)
        pattern.sew("stitch", straight((-wide / 2, low - 2), (wide / 2, low - 2)), width=0.3, depth=0.3)
    last = low - (0.17 * (low - top) if end is None else 2.4)
    if buttons:
        pattern.sew("button", bow((0, top + 1.6), (0.1, last), 0.1), width=1.15, depth=0.7, count=buttons)


def sew_yoke(pattern: Pattern, body: Body, down: float) -> None:
    """The seam at which the back's yoke ends in front."""
    for half, mirrored in body.halves:
        line = half.shoulder + (0, down)
        start = line[0] + (0.6, 0.4)
        end = at(half.armhole, min(0.9 * down / body.block.armhole, 0.4))
        sew_half(pattern, mirrored, "seam", bow(start, end, -0.2), depth=0.5)


def sew_sleeve_ends(pattern: Pattern, body: Body) -> None:
    """Cuffs of long sleeves with their button and a pleat."""
    if body.block.sleeve < 30:
        return
    if body.block.sleeve < 50:  # rolled up
        for half, mirrored in body.halves:
            for up in (6.2, 3.4):
                sew_half(pattern, mirrored, "edge", part(across_sleeve(half, up), 0.0, 1.0), depth=0.6)
        return
    for half, mirrored in body.halves:
        seam = across_sleeve(half, 6.0)
        assert half.cuff is not None
        sew_half(pattern, mirrored, "seam", seam, depth=0.6)
        sew_half(pattern, mirrored, "stitch", part(across_sleeve(half, 0.7), 0.03, 0.97), width=0.3, depth=0.3)
        sew_half(pattern, mirrored, "stitch", part(across_sleeve(half, 5.4), 0.03, 0.97), width=0.3, depth=0.3)
        middle = 0.5 * (at(seam, 0.25) + at(half.cuff, 0.25))
        sew_half(pattern, mirrored, "button", np.array([middle]), width=1.0, depth=0.65)
        for share in (0.4,):
            start = at(seam, share)
            line = bow(start, start + 0.75 * (at(across_sleeve(half, 15), share) - start), 0.3)
            sew_half(pattern, mirrored, "fold", line, width=1.4, depth=0.35)
