"""Cuts what the prior dreamt from drafted patterns, stretched to its proportions.

The flow finds kinds, silhouettes and proportions, but of folds and seams it has learned too little: they come out as
noise, and so do corners.  So, as a tailor does, the pattern nearest to the dreamt outline is taken from a book of
drafted ones (`models/backends/warhol_patterns.py`), and stretched along and across until it has the dream's
proportions: outline, folds and construction lines by one map, so that hems stay at the hem.  A dreamt print is as
blurred as the folds; the nearest print that is known, drawn by us, takes its place.

Shape legend: M patterns, P prints; planes are 64×64, as in `models/shape.py`.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.backends.warhol_patterns import Patterns
from models.backends.warhol_stretch import PLANE, find_stretch, stretch_marks, stretch_shape
from models.design import CATEGORIES, PATTERN_SIZE
from models.oklab import Floats
from models.seams import Mark
from models.shape import FINE

SYMMETRIC = frozenset(CATEGORIES) - {"Shoes", "Hat"}
"""Kinds that are the same on both sides."""
PULL = 0.8
"""How far a pattern is stretched towards the dream's proportions."""
NEAR = 4.0
"""Distance of outlines (norm of the planes) at which a pattern is picked a third as often as one that fits."""
STEADY = 1.1
"""Blur of the dreamt distance, px of 64."""
NEW_CUT = 0.6
"""A variation that changes this much is cut from the book again; with less, the start itself is stretched."""
WHOLE = (0.04, 0.85)
"""Share of the canvas that a garment covers; what does not is no start to stretch."""


class Piece(NamedTuple):
    """A shape code (9216,) and the construction lines on it."""

    code: Floats
    marks: tuple[Mark, ...] = ()


class Tailor:
    """Knows drafted patterns (M) and prints (P, 448)."""

    def __init__(self, patterns: Patterns, prints: NDArray[np.floating] | None = None) -> None:
        self._patterns = patterns
        self.prints = np.zeros((0, PATTERN_SIZE), np.float32) if prints is None else prints.astype(np.float32)

    def cut(self, code: Floats, category: str, start: Piece | None = None, change: float = 1.0, seed: int = 0) -> Piece:
        """A dreamt shape code (9216,) as a garment; as it was where no pattern of its kind is known.

        Of patterns that are about as near the `seed` picks one, so that a range has more necklines than one.
        A variation of `start` is the start, stretched by `change` of the way; from NEW_CUT on it is cut anew.
        """
        known = self._patterns
        rows = known.of_kind(category)
        if not len(rows):
            return Piece(code)
        dreamt = np.asarray(cv2.GaussianBlur(code[:PLANE].reshape(FINE, FINE), (0, 0), STEADY), np.float32)
        two_sided = category in SYMMETRIC
        if two_sided:
            dreamt = np.asarray((dreamt + dreamt[:, ::-1]) / 2, np.float32)
        if start is not None and change < NEW_CUT and _is_whole(start.code):
            return start if change == 0 else _stretch(start, dreamt, change, two_sided)
        gaps = np.linalg.norm((known.outlines[rows] - dreamt).reshape(len(rows), -1), axis=1)
        odds = np.exp(-(gaps - gaps.min()) / NEAR).cumsum()
        chance = np.random.default_rng((seed, 5)).random() * odds[-1]
        row = int(rows[int(np.searchsorted(odds, chance))])
        return _stretch(Piece(known.code(row), known.marks[row]), dreamt, PULL, two_sided)

    def weave(self, dreamt: Floats, own: Floats | None = None, among: NDArray[np.integer] | None = None) -> Floats:
        """The known print (448,) that is most like a dreamt one (448,), wherever its motifs lie; `own` counts as known.

        With `among`, one of these prints.  The dreamt one itself where none is known.
        """
        known = self.prints if own is None else np.concatenate([self.prints, own[None].astype(np.float32)])
        known = known if among is None else self.prints[among]
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


def _is_whole(code: Floats) -> bool:
    low, high = WHOLE
    return low < float((code[:PLANE] > 0).mean()) < high


def _stretch(piece: Piece, dreamt: Floats, share: float, two_sided: bool) -> Piece:
    stretch = find_stretch(piece.code[:PLANE].reshape(FINE, FINE), dreamt, share, two_sided)
    return Piece(stretch_shape(piece.code, stretch), stretch_marks(piece.marks, stretch))
