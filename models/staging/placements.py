"""The sizes that advertisements have, and where the product and the words go in them."""

from __future__ import annotations

from dataclasses import dataclass

from models.errors import InputError
from models.staging.requests import Box, check_size


@dataclass(frozen=True, kw_only=True)
class Placement:
    """One size with the name that a merchandiser knows it by, and the context that it is met in."""

    id: str
    title: str
    group: str
    context: str
    width_px: int
    height_px: int

    @property
    def size(self) -> str:
        return f"{self.width_px} × {self.height_px}"


def _list(rows: str) -> tuple[Placement, ...]:
    found = []
    for line in rows.strip().splitlines():
        id, title, group, context, size = (part.strip() for part in line.split("|"))
        width, height = (int(side) for side in size.split("x"))
        found.append(Placement(id=id, title=title, group=group, context=context, width_px=width, height_px=height))
    return tuple(found)


PLACEMENTS = _list("""
    square       | Feed, square      | Social      | feed    | 1080x1080
    portrait     | Feed, portrait    | Social      | feed    | 1080x1350
    story        | Story             | Social      | story   | 1080x1920
    link         | Link preview      | Social      | feed    | 1200x628
    rectangle    | Medium rectangle  | Display     | article | 300x250
    leaderboard  | Leaderboard       | Display     | article | 728x90
    billboard    | Billboard         | Display     | article | 970x250
    skyscraper   | Wide skyscraper   | Display     | article | 160x600
    mobile       | Mobile banner     | Display     | banner  | 320x50
    market       | Marketplace       | Marketplace | grid    | 2000x2000
    market-small | Marketplace tile  | Marketplace | grid    | 800x800
""")
FREE = "free"
"""The id of a size of the user's own."""
WIDE, TALL = 1.15, 0.8
"""Width over height above which words stand beside the product, and under which they stand below it."""


def find_placement(id: str, width_px: int = 0, height_px: int = 0) -> Placement:
    """The placement of that id; "free" has the given size.  Raises InputError."""
    for each in PLACEMENTS:
        if each.id == id:
            return each
    if id != FREE:
        raise InputError(f"There is no placement called {str(id)[:20]!r}.", "Choose one from the list.")
    check_size(width_px, height_px)
    return Placement(id=FREE, title="Own size", group="Own", context="article", width_px=width_px, height_px=height_px)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a placement is divided: `room` for the product, `words` for headline, price and button, `legal` for the small
    line at the foot.  `side` is where the words are: "left" of the product, or "below" it."""

    room: Box
    words: Box
    legal: Box
    side: str


def plan(width_px: int, height_px: int, with_words: bool) -> Plan:
    """The plan of a placement of any size.  A story keeps clear of what its app draws over it."""
    ratio = width_px / height_px
    story = ratio < 0.6 and width_px >= 400
    if ratio > 4.4:
        room: Box = (0.8, 0.05, 0.985, 0.95) if with_words else (0.04, 0.06, 0.96, 0.94)
        edge = 0.22 / ratio
        return Plan(room=room, words=(edge, 0.08, 0.8, 0.92), legal=(edge, 0.86, 0.8, 1.0), side="left")
    if ratio > WIDE:
        room = (0.52, 0.08, 0.96, 0.92) if with_words else (0.1, 0.09, 0.9, 0.91)
        return Plan(room=room, words=(0.06, 0.13, 0.49, 0.84), legal=(0.06, 0.88, 0.49, 0.97), side="left")
    if ratio >= TALL:
        room = (0.14, 0.09, 0.86, 0.69) if with_words else (0.13, 0.12, 0.87, 0.88)
        return Plan(room=room, words=(0.06, 0.74, 0.94, 0.92), legal=(0.06, 0.93, 0.94, 0.97), side="below")
    if story:
        room = (0.12, 0.16, 0.88, 0.56) if with_words else (0.1, 0.17, 0.9, 0.78)
        return Plan(room=room, words=(0.07, 0.61, 0.93, 0.74), legal=(0.07, 0.765, 0.93, 0.8), side="below")
    room = (0.1, 0.08, 0.9, 0.64) if with_words else (0.08, 0.12, 0.92, 0.88)
    return Plan(room=room, words=(0.08, 0.69, 0.92, 0.89), legal=(0.08, 0.92, 0.92, 0.96), side="below")
