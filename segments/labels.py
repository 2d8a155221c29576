"""Short names for segments, from their own words: "Olive linen dress"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segments.keywords import TOKEN
from segments.types import Keyword, Part

WORDS = 2
CATEGORY_SHARE = 0.1
"""A category that names a segment is at least this part of what it buys."""
LOOK_AT = 8
"""Keywords beyond these are too weak for a name."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a name is made of."""

    keywords: tuple[Keyword, ...]
    categories: tuple[Part, ...]


def name_segments(words: Sequence[Words], taken: Sequence[str] = ()) -> list[str]:
    """A name for each segment, all different and none in `taken`: up to two keywords and the telling category."""
    used = {name.casefold() for name in taken}
    names = []
    for number, each in enumerate(words, start=1):
        name = next((name for name in _candidates(each) if name.casefold() not in used), "")
        name = name or _number(_candidates(each)[0] if _candidates(each) else "Audience", number, used)
        used.add(name.casefold())
        names.append(name)
    return names


def _candidates(words: Words) -> list[str]:
    """Names, the best first."""
    category = _category(words)
    parts = {token for part in words.categories for token in TOKEN.findall(part.name.casefold())}
    telling = [keyword.word for keyword in words.keywords[:LOOK_AT] if keyword.word not in parts]
    pairs = [telling[:WORDS]] + [[telling[0], other] for other in telling[WORDS:]] if telling else []
    names = [" ".join([*pair, category]).strip() for pair in pairs] or [category]
    return [name[:1].upper() + name[1:] for name in names if name]


def _category(words: Words) -> str:
    """The category that is most typical of those that matter, its last level, in small letters."""
    large = [part for part in words.categories if part.share >= CATEGORY_SHARE] or list(words.categories[:1])
    if not large:
        return ""
    return max(large, key=lambda part: part.lift * part.share**0.5).name.rsplit(" > ", 1)[-1].strip().casefold()


def _number(name: str, number: int, used: set[str]) -> str:
    """A name with a number that nobody has."""
    while f"{name} {number}".casefold() in used:
        number += 1
    return f"{name} {number}"
