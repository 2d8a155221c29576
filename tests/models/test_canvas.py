"""Products stand in the middle of a white square."""

from __future__ import annotations

import numpy as np
import pytest

from models.canvas import MARGIN, centre, measure_difference
from models.errors import InputError
from tests.garments import SAGE, garment


def block(height: int, width: int, size: tuple[int, int] = (300, 400)) -> np.ndarray:
    """An opaque block somewhere in a clear picture."""
    rgba = np.zeros((*size, 4), np.uint8)
    rgba[..., :3] = (255, 0, 255)  # what clear pixels hold must not be seen
    rgba[20 : 20 + height, 30 : 30 + width] = (40, 80, 120, 255)
    return rgba


@pytest.mark.parametrize(("height", "width"), [(200, 100), (100, 200), (250, 250), (30, 12)])
def test_the_longer_side_fills_the_square_but_for_a_margin(height: int, width: int) -> None:
    ys, xs = np.nonzero(centre(block(height, width))[..., 3] > 127)
    spans = ys.max() - ys.min() + 1, xs.max() - xs.min() + 1
    assert max(spans) == pytest.approx(256 * (1 - 2 * MARGIN), abs=2)
    assert spans[0] / spans[1] == pytest.approx(height / width, rel=0.06)
    assert (ys.min() + ys.max(), xs.min() + xs.max()) == pytest.approx((255, 255), abs=2)


def test_round_the_product_it_is_white_and_clear() -> None:
    out = centre(block(200, 100))
    assert (out[0, 0] == (255, 255, 255, 0)).all()
    assert (out[128, 128] == (40, 80, 120, 255)).all()
    seen = out[..., :3].reshape(-1, 3)
    assert not ((seen[:, 0] > 200) & (seen[:, 1] < 100)).any()  # no magenta


def test_where_it_stood_does_not_matter() -> None:
    first = block(200, 100)
    moved = np.roll(first, (40, 90), (0, 1))
    assert np.array_equal(centre(first), centre(moved))


@pytest.mark.parametrize("rgba", [np.zeros((50, 50, 4), np.uint8), block(20, 20), block(200, 100) * (1, 1, 1, 0)])
def test_nothing_and_specks(rgba: np.ndarray) -> None:
    with pytest.raises(InputError) as caught:
        centre(rgba.astype(np.uint8))
    assert caught.value.remedy


def test_difference_is_how_far_colours_are_where_something_is() -> None:
    shirt = np.asarray(garment())
    assert measure_difference(shirt, shirt) == 0
    other = measure_difference(shirt, np.asarray(garment((200, 40, 40))))
    near = measure_difference(shirt, np.asarray(garment((SAGE[0] + 6, SAGE[1], SAGE[2]))))
    assert 0 < near < 0.03 < 0.15 < other
    clear = shirt.copy()
    clear[..., :3][clear[..., 3] == 0] = 7  # colours of clear pixels do not count
    assert measure_difference(shirt, clear) == 0
    assert measure_difference(np.zeros_like(shirt), np.zeros_like(shirt)) == 0
