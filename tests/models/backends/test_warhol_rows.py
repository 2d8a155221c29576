"""Inks of new designs: told apart, and seen where they make a print."""

from __future__ import annotations

import numpy as np
import pytest

from models.backends.warhol_rows import DARKEST, LIGHTEST, UNLIKE, VISIBLE, tell_apart


@pytest.mark.parametrize("light", [0.05, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("step", [(0.0, 0.0, 0.0), (0.05, 0.02, 0.0), (-0.05, 0.0, 0.03), (0.0, 0.1, 0.1)])
def test_a_faint_print_is_made_to_be_seen(light: float, step: tuple[float, float, float]) -> None:
    main = np.array([light, 0.03, -0.02], np.float32)
    accent = tell_apart(main, main + np.array(step, np.float32), VISIBLE)
    assert np.linalg.norm(accent - main) >= VISIBLE - 1e-3
    assert DARKEST - 0.01 <= accent[0] <= LIGHTEST + 0.01 or abs(step[1]) > 0.05


def test_inks_that_are_far_apart_stay() -> None:
    main, accent = np.array([0.4, 0.1, 0], np.float32), np.array([0.9, 0, 0.05], np.float32)
    np.testing.assert_array_equal(tell_apart(main, accent, VISIBLE), accent)
    assert UNLIKE < VISIBLE
