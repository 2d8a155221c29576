"""Make the library of starter shapes and cloths.

    python -m assets.recipes.library --out assets/library --sheet /tmp/library.png
    python -m assets.recipes.library --cloths --work work --out assets/library
    python -m assets.recipes.library --rules --out assets/library

A shape is a page of the pattern book (`assets/recipes/drafts`), with its construction lines.  A cloth is drawn
(`models.training.garment.patterns`) and takes the mean grain of many garments of its kind: it needs
`work/garments.npz` and the garment weights, and is made anew with `--cloths` only, since designs name cloths by their
codes.  Surfaces and prints by rule are names only: `--rules` lists them anew.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from assets.recipes.drafts.book import draft
from models.backends.compact_garment import CompactGarment
from models.backends.garment_reading import encode_cloth
from models.design import DesignSpec, TweakRequest
from models.library import Library, read_library
from models.print_names import KIND_OF, PrintName
from models.seams import MARK_SIZE
from models.surface_names import SurfaceName
from models.texture import BANDS, Swatch
from models.training.garment import patterns
from models.training.garment.material import Garments, read_garments
from models.types import Job

SHAPES: dict[str, dict[int, str]] = {
    "T-Shirt": {
        12: "Crew T-shirt",
        2: "V-neck T-shirt",
        16: "Fitted T-shirt",
        21: "Scoop T-shirt",
        13: "Boat-neck T-shirt",
        8: "Pocket T-shirt",
        18: "Cropped T-shirt",
    },
    "Longsleeve": {
        3: "Long-sleeved T-shirt",
        16: "V-neck long sleeve",
        7: "Crew jumper",
        12: "V-neck jumper",
        19: "Roll-neck",
        6: "Sweatshirt",
        8: "Cardigan",
    },
    "Shirt": {
        5: "Shirt",
        10: "Shirt, two pockets",
        2: "Band-collar shirt",
        3: "Shirt, rolled sleeves",
        8: "Short-sleeved shirt",
        13: "Camp-collar shirt",
    },
    "Dress": {
        10: "Shift dress",
        4: "Sheath dress",
        9: "Skater dress",
        0: "Wrap dress",
        16: "Tiered dress",
        5: "Shirt dress",
        15: "Slip dress",
        20: "Maxi dress",
    },
    "Pants": {
        7: "Slim jeans",
        3: "Flared jeans",
        0: "Chinos",
        17: "Tailored trousers",
        8: "Wide trousers",
        10: "Joggers",
        1: "Cargo trousers",
        12: "Leggings",
    },
    "Shorts": {5: "Denim shorts", 18: "Chino shorts", 15: "Sweat shorts", 8: "Culottes"},
    "Skirt": {
        12: "Pencil skirt",
        4: "Button-through skirt",
        10: "Pleated skirt",
        13: "Gathered skirt",
        19: "Wrap skirt",
        8: "Denim skirt",
    },
    "Hoodie": {11: "Hoodie", 16: "Zip hoodie", 12: "Cropped hoodie"},
    "Outwear": {
        13: "Parka",
        19: "Puffer jacket",
        1: "Padded gilet",
        10: "Bomber jacket",
        8: "Trucker jacket",
        12: "Coat",
        0: "Raincoat",
    },
    "Blazer": {7: "Blazer", 3: "Double-breasted blazer", 5: "Shawl-collar blazer"},
    "Polo": {16: "Polo shirt", 19: "Polo shirt, contrast collar", 0: "Long-sleeved polo shirt"},
    "Blouse": {5: "Bow blouse", 0: "Wrap blouse", 13: "Peasant blouse", 10: "Frilled blouse"},
    "Top": {12: "Camisole", 7: "Buttoned top", 5: "Crop top", 4: "Peplum top", 2: "Halter top"},
    "Undershirt": {7: "Tank top", 5: "Vest", 8: "Racer-back tank top"},
    "Body": {5: "Long-sleeved bodysuit", 10: "Square-neck bodysuit", 8: "Short-sleeved bodysuit"},
    "Shoes": {
        8: "Sneakers",
        1: "High-top sneakers",
        4: "Ankle boots",
        7: "Penny loafers",
        3: "Ballet flats",
        20: "Pumps",
    },
    "Hat": {1: "Cap", 7: "Cap, contrast peak", 9: "Beanie", 0: "Bobble hat", 2: "Brimmed hat"},
}
"""The seeds of each kind's drafts that the eye chose, and their names on screen."""
CALMED, CALM = ("smooth", "even", "rough", "denim"), (1.2, 0.8, 0.4)
"""Of woven and knitted plain cloth the coarsest bands are what folds left behind, not threads: they would mottle light
colours.  So they are taken down, in powers of ten."""
CLOTHS = (  # name, kind, grain, drawn (kind, seed), scale
    ("Smooth", "plain", "smooth", None, 1.0),
    ("Jersey", "plain", "even", None, 1.0),
    ("Linen", "plain", "rough", None, 1.0),
    ("Denim", "denim", "denim", None, 1.0),
    ("Rib knit", "knit", "knit", None, 1.0),
    ("Leather", "leather", "leather", None, 1.0),
    ("Breton stripe", "striped", "even", ("stripes", 24), 1.0),
    ("Deck stripe", "striped", "even", ("stripes", 22), 1.0),
    ("Pinstripe", "striped", "smooth", ("stripes", 3), 1.0),
    ("Gingham", "checked", "even", ("checks", 14), 1.0),
    ("Window check", "checked", "even", ("checks", 17), 1.5),
    ("Tartan", "checked", "even", ("checks", 20), 1.5),
    ("Polka dot", "dotted", "smooth", ("dots", 3), 1.25),
    ("Pin dot", "dotted", "smooth", ("dots", 16), 1.0),
    ("Petals", "floral", "even", ("motifs", 7), 1.5),
    ("Meadow", "floral", "even", ("motifs", 25), 1.25),
    ("Twigs", "floral", "even", ("motifs", 22), 1.5),
    ("Chevron", "graphic", "even", ("zigzag", 14), 1.0),
)


SURFACED: dict[str, tuple[str, str, SurfaceName]] = {  # name → kind, the cloth whose grain it takes, surface
    "Linen": ("linen", "Linen", "linen"),
    "Denim": ("denim", "Denim", "denim"),
    "Rib knit": ("knit", "Rib knit", "rib knit"),
    "Chunky knit": ("knit", "Jersey", "chunky knit"),
    "Cable knit": ("knit", "Jersey", "cable knit"),
    "Corduroy": ("corduroy", "Jersey", "corduroy"),
    "Leather": ("leather", "Leather", "leather"),
    "Satin": ("satin", "Smooth", "satin"),
    "Tweed": ("tweed", "Jersey", "tweed"),
    "Fleece": ("knit", "Jersey", "fleece"),
    "Quilted": ("quilted", "Smooth", "quilted"),
    "Lace": ("lace", "Smooth", "lace"),
}
"""Cloths with a surface (`models/surfaces.py`); they lie after the plain ones."""
RULED: dict[str, tuple[str, PrintName]] = {  # name → the cloth whose grain it takes, print
    "Breton stripe": ("Jersey", "breton stripe"),
    "Awning stripe": ("Jersey", "awning stripe"),
    "Bengal stripe": ("Smooth", "bengal stripe"),
    "Pinstripe": ("Smooth", "pinstripe"),
    "Gingham": ("Jersey", "gingham"),
    "Buffalo check": ("Jersey", "buffalo check"),
    "Windowpane": ("Jersey", "windowpane"),
    "Tartan": ("Jersey", "tartan"),
    "Houndstooth": ("Jersey", "houndstooth"),
    "Glen check": ("Jersey", "glen check"),
    "Argyle": ("Jersey", "argyle"),
    "Polka dot": ("Smooth", "polka dot"),
    "Pin dot": ("Smooth", "pin dot"),
    "Chevron": ("Jersey", "chevron"),
    "Ditsy floral": ("Smooth", "ditsy floral"),
    "Daisy": ("Smooth", "daisy"),
}
"""Cloths with a print by rule (`models/ruled_prints.py`); they lie after those with a surface."""
FORMER = frozenset(name for name, _, _, drawn, _ in CLOTHS if drawn is not None)
"""Coded cloths that are not offered any more, since a print by rule is crisper; older designs wear them."""


def grain_kinds(garments: Garments) -> dict[str, np.ndarray]:
    """Mean grain spectra (8, 8): of the smooth, even and rough plain garments, and of some kinds."""
    plain = garments.take(~garments.two)
    power = plain.grain.mean((1, 2))
    order = np.argsort(power)
    n = len(order)
    across = np.abs(plain.grain[:, 0].mean(1) - plain.grain[:, 4].mean(1))
    knit = np.argsort(-(across + 0.3 * power))[:40]
    spectra = plain.grain[knit]
    turned = np.stack([each if each[0].mean() > each[4].mean() else np.roll(each, 4, 0) for each in spectra])
    jeans = (plain.label == "Pants") & (power > np.median(power))
    leather = np.isin(plain.label, ["Shoes"]) & (power < np.median(power))
    found = {
        "smooth": plain.grain[order[: n // 5]].mean(0),
        "even": plain.grain[order[n // 3 : n // 2]].mean(0),
        "rough": plain.grain[order[-n // 6 :]].mean(0),
        "denim": plain.grain[jeans].mean(0),
        "knit": turned.mean(0) + 0.3,
        "leather": plain.grain[leather].mean(0) if leather.any() else plain.grain.mean(0),
    }
    for kind in CALMED:
        found[kind] = found[kind] - np.array(CALM + (0.0,) * (BANDS - len(CALM)), np.float32)
    return found


def draw(kind: str, seed: int) -> np.ndarray:
    """A drawn swatch (64, 64) of a kind, mostly the first ink."""
    rng = np.random.default_rng(seed)
    small = cv2.resize(getattr(patterns, kind)(rng), (64, 64), interpolation=cv2.INTER_AREA)
    return np.asarray(small if small.mean() < 0.5 else 1 - small, np.float32)


def write_shapes(out: Path) -> None:
    """Draft the starter shapes into the library's files; its cloths stay as they are."""
    listed, arrays = read_files(out)
    shapes, codes, marks, end = [], [], [], 0
    for category, names in SHAPES.items():
        for seed, name in names.items():
            each = draft(category, seed)
            rows = np.frombuffer(each.seams_code, "<f2").reshape(-1, MARK_SIZE)
            shapes.append({"name": name, "category": category, "seams": [end, end + len(rows)]})
            codes.append(np.frombuffer(each.shape_code, "<f2"))
            marks.append(rows)
            end += len(rows)
    listed["shapes"], arrays["shapes"], arrays["marks"] = shapes, np.stack(codes), np.concatenate(marks)
    write_files(out, listed, arrays)


def write_cloths(out: Path, work: Path) -> None:
    """Draw the cloths into the library's files; its shapes stay as they are."""
    garments = read_garments(work / "garments.npz").side("train")
    model = CompactGarment(Path("assets/weights/garment"), "cpu")
    listed, arrays = read_files(out)
    grains, pattern_codes, grain_codes = grain_kinds(garments), [], []
    kinds: list[dict[str, Any]] = []
    for name, kind, grain, drawn, scale in CLOTHS:
        numbers = np.zeros(448, "<f2")
        if drawn is not None:
            swatch = Swatch(mix=draw(*drawn), scale=scale, grain=grains[grain])
            numbers = np.frombuffer(encode_cloth(model.patterns, swatch, "cpu").pattern, "<f2")
        kinds.append({"name": name, "kind": kind, "patterned": drawn is not None, "scale": scale, "row": len(kinds)})
        pattern_codes.append(numbers)
        grain_codes.append(grains[grain].astype("<f2").ravel())
    listed["cloths"], arrays["patterns"], arrays["grains"] = kinds, np.stack(pattern_codes), np.stack(grain_codes)
    listed["former"] = []
    write_files(out, listed, arrays)
    write_rules(out)


def write_rules(out: Path) -> None:
    """Put the cloths that have a surface or a print by rule among the library's; needs neither photos nor weights."""
    listed, _ = read_files(out)
    rows = {name: row for row, (name, *_) in enumerate(CLOTHS)}
    known = [each for each in [*listed["cloths"], *listed.get("former", [])] if "print" not in each]
    first = [each for each in known if each["name"] not in SURFACED and not each["patterned"]]
    prints = [each for each in known if each["patterned"]]
    ruled = [
        {"name": name, "kind": KIND_OF[rule], "patterned": False, "scale": 1.0, "row": rows[grain], "print": rule}
        for name, (grain, rule) in RULED.items()
    ]
    surfaced = [
        {"name": name, "kind": kind, "patterned": False, "scale": 1.0, "row": rows[grain], "surface": surface}
        for name, (kind, grain, surface) in SURFACED.items()
    ]
    first, prints = ([{**each, "row": rows[each["name"]]} for each in part] for part in (first, prints))
    listed["cloths"] = [*first, *surfaced, *ruled, *(each for each in prints if each["name"] not in FORMER)]
    listed["former"] = [each for each in prints if each["name"] in FORMER]
    (out / "library.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


def read_files(out: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the library holds now."""
    listed = json.loads((out / "library.json").read_text(encoding="utf-8"))
    with np.load(out / "codes.npz") as file:
        return listed, {name: file[name] for name in file.files}


def write_files(out: Path, listed: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    """Both files of the library."""
    (out / "library.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(out / "codes.npz", **arrays)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cloths", action="store_true", help="draw the cloths anew instead of the shapes")
    parser.add_argument("--rules", action="store_true", help="only list surfaces and prints by rule anew")
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/library"))
    parser.add_argument("--sheet", type=Path)
    arguments = parser.parse_args()
    if arguments.rules:
        write_rules(arguments.out)
    elif arguments.cloths:
        write_cloths(arguments.out, arguments.work)
    else:
        write_shapes(arguments.out)
    if arguments.sheet:
        show(CompactGarment(Path("assets/weights/garment"), "cpu"), read_library(arguments.out), arguments.sheet)


def show(model: CompactGarment, library: Library, path: Path) -> None:
    """All shapes in one cloth, then all cloths on one shape."""
    cells = []
    jersey = library.cloths[1].cloth
    specs = [
        DesignSpec(shape=each.code, seams=each.seams, cloth=jersey, colour=(150, 84, 72), accent=(240, 232, 220))
        for each in library.shapes
    ]
    for place, cloth in enumerate(library.cloths):
        shape = library.shapes[place % 8]
        ink = (38, 62, 104)
        specs.append(
            DesignSpec(shape=shape.code, seams=shape.seams, cloth=cloth.cloth, colour=ink, accent=(240, 232, 220))
        )
    for spec in specs:
        image = model.tweak(TweakRequest(spec=spec, size_px=256), Job()).image
        cells.append(np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")))
    while len(cells) % 10:
        cells.append(np.full_like(cells[0], 255))
    Image.fromarray(np.vstack([np.hstack(cells[i : i + 10]) for i in range(0, len(cells), 10)])).save(path)


if __name__ == "__main__":
    main()
