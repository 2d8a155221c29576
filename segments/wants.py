"""What is known about designs that do not exist yet, for a chosen audience: why, how new, how much would be sold.

designs (facts, a picture's vector) + market + chosen audience → prospects, one a design → ranked
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.errors import SegmentDataError
from models.phrases import KINDS, NOUNS, SLEEVED
from models.wording import Facts
from segments.choice import Chosen
from segments.colours import colour_names, name_colours
from segments.edits import Edits
from segments.market import Market
from segments.said import say
from segments.types import Segment

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Order = Literal["demand", "closeness", "novelty"]
ORDERS: tuple[Order, ...] = ("demand", "closeness", "novelty")
BECAUSE = 3
"""Bought products that are shown as the reason."""
NEAREST = 4
"""Products of the catalogue that are shown as the nearest."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Look:
    """One design as it is judged: its facts, its main colour, and its picture's vector (d,) in the encoder's space."""

    facts: Facts
    rgb: tuple[int, int, int]
    vector: Floats


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A word about a design, and whether the audience is known to go for it."""

    word: str
    liked: bool


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """What can be said about one design for one audience; NaN where nobody knows."""

    price: float
    price_low: float
    price_high: float
    """Half of the products that are predicted to cost `price` cost something between these."""
    chance: float
    """To be bought by somebody of the audience who sees it once."""
    pieces: float
    money: float
    """Expected sales when everybody of the audience sees it once, in the shop's own unit."""
    welfare: float
    """What it adds for buyers and sellers together, in the same unit."""
    closeness: float
    """Cosine to the taste."""
    novelty: float
    """Distance to the nearest product over the catalogue's typical one: 1 is as new as a typical product."""
    novelty_rank: float
    because: tuple[int, ...]
    """Products (rows) that the audience goes for and that look most like it."""
    nearest: tuple[int, ...]
    """The most similar products (rows) of the whole catalogue, the nearest first."""
    tags: tuple[Tag, ...]


def assess(market: Market, chosen: Chosen, looks: Sequence[Look], edits: Edits | None = None) -> list[Prospect]:
    """A prospect for each design.  Raises SegmentDataError when they are of another space than the catalogue."""
    if not looks:
        return []
    vectors = np.stack([look.vector for look in looks]).astype(np.float32)
    if vectors.shape[1] != market.vectors.shape[1]:
        raise SegmentDataError(
            "The shop was imported with another encoder than the one in use.", "Import the shop again."
        )
    centred = market.audience.centre.centre(vectors)
    cosines = centred @ market.centred.T
    asked = market.predict_prices(centred, [look.facts.category for look in looks])
    said = say(market.facets, [look.facts for look in looks], [look.rgb for look in looks])
    demand = None if asked is None else market.expect(chosen, edits or Edits(), centred, asked, said)
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]
    gap = np.clip(1 - cosines.max(axis=1), 0, 2).astype(np.float32)
    unknown = np.full(len(looks), np.nan)
    prices = unknown if asked is None else asked
    asking = market.asking
    ranges = [(float(p), float(p)) if asking is None else asking.range(float(p)) for p in prices]
    chance, pieces, money, welfare = (
        (unknown,) * 4 if demand is None else (demand.chance, demand.pieces, demand.money, demand.welfare)
    )
    novelty, rank = market.distances.compare(gap), market.distances.rank(gap)
    closeness = centred @ chosen.taste.vector
    return [
        Prospect(
            price=float(prices[i]), price_low=ranges[i][0], price_high=ranges[i][1],
            chance=float(chance[i]), pieces=float(pieces[i]), money=float(money[i]),
            welfare=float(welfare[i]), closeness=float(closeness[i]), novelty=float(novelty[i]),
            novelty_rank=float(rank[i]), because=find_reasons(chosen.liked, cosines[i]),
            nearest=tuple(int(row) for row in order[i]), tags=find_tags(look, chosen.segments),
        )
        for i, look in enumerate(looks)
    ]  # fmt: skip


def find_reasons(liked: Ints, cosines: Floats) -> tuple[int, ...]:
    """Of the liked products (rows) the ones that look most like a design; `cosines` (products,) are to the design."""
    order = np.argsort(-cosines[liked], kind="stable")[:BECAUSE]
    return tuple(int(liked[row]) for row in order)


def find_tags(look: Look, segments: Sequence[Segment]) -> tuple[Tag, ...]:
    """The design's facts as words, those that the audience goes for first."""
    facts = look.facts
    words = [
        facts.colour.lower(), KINDS[facts.pattern][0], facts.print, facts.material, SLEEVED[facts.sleeve],
        NOUNS[facts.category][0] if facts.category else "",
    ]  # fmt: skip
    known = {word for segment in segments for word in _words_of(segment)}
    plain = colour_names()[int(name_colours(np.array([look.rgb], np.uint8))[0])]
    tags = []
    for number, word in enumerate(words):
        if word:
            same = {word, plain} if number == 0 else {word, facts.category.lower()} if number == 5 else {word}
            tags.append(Tag(word=word, liked=bool(same & known)))
    return tuple(sorted(tags, key=lambda tag: not tag.liked))


def _words_of(segment: Segment) -> set[str]:
    """What a segment goes for: its keywords, the leading colours of its palette, categories that it buys more of."""
    words = {each.word.lower() for each in segment.keywords}
    words |= {each.name for each in segment.palette[:3]}
    return words | {each.name.rsplit(" > ", 1)[-1].lower() for each in segment.categories if each.lift > 1.1}


def rank(prospects: Sequence[Prospect], by: Order) -> list[int]:
    """The order of designs, best first; where the demand is not known, the closest first."""
    known = any(np.isfinite(each.money) for each in prospects)
    key = "closeness" if by == "demand" and not known else "money" if by == "demand" else by
    values = np.array([getattr(each, key) for each in prospects], float)
    return [int(row) for row in np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")]
