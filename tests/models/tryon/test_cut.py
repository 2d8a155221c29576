"""A flat picture becomes cloth: parts, seams and openings."""

from __future__ import annotations

import numpy as np
import pytest

from models.design import SHAPE_SIZE, read_code
from models.garment_print import cut_out
from models.library import read_library
from models.shape import decode
from models.tryon.cut import WORN, Panel, cut

SHAPES = [shape for shape in read_library().shapes if shape.category in WORN]
SLEEVED = {"T-Shirt", "Longsleeve", "Shirt", "Polo", "Hoodie", "Blazer", "Blouse"}


def panel_of(name: str) -> Panel:
    shape = next(each for each in SHAPES if each.name == name)
    alpha = cut_out(decode(read_code(shape.code, SHAPE_SIZE, "shape")), 512)
    return cut((alpha * 255).astype(np.uint8), shape.category)


@pytest.mark.parametrize("name", [shape.name for shape in SHAPES])
def test_every_garment_of_the_library_is_cut_whole(name: str) -> None:
    panel = panel_of(name)
    a, b, c = (panel.points[panel.faces[:, k]] for k in range(3))
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    shape = next(each for each in SHAPES if each.name == name)
    area = cut_out(decode(read_code(shape.code, SHAPE_SIZE, "shape")), 256).sum()
    assert np.abs(twice).sum() / 2 == pytest.approx(area, rel=0.05)
    assert (twice < 0).all()  # anticlockwise, y up
    assert panel.open_.any()
    assert panel.sewn.any()
    assert not (panel.open_ & panel.sewn).any()
    if shape.category in SLEEVED | {"Pants", "Shorts"}:
        assert len(panel.build.limbs) == 2


def test_a_sleeve_that_lies_on_the_body_is_parted_from_it() -> None:
    panel = panel_of("Sweatshirt")
    for number, limb in enumerate(panel.build.limbs, 1):
        assert limb.length > 90
        mixed = (panel.limb[panel.faces] == number).any(1) & (panel.limb[panel.faces] == 0).any(1)
        across = panel.points[panel.faces[mixed]].mean(1)[:, 1]
        assert (across < panel.build.pit + 14).all()  # they hang together at the armhole alone


def test_front_and_back_are_open_where_one_gets_in_and_out() -> None:
    panel = panel_of("Crew T-shirt")
    x, y = panel.points.T
    middle = np.abs(x - panel.build.throat) < 8
    assert panel.open_[middle & (y > panel.build.bottom - 3)].mean() > 0.8
    assert panel.open_[middle & (y < panel.build.hps + 24)].any()
    side = panel.sewn & (y > panel.build.pit + 20) & (y < panel.build.bottom - 20)
    assert side.sum() > 10
