"""A lock that lets callers in one by one, in the order in which they came.

`threading.Lock` lets in whoever is quickest, and background work that asks again at once would keep a visitor waiting.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Turnstile:
    """First come, first served.  Whoever enters leaves again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Event] = deque()

    def enter(self, every_s: float, on_wait: Callable[[], None]) -> None:
        """Wait until it is our turn; `on_wait` is called every so many seconds, and may raise to give up the place."""
        gate = threading.Event()
        with self._guard:
            self._queue.append(gate)
            if self._queue[0] is gate:
                gate.set()
        try:
            while not gate.wait(every_s):
                on_wait()
        except BaseException:
            self._drop(gate)
            raise

    def leave(self) -> None:
        """Let the next one in."""
        with self._guard:
            self._queue.popleft()
            if self._queue:
                self._queue[0].set()

    def _drop(self, gate: threading.Event) -> None:
        with self._guard:
            first = self._queue[0] is gate
            self._queue.remove(gate)
            if first and self._queue:
                self._queue[0].set()
