"""Dresses mannequins as the paper did: a small net repaints the body's picture, article for article.

A rival of the draped cloth, to be compared with: what it paints has 96 × 128 px and is laid over the picture at the
body's size.  Where its α says nothing, the picture stays what it is, byte for byte.  It has to be told what is worn: a
plain base layer at first, then whatever it put on there.

Source: Jetchev & Bergmann, The Conditional Analogy GAN, arXiv 1709.04695.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from models.backends.weights import load_weights, pick_device
from models.canvas import centre
from models.errors import CapabilityError
from models.nets.cagan import Cagan as Net
from models.oklab import Floats
from models.tryon.analogy import GROUPS, SEEN_PX, Group, draw_suit, find_window, lay_flat, look_through, put_back
from models.tryon.analogy_check import check_look
from models.tryon.body import Body, find_body
from models.tryon.cut import WORN
from models.tryon.dressing import LAYERS, Dressed
from models.tryon.requests import Checked, DressRequest, DressResult, Garment
from models.types import BackendInfo, Job

Bytes = NDArray[np.uint8]
FLAT_PX = 384
LEAST, FIRM = 0.2, 0.8
"""α below the first is none: the picture stays as it is there; above the second it is all."""
EVEN = np.array([1, 2, 2, 2, 1], np.float32) / 8
"""Takes the net's own grid of four pixels out of its answer."""
RIM_PX = 8
"""At a window's rim no garment is painted: α fades over so many of the net's pixels."""
NOTE = "Repainted by a small network at 96 × 128 pixels, for comparison: prints and edges are lost."


class Cagan:
    """The Conditional Analogy GAN on our mannequins.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="cagan",
        title="Analogy network",
        verbs=("dress",),
        tier="compact",
        sizes_px=(SEEN_PX[1],),
        source="assets/weights/cagan",
    )

    def __init__(self, weights: Path, device: str = "auto") -> None:
        """Load the weights.  Raises BackendUnavailableError when they are missing or damaged."""
        tensors, self.weights_sha256 = load_weights(weights)
        self.device = pick_device(device)
        self.net = Net()
        self.net.load_state_dict(tensors)
        self.net.eval().requires_grad_(False).to(self.device)

    def dress(self, request: DressRequest, job: Job) -> DressResult:
        """See `protocols.Dresser.dress`.  Raises CapabilityError for photos, backs, bodies that sit, tucking in."""
        if request.photo is not None:
            raise CapabilityError("This dresses our mannequins only.", "Use the draped cloth for a photo.")
        if request.tuck == "in":
            raise CapabilityError("This cannot tuck a top in.", "Wear it out, or use the draped cloth.")
        made = self.dress_body(find_body(request.mannequin), request.garments, job)
        return DressResult(
            image=Image.fromarray(made.image), alpha=Image.fromarray(np.round(made.alpha * 255).astype(np.uint8)),
            pieces=made.checked, view="front", notes=made.notes,
        )  # fmt: skip

    def dress_body(self, body: Body, garments: tuple[Garment, ...], job: Job) -> Dressed:
        """The garments on a body in its base layer, the innermost first.  Raises CapabilityError as `dress` does."""
        for each in garments:
            if each.category not in WORN or each.slot not in GROUPS:
                raise CapabilityError(f"This cannot put on a {each.slot} yet.", "Take it off the outfit.")
        if body.view == "back":
            raise CapabilityError("This knows bodies from in front only.", "Choose another pose.")
        order = sorted(range(len(garments)), key=lambda n: LAYERS[garments[n].slot])
        flats = [centre(np.asarray(each.image), FLAT_PX) for each in garments]
        picture, worn = body.picture, dict[Group, Bytes]()
        covers: dict[int, Floats] = {}
        for done, n in enumerate(order):
            job.report(0.1 + 0.8 * done / len(order), "Painting")
            group = GROUPS[garments[n].slot]
            picture, alpha = self._swap(body, picture, group, worn.get(group), flats[n])
            worn[group] = lay_flat(flats[n])
            covers = {k: cover * (1 - alpha) for k, cover in covers.items()} | {n: alpha}
        checked = []
        for n, garment in enumerate(garments):
            box, figures = check_look(picture, body, covers[n], flats[n])
            checked.append(Checked(slot=garment.slot, category=garment.category, box=box, **figures))
        alpha = np.clip(sum(covers.values(), np.zeros(picture.shape[:2], np.float32)), 0, 1)
        return Dressed(image=picture, alpha=alpha, checked=tuple(checked), notes=(NOTE,))

    def _swap(
        self, body: Body, picture: Bytes, group: Group, worn: Bytes | None, flat: Bytes
    ) -> tuple[Bytes, Floats]:  # fmt: skip
        """One article put on: the picture (h, w, 3) and how much of it is new (h, w)."""
        window = find_window(body, group)
        worn = draw_suit(body, group) if worn is None else worn
        shown = (_to_tensor(each).to(self.device) for each in (look_through(picture, window), worn, lay_flat(flat)))
        with torch.inference_mode():
            answer = torch.cat(self.net(*shown), 1)[0].permute(1, 2, 0).cpu().numpy()
        even = np.asarray(cv2.sepFilter2D(answer, -1, EVEN, EVEN, borderType=cv2.BORDER_REPLICATE), np.float32)
        even[..., 0] *= _fade(even.shape[0])[:, None] * _fade(even.shape[1])
        large = put_back(even, window, body.size_px)
        alpha = np.clip((large[..., 0] - LEAST) / (FIRM - LEAST), 0, 1)
        alpha = np.where(alpha < 1.5 / 255, 0, alpha)
        rgb = np.clip(large[..., 1:] * 127.5 + 127.5, 0, 255)
        mixed = np.round(picture + (rgb - picture) * alpha[..., None]).astype(np.uint8)
        return np.where((alpha > 0)[..., None], mixed, picture), np.asarray(alpha, np.float32)


def _fade(length_px: int) -> Floats:
    """0 at both ends of a line, 1 from RIM_PX on."""
    at = np.arange(length_px, dtype=np.float32)
    return np.asarray(np.clip(np.minimum(at, length_px - 1 - at) / RIM_PX, 0, 1), np.float32)


def _to_tensor(picture: Bytes) -> torch.Tensor:
    return torch.from_numpy(picture.astype(np.float32) / 127.5 - 1).permute(2, 0, 1)[None]
