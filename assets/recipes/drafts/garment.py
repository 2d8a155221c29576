"""A garment that is being drafted, in centimetres, and what comes of it: outline, construction, drape, true words.

A `Pattern` is drawn on: its outlines are closed lines (one inside of another is a hole), what is sewn are marks as
`models/seams.py` knows them, folds are ridges in the cloth.  `finish` lays it flat on the canvas: it centres it, lets
every line give a little as cloth does, and prints the drape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.recipes.drafts.drape import Fold, draw_relief
from assets.recipes.drafts.lines import Line, flip, thin, turn
from models import shape as shapes
from models.canvas import MARGIN
from models.design import write_code
from models.oklab import Floats
from models.outline import fit_outline
from models.seams import AREAS, MOST_POINTS, Kind, Mark, write_marks

NEAR_PX = 512
"""Side at which it is looked whether a seam lies on the garment."""
LARGE_PX = 1024
"""Side at which outlines are filled to measure distances."""
SOFT_PX = 2.5
"""σ over which the drape is softened before it is kept in 64×64, px of 256: finer folds would come back in steps."""
SIDED = frozenset({"edge", "gather"})
"""Marks that do something to the right of their path: mirrored, they have to be walked the other way."""
WIDEST_PX = {"seam": 2.0, "edge": 2.6, "stitch": 2.0}
"""Small things such as hats and shoes are seen large, but their seams stay fine."""
GIVE = 0.0028
"""How far lines give when a garment is laid down, in canvas widths."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Words that are true of a draft, "" where the question does not apply."""

    sleeve: str = ""
    """none, short, elbow or long."""
    neck: str = ""
    """crew, V, scoop, boat, square, high, halter, collar, hood, straps, lapels …"""
    length: str = ""
    """cropped, regular or long; of dresses and skirts mini, knee, midi or maxi; of trousers cropped or full."""
    cut: str = ""
    """slim, straight, wide, flared, tapered, fitted, boxy."""
    style: str = ""
    """The trade's word for the garment, such as "jeans", "cardigan" or "ankle boots"."""
    details: tuple[str, ...] = ()
    """Such as "buttoned", "chest pocket", "pleated"."""
    length_cm: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """A drafted garment on the canvas.

    `outlines`: closed lines, float32 (n, 2), canvas widths from the middle, filled by the even-odd rule; `folds` in
    canvas widths; `light` says how strongly they show, `seed` draws what no table is flat enough to prevent.
    """

    category: str
    outlines: tuple[NDArray[np.float32], ...]
    marks: tuple[Mark, ...]
    folds: tuple[Fold, ...]
    light: float
    seed: int
    facts: Facts
    parts: int = 1
    """Of how many separate pieces the outline is made: two for a pair of shoes."""
    landmarks: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    """Places (n, 2) by name, canvas widths from the middle, as `Pattern.landmarks` has them."""

    @cached_property
    def relief(self) -> Floats:
        """The drape as log shade (256, 256), 0 outside."""
        inside = fill(self.outlines, LARGE_PX)
        return draw_relief(self.folds, inside, np.random.default_rng(self.seed), self.light)

    @cached_property
    def shape_code(self) -> bytes:
        """The shape's code, as `DesignSpec.shape` keeps it."""
        distance = measure_distance(self.outlines)
        shrunk = cv2.resize(distance, (shapes.SIDE_PX, shapes.SIDE_PX), interpolation=cv2.INTER_AREA)
        alpha = np.clip(shrunk * 255 + 127.5, 0, 255).astype(np.uint8)
        blank = np.zeros((shapes.SIDE_PX, shapes.SIDE_PX), np.float32)
        soft = cv2.GaussianBlur(self.relief, (0, 0), SOFT_PX) * (self.relief != 0)
        code = shapes.encode(alpha, soft, blank)
        # its own outline is known more exactly than from opacities
        code[: shapes.FINE**2] = fit_outline(distance).ravel()
        return write_code(code)

    @property
    def seams_code(self) -> bytes:
        """The marks' code, as `models.seams` reads it."""
        return write_marks(self.marks)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sewn:
    """A mark in centimetres."""

    kind: Kind
    line: Line
    width: float
    depth: float
    count: int
    closed: bool


@dataclass(kw_only=True)
class Pattern:
    """What is on the cutting table."""

    category: str
    outlines: list[Line] = field(default_factory=list)
    sewn: list[Sewn] = field(default_factory=list)
    folds: list[Fold] = field(default_factory=list)
    parts: int = 1
    landmarks: dict[str, Line] = field(default_factory=dict)
    """Points (1, 2) and the closed outlines of limbs (n, 2) by name; `_l` and `_r` are the picture's left and right."""

    def sew(self, kind: Kind, line: Line, *, width: float = 0.5, depth: float = 0.5, count: int = 1,
            closed: bool | None = None) -> None:  # fmt: skip
        """Draw one mark; areas are closed unless said otherwise."""
        closed = kind in AREAS if closed is None else closed
        self.sewn.append(Sewn(kind=kind, line=line, width=width, depth=depth, count=count, closed=closed))

    def sew_both(self, kind: Kind, line: Line, *, width: float = 0.5, depth: float = 0.5, count: int = 1,
                 closed: bool | None = None) -> None:  # fmt: skip
        """Draw a mark of the right half on both halves."""
        other = flip(line)
        for each in (line, turn(other) if kind in SIDED else other):
            self.sew(kind, each, width=width, depth=depth, count=count, closed=closed)

    def fold(self, line: Line, width: float, height: float, fade: str = "both") -> None:
        """Lay a ridge (a valley where `height` is below 0) into the cloth."""
        self.folds.append(Fold(line=line, width=width, height=height, fade=fade))


def finish(pattern: Pattern, facts: Facts, rng: np.random.Generator, give: float = GIVE, light: float = 1.0) -> Draft:
    """The draft of what is on the table; `light` says how strongly the drape shows."""
    everything = np.vstack(pattern.outlines)
    low, high = everything.min(0), everything.max(0)
    scale = (1 - 2 * MARGIN) / float((high - low).max())
    middle = (low + high) / 2
    waves = _draw_waves(rng)

    def lay(line: Line) -> Line:
        flat = (line - middle) * scale
        return flat + give * _sway(flat, waves)

    outlines = [lay(line) for line in pattern.outlines]
    # the give may have moved it out of the middle
    everything = np.vstack(outlines)
    low, high = everything.min(0), everything.max(0)
    fit, shift = (1 - 2 * MARGIN) / float((high - low).max()), (low + high) / 2
    outlines = [(line - shift) * fit for line in outlines]
    loops = tuple(np.vstack([line, line[:1]]).astype(np.float32) for line in outlines)
    distance = measure_distance(loops, NEAR_PX)
    marks = tuple(
        Mark(
            kind=each.kind,
            points=_keep_inside((thin(lay(each.line), MOST_POINTS, each.closed) - shift) * fit, distance, each.kind),
            width=float(np.clip(each.width * scale * shapes.SIDE_PX, 0.4, WIDEST_PX.get(each.kind, 120.0))),
            depth=each.depth,
            count=each.count,
            closed=each.closed,
        )
        for each in pattern.sewn
    )
    folds = [
        Fold(line=(lay(each.line) - shift) * fit, width=each.width * scale, height=each.height * scale, fade=each.fade)
        for each in pattern.folds
    ]
    return Draft(
        category=pattern.category, outlines=loops, marks=marks, folds=tuple(folds), light=light,
        seed=int(rng.integers(2**31)), facts=facts, parts=pattern.parts,
        landmarks={name: ((lay(line) - shift) * fit).astype(np.float32) for name, line in pattern.landmarks.items()},
    )  # fmt: skip


def _keep_inside(points: Line, distance: Floats, kind: Kind) -> NDArray[np.float32]:
    """Points (n, 2) of a mark, those beside the garment moved onto its edge; areas may reach beyond."""
    moved = points.copy()
    side = len(distance)
    for _ in range(0 if kind in AREAS else 3):
        place = np.clip(((moved + 0.5) * side).astype(int), 1, side - 2)
        beyond = np.maximum(-distance[place[:, 1], place[:, 0]], 0) / shapes.SIDE_PX
        right = distance[place[:, 1], place[:, 0] + 1] - distance[place[:, 1], place[:, 0] - 1]
        down = distance[place[:, 1] + 1, place[:, 0]] - distance[place[:, 1] - 1, place[:, 0]]
        size = np.maximum(np.hypot(right, down), 1e-6)
        moved += (beyond / size)[:, None] * np.column_stack([right, down])
    return moved.astype(np.float32)


def fill(outlines: tuple[NDArray[np.float32], ...], side_px: int) -> NDArray[np.uint8]:
    """The inside of outlines as 0 or 1 (side, side)."""
    plane = np.zeros((side_px, side_px), np.uint8)
    # cv2 counts from the first pixel's centre; `shift` keeps four binary digits behind the point
    loops = [np.round(((line + 0.5) * side_px - 0.5) * 16).astype(np.int32) for line in outlines]
    cv2.fillPoly(plane, loops, 1, cv2.LINE_8, 4)
    return plane


def measure_distance(outlines: tuple[NDArray[np.float32], ...], side_px: int = LARGE_PX) -> Floats:
    """Signed distance (side, side) to the outlines in px of 256, positive inside."""
    inside = fill(outlines, side_px)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    distance = distance - cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray((distance - 0.5 * np.sign(distance)) * (shapes.SIDE_PX / side_px), np.float32)


def _draw_waves(rng: np.random.Generator) -> NDArray[np.float64]:
    """Five slow waves over the canvas: direction × cycles, phase, heading of the shift."""
    angle, cycles = rng.uniform(0, 2 * np.pi, 5), rng.uniform(0.8, 2.4, 5)
    return np.column_stack(
        [cycles * np.cos(angle), cycles * np.sin(angle), rng.uniform(0, 2 * np.pi, 5), rng.uniform(0, 2 * np.pi, 5)]
    )


def _sway(points: Line, waves: NDArray[np.float64]) -> Line:
    """How the waves shift points (n, 2), each wave by up to one."""
    swing = np.sin(2 * np.pi * points @ waves[:, :2].T + waves[:, 2])
    return np.column_stack([swing @ np.cos(waves[:, 3]), swing @ np.sin(waves[:, 3])])
