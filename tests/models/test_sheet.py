"""The sheet has equal cells, and the page has the sheet, a caption and one page."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image

from models.colourways import GRIDS, Colourway
from models.errors import InputError
from models.sheet import (
    PAPERS_PX,
    check_width,
    find_cell_px,
    fit,
    lay_page,
    lay_photo,
    name_way,
    print_sheet,
    write_pdf,
)

WAYS = [Colourway(colour=(30, 28 * i, 60), accent=(250, 250, 250), ground=(250, 200, 20 * i)) for i in range(9)]
SPARE = (1, 2, 3)


def cells(count: int, width_px: int = 600, gutter: bool = True) -> list[Image.Image]:
    side = find_cell_px(count, width_px, gutter)
    return [Image.new("RGB", (side, side), way.ground) for way in WAYS[:count]]


@pytest.mark.parametrize("count", GRIDS)
@pytest.mark.parametrize("gutter", [True, False])
@pytest.mark.parametrize("width_px", [600, 1111, 3000])
def test_cells_are_equal_and_each_where_it_belongs(count: int, gutter: bool, width_px: int) -> None:
    side = find_cell_px(count, width_px, gutter)
    sheet = print_sheet(cells(count, width_px, gutter), SPARE, width_px, gutter)
    columns, rows = GRIDS[count]
    gap = (sheet.width - columns * side) // max(1, columns - 1)
    assert (gap > 0) == gutter
    assert width_px - columns < sheet.width <= width_px
    assert sheet.height == rows * side + (rows - 1) * gap
    for index in range(columns * rows):
        left, top = index % columns * (side + gap), index // columns * (side + gap)
        expected = WAYS[index].ground if index < count else SPARE
        for x, y in ((0, 0), (side - 1, 0), (0, side - 1), (side - 1, side - 1)):
            assert sheet.getpixel((left + x, top + y)) == expected
    if gutter:
        assert sheet.getpixel((side + gap // 2, side // 2)) == (255, 255, 255)


@pytest.mark.parametrize("width_px", [599, 3001, 0, -600, float("nan"), 800.5, "800", True])
def test_widths_that_no_sheet_has(width_px: int) -> None:
    with pytest.raises(InputError):
        check_width(width_px)


@pytest.mark.parametrize("count", [0, 3, 10])
def test_numbers_of_cells_that_no_sheet_has(count: int) -> None:
    with pytest.raises(InputError):
        print_sheet([Image.new("RGB", (10, 10))] * count, SPARE, 600)


def test_a_photo_stands_on_its_ground() -> None:
    garment = np.zeros((40, 40, 4), np.uint8)
    garment[10:30, 10:30] = (10, 20, 30, 255)
    cell = lay_photo(fit(Image.fromarray(garment), 80), WAYS[3])
    assert cell.size == (80, 80)
    assert cell.getpixel((2, 2)) == WAYS[3].ground
    assert cell.getpixel((40, 40)) == (10, 20, 30)


@pytest.mark.parametrize("paper", PAPERS_PX)
@pytest.mark.parametrize("count", [4, 6, 9])
def test_a_page_shows_the_whole_sheet_over_its_caption(paper: str, count: int) -> None:
    sheet = Image.new("RGB", print_sheet(cells(count), SPARE, 600).size, (200, 0, 0))
    page = lay_page(sheet, WAYS[:count], paper, "Olive T-shirt", "Seed 7", two_inks=True)
    assert page.size == PAPERS_PX[paper]
    pixels = np.asarray(page).astype(int)
    red = (np.abs(pixels - (200, 0, 0)).max(-1) < 4).nonzero()
    top, bottom, left, right = red[0].min(), red[0].max(), red[1].min(), red[1].max()
    assert (right - left + 1) / (bottom - top + 1) == pytest.approx(sheet.width / sheet.height, rel=0.01)
    assert min(left, page.width - right, top) > 0.03 * page.width
    below = pixels[bottom + 10 :]
    dark = (below.max(-1) < 160).nonzero()
    assert dark[0].size > 500  # there is a caption
    assert dark[0].max() < len(below) - 0.02 * page.height  # and it ends before the paper does
    assert dark[1].max() <= right + 4
    assert (pixels[:top] == 255).all()


def test_a_very_long_title_is_cut_short() -> None:
    sheet = print_sheet(cells(6), SPARE, 600)
    long, short = (lay_page(sheet, WAYS[:6], "A4", title, "Seed 1") for title in ("W" * 400, "W"))
    right = [np.nonzero(np.asarray(page.convert("L"))[:, -200:] < 160)[0].size for page in (long, short)]
    assert right == [0, 0]


@pytest.mark.parametrize("paper", ["", "A5", "a4", "../A4", None, "x" * 500])
def test_papers_that_there_are_not(paper: str) -> None:
    with pytest.raises(InputError) as caught:
        lay_page(print_sheet(cells(4), SPARE, 600), WAYS[:4], paper, "x", "")
    assert "A4" in caught.value.remedy


def test_names_of_colourways() -> None:
    way = Colourway(colour=(112, 110, 38), accent=(242, 230, 202), ground=(236, 54, 156))
    assert name_way(way) == "Olive on fuchsia"
    assert name_way(way, two_inks=True) == "Olive and cream on fuchsia"


@pytest.mark.parametrize(("paper", "points"), [("A4", (841.9, 595.3)), ("Letter", (792.0, 612.0))])
def test_the_pdf_is_one_page_of_the_paper_and_always_the_same(paper: str, points: tuple[float, float]) -> None:
    page = lay_page(print_sheet(cells(6), SPARE, 600), WAYS[:6], paper, "Shirt", "Seed 1")
    data = write_pdf(page)
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)
    assert box is not None
    assert tuple(float(value) for value in box.groups()) == pytest.approx(points, abs=0.5)
    assert write_pdf(page) == data
    begin, end = data.index(b"\xff\xd8"), data.rindex(b"\xff\xd9") + 2
    with Image.open(io.BytesIO(data[begin:end])) as inside:
        assert inside.size == page.size
        assert np.abs(np.asarray(inside).astype(int) - np.asarray(page)).mean() < 1.5
