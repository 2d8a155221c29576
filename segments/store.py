"""Where imports live: numbered snapshots in the workspace, one of them active.

    segments/
        active                   the number of the active snapshot, replaced in one step
        000007/                  a snapshot; written elsewhere, renamed into place when it is whole
        .drafts/<random>/        an import that is going on, or one that was killed
        cache.sqlite             pictures and vectors by content, see embeddings.py
        edits.json               what users decided about segments; kept over re-runs
        failed-rejects.csv       what was wrong with the rows of the last import that failed
        .lock

Readers need no lock.  A draft that nobody works on any more is swept away by the next import.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock, Timeout

from models.errors import SegmentDataError, StorageError
from models.workspace.files import explain, sha256_of, storage_errors
from segments.snapshot import FORMAT, MANIFEST, REJECTS, Manifest, Snapshot, write_manifest

KEPT = 3
"""So many snapshots stay: the active one and those before it."""
NAME = re.compile(r"\d{6}")
FILE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,80}")


class Draft:
    """A snapshot while it is made.  Put files into `folder`, flat, in lower case; `Store.draft` does the rest."""

    def __init__(self, folder: Path, scratch: Path, version: int) -> None:
        self.folder = folder
        self.scratch = scratch
        """For what is needed only while the import runs."""
        self.version = version
        self.manifest: Manifest | None = None

    def write_json(self, name: str, value: Any) -> None:
        """Put a further file into the snapshot.  Raises StorageError."""
        with storage_errors():
            (self.folder / name).write_text(json.dumps(value, ensure_ascii=False, allow_nan=False), encoding="utf-8")

    def read_users(self) -> pl.DataFrame:
        """Which id each code of the draft stands for, see `tables.USER_SCHEMA`.  Private."""
        return pl.read_parquet(self.folder / "users-*.parquet")

    def finish(self, manifest: Manifest) -> None:
        """Say that the draft is complete; without this it is thrown away."""
        self.manifest = manifest


class Store:
    """The snapshots of one workspace, for any number of reading processes and one importing one."""

    def __init__(self, workspace: Path) -> None:
        """Open the store in a workspace folder; nothing is written yet."""
        self.folder = workspace.absolute() / "segments"
        self.cache = self.folder / "cache.sqlite"

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────

    def active(self) -> Snapshot:
        """The snapshot that everybody works with.  Raises SegmentDataError when nothing was imported yet."""
        id = self.active_id()
        if id is None:
            raise SegmentDataError("No shop was imported yet.", "Import a catalogue and its histories.")
        return Snapshot(self.folder / id)

    def active_id(self) -> str | None:
        """The name of the active snapshot, None when there is none.  Raises StorageError, SegmentDataError."""
        with storage_errors():
            try:
                id = (self.folder / "active").read_text(encoding="ascii", errors="replace").strip()
            except FileNotFoundError:
                return None
        if not NAME.fullmatch(id):
            raise SegmentDataError("The note which import is in use is damaged.", "Choose an import again.")
        return id

    def snapshots(self) -> list[str]:
        """The names of all whole snapshots, newest first."""
        if not self.folder.is_dir():
            return []
        found = [each.name for each in self.folder.iterdir() if NAME.fullmatch(each.name)]
        return sorted((name for name in found if (self.folder / name / MANIFEST).is_file()), reverse=True)

    def snapshot(self, id: str) -> Snapshot:
        """A snapshot by its name.  Raises SegmentDataError."""
        if not NAME.fullmatch(id):
            raise SegmentDataError("This is not the name of an import.", "Choose it from the list.")
        return Snapshot(self.folder / id)

    # ── importing ────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A new snapshot to be filled; it becomes active at the end of the block if it was finished in there.

        Raises StorageError when another import is going on or the disk does not take it.  Whatever happens, the
        snapshot that was active before stays so, and whole.
        """
        with storage_errors():
            (self.folder / ".drafts").mkdir(parents=True, exist_ok=True)
        with self._only_importer():
            self._sweep()
            (self.folder / "failed-rejects.csv").unlink(missing_ok=True)
            top = self.folder / ".drafts" / uuid.uuid4().hex
            draft = Draft(top / "snapshot", top / "scratch", self._next_version())
            try:
                with storage_errors():
                    draft.folder.mkdir(parents=True)
                    draft.scratch.mkdir()
                yield draft
                if draft.manifest is not None:
                    self._publish(draft, draft.manifest)
            except BaseException:
                self._keep_rejects(draft)
                raise
            finally:
                shutil.rmtree(top, ignore_errors=True)

    def activate(self, id: str) -> None:
        """Go back (or forward) to another snapshot.  Raises SegmentDataError when it is not whole, StorageError."""
        self.snapshot(id).verify()
        with self._only_importer():
            self._write(self.folder / "active", id.encode())

    def failed_rejects(self) -> Path | None:
        """What was wrong with the rows of the last import, if it failed."""
        path = self.folder / "failed-rejects.csv"
        return path if path.is_file() else None

    # ── decisions of users ───────────────────────────────────────────────────────────────────────────────────────

    def edits(self) -> dict[str, Any]:
        """What users decided about segments (names, merges, what is hidden), {} when nothing."""
        try:
            value = json.loads((self.folder / "edits.json").read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise StorageError(
                "The names of the segments could not be read.", "Restore the file edits.json."
            ) from error
        return value if isinstance(value, dict) else {}

    def save_edits(self, edits: dict[str, Any]) -> None:
        """Replace what users decided.  Raises StorageError, and then the old ones are still there."""
        with storage_errors():
            self.folder.mkdir(parents=True, exist_ok=True)
        self._write(self.folder / "edits.json", json.dumps(edits, ensure_ascii=False, indent=2).encode())

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _only_importer(self) -> Iterator[None]:
        lock = FileLock(self.folder / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise StorageError("Another import is going on.", "Wait until it is finished, or stop it.") from error
        except OSError as error:
            raise explain(error) from error
        try:
            yield
        finally:
            lock.release()

    def _publish(self, draft: Draft, manifest: Manifest) -> None:
        """Make the draft last, move it into place, and make it the active one; each step is whole or not done."""
        with storage_errors():
            files = sorted(each for each in draft.folder.iterdir() if each.name != MANIFEST)
            if not all(each.is_file() and FILE.fullmatch(each.name) for each in files):
                raise SegmentDataError("The import has a file that does not belong there.")
            for each in files:
                _sync(each)
            hashes = {each.name: sha256_of(each) for each in files}
            manifest = replace(manifest, format=FORMAT, version=draft.version, sha256=hashes)
            self._write(draft.folder / MANIFEST, write_manifest(manifest))
            final = self.folder / f"{draft.version:06d}"
            os.rename(draft.folder, final)
            _sync(self.folder)
        self._write(self.folder / "active", final.name.encode())
        for old in self.snapshots()[KEPT:]:
            if old != final.name:
                self._discard(old)

    def _discard(self, id: str) -> None:
        """Drop an old snapshot: out of sight in one step, so that nobody ever sees half of one."""
        aside = self.folder / ".drafts" / uuid.uuid4().hex
        try:
            os.rename(self.folder / id, aside)
        except OSError:
            return  # it stays a while longer; the new one is safe
        shutil.rmtree(aside, ignore_errors=True)

    def _next_version(self) -> int:
        names = [int(each.name) for each in self.folder.iterdir() if NAME.fullmatch(each.name)]
        return max(names, default=0) + 1

    def _sweep(self) -> None:
        """Clear up after imports that were killed."""
        for each in (self.folder / ".drafts").iterdir():
            shutil.rmtree(each, ignore_errors=True)
        for part in self.folder.glob(".*.part"):
            part.unlink(missing_ok=True)

    def _keep_rejects(self, draft: Draft) -> None:
        try:
            os.replace(draft.folder / REJECTS, self.folder / "failed-rejects.csv")
        except OSError:
            pass  # the import failed before it read a row; its own error matters more

    def _write(self, path: Path, data: bytes) -> None:
        """Replace a small file in one step."""
        part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
        try:
            with storage_errors():
                with part.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(part, path)
                _sync(path.parent)
        finally:
            part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Make a file or a folder last through a power cut, where the system can."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
