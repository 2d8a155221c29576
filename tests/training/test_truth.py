"""The ground truth made by eye reads back, fits together and replays."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.truth import Attributes, read_attributes, read_mask_records, replay


def test_three_hundred_photos_are_labelled_and_sixty_drawn() -> None:
    attributes, records = read_attributes(), read_mask_records()
    assert len(attributes) == 300
    assert len(records) == 60
    assert set(records) <= set(attributes)


def test_a_word_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="tartan"):
        Attributes(id="x", pattern="tartan", colour="red", accent="none", sleeve="na", neckline="na")


def test_an_exact_outline_is_taken_as_drawn_with_holes_and_strokes() -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (100, 100, 3)).astype(np.uint8)
    square = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]]
    hole = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]
    record = {
        "outline": [square],
        "holes": [hole],
        "exact": True,
        "keep": [{"points": [[0.5, 0.5], [0.5, 0.5]], "width_px": 3}],
        "remove": [{"points": [[0.25, 0.25], [0.35, 0.25]], "width_px": 3}],
    }
    mask = replay(rgb, record)
    assert mask[70, 30]
    assert not mask[10, 10]
    assert not mask[44, 44]
    assert mask[50, 50]
    assert not mask[25, 30]


def test_a_rough_outline_snaps_to_the_edge() -> None:
    rgb = np.full((120, 120, 3), 220, np.uint8)
    rgb[30:90, 30:90] = (120, 20, 20)
    rough = [[0.23, 0.27], [0.77, 0.23], [0.73, 0.77], [0.26, 0.74]]
    mask = replay(rgb, {"outline": [rough]})
    exact = np.zeros((120, 120), bool)
    exact[30:90, 30:90] = True
    assert (mask & exact).sum() / (mask | exact).sum() > 0.98
