"""What an id looks like, so that no other text ever becomes a path."""

from __future__ import annotations

import re

from models.errors import InputError

ID = re.compile(r"[a-z]{1,24}-[0-9a-f]{16,64}")
SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check_id(value: str) -> str:
    """The id of a picture, if it is one.  Raises InputError."""
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise InputError("This is not the id of a picture.", "Choose the picture again.")
    return value


def check_session(value: str) -> str:
    """The session's id, if it is one.  Raises InputError."""
    if not isinstance(value, str) or not SESSION.fullmatch(value):
        raise InputError("This is not the id of a session.", "Reload the page.")
    return value
