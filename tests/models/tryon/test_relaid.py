"""Photographed garments laid out anew: hanging sleeves beside the body, small holes mended, all else left alone."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.tryon.cut import cut
from models.tryon.relaid import do_sleeves_hang, lay_out, mend_holes
from models.tryon.told import find_told_build

SIDE = 512
BODY, SLEEVE = (180, 40, 40), (40, 60, 180)
HANGING = {
    "neck_l": (108.0, 34.0), "neck_r": (148.0, 34.0), "shoulder_l": (84.0, 42.0), "shoulder_r": (172.0, 42.0),
    "pit_l": (84.0, 90.0), "pit_r": (172.0, 90.0), "cuff_l": (78.0, 200.0), "cuff_r": (178.0, 200.0),
    "hem_l": (84.0, 216.0), "hem_r": (172.0, 216.0),
}  # fmt: skip


def hanging(left: int = 12, right: int = 12) -> np.ndarray:
    """A red shirt with blue sleeves on a hanger, strips so many px broad against its body."""
    image = Image.new("RGBA", (SIDE, SIDE), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)

    def fill(points: list[tuple[int, int]], colour: tuple[int, int, int]) -> None:
        draw.polygon([(2 * x, 2 * y) for x, y in points], fill=(*colour, 255))

    fill([(84, 42), (84 - left, 56), (84 - left, 200), (84, 200)], SLEEVE)
    fill([(172, 42), (172 + right, 56), (172 + right, 200), (172, 200)], SLEEVE)
    fill([(108, 34), (148, 34), (172, 42), (172, 216), (84, 216), (84, 42)], BODY)
    return np.asarray(image)


def lay(rgba: np.ndarray) -> tuple[np.ndarray, dict[str, tuple[float, float]]]:
    out, spots = lay_out(rgba, rgba[..., 3], "Shirt", HANGING)
    return out, dict(spots)


def is_near(rgba: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    near = np.abs(rgba[..., :3].astype(int) - colour).max(2) < 40
    return np.asarray(near & (rgba[..., 3] > 127), bool)


def test_hanging_sleeves_are_laid_beside_the_body() -> None:
    out, spots = lay(hanging())
    blue, red = is_near(out, SLEEVE), is_near(out, BODY)
    for sign, name in ((-1, "l"), (1, "r")):
        cuff, hem, pit = spots[f"cuff_{name}"], spots[f"hem_{name}"], spots[f"pit_{name}"]
        assert sign * (cuff[0] - hem[0]) > 40
        assert pit[1] < cuff[1] < hem[1]
        assert blue[int(2 * cuff[1]) - 12, int(2 * cuff[0]) - sign * 12]
    assert not blue[:, np.flatnonzero(red.any(0))[8:-8]].sum() > 0.05 * blue.sum()
    build = find_told_build(out[::2, ::2, 3] > 127, "Shirt", spots)
    assert build is not None
    assert not do_sleeves_hang(build)
    areas = [limb.area.sum() for limb in build.limbs]
    assert areas[0] == pytest.approx(areas[1], rel=0.1)
    # sleeves are wider than the strips were: about three eighths of the chest at the arm
    assert build.limbs[0].width > 0.24 * build.chest
    assert cut(out[..., 3], "Shirt", spots).build.limbs


def test_a_sleeve_that_is_hardly_seen_is_laid_like_the_other_one() -> None:
    out, _ = lay(hanging(right=6))
    blue = is_near(out, SLEEVE)
    left, right = blue[:, : SIDE // 2].sum(), blue[:, SIDE // 2 :].sum()
    assert right == pytest.approx(left, rel=0.25)


def test_a_garment_whose_sleeves_stand_off_is_left_alone() -> None:
    laid, spots = lay(hanging())
    again, same = lay_out(laid, laid[..., 3], "Shirt", spots)
    assert np.array_equal(again, laid)
    assert dict(same) == spots
    broad = hanging(left=24, right=24)
    assert np.array_equal(lay_out(broad, broad[..., 3], "Shirt", HANGING)[0], broad)
    dress = hanging()
    assert np.array_equal(lay_out(dress, dress[..., 3], "Top", HANGING)[0], dress)
    assert np.array_equal(lay_out(dress, dress[..., 3], "Skirt", {})[0], dress)


def test_small_holes_take_the_colours_around_them_and_large_ones_stay() -> None:
    torn = hanging().copy()
    torn[300:312, 250:262] = (255, 255, 255, 0)
    torn[180:280, 200:300, 3] = 0
    whole = mend_holes(torn)
    assert is_near(whole, BODY)[298:314, 248:264].all()
    assert not whole[190:270, 210:290, 3].any()
    assert np.array_equal(whole[:, :160], torn[:, :160])
    clean = hanging()
    assert np.array_equal(mend_holes(clean), clean)
