"""Look at what becomes of people's own garments: held-out photos, taken apart, cut anew, in another cloth, enlarged.

    python -m models.training.photo_check --work work --out DIR [--count 200]

Writes contact sheets of 40 pairs each into DIR, a photo's cut-out to the left, what was made of it to the right with
its number: every slider somewhere in its range, its seams drafted, a cloth of the library, two inks, 512 px.  The share
that one would show a customer is for eyes to say; the last share that was said stands in README.md.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from models.backends.compact_enlarger import CompactEnlarger
from models.design import DesignSpec, EnlargeRequest, EstimateRequest
from models.errors import InputError
from models.library import draw_inks, read_library
from models.pictures import flatten
from models.reshape import list_sliders, move_sliders
from models.sewing import sew
from models.training.cutouts import Cutouts, read_cutouts
from models.training.evaluators.desk import WEIGHTS
from models.types import Job

SHEET, COLUMNS, CELL_PX, SIDE_PX = 40, 5, 190, 512
MOST = 0.8
"""How far into its range a slider goes at most."""


def choose(cutouts: Cutouts, count: int, seed: int) -> NDArray[np.int_]:
    """Rows of held-out cut-outs, in a random order."""
    rows = np.flatnonzero(cutouts.split == "held_out")
    return np.random.default_rng(seed).permutation(rows)[:count]


def rework(spec: DesignSpec, rng: np.random.Generator) -> DesignSpec:
    """The design of a photo with every slider moved, another cloth and other inks."""
    ranges = list_sliders(spec.shape, spec.category)
    settings = {name: float(rng.uniform(MOST * known.low, MOST * known.high)) for name, known in ranges.items()}
    cloths = read_library().cloths
    colour, accent = draw_inks(rng)
    cloth = cloths[int(rng.integers(len(cloths)))].cloth
    cut = move_sliders(spec, settings)
    return replace(cut, seams=sew(cut.shape, cut.category), cloth=cloth, colour=colour, accent=accent)


def fit(image: Image.Image) -> Image.Image:
    """A cut-out on white, as large as its cell."""
    return flatten(image).resize((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)


def draw_sheet(pairs: list[tuple[str, Image.Image, Image.Image | None]]) -> Image.Image:
    """Pairs of a name, a photo and what was made of it; None where it could not be taken apart."""
    rows = -(-len(pairs) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * 2 * CELL_PX, rows * CELL_PX), "white")
    pen = ImageDraw.Draw(sheet)
    for index, (name, photo, made) in enumerate(pairs):
        x, y = index % COLUMNS * 2 * CELL_PX, index // COLUMNS * CELL_PX
        sheet.paste(fit(photo), (x, y))
        if made:
            sheet.paste(fit(made), (x + CELL_PX, y))
        pen.text((x + CELL_PX + 4, y + 4), name if made else f"{name}: refused", fill="black")
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    cutouts = read_cutouts(arguments.work / "cutouts.npz")
    model = CompactEnlarger(WEIGHTS / "garment", WEIGHTS / "enlarger", "cpu")
    rng = np.random.default_rng(arguments.seed)
    pairs: list[tuple[str, Image.Image, Image.Image | None]] = []
    rows = choose(cutouts, arguments.count, arguments.seed)
    for number, row in enumerate(rows):
        photo = Image.fromarray(cutouts.rgba[row])
        try:
            found = model.garments.estimate(EstimateRequest(image=photo, kind="garment"), Job()).spec
        except InputError:
            pairs.append((str(number), photo, None))
        else:
            design = rework(replace(found, category=str(cutouts.label[row])), rng)
            pairs.append((str(number), photo, model.enlarge(EnlargeRequest(spec=design, size_px=SIDE_PX), Job()).image))
        if len(pairs) == SHEET or number + 1 == len(rows):
            draw_sheet(pairs).save(arguments.out / f"photos-{number // SHEET}.png")
            pairs = []
    print(f"{len(rows)} photos on {-(-len(rows) // SHEET)} sheets in {arguments.out}")


if __name__ == "__main__":
    main()
