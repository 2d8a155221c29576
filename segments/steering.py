"""Wishes in words: what of a text is understood, what is not, and where it takes a taste.

The vocabulary is a list.  Kinds of garments, colours and cloths become the generator's own wishes, patterns and other
listed words a direction in the encoder's space; whatever is not listed is named, and never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.claims import CATEGORY_WORDS, MATERIAL_WORDS, PATTERN_WORDS, PRINT_WORDS
from models.colour_names import NAMED
from models.design import Rgb
from models.errors import InputError
from models.print_names import KIND_OF, PRINTS, PrintName
from models.surface_names import SURFACES, SurfaceName
from models.wording import PatternKind
from segments.colours import NAMED as BASIC
from segments.tastes import Centre, unit

Floats = NDArray[np.float32]
PULL = 0.8
"""How far a word takes a taste, whose length is 1."""
MOST_LETTERS = 300
MOODS: dict[str, tuple[str, ...]] = {
    "long sleeves": ("a long sleeve top", "a longsleeve"), "hooded": ("a hoodie", "a hooded sweatshirt"),
    "tailored": ("a blazer", "a button shirt", "a polo shirt"), "sporty": ("a hoodie", "shorts", "a t-shirt"),
    "dressy": ("a dress", "a gown", "a blouse"), "casual": ("a t-shirt", "a hoodie", "jeans pants"),
    "summery": ("shorts", "a top", "a yellow dress"), "wintry": ("a coat", "a sweater", "a grey hoodie"),
    "dark": ("a black garment", "a navy garment"), "light": ("a white garment", "a cream garment"),
    "colourful": ("a red and yellow garment", "a pink and teal garment"),
    "quiet": ("a plain grey garment", "a plain beige garment"),
}  # fmt: skip
"""Listed words, each with what it is in words that encoders of garments know."""
PATTERNS: tuple[PatternKind, ...] = ("plain", "striped", "checked", "dotted", "floral", "zigzag")
NEUTRAL = ("a garment", "a piece of clothing")
FILLERS = frozenset({"a", "an", "and", "in", "of", "with", "the", "more", "some", "please", "or", "for", "sleeves"})
_TOKEN = re.compile(r"[\w'’]+(?:-[\w'’]+)*", re.UNICODE)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a text asks for; `unknown` are the words that are not listed.  A `print` has the `pattern` of its kind."""

    category: str = ""
    colour: Rgb | None = None
    pattern: PatternKind | None = None
    print: PrintName | None = None
    surface: SurfaceName | None = None
    moods: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def _list() -> dict[str, tuple[str, str]]:
    """Every phrase → ("category" | "colour" | "pattern" | "print" | "surface" | "mood", value)."""
    listed: dict[str, tuple[str, str]] = {}
    for category, words in CATEGORY_WORDS.items():
        for word in (*words, *(f"{word}s" for word in words), *(f"{word}es" for word in words)):
            listed[word] = ("category", category)
    for pattern in PATTERNS:
        for word in (*PATTERN_WORDS[pattern], *(f"{word}s" for word in PATTERN_WORDS[pattern])):
            listed[word] = ("pattern", pattern)
    for name, words in PRINT_WORDS.items():
        for word in (*words, *(f"{word}s" for word in words)):
            listed[word] = ("print", name)
    for surface in SURFACES:
        listed |= dict.fromkeys(MATERIAL_WORDS[surface], ("surface", surface))
    listed |= dict.fromkeys(MATERIAL_WORDS["knit"], ("surface", "chunky knit"))
    listed |= {name: ("colour", name) for name in BASIC if name not in ("gold", "silver")}
    listed |= {named.name.lower(): ("colour", named.name) for named in NAMED}
    return listed | {word: ("mood", word) for word in MOODS} | {"long-sleeved": ("mood", "long sleeves")}


_LISTED = _list()
_LONGEST = max(len(phrase.split()) for phrase in _LISTED)
_RGB: dict[str, Rgb] = {**BASIC, **{named.name: named.rgb for named in NAMED}}


def list_words() -> dict[str, tuple[str, ...]]:
    """The vocabulary as it is offered: kinds, colours, patterns and further words."""
    return {
        "Kinds": tuple(
            words[0] + ("s" if words[0] in ("trouser", "shoe") else "") for words in CATEGORY_WORDS.values()
        ),
        "Colours": tuple(named.name.lower() for named in NAMED),
        "Patterns": (*PATTERNS, *PRINTS),
        "Cloths": SURFACES,
        "Further": tuple(MOODS),
    }


def read_wishes(text: str) -> Wishes:
    """What a text asks for; of several kinds, colours, patterns or cloths the last one counts.  Raises InputError."""
    if not isinstance(text, str) or len(text) > MOST_LETTERS:
        raise InputError("These wishes are too long.", "Use a few of the listed words.")
    words = _TOKEN.findall(text.casefold())
    found: dict[str, str] = {}
    moods: list[str] = []
    unknown: list[str] = []
    place = 0
    while place < len(words):
        for length in range(_LONGEST, 0, -1):
            phrase = " ".join(words[place : place + length])
            if len(words) - place >= length and phrase in _LISTED:
                kind, value = _LISTED[phrase]
                if kind == "mood":
                    moods.append(value)
                elif kind in ("pattern", "print"):
                    found["pattern"] = value if kind == "pattern" else KIND_OF[value]
                    found["print"] = value if kind == "print" else ""
                else:
                    found[kind] = value
                place += length
                break
        else:
            if words[place] not in FILLERS:
                unknown.append(words[place])
            place += 1
    return Wishes(
        category=found.get("category", ""),
        colour=_RGB[found["colour"]] if "colour" in found else None,
        pattern=found.get("pattern"),  # type: ignore[arg-type]
        print=found.get("print") or None,  # type: ignore[arg-type]
        surface=found.get("surface"),  # type: ignore[arg-type]
        moods=tuple(dict.fromkeys(moods)),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def steer(taste: Floats, wishes: Wishes, centre: Centre, encode_texts: Callable[[list[str]], Floats] | None) -> Floats:
    """The taste (d,) taken towards patterns and further words that are wished for; as it is without any.

    Raises InputError when there are such words and the encoder has no text tower.
    """
    phrases = [phrase for mood in wishes.moods for phrase in MOODS[mood]]
    if wishes.pattern:
        phrases += [f"a {wishes.pattern} garment", f"a {wishes.pattern} dress", f"a {wishes.pattern} shirt"]
    if not phrases:
        return taste
    if encode_texts is None:
        raise InputError("This shop's encoder knows no words.", "Steer by kind, colour or price instead.")
    said = _encode(phrases, encode_texts)
    return np.asarray(unit((taste + PULL * unit((said - _encode(NEUTRAL, encode_texts))[None])[0])[None])[0])


def _encode(phrases: Sequence[str], encode_texts: Callable[[list[str]], Floats]) -> Floats:
    return np.asarray(unit(encode_texts(list(phrases))).mean(axis=0), np.float32)
