"""What a net that swaps one article for another is shown: a window on the body, and flat pictures of the same size.

Three windows, by what is worn: the upper body, the lower, all of it.  Pictures are sRGB uint8 of SEEN_PX.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import CapabilityError
from models.oklab import Floats
from models.tryon.body import Body
from models.tryon.slots import Slot

Bytes = NDArray[np.uint8]
Group = Literal["upper", "lower", "whole"]
GROUPS: dict[Slot, Group] = {"top": "upper", "outerwear": "upper", "bottom": "lower", "onepiece": "whole"}
"""The window through which each slot is seen; shoes, hats and bags have none."""
SEEN_PX = (96, 128)
"""Width and height, as in the paper."""
SUITS: dict[Group, tuple[tuple[float, float], ...]] = {
    "upper": (
        (0.31, 0.17), (0.37, 0.17), (0.41, 0.30), (0.50, 0.36), (0.59, 0.30), (0.63, 0.17), (0.69, 0.17), (0.71, 0.36),
        (0.76, 0.43), (0.73, 0.62), (0.75, 0.83), (0.25, 0.83), (0.27, 0.62), (0.24, 0.43), (0.29, 0.36),
    ),
    "lower": ((0.24, 0.32), (0.76, 0.32), (0.79, 0.50), (0.55, 0.68), (0.45, 0.68), (0.21, 0.50)),
    "whole": (
        (0.37, 0.08), (0.41, 0.08), (0.44, 0.20), (0.50, 0.25), (0.56, 0.20), (0.59, 0.08), (0.63, 0.08), (0.65, 0.24),
        (0.68, 0.30), (0.65, 0.48), (0.69, 0.68), (0.70, 0.76), (0.54, 0.92), (0.46, 0.92), (0.30, 0.76), (0.31, 0.68),
        (0.35, 0.48), (0.32, 0.30), (0.35, 0.24),
    ),
}  # fmt: skip
"""Outlines of the base layer as it would lie on a table, in shares of the square that a flat picture fills."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """A part of a picture, px of the picture; it may reach out of it."""

    left: float
    top: float
    width: float
    height: float


def find_window(body: Body, group: Group) -> Window:
    """Where a group of garments is worn on a body that stands.  Raises CapabilityError when it sits."""
    places = {name: body.project(spot[None])[0][0] for name, spot in body.posed_joints.items()}
    metre = float(np.linalg.norm(body.project(body.posed_joints["neck"][None] + (0, 1, 0))[0][0] - places["neck"]))
    thighs = [places[f"{side}_knee"][1] - places[f"{side}_hip"][1] for side in "lr"]
    if min(thighs) < 0.2 * metre:
        raise CapabilityError("This dresses bodies that stand.", "Choose another pose, or the draped cloth.")
    feet = max(places[f"{side}_{joint}"][1] for side in "lr" for joint in ("ankle", "toe"))
    top = places["waist"][1] - 0.12 * metre if group == "lower" else places["neck"][1] - 0.18 * metre
    bottom = places["crotch"][1] + 0.32 * metre if group == "upper" else feet + 0.06 * metre
    height = float(bottom - top)
    width = height * SEEN_PX[0] / SEEN_PX[1]
    middle = float(np.mean([places[name][0] for name in ("neck", "pelvis")]))
    return Window(left=middle - width / 2, top=float(top), width=width, height=height)


def look_through(picture: NDArray[np.uint8], window: Window) -> Bytes:
    """What a window shows of a picture (h, w, 3); outside of the picture its edge goes on."""
    finer = max(1, round(window.height / SEEN_PX[1]))
    size = SEEN_PX[0] * finer, SEEN_PX[1] * finer
    step = _to_window(window, size)
    seen = cv2.warpAffine(picture, step, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(seen, SEEN_PX, interpolation=cv2.INTER_AREA), np.uint8)


def put_back(seen: Floats, window: Window, size_px: tuple[int, int]) -> Floats:
    """A window's pixels (128, 96, n) where they belong in a picture of a size; 0 elsewhere."""
    step = _to_window(window, SEEN_PX)
    back = cv2.warpAffine(
        seen, step, size_px, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    x, y = (np.arange(n) + 0.5 for n in size_px)
    inside = ((y > window.top) & (y < window.top + window.height))[:, None] & (
        (x > window.left) & (x < window.left + window.width)
    )
    return np.asarray(back.reshape(*back.shape[:2], -1) * inside[..., None], np.float32)


def _to_window(window: Window, size: tuple[int, int]) -> NDArray[np.float64]:
    """The step (2, 3) from a picture's pixels to a window's; pixels' centres lie at halves."""
    x, y = size[0] / window.width, size[1] / window.height
    return np.array([[x, 0, -window.left * x + 0.5 * x - 0.5], [0, y, -window.top * y + 0.5 * y - 0.5]])


def lay_flat(rgba: Bytes) -> Bytes:
    """A square cut-out (S, S, 4) on white, as wide as the window, in its middle."""
    alpha = rgba[..., 3:].astype(np.float32) / 255
    white = rgba[..., :3] * alpha + 255 * (1 - alpha)
    small = cv2.resize(white, (SEEN_PX[0], SEEN_PX[0]), interpolation=cv2.INTER_AREA)
    out = np.full((SEEN_PX[1], SEEN_PX[0], 3), 255, np.uint8)
    first = (SEEN_PX[1] - SEEN_PX[0]) // 2
    out[first : first + SEEN_PX[0]] = np.clip(np.round(small), 0, 255)
    return out


def draw_suit(body: Body, group: Group) -> Bytes:
    """A plain flat picture of the base layer that a mannequin wears, in the colour that it has on its belly."""
    spot = (body.posed_joints["waist"] + body.posed_joints["pelvis"]) / 2
    x, y = (round(float(value)) for value in body.project(spot[None])[0][0])
    reach = max(1, body.size_px[1] // 100)
    patch = body.picture[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    finer = 4
    side = SEEN_PX[0] * finer
    canvas = np.full((side, side, 3), 255, np.uint8)
    outline = np.round(np.array(SUITS[group]) * side).astype(np.int32)
    cv2.fillPoly(canvas, [outline], np.median(patch.reshape(-1, 3), axis=0).tolist())
    return lay_flat(np.dstack([canvas, np.full((side, side), 255, np.uint8)]))
