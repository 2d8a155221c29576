"""The studio's encoder of pictures and words, as an import wants it: two functions and a name for the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.encoding import EncodeRequest, EncodeResult, Vector
from models.errors import BackendFailedError
from models.registry import Registry, choose_entries
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.types import Job
from models.wire import Call, Outcome
from segments.embeddings import Encoder

Run = Callable[[Call, Job], Outcome]
"""A runner's `run`: how the app, a script or a remote engine has calls done."""


def open_encoder(run: Run, backend: str, weights_sha256: str) -> Encoder:
    """The encoder behind a backend.  Its vectors are kept under the backend's id and the hash of its weights."""

    def encode(pictures: list[Image.Image]) -> NDArray[np.float32]:
        return _to_array(_ask(run, backend, EncodeRequest(images=tuple(pictures))).image_vectors)

    def encode_texts(texts: list[str]) -> NDArray[np.float32]:
        return _to_array(_ask(run, backend, EncodeRequest(texts=tuple(texts))).text_vectors)

    return Encoder(id=f"{backend}@{weights_sha256[:16]}", encode=encode, encode_texts=encode_texts)


def find_encoder(settings: Settings, backend: str | None = None) -> Encoder:
    """The encoder of this installation, or another backend by its id, running here.

    Raises InputError when there is none of that id, BackendUnavailableError when it cannot be loaded.
    """
    registry = Registry(choose_entries(settings))
    runner, id = InProcessRunner(registry, settings), backend or settings.encoder
    weights = registry.weights_sha256(id)
    if not weights:  # not downloaded yet: one question has it fetched, and says what was fetched
        probe = Call(verb="encode", backend=id, request=EncodeRequest(texts=("a garment",)))
        weights = runner.run(probe).provenance.weights_sha256
    return open_encoder(runner.run, id, weights)


def _ask(run: Run, backend: str, request: EncodeRequest) -> EncodeResult:
    result = run(Call(verb="encode", backend=backend, request=request), Job()).result
    if not isinstance(result, EncodeResult):
        raise BackendFailedError("The encoder returned something else than vectors.", "Choose another encoder.")
    return result


def _to_array(vectors: Sequence[Vector]) -> NDArray[np.float32]:
    return np.array(vectors, np.float32)
