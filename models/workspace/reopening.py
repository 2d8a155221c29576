"""What a `.warhol` file says is only believed after its pictures were made again.

A photo's id is a hash of its pixels, so it proves itself.  Whatever a backend made is named by its recipe, and a recipe
says nothing about pixels: a forger could put any others under it.  So the picture is made again, or compared with the
one that is here already, and what is saved is what was made here.  Where it cannot be made again (another backend,
other weights) it is saved as *not verified*, under an id that names its pixels too: no recipe ever leads to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from models.errors import InputError
from models.pictures import Limits, clean_title, open_picture
from models.types import Artefact, Provenance
from models.workspace.bundle import Entry, read_bundle
from models.workspace.ids import claimed_id, expected_id, recipe_id
from models.workspace.store import Store

TOLERANCE = 0.5
"""Mean difference, of 255, up to which two pictures count as the same.  Processors round differently: of 15 photos, cut
out with one thread and two, with other instructions and another library, none differed by more than 0.0001; two photos'
cut-outs differ by tens."""
_STRIP = 256


@dataclass(frozen=True, kw_only=True)
class Made:
    """A picture as it was just made again, what was found in it, and by what."""

    image: Image.Image
    facts: dict[str, Any]
    provenance: Provenance


Remake = Callable[[Artefact], Made | None]
"""Makes the picture of a record again from its parents; None where that is not possible here.

Raises InputError when the record asks for what no version of the studio would have written."""


def reopen(path: Path, store: Store, limits: Limits, remake: Remake) -> Artefact:
    """Bring back what a `.warhol` file holds, parents first; what is here already is never replaced.

    Raises InputError when the file is not one of ours, was changed, or holds another picture than its record makes.
    """
    here: dict[str, str] = {}
    last: Artefact | None = None
    for entry in read_bundle(path):
        artefact, image = _check(entry, limits)
        parents = tuple(here.get(each, each) for each in artefact.parents)
        made = artefact.provenance and replace(artefact.provenance, parents=parents)
        moved = replace(artefact, parents=parents, provenance=made)
        last = store.save(moved, image) if made is None else _settle(moved, made, image, store, remake)
        here[entry.sidecar.artefact.id] = last.id
    if last is None:
        raise _refuse("it holds no picture")
    return last


def _check(entry: Entry, limits: Limits) -> tuple[Artefact, Image.Image]:
    """The record and the pixels of an entry, as far as they can be checked without making them again."""
    artefact, made = entry.sidecar.artefact, entry.sidecar.artefact.provenance
    image = open_picture(entry.png, replace(limits, max_bytes=max(len(entry.png), 1), min_side_px=1))
    if artefact.mode == "RGBA":
        image = image.convert("RGBA")  # a cut-out without a transparent pixel
    size = (artefact.width_px, artefact.height_px)
    if (image.mode, image.size) != (artefact.mode, size) or expected_id(artefact, image) != artefact.id:
        raise _refuse("a picture in it is not what it says")
    if made is None:
        whole = artefact.kind == "photo" and artefact.verified and not (artefact.spec or artefact.parents)
    else:
        whole = artefact.kind != "photo" and made.parents == artefact.parents and math.isfinite(made.seconds)
    if not whole:
        raise _refuse("a record in it contradicts itself")
    created = _moment(artefact.created)
    return replace(artefact, title=clean_title(artefact.title), kept=False, created=created), image


def _settle(artefact: Artefact, made: Provenance, image: Image.Image, store: Store, remake: Remake) -> Artefact:
    """Save a picture that a backend made: as it is made here, or as one that could not be verified."""
    id = recipe_id(artefact)
    if store.has(id):
        _compare(image, store.picture(id))
        return store.get(id)
    try:
        again = remake(replace(artefact, id=id))
    except InputError as error:
        raise _refuse("its record makes no picture") from error
    if again is None:
        claim = replace(artefact, id=claimed_id(id, image), verified=False)
        return store.save(claim, image)
    _compare(image, again.image)
    proven = replace(artefact, id=id, facts=again.facts, provenance=again.provenance, verified=True)
    return store.save(proven, again.image)


def _compare(given: Image.Image, ours: Image.Image) -> None:
    """Raises InputError when two pictures are not the same, but for how processors round."""
    if difference(given, ours) > TOLERANCE:
        raise InputError(
            "This file cannot be reopened: its picture is not the one that its record makes. It was changed, or made "
            "by another version of the studio.",
            "Ask for the photo itself, and make the picture again here.",
        )


def difference(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of two pictures, 0..255, where they can be seen: colours count as much as they are opaque."""
    if (first.mode, first.size) != (second.mode, second.size):
        return 255.0
    total = 0
    for top in range(0, first.height, _STRIP):
        box = (0, top, first.width, min(first.height, top + _STRIP))
        one, other = (_seen(image.crop(box)) for image in (first, second))
        total += int(np.abs(one - other).sum())
    return total / (first.width * first.height * len(first.mode))


def _seen(image: Image.Image) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Colours times opacity, and opacity (h, w, 3 or 4)."""
    pixels = np.asarray(image, np.int32).copy()
    if image.mode == "RGBA":
        pixels[..., :3] = pixels[..., :3] * pixels[..., 3:] // 255
    return pixels


def _moment(text: str) -> str:
    """A time in a record, if it is one and not in the future, in which nothing was made yet.  Raises InputError."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refuse("a record in it is damaged") from error
    return min(moment, datetime.now(UTC)).isoformat(timespec="microseconds")


def _refuse(reason: str) -> InputError:
    return InputError(f"This file cannot be reopened: {reason}.", "Export it again from the studio that made it.")
