"""Dresses bodies with a large model: the garments' own pictures are its references, the draped cloth its draft.

The compact dresser says where cloth is and how it falls; the model paints that place anew, told by the draft and by the
flat pictures; everything outside of it stays the body's picture, byte for byte.  bfloat16 on CUDA, float32 on the CPU.

Source: Black Forest Labs, FLUX.2 [klein] (multi-reference editing), Apache-2.0 in its size of 4B.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from models.backends.weights import pick_device
from models.errors import BackendFailedError, BackendUnavailableError, CapabilityError
from models.hub import FLUX2_KLEIN, HubModel, fetch_model
from models.tryon.body import find_body
from models.tryon.cut import WORN
from models.tryon.dressing import Fitting
from models.tryon.photos import body_of_photo
from models.tryon.requests import DressRequest, DressResult
from models.types import BackendInfo, Job

STEPS, STRENGTH, GUIDANCE = 8, 0.7, 1.0
"""Steps of the distilled model, how far it leaves the draft, and its guidance (none: it was distilled without)."""
GRID_PX = 16
MARGIN = 0.012
"""How far beyond the draft's cloth the model may paint, of the picture's height."""
LAYERS = (9, 18, 27)
"""Which layers of the language model are read, as the published model was trained."""


class DiffusersTryon:
    """A look painted by a large model over the draped draft."""

    info = BackendInfo(
        id="diffusers_tryon",
        title="Generated looks",
        verbs=("dress",),
        tier="large",
        # Not measured here: 4B weights and an 4B text encoder in bfloat16, and room for one picture.
        vram_gib=20.0,
        sizes_px=(1024,),
        licence=FLUX2_KLEIN.licence,
        source=FLUX2_KLEIN.id,
        deterministic=False,
    )
    weights_sha256 = ""

    def __init__(self, model: HubModel = FLUX2_KLEIN, device: str = "auto") -> None:
        """Download the model on first use and load it.  Raises BackendUnavailableError when that cannot be done."""
        self.device = pick_device(device)
        self.info = replace(type(self).info, source=model.id, licence=model.licence)
        self.pipeline = _load(fetch_model(model), model.id, self.device)
        self.steps, self.side_px = STEPS, 1024
        count = int(self.pipeline.text_encoder.config.num_hidden_layers)
        self.layers = LAYERS if count >= LAYERS[-1] else tuple(max(1, count * k // 4) for k in (1, 2, 3))
        self._fitting = Fitting()

    def dress(self, request: DressRequest, job: Job) -> DressResult:
        """See `protocols.Dresser.dress`."""
        if any(garment.category not in WORN for garment in request.garments):
            raise CapabilityError("This puts on garments only.", "Take shoes, hats and bags off the outfit.")
        body = find_body(request.mannequin) if request.photo is None else body_of_photo(request.photo)
        draft = self._fitting.dress(body, request.garments, request.tuck, _part(job, 0.0, 0.2))
        reach = max(1, round(MARGIN * body.size_px[1]))
        place = np.asarray(cv2.dilate((draft.alpha > 0.02).astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1))))
        if body.front is not None:
            place = np.where(body.front > 0.5, 0, place)
        painted = self._paint(draft.image, place, request, job)
        soft = cv2.GaussianBlur(place.astype(np.float32), (0, 0), reach / 2) * (place > 0)
        mixed = painted * soft[..., None] + body.picture * (1 - soft[..., None])
        image = np.where((place > 0)[..., None], np.round(mixed).astype(np.uint8), body.picture)
        note = "The look was painted by a large model: compare the close-up with the garment."
        return DressResult(
            image=Image.fromarray(image), alpha=Image.fromarray((place * 255).astype(np.uint8)), pieces=draft.checked,
            view=body.view, notes=(*draft.notes, note),
        )  # fmt: skip

    def _paint(
        self, draft: NDArray[np.uint8], place: NDArray[Any], request: DressRequest, job: Job
    ) -> NDArray[np.float32]:
        """The whole picture painted anew (h, w, 3), 0..255."""
        height, width = draft.shape[:2]
        size = find_canvas(width, height, self.side_px)

        def report(pipeline: Any, step: int, time: Any, values: dict[str, Any]) -> dict[str, Any]:
            job.report(min(0.99, 0.2 + 0.75 * (step + 1) / self.steps), "Painting the look")
            return values

        references = [_on_white(garment.image, self.side_px // 2) for garment in request.garments]
        answer = self.pipeline(
            prompt=write_prompt(request), image=Image.fromarray(draft).resize(size, Image.Resampling.LANCZOS),
            image_reference=references,
            mask_image=Image.fromarray((place * 255).astype(np.uint8)).resize(size, Image.Resampling.NEAREST),
            width=size[0], height=size[1], strength=STRENGTH, num_inference_steps=self.steps,
            guidance_scale=GUIDANCE, generator=torch.Generator(device="cpu").manual_seed(request.seed),
            callback_on_step_end=report, text_encoder_out_layers=self.layers, output_type="np",
        ).images[0]  # fmt: skip
        if not np.isfinite(answer).all():
            raise BackendFailedError("The large model gave no usable picture.", "Try again, or use the draped cloth.")
        picture = np.asarray(np.clip(answer * 255, 0, 255), np.float32)
        way = cv2.INTER_AREA if size[0] > width else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(picture, (width, height), interpolation=way), np.float32)


def find_canvas(width_px: int, height_px: int, side_px: int) -> tuple[int, int]:
    """The size at which a look is painted: its own shape, as many pixels as the model is used to, on its grid."""
    ratio = min(max(width_px / height_px, 0.25), 4.0)
    sides = side_px * math.sqrt(ratio), side_px / math.sqrt(ratio)
    width, height = (max(GRID_PX, GRID_PX * round(side / GRID_PX)) for side in sides)
    return width, height


def write_prompt(request: DressRequest) -> str:
    """What the model is told."""
    worn = ", ".join(f"the {garment.category.lower() or 'garment'}" for garment in request.garments)
    return (
        f"The person wears {worn} of the reference pictures: same colour, same print, same cut, same details. "
        "Photograph in soft studio light, natural folds, nothing else is changed."
    )


def _on_white(image: Image.Image, side_px: int) -> Image.Image:
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    ground.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    return ground


def _part(job: Job, start: float, end: float) -> Job:
    def report(progress: Any) -> None:
        job.on_progress(replace(progress, fraction=start + (end - start) * progress.fraction))

    return Job(on_progress=report, cancelled=job.cancelled)


def _load(folder: Path, name: str, device: str) -> Any:
    """The pipeline on its device.  Raises BackendUnavailableError when it cannot be loaded."""
    from diffusers import Flux2KleinInpaintPipeline

    kind = torch.bfloat16 if device.startswith("cuda") else torch.float32
    try:
        pipeline = Flux2KleinInpaintPipeline.from_pretrained(
            folder, dtype=kind, use_safetensors=True, local_files_only=True
        )
    except Exception as error:  # whatever a folder that is no such pipeline leads the library to
        raise BackendUnavailableError(
            f"The model {name} could not be loaded as a pipeline of the FLUX.2-klein family.",
            "Set WARHOL_LARGE_DRESSER to another one, or use the draped cloth.",
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(device)
