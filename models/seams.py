"""A garment's construction as lines: seams, stitches, collars, ribs, buttons; crisp at any size they are printed.

A shape code (`models/shape.py`) is a small picture: outline and folds come back from it, but a neckline, a placket or
a row of stitches is thinner than its pixels.  So what was sewn is kept as drawn lines, beside the code: `Mark`s with
points on the canvas.  Whoever changes a shape moves the points along (`move`).

Code: a mark is MARK_SIZE numbers, float16: kind, width, depth, count, closed, how many points, then up to MOST_POINTS
points (x, y), measured from the canvas's middle in canvas widths (−0.5..0.5), the rest zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from models.errors import InputError

Kind = Literal[
    "seam",  # two cloths sewn together: a fine groove with a lit lip
    "stitch",  # a row of stitches: dashes of thread; `count` rows, `width` apart
    "edge",  # one cloth over another (collar, placket, pocket, lapel): a lit edge, its shadow to the right of the path
    "rib",  # a ribbed band, `width` wide, centred on the path: collars, cuffs, hems
    "gather",  # short folds to the right of the path, `width` long: elastic waists, ruffles
    "fold",  # a soft fold along the path, `width` wide: lit on the left, dark on the right
    "button",  # `count` buttons spread over the path, `width` across
    "zip",  # teeth along the path, `width` wide
    "cord",  # something raised along the path, `width` thick: laces, drawstrings, straps
    "opening",  # a closed area through which the inside of the back is seen: necklines, waistbands, shoes
    "panel",  # a closed area in the accent colour: contrast collars, cuffs, soles
]
KINDS: tuple[Kind, ...] = get_args(Kind)
AREAS: frozenset[Kind] = frozenset({"opening", "panel"})
MOST_POINTS, MOST_MARKS = 16, 96
HEAD = 6
MARK_SIZE = HEAD + 2 * MOST_POINTS
FARTHEST = 0.75
"""How far from the middle a point may lie, canvas widths."""
Points = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Mark:
    """One line or area: `points` float32 (n, 2), x and y from the canvas's middle in canvas widths, joined by a smooth
    curve (a corner where a point stands twice); `width` in px of 256; `depth` 0..1, how strongly it shows; `count` of
    what comes in numbers."""

    kind: Kind
    points: Points
    width: float = 2.0
    depth: float = 0.5
    count: int = 1
    closed: bool = False


def write_marks(marks: Sequence[Mark]) -> bytes:
    """The code of some marks, little-endian float16; b"" for none.  Raises InputError when there are too many."""
    if len(marks) > MOST_MARKS:
        raise InputError(f"A garment has at most {MOST_MARKS} lines.", "Leave the finest out.")
    rows = np.zeros((len(marks), MARK_SIZE), np.float32)
    for row, mark in zip(rows, marks, strict=True):
        number = len(mark.points)
        if not 0 < number <= MOST_POINTS:
            raise InputError(f"A line has 1 to {MOST_POINTS} points.", "Draw it with fewer.")
        row[:HEAD] = KINDS.index(mark.kind), mark.width, mark.depth, mark.count, mark.closed, number
        row[HEAD : HEAD + 2 * number] = np.clip(mark.points, -FARTHEST, FARTHEST).ravel()
    return rows.astype("<f2").tobytes()


def read_marks(code: bytes) -> tuple[Mark, ...]:
    """The marks of a code.  Raises InputError when it is none."""
    wrong = InputError("These construction lines are not a design's.", "Choose the design again.")
    if len(code) % (2 * MARK_SIZE) or len(code) > 2 * MARK_SIZE * MOST_MARKS:
        raise wrong
    rows = np.frombuffer(code, "<f2").astype(np.float32).reshape(-1, MARK_SIZE)
    if not np.isfinite(rows).all():
        raise wrong
    marks = []
    for row in rows:
        kind, width, depth, count, closed, number = (float(value) for value in row[:HEAD])
        points = row[HEAD:].reshape(-1, 2)[: int(number)]
        whole = all(value == int(value) for value in (kind, count, closed, number))
        fits = 0 <= kind < len(KINDS) and 0 < width <= 128 and 0 <= depth <= 1 and 1 <= count <= 64
        if not (whole and fits and closed in (0, 1) and 0 < number <= MOST_POINTS):
            raise wrong
        if float(np.abs(points).max()) > FARTHEST + 1e-3:
            raise wrong
        marks.append(
            Mark(
                kind=KINDS[int(kind)], points=points.copy(), width=width, depth=depth, count=int(count),
                closed=bool(closed),
            )
        )  # fmt: skip
    return tuple(marks)


def move(marks: Sequence[Mark], carry: Callable[[Points], Points]) -> tuple[Mark, ...]:
    """The marks with their points carried along: `carry` maps (n, 2) to (n, 2), canvas widths from the middle."""
    return tuple(replace(mark, points=np.asarray(carry(mark.points), np.float32)) for mark in marks)
