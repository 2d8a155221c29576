"""A note on disk that an import is going on, so that a studio that was killed meanwhile can say so when it is back."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from models.types import Progress

EVERY_S = 1.0
"""How often the note is brought up to date."""
LONGEST = 4_000


@dataclass(frozen=True, kw_only=True)
class CutShort:
    """What is known of an import that did not come to its end."""

    name: str
    """The file that was imported."""
    stage: str
    fraction: float
    active: str
    """The shop that was in use when it began, "" for none."""


class Mark:
    """The note of one workspace; a lock that the system takes away from who is killed tells whether it is still true.

    Use it as a context around an import: whatever its end is, it is an end.
    """

    def __init__(self, folder: Path) -> None:
        self._path, self._lock = folder / "importing.json", FileLock(folder / ".importing", timeout=0)
        self._name, self._active, self._written_s = "", "", 0.0

    def begin(self, name: str, active: str) -> Mark:
        """Name the file that is imported, and the shop that is in use; then enter."""
        self._name, self._active, self._written_s = name, active, 0.0
        return self

    def __enter__(self) -> Mark:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            pass  # another studio imports into this workspace; the import itself will say so
        self.show(Progress(fraction=0.0, stage=""))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._lock.is_locked:
            self._path.unlink(missing_ok=True)
            self._lock.release()

    def show(self, progress: Progress) -> None:
        """How far it is; written at most once in EVERY_S.  A full disk is the import's own trouble, not the note's."""
        if not self._lock.is_locked or time.monotonic() - self._written_s < EVERY_S:
            return
        self._written_s = time.monotonic()
        note = CutShort(
            name=self._name[:200], stage=progress.stage[:200], fraction=float(progress.fraction), active=self._active
        )  # fmt: skip
        part = self._path.with_suffix(".part")
        try:
            part.write_text(json.dumps(asdict(note)), encoding="utf-8")
            os.replace(part, self._path)
        except OSError:
            part.unlink(missing_ok=True)

    def find_cut_short(self) -> CutShort | None:
        """The import that was cut short, told once; None when there was none, or one is going on."""
        if not self._path.is_file():
            return None
        try:
            with self._lock:
                text = self._path.read_text(encoding="utf-8")[:LONGEST]
                self._path.unlink(missing_ok=True)
            found = json.loads(text)
            return CutShort(
                name=str(found["name"])[:200], stage=str(found["stage"])[:200], fraction=float(found["fraction"]),
                active=str(found["active"])[:20],
            )  # fmt: skip
        except (Timeout, OSError, ValueError, KeyError, TypeError):
            return None
