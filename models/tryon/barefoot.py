"""A body's picture made ready for shoes: the bare feet go, the floor goes down by the soles, and what of the feet can
be seen in the shoes is drawn again where it is then, with the shadow of the soles.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, diags
from scipy.sparse.linalg import factorized

from models.oklab import Floats
from models.people.parts import Part
from models.staging.light import to_linear, to_srgb
from models.tryon.body import Body
from models.tryon.foot import stand_shod
from models.tryon.light import blur
from models.tryon.raster import rasterise, read_at, shares
from models.tryon.seeing import FINER, see
from models.tryon.shoes import Pair

Bytes = NDArray[np.uint8]
FEET = (Part.FOOT_LEFT, Part.FOOT_RIGHT)
EDGE_PX = 6
"""By how much more than the feet goes, px of a picture of 1152."""
NEAR_M = 0.12
"""As high over the ground skin is drawn again."""
SHADE = 0.62
"""How dark the ground is where a sole touches it, of what is taken away."""


def take_shoes(body: Body, pair: Pair) -> Body:
    """The body as its picture is without its bare feet, and its feet as they are in the shoes."""
    posed = body.posed.copy()
    for shod, opens in zip(pair.shod, pair.opens, strict=True):
        posed[shod.foot.mine] = stand_shod(body, shod, opens)
    picture = _lower(_clear(body), body, pair)
    picture = _shade(picture, body, pair)
    picture = draw_skin(picture, body, posed, pair)
    return replace(body, key=f"{body.key} shod", picture=picture, posed=posed)


def _scale(body: Body) -> float:
    return body.size_px[1] / 1152


def _clear(body: Body) -> Bytes:
    """The picture without feet: the ground is a skin that is spanned between what is seen of it around them."""
    width, height = body.size_px
    part = see(body).part
    feet = np.isin(part, FEET).astype(np.uint8)
    reach = 2 * round(EDGE_PX * _scale(body)) + 1
    small = cv2.resize(feet * 255, (width, height), interpolation=cv2.INTER_AREA) > 0
    mask = cv2.dilate(small.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    legs = cv2.resize(_legs(body), (width, height), interpolation=cv2.INTER_AREA) > 0
    wide = cv2.dilate(legs.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    out = body.picture.copy()
    out[mask & ~legs] = span(body.picture, mask, wide & ~mask)[mask & ~legs]
    return out


def span(picture: Bytes, mask: NDArray[np.bool_], apart: NDArray[np.bool_]) -> Bytes:
    """The picture where `mask` is, as smooth as can be (Laplace's equation); nothing is taken from what is `apart`."""
    number = np.full(mask.shape, -1, np.int64)
    number[mask] = np.arange(np.count_nonzero(mask))
    ys, xs = np.nonzero(mask)
    rows, columns = list[NDArray[Any]](), list[NDArray[Any]]()
    degree, right = np.zeros(len(ys)), np.zeros((len(ys), 3))
    for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        y, x = ys + dy, xs + dx
        inner = (y >= 0) & (y < mask.shape[0]) & (x >= 0) & (x < mask.shape[1])
        y, x = np.where(inner, y, ys), np.where(inner, x, xs)
        linked = inner & ~apart[y, x]
        degree += linked
        mine = linked & mask[y, x]
        rows.append(np.flatnonzero(mine))
        columns.append(number[y, x][mine])
        given = linked & ~mask[y, x]
        right[given] += picture[y[given], x[given]]
    i, j = np.concatenate(rows), np.concatenate(columns)
    # a pixel that hangs on nothing keeps its colour
    right[degree == 0] = picture[ys, xs][degree == 0]
    system = csc_matrix((-np.ones(len(i)), (i, j)), shape=(len(ys), len(ys))) + diags(degree + 1e-6 + (degree == 0))
    solve = factorized(csc_matrix(system))
    out = picture.copy()
    for channel in range(3):
        out[ys, xs, channel] = np.clip(np.round(solve(right[:, channel])), 0, 255)
    return out


def _lower(picture: Bytes, body: Body, pair: Pair) -> Bytes:
    """The floor lowered by what the soles lift the body, from the ankles of the lower foot downwards."""
    if pair.lift < 1e-3:
        return picture
    height, width = picture.shape[:2]
    low = min(pair.shod, key=lambda shod: float(shod.foot.at[1]))
    ends = np.stack([low.foot.at, low.foot.at - (0, float(low.foot.ankle[1]), 0)])
    (_, start), (_, end) = body.project(ends)[0]
    below = np.stack([ends[1], ends[1] - (0, pair.lift, 0)])
    px = float(np.diff(body.project(below)[0][:, 1])[0])
    rows = np.arange(height, dtype=np.float32)
    share = np.clip((rows - start) / max(end + px - start, 1.0), 0, 1)
    source = rows - px * share * share * (3 - 2 * share)
    at_x = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    moved = cv2.remap(
        picture, np.ascontiguousarray(at_x), np.ascontiguousarray(np.broadcast_to(source[:, None], (height, width))),
        cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    top = max(0, int(start))
    out = picture.copy()
    legs = cv2.resize(_legs(body), (width, height), interpolation=cv2.INTER_AREA) > 0
    out[top:] = np.where(legs[top:, :, None], picture[top:], moved[top:])
    return out


def _legs(body: Body) -> Bytes:
    """All of the body but its feet, fine."""
    part = see(body).part
    return np.asarray(((part > 0) & ~np.isin(part, FEET)) * 255, np.uint8)


def _shade(picture: Bytes, body: Body, pair: Pair) -> Bytes:
    """The ground darker under the soles, softer the higher they are over it."""
    height, width = picture.shape[:2]
    floor = -pair.lift
    shade = np.zeros((height, width), np.float32)
    for half in np.split(pair.points, 2):
        soles = half[half[:, 1] < np.quantile(half[:, 1], 0.3)]
        gap = float(half[:, 1].min()) - floor
        near = soles[soles[:, 1] < half[:, 1].min() + 0.02]
        for points, sigma, strength in ((near, 3.0, 0.75), (half, 11.0, 0.5)):
            flat = points.copy()
            flat[:, 1] = floor
            outline = cv2.convexHull(np.round(body.project(flat)[0] * 8).astype(np.int32))
            spot = cv2.fillPoly(np.zeros((height, width), np.float32), [outline], 1.0, shift=3)
            soft = blur(np.asarray(spot, np.float32), (sigma + 160 * gap) * _scale(body))
            shade = np.maximum(shade, soft * np.float32(strength / (1 + 30 * gap)))
    legs = cv2.resize(_legs(body), (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    light = np.asarray(1 - SHADE * shade * (1 - legs), np.float32)
    changed = light < 1 - 1 / 512
    return np.asarray(np.where(changed[..., None], to_srgb(to_linear(picture) * light[..., None]), picture), np.uint8)


def draw_skin(picture: Bytes, body: Body, posed: Floats, pair: Pair, colours: Floats | None = None) -> Bytes:
    """The feet where they are in the shoes, in the colours that the picture has of them, or in those of the vertices
    (V, 3), 0..255, where the picture has none."""
    width, height = body.size_px
    old, _ = body.project(body.posed)
    px, depth = body.project(posed)
    owner = rasterise(px * FINER, depth, body.faces, (width * FINER, height * FINER))
    near, toes = np.zeros(len(posed), bool), np.zeros(len(posed), bool)
    for shod, opens in zip(pair.shod, pair.opens, strict=True):
        near[shod.foot.mine] = True
        if colours is None:
            near[shod.foot.shin[shod.foot.above[:, 1] < NEAR_M]] = True
        toes[shod.foot.mine[shod.points[:, 2] > opens + 0.03]] = True
    at, share = shares(px * FINER, body.faces, owner)
    mine = body.faces[owner.ravel()[at]]
    foot = near[mine].any(1) & ~toes[mine].any(1)
    at, mine, share = at[foot], mine[foot], share[foot]
    spot = (old[mine] * share[..., None]).sum(1)
    fine = np.zeros((height * FINER, width * FINER, 3), np.float32)
    cover = np.zeros((height * FINER, width * FINER), np.float32)
    seen = read_at(body.picture, spot)
    if colours is not None:
        seen = np.asarray(np.clip((colours[mine] * share[..., None]).sum(1), 0, 255), np.uint8)
    fine.reshape(-1, 3)[at], cover.ravel()[at] = to_linear(seen), 1
    skin = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)
    share_of = cv2.resize(cover, (width, height), interpolation=cv2.INTER_AREA)
    mixed = to_srgb(to_linear(picture) * (1 - share_of)[..., None] + skin)
    return np.asarray(np.where(share_of[..., None] > 0, mixed, picture), np.uint8)
