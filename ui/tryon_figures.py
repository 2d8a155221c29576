"""How true a look is to its products, in a merchandiser's words, from the figures that the dresser measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.tryon_panel import Figure

COLOUR = ((2.0, "Same to the eye"), (5.0, "Close"), (10.0, "A shade off"))
"""ΔE00 up to which a colour counts as so near."""
SHARE = ((0.9, "Same"), (0.75, "Close"), (0.5, "Softened"))
"""Likeness from which cloth or print counts as so near."""
MEANINGS = {
    "colour_de00": "How far the garment’s colour is from the product’s, both in the light of this picture: ΔE00",
    "texture": "How alike the cloth is, close up: 1 is the same",
    "structure": "How alike print, seams and stripes are, in place and size: 1 is the same",
}
NAMES = {"colour_de00": "Colour", "texture": "Cloth", "structure": "Print and seams"}


def list_figures(facts: Mapping[str, Any], titles: Sequence[str]) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    """The figures of each garment under its title; garments without figures are left out."""
    found = []
    for fact, title in zip(facts.get("pieces", []), titles, strict=False):
        figures = tuple(_figure(name, float(fact[name])) for name in NAMES if isinstance(fact.get(name), int | float))
        if figures:
            found.append((title, figures))
    return tuple(found)


def _figure(name: str, value: float) -> Figure:
    if name == "colour_de00":
        words = next((words for most, words in COLOUR if value <= most), "Another colour")
        return Figure(
            name=NAMES[name], verdict=words, number=f"ΔE {value:.1f}", meaning=MEANINGS[name], good=value <= 5
        )
    words = next((words for least, words in SHARE if value >= least), "Changed")
    return Figure(
        name=NAMES[name], verdict=words, number=f"{value:.2f}", meaning=MEANINGS[name], good=value >= SHARE[1][0]
    )
