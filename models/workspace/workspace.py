"""The workspace: save a picture and have it for good."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from PIL import Image

from models.errors import InputError, StorageError
from models.pictures import Limits, clean_title, open_picture
from models.types import Artefact, Provenance
from models.workspace.bundle import ENDING, read_bundle, write_bundle
from models.workspace.files import Files, explain, sha256_of, storage_errors
from models.workspace.history import History
from models.workspace.ids import check_id, expected_id
from models.workspace.index import DamagedIndexError, Index, Row
from models.workspace.sidecar import Sidecar, read_sidecar, write_sidecar

T = TypeVar("T")
PNG_LEVEL = 3
"""zlib's effort: a 12-megapixel photo in about a second, a tenth larger than at 6."""


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """How many pictures the index lists, and the files whose sidecar could not be read."""

    count: int
    unreadable: tuple[str, ...]


class Workspace:
    """Pictures, kept things and undo in one folder, for any number of threads and processes."""

    def __init__(self, folder: Path, *, limits: Limits | None = None, min_free_bytes: int = 0) -> None:
        """Open the folder, make it when it is not there, and bring its index up to date.  Raises StorageError."""
        self._limits = limits or Limits()
        self._files = Files(folder, min_free_bytes)
        self._history = History(self._files)
        self._index = Index(self._files.index)
        with self._files.locked(), storage_errors():
            self._files.sweep()
            try:
                self._index.open()
                self._refresh()
            except DamagedIndexError:
                self._remake()

    @property
    def folder(self) -> Path:
        return self._files.folder

    def close(self) -> None:
        """Let go of the database; the workspace may still be used and opens it again."""
        self._index.close()

    # ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

    def save(
        self,
        kind: Literal["photo", "cutout"],
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
        return self._save(artefact, image)

    def get(self, id: str) -> Artefact:
        """The artefact.  Raises InputError when there is none of that id."""
        return self._sidecar(id).artefact

    def has(self, id: str) -> bool:
        """Whether there is an artefact of that id, picture and all."""
        path = self._path(id)
        return path.with_suffix(".json").is_file() and path.is_file()

    def picture(self, id: str) -> Image.Image:
        """The pixels, RGB or RGBA.  Raises InputError on an unknown id, StorageError when the file is damaged."""
        path = self.path(id)
        try:
            with Image.open(path, formats=["PNG"]) as image:
                image.load()
                return image
        except Exception as error:  # decoders raise whatever a damaged file leads them to
            raise StorageError("The file of this picture is damaged.", "Restore it from a backup.") from error

    def path(self, id: str) -> Path:
        """Where the PNG lies.  Raises InputError when there is none of that id."""
        path = self._path(id)
        if not self.has(id):
            raise InputError("This picture is not in the workspace any more.", "Choose another, or upload it again.")
        return path

    def sidecar_text(self, id: str) -> str:
        """The sidecar as it stands on disk."""
        return write_sidecar(self._sidecar(id)).decode()

    def delete(self, id: str) -> None:
        """Forget a picture.  Raises InputError while another one that was made from it is still there."""
        with self._files.locked(), storage_errors():
            self.get(id)
            if self._indexed(lambda: self._index.children(id)):
                raise InputError("Something was made from this picture.", "Delete that first.")
            path = self._path(id)
            path.with_suffix(".json").unlink()
            path.unlink(missing_ok=True)
            self._indexed(lambda: self._index.remove([id]))

    # ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────

    def keep(self, id: str) -> Artefact:
        """Put a picture among the kept ones."""
        return self._set_kept(id, True)

    def unkeep(self, id: str) -> Artefact:
        """Take a picture from the kept ones; it stays in the workspace."""
        return self._set_kept(id, False)

    def kept(self, limit: int = 200, offset: int = 0) -> list[Artefact]:
        """The kept pictures, last kept first."""
        return self._there(self._indexed(lambda: self._index.kept(max(0, limit), max(0, offset))))

    def recent(self, limit: int = 50) -> list[Artefact]:
        """The latest pictures, newest first."""
        return self._there(self._indexed(lambda: self._index.recent(max(0, limit))))

    def rebuild(self) -> Rebuilt:
        """Make the index again from the sidecars."""
        with self._files.locked(), storage_errors():
            return self._remake()

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
        ids = self._family(id)
        for each in ids:
            if sha256_of(self.path(each)) != self._sidecar(each).picture_sha256:
                raise StorageError("The file of this picture was changed or is damaged.", "Restore it from a backup.")
        buffer = io.BytesIO()
        with storage_errors():
            write_bundle(buffer, ids, self._files.pictures)
        return self.write_export(f"{self._name(id)}{ENDING}", buffer.getvalue())

    def download(self, id: str) -> Path:
        """The picture as a PNG under a name that tells what it is."""
        with storage_errors():
            return self.write_export(f"{self._name(id)}.png", self.path(id).read_bytes())

    def write_export(self, name: str, data: bytes) -> Path:
        """A file for download in a folder of its own, so that its name can be a plain one."""
        folder = self._files.exports / uuid.uuid4().hex[:12]
        with self._files.locked(), storage_errors():
            folder.mkdir()
            self._files.write(folder / name, data)
        return folder / name

    def reopen(self, path: Path) -> Artefact:
        """Bring what a `.warhol` file holds back, under the same ids; what is here already is never replaced.

        Raises InputError when the file is not one of ours, or was changed.
        """
        last: Artefact | None = None
        for entry in read_bundle(path):
            artefact = entry.sidecar.artefact
            limits = replace(self._limits, max_bytes=max(len(entry.png), 1), min_side_px=1)
            image = open_picture(entry.png, limits)
            if artefact.mode == "RGBA":
                image = image.convert("RGBA")  # a cut-out without a transparent pixel
            size = (artefact.width_px, artefact.height_px)
            if (image.mode, image.size) != (artefact.mode, size) or expected_id(artefact, image) != artefact.id:
                raise InputError(
                    "This file cannot be reopened: a picture in it is not what it says.",
                    "Export it again from the studio that made it.",
                )
            last = self._save(replace(artefact, title=clean_title(artefact.title), kept=False), image)
        if last is None:
            raise InputError("This file holds no picture.", "Export it again from the studio that made it.")
        return last

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _save(self, artefact: Artefact, image: Image.Image) -> Artefact:
        id = check_id(artefact.id)
        if not id.startswith(f"{artefact.kind}-") or image.mode not in ("RGB", "RGBA"):
            raise InputError("This picture and its id do not belong together.")
        if self.has(id):
            return self.get(id)
        for parent in artefact.parents:
            self.get(parent)
        buffer = io.BytesIO()
        image.save(buffer, format="PNG", compress_level=PNG_LEVEL)
        sidecar = Sidecar(artefact=artefact, picture_sha256=hashlib.sha256(buffer.getvalue()).hexdigest())
        picture, record = self._path(id), self._path(id).with_suffix(".json")
        with self._files.locked():
            if self.has(id):  # another one was faster
                return self.get(id)
            try:
                self._files.write(picture, buffer.getvalue())
                self._files.write(record, write_sidecar(sidecar))
                self._list(sidecar)
            except BaseException:
                record.unlink(missing_ok=True)
                picture.unlink(missing_ok=True)
                raise
        return self.get(id)

    def _set_kept(self, id: str, kept: bool) -> Artefact:
        with self._files.locked():
            sidecar = self._sidecar(id)
            if sidecar.artefact.kept != kept:
                at = datetime.now(UTC).isoformat(timespec="microseconds") if kept else ""
                sidecar = replace(sidecar, artefact=replace(sidecar.artefact, kept=kept), kept_at=at)
                self._files.write(self._path(id).with_suffix(".json"), write_sidecar(sidecar))
                self._list(sidecar)
            return sidecar.artefact

    def _path(self, id: str) -> Path:
        return self._files.pictures / f"{check_id(id)}.png"

    def _sidecar(self, id: str) -> Sidecar:
        try:
            return read_sidecar(self._path(id).with_suffix(".json").read_bytes())
        except FileNotFoundError as error:
            raise InputError(
                "This picture is not in the workspace any more.", "Choose another, or upload it again."
            ) from error
        except OSError as error:
            raise explain(error) from error

    def _there(self, ids: list[str]) -> list[Artefact]:
        return [self.get(each) for each in ids if self.has(each)]

    def _at(self, id: str | None) -> Artefact | None:
        return None if id is None else self.get(id)

    def _family(self, id: str) -> list[str]:
        """The id after everything that it was made from, parents first."""
        ids: list[str] = []

        def visit(each: str) -> None:
            if each not in ids:
                for parent in self.get(each).parents:
                    visit(parent)
                ids.append(each)

        visit(id)
        return ids

    def _name(self, id: str) -> str:
        slug = re.sub(r"[^A-Za-z0-9]+", "-", self.get(id).title).strip("-").lower() or "picture"
        return slug[:60].rstrip("-")

    # ── index ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _indexed(self, work: Callable[[], T]) -> T:
        """Work with the index; when it turns out damaged, make it again and try once more."""
        try:
            return work()
        except DamagedIndexError:
            with self._files.locked(), storage_errors():
                self._remake()
            try:
                return work()
            except DamagedIndexError as error:
                raise StorageError("The list of pictures could not be read.", "Check the disk.") from error

    def _list(self, sidecar: Sidecar) -> None:
        with storage_errors():
            row = self._row(sidecar)
        self._indexed(lambda: self._index.put([row]))

    def _row(self, sidecar: Sidecar) -> Row:
        artefact = sidecar.artefact
        return Row(
            id=artefact.id,
            kind=artefact.kind,
            created=artefact.created,
            kept=artefact.kept,
            kept_at=sidecar.kept_at,
            parents=f" {' '.join(artefact.parents)} ",
            stamp=self._path(artefact.id).with_suffix(".json").stat().st_mtime_ns,
        )

    def _refresh(self) -> tuple[str, ...]:
        """Bring the index up to what the sidecars say; the names of those that cannot be read are returned."""
        listed, there, rows, unreadable = self._index.stamps(), set(), [], []
        for path in self._files.pictures.glob("*.json"):
            there.add(path.stem)
            if listed.get(path.stem) == path.stat().st_mtime_ns:
                continue
            try:
                rows.append(self._row(self._sidecar(path.stem)))
            except (InputError, StorageError):
                unreadable.append(path.name)
        self._index.put(rows)
        self._index.remove(set(listed) - there | {Path(name).stem for name in unreadable})
        return tuple(sorted(unreadable))

    def _remake(self) -> Rebuilt:
        self._index.discard()
        try:
            self._index.open()
            unreadable = self._refresh()
            return Rebuilt(count=len(self._index.stamps()), unreadable=unreadable)
        except DamagedIndexError as error:
            raise StorageError("The list of pictures could not be made.", "Check the disk.") from error
