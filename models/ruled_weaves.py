"""How classical prints are drawn: one repeat each, as shares of the second ink, exact in its lattice.

Checks are yarn-dyed as on a loom: the warp's and the weft's threads have their colours in order, and the weave says
which of the two lies on top.  Gingham's half-tone, houndstooth's broken teeth and a Glen check come of that by
themselves.  A repeat is an array of cells, each as wide as its share of the repeat; lengths are px of a garment of 256,
about 3 mm on a T-shirt.  Every repeat is the same seen in a mirror about its corner, but for twills.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.oklab import Floats

TEXELS = 512
"""Cells along the longer side of a repeat whose motifs are curved or slanting."""
TWILL = 4
"""Threads after which a 2/2 twill begins again."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Repeat:
    """One repeat, `down` × `across` px of 256; `mix` (rows, columns) says how much of the second ink each cell has."""

    mix: Floats
    down: float
    across: float


def _ends(*counts: tuple[int, float]) -> Floats:
    """Threads in order: each count of them has an ink (0 main, 1 accent)."""
    return np.concatenate([np.full(count, ink, np.float32) for count, ink in counts])


def _plain_weave(threads: Floats, thread_px: float) -> Repeat:
    """Cloth of coloured threads, the same both ways: too fine to be told apart, both show alike."""
    side = len(threads) * thread_px
    return Repeat(mix=np.asarray((threads[None] + threads[:, None]) / 2, np.float32), down=side, across=side)


def _twill(threads: Floats, thread_px: float, diagonals: int = 0) -> Repeat:
    """Cloth of coloured threads, the same both ways, in an even twill: the warp lies on top along every other diagonal.
    So many of them cross a repeat; by default each thread floats over two others and under two, as on the loom."""
    number, fine = len(threads), max(1, TEXELS // len(threads))
    diagonals = diagonals or number // TWILL
    side = number * thread_px
    at = (np.arange(number * fine, dtype=np.float32) + 0.5) / (number * fine)
    phase = diagonals * (at[None] + at[:, None]) - 0.5
    over = _cover((0.25 - _wave(phase)) * side / diagonals / np.sqrt(2), side / (number * fine))
    warp = np.repeat(threads, fine)
    return Repeat(mix=np.asarray(over * warp[None] + (1 - over) * warp[:, None], np.float32), down=side, across=side)


def _plane(draw: Callable[[Floats, Floats, float], Floats], down: float, across: float) -> Repeat:
    """A repeat whose motifs have any outline: `draw` takes places (down, across, px of 256) and a cell's width, and
    says how much ink lies there."""
    cell = max(down, across) / TEXELS
    rows, columns = round(down / cell), round(across / cell)
    y = (np.arange(rows, dtype=np.float32) + 0.5) * (down / rows)
    x = (np.arange(columns, dtype=np.float32) + 0.5) * (across / columns)
    mix = draw(y[:, None], x[None], cell)
    return Repeat(mix=np.asarray(np.broadcast_to(mix, (rows, columns)), np.float32), down=down, across=across)


def _cover(inside: Any, cell: float) -> Floats:
    """How much of a cell a motif covers whose edge is so far away, px, negative outside."""
    return np.asarray(np.clip(inside / cell + 0.5, 0, 1), np.float32)


def _wave(phase: Any) -> Floats:
    """How far it is to the nearest whole number, 0..0.5."""
    return np.asarray(np.abs((phase + 0.5) % 1 - 0.5), np.float32)


def _stripes(unit: float, ground: int, stripe: int, *, upright: bool) -> Repeat:
    """Even stripes, so many units of each; the middle of the ground lies at the repeat's corner."""
    line = _ends((ground // 2, 0), (stripe, 1), (ground // 2, 0))
    side = unit * len(line)
    return Repeat(mix=line[None] if upright else line[:, None], down=side, across=side)


def breton_stripe() -> Repeat:
    """The sailor's stripe: about 9 mm, every 27 mm, across the body."""
    return _stripes(3.0, 2, 1, upright=False)


def awning_stripe() -> Repeat:
    """Deck chairs and awnings: both as wide, upright."""
    return _stripes(4.2, 2, 2, upright=True)


def bengal_stripe() -> Repeat:
    """Shirting: both as wide and fine, upright."""
    return _stripes(1.1, 2, 2, upright=True)


def pinstripe() -> Repeat:
    """Suiting: a thin line and much ground."""
    return _stripes(0.6, 8, 1, upright=True)


def gingham() -> Repeat:
    """Plain weave: both inks in turn, both ways; half of each where they cross."""
    return _plain_weave(_ends((1, 0), (2, 1), (1, 0)), 1.6)


def buffalo_check() -> Repeat:
    """Large blocks of a twill flannel."""
    return _twill(_ends((1, 0), (2, 1), (1, 0)), 6.0, 18)


def windowpane() -> Repeat:
    """Thin panes on much ground."""
    line = _ends((19, 0), (2, 1), (19, 0))
    mix = np.maximum(line[None] * np.ones((40, 1), np.float32), line[:, None])
    return Repeat(mix=np.asarray(mix, np.float32), down=17.0, across=14.0)


def tartan() -> Repeat:
    """A sett in two inks: a broad band with a fine line in it, and two guards on the ground."""
    half = ((7, 0), (2, 1), (3, 0), (2, 1), (12, 0), (10, 1), (2, 0))
    return _twill(_ends(*half, *reversed(half)), 0.5, 28)


def houndstooth() -> Repeat:
    """Four threads of each ink in a 2/2 twill."""
    return _twill(_ends((4, 0), (4, 1)), 0.9)


def glen_check() -> Repeat:
    """Prince of Wales: four and four crossed with two and two, in a 2/2 twill."""
    threads = np.concatenate([_ends((4, 0), (4, 1)) for _ in range(4)] + [_ends((2, 0), (2, 1)) for _ in range(8)])
    return _twill(threads, 0.5)


def argyle() -> Repeat:
    """Diamonds, and thin lines that cross over them."""
    down, across, line = 24.0, 16.0, 0.45
    steep = down * across / np.hypot(down, across)

    def draw(y: Floats, x: Floats, cell: float) -> Floats:
        diamond = _cover((0.5 - np.abs(x / across - 0.5) - np.abs(y / down - 0.5)) * steep, cell)
        near = np.minimum(_wave(x / across + y / down), _wave(x / across - y / down)) * steep
        lines = _cover(line / 2 - near, cell)
        return diamond + lines - 2 * diamond * lines

    return _plane(draw, down, across)


def polka_dot() -> Repeat:
    """Dots of about 13 mm on a lattice that is set off row by row."""
    return _dots(2.2, 9.6)


def pin_dot() -> Repeat:
    """Dots of about 4 mm."""
    return _dots(0.66, 3.9)


def _dots(radius: float, pitch: float) -> Repeat:
    def draw(y: Floats, x: Floats, cell: float) -> Floats:
        far = [np.hypot(_wave(y / pitch - at), _wave(x / pitch - at)) * pitch for at in (0.0, 0.5)]
        return _cover(radius - np.minimum(*far), cell)

    return _plane(draw, pitch, pitch)


def chevron() -> Repeat:
    """Zigzag bands across the body, both as wide, at 45°."""
    down, across = 8.0, 11.0

    def draw(y: Floats, x: Floats, cell: float) -> Floats:
        rise = across * _wave(x / across)
        return _cover((_wave((y + rise) / down) - 0.25) * down / np.sqrt(2), cell)

    return _plane(draw, down, across)


def ditsy_floral() -> Repeat:
    """Small five-petalled flowers with two leaves each, strewn about evenly and turned every way."""
    return _strew(side=28.0, rows=4, size=2.25, petals=5, leaves=True, seed=5)


def daisy() -> Repeat:
    """Daisies with eyes of the ground, in two sizes."""
    return _strew(side=36.0, rows=4, size=3.4, petals=9, leaves=False, seed=2)


def _strew(*, side: float, rows: int, size: float, petals: int, leaves: bool, seed: int) -> Repeat:
    """Flowers in an even number of rows, each set off against the last, a little out of line, of three sizes."""
    rng = np.random.default_rng(seed)
    step = side / rows
    places = [
        ((row + 0.5) * step + rng.uniform(-0.10, 0.10) * step, (column + 0.5 * (row % 2)) * step
         + rng.uniform(-0.10, 0.10) * step, float(rng.uniform(0, 2 * np.pi)), float(rng.choice([0.75, 1.0, 1.15])))
        for row in range(rows) for column in range(rows)
    ]  # fmt: skip

    def draw(y: Floats, x: Floats, cell: float) -> Floats:
        ink = np.zeros(np.broadcast_shapes(y.shape, x.shape), np.float32)
        for row, column, turn, grown in places:
            down, across = ((each - at + side / 2) % side - side / 2 for each, at in ((y, row), (x, column)))
            far, angle = np.hypot(down, across), np.arctan2(down, across) + turn
            reach = size * grown
            petal = np.abs(np.cos(petals * angle / 2)) ** (0.7 if petals < 7 else 0.45)
            flower = _cover((reach * (0.40 + 0.60 * petal) - far) * 0.7, cell)
            eye = _cover(0.24 * reach - far, cell)
            own = flower * (1 - eye)
            if leaves:
                for away in (2.3, 3.9):
                    along = across * np.cos(turn + away) + down * np.sin(turn + away)
                    aside = down * np.cos(turn + away) - across * np.sin(turn + away)
                    leaf = 1 - ((along - 1.30 * reach) / (0.48 * reach)) ** 2 - (aside / (0.20 * reach)) ** 2
                    own = np.maximum(own, _cover(leaf * 0.20 * reach, cell))
            ink = np.maximum(ink, own)
        return ink

    return _plane(draw, side, side)
