"""What was printed on a garment and what lit it goes from its relief; folds and seams stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.inks import Inks
from models.oklab import to_oklab
from models.relief import clear_prints, dim_lamp, find_prints
from tests.garments import CREAM, NAVY, folds, outline

Floats = NDArray[np.float32]
ALPHA = outline(256, 0.86).astype(np.uint8) * 255
INSIDE = ALPHA > 127
PRINT = np.zeros((256, 256), np.uint8)
cv2.circle(PRINT, (128, 130), 24, 1, -1)
EMPTY = np.zeros((256, 256), np.float32)


def plain(colour: tuple[int, int, int] = CREAM) -> tuple[Floats, Inks]:
    """An even garment: its colours, and its ink."""
    lab = np.broadcast_to(to_oklab(np.array(colour, np.uint8)), (256, 256, 3)).astype(np.float32).copy()
    return lab, Inks(main=lab[0, 0], accent=lab[0, 0], mix=EMPTY, shade=EMPTY + 1, two=False)


def test_a_print_of_another_hue_is_found_and_filled() -> None:
    lab, inks = plain()
    lab[PRINT > 0] = to_oklab(np.array(NAVY, np.uint8))
    fold = np.log(folds(256, 0.1)) * INSIDE
    relief = np.where(PRINT > 0, fold - 0.5, fold).astype(np.float32)
    cleared = clear_prints(relief, lab, inks, EMPTY, ALPHA)
    assert np.abs(cleared - fold)[PRINT > 0].mean() < 0.1
    far = INSIDE & (cv2.dilate(PRINT, np.ones((31, 31), np.uint8)) == 0)
    assert np.array_equal(cleared[far], relief[far])


@pytest.mark.parametrize("kind", ["flat", "lettering"])
def test_a_print_in_the_cloths_own_hue_is_found(kind: str) -> None:
    lab, inks = plain()
    letters = (np.random.default_rng(1).random((64, 64)) > 0.5).astype(np.float32).repeat(4, 0).repeat(4, 1)
    relief = (0.35 * PRINT * (letters if kind == "lettering" else 1)).astype(np.float32)
    found = find_prints(relief, lab, inks, EMPTY, ALPHA)
    assert found[PRINT > 0].mean() > 0.9


def test_folds_are_no_print() -> None:
    lab, inks = plain()
    relief = (np.log(folds(256, 0.15)) * INSIDE).astype(np.float32)
    assert find_prints(relief, lab, inks, EMPTY, ALPHA).mean() < 0.01


def test_a_garment_printed_all_over_keeps_broad_folds_only() -> None:
    lab, inks = plain()
    lab[40:220] = to_oklab(np.array(NAVY, np.uint8))
    noise = 0.2 * np.random.default_rng(2).standard_normal((256, 256)).astype(np.float32) * INSIDE
    cleared = clear_prints(noise, lab, inks, EMPTY, ALPHA)
    assert cleared[100:180, 100:156].std() < 0.03


def test_a_lamp_is_dimmed_and_a_fold_is_not() -> None:
    yy = np.linspace(-0.4, 0.4, 256, dtype=np.float32)[:, None]
    fold = 0.15 * np.sin(np.linspace(0, 80, 256, dtype=np.float32))[None]
    lit = dim_lamp(((yy + fold) * INSIDE).astype(np.float32), ALPHA)
    middle = lit[40:220, 110:146]
    assert np.ptp(middle.mean(1)) < 0.8 * np.ptp((yy + 0 * fold)[40:220, 0])
    assert middle.std(1).mean() > 0.8 * (0 * yy + fold)[:, 110:146].std(1).mean()
    assert not lit[~INSIDE].any()
