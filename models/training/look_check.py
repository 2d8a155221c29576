"""Look at what becomes of people's own garments on bodies: held-out photos, cut out, worn on mannequins of all sizes.

    python -m models.training.look_check --work work --out DIR [--count 48] [--first 0]

Writes one PNG a look into DIR, named by its number: the cut-outs in a column to the left, the look at its full size
(768 × 1152) beside them, and a line a look on standard output: its mannequin, kinds and ids, or why it was refused.
The draw is the same every time.  The share that one would show a customer is for eyes to say; the last share that was
said stands in README.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from models.backends.compact_warp import CompactWarp
from models.errors import StudioError
from models.people import people
from models.pictures import flatten
from models.training.cutouts import Cutouts, read_cutouts
from models.tryon.requests import DressRequest, Garment
from models.tryon.slots import slot_of
from models.types import Job

TOPS = ("T-Shirt", "Longsleeve", "Shirt", "Blouse", "Polo", "Top", "Undershirt", "Hoodie")
OVER = ("Blazer", "Outwear")
LOWER = ("Pants", "Shorts", "Skirt")
OUTFITS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (TOPS, LOWER), (TOPS, ("Pants",), OVER), (("Dress",),), (TOPS, LOWER), (TOPS, ("Pants", "Skirt"), ("Hat",)),
    (("Outwear",),), (TOPS, LOWER), (("Dress",), ("Blazer", "Outwear")),
)  # fmt: skip
"""What is worn together, in turn: of each layer one of these kinds."""
COLUMN_PX = 256


def draw_outfit(cutouts: Cutouts, number: int) -> list[int]:
    """The rows of held-out garments that look `number` is made of; kinds of which there are none are left out."""
    rng = np.random.default_rng(7100 + number)
    chosen = []
    for kinds in OUTFITS[number % len(OUTFITS)]:
        known = [kind for kind in kinds if (cutouts.label == kind).any()]
        if known:
            kind = known[int(rng.integers(len(known)))]
            chosen.append(int(rng.choice(np.flatnonzero(cutouts.label == kind))))
    return chosen


def pick_body(number: int) -> str:
    """The mannequin of look `number`: all that are seen from the front, in turn."""
    front = [person.id for person in people() if person.view == "front"]
    return front[number * 5 % len(front)]


def draw_card(garments: list[Image.Image], look: Image.Image) -> Image.Image:
    """The garments in a column beside the look they make."""
    card = Image.new("RGB", (COLUMN_PX + look.width, look.height), "white")
    for row, garment in enumerate(garments):
        card.paste(flatten(garment).resize((COLUMN_PX, COLUMN_PX), Image.Resampling.LANCZOS), (0, row * COLUMN_PX))
    card.paste(look, (COLUMN_PX, 0))
    return card


def main() -> None:
    """Draw the looks and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    cutouts = read_cutouts(arguments.work / "cutouts.npz").side("held_out")
    dresser = CompactWarp()
    for number in range(arguments.first, arguments.first + arguments.count):
        rows, body = draw_outfit(cutouts, number), pick_body(number)
        garments = [Image.fromarray(cutouts.rgba[row]) for row in rows]
        pieces = tuple(
            Garment(slot=slot_of(kind), category=kind, image=picture)
            for kind, picture in zip(cutouts.label[rows].tolist(), garments, strict=True)
        )
        line = f"{number:03d} {body}: " + ", ".join(f"{cutouts.label[row]} {cutouts.id[row][:8]}" for row in rows)
        try:
            made = dresser.dress(DressRequest(mannequin=body, garments=pieces), Job())
        except StudioError as error:
            print(f"{line}: refused, {error.message}", flush=True)
            continue
        draw_card(garments, made.image.convert("RGB")).save(arguments.out / f"look-{number:03d}.png")
        print(" | ".join((line, *made.notes)), flush=True)


if __name__ == "__main__":
    main()
