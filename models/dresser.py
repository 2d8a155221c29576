"""The studio's verb for looks: an outfit on a mannequin or on a person's photo, seen first, then kept."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import numpy as np
from PIL import Image

from models.design import SHAPE_SIZE, DesignSpec, read_code
from models.errors import BackendUnavailableError, InputError
from models.garment_print import sew
from models.people import Mannequin, mannequin, people
from models.posing import Poser
from models.seams import read_marks, write_marks
from models.shape import decode
from models.stager import Stager
from models.tryon.records import Outfit, Piece, Wish, misfit, read_record, write_record
from models.tryon.requests import DressRequest, DressResult, Garment
from models.tryon.slots import check_slot
from models.types import Artefact, Job, Provenance
from models.wire import Call
from models.workspace import Made
from models.workspace.ids import made_id

FLAT_PX = 1024
"""Side at which designs are printed to be worn."""
ON_BACKS = frozenset({"rib", "gather", "panel"})
"""What of a design's construction its back has as well."""
PRINTS = 16


@dataclass(frozen=True, kw_only=True)
class Dressed:
    """A look that is not saved: its picture, what was found, and the outfit with its kinds named."""

    image: Image.Image
    result: DressResult
    outfit: Outfit


class Dresser(Stager, Poser):
    """Mixed into `Studio`.  A *body* is the id of a mannequin, or of a photo of one person in the workspace."""

    def people(self) -> tuple[Mannequin, ...]:
        """The mannequins, in the order in which they are shown."""
        return people()

    def person(self, id: str) -> Mannequin:
        """One mannequin.  Raises InputError when there is none of that id."""
        return mannequin(id)

    def dress(self, body: str, outfit: Outfit, *, title: str | None = None, job: Job | None = None) -> Artefact:
        """Dress a body and save the look; the same question again is answered from the workspace.

        `facts["pieces"]` say for each piece, in the outfit's order, how much it is still itself.  Raises InputError for
        what cannot be worn, CapabilityError for what the dresser cannot put on.
        """
        job = job or Job()
        wish, parents = self._settle_outfit(body, outfit, job)
        spec, backend = write_record(wish), self.settings.dresser
        weights = self.registry.weights_sha256(backend)
        known = made_id("look", spec=spec, parents=parents, backend=backend, weights_sha256=weights, seed=0)
        if self.workspace.has(known):
            job.report(1.0, "Done")
            return self.workspace.get(known)
        made = self._dress(wish, job)
        by = replace(made[1], parents=parents)
        id = made_id("look", spec=spec, parents=parents, backend=by.backend, weights_sha256=by.weights_sha256, seed=0)
        name = title or self._name_look(wish)
        facts = write_facts(made[0])
        return self.workspace.save(
            "look", made[0].image, id=id, title=name, spec=spec, facts=facts, parents=parents, provenance=by
        )

    def preview_dress(self, body: str, outfit: Outfit, *, longest_px: int = 0, job: Job | None = None) -> Dressed:
        """A look to see, not saved, at most `longest_px` long (0: full size)."""
        job = job or Job()
        wish, _ = self._settle_outfit(body, outfit, job)
        result, _ = self._dress(wish, job)
        image = result.image
        if longest_px and max(image.size) > longest_px:
            image = image.copy()
            image.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
        return Dressed(image=image, result=result, outfit=wish.outfit)

    def outfit_of(self, id: str) -> Outfit:
        """What is worn in a saved look.  Raises InputError when the id is another kind of picture's."""
        return self._wish_of(id).outfit

    def body_of(self, id: str) -> str:
        """Whose body a saved look has: a mannequin's id, or a photo's.  Raises InputError."""
        return self._wish_of(id).body

    def close_up(self, id: str, piece: int = 0) -> tuple[Image.Image, Image.Image]:
        """A close-up of one piece in a saved look, and the flat picture of it.  Raises InputError."""
        wish, look = self._wish_of(id), self.workspace.get(id)
        if not 0 <= piece < len(wish.outfit.pieces):
            raise InputError("This look has no such piece.", "Choose one that is worn.")
        box = look.facts["pieces"][piece]["box"]
        crop = close_box(box, (look.width_px, look.height_px))
        return self.workspace.picture(id).crop(crop), self._garment(wish.outfit.pieces[piece], False).image

    # How it is done -------------------------------------------------------------------------------------------------

    def _wish_of(self, id: str) -> Wish:
        artefact = self.workspace.get(id)
        if artefact.kind != "look":
            raise InputError("This is not a look.", "Dress somebody first.")
        return read_record(artefact.spec)

    def _settle_outfit(self, body: str, outfit: Outfit, job: Job) -> tuple[Wish, tuple[str, ...]]:
        """The outfit with everything named that would be looked up, and the pictures that it is made of."""
        pieces = []
        for piece in outfit.pieces:
            source = self.product_of(piece.product, job=job)
            category = piece.category or self.kind_of(source)
            category = category if category not in ("", "thing") else _GUESSES[piece.slot]
            check_slot(piece.slot, category)
            pieces.append(replace(piece, product=source.id, category=category))
        outfit = replace(outfit, pieces=tuple(pieces))
        parents = tuple(dict.fromkeys(piece.product for piece in pieces))
        if _is_photo(body):
            if outfit.person is None:
                outfit = replace(outfit, person=self.find_pose(body, job=job))
            return Wish(body=body, outfit=outfit), (*parents, body)
        return Wish(body=body, outfit=replace(outfit, person=None), body_sha256=hash_mannequin(body)), parents

    def _dress(self, wish: Wish, job: Job) -> tuple[DressResult, Provenance]:
        """Run the dresser."""
        photo, name, behind = None, wish.body, False
        if _is_photo(wish.body):
            assert wish.outfit.person is not None  # noqa: S101  it was settled
            photo, name = self.photo_person(wish.body, wish.outfit.person, job=job), ""
        else:
            behind = self.person(wish.body).view != "front"
        garments = tuple(self._garment(piece, behind) for piece in wish.outfit.pieces)
        request = DressRequest(mannequin=name, photo=photo, garments=garments, tuck=wish.outfit.tuck)
        outcome = self.runner.run(Call(verb="dress", backend=self.settings.dresser, request=request), job)
        return cast(DressResult, outcome.result), replace(outcome.provenance, params={})

    def _garment(self, piece: Piece, behind: bool) -> Garment:
        """A piece's pictures: a design is printed large, with the openings that it was drawn with."""
        source = self.workspace.get(piece.product)
        if source.kind != "design":
            picture = self.workspace.picture(source.id).convert("RGBA")
            return Garment(slot=piece.slot, category=piece.category, image=picture)
        spec = self.spec_of(source.id)
        image = self._print_flat(source, spec)
        back = self._print_flat(source, replace(spec, seams=keep_for_back(spec.seams))) if behind else None
        return Garment(slot=piece.slot, category=piece.category, image=image, inside=find_inside(spec), back=back)

    def _print_flat(self, source: Artefact, spec: DesignSpec) -> Image.Image:
        """A design's flat picture, remembered.  Raises BackendUnavailableError when what made it is not here."""
        made = source.provenance
        known = made is not None and made.weights_sha256 in (
            self.registry.weights_sha256(self.settings.designer), self.registry.weights_sha256(self.settings.enlarger),
        )  # fmt: skip
        if not known:
            raise BackendUnavailableError("What made this design is not here.", "Wear its saved picture's cut-out.")
        with self._wardrobe_door:
            if spec in self._wardrobe:
                self._wardrobe.move_to_end(spec)
                return self._wardrobe[spec]
        image = self.preview_large(spec, size_px=FLAT_PX)
        with self._wardrobe_door:
            self._wardrobe[spec] = image
            while len(self._wardrobe) > PRINTS:
                self._wardrobe.popitem(last=False)
        return image

    def _name_look(self, wish: Wish) -> str:
        names = " with ".join(self.workspace.get(piece.product).title for piece in wish.outfit.pieces[:2])
        more = len(wish.outfit.pieces) - 2
        who = "a photo" if _is_photo(wish.body) else self.person(wish.body).title.partition(",")[0]
        return f"{names}{f' and {more} more' if more > 0 else ''} on {who}"

    def _plan_look(self, artefact: Artefact, made: Provenance) -> Callable[[Job], Made]:
        """How to make a look's picture again.  Raises InputError when its record does not fit."""
        wish = read_record(artefact.spec)
        pieces = tuple(dict.fromkeys(piece.product for piece in wish.outfit.pieces))
        photo = (wish.body,) if _is_photo(wish.body) else ()
        if made.seed or artefact.parents != (*pieces, *photo) or (wish.outfit.person is None) == bool(photo):
            raise misfit()
        for piece in wish.outfit.pieces:
            check_slot(piece.slot, piece.category)

        def make(job: Job) -> Made:
            if not photo and hash_mannequin(wish.body) != wish.body_sha256:
                raise BackendUnavailableError("The mannequin of this look is not here.")
            result, by = self._dress(wish, job)
            return Made(image=result.image, facts=write_facts(result), provenance=replace(by, parents=artefact.parents))

        return make

    @cached_property
    def _wardrobe(self) -> OrderedDict[DesignSpec, Image.Image]:
        return OrderedDict()

    @cached_property
    def _wardrobe_door(self) -> Lock:
        return Lock()


_GUESSES = {
    "top": "T-Shirt", "bottom": "Pants", "onepiece": "Dress", "outerwear": "Outwear", "shoes": "Shoes", "hat": "Hat",
    "bag": "Bag",
}  # fmt: skip
"""What a product of unknown kind is taken for in each slot."""


def _is_photo(body: str) -> bool:
    return body.startswith("photo-")


def write_facts(result: DressResult) -> dict[str, Any]:
    """What was found when a look was made."""
    return {
        "pieces": [asdict(piece) | {"box": list(piece.box)} for piece in result.pieces],
        "notes": list(result.notes),
        "view": result.view,
    }


def find_inside(spec: DesignSpec) -> Image.Image:
    """Where one looks into a design: its neckline, its waistband (L)."""
    shape = decode(read_code(spec.shape, SHAPE_SIZE, "shape"))
    plane = sew(shape, spec.seams, FLAT_PX, spec.seed).inside
    return Image.fromarray(np.round(np.clip(plane, 0, 1) * 255).astype(np.uint8))


def keep_for_back(seams: bytes) -> bytes:
    """The construction lines that a plain back has."""
    return write_marks([mark for mark in read_marks(seams) if mark.kind in ON_BACKS])


def close_box(box: list[float], size_px: tuple[int, int]) -> tuple[int, int, int, int]:
    """The middle of a garment in a look, as a square to look at closely, px."""
    width, height = size_px
    left, top, right, bottom = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    side = max(48.0, 0.5 * min(right - left, bottom - top))
    x, y = (left + right) / 2, top + 0.42 * (bottom - top)
    x, y = min(max(x, side / 2), width - side / 2), min(max(y, side / 2), height - side / 2)
    return round(x - side / 2), round(y - side / 2), round(x + side / 2), round(y + side / 2)


@lru_cache(maxsize=64)
def hash_mannequin(id: str) -> str:
    """The hash of a mannequin's files.  Raises InputError when there is none of that id."""
    folder: Path = mannequin(id).path.parent
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


__all__ = ["Dressed", "Dresser"]
