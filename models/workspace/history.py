"""Undo and redo: which picture each browser session looked at, saved at every step."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from models.ids import ID, check_id, check_session
from models.workspace.files import Files

MAX_STEPS = 200


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The ids in the order in which they came, and which of them is looked at; −1 when there is none."""

    ids: tuple[str, ...] = ()
    position: int = -1

    def push(self, id: str) -> Steps:
        """One step further; what had been undone is forgotten."""
        ids = (*self.ids[: self.position + 1], id)[-MAX_STEPS:]
        return Steps(ids=ids, position=len(ids) - 1)

    @property
    def current(self) -> str | None:
        return self.ids[self.position] if self.position >= 0 else None


class History:
    """The steps of every session, in a small file each.  What was deleted meanwhile is skipped."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def push(self, session: str, id: str) -> None:
        """Look at `id` next; the same id again is no step.  Raises InputError, StorageError."""
        check_id(id)
        with self._files.locked():
            steps = self.read(session)
            if steps.current != id:
                self._write(session, steps.push(id))

    def move(self, session: str, by: int) -> str | None:
        """Go one step back (−1) or forward (+1) and return the id there, or None at the end."""
        with self._files.locked():
            steps = self.read(session)
            position = steps.position + by
            if not 0 <= position < len(steps.ids):
                return None
            steps = replace(steps, position=position)
            self._write(session, steps)
            return steps.current

    def read(self, session: str) -> Steps:
        """The steps of a session whose pictures are still there; none when its file is missing or damaged."""
        path = self._path(session)
        try:
            data = json.loads(path.read_bytes())
            ids, position = [str(each) for each in data["ids"]], int(data["position"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return Steps()
        there = [bool(ID.fullmatch(each)) and self._exists(each) for each in ids]
        position = min(max(position, -1), len(ids) - 1)
        left = tuple(each for each, ok in zip(ids, there, strict=True) if ok)
        return Steps(ids=left, position=max(sum(there[: position + 1]) - 1, 0 if left else -1))

    def _exists(self, id: str) -> bool:
        return (self._files.pictures / f"{id}.json").exists()

    def _path(self, session: str) -> Path:
        return self._files.sessions / f"{check_session(session)}.json"

    def _write(self, session: str, steps: Steps) -> None:
        data = {"format": 1, "ids": steps.ids, "position": steps.position}
        self._files.write(self._path(session), json.dumps(data).encode())
