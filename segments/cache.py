"""The store of vectors, thumbnails, cut-outs and colours by content hash: one SQLite file, safe against being killed.

A cache: when the file turns out damaged it is set aside and begun anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.errors import StorageError
from models.workspace.files import storage_errors
from segments.swatches import Swatch, from_bytes, is_old

T = TypeVar("T")
AT_ONCE = 500
"""So many hashes go into one question."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, sha256 TEXT, vector BLOB NOT NULL, PRIMARY KEY (encoder, sha256));
CREATE TABLE IF NOT EXISTS looks (sha256 TEXT PRIMARY KEY, jpeg BLOB NOT NULL, swatch BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS cutouts (masker TEXT, sha256 TEXT, webp BLOB NOT NULL, PRIMARY KEY (masker, sha256));
"""


class Look(NamedTuple):
    """How a picture looks in small: a JPEG thumbnail and its colours."""

    jpeg: bytes
    swatch: Swatch


class Cache:
    """Vectors (float32) and how pictures look.  One object a thread; any number of processes."""

    def __init__(self, path: Path) -> None:
        """Open the file, make it when it is not there, begin anew when it is damaged.  Raises StorageError."""
        self.path = path
        with storage_errors():
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = self._open()
        except sqlite3.DatabaseError as error:
            if _is_trouble(error):
                raise _explain(error) from error
            self._set_aside()
            self._database = self._ask(self._open)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def has(self, encoder: str, sha256: str) -> bool:
        """Whether there is a vector of this picture.  Raises StorageError."""
        question = "SELECT 1 FROM vectors WHERE encoder = ? AND sha256 = ?"
        return self._ask(lambda: self._database.execute(question, (encoder, sha256)).fetchone()) is not None

    def vectors(self, encoder: str, hashes: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of pictures, (n, d), in their order.  Raises StorageError when one is not there."""
        found: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(hashes), AT_ONCE):
            part = list(dict.fromkeys(hashes[start : start + AT_ONCE]))
            marks = ",".join("?" * len(part))
            question = f"SELECT sha256, vector FROM vectors WHERE encoder = ? AND sha256 IN ({marks})"  # noqa: S608
            for sha256, vector in self._fetch(question, (encoder, *part)):
                found[sha256] = np.frombuffer(vector, np.float32)
        try:
            return np.stack([found[each] for each in hashes])
        except (KeyError, ValueError) as error:
            raise _damaged() from error

    def thumbnail(self, sha256: str) -> bytes | None:
        """The small JPEG of a picture, None when it is not there.  Raises StorageError."""
        found = self._fetch("SELECT jpeg FROM looks WHERE sha256 = ?", (sha256,))
        return bytes(found[0][0]) if found else None

    def swatches(self, hashes: Sequence[str]) -> dict[str, Swatch]:
        """The colours of pictures, as far as they are there and read as they are now.  Raises StorageError."""
        rows: list[tuple[Any, ...]] = []
        for start in range(0, len(hashes), AT_ONCE):
            part = hashes[start : start + AT_ONCE]
            marks = ",".join("?" * len(part))
            rows += self._fetch(f"SELECT sha256, swatch FROM looks WHERE sha256 IN ({marks})", tuple(part))  # noqa: S608
        try:
            return {sha256: from_bytes(swatch) for sha256, swatch in rows if not is_old(swatch)}
        except ValueError as error:
            raise _damaged() from error

    def put(
        self, encoder: str, hashes: Sequence[str], vectors: NDArray[np.float32], looks: Sequence[Look] | None = None
    ) -> None:
        """Keep a batch: all of it or, when that fails or the process is killed, nothing.  Raises StorageError.

        `looks` are those of the pictures; None for texts.
        """
        rows = [(encoder, each, vector.tobytes()) for each, vector in zip(hashes, vectors, strict=True)]
        pairs = [] if looks is None else zip(hashes, looks, strict=True)
        seen = [(each, look.jpeg, look.swatch.to_bytes()) for each, look in pairs]

        def write() -> None:
            with self._database:  # a transaction
                self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
                self._database.executemany("INSERT OR REPLACE INTO looks VALUES (?, ?, ?)", seen)

        self._ask(write)

    def put_swatches(self, swatches: Mapping[str, Swatch]) -> None:
        """Keep the colours of pictures that are there, by their hashes.  Raises StorageError."""
        rows = [(swatch.to_bytes(), sha256) for sha256, swatch in swatches.items()]

        def write() -> None:
            with self._database:
                self._database.executemany("UPDATE looks SET swatch = ? WHERE sha256 = ?", rows)

        self._ask(write)

    def cutouts(self, masker: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """The products of pictures, cut out, as far as that was done; b"" where there is none.  Raises StorageError."""
        rows: list[tuple[Any, ...]] = []
        for start in range(0, len(hashes), AT_ONCE):
            part = hashes[start : start + AT_ONCE]
            marks = ",".join("?" * len(part))
            question = f"SELECT sha256, webp FROM cutouts WHERE masker = ? AND sha256 IN ({marks})"  # noqa: S608
            rows += self._fetch(question, (masker, *part))
        return {sha256: bytes(webp) for sha256, webp in rows}

    def put_cutout(self, masker: str, sha256: str, webp: bytes) -> None:
        """Keep the product of a picture; b"" when it has none.  Raises StorageError."""

        def write() -> None:
            with self._database:
                self._database.execute("INSERT OR REPLACE INTO cutouts VALUES (?, ?, ?)", (masker, sha256, webp))

        self._ask(write)

    def count(self, encoder: str) -> int:
        """How many vectors of an encoder there are.  Raises StorageError."""
        return int(self._fetch("SELECT count(*) FROM vectors WHERE encoder = ?", (encoder,))[0][0])

    def _fetch(self, question: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        return self._ask(lambda: self._database.execute(question, values).fetchall())

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=60)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.executescript(SCHEMA)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _set_aside(self) -> None:
        with storage_errors():
            os.replace(self.path, self.path.with_suffix(".damaged"))
            for ending in ("-wal", "-shm"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def _ask(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except sqlite3.Error as error:
            raise _explain(error) from error


def _damaged() -> StorageError:
    return StorageError("The cache of vectors is damaged.", "Delete cache.sqlite and import again.")


def _is_trouble(error: sqlite3.DatabaseError) -> bool:
    """Whether it is the system's fault (locked, full, not allowed), not the file's."""
    return isinstance(error, sqlite3.OperationalError)


def _explain(error: sqlite3.Error) -> StorageError:
    if "full" in str(error):
        return StorageError("The disk is full; the import was stopped.", "Free some space; what is done is kept.")
    return StorageError("The cache of vectors could not be read or written.", "Check the disk and try again.")
