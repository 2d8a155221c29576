"""The range of the demo shop: how much of what, in which cloths, at which price; and the styles drawn from it.

A *style* is one cut (`assets/recipes/shop_shapes.py`) in one cloth, in one to four colourways, as shops have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assets.recipes.drafts.garment import Facts
from assets.recipes.shop_colours import draw_pair, draw_shade, family_of, mix_ink
from assets.recipes.shop_shapes import Cut
from models.design import Cloth, DesignSpec, Rgb
from models.designing import mix_cloths
from models.library import Library
from models.palette import to_lch

SLEEVES = {"long": "long-sleeved", "short": "short-sleeved", "none": "sleeveless", "elbow": "", "": ""}
CUT_KINDS = frozenset({"Dress", "Pants", "Skirt"})
"""Kinds of whose cut a shop speaks."""
LIGHT = 0.82
"""Lightness (OKLab) above which contrasting panels are dark instead of light."""
RANGE: dict[str, tuple[int, float]] = {
    "T-Shirt": (108, 18), "Longsleeve": (64, 24), "Shirt": (78, 32), "Dress": (94, 45), "Pants": (82, 40),
    "Shorts": (48, 24), "Skirt": (52, 34), "Shoes": (60, 60), "Hoodie": (40, 38), "Outwear": (48, 72),
    "Blazer": (32, 68), "Polo": (34, 26), "Top": (28, 20), "Blouse": (28, 34), "Hat": (32, 16),
    "Undershirt": (24, 12), "Body": (20, 16),
}  # fmt: skip
"""How many products of each kind are drawn, and what one usually costs."""
SEASON_OF: dict[str, tuple[float, float, float, float]] = {
    "Shorts": (2, 6, 0, 0), "Polo": (4, 5, 1, 0), "Hat": (1, 1, 4, 5), "Outwear": (2, 0, 5, 5),
    "Hoodie": (3, 0, 4, 3), "Blazer": (3, 1, 4, 2), "Longsleeve": (3, 0, 4, 4), "Undershirt": (3, 3, 2, 2),
    "Top": (3, 6, 1, 0), "Blouse": (4, 3, 2, 1), "Pants": (3, 2, 4, 3),
}  # fmt: skip
"""Weights of spring, summer, autumn and winter; where a kind is not listed, all are alike."""
CLOTHS: dict[str, dict[str, float]] = {
    "T-Shirt": {"Jersey": 44, "Smooth": 20, "Breton stripe": 16, "Pin dot": 4, "Chevron": 3, "Meadow": 4,
                "Polka dot": 3, "Deck stripe": 3, "Twigs": 3},
    "Longsleeve": {"Jersey": 36, "Rib knit": 28, "Breton stripe": 27, "Chevron": 4, "Pin dot": 5},
    "Shirt": {"Linen": 24, "Smooth": 22, "Denim": 7, "Pinstripe": 13, "Deck stripe": 6, "Gingham": 9,
              "Window check": 6, "Tartan": 8, "Pin dot": 3, "Twigs": 2},
    "Dress": {"Linen": 18, "Jersey": 17, "Smooth": 16, "Petals": 9, "Meadow": 8, "Twigs": 7, "Polka dot": 8,
              "Pin dot": 5, "Breton stripe": 5, "Deck stripe": 4, "Gingham": 3},
    "Pants": {"Denim": 30, "Smooth": 30, "Linen": 14, "Jersey": 9, "Leather": 4, "Pinstripe": 7, "Window check": 4,
              "Tartan": 2},
    "Shorts": {"Denim": 24, "Linen": 26, "Smooth": 28, "Gingham": 5, "Deck stripe": 8, "Pinstripe": 4, "Twigs": 5},
    "Skirt": {"Denim": 14, "Smooth": 16, "Linen": 10, "Leather": 9, "Rib knit": 8, "Tartan": 11, "Polka dot": 8,
              "Petals": 8, "Twigs": 5, "Window check": 5, "Gingham": 6},
    "Shoes": {"Leather": 62, "Linen": 22, "Smooth": 16},
    "Hoodie": {"Jersey": 92, "Breton stripe": 8},
    "Outwear": {"Smooth": 34, "Linen": 16, "Denim": 14, "Leather": 14, "Jersey": 12, "Window check": 5, "Tartan": 5},
    "Blazer": {"Smooth": 38, "Linen": 30, "Pinstripe": 14, "Window check": 14, "Tartan": 4},
    "Polo": {"Jersey": 50, "Rib knit": 18, "Breton stripe": 26, "Pin dot": 6},
    "Top": {"Smooth": 22, "Rib knit": 22, "Linen": 16, "Polka dot": 9, "Petals": 9, "Meadow": 7, "Gingham": 8,
            "Breton stripe": 7},
    "Blouse": {"Smooth": 30, "Linen": 17, "Pin dot": 14, "Petals": 11, "Twigs": 11, "Meadow": 8, "Pinstripe": 9},
    "Hat": {"Rib knit": 50, "Jersey": 34, "Linen": 30, "Denim": 10, "Breton stripe": 12, "Gingham": 5, "Chevron": 4},
    "Undershirt": {"Rib knit": 46, "Jersey": 34, "Smooth": 10, "Breton stripe": 10},
    "Body": {"Jersey": 36, "Rib knit": 28, "Breton stripe": 16, "Pin dot": 10, "Meadow": 5, "Polka dot": 5},
}  # fmt: skip
MATERIALS: dict[str, dict[str, str]] = {  # cloth → kind of garment → the word for it; "" for all others
    "Smooth": {"Blouse": "satin", "Dress": "viscose", "Skirt": "viscose", "Top": "viscose", "Blazer": "wool",
               "Outwear": "nylon", "Pants": "twill", "Shorts": "twill", "Shoes": "canvas", "": "cotton"},
    "Jersey": {"Hoodie": "fleece", "Outwear": "fleece", "Hat": "wool", "": "jersey"},
    "Linen": {"Shoes": "canvas", "Outwear": "canvas", "Hat": "canvas", "": "linen"},
    "Denim": {"": "denim"}, "Rib knit": {"": "knit"}, "Leather": {"": "leather"},
    "Tartan": {"Shirt": "flannel", "": "wool"}, "Window check": {"Shirt": "flannel", "": "wool"},
    "Pinstripe": {"Pants": "wool", "Blazer": "wool", "": "cotton"},
    "Breton stripe": {"Hat": "knit", "Dress": "jersey", "": "jersey"}, "Chevron": {"": "knit"},
    "Petals": {"": "viscose"}, "Meadow": {"T-Shirt": "jersey", "Body": "jersey", "": "viscose"},
    "Twigs": {"T-Shirt": "jersey", "Shirt": "cotton", "Shorts": "cotton", "": "viscose"},
    "Polka dot": {"T-Shirt": "jersey", "Body": "jersey", "": "viscose"},
    "Pin dot": {"Shirt": "cotton", "Dress": "viscose", "Blouse": "viscose", "": "jersey"}, "": {"": "cotton"},
}  # fmt: skip
SUITED: dict[str, frozenset[str]] = {
    "jeans": frozenset({"Denim"}),
    "denim": frozenset({"Denim"}),
    "denim jacket": frozenset({"Denim"}),
    "chinos": frozenset({"Smooth", "Linen"}),
    "joggers": frozenset({"Jersey"}),
    "sweat": frozenset({"Jersey"}),
    "swim": frozenset({"Smooth", "Deck stripe", "Twigs"}),
    "leggings": frozenset({"Jersey", "Smooth", "Leather"}),
    "cargo": frozenset({"Smooth", "Linen"}),
    "puffer": frozenset({"Smooth"}),
    "gilet": frozenset({"Smooth"}),
    "bomber jacket": frozenset({"Smooth", "Leather"}),
    "raincoat": frozenset({"Smooth"}),
    "parka": frozenset({"Smooth", "Linen"}),
    "field jacket": frozenset({"Linen", "Smooth"}),
    "coat": frozenset({"Smooth", "Window check", "Tartan"}),
    "cap": frozenset({"Linen", "Smooth", "Denim"}),
    "beanie": frozenset({"Rib knit", "Breton stripe"}),
    "bucket hat": frozenset({"Linen", "Denim", "Gingham"}),
    "brimmed hat": frozenset({"Jersey"}),
    "jumper": frozenset({"Rib knit", "Jersey", "Breton stripe", "Chevron"}),
    "roll-neck": frozenset({"Rib knit", "Jersey"}),
    "cardigan": frozenset({"Rib knit", "Jersey", "Breton stripe"}),
    "sneakers": frozenset({"Leather", "Linen"}),
    "high-top sneakers": frozenset({"Linen", "Leather"}),
    "ankle boots": frozenset({"Leather"}),
    "Chelsea boots": frozenset({"Leather"}),
    "pumps": frozenset({"Leather", "Smooth"}),
    "loafers": frozenset({"Leather"}),
    "ballet flats": frozenset({"Leather", "Smooth"}),
}
"""What some styles are made of."""
WORTH = {"linen": 1.1, "leather": 1.4, "satin": 1.15, "wool": 1.2, "denim": 1.1, "knit": 1.08, "fleece": 1.05}
"""How much more a cloth makes a garment cost."""
SCALES = (0.8, 0.9, 1.0, 1.0, 1.1, 1.25)
MORE = 1.4
"""Patterned styles come in fewer colourways than plain ones, so there are more of them."""
COLOURWAYS = (0.26, 0.34, 0.26, 0.14)


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product before it has words and a price: its design, and what is true of it."""

    spec: DesignSpec
    style: int
    cloth: str
    """The library's name of it."""
    pattern: str
    material: str
    shade: str
    """The trade's name of the first ink ..."""
    second: str
    """... and of the second, "" where it does not show."""
    sleeve: str
    cut: str
    season: str
    facts: Facts
    """What else is true of its cut."""

    @property
    def colour(self) -> str:
        """The plain word for its colour."""
        return family_of(self.shade)

    @property
    def reference(self) -> float:
        """What such a garment usually costs."""
        return RANGE[self.spec.category][1] * WORTH.get(self.material, 1.0) * (1.04 if self.second else 1.0)


def draw_range(library: Library, cuts: dict[str, list[Cut]], seed: int) -> Iterator[Product]:
    """All products, kind by kind, style by style; the same seed gives the same."""
    cloths = {each.name: each for each in (*library.cloths, *library.former)}  # the shop was drawn with those
    style = 0
    for place, (category, (count, _)) in enumerate(RANGE.items()):
        rng = np.random.default_rng((seed, place))
        made, used = 0, set[tuple[int, str, str]]()
        order: list[int] = []
        while made < count:
            order = order or list(rng.permutation(len(cuts[category])))
            number = int(order.pop())
            shape = cuts[category][number]
            patterns = {cloth for cloth in CLOTHS[category] if cloths[cloth].cloth.pattern}
            wanted = suit_cloths(CLOTHS[category], shape.facts.style)
            weights = {cloth: each * (MORE if cloth in patterns else 1) for cloth, each in wanted.items()}
            name = _pick(weights, rng)
            season = _season(category, name, rng)
            kind, cloth = cloths[name].kind, _vary(cloths[name].cloth, name, library, rng)
            sleeve, cut = shape.facts.sleeve, shape.facts.cut if category in CUT_KINDS else ""
            ways = 1 + int(rng.choice(4, p=COLOURWAYS))
            taken, seed_of_style = set[str](), int(rng.integers(2**31))
            for _ in range(min(ways, count - made)):
                patterned = bool(cloth.pattern)
                if patterned:
                    shade, second = draw_pair(category, name, season, rng, taken)
                else:
                    shade, second = draw_shade(category, name, season, rng, taken), ""
                taken.add(shade)
                if (number, name, shade) in used:
                    continue
                used.add((number, name, shade))
                colour = mix_ink(shade, rng)
                spec = DesignSpec(
                    shape=shape.code, seams=shape.seams, cloth=cloth, colour=colour,
                    accent=mix_ink(second or contrast_with(colour), rng), category=category, seed=seed_of_style,
                )  # fmt: skip
                made += 1
                yield Product(
                    spec=spec,
                    style=style,
                    cloth=name,
                    pattern=kind if patterned else "plain",
                    material=name_material(name, category, shape.facts.style),
                    shade=shade,
                    second=second,
                    sleeve=SLEEVES[sleeve],
                    cut=cut,
                    season=season,
                    facts=shape.facts,
                )
            style += 1


def name_material(cloth: str, category: str, style: str) -> str:
    """The word for what a garment is made of."""
    words = MATERIALS.get(cloth, MATERIALS[""])
    if style == "coat" and cloth == "Smooth":
        return "wool"
    return words.get(category, words[""])


def suit_cloths(weights: dict[str, float], style: str) -> dict[str, float]:
    """The cloths of a kind that suit a style of it; all of them where nothing is known to suit it."""
    return {cloth: each for cloth, each in weights.items() if cloth in SUITED.get(style, weights)} or weights


def contrast_with(colour: Rgb) -> str:
    """The ink of a plain garment's panels, such as soles and contrast collars."""
    return "Tan" if to_lch(colour)[0] > LIGHT else "Ivory"


def _pick(weights: dict[str, float], rng: np.random.Generator) -> str:
    shares = np.array(list(weights.values()), float)
    return str(rng.choice(list(weights), p=shares / shares.sum()))


def _season(category: str, cloth: str, rng: np.random.Generator) -> str:
    weights = np.array(SEASON_OF.get(category, (1, 1, 1, 1)), float)
    if cloth in ("Tartan", "Rib knit"):
        weights *= (0.3, 0, 1, 1)
    if cloth == "Linen" and category not in ("Outwear", "Blazer", "Shoes"):
        weights *= (1, 1, 0, 0)
    weights = weights if weights.any() else np.array([0, 0, 1.0, 1.0])
    return str(rng.choice(("spring", "summer", "autumn", "winter"), p=weights / weights.sum()))


def _vary(cloth: Cloth, name: str, library: Library, rng: np.random.Generator) -> Cloth:
    """The cloth at another scale; plain cloths with a little of another one's grain."""
    if cloth.pattern:
        scale = float(np.clip(cloth.scale * SCALES[int(rng.integers(len(SCALES)))], 0.6, 2.0))
        return Cloth(pattern=cloth.pattern, grain=cloth.grain, scale=scale, strength=1.0)
    others = [each.cloth for each in library.cloths if not each.cloth.pattern and each.name in ("Smooth", "Jersey")]
    if name in ("Leather", "Denim", "Rib knit") or rng.random() < 0.5:
        return cloth
    return mix_cloths(cloth, others[int(rng.integers(2))], float(rng.choice([0.2, 0.35])))
