"""A body as it is seen: how deep and which part each pixel is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.tryon.body import Body
from models.tryon.cloth import shoulders
from models.tryon.raster import blend, rasterise, shares

Bytes = NDArray[np.uint8]
FINER = 2
"""How many times finer than the picture the work is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Skin:
    """A body as it is seen, fine: its depth (h, w), ∞ on the ground, the part of each pixel, 0 on the ground, whether a
    garment's body lies there on a shoulder, and how far its skin looks to the body's front, −1..1."""

    depth: Floats
    part: Bytes
    shoulder: NDArray[np.bool_]
    ahead: Floats


@lru_cache(maxsize=6)
def see(body: Body) -> Skin:
    """The body's depth and parts; where a photo shows no arms, what lies behind the mesh's arms."""
    width, height = body.size_px
    whole = _look_at(body, body.faces)
    if body.arms is None:
        return whole
    limbs = body.group("l_arm") | body.group("r_arm") | body.group("hands")
    bare = _look_at(body, body.faces[~limbs[body.faces].any(1)])
    size = (width * FINER, height * FINER)
    shown = cv2.resize(body.arms.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return Skin(
        depth=np.where(shown, whole.depth, bare.depth), part=np.where(shown, whole.part, bare.part),
        shoulder=np.where(shown, whole.shoulder, bare.shoulder), ahead=np.where(shown, whole.ahead, bare.ahead),
    )  # fmt: skip


def _look_at(body: Body, faces: NDArray[np.int32]) -> Skin:
    """The depth and the parts of some of a body's triangles."""
    width, height = body.size_px
    points, depth = body.project(body.posed)
    owner = rasterise(points * FINER, depth, faces, (width * FINER, height * FINER))
    at, share = shares(points * FINER, faces, owner)
    mine = faces[owner.ravel()[at]]
    deep = np.full(owner.size, np.inf, np.float32)
    deep[at] = blend(depth, mine, share)
    part = np.zeros(owner.size, np.uint8)
    part[at] = body.part[mine[np.arange(len(mine)), share.argmax(1)]]
    upper = np.zeros(owner.size, bool)
    upper[at] = shoulders(body)[mine].all(1)
    ahead = np.zeros(owner.size, np.float32)
    ahead[at] = blend(body.normals_rest[:, 2], mine, share)
    return Skin(
        depth=deep.reshape(owner.shape), part=part.reshape(owner.shape), shoulder=upper.reshape(owner.shape),
        ahead=ahead.reshape(owner.shape),
    )  # fmt: skip
