"""What a browser remembers between visits: the id of its session and the chosen audience, ids only.

The session's id names the undo history in the workspace.  Both come back from the browser, so they are checked like any
input.
"""

from __future__ import annotations

import re
import uuid

import gradio as gr

STORAGE_KEY = "warhol-studio-session"
AUDIENCE_KEY = "warhol-studio-audience"
SECRET = "warhol-studio"  # noqa: S105
"""Fixed, so that a restart of the app can still read it; it hides nothing, the browser holds an id only."""

_ID = re.compile(r"[0-9a-f]{32}")


def remember() -> gr.BrowserState:
    """The browser's place for the session id.  Call inside `gr.Blocks`."""
    return gr.BrowserState("", storage_key=STORAGE_KEY, secret=SECRET)


def remember_audience() -> gr.BrowserState:
    """The browser's place for the chosen audience, see `segments.choice.write_choice`."""
    return gr.BrowserState("", storage_key=AUDIENCE_KEY, secret=SECRET)


def check_session(value: object) -> str:
    """The session id as it came from the browser, or a fresh one where it is missing or malformed."""
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    return uuid.uuid4().hex
