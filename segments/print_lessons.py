"""Prints by rule drawn on starter shapes: what the judge of designs learns of prints that no product of a shop has.

A catalogue teaches the judge its own patterns; a gingham with half-tones was plain to a judge that had only seen the
demo shop's codes.  Shapes, inks and scales are drawn by chance and are none of the designs that are judged.
"""

from __future__ import annotations

import numpy as np

from models.design import Cloth, DesignSpec
from models.library import PRINTED_ON, draw_inks, read_library
from models.print_names import KIND_OF, PRINTS
from models.studio import Studio
from segments.eyesight import Glance, glance

EACH = 10
"""Garments with each print."""
SCALES = (0.8, 1.0, 1.25)
PICTURE_PX = 256


def draw_lessons(studio: Studio, seed: int = 0) -> list[tuple[Glance, str]]:
    """What is read off each garment, and the kind of pattern that it has."""
    rng = np.random.default_rng((seed, 17))
    lessons: list[tuple[Glance, str]] = []
    for name in PRINTS:
        shapes = [shape for shape in read_library().shapes if shape.category in PRINTED_ON[name]]
        for row in rng.permutation(len(shapes))[:EACH]:
            colour, accent = draw_inks(rng)
            spec = DesignSpec(
                shape=shapes[row].code,
                seams=shapes[row].seams,
                category=shapes[row].category,
                colour=colour,
                accent=accent,
                cloth=Cloth(print=name, scale=float(rng.choice(SCALES))),
                seed=int(rng.integers(1 << 30)),
            )
            lessons.append((glance(studio.preview(spec, size_px=PICTURE_PX)), KIND_OF[name]))
    return lessons
