"""Cloth on a body as pixels: what is seen of each garment, where it lies on the flat picture, how lit.

`trace` finds all that does not depend on colours, so that a recoloured garment is only painted again (`paint`).  Work
is done at twice the picture's size and averaged down, so that edges are smooth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.canvas import CANVAS_PX
from models.oklab import Floats
from models.reshape_landmarks import LOWERS, UPPERS
from models.staging.light import to_linear, to_srgb
from models.tryon.body import Body, find_normals
from models.tryon.camera import expose, take
from models.tryon.covering import LONG_M, SET_ON, TRUNK, UPPER_ARMS, close_sleeves, drop_specks, is_own
from models.tryon.cut import WAISTED
from models.tryon.layers import Worn, choose_faces
from models.tryon.light import blur, cast, fall, find_light, hollows, shine
from models.tryon.raster import blend, rasterise, read_at, shares
from models.tryon.seeing import FINER, Skin, see

Bytes = NDArray[np.uint8]
OWN_M, OTHER_M = 0.07, 0.003
"""By how much cloth may lie below the skin that it is worn on, and below any other skin, and still be seen."""
SET_M = 0.03
"""The same for what is set on the body and does not hang: shoes, hats."""
OVER_M = 0.045
"""By how much a garment may lie below one that it is worn over, and still be seen."""
SLEEVE_OVER_M = 0.12
"""The same for sleeves: short ones under long ones stand off the arm."""
ASTRAY = 0.4
"""A panel that is seen over skin that looks so far to the other side of the body went astray."""
FAINTEST = 1.5 / 255
"""Less cloth than this in a pixel is none."""
EDGE = 0.9
"""How soft edges are, in fine pixels."""
INSIDE = 0.62
"""How bright the inside of a garment is."""
ARM_SHADE = 0.4


@dataclass(frozen=True, kw_only=True, eq=False)
class Traced:
    """What is seen of each garment, `FINER` times as fine as the picture: `piece` (h, w) its number, −1 nothing; `flat`
    (h, w, 2) where on the canvas, px; `panel` (h, w) 0 front, 1 back, +2 where its inside is seen; `light` (h, w) the
    factor of its colour; `full` what that is in full light where the camera is known (`models.tryon.camera`), or None;
    `box` of it all in the fine picture: left, top, right, bottom; the `kinds` of the garments."""

    piece: NDArray[np.int8]
    flat: Floats
    panel: NDArray[np.uint8]
    light: Floats
    full: float | None
    box: tuple[int, int, int, int]
    kinds: tuple[str, ...] = ()


def trace(body: Body, worn: tuple[Worn, ...], skin: Skin | None = None, light: Floats | None = None) -> Traced:
    """What is seen of garments, the innermost first.  `skin` is the body as it is seen and `light` its light's nine
    numbers where they are known already."""
    skin = skin or see(body)
    lamps = _light_of(body) if light is None else light
    shape = skin.depth.shape
    piece = np.full(shape, -1, np.int8)
    flat, normal = np.zeros((*shape, 2), np.float32), np.zeros((*shape, 3), np.float32)
    panel, depth = np.zeros(shape, np.uint8), np.full(shape, np.inf, np.float32)
    for number, each in enumerate(worn):
        _add(body, skin, each, number, choose_faces(each, worn[number + 1 :]), piece, flat, normal, panel, depth)
        if each.sleeve_m > LONG_M and each.cloth.category in UPPERS:
            close_sleeves(skin.part, number, piece, (flat, normal, panel), depth, skin.depth)
    drop_specks(piece)
    there = piece >= 0
    if not there.any():
        return Traced(
            piece=piece[:1, :1], flat=flat[:1, :1], panel=panel[:1, :1], light=np.ones((1, 1), np.float32), full=None,
            box=(0, 0, 1, 1), kinds=tuple(each.cloth.category for each in worn),
        )  # fmt: skip
    rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
    box = (
        int(columns[0]) // FINER * FINER, int(rows[0]) // FINER * FINER,
        -(-(int(columns[-1]) + 1) // FINER) * FINER, -(-(int(rows[-1]) + 1) // FINER) * FINER,
    )  # fmt: skip
    cut = np.s_[box[1] : box[3], box[0] : box[2]]
    bright, full = _light(body, lamps, there[cut], normal[cut], depth[cut], panel[cut], skin.depth[cut])
    return Traced(
        piece=piece[cut],
        flat=flat[cut],
        panel=panel[cut],
        light=bright,
        full=full,
        box=box,
        kinds=tuple(each.cloth.category for each in worn),
    )


def _add(
    body: Body, skin: Skin, worn: Worn, number: int, faces: NDArray[np.int64], piece: NDArray[np.int8], flat: Floats,
    normal: Floats, panel: Bytes, depth: Floats,
) -> None:  # fmt: skip
    """Draw some `faces` of one garment over body and garments under it."""
    cloth, points = worn.cloth, worn.points
    px, deep = body.project(points)
    height, width = piece.shape
    owner = rasterise(px * FINER, deep, cloth.faces[faces], (width, height))
    at, share = shares(px * FINER, cloth.faces[faces], owner)
    face = faces[owner.ravel()[at]]
    z = blend(deep, cloth.faces[face], share)
    maybe = np.flatnonzero(z < np.minimum(skin.depth.ravel()[at] + OWN_M, depth.ravel()[at] + SLEEVE_OVER_M))
    if not len(maybe):
        return
    at, face, share, z = at[maybe], face[maybe], share[maybe], z[maybe]
    mine, part = cloth.faces[face], skin.part.ravel()[at]
    blended = blend(np.concatenate([find_normals(points, cloth.faces), cloth.flat], 1), mine, share)
    turned, lies = blended[:, :3], blended[:, 3:]
    turned /= np.maximum(np.sqrt(np.einsum("nk,nk->n", turned, turned))[:, None], 1e-6)
    a, b, c = (px[cloth.faces[:, k]] for k in range(3))
    away = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]) > 0
    inside = away[face]
    turned[(turned[:, 2] < 0) & ~inside, 2] *= -0.2
    turned[inside] *= -1
    limb = cloth.limb[mine[:, 0]] > 0
    own = is_own(cloth, part, skin.shoulder.ravel()[at], cloth.limb[mine[:, 0]])
    body_z, under_z = skin.depth.ravel()[at], depth.ravel()[at]
    # in the crook of an arm cloth is folded over itself; its inner side hides the skin there as well
    folded = limb & np.isin(part, UPPER_ARMS) & (worn.sleeve_m > LONG_M)
    seen = z < body_z + np.where(own & (~inside | folded), SET_M if cloth.category in SET_ON else OWN_M, OTHER_M)
    # the far side of a garment is behind the trunk that wears it, wherever its mesh went
    astray = inside
    if cloth.category in WAISTED:
        astray = inside | (skin.ahead.ravel()[at] * np.where(cloth.back[face], -1, 1) < -ASTRAY)
    if cloth.category not in SET_ON:
        seen &= ~(np.isin(part, TRUNK) & astray)
    over = np.where(limb, SLEEVE_OVER_M, OVER_M) if cloth.category not in LOWERS else OVER_M
    seen &= z < under_z + np.where(~inside, over, 0.0)
    if worn.hole is not None and number:  # through an opening one sees what is worn under it
        spot = np.clip(
            (lies * (worn.hole.shape[0] / CANVAS_PX)).astype(int), 0, worn.hole.shape[0] - 1,
        )  # fmt: skip
        through = (worn.hole[spot[:, 1], spot[:, 0]] > 0.5) & ~cloth.back[face]
        seen &= ~(through & (piece.ravel()[at] >= 0))
    at, face = at[seen], face[seen]
    piece.ravel()[at] = number
    flat.reshape(-1, 2)[at] = lies[seen]
    normal.reshape(-1, 3)[at] = turned[seen]
    panel.ravel()[at] = cloth.back[face].astype(np.uint8) + 2 * inside[seen]
    depth.ravel()[at] = np.minimum(z[seen], body_z[seen] - 0.004)


def _light(
    body: Body, lamps: Floats, there: NDArray[np.bool_], normal: Floats, depth: Floats, panel: Bytes, skin_depth: Floats
) -> tuple[Floats, float | None]:
    """The factor of the cloth's colour: its fall of light, its folds, the shadow of what is before it; and what it is
    in full light where the camera is known."""
    out = np.ones(there.shape, np.float32)
    bright = shine(lamps, normal[there])
    outside = panel[there] < 2
    reference = float(np.percentile(bright[outside], 82)) if outside.any() else float(bright.mean())
    known = body.shading is not None and body.normals is not None
    out[there] = expose(bright) if known else fall(bright, reference)
    scale = FINER * body.size_px[1] / 1152
    mask = there.astype(np.float32)
    out *= hollows(np.where(there, depth, 0), mask, 5 * scale)
    before = (skin_depth < np.where(there, depth, np.inf) - 0.01) & ~there & np.isfinite(skin_depth)
    near = cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0
    hidden = (before & ~near) | before
    arms = cast(hidden.astype(np.float32), 7 * scale, ARM_SHADE)
    out *= 1 - np.where(there, arms * _is_behind(depth, skin_depth, hidden, 7 * scale), 0)
    full = float(expose(np.array(reference, np.float32))) if known else None
    return np.where(panel >= 2, out * INSIDE, out).astype(np.float32), full


def _is_behind(depth: Floats, skin_depth: Floats, hidden: NDArray[np.bool_], px: float) -> Floats:
    """How much (0..1) cloth lies behind the skin that is seen beside it: only then does that shade it."""
    weight = hidden.astype(np.float32)
    deep = blur(np.where(hidden, skin_depth, 0).astype(np.float32), 2 * px)
    gap = np.where(np.isfinite(depth), depth, 0) - deep / np.maximum(blur(weight, 2 * px), 1e-4)
    return np.asarray(np.clip((gap - 0.01) / 0.05, 0, 1), np.float32)


@lru_cache(maxsize=40)
def _light_of(body: Body) -> Floats:
    return find_light(body)


def paint(
    body: Body, traced: Traced, fronts: tuple[Bytes, ...], backs: tuple[Bytes, ...]
) -> tuple[Bytes, Floats, list[Floats]]:
    """The look (h, w, 3), how much of each pixel is cloth (h, w), and of each garment; pictures are RGBA (S, S, 4).

    Where there is no cloth, the body's picture stays what it is, byte for byte.
    """
    left, top, right, bottom = traced.box
    size = (right - left) // FINER, (bottom - top) // FINER
    picture = body.picture.copy()
    alpha = np.zeros(picture.shape[:2], np.float32)
    each: list[Floats] = []
    if min(size) < 1:
        return picture, alpha, [alpha.copy() for _ in fronts]
    colour, cover = np.zeros((*traced.piece.shape, 3), np.float32), np.zeros(traced.piece.shape, np.float32)
    crop = np.s_[top // FINER : bottom // FINER, left // FINER : right // FINER]
    flat, light = traced.flat.reshape(-1, 2), traced.light.ravel()
    side = 2 * traced.piece.ravel() + (traced.panel.ravel() > 0)  # of nothing: −2 or −1
    for number, (front, back) in enumerate(zip(fronts, backs, strict=True)):
        own = np.zeros(traced.piece.shape, np.float32)
        for behind, picture_of in enumerate((front, back)):
            mine = np.flatnonzero(side == 2 * number + behind)
            found = read_at(picture_of, flat[mine] * (picture_of.shape[0] / CANVAS_PX))
            rgb, opacity = to_linear(found[:, :3]), (found[:, 3] / 255).astype(np.float32)
            lit = rgb * light[mine, None] if traced.full is None else take(rgb, light[mine])
            colour.reshape(-1, 3)[mine] = lit * opacity[:, None]
            own.ravel()[mine] = opacity
        cover += own
        whole = np.zeros(picture.shape[:2], np.float32)
        whole[crop] = cv2.resize(own, size, interpolation=cv2.INTER_AREA)
        each.append(whole)
    _soften(colour, cover)
    cloth = cv2.resize(colour, size, interpolation=cv2.INTER_AREA)
    opaque = np.clip(cv2.resize(cover, size, interpolation=cv2.INTER_AREA), 0, 1)
    opaque = np.where(opaque < FAINTEST, 0, opaque)
    if body.front is not None:
        own_fronts = [body.fronts.get(kind, body.front) for kind in traced.kinds]
        keep = 1 - _mix_fronts(body.front, own_fronts, each)
        opaque, cloth = opaque * keep[crop], cloth * keep[crop][..., None]
        opaque = np.where(opaque < FAINTEST, 0, opaque)
        each = [part * (1 - front) for part, front in zip(each, own_fronts, strict=True)]
    mixed = to_linear(picture[crop]) * (1 - opaque)[..., None] + cloth
    alpha[crop] = opaque
    picture[crop] = np.where((opaque > 0)[..., None], to_srgb(mixed), picture[crop])
    return picture, alpha, each


def _mix_fronts(front: Floats, fronts: list[Floats], each: list[Floats]) -> Floats:
    """What stays before the cloth (h, w), where garments have fronts of their own."""
    if all(own is front for own in fronts):
        return front
    cover = sum(each, np.zeros_like(front))
    mixed = sum((part * own for part, own in zip(each, fronts, strict=True)), np.zeros_like(front))
    return np.asarray(np.where(cover > 0, mixed / np.maximum(cover, 1e-6), front), np.float32)


def _soften(colour: Floats, cover: Floats) -> None:
    """Edges a little softer than steps of fine pixels; what lies inside stays as sharp as it is."""
    soft = cv2.GaussianBlur(cover, (0, 0), EDGE)
    edge = (soft > 0.002) & (soft < 0.998)
    colour[edge] = cv2.GaussianBlur(colour, (0, 0), EDGE)[edge]
    cover[edge] = soft[edge]
