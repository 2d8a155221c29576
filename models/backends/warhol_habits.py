"""What each candidate is wished for with: a kind of garment, a main colour, a kind of pattern, a surface of the cloth.

Habits are followed by shares: candidates take their values in turn from evenly spread places, so that a dozen of them
have the shares of the habits more truly than a dozen throws of dice.

Source: Roberts 2018, "The unreasonable effectiveness of quasirandom sequences" (R3: steps of 1/g, 1/g², 1/g³, where
g⁴ = g + 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.design import CATEGORIES, Rgb
from models.imagining import Habits, ImagineRequest
from models.oklab import from_oklab, to_oklab
from models.palette import to_lch
from models.print_names import PrintName
from models.surface_names import SurfaceName
from models.wording import PatternKind

GOLDEN = 1.2207440846057596
STEPS = tuple(GOLDEN**-power for power in (1, 2, 3))
FAITH = 1.7
"""Times the closeness is the part of the candidates that keep to the habits."""
STRAY = np.array([0.025, 0.012, 0.012])
"""Standard deviations in OKLab of how far a colour may be from the one that was bought."""
DYES = ((0.0, 0.2), (35.0, 0.205), (75.0, 0.175), (105.0, 0.18), (150.0, 0.15), (200.0, 0.11), (245.0, 0.13),
        (265.0, 0.15), (300.0, 0.15), (340.0, 0.2), (360.0, 0.2))  # fmt: skip
"""The strongest chroma (OKLab) that cloth is dyed in, by hue in degrees: about that of the trade's named colours; what
a screen shows beyond is light, not cloth."""
PALEST, PALE = 1.02, 0.17
"""In OKLab's lightness: whites have hardly a tint, and from so far below on a colour may be as strong as dyes are."""
USUAL: tuple[tuple[PatternKind, float], ...] = (
    ("striped", 18), ("floral", 15), ("checked", 10), ("dotted", 3),
)  # fmt: skip
"""How many of 300 photos of people's garments have which pattern, as a person says."""
Floats = NDArray[np.float32]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What one candidate is to be; None and "" where that is left to the flow."""

    kind: int
    """A place in CATEGORIES."""
    colour: Rgb | None = None
    pattern: PatternKind | None = None
    usual: PatternKind | None = None
    """Its kind where the flow finds a pattern, for nobody's taste: dreamt prints are too blurred to tell."""
    surface: SurfaceName | Literal[""] = ""
    """Of the cloth, where it comes out in one ink."""
    print: PrintName | Literal[""] = ""
    """Of the cloth, where it comes out patterned."""


def aim(
    request: ImagineRequest, odds: Floats, numbers: Sequence[int], streams: Sequence[np.random.Generator]
) -> list[Aim]:
    """What the candidates of these numbers are to be; `odds` (17,) is what the taste alone says of kinds."""
    habits, faith = request.habits, min(1.0, FAITH * request.closeness)
    offset = np.random.default_rng((request.seed, 3)).random(3)
    fixed = request.category or (request.start.category if request.start else "")
    if request.start is not None:
        habits, faith = type(habits)(), 0.0
    usual = np.array([dict(habits.categories).get(name, 0.0) for name in CATEGORIES])
    kinds = odds if not usual.any() else (1 - faith) * odds / odds.sum() + faith * usual / usual.sum()
    found = []
    for number, stream in zip(numbers, streams, strict=True):
        places = (offset + (number + 1) * np.array(STEPS)) % 1
        strays = stream.random(3) >= faith
        colour = None if strays[1] else pick(habits.colours, places[1])
        pattern = None if strays[2] else pick(habits.patterns, places[2])
        kind = CATEGORIES.index(fixed) if fixed else _place(kinds, places[0])
        name = pick(habits.prints, np.random.default_rng((request.seed, number, 6)).random())
        motif = pick(USUAL, np.random.default_rng((request.seed, number, 7)).random())
        surface = _pick_surface(habits, kind, np.random.default_rng((request.seed, number, 5)).random(), faith)
        found.append(
            Aim(
                kind=kind,
                colour=request.colour or (None if colour is None else _vary(colour, stream)),
                pattern=pattern,
                usual=motif if request.ruled and not request.taste and request.start is None else None,
                surface=request.start.cloth.surface if request.start else surface,
                print=request.start.cloth.print if request.start else name or "",
            )
        )
    return found


def _pick_surface(habits: Habits, kind: int, place: float, faith: float) -> SurfaceName | Literal[""]:
    """The surface that lies at a place 0..1 when those of a kind of garment are laid side by side, each `faith` of its
    share wide; "" beyond them."""
    for category, surface, share in habits.surfaces:
        if category == CATEGORIES[kind]:
            if place < share * faith:
                return surface
            place -= share * faith
    return ""


def pick(parts: Sequence[tuple[T, float]], place: float) -> T | None:
    """The value that lies at a place 0..1 when all are laid side by side, each as wide as its share; None of none."""
    return parts[_place(np.array([share for _, share in parts]), place)][0] if parts else None


def dye(lab: NDArray[np.floating]) -> Floats:
    """A colour (3,) of OKLab as cloth can have it: of the same lightness and hue, no stronger than dyes are."""
    chroma = float(np.hypot(lab[1], lab[2]))
    hue_deg = float(np.degrees(np.arctan2(lab[2], lab[1])) % 360)
    most = float(np.interp(hue_deg, [hue for hue, _ in DYES], [chroma for _, chroma in DYES]))
    if not 70 < hue_deg < 120:  # yellow alone is both pale and strong
        most *= float(np.clip((PALEST - lab[0]) / PALE, 0.02, 1))
    share = min(1.0, most / max(chroma, 1e-6))
    return np.array([lab[0], lab[1] * share, lab[2] * share], np.float32)


def _vary(colour: Rgb, stream: np.random.Generator) -> Rgb:
    """A colour near one that was bought; greys stay grey."""
    _, chroma, _ = to_lch(colour)
    stray = stream.standard_normal(3) * STRAY * (1.0, *(min(1.0, chroma / 0.08),) * 2)
    red, green, blue = (int(value) for value in from_oklab(dye(to_oklab(np.array(colour, np.uint8)) + stray)))
    return red, green, blue


def _place(shares: NDArray[np.floating], place: float) -> int:
    running = np.cumsum(shares, dtype=float)
    return min(int(np.searchsorted(running / running[-1], place, side="right")), len(shares) - 1)
