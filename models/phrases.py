"""The compact writer's phrases: what it can say of each fact, in several ways.

Every phrase says what its facts have and nothing else; `tests/contract/test_writer.py` holds thousands of texts against
`models.claims`.  Fields in braces are facts in lower case.
"""

from __future__ import annotations

from models.print_names import PrintName
from models.wording import Contrast, Line, Material, PatternKind, Size, Sleeve, Tone

NOUNS: dict[str, tuple[str, ...]] = {
    "Blazer": ("blazer",), "Blouse": ("blouse",), "Body": ("bodysuit",), "Dress": ("dress",), "Hat": ("hat",),
    "Hoodie": ("hoodie",), "Longsleeve": ("long-sleeve top",), "Outwear": ("jacket",), "Pants": ("trousers",),
    "Polo": ("polo shirt",), "Shirt": ("shirt",), "Shoes": ("shoes",), "Shorts": ("shorts",), "Skirt": ("skirt",),
    "T-Shirt": ("T-shirt", "T-shirt", "tee"), "Top": ("top",), "Undershirt": ("undershirt",), "": ("design", "piece"),
}  # fmt: skip
PLURAL = frozenset({"Pants", "Shoes", "Shorts"})

KINDS: dict[PatternKind, tuple[str, str]] = {
    "striped": ("striped", "stripes"), "checked": ("checked", "checks"), "dotted": ("dotted", "dots"),
    "floral": ("floral", "flowers"), "zigzag": ("zigzag", "zigzags"), "patterned": ("patterned", "a pattern"),
    "plain": ("", ""),
}  # fmt: skip
"""A kind of pattern as an adjective and as what is on the cloth."""
PRINTS: dict[PrintName, str] = {
    "breton stripe": "Breton-striped", "awning stripe": "awning-striped", "bengal stripe": "Bengal-striped",
    "pinstripe": "pinstriped", "gingham": "gingham", "buffalo check": "buffalo check", "windowpane": "windowpane",
    "tartan": "tartan", "houndstooth": "houndstooth", "glen check": "Glen check", "argyle": "argyle",
    "polka dot": "polka-dot", "pin dot": "pin-dot", "chevron": "chevron", "ditsy floral": "ditsy floral",
    "daisy": "daisy",
}  # fmt: skip
"""A print that has a name as an adjective."""
PRINT: dict[PrintName, tuple[str, ...]] = {
    "breton stripe": (
        "Breton stripes in {accent} run round it.", "The stripe is the Breton one, {accent} on {colour}.",
    ),
    "awning stripe": ("Awning stripes, {accent} and {colour}, as wide as each other.",),
    "bengal stripe": ("Bengal stripes in {accent} and {colour}, fine and even.",),
    "pinstripe": ("Pinstripes in {accent} run down the {colour}.", "A pinstripe in {accent} draws it out."),
    "gingham": ("Gingham in {colour} and {accent}, with the half-tone between them.",),
    "buffalo check": ("A buffalo check in {colour} and {accent}, seen from far off.",),
    "windowpane": ("A windowpane in {accent} lies on {colour}.",),
    "tartan": ("A tartan of {accent} on {colour}, woven as a twill.",),
    "houndstooth": ("Houndstooth in {colour} and {accent}, every tooth sharp.",),
    "glen check": ("A Glen check in {colour} and {accent}.",),
    "argyle": ("Argyle in {accent} and {colour}, with lines across.",),
    "polka dot": ("Polka dots in {accent} on {colour}, evenly set.",),
    "pin dot": ("Pin dots in {accent} on {colour}.",),
    "chevron": ("A chevron in {accent} crosses the {colour}.",),
    "ditsy floral": ("Small flowers in {accent} are strewn over {colour}.",),
    "daisy": ("Flowers in {accent}, every one a daisy, lie on {colour}.",),
}  # fmt: skip
"""Sentences about such a print; those of its kind are true as well."""

TITLES = (
    "{colours} {made} {noun}",
    "{made} {noun} in {colours}",
    "{sleeved} {made} {noun} in {colours}",
    "{colours} {made} {noun}",
)
"""Without an example.  `made`: pattern and material; `colours`: "olive", "olive and cream"."""

OPENINGS = (
    "{A} {sleeved} {noun} in {tone} {colour}.",
    "{Colour}, and nothing but {colour}: {a} {noun}, kept simple.",
    "{A} {tone} {colour} {noun} with {a_line} line.",
    "{Made} {noun} in {colours}.",
    "{A} {made} {noun} in {colours}.",
    "{These} {noun} {come} in {colours}.",
    "{These} {noun} {come} in {tone} {colour}.",
)
PATTERN: dict[PatternKind, tuple[str, ...]] = {
    "striped": (
        "{Size} stripes in {accent} run over {colour}.",
        "{Accent} stripes on {colour} give it its rhythm.",
        "The stripes, {accent} on {colour}, carry on without a break.",
    ),
    "checked": (
        "{Size} checks in {accent} lie on {colour}.",
        "{Accent} crosses {colour} in {size} checks.",
        "The checks are {accent}, the ground is {colour}.",
    ),
    "dotted": (
        "{Size} dots in {accent} are spread over {colour}.",
        "{Accent} dots on {colour}, evenly set.",
        "The dots are {accent}, the ground is {colour}.",
    ),
    "floral": (
        "{Size} flowers in {accent} are scattered over {colour}.",
        "{Accent} flowers grow on {colour}.",
        "The flowers are {accent}, the ground is {colour}.",
    ),
    "zigzag": (
        "{Size} zigzags in {accent} cross the {colour}.",
        "{Accent} zigzags on {colour} keep it moving.",
    ),
    "patterned": (
        "A {size} pattern in {accent} covers the {colour}.",
        "{Accent} on {colour}: a pattern that goes all the way round.",
    ),
    "plain": ("One colour from edge to edge.", "A single colour lets the cut speak.", "No decoration, just {colour}."),
}  # fmt: skip
BLOCKS = (
    "Blocks of {accent} set off the cut.",
    "{Accent} comes in where the pieces meet.",
    "Parts of it are kept in {accent}.",
)
CONTRAST: dict[Contrast, tuple[str, ...]] = {
    "strong": (
        "The two colours stand far apart, so it is seen from across the room.",
        "The contrast between the two is meant.",
    ),
    "soft": (
        "The two colours lie close together, so it stays quiet.",
        "Tone on tone, and seen best from near by.",
    ),
    "": (),
}
TONE: dict[Tone, tuple[str, ...]] = {
    "deep": ("It is a deep shade that wears well into the evening.", "The shade is deep and full."),
    "pale": ("The shade is pale and open to the light.", "It is a pale shade that takes the light."),
    "bright": ("The shade is bright and clear.", "It is a bright shade, and the first thing one sees."),
    "muted": ("The shade is muted and easy to combine.", "It is a muted shade that goes with much else."),
    "": (),
}
MATERIAL: dict[Material, tuple[str, ...]] = {
    "denim": ("The cloth has the twill of denim.", "Cut from denim."),
    "rib knit": ("The rib knit gives the surface its lines.", "Made of rib knit."),
    "leather": ("The surface is that of leather.", "With the sheen of leather."),
    "linen": ("The cloth has the open weave of linen.", "Cut from linen."),
    "chunky knit": ("A chunky knit whose stitches can be counted.", "Made of chunky knit."),
    "cable knit": ("Cables run down the knit.", "Made of cable knit."),
    "corduroy": ("The surface has the wales of corduroy.", "Cut from corduroy."),
    "satin": ("The cloth shines like satin.", "With the gloss of satin."),
    "tweed": ("The cloth is tweed, dry to the touch.", "Cut from tweed."),
    "fleece": ("The surface is soft fleece.", "Made of fleece."),
    "quilted": ("It is quilted in diamonds.", "Quilted, and padded between the stitches."),
    "lace": ("The cloth is lace.", "Made of lace."),
    "": (),
}
SLEEVE: dict[Sleeve, tuple[str, ...]] = {
    "none": ("It is sleeveless.", "Sleeveless, so the arms are free."),
    "short": ("It has short sleeves.", "The short sleeves sit above the elbow."),
    "long": ("It has long sleeves.", "The long sleeves reach the wrist."),
    "": (),
}
LINE: dict[Line, tuple[str, ...]] = {
    "flared": ("It widens towards the hem.", "The line opens out to a wide hem."),
    "straight": ("It falls straight to the hem.", "The line is straight all the way down."),
    "tapered": ("It narrows towards the hem.", "The line draws in at the hem."),
    "": (),
}
SLEEVED: dict[Sleeve, str] = {"none": "sleeveless", "short": "short-sleeved", "long": "long-sleeved", "": ""}
LINES: dict[Line, str] = {"flared": "a flared", "straight": "a straight", "tapered": "a tapered", "": ""}
SIZES: dict[Size, str] = {"fine": "fine", "bold": "bold", "": ""}
