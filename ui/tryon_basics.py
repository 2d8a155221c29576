"""Plain garments of the library that complete an outfit: trousers under a new T-shirt, a shirt over a new skirt."""

from __future__ import annotations

from dataclasses import dataclass

from models.design import DesignSpec
from models.designing import parse_hex
from models.errors import InputError
from models.library import read_library
from models.tryon.slots import Slot

BASICS: dict[Slot, tuple[tuple[str, str, str, str], ...]] = {
    "top": (
        ("Crew T-shirt", "Jersey", "#f1eee8", "white"), ("Crew T-shirt", "Jersey", "#26262a", "black"),
        ("Long-sleeved T-shirt", "Jersey", "#d8cfc0", "oatmeal"), ("Shirt", "Smooth", "#e9edf2", "pale blue"),
        ("Crew jumper", "Rib knit", "#6d7068", "sage grey"), ("Tank top", "Jersey", "#f1eee8", "white"),
    ),
    "bottom": (
        ("Tailored trousers", "Smooth", "#2b2f3a", "midnight"), ("Slim jeans", "Denim", "#3f5573", "denim"),
        ("Chinos", "Smooth", "#b9a88c", "sand"), ("Wide trousers", "Linen", "#e2d9c9", "ecru"),
        ("Chino shorts", "Smooth", "#3a4250", "navy"), ("Pencil skirt", "Smooth", "#2a2a2e", "black"),
        ("Pleated skirt", "Smooth", "#8a8377", "stone"),
    ),
    "onepiece": (("Slip dress", "Smooth", "#2a2a2e", "black"), ("Shift dress", "Linen", "#d9cfbd", "ecru")),
    "outerwear": (
        ("Blazer", "Smooth", "#33363d", "charcoal"), ("Trucker jacket", "Denim", "#4a6285", "denim"),
        ("Coat", "Smooth", "#a58f72", "camel"), ("Cardigan", "Rib knit", "#7a766c", "grey"),
    ),
    "shoes": (
        ("Sneakers", "Leather", "#eceae5", "white"), ("Penny loafers", "Leather", "#3b2a22", "brown"),
        ("Ankle boots", "Leather", "#232323", "black"), ("Ballet flats", "Leather", "#2c2a2a", "black"),
    ),
    "hat": (("Cap", "Smooth", "#2f3540", "navy"), ("Beanie", "Rib knit", "#8b857a", "grey")),
}  # fmt: skip
"""Shape, cloth, ink and the ink's name, by slot."""
PARTNERS: dict[Slot, tuple[Slot, int]] = {
    "top": ("bottom", 0), "outerwear": ("bottom", 0), "bottom": ("top", 0), "shoes": ("bottom", 1), "hat": ("top", 0),
}  # fmt: skip
"""What quietly completes a first look: the slot, and which of its basics."""


@dataclass(frozen=True, kw_only=True)
class Basic:
    """One of them: its id on the page, its name, and the design."""

    id: str
    title: str
    spec: DesignSpec


def list_basics(slot: Slot) -> tuple[Basic, ...]:
    """The basics of a slot; those whose shape or cloth is not in the library are left out."""
    library = read_library()
    shapes, cloths = {each.name: each for each in library.shapes}, {each.name: each for each in library.cloths}
    found = []
    for number, (shape, cloth, ink, colour) in enumerate(BASICS.get(slot, ())):
        if shape in shapes and cloth in cloths:
            made, rgb = shapes[shape], parse_hex(ink)
            spec = DesignSpec(
                shape=made.code, seams=made.seams, category=made.category, cloth=cloths[cloth].cloth, colour=rgb,
                accent=rgb,
            )  # fmt: skip
            found.append(Basic(id=f"{slot} {number}", title=f"{shape}, {colour}", spec=spec))
    return tuple(found)


def find_basic(id: str) -> Basic:
    """A basic by its id.  Raises InputError."""
    slot = id.partition(" ")[0]
    for each in list_basics(slot) if slot in BASICS else ():
        if each.id == id:
            return each
    raise InputError("This is not one of the basics.", "Choose another one.")
