"""Hats on heads: the picture's outline is blown up to the depth of a head, opened below, and set on at the brow.

A hat is photographed from the front, so its picture is its relief as the viewer sees it; what sticks out of the crown,
a peak or a brim, comes forward.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, label, minimum_filter1d

from models.canvas import CANVAS_PX
from models.errors import InputError
from models.oklab import Floats
from models.staging.light import to_linear, to_srgb
from models.tryon.body import Body
from models.tryon.foot import find_turn
from models.tryon.layers import Worn
from models.tryon.shoes import rigid

ROWS, COLUMNS = 72, 49
"""Points down and across a hat's front."""
EASE = 1.07
"""How much wider a hat is than the head in it."""
BROW, BRIM_BROW = 0.57, 0.67
"""Where a hat's rim lies at the sides, and where a brim begins, of the head's height from the chin."""
WIDE, LEVEL = 1.6, 0.5
"""A brim that makes a hat so much wider is stiff: it lies flatter than its picture, taken from above, has it."""
ROOM_M = 0.010
"""How far over the head a crown is at least."""
TALLER = 1.2
"""How much a crown is stretched at most to be high enough; then it sits higher."""
BRIM, PEAK = 1.22, 0.12
"""A hat whose lower part is so much wider than its crown has a brim; one that reaches so much lower in the middle than
at the sides, of its height, has a peak."""
WIDEST, TURN = 2.8, 0.3
"""How much wider than its crown a hat is at most, and how sharply a brim turns outwards."""
LEANING = 0.12
"""How far a hat may lean to one side, of half its width."""
DROP_M = 0.05
"""How far below the rim a peak ends at most: pictures from above show more of it."""
PEAK_M = 0.065
"""How far a peak comes forward."""
SHADE = 0.4
"""How dark a brim's shadow on the face is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HatPicture:
    """A hat from the front: `rows` (ROWS,), `middle` and `half` (ROWS,) of its outline, px of the canvas; `crown` half
    of the crown's width; the numbers of the rows where the crown begins and where the `rim` is at the sides; whether it
    has a `brim` all round, or a `peak` in front."""

    rows: Floats
    middle: Floats
    half: Floats
    crown: float
    first: int
    rim: int
    brim: bool
    peak: bool


def read_hat(alpha: NDArray[np.uint8]) -> HatPicture:
    """The hat of an opacity (S, S).  Raises InputError when it is none that can be put on."""
    found, count = label(alpha > 127)
    sizes = np.bincount(found.ravel(), minlength=count + 1)[1:]
    if not len(sizes) or sizes.max() < 0.03 * alpha.size:
        raise InputError("The hat of this picture cannot be made out.", "Use a picture of it from the front.")
    thing = found == int(sizes.argmax()) + 1
    lines = np.flatnonzero(thing.any(1))
    at = np.linspace(lines[0], lines[-1], ROWS)
    there = thing[np.round(at).astype(int)]
    left, right = there.argmax(1), there.shape[1] - there[:, ::-1].argmax(1)
    scale = alpha.shape[0] / CANVAS_PX
    half = gaussian_filter1d((right - left) / 2 / scale, 0.8)
    middle = np.full(ROWS, float(np.median((left + right) / 2)) / scale)
    if float(np.abs((left + right) / 2 / scale - middle).mean()) > LEANING * half.max():
        raise InputError("This hat leans, or is seen from its side.", "Use a picture of it from the front, upright.")
    neck = _find_neck(half)
    brim = neck is not None
    widest = half.max()
    corner = int(np.flatnonzero(half > 0.965 * widest)[-1])
    rim = neck if brim and neck is not None else corner
    first = _find_crown(half)
    return HatPicture(
        rows=((at + 0.5) / scale).astype(np.float32), middle=middle.astype(np.float32), half=half.astype(np.float32),
        crown=float(half[rim] if brim else widest), first=first, rim=rim, brim=brim,
        peak=not brim and (ROWS - 1 - corner) / ROWS > PEAK,
    )  # fmt: skip


def _find_neck(half: Floats) -> int | None:
    """Where a crown passes over into a brim: where the outline turns outwards most; None where it has none."""
    soft = gaussian_filter1d(half, 2.0)
    bend = np.gradient(np.gradient(soft))
    inner = (np.arange(ROWS) > 0.35 * ROWS) & (np.arange(ROWS) < 0.95 * ROWS)
    at = int(np.where(inner, bend, -np.inf).argmax())
    wide = at + int(half[at:].argmax())
    if not BRIM < half[wide] / half[at] < WIDEST:
        return None
    above = max(0, at - ROWS // 5)
    before, after = (half[at] - half[above]) / (at - above), (half[wide] - half[at]) / (wide - at)
    return at if after > 1.5 * max(before, 0.0) + TURN * half.max() / ROWS else None


def _find_crown(half: Floats) -> int:
    """The first row of the crown, below a bobble."""
    upper = half[: ROWS // 3]
    bump = int(upper.argmax())
    for row in range(2, len(upper) - 2):
        if upper[row] <= upper[: row + 1].max() * 0.85 and upper[row] == upper[row:].min() and row < bump:
            return row
    return 0


def put_on_hat(body: Body, picture: HatPicture) -> Worn:
    """The hat on the head, as the body stands."""
    mine = body.group("head")
    rest = body.rest[mine].astype(np.float64)
    low, high = rest.min(0), rest.max(0)
    tall = float(high[1] - low[1])
    scale = float(high[0] - low[0]) * EASE / (2 * picture.crown)
    rim = float(low[1]) + (BRIM_BROW if picture.brim else BROW) * tall
    drawn = float(picture.rows[picture.rim] - picture.rows[picture.first]) * scale
    wanted = float(high[1]) + ROOM_M - rim
    stretch = float(np.clip(wanted / drawn, 1.0, TALLER))
    rim += max(0.0, wanted - drawn * stretch)
    near = rest[np.abs(rest[:, 1] - rim) < 0.03]
    ends = (near if len(near) > 4 else rest)[:, 2]
    centre, deep = float(ends.min() + ends.max()) / 2, float(np.ptp(ends)) / 2 * EASE
    points, flat, faces, back = _blow_up(picture, scale, stretch, deep)
    points = points + np.array([float(low[0] + high[0]) / 2, rim, centre])
    turn = find_turn(rest, body.posed[mine])
    placed = (points - rest.mean(0)) @ turn.T + body.posed[mine].mean(0)
    cloth = replace(rigid(placed.astype(np.float32), faces, flat, "Hat"), back=back)
    return Worn(cloth=cloth, points=cloth.points)


def _blow_up(
    picture: HatPicture, scale: float, stretch: float, deep: float
) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.bool_]]:
    """A hat's mesh about the middle of its rim: points (n, 3), where they are on the canvas (n, 2), faces, and which of
    them are its back's."""
    across = np.sin(np.linspace(-np.pi / 2, np.pi / 2, COLUMNS))
    half = picture.half.astype(float)
    around = half.copy()
    top = int(half[: picture.rim + 1].argmax()) if not picture.brim else int(half.argmax())
    around[top:] = np.maximum.accumulate(half[top:])
    if not picture.brim and not picture.peak:  # a cap of cloth ends straight, whatever way its picture was taken
        half = around.copy()
    x = across[None] * half[:, None]
    bow = np.sqrt(np.clip(1 - (x / np.maximum(around, 1e-3)[:, None]) ** 2, 0, 1))
    reach = np.minimum(around, picture.crown) / picture.crown * deep
    reach = reach + np.maximum(around - picture.crown, 0) * scale  # a brim is as wide in front as at the sides
    z = reach[:, None] * bow
    if picture.peak:
        start = picture.rim - 0.09 * ROWS
        out = np.clip((np.arange(ROWS) - start) / (ROWS - 1 - start), 0, 1)[:, None]
        z = z + PEAK_M * out * bow
    y = (picture.rows[picture.rim] - picture.rows) * scale * stretch
    if picture.peak and y.min() < -DROP_M:
        y = np.where(y < 0, y * (DROP_M / -y.min()), y)
    if picture.brim and picture.half.max() > WIDE * picture.crown:
        y = np.where(y < 0, y * LEVEL, y)
    every = np.broadcast_to(y[:, None], x.shape)
    front = np.stack([x * scale, every, z], 2)
    behind = np.stack([x * scale, every, -reach[:, None] * bow], 2)
    seen = across[None] * 0.985 * minimum_filter1d(picture.half, 5)[:, None]  # never beside the outline
    flat = np.stack([picture.middle[:, None] + seen, np.broadcast_to(picture.rows[:, None], x.shape)], 2)
    number = np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS)
    quads = np.stack([number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]], 2)
    widest = int(picture.half.argmax())  # what lies lower in the picture is the brim's near edge
    last = widest if picture.brim else picture.rim if picture.peak else ROWS - 1
    hind = quads[:last].reshape(-1, 4)[:, ::-1] + ROWS * COLUMNS
    quads = quads.reshape(-1, 4)
    both = np.concatenate([quads, hind])
    if picture.brim:  # whoever looks up under a brim sees the inside of the crown, not the sky
        ring = number[picture.rim]
        lid = np.stack([ring[:-1], ring[1:], ring[1:] + ROWS * COLUMNS, ring[:-1] + ROWS * COLUMNS], 1)
        both = np.concatenate([both, lid])
    faces = np.concatenate([both[:, [0, 1, 2]], both[:, [0, 2, 3]]])
    mark = np.tile(np.arange(len(both)) >= len(quads), 2)
    points = np.concatenate([front.reshape(-1, 3), behind.reshape(-1, 3)])
    return points, np.concatenate([flat.reshape(-1, 2)] * 2).astype(np.float32), faces, mark


def shade_face(body: Body, hat: Worn, picture: HatPicture) -> Body:
    """The body with the shadow of a brim or a peak on its face."""
    if not (picture.brim or picture.peak) or body.view == "back":
        return body
    height, width = body.picture.shape[:2]
    scale = height / 1152
    px = body.project(hat.points)[0]
    outline = cv2.convexHull(np.round(px * 8).astype(np.int32))
    there = cv2.fillPoly(np.zeros((height, width), np.float32), [outline], 1.0, shift=3)
    down = np.array([[1, 0, 3 * scale], [0, 1, 13 * scale]], np.float32)
    shadow = cv2.GaussianBlur(cv2.warpAffine(there, down, (width, height)), (0, 0), 5 * scale)
    skin = cv2.fillPoly(
        np.zeros((height, width), np.float32),
        [cv2.convexHull(np.round(body.project(body.posed[body.group("head")])[0] * 8).astype(np.int32))], 1.0, shift=3,
    )  # fmt: skip
    light = 1 - SHADE * shadow * cv2.GaussianBlur(skin, (0, 0), 1.0)
    dark = to_srgb(to_linear(body.picture) * light[..., None])
    return replace(body, picture=np.where((light < 1 - 1 / 512)[..., None], dark, body.picture))
