"""What is worn where, and over what."""

from __future__ import annotations

from typing import Literal, get_args

from models.errors import InputError

Slot = Literal["top", "bottom", "onepiece", "outerwear", "shoes", "hat", "bag"]
SLOTS: tuple[Slot, ...] = get_args(Slot)
TITLES: dict[Slot, str] = {
    "top": "Top", "bottom": "Bottom", "onepiece": "One-piece", "outerwear": "Outerwear", "shoes": "Shoes",
    "hat": "Hat", "bag": "Bag",
}  # fmt: skip
_SLOTS_OF: dict[str, tuple[Slot, ...]] = {
    "T-Shirt": ("top",), "Longsleeve": ("top", "outerwear"), "Shirt": ("top", "outerwear"), "Blouse": ("top",),
    "Top": ("top",), "Undershirt": ("top",), "Polo": ("top",), "Hoodie": ("top", "outerwear"),
    "Blazer": ("outerwear",), "Outwear": ("outerwear",), "Dress": ("onepiece",), "Body": ("onepiece", "top"),
    "Pants": ("bottom",), "Shorts": ("bottom",), "Skirt": ("bottom",), "Shoes": ("shoes",), "Hat": ("hat",),
    "Bag": ("bag",),
}  # fmt: skip
BESIDE: dict[Slot, tuple[Slot, ...]] = {"onepiece": ("top", "bottom"), "top": ("onepiece",), "bottom": ("onepiece",)}
"""What a slot cannot be worn together with: a dress goes without top and bottom; a body counts as a top when trousers
are worn with it."""


def slots_for(category: str) -> tuple[Slot, ...]:
    """The slots that a kind of product can be worn in, the usual one first; all but hat, shoes and bag when unknown."""
    if not category:
        return ("top", "bottom", "onepiece", "outerwear")
    return _SLOTS_OF.get(category, ())


def slot_of(category: str) -> Slot:
    """The usual slot of a kind of product.  Raises InputError when it cannot be worn."""
    found = slots_for(category)
    if not found:
        raise InputError(f"{category or 'This'} cannot be worn.", "Choose a garment, shoes or a hat.")
    return found[0]


def check_slot(slot: str, category: str) -> None:
    """Raises InputError unless a kind of product can be worn in a slot."""
    if slot not in SLOTS:
        raise InputError(f"There is no slot called {str(slot)[:20]!r}.", f"Choose one of {', '.join(SLOTS)}.")
    if slot not in slots_for(category):
        fitting = " or ".join(TITLES[each].lower() for each in slots_for(category))
        remedy = f"Wear it as {fitting}." if fitting else "Choose a garment, shoes or a hat."
        raise InputError(f"A {category.lower() or 'product'} is not worn as {TITLES[slot].lower()}.", remedy)


def check_together(slots: tuple[Slot, ...]) -> None:
    """Raises InputError when a slot is filled twice, or two are that cannot be worn together."""
    for slot in slots:
        if slots.count(slot) > 1:
            raise InputError(f"The outfit has two products as {TITLES[slot].lower()}.", "Take one of them off.")
        for other in BESIDE.get(slot, ()):
            if other in slots:
                raise InputError(
                    f"{TITLES[slot]} and {TITLES[other].lower()} are not worn together.", "Take one of them off."
                )
