"""A hat on a person's photo: the head is measured where the photo shows it, hair and all, and the hat is put over it.

Face and hair beside the hat keep their bytes: a brim throws no shadow on a photo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import CapabilityError
from models.oklab import Floats
from models.tryon.body import Body
from models.tryon.finding import L_EAR, L_EYE, NOSE, R_EAR, R_EYE
from models.tryon.foot import find_turn
from models.tryon.hats import HatPicture, put_on_hat
from models.tryon.layers import Worn
from models.tryon.photo_cut import box_within, cut_out, disc, rim

EYES, OVER_EYES = 0.5, 0.74
"""Where eyes are, of a head's height from the chin; and how high a bare head is over them, of the ears' distance."""
WIDEST, TALLEST, SMALLEST, FAR = 1.55, 1.6, 0.7, 0.4
"""How much wider and taller than a bare head one with its hair may be, how much smaller, and how far from the fitted
body's."""
ASIDE = 0.5
"""How far a nose may be from the middle between the ears, of their distance."""
TOP = 0.008
"""Hair that begins nearer to the photo's upper edge, of its height, is cut off."""
LEAST_PX = 12
"""The distance of the ears at least."""
FACE = "Use a photo with the face to the camera, check the points of eyes, ears and nose"
BARE = 0.12
"""So much of the hair over the rim may be seen beside the hat before it is said."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Head:
    """A head in a photo, px: the row of its eyes, where it begins and ends there, the row of its `top`; where it is,
    `there` (h, w), and how far its `ears` are apart."""

    eyes: float
    left: float
    right: float
    top: float
    there: NDArray[np.bool_]
    ears: float


def put_hat_on_photo(body: Body, picture: HatPicture) -> tuple[Body, Worn]:
    """The body with room for the hat, and the hat.  Raises CapabilityError where the photo does not show the head."""
    head = _find_head(body)
    fitted = _fit_head(body, head)
    worn = put_on_hat(fitted, picture)
    shown = body.shown
    free = np.zeros(body.picture.shape[:2], np.float32) if shown is None or shown.kept is None else shown.kept
    made = replace(fitted, key=f"{body.key} hat", fronts=dict(body.fronts) | {"Hat": free})
    return made, replace(worn, note=_find_doubt(body, worn, head))


def _refuse(what: str, do: str) -> CapabilityError:
    return CapabilityError(what, f"{do}, or take the hat off the outfit.")


def _find_head(body: Body) -> _Head:
    """Where the head is, hair and all.  Raises CapabilityError where it cannot be made out."""
    shown, (_, height) = body.shown, body.size_px
    if shown is None or not shown.visible[[NOSE, L_EYE, R_EYE]].all():
        raise _refuse("The face of this photo cannot be made out.", FACE)
    nose, ears, eyes = shown.points[NOSE], shown.points[[L_EAR, R_EAR]], shown.points[[L_EYE, R_EYE]].mean(0)
    wide = abs(float(ears[0, 0] - ears[1, 0]))
    if abs(float(nose[0]) - float(ears[:, 0].mean())) > ASIDE * max(wide, 1.0):
        raise _refuse("The head looks aside.", FACE)
    if wide < LEAST_PX:
        raise _refuse("The head of this photo is too small, or its points are wrong.", FACE)
    x, y = float(ears[:, 0].mean()), float(eyes[1])
    box = box_within((x - 1.6 * wide, y - 2.1 * wide), (x + 1.6 * wide, y + 0.9 * wide), body.size_px)
    sure = disc(box, (x, y), (0.40 * wide, 0.55 * wide))
    likely = disc(box, (x, y - 0.15 * wide), (0.72 * wide, 1.0 * wide))
    sides = "lr" if y - 1.6 * wide < 0 else "ltr"
    there = cut_out(body.picture, box, sure, rim(box, 0.10, sides) & ~sure, likely)
    line = there[int(np.clip(y - box.top - 0.12 * wide, 0, len(there) - 1))]
    columns = np.flatnonzero(line)
    middle = there[:, max(0, int(x - box.left - 0.15 * wide)) : int(x - box.left + 0.15 * wide) + 1]
    rows = np.flatnonzero(middle.mean(1) > 0.5)
    if len(columns) < 4 or not len(rows) or rows[0] + box.top >= y:
        raise _refuse("The head of this photo cannot be made out.", FACE)
    top = float(rows[0] + box.top)
    if top <= TOP * height:
        raise _refuse("The head is cut off at the top of this photo.", "Use a photo with some room over the hair")
    found = np.zeros(body.picture.shape[:2], bool)
    found[box.crop] = there
    return _Head(
        eyes=y,
        left=float(columns[0] + box.left),
        right=float(columns[-1] + 1 + box.left),
        top=top,
        there=found,
        ears=wide,
    )


def _fit_head(body: Body, head: _Head) -> Body:
    """The body with its head as wide and as tall, and where, the photo shows it."""
    mine = body.group("head")
    rest = body.rest[mine].astype(np.float64)
    low, high = rest.min(0), rest.max(0)
    turn = find_turn(rest, body.posed[mine])
    centre = body.posed[mine].mean(0)
    ends = body.project(np.stack([centre, centre + np.array([0.1, 0, 0])]))[0]
    px_m = float(np.hypot(*(ends[1] - ends[0]))) / 0.1
    wide = (head.right - head.left) / px_m / float(high[0] - low[0])
    tall = (head.eyes - head.top) / px_m / float((1 - EYES) * (high[1] - low[1]))
    full = (head.right - head.left) / head.ears, (head.eyes - head.top) / (OVER_EYES * head.ears)
    if full[0] > WIDEST or full[1] > TALLEST:
        raise _refuse("The hair is too full for a hat.", "Use a photo with the hair tied back")
    if min(full) < SMALLEST or not FAR < wide < 1 / FAR:
        raise _refuse("The head of this photo cannot be made out.", "Check the points of eyes, ears and nose")
    grow = np.array([wide, tall, min(wide, 1.25)])
    middle = (low + high) / 2
    grown = (rest - middle) * grow + middle
    eyes = np.array([middle[0], middle[1] + (EYES - 0.5) * (high[1] - low[1]), middle[2]])
    at = _lift(body, ((head.left + head.right) / 2, head.eyes), float(centre[2]))
    placed = (grown - eyes) @ turn.T + at
    out_rest, out_posed = body.rest.copy(), body.posed.copy()
    out_rest[mine], out_posed[mine] = grown, placed
    return replace(body, rest=out_rest.astype(np.float32), posed=out_posed.astype(np.float32))


def _lift(body: Body, px: tuple[float, float], z: float) -> Floats:
    """The place at depth z that is seen at a pixel."""
    camera = body.camera
    weight = float(camera[2] @ [0, 0, z, 1])
    x = (px[0] * weight - camera[0] @ [0, 0, z, 1]) / camera[0, 0]
    y = (px[1] * weight - camera[1] @ [0, 0, z, 1]) / camera[1, 1]
    return np.array([x, y, z], np.float32)


def _find_doubt(body: Body, worn: Worn, head: _Head) -> str:
    """What is said where hair shows over the rim, beside the hat."""
    outline = cv2.convexHull(np.round(body.project(worn.points)[0]).astype(np.int32))
    hat = cv2.fillConvexPoly(np.zeros(head.there.shape, np.uint8), outline, 1) > 0
    over = head.there.copy()
    over[int(head.eyes - 0.4 * (head.eyes - head.top)) :] = False
    if (over & ~hat).sum() <= BARE * max(int(over.sum()), 1):
        return ""
    return "Hair shows beside the hat: a photo with the hair tied back looks better."
