"""Cuts what the prior dreamt: its outline, drawn with a steady hand, and the seams of the patterns nearest to it.

The flow finds silhouettes and proportions, but of folds and seams it has learned too little: they come out as noise.
So, as a tailor does, the dreamt outline is cut from patterns that are known: blends of several garments of its kind.
Nearby patterns pull the outline straight, and the nearest gives collar, placket, pockets and folds, carried over to the
new outline.  A dreamt print is as blurred as the folds; the nearest print that is known, drawn by us, takes its place.

Shape legend: M patterns, P prints; planes are 64×64, as in `models/shape.py`.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import CATEGORIES, PATTERN_SIZE
from models.shape import COARSE, FINE

Floats = NDArray[np.float32]
PLANE = FINE * FINE
SYMMETRIC = frozenset(CATEGORIES) - {"Shoes", "Hat"}
"""Kinds that are the same on both sides."""
PULL = (0.5, 0.9)
"""How far an outline is pulled towards the patterns: one that lies on them, and one that is like none ..."""
FAR = 16.0
"""... from this distance on (norm of the planes)."""
NEAREST = 3
REACH = 4.0
"""Distance of outlines (norm of the planes) at which a pattern counts a third of one that fits."""
STEADY = 1.1
"""Blur of the dreamt distance, px of 64."""
SECOND = 0.35
"""How much of the second pattern's folds is added."""


class Tailor:
    """Knows patterns, shape codes (M, 9216) with the category's number of each (M,), and prints (P, 448)."""

    def __init__(
        self, codes: NDArray[np.floating], kinds: NDArray[np.integer], prints: NDArray[np.floating] | None = None
    ) -> None:
        self._codes, self._kinds = codes.astype(np.float32), kinds
        self._prints = np.zeros((0, PATTERN_SIZE), np.float32) if prints is None else prints.astype(np.float32)
        self._outlines = self._codes[:, :PLANE].reshape(-1, FINE, FINE)

    def cut(self, code: Floats, category: str, start: Floats | None = None, change: float = 1.0) -> Floats:
        """The shape code (9216,) of a dreamt one; as it was where no pattern of the kind is known.

        A variation of `start` (9216,) keeps its folds and seams, and as much of its outline as `change` leaves it.
        """
        rows = np.flatnonzero(self._kinds == CATEGORIES.index(category)) if category in CATEGORIES else np.zeros(0, int)
        if not len(rows):
            return code
        dreamt = cv2.GaussianBlur(code[:PLANE].reshape(FINE, FINE), (0, 0), STEADY)
        if category in SYMMETRIC:
            dreamt = (dreamt + dreamt[:, ::-1]) / 2
        gaps = np.linalg.norm((self._outlines[rows] - dreamt).reshape(len(rows), -1), axis=1)
        near = np.argsort(gaps, kind="stable")[:NEAREST]
        weight = np.exp(-(gaps[near] - gaps[near[0]]) / REACH)
        rows, weight = rows[near], weight / weight.sum()
        pattern = np.tensordot(weight, self._outlines[rows], 1)
        low, high = PULL
        pull = low + (high - low) * min(1.0, float(gaps[near[0]]) / FAR)
        outline = np.asarray(pull * pattern + (1 - pull) * dreamt, np.float32)
        if start is not None:
            outline = np.asarray(change * outline + (1 - change) * start[:PLANE].reshape(FINE, FINE), np.float32)
            return np.concatenate([outline.ravel(), _fit(start, outline).ravel(), start[2 * PLANE :]])
        relief = _fit(self._codes[rows[0]], outline)
        if len(rows) > 1:
            relief = (1 - SECOND / 2) * relief + SECOND * _fit(self._codes[rows[1]], outline)[:, ::-1]
        return np.concatenate([outline.ravel(), relief.ravel(), np.zeros(COARSE * COARSE)]).astype(np.float32)

    def weave(self, dreamt: Floats, own: Floats | None = None) -> Floats:
        """The known print (448,) that is most like a dreamt one (448,), wherever its motifs lie; `own` counts as known.

        The dreamt one itself where none is known.
        """
        known = self._prints if own is None else np.concatenate([self._prints, own[None].astype(np.float32)])
        if not len(known):
            return dreamt
        rhythms, wanted = _rhythm(known), _rhythm(dreamt[None])[0]
        usual = rhythms.mean(0)
        apart = rhythms - usual
        alike = apart @ (wanted - usual) / np.linalg.norm(apart, axis=1).clip(1e-6)
        return np.asarray(known[int(np.argmax(alike))], np.float32)


def _rhythm(prints: Floats) -> Floats:
    """What of prints (P, 448) does not change when the cloth is moved: each channel's spectrum, of length 1 (P, n)."""
    spectrum = np.abs(np.fft.rfft2(prints.reshape(len(prints), -1, 8, 8)))
    spectrum[:, :, 0, 0] *= 0.5
    flat = spectrum.reshape(len(prints), -1)
    return np.asarray(flat / np.linalg.norm(flat, axis=1, keepdims=True).clip(1e-6), np.float32)


def _fit(pattern: Floats, outline: Floats) -> Floats:
    """The relief (64, 64) of a pattern (9216,), stretched from its own outline to another one."""
    own = pattern[:PLANE].reshape(FINE, FINE) > 0
    across, down = _stretch(own, outline > 0), _stretch(own.T, (outline > 0).T).T.copy()
    relief = pattern[PLANE : 2 * PLANE].reshape(FINE, FINE)
    return np.asarray(cv2.remap(relief, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _stretch(own: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> Floats:
    """Where in `own` each point of `wanted` is found along its line (64, 64), smooth from line to line."""
    at = np.arange(FINE, dtype=np.float32)
    found = np.tile(at, (FINE, 1))
    for line in range(FINE):
        here, there = np.flatnonzero(own[line]), np.flatnonzero(wanted[line])
        if len(here) > 1 and len(there) > 1:
            found[line] = here[0] + (at - there[0]) * (here[-1] - here[0]) / (there[-1] - there[0])
    return np.asarray(cv2.GaussianBlur(found, (1, 9), 2.0).clip(0, FINE - 1), np.float32)
