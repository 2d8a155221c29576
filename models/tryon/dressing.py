"""All of a look in order: cut, wrapped, relaxed, layer over layer, traced, painted, checked."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.canvas import centre
from models.errors import InputError
from models.oklab import Floats
from models.reshape_landmarks import LOWERS, UPPERS
from models.tryon.backs import find_opening, grow_colour, plain_back
from models.tryon.barefoot import take_shoes
from models.tryon.body import Body, find_normals
from models.tryon.cloth import pose, relax, smooth
from models.tryon.consistency import check_garment
from models.tryon.cut import WAISTED, cut
from models.tryon.drawing import Traced, paint, trace
from models.tryon.figure import measure
from models.tryon.hats import put_on_hat, read_hat, shade_face
from models.tryon.layers import Worn
from models.tryon.photo_feet import put_shoes_on_photo
from models.tryon.photo_head import put_hat_on_photo
from models.tryon.relaid import lay_out, mend_holes
from models.tryon.requests import Checked, Garment
from models.tryon.shoe_picture import read_shoes
from models.tryon.shoes import put_on_shoes
from models.tryon.slots import Slot
from models.tryon.told import SLEEVELESS, Spots, is_folded, keep_sure, lay_hood
from models.tryon.wrap import Cloth, wrap
from models.types import Job

Bytes = NDArray[np.uint8]
Finder = Callable[[Bytes, str], tuple[Floats, Floats]]
"""A garment's picture (S, S, 4) and its kind to landmarks (13, 2), px of the canvas, and how sure they are (13,)."""
SIDE_PX = 1024
"""Side of the flat pictures that cloth is painted from."""
LAYERS: dict[Slot, int] = {"bottom": 1, "onepiece": 1, "top": 2, "outerwear": 3, "shoes": 0, "hat": 4, "bag": 5}
REMEMBERED, SHOD = 24, 6
WAIST = 0.15
"""In which part of a bottom, from above, its waistband is."""
REACH_PX, RIGID_REACH_PX = 4, 20
"""How far over its outline a flat picture is opaque: cloth, and what is set on the body."""
TUCKED_KINDS = frozenset({"Body", "Shirt", "Blouse", "Undershirt", "Top"})
"""What "auto" tucks in."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Flat:
    """A garment ready to be worn: `front` and `back` (S, S, 4) with the colours carried over their edges, the outline
    `alpha` (S, S) with the opening filled, where one looks into it, `hollow` (S, S) 0..1, and its kind."""

    garment: Garment
    front: Bytes
    back: Bytes
    alpha: Bytes
    hollow: Floats
    spots: Spots = field(default_factory=dict)
    """Landmarks that a network found on it, px of the canvas; none on designs, whose outlines are clean."""

    @property
    def key(self) -> str:
        """What of it shapes a look, whatever its colours."""
        digest = hashlib.sha256(self.alpha.tobytes())
        digest.update((self.hollow > 0.5).tobytes())
        digest.update(repr(sorted(self.spots.items())).encode())
        return f"{digest.hexdigest()[:24]} {self.garment.category} {self.garment.slot}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Dressed:
    """A look's pixels: `image` (h, w, 3), `alpha` (h, w) 0..1, one `Checked` a garment, notes."""

    image: Bytes
    alpha: Floats
    checked: tuple[Checked, ...]
    notes: tuple[str, ...]


class Fitting:
    """The fitting room: what was traced is remembered, so that another colour is only painted.  Safe for threads."""

    def __init__(self, find: Finder | None = None) -> None:
        """`find` finds landmarks on garments' photos; without it their outlines alone say where they are."""
        self._find = find
        self._traced: OrderedDict[str, Traced] = OrderedDict()
        self._shod: OrderedDict[str, tuple[Body, dict[Slot, Worn]]] = OrderedDict()
        self._door = Lock()

    def dress(self, body: Body, garments: Sequence[Garment], tuck: str, job: Job) -> Dressed:
        """The garments on the body.  Raises InputError for a garment whose parts cannot be made out."""
        job.report(0.05, "Cutting")
        flats = [prepare(garment, self._find) for garment in garments]
        order = find_order(garments, tuck)
        shod, worn = self._set_on(body, flats)
        key = " | ".join([body.key, tuck, *(flats[n].key for n in order)])
        with self._door:
            traced = self._traced.get(key)
        if traced is None:
            traced = trace(shod, drape(shod, [flats[n] for n in order], worn, job))
            with self._door:
                self._traced[key] = traced
                while len(self._traced) > REMEMBERED:
                    self._traced.popitem(last=False)
        job.report(0.85, "Painting")
        picture, alpha, each = paint(
            shod, traced, tuple(flats[n].front for n in order), tuple(flats[n].back for n in order)
        )
        checked: list[Checked | None] = [None] * len(flats)
        for number, n in enumerate(order):
            garment = flats[n].garment
            box, colour, texture, structure, seen = check_garment(picture, traced, number, flats[n].front, each[number])
            checked[n] = Checked(
                slot=garment.slot, category=garment.category, box=box, colour_de00=colour, texture=texture,
                structure=structure, seen=seen,
            )  # fmt: skip
        if body.shown is not None and shod is not body:  # old shoes that are gone belong to what was changed
            alpha = np.maximum(alpha, (shod.picture != body.picture).any(2).astype(np.float32))
        notes = (*_notes(body, flats), *(each.note for each in worn.values() if each.note))
        return Dressed(image=picture, alpha=alpha, checked=tuple(each for each in checked if each), notes=notes)

    def _set_on(self, body: Body, flats: Sequence[Flat]) -> tuple[Body, dict[Slot, Worn]]:
        """The body with shoes and hat on, where there are any; remembered, since recoloured ones have the same form."""
        chosen = [each for each in flats if each.garment.slot in ("shoes", "hat")]
        if not chosen:
            return body, {}
        key = " ".join([body.key, *(each.key for each in chosen)])
        with self._door:
            known = self._shod.get(key)
        if known is None:
            known = set_on(body, chosen)
            with self._door:
                self._shod[key] = known
                while len(self._shod) > SHOD:
                    self._shod.popitem(last=False)
        return known


def set_on(body: Body, flats: Sequence[Flat]) -> tuple[Body, dict[Slot, Worn]]:
    """Shoes and hats on a body, which its picture shows then: no bare feet, a shaded face.

    Raises CapabilityError for a photo that does not show where they belong.
    """
    worn: dict[Slot, Worn] = {}
    for flat in flats:
        if body.shown is not None:
            if flat.garment.slot == "shoes":
                body, worn["shoes"] = put_shoes_on_photo(body, read_shoes(flat.front, flat.alpha, flat.hollow))
            else:
                body, worn["hat"] = put_hat_on_photo(body, read_hat(flat.alpha))
        elif flat.garment.slot == "shoes":
            pair = put_on_shoes(body, read_shoes(flat.front, flat.alpha, flat.hollow))
            body, worn["shoes"] = take_shoes(body, pair), Worn(cloth=pair.cloth, points=pair.points)
        else:
            picture = read_hat(flat.alpha)
            worn["hat"] = put_on_hat(body, picture)
            body = shade_face(body, worn["hat"], picture)
    return body, worn


def drape(body: Body, flats: Sequence[Flat], set_on: Mapping[Slot, Worn], job: Job) -> tuple[Worn, ...]:
    """The garments on the body, the innermost first; each lies on those under it.  Some are `set_on` it already."""
    figure = measure(body)
    worn: list[Worn] = []
    under: tuple[tuple[Floats, Floats, bool], ...] = ()
    for number, flat in enumerate(flats):
        job.report(0.1 + 0.5 * number / len(flats), "Putting it on")
        if flat.garment.slot in set_on:
            worn.append(set_on[flat.garment.slot])
            continue
        panel = cut(flat.alpha, flat.garment.category, flat.spots)
        cloth = wrap(panel, body, figure, number)
        # arms hang beside what is worn on the legs: sleeves do not hold it off
        below = tuple((spots, turns) for spots, turns, sleeve in under if not (sleeve and cloth.category not in UPPERS))
        points = smooth(cloth, relax(cloth, pose(cloth, body), body, below))
        worn.append(Worn(cloth=cloth, points=points, hole=flat.hollow if flat.hollow.any() else None))
        under = (*under, *_surface(cloth, points))
    job.report(0.65, "Finding the light")
    return tuple(worn)


def _surface(cloth: Cloth, points: Floats) -> list[tuple[Floats, Floats, bool]]:
    """What the next garment lies on: points and normals, the inner sides of legs left out; sleeves apart, as True."""
    normals = find_normals(points, cloth.faces)
    turned = np.where(cloth.limb == 1, normals[:, 0], np.where(cloth.limb == 2, -normals[:, 0], 0.0))
    keep = (turned < 0.25) if cloth.category in LOWERS else np.ones(len(points), bool)
    sleeves = (cloth.limb > 0) & (cloth.category in UPPERS)
    parts = ((keep & ~sleeves, False), (keep & sleeves, True))
    return [(points[mine], normals[mine], sleeve) for mine, sleeve in parts if mine.any()]


def find_order(garments: Sequence[Garment], tuck: str) -> list[int]:
    """The numbers of garments as they lie over each other, the innermost first."""
    return sorted(range(len(garments)), key=lambda n: _layer(garments[n], tuck, garments))


def _layer(garment: Garment, tuck: str, garments: Sequence[Garment]) -> float:
    """The order in which garments lie over each other: a tucked top goes under the bottom."""
    if garment.slot == "top":
        bottom = next((each for each in garments if each.slot == "bottom"), None)
        made_for_it = garment.category == "Body" or (
            garment.category in TUCKED_KINDS and bottom is not None and bottom.category == "Skirt"
        )
        if tuck == "in" or (tuck == "auto" and made_for_it):
            return 0.5
    return float(LAYERS[garment.slot])


def prepare(garment: Garment, find: Finder | None = None) -> Flat:
    """A garment's pictures in the middle of their canvas, its opening cut from the front.  Raises InputError.

    `find` finds landmarks on a photo of a garment.
    """
    source = np.asarray(garment.image)
    if min(source.shape[:2]) < 24:
        raise InputError("This picture of a garment is too small to wear.", "Use one of at least 160 pixels a side.")
    square = source.shape[0] == source.shape[1] and source.shape[0] >= 256 and garment.inside is not None
    rgba = _fit(source) if square else centre(source, SIDE_PX)
    back = None
    if garment.back is not None:
        back = _fit(np.asarray(garment.back)) if square else centre(np.asarray(garment.back), SIDE_PX)
    photo = garment.inside is None and find is not None
    spots: Spots = {}
    if photo and find is not None:
        rgba = mend_holes(rgba)
        spots = keep_sure(*find(rgba, garment.category))
        rgba, spots = lay_out(rgba, lay_hood(rgba[..., 3], spots), garment.category, spots)
    alpha = rgba[..., 3].copy()
    if garment.inside is not None:
        plane = np.asarray(garment.inside.convert("L"))
        large = cv2.resize(plane, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
        inside = (np.asarray(large, np.float32) / 255).astype(np.float32)
    elif garment.category in UPPERS:
        inside = find_opening(rgba, cut(alpha, garment.category, spots).build)
    else:
        inside = np.zeros(alpha.shape, np.float32)
    if garment.category in WAISTED:
        inside = _open_waist(alpha, inside)
    rigid = garment.slot in ("shoes", "hat")  # their meshes say where they end and where they open
    reach = RIGID_REACH_PX if rigid else REACH_PX
    front = grow_colour(rgba, 3 * reach)
    back = plain_back(rgba) if back is None else grow_colour(back, 3 * reach)
    opaque = _opaque(alpha, reach)
    front[..., 3] = opaque if rigid else np.where(inside > 0.02, np.round(opaque * (1 - inside)), opaque)
    back[..., 3] = _opaque(back[..., 3], reach)
    return Flat(garment=garment, front=front, back=back, alpha=alpha, hollow=inside, spots=spots)


def _open_waist(alpha: Bytes, inside: Floats) -> Floats:
    """Where one looks into a waistband, with what the picture shows over it: that is its back, which the body hides."""
    rows = np.flatnonzero((alpha > 127).any(1))
    low = int(rows[0] + WAIST * np.ptp(rows)) if len(rows) else 0
    out = inside.copy()
    out[:low] = np.maximum.accumulate(inside[:low][::-1], axis=0)[::-1]
    return out


def _fit(rgba: Bytes) -> Bytes:
    if rgba.shape[0] == SIDE_PX:
        return rgba.copy()
    way = Image.Resampling.LANCZOS
    return np.asarray(Image.fromarray(rgba).resize((SIDE_PX, SIDE_PX), way))


def _opaque(alpha: Bytes, reach: int) -> Bytes:
    """The opacity carried outwards a little: the mesh ends at the outline, and seams must not be see-through."""
    grown = cv2.dilate(alpha, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    return np.asarray(np.where(alpha > 100, 255, grown), np.uint8)


def _notes(body: Body, flats: Sequence[Flat]) -> tuple[str, ...]:
    """What a merchandiser should know about a look."""
    notes = []
    if body.view == "back" and any(flat.garment.back is None for flat in flats):
        notes.append("The picture shows the front only: the back is drawn plain.")
    if any(flat.garment.slot == "shoes" for flat in flats):
        notes.append("The shoes are built from one picture: what it does not show mirrors what it shows.")
    for flat in flats:
        if flat.garment.category not in SLEEVELESS and is_folded(flat.spots):
            notes.append(
                f"A sleeve of the {flat.garment.category.lower()} lies over its front in the picture: lay it beside."
            )
        if min(flat.garment.image.size) < 300:
            notes.append(f"The picture of the {flat.garment.category.lower() or 'garment'} is small: the look is soft.")
    return tuple(notes)
