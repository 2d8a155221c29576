"""What is asked of a generator of new designs, and what it answers: `imagine`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict

from models.design import DesignSpec, Rgb, check_category, check_colour, check_range
from models.errors import InputError

MOST_DESIGNS = 48
Part = Literal["shape", "cloth", "colour"]
PARTS: tuple[Part, ...] = ("shape", "cloth", "colour")
_NORM_ERROR = 1e-2
_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class ImagineRequest:
    """New designs for a taste.

    `taste` is a unit vector in the *centred* space of `encoder` (its id and the hash of its weights, as snapshots write
    it), or () for nobody's taste.  `closeness` 0..1 is how strictly the taste is followed, `diversity` 0..1 how
    different the designs are from one another.  `category` and `colour` are held when given.  With `start`, the answers
    are variations of that design: `change` 0..1 is how far they may go (0.2 subtle, 0.6 strong), and the parts that are
    `locked` stay as they are, bit for bit.
    """

    __pydantic_config__ = _frozen
    taste: tuple[float, ...] = ()
    encoder: str = ""
    count: int = 12
    seed: int = 0
    closeness: float = 0.6
    diversity: float = 0.5
    category: str = ""
    colour: Rgb | None = None
    start: DesignSpec | None = None
    locked: tuple[Part, ...] = ()
    change: float = 1.0

    def __post_init__(self) -> None:
        """Raises InputError when a number is out of range, or a wish cannot be."""
        if type(self.count) is not int or not 1 <= self.count <= MOST_DESIGNS:
            raise InputError(f"Between 1 and {MOST_DESIGNS} designs can be made at once.")
        if type(self.seed) is not int or not 0 <= self.seed < 2**31:
            raise InputError("A seed is a whole number from 0 to 2147483647.")
        if self.taste and not abs(math.hypot(*self.taste) - 1) < _NORM_ERROR:  # so written, NaN does not pass
            raise InputError("This is no taste.", "Choose an audience again.")
        check_range(self.closeness, (0.0, 1.0), "Closeness")
        check_range(self.diversity, (0.0, 1.0), "Diversity")
        check_range(self.change, (0.0, 1.0), "The change")
        check_category(self.category)
        if self.colour is not None:
            check_colour(self.colour)
        if set(self.locked) - set(PARTS):
            raise InputError(f"Only {', '.join(PARTS)} can be locked.")
        if self.locked and self.start is None:
            raise InputError("Only the parts of a design can be locked.", "Choose a design to vary.")


@dataclass(frozen=True, kw_only=True)
class ImagineResult:
    """As many specs as were asked for, the one that fits best first; none has `text` yet."""

    __pydantic_config__ = _frozen
    specs: tuple[DesignSpec, ...]
