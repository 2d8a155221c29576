"""Files for others: a picture as PNG or JPEG, and `.warhol` files.  They may be deleted at any time, and are a day
after they were last read: at the start, and every hour in which new ones are made."""

from __future__ import annotations

import io
import re
import time
import uuid
from pathlib import Path

from models.errors import InputError, StorageError
from models.pictures import flatten
from models.workspace.bundle import ENDING, write_bundle
from models.workspace.files import Files, sha256_of, storage_errors
from models.workspace.labels import label_jpeg, label_png, source_type
from models.workspace.store import Store

JPEG_QUALITY = 93
"""With colour at full resolution: no fringe where the product meets the ground."""
SWEEP_EVERY_S = 3600.0
JPEG_SIDE_PX = 65_500
"""What the format's encoder takes."""


class Exports:
    """Makes files for download, each in a folder of its own, so that its name can be a plain one."""

    def __init__(self, files: Files, store: Store) -> None:
        self._files = files
        self._store = store
        self._swept_s = time.monotonic()  # opening the workspace does

    def bundle(self, id: str) -> Path:
        """A `.warhol` file with the picture, what it was made from, and how."""
        ids = self._store.family(id)
        for each in ids:
            if sha256_of(self._store.path(each)) != self._store.sidecar(each).picture_sha256:
                raise StorageError("The file of this picture was changed or is damaged.", "Restore it from a backup.")
        buffer = io.BytesIO()
        with storage_errors():
            write_bundle(buffer, ids, self._files.pictures)
        return self.write(f"{self._name(id)}{ENDING}", buffer.getvalue())

    def png(self, id: str) -> Path:
        """The picture as it is, under a name that tells what it is; a dressed person's photo says so in the file."""
        with storage_errors():
            data = self._store.path(id).read_bytes()
        kind = source_type(self._store.get(id))
        return self.write(f"{self._name(id)}.png", label_png(data, kind) if kind else data)

    def jpeg(self, id: str, ground: str) -> Path:
        """The picture on a ground (`#rrggbb`), which JPEG needs.  Raises InputError when that is no colour."""
        picture = flatten(self._store.picture(id), ground)
        if max(picture.size) > JPEG_SIDE_PX:
            raise InputError(f"A JPEG is at most {JPEG_SIDE_PX:,} pixels long.", "Save it as a PNG.")
        buffer = io.BytesIO()
        picture.save(buffer, format="JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
        kind = source_type(self._store.get(id))
        data = label_jpeg(buffer.getvalue(), kind) if kind else buffer.getvalue()
        return self.write(f"{self._name(id)}.jpg", data)

    def write(self, name: str, data: bytes) -> Path:
        """A file of that name.  Raises StorageError."""
        folder = self._files.exports / uuid.uuid4().hex[:12]
        with self._files.locked(), storage_errors():
            if time.monotonic() - self._swept_s > SWEEP_EVERY_S:
                self._swept_s = time.monotonic()
                self._files.sweep_exports()
            folder.mkdir()
            self._files.write(folder / name, data)
        return folder / name

    def _name(self, id: str) -> str:
        slug = re.sub(r"[^A-Za-z0-9]+", "-", self._store.get(id).title).strip("-").lower() or "picture"
        return slug[:60].rstrip("-")
