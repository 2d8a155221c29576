"""Outdoor jackets and coats: parkas, puffers, gilets, bombers, denim jackets, raincoats, wool coats."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    sew_half,
    sew_hems,
    sew_ribs,
)  # fmt: skip
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.hoods import Hood, draw_hood, set_hood, sew_cords, sew_hood, sew_zip
from assets.recipes.drafts.jackets import Jacket, draft_blazer, draw_lapels
from assets.recipes.drafts.knits import raise_neck
from assets.recipes.drafts.lines import beside, bezier, both, bow, join, part, straight, turn
from assets.recipes.drafts.shirts import Collar, crown, sew_collar, sew_placket, sew_sleeve_ends, sew_yoke
from assets.recipes.drafts.tops import sew_pocket


@dataclass(frozen=True, kw_only=True)
class Coat:
    """Measures of an outdoor jacket, and how it is made."""

    block: Block
    style: str
    collar: str = "funnel"
    """funnel, rib, shirt or hood."""
    close: str = "zip"
    hood: Hood
    rib: float = 0.0
    quilt: float = 0.0
    """Height of a channel of down; 0 = not quilted."""
    flap: bool = False
    waist_cord: bool = False
    seed: int = 0


STYLES = ("parka", "puffer", "puffer", "gilet", "bomber", "denim", "raincoat", "coat", "coat", "field")


def draw_outerwear(rng: np.random.Generator) -> Coat | Jacket:
    """Measures of an outdoor jacket or coat that a shop might have."""
    style = str(rng.choice(STYLES))
    length = {
        "parka": rng.uniform(76, 90),
        "puffer": rng.choice([rng.uniform(60, 68), rng.uniform(88, 104)]),
        "gilet": rng.uniform(60, 68),
        "bomber": rng.uniform(58, 66),
        "denim": rng.uniform(54, 63),
        "raincoat": rng.uniform(76, 92),
        "coat": rng.uniform(92, 112),
        "field": rng.uniform(70, 78),
    }[style]
    chest = rng.uniform(52, 60)
    puffy = style in ("puffer", "gilet")
    block = Block(
        neck=rng.uniform(18.5, 20.5),
        front=9,
        back=1.6,
        shoulder=chest * rng.uniform(0.83, 0.9),
        slope=rng.uniform(4.2, 5.6),
        chest=chest,
        waist=chest * (0.94 if style == "coat" else 0.985),
        waist_at=44,
        hem=chest * (rng.uniform(1.06, 1.18) if length > 86 else rng.uniform(0.93, 1.02)),
        length=float(length),
        sag=0.5,
        armhole=rng.uniform(25, 28),
        sleeve=0.0 if style == "gilet" else rng.uniform(62, 67),
        angle=rng.uniform(70, 76),
        upper_arm=rng.uniform(20, 23) + 2 * puffy,
        cuff=rng.uniform(11.5, 14),
        bell=-2.0 if puffy or style == "bomber" else 0.0,
    )
    if style == "coat":
        double = bool(rng.random() < 0.45)
        belt = bool(rng.random() < 0.4)
        return Jacket(
            block=replace(block, cuff=14.0, neck=18.0),
            lapels=draw_lapels(rng, 62.0, double),
            buttons=2 if belt else 3,
            double=double,
            away=0.0,
            pockets=str(rng.choice(["welt", "flap", "patch"])),
            breast=False,
            belt=belt,
            cut="straight",
            style="coat",
            seed=int(rng.integers(2**31)),
        )
    collar = {"parka": "hood", "raincoat": "hood", "bomber": "rib", "denim": "shirt", "field": "shirt"}.get(
        style, str(rng.choice(["funnel", "funnel", "hood"])))  # fmt: skip
    return Coat(
        block=block, style=style, collar=collar if style != "gilet" else "funnel",
        close="buttons" if style in ("denim", "field") or (style == "raincoat" and rng.random() < 0.5) else "zip",
        hood=draw_hood(rng), rib=rng.uniform(5, 7) if style == "bomber" else 0.0,
        quilt=rng.uniform(5.5, 9.0) if puffy else 0.0, flap=style == "parka",
        waist_cord=style == "parka" and bool(rng.random() < 0.7), seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draft_outerwear(coat: Coat | Jacket) -> Draft:
    """An outdoor jacket or coat from its measures."""
    if isinstance(coat, Jacket):
        return draft_blazer(coat, "Outwear")
    rng, block = np.random.default_rng(coat.seed), coat.block
    pattern, body = Pattern(category="Outwear"), cut_body(block, rng)
    mark_body(pattern, body)
    outline = pull_in(body, coat.rib, 1.4) if coat.rib else body.outline
    shirt = Collar(stand=3.4, point=8.0, spread=7.5, close=6.0)
    high = 6.5
    if coat.collar == "hood":
        outline = set_hood(outline, body, coat.hood)
    elif coat.collar == "funnel":
        outline = raise_neck(outline, body, high)
    elif coat.collar == "shirt":
        outline = crown(body, shirt)
    pattern.outlines.append(outline)
    if block.sleeve:
        sew_armholes(pattern, body)
    else:
        _bind(pattern, body)
    _sew_bottom(pattern, coat, body)
    if coat.quilt:
        quilt(pattern, coat, body)
    _sew_pockets(pattern, coat, rng)
    top = _sew_neck(pattern, coat, body, shirt, high, rng)
    _sew_close(pattern, coat, top)
    drape_body(pattern, body, rng, 0.5 if coat.quilt else 0.95)
    if not coat.quilt:
        drape_sleeves(pattern, body, rng, 1.0)
    return finish(pattern, _tell(coat), rng)


def _bind(pattern: Pattern, body: Body) -> None:
    for half, mirrored in body.halves:
        sew_half(pattern, mirrored, "seam", part(beside(half.armhole, 1.2), 0.02, 0.98), depth=0.55)


def _sew_bottom(pattern: Pattern, coat: Coat, body: Body) -> None:
    """Hem and cuffs."""
    if coat.rib:
        sew_ribs(pattern, body, coat.rib, coat.rib * 0.9)
    elif coat.style == "denim":
        pattern.sew("seam", part(beside(body.hem, 4.6), 0.004, 0.996), depth=0.65)
        pattern.sew("stitch", part(beside(body.hem, 4.0), 0.01, 0.99), width=0.3, depth=0.35)
        sew_sleeve_ends(pattern, body)
    else:
        sleeves = 3.0 if coat.block.sleeve else 0.0
        sew_hems(pattern, body, 2.4, 0.0 if coat.quilt else sleeves, rows=1)
        if coat.quilt and coat.block.sleeve:
            sew_ribs(pattern, body, 0.0, 2.4)


def quilt(pattern: Pattern, coat: Coat, body: Body) -> None:
    """Channels of down: seams across with swellings between them."""
    block, step = coat.block, coat.quilt
    right = body.right.side
    order = np.argsort(right[:, 1])
    y = block.slope + 3.5
    while y < block.length - 0.7 * step:
        if y > right[0, 1]:
            half = float(np.interp(y, right[order, 1], right[order, 0]))
        else:
            hole = body.right.armhole
            half = float(np.interp(y, hole[:, 1], hole[:, 0]))
        line = bow((-half + 0.15, y), (half - 0.15, y), 0.8)
        pattern.sew("seam", line, depth=0.6)
        pattern.fold(bow((-half, y + step / 2), (half, y + step / 2), 0.8), 0.3 * step, 0.6, "none")
        pattern.sew("gather", part(line, 0.06, 0.94), width=0.42 * step, depth=0.3)
        y += step
    for half_body, mirrored in body.halves:
        if half_body.sleeve_top is None or half_body.inner is None:
            continue
        count = int(block.sleeve / step)
        for number in range(1, count):
            i = round((number / count) * (len(half_body.sleeve_top) - 1))
            a = half_body.sleeve_top[i]
            b = half_body.inner[i]
            if i / (len(half_body.inner) - 1) < half_body.free:
                b = a + 0.72 * (b - a)
            line = bow(a, b, -0.5)
            sew_half(pattern, mirrored, "seam", part(line, 0.01, 0.99), depth=0.6)
            lift = (half_body.sleeve_top[max(i - 3, 0)] - a) * 0.9
            sign = -1 if mirrored else 1
            pattern.fold((line + lift) * (sign, 1), 0.27 * step, 0.5, "none")


def _sew_pockets(pattern: Pattern, coat: Coat, rng: np.random.Generator) -> None:
    block = coat.block
    low = min(block.length, 84)
    if coat.style == "denim":
        for sign in (-1, 1):
            middle = (sign * 0.2 * block.chest, block.armhole - 4.0)
            x, y = middle
            lid = straight((x - 5.6, y), (x - 5.6, y + 3), (x, y + 5), (x + 5.6, y + 3), (x + 5.6, y))
            pattern.sew("edge", lid, depth=0.6)
            pattern.sew("stitch", beside(lid, -0.5), width=0.3, depth=0.4)
            pattern.sew("button", np.array([[x, y + 3.4]]), width=1.4, depth=0.75)
            for end in (-4.8, 4.8):
                foot = (x + 0.35 * end + sign * 0.6, block.length - 5)
                pattern.sew("seam", bow((x + end, y + 3), foot, 0.0), depth=0.45)
                pattern.sew("stitch", bow((x + end + 0.5, y + 3), (foot[0] + 0.5, foot[1])), width=0.3, depth=0.35)
            mouth = bow((sign * (0.36 * block.chest), low - 19), (sign * (0.32 * block.chest), low - 7), 0.2)
            pattern.sew("edge", mouth if sign > 0 else turn(mouth), depth=0.5)
        pattern.sew(
            "seam",
            bow((-block.chest * 0.45, block.armhole - 4.2), (block.chest * 0.45, block.armhole - 4.2), 0.2),
            depth=0.5,
        )
        return
    if coat.style in ("parka", "field", "raincoat"):
        for sign in (-1, 1):
            middle = (sign * 0.27 * block.chest, block.waist_at + 0.22 * (low - block.waist_at) + 3)
            if coat.style == "raincoat":
                x, y = middle
                welt = straight(
                    (x - 2, y - 6), (x + sign * 2.5 - 2, y + 9), (x + sign * 2.5 + 2, y + 9), (x + 2, y - 6)
                )
                pattern.sew("edge", welt, depth=0.6)
            else:
                sew_pocket(pattern, middle, (16.0, 18.0), rng, point=0.0, flap=True)
            if coat.style == "field":
                sew_pocket(
                    pattern, (sign * 0.21 * block.chest, block.armhole - 5), (12.5, 13.5), rng, point=0.0, flap=True
                )
        return
    for sign in (-1, 1):  # slanted welts
        top, foot = (sign * 0.24 * block.chest, low - 27), (sign * 0.31 * block.chest, low - 12)
        if coat.quilt:
            pattern.sew("zip", bow(top, foot, 0.0), width=0.9, depth=0.6)
        else:
            line = bow(top, foot, 0.0)
            strip = join(beside(line, -1.2), turn(beside(line, 1.2)))
            pattern.sew("edge", turn(strip) if sign > 0 else strip, depth=0.55)


def _sew_neck(pattern: Pattern, coat: Coat, body: Body, shirt: Collar, high: float, rng: np.random.Generator) -> float:
    """Collar or hood; returns where the closure begins."""
    block = body.block
    if coat.collar == "hood":
        sew_hood(pattern, block, coat.hood, rng)
        if not coat.quilt:
            sew_cords(pattern, coat.hood, rng)
        return coat.hood.point + 0.6
    if coat.collar == "shirt":
        sew_yoke(pattern, body, 4.0)
        return sew_collar(pattern, block, shirt)
    if coat.collar == "funnel":
        return _sew_funnel(pattern, block, high, coat.quilt > 0)
    front = both(body.right.front_neck)
    pattern.sew("opening", body.neck_opening, depth=0.6)
    back = both(body.right.back_neck)
    pattern.sew("rib", beside(back, 1.6), width=3.2, depth=0.4)
    pattern.sew("rib", beside(front, 1.7), width=3.4, depth=0.55)
    pattern.sew("seam", beside(front, 3.4), depth=0.6)
    return block.front


def _sew_funnel(pattern: Pattern, block: Block, high: float, quilted: bool) -> float:
    """A standing collar, open a little in front."""
    wide = block.neck / 2
    top = both(bezier((0, -high - 0.5), (0.5 * wide, -high - 0.5), (0.8 * wide, -high - 0.2), (0.92 * wide, -high)))
    dip = bezier((0, -high + 5.0), (0.3 * wide, -high + 3.2), (0.8 * wide, -high + 0.8), (0.92 * wide, -high))
    pattern.sew("opening", join(top, turn(both(dip))), depth=0.6)
    pattern.sew("seam", bow((-0.8 * wide, -high + 2.2), (0.8 * wide, -high + 2.2), 0.7), depth=0.35)
    pattern.sew("seam", bow((-wide - 0.6, 0.2), (wide + 0.6, 0.2), 2.2), depth=0.55)
    if quilted:
        pattern.sew("seam", bow((-wide, -0.5 * high + 1.4), (wide, -0.5 * high + 1.4), 1.8), depth=0.5)
    return -high + 5.2


def _sew_close(pattern: Pattern, coat: Coat, top: float) -> None:
    """Zip, storm flap or buttons; a cord in the waist."""
    block = coat.block
    if coat.close == "buttons":
        sew_placket(pattern, block, top, 4.2, 6 if coat.style == "denim" else 5)
    elif coat.flap:
        pattern.sew("edge", bow((-3.4, top), (-3.4, block.length), 0.15), depth=0.65)
        pattern.sew("stitch", bow((-2.7, top), (-2.7, block.length), 0.15), width=0.3, depth=0.35)
        pattern.sew("stitch", bow((2.6, top), (2.6, block.length), -0.1), width=0.3, depth=0.35)
        pattern.sew("button", bow((-1.2, top + 4), (-1.2, block.length - 12)), width=1.5, depth=0.75, count=5)
    else:
        sew_zip(pattern, top, block.length - 0.3)
    if coat.waist_cord:
        half = block.waist / 2 - 0.3
        line = bow((-half, block.waist_at), (half, block.waist_at), 0.5)
        pattern.sew("stitch", line, width=2.2, depth=0.4, count=2)
        pattern.sew("gather", part(line, 0.04, 0.96) + (0, 1.2), width=4.5, depth=0.4)
        pattern.sew("gather", turn(part(line, 0.04, 0.96)) + (0, -1.2), width=4.0, depth=0.35)


def _tell(coat: Coat) -> Facts:
    block = coat.block
    told = (
        (coat.collar == "hood", "hood"),
        (coat.close == "zip" and not coat.flap, "zip"),
        (coat.flap, "storm flap"),
        (coat.close == "buttons", "buttoned"),
        (coat.quilt > 0, "quilted"),
        (coat.rib > 0, "ribbed hem"),
        (coat.waist_cord, "drawcord waist"),
    )
    return Facts(
        sleeve="none" if block.sleeve <= 0 else "long",
        neck={"shirt": "collar", "rib": "crew"}.get(coat.collar, coat.collar),
        cut="straight",
        style={"denim": "denim jacket", "field": "field jacket", "bomber": "bomber jacket"}.get(coat.style, coat.style),
        length="long" if block.length > 80 else "cropped" if block.length < 58 else "regular",
        length_cm=block.length,
        details=tuple(word for true, word in told if true),
    )
