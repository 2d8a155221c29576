"""Titles after a shop's own manner: the order of words, the small words between them, and the letters' case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from models.claims import find_claims

Case = Literal["title", "sentence", "lower", "upper"]
SMALL = frozenset({"a", "an", "and", "in", "of", "on", "the", "with"})
"""Words that join others; any further word of an example is its own product's, and is left out."""
SLOTS = ("colour", "pattern", "sleeve", "material", "category")
_WORD = re.compile(r"[\w'’]+(?:-[\w'’]+)*|[–—|,:/·-]", re.UNICODE)
_ALWAYS_LARGE = re.compile(r"[A-Z]-[a-z]+")
"""T-shirt, V-neck: their letter says nothing about a title's manner."""
_JOINTS = frozenset("–—|,:/·-")


def read_pattern(title: str) -> tuple[str, ...]:
    """An example's title as slots in braces, small words and joints: ("{pattern}", "{category}", "in", "{colour}").

    () where it names no kind of garment, which is no use as a pattern.
    """
    parts: list[str] = []
    for word, kind in _label(title):
        if kind == "word":
            if (word.casefold() in SMALL and parts) or (word in _JOINTS and parts):
                parts.append(word.casefold())
        elif f"{{{kind}}}" not in parts:
            parts.append(f"{{{kind}}}")
        elif parts[-1] in SMALL and len(parts) > 1:  # "olive and cream": one slot holds all of our colours
            parts.pop()
    return _tidy(parts) if "{category}" in parts else ()


def find_case(title: str) -> Case:
    """How the words of a title are written."""
    words = [word for word in _WORD.findall(title) if word[0].isalpha()]
    if not words:
        return "sentence"
    if all(word == word.upper() for word in words) and any(len(word) > 2 for word in words):
        return "upper"
    large = [word[0].isupper() for word in words if word.casefold() not in SMALL and not _ALWAYS_LARGE.fullmatch(word)]
    if large and not any(large):
        return "lower"
    return "title" if len(large) > 1 and sum(large) >= 0.75 * len(large) else "sentence"


def fill(pattern: tuple[str, ...], words: Mapping[str, str]) -> str:
    """The title of a pattern; slots without a word vanish, with what joined them."""
    filled = [words.get(part[1:-1], "") if part.startswith("{") else part for part in pattern]
    kept = _tidy([part for part in filled if part])
    missing = [words[slot] for slot in ("pattern", "colour") if f"{{{slot}}}" not in pattern and words.get(slot)]
    return re.sub(r"\s+([,:])", r"\1", " ".join((*missing, *kept)))


def write_case(title: str, case: Case) -> str:
    """A title in another case; "T-shirt" keeps its T."""
    if case == "upper":
        return title.upper()
    if case == "title":
        words = [word if word.casefold() in SMALL else _raise(word) for word in title.split(" ")]
        return " ".join([_raise(words[0]), *words[1:]])
    lowered = " ".join(word if re.fullmatch(r"[A-Z]-\w+", word) else word.lower() for word in title.split(" "))
    return lowered if case == "lower" else lowered[:1].upper() + lowered[1:]


def _raise(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-")) if word != word.upper() else word


def _label(title: str) -> list[tuple[str, str]]:
    """The words of a title, each with what it claims or "word"; a claim of several words is one."""
    rest, labelled = " ".join(title.split()), []
    for claim in find_claims(rest):
        place = rest.casefold().find(claim.words)
        labelled += [(word, "word") for word in _WORD.findall(rest[:place])]
        if claim.kind in SLOTS:
            labelled.append((claim.words, claim.kind))
        rest = rest[place + len(claim.words) :]
    return labelled + [(word, "word") for word in _WORD.findall(rest)]


def _tidy(parts: list[str]) -> tuple[str, ...]:
    """Without small words and joints that join nothing: at either end, or two in a row."""
    kept: list[str] = []
    for part in parts:
        loose = part in SMALL or part in _JOINTS
        if loose and (not kept or kept[-1] in SMALL or kept[-1] in _JOINTS):
            continue
        kept.append(part)
    while kept and (kept[-1] in SMALL or kept[-1] in _JOINTS):
        kept.pop()
    return tuple(kept)
