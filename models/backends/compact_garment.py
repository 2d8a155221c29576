"""The compact garments: our own shape coder, pattern coder and painter, printed in two inks at any size.

A tweak costs what it changes: decoded shapes, woven sheets and painted shades are remembered, so a new colour is only a
new print.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image

from models.backends.garment_reading import read_drawing, read_garment, read_swatch
from models.backends.weights import load_weights, pick_device, quick
from models.canvas import measure_difference
from models.design import (
    FAINTEST,
    GRAIN_SIZE,
    PATTERN_SIZE,
    SHAPE_SIZE,
    Cloth,
    DesignSpec,
    EstimateRequest,
    EstimateResult,
    TweakRequest,
    TweakResult,
    read_code,
)  # fmt: skip
from models.garment_print import cut_out, draw_lines, press, sew
from models.grain_lines import find_sleeves
from models.growing import grow
from models.nets.garment import Painter, PatternCoder, find_lines, style_of
from models.oklab import Floats
from models.ruled_prints import lay_print
from models.seam_print import SeamPrint
from models.set_in_sleeves import find_sewn_sleeves
from models.shape import Shape, decode
from models.surfaces import SurfacePrint, lay_surface
from models.texture import BANDS, DIRECTIONS, lay, make_grain
from models.types import BackendInfo, Job

NATIVE_PX = 256
REMEMBERED = 64
SHEETS, SEAMS, SURFACES, REMEMBERED_PX = 24, 8, 8, 1024
"""Planes that hang on the size of the print are large: fewer are kept, and none of a larger side than this."""
CRISP = 2.2
"""How much steeper than decoded a pattern's edges are printed; a code keeps them softer than inks are."""
MOST_ACCENT, LATEST_EDGE = 0.33, 0.9
"""The share of a pattern that the accent may take, as far as its soft edges allow it."""
MOST_CHANGE, BUSY_LESS, PATTERN_PX, CALM_PX = 0.25, 0.7, 8.0, 3.0
"""How far (log shade) the painter may go from a shape's relief, how much less of it on a patterned place, the Gaussian
σ over which that is seen, and that of the broad light that is all it may add there."""


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
        self._find_lines = lru_cache(REMEMBERED)(self._find_shape_lines)
        self._mix = lru_cache(REMEMBERED)(self._decode_pattern)
        self._lay = lru_cache(SHEETS)(self._lay_pattern)
        self._paint = lru_cache(REMEMBERED)(self._paint_shade)
        self._sew = lru_cache(SEAMS)(self._print_seams)
        self._surface = lru_cache(SURFACES)(_weave_surface)
        self._rule = lru_cache(SHEETS)(_rule_print)

    def tweak(self, request: TweakRequest, job: Job) -> TweakResult:
        """See `protocols.Designer.tweak`."""
        job.report(0.1, "Cutting")
        relief, gain = self.paint(request.spec)
        job.report(0.5, "Printing")
        return self.print(request.spec, request.size_px, relief, gain, request.lines)

    def paint(self, spec: DesignSpec) -> tuple[Floats, Floats]:
        """The light on a design (log shade, without seams) and the gain of its grain, (256, 256) each."""
        return self._paint(spec.shape, lit_cloth(spec.cloth), spec.seed)

    def cut(self, spec: DesignSpec) -> Shape:
        """The decoded shape of a design."""
        return self._decode(spec.shape)

    def print(self, spec: DesignSpec, side: int, relief: Floats, gain: Floats, lines: bool = False) -> TweakResult:
        """The picture of a design at any side, from its light at any size: outline, cloth and seams are made at
        `side`."""
        small = side <= REMEMBERED_PX  # larger planes are not kept: a few of them would fill the memory
        lay, rule = (self._lay, self._rule) if small else (self._lay_pattern, _rule_print)
        stitch, weave = (self._sew, self._surface) if small else (self._print_seams, _weave_surface)
        shape = self._decode(spec.shape)
        seams = stitch(spec.shape, spec.seams, side, spec.seed)
        cloth, cut = spec.cloth, (spec.shape, spec.category, spec.seams)
        sheet = rule(cloth, *cut, side) if cloth.print else lay(cloth, side)
        grain = _grain_of(cloth, side, spec.seed, side / NATIVE_PX) * grow(gain, side)
        surface = weave(cloth, *cut, side)
        image = Image.fromarray(press(spec, shape, seams, sheet, grow(relief, side), grain, surface))
        return TweakResult(image=image, lines=self._draw(shape, seams, side) if lines else None)

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

    def _find_shape_lines(self, code: bytes) -> Floats:
        """The construction lines (256, 256) in the relief of a shape, −1..1."""
        shape = self._decode(code)
        lines = find_lines(torch.from_numpy(shape.relief)[None, None])[0, 0].numpy() * shape.alpha
        return np.asarray(lines, np.float32)

    def _print_seams(self, code: bytes, seams: bytes, side: int, seed: int) -> SeamPrint:
        return sew(self._decode(code), seams, side, seed)

    def _draw(self, shape: Shape, seams: SeamPrint, side: int) -> Image.Image:
        """Construction lines and outline, dark on white."""
        found = find_lines(torch.from_numpy(shape.relief)[None, None])[0, 0].numpy()
        return Image.fromarray(draw_lines(grow(found, side), seams, cut_out(shape, side)))

    def _decode_pattern(self, code: bytes) -> Floats:
        numbers = torch.from_numpy(read_code(code, PATTERN_SIZE, "pattern")).view(1, -1, 8, 8).to(self.device)
        with torch.inference_mode():
            return np.asarray(torch.sigmoid(self.patterns.decode(numbers))[0, 0].float().cpu().numpy(), np.float32)

    def _lay_pattern(self, cloth: Cloth, side: int) -> Floats:
        """The mix over a sheet (side, side); its edges as crisp as the sheet allows."""
        if not cloth.pattern:
            return np.zeros((side, side), np.float32)
        zoom, mix = side / NATIVE_PX, self._mix(cloth.pattern)
        sheet = lay(mix, cloth.scale * zoom, side)
        sheet = harden(crispen(sheet, find_edge(mix), 0.8 * cloth.scale), zoom, cloth.scale)
        return np.asarray(np.clip(sheet * cloth.strength, 0, 1), np.float32)

    def _paint_shade(self, code: bytes, cloth: Cloth, seed: int) -> tuple[Floats, Floats]:
        """Relief and the gain of the grain (256, 256), so that the flat ink shows where the light is even."""
        shape, sheet = self._decode(code), self._lay(cloth, NATIVE_PX)
        mix = sheet * (1 - shape.trim) + shape.trim
        grain = _grain_of(cloth, NATIVE_PX, seed, 1.0) * (1 - mix)
        lines = self._find_lines(code)
        stack = np.stack([shape.alpha, shape.relief, lines, shape.trim, sheet, grain]).astype(np.float32)
        planes = torch.from_numpy(stack)[None].to(self.device)
        style = style_of(torch.from_numpy(_spectrum(cloth))[None], torch.tensor([bool(cloth.pattern)]))
        with torch.inference_mode(), quick(self.device):
            relief, gain = self.painter.paint(
                planes.contiguous(memory_format=torch.channels_last), style.to(self.device)
            )
        painted, louder = (np.asarray(plane[0, 0].float().cpu().numpy(), np.float32) for plane in (relief, gain))
        painted = bound_change(painted, shape.relief, mix)
        main = (shape.alpha > 0.5) & (mix < 0.5)
        level = float(np.median(painted[main])) if main.any() else 0.0
        return np.asarray(painted - level, np.float32), louder


def lit_cloth(cloth: Cloth) -> Cloth:
    """The cloth that light falls on: what is printed by rule is ink, and changes nothing of it."""
    return replace(cloth, print="", scale=1.0) if cloth.print else cloth


def _weave_surface(cloth: Cloth, code: bytes, category: str, seams: bytes, side: int) -> SurfacePrint | None:
    """What a cloth is woven as, along a shape's sleeves, over a sheet (side, side); None where it is smooth."""
    if not cloth.surface:
        return None
    sleeves = find_sleeves(code, category, seams)
    return lay_surface(cloth.surface, cloth.scale, side, cloth.strength, sleeves)


def _rule_print(cloth: Cloth, code: bytes, category: str, seams: bytes, side: int) -> Floats:
    """The print of a cloth that has one by rule, along a shape's sleeves, over a sheet (side, side)."""
    if not cloth.print:
        raise ValueError("this cloth has no print by rule")
    return lay_print(cloth.print, cloth.scale, side, cloth.strength, find_sewn_sleeves(code, category, seams))


def crispen(sheet: Floats, edge: float, steeper: float = 1.0) -> Floats:
    """A mix 0..1 with its edges where it crosses `edge`, as steep as `steeper` asks; pure inks stay pure."""
    return np.asarray(np.clip(0.5 + (sheet - edge) * max(CRISP, 0.5 / (1 - edge), steeper), 0, 1), np.float32)


def harden(sheet: Floats, zoom: float, scale: float = 1.0) -> Floats:
    """A sheet (side, side) that is printed `zoom` times as large as it is soft, its edges as steep as before, a pixel.

    An edge lies half-way between what is on its two sides, so that a faint motif stays as faint and as large.
    """
    if zoom <= 1:
        return sheet
    reach = 2 * round(1.3 * zoom * scale) + 1
    around = np.ones((reach, reach), np.uint8)
    low, high = cv2.erode(sheet, around), cv2.dilate(sheet, around)
    span = high - low
    step = (sheet - 0.5 * (low + high)) / np.maximum(span, 0.02)
    return np.asarray(low + span * np.clip(0.5 + zoom * step, 0, 1), np.float32)


def bound_change(painted: Floats, relief: Floats, mix: Floats) -> Floats:
    """What was painted (log shade), never far from the shape's own relief, and nearer where a pattern is: there the
    painter draws dark lines beside the inks' edges and ripples in the shade, so only its broad light is taken."""
    share = cv2.GaussianBlur(mix, (0, 0), PATTERN_PX)
    busy = np.clip(6 * share * (1 - share), 0, 1)
    change = painted - relief
    change += (cv2.GaussianBlur(change, (0, 0), CALM_PX) - change) * busy
    most = MOST_CHANGE * (1 - BUSY_LESS * busy)
    return np.asarray(relief + most * np.tanh(change / most), np.float32)


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
