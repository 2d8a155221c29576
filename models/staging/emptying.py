"""The record of an emptied scene: what was painted over, where it was, what light was found, and back from a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from models.errors import InputError
from models.staging.light import Lamp
from models.staging.removing import Way
from models.staging.requests import Box, check_box, check_lamp
from models.types import MAX_STROKES, Stroke

_strict = ConfigDict(extra="forbid")
WAYS = ("lie", "hang", "stand")


@dataclass(frozen=True, kw_only=True)
class Light:
    """The `lamp` that a shadow told, and the share of the shadow that it explains (0..1)."""

    __pydantic_config__ = _strict
    lamp: Lamp
    sure: float


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Where the old object was, how its gap was filled, and the light for each way of showing (lie, hang, stand)."""

    __pydantic_config__ = _strict
    spot: Box
    way: Way
    lights: dict[str, Light]

    def __post_init__(self) -> None:
        """Raises InputError for what nobody would have found."""
        check_box(self.spot)
        if not set(self.lights) <= set(WAYS):
            raise InputError("A product lies, hangs or stands.")
        for light in self.lights.values():
            check_lamp(light.lamp)


@dataclass(frozen=True, kw_only=True)
class _Spec:
    __pydantic_config__ = _strict
    verb: Literal["remove"]
    strokes: tuple[Stroke, ...]


_spec: TypeAdapter[_Spec] = TypeAdapter(_Spec)
_facts: TypeAdapter[Facts] = TypeAdapter(Facts)


def write_spec(strokes: tuple[Stroke, ...]) -> dict[str, Any]:
    """What was painted; with the photo's id, the backend and its weights it names the scene."""
    return json.loads(json.dumps({"verb": "remove", "strokes": [asdict(each) for each in strokes]}))  # type: ignore[no-any-return]


def read_spec(spec: Mapping[str, Any]) -> tuple[Stroke, ...]:
    """The strokes of a record.  Raises InputError on what `write_spec` would not write."""
    try:
        strokes = _spec.validate_json(json.dumps(spec, allow_nan=False)).strokes
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        raise _misfit() from error
    if len(strokes) > MAX_STROKES or write_spec(strokes) != spec:
        raise _misfit()
    return strokes


def write_facts(facts: Facts) -> dict[str, Any]:
    """What was found, as JSON."""
    written: dict[str, Any] = _facts.dump_python(facts, mode="json")
    return written


def read_facts(facts: Mapping[str, Any]) -> Facts:
    """What was found.  Raises InputError on what `write_facts` would not write."""
    try:
        return _facts.validate_json(json.dumps(facts, allow_nan=False))
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        raise _misfit() from error


def _misfit() -> InputError:
    return InputError("The record of this scene does not fit.", "Empty the photo again.")
