"""Sets of designs that belong together, one after the other, with undo; a small file for each session.

The ids are of pictures of the workspace; what else a set holds is plain JSON of whoever wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import InputError
from models.ids import ID, check_id, check_session
from models.workspace.files import Files

MAX_SETS = 60
MAX_IDS = 48
MAX_BYTES = 200_000
"""Of one set's JSON."""


@dataclass(frozen=True, kw_only=True)
class DesignSet:
    """One set: its pictures in their order, and the wishes that it came from."""

    ids: tuple[str, ...]
    wishes: Mapping[str, Any]


class Sets:
    """The sets of every session.  Sets of which no picture is left are skipped, and lost pictures within a set."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def push(self, session: str, ids: Sequence[str], wishes: Mapping[str, Any]) -> None:
        """One set further; what had been undone is forgotten.  Raises InputError, StorageError."""
        if not 0 < len(ids) <= MAX_IDS:
            raise InputError(f"A set has 1 to {MAX_IDS} designs.")
        entry = {"ids": [check_id(id) for id in ids], "wishes": dict(wishes)}
        if len(json.dumps(entry)) > MAX_BYTES:
            raise InputError("The wishes of this set are too long.", "Shorten them.")
        with self._files.locked():
            sets, position = self._read(session)
            sets = [*sets[: position + 1], entry][-MAX_SETS:]
            self._write(session, sets, len(sets) - 1)

    def replace(self, session: str, wishes: Mapping[str, Any]) -> None:
        """Other wishes for the set that is looked at, such as a lock: no step of its own.  Raises StorageError."""
        with self._files.locked():
            sets, position = self._read(session)
            if sets:
                sets[position] = {"ids": sets[position]["ids"], "wishes": dict(wishes)}
                self._write(session, sets, position)

    def move(self, session: str, by: int) -> DesignSet | None:
        """Go one set back (−1) or forward (+1); None at the end."""
        with self._files.locked():
            sets, position = self._read(session)
            if not 0 <= position + by < len(sets):
                return None
            self._write(session, sets, position + by)
            return _to_set(sets[position + by])

    def current(self, session: str) -> DesignSet | None:
        """The set that the session looks at, also after a restart; None when there is none."""
        sets, position = self._read(session)
        return _to_set(sets[position]) if sets else None

    def room(self, session: str) -> tuple[bool, bool]:
        """Whether there is a set before, and one after."""
        sets, position = self._read(session)
        return position > 0, position < len(sets) - 1

    def _read(self, session: str) -> tuple[list[dict[str, Any]], int]:
        """What is there; nothing when the file is missing or damaged."""
        try:
            data = json.loads(self._path(session).read_bytes())
            position, sets = int(data["position"]), []
            for number, entry in enumerate(data["sets"]):
                ids = [str(id) for id in entry["ids"] if self._exists(str(id))]
                if ids:
                    sets.append({"ids": ids, "wishes": dict(entry["wishes"])})
                elif number <= int(data["position"]):
                    position -= 1
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return [], -1
        return sets, min(max(position, 0), len(sets) - 1)

    def _write(self, session: str, sets: list[dict[str, Any]], position: int) -> None:
        data = {"format": 1, "sets": sets, "position": position}
        self._files.write(self._path(session), json.dumps(data).encode())

    def _exists(self, id: str) -> bool:
        return bool(ID.fullmatch(id)) and (self._files.pictures / f"{id}.json").exists()

    def _path(self, session: str) -> Path:
        return self._files.sessions / f"{check_session(session)}-sets.json"


def _to_set(entry: Mapping[str, Any]) -> DesignSet:
    return DesignSet(ids=tuple(entry["ids"]), wishes=entry["wishes"])
