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
STYLES = {
    "jumper": "jumper", "roll-neck": "roll-neck jumper", "sweatshirt": "sweatshirt", "cardigan": "cardigan",
    "parka": "parka", "puffer": "puffer jacket", "gilet": "padded gilet", "bomber jacket": "bomber jacket",
    "denim jacket": "trucker jacket", "raincoat": "raincoat", "coat": "coat", "field jacket": "field jacket",
    "jeans": "jeans", "chinos": "chinos", "joggers": "joggers", "leggings": "leggings", "cargo": "cargo trousers",
    "cap": "cap", "beanie": "beanie", "bucket hat": "bucket hat", "brimmed hat": "wide-brimmed hat",
    "sneakers": "sneakers", "high-top sneakers": "high-top sneakers", "ankle boots": "ankle boots",
    "Chelsea boots": "Chelsea boots", "pumps": "pumps", "loafers": "loafers", "ballet flats": "ballet flats",
    "crop": "crop top", "halter": "halter top", "peplum": "peplum top", "camisole": "camisole top",
    "wrap": "wrap", "tiered": "tiered", "slip": "slip", "pencil": "pencil", "A-line": "A-line", "pleated": "pleated",
    "bow": "bow",
}  # fmt: skip
"""What the trade calls a style; adjectives stand before the kind's noun."""
SHORTS = {"chinos": "chino shorts", "cargo": "cargo shorts", "swim": "swim shorts", "sweat": "sweat shorts",
          "culottes": "culottes"}  # fmt: skip
ADJECTIVES = frozenset({"wrap", "tiered", "slip", "pencil", "A-line", "pleated", "bow"})
NECKED = frozenset({"T-Shirt", "Longsleeve", "Dress", "Top", "Undershirt", "Body"})
NECKS = {"V": "V-neck", "scoop": "scoop-neck", "square": "square-neck", "boat": "boat-neck"}
"""Necklines that a title names; a crew neck goes without saying."""
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
    """What a shopper would call its kind."""
    category = product.spec.category
    noun = NOUNS.get(category, category.lower())
    return f"sleeveless {noun}" if category == "Outwear" and product.sleeve == "sleeveless" else noun


def name_style(product: Product) -> str:
    """What a shop calls it: "V-neck T-shirt", "midi wrap dress", "ankle boots"."""
    category, facts = product.spec.category, product.facts
    own = SHORTS.get(facts.style, "") if category == "Shorts" else STYLES.get(facts.style, "")
    noun = NOUNS.get(category, category.lower())
    if own and facts.style not in ADJECTIVES:
        noun = own
    elif own:
        noun = f"{own} {noun}"
    if category == "Blazer" and "double-breasted" in facts.details:
        noun = f"double-breasted {noun}"
    neck = NECKS.get(facts.neck, "") if category in NECKED and facts.style != "wrap" else ""
    length = facts.length if category in ("Dress", "Skirt") and facts.length != "knee" else ""
    neck = "" if length else neck  # a title has room for one of them
    length = "cropped" if facts.length == "cropped" and category not in ("Dress", "Skirt", "Hat", "Shoes") else length
    if noun == "crop top":
        length = ""
    return " ".join(word for word in (length, neck, noun) if word)


def name_title(product: Product) -> str:
    """A title as shops write them: "Navy and white striped short-sleeved cotton shirt"."""
    noun = name_style(product)
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
