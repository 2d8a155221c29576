"""Shoes on feet: a last is grown round each foot, in the profile of the product's picture, and its picture laid on it.

One shoe from the side is mirrored for its other side and for the other foot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.tryon.body import Body, Side
from models.tryon.foot import Foot, Shod, bend_foot, find_foot
from models.tryon.last import LOW_M, Mesh, find_ends, last_of_above, last_of_side, read_at
from models.tryon.shoe_picture import ShoePicture
from models.tryon.shoe_picture import Side as Profile
from models.tryon.wrap import Cloth

SQUEEZE, POINT = 0.84, 0.135
"""How much of its width a foot keeps in a pointed shoe; and how low such a toe is, of the shoe's length."""
SHAFT_M = 0.105
"""A counter higher than this, over the ground, is a boot's."""
TOE_M = 0.034
"""How much height toes need."""
FLAT_M = 0.006
"""The sole of a shoe that is seen from above."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pair:
    """Both shoes as one mesh: `cloth`, its `points` as the body stands (n, 3), the feet in it, where each one opens,
    m along the foot, and how far below the bare feet's ground the soles are, m."""

    cloth: Cloth
    points: Floats
    shod: tuple[Shod, Shod]
    opens: tuple[float, float]
    lift: float


def put_on_shoes(body: Body, picture: ShoePicture) -> Pair:
    """The shoes on a body's feet."""
    pieces, shods, opens = list[Mesh](), list[Shod](), list[float]()
    sides: tuple[Side, ...] = ("l", "r")
    for side in sides:
        shod, mesh, throat = _make_shoe(body, picture, side)
        shods.append(shod)
        opens.append(throat)
        pieces.append(Mesh(points=shod.stand(mesh.points), flat=mesh.flat, faces=mesh.faces))
    count = len(pieces[0].points)
    points = np.concatenate([each.points for each in pieces])
    faces = np.concatenate([pieces[0].faces, pieces[1].faces + count])
    flat = np.concatenate([each.flat for each in pieces])
    return Pair(
        cloth=rigid(points, faces, flat, "Shoes"), points=points, shod=(shods[0], shods[1]),
        opens=(opens[0], opens[1]), lift=float(max(0.0, -points[:, 1].min())),
    )  # fmt: skip


def rigid(points: Floats, faces: NDArray[np.int64], flat: Floats, category: str) -> Cloth:
    """A thing that does not hang: a mesh that only has to be drawn."""
    none = np.zeros(len(points), np.int32)
    return Cloth(
        points=points, faces=faces.astype(np.int32), flat=flat.astype(np.float32), back=np.zeros(len(faces), bool),
        limb=none, metric=flat.astype(np.float32), edges=np.zeros((0, 2), np.int32), lengths=np.zeros(0, np.float32),
        held=np.ones(len(points), np.float32), rim=none, border=np.zeros(0, bool), anchor=np.zeros(len(points), bool),
        scale=1.0, category=category,
    )  # fmt: skip


def _make_shoe(body: Body, picture: ShoePicture, side: Side) -> tuple[Shod, Mesh, float]:
    """One shoe in its own frame, the foot in it, and where it opens (m along the foot)."""
    foot = find_foot(body, side)
    if picture.side is not None:
        shod = _fit(foot, picture.side)
        return shod, *last_of_side(shod, picture.side)
    above = picture.left if side == "l" else picture.right
    assert above is not None  # noqa: S101  a picture is one or the other
    shod = bend_foot(foot, FLAT_M, FLAT_M)
    return shod, *last_of_above(shod, above)


def _fit(foot: Foot, profile: Profile) -> Shod:
    """How high the shoe's sole is under ball and heel, from its profile."""
    squeeze = SQUEEZE if read_at(profile.top - profile.bottom, 0.92) < POINT else 1.0
    shod = bend_foot(foot, 0.0, 0.0)
    for _ in range(3):  # a higher heel makes the foot shorter, and the picture's scale with it
        _, long = find_ends(shod)
        top, bottom = profile.top * long, profile.bottom * long
        ball = float(np.clip(read_at(top, 0.82) - TOE_M, 0.004, 0.045))
        counter = float(top[2:9].mean())
        arch = float(bottom[8:48].max())
        if arch > 0.02:
            seat = min(arch + 0.010, counter - 0.035)
        elif counter > SHAFT_M:
            seat = ball + arch
        else:
            seat = min(max(counter - LOW_M, ball), ball + 0.02)
        shod = bend_foot(foot, max(seat, ball), ball, squeeze)
    return shod
