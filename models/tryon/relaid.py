"""A photographed garment laid out anew: sleeves that hang along the body are laid beside it, gaps are mended.

Of a sleeve that hangs down a picture shows a ragged strip, and where it ends and the body begins nobody can see: cut
along that, cloth hangs in shreds.  So the body is cut straight from armpit to hem, and a whole sleeve, as long as the
strip and as wide as sleeves are, is laid out beside it in the strip's own colours, stretched across.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.canvas import CANVAS_PX
from models.oklab import Floats
from models.reshape_landmarks import UPPERS, Limb, Point
from models.tryon.backs import grow_colour
from models.tryon.cut import limb_edges
from models.tryon.limbs import Build
from models.tryon.raster import read_at
from models.tryon.told import SLEEVELESS, Spots, find_told_build

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
TOUCHING, STEEP = 0.2, 0.42
"""A sleeve hangs that lies along the body for so much (of the chest) and leans out no more than this (sine)."""
NARROW = 0.15
"""What is narrower, of the chest, is a strip and not a whole sleeve."""
OUT = 50.0
"""How far from straight down sleeves are laid, degrees."""
UPPER, CUFF, LONG = 0.19, 0.115, 1.0
"""Half the width of a sleeve at the arm and at the cuff of one that is so long, of the chest."""
INSET = 0.78
"""How much of a strip's width is read: its edges are half ground, or the body's."""
FULL_PX = 236
"""How wide a garment may lie on the canvas."""
WIDEN = 0.4
"""How fast a sleeve gets wider from the shoulder's end on."""
TUCK_PX = 1.5
"""How far a sleeve goes under the body."""
WEAK = 0.62
"""A sleeve of which less is seen than so much of the other one is laid as the other's mirror image."""
GROWN_PX = 64
"""How far colours are carried over the outline before strips are read: they may be ragged, px of 1024."""
ODD = 1.4
"""Sleeves of which one is so much longer than the other are not both sleeves."""
HOLE = 0.012
"""Holes smaller than this, of the garment, are the cut-out's faults."""


@dataclass(frozen=True, kw_only=True)
class _Sleeve:
    """One sleeve as it will lie, px of the canvas: the `pit`, the shoulder's `outer` end, where its `middle` starts,
    the way it goes and the way to its outer edge, its length, half widths at both ends, and the strip that it is read
    from, a `limb` of that `number`."""

    pit: Point
    outer: Point
    middle: NDArray[np.float64]
    along: NDArray[np.float64]
    across: NDArray[np.float64]
    length: float
    halves: tuple[float, float]
    limb: Limb
    number: int


def lay_out(rgba: Bytes, alpha: Bytes, category: str, spots: Spots) -> tuple[Bytes, Spots]:
    """A photographed garment (S, S, 4) of opacity `alpha` (S, S) as it would lie: hanging sleeves beside it; and where
    its landmarks are then."""
    out = np.dstack([rgba[..., :3], alpha])
    if category not in UPPERS or category in SLEEVELESS or not {"cuff_l", "cuff_r"} & spots.keys():
        return out, spots
    inside = cv2.resize(alpha, (CANVAS_PX, CANVAS_PX), interpolation=cv2.INTER_AREA) > 127
    build = find_told_build(inside, category, spots)
    if build is None or not do_sleeves_hang(build):
        return out, spots
    return lay_sleeves(grow_colour(out, GROWN_PX), build, spots)


def do_sleeves_hang(build: Build) -> bool:
    """Whether both sleeves hang along the body, and no more than a strip of them is seen."""
    if len(build.limbs) != 2 or len(build.cuts) != 2:
        return False
    touching = [float(np.hypot(end[0] - start[0], end[1] - start[1])) for start, end in build.cuts]
    steep = [abs(limb.along[0]) < STEEP for limb in build.limbs]
    narrow = min(np.count_nonzero(limb.area) / max(limb.length, 1.0) for limb in build.limbs) < NARROW * build.chest
    return bool(min(touching) > TOUCHING * build.chest and all(steep) and narrow)


def lay_sleeves(rgba: Bytes, build: Build, spots: Spots) -> tuple[Bytes, Spots]:
    """The garment (S, S, 4) with its hanging sleeves laid out, and where its landmarks are then.

    The colours of `rgba` have to go on a little beyond its outline (`models.tryon.backs.grow_colour`).
    """
    side = rgba.shape[0]
    scale = side / CANVAS_PX
    sleeves = _plan(build)
    ends = [each.middle + each.along * each.length for each in sleeves]
    wide = 2 * max(abs(float(end[0]) - build.throat) + each.halves[1] for end, each in zip(ends, sleeves, strict=True))
    small = min(1.0, FULL_PX / wide)
    move = np.array([[small, 0, CANVAS_PX / 2 - small * build.throat], [0, small, (1 - small) * build.hps]])
    back = cv2.invertAffineTransform(move)
    body = _keep_body(rgba[..., 3] > 127, build, scale)
    ys, xs = np.mgrid[0:side, 0:side].astype(np.float32)
    at = (np.stack([xs, ys], -1) + np.float32(0.5)) / np.float32(scale)
    at = (at @ back[:, :2].T + back[:, 2]).astype(np.float32)  # px of the canvas as it was
    out = np.zeros_like(rgba)
    out[..., :3] = 255
    for sleeve in sleeves:
        mask, colours = _draw(sleeve, at, rgba, scale)
        out[mask] = colours
    trunk = np.dstack([rgba[..., :3], np.where(body, rgba[..., 3], 0)])
    matrix = np.array([[small, 0, move[0, 2] * scale], [0, small, move[1, 2] * scale]])
    laid = cv2.warpAffine(trunk, matrix, (side, side), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255, 0))
    share = (laid[..., 3:] / 255).astype(np.float32)
    out[..., :3] = np.round(laid[..., :3] * share + out[..., :3] * (1 - share))
    out[..., 3] = np.maximum(out[..., 3], laid[..., 3])

    def carry(place: NDArray[np.float64] | Point) -> Point:
        x, y = move[:, :2] @ np.asarray(place, float) + move[:, 2]
        return round(float(x), 1), round(float(y), 1)

    told = {name: carry(place) for name, place in spots.items()}
    for name, sleeve, end in zip("lr", sleeves, ends, strict=True):
        told |= {f"pit_{name}": carry(sleeve.pit), f"shoulder_{name}": carry(sleeve.outer), f"cuff_{name}": carry(end)}
    return out, told


def _plan(build: Build) -> list[_Sleeve]:
    """Both sleeves, as long as the longer strip; of a strip that is hardly seen the other's mirror image.

    Strips of very different length are not both sleeves: the broader one is, a sliver of the body's side the other.
    """
    areas = [np.count_nonzero(limb.area) for limb in build.limbs]
    lengths = [limb.length for limb in build.limbs]
    length = max(lengths)
    weak = [bool(area < WEAK * max(areas)) for area in areas]
    if length > ODD * min(lengths):
        best = int(np.argmax(np.array(areas) / lengths))
        length, weak = lengths[best], [number != best for number in (0, 1)]
    last = UPPER + (CUFF - UPPER) * min(length / (LONG * build.chest), 1.0)
    planned = []
    for number, sign in ((1, -1.0), (2, 1.0)):
        limb, other = build.limbs[number - 1], build.limbs[2 - number]
        mirrored = weak[number - 1]
        turn = np.radians(OUT)
        along, across = np.array([sign * np.sin(turn), np.cos(turn)]), np.array([sign * np.cos(turn), -np.sin(turn)])
        pit, outer = np.array(limb.pit), np.array(limb.outer)
        first = max(abs(float((outer - pit) @ across)) / 2, UPPER * build.chest)
        planned.append(
            _Sleeve(
                pit=limb.pit, outer=limb.outer, middle=(pit + outer) / 2, along=along, across=across, length=length,
                halves=(first, last * build.chest), limb=other if mirrored else limb,
                number=3 - number if mirrored else number,
            )
        )  # fmt: skip
    return planned


def _keep_body(inside: Mask, build: Build, scale: float) -> Mask:
    """The garment without its sleeves: cut from the shoulders' ends to the armpits and on to where they part."""
    body = inside.astype(np.uint8)
    rows, columns = inside.shape
    for limb, (_, end), edge in zip(build.limbs, build.cuts, (0, columns), strict=True):
        area = cv2.resize(limb.area.astype(np.uint8), (columns, rows), interpolation=cv2.INTER_LINEAR)
        body[area > 0] = 0
        line = [(edge, limb.outer[1] * scale), *((x * scale, y * scale) for x, y in (limb.outer, limb.pit, end))]
        corners = np.array([*line, (edge, end[1] * scale)])
        cv2.fillPoly(body, [np.round(corners).astype(np.int32)], 0)
    count, parts, found, _ = cv2.connectedComponentsWithStats(body, connectivity=4)
    largest = 1 + int(np.argmax(found[1:, cv2.CC_STAT_AREA])) if count > 1 else 0
    return np.asarray(parts == largest, bool) if largest else inside


def _draw(sleeve: _Sleeve, at: Floats, rgba: Bytes, scale: float) -> tuple[Mask, Bytes]:
    """Where a sleeve will lie (h, w), and its colours there (n, 4); `at` (h, w, 2) is what lies at each pixel, px of
    the canvas."""
    away = at - sleeve.middle.astype(np.float32)
    reach, wide = away @ sleeve.along.astype(np.float32), away @ sleeve.across.astype(np.float32)
    share = np.clip(reach / sleeve.length, 0, 1)
    half = sleeve.halves[0] + (sleeve.halves[1] - sleeve.halves[0]) * share
    sign = -1 if sleeve.across[0] < 0 else 1
    chord = np.array(sleeve.outer) - np.array(sleeve.pit)
    normal = sign * np.array([-chord[1], chord[0]]) / max(float(np.hypot(*chord)), 1e-6)
    aside = at - np.array(sleeve.pit, np.float32)
    # the outer edge begins at the shoulder's end and widens from there
    start = np.array(sleeve.outer) - sleeve.middle
    over = reach - float(start @ sleeve.along)
    half = np.where(wide > 0, np.minimum(half, float(start @ sleeve.across) + WIDEN * over), half)
    mask = (aside @ normal.astype(np.float32) > -TUCK_PX) & (np.abs(wide) <= half) & (reach <= sleeve.length)
    mask &= (aside[..., 1] < 0) | (sign * aside[..., 0] > -TUCK_PX)
    bins, low, high = limb_edges(sleeve.limb, sleeve.number)
    strip = sleeve.limb
    down = np.clip(reach[mask] * (strip.length / sleeve.length), 0, 0.97 * strip.length)
    middle, broad = ((np.interp(down, bins, high) + s * np.interp(down, bins, low)) / 2 for s in (1, -1))
    # its threads stay as wide as they are: a strip is turned over and over until it is as wide as the sleeve
    broad = np.maximum(broad * INSET, 1.0)
    place = middle + broad * (np.abs((wide[mask] / broad - 1) % 4 - 2) - 1)
    spots = np.array(strip.middle) + down[:, None] * np.array(strip.along)
    spots = spots + place[:, None] * strip.across(sleeve.number)
    colours = read_at(rgba, (spots * scale).astype(np.float32))
    colours[:, 3] = 255
    return mask, colours


def mend_holes(rgba: Bytes) -> Bytes:
    """A cut-out (S, S, 4) without its small holes: they take the colours around them."""
    inside = (rgba[..., 3] > 127).astype(np.uint8)
    count, parts, found, _ = cv2.connectedComponentsWithStats(1 - inside, connectivity=4)
    small = np.flatnonzero(found[:, cv2.CC_STAT_AREA] < HOLE * np.count_nonzero(inside))
    holes = np.isin(parts, small[small > 0]) if count > 1 else np.zeros(inside.shape, bool)
    if not holes.any():
        return rgba
    near = cv2.dilate(holes.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    _, labels = cv2.distanceTransformWithLabels(
        (near | (inside == 0)).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    source = (inside > 0) & ~near
    colours = np.zeros((int(labels.max()) + 1, 3), np.uint8)
    colours[labels[source]] = rgba[..., :3][source]
    out = rgba.copy()
    soft = cv2.blur(colours[labels], (7, 7))
    out[near, :3], out[near, 3] = soft[near], 255
    return out
