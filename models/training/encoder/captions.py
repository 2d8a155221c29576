"""What a shopper would say about a garment: its kind, its colours, its pattern."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.oklab import to_oklab

KINDS = {
    "Blazer": ("blazer", "jacket"), "Blouse": ("blouse", "top"), "Body": ("body suit", "baby body"),
    "Dress": ("dress", "gown"), "Hat": ("hat", "cap"), "Hoodie": ("hoodie", "hooded sweatshirt"),
    "Longsleeve": ("long sleeve", "longsleeve", "sweater"), "Outwear": ("coat", "jacket", "outerwear"),
    "Pants": ("pants", "trousers"), "Polo": ("polo", "polo shirt"), "Shirt": ("shirt", "button shirt"),
    "Shoes": ("shoes", "sneakers"), "Shorts": ("shorts", "short pants"), "Skirt": ("skirt", "short skirt"),
    "T-Shirt": ("t-shirt", "tee"), "Top": ("top", "tank top"), "Undershirt": ("undershirt", "tank top"),
}  # fmt: skip
COLOURS = {
    "black": (28, 28, 30), "white": (243, 243, 242), "grey": (136, 136, 138), "navy": (32, 40, 72),
    "blue": (44, 84, 160), "light blue": (150, 184, 218), "teal": (28, 120, 124), "green": (56, 124, 68),
    "olive": (104, 104, 62), "yellow": (242, 214, 74), "mustard": (202, 150, 44), "orange": (232, 122, 52),
    "red": (190, 38, 42), "burgundy": (108, 28, 44), "pink": (232, 150, 172), "purple": (104, 66, 138),
    "brown": (104, 72, 54), "beige": (208, 184, 156), "cream": (240, 230, 208),
}  # fmt: skip
PATTERNS = ("plain", "striped", "checked", "dotted", "floral", "patterned", "printed")
_NAMES = tuple(COLOURS)
_PLACES = to_oklab(np.array([COLOURS[name] for name in _NAMES], np.uint8))


def name_of(lab: NDArray[np.float32]) -> str:
    """The nearest of the trade's plain colour names; hue counts more than lightness."""
    gaps = (_PLACES - lab) * np.array([0.8, 1.4, 1.4], np.float32)
    return _NAMES[int(np.argmin((gaps**2).sum(1)))]


def write_caption(label: str, colour: str, accent: str, pattern: str, rng: np.random.Generator) -> str:
    """One of many ways to say it; any part but the kind may be left out."""
    kind = str(rng.choice(KINDS[label]))
    words = []
    if pattern and rng.random() < (0.3 if pattern == "plain" else 0.85):
        words.append(pattern)
    if colour and rng.random() < 0.9:
        both = accent and accent != colour and rng.random() < 0.6
        words.append(f"{colour} and {accent}" if both else colour)
    if rng.random() < 0.5:
        words.reverse()
    start = str(rng.choice(["", "a ", "a photo of a ", "the "]))
    return start + " ".join([*words, kind])
