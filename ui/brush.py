"""From paint to strokes: what was painted over the photo becomes lines that the masker can follow and repeat.

The editor hands back layers of pixels, in its own size.  Each colour's paint is covered with discs, largest first, and
neighbouring discs of about one size are joined to a line.  All in fractions of the photo, so the size does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.types import Stroke

KEEP_COLOUR = "#1f9d61"
REMOVE_COLOUR = "#e5383b"
CANVAS_PX = 512
"""Longest side on which paint is traced; a stroke's place is exact to about 1/500 of the photo."""
MAX_DISCS = 400
"""For each colour and layer; a photo painted all over needs fewer."""
NEWS = 0.4
"""The share of a line's pixels that no thicker line has covered; below it the line says nothing new."""
OPAQUE = 96
"""Alpha from which a pixel counts as painted; the soft rim of a brush does not."""

Disc = tuple[float, float, float]
"""x, y and radius, in pixels of the tracing canvas."""


def trace_layers(layers: Iterable[Image.Image]) -> tuple[Stroke, ...]:
    """The strokes painted on the editor's layers (RGBA, any size): keep in green, remove in red."""
    strokes: list[Stroke] = []
    for layer in layers:
        rgba = _shrink(layer)
        painted = rgba[..., 3] >= OPAQUE
        red = rgba[..., 0].astype(np.int16) > rgba[..., 1]
        strokes += _trace(painted & ~red, "keep")
        strokes += _trace(painted & red, "remove")
    return tuple(strokes)


def _shrink(layer: Image.Image) -> NDArray[np.uint8]:
    scale = min(1.0, CANVAS_PX / max(layer.size))
    size = (max(1, round(layer.width * scale)), max(1, round(layer.height * scale)))
    return np.asarray(layer.convert("RGBA").resize(size, Image.Resampling.BOX))


def _trace(painted: NDArray[np.bool_], kind: Literal["keep", "remove"]) -> list[Stroke]:
    """Strokes that cover the painted pixels (h, w) and hardly anything else."""
    height, width = painted.shape
    covered = np.zeros((height, width), np.uint8)
    strokes = []
    for chain in _chain(_cover(painted), painted):
        radius = float(np.median([r for _, _, r in chain]))
        swept = np.zeros_like(covered)
        pixels = np.round([(x, y) for x, y, _ in chain]).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(swept, [pixels], False, 1, max(1, round(2 * radius)))
        for end in (pixels[0, 0], pixels[-1, 0]):
            cv2.circle(swept, (int(end[0]), int(end[1])), max(1, round(radius)), 1, cv2.FILLED)
        if (swept & ~covered).sum() < NEWS * swept.sum():
            continue  # the rim of a line that is there already
        covered |= swept
        points = tuple(
            (round(min(1.0, x / max(1, width - 1)), 4), round(min(1.0, y / max(1, height - 1)), 4)) for x, y, _ in chain
        )
        strokes.append(Stroke(kind=kind, points=points, width=round(min(1.0, 2 * radius / max(height, width)), 4)))
    return strokes


def _cover(painted: NDArray[np.bool_]) -> list[Disc]:
    """Discs inside the paint, the largest first, a little apart, until every painted pixel is near one."""
    padded = np.pad(painted.astype(np.uint8), 1)
    room = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1]
    open_room = np.where(painted, room, 0).astype(np.float32)
    discs: list[Disc] = []
    while len(discs) < MAX_DISCS:
        _, radius, _, (x, y) = cv2.minMaxLoc(open_room)
        if radius < 1:
            break
        discs.append((float(x), float(y), float(radius)))
        # A little more than the disc counts as done: the line that joins neighbours covers the rim between them.
        cv2.circle(open_room, (int(x), int(y)), max(1, round(1.2 * radius)), 0.0, cv2.FILLED)
    return discs


def _chain(discs: list[Disc], painted: NDArray[np.bool_]) -> list[list[Disc]]:
    """Discs in lines: each goes on to the nearest free one of similar size that paint connects it with."""
    free = list(discs)
    chains: list[list[Disc]] = []
    while free:
        chain = [free.pop(0)]
        for _ in range(2):  # grow from one end, then from the other
            chain.reverse()
            while (index := _next(chain[-1], free, painted)) is not None:
                chain.append(free.pop(index))
        chains.append(chain)
    return chains


def _next(end: Disc, free: list[Disc], painted: NDArray[np.bool_]) -> int | None:
    x, y, radius = end
    near = sorted(range(len(free)), key=lambda i: (free[i][0] - x) ** 2 + (free[i][1] - y) ** 2)
    for index in near[:6]:
        other_x, other_y, other_radius = free[index]
        distance = float(np.hypot(other_x - x, other_y - y))
        alike = 0.6 <= other_radius / radius <= 1.67
        if alike and distance <= 2.5 * max(radius, other_radius) and _joined(end, free[index], painted):
            return index
    return None


def _joined(a: Disc, b: Disc, painted: NDArray[np.bool_]) -> bool:
    """Whether the straight line between two discs runs over paint only."""
    steps = max(2, int(np.hypot(b[0] - a[0], b[1] - a[1])))
    xs = np.linspace(a[0], b[0], steps).round().astype(int)
    ys = np.linspace(a[1], b[1], steps).round().astype(int)
    return bool(painted[ys, xs].all())
