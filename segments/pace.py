"""How fast a long import goes and how long it still takes, in words."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from models.types import Job

WINDOW_S = 20.0
"""Speed is that of the last so many seconds: work that was found done is over in a moment and says nothing."""


class Pace:
    """Reports one stage of a job: its share of the whole, what is counted, how many a second, and the time left."""

    def __init__(
        self,
        job: Job,
        stage: str,
        begin: float,
        end: float,
        unit: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`begin` and `end` are the stage's place in the whole job, 0..1; `unit` names what is counted."""
        self._job, self._stage, self._begin, self._end, self._unit = job, stage, begin, end, unit
        self._clock = clock
        self._seen = deque([(clock(), 0.0, 0)])

    def report(self, fraction: float, count: int = 0) -> None:
        """Tell that `fraction` of the stage is done, and how many were handled in it.  Raises CancelledError."""
        fraction = min(1.0, max(fraction, self._seen[-1][1]))  # never backwards
        self._seen.append((self._clock(), fraction, count))
        while len(self._seen) > 2 and self._seen[1][0] < self._seen[-1][0] - WINDOW_S:
            self._seen.popleft()
        words = " · ".join([self._stage, *self._speed(fraction)])
        self._job.report(self._begin + fraction * (self._end - self._begin), words)

    def _speed(self, fraction: float) -> list[str]:
        (began, before, counted), (now, _, count) = self._seen[0], self._seen[-1]
        seconds, made = now - began, fraction - before
        if seconds < 1:
            return []
        rate = [f"{say_rate((count - counted) / seconds)} {self._unit}/s"] if self._unit and count > counted else []
        left = [f"{say_duration(seconds * (1 - fraction) / made)} left"] if made > 0 and fraction < 1 else []
        return rate + left


def say_rate(rate: float) -> str:
    """A rate with as many digits as one wants to read."""
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"


def say_duration(seconds: float) -> str:
    """A duration in the unit that fits: "40 s", "12 min", "2 h 5 min"."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
