"""Where a masker was unsure: haze and frays go, sharp edges and straps stay."""

from __future__ import annotations

import cv2
import numpy as np

from models.fraying import tidy_edge
from models.oklab import Floats


def box(side: int = 400, soft: float = 0.6) -> Floats:
    """A product in the middle, its edge as soft as a lens draws it."""
    out = np.zeros((side, side), np.float32)
    out[side // 4 : 3 * side // 4, side // 4 : 3 * side // 4] = 1
    return np.asarray(cv2.GaussianBlur(out, (0, 0), soft * side / 400))


def frayed(side: int = 400) -> Floats:
    """The same with scraps along its edge that the masker half believed in."""
    noise = cv2.GaussianBlur(np.random.default_rng(3).normal(0, 1, (side, side)).astype(np.float32), (0, 0), 2.5)
    deep = cv2.GaussianBlur(box(side), (0, 0), 7) + 0.35 * noise / noise.std() * (box(side, 9) * (1 - box(side, 9))) * 4
    return np.asarray(np.clip(0.5 + 2.2 * (deep - 0.5), 0, 1), np.float32)


def outline(alpha: Floats) -> float:
    """The length of its outlines, in pixels."""
    found, _ = cv2.findContours(np.asarray(alpha > 0.5, np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return sum(cv2.arcLength(each, True) for each in found)


def test_haze_far_from_the_product_goes() -> None:
    alpha = box()
    hazy = alpha.copy()
    hazy[20:60, 150:300] = 0.3
    tidy = tidy_edge(hazy, hazy > 0.5)
    assert tidy[20:60, 150:300].max() == 0
    assert np.abs(tidy - alpha).max() < 0.02


def test_a_sharp_edge_stays_as_it_is_at_any_size() -> None:
    for side in (200, 400, 1600):
        alpha = box(side)
        assert np.abs(tidy_edge(alpha, alpha > 0.5) - alpha).max() < 0.05, side


def test_frays_go_and_nothing_is_added() -> None:
    alpha = frayed()
    tidy = tidy_edge(alpha, alpha > 0.5)
    assert (tidy <= alpha).all()
    straight = outline(box())
    assert outline(tidy) - straight < 0.8 * (outline(alpha) - straight)
    assert tidy[200, 200] == 1
    lost = ((alpha > 0.5) & (tidy <= 0.5)).sum() / (alpha > 0.5).sum()
    assert lost < 0.06


def test_straps_stay_where_the_masker_was_unsure() -> None:
    alpha = frayed()
    alpha[20:110, 180:186] = 1  # a strap 6 px wide
    tidy = tidy_edge(alpha, alpha > 0.5)
    assert (tidy[30:95, 181:185] == 1).all()


def test_nothing_solid_is_left_alone() -> None:
    faint = np.full((50, 40), 0.2, np.float32)
    assert np.array_equal(tidy_edge(faint, faint > 0.5), faint)
