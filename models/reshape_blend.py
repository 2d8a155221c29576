"""A shape on its way to another: a T-shirt half-way to a dress.

Both are first cut to measures in between with the shape sliders' own maps — a hem that lies half-way, sleeves half as
long — and laid over each other by neck or waist and by width.  Only then are their outlines mixed, as distances, so
that what is left of the difference melts; folds and blocks pass from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models import reshape_cuts as cuts
from models.canvas import CANVAS_PX, MARGIN
from models.design import SHAPE_SIZE, check_range, read_code, write_code
from models.errors import InputError
from models.library import StarterShape, read_library
from models.oklab import Floats
from models.reshape import Cut, Planes, find, look_through, move_seams, trace, write_planes
from models.reshape_landmarks import LOWERS, UPPERS, Landmarks
from models.reshape_maps import Bend, chain, place
from models.shape import FINE, decode

MOST = (-0.65, 2.5)
"""How far a measure is moved towards the other garment's; the rest melts."""
FINER = 3
"""How much finer than the pixels outlines are looked for before they are mixed."""
MOST_ZOOM = 2.5
"""How much larger a blend is put on the canvas at most."""
CROSSING = (0.3, 0.7)
"""Between these shares folds and blocks pass from one shape to the other; half-way, the seams change."""


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much of a second design there is in a blend, 0..1, part by part."""

    shape: float = 0.5
    cloth: float = 0.5
    colours: float = 0.5

    def __post_init__(self) -> None:
        """Raises InputError when a share is not in 0..1."""
        for name in ("shape", "cloth", "colours"):
            check_range(getattr(self, name), (0.0, 1.0), f"The share of the second {name}")


@dataclass(frozen=True, kw_only=True)
class Form:
    """What is blended: a shape code, its category and its seams."""

    code: bytes
    category: str
    seams: bytes = b""


def blend_forms(first: Form, second: Form, share: float) -> Form:
    """The form between two: at 0 the first, at 1 the second, bit for bit.  Its category is that of the nearer one.

    Raises InputError when `share` is not in 0..1, or one of them is no garment's shape.
    """
    check_range(share, (0.0, 1.0), "The share of the second shape")
    if share in (0.0, 1.0) or first.code == second.code:
        return second if share == 1.0 else first
    return _blend(first, second, round(share, 3))


def find_nearest(code: bytes, category: str) -> StarterShape:
    """The library's shape of a category that is most like a shape: where its way to that category leads.

    Raises InputError when the library has none.
    """
    own = _distance(code)
    shapes = [shape for shape in read_library().shapes if shape.category == category]
    if not shapes:
        raise InputError(f"There is no shape of category {category[:40]!r}.", "Choose another category.")
    return min(shapes, key=lambda shape: float(np.abs(_distance(shape.code) - own).mean()))


def _distance(code: bytes) -> Floats:
    return read_code(code, SHAPE_SIZE, "shape")[: FINE * FINE]


@lru_cache(64)
def _blend(first: Form, second: Form, share: float) -> Form:
    forms = (first, second)
    found = [find(form.code, form.category) for form in forms]
    if found[0] is None or found[1] is None:
        raise InputError("One of the shapes is no garment's.", "Choose another to blend with.")
    bends = _meet((found[0], found[1]), (first.category, second.category), share)
    parts = [
        Cut(landmarks=marks, body=body, limbs=limbs, zoom=zoom)
        for marks, (body, limbs, zoom) in zip((found[0], found[1]), bends, strict=True)
    ]
    planes = [
        look_through(decode(read_code(form.code, SHAPE_SIZE, "shape")), cut)
        for form, cut in zip(forms, parts, strict=True)
    ]
    mixed, zoom, shift = _fill(_mix(planes[0], planes[1], share))
    nearer = int(share >= 0.5)
    near, cut, put = forms[nearer], parts[nearer], place(zoom, shift)
    limbs = tuple(chain([limb, put]) for limb in cut.limbs)
    carried = replace(cut, body=chain([cut.body, put]), limbs=limbs, zoom=cut.zoom * zoom)
    seams = move_seams(near.seams, carried)
    return Form(code=write_code(write_planes(mixed)), category=near.category, seams=seams)


def _fill(planes: Planes) -> tuple[Planes, float, tuple[float, float]]:
    """A blend in the middle of the canvas, as large as a garment stands there; and how it was put there."""
    ys, xs = np.nonzero(planes.depth > 0)
    if len(ys) < 2:
        return planes, 1.0, (0.0, 0.0)
    size = max(float(np.ptp(ys)), float(np.ptp(xs))) + 1
    zoom = min(CANVAS_PX * (1 - 2 * MARGIN) / size, MOST_ZOOM)
    shift = tuple(CANVAS_PX / 2 - zoom * (float(at.min() + at.max()) + 1) / 2 for at in (xs, ys))
    matrix = np.array([[zoom, 0, shift[0] + (zoom - 1) / 2], [0, zoom, shift[1] + (zoom - 1) / 2]])
    depth, relief, trim = (
        cv2.warpAffine(plane, matrix, plane.shape[::-1], flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        for plane in (planes.depth * zoom, planes.relief, planes.trim)
    )
    made = (np.asarray(plane, np.float32) for plane in (depth, relief, np.clip(trim, 0, 1)))
    return Planes(**dict(zip(("depth", "relief", "trim"), made, strict=True))), zoom, (shift[0], shift[1])


def _mix(first: Planes, second: Planes, share: float) -> Planes:
    depth = (1 - share) * _measure(first.depth) + share * _measure(second.depth)
    low, high = CROSSING
    t = np.clip((share - low) / (high - low), 0, 1)
    t = float(t * t * (3 - 2 * t))
    relief = (1 - t) * first.relief + t * second.relief
    relief = relief / np.sqrt((1 - t) ** 2 + t**2)  # folds that do not know of each other would fade where they meet
    trim = (1 - t) * first.trim + t * second.trim
    return Planes(
        depth=np.asarray(depth, np.float32), relief=np.asarray(relief, np.float32), trim=np.asarray(trim, np.float32)
    )


def _measure(depth: Floats) -> Floats:
    """Signed distance (256, 256) in px to where the depth is 0, however far; found between the pixels."""
    large = cv2.resize(depth, None, fx=FINER, fy=FINER, interpolation=cv2.INTER_CUBIC)
    inside = (large > 0).astype(np.uint8)
    far = cv2.distanceTransform(inside, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    far = (far - 0.5 * np.sign(far)) / FINER
    return np.asarray(cv2.resize(far, depth.shape[::-1], interpolation=cv2.INTER_AREA), np.float32)


Bends = tuple[Bend, tuple[Bend, ...], float]


def _meet(found: tuple[Landmarks, Landmarks], categories: tuple[str, str], share: float) -> tuple[Bends, Bends]:
    """The maps that bring two garments to the same measures and lay them over each other on the canvas."""
    related = _family(categories[0]) == _family(categories[1])
    own: list[tuple[Bend, tuple[Bend, ...]]] = []
    for index in (0, 1):
        wanted = _find_moves(found, categories, share, index) if related else {}
        own.append(cuts.bend(found[index], categories[index], wanted))
    frames = [_frame(marks, body, related) for marks, (body, _) in zip(found, own, strict=True)]
    width = (1 - share) * frames[0][2] + share * frames[1][2]
    placed = []
    for (x, y, wide), (body, limbs) in zip(frames, own, strict=True):
        zoom = width / max(wide, 1.0)
        put = place(zoom, (CANVAS_PX / 2 - zoom * x, CANVAS_PX / 2 - zoom * y))
        placed.append((chain([body, put]), tuple(chain([limb, put]) for limb in limbs), zoom))
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for marks, (body, limbs, _) in zip(found, placed, strict=True):
        for bend, points in zip((body, *limbs), trace(marks), strict=True):
            moved = bend.forth(points)
            low, high = np.minimum(low, moved.min(axis=0)), np.maximum(high, moved.max(axis=0))
    zoom = CANVAS_PX * (1 - 2 * MARGIN) / float((high - low).max())
    middle = (low + high) / 2
    fit = place(zoom, tuple(CANVAS_PX / 2 - zoom * middle))
    first, second = ((chain([b, fit]), tuple(chain([limb, fit]) for limb in ls), z * zoom) for b, ls, z in placed)
    return first, second


def _family(category: str) -> str:
    return "upper" if category in UPPERS else "lower" if category in LOWERS else category


def _find_moves(
    found: tuple[Landmarks, Landmarks], categories: tuple[str, str], share: float, index: int
) -> dict[str, float]:
    """The sliders' settings that bring one of two garments to the measures in between."""
    both = [cuts.measure_all(marks, category) for marks, category in zip(found, categories, strict=True)]
    ratios = [{k: v / cuts.unit_of(k, marks) for k, v in each.items()} for each, marks in zip(both, found, strict=True)]
    out = {}
    for name in ratios[0].keys() & ratios[1].keys() - {"fit"}:
        a, b = ratios[0][name], ratios[1][name]
        if name == "neck_depth":
            out[name] = (1 - share) * a + share * b - ratios[index][name]
        elif a > 0 and b > 0:
            goal = float(np.exp((1 - share) * np.log(a) + share * np.log(b)))
            out[name] = min(max(goal / ratios[index][name] - 1, MOST[0]), MOST[1])
    if "sleeve" in ratios[index].keys() - ratios[1 - index].keys():
        out["sleeve"] = max(MOST[0], -(1 - share if index else share))
    return out


def _frame(found: Landmarks, body: Bend, related: bool) -> tuple[float, float, float]:
    """Where a garment hangs, after a map: the neck or waist, and the width below it; of unlike ones, the middle."""
    half = found.chest / 2
    row = found.pit if related else (found.top + found.bottom) / 2
    at = np.array([[found.axis, found.top if related else row], [found.axis - half, row], [found.axis + half, row]])
    moved: NDArray[np.float64] = body.forth(at)
    return float(moved[0, 0]), float(moved[0, 1]), float(moved[2, 0] - moved[1, 0])
