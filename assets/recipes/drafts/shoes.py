"""Shoes: sneakers, boots and pumps from the side, loafers and ballet flats as a pair from above (`flats`).

From the side: y = 0 is the ground, the toe points to the left.
"""

from __future__ import annotations

import numpy as np

from assets.recipes.drafts.flats import draft_pair
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lasts import Shoe, draw_shoe
from assets.recipes.drafts.lines import Line, at, beside, bezier, bow, join, part, smooth, straight, turn

__all__ = ["draft_shoe", "draw_shoe"]


def draft_shoe(shoe: Shoe) -> Draft:
    """A shoe, or a pair, from its measures."""
    rng, pattern = np.random.default_rng(shoe.seed), Pattern(category="Shoes")
    if shoe.style in ("loafer", "ballerina"):
        details = draft_pair(pattern, shoe, rng)
    elif shoe.style == "pump":
        details = _pump(pattern, shoe)
    else:
        details = _laced(pattern, shoe, rng)
    style = {"ballerina": "ballet flats", "loafer": "loafers", "sneaker": "sneakers", "high-top": "high-top sneakers",
             "boot": "ankle boots", "chelsea": "Chelsea boots", "pump": "pumps"}[shoe.style]  # fmt: skip
    facts = Facts(style=style, details=details, length_cm=shoe.long)
    return finish(pattern, facts, rng, give=0.0012, light=0.75)


def _laced(pattern: Pattern, shoe: Shoe, rng: np.random.Generator) -> tuple[str, ...]:
    """A sneaker or a boot from the side."""
    long, high, sole = shoe.long, shoe.high, shoe.sole
    shaft = shoe.style in ("boot", "chelsea", "high-top")
    base = sole + shoe.heel * 0.35
    spring = 0.9  # how far the toe stands off the ground
    toe_top = 5.0 + 0.8 * shoe.toe + 0.5 * base
    mouth_back = np.array([0.94 * long, -high - base * 0.6])
    wide = 0.36 * long if not shaft else 0.345 * long
    mouth_front = np.array([0.94 * long - wide, -high - base * 0.6 + (2.3 if not shaft else 0.6)])
    toe = np.array([0.3, -0.52 * toe_top - spring * 0.3])
    throat = np.array([0.36 * long, -toe_top - 1.0])
    upper = join(
        bezier(toe, (0.1, -0.86 * toe_top), (0.07 * long, -toe_top - 0.15), (0.16 * long, -toe_top)),
        bezier((0.16 * long, -toe_top), (0.24 * long, -toe_top + 0.05), throat + (-1.6, 0.9), throat),
    )
    tongue = mouth_front + ((-0.7, -2.5) if not shaft else (-0.6, -1.2))
    if shoe.style == "chelsea":
        tongue = mouth_front
    instep = bezier(
        throat, throat + (1.8, -1.0), tongue + (-0.35 * (tongue[0] - throat[0]), 0.5 * (throat[1] - tongue[1])), tongue
    )
    if shaft:
        instep = bezier(throat, throat + (3.2, -1.2), mouth_front + (-0.9, 0.55 * (throat[1] - mouth_front[1])), tongue)
    rim = join(
        bezier(tongue, tongue + (0.35, -0.8), mouth_front + (1.3, -1.3), mouth_front + (1.3, 0.3)),
        bezier(
            mouth_front + (1.3, 0.3),
            mouth_front + (0.3 * wide, 1.5 if not shaft else 0.4),
            mouth_back + (-0.3 * wide, 1.9 if not shaft else 0.4),
            mouth_back,
        ),
    )
    heel_low = np.array([0.985 * long, -base])
    back = bezier(
        mouth_back, mouth_back + (0.9, 0.8), heel_low + (-0.55 if not shaft else -0.9, -0.45 * (high - 1)), heel_low
    )
    if shoe.heel and shoe.style != "high-top":
        under = join(
            bow(heel_low, (0.975 * long, 0), 0.1),
            straight((0.975 * long, 0), (0.72 * long, 0)),
            bow((0.72 * long, 0), (0.70 * long, -shoe.heel * 0.75), -0.1),
            bezier(
                (0.70 * long, -shoe.heel * 0.75), (0.6 * long, -shoe.heel * 0.7), (0.5 * long, -0.05), (0.36 * long, 0)
            ),
            bezier((0.36 * long, 0), (0.18 * long, 0.05), (0.06 * long, -0.2), (0.35, -spring - 0.25 * sole)),
        )
    else:
        under = join(
            bezier(heel_low, heel_low + (0.5, 0.5 * base), (0.97 * long, -0.1), (0.92 * long, 0)),
            bow((0.92 * long, 0), (0.3 * long, 0), 0.0),
            bezier((0.3 * long, 0), (0.14 * long, 0), (0.03 * long, -0.15), (-0.1, -spring - 0.35 * sole)),
        )
    nose = bow(under[-1], toe, 0.25)
    pattern.outlines.append(join(upper, instep, rim, back, under, nose))
    welt = bezier(
        under[-1] + (0.15, -0.45 * sole),
        (0.12 * long, -sole - 0.2),
        (0.35 * long, -sole * 0.92),
        (0.55 * long, -sole - 0.45 * shoe.heel),
    )
    welt = join(welt, bezier(welt[-1], welt[-1] + (0.15 * long, -0.3), heel_low + (-0.14 * long, -0.1), heel_low))
    opening = join(
        rim[2:],
        bezier(
            mouth_back,
            mouth_back + (-0.3 * wide, 3.0 if not shaft else 1.3),
            mouth_front + (0.36 * wide, 2.9 if not shaft else 1.4),
            rim[2],
        ),
    )
    pattern.sew("opening", opening, depth=0.6)
    if shoe.contrast:
        # well beyond the outline: what lies outside is cut off
        below = straight(heel_low + (2, 0), (long + 2, 2), (-2, 2), welt[0] + (-2.2, 0.2))
        pattern.sew("panel", join(welt, below), depth=0.4)
    pattern.sew("edge", welt, depth=0.6)
    pattern.sew("stitch", beside(part(welt, 0.02, 0.98), 0.55), width=0.25, depth=0.3)
    for share in (0.33, 0.66) if shoe.style in ("sneaker", "high-top") else ():
        line = part(welt, 0.06, 0.97) * (1, 1) + (0, share * sole)
        pattern.sew("seam", line, depth=0.3)
    if shoe.style == "chelsea":
        x = 0.94 * long - 0.56 * wide
        gore = join(
            bow((x - 2.4, mouth_front[1] + 1.0), (x - 1.5, -base - 5.0), 0.5),
            bow((x - 1.5, -base - 5.0), (x + 1.5, -base - 5.0), -0.5),
            bow((x + 1.5, -base - 5.0), (x + 2.4, mouth_front[1] + 1.0), 0.5),
        )
        pattern.sew("seam", gore, depth=0.6)
        pattern.sew("rib", bow((x, mouth_front[1] + 1.2), (x, -base - 5.4), 0.0), width=4.0, depth=0.4)
        pattern.sew("seam", bezier(throat, throat + (2, 3), (x - 4, -base - 3), (x - 1.5, -base - 5.0)), depth=0.4)
        tab = straight(mouth_back + (-0.4, -0.1), mouth_back + (0.3, 3.2))
        pattern.sew("cord", tab, width=1.2, depth=0.5)
        _shade(pattern, shoe, throat, base)
        return ("elastic gores",)
    _sew_laces(pattern, shoe, throat, instep)
    cap = bezier(
        (0.165 * long, -toe_top - 0.02),
        (0.2 * long, -0.72 * toe_top),
        (0.19 * long, -0.5 * toe_top),
        (0.13 * long, -sole - 0.4),
    )
    pattern.sew("edge", cap, depth=0.5)
    pattern.sew("stitch", part(beside(cap, 0.5), 0.03, 0.97), width=0.25, depth=0.4)
    counter = bezier(
        mouth_back + (-0.25 * wide, 1.6),
        (0.78 * long, -0.62 * high),
        (0.8 * long, -0.5 * high),
        (0.76 * long, -sole - 0.5),
    )
    pattern.sew("edge", turn(counter), depth=0.5)
    pattern.sew("stitch", part(beside(counter, 0.5), 0.03, 0.97), width=0.25, depth=0.35)
    if shoe.style != "boot" and rng.random() < 0.6:
        start, end = (0.46 * long, -sole - 0.6), (0.66 * long, -0.62 * high)
        band = smooth(start, (0.54 * long, -0.42 * high), end)
        kind = rng.choice(["edge", "seam"])
        pattern.sew(str(kind), band, depth=0.5)  # type: ignore[arg-type]
        pattern.sew(
            "seam",
            smooth((start[0] + 2.2, start[1]), (0.61 * long, -0.40 * high), (end[0] + 2.0, end[1] + 0.3)),
            depth=0.45,
        )
    _shade(pattern, shoe, throat, base)
    return ("laces", "toe cap") + ("contrast sole",) * shoe.contrast


def _sew_laces(pattern: Pattern, shoe: Shoe, throat: np.ndarray, instep: Line) -> None:
    """The facing, its eyelets, the laces over it."""
    facing = join(
        bezier(
            throat + (0.6, 2.6),
            throat + (2.6, 2.0),
            part(instep, 0.0, 1.0)[12] + (1.6, 2.8),
            at(instep, 0.88) + (2.4, 2.2),
        )
    )
    pattern.sew("edge", turn(facing), depth=0.55)
    pattern.sew("stitch", part(beside(facing, 0.45), 0.03, 0.97), width=0.25, depth=0.35)
    inner = bezier(
        throat + (0.7, 0.6), throat + (2.4, -0.3), at(instep, 0.5) + (1.0, 1.2), at(instep, 0.86) + (1.1, 0.9)
    )
    pattern.sew("seam", inner, depth=0.5)
    for number in range(shoe.laces):
        share = 0.06 + 0.86 * number / max(shoe.laces - 1, 1)
        eye = 0.42 * at(inner, share) + 0.58 * at(facing, share)
        over = at(instep, 0.02 + share * 0.84) + (0.1, 0.15)
        pattern.sew("button", np.array([eye]), width=0.6, depth=0.5)
        pattern.sew("cord", bow(eye, over, -0.25), width=0.6, depth=0.7)
    knot = at(inner, 0.95) + (-0.2, 0.2)
    pattern.sew("cord", smooth(knot, knot + (1.6, -0.3), knot + (2.3, 1.0), knot + (0.7, 0.6)), width=0.45, depth=0.7)
    pattern.sew("cord", smooth(knot, knot + (0.7, 1.7), knot + (1.4, 3.0)), width=0.45, depth=0.7)


def _shade(pattern: Pattern, shoe: Shoe, throat: np.ndarray, base: float) -> None:
    """The shoe's roundness: toe, instep, heel."""
    long = shoe.long
    pattern.fold(bow((0.06 * long, -0.55 * 5.5 - base * 0.5), (0.26 * long, -5.0 - base * 0.5), -0.4), 1.5, 0.9)
    pattern.fold(bow(throat + (2, 3.2), (0.62 * long, -0.6 * shoe.high - base * 0.5), 0.3), 2.0, 0.7)
    pattern.fold(bow((0.9 * long, -0.85 * shoe.high), (0.9 * long, -0.25 * shoe.high - base), -0.5), 1.6, 0.8)
    for x in (0.27, 0.31, 0.35):
        pattern.fold(bow((x * long, -4.9 - base * 0.4), ((x + 0.02) * long, -2.6 - base), 0.2), 0.5, -0.22)


def _pump(pattern: Pattern, shoe: Shoe) -> tuple[str, ...]:
    """A court shoe from the side: heel, low throat, pointed or round toe."""
    long, heel = shoe.long * 0.92, shoe.heel
    top = np.array([0.955 * long, -heel - 5.6])
    toe = np.array([0.0, -0.9])
    vamp = np.array([0.27 * long, -4.7 - 0.08 * heel])
    cut = np.array([0.62 * long, -heel * 0.72 - 3.4])
    point = 0.35 + 0.65 * shoe.toe
    upper = bezier(toe, (0.0, -0.9 - 1.9 * point), (0.10 * long, -3.6 - 0.4 * point), vamp)
    rim = join(bezier(vamp, vamp + (0.05 * long, 1.6), cut + (-0.22 * long, 0.75 + 0.2 * heel), cut),
               bezier(cut, cut + (0.14 * long, -0.14 * heel - 0.6), top + (-0.08 * long, 1.4), top))  # fmt: skip
    seat = np.array([0.985 * long, -heel - 0.7])
    back = bezier(top, top + (0.8, 1.4), seat + (0.5, -2.2), seat)
    slim = 0.9 if heel > 7 else 1.5
    tip = 0.955 * long
    heel_back = bezier(seat, seat + (0.0, 0.35 * heel), (tip + slim / 2, -0.4 * heel), (tip + slim / 2, 0))
    breast = bezier(
        (tip - slim / 2, 0), (tip - slim / 2, -0.45 * heel), (0.84 * long, -0.72 * heel), (0.76 * long, -0.80 * heel)
    )
    shank = join(bezier(breast[-1], (0.6 * long, -0.62 * heel), (0.46 * long, -0.12), (0.32 * long, 0)),
                 bezier((0.32 * long, 0), (0.16 * long, 0.02), (0.04 * long, -0.25), toe))  # fmt: skip
    pattern.outlines.append(
        join(upper, rim, back, heel_back, straight((tip + slim / 2, 0), (tip - slim / 2, 0)), breast, shank)
    )
    far = join(
        bezier(top, top + (-0.1 * long, 2.6), cut + (0.1 * long, -0.2), cut + (-0.02 * long, 0.7)),
        bezier(cut + (-0.02 * long, 0.7), cut + (-0.2 * long, 1.5 + 0.2 * heel), vamp + (0.06 * long, 2.2), vamp),
    )
    pattern.sew("opening", join(rim, far), depth=0.5)
    pattern.sew("stitch", part(far, 0.03, 0.97) + (0.0, 0.4), width=0.25, depth=0.35)
    sole = join(turn(shank) + (0.0, -0.55), bow(breast[-1] + (0.4, -0.75), seat + (0, 0.05), 0.15))
    if shoe.contrast:
        below = straight(seat + (2, 0), (long + 2, 2), (-2, 2), toe + (-2, -0.4))
        pattern.sew("panel", join(sole, below), depth=0.4)
    pattern.sew("seam", sole, depth=0.6)
    pattern.sew("seam", bow((0.60 * long, cut[1] + 1.6), (0.63 * long, -0.72 * heel - 0.4), 0.1), depth=0.35)
    pattern.fold(bow((0.05 * long, -1.8), (0.24 * long, -3.0), -0.4), 0.9, 0.9)
    pattern.fold(bow((0.93 * long, -heel - 5.0), (0.93 * long, -heel - 1.2), -0.3), 1.1, 0.8)
    pattern.fold(bow((0.3 * long, -1.8), (0.6 * long, -0.5 * heel - 1.4), -0.5), 0.9, 0.4)
    return ("high heel",) if heel > 6.5 else ("mid heel",)
