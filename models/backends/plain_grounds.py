"""Stages on a plain ground: one colour, two, or none.  No weights; deterministic."""

from __future__ import annotations

from PIL import Image

from models.errors import CapabilityError
from models.staging.compositing import compose
from models.staging.grounds import paint_ground, second_colour, suggest_colours
from models.staging.placing import Bytes, Placed, cut_free, fit, place
from models.staging.requests import StageRequest, StageResult
from models.types import BackendInfo, Job


class PlainGrounds:
    """The product on colour, gradient or nothing, with the shadow of a studio's soft light."""

    info = BackendInfo(
        id="plain_grounds",
        title="Plain grounds",
        verbs=("stage",),
        tier="compact",
        device="cpu",
        source="models/staging/grounds.py: colours from the product's own",
    )
    weights_sha256 = ""
    device = "cpu"

    def stage(self, request: StageRequest, job: Job) -> StageResult:
        """See `protocols.Stager.stage`."""
        if request.ground in ("scene", "own"):
            raise CapabilityError("Plain grounds have no scenes.", "Choose a colour, a gradient or a clear ground.")
        job.report(0.1, "Placing the product")
        product = cut_free(request.image)
        placed = put(product, request)
        colours = request.colours or suggest_colours(Image.fromarray(product), 1)
        if request.ground == "gradient" and len(colours) == 1:
            colours = (colours[0], second_colour(colours[0]))
        job.report(0.5, "Lighting it")
        return compose(placed, paint_ground(placed, request, colours), request)


def put(product: Bytes, request: StageRequest) -> Placed:
    """The product in the middle of its room, or where it was moved by hand."""
    size = request.width_px, request.height_px
    wide, high = fit((product.shape[1], product.shape[0]), size, request.room)
    left, top, right, bottom = request.room
    middle = (
        ((left + right) / 2 + request.shift[0]) * size[0],
        ((top + bottom) / 2 + request.shift[1]) * size[1],
    )
    return place(product, size, middle, (round(wide * request.scale), round(high * request.scale)))


__all__ = ["PlainGrounds", "put"]
