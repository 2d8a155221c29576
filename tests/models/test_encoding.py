"""Requests and answers of an encoder are bounded and whole, wherever they come from."""

from __future__ import annotations

import json
import math

import pytest
from PIL import Image

from models.encoding import MOST_IMAGES, MOST_LETTERS, MOST_TEXTS, EncodeRequest, EncodeResult
from models.errors import InputError
from models.types import Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome

IMAGE = Image.new("RGB", (16, 16), "red")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"texts": ("",)},
        {"texts": ("good", " \n")},
        {"texts": ("x" * (MOST_LETTERS + 1),)},
        {"texts": ("x",) * (MOST_TEXTS + 1)},
        {"texts": ("\ud800",)},
        {"texts": (7,)},
        {"images": (IMAGE,) * (MOST_IMAGES + 1)},
        {"images": (Image.new("RGB", (7, 100)),)},
        {"images": (Image.new("RGB", (10, 201)),)},
    ],
    ids=lambda fields: str(fields)[:30],
)
def test_a_request_that_does_not_do(fields: dict[str, object]) -> None:
    with pytest.raises(InputError) as caught:
        EncodeRequest(**fields)  # type: ignore[arg-type]
    assert caught.value.remedy


def test_a_request_at_the_bounds_does() -> None:
    request = EncodeRequest(images=(Image.new("RGB", (8, 160)),) * MOST_IMAGES, texts=("x" * MOST_LETTERS,))
    assert len(request.images) == MOST_IMAGES


@pytest.mark.parametrize("request_fields", [{}, {"texts": [""]}, {"texts": "red"}, {"images": ["%"]}, {"evil": 1}])
def test_a_bad_request_from_outside(request_fields: dict[str, object]) -> None:
    good = json.loads(pack_call(Call(verb="encode", backend="b", request=EncodeRequest(texts=("red",)))))
    assert unpack_call(json.dumps(good).encode()).request == EncodeRequest(texts=("red",))
    with pytest.raises(InputError):
        unpack_call(json.dumps({**good, "request": request_fields}).encode())


def test_another_verbs_request_is_refused() -> None:
    with pytest.raises(InputError, match="not a request"):
        Call(verb="mask", backend="b", request=EncodeRequest(texts=("red",)))


@pytest.mark.parametrize(
    "vectors", [((1.0, 1.0),), ((0.0, 0.0),), ((1.0,), (0.6, 0.8)), ((math.nan, 1.0),), ((math.inf, 0.0),), ((),)]
)
def test_vectors_that_are_none(vectors: tuple[tuple[float, ...], ...]) -> None:
    with pytest.raises(InputError):
        EncodeResult(image_vectors=vectors)


def test_an_answer_comes_through_bit_for_bit() -> None:
    made = Provenance(backend="b", weights_sha256="w", seed=0, params={}, parents=(), device="cpu", seconds=0.1)
    result = EncodeResult(image_vectors=((0.6, 0.8),), text_vectors=((1.0, 0.0), (math.sqrt(0.5), -math.sqrt(0.5))))
    assert unpack_outcome(pack_outcome(Outcome(result=result, provenance=made))).result == result
