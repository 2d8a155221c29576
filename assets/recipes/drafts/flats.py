"""Loafers and ballet flats as a pair from above: the right shoe, its toe up; x = 0 is its middle."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.recipes.drafts.garment import Pattern
from assets.recipes.drafts.lasts import Shoe
from assets.recipes.drafts.lines import Line, beside, bezier, bow, flip, join, smooth, straight, turn


def draft_pair(pattern: Pattern, shoe: Shoe, rng: np.random.Generator) -> tuple[str, ...]:
    """Both shoes from above, their toes up."""
    long, toe = shoe.long, shoe.toe
    flat = shoe.style == "ballerina"
    wide = 0.163 * long
    # the right shoe; its inner side is to the left
    outer = join(
        bezier(
            (0.2, -long / 2),
            (0.8 * wide * (0.45 + 0.55 * toe), -long / 2),
            (1.02 * wide, -0.40 * long),
            (1.08 * wide, -0.22 * long),
        ),
        bezier(
            (1.08 * wide, -0.22 * long),
            (1.12 * wide, -0.04 * long),
            (0.80 * wide, 0.12 * long),
            (0.80 * wide, 0.27 * long),
        ),
        bezier((0.80 * wide, 0.27 * long), (0.80 * wide, 0.42 * long), (0.45 * wide, long / 2), (0, long / 2)),
    )
    inner = join(
        bezier((0, long / 2), (-0.5 * wide, long / 2), (-0.76 * wide, 0.42 * long), (-0.72 * wide, 0.27 * long)),
        bezier(
            (-0.72 * wide, 0.27 * long),
            (-0.66 * wide, 0.08 * long),
            (-0.96 * wide, -0.08 * long),
            (-0.98 * wide, -0.23 * long),
        ),
        bezier(
            (-0.98 * wide, -0.23 * long),
            (-0.96 * wide, -0.40 * long),
            (-0.7 * wide * (0.45 + 0.55 * toe), -long / 2),
            (0.2, -long / 2),
        ),
    )
    loop = join(outer, inner)
    throat = -0.235 * long if flat else -0.10 * long
    half = 0.60 * wide
    mouth = join(
        bezier(
            (0.05, throat),
            (half * 0.9, throat),
            (half * 1.12, throat + 0.10 * long),
            (half * 1.08, throat + 0.24 * long),
        ),
        bezier(
            (half * 1.08, throat + 0.24 * long),
            (half * 1.02, 0.32 * long),
            (half * 0.9, 0.455 * long),
            (0.02, 0.462 * long),
        ),
        bezier(
            (0.02, 0.462 * long),
            (-half * 0.85, 0.455 * long),
            (-half * 0.95, 0.32 * long),
            (-half, throat + 0.24 * long),
        ),
        bezier(
            (-half, throat + 0.24 * long), (-half * 1.05, throat + 0.10 * long), (-half * 0.8, throat), (0.05, throat)
        ),
    )
    gap = wide + 1.5
    lean = np.radians(rng.uniform(1.0, 4.5))
    for mirrored in (False, True):

        def lay(line: Line, mirrored: bool = mirrored) -> Line:
            spin = np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
            moved = line @ spin + (gap, 0)
            return turn(flip(moved)) if mirrored else moved

        drift = np.array([0.0, rng.uniform(-0.5, 0.5)])
        pattern.outlines.append(lay(loop) + drift)
        _sew_slip(pattern, shoe, mouth, lay, drift, throat, half, wide)
    pattern.parts = 2
    return {"bow": ("bow",), "strap": ("strap",), "tassel": ("tassels",), "penny": ("penny strap",)}.get(shoe.trim, ())


def _sew_slip(
    pattern: Pattern,
    shoe: Shoe,
    mouth: Line,
    lay: Callable[[Line], Line],
    drift: Line,
    throat: float,
    half: float,
    wide: float,
) -> None:
    """One shoe of a pair: its mouth with the insole, apron seam, trim, roundness."""
    long, flat = shoe.long, shoe.style == "ballerina"
    pattern.sew("opening", lay(mouth) + drift, depth=0.45, closed=True)
    rim = mouth * (1.13, 1.025)
    pattern.sew("seam" if not flat else "stitch", lay(rim) + drift, width=0.3, depth=0.45, closed=True)
    if not flat:
        apron = smooth(
            (0.98 * half, throat + 0.12 * long),
            (0.92 * wide, -0.19 * long),
            (0.72 * wide, -0.36 * long),
            (0.05, -0.425 * long),
            (-0.64 * wide, -0.36 * long),
            (-0.84 * wide, -0.19 * long),
            (-0.92 * half, throat + 0.12 * long),
        )
        pattern.sew("cord", lay(apron) + drift, width=0.55, depth=0.4)
        pattern.sew("stitch", lay(beside(apron, -0.6)) + drift, width=0.25, depth=0.4)
    if shoe.trim in ("penny", "strap"):
        y = throat - 0.035 * long if shoe.trim == "penny" else throat + 0.20 * long
        reach = 0.96 * wide if shoe.trim == "penny" else 0.88 * wide
        band = bow((-reach, y + 0.6), (reach, y + 0.6), -0.9)
        pattern.sew("edge", lay(turn(band) + (0, -0.95)) + drift, depth=0.5)
        pattern.sew("edge", lay(band + (0, 0.95)) + drift, depth=0.6)
        if shoe.trim == "penny":
            pattern.sew(
                "opening",
                lay(straight((-1.3, y + 0.1), (1.4, y + 0.1), (0.9, y + 0.55), (-0.8, y + 0.55), closed=True)) + drift,
                depth=0.6,
            )
        else:
            pattern.sew("button", lay(np.array([[0.75 * wide, y + 0.5]])) + drift, width=1.1, depth=0.7)
    if shoe.trim in ("bow", "tassel"):
        knot = np.array([0.0, throat - 0.5])
        for sign in (-1, 1):
            if shoe.trim == "bow":
                wing = np.vstack(
                    [
                        bezier(knot, knot + (sign * 1.2, -1.4), knot + (sign * 2.8, -1.2), knot + (sign * 2.7, 0.1)),
                        bezier(knot + (sign * 2.7, 0.1), knot + (sign * 2.6, 1.2), knot + (sign * 1.2, 0.9), knot)[1:],
                    ]
                )
                pattern.sew("edge", lay(turn(wing) if sign > 0 else wing) + drift, depth=0.65)
            else:
                tail = bow(knot, knot + (sign * 1.2, -2.8), 0.2)
                pattern.sew("cord", lay(tail) + drift, width=1.0, depth=0.7)
        pattern.sew("button", lay(knot[None]) + drift, width=0.9, depth=0.6)
    pattern.fold(lay(bow((-0.45 * wide, -0.36 * long), (-0.1 * wide, -0.42 * long), -0.3)) + drift, 1.1, 0.7)
    pattern.fold(lay(bow((-0.75 * wide, -0.28 * long), (-0.78 * wide, 0.1 * long), 0.3)) + drift, 0.7, 0.6)
    pattern.fold(lay(bow((0.88 * wide, -0.28 * long), (0.78 * wide, 0.25 * long), -0.3)) + drift, 0.8, 0.5)
