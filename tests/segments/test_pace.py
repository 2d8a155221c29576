"""How progress is told."""

from __future__ import annotations

import pytest

from models.errors import CancelledError
from models.types import Job, Progress
from segments.pace import Pace, say_duration, say_rate


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rate_and_time_left_are_said_within_the_stages_share() -> None:
    heard: list[Progress] = []
    clock = Clock()
    pace = Pace(Job(on_progress=heard.append), "Reading", 0.2, 0.6, "rows", clock)
    pace.report(0.0)
    clock.now = 10.0
    pace.report(0.25, 5_000)
    clock.now = 11.0
    pace.report(1.0, 20_000)
    assert [round(each.fraction, 3) for each in heard] == [0.2, 0.3, 0.6]
    assert [each.stage for each in heard] == ["Reading", "Reading · 500 rows/s · 30 s left", "Reading · 1,818 rows/s"]


def test_what_was_found_done_does_not_make_the_rest_look_fast() -> None:
    heard: list[Progress] = []
    clock = Clock()
    pace = Pace(Job(on_progress=heard.append), "Encoding", 0.0, 1.0, "pictures", clock)
    pace.report(0.9, 0)  # all this was in the cache
    for second in range(1, 61):
        clock.now = float(second)
        pace.report(0.9 + second * 0.001, second)
    assert heard[-1].stage == "Encoding · 1.0 pictures/s · 40 s left"


def test_progress_never_goes_back() -> None:
    heard: list[Progress] = []
    pace = Pace(Job(on_progress=heard.append), "Reading", 0.0, 1.0)
    for fraction in (0.5, 0.2, 0.7, -1.0, 2.0):
        pace.report(fraction)
    assert [each.fraction for each in heard] == [0.5, 0.5, 0.7, 0.7, 1.0]


def test_stopping_is_noticed() -> None:
    with pytest.raises(CancelledError):
        Pace(Job(cancelled=lambda: True), "Reading", 0.0, 1.0).report(0.5)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (59.4, "59 s"), (61, "1 min"), (3600, "1 h 0 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds: float, said: str) -> None:
    assert say_duration(seconds) == said


def test_rates() -> None:
    assert [say_rate(rate) for rate in (0.25, 9.96, 1234.5)] == ["0.2", "10.0", "1,234"]
