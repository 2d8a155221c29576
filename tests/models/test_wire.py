"""Calls and outcomes come through as bytes unchanged, and hostile bytes end in an InputError."""

from __future__ import annotations

import json
import math

import pytest
from PIL import Image

from models.errors import InputError
from models.types import MaskRequest, MaskResult, Part, Provenance, Stroke
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome
from tests.products import photo


def call() -> Call:
    stroke = Stroke(kind="keep", points=((0.1, 0.2), (0.3, 1.0)), width=0.05)
    return Call(
        verb="mask", backend="b", request=MaskRequest(image=photo()[0], strokes=(stroke,), focus=(0.5, 0.25)), seed=7
    )


def test_a_call_comes_through() -> None:
    original = call()
    back = unpack_call(pack_call(original))
    assert back.request.image.tobytes() == original.request.image.tobytes()
    assert (back.verb, back.backend, back.seed) == ("mask", "b", 7)
    assert (back.request.strokes, back.request.focus) == (original.request.strokes, original.request.focus)


def test_an_outcome_comes_through() -> None:
    image, mask = photo()
    result = MaskResult(
        alpha=Image.fromarray(mask).convert("L"),
        colour=image,
        parts=(Part(box=(0.1, 0.2, 0.3, 0.4), area=0.05),),
        touches_border=True,
        confidence=0.1 + 0.2,
    )
    made = Provenance(
        backend="b", weights_sha256="w", seed=1, params={"a": [1]}, parents=("p",), device="cpu", seconds=0.5
    )
    back = unpack_outcome(pack_outcome(Outcome(result=result, provenance=made)))
    assert back.provenance == made
    assert back.result.alpha.tobytes() == result.alpha.tobytes()
    assert back.result.alpha.mode == "L"
    assert back.result.colour.tobytes() == image.tobytes()
    assert (back.result.parts, back.result.confidence) == (result.parts, result.confidence)


HOSTILE = {
    "nothing": b"",
    "no json": b"\x80\x04\x95pickle",
    "a list": b"[]",
    "deep": b'{"verb":' * 50_000,
    "not a number": json.dumps({"verb": "mask", "backend": "b", "request": {"image": 7}}).encode(),
    "no base64": json.dumps({"verb": "mask", "backend": "b", "request": {"image": "%%%"}}).encode(),
    "no png": json.dumps({"verb": "mask", "backend": "b", "request": {"image": "aGVsbG8="}}).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes(name: str) -> None:
    with pytest.raises(InputError):
        unpack_call(HOSTILE[name])
    with pytest.raises(InputError):
        unpack_outcome(HOSTILE[name])


def changed(**fields: object) -> bytes:
    """The good call with some fields of it replaced; `request__x` is a field of the request."""
    record = json.loads(pack_call(call()))
    for name, value in fields.items():
        target, _, inner = name.rpartition("__")
        (record[target] if target else record)[inner] = value
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"verb": "destroy"},
        {"evil": 1},
        {"seed": "x"},
        {"request__evil": 1},
        {"request__focus": [0.5, 1.5]},
        {"request__focus": [0.5]},
        {"request__strokes": [{"kind": "keep", "points": []}]},
        {"request__strokes": [{"kind": "paint", "points": [[0, 0]]}]},
        {"request__strokes": [{"kind": "keep", "points": [[0, -0.1]]}]},
        {"request__strokes": [{"kind": "keep", "points": [[0, 0]], "width": 0}]},
        {"request__strokes": [{"kind": "keep", "points": [[0, 0]], "width": 9}]},
        {"request__strokes": [{"kind": "keep", "points": [[0, 0]], "evil": 1}]},
        {"request__strokes": [{"kind": "keep", "points": [[0, 0]] * 10_001}]},
        {"request__strokes": [{"kind": "keep", "points": [[0, 0]]}] * 1_001},
    ],
    ids=lambda fields: str(fields)[:60],
)
def test_fields_that_do_not_fit(fields: dict[str, object]) -> None:
    with pytest.raises(InputError):
        unpack_call(changed(**fields))


def test_the_changed_call_is_good_when_nothing_is_changed() -> None:
    assert unpack_call(changed()).seed == 7


@pytest.mark.parametrize("point", [(math.nan, 0.5), (0.5, math.inf), (-0.01, 0.5), (0.5, 1.01)])
def test_positions_outside_of_the_picture(point: tuple[float, float]) -> None:
    with pytest.raises(InputError):
        Stroke(kind="keep", points=(point,))
    with pytest.raises(InputError):
        MaskRequest(image=photo()[0], focus=point)
