"""What an audience buys, in plain facts that a generator of designs can keep to: kinds, colours, patterns and cloths.

A taste is a direction in an encoder's space, and what the encoder hardly sees (a small one: colours) is lost in it.
Habits are counted: what was bought, weighted towards the products that look like the taste, so that each interest of an
audience has its own; and a value counts the more, the more of it this audience buys than everybody does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.claims import find_claims
from models.design import CATEGORIES, Rgb
from models.imagining import Habits
from models.surface_names import SURFACES, SurfaceName
from models.wording import PatternKind
from segments.colours import name_colours

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

SHARPNESS = 4.0
"""A product counts exp(this × cosine to the taste) times as much."""
LEAST_SHARE = 0.04
"""Of a value that is kept."""
LIFTED, SURELY_LIFTED, ENOUGH = 1.5, 2.5, 30.0
"""The power of a value's lift (its share over everybody's) that its share is multiplied by: what an audience buys more
of than others counts, not what everybody buys.  The second holds for many different products, the first for few, where
a lift may be chance; with so many products it is half-way."""
SMALL = 0.02
"""Added to both shares of a lift, so that rare values do not count for chance."""
BLURRED = 0.1
"""What the tone of a patterned product counts: seen small, its inks run together."""
TONES = 3
"""Of a named colour so many bought tones are kept."""
LEAST_NAMED = 0.03
"""When fewer products' words name a pattern, words say nothing about it in this shop."""
NOT_SAID = -1
SMOOTH = len(SURFACES)
KNITS = {"Longsleeve": "chunky knit", "Hat": "chunky knit", "Hoodie": "chunky knit", "Outwear": "cable knit"}
"""What a shop means by "knit", by kind of garment; otherwise ribs."""
WOOLS = {"Blazer": "tweed", "Skirt": "tweed", "Outwear": "tweed", "Hat": "chunky knit"}
PATTERNS: tuple[PatternKind, ...] = ("plain", "striped", "checked", "dotted", "floral", "zigzag", "patterned")


@dataclass(frozen=True, kw_only=True, eq=False)
class Traits:
    """The products' plain facts, (n,) each: place in CATEGORIES, number of the colour's name (the shop's own, or by
    sight a place in `colour_names`), place in PATTERNS, place of the cloth's surface in SURFACES, SMOOTH for none;
    −1 unknown."""

    category: NDArray[np.int64]
    colour: NDArray[np.int64]
    rgb: NDArray[np.uint8]
    """(n, 3): the main colour."""
    pattern: NDArray[np.int64]
    surface: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> Traits:
        """The facts of these products."""
        return Traits(
            category=self.category[rows], colour=self.colour[rows], rgb=self.rgb[rows], pattern=self.pattern[rows],
            surface=self.surface[rows],
        )  # fmt: skip


def read_traits(
    kinds: Sequence[str], words: Sequence[str], rgb: NDArray[np.uint8] | None,
    called: NDArray[np.integer] | None = None,
) -> Traits:  # fmt: skip
    """The facts of products: `kinds` of ours or others, all their `words`, and main colours (n, 3) where known.

    `called` (n,) numbers the shop's own names for their colours, −1 unknown: from afar, stripes look like neither ink.
    """
    place = {name: row for row, name in enumerate(CATEGORIES)}
    pattern = np.array([_find_pattern(text) for text in words], np.int64)
    if len(pattern) and (pattern > 0).mean() < LEAST_NAMED:
        pattern[:] = NOT_SAID
    surface = np.array([_find_surface(text, kind) for text, kind in zip(words, kinds, strict=True)], np.int64)
    if len(surface) and (surface != SMOOTH).mean() < LEAST_NAMED:
        surface[:] = NOT_SAID
    known = np.zeros((len(kinds), 3), np.uint8) if rgb is None else np.asarray(rgb, np.uint8)
    return Traits(
        category=np.array([place.get(kind, NOT_SAID) for kind in kinds], np.int64),
        colour=np.full(len(kinds), NOT_SAID) if rgb is None else _number(known, called),
        rgb=known,
        pattern=pattern,
        surface=surface,
    )


def _number(rgb: NDArray[np.uint8], called: NDArray[np.integer] | None) -> NDArray[np.int64]:
    """The number of each product's colour (n,): as the shop calls it, where it calls any so."""
    if called is None or not (called >= 0).any():
        return name_colours(rgb)
    return np.asarray(called, np.int64)


def find_habits(traits: Traits, centred: Floats, taste: Floats, bought: Doubles, usual: Doubles) -> Habits:
    """The habits behind a taste (d,): `bought` and `usual` (n,) are what its people and everybody bought."""
    pull = np.exp(SHARPNESS * np.clip(centred @ taste, -1, 1)).astype(float)
    near, others = bought * pull, usual * pull
    power = _trust(bought)
    colours: list[tuple[Rgb, float]] = []
    for name, share in _shares(traits.colour, near, others, power):
        clear = np.where(traits.pattern > 0, BLURRED, 1.0)
        colours += _tones(traits.rgb, np.where(traits.colour == name, near * clear, 0.0), share)
    return Habits(
        categories=tuple((CATEGORIES[row], share) for row, share in _shares(traits.category, near, others, power)),
        colours=tuple(colours),
        patterns=tuple((PATTERNS[row], share) for row, share in _shares(traits.pattern, near, others, power)),
        surfaces=_find_surfaces(traits, near),
    )


def _find_surfaces(traits: Traits, near: Doubles) -> tuple[tuple[str, SurfaceName, float], ...]:
    """The share of each surface among what was bought of each kind in one ink, where the shop says it."""
    plain = (traits.pattern <= 0) & (traits.surface >= 0) & (near > 0)
    found: list[tuple[str, SurfaceName, float]] = []
    for kind in np.unique(traits.category[plain & (traits.category >= 0)]):
        there = plain & (traits.category == kind)
        shares = np.bincount(traits.surface[there], near[there], SMOOTH + 1) / near[there].sum()
        found += [
            (CATEGORIES[kind], SURFACES[row], round(float(shares[row]), 4))
            for row in np.argsort(-shares[:SMOOTH], kind="stable")
            if shares[row] >= LEAST_SHARE
        ]
    return tuple(found)


def _trust(bought: Doubles) -> float:
    """The power of lifts for a history: the more different products (effective number) are in it, the higher."""
    number = float(bought.sum()) ** 2 / max(float((bought**2).sum()), 1e-12)
    return LIFTED + (SURELY_LIFTED - LIFTED) * number / (number + ENOUGH)


def _shares(codes: NDArray[np.int64], near: Doubles, others: Doubles, power: float) -> list[tuple[int, float]]:
    """Values with their shares of what was bought, times a power of their lift against `others`; the largest first."""
    there = (codes >= 0) & (near > 0)
    if not there.any():
        return []
    share = np.bincount(codes[there], near[there]).astype(float)
    share /= share.sum()
    if others[codes >= 0].sum() > 0:
        known = codes >= 0
        everybody = np.bincount(codes[known], others[known], len(share))[: len(share)].astype(float)
        everybody /= everybody.sum()
        share *= ((share + SMALL) / (everybody + SMALL)) ** power
        share /= share.sum()
    order = np.argsort(-share, kind="stable")
    return [(int(row), round(float(share[row]), 4)) for row in order if share[row] >= LEAST_SHARE]


def _tones(rgb: NDArray[np.uint8], weight: Doubles, share: float) -> list[tuple[Rgb, float]]:
    """The tones of one named colour that were bought most, with its share between them."""
    tones, place = np.unique(rgb[weight > 0], axis=0, return_inverse=True)
    counts = np.bincount(place.ravel(), weight[weight > 0])
    best = np.argsort(-counts, kind="stable")[:TONES]
    parts = share * counts[best] / counts[best].sum()
    return [
        ((int(tones[row][0]), int(tones[row][1]), int(tones[row][2])), round(float(part), 5))
        for row, part in zip(best, parts, strict=True)
        if part > 1e-4
    ]


def _find_surface(text: str, kind: str) -> int:
    """The place in SURFACES of the first cloth that a text names; SMOOTH where it names none of them."""
    for claim in find_claims(text):
        if claim.kind == "material":
            surface = KNITS.get(kind, "rib knit") if claim.value == "knit" else claim.value
            surface = WOOLS.get(kind, "") if claim.words in ("wool", "woollen") else surface
            if surface in SURFACES:
                return SURFACES.index(surface)
    return SMOOTH


def _find_pattern(text: str) -> int:
    """The place in PATTERNS of the first pattern that a text names; 0, plain, where it names none."""
    found = [claim.value for claim in find_claims(text) if claim.kind == "pattern" and claim.value in PATTERNS]
    return PATTERNS.index(found[0]) if found else 0
