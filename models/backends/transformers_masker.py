"""The large masker: a published network of the BiRefNet family, loaded by hub id through transformers.

How a photo goes through: squeezed to 1024 × 1024 px, ImageNet normalisation, the network's last prediction through a
sigmoid, carried to the photo's own size along its edges.  float16 on CUDA, float32 on the CPU (tens of seconds there).

These networks bring their own code.  It runs only after somebody has said so for this installation with
WARHOL_ALLOW_REMOTE_CODE=1; before that nothing is even downloaded.  The code is the one beside the weights at a full
commit id, never "the latest", and the loader sees the downloaded copy only.  No pickles are read, only safetensors, and
the default model's weights must have the hash that `models/hub.py` names before any of its code runs.

Source: Zheng et al., arXiv 2401.03407.  Differs: strokes do not reach the network, they bind its answer afterwards.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from PIL import Image

from models.backends.weights import pick_device
from models.errors import BackendFailedError, BackendUnavailableError
from models.hub import BIREFNET_LITE, HubModel, check_weights, fetch_model
from models.matting import LEAST_AREA, Bytes, Floats, enlarge_alpha, finish_mask, measure_confidence, no_product
from models.strokes import KEEP, paint
from models.types import BackendInfo, Job, MaskRequest, MaskResult

SIDE_PX = 1024
MEAN, SPREAD = np.array((0.485, 0.456, 0.406), np.float32), np.array((0.229, 0.224, 0.225), np.float32)
"""ImageNet's, RGB in 0..1."""


class TransformersMasker:
    """Finds the product with a network from the hub.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="transformers_masker",
        title="Large cut-out",
        verbs=("mask",),
        tier="large",
        # Not measured here: its five times larger sister is published at 3.5 GB in float16.
        vram_gib=4.0,
        sizes_px=(SIDE_PX,),
        licence=BIREFNET_LITE.licence,
        source=BIREFNET_LITE.id,
    )

    def __init__(
        self, model: HubModel = BIREFNET_LITE, device: str = "auto", *, allow_remote_code: bool = False
    ) -> None:
        """Download the model on first use, check its weights, then load it with its code.

        Raises BackendUnavailableError when the code is not allowed, or the model cannot be had, trusted or loaded.
        """
        if not allow_remote_code:
            raise BackendUnavailableError(
                f"The model {model.id} brings code of its own, which this installation does not allow.",
                "Whoever runs it can read the code and set WARHOL_ALLOW_REMOTE_CODE=1; or choose the compact cut-out.",
            )
        self.device = pick_device(device)
        self.info = replace(type(self).info, source=model.id, licence=model.licence)
        folder = fetch_model(model)
        self.weights_sha256 = check_weights(folder, model, "Choose another model for the large masker.")
        self.dtype = torch.float16 if self.device.startswith("cuda") else torch.float32
        self.net = _load_net(folder, model.id, self.dtype).to(self.device)

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        """See `protocols.Masker.mask`."""
        job.report(0.0, "Looking for the product")
        rgb = np.asarray(request.image.convert("RGB"))
        painted = paint(request.strokes, rgb.shape[1], rgb.shape[0])
        found = self._find(rgb)
        if float((found > 0.5).mean()) < LEAST_AREA and not (painted == KEEP).any():
            raise no_product()
        job.report(0.7, "Drawing the edge")
        alpha = _fit_to_photo(found, rgb)
        job.report(0.8, "Cleaning the colours")
        return finish_mask(rgb, alpha, painted, request.focus, measure_confidence(found))

    def _find(self, rgb: Bytes) -> Floats:
        """The product's probability in the squeezed photo, (1024, 1024) for the networks that this was written for."""
        small = Image.fromarray(rgb).resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR)
        pixels = (np.asarray(small, np.float32) / 255 - MEAN) / SPREAD
        image_NCHW = torch.from_numpy(pixels).permute(2, 0, 1)[None].to(self.device, self.dtype)
        with torch.no_grad():  # not inference_mode: the family's code keeps tensors from one call to the next
            logits = _last_prediction(self.net(image_NCHW))
        found = torch.sigmoid(logits.float())[0, 0].cpu().numpy()
        if not np.isfinite(found).all():
            raise BackendFailedError("The large model gave no usable answer.", "Try the compact cut-out.")
        return np.asarray(found)


def _load_net(folder: Path, name: str, dtype: torch.dtype) -> Any:
    """The network with all of its weights, on the CPU.  Raises BackendUnavailableError when it cannot be loaded."""
    from transformers import AutoModelForImageSegmentation

    try:
        net, report = AutoModelForImageSegmentation.from_pretrained(
            folder,
            trust_remote_code=True,
            local_files_only=True,
            use_safetensors=True,
            dtype=dtype,
            output_loading_info=True,
        )
    except MemoryError:
        raise
    except ImportError as error:
        wanted = re.search(r"pip install ([\w. -]+)", str(error))
        raise BackendUnavailableError(
            f"The model {name} needs libraries that are not installed.",
            f"Run `.venv/bin/pip install {wanted[1]}` and start again." if wanted else "Its page lists them.",
        ) from error
    except Exception as error:  # foreign code: anything can come out of it
        raise BackendUnavailableError(
            f"The model {name} could not be loaded.", "Choose another backend; the log says what happened."
        ) from error
    if report["missing_keys"] or report["mismatched_keys"]:
        raise BackendUnavailableError(
            f"The weights of {name} do not fill its network.", "Choose another model for the large masker."
        )
    return net.eval()


def _last_prediction(answer: Any) -> torch.Tensor:
    """The finest logits (1, 1, h, w) of what a network of this kind returns: a list from coarse to fine, or the one."""
    logits = getattr(answer, "logits", answer)
    while isinstance(logits, list | tuple) and logits:
        logits = logits[-1]
    if not isinstance(logits, torch.Tensor) or logits.ndim != 4 or logits.shape[:2] != (1, 1):
        raise BackendFailedError(
            "The large model's answer is not a mask.", "Set WARHOL_LARGE_MASKER to a model of the BiRefNet family."
        )
    return logits


def _fit_to_photo(found: Floats, rgb: Bytes) -> Floats:
    """From the square (side, side) to the photo's (h, w): shrunk by area, or enlarged along the photo's edges."""
    h, w = rgb.shape[:2]
    size = min(w, found.shape[1]), min(h, found.shape[0])
    alpha = np.asarray(cv2.resize(found, size, interpolation=cv2.INTER_AREA), np.float32)
    if size == (w, h):
        return alpha
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return enlarge_alpha(alpha, small, rgb)
