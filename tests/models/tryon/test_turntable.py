"""A look that turns: as it is in the picture, lit from the same side, a loop; and who cannot turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.errors import CapabilityError
from models.people import mannequin, people
from models.tryon.body import Body, body_of_mannequin
from models.tryon.turntable import Turning, check_turning, draw_turned, prepare_turning, swing
from models.types import Job
from tests.models.tryon.test_shoes_and_hats import beanie, seen, sneaker, wear

STANDING = [each.id for each in people() if each.pose != "seated"]
if not STANDING:
    pytest.skip("assets/people NOT TESTED: no mannequins are here", allow_module_level=True)


@pytest.fixture(scope="module")
def body() -> Body:
    return body_of_mannequin(mannequin(STANDING[0]))


@pytest.fixture(scope="module")
def turning(body: Body) -> Turning:
    return prepare_turning(body, [wear("shoes", sneaker()), wear("hat", beanie())], "auto", Job())


def test_facing_ahead_it_is_the_picture_itself(turning: Turning) -> None:
    """Where skin faces the lens, the frame has the picture's own colours."""
    frame = draw_turned(turning, 0.0)
    px = np.round(turning.spots[turning.trust > 0.95]).astype(int)
    inner = (px >= 0).all(1) & (px < np.array(turning.body.size_px)).all(1)
    px = px[inner]
    red = seen(frame)
    px = px[~red[px[:, 1], px[:, 0]]]
    away = frame[px[:, 1], px[:, 0]].astype(int) - turning.body.picture[px[:, 1], px[:, 0]]
    assert np.median(np.abs(away)) <= 2


def test_it_turns_to_both_sides_with_its_shoes_and_hat(turning: Turning) -> None:
    left, ahead, right = (draw_turned(turning, angle) for angle in (-25.0, 0.0, 25.0))
    assert left.shape == ahead.shape == right.shape
    for frame in (left, right):
        assert np.abs(frame.astype(int) - ahead).mean() > 0.5
        assert seen(frame).sum() > 0.5 * seen(ahead).sum()
    rows = np.flatnonzero(seen(left).any(1))
    assert np.ptp(rows) > 0.7 * left.shape[0]


def test_the_ground_far_from_the_body_stands_still(turning: Turning) -> None:
    one, other = draw_turned(turning, -25.0), draw_turned(turning, 25.0)
    edge = max(4, turning.left)
    assert np.array_equal(one[:, : edge // 2], other[:, : edge // 2])
    above = len(one) // 24
    assert np.array_equal(one[:above], other[:above])


def test_a_clip_is_a_loop(turning: Turning) -> None:
    frames = list(swing(turning, 8))
    assert len(frames) == 8
    assert np.array_equal(frames[0], frames[4])
    assert np.array_equal(frames[1], frames[3])
    assert np.array_equal(frames[5], frames[7])
    assert not np.array_equal(frames[2], frames[6])


def test_photos_and_seated_bodies_cannot_turn(body: Body) -> None:
    with pytest.raises(CapabilityError) as caught:
        check_turning(replace(body, normals=None))
    assert "mannequin" in caught.value.remedy
    for each in people():
        if each.pose == "seated":
            with pytest.raises(CapabilityError, match="sits"):
                check_turning(body_of_mannequin(mannequin(each.id)))
            break
