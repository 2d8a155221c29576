"""The workspace: save a picture and have it for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from PIL import Image

from models.pictures import Limits, clean_title
from models.types import Artefact, Provenance
from models.workspace.catalogue import Catalogue, Rebuilt
from models.workspace.exports import Exports
from models.workspace.files import Files, storage_errors
from models.workspace.history import History
from models.workspace.reopening import Remake, reopen
from models.workspace.sets import Sets
from models.workspace.sidecar import write_sidecar
from models.workspace.store import Store


class Workspace:
    """Pictures, kept things and undo in one folder, for any number of threads and processes."""

    def __init__(self, folder: Path, *, limits: Limits | None = None, min_free_bytes: int = 0) -> None:
        """Open the folder, make it when it is not there, and bring its index up to date.  Raises StorageError."""
        self._limits = limits or Limits()
        self._files = Files(folder, min_free_bytes)
        self._history = History(self._files)
        self.sets = Sets(self._files)
        """Sets of designs, one after the other for each session."""
        self._catalogue = Catalogue(self._files)
        self._store = Store(self._files, self._catalogue)
        self._exports = Exports(self._files, self._store)
        with self._files.locked(), storage_errors():
            self._files.sweep()
            self._catalogue.open()

    @property
    def folder(self) -> Path:
        return self._files.folder

    @property
    def exports(self) -> Path:
        """Where files for others lie, each in a folder of its own, until nobody has read them for a day."""
        return self._files.exports

    def close(self) -> None:
        """Let go of the database; the workspace may still be used and opens it again."""
        self._catalogue.close()

    # ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

    def save(
        self,
        kind: Literal["photo", "cutout", "design", "scene", "creative", "look"],
        image: Image.Image,
        *,
        id: str,
        title: str,
        spec: Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
        parents: Sequence[str] = (),
        provenance: Provenance | None = None,
    ) -> Artefact:
        """Keep a picture (RGB or RGBA) under its id; when the id is there already, that one is returned.

        Raises StorageError, and then nothing of it is there; InputError on a wrong id or a missing parent.
        """
        created = datetime.now(UTC).isoformat(timespec="microseconds")
        artefact = Artefact(
            id=id,
            kind=kind,
            title=clean_title(title),
            width_px=image.width,
            height_px=image.height,
            mode="RGBA" if image.mode == "RGBA" else "RGB",
            spec=dict(spec or {}),
            facts=dict(facts or {}),
            parents=tuple(parents),
            provenance=provenance,
            created=created,
        )
        return self._store.save(artefact, image)

    def get(self, id: str) -> Artefact:
        """The artefact.  Raises InputError when there is none of that id."""
        return self._store.get(id)

    def has(self, id: str) -> bool:
        """Whether there is an artefact of that id, picture and all."""
        return self._store.has(id)

    def picture(self, id: str) -> Image.Image:
        """The pixels, RGB or RGBA.  Raises InputError on an unknown id, StorageError when the file is damaged."""
        return self._store.picture(id)

    def path(self, id: str) -> Path:
        """Where the PNG lies.  Raises InputError when there is none of that id."""
        return self._store.path(id)

    def sidecar_text(self, id: str) -> str:
        """The sidecar as it stands on disk."""
        return write_sidecar(self._store.sidecar(id)).decode()

    def delete(self, id: str) -> None:
        """Forget a picture.  Raises InputError while another one that was made from it is still there."""
        self._store.delete(id)

    # ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────

    def keep(self, id: str) -> Artefact:
        """Put a picture among the kept ones."""
        return self._store.set_kept(id, True)

    def unkeep(self, id: str) -> Artefact:
        """Take a picture from the kept ones; it stays in the workspace."""
        return self._store.set_kept(id, False)

    def kept(self, limit: int = 200, offset: int = 0) -> list[Artefact]:
        """The kept pictures, last kept first."""
        return self._there(self._catalogue.kept(limit, offset))

    def recent(self, limit: int = 50) -> list[Artefact]:
        """The latest pictures, newest first."""
        return self._there(self._catalogue.recent(limit))

    def rebuild(self) -> Rebuilt:
        """Make the index again from the sidecars."""
        return self._catalogue.rebuild()

    # ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def push(self, session: str, id: str) -> None:
        """Note that a session now looks at a picture; what it had undone is forgotten."""
        self.get(id)
        self._history.push(session, id)

    def undo(self, session: str) -> Artefact | None:
        """One step back; None when there is none."""
        return self._at(self._history.move(session, -1))

    def redo(self, session: str) -> Artefact | None:
        """One step forward; None when there is none."""
        return self._at(self._history.move(session, +1))

    def current(self, session: str) -> Artefact | None:
        """What the session looks at; None when it has not begun."""
        return self._at(self._history.read(session).current)

    def can_undo(self, session: str) -> bool:
        return self._history.read(session).position > 0

    def can_redo(self, session: str) -> bool:
        steps = self._history.read(session)
        return steps.position < len(steps.ids) - 1

    # ── files for others ─────────────────────────────────────────────────────────────────────────────────────────

    def export(self, id: str) -> Path:
        """A `.warhol` file with the picture, what it was made from, and how; `reopen` reads it."""
        return self._exports.bundle(id)

    def download(self, id: str, ground: str | None = None) -> Path:
        """The picture as it is in a PNG; with a `ground` (`#rrggbb`), on that colour in a JPEG."""
        return self._exports.png(id) if ground is None else self._exports.jpeg(id, ground)

    def write_export(self, name: str, data: bytes) -> Path:
        """A file for download in a folder of its own, so that its name can be a plain one."""
        return self._exports.write(name, data)

    def reopen(self, path: Path, remake: Remake) -> Artefact:
        """Bring back what a `.warhol` file holds, once `remake` has made its pictures again; see `reopening`.

        Raises InputError when the file is not one of ours, or was changed.
        """
        return reopen(path, self._store, self._limits, remake)

    def _there(self, ids: list[str]) -> list[Artefact]:
        return [self.get(each) for each in ids if self.has(each)]

    def _at(self, id: str | None) -> Artefact | None:
        return None if id is None else self.get(id)
