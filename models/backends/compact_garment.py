"""The compact garments: our own shape coder, pattern coder and painter, printed in two inks at any size.

A tweak costs what it changes: decoded shapes, woven sheets and painted shades are remembered, so a new colour is only a
new print.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from models.backends.garment_reading import read_drawing, read_garment, read_swatch
from models.backends.weights import load_weights, pick_device
from models.canvas import measure_difference
from models.design import (
    FAINTEST,
    GRAIN_SIZE,
    PATTERN_SIZE,
    SHAPE_SIZE,
    Cloth,
    EstimateRequest,
    EstimateResult,
    TweakRequest,
    TweakResult,
    read_code,
)  # fmt: skip
from models.inks import compose, parse_colour
from models.nets.garment import Painter, PatternCoder, find_lines, style_of
from models.oklab import Floats
from models.shape import Shape, decode
from models.texture import BANDS, DIRECTIONS, lay, make_grain
from models.types import BackendInfo, Job

NATIVE_PX = 256
Bytes = NDArray[np.uint8]
REMEMBERED = 64
CRISP = 2.2
"""How much steeper than decoded a pattern's edges are printed; a code keeps them softer than inks are."""
MOST_ACCENT, LATEST_EDGE = 0.38, 0.75
"""The share of a pattern that the accent may take, as far as its soft edges allow it."""
MOST_CHANGE, BUSY_LESS, PATTERN_PX = 0.25, 0.6, 3.0
"""How far (log shade) the painter may go from a shape's relief, how much less of it on a busy pattern, and the
Gaussian σ over which that is seen."""
BRIGHT, DARK = 0.75, -1.1
"""Bounds of the log shade in print."""


class CompactGarment:
    """Makes garments with the project's own networks.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="compact_garment",
        title="Compact garments",
        verbs=("tweak", "estimate"),
        tier="compact",
        sizes_px=(256, 512, 768, 1024),
        source="assets/weights/garment",
    )

    def __init__(self, weights: Path, device: str = "auto") -> None:
        """Load the weights folder.  Raises BackendUnavailableError when it is missing or damaged."""
        tensors, self.weights_sha256 = load_weights(weights)
        self.device = pick_device(device)
        self.patterns, self.painter = PatternCoder(), Painter()
        for name, net in (("pattern", self.patterns), ("painter", self.painter)):
            own = {key.removeprefix(name + "."): t for key, t in tensors.items() if key.startswith(name + ".")}
            net.load_state_dict(own)
            net.eval().requires_grad_(False).to(memory_format=torch.channels_last).to(self.device)
        self._decode = lru_cache(REMEMBERED)(self._decode_shape)
        self._mix = lru_cache(REMEMBERED)(self._decode_pattern)
        self._lay = lru_cache(REMEMBERED)(self._lay_pattern)
        self._paint = lru_cache(REMEMBERED)(self._paint_shade)

    def tweak(self, request: TweakRequest, job: Job) -> TweakResult:
        """See `protocols.Designer.tweak`."""
        spec, side = request.spec, request.size_px
        job.report(0.1, "Cutting")
        shape = self._decode(spec.shape)
        job.report(0.4, "Weaving")
        relief, gain = self._paint(spec.shape, spec.cloth, spec.seed)
        zoom = side / NATIVE_PX
        alpha = np.clip(_resize(shape.distance, side) * zoom + 0.5, 0, 1)
        trim = np.clip((_resize(shape.trim, side) - 0.5) * max(1.0, zoom) + 0.5, 0, 1)
        sheet = self._lay(spec.cloth, side)
        mix = sheet * (1 - trim) + trim
        job.report(0.8, "Printing")
        grain = _grain_of(spec.cloth, side, spec.seed, zoom) * (1 - mix)
        shade = np.exp(np.clip(_resize(relief, side) + grain * _resize(gain, side), DARK, BRIGHT))
        rgb = compose(parse_colour(spec.colour), parse_colour(spec.accent), mix, shade.astype(np.float32))
        rgba = np.dstack([rgb, np.round(alpha * 255).astype(np.uint8)])
        lines = Image.fromarray(_draw_lines(shape, alpha, side)) if request.lines else None
        return TweakResult(image=Image.fromarray(rgba), lines=lines)

    def estimate(self, request: EstimateRequest, job: Job) -> EstimateResult:
        """See `protocols.Designer.estimate`."""
        job.report(0.1, "Looking at it")
        if request.kind == "drawing":
            return EstimateResult(spec=read_drawing(request.image))
        if request.kind == "swatch":
            return EstimateResult(spec=read_swatch(request.image, self.patterns, self.device))
        spec, rgba = read_garment(request.image, self.patterns, self.device)
        job.report(0.6, "Making it again")
        again = np.asarray(self.tweak(TweakRequest(spec=spec), Job()).image)
        return EstimateResult(spec=spec, difference=round(measure_difference(rgba, again), 4))

    def _decode_shape(self, code: bytes) -> Shape:
        return decode(read_code(code, SHAPE_SIZE, "shape"))

    def _decode_pattern(self, code: bytes) -> Floats:
        numbers = torch.from_numpy(read_code(code, PATTERN_SIZE, "pattern")).view(1, -1, 8, 8).to(self.device)
        with torch.inference_mode():
            return np.asarray(torch.sigmoid(self.patterns.decode(numbers))[0, 0].float().cpu().numpy(), np.float32)

    def _lay_pattern(self, cloth: Cloth, side: int) -> Floats:
        """The mix over a sheet (side, side); its edges as crisp as the sheet allows."""
        if not cloth.pattern:
            return np.zeros((side, side), np.float32)
        zoom, mix = cloth.scale * side / NATIVE_PX, self._mix(cloth.pattern)
        sheet = lay(mix, zoom, side)
        return np.asarray(np.clip(crispen(sheet, find_edge(mix), 0.8 * zoom) * cloth.strength, 0, 1), np.float32)

    def _paint_shade(self, code: bytes, cloth: Cloth, seed: int) -> tuple[Floats, Floats]:
        """Relief and the gain of the grain (256, 256), so that the flat ink shows where the light is even."""
        shape, sheet = self._decode(code), self._lay(cloth, NATIVE_PX)
        mix = sheet * (1 - shape.trim) + shape.trim
        grain = _grain_of(cloth, NATIVE_PX, seed, 1.0) * (1 - mix)
        relief = torch.from_numpy(shape.relief)[None, None]
        lines = find_lines(relief)[0, 0].numpy() * shape.alpha
        stack = np.stack([shape.alpha, shape.relief, lines, shape.trim, sheet, grain]).astype(np.float32)
        planes = torch.from_numpy(stack)[None].to(self.device)
        style = style_of(torch.from_numpy(_spectrum(cloth))[None], torch.tensor([bool(cloth.pattern)]))
        with torch.inference_mode():
            relief, gain = self.painter.paint(
                planes.contiguous(memory_format=torch.channels_last), style.to(self.device)
            )
        painted, louder = (np.asarray(plane[0, 0].float().cpu().numpy(), np.float32) for plane in (relief, gain))
        painted = bound_change(painted, shape.relief, mix)
        main = (shape.alpha > 0.5) & (mix < 0.5)
        level = float(np.median(painted[main])) if main.any() else 0.0
        return np.asarray(painted - level, np.float32), louder


def crispen(sheet: Floats, edge: float, steeper: float = 1.0) -> Floats:
    """A mix 0..1 with its edges where it crosses `edge`, as steep as `steeper` asks; pure inks stay pure."""
    return np.asarray(np.clip(0.5 + (sheet - edge) * max(CRISP, 0.5 / (1 - edge), steeper), 0, 1), np.float32)


def bound_change(painted: Floats, relief: Floats, mix: Floats) -> Floats:
    """What was painted (log shade), never far from the shape's own relief, and nearer where a pattern changes fast:
    there the painter draws dark lines beside the inks' edges, which look like ringing."""
    share = cv2.GaussianBlur(mix, (0, 0), PATTERN_PX)
    busy = np.clip(4 * share * (1 - share), 0, 1)
    most = MOST_CHANGE * (1 - BUSY_LESS * busy)
    return np.asarray(relief + most * np.tanh((painted - relief) / most), np.float32)


def find_edge(mix: Floats) -> float:
    """The mix (of a swatch, 64×64) at which its accent begins: a half, or more where the accent would take more than
    its share and the colour that counts as main would not be the larger one."""
    return float(np.clip(np.quantile(mix, 1 - MOST_ACCENT), 0.5, LATEST_EDGE))


def _spectrum(cloth: Cloth) -> Floats:
    """log10 of the grain's power (8, 8), louder or softer by the strength."""
    if not cloth.grain:
        return np.full((DIRECTIONS, BANDS), np.log10(FAINTEST), np.float32)
    measured = read_code(cloth.grain, GRAIN_SIZE, "grain").reshape(DIRECTIONS, BANDS)
    return np.asarray(np.clip(measured + 2 * np.log10(max(cloth.strength, 1e-3)), -8, 0.5), np.float32)


def _grain_of(cloth: Cloth, side: int, seed: int, zoom: float) -> Floats:
    return make_grain(_spectrum(cloth), side, seed, zoom)


def _resize(plane: Floats, side: int) -> Floats:
    if side == len(plane):
        return plane
    how = cv2.INTER_CUBIC if side > len(plane) else cv2.INTER_AREA
    return np.asarray(cv2.resize(plane, (side, side), interpolation=how), np.float32)


def _draw_lines(shape: Shape, alpha: Floats, side: int) -> Bytes:
    """Construction lines and outline, dark on white (side, side)."""
    lines = _resize(find_lines(torch.from_numpy(shape.relief)[None, None])[0, 0].numpy(), side)
    dark = np.clip(-lines - 0.25, 0, 1) * alpha
    edge = cv2.morphologyEx((alpha > 0.5).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.asarray(np.round(255 * (1 - np.maximum(np.clip(dark * 1.4, 0, 1), edge))), np.uint8)
