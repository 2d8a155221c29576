"""What a look was asked for, as JSON, and back from a stranger's file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from models.errors import InputError
from models.ids import ID
from models.tryon.slots import SLOTS, Slot, check_together
from models.types import MAX_STROKES, Stroke

Tuck = Literal["auto", "in", "out"]
"""Whether a top is worn inside of the bottom; "auto" tucks what is made to be tucked: bodies, and shirts in skirts."""
POINTS = 18
"""Keypoints of a body in the order of COCO-18: nose, neck, then right (the person's own) shoulder, elbow, wrist, the
same on the left, right hip, knee, ankle, the same on the left, right and left eye, right and left ear."""
_strict = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One product of an outfit: what it is worn as, the id of its picture, and its kind where the picture's own record
    does not say ("" asks the record)."""

    __pydantic_config__ = _strict
    slot: Slot
    product: str
    category: str = ""

    def __post_init__(self) -> None:
        """Raises InputError when the slot or the id is none."""
        if self.slot not in SLOTS:
            raise InputError(f"There is no slot called {str(self.slot)[:20]!r}.", f"Choose one of {', '.join(SLOTS)}.")
        if not ID.fullmatch(self.product):
            raise InputError("This is not the id of a picture.", "Choose the product again.")


@dataclass(frozen=True, kw_only=True)
class Pose:
    """Where a photographed person's joints are: `points` (18), x and y in 0..1; `visible`, whether they can be seen.
    `strokes` "keep" stay before the cloth (hair, hands), "remove" go behind it."""

    __pydantic_config__ = _strict
    points: tuple[tuple[float, float], ...]
    visible: tuple[bool, ...] = (True,) * POINTS
    strokes: tuple[Stroke, ...] = ()

    def __post_init__(self) -> None:
        """Raises InputError unless these are the points of one person."""
        if len(self.points) != POINTS or len(self.visible) != POINTS:
            raise InputError(f"A body has {POINTS} points.", "Let them be found again.")
        if not all(len(point) == 2 and all(-1 <= value <= 2 for value in point) for point in self.points):
            raise InputError("A point is far outside of the photo.", "Drag it back.")
        if len(self.strokes) > MAX_STROKES:
            raise InputError(f"More than {MAX_STROKES} strokes are painted.", "Clear them and start again.")


@dataclass(frozen=True, kw_only=True)
class Outfit:
    """What is worn together, in any order, and how; `person` says where the body of a photo is, None on a mannequin."""

    __pydantic_config__ = _strict
    pieces: tuple[Piece, ...]
    tuck: Tuck = "auto"
    person: Pose | None = None

    def __post_init__(self) -> None:
        """Raises InputError for what cannot be worn together."""
        if not 0 < len(self.pieces) <= len(SLOTS):
            raise InputError(
                "The outfit is empty." if not self.pieces else "That is too much to wear.", "Choose a garment."
            )
        if self.tuck not in ("auto", "in", "out"):
            raise InputError("A top is worn tucked in, out, or as it suits.", "Choose one of them.")
        check_together(tuple(piece.slot for piece in self.pieces))


@dataclass(frozen=True, kw_only=True)
class Wish:
    """All that a look was asked for: the body's name, the outfit, what the body's files were made of (their hash), and
    the kind of each piece as it was settled."""

    __pydantic_config__ = _strict
    body: str
    outfit: Outfit
    body_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class _Record:
    __pydantic_config__ = _strict
    verb: Literal["dress"]
    wish: Wish


_record: TypeAdapter[_Record] = TypeAdapter(_Record)
_outfit: TypeAdapter[Outfit] = TypeAdapter(Outfit)


def write_record(wish: Wish) -> dict[str, Any]:
    """The record as JSON has it; with the pictures it names the look."""
    written: dict[str, Any] = _record.dump_python(_Record(verb="dress", wish=wish), mode="json")
    return written


def read_record(spec: Mapping[str, Any]) -> Wish:
    """The wish of a record.  Raises InputError on what `write_record` would not write."""
    try:
        wish = _record.validate_json(json.dumps(spec, allow_nan=False)).wish
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        raise misfit() from error
    if write_record(wish) != spec:
        raise misfit()
    return wish


def write_outfit(outfit: Outfit) -> dict[str, Any]:
    """An outfit as JSON has it."""
    written: dict[str, Any] = _outfit.dump_python(outfit, mode="json")
    return written


def read_outfit(value: object) -> Outfit:
    """An outfit from JSON, with whatever is left out as it usually is.  Raises InputError."""
    try:
        return _outfit.validate_json(json.dumps(value, allow_nan=False))
    except ValidationError as error:
        first = error.errors()[0]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, InputError):
            raise cause from error
        place = ".".join(str(part) for part in first["loc"])[:60]
        raise InputError(f"This does not fit: {place}.", "See the API page for its form.") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError("This is not the description of an outfit.", "See the API page for its form.") from error


def misfit() -> InputError:
    """What is said of a record that the studio would not have written."""
    return InputError("The record of this look does not fit.", "Export it again from the studio that made it.")
