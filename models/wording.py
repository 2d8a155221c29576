"""What is asked of a writer of words for a design, and what it answers: `describe`.

The writer is given facts, never the spec: whatever it says can be held against them (`models/claims.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from models.colour_names import NAMED
from models.design import check_category
from models.errors import InputError
from models.print_names import KIND_OF, PrintName
from models.surface_names import SurfaceName

PatternKind = Literal["plain", "striped", "checked", "dotted", "floral", "zigzag", "patterned"]
Sleeve = Literal["", "none", "short", "long"]
Line = Literal["", "straight", "flared", "tapered"]
Size = Literal["", "fine", "bold"]
Contrast = Literal["", "soft", "strong"]
Tone = Literal["", "deep", "pale", "bright", "muted"]
Material = SurfaceName | Literal[""]
Length = Literal["", "short", "medium", "long"]

SENTENCES: dict[Length, int] = {"short": 1, "medium": 3, "long": 5}
LONGEST_TITLE, LONGEST_DESCRIPTION = 120, 1_200
MOST_KEYWORDS = 12
_NAMES = frozenset(named.name for named in NAMED)
_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a design's spec truly tells; "" where it tells nothing.

    `colour` and `accent` are trade names (`models/colour_names.py`), the accent "" when the eye sees one ink.
    `pattern` "patterned" is a pattern whose kind is not sure or has no word, `print` its name where it is one of ours,
    `size` that of its motifs, `contrast` between the inks.
    `blocks`: the accent lies in blocks of the cut, such as a yoke.  `line`: how the outline runs towards the hem.
    """

    __pydantic_config__ = _frozen
    category: str = ""
    colour: str
    accent: str = ""
    pattern: PatternKind = "plain"
    blocks: bool = False
    size: Size = ""
    contrast: Contrast = ""
    tone: Tone = ""
    material: Material = ""
    sleeve: Sleeve = ""
    line: Line = ""
    print: Annotated[PrintName | Literal[""], Field(exclude_if=lambda name: not name)] = ""

    def __post_init__(self) -> None:
        """Raises InputError on a category or a colour that there is not, on a pattern in one ink, and on a print of
        another kind than the pattern."""
        check_category(self.category)
        if self.colour not in _NAMES or (self.accent and self.accent not in _NAMES):
            raise InputError("This colour has no name in the trade.", "Choose one of the named colours.")
        if (self.blocks or self.pattern != "plain") and not self.accent:
            raise InputError("A pattern needs a second colour.")
        if self.print and KIND_OF.get(self.print) != self.pattern:
            raise InputError("This print is of another kind than the pattern.")


@dataclass(frozen=True, kw_only=True)
class Example:
    """A product of the shop whose words are the pattern for new ones."""

    __pydantic_config__ = _frozen
    title: str
    description: str = ""
    price: float = 0.0
    """0 = not known."""

    def __post_init__(self) -> None:
        """Raises InputError when the words are longer than any shop's."""
        if len(self.title) > 300 or len(self.description) > 4_000:
            raise InputError("The example's words are too long.", "Shorten them.")


@dataclass(frozen=True, kw_only=True)
class DescribeRequest:
    """Words for a design of these `facts`, after the manner of `example` where there is one.

    `length` "" is as long as the example's description, or medium.  Another `seed`, other words.
    """

    __pydantic_config__ = _frozen
    facts: Facts
    example: Example | None = None
    seed: int = 0
    length: Length = ""

    def __post_init__(self) -> None:
        """Raises InputError when the seed is none."""
        if type(self.seed) is not int or not 0 <= self.seed < 2**31:
            raise InputError("A seed is a whole number from 0 to 2147483647.")

    @property
    def sentences(self) -> int:
        """How many sentences the description is to have at most."""
        if self.length or self.example is None or not self.example.description.strip():
            return SENTENCES[self.length or "medium"]
        return min(max(self.example.description.count(". ") + 1, 1), SENTENCES["long"])


@dataclass(frozen=True, kw_only=True)
class DescribeResult:
    """The words; none of them claims what the facts do not have.

    `dropped`: how many sentences the writer had to leave out since they did.
    """

    __pydantic_config__ = _frozen
    title: str
    description: str
    keywords: tuple[str, ...] = ()
    dropped: int = 0

    def __post_init__(self) -> None:
        """Raises InputError when there is no title, or any of it is too long."""
        if not self.title.strip() or len(self.title) > LONGEST_TITLE:
            raise InputError("A title has between 1 and 120 letters.")
        if len(self.description) > LONGEST_DESCRIPTION or len(self.keywords) > MOST_KEYWORDS:
            raise InputError("These words are too long for a design.")

    @property
    def text(self) -> str:
        """All of it as `DesignSpec.text` holds it; `read_text` is the way back."""
        lines = [self.title, self.description, ", ".join(self.keywords)]
        return "\n".join(" ".join(line.split()) for line in lines)


def read_text(text: str) -> DescribeResult | None:
    """The words of a design's text; None where it was not written by a writer of ours."""
    lines = text.split("\n")
    if len(lines) != 3 or not lines[0].strip():
        return None
    try:
        keywords = tuple(word for word in lines[2].split(", ") if word)
        return DescribeResult(title=lines[0], description=lines[1], keywords=keywords)
    except InputError:
        return None
