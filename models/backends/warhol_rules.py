"""Patterns of new designs that have a name, printed by rule.

The prior has learned from codes and dreams of codes: each print that it knows has successors that are drawn by rule,
and crisper.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Literal

from models.backends.warhol_habits import Aim
from models.backends.warhol_rows import LARGER, Draft
from models.design import Cloth
from models.library import PRINTED_ON, read_library
from models.print_names import KIND_OF, PRINTS, PrintName

SIZES = (0.8, 1.0, 1.25)
"""Scales that a print by rule comes in."""
SUCCESSORS: dict[str, tuple[PrintName, ...]] = {
    "Breton stripe": ("breton stripe",),
    "Deck stripe": ("awning stripe", "bengal stripe"),
    "Pinstripe": ("pinstripe", "bengal stripe"),
    "Gingham": ("gingham", "buffalo check"),
    "Window check": ("windowpane", "glen check"),
    "Tartan": ("tartan", "houndstooth"),
    "Polka dot": ("polka dot",),
    "Pin dot": ("pin dot",),
    "Chevron": ("chevron",),
    "Petals": ("daisy",),
    "Meadow": ("ditsy floral",),
    "Twigs": ("ditsy floral", "daisy"),
}
"""What the library's former cloths have become."""


def rule(draft: Draft, wished: Aim, ruled: bool, own: Cloth | None = None) -> Draft:
    """A draft with the print that was wished for, on the surface that goes with it; or, if `ruled`, with the successor
    of its pattern that suits it.  Of the design that it varies, a code stays as it is, and a print is as large as it
    would be."""
    spec = draft.spec
    if not spec.cloth.pattern:
        return draft
    if wished.print:
        scale = spec.cloth.scale if own else _find_size(spec.cloth.scale)
        cloth = replace(spec.cloth, pattern=b"", print=wished.print, surface=wished.surface, scale=scale)
        return replace(draft, spec=replace(spec, cloth=cloth))
    name: PrintName | Literal[""] = ""
    if ruled and not (own and spec.cloth.pattern == own.pattern):
        known = tuple(each for each in PRINTS if KIND_OF[each] == wished.usual)
        known = known or _successors().get(spec.cloth.pattern, ())
        suited = [each for each in known if spec.category in PRINTED_ON[each]] or list(known)
        name = suited[spec.seed % len(suited)] if suited else ""
    if not name:
        return draft
    cloth = replace(spec.cloth, pattern=b"", print=name, scale=_find_size(spec.cloth.scale))
    return replace(draft, spec=replace(spec, cloth=cloth))


def _find_size(scale: float) -> float:
    """The size that is nearest to a dreamt scale; prints by rule do not have to be larger than photos' to be seen."""
    return min(SIZES, key=lambda size: abs(size - scale / LARGER))


@cache
def _successors() -> dict[bytes, tuple[PrintName, ...]]:
    """By the code of a former cloth."""
    return {each.cloth.pattern: SUCCESSORS[each.name] for each in read_library().former if each.name in SUCCESSORS}
