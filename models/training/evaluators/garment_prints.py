"""Are prints by rule told apart on garments, whatever the cut, the colours and the scale; and are both inks those that
were asked for?"""

from __future__ import annotations

from typing import Any

import numpy as np

from models.backends.compact_garment import CompactGarment
from models.design import Cloth, DesignSpec
from models.library import StarterShape, draw_inks
from models.print_names import PRINTS
from models.ruled_prints import lay_print
from models.set_in_sleeves import find_sewn_sleeves
from models.training.evaluators.garment_surfaces import (
    NEAR_PX,
    SHAPES,
    SIDE_PX,
    Pictures,
    cut_middle,
    draw,
    pick_shapes,
    score_kinds,
)
from models.training.metrics.ciede2000 import ciede2000, to_cielab
from models.training.metrics.cloth import ClothSpace

SCALES = (0.8, 1.25)
"""Prints are drawn at any scale between."""
PURE = 0.01
"""A pixel is one ink when the other has less than this share of it."""
LEAST_PIXELS = 60


def judge_prints(model: CompactGarment, space: ClothSpace, seed: int) -> tuple[dict[str, Any], Pictures]:
    """Each print on `SHAPES` starters in random inks, at random scales.

    `print_top1_near` and `_whole`: the nearest garment of *another* shape, colour and scale has the same print; seen as
    a square of 256 px of a print of 768, and as a whole print of 256.  `print_colour_de00_*`: the median colour of what
    is printed in one ink alone, main and accent, against that ink, of the prints of 768; every print has both.
    """
    rng = np.random.default_rng((seed, 11))
    picked = pick_shapes(rng)
    whole, near, gaps = [], [], []
    for shape in picked:
        for name in PRINTS:
            spec = _dress(shape, Cloth(print=name, scale=float(rng.uniform(*SCALES))), rng)
            small, large = (draw(model, spec, side) for side in (SIDE_PX, NEAR_PX))
            whole.append(small)
            near.append(cut_middle(large))
            gaps += _compare_inks(spec, large)
    kinds = np.tile(np.array(PRINTS), SHAPES)
    out: dict[str, Any] = {"print_n": len(kinds), "print_chance": round(1 / len(PRINTS), 4)}
    for key, pictures in (("near", near), ("whole", whole)):
        out |= {f"print_top1_{key}{end}": value for end, value in score_kinds(space, pictures, kinds, seed).items()}
    out["print_colour_n"] = len(gaps)
    for key, share in (("median", 0.5), ("p95", 0.95)):
        out[f"print_colour_de00_{key}"] = round(float(np.quantile(gaps, share)), 3)
    return out, np.stack([picture for pair in zip(whole, near, strict=True) for picture in pair])


def _dress(shape: StarterShape, cloth: Cloth, rng: np.random.Generator) -> DesignSpec:
    colour, accent = draw_inks(rng)
    return DesignSpec(
        shape=shape.code, seams=shape.seams, cloth=cloth, colour=colour, accent=accent, category=shape.category,
        seed=int(rng.integers(1 << 30)),
    )  # fmt: skip


def _compare_inks(spec: DesignSpec, large: Pictures) -> list[float]:
    """ΔE00 of each ink, where enough of the print (side, side, 4) is of it alone."""
    name = spec.cloth.print
    if not name:
        raise ValueError("this cloth has no print")
    sleeves = find_sewn_sleeves(spec.shape, spec.category, spec.seams)
    mix = lay_print(name, spec.cloth.scale, len(large), 1.0, sleeves)
    lab, inside = to_cielab(large[..., :3]), large[..., 3] > 250
    found = []
    for ink, there in ((spec.colour, mix < PURE), (spec.accent, mix > 1 - PURE)):
        of_it = lab[inside & there]
        if len(of_it) >= LEAST_PIXELS:
            found.append(float(ciede2000(to_cielab(np.array(ink)), np.median(of_it, axis=0))))
    return found
