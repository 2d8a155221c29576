"""Trues a garment's outline: a cut-out's ragged edge becomes the line that a cutter would have drawn.

A mask of a photo trembles where garment and ground look alike.  Corners and curves of the cut bend one way and stay;
only where the edge swings to and fro within a few centimetres is it brought to its own middle line.

Source: Taubin, "Curve and Surface Smoothing without Shrinkage", ICCV 1995 (a filter that leaves slow curves alone).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

FINER = 4
"""How much finer than pixels an outline is filled again."""
JAG_PX, NEAR_PX = 1.2, 30.0
"""Gaussian σ along the outline: of pixel steps, which always go; of what counts as one place."""
SWINGS = ((9.0, 0.026, 0.05), (15.0, 0.034, 0.05))
"""Gaussian σ of the middle line; how many swings about it a px a cut has at most, and how many a ragged mask has."""
LEAST_SWING_PX = 0.6
"""Swings of the outline about its middle line that are smaller are left alone."""
SMALLEST = 0.002
"""Islands and holes of a smaller share of the garment are specks of the mask and go."""
SHORTEST_PX = 16
DEEPEST_PX = 12.0
"""A hole all of which lies farther inside is a light print that the mask took for ground."""


def true_outline(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A cut-out's opacity (h, w) with a trued outline."""
    inside = np.asarray(alpha > 127, np.uint8)
    found, tree = cv2.findContours(inside, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not found:
        return alpha
    least = SMALLEST * np.count_nonzero(inside)
    deep = _measure_depth(found, tree[0], inside)
    canvas = np.zeros((alpha.shape[0] * FINER, alpha.shape[1] * FINER), np.uint8)
    order = sorted(range(len(found)), key=lambda number: tree[0][number][3] >= 0)  # outlines first, then their holes
    for number in order:
        points = found[number][:, 0].astype(np.float32)
        if cv2.contourArea(found[number]) < least or len(points) < SHORTEST_PX:
            continue
        hole = tree[0][number][3] >= 0
        if hole and deep[points[:, 1].astype(int), points[:, 0].astype(int)].min() > DEEPEST_PX:
            continue
        line = true_line(widen(points, inside))
        pixels = np.round((line + 0.5) * FINER * 16 - 8).astype(np.int32)
        cv2.fillPoly(canvas, [pixels], 0 if hole else 255, cv2.LINE_AA, 4)
    if not canvas.any():
        return alpha
    return np.asarray(cv2.resize(canvas, alpha.shape[::-1], interpolation=cv2.INTER_AREA), np.uint8)


def _measure_depth(found: Sequence[NDArray[Any]], tree: NDArray[Any], inside: NDArray[np.uint8]) -> Floats:
    """How far (px) every pixel is from the ground outside of the garment, holes aside."""
    whole = np.zeros_like(inside)
    outer = [line for line, place in zip(found, tree, strict=True) if place[3] < 0]
    cv2.drawContours(whole, outer, -1, 1, cv2.FILLED)
    return np.asarray(cv2.distanceTransform(np.pad(whole, 1), cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)


def widen(points: Floats, inside: NDArray[np.uint8]) -> Floats:
    """Border pixels' centres (n, 2) moved to the edge between inside and outside, half a pixel away."""
    field = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 1.0)
    x, y = points.astype(int).T
    slope = np.stack([cv2.Sobel(field, cv2.CV_32F, 1, 0)[y, x], cv2.Sobel(field, cv2.CV_32F, 0, 1)[y, x]], 1)
    away = slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-3)
    return np.asarray(points - 0.5 * inside[y, x, None] * away + 0.5 * (1 - inside[y, x, None]) * away, np.float32)


def true_line(points: Floats) -> Floats:
    """A closed line (n, 2) in px, a point about every px, with its tremor taken out, fine before coarse."""
    line = _smooth(_space_evenly(points), JAG_PX)
    for sigma_px, few, many in SWINGS:
        middle = 2 * _smooth(line, sigma_px) - _smooth(_smooth(line, sigma_px), sigma_px)
        along = np.roll(middle, -1, 0) - np.roll(middle, 1, 0)
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
        off = line - middle
        swings = count_swings(np.asarray(off[:, 1] * along[:, 0] - off[:, 0] * along[:, 1], np.float32))
        share = _smooth(np.clip((swings - few) / (many - few), 0, 1)[:, None], sigma_px)
        line = np.asarray(line + share * (middle - line), np.float32)
    return line


def count_swings(swing: Floats) -> Floats:
    """How often a px the outline changes from one side of its middle line to the other, near every point (n,)."""
    far = np.flatnonzero(np.abs(swing) > LEAST_SWING_PX)
    crossed = np.zeros((len(swing), 1), np.float32)
    if len(far) > 1:
        sides = np.sign(swing[far])
        crossed[far[sides != np.roll(sides, 1)], 0] = 1
    return np.asarray(_smooth(crossed, NEAR_PX)[:, 0], np.float32)


def _space_evenly(points: Floats) -> Floats:
    closed = np.vstack([points, points[:1]])
    at = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    places = np.linspace(0, at[-1], max(SHORTEST_PX, round(at[-1])), endpoint=False)
    return np.stack([np.interp(places, at, closed[:, axis]) for axis in (0, 1)], axis=1).astype(np.float32)


def _smooth(line: Floats, sigma_px: float) -> Floats:
    """A Gaussian blur along a closed line (n, d)."""
    frequency = np.fft.rfftfreq(len(line))[:, None]
    spectrum = np.fft.rfft(line, axis=0) * np.exp(-2 * (np.pi * frequency * sigma_px) ** 2)
    return np.asarray(np.fft.irfft(spectrum, len(line), axis=0), np.float32)
