"""What is seen in a picture without any encoder: the inks of a garment, and what kind of pattern it has.

The compact encoder hardly tells dots from flowers, and a small picture runs two inks into one.  So inks are read at
256 px, and kinds of patterns by signs that are measured in the picture (`models.pattern_signs`: how even it is, which
way its edges run, whether it repeats), learned from a catalogue's own pictures and words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from models.design import Rgb
from models.oklab import distance, from_oklab, to_oklab
from models.pattern_signs import read_signs
from segments.demo import find_picture
from segments.snapshot import Snapshot

Floats = NDArray[np.float32]
SIDE_PX = 256
RIM_PX = 7
"""Diameter of the brush that takes the outline off before inks are read."""
UNLIKE_GROUND = 0.07
"""So far from the ground in OKLab, a pixel of a picture without alpha is product."""
FAR = 0.1
"""So far from the main ink in OKLab, a pixel may be another ink."""
LEAST_INK = 0.02
"""Of the garment that a second ink covers."""
ROUNDS = 4
PENALTY = 0.3
"""C of the logistic regression: 0.97 of the demo shop's patterns are told then, 0.94 at a tenth of it."""
FOLDS = 5
SEEN = 0.25
"""From this chance on a kind of pattern counts as seen."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Glance:
    """What is read off one picture."""

    inks: tuple[Rgb, ...]
    """One or two, the larger first."""
    signs: Floats
    """(54,): see `models.pattern_signs`."""


def glance(picture: Image.Image) -> Glance:
    """Read a picture of one product; a clear ground, or one colour around the product, is left out.  Deterministic."""
    small = picture.convert("RGBA").resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    rgba = np.asarray(small)
    lab = to_oklab(rgba[..., :3])
    inside = rgba[..., 3] > 127
    if inside.all():
        rim = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
        inside = distance(lab, np.median(rim, axis=0)) > UNLIKE_GROUND
    if not inside.any():
        inside = np.ones_like(inside)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (RIM_PX, RIM_PX))
    inner = cv2.erode(inside.astype(np.uint8), brush, borderValue=0) > 0
    return Glance(inks=_read_inks(lab[inner if inner.any() else inside]), signs=read_signs(lab, inside))


def _read_inks(lab: Floats) -> tuple[Rgb, ...]:
    """The one or two inks of pixels (n, 3), by two medians that each draw the pixels nearest to them."""
    main = np.median(lab, axis=0)
    other = distance(lab, main) > FAR
    for _ in range(ROUNDS):
        if not LEAST_INK <= other.mean() < 1:
            return (_rgb(main),)
        main, second = np.median(lab[~other], axis=0), np.median(lab[other], axis=0)
        other = distance(lab, second) < distance(lab, main)
    if not LEAST_INK <= other.mean() < 1:
        return (_rgb(main),)
    inks = _rgb(main), _rgb(second)
    return inks if other.mean() <= 0.5 else inks[::-1]


def read_glances(snapshot: Snapshot) -> list[Glance]:
    """What is read off each product's picture; [] unless all of them are at hand, as the demo shop's are."""
    paths = [find_picture(snapshot, str(name)) for name in snapshot.products()["image"].to_list()]
    read: list[Glance] = []
    for path in paths:
        if path is None:
            return []
        with Image.open(path) as picture:
            read.append(glance(picture))
    return read


class PatternEye:
    """Tells kinds of patterns by signs."""

    def __init__(self, signs: Floats, patterns: Sequence[str], lessons: Sequence[tuple[Glance, str]] = ()) -> None:
        """Learn from products: signs (n, 54) and what each is called, "" unknown; and from further `lessons`.  Kinds
        with fewer than five products are not learned from them.  Raises ValueError when fewer than two are left."""
        counts = Counter(patterns)
        rows = [row for row, name in enumerate(patterns) if name and counts[name] >= FOLDS]
        named = np.array([patterns[row] for row in rows])
        if len(set(named.tolist())) < 2:
            raise ValueError("too few kinds of patterns")
        self._net: Pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=PENALTY, max_iter=1000))
        held = cross_val_predict(self._net, signs[rows], named, cv=FOLDS, method="predict_proba")
        self._learn(signs[rows], named)
        chances = np.asarray(self._net.predict_proba(signs), float)
        chances[rows] = held
        self.own = tuple(self._name(row) for row in chances)
        """What is seen in each of the products, by what was learned from other ones."""
        if lessons:
            drawn, said = zip(*((each.signs, kind) for each, kind in lessons), strict=True)
            self._learn(np.concatenate([signs[rows], np.stack(drawn)]), np.concatenate([named, np.array(said)]))

    def _learn(self, signs: Floats, patterns: NDArray[np.str_]) -> None:
        self._net.fit(signs, patterns)
        self._kinds = [str(name) for name in self._net.classes_]

    def see(self, signs: Floats) -> tuple[frozenset[str], ...]:
        """The kinds that each picture with signs (n, 54) may be; one at least."""
        return tuple(self._name(row) for row in self._net.predict_proba(signs))

    def _name(self, chances: NDArray[np.floating]) -> frozenset[str]:
        best = int(chances.argmax())
        return frozenset(kind for place, kind in enumerate(self._kinds) if place == best or chances[place] >= SEEN)


def _rgb(lab: NDArray[np.floating]) -> Rgb:
    red, green, blue = (int(value) for value in from_oklab(np.asarray(lab, np.float32)))
    return red, green, blue
