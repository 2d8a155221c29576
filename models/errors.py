"""Everything that can go wrong in words that a user can act on.

    StudioError
    ├── InputError                what came from outside is not usable: a file, a number, an id
    ├── CapabilityError           the backend cannot do what was asked of it
    ├── BackendUnavailableError   the backend is not there: weights missing, device or engine not reachable
    ├── BackendFailedError        the backend broke while it worked; the cause is chained
    ├── StorageError              the workspace could not be read or written
    ├── SegmentDataError          an import or its data does not fit
    └── CancelledError            the user stopped it

Raised where the problem is known, shown once in `ui/feedback.py`.
"""

from __future__ import annotations


class StudioError(Exception):
    """The root.  `message` says what is wrong, `remedy` what the user can do about it; both are plain sentences."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class InputError(StudioError):
    """What came from outside is not usable: a file, a number, an id."""


class CapabilityError(StudioError):
    """The backend cannot do what was asked of it."""


class BackendUnavailableError(StudioError):
    """The backend is not there: weights missing, device or engine not reachable."""


class BackendFailedError(StudioError):
    """The backend broke while it worked; the cause is chained."""


class StorageError(StudioError):
    """The workspace could not be read or written; nothing half-written stays behind."""


class SegmentDataError(StudioError):
    """An import or its data does not fit."""


class CancelledError(StudioError):
    """The user stopped it."""
