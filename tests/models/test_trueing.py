"""A ragged outline comes back as it was cut; a clean one, its corners and its openings stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.trueing import true_outline
from tests.garments import outline, overlap


def shirt() -> NDArray[np.uint8]:
    return outline(256, 0.86).astype(np.uint8) * 255


def tremble(alpha: NDArray[np.uint8], wave_px: float, reach_px: float) -> NDArray[np.uint8]:
    """The same cut from a mask that swings to and fro by `reach_px`."""
    signed = cv2.distanceTransform(alpha, cv2.DIST_L2, 5) - cv2.distanceTransform(255 - alpha, cv2.DIST_L2, 5)
    yy, xx = np.mgrid[:256, :256]
    swing = np.sin(2 * np.pi * xx / wave_px) + np.sin(2 * np.pi * yy / wave_px)
    return (signed + reach_px * swing > 0).astype(np.uint8) * 255


@pytest.mark.parametrize("wave_px", [10, 16, 22])
def test_a_ragged_edge_is_brought_to_its_middle(wave_px: float) -> None:
    cut, ragged = shirt(), tremble(shirt(), wave_px, 2.5)
    trued = true_outline(ragged)
    assert overlap(trued > 127, cut > 127) > overlap(ragged > 127, cut > 127)

    def length(alpha: NDArray[np.uint8]) -> float:
        found, _ = cv2.findContours((alpha > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        return max(cv2.arcLength(cv2.approxPolyDP(line, 0.7, True), True) for line in found)

    assert abs(length(trued) - length(cut)) < 0.5 * abs(length(ragged) - length(cut))


def test_a_clean_cut_stays() -> None:
    assert overlap(true_outline(shirt()) > 127, shirt() > 127) > 0.985


def test_openings_stay_and_specks_go() -> None:
    alpha = shirt()
    edge = int(np.flatnonzero(alpha[170])[0])
    cv2.ellipse(alpha, (edge + 14, 170), (7, 20), 0, 0, 360, 0, -1)  # between an arm and the body
    cv2.circle(alpha, (128, 140), 10, 0, -1)  # a white print
    cv2.circle(alpha, (20, 20), 1, 255, -1)
    trued = true_outline(alpha)
    assert trued[170, edge + 14] == 0
    assert trued[140, 128] == 255
    assert trued[15:26, 15:26].max() == 0
    assert not true_outline(np.zeros((256, 256), np.uint8)).any()
