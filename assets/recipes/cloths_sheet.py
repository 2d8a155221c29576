"""Sheets of cloths for the README: starter shapes in eight surfaces or prints, and four looks on mannequins.

    python -m assets.recipes.cloths_sheet --out docs/cloths.webp
    python -m assets.recipes.cloths_sheet --prints --out docs/prints.webp

Everything is made by the shipped models; nothing on it is a photo.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Literal

from PIL import Image

from models.design import DesignSpec, Rgb
from models.library import read_library
from models.settings import load_settings
from models.studio import Studio, build_studio
from models.surface_names import SurfaceName
from models.tryon.records import Outfit, Piece
from models.tryon.slots import slot_of

CELL_PX, LOOK_PX = 400, (384, 576)
GROUND: Rgb = (244, 241, 235)
LINING: Rgb = (214, 178, 152)
PIECES: dict[str, tuple[str, str, Rgb]] = {  # name → starter shape, cloth, colour
    "jumper": ("Crew jumper", "Cable knit", (226, 214, 196)),
    "jacket": ("Trucker jacket", "Denim", (62, 88, 130)),
    "blazer": ("Blazer", "Tweed", (120, 112, 100)),
    "coat": ("Coat", "Quilted", (46, 60, 72)),
    "trousers": ("Wide trousers", "Corduroy", (146, 96, 52)),
    "blouse": ("Bow blouse", "Satin", (40, 104, 92)),
    "bomber": ("Bomber jacket", "Leather", (60, 42, 36)),
    "dress": ("Skater dress", "Lace", (30, 28, 34)),
    "jeans": ("Slim jeans", "Denim", (52, 72, 112)),
    "slip": ("Slip dress", "Satin", (150, 60, 80)),
    "tee": ("Crew T-shirt", "Rib knit", (240, 236, 228)),
}
LOOKS = {
    "bea-hips": ("jumper", "jeans"),
    "ada-contrapposto": ("slip",),
    "ada-crossed": ("tee", "bomber", "jeans"),
    "cleo-walk": ("dress",),
}


PRINTED: dict[str, tuple[str, str, Rgb, Rgb, SurfaceName | Literal[""]]] = {  # … print, colour, accent, surface
    "tee": ("Long-sleeved T-shirt", "Breton stripe", (240, 236, 228), (34, 44, 72), ""),
    "shirt": ("Camp-collar shirt", "Awning stripe", (240, 232, 216), (62, 112, 98), "linen"),
    "dress": ("Shirt dress", "Gingham", (244, 240, 236), (186, 44, 54), ""),
    "blazer": ("Double-breasted blazer", "Houndstooth", (234, 230, 222), (36, 36, 40), ""),
    "overshirt": ("Shirt, two pockets", "Buffalo check", (166, 38, 40), (26, 26, 30), ""),
    "skirt": ("Pleated skirt", "Tartan", (26, 62, 54), (168, 36, 44), ""),
    "jumper": ("V-neck jumper", "Argyle", (92, 34, 46), (214, 190, 150), "rib knit"),
    "spotted": ("Skater dress", "Polka dot", (30, 36, 62), (244, 240, 232), ""),
    "jeans": ("Slim jeans", "Denim", (52, 72, 112), LINING, "denim"),
    "trousers": ("Tailored trousers", "Glen check", (206, 204, 198), (74, 76, 82), ""),
    "blouse": ("Peasant blouse", "Ditsy floral", (238, 228, 214), (150, 66, 78), ""),
}
WORN = {
    "bea-hips": ("tee", "jeans"),
    "ada-contrapposto": ("spotted",),
    "ada-crossed": ("blouse", "trousers"),
    "cleo-walk": ("dress",),
}


def list_specs(prints: bool) -> dict[str, DesignSpec]:
    """The designs of a sheet by their names."""
    shapes = {shape.name: shape for shape in read_library().shapes}
    cloths = {cloth.name: cloth.cloth for cloth in read_library().cloths}
    pieces = PRINTED if prints else {name: (*piece, LINING, "") for name, piece in PIECES.items()}
    return {
        name: DesignSpec(
            shape=shapes[shape].code, seams=shapes[shape].seams, category=shapes[shape].category, seed=3,
            cloth=replace(cloths[cloth], surface=surface or cloths[cloth].surface), colour=colour, accent=accent,
        )
        for name, (shape, cloth, colour, accent, surface) in pieces.items()
    }  # fmt: skip


def draw_sheet(studio: Studio, prints: bool) -> Image.Image:
    """Eight garments above, four looks below."""
    ids = {name: studio.commit_design(spec, size_px=768).id for name, spec in list_specs(prints).items()}
    sheet = Image.new("RGB", (4 * CELL_PX, 2 * CELL_PX + LOOK_PX[1] + 16), GROUND)
    for place, name in enumerate(list(ids)[:8]):
        large = studio.preview_large(ids[name], size_px=1024).resize((CELL_PX - 24,) * 2, Image.Resampling.LANCZOS)
        sheet.paste(large, ((place % 4) * CELL_PX + 12, (place // 4) * CELL_PX + 12), large)
    for place, (body, names) in enumerate((WORN if prints else LOOKS).items()):
        kinds = {name: studio.spec_of(ids[name]).category for name in names}
        pieces = tuple(Piece(slot=slot_of(kinds[name]), product=ids[name]) for name in names)
        look = studio.workspace.picture(studio.dress(body, Outfit(pieces=pieces)).id).convert("RGB")
        left = place * CELL_PX + (CELL_PX - LOOK_PX[0]) // 2
        sheet.paste(look.resize(LOOK_PX, Image.Resampling.LANCZOS), (left, 2 * CELL_PX + 8))
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--prints", action="store_true", help="prints by rule instead of surfaces")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sheet = draw_sheet(
            build_studio(load_settings().model_copy(update={"workspace": Path(folder)})), arguments.prints
        )
    sheet.save(arguments.out, quality=82, method=6)
    print(f"{arguments.out}: {arguments.out.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
