"""A contact sheet of new designs: eight segments of the demo shop, twelve designs for each, as the page makes them.

    python -m assets.recipes.wants_sheet --out docs/sheet-8x12.webp

Nothing on it is a photo or a product: every picture is imagined by the prior and printed by the garment model.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from models.palette import make_colour, to_lch
from models.settings import load_settings
from models.studio import Studio, build_studio
from segments.brainstorm import Brainstorm, Wish
from segments.choice import Choice, resolve
from segments.demo import open_demo
from segments.market import Market
from segments.shelf import Shelf, Shelves
from segments.store import Store
from segments.types import Segment

CELL_PX, GAP_PX, HEAD_PX = 148, 8, 34
SEGMENTS, DESIGNS = 8, 12
GROUND, INK, QUIET = (244, 241, 235), (28, 26, 24), (120, 114, 106)
WISH = Wish(count=DESIGNS, seed=4, closeness=0.55, diversity=0.75)
"""As the tab's first set."""


def draw_sheet(studio: Studio, shelf: Shelf) -> Image.Image:
    """The sheet of a shop's largest segments."""
    market = Market(shelf.snapshot)
    step = CELL_PX + GAP_PX
    sheet = Image.new("RGB", (DESIGNS * step + GAP_PX, SEGMENTS * (step + HEAD_PX) + GAP_PX), GROUND)
    for row, segment in enumerate(shelf.segments[:SEGMENTS]):
        top = GAP_PX + row * (step + HEAD_PX)
        _write_head(sheet, segment, top)
        choice = Choice(snapshot=shelf.snapshot.id, segments=((segment.id, 1.0),))
        maker = Brainstorm(studio, market, resolve(shelf.store, choice), shelf.edits)
        for column, idea in enumerate(maker.make(WISH)):
            spec = studio.spec_of(idea.artefact.id)
            cell = _lay(studio.workspace.picture(idea.artefact.id), spec.colour)
            sheet.paste(cell, (GAP_PX + column * step, top + HEAD_PX - GAP_PX))
            print(f"{segment.label}: {idea.words.title}", flush=True)
    return sheet


def _lay(picture: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """A garment on a breath of the opposite hue, as on the page's cards."""
    _, chroma, hue = to_lch(colour)
    cell = Image.new("RGBA", (CELL_PX, CELL_PX), (*make_colour(0.925, min(chroma, 0.12) * 0.13, hue + 180), 255))
    side = round(CELL_PX * 0.94)
    shown = picture.convert("RGBA").resize((side, side), Image.Resampling.LANCZOS)
    cell.alpha_composite(shown, ((CELL_PX - side) // 2,) * 2)
    return cell.convert("RGB")


def _write_head(sheet: Image.Image, segment: Segment, top: int) -> None:
    draw = ImageDraw.Draw(sheet)
    name, small = ImageFont.load_default(15), ImageFont.load_default(12)
    draw.text((GAP_PX, top + 4), segment.label, INK, name)
    words = ", ".join(keyword.word for keyword in segment.keywords[:6])
    draw.text((GAP_PX + 14 + draw.textlength(segment.label, name), top + 7), f"go for {words}", QUIET, small)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/sheet-8x12.webp"))
    parser.add_argument("--quality", type=int, default=72)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        studio = build_studio(load_settings().model_copy(update={"workspace": workspace}))
        store = Store(workspace)
        open_demo(store)
        draw_sheet(studio, Shelves(store).open()).save(arguments.out, quality=arguments.quality, method=6)
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
