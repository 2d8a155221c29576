"""Files of the workspace: written whole or not at all, by one writer at a time."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from models.errors import StorageError
from models.ids import check_id

LOCK_S = 60.0
EXPORT_AGE_S = 24 * 3600.0
"""Files for download go when nobody has read them for so long."""


class Files:
    """The folders, the lock that all processes share, and writes that survive a power cut."""

    def __init__(self, folder: Path, min_free_bytes: int = 0) -> None:
        """Make the folders.  Raises StorageError when that is not possible."""
        self.folder = folder.absolute()
        self.pictures = self.folder / "pictures"
        self.sessions = self.folder / "sessions"
        self.exports = self.folder / "exports"
        self.index = self.folder / "index.sqlite"
        self.min_free_bytes = min_free_bytes
        with storage_errors():
            for each in (self.pictures, self.sessions, self.exports):
                each.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.folder / ".lock", timeout=LOCK_S)

    def picture(self, id: str) -> Path:
        """Where the pixels of a picture lie.  Raises InputError when this is not an id."""
        return self.pictures / f"{check_id(id)}.png"

    def record(self, id: str) -> Path:
        """Where the sidecar of a picture lies.  Raises InputError when this is not an id."""
        return self.pictures / f"{check_id(id)}.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer, of all threads and processes; may be nested.  Freed by the system when killed."""
        try:
            self._lock.acquire()
        except Timeout as error:
            raise StorageError("The workspace is busy.", "Try again in a moment.") from error
        except OSError as error:
            raise explain(error) from error
        try:
            yield
        finally:
            self._lock.release()

    def write(self, path: Path, data: bytes) -> None:
        """Put `data` at `path` in one step; call it inside of `locked`.

        Raises StorageError, and then whatever was at `path` before is still there.
        """
        part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
        try:
            with storage_errors():
                self.check_space(len(data))
                with part.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(part, path)
                _sync_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)

    def check_space(self, needed: int) -> None:
        """Raises OSError, as the system would, when the disk would be too full after `needed` bytes more."""
        if shutil.disk_usage(self.folder).free - needed < self.min_free_bytes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def sweep(self) -> None:
        """Clear up after killed saves and old downloads; call it inside of `locked`."""
        for part in (*self.pictures.glob(".*.part"), *self.sessions.glob(".*.part")):
            part.unlink(missing_ok=True)
        for picture in self.pictures.glob("*.png"):
            if not picture.with_suffix(".json").exists():
                picture.unlink(missing_ok=True)
        self.sweep_exports()

    def sweep_exports(self) -> None:
        """Delete old downloads; call it inside of `locked`.

        What is being read is young, where the system notes when files are read.  Where it does not, a file that is
        open stays readable to its end, or on Windows cannot be deleted.
        """
        for export in self.exports.iterdir():
            if time.time() - _last_used_s(export) > EXPORT_AGE_S:
                shutil.rmtree(export, ignore_errors=True)


def _last_used_s(export: Path) -> float:
    """When a download was made or last read, in seconds since 1970; now, where that cannot be seen."""
    try:
        times = [export.stat().st_mtime]  # a folder's own st_atime is that of the last sweep
        for each in export.iterdir():
            about = each.stat()
            times += [about.st_mtime, about.st_atime]
    except OSError:  # another process sweeps as well
        return time.time()
    return max(times)


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn the system's errors into ones that a user can act on."""
    try:
        yield
    except OSError as error:
        raise explain(error) from error


def explain(error: OSError) -> StorageError:
    """What an OSError of the workspace means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError("The disk is full; nothing was saved.", "Free some space and try again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError("The workspace folder cannot be written.", "Check who may write there, or choose another.")
    return StorageError("The workspace could not be read or written.", "Check the disk and try again.")


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
