"""What a text says about a garment, and whether the facts agree.

A *claim* is a word or phrase for a category, colour, pattern, sleeve, material or neckline.  Longer phrases count
first: "T-shirt" claims no shirt, "bottle green" no green.  A list, not a parser: it is strict, and a sentence that
uses such a word in another sense ("a stone's throw") is counted as a claim too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from models.colour_names import NAMED
from models.print_names import PrintName
from models.wording import Facts

Kind = Literal["category", "colour", "pattern", "sleeve", "material", "neckline", "length"]

CATEGORY_WORDS: dict[str, tuple[str, ...]] = {
    "Blazer": ("blazer",), "Blouse": ("blouse",), "Body": ("bodysuit", "body suit"), "Dress": ("dress", "gown"),
    "Hat": ("hat",), "Hoodie": ("hoodie",),
    "Longsleeve": ("long-sleeve top", "long sleeve top", "long-sleeved top", "longsleeve"),
    "Outwear": ("jacket", "outerwear", "outwear"), "Pants": ("trouser", "pant"), "Polo": ("polo", "polo shirt"),
    "Shirt": ("shirt",), "Shoes": ("shoe",), "Shorts": ("shorts",), "Skirt": ("skirt",),
    "T-Shirt": ("t-shirt", "tshirt", "t shirt", "tee"), "Top": ("top",), "Undershirt": ("undershirt", "under shirt"),
}  # fmt: skip
"""What each category may be called; the first is its plain name."""
STRANGERS = (
    "coat", "parka", "cardigan", "jumper", "sweater", "sweatshirt", "pullover", "jeans", "leggings", "chinos", "romper",
    "jumpsuit", "suit", "tunic", "camisole", "tank top", "vest", "waistcoat", "kimono", "poncho", "sneaker", "boot",
    "sandal", "heels", "cap", "beanie", "scarf", "sock", "glove", "belt", "bag", "bra", "bikini", "swimsuit", "pyjama",
    "crop top",
)  # fmt: skip
"""Garments that no category of ours is."""
OTHER_COLOURS = (
    "green", "blue", "brown", "beige", "gold", "golden", "gray", "navy blue", "light blue", "dark blue", "light green",
    "dark green", "light grey", "dark grey", "maroon", "nude", "off-white", "crimson", "wine", "cyan", "multicolour",
    "multicoloured", "multicolored", "rainbow", "ruby", "copper", "bronze", "caramel", "pistachio", "lilac grey",
)  # fmt: skip
"""Colour words that are not in the trade's list."""
PATTERN_WORDS: dict[str, tuple[str, ...]] = {
    "striped": ("striped", "stripe", "stripy", "pinstripe", "pinstriped", "breton", "breton stripe", "breton-striped",
                "awning stripe", "awning-striped", "bengal stripe", "bengal-striped"),
    "checked": ("checked", "check", "checkered", "chequered", "gingham", "tartan", "plaid", "windowpane",
                "windowpane check", "buffalo check", "houndstooth", "dogtooth", "glen check", "prince of wales"),
    "dotted": ("dotted", "dot", "polka dot", "polka-dot", "pin dot", "pin-dot", "spotted", "spot"),
    "floral": ("floral", "flower", "flowered", "flowery", "botanical", "blossom", "petal", "ditsy floral", "ditsy",
               "daisy"),
    "zigzag": ("zigzag", "zig-zag", "chevron", "herringbone"),
    "plain": ("plain", "solid", "unpatterned", "one colour", "single colour", "one-colour", "one color"),
    "patterned": ("patterned", "pattern", "printed", "print", "motif", "all-over", "argyle"),
    "": ("camouflage", "leopard", "animal print", "paisley", "abstract", "logo", "slogan", "graphic", "tie-dye"),
}  # fmt: skip
PRINT_WORDS: dict[PrintName, tuple[str, ...]] = {
    "breton stripe": ("breton", "breton stripe", "breton-striped"),
    "awning stripe": ("awning stripe", "awning-striped"), "bengal stripe": ("bengal stripe", "bengal-striped"),
    "pinstripe": ("pinstripe", "pinstriped"), "gingham": ("gingham",), "buffalo check": ("buffalo check",),
    "windowpane": ("windowpane", "windowpane check"), "tartan": ("tartan", "plaid"),
    "houndstooth": ("houndstooth", "dogtooth"), "glen check": ("glen check", "prince of wales"), "argyle": ("argyle",),
    "polka dot": ("polka dot", "polka-dot"), "pin dot": ("pin dot", "pin-dot"), "chevron": ("chevron",),
    "ditsy floral": ("ditsy floral", "ditsy"), "daisy": ("daisy",),
}  # fmt: skip
"""What a print that has a name may be called; where a design's print is known, no other one is true of it."""
SLEEVE_WORDS: dict[str, tuple[str, ...]] = {
    "none": ("sleeveless", "without sleeves", "no sleeves", "strappy"),
    "short": ("short sleeve", "short-sleeve", "short-sleeved", "short sleeved", "cap sleeve"),
    "long": ("long sleeve", "long-sleeve", "long-sleeved", "long sleeved", "full sleeve"),
    "": ("half sleeve", "three-quarter sleeve", "puff sleeve", "bell sleeve"),
}
MATERIAL_WORDS: dict[str, tuple[str, ...]] = {
    "denim": ("denim",), "rib knit": ("rib knit", "ribbed", "rib"), "leather": ("leather",), "linen": ("linen",),
    "chunky knit": ("chunky knit",), "cable knit": ("cable knit", "cable-knit"), "corduroy": ("corduroy", "cord"),
    "satin": ("satin",), "tweed": ("tweed",), "fleece": ("fleece",), "quilted": ("quilted", "padded"),
    "lace": ("lace",), "knit": ("knit", "knitted"),
    "": ("cotton", "wool", "woollen", "silk", "silky", "velvet", "cashmere", "polyester", "viscose", "suede", "mesh",
         "chiffon", "tulle", "fur", "canvas"),
}  # fmt: skip
NECKLINES: dict[str, tuple[str, ...]] = {
    "hood": ("hood", "hooded"), "collar": ("collar", "collared"),
    "": ("v-neck", "v neck", "crew neck", "round neck", "turtleneck", "turtle neck", "roll neck", "boat neck",
         "square neck", "halter", "off-shoulder"),
}  # fmt: skip
LENGTHS = ("mini", "midi", "maxi", "knee-length", "ankle-length", "floor-length", "full-length", "cropped")
_COLLARED, _HOODED = frozenset({"Polo", "Shirt", "Blazer"}), frozenset({"Hoodie"})


@dataclass(frozen=True)
class Claim:
    """One claim: the words as they stand in the text, of what kind, and the value that they stand for ("" = none)."""

    words: str
    kind: Kind
    value: str


def _list() -> dict[str, tuple[Kind, str]]:
    """Every phrase in lower case → what it claims.  Where a phrase is twice, the later line counts."""
    listed: dict[str, tuple[Kind, str]] = {}

    def add(kind: Kind, value: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            many = phrase[:-1] + "ies" if phrase.endswith("y") and kind == "category" else phrase + "s"
            for form in (phrase, many, phrase + "es" if phrase.endswith(("s", "x", "ss")) else many):
                listed[form] = (kind, value)

    for words in (OTHER_COLOURS, STRANGERS, LENGTHS):
        kind: Kind = "colour" if words is OTHER_COLOURS else "category" if words is STRANGERS else "length"
        add(kind, "", words)
    groups: tuple[tuple[Kind, dict[str, tuple[str, ...]]], ...] = (
        ("category", CATEGORY_WORDS), ("pattern", PATTERN_WORDS), ("sleeve", SLEEVE_WORDS),
        ("material", MATERIAL_WORDS), ("neckline", NECKLINES),
    )  # fmt: skip
    for kind, group in groups:
        for value, phrases in group.items():
            add(kind, value, phrases)
    for named in NAMED:
        listed[named.name.lower()] = ("colour", named.name)
    return listed


_LISTED = _list()
_PRINTS = {form: name for name, words in PRINT_WORDS.items() for word in words for form in (word, f"{word}s")}
_PATTERN = re.compile(
    r"(?<![\w-])(" + "|".join(re.escape(words) for words in sorted(_LISTED, key=len, reverse=True)) + r")(?![\w])"
)


def find_claims(text: str) -> list[Claim]:
    """What a text claims, in its order."""
    found = _PATTERN.finditer(" ".join(text.casefold().split()))
    return [Claim(words=match[1], kind=_LISTED[match[1]][0], value=_LISTED[match[1]][1]) for match in found]


def is_true(claim: Claim, facts: Facts) -> bool:
    """Whether the facts have what is claimed."""
    if claim.kind == "colour":
        return claim.value in (facts.colour, facts.accent) and claim.value != ""
    if claim.kind == "pattern" and claim.words in _PRINTS and (facts.print or claim.words.startswith("argyle")):
        return _PRINTS[claim.words] == facts.print
    if claim.kind == "pattern" and claim.value == "patterned":
        return facts.pattern != "plain"
    if claim.kind == "pattern" and claim.value == "plain":
        return facts.pattern == "plain" and not facts.blocks
    if claim.kind == "neckline":
        return facts.category in {"hood": _HOODED, "collar": _COLLARED}.get(claim.value, ())
    if claim.kind == "sleeve" and facts.category == "Longsleeve":
        return claim.value == "long"
    if claim.kind == "category" and claim.value == "Longsleeve" and facts.sleeve == "long":
        return facts.category in ("Top", "Longsleeve")
    if claim.kind == "material" and claim.value == "knit":
        return facts.material.endswith("knit")
    held = {
        "category": facts.category, "pattern": facts.pattern, "sleeve": facts.sleeve, "material": facts.material,
        "length": "",
    }  # fmt: skip
    return claim.value != "" and held[claim.kind] == claim.value


def find_untruths(text: str, facts: Facts) -> list[Claim]:
    """The claims of a text that the facts do not have."""
    return [claim for claim in find_claims(text) if not is_true(claim, facts)]
