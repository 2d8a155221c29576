"""What a visitor looks at in the Audience tab, and what lies in the tray: one frozen value of ids in a `gr.State`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from models.errors import InputError
from segments.choice import MOST_PRODUCTS, MOST_SEGMENTS, Choice

View = Literal["wall", "map", "table", "segment", "compare", "shopper", "found"]
SWITCH: tuple[tuple[View, str], ...] = (("wall", "Wall"), ("map", "Map"), ("table", "Table"))
SORTS = ("label", "size", "traffic", "sales", "trend", "price", "cohesion")
LIKED = 24
"""So many products are found at once."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search brought: rows and how alike each is, and what there is to say about the question."""

    rows: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    title: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One visitor's place in the tab.

    `home` is the overview that Back leads to; `mix` holds segments with weights and `basket` products by the shop's
    ids, of which only one can be filled.
    """

    view: View = "wall"
    home: View = "wall"
    snapshot: str = ""
    """The import that all of this is about; "" until the first look."""
    segment: str = ""
    other: str = ""
    shopper: int = 0
    sort: str = "sales"
    down: bool = True
    mix: tuple[tuple[str, float], ...] = ()
    basket: tuple[str, ...] = ()
    query: str = ""
    found: Found = Found()

    def at(self, view: View) -> Look:
        """On another view; overviews become home."""
        return replace(self, view=view, home=view if view in ("wall", "map", "table") else self.home)

    def within(self, snapshot: str, segments: Collection[str]) -> Look:
        """The same place in the import of now; the overview where what was looked at is of another one, or gone."""
        mix = tuple(part for part in self.mix if part[0] in segments)
        if self.snapshot not in ("", snapshot):
            return Look(view=self.home, home=self.home, snapshot=snapshot, sort=self.sort, down=self.down, mix=mix)
        there = replace(self, snapshot=snapshot, mix=mix)
        needed = {"segment": {self.segment}, "compare": {self.segment, self.other}}.get(self.view, set())
        return there if needed <= set(segments) else there.at(self.home)

    def sorted_by(self, column: str) -> Look:
        """The table by another column, or the other way round.  Raises InputError on an unknown one."""
        if column not in SORTS:
            raise InputError("The table cannot be sorted by that.", "Reload the page.")
        return replace(self, sort=column, down=not self.down if column == self.sort else column != "label")

    def mixing(self, id: str) -> Look:
        """With a segment in the mix, or out of it again.  Raises InputError when the mix is full."""
        if any(each == id for each, _ in self.mix):
            return replace(self, mix=tuple(pair for pair in self.mix if pair[0] != id))
        if len(self.mix) >= MOST_SEGMENTS:
            raise InputError(f"A mix has at most {MOST_SEGMENTS} segments.", "Take one out first.")
        return replace(self, mix=(*self.mix, (id, 1.0)), basket=())

    def weighing(self, id: str, weight: float) -> Look:
        """With another weight for a segment of the mix, 1 to 10."""
        weight = min(10.0, max(1.0, weight))
        return replace(self, mix=tuple((each, weight if each == id else old) for each, old in self.mix))

    def taking(self, id: str) -> Look:
        """With a product in the basket, or out of it again.  Raises InputError when it is full."""
        if id in self.basket:
            return replace(self, basket=tuple(each for each in self.basket if each != id))
        if len(self.basket) >= MOST_PRODUCTS:
            raise InputError(f"At most {MOST_PRODUCTS} products can be chosen.", "Take one out first.")
        return replace(self, basket=(*self.basket, id), mix=())

    def choice(self, snapshot: str) -> Choice:
        """What lies in the tray as a chosen audience.  Raises InputError when it is empty."""
        return Choice(snapshot=snapshot, segments=self.mix, products=self.basket)
