"""Shoes on a person's photo: the fitted feet are turned as the photo's stand, old shoes go, new ones are set on.

The photo's floor stays where it is, and no shadow is added: everything beside old and new shoes keeps its bytes.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.colour_difference import to_cielab
from models.errors import CapabilityError
from models.oklab import Floats
from models.tryon.barefoot import draw_skin, span
from models.tryon.body import Body, Shown, find_normals
from models.tryon.finding import L_ANKLE, L_KNEE, R_ANKLE, R_KNEE
from models.tryon.foot import FEET, stand_shod
from models.tryon.layers import Worn
from models.tryon.light import find_light, shine
from models.tryon.photo_cut import box_within, cut_out, disc, rim
from models.tryon.shoe_picture import ShoePicture
from models.tryon.shoes import put_on_shoes

Mask = NDArray[np.bool_]
ANKLES, KNEES = {"l": L_ANKLE, "r": R_ANKLE}, {"l": L_KNEE, "r": R_KNEE}
YAWS, PITCHES = range(-75, 76, 15), (0, 12, 24, 36)
"""How a foot may be turned, degrees: to the side, and seen from above."""
ALIKE = 0.25
"""A foot's outline in the photo is at least so much like the fitted foot's (IoU)."""
STRAIGHT = 0.0015
"""What a degree of turning has to win of that likeness."""
BELOW = 0.985
"""Feet that reach lower than this part of the photo are cut off."""
ABOVE_M, BESIDE_M, UNDER_M = 0.16, 0.24, 0.20
"""How far over, beside and under an ankle feet are looked for."""
SURE_M, HEEL_M = 0.028, 0.035
"""Round a place so far below the ankle, so wide, there is surely foot."""
APART_M, LEVEL_M = 0.10, 0.14
"""Ankles farther apart than this have floor between them; and one is higher than the other by this at most."""
LOW_M = 0.15
"""Shoes lower than this go under trousers' hems."""
BARE, HEM_M = 14.0, 0.15
"""What is so like the legs (in each of L*, a*, b*) is of them: bare feet, or trousers' hems, which hang so low over
ankles at most."""
SKIN_M = (0.03, 0.14)
"""Between these heights over the ankle the leg says what a foot looks like."""


def put_shoes_on_photo(body: Body, picture: ShoePicture) -> tuple[Body, Worn]:
    """The body with shoes on, and the shoes.  Raises CapabilityError where the photo does not show the feet."""
    shown = _check(body)
    feet, legs = _find_feet(body, shown)
    leg = _shade_over_ankles(body, legs)
    bare = _is_bare(body, feet, leg)
    if not bare:
        legs = _keep_hems(body, feet, legs, leg)
        feet = {side: mask & ~legs for side, mask in feet.items()}
    body = replace(body, posed=_turn_feet(body, feet))
    pair = put_on_shoes(body, picture)
    posed = body.posed.copy()
    for shod, opens in zip(pair.shod, pair.opens, strict=True):
        posed[shod.foot.mine] = stand_shod(body, shod, opens)
    cleared = _clear(body, feet["l"] | feet["r"], legs)
    drawn = draw_skin(cleared, body, posed, pair, None if bare else _paint_feet(body, posed, leg))
    fronts = dict(body.fronts)
    if not bare:
        drawn = np.where(legs[..., None], body.picture, drawn)
    if float(np.ptp(pair.points[:, 1])) < LOW_M and body.front is not None:
        fronts["Shoes"] = np.maximum(body.front, legs.astype(np.float32))
    made = replace(body, key=f"{body.key} shod", picture=drawn, posed=posed, fronts=fronts)
    return made, Worn(cloth=pair.cloth, points=pair.points)


def _check(body: Body) -> Shown:
    """What the photo shows.  Raises CapabilityError unless both feet are in it."""
    shown, height = body.shown, body.size_px[1]
    if shown is None or not shown.visible[[L_ANKLE, R_ANKLE]].all():
        raise _unseen("The ankles of this photo cannot be seen.")
    if abs(float(np.diff(shown.points[[L_ANKLE, R_ANKLE], 1])[0])) > LEVEL_M * _px_of(body):
        raise _unseen("One foot of this photo is lifted, or far behind the other.")
    lowest = body.project(body.posed[body.group("feet")])[0][:, 1].max()
    if (shown.points[[L_ANKLE, R_ANKLE], 1] > 0.97 * height).any() or lowest > height:
        raise _unseen("The feet are outside of this photo.")
    return shown


def _unseen(what: str) -> CapabilityError:
    return CapabilityError(
        what,
        "Check the points of the ankles, use a photo with both feet and some floor around them, or take the shoes off.",
    )


def _px_of(body: Body) -> float:
    """How many px a metre is at the ankles."""
    ankle = body.posed_joints["l_ankle"]
    ends = body.project(np.stack([ankle, ankle + np.array([0.1, 0, 0])]))[0]
    return float(np.hypot(*(ends[1] - ends[0]))) / 0.1


def _find_feet(body: Body, shown: Shown) -> tuple[dict[str, Mask], Mask]:
    """Where each foot, or its old shoe, is, and the legs over them (h, w).

    Raises CapabilityError where feet are cut off by the photo's edge.
    """
    px = _px_of(body)
    ankles = {side: shown.points[number].astype(float) for side, number in ANKLES.items()}
    every = np.stack(list(ankles.values()))
    low, high = every.min(0), every.max(0)
    beside = BESIDE_M * px
    box = box_within((low[0] - beside, low[1] - ABOVE_M * px), (high[0] + beside, high[1] + UNDER_M * px), body.size_px)
    sure, likely = (np.zeros((box.bottom - box.top, box.right - box.left), bool) for _ in range(2))
    for side, (x, y) in ankles.items():
        way = shown.points[KNEES[side]] - ankles[side]
        way = way / max(float(np.hypot(*way)), 1e-6)
        for along in np.linspace(0, 0.9 * ABOVE_M, 8):
            spot = (float(x + way[0] * along * px), float(y + way[1] * along * px))
            sure |= disc(box, spot, (0.5 * SURE_M * px, 0.5 * SURE_M * px))
            likely |= disc(box, spot, (1.5 * SURE_M * px, 1.5 * SURE_M * px))
        sure |= disc(box, (x, y + HEEL_M * px), (SURE_M * px, SURE_M * px))
        likely |= disc(box, (x, y + 0.05 * px), (0.055 * px, 0.075 * px))
    never = rim(box, 0.06, "lrb")
    if abs(float(ankles["l"][0] - ankles["r"][0])) > APART_M * px:  # between them there is floor
        middle = round(float(every[:, 0].mean())) - box.left
        never[:, max(0, middle - 1) : middle + 2] = True
    found = cut_out(body.picture, box, sure, never & ~sure, likely)
    width, height = body.size_px
    whole = np.zeros((height, width), bool)
    whole[box.crop] = found
    lines, columns = np.mgrid[:height, :width]
    nearer = np.abs(columns - ankles["l"][0]) <= np.abs(columns - ankles["r"][0])
    feet, legs = dict[str, Mask](), np.zeros_like(whole)
    for side, mine in (("l", nearer), ("r", ~nearer)):
        below = lines > ankles[side][1]
        feet[side] = whole & mine & below
        legs |= whole & mine & ~below
        if feet[side].any() and np.flatnonzero(feet[side].any(1))[-1] >= BELOW * height:
            raise _unseen("The feet are cut off by the edge of this photo.")
    return feet, legs


def _turn_feet(body: Body, masks: dict[str, Mask]) -> Floats:
    """The vertices (V, 3) with each foot turned about its ankle as it stands in the photo."""
    posed, likes = body.posed.copy(), list[float]()
    ways = [(yaw, pitch) for pitch in PITCHES for yaw in sorted(YAWS, key=abs)]
    for side, mask in masks.items():
        mine = np.flatnonzero(body.part == FEET[side][0])
        ankle = body.posed_joints[f"{side}_ankle"]
        row = float(body.project(ankle[None])[0][0, 1])
        found = [_alike(body, _turned(posed[mine], ankle, *way), mask, row) for way in ways] if mask.any() else [0.0]
        worth = [like - STRAIGHT * (abs(yaw) + pitch) for like, (yaw, pitch) in zip(found, ways, strict=True)]
        best = int(np.argmax(worth))
        likes.append(found[best])
        posed[mine] = _turned(posed[mine], ankle, *ways[best])
    if min(likes) < ALIKE:
        raise _unseen("How the feet of this photo stand cannot be made out.")
    return np.asarray(posed, np.float32)


def _turned(points: Floats, ankle: Floats, yaw_deg: float, pitch_deg: float) -> Floats:
    """Points turned about the ankle: first to the side, then so that they are seen from above."""
    y, p = np.radians(yaw_deg), np.radians(pitch_deg)
    aside = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    down = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    return np.asarray((points - ankle) @ (down @ aside).T + ankle, np.float32)


def _alike(body: Body, points: Floats, mask: Mask, row: float) -> float:
    """How much of a foot's outline below a row and what was found is common (IoU)."""
    outline = cv2.convexHull(np.round(body.project(points)[0]).astype(np.int32))
    rows, columns = np.nonzero(mask)
    x, y, w, h = cv2.boundingRect(outline)
    left, top = min(x, int(columns.min())), min(y, int(rows.min()))
    right, bottom = max(x + w, int(columns.max()) + 1), max(y + h, int(rows.max()) + 1)
    drawn = cv2.fillConvexPoly(np.zeros((bottom - top, right - left), np.uint8), outline - (left, top), 1) > 0
    drawn[: max(0, int(row) + 1 - top)] = False
    seen = np.zeros_like(drawn)
    seen[rows - top, columns - left] = True
    return float((drawn & seen).sum() / max((drawn | seen).sum(), 1))


def _clear(body: Body, feet: Mask, legs: Mask) -> NDArray[np.uint8]:
    """The photo without its feet: the floor is spanned over them."""
    reach = 2 * max(1, round(0.004 * body.size_px[1])) + 1
    mask = cv2.dilate(feet.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    mask &= ~legs
    apart = cv2.dilate(legs.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return span(body.picture, mask, apart & ~mask)


def _is_bare(body: Body, feet: dict[str, Mask], leg: NDArray[np.float64]) -> bool:
    """Whether the photo shows bare feet: they look like the legs."""
    there = body.picture[feet["l"] | feet["r"]]
    if not len(there):
        return False
    return float(np.abs(to_cielab(leg[None]) - to_cielab(np.median(there, axis=0)[None])).max()) < BARE


def _keep_hems(body: Body, feet: dict[str, Mask], legs: Mask, leg: NDArray[np.float64]) -> Mask:
    """The legs with the hems that hang over the shoes: they look like the legs and hang together with them."""
    near = np.zeros_like(legs)
    for side in "lr":
        low = int(body.project(body.posed_joints[f"{side}_ankle"][None])[0][0, 1] + HEM_M * _px_of(body))
        near[:low] |= feet[side][:low]
    rows, columns = np.nonzero(near)
    alike = np.abs(to_cielab(body.picture[rows, columns].astype(float)) - to_cielab(leg[None])).max(1) < BARE
    both = legs.copy()
    both[rows[alike], columns[alike]] = True
    _, labels = cv2.connectedComponents(both.astype(np.uint8))
    mine = np.unique(labels[legs])
    return np.asarray(np.isin(labels, mine[mine > 0]))


def _paint_feet(body: Body, posed: Floats, leg: NDArray[np.float64]) -> Floats:
    """What the vertices of feet look like (V, 3), 0..255, where nobody sees them: as the legs, lit as they stand."""
    light = shine(find_light(body), find_normals(posed, body.faces))
    even = light / max(float(np.median(light[body.group("legs")])), 1e-3)
    return np.asarray(leg * np.clip(even, 0.55, 1.15)[:, None], np.float32)


def _shade_over_ankles(body: Body, legs: Mask) -> NDArray[np.float64]:
    """The colour (3,) of the legs over the ankles."""
    found = []
    for side in "lr":
        ankle = body.posed_joints[f"{side}_ankle"]
        ends = np.stack([ankle + np.array([0, low, 0]) for low in SKIN_M])
        (x, low), (_, high) = body.project(ends)[0]
        reach = abs(low - high)
        box = np.s_[max(0, int(high)) : max(1, int(low)), max(0, int(x - reach / 2)) : max(1, int(x + reach / 2))]
        found.append(body.picture[box][legs[box]])
    every = np.concatenate(found)
    return np.asarray(np.median(every, axis=0) if len(every) else np.array([128.0, 128.0, 128.0]), np.float64)
