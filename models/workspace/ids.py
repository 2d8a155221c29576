"""Ids: hashes of what made a thing, so that asking twice finds it and a stranger's file can be checked against it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from PIL import Image

from models.errors import InputError
from models.types import Artefact

HEX_DIGITS = 32


def photo_id(image: Image.Image) -> str:
    """The id of a picture that somebody brought: of its pixels, whatever the file was called."""
    digest = hashlib.sha256(f"photo-1|{image.mode}|{image.width}|{image.height}|".encode())
    digest.update(image.tobytes())
    return f"photo-{digest.hexdigest()[:HEX_DIGITS]}"


def made_id(
    kind: str, *, spec: dict[str, Any], parents: tuple[str, ...], backend: str, weights_sha256: str, seed: int
) -> str:
    """The id of a picture that a backend makes, known before it is made."""
    recipe = {
        "kind": kind,
        "spec": spec,
        "parents": list(parents),
        "backend": backend,
        "weights": weights_sha256,
        "seed": seed,
    }
    text = json.dumps(recipe, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:HEX_DIGITS]}"


def recipe_id(artefact: Artefact) -> str:
    """The id of what a backend made, from what its record says about the making."""
    made = artefact.provenance
    if made is None:
        raise InputError("A photo has no recipe.")
    return made_id(
        artefact.kind,
        spec=artefact.spec,
        parents=artefact.parents,
        backend=made.backend,
        weights_sha256=made.weights_sha256,
        seed=made.seed,
    )


def claimed_id(recipe: str, image: Image.Image) -> str:
    """The id of pixels of which somebody says that the recipe with id `recipe` makes them, and nobody could check it.

    It names the pixels as well, so that whoever asks for the recipe never gets them.
    """
    digest = hashlib.sha256(f"claim-1|{recipe}|{image.mode}|{image.width}|{image.height}|".encode())
    digest.update(image.tobytes())
    return f"{recipe.partition('-')[0]}-{digest.hexdigest()[:HEX_DIGITS]}"


def expected_id(artefact: Artefact, image: Image.Image) -> str:
    """The id that an artefact must have when it is what it says."""
    if artefact.provenance is None:
        return photo_id(image)
    recipe = recipe_id(artefact)
    return recipe if artefact.verified else claimed_id(recipe, image)
