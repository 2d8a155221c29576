"""The large depth model: a published network of the depth-estimation kind, loaded by hub id through transformers.

A photo is made about 518 px on its shorter side, both sides a multiple of the network's patch, with ImageNet's
normalisation.  What relative models answer, 1 over distance without zero or scale, becomes a distance between 1 and
`FARTHEST`; metric models are taken at their word.  float16 on CUDA, float32 on the CPU.

Only architectures that transformers itself has are loaded: no code of the model's own runs, and no pickles are read.

Source: Yang et al., "Depth Anything V2", arXiv 2406.09414 (Small is Apache-2.0; Base and Large are not).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.backends.weights import pick_device
from models.errors import BackendFailedError, BackendUnavailableError
from models.hub import DEPTH_ANYTHING, HubModel, check_weights, fetch_model
from models.staging.fathoming import FathomRequest, FathomResult, from_nearness, write_distances
from models.types import BackendInfo, Job

SIDE_PX, LONGEST_PX = 518, 1036
MEAN, SPREAD = np.array((0.485, 0.456, 0.406), np.float32), np.array((0.229, 0.224, 0.225), np.float32)
"""ImageNet's, RGB in 0..1."""


class TransformersDepth:
    """Tells how far everything in a photo is.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="transformers_depth",
        title="Large depth",
        verbs=("fathom",),
        tier="large",
        vram_gib=1.0,
        sizes_px=(SIDE_PX,),
        licence=DEPTH_ANYTHING.licence,
        source=DEPTH_ANYTHING.id,
    )

    def __init__(self, model: HubModel = DEPTH_ANYTHING, device: str = "auto") -> None:
        """Download the model on first use, then load it.

        Raises BackendUnavailableError when it cannot be had or loaded.
        """
        self.device = pick_device(device)
        self.info = replace(type(self).info, source=model.id, licence=model.licence)
        folder = fetch_model(model)
        self.weights_sha256 = check_weights(folder, model, "Choose another depth model.")
        self.dtype = torch.float16 if self.device.startswith("cuda") else torch.float32
        self.net = _load_net(folder, model.id, self.dtype).to(self.device)
        self.patch = int(getattr(self.net.config, "patch_size", 0) or 14)
        self.metric = getattr(self.net.config, "depth_estimation_type", "relative") == "metric"

    def fathom(self, request: FathomRequest, job: Job) -> FathomResult:
        """See `protocols.Fathomer.fathom`."""
        job.report(0.0, "Looking how far everything is")
        rgb = np.asarray(request.scene)
        factor = min(SIDE_PX / min(rgb.shape[:2]), LONGEST_PX / max(rgb.shape[:2]))
        sides = [max(self.patch, round(side * factor / self.patch) * self.patch) for side in rgb.shape[:2]]
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        small = cv2.resize(rgb, (sides[1], sides[0]), interpolation=way).astype(np.float32) / 255
        pixels = torch.from_numpy((small - MEAN) / SPREAD).permute(2, 0, 1)[None]
        with torch.inference_mode():
            answer = self.net(pixel_values=pixels.to(self.device, self.dtype))
        told = self._read(answer)
        return write_distances(told if self.metric else from_nearness(told), request.scene.size)

    def _read(self, answer: Any) -> NDArray[np.float32]:
        """The map (h, w) of what a network answered.  Raises BackendFailedError when there is none."""
        told = getattr(answer, "predicted_depth", None)
        if not isinstance(told, torch.Tensor) or told.ndim not in (3, 4) or told.numel() == 0:
            raise BackendFailedError(
                "The depth model's answer is not a map of distances.",
                "Set WARHOL_LARGE_FATHOMER to a model of the depth-estimation kind.",
            )
        return np.asarray(told.float().cpu().numpy().reshape(told.shape[-2:]), np.float32)


def _load_net(folder: Path, name: str, dtype: torch.dtype) -> Any:
    """The network with all of its weights, on the CPU.  Raises BackendUnavailableError when it cannot be loaded."""
    from transformers import AutoModelForDepthEstimation

    try:
        net, report = AutoModelForDepthEstimation.from_pretrained(
            folder,
            trust_remote_code=False,
            local_files_only=True,
            use_safetensors=True,
            dtype=dtype,
            output_loading_info=True,
        )
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged or foreign folder leads the loader to
        raise BackendUnavailableError(
            f"The model {name} could not be loaded.",
            "Set WARHOL_LARGE_FATHOMER to a model of the depth-estimation kind; the log says what happened.",
        ) from error
    if report["missing_keys"] or report["mismatched_keys"]:
        raise BackendUnavailableError(f"The weights of {name} do not fill its network.", "Choose another depth model.")
    return net.eval()
