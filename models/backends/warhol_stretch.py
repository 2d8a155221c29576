"""How a garment is stretched to another one's proportions: along and across, so that lines stay lines.

Both axes are stretched on their own, evenly between a few places at which equal shares of the cloth lie.  One map moves
outline, folds and construction lines alike, so what was sewn together stays together.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.growing import grow
from models.oklab import Floats
from models.outline import fit_outline
from models.seams import Mark, Points, move
from models.shape import COARSE, FINE, REACH_PX, SIDE_PX

PLANE = FINE * FINE
SHARES = np.array([0.0, 0.15, 0.38, 0.62, 0.85, 1.0])
"""Shares of the cloth above (or left of) the places between which it is stretched evenly."""
LEAST, MOST = 0.8, 1.25
"""How much shorter and longer a piece between two places may become."""
EDGE = 0.44
"""How far from the middle a garment may reach, canvas widths."""
STEPS, FIT_SIDE_PX = 24, 256
"""How carefully an outline is fitted after a stretch; it is done for every candidate."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Places before and after (n,) on either axis, canvas widths from the middle, rising."""

    across: tuple[NDArray[np.float64], NDArray[np.float64]]
    down: tuple[NDArray[np.float64], NDArray[np.float64]]

    def carry(self, points: Points) -> Points:
        """Where points (n, 2) come to lie."""
        return np.stack([_through(points[:, 0], *self.across), _through(points[:, 1], *self.down)], 1)

    def fetch(self, side_px: int) -> tuple[Floats, Floats]:
        """Where each pixel of the stretched canvas came from, pixels (side, side) each, as `cv2.remap` takes it."""
        centres = (np.arange(side_px) + 0.5) / side_px - 0.5
        x = (_through(centres, *self.across[::-1]) + 0.5) * side_px - 0.5
        y = (_through(centres, *self.down[::-1]) + 0.5) * side_px - 0.5
        return np.tile(x, (side_px, 1)), np.tile(y[:, None], (1, side_px))


def _through(values: NDArray[np.floating], here: NDArray[np.float64], there: NDArray[np.float64]) -> Floats:
    """Values carried from `here` to `there`; beyond the ends they go along."""
    moved = np.interp(values, here, there)
    moved += np.minimum(values - here[0], 0) + np.maximum(values - here[-1], 0)
    return np.asarray(moved, np.float32)


def find_stretch(own: Floats, wanted: Floats, share: float, two_sided: bool) -> Stretch:
    """The stretch that takes an outline, distances (64, 64), by `share` 0..1 of the way towards another's
    proportions."""
    return Stretch(
        across=_match(own.T, wanted.T, share, two_sided),
        down=_match(own, wanted, share, False),
    )


def _match(
    own: Floats, wanted: Floats, share: float, two_sided: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places along the rows of two distances, and where they go."""
    here, there = (_places(plane, two_sided) for plane in (own, wanted))
    pieces = np.diff(here)
    scale = np.clip(1 + share * (np.diff(there) / pieces - 1), LEAST, MOST)
    ends = np.concatenate([[0.0], np.cumsum(pieces * scale)])
    moved = ends - ends[-1] / 2 + (1 - share) * (here[0] + here[-1]) / 2 + share * (there[0] + there[-1]) / 2
    room = 2 * EDGE / max(moved[-1] - moved[0], 2 * EDGE)
    middle = (moved[0] + moved[-1]) / 2
    moved = (moved - middle) * room + np.clip(middle, -EDGE + ends[-1] * room / 2, EDGE - ends[-1] * room / 2)
    return here, moved


def _places(distance: Floats, two_sided: bool) -> NDArray[np.float64]:
    """Where, from the top down, the SHARES of the cloth lie; the ends are the garment's own."""
    cover = np.clip(distance * (REACH_PX * FINE / SIDE_PX) + 0.5, 0, 1).sum(1).astype(np.float64)
    if two_sided:
        cover = (cover + cover[::-1]) / 2
    cover = np.maximum(cover - 0.3, 0)  # a grown speck is no cloth
    if not cover.any():
        return (SHARES - 0.5) * 2 * EDGE
    total = np.concatenate([[0.0], np.cumsum(cover)]) / cover.sum()
    first, last = np.flatnonzero(cover)[[0, -1]]
    edges = (np.arange(FINE + 1) / FINE - 0.5)[first : last + 2]
    places = np.interp(SHARES, total[first : last + 2], edges)
    least = 0.01 * np.arange(len(places))  # rising, also where nearly all lies in one row
    return np.asarray(np.maximum.accumulate(places - least) + least)


def stretch_shape(code: Floats, stretch: Stretch) -> Floats:
    """A shape code (9216,) stretched: outline, relief and trim."""
    distance = grow(code[:PLANE].reshape(FINE, FINE), FIT_SIDE_PX) * REACH_PX
    moved = cv2.remap(distance, *stretch.fetch(FIT_SIDE_PX), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    outline = fit_outline(np.asarray(moved, np.float32), FIT_SIDE_PX, STEPS)
    relief, trim = (
        cv2.remap(plane, *stretch.fetch(len(plane)), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for plane in (code[PLANE : 2 * PLANE].reshape(FINE, FINE), code[2 * PLANE :].reshape(COARSE, COARSE))
    )
    return np.concatenate([outline.ravel(), relief.ravel(), trim.ravel()]).astype(np.float32)


def stretch_marks(marks: tuple[Mark, ...], stretch: Stretch) -> tuple[Mark, ...]:
    """Construction lines moved with the cloth."""
    return move(marks, stretch.carry)
