"""The record of a cut-out: what was asked for and what was found, as JSON, and back from a stranger's file."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Literal

from PIL import Image
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from models.errors import InputError
from models.types import MaskRequest, MaskResult, Part, Stroke

_strict = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True, config=_strict)
class _Spec:
    verb: Literal["mask"]
    strokes: tuple[Stroke, ...]
    focus: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True, config=_strict)
class _Facts:
    parts: tuple[Part, ...]
    touches_border: bool
    confidence: float


_spec: TypeAdapter[_Spec] = TypeAdapter(_Spec)
_facts: TypeAdapter[_Facts] = TypeAdapter(_Facts)


def write_spec(request: MaskRequest) -> dict[str, Any]:
    """What was asked of the photo; with the photo's id, the backend and its weights it names the cut-out."""
    return {
        "verb": "mask",
        "strokes": [asdict(stroke) for stroke in request.strokes],
        "focus": list(request.focus) if request.focus is not None else None,
    }


def read_spec(spec: dict[str, Any], image: Image.Image) -> MaskRequest:
    """The request for `image` that a record tells of.  Raises InputError on what `write_spec` would not write."""
    try:
        asked = _spec.validate_json(json.dumps(spec, allow_nan=False))
        request = MaskRequest(image=image, strokes=asked.strokes, focus=asked.focus)
    except (ValidationError, ValueError, RecursionError) as error:
        raise _misfit() from error
    if json.loads(json.dumps(write_spec(request))) != spec:
        raise _misfit()
    return request


def write_facts(result: MaskResult) -> dict[str, Any]:
    """What was found in the photo."""
    return {
        "parts": [asdict(part) for part in result.parts],
        "touches_border": result.touches_border,
        "confidence": round(result.confidence, 4),
    }


def check_facts(facts: dict[str, Any]) -> None:
    """Raises InputError on facts that `write_facts` would not write."""
    try:
        _facts.validate_json(json.dumps(facts, allow_nan=False))
    except (ValidationError, ValueError, RecursionError) as error:
        raise _misfit() from error


def cut_out(result: MaskResult) -> Image.Image:
    """The product alone, RGBA: its colours, and how much of each pixel is product."""
    image = result.colour.copy()
    image.putalpha(result.alpha)
    return image


def _misfit() -> InputError:
    return InputError("The record of this cut-out does not fit.", "Export it again from the studio that made it.")
