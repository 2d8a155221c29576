"""Outlines keep their corners in a distance of 64×64."""

from __future__ import annotations

import cv2
import numpy as np

from models.growing import grow
from models.outline import fit_outline
from models.seam_path import fill
from models.shape import FINE, REACH_PX

SIDE = 1024


def measure(corners: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Coverage (768, 768) and signed distance, px of 256, of a polygon given in px of 256."""
    points = np.repeat(np.array(corners, np.float32) / 256 - 0.5, 2, axis=0)
    inside = (fill(points, SIDE) > 0.5).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) - cv2.distanceTransform(
        1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE
    )
    distance -= 0.5 * np.sign(distance)  # it is measured to the next pixel's centre
    return fill(points, 768), (distance * 256 / SIDE).astype(np.float32)


def miss(code: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Where an outline that is grown to 768 px is not the one that was measured."""
    alpha = np.clip(grow(code, 768) * REACH_PX * 3 + 0.5, 0, 1)
    return np.abs(alpha - inside)


def test_corners_come_back_and_edges_stay_straight():
    corners = [(60, 50), (190, 61), (201, 203), (130, 180), (49, 211)]
    inside, distance = measure(corners)
    code = fit_outline(distance)
    averaged = cv2.resize(np.clip(distance / REACH_PX, -1, 1), (FINE, FINE), interpolation=cv2.INTER_AREA)
    assert code.shape == (FINE, FINE)
    assert np.abs(code).max() <= 1
    rows, columns = np.mgrid[:768, :768]
    near = np.minimum.reduce([np.hypot(columns - 3 * x, rows - 3 * y) for x, y in corners]) < 24
    assert miss(code, inside)[near].sum() < 0.6 * miss(averaged, inside)[near].sum()
    length = np.linalg.norm(np.diff([*corners, corners[0]], axis=0), axis=1).sum() * 3
    assert miss(code, inside)[~near].sum() / length < 0.15, "pixels of 768 beside the edge"


def test_away_from_the_outline_it_stays_a_distance():
    _, distance = measure([(60, 60), (200, 60), (200, 200), (60, 200)])
    averaged = cv2.resize(np.clip(distance / REACH_PX, -1, 1), (FINE, FINE), interpolation=cv2.INTER_AREA)
    far = np.abs(averaged) > 0.6
    assert np.abs(fit_outline(distance) - averaged)[far].max() < 0.08
