"""How a product is shown: what lies, what hangs, what stands, and where it touches the ground when it does."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from models.design import CATEGORIES
from models.staging.feet import find_floor

Bytes = NDArray[np.uint8]
THING = "thing"
"""The kind of all that is no garment and stands: vases, lamps, bags."""
FURNITURE = "furniture"
"""The kind of what stands in a room, and on no table."""
SOFT = "cushion"
"""The kind of what lies and is thick: cushions, folded blankets."""
WORDS = {
    THING: (
        "mug", "cup", "bowl", "plate", "vase", "jug", "pot", "lamp", "bag", "backpack", "handbag", "purse", "wallet",
        "bottle", "jar", "candle", "box", "clock", "mirror", "candlestick", "basket", "watch", "perfume", "headphones",
        "camera", "toy",
    ),
    FURNITURE: (
        "chair", "armchair", "stool", "table", "desk", "sofa", "bench", "shelf", "pouf", "ottoman", "planter",
        "wardrobe", "cabinet", "bed",
    ),
    SOFT: ("cushion", "pillow", "blanket", "plaid", "towel"),
}  # fmt: skip
"""Words in a name for each of these kinds."""
UPRIGHT = frozenset({THING, FURNITURE})
"""Kinds that stand and never lie."""
STANDING = frozenset({"Shoes", "Hat"})
"""Garments that stand rather than lie or hang."""
HEIGHTS_M = {
    "Blazer": 0.74, "Blouse": 0.66, "Body": 0.66, "Dress": 1.0, "Hat": 0.26, "Hoodie": 0.7, "Longsleeve": 0.7,
    "Outwear": 0.78, "Pants": 1.02, "Polo": 0.7, "Shirt": 0.76, "Shoes": 0.3, "Shorts": 0.46, "Skirt": 0.6,
    "T-Shirt": 0.7, "Top": 0.6, "Undershirt": 0.66,
}  # fmt: skip
"""How high garments are, spread out."""
FEET = 0.05
"""How wide the lowest row of a standing product is at least, of its widest."""
BROAD, LOW = 0.66, 0.04
"""How wide a hat is at its foot, of its widest, if it may stand, and how far over its lowest row that is measured."""
SOLE, DEEP = 0.49, 0.08
"""Over how much of its width a shoe that may stand touches the ground, and how high over it that is measured, of its
shorter side: a pair seen from above ends in two toes."""


def name_kind(title: str) -> str:
    """The kind of thing that a name says: of its last word that says any, since a table lamp is a lamp; "" for none."""
    kinds = {word: kind for kind, words in WORDS.items() for word in words}
    return next((kinds[word] for word in reversed(re.findall(r"[a-z]+", title.casefold())) if word in kinds), "")


def list_ways(kind: str, support: str = "") -> tuple[str, ...]:
    """How a kind of product can be shown: as asked, or as it usually is.  The unknown lies: most of it is cloth."""
    if support:
        return (support,)
    if kind in UPRIGHT:
        return ("stand",)
    if kind == "Hat":  # a picture of it from above would stand on its edge
        return ("lie",)
    if kind in STANDING:  # as often photographed from above
        return ("stand", "lie")
    return ("lie", "hang") if kind in CATEGORIES else ("lie",)


def is_steady(kind: str, product: Bytes) -> bool:
    """Whether a product may stand: a hat or a shoe only where its picture has a broad foot, as from the side."""
    solid = product[..., 3] > 127
    if kind not in STANDING or not solid.any():
        return True
    wide = solid.sum(1)
    rows = np.nonzero(wide)[0]
    if kind == "Shoes":
        columns = solid.any(0)
        lowest = solid.shape[0] - 1 - np.argmax(solid[::-1], axis=0)[columns]
        near = DEEP * min(int(np.ptp(rows)) + 1, int(columns.sum()))
        return bool((lowest >= rows[-1] - near).mean() >= SOLE)
    foot = int(rows[-1] - LOW * (np.ptp(rows) + 1))
    return bool(wide[foot] >= BROAD * wide.max())


def find_foot(product: Bytes) -> float:
    """The height at which a product stands, of its own (1 = lowest row): below it there are specks and haze only."""
    wide = (product[..., 3] > 127).sum(1)
    rows = np.nonzero(wide >= max(2, FEET * wide.max()))[0]
    return float((rows[-1] + 1) / product.shape[0]) if rows.size else 1.0


def find_far_foot(product: Bytes) -> float:
    """The height at which the leg farthest behind ends, of the product's own (1 = lowest row)."""
    floor = find_floor(np.asarray(product[..., 3] / 255, np.float32))
    return 1.0 if floor is None else float(floor.min()) / product.shape[0]


__all__ = [
    "FURNITURE",
    "HEIGHTS_M",
    "SOFT",
    "STANDING",
    "THING",
    "UPRIGHT",
    "find_far_foot",
    "find_foot",
    "is_steady",
    "list_ways",
    "name_kind",
]
