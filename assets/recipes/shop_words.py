"""The words of the demo shop: they say what a product's attributes say, and no more."""

from __future__ import annotations

from assets.recipes.shop_styles import Product
from models.backends.compact_words import CompactWords
from models.types import Job
from models.wording import DescribeRequest, DescribeResult, Facts, Material, PatternKind

NOUNS = {
    "Pants": "trousers", "Outwear": "jacket", "Longsleeve": "long-sleeved top", "Body": "bodysuit",
    "T-Shirt": "T-shirt", "Polo": "polo shirt", "Top": "top",
}  # fmt: skip
KNOWN_SLEEVES = frozenset(
    {"T-Shirt", "Hoodie", "Blazer", "Polo", "Undershirt", "Hat", "Shoes", "Longsleeve", "Outwear"}
)
"""Kinds whose sleeves nobody mentions, or whose noun says so."""
MATERIALS: dict[str, Material] = {"denim": "denim", "knit": "rib knit", "leather": "leather", "linen": "linen"}
"""The materials that can be told from a cloth's grain; the writer of words hears of no other."""
KINDS: dict[str, PatternKind] = {"graphic": "zigzag"}
FILLERS = ("nothing but", "No decoration")
"""What the writer says where there is little to say; a shop would not."""


def name_noun(product: Product) -> str:
    """What a shopper would call it."""
    category = product.spec.category
    noun = NOUNS.get(category, category.lower())
    return f"sleeveless {noun}" if category == "Outwear" and product.sleeve == "sleeveless" else noun


def name_title(product: Product) -> str:
    """A title as shops write them: "Navy and white striped short-sleeved cotton shirt"."""
    noun = name_noun(product)
    sleeve = "" if product.spec.category in KNOWN_SLEEVES else product.sleeve
    pattern = "" if product.pattern == "plain" else product.pattern
    cut = "" if pattern or product.cut == "straight" else product.cut
    shade = product.shade.lower() + (f" and {product.second.lower()}" if product.second else "")
    material = "" if shade == product.material else product.material
    title = " ".join(word for word in (shade, pattern, cut, sleeve, material, noun) if word)
    return title[:1].upper() + title[1:]


def describe(product: Product) -> str:
    """One sentence for the catalogue.  Every word of it is an attribute or stands in all of them, so that no segment
    is known by a figure of speech."""
    inks = f"{product.shade.lower()} and {product.second.lower()}" if product.second else product.shade.lower()
    details = [word for word in (product.pattern, product.sleeve, product.cut) if word and word != "plain"]
    what = f"{name_noun(product)} in {inks}, made of {product.material}"
    text = ", ".join([what, *details]) + f", for {product.season}."
    return text[:1].upper() + text[1:]


def write_words(product: Product, title: str, number: int, writer: CompactWords) -> str:
    """What the design behind a product says of itself, by the studio's own writer."""
    sleeve = {"long-sleeved": "long", "short-sleeved": "short", "sleeveless": "none"}.get(product.sleeve, "")
    facts = Facts(
        category=product.spec.category,
        colour=product.shade,
        accent=product.second,
        pattern=KINDS.get(product.pattern, product.pattern),  # type: ignore[arg-type]
        material=MATERIALS.get(product.material, ""),
        sleeve=sleeve,  # type: ignore[arg-type]
        line="flared" if product.cut == "flared" else "",
    )
    for turn in range(12):
        found = writer.describe(DescribeRequest(facts=facts, seed=1000 * turn + number, length="medium"), Job())
        if not any(filler in found.description for filler in FILLERS):
            break
    return DescribeResult(title=title, description=found.description, keywords=found.keywords).text
