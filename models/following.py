"""Work in a thread, its progress to whoever waits for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.types import Job, Progress

T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """The last thing that `follow` hands out."""

    value: T


def follow(
    work: Callable[[Job], T], stop: threading.Event | None = None, beat_s: float | None = None
) -> Iterator[Progress | Done[T]]:
    """Run `work` in a thread; yield its progress, then `Done`.  Raises what the work raised.

    Setting `stop`, or closing this iterator, tells the work to stop at its next report.  With `beat_s` the newest
    progress comes again whenever nothing else did for so long.
    """
    stopping = stop or threading.Event()
    outbox: queue.Queue[Progress | Done[T] | BaseException] = queue.Queue()
    newest = Progress(fraction=0.0, stage="Waiting")

    def run() -> None:
        try:
            outbox.put(Done(work(Job(on_progress=outbox.put, cancelled=stopping.is_set))))
        except BaseException as error:  # handed to the reader below, which raises it
            outbox.put(error)

    threading.Thread(target=run, name="studio-work", daemon=True).start()
    try:
        while True:
            try:
                step = outbox.get(timeout=beat_s)
            except queue.Empty:
                yield newest
                continue
            if isinstance(step, BaseException):
                raise step
            if isinstance(step, Progress):
                newest = step
                if not outbox.empty():
                    continue  # only the newest counts; the page must not lag behind the work
            yield step
            if isinstance(step, Done):
                return
    finally:
        stopping.set()
