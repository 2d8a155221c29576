"""Stages on a photo of the user's own, from which the old object was removed: the product comes where that one was.

The shadow is thrown by the lamp that the old object's own shadow told (`lamplight`), or where it told none by a broad
soft one from above and to the left; what touches the ground darkens it, as on the rendered sets.  No weights;
deterministic.

Source: Yahoo, arXiv 2307.15326 (copy-paste staging).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.errors import CapabilityError
from models.staging.compositing import Backdrop, compose
from models.staging.light import Lamp
from models.staging.placing import Bytes, Placed, cut_free, fit, place
from models.staging.postures import HEIGHTS_M, find_foot, list_ways
from models.staging.requests import Box, StageRequest, StageResult
from models.staging.retrieval import Cut, crop
from models.staging.shadows import Ground
from models.types import BackendInfo, Job

LAMPS = {
    "lie": Lamp(towards=(-0.42, 0.42, 0.805), size_deg=30, colour=(255, 255, 255), share=0.4),
    "hang": Lamp(towards=(-0.42, 0.42, 0.805), size_deg=30, colour=(255, 255, 255), share=0.35),
    "stand": Lamp(towards=(-0.42, 0.84, 0.345), size_deg=40, colour=(255, 255, 255), share=0.35),
}
"""A soft lamp from the upper left."""
GAPS = {"garment": 0.016, "thing": 0.08, "hang": 0.02}
"""How far a garment, a thing, and what hangs are from the ground behind, of their longer side."""
TILT_DEG = 18.0
AIR = 1.15
"""How much larger than the old object the part that is shown is at least."""
STEPS, CLOSEST = 12, 0.45
"""How often, and how far, a placement goes closer until the product is in its room, beside the words and not under
them."""


class PhotoScenes:
    """The product where an old object was, in a photo of the user's own."""

    info = BackendInfo(
        id="photo_scenes",
        title="Own scene",
        verbs=("stage",),
        tier="compact",
        device="cpu",
        source="a photo of the user's own",
    )
    weights_sha256 = ""
    device = "cpu"

    def stage(self, request: StageRequest, job: Job) -> StageResult:
        """See `protocols.Stager.stage`."""
        if request.ground != "own" or request.backdrop is None:
            raise CapabilityError("This stages on a photo of your own only.", "Choose another set.")
        job.report(0.1, "Placing the product")
        product = cut_free(request.image)
        support = list_ways(request.kind, request.support)[0]
        photo = np.asarray(request.backdrop)
        how = frame(photo.shape[1::-1], request, product, support)
        size = request.width_px, request.height_px
        middle = how.middle[0] + request.shift[0] * size[0], how.middle[1] + request.shift[1] * size[1]
        placed = place(product, size, middle, (round(how.size[0] * request.scale), round(how.size[1] * request.scale)))
        job.report(0.5, "Following the light")
        rgb = crop(photo, how, *size)
        depth = None if request.depth is None else crop(np.asarray(request.depth), how, *size)
        return compose(placed, Backdrop(rgb=rgb, ground=_ground(placed, request, support), depth=depth), request)


@dataclass(frozen=True, kw_only=True)
class _Axis:
    """One direction of a placement over a photo: where its part begins (photo px), where in it the product's middle
    goes (px), and whether that is where the old object was."""

    start: float
    middle: float
    inside: bool


def frame(photo: tuple[int, int], request: StageRequest, product: Bytes, support: str) -> Cut:
    """The part of a photo (w, h) for a placement: as large as its shape allows, the old object's place in the room.

    The product gets the old object's size: it fits into its box, and stands on its lower edge, hangs from its upper
    edge, or lies in its middle.  Where the photo ends before the product reaches its room, a closer part is shown, and
    if that does not help, the product moves over.
    """
    width, height = request.width_px, request.height_px
    left, top, right, bottom = (each * photo[number % 2] for number, each in enumerate(request.spot))
    room_w, room_h = (request.room[2] - request.room[0]) * width, (request.room[3] - request.room[1]) * height
    widest = min(photo[0] / width, photo[1] / height)
    wanted = AIR * max((right - left) / room_w, (bottom - top) / room_h)
    first = min(widest, max(wanted, 0.62 * widest))
    own = product.shape[1], product.shape[0]
    whole: Box = (0.0, 0.0, 1.0, 1.0)
    wide, high = fit(own, (round(right - left), round(bottom - top)), whole)
    room = fit(own, (width, height), request.room)
    for step in range(STEPS):
        scale = first * CLOSEST ** (step / (STEPS - 1))
        shrink = min(1.0, room[0] * scale / wide, room[1] * scale / high)
        size = max(1, round(wide * shrink / scale)), max(1, round(high * shrink / scale))
        y = {"stand": bottom - high * shrink / 2, "hang": top + high * shrink / 2}.get(support, (top + bottom) / 2)
        across = _slide((left + right) / 2, size[0], scale, width, photo[0], (request.room[0], request.room[2]))
        down = _slide(y, size[1], scale, height, photo[1], (request.room[1], request.room[3]))
        if across.inside and down.inside:
            break
    return Cut(
        left=across.start, top=down.start, scale=scale, middle=(across.middle, down.middle), size=size, natural=1.0
    )


def _slide(at: float, length: int, scale: float, whole: int, photo: int, room: tuple[float, float]) -> _Axis:
    """The product's middle `at` (photo px) comes as near to the middle of its room (of the placement) as the photo's
    edges allow, and from there into the room."""
    start = min(max(at - (room[0] + room[1]) / 2 * whole * scale, 0.0), max(0.0, photo - whole * scale))
    middle = (at - start) / scale
    low, high = room[0] * whole + length / 2, room[1] * whole - length / 2
    held = min(max(middle, low), max(low, high))
    return _Axis(start=start, middle=min(max(held, length / 2), whole - length / 2), inside=abs(held - middle) < 1)


def _ground(placed: Placed, request: StageRequest, support: str) -> Ground:
    side = max(placed.width, placed.height)
    kind = "hang" if support == "hang" else "garment" if request.kind in HEIGHTS_M or not request.kind else "thing"
    return Ground(
        support="stand" if support == "stand" else "hang" if support == "hang" else "lie",
        lamps=(request.lamp or LAMPS[support],),
        thickness_px=GAPS[kind] * side,
        foot_px=placed.top + find_foot(placed.rgba) * placed.height,
        tilt_deg=TILT_DEG,
    )
