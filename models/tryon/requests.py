"""What is asked of a dresser, and what it answers: `dress`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import ConfigDict

from models.errors import InputError
from models.tryon.photos import PhotoPerson
from models.tryon.records import Tuck
from models.tryon.slots import SLOTS, Slot, check_slot, check_together
from models.types import Picture

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in 0..1."""
SIDES_PX = (160, 8192)
NAME = re.compile(r"[a-z0-9-]{1,40}")
_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Garment:
    """One product to wear: its flat picture `image` (RGBA), what it is worn as, its kind.  `inside` (L, the picture's
    size) is where one looks into it (neckline, waistband), None leaves it to the dresser; `back` (RGBA) its other side,
    None makes a plain one."""

    __pydantic_config__ = _frozen
    slot: Slot
    category: str
    image: Picture
    inside: Picture | None = None
    back: Picture | None = None

    def __post_init__(self) -> None:
        """Raises InputError when the kind is not worn so, or a picture does not fit."""
        check_slot(self.slot, self.category)
        if self.image.mode != "RGBA":
            raise InputError("A garment to wear is a cut-out.", "Cut it out first.")
        for other in (self.inside, self.back):
            if other is not None and other.size != self.image.size:
                raise InputError("The sides of a garment differ in size.", "Choose the product again.")


@dataclass(frozen=True, kw_only=True)
class DressRequest:
    """Dress a body in `garments`: that of the mannequin of a name, or of a `photo`.  `tuck` as in `Outfit`."""

    __pydantic_config__ = _frozen
    garments: tuple[Garment, ...]
    mannequin: str = ""
    photo: PhotoPerson | None = None
    tuck: Tuck = "auto"
    seed: int = 0

    def __post_init__(self) -> None:
        """Raises InputError when there is no body or nothing to wear, or things that are not worn together."""
        if bool(self.mannequin) == (self.photo is not None):
            raise InputError("A look has one body.", "Choose a mannequin, or a person's photo.")
        if self.mannequin and not NAME.fullmatch(self.mannequin):
            raise InputError("There is no such mannequin.", "Choose one of those that are shown.")
        if not 0 < len(self.garments) <= len(SLOTS):
            raise InputError("There is nothing to wear.", "Choose a garment.")
        check_together(tuple(each.slot for each in self.garments))
        if self.tuck not in ("auto", "in", "out"):
            raise InputError("A top is worn tucked in, out, or as it suits.", "Choose one of them.")
        if type(self.seed) is not int or not 0 <= self.seed < 2**31:
            raise InputError("A seed is a whole number from 0 to 2147483647.")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """How much a garment is still itself, after Eevee's close-ups: `colour_de00` the difference of its main colour in
    full light, `texture` and `structure` 0..1 (1 = alike) over close-up patches; `box` where it is, `seen` how much of
    its front can be seen, 0..1."""

    __pydantic_config__ = _frozen
    slot: Slot
    category: str
    box: Box
    colour_de00: float
    texture: float
    structure: float
    seen: float


@dataclass(frozen=True, kw_only=True)
class DressResult:
    """The look `image` (RGB, the body's size), `alpha` (L) where cloth is, `pieces` in the order in which they were
    given, `view` of the body, and `notes` in a merchandiser's words."""

    __pydantic_config__ = _frozen
    image: Picture
    alpha: Picture
    pieces: tuple[Checked, ...]
    view: str = "front"
    notes: tuple[str, ...] = ()
