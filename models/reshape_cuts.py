"""What each shape slider measures and moves.

Measures are pixels of the 256 canvas or ratios of them.  How long a real garment is for its width does not depend on
how far away it was photographed, so ranges are kept as ratios (`models/reshape_ranges.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.reshape_landmarks import HEM, LOWERS, UPPERS, Landmarks, Limb, cuff_of
from models.reshape_maps import Bend, Values, carry_chord, chain, lift, part, sink, stretch, widen, widen_across

Make = Callable[[Landmarks, float], Bend]
MakeLimb = Callable[[Limb, Landmarks, float], Bend]
_WHOLE = ("length", "fit", "flare")
"""Of trousers only where no gap shows between the legs."""
_NECKS = ("neck_depth", "neck_width")
SLIDERS: dict[str, tuple[str, ...]] = {
    "T-Shirt": ("length", "fit", "sleeve", "flare", *_NECKS),
    "Longsleeve": ("length", "fit", "sleeve", "flare", *_NECKS),
    "Blouse": ("length", "fit", "sleeve", "flare", *_NECKS),
    "Top": ("length", "fit", "sleeve", "flare", *_NECKS),
    "Undershirt": ("length", "fit", "flare", *_NECKS),
    "Dress": ("length", "fit", "sleeve", "flare", *_NECKS),
    "Body": ("length", "fit", "sleeve", *_NECKS),
    "Polo": ("length", "fit", "sleeve", "flare"),
    "Shirt": ("length", "fit", "sleeve", "flare"),
    "Hoodie": ("length", "fit", "sleeve"),
    "Blazer": ("length", "fit", "sleeve"),
    "Outwear": ("length", "fit", "sleeve", "flare"),
    "Pants": ("rise", "leg_length", "leg_width", "leg_flare", *_WHOLE),
    "Shorts": ("rise", "leg_length", "leg_width", *_WHOLE),
    "Skirt": ("length", "fit", "flare"),
    "Hat": ("crown", "brim"),
    "Shoes": ("heel",),
}
LEAST_RANGE = 0.06
"""A slider that could go less far is not offered."""
LEAST_LEFT = 0.25
"""How much at least is left of the cloth that a slider takes its length from."""
CUFF_KEPT = {"sleeve": 1.0, "leg_length": 0.5}
"""How much of a limb's cuff stays as long as it is when the limb becomes longer.  A leg tapers: with its whole cuff
kept, its knee would grow wider with its length."""
LONG_LEG = 0.8
"""Legs that are shorter than this, of their width, have no width of their own that could be moved."""
HEEL_ROOM, LIFTED = 0.3, (0.35, 0.85)
"""How much of a heel's end gives the height, and between which parts of a shoe's length, from the toe, it is lifted."""
NARROWEST = -0.3
"""How much narrower a neckline becomes at most; beyond, its corners are no corners any more."""
CALM = 0.75
"""How much of the room below a neckline it may sink into."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A measure on real garments of a category, as a ratio: 5th percentile, median, 95th."""

    low: float
    middle: float
    high: float


def measure(found: Landmarks, category: str) -> dict[str, float]:
    """What an outline measures, by slider, as far as its landmarks are there: px; `flare`, `leg_flare` and `brim` are
    ratios of widths."""
    offered = SLIDERS.get(category, ())
    return {name: value for name, value in measure_all(found, category).items() if name in offered}


def measure_all(found: Landmarks, category: str) -> dict[str, float]:
    """The same, with what is no slider of the category."""
    height, chest = found.bottom - found.top, max(found.chest, 1.0)
    out: dict[str, float] = {}
    if category in UPPERS or category == "Skirt" or category in LOWERS:
        out = {"length": height, "fit": found.chest, "flare": found.hem / chest}
        if category in UPPERS and found.neck >= 0.08 * chest:
            out |= {"neck_depth": found.dip, "neck_width": found.neck}
    elif found.shoe:
        out = {"heel": found.shoe.height}
    elif category == "Hat":
        out = {"crown": height, "brim": found.hem / chest}
    if found.limbs:
        length, width, hem = (
            float(np.mean([getattr(limb, name) for limb in found.limbs])) for name in ("length", "width", "hem")
        )
        if category in LOWERS:
            out = {"rise": found.pit - found.top, "leg_length": length}
            if length > LONG_LEG * width:
                out |= {"leg_width": width, "leg_flare": hem / width}
        else:
            out["sleeve"] = length
    return out


def unit_of(name: str, found: Landmarks) -> float:
    """What a measure is divided by, to compare garments that were photographed from near and far."""
    if name in ("flare", "leg_flare", "brim"):
        return 1.0
    return max(found.bottom - found.top if name == "fit" else found.chest, 1.0)


def find_range(name: str, measured: Mapping[str, float], known: Spread, found: Landmarks) -> tuple[float, float]:
    """How far a slider goes on a garment: to the percentiles, and no further than its cloth allows."""
    own, unit = measured[name], unit_of(name, found)
    if name == "neck_depth":
        room = CALM * (2 / 3) * _room(found) / unit
        return max(known.low - own / unit, -max(own, 0.0) / unit), min(known.high - own / unit, room)
    low, high = known.low * unit / own - 1, known.high * unit / own - 1
    if name in ("length", "crown", "rise"):
        start, end = _span(name, found)
        low = max(low, -(1 - LEAST_LEFT) * 0.8 * (end - start) / own)
    elif name in CUFF_KEPT:
        spans = [(end - start) / limb.length for limb in found.limbs for start, end in [_limb_span(name, limb)]]
        low = max(low, -(1 - LEAST_LEFT) * 0.8 * min(spans))
    elif name == "neck_width":
        low, high = max(low, NARROWEST), min(high, 0.4 * found.chest / own - 1)
    return low, high


def bend(found: Landmarks, category: str, sliders: Mapping[str, float]) -> tuple[Bend, tuple[Bend, ...]]:
    """The maps of the body and of each limb."""
    body = chain([bend for name, make in _BODY.items() if name in sliders for bend in [make(found, sliders[name])]])
    limbs = []
    for limb in found.limbs:
        own = [make(limb, found, sliders[name]) for name, make in _LIMBS.items() if name in sliders]
        ends = [np.array(limb.pit), np.array(limb.outer)]
        limbs.append(chain([*own, carry_chord(*ends, *(body.forth(end) for end in ends))]))
    return body, tuple(limbs)


def _span(name: str, found: Landmarks) -> tuple[float, float]:
    """The rows that give a body its length."""
    height = found.bottom - found.top
    if name == "rise":
        return found.top + 0.18 * (found.pit - found.top), found.pit - 0.06 * (found.pit - found.top)
    if name == "crown":
        return found.top + 0.05 * height, found.bottom - 0.25 * height
    return found.pit, found.bottom - max(0.06 * height, HEM * found.chest)


def _room(found: Landmarks) -> float:
    return 0.42 * (found.bottom - found.top)


def _ramp(at: Values, start: float, end: float) -> Values:
    """0 before `start`, 1 after `end`, and smooth between."""
    t = np.clip((at - start) / max(end - start, 1e-6), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _lengthen(name: str) -> Make:
    def make(found: Landmarks, by: float) -> Bend:
        grown = found.pit - found.top if name == "rise" else found.bottom - found.top
        return stretch((0.0, 0.0), (0.0, 1.0), _span(name, found), by * grown)

    return make


def _fit(found: Landmarks, by: float) -> Bend:
    """Wider all over, but for the strip of a placket and, above the armpits, the neckline."""
    still = min(0.5 * found.neck, 0.1 * found.chest)
    wider = widen(found.axis, lambda y: np.full_like(y, 1 + by), still, found.chest / 2)
    if not found.neck:
        return wider
    grown = float(wider.forth(np.array([found.axis + found.neck, found.top]))[0] - found.axis)
    half = max(0.5 * found.chest * (1 + by), grown * 1.2)
    back = found.neck / grown - 1
    start, end = found.top + max(found.dip, 0.0), found.top + 0.75 * max(found.pit - found.top, 12.0)
    keep = part(found.throat, grown, half, lambda y: back * (1 - _ramp(y, start, end)))
    return chain([wider, keep])


def _flare(found: Landmarks, by: float) -> Bend:
    start, end = found.pit, found.bottom

    def factor(y: Values) -> Values:
        t = np.clip((y - start) / max(end - start, 1e-6), 0, 1.1)
        return np.asarray(1 + by * t * t * (3 - 2 * np.minimum(t, 1)) * 0.5 + by * 0.5 * t**1.3)

    return widen(found.axis, factor)


def _brim(found: Landmarks, by: float) -> Bend:
    height = found.bottom - found.top
    return widen(found.axis, lambda y: 1 + by * _ramp(y, found.top + 0.55 * height, found.top + 0.92 * height))


def _neck_width(found: Landmarks, by: float) -> Bend:
    end = found.top + 0.8 * max(found.pit - found.top, 12.0)
    return part(found.throat, found.neck, 0.5 * found.chest, lambda y: by * (1 - _ramp(y, found.top, end)))


def _neck_depth(found: Landmarks, by: float) -> Bend:
    half, move = found.neck, by * found.chest

    def profile(x: NDArray[np.float64]) -> Values:
        return np.asarray(move * np.clip(1 - (x / half) ** 2, 0, 1) ** 0.8)

    return sink(found.throat, half, found.top + found.dip, _room(found), profile)


def _heel(found: Landmarks, by: float) -> Bend:
    """Heel and arch are lifted, the ball stays on the ground, and the toe where it is."""
    if found.shoe is None:
        return chain([])
    toe, length = found.shoe.toe, found.shoe.heel - found.shoe.toe
    room = HEEL_ROOM * found.shoe.height
    return lift(found.bottom, room, by * found.shoe.height, lambda x: _ramp((x - toe) / length, *LIFTED))


def _limb_span(name: str, limb: Limb) -> tuple[float, float]:
    return 0.06 * limb.length, limb.length - CUFF_KEPT[name] * cuff_of(limb.length, limb.width)


def _limb_length(name: str) -> MakeLimb:
    def make(limb: Limb, found: Landmarks, by: float) -> Bend:
        return stretch(limb.middle, limb.along, _limb_span(name, limb), by * limb.length)

    return make


def _inner(limb: Limb, found: Landmarks) -> float:
    """Where the inner edge of a leg is, px across from its middle."""
    return limb.width / 2 * (-1 if limb.middle[0] < found.axis else 1)


def _leg_width(limb: Limb, found: Landmarks, by: float) -> Bend:
    anchor = _inner(limb, found) * (1.0 if by > 0 else 0.3)
    return widen_across(
        limb.middle, limb.along, lambda s: 1 + by * _ramp(s, -0.05 * limb.length, 0.3 * limb.length), anchor
    )


def _leg_flare(limb: Limb, found: Landmarks, by: float) -> Bend:
    anchor = _inner(limb, found) * (0.6 if by > 0 else 0.2)
    return widen_across(
        limb.middle, limb.along, lambda s: 1 + by * _ramp(s, 0.5 * limb.length, 0.98 * limb.length), anchor
    )


_BODY: dict[str, Make] = {
    "neck_width": _neck_width, "neck_depth": _neck_depth, "fit": _fit, "flare": _flare, "brim": _brim, "heel": _heel,
    "length": _lengthen("length"), "crown": _lengthen("crown"), "rise": _lengthen("rise"),
}  # fmt: skip
"""In the order in which they are applied: first what keeps every row in its place."""
_LIMBS: dict[str, MakeLimb] = {
    "leg_width": _leg_width, "leg_flare": _leg_flare, "sleeve": _limb_length("sleeve"),
    "leg_length": _limb_length("leg_length"),
}  # fmt: skip
