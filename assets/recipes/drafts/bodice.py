"""The block that everything worn above the waist is cut from: neckline, shoulders, sleeves, side seams, hem.

Measures are a flat garment's, in centimetres, as size charts give them; y = 0 is where neck and shoulder meet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.recipes.drafts.garment import Pattern
from assets.recipes.drafts.lines import (
    Line,
    beside,
    bezier,
    both,
    bow,
    cross,
    flip,
    join,
    part,
    smooth,
    turn,
    until,
)  # fmt: skip

UNLIKE_DEG = 1.5
SLIVER = 0.9
"""A gap between sleeve and body is at least so wide, cm."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Measures of the upper body, laid flat."""

    neck: float = 18.0
    neckline: str = "crew"
    """crew, scoop, V, boat, square or high; how the front's edge runs."""
    front: float = 9.0
    """How deep the front neckline is, below the shoulder's inner end."""
    back: float = 2.0
    shoulder: float = 45.0
    """From one shoulder's end to the other's."""
    slope: float = 4.5
    chest: float = 52.0
    waist: float = 50.0
    waist_at: float = 44.0
    hem: float = 52.0
    length: float = 70.0
    sag: float = 0.6
    """How much lower the hem is in the middle than at the sides."""
    tail: float = 0.0
    """How much the hem rises towards the side seams, as shirt tails do."""
    armhole: float = 24.0
    sleeve: float = 0.0
    """Length from the shoulder's end; 0 = sleeveless."""
    angle: float = 28.0
    """How far the sleeve hangs down, degrees below the horizontal."""
    upper_arm: float = 19.0
    cuff: float = 17.0
    puff: float = 0.0
    """How far the sleeve's head stands up."""
    bell: float = 0.0
    """How much wider than tapered the sleeve gets towards its end (below 0: gathered in over the last part)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Half:
    """The right half's edges; each begins where the last one ended, walked clockwise."""

    back_neck: Line
    front_neck: Line
    """From the middle to the shoulder, as `back_neck`."""
    shoulder: Line
    armhole: Line
    """From the shoulder's end to the armpit: a seam, or the edge of what is sleeveless."""
    sleeve_top: Line | None
    cuff: Line | None
    underarm: Line | None
    inner: Line | None
    """The sleeve's lower line up to its head, also where it lies over the body."""
    side: Line
    hem: Line
    free: float = 0.0
    """From which share of its points on `inner` is the sleeve's edge and no longer lies over the body."""

    @property
    def edge(self) -> Line:
        """The half's outline from the middle of the back neck to the middle of the hem."""
        arm = [self.armhole] if self.sleeve_top is None else [self.sleeve_top, self.cuff, self.underarm]
        return join(self.back_neck, self.shoulder, *arm, self.side, self.hem)  # type: ignore[arg-type]

    @property
    def armpit(self) -> NDArray[np.float64]:
        """Where the side seam begins."""
        return np.asarray(self.side[0])


def cut_half(block: Block, side: Line | None = None) -> Half:
    """The right half of a block; `side` is its side seam, from the armpit to the hem, where it is no plain one."""
    inner_end, outer_end = np.array([block.neck / 2, 0.0]), np.array([block.shoulder / 2, block.slope])
    armpit = np.array([block.chest / 2, block.armhole])
    shoulder = bow(inner_end, outer_end, -0.15)
    side, hem = _cut_side(block, armpit) if side is None else side, _cut_hem(block)
    neck = {"back_neck": _cut_back_neck(block), "front_neck": cut_front_neck(block), "shoulder": shoulder}
    drop = armpit - outer_end
    if block.sleeve <= 0:
        armhole = bezier(outer_end, outer_end + (-1.2 - 0.1 * drop[0], 0.45 * drop[1]),
                         armpit + (-max(0.75 * drop[0], 3.2), -0.06 * drop[1]), armpit)  # fmt: skip
        return Half(**neck, armhole=armhole, sleeve_top=None, cuff=None, underarm=None, inner=None, side=side, hem=hem)
    block = _raise_sleeve(block, side)
    top = _cut_sleeve_top(block, outer_end)
    inner = _cut_inner(block, top)
    cuff = bow(top[-1], inner[-1], -0.25)
    # where the gap between sleeve and body is too narrow to be seen, the sleeve lies on the body
    meet = cross(turn(inner), beside(side, -SLIVER))
    if meet is None:
        underarm, free = bow(inner[-1], armpit, 0.5), 0.35
    else:
        underarm = until(turn(inner), meet[0])
        free = 1 - meet[0] / (len(inner) - 1)
        side = side[int(np.argmin(np.hypot(*(side - underarm[-1]).T))) :]
    armhole = bezier(outer_end, outer_end + (-1.6, 0.35 * drop[1]), armpit + (-3.4, -0.3 * drop[1]), armpit)
    return Half(**neck, armhole=armhole, sleeve_top=top, cuff=cuff, underarm=underarm, inner=inner, side=side, hem=hem,
                free=free)  # fmt: skip


def _raise_sleeve(block: Block, side: Line) -> Block:
    """The block with its sleeve raised as far as it has to be for its end to lie beside the body."""
    shoulder = np.array([block.shoulder / 2, block.slope])
    order = np.argsort(side[:, 1])
    for angle in np.arange(block.angle, 5.0, -1.5):
        way = _heading(float(angle))
        end = shoulder + block.sleeve * way + (block.cuff + max(block.bell, 0)) * np.array([-way[1], way[0]])
        if end[0] > np.interp(end[1], side[order, 1], side[order, 0]) + 2.2:
            return replace(block, angle=float(angle))
    return replace(block, angle=5.0)


def cut_front_neck(block: Block) -> Line:
    """The front's edge from its lowest point to the shoulder."""
    wide, deep = block.neck / 2, block.front
    low, end = np.array([0.0, deep]), np.array([wide, 0.0])
    if block.neckline == "V":
        return bow(low, end, 0.035 * deep)
    if block.neckline == "square":
        corner = np.array([0.86 * wide, deep - 0.3])
        return join(bow(low, corner, -0.1), bow(corner, end, 0.15))
    if block.neckline == "boat":
        return bezier(low, low + (0.6 * wide, 0), end + (-0.3 * wide, 0.5 * deep), end)
    return bezier(low, low + (0.62 * wide, 0), end + (-0.06 * wide, 0.55 * deep), end)


def _cut_back_neck(block: Block) -> Line:
    wide, deep = block.neck / 2, block.back
    return bezier((0, deep), (0.62 * wide, deep), (wide - 0.08 * wide, 0.45 * deep), (wide, 0))


def _cut_side(block: Block, armpit: NDArray[np.float64]) -> Line:
    corner = np.array([block.hem / 2, block.length - block.tail - block.sag])
    if block.waist_at <= armpit[1] + 4 or block.waist_at >= corner[1] - 4:
        return bow(armpit, corner, 0.2)
    return smooth(armpit, (block.waist / 2, block.waist_at), corner)


def _cut_hem(block: Block) -> Line:
    corner = np.array([block.hem / 2, block.length - block.tail - block.sag])
    low, wide = np.array([0.0, block.length]), block.hem / 2
    if block.tail > 1.5:
        return bezier(corner, corner + (-0.30 * wide, 0.25 * block.tail), low + (0.52 * wide, 0), low)
    return bezier(corner, corner + (-0.35 * wide, 0.5 * (block.tail + block.sag)), low + (0.4 * wide, 0), low)


def _heading(degrees: float) -> NDArray[np.float64]:
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


def _cut_sleeve_top(block: Block, shoulder: NDArray[np.float64]) -> Line:
    """The sleeve's upper line: round over its head, then along its angle."""
    slope = float(np.degrees(np.arctan2(block.slope, (block.shoulder - block.neck) / 2)))
    length, way = block.sleeve, _heading(block.angle)
    end = shoulder + length * way
    head = min(0.34 * length, 12.0)
    first = _heading(0.55 * slope + 0.45 * block.angle)
    if block.puff:
        rise = np.array([0.35, -1.0]) * block.puff
        return bezier(shoulder, shoulder + rise + 0.1 * length * first,
                      end + block.puff * np.array([0.9, -0.5]) - 0.3 * length * way, end, 40)  # fmt: skip
    return bezier(shoulder, shoulder + head * first, end - 0.5 * length * way, end, 40)


def _cut_inner(block: Block, top: Line) -> Line:
    """The sleeve's lower line, from its head to the cuff: the upper line, as far away as the sleeve is wide."""
    share = np.linspace(0, 1, len(top))
    width = block.upper_arm + (block.cuff - block.upper_arm) * share**0.9
    if block.bell > 0:
        width = width + block.bell * share**2
    elif block.bell < 0:
        width = width - block.bell * np.sin(np.pi * share**1.6)
    way = np.gradient(top, axis=0)
    way = way / np.hypot(*way.T)[:, None]
    # the cuff is cut square to the sleeve's own direction, whatever the top's last bend
    mixed = way * (1 - share[:, None] ** 2) + _heading(block.angle) * share[:, None] ** 2
    mixed /= np.hypot(*mixed.T)[:, None]
    return top + width[:, None] * np.column_stack([-mixed[:, 1], mixed[:, 0]])


@dataclass(frozen=True, kw_only=True, eq=False)
class Body:
    """Both halves; the left one is drawn mirrored, as `Half` is."""

    right: Half
    left: Half
    block: Block

    @property
    def outline(self) -> Line:
        """The whole, clockwise from the middle of the back neck."""
        return join(self.right.edge, turn(flip(self.left.edge)))

    @property
    def halves(self) -> tuple[tuple[Half, bool], tuple[Half, bool]]:
        """Each half, and whether it is the mirrored one."""
        return (self.right, False), (self.left, True)

    @property
    def neck_opening(self) -> Line:
        """The closed area between back and front neckline."""
        return join(both(self.right.back_neck), turn(both(self.right.front_neck)))

    @property
    def hem(self) -> Line:
        """From the right corner to the left one; what is right of it lies inside."""
        return join(self.right.hem, turn(flip(self.left.hem)))


def cut_body(block: Block, rng: np.random.Generator, side: Line | None = None) -> Body:
    """Both halves of a block; nobody lays two sleeves down alike."""
    tilt = float(np.clip(rng.normal(0, UNLIKE_DEG), -4, 4))
    right, left = replace(block, angle=block.angle + tilt), replace(block, angle=block.angle - tilt)
    return Body(right=cut_half(right, side), left=cut_half(left, side), block=block)


def sew_half(pattern: Pattern, mirrored: bool, kind: str, line: Line, **how: float) -> None:
    """Draw a mark of one half, on the half it belongs to."""
    if mirrored:
        line = flip(line)
        line = turn(line) if kind in ("edge", "gather") else line
    pattern.sew(kind, line, **how)  # type: ignore[arg-type]


def mark_body(pattern: Pattern, body: Body) -> None:
    """Note where neck, shoulders, armpits, cuffs and hem are, and the outlines of sleeves and trunk."""
    for half, mirrored in body.halves:
        side, sign = ("l", -1) if mirrored else ("r", 1)
        found = {"neck": half.shoulder[:1], "shoulder": half.armhole[:1], "pit": half.armhole[-1:], "hem": half.hem[:1]}
        found["trunk"] = join(half.armhole, half.side, np.stack([(0.0, half.side[-1, 1]), (0.0, half.armhole[0, 1])]))
        if half.sleeve_top is not None and half.cuff is not None and half.inner is not None:
            found["cuff"] = 0.5 * (half.cuff[:1] + half.cuff[-1:])
            found["limb"] = join(half.sleeve_top, half.cuff, turn(half.inner))
        pattern.landmarks |= {f"{name}_{side}": line * (sign, 1) for name, line in found.items()}


def across_sleeve(half: Half, up: float) -> Line:
    """The line over a sleeve `up` cm from its end, walked as the cuff is."""
    assert half.sleeve_top is not None
    assert half.inner is not None
    top, inner = half.sleeve_top, half.inner
    way = np.r_[0.0, np.cumsum(np.hypot(*np.diff(top, axis=0).T))]
    # both lines have points in pairs, so that a pair lies square to the sleeve
    place = float(np.interp(way[-1] - up, way, np.arange(len(top))))
    return bow(_pick(top, place), _pick(inner, place), -0.2)


def _pick(line: Line, place: float) -> NDArray[np.float64]:
    i = int(np.clip(place, 0, len(line) - 2))
    return np.asarray(line[i] + (place - i) * (line[i + 1] - line[i]))


def sew_opening(pattern: Pattern, body: Body, band: float, rib: bool = True) -> None:
    """The neckline: what is seen of the inside, and the band round it."""
    front, back = both(body.right.front_neck), both(body.right.back_neck)
    pattern.sew("opening", body.neck_opening, depth=0.6)
    if band <= 0:
        pattern.sew("stitch", beside(front, 0.9), width=0.3, depth=0.3)
        return
    pattern.sew("seam", beside(back, band), depth=0.35)
    if rib:
        pattern.sew("rib", beside(back, 0.5 * band), width=band, depth=0.35)
        pattern.sew("rib", beside(front, 0.5 * band), width=band, depth=0.5)
    else:
        pattern.sew("stitch", beside(front, 0.5 * band), width=0.3, depth=0.3)
    pattern.sew("seam", beside(front, band), depth=0.6)


def sew_armholes(pattern: Pattern, body: Body, depth: float = 0.55) -> None:
    """Shoulder and armhole seams; where a sleeve lies over the body, its fold runs on upwards."""
    for half, mirrored in body.halves:
        sew_half(pattern, mirrored, "seam", part(beside(half.shoulder, 1.0), 0.04, 0.97), depth=0.3)
        seam = part(half.armhole, 0.03, 1.0)
        meet = cross(seam, half.side)
        sew_half(pattern, mirrored, "seam", seam if meet is None else until(seam, meet[0]), depth=depth)
        if half.inner is None or half.underarm is None:
            continue
        pit, under = half.armpit, half.armhole[-1]
        if pit[1] - under[1] > 2.0:
            sew_half(pattern, mirrored, "edge", bow(under + (-0.6, 0.8), pit, -0.5), depth=0.35)


def sew_ribs(pattern: Pattern, body: Body, hem: float, cuff: float = 0.0, inset: float = 1.0) -> None:
    """Ribbed bands at the hem, `inset` cm in from the sides, and at the sleeves' ends; the cloth above is gathered."""
    if hem > 0:
        skip = inset / body.block.hem
        pattern.sew("rib", part(beside(body.hem, hem / 2), skip, 1 - skip), width=hem, depth=0.5)
        pattern.sew("seam", part(beside(body.hem, hem), 0.5 * skip, 1 - 0.5 * skip), depth=0.55)
        pattern.sew("gather", part(beside(body.hem, hem + 0.2), 0.03, 0.97), width=4.5, depth=0.3)
    if cuff <= 0:
        return
    for half, mirrored in body.halves:
        sew_half(pattern, mirrored, "rib", part(across_sleeve(half, cuff / 2), 0.02, 0.98), width=cuff, depth=0.5)
        seam = across_sleeve(half, cuff)
        sew_half(pattern, mirrored, "seam", part(seam, 0.01, 0.99), depth=0.55)
        sew_half(pattern, mirrored, "gather", part(seam, 0.06, 0.94), width=4.0, depth=0.4)


def pull_in(body: Body, hem: float, by: float) -> Line:
    """The outline of a body whose rib hem, `hem` cm high, is `by` cm narrower on each side than the cloth above it."""
    halves = []
    for half, _ in body.halves:
        corner = half.hem[0]
        low = half.side[:, 1] > corner[1] - 2.2 * hem
        side = half.side.copy()
        ease = np.clip((side[:, 1] - (corner[1] - 1.25 * hem)) / (0.5 * hem), 0, 1)
        side[:, 0] -= by * ease * ease * (3 - 2 * ease) * low
        bottom = half.hem * np.array([(corner[0] - by) / corner[0], 1.0])
        top = half.edge[: -(len(join(half.side, half.hem)) - 1)]
        halves.append(join(top, side, bottom))
    return join(halves[0], turn(flip(halves[1])))


def sew_hems(pattern: Pattern, body: Body, up: float, sleeve_up: float = 0.0, rows: int = 2) -> None:
    """Rows of stitches over the hem and the sleeves' ends."""
    pattern.sew("stitch", part(beside(body.hem, up), 0.012, 0.988), width=0.55, depth=0.42, count=rows)
    if sleeve_up <= 0:
        return
    for half, mirrored in body.halves:
        line = part(across_sleeve(half, sleeve_up), 0.02, 0.98)
        sew_half(pattern, mirrored, "stitch", line, width=0.55, depth=0.42, count=rows)


def drape_body(pattern: Pattern, body: Body, rng: np.random.Generator, soft: float = 1.0) -> None:
    """Folds of the trunk: pulled from armpits and shoulders, long and slight down to the hem."""
    block = body.block
    for half, mirrored in body.halves:
        sign = -1 if mirrored else 1
        pit, top = half.armpit, np.array([block.shoulder / 2, block.slope])
        for _ in range(3):  # from the armpit to the middle, downwards
            reach, angle = rng.uniform(0.3, 0.75) * block.chest / 2, rng.uniform(15, 70)
            end = pit + reach * np.array([-np.cos(np.radians(angle)), np.sin(np.radians(angle))])
            lay_fold(pattern, sign, bow(pit + (-0.8, 0.5), end, rng.uniform(-1.5, 1.5)), rng, 1.7, 0.42 * soft, "end")
        reach = rng.uniform(0.35, 0.7) * block.armhole
        start = top + (-rng.uniform(2, 6), 2.5)
        lay_fold(pattern, sign, bow(start, start + (-rng.uniform(1, 6), reach), 1.0), rng, 2.0, 0.3 * soft)
    for _ in range(int(rng.integers(4, 7))):  # long ones
        x = rng.uniform(-0.42, 0.42) * block.chest
        foot = x * (block.hem / block.chest) + rng.normal(0, 2.5)
        start, end = rng.uniform(0.3, 0.6) * block.length, rng.uniform(0.75, 1.02) * block.length
        line = smooth((x, start), (0.5 * (x + foot) + rng.normal(0, 1.2), 0.5 * (start + end)), (foot, end))
        lay_fold(pattern, 1, line, rng, 2.4, 0.42 * soft, "start")


def drape_sleeves(pattern: Pattern, body: Body, rng: np.random.Generator, soft: float = 1.0) -> None:
    """Folds of the sleeves: along them from the head, and round the elbow of long ones."""
    for half, mirrored in body.halves:
        if half.sleeve_top is None or half.inner is None:
            continue
        sign = -1 if mirrored else 1
        middle = 0.5 * (half.sleeve_top + half.inner)
        long = body.block.sleeve > 38
        for _ in range(4 if long else 2):
            start = rng.uniform(0.05, 0.55 if long else 0.3)
            end = start + rng.uniform(0.25, 0.5)
            line = part(middle + rng.uniform(-0.28, 0.28) * (half.inner - half.sleeve_top), start, min(end, 0.97))
            lay_fold(pattern, sign, line, rng, 1.2, 0.5 * soft)
        for _ in range(5 if long else 1):
            share = rng.choice([rng.uniform(0.4, 0.62), rng.uniform(0.75, 0.95)]) if long else rng.uniform(0.3, 0.7)
            share = max(share, half.free + 0.06)
            if share > 0.95:
                continue
            i = int(share * (len(middle) - 1))
            j = int(np.clip(i + rng.integers(-4, 5), 0, len(middle) - 1))
            a, b = half.inner[i], half.sleeve_top[j]
            reach = rng.uniform(0.4, 0.8)
            lay_fold(pattern, sign, bow(a, a + reach * (b - a), rng.uniform(-1, 1)), rng, 0.9, 0.5 * soft, "end")


def lay_fold(pattern: Pattern, sign: int, line: Line, rng: np.random.Generator, width: float, height: float,
             fade: str = "both") -> None:  # fmt: skip
    """One fold of about a width (σ, cm) and a height; sign −1 lays it on the other half."""
    line = line * (sign, 1)
    pattern.fold(line, width * rng.uniform(0.7, 1.4), height * rng.uniform(0.5, 1.3), fade)


__all__ = [
    "Block", "Body", "Half", "across_sleeve", "cut_body", "cut_front_neck", "cut_half", "drape_body", "drape_sleeves",
    "lay_fold", "mark_body", "pull_in", "sew_armholes", "sew_half", "sew_hems", "sew_opening", "sew_ribs",
]  # fmt: skip
