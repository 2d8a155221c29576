"""Stages on a rendered set: the archive is searched, the set is cut to the placement, and its own light throws the
product's shadow.  No weights; deterministic.

Source: Yahoo, arXiv 2307.15326 (copy-paste staging).
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from models.errors import CapabilityError
from models.oklab import Floats
from models.staging.compositing import Backdrop, compose
from models.staging.light import WEIGHTS, tint, to_linear, to_srgb
from models.staging.placing import Bytes, Placed, cut_free, place
from models.staging.postures import HEIGHTS_M, find_foot
from models.staging.requests import StageRequest, StageResult
from models.staging.retrieval import Cut, choose_scene, crop
from models.staging.scenes import FOLDER, Scene, Sets
from models.staging.shadows import Ground
from models.types import BackendInfo, Job

NEUTRAL = 0.3
"""How far the colour of a set's light goes towards white, so that the product does not look pasted in."""
BRIGHT = 0.12
"""The most that a set is made lighter or darker for its product."""
GARMENT, THING = 0.018, 0.1
"""How high a lying garment, and anything else that lies, is over its ground, of its longer side."""


class CompactScenes:
    """The product on one of our rendered sets."""

    info = BackendInfo(
        id="compact_scenes",
        title="Rendered scenes",
        verbs=("stage",),
        tier="compact",
        device="cpu",
        source="assets/scenes",
    )
    weights_sha256 = ""
    device = "cpu"

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read the list of sets.  Raises BackendUnavailableError when it is damaged."""
        self.sets = Sets(folder)

    def stage(self, request: StageRequest, job: Job) -> StageResult:
        """See `protocols.Stager.stage`."""
        if request.ground != "scene":
            raise CapabilityError("This makes scenes only.", "Plain grounds are made by another backend.")
        job.report(0.05, "Looking for a scene")
        product = cut_free(request.image)
        scene, how = choose_scene(self.sets, request, product)
        job.report(0.3, "Placing the product")
        placed = _put(product, request, how)
        job.report(0.5, "Following the light")
        backdrop = self._build(scene, how, placed, request)
        return compose(placed, backdrop, request)

    def _build(self, scene: Scene, how: Cut, placed: Placed, request: StageRequest) -> Backdrop:
        width, height = request.width_px, request.height_px
        plate = adapt(crop(self.sets.plate(scene), how, width, height), placed, scene)
        front, depth = self.sets.front(scene), self.sets.depth(scene)
        return Backdrop(
            rgb=plate,
            ground=_ground(scene, how, placed, request),
            front=None if front is None else crop(front, how, width, height),
            depth=None if depth is None else crop(_at_plate_size(depth, scene), how, width, height),
            scene=scene.id,
        )


def _put(product: Bytes, request: StageRequest, how: Cut) -> Placed:
    """The product where the scene has its place, and from there where it was moved by hand."""
    size = request.width_px, request.height_px
    middle = how.middle[0] + request.shift[0] * size[0], how.middle[1] + request.shift[1] * size[1]
    return place(product, size, middle, (round(how.size[0] * request.scale), round(how.size[1] * request.scale)))


def _ground(scene: Scene, how: Cut, placed: Placed, request: StageRequest) -> Ground:
    """What the product's shadow falls on, in the placement's pixels."""
    plate_h = scene.size_px[1]
    side = max(placed.width, placed.height)
    if scene.support == "hang":
        gap = max(0.012 * side, scene.wall_gap * plate_h / how.scale)
    else:
        gap = side * (GARMENT if request.kind in HEIGHTS_M or not request.kind else THING)
    wall = None if scene.wall_y is None else (scene.wall_y * plate_h - how.top) / how.scale
    return Ground(
        support=scene.support,
        lamps=scene.lamps,
        thickness_px=gap,
        foot_px=placed.top + find_foot(placed.rgba) * placed.height,
        tilt_deg=scene.camera.tilt_deg,
        wall_px=wall,
    )


def adapt(plate: Bytes, placed: Placed, scene: Scene) -> Bytes:
    """The set in a light that suits the product: a little whiter, a little lighter or darker.

    The product is never changed: its colours are what is sold.
    """
    light = sum((lamp.share * tint(lamp.colour) for lamp in scene.lamps), np.zeros(3, np.float32))
    light = light + (1 - sum(lamp.share for lamp in scene.lamps))
    gain = np.power(np.maximum(light, 0.05), -NEUTRAL).astype(np.float32)
    gain = gain / float(gain @ WEIGHTS)
    linear = to_linear(plate)
    gain = gain * _exposure(linear, placed)
    return to_srgb(_roll(linear * gain))


def _exposure(linear: Floats, placed: Placed) -> float:
    """How much lighter the set should be: its lights and the product's are brought nearer to each other."""
    seen = placed.rgba[..., 3] > 200
    if not seen.any():
        return 1.0
    own = float(np.percentile(to_linear(placed.rgba[seen][:, :3]) @ WEIGHTS, 92))
    there = float(np.percentile(linear[::4, ::4] @ WEIGHTS, 92))
    return float(np.clip((max(own, 0.05) / max(there, 0.05)) ** 0.12, 1 - BRIGHT, 1 + BRIGHT))


def _roll(linear: Floats) -> Floats:
    """Highlights bent instead of clipped."""
    return np.where(linear > 0.85, 0.85 + 0.15 * np.tanh((linear - 0.85) / 0.15), linear)


def _at_plate_size(depth: Bytes, scene: Scene) -> Bytes:
    return np.asarray(cv2.resize(depth, scene.size_px, interpolation=cv2.INTER_LINEAR), np.uint8)
