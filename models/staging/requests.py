"""What is asked of a stager, and what it answers: `stage`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict

from models.design import Rgb, check_colour, check_range
from models.errors import InputError
from models.staging.light import Lamp
from models.types import Picture

Ground = Literal["scene", "own", "colour", "gradient", "clear"]
"""A rendered set, a photo of the user's own, one colour, two colours from top to bottom, or nothing at all."""
Support = Literal["", "lie", "hang", "stand"]
"""How a product is shown: on something, from something, upright; "" leaves it to the stager."""
GROUNDS: tuple[Ground, ...] = ("scene", "own", "colour", "gradient", "clear")
SUPPORTS: tuple[Support, ...] = ("", "lie", "hang", "stand")
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in 0..1."""

SIDES_PX = (24, 4096)
MOST_PIXELS = 12_000_000
SCALES = (0.2, 3.0)
STRENGTHS = (0.0, 2.0)
NAME = re.compile(r"[a-z0-9-]{0,40}")
_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class StageRequest:
    """Stage the product `image` (RGBA, clear around it) in a picture of `width_px` × `height_px`.

    `room` is where the product goes when nobody moves it; `shift` (fractions of the picture) and `scale` move it by
    hand.  On a "scene", either `scene` names it or one is chosen by `support`, `theme`, `kind`, `words` and the
    product's colours: the best one, or with `variety` n the n-th next.  Plain grounds take `colours`, or find some.
    `shadow` 0..2 is how strong shadows are (1 = as the light makes them), `reflection` 0..1 how much the ground shines.
    On an "own" ground, `backdrop` is the emptied photo (RGB) and `spot` where in it the old object was; `lamp` is
    what its shadow told of the light (None: a soft one), `depth` how far everything in the
    photo is (L, its size, 0 = nearest; None: not known).
    With `layers`, the answer holds what the picture was put together from.
    """

    __pydantic_config__ = _frozen
    image: Picture
    width_px: int
    height_px: int
    room: Box = (0.08, 0.08, 0.92, 0.92)
    ground: Ground = "scene"
    colours: tuple[Rgb, ...] = ()
    scene: str = ""
    support: Support = ""
    theme: str = ""
    kind: str = ""
    words: str = ""
    variety: int = 0
    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    shadow: float = 1.0
    reflection: float = 0.0
    seed: int = 0
    layers: bool = False
    backdrop: Picture | None = None
    spot: Box = (0.25, 0.25, 0.75, 0.75)
    lamp: Lamp | None = None
    depth: Picture | None = None

    def __post_init__(self) -> None:
        """Raises InputError when a number is out of range, or a wish cannot be."""
        check_size(self.width_px, self.height_px)
        check_box(self.room)
        check_box(self.spot)
        if (self.ground == "own") != (self.backdrop is not None) or (self.backdrop and self.backdrop.mode != "RGB"):
            raise InputError("An own scene needs its photo.", "Upload one, or choose another set.")
        if self.depth is not None and (
            self.backdrop is None or self.depth.mode != "L" or self.depth.size != self.backdrop.size
        ):
            raise InputError("A photo's distances are a grey picture of its size.", "Leave them out.")
        if self.lamp is not None:
            check_lamp(self.lamp)
        check_look(self)


@dataclass(frozen=True, kw_only=True)
class Layers:
    """What a creative was put together from, all of its size: the `clean` ground, the `shaded` one, the `product`
    alone (RGBA), what is before it (`front`, RGBA) and how far the ground is (`depth`, L, 0 = nearest)."""

    __pydantic_config__ = _frozen
    clean: Picture
    shaded: Picture
    product: Picture
    front: Picture | None = None
    depth: Picture | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """Whether the product is still itself: over its core, the share `core` of its pixels, the largest difference of any
    channel (0..255) and the mean colour difference ΔE*ab; `edge` is ΔE*ab over its soft edge; `enlarged` how many times
    it is larger than the picture that it came from."""

    __pydantic_config__ = _frozen
    max_difference: int
    delta_e: float
    core: float
    edge: float
    enlarged: float


@dataclass(frozen=True, kw_only=True)
class StageResult:
    """The creative `image` (RGB, or RGBA on a clear ground), the product's `box` in it, the `scene` that was taken."""

    __pydantic_config__ = _frozen
    image: Picture
    box: Box
    check: Check
    scene: str = ""
    colours: tuple[Rgb, ...] = ()
    layers: Layers | None = None


def check_size(width_px: int, height_px: int) -> None:
    """Raises InputError unless a creative can be that large."""
    low, high = SIDES_PX
    whole = all(type(side) is int for side in (width_px, height_px))
    if not whole or not (low <= width_px <= high and low <= height_px <= high):
        raise InputError(
            f"A placement is {low} to {high:,} pixels wide and high.", "The smallest common one is 320 × 50."
        )
    if width_px * height_px > MOST_PIXELS:
        raise InputError(f"A placement has at most {MOST_PIXELS // 1_000_000} megapixels.", "Choose a smaller one.")


def check_box(box: Box) -> None:
    """Raises InputError unless this is an area inside of a picture."""
    if len(box) != 4 or not all(0 <= side <= 1 for side in box) or box[2] - box[0] < 0.02 or box[3] - box[1] < 0.02:
        raise InputError("The room for the product is not inside of the placement.")


def check_lamp(lamp: Lamp) -> None:
    """Raises InputError unless there can be such a lamp: a direction, a size, a colour, a share of the light."""
    numbers = (*lamp.towards, lamp.size_deg, lamp.share)
    whole = len(lamp.towards) == 3 and all(math.isfinite(each) for each in numbers)
    if not whole or abs(math.hypot(*lamp.towards) - 1) > 0.02 or not 0.1 <= lamp.size_deg <= 180:
        raise InputError("This is not the direction and size of a lamp.", "Leave it out.")
    if not 0 <= lamp.share <= 1:
        raise InputError("A lamp's share of the light is a number from 0 to 1.", "Leave it out.")
    check_colour(lamp.colour)


def check_look(look: StageRequest) -> None:
    """Raises InputError for what no ground, scene or hand can do."""
    if look.ground not in GROUNDS:
        raise InputError(
            f"There is no ground called {str(look.ground)[:20]!r}.", f"Choose one of {', '.join(GROUNDS)}."
        )
    if look.support not in SUPPORTS:
        raise InputError("A product lies, hangs or stands.", "Choose one of them.")
    for name in (look.scene, look.theme):
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise InputError("This is not the name of a scene or a theme.", "Choose one from the list.")
    if not isinstance(look.colours, tuple) or len(look.colours) > 2:
        raise InputError("A plain ground has one colour or two.")
    for colour in look.colours:
        check_colour(colour)
    if len(look.shift) != 2 or not all(math.isfinite(each) and abs(each) <= 1 for each in look.shift):
        raise InputError("The product was moved out of the placement.", "Put it back with Reset.")
    check_range(look.scale, SCALES, "The product's size")
    check_range(look.shadow, STRENGTHS, "The shadow's strength")
    check_range(look.reflection, (0.0, 1.0), "The reflection")
    for value in (look.seed, look.variety):
        if type(value) is not int or not 0 <= value < 2**31:
            raise InputError("A seed is a whole number from 0 to 2147483647.")
    if not all(isinstance(text, str) and len(text) <= 200 for text in (look.kind, look.words)):
        raise InputError("The words for a scene are longer than 200 characters.", "Shorten them.")
