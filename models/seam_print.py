"""Prints construction lines at any size: their light, the inside they open on, panels in the accent, buttons.

`print_seams` gives planes; `models/backends` mix them with the cloth's light and inks.  No net, no torch: a print of 40
lines takes some milliseconds at 256 px.  The same marks, outline and seed give the same planes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from models.oklab import Floats
from models.seam_path import SIDE_PX, fill, look_near, to_pixels, trace
from models.seam_profiles import REACH, SHADE, Hand, shade_button
from models.seams import Mark

INSIDE = 0.62
"""How much darker (log shade) the inside of the back is than the front, at full depth."""
CAST = (2.2, 7.0)
"""How far the front edge casts its shadow on it: the sharp part and the soft, σ px of 256."""
TAPE, DEEP = 4.0, 12.0
"""Width of the tape along the back's neckline, and how deep an opening has to be for one, px of 256."""
SOFT, SOFT_PX = frozenset({"fold", "gather"}), 256
"""Lines without a sharp edge, and the side at which they are drawn before they grow."""
DARKEST, BRIGHTEST = -1.6, 0.6


@dataclass(frozen=True, kw_only=True)
class SeamPrint:
    """Planes (side, side): `light` to be added to the log shade; in 0..1 the back's `inside` (first ink only, none of
    the front's folds), `panel` in the accent, and `fitting`: buttons, zips, rivets."""

    light: Floats
    inside: Floats
    panel: Floats
    fitting: Floats


def print_seams(marks: Sequence[Mark], alpha: Floats, seed: int = 0) -> SeamPrint:
    """The planes of some marks inside an outline, `alpha` (side, side) in 0..1, side px square.

    Later marks lie over earlier ones; nothing is printed where there is no garment.
    """
    side = len(alpha)
    light, inside, panel, fitting = (np.zeros((side, side), np.float32) for _ in range(4))
    soft = np.zeros((min(side, SOFT_PX),) * 2, np.float32)
    for number, mark in enumerate(marks):
        hand = Hand(seed, number)
        if mark.kind == "opening":
            area = fill(mark.points, side) * alpha
            _open(mark, area, alpha, light)
            np.maximum(inside, area, out=inside)
            panel *= 1 - area
            fitting *= 1 - area
        elif mark.kind == "panel":
            area = fill(mark.points, side) * alpha
            np.maximum(panel, area, out=panel)
            _lay(Mark(kind="seam", points=mark.points, width=1.6, depth=mark.depth, closed=True), hand, light, fitting)
        elif mark.kind == "button":
            _fasten(mark, light, fitting)
        elif mark.kind in SOFT and mark.width >= 4:
            _lay(mark, hand, soft, fitting)
        else:
            _lay(mark, hand, light, fitting)
    there = np.clip(alpha * 4, 0, 1)
    light += cv2.resize(soft, (side, side), interpolation=cv2.INTER_LINEAR) * (1 - inside)
    return SeamPrint(
        light=np.asarray(np.clip(light, DARKEST, BRIGHTEST) * there, np.float32), inside=inside, panel=panel,
        fitting=np.asarray(np.clip(fitting, 0, 1) * there, np.float32),
    )  # fmt: skip


def _lay(mark: Mark, hand: Hand, light: Floats, fitting: Floats) -> None:
    """Add a line's light where it runs."""
    side = len(light)
    curve = trace(mark.points, mark.closed, side)
    near = look_near(curve, REACH[mark.kind](mark), side)
    if near is None:
        return
    laid = SHADE[mark.kind](mark, near, hand)
    light[near.rows, near.columns] += laid.light
    if laid.fitting is not None:
        fitting[near.rows, near.columns] = np.maximum(fitting[near.rows, near.columns], laid.fitting)


def _open(mark: Mark, area: Floats, alpha: Floats, light: Floats) -> None:
    """The inside of the back in an opening: dark, darkest under the front's edge, a tape along its own neckline."""
    columns = np.flatnonzero(area.max(0) > 0)
    rows = np.flatnonzero(area.max(1) > 0)
    if not len(rows):
        return
    side = len(area)
    zoom = side / SIDE_PX
    pad = int(3 * CAST[1] * zoom) + 2
    box = np.s_[max(rows[0] - pad, 0) : rows[-1] + pad, max(columns[0] - pad, 0) : columns[-1] + pad]
    hole, front = area[box], np.clip(alpha[box] - area[box], 0, 1)
    sharp, soft = (cv2.GaussianBlur(front, (0, 0), sigma * zoom) for sigma in CAST)
    under = INSIDE * (0.3 + 0.55 * np.clip(2 * soft, 0, 1) + 0.5 * np.clip(2 * sharp, 0, 1) ** 2)
    inner = -under
    depth = float(hole.sum(0).max()) / zoom
    if depth > DEEP:
        inner = inner + _tape(hole, zoom)
    light[box] = light[box] * (1 - hole) + mark.depth * 1.6 * inner * hole


def _tape(hole: Floats, zoom: float) -> Floats:
    """A tape sewn over the seam along the upper edge of an opening, lighter than the inside, its own edge in shadow."""
    height = TAPE * zoom
    down = np.array([[1, 0, 0], [0, 1, height]], np.float32)
    moved = cv2.warpAffine(hole, down, hole.shape[::-1], flags=cv2.INTER_LINEAR, borderValue=0)
    tape = np.clip(hole - moved, 0, 1)
    slope = np.abs(cv2.Sobel(moved, cv2.CV_32F, 0, 1, ksize=3)) * 0.25
    return np.asarray(0.12 * tape - 0.35 * np.clip(cv2.GaussianBlur(slope, (0, 0), 0.4 * zoom + 0.1), 0, 1), np.float32)


def _fasten(mark: Mark, light: Floats, fitting: Floats) -> None:
    """Buttons spread over a path, its ends included; one alone lies in the middle."""
    side = len(light)
    zoom, radius = side / SIDE_PX, mark.width / 2
    if len(mark.points) > 1:
        samples = trace(mark.points, mark.closed, side).samples
        spread = np.linspace(0, 1, mark.count) if mark.count > 1 else np.array([0.5])
        places = samples[np.round(spread * (len(samples) - 1)).astype(int)]
    else:
        places = to_pixels(mark.points, side)
    reach = int(np.ceil(2 * radius * zoom)) + 2
    for column, row in places:
        left, top = round(float(column)) - reach, round(float(row)) - reach
        box = np.s_[max(top, 0) : max(top + 2 * reach + 1, 0), max(left, 0) : max(left + 2 * reach + 1, 0)]
        part = light[box]
        if not part.size:
            continue
        y, x = np.mgrid[box[0].start : box[0].start + part.shape[0], box[1].start : box[1].start + part.shape[1]]
        x, y = ((x - column) / zoom).astype(np.float32), ((y - row) / zoom).astype(np.float32)
        shade, disc = shade_button(np.hypot(x, y), x, y, radius, 1 / zoom)
        light[box] = part * (1 - disc) + mark.depth * 1.5 * shade
        fitting[box] = np.maximum(fitting[box], disc)
