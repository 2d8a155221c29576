"""The Warhol sheet: a design's colourways printed side by side, as a picture and as a page of paper.

Equal square cells, grounds without shade or texture.  Where the grid has a cell too many, it stays an empty panel of
colour, as in Warhol's diptychs.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from models.colourways import GRIDS, Colourway, check_count
from models.design import Rgb, check_range
from models.errors import InputError
from models.lettering import Font, font, shorten
from models.palette import name_colour

WIDTHS_PX = (600, 3000)
GUTTER = 0.012
"""Width of the gutter, of the sheet's width."""
WHITE = (255, 255, 255)
INK = (28, 27, 30)
FAINT = (118, 116, 122)
DPI = 300
PAPERS_PX = {"A4": (3508, 2480), "Letter": (3300, 2550)}
"""Landscape, at 300 dots an inch."""
MARGIN = 0.045
"""White round everything, of the page's width."""
CAPTION = 0.075
"""Height of the caption, of the page's height."""


def find_cell_px(count: int, width_px: int, gutter: bool) -> int:
    """Side of a cell on a sheet of that width.  Raises InputError."""
    check_count(count)
    return _lay_out(count, width_px, gutter).cell_px


@dataclass(frozen=True, kw_only=True)
class _Layout:
    columns: int
    rows: int
    cell_px: int
    gap_px: int

    @property
    def size(self) -> tuple[int, int]:
        width = self.columns * self.cell_px + (self.columns - 1) * self.gap_px
        return width, self.rows * self.cell_px + (self.rows - 1) * self.gap_px

    def corner(self, index: int) -> tuple[int, int]:
        step = self.cell_px + self.gap_px
        return index % self.columns * step, index // self.columns * step


def _lay_out(count: int, width_px: int, gutter: bool) -> _Layout:
    columns, rows = GRIDS[count]
    gap = round(GUTTER * width_px) if gutter else 0
    return _Layout(columns=columns, rows=rows, cell_px=(width_px - (columns - 1) * gap) // columns, gap_px=gap)


def print_sheet(cells: Sequence[Image.Image], spare: Rgb, width_px: int, gutter: bool = True) -> Image.Image:
    """The sheet (RGB) of 4 to 9 cells, each `find_cell_px` square; panels left over are `spare`.

    As wide as asked but for the pixels that equal cells leave over.  Raises InputError.
    """
    check_count(len(cells))
    layout = _lay_out(len(cells), check_width(width_px), gutter)
    sheet = Image.new("RGB", layout.size, WHITE)
    panel = Image.new("RGB", (layout.cell_px, layout.cell_px), spare)
    for index in range(layout.columns * layout.rows):
        sheet.paste(cells[index] if index < len(cells) else panel, layout.corner(index))
    return sheet


def fit(picture: Image.Image, cell_px: int) -> Image.Image:
    """A square picture as large as a cell."""
    if picture.width == cell_px:
        return picture
    return picture.resize((cell_px, cell_px), Image.Resampling.LANCZOS)


def lay_photo(picture: Image.Image, way: Colourway) -> Image.Image:
    """A cell with the garment (RGBA) as it is, on its ground."""
    cell = Image.new("RGB", picture.size, way.ground)
    cell.paste(picture, mask=picture)
    return cell


def check_width(width_px: int) -> int:
    """The width, if a sheet may have it.  Raises InputError."""
    if type(width_px) is not int:
        raise InputError("The sheet's width is a whole number.")
    check_range(width_px, WIDTHS_PX, "The sheet's width")
    return width_px


def check_paper(paper: str) -> str:
    """The paper, if there is such a one.  Raises InputError."""
    if paper not in PAPERS_PX:
        raise InputError(f"There is no paper called {str(paper)[:20]!r}.", f"Choose {' or '.join(PAPERS_PX)}.")
    return paper


def lay_page(
    sheet: Image.Image, ways: Sequence[Colourway], paper: str, title: str, note: str, two_inks: bool = False
) -> Image.Image:
    """A page (RGB, 300 dpi, landscape) with the sheet, as large as fits, over a caption: title, colours, and a note.

    Raises InputError when the paper is neither "A4" nor "Letter".
    """
    width, height = PAPERS_PX[check_paper(paper)]
    margin, caption = round(MARGIN * width), round(CAPTION * height)
    room = width - 2 * margin, height - 2 * margin - caption
    scale = min(room[0] / sheet.width, room[1] / sheet.height)
    size = round(sheet.width * scale), round(sheet.height * scale)
    page = Image.new("RGB", (width, height), WHITE)
    left, top = (width - size[0]) // 2, margin + (room[1] - size[1]) // 2
    page.paste(sheet.resize(size, Image.Resampling.LANCZOS), (left, top))
    lines = [name_way(way, two_inks) for way in ways]
    _write_caption(page, (left, top + size[1]), size[0], title, lines, note)
    return page


def name_way(way: Colourway, two_inks: bool = False) -> str:
    """A colourway in words: "Olive and cream on fuchsia"."""
    names = [name_colour(way.colour)]
    if two_inks:
        names.append(name_colour(way.accent).lower())
    return f"{' and '.join(names)} on {name_colour(way.ground).lower()}"


def _write_caption(
    page: Image.Image, corner: tuple[int, int], width: int, title: str, lines: list[str], note: str
) -> None:
    """The title and the note on one line, the colourways on the next, numbered as the cells are."""
    draw = ImageDraw.Draw(page)
    left, top = corner
    large, small = round(page.height * 0.0155), round(page.height * 0.0115)
    y = top + round(page.height * 0.022)
    draw.text((left, y), shorten(title, font("SemiBold", large), width * 0.8), INK, font("SemiBold", large))
    draw.text((left + width, y), note, FAINT, font("Regular", small), anchor="ra")
    y += round(large * 1.7)
    for row in _wrap([f"{number} {line}" for number, line in enumerate(lines, 1)], font("Regular", small), width):
        draw.text((left, y), row, FAINT, font("Regular", small))
        y += round(small * 1.5)


def _wrap(items: list[str], font: Font, width: int) -> list[str]:
    """The items in as few lines as they fit in."""
    rows = [items[0]]
    for item in items[1:]:
        longer = f"{rows[-1]}     {item}"
        if font.getlength(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(item)
    return rows


def write_pdf(page: Image.Image) -> bytes:
    """A PDF of that one page, at 300 dots an inch, without any date, so that the same page gives the same bytes."""
    buffer = io.BytesIO()
    page.save(buffer, format="PDF", resolution=DPI, quality=94, subsampling=0, creationDate=None, modDate=None)
    return buffer.getvalue()
