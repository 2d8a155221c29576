"""The sidecar: everything about a picture as a small JSON file beside it, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from models.errors import InputError, StorageError
from models.ids import ID
from models.types import Artefact
from models.workspace.files import explain

MAX_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Sidecar:
    """An artefact, the hash of its picture file, and when it was kept (UTC, ISO 8601)."""

    format: Literal[1] = 1
    artefact: Artefact
    picture_sha256: str
    kept_at: str = ""


_sidecar: TypeAdapter[Sidecar] = TypeAdapter(Sidecar)


def write_sidecar(sidecar: Sidecar) -> bytes:
    """The sidecar as JSON that people can read."""
    return _sidecar.dump_json(sidecar, indent=2) + b"\n"


def read_sidecar(data: bytes) -> Sidecar:
    """The sidecar back.  Raises StorageError when the bytes are not one, or not one that this version knows."""
    try:
        if len(data) > MAX_BYTES:
            raise ValueError("too long")
        sidecar = _sidecar.validate_json(data)
        artefact = sidecar.artefact
        ids = (artefact.id, *artefact.parents)
        if not all(ID.fullmatch(each) for each in ids) or not artefact.id.startswith(f"{artefact.kind}-"):
            raise ValueError("an id that is none")
    except (ValidationError, ValueError, RecursionError) as error:
        raise StorageError(
            "The record of this picture is damaged, or from a newer version.", "Update, or restore it from a backup."
        ) from error
    return sidecar


def load_sidecar(path: Path) -> Sidecar:
    """The sidecar in a file.  Raises InputError when there is none, StorageError when it cannot be read."""
    try:
        return read_sidecar(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(
            "This picture is not in the workspace any more.", "Choose another, or upload it again."
        ) from error
    except OSError as error:
        raise explain(error) from error
