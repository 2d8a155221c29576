"""What the user is told: problems with their remedy, progress of long work, and a way to stop it.

The studio is synchronous.  `follow` runs a piece of it in a thread and hands out its progress, so that a Gradio
generator can draw it; closing the generator stops the work.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Generic, TypeVar

import gradio as gr

from models.errors import CancelledError, InputError, StudioError
from models.types import Job, Progress

T = TypeVar("T")
log = logging.getLogger("warhol.ui")
TOAST_S = 12
"""How long a problem stays on screen: long enough to read two sentences."""


NOTE_S = 4


def describe(error: BaseException) -> tuple[str, str]:
    """Title and text of a problem in a user's words; what is not a StudioError is a fault of ours and says so."""
    if isinstance(error, CancelledError):
        return "Stopped", str(error)
    if isinstance(error, StudioError):
        title = "This cannot be used as it is" if isinstance(error, InputError) else "That did not work"
        return title, str(error)
    return "Something broke in the studio", "Nothing of yours is lost. Try again; the log says more."


def tell(error: BaseException) -> None:
    """Show a problem as a message over the page, and log it when it is a fault of ours."""
    title, text = describe(error)
    if not isinstance(error, StudioError):
        log.error("unexpected error", exc_info=error)
    gr.Warning(message(title, text), duration=TOAST_S)


def note(title: str, text: str) -> None:
    """Say that something went well."""
    gr.Info(message(title, text), duration=NOTE_S)


def message(title: str, text: str) -> str:
    """Title and text as the page's messages want them.  They are HTML there, and texts may hold a file's name."""
    return f"<b>{escape(title)}</b>{escape(text)}"


def refuse(error: BaseException) -> gr.Error:
    """The same problem as an exception, for endpoints that have no page to put it on."""
    title, text = describe(error)
    if not isinstance(error, StudioError):
        log.error("unexpected error", exc_info=error)
    return gr.Error(text, title=title, print_exception=False)


@dataclass(frozen=True)
class Done(Generic[T]):
    """The last thing that `follow` hands out."""

    value: T


def follow(work: Callable[[Job], T], stop: threading.Event | None = None) -> Iterator[Progress | Done[T]]:
    """Run `work` in a thread; yield its progress, then `Done`.  Raises what the work raised.

    Setting `stop`, or closing this iterator, tells the work to stop at its next report.
    """
    stopping = stop or threading.Event()
    outbox: queue.Queue[Progress | Done[T] | BaseException] = queue.Queue()

    def run() -> None:
        try:
            outbox.put(Done(work(Job(on_progress=outbox.put, cancelled=stopping.is_set))))
        except BaseException as error:  # handed to the reader below, which raises it
            outbox.put(error)

    threading.Thread(target=run, name="studio-work", daemon=True).start()
    try:
        while True:
            step = outbox.get()
            if isinstance(step, BaseException):
                raise step
            if isinstance(step, Progress) and not outbox.empty():
                continue  # only the newest counts; the page must not lag behind the work
            yield step
            if isinstance(step, Done):
                return
    finally:
        stopping.set()


class Stops:
    """The stop signals of running jobs, one for each session and kind of job."""

    def __init__(self) -> None:
        self._events: dict[tuple[str, str], threading.Event] = {}
        self._lock = threading.Lock()

    def begin(self, session: str, kind: str) -> threading.Event:
        """A fresh signal for a job that starts now; an older job of the same kind is told to stop."""
        with self._lock:
            earlier = self._events.get((session, kind))
            if earlier:
                earlier.set()
            event = self._events[(session, kind)] = threading.Event()
            return event

    def stop(self, session: str, kind: str) -> None:
        """Tell the running job to stop; nothing happens when there is none."""
        with self._lock:
            event = self._events.pop((session, kind), None)
        if event:
            event.set()
