"""Colourways: one design in 4 to 9 sets of colours, each with the ground that it is shown on.

After the screen prints of the 1960s: bold grounds from few inks, colours that fight a little, no two neighbours alike.
`models/sheet.py` prints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.design import DesignSpec, Rgb, check_colour
from models.errors import InputError
from models.oklab import distance, to_oklab
from models.palette import make_colour, to_lch

COUNTS = (4, 9)
GRIDS = {4: (2, 2), 5: (3, 2), 6: (3, 2), 7: (4, 2), 8: (4, 2), 9: (3, 3)}
"""Columns and rows of the sheet for a number of colourways."""
INKS: tuple[Rgb, ...] = (
    (240, 62, 136), (214, 40, 42), (246, 120, 40), (250, 184, 44), (252, 224, 78), (192, 212, 96), (72, 152, 74),
    (0, 122, 98), (38, 176, 178), (120, 194, 228), (36, 84, 190), (100, 70, 168), (196, 166, 218), (248, 178, 190),
    (251, 198, 152), (88, 28, 74), (12, 82, 100),
)  # fmt: skip
"""A printer's poster inks.  Grounds are mixed from few inks, as in a print shop, or a sheet falls apart."""
DULL: dict[Rgb, float] = {(246, 243, 236): 0.1, (30, 28, 34): 0.16}
"""Accents that are seen on everything, and how much worse than a palette's colour they are for that."""
DARK, BRIGHT = 0.42, 0.88
"""Lightness between which a palette's colour may be a ground: no mud, no pastel."""


@dataclass(frozen=True, kw_only=True)
class Colourway:
    """The colours of one cell: the garment's main ink and accent, and the ground behind it."""

    colour: Rgb
    accent: Rgb
    ground: Rgb

    def __post_init__(self) -> None:
        """Raises InputError when one of them is no colour."""
        for colour in (self.colour, self.accent, self.ground):
            check_colour(colour)


def choose_ways(spec: DesignSpec, palette: Sequence[Rgb], count: int = 6, seed: int = 0) -> tuple[Colourway, ...]:
    """Colourways of a design from a palette; the first is the design as it is.  Deterministic in the seed.

    Raises InputError unless 4 to 9 are asked for and the palette has a colour.
    """
    check_count(count)
    if not palette:
        raise InputError("This palette has no colours.", "Choose another.")
    for colour in palette:
        check_colour(colour)
    chance = np.random.default_rng(seed)
    colours = _choose_colours(spec.colour, palette, count, chance)
    grounds = _choose_grounds(colours, palette, chance)
    accents = _choose_accents(spec.accent, colours, grounds, palette)
    return tuple(
        Colourway(colour=colour, accent=accent, ground=ground)
        for colour, accent, ground in zip(colours, accents, grounds, strict=True)
    )


def _choose_colours(first: Rgb, palette: Sequence[Rgb], count: int, chance: np.random.Generator) -> list[Rgb]:
    """The garments' colours: the design's own, then the palette's, then lighter and darker ones of it."""
    order = [palette[index] for index in chance.permutation(len(palette))]
    pool = order + [_shift(colour, by) for by in (0.16, -0.16, 0.3, -0.3, 0.08, -0.08) for colour in order]
    chosen = [first]
    for least in (0.09, 0.04, 0.0):  # as different as the palette allows
        for colour in pool:
            if len(chosen) < count and _gap(colour, chosen) > least:
                chosen.append(colour)
    while len(chosen) < count:
        chosen.append(pool[len(chosen) % len(pool)])
    return chosen


def _shift(colour: Rgb, by: float) -> Rgb:
    light, chroma, hue = to_lch(colour)
    return make_colour(float(np.clip(light + by, 0.16, 0.95)), chroma, hue)


def _choose_grounds(colours: list[Rgb], palette: Sequence[Rgb], chance: np.random.Generator) -> list[Rgb]:
    """A bold ground for every garment: far from its colour, and from the grounds to its left and above."""
    columns = GRIDS[len(colours)][0]
    pool = [bold for colour in palette if (bold := _embolden(colour)) is not None] + list(INKS)
    grounds: list[Rgb] = []
    for index, colour in enumerate(colours):
        near = [grounds[index - 1]] if index % columns else []
        near += [grounds[index - columns]] if index >= columns else []
        worth = [_worth(ground, colour, near, grounds) + float(chance.uniform(0, 0.12)) for ground in pool]
        grounds.append(pool[int(np.argmax(worth))])
    return grounds


def _worth(ground: Rgb, colour: Rgb, near: list[Rgb], used: list[Rgb]) -> float:
    """How well a ground stands behind a colour, beside other grounds."""
    light = to_lch(ground)[0]
    contrast = min(_gap(ground, [colour]), 0.3) + 0.4 * min(abs(light - to_lch(colour)[0]), 0.25)
    beside = min(_gap(ground, near), 0.25) if near else 0.25
    fresh = min(_gap(ground, used), 0.2) if used else 0.2
    return contrast + 0.15 * _opposition(ground, colour) + beside + fresh - 0.5 * max(0.0, 0.5 - light)


def _opposition(ground: Rgb, colour: Rgb) -> float:
    """1 for the opposite hue, 0 for the same one or a grey."""
    (_, _, hue), (_, chroma, other) = to_lch(ground), to_lch(colour)
    return (1 - float(np.cos(np.radians(hue - other)))) / 2 * min(1.0, chroma / 0.08)


def _embolden(colour: Rgb) -> Rgb | None:
    """A palette's colour as a ground: saturated, neither mud nor pastel; None for greys."""
    light, chroma, hue = to_lch(colour)
    if chroma < 0.025:
        return None
    return make_colour(float(np.clip(light, DARK, BRIGHT)), min(max(0.11, 1.2 * chroma), 0.19), hue)


def _choose_accents(first: Rgb, colours: list[Rgb], grounds: list[Rgb], palette: Sequence[Rgb]) -> list[Rgb]:
    """The second inks: the design's own, then of the palette what is seen on the garment and is not everywhere yet."""
    accents = [first]
    for colour, ground in zip(colours[1:], grounds[1:], strict=True):
        pool = [*palette, *DULL]
        seen = [min(_gap(ink, [colour]), 0.36) + 0.4 * min(_gap(ink, [ground]), 0.25) for ink in pool]
        worth = [sight - DULL.get(ink, 0) - 0.07 * accents.count(ink) for sight, ink in zip(seen, pool, strict=True)]
        accents.append(pool[int(np.argmax(worth))])
    return accents


def _gap(colour: Rgb, others: Sequence[Rgb]) -> float:
    """OKLab distance to the nearest of some colours."""
    lab = to_oklab(np.array([colour, *others], np.uint8))
    return float(distance(lab[1:], lab[0]).min())


def check_count(count: int) -> None:
    low, high = COUNTS
    if type(count) is not int or not low <= count <= high:
        raise InputError(f"A sheet has {low} to {high} colourways.", f"Ask for {low} to {high}.")
