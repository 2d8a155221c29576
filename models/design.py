"""What a design is: a spec of numbers and colours from which its picture can be made at any time and in any size."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, PlainSerializer, PlainValidator

from models.errors import InputError
from models.print_names import PRINTS, PrintName
from models.seams import read_marks
from models.surface_names import SURFACES, SurfaceName
from models.types import Picture

SIZES_PX = (128, 1024)
"""Smallest and largest side of a design's picture."""
LARGE_PX = (256, 2048)
"""Smallest and largest side of an enlarged picture."""
SHAPE_SIZE = 2 * 64 * 64 + 32 * 32
PATTERN_SIZE = 7 * 8 * 8
GRAIN_SIZE = 8 * 8
FAINTEST = 1e-7
"""Power of the grain below which it cannot be seen."""
LARGEST_NUMBER = 100.0
SCALE_RANGE = (0.25, 4.0)
STRENGTH_RANGE = (0.0, 2.0)
MOST_SLIDERS, SLIDER_RANGE = 16, (-1.0, 2.0)
CATEGORIES = (
    "Blazer", "Blouse", "Body", "Dress", "Hat", "Hoodie", "Longsleeve", "Outwear", "Pants", "Polo", "Shirt", "Shoes",
    "Shorts", "Skirt", "T-Shirt", "Top", "Undershirt",
)  # fmt: skip
Rgb = tuple[int, int, int]
"""sRGB, 0..255."""


def _from_base64(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise ValueError("a code crosses the wire as base64")
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("this is not base64") from error


def _to_base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


Code = Annotated[bytes, PlainValidator(_from_base64), PlainSerializer(_to_base64, when_used="json")]
"""Numbers of a net's code: little-endian float16, base64 in JSON.  Bytes, so that specs compare, hash and copy."""

Seams = Annotated[Code, Field(exclude_if=lambda code: not code)]
"""Construction lines (`models/seams.py`).  Where there are none they are not written, so that the records and ids of
designs without them stay what they were."""

_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Cloth:
    """A garment's cloth without its colours: `pattern` (448 numbers; empty for one ink), `grain` (64), `scale` (garment
    pixels of 256 a swatch pixel), `strength` of the pattern and the grain (1 = as it was), `surface`, what it is
    woven, knitted or tanned as ("" = smooth), as coarse as `scale` and as deep as `strength` say, and `print`, the name
    of a pattern that is drawn by rule instead of from a code ("" = none), `scale` times as large as usual."""

    __pydantic_config__ = _frozen
    pattern: Code = b""
    grain: Code = b""
    scale: float = 1.0
    strength: float = 1.0
    surface: Annotated[SurfaceName | Literal[""], Field(exclude_if=lambda surface: not surface)] = ""
    print: Annotated[PrintName | Literal[""], Field(exclude_if=lambda name: not name)] = ""

    def __post_init__(self) -> None:
        """Raises InputError when a code has another length or holds no finite numbers, a dial is out of range, there is
        no such surface or print, or a pattern comes both as a code and by rule."""
        if self.pattern:
            read_code(self.pattern, PATTERN_SIZE, "pattern")
        if self.grain:
            read_code(self.grain, GRAIN_SIZE, "grain")
        check_range(self.scale, SCALE_RANGE, "The pattern's scale")
        check_range(self.strength, STRENGTH_RANGE, "The texture's strength")
        if self.surface and self.surface not in SURFACES:
            known = ", ".join(SURFACES)
            raise InputError(f"There is no surface {str(self.surface)[:40]!r}.", f"Choose one of {known}.")
        if self.print and self.print not in PRINTS:
            raise InputError(f"There is no print {str(self.print)[:40]!r}.", f"Choose one of {', '.join(PRINTS)}.")
        if self.print and self.pattern:
            raise InputError("A cloth has one pattern.", "Give it a print by name or a pattern's code, not both.")

    @property
    def patterned(self) -> bool:
        """Whether it has a pattern in the second ink, by a code or by rule."""
        return bool(self.pattern or self.print)


@dataclass(frozen=True, kw_only=True)
class Cutting:
    """What shape sliders made a shape of: the `shape` and `seams` before, and the `sliders` (name, setting) that were
    moved (`models/reshape.py`)."""

    __pydantic_config__ = _frozen
    shape: Code
    sliders: tuple[tuple[str, float], ...]
    seams: Seams = b""

    def __post_init__(self) -> None:
        """Raises InputError when a code or a setting is none."""
        read_code(self.shape, SHAPE_SIZE, "shape")
        read_marks(self.seams)
        names = [name for name, _ in self.sliders]
        if not 0 < len(names) <= MOST_SLIDERS or names != sorted(set(names)):
            raise InputError("These are not the sliders of a design.", "Choose the design again.")
        for name, setting in self.sliders:
            check_range(setting, SLIDER_RANGE, f"The slider {name[:24]}")


@dataclass(frozen=True, kw_only=True)
class DesignSpec:
    """A garment that may not exist yet.

    `category` is one of CATEGORIES or "" when unknown; `shape` the shape code (9,216 numbers), `seams` the construction
    lines drawn on it, b"" for none; `colour` and `accent` sRGB; `text` the words that go with it; `seed` draws the
    grain and guides the hand that sews.  `cutting` says how sliders made this shape of another, None where none did.
    """

    __pydantic_config__ = _frozen
    shape: Code
    cloth: Cloth
    colour: Rgb
    accent: Rgb
    category: str = ""
    text: str = ""
    seed: int = 0
    seams: Seams = b""
    cutting: Annotated[Cutting | None, Field(exclude_if=lambda cutting: cutting is None)] = None

    def __post_init__(self) -> None:
        """Raises InputError when anything does not fit."""
        read_code(self.shape, SHAPE_SIZE, "shape")
        read_marks(self.seams)
        check_colour(self.colour)
        check_colour(self.accent)
        check_category(self.category)
        if not isinstance(self.seed, int) or not 0 <= self.seed < 2**31:
            raise InputError("A seed is a whole number from 0 to 2147483647.")
        if len(self.text) > 2_000:
            raise InputError("The words of a design are longer than 2,000 characters.", "Shorten them.")


def read_code(code: bytes, size: int, name: str) -> NDArray[np.float32]:
    """The numbers of a code (size,).  Raises InputError when it is none."""
    if len(code) != 2 * size:
        raise InputError(f"This {name} code has not {size:,} numbers.", "Choose the design again.")
    numbers = np.frombuffer(code, "<f2").astype(np.float32)
    if not np.isfinite(numbers).all() or float(np.abs(numbers).max()) > LARGEST_NUMBER:
        raise InputError(f"This {name} code holds numbers that no design has.", "Choose the design again.")
    return numbers


def write_code(numbers: NDArray[Any]) -> bytes:
    """The code of some numbers, whatever their shape."""
    limited = np.clip(numbers.astype(np.float32), -LARGEST_NUMBER, LARGEST_NUMBER)
    return limited.astype("<f2").tobytes()


def check_colour(colour: Rgb) -> None:
    """Raises InputError unless this is three whole numbers in 0..255."""
    whole = len(colour) == 3 and all(isinstance(value, int) and 0 <= value <= 255 for value in colour)
    if not whole:
        raise InputError("A colour is three whole numbers from 0 to 255.", "Choose it from the picker.")


def check_category(category: str) -> None:
    """Raises InputError unless this is one of CATEGORIES, or "" for unknown."""
    if category and category not in CATEGORIES:
        raise InputError(f"There is no category {str(category)[:40]!r}.", f"Choose one of {', '.join(CATEGORIES)}.")


def check_size(size_px: int) -> None:
    """Raises InputError unless this is a side that a design's picture can have."""
    if type(size_px) is not int:
        raise InputError("A picture's size is a whole number of pixels.")
    check_range(size_px, SIZES_PX, "The picture's size")


def check_large(size_px: int) -> None:
    """Raises InputError unless this is a side that an enlarged picture can have."""
    if type(size_px) is not int:
        raise InputError("A picture's size is a whole number of pixels.")
    check_range(size_px, LARGE_PX, "The enlarged picture's size")


def check_range(value: float, bounds: tuple[float, float], name: str) -> None:
    """Raises InputError when a number is NaN or out of its bounds."""
    low, high = bounds
    if not low <= value <= high:
        raise InputError(f"{name} is out of range.", f"Choose between {low:g} and {high:g}.")


@dataclass(frozen=True, kw_only=True)
class TweakRequest:
    """Make the picture of a design, `size_px` square.  `lines` asks for its construction lines as well."""

    __pydantic_config__ = _frozen
    spec: DesignSpec
    size_px: int = 256
    lines: bool = False

    def __post_init__(self) -> None:
        """Raises InputError when the size is out of range."""
        check_size(self.size_px)


@dataclass(frozen=True, kw_only=True)
class TweakResult:
    """`image` (RGBA, clear around the garment); `lines` (L, dark on white) when they were asked for."""

    __pydantic_config__ = _frozen
    image: Picture
    lines: Picture | None = None


@dataclass(frozen=True, kw_only=True)
class EstimateRequest:
    """Find the spec of what `image` shows.

    "garment": a cut-out (RGBA).  "swatch": cloth, as a picture full of it or a garment's cut-out.  "drawing": a
    silhouette or line art, dark on light, or painted on clear ground.
    """

    __pydantic_config__ = _frozen
    image: Picture
    kind: Literal["garment", "swatch", "drawing"]


@dataclass(frozen=True, kw_only=True)
class EstimateResult:
    """`spec` (of a swatch, only cloth and colours mean something; of a drawing, only the shape); for a garment
    `difference`, how far its reconstruction is from the photo: mean OKLab distance, 0 = alike."""

    __pydantic_config__ = _frozen
    spec: DesignSpec
    difference: float = 0.0


@dataclass(frozen=True, kw_only=True)
class EnlargeRequest:
    """Make a large picture of a design, `size_px` square, crisp throughout.  `lines` as in `TweakRequest`."""

    __pydantic_config__ = _frozen
    spec: DesignSpec
    size_px: int = 1024
    lines: bool = False
    verb: Literal["enlarge"] = "enlarge"
    """Tells it from a `TweakRequest` on the wire."""

    def __post_init__(self) -> None:
        """Raises InputError when the size is out of range."""
        check_large(self.size_px)


@dataclass(frozen=True, kw_only=True)
class EnlargeResult:
    """`image` and `lines` as in `TweakResult`."""

    __pydantic_config__ = _frozen
    image: Picture
    lines: Picture | None = None
    verb: Literal["enlarge"] = "enlarge"
