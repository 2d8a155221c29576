"""Hats: caps, beanies, bucket hats, brimmed hats; seen from the front or a little from the side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.bodice import lay_fold
from assets.recipes.drafts.garment import Draft, Facts, Pattern, finish
from assets.recipes.drafts.lines import Line, at, beside, bezier, both, bow, flip, join, part, ring, smooth, turn


@dataclass(frozen=True, kw_only=True)
class Hat:
    """A hat's measures, centimetres as it is seen."""

    style: str
    """cap, beanie, bucket or brimmed."""
    wide: float = 19.0
    high: float = 13.0
    brim: float = 8.0
    turn_up: float = 6.0
    bobble: float = 0.0
    """Radius of a beanie's bobble."""
    contrast: bool = False
    seed: int = 0


def draw_hat(rng: np.random.Generator) -> Hat:
    """Measures of a hat that a shop might have."""
    style = str(rng.choice(["cap", "cap", "cap", "beanie", "beanie", "beanie", "bucket", "brimmed"]))
    high = {"cap": (11, 12.8), "beanie": (17, 23), "bucket": (9.5, 12), "brimmed": (10, 12.5)}[style]
    wide = {"cap": (18, 20), "beanie": (20, 23), "bucket": (17, 19), "brimmed": (16.5, 18.5)}[style]
    brim = {"cap": (3.2, 4.2), "beanie": (0, 0), "bucket": (6, 8), "brimmed": (8, 12)}[style]
    return Hat(
        style=style, wide=rng.uniform(*wide), high=rng.uniform(*high), brim=rng.uniform(*brim),
        turn_up=rng.uniform(5, 8) if rng.random() < 0.75 else 0.0,
        bobble=rng.uniform(3.4, 4.8) if style == "beanie" and rng.random() < 0.35 else 0.0,
        contrast=bool(rng.random() < 0.3), seed=int(rng.integers(2**31)),
    )  # fmt: skip


def draft_hat(hat: Hat) -> Draft:
    """A hat from its measures."""
    rng, pattern = np.random.default_rng(hat.seed), Pattern(category="Hat")
    details = {"cap": _cap, "beanie": _beanie, "bucket": _bucket, "brimmed": _brimmed}[hat.style](pattern, hat, rng)
    facts = Facts(style={"brimmed": "brimmed hat", "bucket": "bucket hat"}.get(hat.style, hat.style), details=details,
                  length_cm=hat.high)  # fmt: skip
    return finish(pattern, facts, rng, give=0.0018, light=0.6)


def _cap(pattern: Pattern, hat: Hat, rng: np.random.Generator) -> tuple[str, ...]:
    """A cap from the front and a little from above, its peak towards us, narrower than the crown."""
    wide, high, brim = hat.wide / 2, hat.high, 1.1 * hat.brim
    hem, side = np.array([0.945 * wide, -0.25]), np.array([0.85 * wide, 0.15])
    crown = join(bezier((0, -high), (0.54 * wide, -high), (0.90 * wide, -0.84 * high), (0.97 * wide, -0.30 * high)),
                 bow((0.97 * wide, -0.30 * high), hem, 0.12), bow(hem, side, 0.12))  # fmt: skip
    tip = np.array([0.87 * wide, 0.36 * brim])
    peak = join(bezier(side, side + (0.2, 0.1), tip + (0.12, -0.4), tip),
                bezier(tip, tip + (-0.35, 0.7), (0.62 * wide, brim), (0, brim)))  # fmt: skip
    half = join(crown, peak)
    pattern.outlines.append(join(half, turn(flip(half))))
    root = -1.9
    joint = both(bezier((0, root), (0.38 * wide, root), (0.70 * wide, -0.95), side + (-0.1, 0.1)))
    if hat.contrast:
        pattern.sew("panel", join(joint, turn(both(turn(peak)) * (1.06, 1.0) + (0, 0.6))), depth=0.5)
    low = root + 0.1
    seams = [bow((0, -high), (0.0, low), 0.05)]
    for sign in (-1, 1):
        front = bezier(
            (0, -high), (sign * 0.5 * wide, -0.94 * high), (sign * 0.63 * wide, -0.5 * high), (sign * 0.6 * wide, -0.95)
        )
        rear = bezier(
            (0, -high), (sign * 0.7 * wide, -0.99 * high), (sign * 0.95 * wide, -0.6 * high), (sign * 0.93 * wide, -0.3)
        )
        seams += [front, rear]
        for line, share, beside_cm in ((front, 0.45, 1.9), (rear, 0.55, 1.2)):
            eye = at(line, share) + (-sign * beside_cm, 0.1)
            pattern.sew("button", np.array([eye]), width=0.24, depth=0.6)
    for seam in seams:
        pattern.sew("seam", seam, depth=0.5)
        for by in (-0.28, 0.28):
            pattern.sew("stitch", part(beside(seam, by), 0.08, 0.97), width=0.2, depth=0.35)
    pattern.sew("edge", joint, depth=0.75)
    for number in range(1, 6):
        share = number / 6.2
        middle, end = root + share * (brim - root), tip + (-0.35, 0.1 - 0.5 * (1 - share))
        line = both(
            bezier(
                (0, middle), (0.5 * wide, middle), end + (-0.16 * wide, -0.2 + 0.55 * share), end + (-0.03 * wide, 0)
            )
        )
        pattern.sew("stitch", part(line, 0.03, 0.97), width=0.2, depth=0.4)
    pattern.sew("button", np.array([[0.0, -high + 0.2]]), width=0.9, depth=0.5)
    lean = rng.uniform(-0.06, 0.06) * wide
    pattern.fold(
        bezier(
            (-0.45 * wide + lean, -0.1 * high),
            (-0.5 * wide, -0.7 * high),
            (-0.2 * wide, -0.95 * high),
            (0.1 * wide, -0.93 * high),
        ),
        2.0,
        0.7,
    )
    pattern.fold(bow((-0.6 * wide, 0.2 * brim), (0.6 * wide, 0.2 * brim), -0.2 * brim), 0.9, 0.45)
    pattern.fold(bow((0.8 * wide, -0.1 * high), (0.55 * wide, -0.85 * high), -0.5), 1.4, -0.35)
    return ("peak", "eyelets") + ("contrast peak",) * hat.contrast


def _beanie(pattern: Pattern, hat: Hat, rng: np.random.Generator) -> tuple[str, ...]:
    """A knitted cap, its edge turned up."""
    wide, high, cuff = hat.wide / 2, hat.high, hat.turn_up
    dome = join(bezier((0, -high), (0.5 * wide, -high - 0.1), (0.94 * wide, -0.74 * high), (0.99 * wide, -0.34 * high)),
                bow((0.99 * wide, -0.34 * high), (1.0 * wide, -cuff if cuff else 0), 0.1))  # fmt: skip
    if cuff:
        side = join(
            bezier((wide, -cuff), (wide + 0.45, -cuff + 0.1), (wide + 0.5, -cuff + 0.6), (wide + 0.45, -cuff + 1.2)),
            bow((wide + 0.45, -cuff + 1.2), (wide + 0.1, -0.4), 0.1),
        )
        dome = join(dome, side)
    half = join(dome, bezier(dome[-1], dome[-1] + (-0.3, 0.7), (0.5 * wide, 0.9), (0, 0.9)))
    if hat.bobble:
        r = hat.bobble
        lobes = ring((0, -high - 0.62 * r), (r, r * 0.94))
        angle = np.linspace(0, 2 * np.pi, len(lobes))
        fluff = 1 + 0.035 * np.sin(9 * angle + rng.uniform(0, 6)) + 0.02 * np.sin(17 * angle)
        lobes = (lobes - (0, -high - 0.62 * r)) * fluff[:, None] + (0, -high - 0.62 * r)
        ball = lobes[(lobes[:, 1] < -high + 0.1)]
        order = np.argsort(np.arctan2(ball[:, 1] + high, ball[:, 0]))
        arch = ball[order]  # left to right over the top
        whole = join(half, turn(flip(half)))
        rest = whole[np.abs(whole[:, 0]) > 0.0]
        rest = rest[(np.abs(rest[:, 0]) > np.abs(arch[-1, 0]) - 0.2) | (rest[:, 1] > -0.5 * high)]
        start = int(np.argmin(np.hypot(*(rest - arch[-1]).T)))
        pattern.outlines.append(join(arch, np.roll(rest, -start, axis=0)))
        for _ in range(7):
            turn_by = rng.uniform(0, 2 * np.pi)
            centre = np.array([0, -high - 0.6 * r]) + 0.45 * r * np.array([np.cos(turn_by), np.sin(turn_by)])
            line = bow(centre, centre + rng.normal(0, 0.32 * r, 2), 0.2)
            pattern.sew("fold", line, width=0.9, depth=0.5)
        if hat.contrast:
            pattern.sew("panel", ring((0, -high - 0.62 * r), (r * 1.1, r * 1.02)), depth=0.2)
        pattern.sew("edge", bow((-0.62 * r, -high + 0.35), (0.62 * r, -high + 0.35), 0.25), depth=0.5)
    else:
        pattern.outlines.append(join(half, turn(flip(half))))
    ribs = 9
    for number in range(ribs):  # ribs run together at the crown
        share = (number + 0.5) / ribs
        x = (2 * share - 1) * 0.94 * wide
        foot = np.array([x, -cuff - 0.1 if cuff else 0.4])
        line = bezier(foot, foot + (0.0, -0.45 * high), (0.62 * x, -0.86 * high), (0.22 * x, -high + 0.5))
        pattern.sew("fold", line, width=1.5, depth=0.36)
    if cuff:
        fold = both(
            bezier((0, -cuff + 0.9), (0.5 * wide, -cuff + 0.8), (0.9 * wide, -cuff + 0.2), (wide + 0.3, -cuff - 0.05))
        )
        pattern.sew("rib", fold + (0, cuff / 2), width=cuff + 0.4, depth=0.6)
        pattern.sew("edge", turn(fold), depth=0.6)
    else:
        line = bow((-wide + 0.2, -1.2), (wide - 0.2, -1.2), 1.0)
        pattern.sew("rib", line, width=3.4, depth=0.5)
    pattern.fold(bow((-0.35 * wide, -0.25 * high), (-0.15 * wide, -0.85 * high), 0.8), 4.2, 1.1)
    return ("ribbed",) + ("turn-up",) * (cuff > 0) + ("bobble",) * (hat.bobble > 0)


def _bucket(pattern: Pattern, hat: Hat, rng: np.random.Generator) -> tuple[str, ...]:
    """A bucket hat: a crown in panels, a sloping stitched brim."""
    wide, high, brim = hat.wide / 2, hat.high, hat.brim
    top = 0.84 * wide
    crown = join(
        bezier((0, -high), (0.6 * top, -high), (0.97 * top, -high + 0.2), (top, -high + 1.6)),
        bow((top, -high + 1.6), (wide, 0), 0.1),
    )
    out = wide + 0.62 * brim
    half = join(
        crown,
        bezier((wide, 0), (wide + 0.6, 0.3), (out - 0.6, 0.7 * brim), (out, 0.86 * brim)),
        bezier((out, 0.86 * brim), (out - 1.4, 1.24 * brim), (0.5 * wide, 1.3 * brim), (0, 1.3 * brim)),
    )
    pattern.outlines.append(join(half, turn(flip(half))))
    pattern.sew("seam", bow((-top, -high + 1.7), (top, -high + 1.7), 1.5), depth=0.55)
    pattern.sew("stitch", bow((-top, -high + 2.3), (top, -high + 2.3), 1.5), width=0.25, depth=0.4)
    for x in (-0.45, 0.5):
        pattern.sew("seam", bow((x * top, -high + 3.0), (x * wide * 1.06, 1.6), 0.0), depth=0.4)
    joint = bow((-wide, 0), (wide, 0), 2.1)
    pattern.sew("seam", joint, depth=0.75)
    pattern.sew("stitch", joint + (0, -0.5), width=0.25, depth=0.4)
    for number in range(1, 7):
        share = number / 7
        x = wide + share * (out - wide)
        line = bow((-x + 0.3, 0.86 * brim * share), (x - 0.3, 0.86 * brim * share), 2.1 + share * (0.5 * brim - 0.2))
        pattern.sew("stitch", line, width=0.25, depth=0.42)
    if hat.contrast:
        pattern.sew("button", np.array([[-0.62 * wide, -0.5 * high]]), width=0.28, depth=0.6)
        pattern.sew("button", np.array([[-0.42 * wide, -0.46 * high]]), width=0.28, depth=0.6)
    pattern.fold(bow((-0.4 * wide, 0), (-0.35 * wide, -0.9 * high), 0.4), 2.6, 0.8)
    for _ in range(5):
        x = rng.uniform(-0.9, 0.9) * wide
        lay_fold(pattern, 1, bow((x, 1.5), (x * 1.3, 1.1 * brim), rng.uniform(-0.5, 0.5)), rng, 1.4, 0.5, "start")
    return ("stitched brim",)


def _brimmed(pattern: Pattern, hat: Hat, rng: np.random.Generator) -> tuple[str, ...]:
    """A hat with a wide brim and a ribbon, from a little above."""
    wide, high, brim = hat.wide / 2, hat.high, hat.brim
    out, deep = wide + brim, 0.30 * (wide + brim)
    top = 0.80 * wide
    crown = join(bezier((0, -high + 0.9), (0.35 * top, -high - 0.3), (0.8 * top, -high - 0.7), (top, -high + 0.9)),
                 bow((top, -high + 0.9), (wide, -0.6), 0.35))  # fmt: skip
    edge = join(bezier((wide + 0.02, -0.5), (wide + 0.4 * brim, -1.4), (out, -1.2), (out, 1.2)),
                bezier((out, 1.2), (out - 0.2, deep - 0.4), (0.62 * out, deep + 1.5), (0, deep + 1.5)))  # fmt: skip
    half: Line = join(crown, edge)
    pattern.outlines.append(join(half, turn(flip(half))))
    base = both(bezier((0, 2.6), (0.5 * wide, 2.6), (0.92 * wide, 1.0), (wide, -0.5)))
    ribbon = base + (0, -3.0)
    ribbon = ribbon * (0.975, 1)
    if hat.contrast or rng.random() < 0.6:
        pattern.sew("panel", join(ribbon, turn(base)), depth=0.5)
    pattern.sew("edge", base, depth=0.75)
    pattern.sew("seam", ribbon, depth=0.5)
    pattern.sew("stitch", part(beside(both(turn(edge)), -0.6), 0.1, 0.9), width=0.25, depth=0.3)
    dent = smooth((-0.35 * top, -high + 0.8), (0, -high + 2.6), (0.4 * top, -high + 0.9))
    pattern.sew("fold", dent, width=1.8, depth=0.5)
    pattern.fold(bow((-0.5 * wide, -0.8), (-0.42 * top, -high + 1.5), 0.2), 2.2, 0.9)
    pattern.fold(bow((0.3 * wide, -1.0), (0.25 * top, -high + 3), 0.2), 1.8, -0.5)
    pattern.fold(bow((-out + 2, 1.2), (out - 2, 1.0), 2.6), 1.6, 0.5)
    return ("wide brim", "ribbon")
