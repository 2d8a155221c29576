"""What can be seen in pictures, by a judge who knows the shop: which kind, which colour, which pattern.

The judge has learned from the catalogue's own pictures and attributes, and says of a new picture what the products
that look like it are: its kind by the encoder, its colour by sight, in the shop's own words for colours.  Inks and
patterns it reads off the picture itself (`segments.eyesight`), where the products' pictures are at hand; else the
encoder has to do.  Looked at the catalogue itself, each product by all others, it says how good a judge it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.claims import find_claims
from models.colour_names import NAMED
from models.oklab import to_oklab
from models.pictures import flatten
from segments.eyesight import Glance, PatternEye
from segments.habits import PATTERNS, Traits
from segments.index import ProductIndex
from segments.swatches import read_swatch

Floats = NDArray[np.float32]
NEIGHBOURS = 9
"""Products that look most like a picture; what some of them are, it may be."""
VOTES = 7
"""Products of the most similar colour that say what it is called."""
HUE_COUNTS = np.array([1.0, 1.8, 1.8], np.float32)
"""A name is a matter of hue more than of lightness."""
NEAR_NAMES = 6
"""Of the trade's names for colours, so many may be said of one colour: lilac and mauve are a matter of light."""
_TRADE = to_oklab(np.array([named.rgb for named in NAMED], np.uint8)) * HUE_COUNTS
_NAMES = tuple(named.name for named in NAMED)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sight:
    """What the judge sees in n pictures."""

    kinds: tuple[frozenset[str], ...]
    """Kinds of garments that each may be, in lower case."""
    patterns: tuple[frozenset[str], ...]
    named: tuple[str, ...]
    """The shop's word for the main colour of each, "" where it has none."""
    trade: tuple[frozenset[str], ...]
    """The trade's names that its main colour may have, or either ink of a pattern."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Judge:
    """Knows products: centred vectors (n, d), main colours, kinds and the shop's words for colours, "" unknown."""

    centred: Floats
    traits: Traits
    kinds: Sequence[str]
    colours: Sequence[str]
    glances: Sequence[Glance] = ()
    """What is read off the products' pictures, one each; () where there are none."""
    lessons: Sequence[tuple[Glance, str]] = ()
    """What is read off further garments, and their kinds of pattern."""

    def look(
        self, centred: Floats, rgb: NDArray[np.uint8], itself: bool = False, glances: Sequence[Glance] = ()
    ) -> Sight:
        """What is seen in pictures with these vectors (n, d) and main colours (n, 3), and what was read off them.

        `itself`: they are the catalogue's own, in order, and each is looked at as if it were not in there.
        """
        skip = int(itself)
        rows = self._index.search(centred, NEIGHBOURS + skip)[0][:, skip:]
        patterns = np.array([PATTERNS[row] if row >= 0 else "" for row in self.traits.pattern])
        seen = tuple(frozenset(patterns[near].tolist()) for near in rows)
        lab = to_oklab(rgb) * HUE_COUNTS
        read = self.glances if itself else glances
        if read and self._eye is not None:
            seen = self._eye.own if itself else self._eye.see(np.stack([each.signs for each in read]))
        return Sight(
            kinds=tuple(frozenset(self.kinds[row].lower() for row in near) for near in rows),
            patterns=seen,
            named=tuple(self._name(each, row if itself else -1) for row, each in enumerate(lab)),
            trade=tuple(_ink_names(each) for each in read) if read else tuple(_trade_names(each) for each in lab),
        )

    def agrees(self, title: str, sight: Sight, row: int) -> tuple[bool, ...]:
        """For the kind, the main colour and the pattern that a title claims, as far as it does: are they seen?"""
        held = []
        claims = find_claims(title)
        kind = next((claim for claim in claims if claim.kind == "category" and claim.value), None)
        if kind is not None:
            held.append(kind.value.lower() in sight.kinds[row])
        colour = next((claim for claim in claims if claim.kind == "colour" and claim.value), None)
        if colour is not None:
            held.append(colour.value in sight.trade[row])
        pattern = next((claim for claim in claims if claim.kind == "pattern" and claim.value), None)
        if pattern is not None:
            held.append(pattern.value in sight.patterns[row])
        return tuple(held)

    @cached_property
    def _eye(self) -> PatternEye | None:
        """Who tells patterns; None where the shop has too few of them to learn from."""
        names = [PATTERNS[row] if row >= 0 else "" for row in self.traits.pattern]
        try:
            return PatternEye(np.stack([each.signs for each in self.glances]), names, self.lessons)
        except ValueError:
            return None

    @cached_property
    def _index(self) -> ProductIndex:
        return ProductIndex.build(self.centred)

    @cached_property
    def _lab(self) -> Floats:
        return np.asarray(to_oklab(self.traits.rgb) * HUE_COUNTS, np.float32)

    def _name(self, lab: Floats, without: int) -> str:
        """The shop's word for a colour: what most of the products of that colour say."""
        gap = np.linalg.norm(self._lab - lab, axis=1)
        gap[[row for row, word in enumerate(self.colours) if not word]] = np.inf
        if without >= 0:
            gap[without] = np.inf
        near = np.argsort(gap, kind="stable")[:VOTES]
        votes: dict[str, float] = {}
        for row in near[np.isfinite(gap[near])]:
            votes[self.colours[row]] = votes.get(self.colours[row], 0.0) + 1 / (0.02 + float(gap[row]))
        return max(votes, key=lambda word: votes[word]) if votes else ""


def read_main(picture: Image.Image) -> tuple[int, int, int]:
    """The main colour of a picture, as the import reads it from a product's."""
    swatch = read_swatch(flatten(picture))
    red, green, blue = (int(value) for value in swatch.rgb[int(swatch.shares.argmax())])
    return red, green, blue


def _ink_names(read: Glance) -> frozenset[str]:
    inks = to_oklab(np.array(read.inks, np.uint8)) * HUE_COUNTS
    return frozenset().union(*(_trade_names(ink) for ink in inks))


def _trade_names(lab: Floats) -> frozenset[str]:
    near = np.argsort(np.linalg.norm(_TRADE - lab, axis=1), kind="stable")[:NEAR_NAMES]
    return frozenset(_NAMES[row] for row in near)
