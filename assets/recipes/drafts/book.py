"""The pattern book: drafted garments of every category.

    python -m assets.recipes.drafts.book --kind Dress --count 12 --sheet /tmp/dress.png

`draft(category, seed)` is a garment of a range: the seed picks what a shop would vary (length, fit, neckline, sleeves,
pockets …), draws it as a pattern cutter does, and lays it flat.  The same seed gives the same garment.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from assets.recipes.drafts import (
    blouses,
    dresses,
    hats,
    hoods,
    jackets,
    knits,
    outerwear,
    polos,
    shirts,
    shoes,
    skirts,
    tops,
    trousers,
    vests,
)
from assets.recipes.drafts.garment import Draft
from models import shape as shapes
from models.growing import grow
from models.inks import compose, parse_colour
from models.seam_print import print_seams

Rng = np.random.Generator
KINDS: dict[str, tuple[Callable[[Rng], Any], Callable[[Any], Draft]]] = {
    "Blazer": (jackets.draw_blazer, jackets.draft_blazer),
    "Blouse": (blouses.draw_blouse, blouses.draft_blouse),
    "Body": (vests.draw_body, vests.draft_body),
    "Dress": (dresses.draw_dress, dresses.draft_dress),
    "Hat": (hats.draw_hat, hats.draft_hat),
    "Hoodie": (hoods.draw_hoodie, hoods.draft_hoodie),
    "Longsleeve": (knits.draw_knit, knits.draft_knit),
    "Outwear": (outerwear.draw_outerwear, outerwear.draft_outerwear),
    "Pants": (trousers.draw_trousers, trousers.draft_trousers),
    "Polo": (polos.draw_polo, polos.draft_polo),
    "Shirt": (shirts.draw_shirt, shirts.draft_shirt),
    "Shoes": (shoes.draw_shoe, shoes.draft_shoe),
    "Shorts": (trousers.draw_shorts, lambda cloth: trousers.draft_trousers(cloth, "Shorts")),
    "Skirt": (skirts.draw_skirt, skirts.draft_skirt),
    "T-Shirt": (tops.draw_tee, tops.draft_tee),
    "Top": (vests.draw_top, vests.draft_top),
    "Undershirt": (vests.draw_undershirt, vests.draft_undershirt),
}
"""How the measures of a kind are drawn, and how it is drafted from them."""
INKS = ((96, 128, 150), (150, 92, 80), (120, 132, 96), (182, 160, 128), (110, 100, 140), (170, 120, 60), (90, 90, 96),
        (200, 190, 180))  # fmt: skip
ACCENT = (232, 226, 216)


def draft(category: str, seed: int) -> Draft:
    """The garment of a kind that a seed stands for.  Raises KeyError for a kind that is not in the book."""
    draw, make = KINDS[category]
    return make(draw(np.random.default_rng((seed, sum(map(ord, category))))))


def show(drafts: list[Draft], side_px: int, columns: int) -> Image.Image:
    """A contact sheet in plain cloth: outline, drape and seams, without any net."""
    cells = [_show_one(each, side_px, INKS[number % len(INKS)]) for number, each in enumerate(drafts)]
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % columns)
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    return Image.fromarray(np.vstack(rows))


def _show_one(each: Draft, side_px: int, ink: tuple[int, int, int]) -> np.ndarray:
    side = 2 * side_px
    code = np.frombuffer(each.shape_code, "<f2").astype(np.float32)
    fine = shapes.FINE**2
    distance, relief = (grow(code[start : start + fine].reshape(shapes.FINE, shapes.FINE), side) for start in (0, fine))
    alpha = np.clip(distance * shapes.REACH_PX * side / shapes.SIDE_PX + 0.5, 0, 1).astype(np.float32)
    seams = print_seams(each.marks, alpha, 3)
    shade = np.exp(np.clip(relief * (1 - seams.inside) + seams.light, -1.3, 0.6)).astype(np.float32)
    rgb = compose(parse_colour(ink), parse_colour(ACCENT), seams.panel * (1 - seams.inside), shade)
    flat = 255 + (rgb.astype(np.float32) - 255) * alpha[..., None]
    return cv2.resize(flat.round().astype(np.uint8), (side_px, side_px), interpolation=cv2.INTER_AREA)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=KINDS, action="append", help="all kinds when it is left out")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--sheet", type=Path, required=True)
    arguments = parser.parse_args()
    seeds = range(arguments.first, arguments.first + arguments.count)
    drafts = [draft(kind, seed) for kind in arguments.kind or KINDS for seed in seeds]
    show(drafts, arguments.side, arguments.columns).save(arguments.sheet)


if __name__ == "__main__":
    main()
