"""A designer without weights: the shape as it is decoded, in one ink, lit by its own relief."""

from __future__ import annotations

import numpy as np
from PIL import Image

from models.canvas import centre, measure_difference
from models.design import (
    SHAPE_SIZE,
    Cloth,
    DesignSpec,
    EnlargeRequest,
    EnlargeResult,
    EstimateRequest,
    EstimateResult,
    TweakRequest,
    TweakResult,
    read_code,
    write_code,
)
from models.errors import InputError
from models.inks import compose, parse_colour, separate
from models.oklab import from_oklab
from models.shape import decode, encode
from models.types import BackendInfo, Job

INFO = BackendInfo(id="tiny_designer", title="Tiny designer", verbs=("tweak", "estimate"), tier="compact")


class TinyDesigner:
    """Counts what it was asked."""

    info = INFO
    weights_sha256 = ""
    device = "cpu"
    asked: list[TweakRequest | EstimateRequest] = []  # noqa: RUF012  # of all of them

    def tweak(self, request: TweakRequest, job: Job) -> TweakResult:
        TinyDesigner.asked.append(request)
        job.report(0.5, "Half")
        spec = request.spec
        shape = decode(read_code(spec.shape, SHAPE_SIZE, "shape"))
        mix = np.full(shape.alpha.shape, 0.5 if spec.cloth.pattern else 0.0, np.float32)
        rgb = compose(parse_colour(spec.colour), parse_colour(spec.accent), mix, np.exp(shape.relief))
        rgba = np.dstack([rgb, np.round(255 * shape.alpha).astype(np.uint8)])
        image = Image.fromarray(rgba).resize((request.size_px,) * 2)
        return TweakResult(image=image, lines=image.getchannel("A") if request.lines else None)

    def estimate(self, request: EstimateRequest, job: Job) -> EstimateResult:
        TinyDesigner.asked.append(request)
        job.report(0.5, "Half")
        rgba = centre(np.asarray(request.image.convert("RGBA")))
        try:
            inks = separate(rgba)
        except ValueError as error:
            raise InputError("No cloth.", "Use another photo.") from error
        main = tuple(int(value) for value in from_oklab(inks.main))
        shape = write_code(encode(rgba[..., 3], np.log(inks.shade), np.zeros_like(inks.mix)))
        cloth = Cloth(grain=write_code(np.full(64, -3.0)))
        spec = DesignSpec(shape=shape, cloth=cloth, colour=main, accent=main)
        again = self.tweak(TweakRequest(spec=spec), Job()).image
        return EstimateResult(spec=spec, difference=round(measure_difference(rgba, np.asarray(again)), 4))


ENLARGER = BackendInfo(id="tiny_enlarger", title="Tiny enlarger", verbs=("enlarge",), tier="compact")


class TinyEnlarger:
    """The tiny designer's picture, as large as asked for; counts what it was asked."""

    info = ENLARGER
    weights_sha256 = ""
    device = "cpu"
    asked: list[EnlargeRequest] = []  # noqa: RUF012  # of all of them

    def enlarge(self, request: EnlargeRequest, job: Job) -> EnlargeResult:
        TinyEnlarger.asked.append(request)
        job.report(0.5, "Half")
        made = TinyDesigner().tweak(TweakRequest(spec=request.spec, size_px=256, lines=request.lines), Job())
        TinyDesigner.asked.pop()
        size = (request.size_px,) * 2
        return EnlargeResult(image=made.image.resize(size), lines=made.lines and made.lines.resize(size))
