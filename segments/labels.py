"""Short names for segments, from their own words: "Olive linen dresses"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.colour_names import NAMED as TRADE_NAMES
from models.phrases import NOUNS
from segments.colours import colour_names
from segments.keywords import TOKEN, Doubles, WordCounts
from segments.types import Keyword, Part

CATEGORY_SHARE = 0.1
"""A category that names a segment is at least this part of what it buys."""
LOOK_AT = 10
"""Keywords beyond these are too weak for a name."""
USUAL = 0.6
"""A word that so many products of a category have says nothing more about it."""
BORNE_OUT = 0.12
"""A name is borne out by at least this part of what a segment buys of the category."""
SEASONS = ("spring", "summer", "autumn", "fall", "winter")
COLOURS = frozenset(name for name in colour_names() if " " not in name)
TRADE = frozenset(named.name.casefold() for named in TRADE_NAMES if " " not in named.name) - COLOURS
"""Finer names of colours: they tell less than a plain one, and often name a pattern's second ink."""
OUR_NOUNS = {category.casefold(): nouns[0] for category, nouns in NOUNS.items() if category}
COUNTED = frozenset(noun.split()[-1].casefold() for noun in OUR_NOUNS.values()) | {
    "top", "coat", "cardigan", "jumper", "sweater", "sweatshirt", "vest", "jean", "suit", "shoe", "boot", "sneaker",
    "sandal", "loafer", "pump", "slipper", "raincoat", "parka", "anorak", "gilet", "beanie", "jogger", "legging",
    "chino", "tunic", "camisole", "bag", "belt", "sock", "cap", "scarf", "glove", "bra", "bikini", "swimsuit",
    "bodysuit", "jumpsuit",
    "cushion", "lamp", "chair", "table", "vase", "rug", "towel",
}  # fmt: skip
"""English nouns that are known to take an s; words of other languages are left alone."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """A segment's name, and what it says: words that products have, and their category."""

    text: str
    words: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a name is made of."""

    keywords: tuple[Keyword, ...]
    categories: tuple[Part, ...]
    colours: tuple[str, ...] = ()
    """What it buys more of than others, by sight: a name where words alone do not tell it from another."""
    bears_out: Callable[[Sequence[str], str], float] = lambda words, category: 1.0
    """Which part of what it buys of a category has all of the words, see `Called.share`."""


class Called:
    """Which products are called so: `Called(counts, categories)(("black", "cargo"), "Blazer")`."""

    def __init__(self, counts: WordCounts, categories: Sequence[str]) -> None:
        self._matrix = counts.matrix.tocsc()
        self._columns = {word: column for column, word in enumerate(counts.words)}
        self._categories = np.asarray(categories, str)

    def __call__(self, words: Sequence[str], category: str) -> NDArray[np.bool_]:
        """(products,): those of the category ("" for any) whose text has all of the words."""
        fits = self._categories == category if category else np.ones(len(self._categories), bool)
        for word in words:
            column = self._columns.get(word)
            fits = fits & (False if column is None else self._matrix[:, [column]].toarray().ravel() > 0)
        return fits

    def share(self, bought: Doubles, words: Sequence[str], category: str) -> float:
        """The part of what is bought (products,) of the category that has all of the words, 0 to 1."""
        of = float(bought[self((), category)].sum())
        return float(bought[self(words, category)].sum()) / of if of else 0.0


def name_segments(
    words: Sequence[Words], taken: Sequence[str] = (), usual: Mapping[str, frozenset[str]] | None = None
) -> list[Label]:
    """A name for each segment, all different and none in `taken`: up to two keywords and the telling category.

    `usual` is what most products of each category are called anyway, see `find_usual`.
    """
    used = {name.casefold() for name in taken}
    labels = []
    for number, each in enumerate(words, start=1):
        found = _candidates(each, usual or {})
        label = next((label for label in found if label.text.casefold() not in used), None)
        if label is None:
            first = found[0] if found else Label(text="Audience")
            label = replace(first, text=_number(first.text, number, used))
        used.add(label.text.casefold())
        labels.append(label)
    return labels


def find_usual(counts: WordCounts, categories: Sequence[str], share: float = USUAL) -> dict[str, frozenset[str]]:
    """The words that most products of each category have, by the category's name."""
    names, codes = np.unique(np.asarray(categories, str), return_inverse=True)
    usual = {}
    for code, name in enumerate(names):
        rows = np.flatnonzero(codes == code)
        often = np.asarray(counts.matrix[rows].mean(axis=0)).ravel() >= share
        usual[str(name)] = frozenset(counts.words[column] for column in np.flatnonzero(often))
    return usual


def _candidates(words: Words, usual: Mapping[str, frozenset[str]]) -> list[Label]:
    """Names, the best first: a plain colour and the strongest other word, or two of those, before the category.

    None that hardly anything bought bears out: keywords tell what a segment buys more of, which may still be little.
    """
    category = _category(words)
    parts = {token for part in words.categories for token in TOKEN.findall(part.name.casefold())}
    parts |= usual.get(category, frozenset())
    telling = [each.word for each in words.keywords[:LOOK_AT] if each.word not in parts and not _is_garment(each.word)]
    plain = [word for word in telling if word in COLOURS]
    others = [word for word in telling if word not in COLOURS and word not in TRADE]
    trade = [word for word in telling if word in TRADE]
    if plain:
        found = [[colour, other] for colour in plain for other in others] + [[colour] for colour in plain]
    elif len(others) > 1 or not trade:
        found = [[others[0], other] for other in others[1:]]
    else:
        found = [[colour, *others[:1]] for colour in trade]
    found += [[first, other] for number, first in enumerate(others) for other in others[number + 1 :]]
    found += [[other] for other in others] + [[colour] for colour in trade]
    pairs = [pair for pair in found if words.bears_out(pair, category) >= BORNE_OUT]
    noun = _noun(category)
    said = [(" ".join([*sorted(pair, key=_place), noun]).strip(), tuple(pair)) for pair in pairs] or [(noun, ())]
    said += [(f"{colour} {noun}".strip(), ()) for colour in words.colours]
    return [Label(text=text[:1].upper() + text[1:], words=pair, category=category) for text, pair in said if text]


def _is_garment(word: str) -> bool:
    """Whether a word is a garment's own name: "jacket hoodies" is no name for anybody."""
    return word in COUNTED or word.removesuffix("s") in COUNTED or word in ("trousers", "shorts")


def _place(word: str) -> int:
    """Where a word stands before its noun: the season first, then the colour, then the rest."""
    return 0 if word in SEASONS else 1 if word in COLOURS or word in TRADE else 2


def _category(words: Words) -> str:
    """The category that is most typical of those that matter."""
    large = [part for part in words.categories if part.share >= CATEGORY_SHARE] or list(words.categories[:1])
    if not large:
        return ""
    return max(large, key=lambda part: part.share * part.lift**0.5).name


def _noun(category: str) -> str:
    """A category's last level as one speaks of many: "Women > Dress" → "dresses", "Outwear" → "jackets"."""
    last = category.rsplit(" > ", 1)[-1].strip()
    noun = OUR_NOUNS.get(last.casefold(), last.casefold())
    if noun.split()[-1:] and noun.split()[-1].casefold() in COUNTED and not noun.endswith(("ers", "oes", "rts")):
        noun += "es" if noun.endswith(("ss", "sh", "ch", "x")) else "s"
    return noun


def _number(name: str, number: int, used: set[str]) -> str:
    """A name with a number that nobody has."""
    while f"{name} {number}".casefold() in used:
        number += 1
    return f"{name} {number}"
