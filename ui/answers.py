"""How the public endpoints read what comes in and word what goes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pydantic import TypeAdapter, ValidationError

from models.designing import has_two_inks, read_record, write_hex
from models.errors import InputError
from models.palette import name_colour
from models.types import Artefact
from ui.feedback import refuse

P = ParamSpec("P")
R = TypeVar("R")


def describe(artefact: Artefact) -> dict[str, Any]:
    """An artefact as an API answer; a design with what can be changed about it, its codes left out."""
    answer = {
        "id": artefact.id,
        "kind": artefact.kind,
        "title": artefact.title,
        "width_px": artefact.width_px,
        "height_px": artefact.height_px,
        "kept": artefact.kept,
        "verified": artefact.verified,
        "created": artefact.created,
        "facts": artefact.facts,
    }
    return answer | {"design": _describe_design(artefact)} if artefact.kind == "design" else answer


def _describe_design(artefact: Artefact) -> dict[str, Any]:
    spec = read_record(artefact.spec).design
    return {
        "category": spec.category,
        "colour": write_hex(spec.colour),
        "colour_name": name_colour(spec.colour),
        "accent": write_hex(spec.accent),
        "accent_name": name_colour(spec.accent),
        "two_inks": has_two_inks(spec),
        "scale": spec.cloth.scale,
        "strength": spec.cloth.strength,
        "text": spec.text,
        "seed": spec.seed,
    }


def check(adapter: TypeAdapter[R], value: Any, name: str) -> R:
    """An argument as the type that it must have, read as JSON.  Raises InputError, naming it."""
    try:
        return adapter.validate_json(json.dumps(value, allow_nan=False))
    except ValidationError as error:
        reason = error.errors()[0]
        place = ".".join(str(part) for part in (name, *reason["loc"]))
        raise InputError(f"`{place[:80]}` does not fit: {reason['msg']}.", "See the API page for its form.") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(f"`{name}` does not fit: it is no JSON.", "See the API page for its form.") from error


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Turn what the studio raises into the API's error."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            raise refuse(error) from error

    return call
