"""The store: artefacts as a PNG and a sidecar each, saved whole or not at all."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from models.errors import InputError, StorageError
from models.ids import check_id
from models.types import Artefact
from models.workspace.catalogue import Catalogue
from models.workspace.files import Files, storage_errors
from models.workspace.sidecar import Sidecar, load_sidecar, read_sidecar, write_sidecar

PNG_LEVEL = 3
"""zlib's effort: a 12-megapixel photo in about a second, a tenth larger than at 6."""


class Store:
    """Pictures by id.  The picture is written first and its sidecar last: what has a sidecar is there."""

    def __init__(self, files: Files, catalogue: Catalogue) -> None:
        self._files = files
        self._catalogue = catalogue

    def has(self, id: str) -> bool:
        """Whether there is an artefact of that id, picture and all."""
        return self._files.record(id).is_file() and self._files.picture(id).is_file()

    def get(self, id: str) -> Artefact:
        """The artefact.  Raises InputError when there is none of that id."""
        return self.sidecar(id).artefact

    def sidecar(self, id: str) -> Sidecar:
        """The record of a picture.  Raises InputError when there is none, StorageError when it is damaged."""
        return load_sidecar(self._files.record(id))

    def path(self, id: str) -> Path:
        """Where the PNG lies.  Raises InputError when there is none of that id."""
        if not self.has(id):
            raise InputError("This picture is not in the workspace any more.", "Choose another, or upload it again.")
        return self._files.picture(id)

    def picture(self, id: str) -> Image.Image:
        """The pixels, RGB or RGBA.  Raises InputError on an unknown id, StorageError when the file is damaged."""
        path = self.path(id)
        try:
            with Image.open(path, formats=["PNG"]) as image:
                image.load()
                return image
        except Exception as error:  # decoders raise whatever a damaged file leads them to
            raise StorageError("The file of this picture is damaged.", "Restore it from a backup.") from error

    def save(self, artefact: Artefact, image: Image.Image) -> Artefact:
        """Keep a picture (RGB or RGBA) under its id; when the id is there already, that one is returned.

        Raises StorageError, and then nothing of it is there; InputError on a wrong id or a missing parent.
        """
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
        record = write_sidecar(sidecar)
        read_sidecar(record)  # what could not be read again must not be written
        with self._files.locked():
            if not self.has(id):  # otherwise another one was faster
                self._write(sidecar, buffer.getvalue(), record)
        return self.get(id)

    def set_kept(self, id: str, kept: bool) -> Artefact:
        """Put a picture among the kept ones, or take it from them."""
        with self._files.locked():
            sidecar = self.sidecar(id)
            if sidecar.artefact.kept != kept:
                at = datetime.now(UTC).isoformat(timespec="microseconds") if kept else ""
                sidecar = replace(sidecar, artefact=replace(sidecar.artefact, kept=kept), kept_at=at)
                self._files.write(self._files.record(id), write_sidecar(sidecar))
                self._catalogue.put(sidecar)
            return sidecar.artefact

    def delete(self, id: str) -> None:
        """Forget a picture.  Raises InputError while another one that was made from it is still there."""
        with self._files.locked(), storage_errors():
            self.get(id)
            if self._catalogue.children(id):
                raise InputError("Something was made from this picture.", "Delete that first.")
            self._files.record(id).unlink()
            self._files.picture(id).unlink(missing_ok=True)
            self._catalogue.remove(id)

    def family(self, id: str) -> list[str]:
        """The id after everything that it was made from, parents first."""
        ids: list[str] = []

        def visit(each: str) -> None:
            if each not in ids:
                for parent in self.get(each).parents:
                    visit(parent)
                ids.append(each)

        visit(id)
        return ids

    def _write(self, sidecar: Sidecar, png: bytes, record: bytes) -> None:
        id = sidecar.artefact.id
        try:
            self._files.write(self._files.picture(id), png)
            self._files.write(self._files.record(id), record)
            self._catalogue.put(sidecar)
        except BaseException:
            self._files.record(id).unlink(missing_ok=True)
            self._files.picture(id).unlink(missing_ok=True)
            raise
