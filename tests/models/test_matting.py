"""The last step of every masker: sharp enlargement, clean edges, parts, strokes that bind."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.errors import InputError
from models.matting import clean_colour, enlarge_alpha, find_parts, finish_mask, pick_part, touches_border
from models.strokes import paint
from models.types import Stroke


def disk(size: int, centre: tuple[float, float], radius: float, soft: float = 1.0) -> np.ndarray:
    yy, xx = np.mgrid[0:size, 0:size] + 0.5
    distance = np.hypot(xx - centre[0] * size, yy - centre[1] * size) - radius * size
    return np.clip(0.5 - distance / soft, 0, 1).astype(np.float32)


def test_enlarged_alpha_follows_the_edge_of_the_large_picture() -> None:
    exact = disk(1024, (0.5, 0.5), 0.3)
    rgb = np.repeat((40 + 180 * exact).astype(np.uint8)[..., None], 3, 2)
    small = cv2.resize(rgb, (128, 128), interpolation=cv2.INTER_AREA).astype(np.uint8)
    coarse = cv2.resize(exact, (128, 128), interpolation=cv2.INTER_AREA)
    plain = cv2.resize(coarse, (1024, 1024), interpolation=cv2.INTER_LINEAR)
    guided = enlarge_alpha(np.asarray(coarse, np.float32), small, rgb)
    assert guided.shape == (1024, 1024)
    assert np.abs(guided - exact).mean() < 0.8 * np.abs(plain - exact).mean()
    assert guided[512, 512] == 1
    assert guided[5, 5] == 0


def test_clean_colour_takes_the_ground_out_of_the_edge_and_leaves_the_core() -> None:
    alpha = disk(200, (0.5, 0.5), 0.3, soft=8)
    red, green = np.array([200, 30, 30]), np.array([20, 220, 20])
    rgb = (alpha[..., None] * red + (1 - alpha[..., None]) * green).astype(np.uint8)
    clean = clean_colour(rgb, alpha)
    edge = (alpha > 0.3) & (alpha < 0.7)
    spill_before = rgb[edge][:, 1].mean() - red[1]
    spill_after = clean[edge][:, 1].mean() - red[1]
    assert spill_before > 60
    assert abs(spill_after) < 0.25 * spill_before
    assert np.array_equal(clean[alpha >= 0.98], rgb[alpha >= 0.98])


def test_parts_come_largest_first_without_crumbs() -> None:
    alpha = np.maximum(disk(200, (0.25, 0.5), 0.1), disk(200, (0.7, 0.5), 0.2))
    alpha[2:4, 2:4] = 1  # a crumb
    parts, labels = find_parts(alpha)
    assert len(parts) == 2
    assert parts[0].area > parts[1].area
    assert parts[0].box[0] == pytest.approx(0.5, abs=0.01)
    assert labels[3, 3] == 0


@pytest.mark.parametrize(("focus", "left", "right"), [((0.25, 0.5), 1, 0), ((0.7, 0.5), 0, 1), ((0.0, 0.0), 1, 0)])
def test_focus_picks_the_part_at_or_nearest_to_a_point(focus: tuple[float, float], left: float, right: float) -> None:
    alpha = np.maximum(disk(200, (0.25, 0.5), 0.1), disk(200, (0.7, 0.5), 0.2))
    _, labels = find_parts(alpha)
    picked = pick_part(alpha, labels, focus)
    assert picked[100, 50] == left
    assert picked[100, 140] == right


def test_strokes_bind_and_the_last_one_wins() -> None:
    alpha = disk(100, (0.5, 0.5), 0.3)
    rgb = np.full((100, 100, 3), 128, np.uint8)
    across = ((0.1, 0.5), (0.9, 0.5))
    strokes = (
        Stroke(kind="remove", points=across, width=0.05),
        Stroke(kind="keep", points=((0.05, 0.1), (0.3, 0.1)), width=0.05),
    )
    result = finish_mask(rgb, alpha, paint(strokes, 100, 100), None, 1.0)
    found = np.asarray(result.alpha)
    assert found[50, 50] == 0
    assert found[10, 15] == 255
    assert found[35, 50] == 255


def test_a_keep_stroke_outside_the_picked_part_binds() -> None:
    alpha = np.maximum(disk(200, (0.25, 0.5), 0.1), disk(200, (0.7, 0.5), 0.2))
    strokes = (Stroke(kind="keep", points=((0.1, 0.1), (0.2, 0.1)), width=0.05),)
    result = finish_mask(np.full((200, 200, 3), 99, np.uint8), alpha, paint(strokes, 200, 200), (0.7, 0.5), 1.0)
    found = np.asarray(result.alpha)
    assert found[20, 30] == 255
    assert found[100, 50] == 0
    assert found[100, 140] == 255


def test_removing_everything_says_so() -> None:
    rgb = np.full((50, 50, 3), 128, np.uint8)
    strokes = (Stroke(kind="remove", points=((0.0, 0.5), (1.0, 0.5)), width=1.0),)
    with pytest.raises(InputError, match="left"):
        finish_mask(rgb, disk(50, (0.5, 0.5), 0.3), paint(strokes, 50, 50), None, 1.0)


def test_a_product_at_the_border_is_noticed() -> None:
    assert touches_border(disk(100, (0.0, 0.5), 0.3))
    assert not touches_border(disk(100, (0.5, 0.5), 0.3))
