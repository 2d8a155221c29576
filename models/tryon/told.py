"""A garment's build where a network has said where its landmarks are: geometry still cuts, but where it was told to.

What the network is not sure of stays as the outline alone has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.canvas import CANVAS_PX
from models.oklab import Floats
from models.reshape_landmarks import LOWERS, UPPERS, Limb, Point
from models.tryon.limbs import Build, fill_piece, find_build, gather, limb_of
from models.tryon.spots import SPOTS

Mask = NDArray[np.bool_]
Spots = Mapping[str, Point]
"""Landmarks by name (`models.tryon.spots`), px of the 256 canvas: those that are sure."""
SIDES = ("l", "r")
AGREE_PX = 11.0
"""Landmarks of outline and network that lie so near to each other are the outline's."""
SURE = 0.3
"""A landmark less sure than this was not found."""
LEAST_NECK = 0.12
"""Half a neck is at least so wide, of the chest."""
SLEEVELESS = frozenset({"Top", "Undershirt"})
"""Kinds whose sides are taken for sleeves too easily: only their outlines say that they have any."""
HOOD, COLLAR = 0.3, 0.04
"""What stands so far over the neck is a hood; so much of it stays as a collar, both of the chest."""
INSIDE = 0.05
"""How far inside of the body a cuff lies that is folded over it, of the chest."""


def find_told_build(inside: Mask, category: str, spots: Spots) -> Build | None:
    """The build of an outline (256, 256), cut where `spots` are; None where there is no garment."""
    build = find_build(inside, category)
    if build is None or not spots:
        return build
    whole = fill_piece(inside)
    if category in UPPERS:
        return _tell_upper(whole, build, spots, category not in SLEEVELESS)
    if category in LOWERS:
        return _tell_legs(whole, build, spots)
    return build


def is_folded(spots: Spots) -> bool:
    """Whether a sleeve was laid over the body: its cuff is between the armpits, and below them."""
    if "pit_l" not in spots or "pit_r" not in spots:
        return False
    (left, high), (right, low) = spots["pit_l"], spots["pit_r"]
    margin = INSIDE * (right - left)
    cuffs = [spots[f"cuff_{side}"] for side in SIDES if f"cuff_{side}" in spots]
    return any(left + margin < x < right - margin and y > min(high, low) for x, y in cuffs)


def _tell_upper(whole: Mask, build: Build, spots: Spots, sleeved: bool) -> Build:
    outline, build = build, _tell_neck(build, spots)
    pits = [spots.get(f"pit_{side}") for side in SIDES]
    left, right = pits
    if left is None or right is None or right[0] - left[0] < 12:
        return build
    chest = right[0] - left[0]
    sleeves = [f"cuff_{side}" in spots and f"shoulder_{side}" in spots for side in SIDES]
    if not (sleeved and any(sleeves)):
        if build.limbs:
            return build
        told = replace(build, pit=(left[1] + right[1]) / 2, chest=chest)
        return told if abs(told.pit - build.pit) > AGREE_PX or abs(chest - build.chest) > 2 * AGREE_PX else build
    limbs, cuts = list[Limb](), list[tuple[Point, Point]]()
    for side, sign, pit in zip(SIDES, (-1, 1), (left, right), strict=True):
        shoulder = spots.get(f"shoulder_{side}")
        if shoulder is None:
            return build
        found = _cut_sleeve(whole, pit, shoulder, (spots.get(f"hem_{side}"), spots.get(f"cuff_{side}")), sign, chest)
        if found is None:
            return build
        limb, notch = found
        limbs.append(limb)
        if notch[1] - pit[1] > 3:
            cuts.append((pit, notch))
    told = replace(build, limbs=tuple(limbs), cuts=tuple(cuts), pit=(left[1] + right[1]) / 2, chest=chest)
    return build if _agree(outline, told) else told


def _agree(outline: Build, told: Build) -> bool:
    """Whether the outline alone says the same: then it is the more exact."""
    if len(outline.limbs) != len(told.limbs):
        return False
    pairs = zip(outline.limbs, told.limbs, strict=True)
    ends = [(getattr(one, name), getattr(other, name)) for one, other in pairs for name in ("pit", "outer")]
    return all(_near(one, other) for one, other in ends)


def _near(one: Point, other: Point) -> bool:
    return float(np.hypot(one[0] - other[0], one[1] - other[1])) < AGREE_PX


def _tell_neck(build: Build, spots: Spots) -> Build:
    left, right = spots.get("neck_l"), spots.get("neck_r")
    if left is None or right is None or right[0] - left[0] < 2 * LEAST_NECK * build.chest:
        return build
    sides = ((build.throat - build.neck, build.hps), left), ((build.throat + build.neck, build.hps), right)
    if all(_near(*each) for each in sides):
        return build
    return replace(build, throat=(left[0] + right[0]) / 2, neck=(right[0] - left[0]) / 2, hps=(left[1] + right[1]) / 2)


def _cut_sleeve(
    whole: Mask, pit: Point, shoulder: Point, ends: tuple[Point | None, Point | None], sign: int, chest: float
) -> tuple[Limb, Point] | None:
    """A sleeve beyond the chord from armpit to shoulder, and where it parts from the body below the armpit; `ends` are
    the hem's corner and the cuff."""
    hem, cuff = ends
    outer = _to_edge(whole, shoulder, pit)
    end = hem if hem is not None else (pit[0], float(np.flatnonzero(whole.any(1))[-1]))
    found = list[tuple[Limb, Point]]()
    for notch in (_leave(whole, pit, end), end):  # a sleeve may touch the body again below its gap
        limb = limb_of(whole, pit, outer, (pit, notch), sign)
        if limb is not None and limb.length > 0.08 * chest:
            found.append((gather(whole, limb, (pit, notch), end, sign), notch))
    whole_ones = [each for each in found if _reaches(each[0], cuff, chest)]
    return next(iter([*whole_ones, *found]), None)


def _reaches(limb: Limb, cuff: Point | None, chest: float) -> bool:
    """Whether a sleeve ends where its cuff was said to be."""
    if cuff is None:
        return True
    rows, columns = np.nonzero(limb.area)
    return bool(np.hypot(columns - cuff[0], rows - cuff[1]).min() < 0.12 * chest)


def _to_edge(whole: Mask, shoulder: Point, pit: Point) -> Point:
    """The shoulder's place on the outline: where the line from the armpit through it leaves the garment."""
    start, way = np.array(pit), np.array(shoulder) - np.array(pit)
    long = max(float(np.hypot(*way)), 1e-6)
    reach = np.arange(0.5 * long, 1.5 * long, 0.5)
    spots = start + reach[:, None] * way / long
    rows, columns = np.clip(np.round(spots).astype(int), 0, whole.shape[0] - 1).T[::-1]
    there = whole[rows, columns]
    if not there.any():
        return shoulder
    first = int(np.flatnonzero(there)[0])
    out = np.flatnonzero(~there[first:])
    x, y = spots[first + int(out[0]) - 1 if len(out) else len(spots) - 1]
    return float(x), float(y)


def _leave(whole: Mask, pit: Point, hem: Point) -> Point:
    """Where the body's side, from armpit to hem, comes out of the garment for the first time: the sleeve's gap."""
    start, way = np.array(pit), np.array(hem) - np.array(pit)
    long = max(float(np.hypot(*way)), 1e-6)
    reach = np.arange(0.0, long + 6, 0.5)
    spots: Floats = (start + reach[:, None] * way / long).astype(np.float32)
    rows, columns = np.clip(np.round(spots).astype(int), 0, whole.shape[0] - 1).T[::-1]
    gone = ~whole[rows, columns]
    # one step aside counts as well: the side is no straight line
    for aside in (-2, 2):
        gone |= ~whole[rows, np.clip(columns + aside, 0, whole.shape[1] - 1)]
    out = np.flatnonzero(gone)
    x, y = spots[int(out[0]) if len(out) else -1]
    return float(x), float(y)


def _tell_legs(whole: Mask, build: Build, spots: Spots) -> Build:
    """Trousers whose legs lie together, so that no gap shows: the crotch is where it was said to be."""
    crotch = spots.get("crotch")
    if crotch is None or build.landmarks.limbs:
        return build
    row = int(np.clip(crotch[1], 1, whole.shape[0] - 2))
    there = np.flatnonzero(whole[row])
    if len(there) < 12 or not there[0] + 5 < crotch[0] < there[-1] - 5:
        return build
    bottom = float(np.flatnonzero(whole.any(1))[-1] + 1)
    below = np.flatnonzero(~whole[row:, int(crotch[0])])
    end = (crotch[0], float(row + below[0]) if len(below) else bottom)
    limbs = [
        limb_of(whole, crotch, (float(x), crotch[1]), (crotch, end), sign)
        for x, sign in ((there[0], -1), (there[-1], 1))
    ]
    left, right = limbs
    if left is None or right is None or not 0.6 < left.length / max(right.length, 1e-6) < 1.7:
        return build
    cuts = ((crotch, end),) if end[1] - crotch[1] > 3 else ()
    return replace(build, limbs=(left, right), cuts=cuts, pit=crotch[1])


def keep_sure(places: Floats, sure: Floats) -> Spots:
    """The landmarks (13, 2) that a network is sure enough of (13,), by name."""
    found = zip(SPOTS, places, sure, strict=True)
    return {name: (round(float(x), 1), round(float(y), 1)) for name, (x, y), how in found if how >= SURE}


def lay_hood(alpha: NDArray[np.uint8], spots: Spots) -> NDArray[np.uint8]:
    """The opacity (S, S) without what stands far over the neck: a photographed hood is worn on the back, where nobody
    sees it."""
    if not {"neck_l", "neck_r", "pit_l", "pit_r"} <= spots.keys():
        return alpha
    scale = alpha.shape[0] / CANVAS_PX
    neck = (spots["neck_l"][1] + spots["neck_r"][1]) / 2
    chest = spots["pit_r"][0] - spots["pit_l"][0]
    rows = np.flatnonzero((alpha > 127).any(1))
    if not len(rows) or chest < 12 or neck - rows[0] / scale < HOOD * chest:
        return alpha
    out = alpha.copy()
    out[: max(0, int((neck - COLLAR * chest) * scale))] = 0
    return out
