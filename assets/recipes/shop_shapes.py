"""Cut the shapes of the demo shop's garments from the pattern book; the first step of `assets/recipes/shop.py`.

    python -m assets.recipes.shop_shapes --work work --sheet /tmp/shapes.png

A shop's range is some twenty cuts of every kind (`assets/recipes/drafts`).  They are kept in `work/shop_shapes.npz`
and `.json`, since drafting them takes two minutes; the sheet shows them with their seeds.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from assets.recipes.drafts.book import KINDS, draft, show
from assets.recipes.drafts.garment import Facts
from models.seams import MARK_SIZE

COUNTS = {
    "T-Shirt": 20, "Longsleeve": 20, "Shirt": 18, "Dress": 24, "Pants": 20, "Shorts": 14, "Skirt": 20, "Shoes": 22,
    "Hoodie": 10, "Outwear": 20, "Blazer": 12, "Polo": 12, "Top": 14, "Blouse": 14, "Hat": 14, "Undershirt": 12,
    "Body": 12,
}  # fmt: skip
"""How many cuts of each kind the shop has."""
FIRST = 100
"""The first seed: the pattern book of new designs has the lower ones, and a dream is no copy of the shop."""
REJECTED: dict[str, frozenset[int]] = {}
"""Seeds that the eye did not want."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One cut: the seed it was drafted from, its codes, and what is true of it."""

    category: str
    seed: int
    code: bytes
    seams: bytes
    facts: Facts


def choose_seeds(kind: str) -> list[int]:
    """The seeds of a kind's cuts."""
    refused = REJECTED.get(kind, frozenset())
    return [seed for seed in range(FIRST, FIRST + COUNTS[kind] + len(refused)) if seed not in refused][: COUNTS[kind]]


def draft_cuts() -> list[Cut]:
    """All cuts of the shop, kind by kind."""
    cuts = []
    for kind in COUNTS:
        for seed in choose_seeds(kind):
            each = draft(kind, seed)
            cuts.append(Cut(category=kind, seed=seed, code=each.shape_code, seams=each.seams_code, facts=each.facts))
        print(kind, flush=True)
    return cuts


def write_cuts(cuts: list[Cut], path: Path) -> None:
    """Keep cuts for the next steps."""
    marks = [np.frombuffer(cut.seams, "<f2").reshape(-1, MARK_SIZE) for cut in cuts]
    first = np.concatenate([[0], np.cumsum([len(rows) for rows in marks])])
    codes = np.stack([np.frombuffer(cut.code, "<f2") for cut in cuts])
    np.savez_compressed(path, codes=codes, marks=np.concatenate(marks), first=first)
    listed = [{"category": cut.category, "seed": cut.seed, "facts": asdict(cut.facts)} for cut in cuts]
    path.with_suffix(".json").write_text(json.dumps(listed), encoding="utf-8")


def read_cuts(path: Path) -> dict[str, list[Cut]]:
    """The cuts that were kept, by kind."""
    listed = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found: dict[str, list[Cut]] = {kind: [] for kind in COUNTS}
    with np.load(path) as file:
        codes, marks, first = file["codes"], file["marks"], file["first"]
    for row, entry in enumerate(listed):
        facts = Facts(**{**entry["facts"], "details": tuple(entry["facts"]["details"])})
        seams = marks[first[row] : first[row + 1]].tobytes()
        found[entry["category"]].append(
            Cut(category=entry["category"], seed=entry["seed"], code=codes[row].tobytes(), seams=seams, facts=facts)
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--sheet", type=Path)
    arguments = parser.parse_args()
    write_cuts(draft_cuts(), arguments.work / "shop_shapes.npz")
    if arguments.sheet:
        draw_sheets(arguments.sheet)


def draw_sheets(path: Path, side_px: int = 140) -> None:
    """One sheet a kind, every cut with its seed."""
    for kind in KINDS:
        seeds = choose_seeds(kind)
        sheet = show([draft(kind, seed) for seed in seeds], side_px, 8)
        pen = ImageDraw.Draw(sheet)
        for place, seed in enumerate(seeds):
            pen.text((place % 8 * side_px + 2, place // 8 * side_px + 2), str(seed), fill=(200, 30, 30))
        Image.Image.save(sheet, path.with_stem(f"{path.stem}_{kind}"))


if __name__ == "__main__":
    main()
