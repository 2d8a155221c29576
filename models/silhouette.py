"""What an outline tells about a garment that lies flat: its sleeves, and how it runs towards the hem.

Plain measurements on the outline's rows, with room for doubt: what is not clear is not said.  How often they are right
on held-out photos labelled by eye, `python -m models.training.evaluators.words` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.wording import Line, Sleeve

LEAST_HEIGHT_PX = 24
UPPER, WAIST, HEM = (0.08, 0.5), (0.4, 0.62), (0.88, 0.97)
"""Parts of the height in which sleeves, the waist and the hem are looked for."""


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Widths over that of the waist, and how far down sleeves reach as parts of the height; 0 without any."""

    upper: float
    """The widest row of the upper half, sleeves and all."""
    shoulder: float
    """The row just under the neckline."""
    hem: float
    reach: float
    """Where the lowest row with a gap between sleeve and body lies, 0..1."""
    arms: float
    """Part of the rows that show sleeves beside the body."""
    height: float


def measure(alpha: NDArray[Any]) -> Measures | None:
    """The measures of an outline (h, w), opacity 0..1; None when it is no garment's."""
    inside = np.asarray(alpha) > 0.5
    rows = np.flatnonzero(inside.any(axis=1))
    if not len(rows) or rows[-1] - rows[0] < LEAST_HEIGHT_PX:
        return None
    inside = inside[rows[0] : rows[-1] + 1]
    columns = np.flatnonzero(inside.any(axis=0))
    middle = (columns[0] + columns[-1]) // 2
    body = np.array([_run_at(row, middle) for row in inside], float)
    extent = np.array([np.ptp(np.flatnonzero(row)) + 1 if row.any() else 0 for row in inside], float)
    pieces = np.array([np.count_nonzero(np.diff(np.pad(row.astype(np.int8), 1)) == 1) for row in inside])
    waist = float(np.median(_part(body, WAIST)))
    if waist < 4:
        return None
    beside = (pieces >= 3) & (body > 0)
    reach = float(np.flatnonzero(beside)[-1] / len(inside)) if beside.any() else 0.0
    return Measures(
        upper=float(_part(extent, UPPER).max()) / waist,
        shoulder=float(np.median(_part(extent, (0.06, 0.14)))) / waist,
        hem=float(np.median(_part(body, HEM))) / waist,
        reach=reach,
        arms=float(beside.mean()),
        height=len(inside) / waist,
    )


def _part(values: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.float64]:
    low, high = (round(share * len(values)) for share in bounds)
    return values[low : max(high, low + 1)]


def _run_at(row: NDArray[np.bool_], middle: int) -> int:
    """How many pixels hang together round the middle of a row; 0 when there is nothing."""
    if not row[middle]:
        return 0
    off = np.flatnonzero(~row)
    left, right = off[off < middle], off[off > middle]
    return int((right[0] if len(right) else len(row)) - (left[-1] + 1 if len(left) else 0))


SLEEVED = frozenset({"T-Shirt", "Longsleeve", "Shirt", "Blouse", "Dress", "Top", "Body", "Polo", "Undershirt"})
"""Kinds of garments whose sleeves are worth a word; jackets and hoodies lie with folded arms as often as not."""
BARE = frozenset({"Dress", "Top", "Body", "Undershirt"})
"""Kinds that come without sleeves; a shirt that seems to has them folded behind."""


def find_sleeve(category: str, measures: Measures | None) -> Sleeve:
    """How long the sleeves are, "" where the outline leaves it open."""
    if category == "Longsleeve":
        return "long"
    if measures is None or category not in SLEEVED:
        return ""
    if measures.arms >= 0.2 and measures.reach >= 0.6:
        return "long"
    if measures.arms >= 0.1 or measures.height < 1.15 or not measures.hem:
        return ""
    if measures.upper >= 1.3 and measures.reach < 0.6:
        return "short"
    if category in BARE and measures.arms < 0.02 and measures.upper <= 1.04 and measures.shoulder <= 1.0:
        return "none"
    return ""


def find_line(category: str, measures: Measures | None) -> Line:
    """How a dress or a skirt runs towards its hem, "" where that is not clear."""
    if measures is None or category not in ("Dress", "Skirt") or measures.arms >= 0.1 or not measures.shoulder:
        return ""
    widening = measures.hem if category == "Dress" else measures.hem / measures.shoulder
    if widening >= (1.25 if category == "Dress" else 1.45):
        return "flared"
    if widening <= 0.85:
        return "tapered"
    return "straight" if widening <= (1.12 if category == "Dress" else 1.25) else ""
