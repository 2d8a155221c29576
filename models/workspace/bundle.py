"""`.warhol` files: a picture, what it was made from and all their sidecars in one file that reopens exactly.

A zip with stored entries only: nothing in it can be larger than the file itself, so there is no zip bomb.  What comes
in is hostile: only the names that we write ourselves are read, every hash is checked, and every id against its recipe.
"""

from __future__ import annotations

import hashlib
import json
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from models.errors import InputError, StorageError
from models.ids import ID
from models.workspace.sidecar import Sidecar, read_sidecar

ENDING = ".warhol"
MANIFEST = "warhol.json"
MAX_BYTES = 1024 * 1024 * 1024
MAX_ARTEFACTS = 64
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One picture of a bundle as it stands in the file: its sidecar and its PNG bytes, hash checked."""

    sidecar: Sidecar
    png: bytes


def write_bundle(file: IO[bytes], ids: list[str], pictures: Path) -> None:
    """Write the artefacts `ids`, parents first and the one to reopen last, from the folder of pictures."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        manifest = {"format": 1, "made_by": "warhol-studio", "ids": ids}
        bundle.writestr(zipfile.ZipInfo(MANIFEST, _DATE), json.dumps(manifest, indent=2))
        for each in ids:
            for name in (f"{each}.json", f"{each}.png"):
                bundle.writestr(zipfile.ZipInfo(name, _DATE), (pictures / name).read_bytes())


def read_bundle(path: Path) -> Iterator[Entry]:
    """The artefacts of a bundle, parents first, the one to reopen last.  Raises InputError on anything unexpected."""
    try:
        size = path.stat().st_size
        if not path.is_file() or size > MAX_BYTES:
            raise _refuse("it is too large")
        with zipfile.ZipFile(path) as bundle:
            ids = _read_manifest(bundle, size)
            for each in ids:
                yield _read_entry(bundle, each)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, KeyError, struct.error) as error:
        raise _refuse("it is damaged, or another kind of file") from error


def _read_manifest(bundle: zipfile.ZipFile, size: int) -> list[str]:
    """The ids in a bundle, after a look at every entry before any is read."""
    entries = bundle.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > 2 * MAX_ARTEFACTS + 1 or len(set(names)) != len(names):
        raise _refuse("it has too many entries")
    for entry in entries:
        link = stat.S_ISLNK(entry.external_attr >> 16)
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 or entry.is_dir() or link:
            raise _refuse("it was packed by something else")
    if sum(entry.file_size for entry in entries) > size:
        raise _refuse("its entries overlap")
    try:
        manifest = json.loads(bundle.read(MANIFEST))
        ids = manifest["ids"] if manifest["format"] == 1 else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _refuse("its list of contents is damaged") from error
    if not isinstance(ids, list) or not ids or not all(isinstance(each, str) and ID.fullmatch(each) for each in ids):
        raise _refuse("its list of contents is damaged, or from a newer version")
    if set(names) != {MANIFEST, *(f"{each}.{ending}" for each in ids for ending in ("json", "png"))}:
        raise _refuse("it holds other things than it lists")
    return [str(each) for each in ids]


def _read_entry(bundle: zipfile.ZipFile, id: str) -> Entry:
    try:
        sidecar = read_sidecar(bundle.read(f"{id}.json"))
    except StorageError as error:
        raise _refuse("a record in it is damaged, or from a newer version") from error
    png = bundle.read(f"{id}.png")
    if sidecar.artefact.id != id or hashlib.sha256(png).hexdigest() != sidecar.picture_sha256:
        raise _refuse("a picture in it was changed")
    return Entry(sidecar=sidecar, png=png)


def _refuse(reason: str) -> InputError:
    return InputError(f"This file cannot be reopened: {reason}.", "Export it again from the studio that made it.")
