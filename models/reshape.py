"""Shape sliders: a garment cut anew — longer, wider, a deeper neckline — with its folds, blocks of ink and seams.

A slider is a number: 0 leaves the garment as it is, 0.12 makes what it names 12 % longer, wider or deeper.  Each one
moves landmarks of the outline (`reshape_landmarks`) by a map of the canvas that folds nowhere (`reshape_maps`).
Sleeves and legs are pieces of their own and stretch along their own direction; the body is another piece; where two
pieces lie over each other, the limb is in front.  A garment that would leave the canvas is put further away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import reshape_cuts as cuts
from models.canvas import CANVAS_PX, MARGIN
from models.design import SHAPE_SIZE, Cutting, DesignSpec, read_code, write_code
from models.errors import InputError
from models.oklab import Floats
from models.reshape_landmarks import LOWERS, Landmarks, find_landmarks, find_neck
from models.reshape_maps import Bend, Points, chain, place
from models.reshape_ranges import RANGES
from models.seams import move, read_marks, write_marks
from models.shape import FINE, Shape, decode, encode

OVERLAP_PX = 3.0
"""How far pieces reach over the line that cuts them apart."""
UNSTEADY = 0.5
"""How far from where it was put, of its way, a neckline's corner may be found again."""
SAME = 5e-4
"""A slider nearer to 0 than this has not been moved."""
FARTHEST = {
    "length": (-0.45, 0.55), "fit": (-0.3, 0.45), "flare": (-0.4, 0.6), "sleeve": (-0.5, 0.7),
    "neck_depth": (-0.3, 0.35), "neck_width": (-0.3, 0.5), "rise": (-0.3, 0.35), "leg_length": (-0.5, 0.8),
    "leg_width": (-0.3, 0.4), "leg_flare": (-0.4, 0.6), "crown": (-0.4, 0.5), "brim": (-0.35, 0.6), "heel": (-0.2, 0.3),
}  # fmt: skip
"""No slider goes further, whatever real garments do: beyond, another garment would have to be cut.  Trousers whose legs
cannot be told apart go less far still (0.3)."""
ROUND = 2


@dataclass(frozen=True, kw_only=True)
class Range:
    """How far a slider of one garment goes: from `low` to `high`, 0 among them."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """How a garment's canvas is cut anew: the map of the body, that of each limb, in the limbs' order, and how much
    smaller everything is shown."""

    landmarks: Landmarks
    body: Bend
    limbs: tuple[Bend, ...]
    zoom: float

    def carry(self, points: NDArray[Any]) -> NDArray[np.float32]:
        """Where points (n, 2), measured from the canvas's middle in canvas widths, come to lie: what `seams.move`
        takes."""
        at = (np.asarray(points, np.float64) + 0.5) * CANVAS_PX
        moved = self.body.forth(at)
        columns, rows = np.clip(at.astype(int), 0, CANVAS_PX - 1).T
        for limb, bend in zip(self.landmarks.limbs, self.limbs, strict=True):
            mine = cv2.dilate(limb.area.astype(np.uint8), np.ones((5, 5), np.uint8))[rows, columns] > 0
            moved[mine] = bend.forth(at[mine])
        return np.asarray(moved / CANVAS_PX - 0.5, np.float32)


def list_sliders(code: bytes, category: str) -> dict[str, Range]:
    """The sliders that apply to a shape, by name, with their ranges: those whose landmarks can be seen, as far as real
    garments of the category go (5th to 95th percentile)."""
    return dict(_list_sliders(code, category))


@lru_cache(256)
def _list_sliders(code: bytes, category: str) -> tuple[tuple[str, Range], ...]:
    found = find(code, category)
    if found is None:
        return ()
    measured = cuts.measure(found, category)
    out = []
    for name in cuts.SLIDERS.get(category, ()):
        known = RANGES.get(category, {}).get(name)
        if name not in measured or known is None:
            continue
        low, high = cuts.find_range(name, measured, known, found)
        least, most = (-0.25, 0.3) if category in LOWERS and name == "length" else FARTHEST[name]
        low, high = max(low, least), min(high, most)
        low, high = min(0.0, float(np.ceil(low * 100) / 100)), max(0.0, float(np.floor(high * 100) / 100))
        if name == "neck_width" and not _answers(found, category, (low, high)):
            continue
        if high - low >= cuts.LEAST_RANGE:
            out.append((name, Range(low=low, high=high)))
    return tuple(out)


def _answers(found: Landmarks, category: str, ends: tuple[float, float]) -> bool:
    """Whether a neckline's corners are found again where the slider puts them; of soft shoulders they are not, and then
    they were no neckline's."""
    contours, _ = cv2.findContours(found.body.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(contours, key=len)[:, 0].astype(np.float64) + 0.5
    for end in ends:
        body, _ = cuts.bend(found, category, {"neck_width": end})
        canvas = np.zeros(found.body.shape, np.uint8)
        cv2.fillPoly(canvas, [np.floor(body.forth(outline)).astype(np.int32)], 1)
        neck = find_neck(canvas > 0, found.axis, found.pit)
        if abs(neck.half / found.neck - (1 + end)) > max(UNSTEADY * abs(end), 0.04):
            return False
    return True


def check_sliders(code: bytes, category: str, sliders: Mapping[str, float]) -> dict[str, float]:
    """The sliders that were moved, rounded to a hundredth.  Raises InputError on one that this shape does not have, or
    that goes too far."""
    known = list_sliders(code, category)
    out = {}
    for name, value in sorted(sliders.items()):
        if name not in known:
            offer = f"It has {', '.join(known)}." if known else "Choose another shape."
            raise InputError(f"This shape has no slider {name[:24]!r}.", offer)
        if not known[name].low - SAME <= value <= known[name].high + SAME:  # false for NaN
            raise InputError(
                f"The slider {name} goes from {known[name].low:g} to {known[name].high:g} on this shape.",
                "Move it within.",
            )
        if abs(value) >= SAME:
            out[name] = round(float(value), ROUND)
    return {name: value for name, value in out.items() if value}


def reshape(code: bytes, category: str, sliders: Mapping[str, float]) -> bytes:
    """The shape code after some sliders.  With none of them moved it is the same code, bit for bit.

    Raises InputError; see `check_sliders`.
    """
    moved = check_sliders(code, category, sliders)
    return _reshape(code, category, tuple(sorted(moved.items()))) if moved else code


def move_sliders(spec: DesignSpec, sliders: Mapping[str, float]) -> DesignSpec:
    """A design with some sliders moved; those that are not named stay as they are.  All of them at 0 give the shape
    back that it was cut from, bit for bit.  Raises InputError; see `check_sliders`."""
    base, seams = (spec.cutting.shape, spec.cutting.seams) if spec.cutting else (spec.shape, spec.seams)
    moved = check_sliders(base, spec.category, {**read_settings(spec), **sliders})
    if not moved:
        return replace(spec, shape=base, seams=seams, cutting=None)
    cutting = Cutting(shape=base, seams=seams, sliders=tuple(sorted(moved.items())))
    carried = move_seams(seams, plan(base, spec.category, moved))
    return replace(spec, shape=reshape(base, spec.category, moved), seams=carried, cutting=cutting)


def move_seams(seams: bytes, cut: Cut | None) -> bytes:
    """Construction lines carried along, narrower where the garment is put further away."""
    if cut is None or not seams:
        return seams
    moved = move(read_marks(seams), cut.carry)
    return write_marks([replace(mark, width=mark.width * cut.zoom) for mark in moved])


def read_settings(spec: DesignSpec) -> dict[str, float]:
    """The settings of a design's sliders that were moved."""
    return dict(spec.cutting.sliders) if spec.cutting else {}


def uncut(spec: DesignSpec) -> bytes:
    """The shape that the sliders of a design cut."""
    return spec.cutting.shape if spec.cutting else spec.shape


@lru_cache(128)
def _reshape(code: bytes, category: str, sliders: tuple[tuple[str, float], ...]) -> bytes:
    cut = plan(code, category, dict(sliders))
    if cut is None:
        return code
    return write_code(write_planes(look_through(decode(read_code(code, SHAPE_SIZE, "shape")), cut)))


def plan(code: bytes, category: str, sliders: Mapping[str, float]) -> Cut | None:
    """How some sliders cut a shape anew; None when nothing is moved, or the shape is no garment's."""
    found = find(code, category)
    moved = {name: value for name, value in sliders.items() if abs(value) >= SAME}
    if found is None or not moved:
        return None
    body, limbs = cuts.bend(found, category, moved)
    points = trace(found)
    spots = [body.forth(points[0]), *(bend.forth(p) for bend, p in zip(limbs, points[1:], strict=True))]
    corners = np.concatenate(spots)
    low, high = corners.min(axis=0), corners.max(axis=0)
    room = CANVAS_PX * (1 - 2 * MARGIN)
    zoom = min(1.0, room / float((high - low).max()))
    middle = (low + high) / 2
    placed = place(zoom, tuple(CANVAS_PX / 2 - zoom * middle))
    return Cut(landmarks=found, body=chain([body, placed]), limbs=tuple(chain([b, placed]) for b in limbs), zoom=zoom)


@lru_cache(256)
def find(code: bytes, category: str) -> Landmarks | None:
    """The landmarks of a shape code; see `reshape_landmarks`."""
    return find_landmarks(decode(read_code(code, SHAPE_SIZE, "shape")).distance > 0, category)


def trace(found: Landmarks) -> list[Points]:
    """The outlines' points of the body and of each limb."""
    out = []
    for area in (found.body, *(limb.area for limb in found.limbs)):
        contours, _ = cv2.findContours(area.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        out.append(np.concatenate([c[:, 0] for c in contours]).astype(np.float64) + 0.5)
    return out


@dataclass(frozen=True, kw_only=True, eq=False)
class Planes:
    """A shape looked up through a cut, (256, 256) each: how deep inside the outline (px, as stretched as the cloth),
    the relief carried a little over it, and the trim."""

    depth: Floats
    relief: Floats
    trim: Floats


def look_through(shape: Shape, cut: Cut) -> Planes:
    """The planes of a shape after a cut."""
    ys, xs = np.mgrid[:CANVAS_PX, :CANVAS_PX].astype(np.float64) + 0.5
    grid = np.stack([xs, ys], -1)
    looks = [np.asarray(bend.back(grid) - 0.5, np.float32) for bend in (cut.body, *cut.limbs)]
    depth = np.full(grid.shape[:2], -np.inf, np.float32)
    relief = trim = np.zeros(grid.shape[:2], np.float32)
    light = _extend(shape)
    for piece, look in zip(_split(shape.distance, cut.landmarks), looks, strict=True):
        found = _look_up(piece, look, cv2.INTER_LINEAR)
        front = np.clip(found + 1.5, 0, 1)
        relief = relief + (_look_up(light, look, cv2.INTER_CUBIC) - relief) * front
        trim = trim + (_look_up(shape.trim, look, cv2.INTER_LINEAR) - trim) * front
        depth = np.maximum(depth, found)
    return Planes(depth=depth * np.float32(cut.zoom), relief=relief, trim=trim)


def write_planes(planes: Planes) -> Floats:
    """The code (9,216 numbers) of looked-up planes; its distance is measured anew."""
    alpha = np.clip(planes.depth + 0.5, 0, 1)
    relief = np.asarray(planes.relief * (alpha > 0), np.float32)
    code = encode(np.round(alpha * 255).astype(np.uint8), relief, planes.trim)
    return _sharpen(code, planes.relief, alpha)


def _split(distance: Floats, found: Landmarks) -> list[Floats]:
    """The signed distances of the body's piece and each limb's, which overlap a little."""
    if not found.limbs:
        return [distance]
    away = [_away(area) for area in (found.body, *(limb.area for limb in found.limbs))]
    out = []
    for index, own in enumerate(away):
        others = np.min([each for other, each in enumerate(away) if other != index], axis=0)
        out.append(np.minimum(distance, (others - own) / 2 + OVERLAP_PX))
    return out


def _away(area: NDArray[np.bool_]) -> Floats:
    return np.asarray(cv2.distanceTransform((~area).astype(np.uint8), cv2.DIST_L2, 5), np.float32)


def _extend(shape: Shape) -> Floats:
    """The relief carried over the outline, however far, so that looking it up outside finds the nearest cloth."""
    deep = shape.distance > 2
    if not deep.any():
        return shape.relief
    _, nearest = cv2.distanceTransformWithLabels(
        (~deep).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    values = np.zeros(int(nearest.max()) + 1, np.float32)
    values[nearest[deep]] = shape.relief[deep]
    carried = cv2.GaussianBlur(values[nearest], (0, 0), 2)
    return np.asarray(np.where(shape.distance > 0.5, shape.relief, carried), np.float32)


def _look_up(plane: Floats, look: Floats, how: int) -> Floats:
    columns, rows = np.ascontiguousarray(look[..., 0]), np.ascontiguousarray(look[..., 1])
    return np.asarray(cv2.remap(plane, columns, rows, how, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _sharpen(code: Floats, relief: Floats, alpha: Floats) -> Floats:
    """Folds were sampled twice: what the code's grid lost of them is put back once."""
    lost = (relief - decode(code).relief) * (alpha > 0.5)
    fine = FINE * FINE
    code = code.copy()
    code[fine : 2 * fine] += cv2.resize(lost, (FINE, FINE), interpolation=cv2.INTER_AREA).ravel()
    return code
