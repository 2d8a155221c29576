"""What the camera of the mannequins' pictures makes of cloth."""

from __future__ import annotations

import numpy as np
import pytest

from models.staging.light import to_srgb
from models.tryon.camera import CLOTH, SHEEN, expose, take


@pytest.mark.parametrize(
    ("light", "coded"), [(0.0625, 0.229), (0.125, 0.369), (0.25, 0.546), (0.5, 0.699), (1.0, 0.814)]
)
def test_greys_are_as_blenders_agx_has_them(light: float, coded: float) -> None:
    """Blender 5.0.1's own values of AgX with medium high contrast; the warm light leaves green as it is."""
    colour = np.full((1, 3), (light - SHEEN) / CLOTH, np.float32)
    green = to_srgb(take(colour, np.ones(1, np.float32)))[0, 1] / 255
    assert green == pytest.approx(coded, abs=0.012)


def test_more_light_is_never_darker_and_nothing_burns_out() -> None:
    light = np.linspace(0.02, 3, 200).astype(np.float32)
    for colour in ((0.8, 0.8, 0.8), (0.5, 0.02, 0.02), (0.02, 0.05, 0.4)):
        taken = take(np.tile(np.array(colour, np.float32), (200, 1)), light)
        assert (np.diff(taken.sum(1)) >= -2e-3).all()
        assert taken.max() <= 1


def test_strong_colours_keep_their_order_and_lose_some_saturation() -> None:
    red = np.array([[0.6, 0.03, 0.04]], np.float32)
    (taken,) = take(red, expose(np.array([0.42], np.float32)))
    assert taken[0] > 3 * taken[1]
    assert taken[0] / taken[1] < red[0, 0] / red[0, 1]
