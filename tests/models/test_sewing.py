"""Seams drafted on bare outlines: where they lie, and what is left bare."""

from __future__ import annotations

import numpy as np
import pytest

from models.design import DesignSpec, write_code
from models.designing import change
from models.errors import InputError
from models.library import read_library
from models.seams import read_marks
from models.sewing import sew
from models.shape import decode, encode

SEWN = ("T-Shirt", "Longsleeve", "Shirt", "Polo", "Hoodie", "Outwear", "Dress", "Skirt", "Pants", "Shorts")


def bare(category: str) -> bytes:
    return next(shape.code for shape in read_library().shapes if shape.category == category)


@pytest.mark.parametrize("category", SEWN)
def test_marks_lie_on_the_garment(category: str) -> None:
    code = bare(category)
    inside = decode(np.frombuffer(code, "<f2").astype(np.float32)).distance
    marks = read_marks(sew(code, category))
    assert len(marks) >= 2
    for mark in marks:
        at = np.clip(((mark.points + 0.5) * 256).astype(int), 0, 255)
        assert (inside[at[:, 1], at[:, 0]] > -4).mean() > 0.9, (category, mark.kind)


def test_each_kind_gets_what_is_sewn_on_it() -> None:
    kinds = {category: [mark.kind for mark in read_marks(sew(bare(category), category))] for category in SEWN}
    assert "button" in kinds["Shirt"]
    assert "zip" in kinds["Outwear"]
    assert "rib" in kinds["T-Shirt"]
    assert "opening" in kinds["T-Shirt"]
    assert kinds["Pants"].count("edge") == 2  # two pockets
    assert "zip" not in kinds["Dress"]


def test_both_sides_are_sewn_alike() -> None:
    marks = read_marks(sew(bare("T-Shirt"), "T-Shirt"))
    armholes = [mark for mark in marks if mark.kind == "seam" and len(mark.points) == 4]
    assert len(armholes) == 2
    left, right = sorted(mark.points[:, 0].mean() for mark in armholes)
    assert left < -0.1
    assert right > 0.1
    assert abs(left + right) < 0.06


def test_a_shoe_and_a_speck_stay_bare() -> None:
    assert sew(bare("Shoes"), "Shoes") == b""
    alpha = np.zeros((256, 256), np.uint8)
    alpha[120:130, 120:130] = 255
    plane = np.zeros((256, 256), np.float32)
    assert sew(write_code(encode(alpha, plane, plane)), "T-Shirt") == b""


def test_a_change_sews_and_says_when_it_cannot() -> None:
    shape = next(shape for shape in read_library().shapes if shape.category == "T-Shirt")
    cloth = read_library().cloths[0].cloth
    bare_one = DesignSpec(shape=shape.code, cloth=cloth, colour=(9, 9, 9), accent=(0, 0, 0), category="T-Shirt")
    sewn = change(bare_one, {"sew": True})
    assert sewn.seams == sew(shape.code, "T-Shirt")
    assert change(sewn, {"sew": False}) == sewn
    with pytest.raises(InputError, match="Nothing can be sewn"):
        change(bare_one, {"sew": True, "category": "Hat"})
