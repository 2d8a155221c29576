"""Encoders in open_clip's format: our own compact one, and any published one by its hub id.

How a picture goes through: a cut-out is put in the middle of a white square; then the model's own size and colours, as
its open_clip_config.json says.  The config, the tokenizer and the weights come from one folder of this machine; a hub
model is downloaded there first, at its pinned commit.  Weights are safetensors, and no code of a model runs.

Shape legend: N pictures or texts, D numbers a vector.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import open_clip
import torch
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file

from models.backends.weights import load_weights, pick_device
from models.canvas import CANVAS_PX, centre
from models.encoding import EncodeRequest, EncodeResult, Vector
from models.errors import BackendFailedError, BackendUnavailableError
from models.hub import FASHION_SIGLIP, HubModel, fetch_model, find_weights
from models.types import BackendInfo, Job

BATCH = 32
LARGEST_PX = 1024
"""Larger pictures are shrunk before anything else; no encoder sees more."""
DIGITS = 7
CONFIG_FILE = "open_clip_config.json"
Tensors = dict[str, torch.Tensor]


class OpenClipEncoder:
    """Encodes with a published model.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="open_clip_encoder",
        title="Large encoder",
        verbs=("encode",),
        tier="large",
        vram_gib=2.0,  # not measured: 0.8 GiB of float32 weights and the activations of 32 pictures at 224 px
        licence=FASHION_SIGLIP.licence,
        source=FASHION_SIGLIP.id,
    )

    def __init__(self, model: HubModel = FASHION_SIGLIP, device: str = "auto") -> None:
        """Download the model on first use and load it.

        Raises BackendUnavailableError when it cannot be had, trusted or loaded.
        """
        self.info = replace(type(self).info, source=model.id, licence=model.licence)
        self.device = pick_device(device)
        folder = fetch_model(model)
        tensors, self.weights_sha256 = _read_weights(folder, model)
        self._load(folder, tensors, model.id)

    def encode(self, request: EncodeRequest, job: Job) -> EncodeResult:
        """See `protocols.Encoder.encode`."""
        n_images, n = len(request.images), len(request.images) + len(request.texts)
        pictures: list[Vector] = []
        words: list[Vector] = []
        with torch.inference_mode():
            for start in range(0, n_images, BATCH):
                job.report(start / n, "Looking at pictures")
                seen = self._read_images(request.images[start : start + BATCH])
                pictures += _to_vectors(self._net.encode_image(seen.to(self.device)))
            for start in range(0, len(request.texts), BATCH):
                job.report((n_images + start) / n, "Reading words")
                said = self._words(list(request.texts[start : start + BATCH]))
                words += _to_vectors(self._net.encode_text(said.to(self.device)))
        return EncodeResult(image_vectors=tuple(pictures), text_vectors=tuple(words))

    def _read_images(self, images: Sequence[Image.Image]) -> torch.Tensor:
        return torch.stack([self._see(put_on_white(image)) for image in images])

    def _load(self, folder: Path, tensors: Tensors, name: str) -> None:
        """Build the network, its tokenizer and its way of seeing from `folder`, and fill it with `tensors`."""
        try:
            with _quiet():
                net = open_clip.create_model(f"local-dir:{folder}", load_weights=False, pretrained_text=False)
                net.load_state_dict(tensors, strict=True)
                self._words = open_clip.get_tokenizer(f"local-dir:{folder}")
                self._words(["a shirt"])
            self._see = image_transform_v2(PreprocessCfg(**net.visual.preprocess_cfg), is_train=False)
        except MemoryError:
            raise
        except Exception as error:  # a config from outside decides what is built: anything can come out of it
            raise BackendUnavailableError(
                f"The encoder {name} could not be loaded.",
                "Choose another one that is published for open_clip; the log says what happened.",
            ) from error
        self._net = net.eval().float().to(self.device)


class CompactEncoder(OpenClipEncoder):
    """Encodes with the project's own network.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="compact_encoder",
        title="Compact encoder",
        verbs=("encode",),
        tier="compact",
        sizes_px=(128,),
        source="assets/weights/encoder",
    )

    def __init__(self, weights: Path, device: str = "auto") -> None:
        """Load the weights folder.  Raises BackendUnavailableError when it is missing or damaged."""
        tensors, self.weights_sha256 = load_weights(weights)
        self.device = pick_device(device)
        self._load(weights, tensors, weights.name)


def put_on_white(image: Image.Image) -> Image.Image:
    """A picture as encoders know garments (RGB): a cut-out centred on a white square, a photo as it is.

    Raises InputError when a cut-out is empty.
    """
    if max(image.size) > LARGEST_PX:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image.thumbnail((LARGEST_PX, LARGEST_PX), Image.Resampling.LANCZOS)
    if not image.has_transparency_data:
        return image.convert("RGB")
    rgba = np.asarray(image.convert("RGBA"))
    if rgba[..., 3].min() == 255:
        return Image.fromarray(np.ascontiguousarray(rgba[..., :3]))
    return Image.fromarray(np.ascontiguousarray(centre(rgba, CANVAS_PX)[..., :3]))


def _to_vectors(found_ND: torch.Tensor) -> list[Vector]:
    """Network output as unit vectors of plain floats.  Raises BackendFailedError when it is not numbers."""
    found = found_ND.double().cpu().numpy()
    norm = np.linalg.norm(found, axis=1, keepdims=True)
    if not (np.isfinite(norm).all() and (norm > 0).all()):
        raise BackendFailedError("The encoder gave no usable answer.", "Choose another encoder.")
    return [tuple(row) for row in np.round(found / norm, DIGITS).tolist()]


def _read_weights(folder: Path, model: HubModel) -> tuple[Tensors, str]:
    """A published model's tensors and the sha256 of their file.  Raises BackendUnavailableError when they do not do."""
    file = find_weights(folder)
    if file is None or not (folder / CONFIG_FILE).is_file():
        raise BackendUnavailableError(
            f"The model {model.id} is not published for open_clip with safetensors.",
            f"Set {model.setting} to one that has {CONFIG_FILE} and weights in one safetensors file.",
        )
    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        tensors = load_file(file)
    except (OSError, SafetensorError, json.JSONDecodeError) as error:
        raise BackendUnavailableError(f"The weights of {model.id} are damaged.", "Get them again.") from error
    if model.sha256 and digest != model.sha256:
        raise BackendUnavailableError(f"The weights of {model.id} are not the known ones.", "Get them again.")
    return tensors, digest


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep open_clip's word that a network is random to itself: it is filled right after."""
    root, silent = logging.getLogger(), logging.NullHandler()
    root.addHandler(silent)  # without any handler, logging.warning would install one for the whole process

    def drop(record: logging.LogRecord) -> bool:
        return "open_clip" not in record.pathname

    root.addFilter(drop)
    try:
        yield
    finally:
        root.removeFilter(drop)
        root.removeHandler(silent)
