"""The colour story of the demo shop: what is made in every season, what each season adds, and which inks meet in a
pattern.  Names are those of `models.colour_names`."""

from __future__ import annotations

import numpy as np

from models.colour_names import NAMED
from models.design import Rgb
from models.palette import make_colour, name_colour, to_lch

INKS: dict[str, Rgb] = {named.name: named.rgb for named in NAMED}
SEASONS = ("spring", "summer", "autumn", "winter")

Weights = dict[str, float]

CORE: Weights = {"Black": 5, "White": 4, "Navy": 5, "Grey": 2, "Charcoal": 2, "Ecru": 2, "Ivory": 2}
STORIES: dict[str, Weights] = {
    "spring": {"Sage": 4, "Powder blue": 3, "Butter": 2, "Blush": 2, "Dusty rose": 3, "Stone": 2, "Khaki": 2,
               "Lilac": 2, "Cornflower": 3},
    "summer": {"Coral": 3, "Sky": 3, "White": 2, "Sand": 3, "Cobalt": 3, "Terracotta": 3, "Apricot": 2, "Mint": 2,
               "Butter": 1, "Turquoise": 1},
    "autumn": {"Rust": 4, "Mustard": 3, "Olive": 5, "Burgundy": 3, "Camel": 3, "Chocolate": 3, "Forest": 2,
               "Petrol": 2, "Mocha": 2},
    "winter": {"Bottle green": 4, "Burgundy": 4, "Plum": 2, "Midnight": 2, "Slate": 3, "Oxblood": 2, "Red": 3,
               "Forest": 2, "Pearl": 2},
}  # fmt: skip
OWN: dict[str, Weights] = {
    "Shoes": {"Black": 6, "White": 5, "Cognac": 4, "Tan": 2, "Navy": 2, "Chocolate": 3, "Ecru": 2, "Burgundy": 1,
              "Grey": 1, "Olive": 1, "Red": 1},
    "Pants": {"Navy": 4, "Black": 5, "Charcoal": 3, "Khaki": 3, "Sand": 3, "Olive": 4, "Stone": 3, "Ecru": 2,
              "Chocolate": 2, "Burgundy": 1, "Slate": 2, "White": 1},
    "Shorts": {"Sand": 4, "Navy": 4, "Olive": 3, "Khaki": 3, "White": 2, "Stone": 3, "Terracotta": 2, "Sky": 1,
               "Coral": 1, "Black": 2, "Sage": 1},
    "Blazer": {"Navy": 5, "Black": 4, "Charcoal": 3, "Camel": 3, "Ecru": 2, "Olive": 1, "Burgundy": 2, "Slate": 2,
               "Stone": 2, "Bottle green": 2},
    "Outwear": {"Black": 5, "Navy": 5, "Olive": 5, "Camel": 4, "Khaki": 3, "Bottle green": 2, "Mustard": 2,
                "Stone": 2, "Rust": 2, "Charcoal": 2, "Burgundy": 1},
    "Hat": {"Charcoal": 3, "Navy": 3, "Rust": 3, "Mustard": 3, "Ecru": 3, "Burgundy": 3, "Bottle green": 2,
            "Black": 3, "Camel": 2, "Red": 2, "Grey": 2, "Petrol": 2},
    "Undershirt": {"White": 6, "Black": 5, "Ecru": 3, "Grey": 4, "Navy": 3, "Blush": 1, "Powder blue": 2, "Sage": 1},
    "Body": {"White": 4, "Ecru": 3, "Blush": 3, "Powder blue": 3, "Sage": 3, "Butter": 2, "Dusty rose": 2, "Navy": 2,
             "Grey": 2, "Black": 1},
    "Hoodie": {"Grey": 5, "Black": 4, "Navy": 4, "Olive": 3, "Burgundy": 2, "Ecru": 2, "Sage": 2, "Dusty rose": 2,
               "Petrol": 2, "Mustard": 1, "Forest": 2, "Charcoal": 3},
}  # fmt: skip
"""Kinds of garments with a palette of their own, all year round."""
DENIM: Weights = {"Steel blue": 6, "Indigo": 2, "Black": 2, "Navy": 3, "Slate": 1, "Powder blue": 2, "Ecru": 1}
LEATHER: Weights = {"Black": 6, "Chocolate": 3, "Cognac": 3, "Oxblood": 1}

Pair = tuple[str, str]
CORE_PAIRS: tuple[Pair, ...] = (
    ("Navy", "White"), ("White", "Navy"), ("Ivory", "Black"), ("Black", "Ivory"), ("Navy", "Ecru"),
    ("White", "Black"), ("Charcoal", "Pearl"), ("Ecru", "Navy"),
)  # fmt: skip
PAIRS: dict[str, tuple[Pair, ...]] = {
    "spring": (("Sage", "Ivory"), ("Powder blue", "White"), ("Blush", "Burgundy"), ("White", "Cornflower"),
               ("Dusty rose", "Ivory"), ("Lilac", "Ivory"), ("Ivory", "Moss"), ("Khaki", "Cream"),
               ("Cornflower", "Ivory"), ("Ivory", "Rose"), ("Butter", "White")),
    "summer": (("White", "Cobalt"), ("Coral", "Ivory"), ("Sky", "White"), ("White", "Red"), ("Ivory", "Terracotta"),
               ("Cobalt", "White"), ("Apricot", "White"), ("Sand", "Ivory"), ("Turquoise", "White"),
               ("White", "Coral"), ("Terracotta", "Cream"), ("Mint", "White")),
    "autumn": (("Rust", "Cream"), ("Olive", "Ecru"), ("Burgundy", "Blush"), ("Chocolate", "Camel"),
               ("Camel", "Navy"), ("Mustard", "Chocolate"), ("Forest", "Ecru"), ("Petrol", "Sand"), ("Ecru", "Rust"),
               ("Cream", "Chocolate"), ("Mocha", "Cream")),
    "winter": (("Bottle green", "Ecru"), ("Burgundy", "Ivory"), ("Midnight", "Silver"), ("Red", "Navy"),
               ("Navy", "Red"), ("Plum", "Blush"), ("Charcoal", "Camel"), ("Ivory", "Red"), ("Slate", "Pearl"),
               ("Oxblood", "Camel"), ("Midnight", "Ivory"), ("Forest", "Ivory")),
}  # fmt: skip
TAILORED: tuple[Pair, ...] = (
    ("Navy", "Powder blue"), ("Charcoal", "Pearl"), ("Navy", "Silver"), ("Black", "Silver"), ("Slate", "Pearl"),
    ("Camel", "Chocolate"), ("Ecru", "Taupe"), ("Stone", "White"), ("Bottle green", "Camel"), ("Chocolate", "Tan"),
)  # fmt: skip
"""What trousers and jackets are woven in."""
TARTANS: tuple[Pair, ...] = (
    ("Red", "Navy"), ("Forest", "Navy"), ("Navy", "Red"), ("Camel", "Black"), ("Bottle green", "Ecru"),
    ("Burgundy", "Camel"), ("Charcoal", "Ivory"), ("Navy", "Camel"), ("Mustard", "Charcoal"), ("Rust", "Navy"),
)  # fmt: skip
CORE_SHARE = 0.38
FAMILIES: dict[str, str] = {
    "black": "Black", "grey": "Charcoal Slate Grey Smoke Silver", "white": "Pearl White Ivory",
    "beige": "Cream Ecru Sand Stone Taupe Khaki", "brown": "Camel Tan Cognac Mocha Chocolate",
    "rust": "Rust Terracotta Brick Ochre Orange Amber", "coral": "Coral Salmon Peach Apricot",
    "burgundy": "Oxblood Burgundy Aubergine Plum", "red": "Red Scarlet",
    "yellow": "Mustard Yellow Lemon Butter", "green": "Moss Sage Mint Forest Emerald Lime Chartreuse",
    "olive": "Olive", "teal": "Teal Petrol Turquoise Aqua", "navy": "Navy Midnight Indigo", "blue": "Sky Cornflower "
    "Cobalt", "purple": "Lavender Lilac Violet Purple Mauve", "pink": "Magenta Fuchsia Pink Rose Blush",
}  # fmt: skip
_FAMILY_OF = {name: family for family, names in FAMILIES.items() for name in names.split()} | {
    "Steel blue": "blue", "Apple green": "green", "Kelly green": "green", "Bottle green": "green",
    "Dusty blue": "light blue", "Ice blue": "light blue",
    "Powder blue": "light blue", "Royal blue": "blue", "Hot pink": "pink", "Dusty rose": "pink", "Sky": "light blue",
}  # fmt: skip


def family_of(shade: str) -> str:
    """The plain colour word of a trade name: "Bottle green" → "green"."""
    return _FAMILY_OF[shade]


def draw_name(weights: Weights, rng: np.random.Generator, without: set[str]) -> str:
    """A colour's name by weight, none of `without` unless there is no other."""
    left = {name: weight for name, weight in weights.items() if name not in without} or weights
    shares = np.array(list(left.values()), float)
    return str(rng.choice(list(left), p=shares / shares.sum()))


def draw_shade(category: str, cloth: str, season: str, rng: np.random.Generator, without: set[str]) -> str:
    """The colour of a plain garment."""
    if cloth == "Denim":
        return draw_name(DENIM, rng, without)
    if cloth == "Leather" and category != "Shoes":
        return draw_name(LEATHER, rng, without)
    if category in OWN:
        return draw_name(OWN[category], rng, without)
    return draw_name(CORE if rng.random() < CORE_SHARE else STORIES[season], rng, without)


def draw_pair(category: str, cloth: str, season: str, rng: np.random.Generator, without: set[str]) -> Pair:
    """The two inks of a patterned garment."""
    if cloth == "Tartan":
        pool = TARTANS
    elif category in ("Pants", "Blazer", "Outwear") or (cloth == "Pinstripe" and category == "Skirt"):
        pool = TAILORED
    else:
        pool = CORE_PAIRS if rng.random() < CORE_SHARE else PAIRS[season]
    left = [pair for pair in pool if pair[0] not in without] or list(pool)
    return left[int(rng.integers(len(left)))]


def mix_ink(name: str, rng: np.random.Generator) -> Rgb:
    """A dye lot: the named colour, a little off, but never so far that it would be called another."""
    light, chroma, hue = to_lch(INKS[name])
    for spread in (1.0, 0.5, 0.25):
        off = rng.normal(0, spread, 3)
        rgb = make_colour(light + 0.012 * float(off[0]), chroma * (1 + 0.05 * float(off[1])), hue + 3 * float(off[2]))
        if name_colour(rgb) == name:
            return rgb
    return INKS[name]
