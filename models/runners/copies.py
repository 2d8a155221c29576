"""What the copies of a model server say of one backend, put together.

A request to the address of several copies reaches any of them, so an answer is only that copy's (`door.py` says which
one it is and how many there are).  The next call may go to any copy as well: a backend is ready when all have it.
"""

from __future__ import annotations

import threading
import time
from typing import Any

FORGET_S = 120.0
"""A copy that was not heard of for so long is gone; another one has taken its place, or will."""
MOST_ASKED = 12
"""How often the address is asked at once to hear of more of its copies."""


class Copies:
    """The latest answers of the copies behind one address, about one backend.  Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: dict[str, tuple[float, dict[str, Any]]] = {}
        self._count = 1

    def hear(self, told: dict[str, Any]) -> str:
        """Take an answer in; returns the name of the copy that gave it, "" where it gave none."""
        name, count = told.get("copy"), told.get("copies")
        name = name if isinstance(name, str) else ""
        with self._lock:
            self._count = count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 1
            if not name:  # nobody is there, or it has no copies
                self._told.clear()
            self._told.pop("", None)
            self._told.pop(name, None)  # the latest go last
            self._told[name] = time.monotonic(), told
            now = time.monotonic()
            kept = [each for each, (when, _) in self._told.items() if now - when < FORGET_S][-self._count :]
            self._told = {each: self._told[each] for each in kept}
        return name

    @property
    def count(self) -> int:
        """How many copies there are."""
        return self._count

    def sum_up(self) -> dict[str, Any]:
        """One answer for all: that of a copy that failed; else "ready" when every copy is, "cold" when every copy that
        was heard of is, and "loading" in between."""
        with self._lock:
            answers, count = [told for _, told in self._told.values()], self._count
        broken = next((each for each in answers if "failure" in each), None)
        if broken is not None:
            return broken
        states = {each.get("state") for each in answers}
        if len(states) == 1 and states != {"ready"}:
            return answers[-1]
        if states == {"ready"} and len(answers) >= count:
            return answers[-1]
        return {"state": "loading"}

    def is_lagging(self) -> bool:
        """Whether a copy has not begun to load what another has: one that was started, or started anew, later."""
        with self._lock:
            states = {told.get("state") for _, told in self._told.values()}
        return "cold" in states and "ready" in states
