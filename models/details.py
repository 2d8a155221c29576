"""How a picture came to be, in a user's words and order."""

from __future__ import annotations

import json
from typing import Any

from models.designing import has_two_inks, read_record, write_hex
from models.palette import name_colour
from models.registry import Registry, is_commercial
from models.types import Artefact, Provenance
from models.workspace import Workspace

KINDS = {
    "photo": "Photo", "cutout": "Cut-out", "design": "Design", "scene": "Emptied scene", "creative": "Creative",
    "look": "Look",
}  # fmt: skip
CODE_LENGTH = 4_000
"""Longer texts of a record are codes, not words."""
UNVERIFIED = "No. It came in a file, and what made it is not here to make it again."


def describe(artefact: Artefact, workspace: Workspace, registry: Registry) -> dict[str, Any]:
    """Labels and texts of a picture, and last the raw record, as a dict."""
    details: dict[str, Any] = {
        "Title": artefact.title,
        "What it is": KINDS.get(artefact.kind, artefact.kind.capitalize()),
        "Size": f"{artefact.width_px:,} × {artefact.height_px:,} pixels",
        "Made on": artefact.created[:16].replace("T", " ") + " UTC",
    }
    if artefact.provenance is not None:
        details |= _making(artefact, artefact.provenance, workspace, registry)
    if not artefact.verified:
        details["Verified"] = UNVERIFIED
    if artefact.kind == "design":
        details |= _design(artefact)
        details["Size"] += ", enlarged" if artefact.spec.get("verb") == "enlarge" else ""
    if "light" in artefact.facts:
        details["Light"] = artefact.facts["light"]
    if "confidence" in artefact.facts:
        details["Certainty"] = f"{100 * artefact.facts['confidence']:.0f} %"
    if artefact.facts.get("touches_border"):
        details["Note"] = "The product reaches the edge of the photo."
    details["Id"] = artefact.id
    details["Record"] = _shorten(json.loads(workspace.sidecar_text(artefact.id)))
    return details


def _design(artefact: Artefact) -> dict[str, str]:
    """What a design is: category, colours, cloth, words."""
    record = read_record(artefact.spec)
    spec, origin = record.design, record.origin
    told = {
        "Imagined": f"number {origin.index + 1} of {origin.request.count}, seed {origin.request.seed}"
        if origin
        else "",
        "Category": spec.category,
        "Colour": f"{name_colour(spec.colour)} ({write_hex(spec.colour)})",
        "Accent": f"{name_colour(spec.accent)} ({write_hex(spec.accent)})" if has_two_inks(spec) else "",
        "Pattern": ", ".join(
            filter(None, (spec.cloth.print, f"scale {spec.cloth.scale:.2f}", f"strength {spec.cloth.strength:.2f}"))
        )
        if spec.cloth.patterned
        else "None",
        "Words": spec.text,
        "Difference from the photo": f"{artefact.facts['difference']:.3f}" if artefact.facts else "",
    }
    return {label: text for label, text in told.items() if text}


def _shorten(record: Any) -> Any:
    """The record without the long numbers of codes; a `.warhol` file has them all."""
    if isinstance(record, dict):
        return {name: _shorten(value) for name, value in record.items()}
    if isinstance(record, str) and len(record) > CODE_LENGTH:
        return f"{record[:24]}… ({len(record):,} characters)"
    return record


def _making(artefact: Artefact, made: Provenance, workspace: Workspace, registry: Registry) -> dict[str, str]:
    """By what it was made, and from what."""
    info = next((each for each in registry.backends() if each.id == made.backend), None)
    making = {"Made by": info.title if info else made.backend}
    if info and not is_commercial(info):
        making["Licence"] = f"{info.licence}: not for commercial use"
    parents = (workspace.get(each).title if workspace.has(each) else each for each in made.parents)
    label = "Painted over" if artefact.kind == "scene" else "Corrections"
    strokes = {label: _count(len(artefact.spec.get("strokes", [])), "stroke")}
    return making | {
        "Made from": ", ".join(parents),
        **(strokes if artefact.kind in ("cutout", "scene") else {}),
        "Weights": made.weights_sha256[:12] or "None: a method without training",
        "Seed": str(made.seed),
        "Took": f"{made.seconds:.1f} s on {made.device}",
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else "None"
