"""A sheet of cloths for the README: one starter shape in each of eight surfaces, and four looks on mannequins.

    python -m assets.recipes.cloths_sheet --out docs/cloths.webp

Everything is made by the shipped models; nothing on it is a photo.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PIL import Image

from models.design import DesignSpec, Rgb
from models.library import read_library
from models.settings import load_settings
from models.studio import Studio, build_studio
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


def make_pieces(studio: Studio) -> dict[str, str]:
    """The id of each piece's design."""
    shapes = {shape.name: shape for shape in read_library().shapes}
    cloths = {cloth.name: cloth.cloth for cloth in read_library().cloths}
    made = {}
    for name, (shape, cloth, colour) in PIECES.items():
        cut = shapes[shape]
        spec = DesignSpec(
            shape=cut.code, seams=cut.seams, cloth=cloths[cloth], colour=colour, accent=LINING, category=cut.category,
            seed=3,
        )  # fmt: skip
        made[name] = studio.commit_design(spec, size_px=768).id
    return made


def draw_sheet(studio: Studio) -> Image.Image:
    """Eight garments above, four looks below."""
    ids = make_pieces(studio)
    sheet = Image.new("RGB", (4 * CELL_PX, 2 * CELL_PX + LOOK_PX[1] + 16), GROUND)
    for place, name in enumerate(list(PIECES)[:8]):
        large = studio.preview_large(ids[name], size_px=1024).resize((CELL_PX - 24,) * 2, Image.Resampling.LANCZOS)
        sheet.paste(large, ((place % 4) * CELL_PX + 12, (place // 4) * CELL_PX + 12), large)
    for place, (body, names) in enumerate(LOOKS.items()):
        kinds = {name: studio.spec_of(ids[name]).category for name in names}
        pieces = tuple(Piece(slot=slot_of(kinds[name]), product=ids[name]) for name in names)
        look = studio.workspace.picture(studio.dress(body, Outfit(pieces=pieces)).id).convert("RGB")
        left = place * CELL_PX + (CELL_PX - LOOK_PX[0]) // 2
        sheet.paste(look.resize(LOOK_PX, Image.Resampling.LANCZOS), (left, 2 * CELL_PX + 8))
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sheet = draw_sheet(build_studio(load_settings().model_copy(update={"workspace": Path(folder)})))
    sheet.save(arguments.out, quality=82, method=6)
    print(f"{arguments.out}: {arguments.out.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
