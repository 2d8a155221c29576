"""What is asked of a generator of new designs, and what it answers: `imagine`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field

from models.design import CATEGORIES, DesignSpec, Rgb, check_category, check_colour, check_range
from models.errors import InputError
from models.print_names import PRINTS, PrintName
from models.surface_names import SURFACES, SurfaceName
from models.wording import PatternKind

MOST_DESIGNS = 48
MOST_NUMBERS = 4096
"""Of a taste: more than encoders have."""
Part = Literal["shape", "cloth", "colour"]
PARTS: tuple[Part, ...] = ("shape", "cloth", "colour")
MOST_HABITS = 64
"""Values of one kind; more would tell nothing."""
_NORM_ERROR = 1e-2
_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What the people behind a taste buy, in plain facts: kinds of garments, main colours and kinds of patterns.

    Each value comes with its share, in any unit; () where nobody knows.  A taste's vector says how things look, and
    says colours only roughly; habits say them as they are.  `surfaces` are kind of garment, surface of its cloth and
    the share, 0..1, of garments of that kind which have it; the rest is smooth.  `prints` are those that patterned
    garments have, by name.
    """

    __pydantic_config__ = _frozen
    categories: tuple[tuple[str, float], ...] = ()
    colours: tuple[tuple[Rgb, float], ...] = ()
    patterns: tuple[tuple[PatternKind, float], ...] = ()
    surfaces: Annotated[tuple[tuple[str, SurfaceName, float], ...], Field(exclude_if=lambda parts: not parts)] = ()
    prints: Annotated[tuple[tuple[PrintName, float], ...], Field(exclude_if=lambda parts: not parts)] = ()

    def __post_init__(self) -> None:
        """Raises InputError when a value is none, or a share is no number above 0."""
        for name in ("categories", "colours", "patterns", "prints"):
            parts = getattr(self, name)
            if not isinstance(parts, tuple) or len(parts) > MOST_HABITS:
                raise InputError(f"The {name} of these habits are none, or too many.")
            if not all(isinstance(part, tuple) and len(part) == 2 for part in parts):
                raise InputError("A habit is a value and its share.")
            shares = [share for _, share in parts]
            if not all(isinstance(share, int | float) and math.isfinite(share) and share > 0 for share in shares):
                raise InputError("The share of a habit is a number above 0.")
        for category, _ in self.categories:
            check_category(category)
        for colour, _ in self.colours:
            check_colour(colour)
        if any(pattern not in get_args(PatternKind) for pattern, _ in self.patterns):
            raise InputError("There is no such kind of pattern.")
        if any(name not in PRINTS for name, _ in self.prints):
            raise InputError("There is no such print.")
        self._check_surfaces()

    def _check_surfaces(self) -> None:
        if not isinstance(self.surfaces, tuple) or len(self.surfaces) > len(CATEGORIES) * len(SURFACES):
            raise InputError("The surfaces of these habits are none, or too many.")
        for part in self.surfaces:
            if not isinstance(part, tuple) or len(part) != 3 or part[0] not in CATEGORIES or part[1] not in SURFACES:
                raise InputError("There is no such kind of garment, or no such surface.")
            if not isinstance(part[2], int | float) or not 0 < part[2] <= 1:
                raise InputError("The share of a surface is a number above 0, at most 1.")


@dataclass(frozen=True, kw_only=True)
class ImagineRequest:
    """New designs for a taste.

    `taste` is a unit vector in the *centred* space of `encoder` (its id and the hash of its weights, as snapshots write
    it), or () for nobody's taste.  `closeness` 0..1 is how strictly the taste is followed, `diversity` 0..1 how
    different the designs are from one another.  `category` and `colour` are held when given.  With `start`, the answers
    are variations of that design: `change` 0..1 is how far they may go (0.2 subtle, 0.6 strong), and the parts that are
    `locked` stay as they are, bit for bit.  `ruled`: patterns that have a name are printed by rule (`Cloth.print`)
    instead of from codes, and colours are as photos have them; wishes of older versions did not have that.
    """

    __pydantic_config__ = _frozen
    taste: tuple[float, ...] = ()
    encoder: str = ""
    habits: Habits = Habits()
    count: int = 12
    seed: int = 0
    closeness: float = 0.6
    diversity: float = 0.5
    category: str = ""
    colour: Rgb | None = None
    start: DesignSpec | None = None
    locked: tuple[Part, ...] = ()
    change: float = 1.0
    ruled: Annotated[bool, Field(exclude_if=lambda ruled: not ruled)] = False

    def __post_init__(self) -> None:
        """Raises InputError when a number is out of range, or a wish cannot be."""
        if not isinstance(self.ruled, bool):
            raise InputError("Whether prints are ruled is yes or no.")
        if type(self.count) is not int or not 1 <= self.count <= MOST_DESIGNS:
            raise InputError(f"Between 1 and {MOST_DESIGNS} designs can be made at once.")
        if type(self.seed) is not int or not 0 <= self.seed < 2**31:
            raise InputError("A seed is a whole number from 0 to 2147483647.")
        if not _is_taste(self.taste) or not isinstance(self.encoder, str):
            raise InputError("This is no taste.", "Choose an audience again.")
        if not isinstance(self.habits, Habits):
            raise InputError("These are no habits.", "Choose an audience again.")
        for name in ("closeness", "diversity", "change"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise InputError(f"{name.capitalize()} is a number from 0 to 1.")
            check_range(value, (0.0, 1.0), name.capitalize())
        if not isinstance(self.category, str):
            raise InputError("A category is a word.", "Choose one from the list.")
        check_category(self.category)
        if self.colour is not None:
            if not isinstance(self.colour, tuple):
                raise InputError("A colour is three whole numbers from 0 to 255.", "Choose it from the picker.")
            check_colour(self.colour)
        self._check_start()

    def _check_start(self) -> None:
        if self.start is not None and not isinstance(self.start, DesignSpec):
            raise InputError("This is not a design.", "Choose one to vary, or none.")
        if not isinstance(self.locked, tuple) or any(part not in PARTS for part in self.locked):
            raise InputError(f"Only {', '.join(PARTS)} can be locked.")
        if self.locked and self.start is None:
            raise InputError("Only the parts of a design can be locked.", "Choose a design to vary.")
        if self.colour is not None and "colour" in self.locked:
            raise InputError("The colour is locked already.", "Unlock it, or wish for no other.")
        if self.start is not None and "shape" in self.locked and self.category not in ("", self.start.category):
            raise InputError(
                "The shape is locked, so it stays what it is.", "Unlock it, or wish for no other category."
            )


def _is_taste(taste: object) -> bool:
    """Whether this is (), or a unit vector of plain numbers."""
    if not isinstance(taste, tuple) or len(taste) > MOST_NUMBERS:
        return False
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in taste):
        return False
    return not taste or abs(math.hypot(*taste) - 1) < _NORM_ERROR  # so written, NaN does not pass


@dataclass(frozen=True, kw_only=True)
class ImagineResult:
    """As many specs as were asked for, the one that fits best first; none has `text` yet."""

    __pydantic_config__ = _frozen
    specs: tuple[DesignSpec, ...]
