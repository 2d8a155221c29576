"""Calls and outcomes as bytes: JSON with base64 PNG inside, never pickle, so that any engine can carry them.

Reading is strict: unknown fields, wrong types and unknown verbs raise InputError.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ConfigDict, TypeAdapter, ValidationError

from models.design import EnlargeRequest, EnlargeResult, EstimateRequest, EstimateResult, TweakRequest, TweakResult
from models.encoding import EncodeRequest, EncodeResult
from models.errors import InputError
from models.imagining import ImagineRequest, ImagineResult
from models.staging.fathoming import FathomRequest, FathomResult
from models.staging.removing import RemoveRequest, RemoveResult
from models.staging.requests import StageRequest, StageResult
from models.tryon.finding import PoseRequest, PoseResult
from models.tryon.requests import DressRequest, DressResult
from models.types import MaskRequest, MaskResult, Provenance, Verb
from models.wording import DescribeRequest, DescribeResult

Request = (
    MaskRequest
    | TweakRequest
    | EstimateRequest
    | EnlargeRequest
    | EncodeRequest
    | ImagineRequest
    | DescribeRequest
    | StageRequest
    | RemoveRequest
    | FathomRequest
    | PoseRequest
    | DressRequest
)
Result = (
    MaskResult
    | TweakResult
    | EstimateResult
    | EnlargeResult
    | EncodeResult
    | ImagineResult
    | DescribeResult
    | StageResult
    | RemoveResult
    | FathomResult
    | PoseResult
    | DressResult
)
"""The union of all verbs' requests and results; grows with the verbs."""

REQUESTS: dict[Verb, type[Request]] = {
    "mask": MaskRequest,
    "tweak": TweakRequest,
    "estimate": EstimateRequest,
    "enlarge": EnlargeRequest,
    "encode": EncodeRequest,
    "imagine": ImagineRequest,
    "describe": DescribeRequest,
    "stage": StageRequest,
    "remove": RemoveRequest,
    "fathom": FathomRequest,
    "pose": PoseRequest,
    "dress": DressRequest,
}

_strict = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One thing to do: a verb, the id of the backend that does it, and the verb's request."""

    __pydantic_config__ = _strict
    verb: Verb
    backend: str
    request: Request
    seed: int = 0

    def __post_init__(self) -> None:
        """Raises InputError when the request is another verb's."""
        if not isinstance(self.request, REQUESTS[self.verb]):
            raise InputError(f"This is not a request to {self.verb}.")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a call, and how it was made."""

    __pydantic_config__ = _strict
    result: Result
    provenance: Provenance


_call: TypeAdapter[Call] = TypeAdapter(Call)
_outcome: TypeAdapter[Outcome] = TypeAdapter(Outcome)


def pack_call(call: Call) -> bytes:
    """The call as JSON bytes."""
    return _call.dump_json(call)


def unpack_call(data: bytes) -> Call:
    """The call back from its bytes.  Raises InputError when they are not a call."""
    try:
        return _call.validate_json(data)
    except ValidationError as error:
        raise InputError(f"This is not a valid call: {error.error_count()} fields do not fit.") from error


def pack_outcome(outcome: Outcome) -> bytes:
    """The outcome as JSON bytes."""
    return _outcome.dump_json(outcome)


def unpack_outcome(data: bytes) -> Outcome:
    """The outcome back from its bytes.  Raises InputError when they are not an outcome."""
    try:
        return _outcome.validate_json(data)
    except ValidationError as error:
        raise InputError(f"This is not a valid outcome: {error.error_count()} fields do not fit.") from error
