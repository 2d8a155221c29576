"""What a shop would say of a design: the shop's own values for the facts that a design has.

A shop calls things as it likes ("Women > Dresses", "Dark Navy"); a value is a design's when it names the design's kind,
pattern, sleeve or material, or is its colour's name.  What a design's facts do not tell stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.claims import find_claims, is_true
from models.wording import Facts
from segments.colours import colour_names, name_colours
from segments.facets import UNKNOWN, Facets


def say(facets: Facets, facts: Sequence[Facts], rgb: Sequence[tuple[int, int, int]]) -> Facets:
    """The facets of designs: their facts, and their main colours in sRGB.  The values are those of `facets`."""
    plain = [colour_names()[place] for place in name_colours(np.array(rgb, np.uint8).reshape(-1, 3))]
    codes = np.full((len(facts), len(facets.names)), UNKNOWN, np.int16)
    for place, values in enumerate(facets.values):
        for row, (one, colour) in enumerate(zip(facts, plain, strict=True)):
            codes[row, place] = next((n for n, value in enumerate(values) if _is_of(value, one, colour)), UNKNOWN)
    return replace(facets, codes=codes)


def _is_of(value: str, facts: Facts, colour: str) -> bool:
    """Whether a shop's value is what a design has; `colour` is the plain name of its main ink."""
    words = value.rsplit(" > ", 1)[-1].casefold()
    if words in (colour, facts.colour.casefold()):
        return True
    claims = [claim for claim in find_claims(words) if claim.kind != "colour"]
    return bool(claims) and all(is_true(claim, facts) for claim in claims)
