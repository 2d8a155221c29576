"""A look that turns: the mannequin's mesh and the cloth on it are turned under the lamps, frame by frame.

The skin keeps the picture's own colours where the picture shows it, lit anew; what comes into sight takes those of the
nearest skin.  Cloth is drawn as in the look.  The ground is the picture's, smooth and without shadows but the feet's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from models.errors import CapabilityError
from models.oklab import Floats
from models.staging.light import to_linear, to_srgb
from models.tryon.body import Body
from models.tryon.cloth import is_seated, shoulders
from models.tryon.drawing import Traced, paint, trace
from models.tryon.dressing import Finder, drape, find_order, prepare, set_on
from models.tryon.layers import Worn
from models.tryon.light import find_light, shine
from models.tryon.raster import blend, rasterise, read_at, shares
from models.tryon.requests import Garment
from models.tryon.seeing import FINER, Skin
from models.tryon.turned_ground import FEET, find_ground, shade_ground
from models.types import Job

Bytes = NDArray[np.uint8]
_Seen = tuple[NDArray[np.int32], NDArray[np.int64], Floats, Floats]
HEIGHT_PX = 720
"""Height of a clip; it is as wide as the picture has it, sides even."""
SWING_DEG = 28.0
"""How far a body turns to each side."""
MARGIN_PX = 60
"""How far the shadow of the feet may reach beside a body."""
WORKERS = 2
RIM_PX = 13
"""Skin is drawn as far under the edge of cloth as this leaves of it, fine pixels."""
FACING = (0.3, 0.6)
"""Between these cosines to the lens the picture's colours give way to the mean colours of the skin."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Turning:
    """A dressed body, ready to be turned: `body` at the clip's size, and the `strip` of it in which all happens, `left`
    px from its edge; what is `worn` with its `fronts` and `backs`; its `lamps` (9,), the clear `ground` (h, w, 3),
    where the vertices are in the picture, `spots` (V, 2) px, how far it is believed there, `trust` (V,), their `colour`
    (V, 3) in even light, and the `axis` (x, z) of the turn."""

    body: Body
    strip: Body
    left: int
    worn: tuple[Worn, ...]
    fronts: tuple[Bytes, ...]
    backs: tuple[Bytes, ...]
    lamps: Floats
    ground: Bytes
    spots: Floats
    trust: Floats
    colour: Floats
    axis: tuple[float, float]


def check_turning(body: Body) -> None:
    """Raises CapabilityError for a body that cannot turn."""
    if body.normals is None or body.shading is None:
        raise CapabilityError(
            "A person’s photo shows one side only: it cannot turn.", "Put the outfit on a mannequin first."
        )
    if is_seated(body):
        raise CapabilityError(
            "This body sits, and what it sits on does not turn with it.", "Choose a pose that stands."
        )


def prepare_turning(
    body: Body, garments: Sequence[Garment], tuck: str, job: Job, find: Finder | None = None
) -> Turning:
    """Dress a mannequin for a clip.  Raises CapabilityError for bodies that cannot turn, InputError as `dress` does."""
    check_turning(body)
    flats = [prepare(garment, find) for garment in garments]
    order = find_order(garments, tuck)
    lamps = find_light(body)
    shod, on = set_on(body, [each for each in flats if each.garment.slot in ("shoes", "hat")])
    worn = drape(shod, [flats[n] for n in order], on, job)
    small = _shrink(shod)
    seen = _see_all(small)
    trust, colour = _find_colours(small, lamps, seen)
    feet = shod.posed[np.isin(shod.part, FEET)]
    middle = (feet.min(0) + feet.max(0)) / 2
    axis = float(middle[0]), float(middle[2])
    strip, left = _cut_strip(small, worn, axis)
    return Turning(
        body=small, strip=strip, left=left,
        worn=worn, fronts=tuple(flats[n].front for n in order), backs=tuple(flats[n].back for n in order),
        lamps=lamps, ground=find_ground(small, _is_there(small, seen[0])), spots=small.project(small.posed)[0],
        trust=trust, colour=colour, axis=axis,
    )  # fmt: skip


def swing(turning: Turning, count: int) -> Iterator[Bytes]:
    """The `count` frames (h, w, 3) of one loop: to one side, to the other and back."""
    angles = [round(SWING_DEG * math.sin(2 * math.pi * number / count), 3) for number in range(count)]
    known: dict[float, Future[Bytes]] = {}
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for angle in angles:  # on the way back a body is seen as it was on the way out
                if angle not in known:
                    known[angle] = pool.submit(draw_turned, turning, angle)
            for angle in angles:
                yield known[angle].result()
        finally:
            pool.shutdown(cancel_futures=True)


def draw_turned(turning: Turning, angle_deg: float) -> Bytes:
    """The look (h, w, 3), turned to the picture's right."""
    turn = _rotation(angle_deg)
    body = replace(turning.strip, posed=_turn(turning.body.posed, turn, turning.axis))
    worn = tuple(
        replace(each, points=_turn(each.points, turn, turning.axis)) for each in turning.worn
    )  # fmt: skip
    seen = _see_all(body)
    skin = _find_skin(body, seen, turning.body.normals_rest[:, 2], shoulders(turning.body))
    traced = trace(body, worn, skin, turning.lamps)
    body = replace(body, picture=_draw_skin(turning, body, worn, seen, traced))
    drawn = paint(body, traced, turning.fronts, turning.backs)[0]
    out = turning.ground.copy()
    out[:, turning.left : turning.left + drawn.shape[1]] = drawn
    return out


def _rotation(angle_deg: float) -> Floats:
    cosine, sine = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]], np.float32)


def _turn(points: Floats, turn: Floats, axis: tuple[float, float]) -> Floats:
    centre = np.array([axis[0], 0, axis[1]], np.float32)
    return np.asarray((points - centre) @ turn.T + centre, np.float32)


def _shrink(body: Body) -> Body:
    """The body with its picture at a clip's size."""
    width, height = body.size_px
    scale = HEIGHT_PX / height
    size = 2 * round(width * scale / 2), HEIGHT_PX
    grow = np.diag([size[0] / width, scale, 1.0])
    picture = np.asarray(cv2.resize(body.picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return replace(body, key=f"{body.key} small", picture=picture, camera=grow @ body.camera)


def _cut_strip(body: Body, worn: tuple[Worn, ...], axis: tuple[float, float]) -> tuple[Body, int]:
    """The part of the picture that a turning body can reach, as wide as it has to be, and where it begins, px."""
    every = np.concatenate([body.posed, *(each.points for each in worn)])
    reach = float(np.hypot(every[:, 0] - axis[0], every[:, 2] - axis[1]).max())
    ends = np.array([[axis[0] - reach, 1.0, axis[1] + reach], [axis[0] + reach, 1.0, axis[1] + reach]])
    low, high = body.project(ends)[0][:, 0]
    width = body.size_px[0]
    left = max(0, round(low) - MARGIN_PX) // 2 * 2
    right = min(width, round(high) + MARGIN_PX) // 2 * 2
    shift = np.array([[1.0, 0, -left], [0, 1, 0], [0, 0, 1]])
    return replace(body, key=f"{body.key} strip", picture=body.picture[:, left:right], camera=shift @ body.camera), left


def _see_all(body: Body) -> _Seen:
    """Which triangle is seen at each fine pixel, the pixels that show any, their shares, and depths of vertices."""
    width, height = body.size_px
    px, depth = body.project(body.posed)
    a, b, c = (px[body.faces[:, k]] for k in range(3))
    turned = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]) < 0
    towards = np.flatnonzero(turned)  # a body has no holes: what looks away is hidden
    found = rasterise(px * FINER, depth, body.faces[towards], (width * FINER, height * FINER))
    owner = np.where(found >= 0, towards[found], -1).astype(np.int32)
    at, share = shares(px * FINER, body.faces, owner)
    return owner, at, share, depth


def _find_colours(body: Body, lamps: Floats, seen: _Seen) -> tuple[Floats, Floats]:
    """How far the picture is believed at every vertex (V,), and the skin's colours in even light (V, 3)."""
    owner, at, share, depth = seen
    deep = np.full(owner.size, np.inf, np.float32)
    deep[at] = blend(depth, body.faces[owner.ravel()[at]], share)
    plane = deep.reshape(owner.shape)
    px = body.project(body.posed)[0]
    spot = np.clip((px * FINER).astype(int), 0, np.array(owner.shape[::-1]) - 1)
    near = cv2.erode(np.where(np.isfinite(plane), plane, 0).astype(np.float32), np.ones((3, 3), np.uint8))
    shown = depth < near[spot[:, 1], spot[:, 0]] + 0.02
    facing = body.normals_posed[:, 2]
    trust = np.clip((facing - FACING[0]) / (FACING[1] - FACING[0]), 0, 1) * shown
    whole = np.clip(px.round().astype(int), 0, np.array(body.size_px) - 1)
    soft = cv2.GaussianBlur(body.picture, (0, 0), 1.2)
    colour = to_linear(np.asarray(soft[whole[:, 1], whole[:, 0]], np.uint8)) / shine(lamps, body.normals_posed)[:, None]
    good = np.flatnonzero(trust > 0.9)
    folded = body.rest * (1, 1, 0.5)
    folded[:, 0] = np.abs(folded[:, 0])
    _, which = cKDTree(folded[good]).query(folded, k=12)
    mean = np.median(colour[good][which], axis=1)
    own = trust[:, None]
    return trust.astype(np.float32), np.asarray(own * colour + (1 - own) * mean, np.float32)


def _is_there(body: Body, owner: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Where the body is in its picture (h, w)."""
    small = cv2.resize((owner >= 0).astype(np.uint8) * 255, body.size_px, interpolation=cv2.INTER_AREA)
    return np.asarray(small > 0, bool)


def _find_skin(body: Body, seen: _Seen, ahead_of: Floats, upper_of: NDArray[np.bool_]) -> Skin:
    """What a dresser has to know of a body as it is seen; `ahead_of` and `upper_of` (V,) are how far its vertices look
    ahead, and whether they are shoulders."""
    owner, at, share, depth = seen
    mine = body.faces[owner.ravel()[at]]
    deep, part = np.full(owner.size, np.inf, np.float32), np.zeros(owner.size, np.uint8)
    upper, ahead = np.zeros(owner.size, bool), np.zeros(owner.size, np.float32)
    deep[at] = blend(depth, mine, share)
    part[at] = body.part[mine[np.arange(len(mine)), share.argmax(1)]]
    whole = np.asarray(upper_of[body.faces].all(1), bool)
    upper[at] = whole[owner.ravel()[at]]
    ahead[at] = blend(ahead_of, mine, share)
    return Skin(
        depth=deep.reshape(owner.shape), part=part.reshape(owner.shape), shoulder=upper.reshape(owner.shape),
        ahead=ahead.reshape(owner.shape),
    )  # fmt: skip


def _draw_skin(
    turning: Turning, body: Body, worn: tuple[Worn, ...], seen: _Seen, traced: Traced
) -> Bytes:  # fmt: skip
    """The turned body on its ground, but for what is well under cloth."""
    width, height = body.size_px
    owner, at, share, _ = seen
    left, top, right, bottom = traced.box
    covered = np.zeros(owner.shape, bool)
    cloth = (traced.piece >= 0).astype(np.uint8)
    covered[top:bottom, left:right] = cv2.erode(cloth, np.ones((RIM_PX, RIM_PX), np.uint8), borderValue=0) > 0
    bare = np.flatnonzero(~covered.ravel()[at])
    at, share = at[bare], share[bare]
    mine = body.faces[owner.ravel()[at]]
    bright = shine(turning.lamps, body.normals_posed)
    before = shine(turning.lamps, turning.body.normals_posed)
    plain = turning.colour * bright[:, None]
    ratio = np.clip(bright / before, 0.65, 1.5)
    every = np.concatenate([plain, turning.spots, turning.trust[:, None], ratio[:, None]], 1)
    mixed = blend(every, mine, share)
    sampled = to_linear(read_at(turning.body.picture, mixed[:, 3:5])) * mixed[:, 6:]
    own = mixed[:, 5:6]
    fine = np.zeros((owner.size, 3), np.float32)
    fine[at] = own * sampled + (1 - own) * mixed[:, :3]
    small = np.asarray(
        cv2.resize(fine.reshape(*owner.shape, 3), (width, height), interpolation=cv2.INTER_AREA), np.float32
    )
    cover = cv2.resize((owner >= 0).astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)[..., None]
    cut = turning.ground[:, turning.left : turning.left + width]
    ground = to_linear(cut) * shade_ground(body, worn)[..., None]
    mixed_in = np.asarray(ground * (1 - cover) + small, np.float32)
    return to_srgb(mixed_in)
