"""Trousers and shorts: waistband, fly, pockets, two legs.

y = 0 is the waistband's upper edge at the sides; measures are a flat garment's, in centimetres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.bodice import lay_fold, sew_half
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lines import Line, at, beside, bezier, both, bow, flip, join, part, smooth, straight, turn


@dataclass(frozen=True, kw_only=True)
class Trousers:
    """Measures of trousers, and how they are made."""

    style: str = "jeans"
    """jeans, chinos, tailored, joggers, leggings, cargo, culottes."""
    waist: float = 40.0
    hip: float = 50.0
    rise: float = 27.0
    inseam: float = 78.0
    knee: float = 21.0
    hem: float = 18.0
    lean: float = 2.0
    """How far the legs are laid apart."""
    band: float = 4.0
    dip: float = 2.0
    """How much lower the waist is in front."""
    turn_up: float = 0.0
    elastic: bool = False
    cord: bool = False
    cuffs: bool = False
    crease: bool = False
    cut: str = "straight"
    seed: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Leg:
    """The right half's edges, clockwise from the middle of the back."""

    waist: Line
    outseam: Line
    hem: Line
    inseam: Line
    front: Line
    """The front's waistline, from the middle to the side."""

    @property
    def edge(self) -> Line:
        """From the middle of the back to the crotch."""
        return join(self.waist, self.outseam, self.hem, self.inseam)


STYLES = ("jeans", "jeans", "jeans", "chinos", "chinos", "tailored", "joggers", "leggings", "cargo", "wide")
CUTS = {  # knee and hem over half of the hip's width, lean
    "slim": (0.74, 0.62, 2.0), "straight": (0.86, 0.78, 1.5), "tapered": (0.86, 0.62, 2.0), "wide": (1.08, 1.14, 3.5),
    "flared": (0.76, 1.04, 3.0),
}  # fmt: skip


def draw_trousers(rng: np.random.Generator) -> Trousers:
    """Measures of trousers that a shop might have."""
    style = str(rng.choice(STYLES))
    cuts = {"jeans": ["slim", "straight", "flared", "wide", "tapered"], "chinos": ["slim", "straight", "tapered"],
            "tailored": ["straight", "tapered", "wide"], "joggers": ["tapered"], "leggings": ["slim"],
            "cargo": ["straight", "wide"], "wide": ["wide", "flared"]}[style]  # fmt: skip
    cut = str(rng.choice(cuts))
    style = "trousers" if style == "wide" else style
    hip = rng.uniform(44, 47) if style == "leggings" else rng.uniform(48, 55)
    knee, hem, lean = CUTS[cut]
    if style == "leggings":
        knee, hem = 0.66, 0.5
    cropped = cut != "slim" and style != "joggers" and rng.random() < 0.2
    soft = style in ("joggers", "leggings")
    return Trousers(
        style=style, waist=hip * (rng.uniform(0.74, 0.8) if soft else rng.uniform(0.8, 0.87)), hip=hip,
        rise=rng.uniform(25, 32), inseam=rng.uniform(56, 64) if cropped else rng.uniform(73, 82),
        knee=hip / 2 * knee * rng.uniform(0.96, 1.04), hem=hip / 2 * hem * rng.uniform(0.94, 1.06),
        lean=lean + rng.uniform(-1, 2.5), band=rng.uniform(3.4, 4.6), dip=rng.uniform(1.2, 2.6),
        turn_up=rng.uniform(3, 4.5) if style in ("jeans", "chinos") and cut != "flared" and rng.random() < 0.2 else 0.0,
        elastic=soft, cord=style == "joggers", cuffs=style == "joggers", crease=style == "tailored", cut=cut,
        seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draw_shorts(rng: np.random.Generator) -> Trousers:
    """Measures of shorts that a shop might have."""
    style = str(rng.choice(["denim", "denim", "chinos", "chinos", "sweat", "swim", "culottes", "cargo"]))
    hip = rng.uniform(48, 55)
    inseam = {"denim": rng.uniform(6, 24), "chinos": rng.uniform(14, 26), "sweat": rng.uniform(12, 24),
              "swim": rng.uniform(10, 20), "culottes": rng.uniform(9, 18),
              "cargo": rng.uniform(22, 28)}[style]  # fmt: skip
    wide = {"culottes": 1.2, "swim": 1.08, "sweat": 1.04}.get(style, 1.0)
    soft = style in ("sweat", "swim")
    return Trousers(
        style=style, waist=hip * (rng.uniform(0.76, 0.82) if soft else rng.uniform(0.81, 0.88)), hip=hip,
        rise=rng.uniform(25, 31), inseam=inseam, knee=0.0, hem=hip / 2 * wide * rng.uniform(0.97, 1.05),
        lean=rng.uniform(0.6, 2.2) + (1.5 if style == "culottes" else 0), band=rng.uniform(3.4, 4.6),
        dip=rng.uniform(1.2, 2.4), elastic=soft, cord=soft,
        turn_up=rng.uniform(2.5, 4) if style in ("denim", "chinos") and rng.random() < 0.35 else 0.0,
        cut="wide" if style == "culottes" else "straight", seed=int(rng.integers(2**31)),
    )  # fmt: skip


def cut_leg(cloth: Trousers, lean: float) -> Leg:
    """The right half, its leg laid out by `lean` cm."""
    side, crotch = np.array([cloth.waist / 2, 0.0]), np.array([0.0, cloth.rise])
    thigh = cloth.hip / 4 + 0.6
    foot = cloth.rise + cloth.inseam
    heel = max(thigh + lean, cloth.hem / 2 + 1.1)
    hip_at = min(0.72 * cloth.rise, cloth.rise - 5)
    outer, inner = np.array([heel + cloth.hem / 2, foot - 0.8]), np.array([heel - cloth.hem / 2, foot])
    waist = bow((0, 0.5), side, -0.25)
    hip = np.array([cloth.hip / 2, hip_at])
    if cloth.knee:
        knee_y = cloth.rise + 0.44 * cloth.inseam
        middle = thigh + 0.46 * (heel - thigh)
        outseam = smooth(
            side, (0.94 * hip[0] + 0.06 * side[0], 0.55 * hip_at), hip, (middle + cloth.knee / 2, knee_y), outer
        )
        knee_in = np.array([middle - cloth.knee / 2, knee_y])
        calf = smooth(inner, knee_in, knee_in + 0.5 * (crotch - knee_in) + (0.25, 0))
        seam = join(calf, bow(calf[-1], crotch, -0.35))
    else:
        upper = smooth(side, (0.94 * hip[0] + 0.06 * side[0], 0.55 * hip_at), hip, hip + 0.5 * (outer - hip))
        outseam = join(upper, bow(upper[-1], outer, 0.05))
        seam = bow(inner, crotch, 0.2)
    front = bezier((0, cloth.dip + 0.5), (0.45 * side[0], cloth.dip + 0.4), side + (-1.2, 0.7), side)
    return Leg(waist=waist, outseam=outseam, hem=bow(outer, inner, -0.3), inseam=seam, front=front)


def draft_trousers(cloth: Trousers, category: str = "Pants") -> Draft:
    """Trousers or shorts from their measures."""
    rng = np.random.default_rng(cloth.seed)
    pattern = Pattern(category=category)
    unlike = float(rng.normal(0, 0.7))
    right, left = cut_leg(cloth, cloth.lean + unlike), cut_leg(cloth, cloth.lean - unlike)
    pattern.outlines.append(join(right.edge, turn(flip(left.edge))))
    pattern.landmarks["crotch"] = right.inseam[-1:]
    for leg, side, sign in ((right, "r", 1), (left, "l", -1)):
        pattern.landmarks |= {
            f"waist_{side}": leg.outseam[:1] * (sign, 1),
            f"cuff_{side}": 0.5 * (leg.hem[:1] + leg.hem[-1:]) * (sign, 1),
            f"limb_{side}": join(leg.outseam, leg.hem, leg.inseam) * (sign, 1),
        }
    pattern.sew("opening", join(both(right.waist), turn(both(right.front))), depth=0.5)
    sew_band(pattern, cloth, right)
    details = sew_front(pattern, cloth, right, left)
    for leg, mirrored in ((right, False), (left, True)):
        sew_leg(pattern, cloth, leg, mirrored)
        drape_leg(pattern, cloth, leg, mirrored, rng)
    full = cloth.inseam > 68
    facts = Facts(
        style=cloth.style, cut=cloth.cut, details=tuple(details), length_cm=cloth.rise + cloth.inseam,
        length=("full" if full else "cropped") if category == "Pants" else "short" if cloth.inseam < 12 else "regular",
    )  # fmt: skip
    return finish(pattern, facts, rng)


def sew_band(pattern: Pattern, cloth: Trousers, leg: Leg) -> None:
    """The waistband."""
    front = both(leg.front)
    if cloth.elastic:
        line = beside(front, 0.5 * cloth.band)
        pattern.sew("rib", line, width=cloth.band, depth=0.55)
        pattern.sew("seam", beside(front, cloth.band), depth=0.45)
        pattern.sew("gather", part(beside(front, cloth.band + 0.2), 0.03, 0.97), width=5.0, depth=0.45)
    else:
        pattern.sew("seam", beside(front, cloth.band), depth=0.65)
        pattern.sew("stitch", beside(front, cloth.band - 0.5), width=0.3, depth=0.35)
        pattern.sew("stitch", beside(front, 0.5), width=0.3, depth=0.3)
    if cloth.cord:
        knot = at(front, 0.5) + (0, 0.55 * cloth.band)
        for sign, reach in ((1, 12.0), (-1, 10.0)):
            line = smooth(knot + (sign * 0.8, 0), knot + (sign * 2.2, 0.4 * reach), knot + (sign * 1.4, reach))
            pattern.sew("cord", line, width=0.7, depth=0.7)


def sew_front(pattern: Pattern, cloth: Trousers, right: Leg, left: Leg) -> list[str]:
    """Fly, pockets and loops; returns the words for them."""
    low = cloth.dip + 0.5 + cloth.band
    crotch = cloth.rise - 0.8
    pattern.sew("seam", bow((0.0, low), (0, crotch), 0.15), depth=0.5)
    if cloth.style == "leggings":
        return ["elastic waist"]
    for leg, mirrored in ((right, False), (left, True)):
        slanted = cloth.style not in ("jeans", "denim")
        begin = beside(part(leg.front, 0.4, 1.0), cloth.band)
        top = at(begin, 0.55 if slanted else 0.2)
        foot = at(leg.outseam, (cloth.rise * 0.66) / (cloth.rise + cloth.inseam)) + (-0.25, 0)
        hand = bow(foot, top, 0.3) if slanted else bezier(foot, foot + (-5.0, 0.4), top + (0.3, 4.5), top)
        sew_half(pattern, mirrored, "edge", hand, depth=0.55)
        for by in (-0.45, -1.0) if not slanted else (-0.7,):
            sew_half(pattern, mirrored, "stitch", part(beside(hand, by), 0.03, 0.97), width=0.3, depth=0.4)
        if not slanted:
            for point in (top + (-0.2, 0.8), foot + (-1.0, -0.3)):
                sew_half(pattern, mirrored, "button", np.array([point]), width=0.75, depth=0.6)
    words = ["elastic waist", "drawstring"] if cloth.elastic else ["fly", "belt loops"]
    if cloth.elastic:
        return words
    fly = cloth.rise * 0.62
    pattern.sew(
        "stitch",
        smooth((3.3, low), (3.3, 0.8 * fly), (2.4, fly + 0.4), (0.2, fly + 2.2)),
        width=0.6,
        depth=0.45,
        count=2,
    )
    pattern.sew("button", np.array([[0.6, low - cloth.band / 2]]), width=1.7, depth=0.8)
    front = both(right.front)
    for share in (0.14, 0.34, 0.66, 0.86):
        top = at(front, share) + (0, -0.1)
        pattern.sew("cord", straight(top, top + (0.05, cloth.band + 0.6)), width=1.0, depth=0.45)
    if cloth.style in ("jeans", "denim"):
        x = -cloth.waist * 0.39
        mouth = straight((x + 3.6, low + 2.4), (x - 2.8, low + 2.0))
        pattern.sew("edge", mouth, depth=0.5)
        pattern.sew("stitch", mouth + (0, 0.7), width=0.3, depth=0.35)
        words.append("coin pocket")
    if cloth.style == "cargo":
        words.append("cargo pockets")
    return words


def sew_leg(pattern: Pattern, cloth: Trousers, leg: Leg, mirrored: bool) -> None:
    """Side seam, hem or cuff, crease, cargo pocket of one leg."""
    up = cloth.turn_up or (5.5 if cloth.cuffs else 1.8 if cloth.style == "jeans" else 2.6)
    hem = beside(leg.hem, up)
    sides = _reach(leg, up)
    hem = bow(sides[0], sides[1], -0.25)
    if cloth.cuffs:
        sew_half(pattern, mirrored, "rib", bow(*_reach(leg, up / 2), -0.25), width=up, depth=0.55)
        sew_half(pattern, mirrored, "seam", hem, depth=0.5)
        sew_half(pattern, mirrored, "gather", part(hem, 0.05, 0.95) + (0, -0.2), width=6.0, depth=0.5)
    elif cloth.turn_up:
        sew_half(pattern, mirrored, "edge", hem, depth=0.7)
        sew_half(pattern, mirrored, "stitch", bow(*_reach(leg, 0.8), -0.25), width=0.3, depth=0.3)
    else:
        sew_half(pattern, mirrored, "stitch", part(hem, 0.02, 0.98), width=0.5, depth=0.4,
                 count=2 if cloth.style in ("joggers", "leggings", "sweat", "swim") else 1)  # fmt: skip
    if cloth.style not in ("leggings", "tailored"):
        sew_half(pattern, mirrored, "seam", part(beside(leg.outseam, 0.9), 0.2, 0.985), depth=0.25)
    if cloth.crease:
        middle = (leg.outseam[-1] + leg.inseam[0]) / 2
        top = np.array([cloth.waist * 0.25, cloth.band + cloth.dip + 3])
        sew_half(pattern, mirrored, "fold", bow(middle + (0, -1), top, 0.4), width=1.6, depth=0.55)
        dart = at(beside(leg.front, cloth.band), 0.5)
        sew_half(pattern, mirrored, "fold", bow(dart + (0.4, 9), dart, 0.2), width=1.4, depth=0.5)
    if cloth.style == "cargo":
        share = (cloth.rise + 0.16 * max(cloth.inseam, 40)) / (cloth.rise + cloth.inseam)
        x, y = at(leg.outseam, min(share, 0.62))
        box = straight((x - 11.5, y), (x - 11.2, y + 13), (x - 1.2, y + 13), (x - 1.0, y))
        sew_half(pattern, mirrored, "edge", box, depth=0.6)
        lid = straight((x - 12, y - 1), (x - 11.8, y + 4.4), (x - 0.8, y + 4.4), (x - 0.6, y - 1))
        sew_half(pattern, mirrored, "edge", lid, depth=0.7)
        sew_half(pattern, mirrored, "stitch", beside(lid, -0.6), width=0.3, depth=0.3)
        sew_half(pattern, mirrored, "seam", bow((x - 12, y - 1), (x - 0.6, y - 1)), depth=0.5)
        sew_half(pattern, mirrored, "button", np.array([(x - 6.3, y + 3.3)]), width=1.1, depth=0.6)


def _reach(leg: Leg, up: float) -> tuple[np.ndarray, np.ndarray]:
    """The points on outseam and inseam `up` cm above the hem, the outer one first."""
    outer = at(leg.outseam, 1 - up / float(np.hypot(*np.diff(leg.outseam, axis=0).T).sum()))
    inner = at(leg.inseam, up / float(np.hypot(*np.diff(leg.inseam, axis=0).T).sum()))
    return outer, inner


def drape_leg(pattern: Pattern, cloth: Trousers, leg: Leg, mirrored: bool, rng: np.random.Generator) -> None:
    """Folds pulled from the crotch, across the knee, and down the leg."""
    sign, crotch = -1 if mirrored else 1, np.array([0.0, cloth.rise])
    soft = {"leggings": 0.6, "tailored": 0.7, "joggers": 1.25, "sweat": 1.2}.get(cloth.style, 1.0)
    for _ in range(4):  # whiskers
        angle = rng.uniform(-10, 32)
        reach = rng.uniform(0.45, 0.85) * cloth.hip / 2
        start = crotch + (0.8, rng.uniform(-3.5, 3.0))
        end = start + reach * np.array([np.cos(np.radians(angle)), -np.sin(np.radians(angle))])
        lay_fold(pattern, sign, bow(start, end, rng.uniform(-1, 1)), rng, 1.1, 0.5 * soft, "end")
    middle = _middle(leg, cloth)
    if cloth.inseam > 40:
        for _ in range(4):  # behind the knee
            share = rng.normal(0.45, 0.09)
            centre = at(middle, float(np.clip(share, 0.15, 0.85)))
            half = rng.uniform(0.25, 0.45) * max(cloth.knee, 14)
            rise = rng.uniform(-2.5, 2.5)
            lay_fold(
                pattern,
                sign,
                bow(centre + (-half, rise), centre + (half, -rise), rng.uniform(-1, 1)),
                rng,
                1.2,
                0.4 * soft,
            )
        for _ in range(3):  # where the hem stands on the floor
            centre = at(middle, rng.uniform(0.84, 0.96))
            half = rng.uniform(0.2, 0.42) * cloth.hem
            lay_fold(
                pattern, sign, bow(centre + (-half, rng.uniform(-2, 2)), centre + (half, 0), 0.6), rng, 1.0, 0.35 * soft
            )
    for _ in range(3 if cloth.cut in ("wide", "flared") or cloth.inseam < 40 else 2):
        shift = rng.uniform(-0.3, 0.3) * cloth.hem
        start = rng.uniform(0.0, 0.45)
        lay_fold(pattern, sign, part(middle, start, 1.0) + (shift, 0), rng, 1.8, 0.5 * soft, "start")


def _middle(leg: Leg, cloth: Trousers) -> Line:
    """The leg's middle, from the crotch's height to the hem."""
    shares = np.linspace(0, 1, 20)
    first = cloth.rise / (cloth.rise + cloth.inseam)
    outer = np.array([at(leg.outseam, first + (1 - first) * share) for share in shares])
    inner = np.array([at(leg.inseam, 1 - share) for share in shares])
    return (outer + inner) / 2
