"""Fills a sheet of any size with a swatch: blocks that agree where they overlap, joined along the path of least error.

Source: Efros & Freeman, "Image Quilting for Texture Synthesis and Transfer", SIGGRAPH 2001, §2.
Differs: the next block is the best of all, not a random one of the good, so that a swatch always gives the same sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.oklab import Floats

BLOCK_PX, OVERLAP_PX = 32, 8
STEP_PX = BLOCK_PX - OVERLAP_PX
EVEN = 0.02
"""A swatch that varies less than this is one tone."""


@dataclass(frozen=True, kw_only=True)
class Strips:
    """One strip of every block that a swatch has: `pixels` (N, n), and the sum of their squares, halved (N,)."""

    pixels: Floats
    halves: Floats

    def miss(self, laid: NDArray[Any]) -> Floats:
        """How far every block's strip is from what is laid in places (k, h, w), squared, halved, less a number that
        all blocks share (k, N)."""
        return np.asarray(self.halves - laid.reshape(len(laid), self.pixels.shape[1]) @ self.pixels.T, np.float32)


def weave(mix: NDArray[Any], side_px: int) -> Floats:
    """Fill a square sheet (side, side) with a swatch's mix (64, 64) by quilting.  Deterministic.

    Row by row, each a little behind the one above: blocks that do not touch are laid at once.
    """
    cloth = mix.astype(np.float32)
    if float(cloth.max() - cloth.min()) < EVEN:
        return np.full((side_px, side_px), cloth.mean(), np.float32)
    count = -(-(side_px - OVERLAP_PX) // STEP_PX)
    sheet = np.zeros((count * STEP_PX + OVERLAP_PX,) * 2, np.float32)
    blocks = sliding_window_view(cloth, (BLOCK_PX, BLOCK_PX))
    left, above = _cut(blocks[..., :OVERLAP_PX]), _cut(blocks[..., :OVERLAP_PX, :])
    above_right = _cut(blocks[..., :OVERLAP_PX, OVERLAP_PX:])  # the corner is the left strip's
    middle = (blocks.shape[0] // 2, blocks.shape[1] // 2)
    sheet[:BLOCK_PX, :BLOCK_PX] = blocks[middle]
    for wave in range(1, 3 * count - 2):
        rows = np.arange(max(0, -(-(wave - count + 1) // 2)), min(count - 1, wave // 2) + 1)
        columns = wave - 2 * rows
        views = [
            sheet[y : y + BLOCK_PX, x : x + BLOCK_PX] for y, x in zip(rows * STEP_PX, columns * STEP_PX, strict=True)
        ]
        laid, beside, below = np.stack(views), columns > 0, rows > 0
        missed = np.zeros((len(views), len(left.halves)), np.float32)
        missed[beside] += left.miss(laid[beside, :, :OVERLAP_PX])
        missed[below & beside] += above_right.miss(laid[below & beside, :OVERLAP_PX, OVERLAP_PX:])
        missed[~beside] += above.miss(laid[~beside, :OVERLAP_PX])
        best = np.unravel_index(missed.argmin(axis=1), blocks.shape[:2])
        for view, joined in zip(views, _join(laid, blocks[best], below, beside), strict=True):
            view[...] = joined
    return sheet[:side_px, :side_px]


def _cut(strips: NDArray[Any]) -> Strips:
    pixels = strips.reshape(strips.shape[0] * strips.shape[1], -1)
    return Strips(pixels=pixels, halves=np.asarray(0.5 * (pixels**2).sum(axis=1), np.float32))


def _join(laid: Floats, blocks: Floats, below: NDArray[np.bool_], beside: NDArray[np.bool_]) -> Floats:
    """Blocks (k, 32, 32) over what is laid, cut along the paths of least difference, softened by a pixel."""
    gap = (laid - blocks) ** 2
    paths = find_paths(np.concatenate([gap[:, :, :OVERLAP_PX], gap[:, :OVERLAP_PX].transpose(0, 2, 1)]))
    keep, known = np.ones_like(gap), np.zeros(gap.shape, bool)
    keep[beside, :, :OVERLAP_PX] *= paths[: len(gap)][beside]
    keep[below, :OVERLAP_PX] *= paths[len(gap) :][below].transpose(0, 2, 1)
    known[beside, :, :OVERLAP_PX], known[below, :OVERLAP_PX] = True, True
    share = np.where(known, np.stack([cv2.blur(each, (3, 3)) for each in keep]), 1)
    return np.asarray(blocks * share + laid * (1 - share), np.float32)


def find_paths(gaps: Floats) -> Floats:
    """1 to the right of the cheapest path from top to bottom through each gap, 0 to its left (k, n, overlap)."""
    number, height, width = gaps.shape
    cost = np.full((number, height, width + 2), np.inf, np.float32)  # a margin, so that no path leaves the gap
    cost[:, :, 1:-1] = gaps
    for row in range(1, height):
        before = cost[:, row - 1]
        cost[:, row, 1:-1] += np.minimum(np.minimum(before[:, :-2], before[:, 1:-1]), before[:, 2:])
    columns = np.empty((number, height), np.intp)
    for path, costs in zip(columns, cost.tolist(), strict=True):  # lists: a walk of single steps is quicker in them
        last = costs[-1]
        at = last.index(min(last))
        path[-1] = at
        for row in range(height - 2, -1, -1):
            near = costs[row][at - 1 : at + 2]
            at += near.index(min(near)) - 1
            path[row] = at
    return np.asarray(np.arange(1, width + 1) >= columns[..., None], np.float32)
