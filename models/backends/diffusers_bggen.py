"""Stages on a generated background: in-painting outside of the product, held to its edges by a ControlNet.

The product is placed first; its edges, reinforced by the mask's contour, are the constraint; everything but the product
is painted by the model; the product's own pixels are put back last, byte for byte.  float16 on CUDA, float32 on the CPU
(minutes there).

Source: Taboola's BGGEN, arXiv 2408.12392, steps 2 to 5.  Differs: the ground under the product begins as a colour that
suits it instead of nothing, so that the model's first guess is near.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from PIL import Image

from models.backends.plain_grounds import put
from models.backends.weights import pick_device
from models.errors import BackendFailedError, BackendUnavailableError, CapabilityError
from models.hub import SDXL, SDXL_CANNY, HubModel, fetch_model
from models.staging.compositing import Backdrop, compose
from models.staging.grounds import suggest_colours
from models.staging.placing import Bytes, Placed, cut_free
from models.staging.requests import StageRequest, StageResult
from models.staging.shadows import Ground
from models.types import BackendInfo, Job

STEPS = 28
GUIDANCE = 6.0
CONSTRAINT = 0.6
"""How strictly the edges hold the picture: high enough that nothing grows out of the product's outline."""
GRID_PX = 8
LOW, HIGH = 60, 160
"""Thresholds of the edge detector, of 255."""
PROMPTS = {
    "studio": "in a photographer's studio, seamless paper, softbox light",
    "home": "in a bright home, linen and a window with morning light",
    "wood": "on oak boards, warm side light",
    "stone": "on pale limestone, soft daylight",
    "summer": "in summer light, sand and the shadow of palm leaves",
    "autumn": "in autumn, walnut wood, fallen leaves, low sun",
    "festive": "festive, fir branches and candle light, out of focus",
    "street": "in front of a city wall in daylight",
    "paper": "on coloured paper, hard clean shadows",
    "garden": "in a garden, dappled light through leaves",
    "": "on a calm background that suits it, soft daylight",
}
WAYS = {"lie": "flat lay seen from above", "hang": "hanging before a wall", "stand": "standing on a table", "": ""}
UNWANTED = "text, watermark, people, hands, second product, distorted, low quality, frame"


class DiffusersBggen:
    """A background from words, outside of the product."""

    info = BackendInfo(
        id="diffusers_bggen",
        title="Generated backgrounds",
        verbs=("stage",),
        tier="large",
        # Not measured here: the published sizes of both models in float16, and room for one picture.
        vram_gib=12.0,
        sizes_px=(1024,),
        licence=SDXL.licence,
        source=SDXL.id,
        deterministic=False,
    )
    weights_sha256 = ""

    def __init__(self, model: HubModel = SDXL, control: HubModel = SDXL_CANNY, device: str = "auto") -> None:
        """Download both models on first use and load them.

        A model that is a folder of this machine holds the whole pipeline, its ControlNet in a folder "controlnet".
        Raises BackendUnavailableError when they cannot be had or loaded.
        """
        self.device = pick_device(device)
        self.info = replace(type(self).info, source=model.id, licence=model.licence)
        folder = fetch_model(model)
        edges = folder / "controlnet" if model.folder else fetch_model(control)
        self.pipeline = _load(folder, edges, model.id, self.device)
        self.steps = STEPS
        self.side_px = int(self.pipeline.unet.config.sample_size) * int(self.pipeline.vae_scale_factor)

    def stage(self, request: StageRequest, job: Job) -> StageResult:
        """See `protocols.Stager.stage`."""
        if request.ground != "scene":
            raise CapabilityError("This makes scenes only.", "Plain grounds are made by another backend.")
        if request.scene:
            raise CapabilityError("This makes its own scenes.", "Leave the scene out, or choose the rendered ones.")
        job.report(0.02, "Placing the product")
        product = cut_free(request.image)
        placed = put(product, request)
        painted = self._paint(product, placed, request, job)
        job.report(0.95, "Putting the product back")
        ground = Ground(
            support=request.support or "lie",
            lamps=(),
            thickness_px=0.012 * max(placed.width, placed.height),
            foot_px=float(placed.top + placed.height),
        )
        return compose(placed, Backdrop(rgb=painted, ground=ground), request)

    def _paint(self, product: Bytes, placed: Placed, request: StageRequest, job: Job) -> Bytes:
        """The background at the placement's size (h, w, 3)."""
        size = request.width_px, request.height_px
        width, height = find_canvas(*size, self.side_px)
        colour = suggest_colours(Image.fromarray(product), 1)[0]
        start = Image.new("RGB", size, colour)
        start.paste(Image.fromarray(placed.rgba), (placed.left, placed.top), Image.fromarray(placed.rgba))
        alpha = placed.alpha(*size)
        outside = Image.fromarray(np.where(alpha > 0.5, 0, 255).astype(np.uint8))

        def report(pipeline: Any, step: int, time: Any, values: dict[str, Any]) -> dict[str, Any]:
            job.report(0.05 + 0.88 * (step + 1) / self.steps, "Painting the background")
            return values

        chance = torch.Generator(device="cpu").manual_seed(request.seed + 7919 * request.variety)
        answer = self.pipeline(
            prompt=write_prompt(request), negative_prompt=UNWANTED,
            image=start.resize((width, height), Image.Resampling.LANCZOS),
            mask_image=outside.resize((width, height), Image.Resampling.NEAREST),
            control_image=Image.fromarray(draw_edges(np.asarray(start), alpha)).resize((width, height)),
            width=width, height=height, strength=0.99, num_inference_steps=self.steps, guidance_scale=GUIDANCE,
            controlnet_conditioning_scale=CONSTRAINT, generator=chance, callback_on_step_end=report, output_type="np",
        ).images[0]  # fmt: skip
        if not np.isfinite(answer).all():
            raise BackendFailedError(
                "The large model gave no usable picture.", "Try another seed, or a rendered scene."
            )
        picture = np.asarray(np.clip(np.round(answer * 255), 0, 255), np.uint8)
        way = cv2.INTER_AREA if width > size[0] else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def find_canvas(width_px: int, height_px: int, side_px: int) -> tuple[int, int]:
    """The size at which a background is painted: the placement's shape, as many pixels as the model is used to.

    Sides are whole steps of the model's grid, and no shape is longer than four to one: longer ones are squeezed a
    little rather than painted in a size that the model has never seen.
    """
    ratio = min(max(width_px / height_px, 0.25), 4.0)
    width = side_px * math.sqrt(ratio)
    return max(GRID_PX, GRID_PX * round(width / GRID_PX)), max(GRID_PX, GRID_PX * round(width / ratio / GRID_PX))


def draw_edges(rgb: Bytes, alpha: Any) -> Bytes:
    """The product's edges and its outline, white on black (h, w, 3); nothing outside of it holds the model back."""
    edges = cv2.Canny(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), LOW, HIGH)
    inside = (alpha > 0.5).astype(np.uint8)
    edges = np.where(cv2.dilate(inside, np.ones((3, 3), np.uint8)) > 0, edges, 0).astype(np.uint8)
    outlines, _ = cv2.findContours(inside, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(edges, outlines, -1, 255, 2)
    return np.repeat(edges[..., None], 3, axis=2)


def write_prompt(request: StageRequest) -> str:
    """What the model is told: the product, how it is shown, the theme, the user's words."""
    thing = f"product photograph of a {request.kind.lower()}" if request.kind else "product photograph"
    parts = (thing, WAYS[request.support], PROMPTS.get(request.theme, request.theme), request.words)
    return ", ".join(part for part in (*parts, "photorealistic, high detail") if part)


def _load(folder: Path, edges: Path, name: str, device: str) -> Any:
    """The pipeline on its device.  Raises BackendUnavailableError when it cannot be loaded."""
    from diffusers import ControlNetModel, StableDiffusionXLControlNetInpaintPipeline

    half = device.startswith("cuda")
    options: dict[str, Any] = {
        "dtype": torch.float16 if half else torch.float32, "use_safetensors": True, "local_files_only": True,
    }  # fmt: skip
    if any(folder.glob("unet/*.fp16.safetensors")):
        options["variant"] = "fp16"
    try:
        control = ControlNetModel.from_pretrained(
            edges, **(options | {"variant": "fp16" if any(edges.glob("*.fp16.safetensors")) else None})
        )
        pipeline = StableDiffusionXLControlNetInpaintPipeline.from_pretrained(folder, controlnet=control, **options)
    except Exception as error:  # whatever a folder that is no such pipeline leads the library to
        raise BackendUnavailableError(
            f"The model {name} could not be loaded as a pipeline of the SDXL family.",
            "Set WARHOL_LARGE_STAGER to another one, or stage on the rendered scenes.",
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(device)
