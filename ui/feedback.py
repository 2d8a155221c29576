"""What the user is told: problems with their remedy, progress of long work, and a way to stop it.

The studio is synchronous.  `follow` (`models/following.py`) runs a piece of it in a thread and hands out its progress,
so that a Gradio generator can draw it; closing the generator stops the work.
"""

from __future__ import annotations

import logging
import threading
from html import escape

import gradio as gr

from models.errors import CancelledError, InputError, StudioError
from models.following import Done as Done
from models.following import follow as follow

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
