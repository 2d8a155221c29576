"""The studio's encoder as an import wants it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.encoding import EncodeRequest, EncodeResult
from models.errors import BackendFailedError
from models.types import Job, MaskResult, Provenance
from models.wire import Call, Outcome
from segments.encoder import open_encoder

PROVENANCE = Provenance(backend="b", weights_sha256="a" * 64, seed=0, params={}, parents=(), device="cpu", seconds=0.0)


def answer(call: Call, job: Job) -> Outcome:
    """A runner whose encoder says how wide a picture and how long a text is."""
    request = call.request
    assert isinstance(request, EncodeRequest)
    assert (call.verb, call.backend) == ("encode", "b")
    result = EncodeResult(
        image_vectors=tuple((1.0, 0.0) if image.width > 10 else (0.0, 1.0) for image in request.images),
        text_vectors=tuple((1.0, 0.0) if len(text) > 10 else (0.0, 1.0) for text in request.texts),
    )
    return Outcome(result=result, provenance=PROVENANCE)


def test_pictures_and_texts_go_through_the_runner() -> None:
    encoder = open_encoder(answer, "b", "a" * 64)
    assert encoder.id == "b@aaaaaaaaaaaaaaaa"
    vectors = encoder.encode([Image.new("RGB", (20, 20)), Image.new("RGB", (9, 9))])
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[1, 0], [0, 1]]
    assert encoder.encode_texts is not None
    assert encoder.encode_texts(["dress", "a long black dress"]).tolist() == [[0, 1], [1, 0]]


def test_another_answer_is_refused() -> None:
    image = Image.new("L", (20, 20))
    mask = MaskResult(alpha=image, colour=image.convert("RGB"), parts=(), touches_border=False, confidence=1.0)
    encoder = open_encoder(lambda call, job: Outcome(result=mask, provenance=PROVENANCE), "b", "")
    with pytest.raises(BackendFailedError):
        encoder.encode([Image.new("RGB", (20, 20))])
