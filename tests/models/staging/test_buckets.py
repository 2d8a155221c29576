"""Buckets: the crop always fits, little more than asked is made, keys are the same for what is the same."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.errors import InputError
from models.staging.buckets import MOST_PADDING, RATIO, Bucket, Frame, find_bucket, find_crop, surplus


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    width, height = draw(st.integers(8, 4000)), draw(st.integers(8, 4000))
    aspect, fill = draw(st.floats(0.1, 10)), draw(st.floats(0.05, 1))
    scale = fill * min(width / aspect, height)
    wide, high = aspect * scale, scale
    left, top = draw(st.floats(0, 1)) * (width - wide), draw(st.floats(0, 1)) * (height - high)
    frame = Frame(
        width_px=width,
        height_px=height,
        left=left,
        top=top,
        right=min(left + wide, width),
        bottom=min(top + high, height),
    )
    assume(max(frame.paddings) <= MOST_PADDING)
    return frame


@settings(deadline=None, max_examples=300)
@given(frames(), st.sampled_from([1.1, RATIO, 1.5]))
def test_the_crop_fits_and_shows_the_product_where_it_was_asked_for(frame: Frame, ratio: float) -> None:
    bucket = find_bucket(frame, ratio)
    made = bucket.frame(frame.right - frame.left, frame.bottom - frame.top, 1024)
    left, top, right, bottom = find_crop(frame, made)
    assert 0 <= left < right <= made.width_px
    assert 0 <= top < bottom <= made.height_px
    across, down = frame.width_px / (right - left), frame.height_px / (bottom - top)
    tolerance_px = 1e-6 * max(frame.width_px, frame.height_px)
    assert (made.left - left) * across == pytest.approx(frame.left, abs=tolerance_px)
    assert (made.top - top) * down == pytest.approx(frame.top, abs=tolerance_px)
    assert (made.right - left) * across == pytest.approx(frame.right, abs=tolerance_px)
    assert (made.bottom - top) * down == pytest.approx(frame.bottom, abs=tolerance_px)


@settings(deadline=None, max_examples=300)
@given(frames(), st.sampled_from([1.1, RATIO, 1.5]))
def test_what_is_made_beyond_what_is_asked_stays_within_one_step(frame: Frame, ratio: float) -> None:
    worst = surplus(frame, find_bucket(frame, ratio))
    assert 1 - 1e-9 <= worst < ratio * (1 + 1e-9)


@settings(deadline=None, max_examples=200)
@given(frames(), st.integers(2, 4))
def test_a_placement_twice_as_large_is_the_same_bucket(frame: Frame, times: int) -> None:
    larger = Frame(
        width_px=frame.width_px * times,
        height_px=frame.height_px * times,
        left=frame.left * times,
        top=frame.top * times,
        right=frame.right * times,
        bottom=frame.bottom * times,
    )
    assert find_bucket(larger).key == find_bucket(frame).key


@settings(deadline=None, max_examples=200)
@given(st.tuples(*[st.integers(0, 12)] * 4), st.floats(0.2, 5))
def test_a_bucket_s_own_picture_belongs_to_it(steps: tuple[int, int, int, int], aspect: float) -> None:
    top, right, bottom, left = steps
    bucket = Bucket(top=top, right=right, bottom=bottom, left=left)
    made = bucket.frame(aspect, 1.0, 100_000)
    assert find_bucket(made) == bucket


def test_keys_say_all_that_sets_buckets_apart() -> None:
    assert Bucket(top=1, right=2, bottom=3, left=4).key == "1-2-3-4@1.2"
    assert Bucket(top=1, right=2, bottom=3, left=4, ratio=1.5).key != Bucket(top=1, right=2, bottom=3, left=4).key


def test_a_picture_of_another_bucket_is_refused() -> None:
    wide = Frame(width_px=970, height_px=250, left=400, top=25, right=500, bottom=225)
    narrow = Bucket(top=1, right=1, bottom=1, left=1).frame(100, 200, 512)
    with pytest.raises(InputError):
        find_crop(wide, narrow)


@pytest.mark.parametrize(
    "box", [(10, 10, 10, 20), (-1, 0, 5, 5), (0, 0, 101, 5), (5, 5, 2, 9), (float("nan"), 0, 5, 5)]
)
def test_a_box_that_is_none_is_refused(box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = box
    with pytest.raises(InputError):
        Frame(width_px=100, height_px=100, left=left, top=top, right=right, bottom=bottom)


def test_a_speck_is_refused() -> None:
    with pytest.raises(InputError):
        find_bucket(Frame(width_px=4000, height_px=4000, left=2000, top=2000, right=2000.01, bottom=2000.01))
