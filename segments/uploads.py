"""Files that somebody uploads to be imported: a catalogue, a history, pictures; alone or in a ZIP.

A ZIP is taken out of a stranger's hands here: nothing leaves its folder, nothing is run, links and locked entries are
refused, and what it unpacks to is bounded before it is written and counted while it is, whatever its directory claims.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from models.errors import SegmentDataError, StorageError
from models.types import Job
from models.workspace.files import storage_errors
from segments.readers.batches import ENDINGS
from segments.readers.feed import Sources

MIB = 1024 * 1024
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".gif", ".bmp")
MOST_ENTRIES = 500_000
MOST_BYTES = 20 * 1024 * MIB
MOST_OF_ONE = 4 * 1024 * MIB
MOST_TIMES = 200
"""A file that unpacks to more than so many times its size, and to more than SMALL, is a bomb."""
SMALL = 8 * MIB
SPARE = 256 * MIB
"""So much of the disk stays free."""
CHUNK = MIB


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What was chosen: files as they lie on this computer.  A catalogue may be a ZIP of a whole shop."""

    catalogue: Path | None = None
    events: Path | None = None
    pictures: tuple[Path, ...] = ()
    """One ZIP, or the pictures of a folder."""


def read_upload(upload: Upload, scratch: Path, job: Job | None = None) -> Sources:
    """The upload as an import wants it; ZIPs are unpacked below `scratch`.

    Raises SegmentDataError for what cannot be used, StorageError when the disk is too small, CancelledError.
    """
    job = job or Job()
    if upload.catalogue is None and upload.events is None:
        raise SegmentDataError("No catalogue was chosen.", "Choose the file of products and the one of events.")
    catalogue, events = _table(upload.catalogue, scratch / "shop", job), _table(upload.events, scratch / "events", job)
    if catalogue is not None and events is not None and catalogue.is_dir():
        catalogue = _find_table(catalogue, ("products", "catalogue", "catalog", "items")) or catalogue
    return Sources(catalogue=catalogue, events=events, images=_pictures(upload.pictures, scratch / "pictures", job))


def is_zip(path: Path) -> bool:
    """Whether a file is a ZIP, by its first bytes; its name says nothing."""
    try:
        with path.open("rb") as file:
            return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError:
        return False


def unpack(path: Path, folder: Path, endings: tuple[str, ...], job: Job | None = None) -> int:
    """Unpack the files of a ZIP that end like this into a new folder, and count them; others are passed over.

    Raises SegmentDataError when the ZIP is damaged, locked, a bomb, or names files outside of itself; StorageError.
    """
    job, name = job or Job(), _say(path)
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [each for each in archive.infolist() if _is_wanted(each, endings, name)]
            _weigh(wanted, path, folder.parent, name)
            written = 0
            for number, each in enumerate(wanted):
                if number % 50 == 0:
                    job.report(number / max(1, len(wanted)), f"Unpacking {name}")
                written += _write(archive, each, folder, MOST_BYTES - written, name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        if isinstance(error, SegmentDataError):
            raise
        raise SegmentDataError(f"{name} is damaged or locked.", "Pack it again, without a password.") from error
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise SegmentDataError(f"{name} cannot be unpacked.", "Pack it again.") from error
    if not wanted:
        raise SegmentDataError(f"{name} holds no {_kinds(endings)}.", "Look into it, and choose another file.")
    return len(wanted)


def _table(path: Path | None, folder: Path, job: Job) -> Path | None:
    """A table as it is, or the folder of a ZIP that was one."""
    if path is None or not is_zip(path):
        return path
    unpack(path, folder, (*ENDINGS, *PICTURES), job)
    inner = folder
    while True:  # many ZIPs hold a single folder
        found = list(inner.iterdir())
        if len(found) != 1 or not found[0].is_dir():
            return inner
        inner = found[0]


def _find_table(folder: Path, names: tuple[str, ...]) -> Path | None:
    """The one table of a folder, or the one that goes by a name."""
    tables = sorted(each for each in folder.iterdir() if each.suffix.lower() in ENDINGS)
    named = [each for each in tables if each.stem.lower() in names]
    return (named or tables)[0] if named or len(tables) == 1 else None


def _pictures(paths: tuple[Path, ...], folder: Path, job: Job) -> Path | None:
    """A folder with the pictures of a ZIP, or with single ones side by side."""
    if not paths:
        return None
    if len(paths) == 1 and is_zip(paths[0]):
        unpack(paths[0], folder, PICTURES, job)
        found = list(folder.iterdir())
        return found[0] if len(found) == 1 and found[0].is_dir() else folder
    chosen = [path for path in paths if path.suffix.lower() in PICTURES]
    if not chosen:
        raise SegmentDataError(f"{_say(paths[0])} is neither a picture nor a ZIP.", "Choose a ZIP of the pictures.")
    with storage_errors():
        folder.mkdir(parents=True, exist_ok=True)
        for number, path in enumerate(chosen):
            if number % 50 == 0:
                job.report(number / len(chosen), "Collecting the pictures")
            shutil.copyfile(path, folder / path.name)
    return folder


def _is_wanted(entry: zipfile.ZipInfo, endings: tuple[str, ...], name: str) -> bool:
    """Whether an entry is a file that we read.  Raises SegmentDataError on entries that nobody packs in good faith."""
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in entry.filename or "\0" in entry.filename:
        raise SegmentDataError(f"{name} names a file outside of itself.", "Pack it again.")
    if entry.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts):
        return False
    if not entry.filename.lower().endswith(endings):
        return False
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SegmentDataError(f"{name} holds a link instead of a file.", "Pack the files themselves.")
    if entry.flag_bits & 1:
        raise SegmentDataError(f"{name} is locked with a password.", "Pack it again without one.")
    return True


def _weigh(entries: list[zipfile.ZipInfo], path: Path, where: Path, name: str) -> None:
    """Look at what a ZIP says that it holds, before anything is written."""
    total = sum(each.file_size for each in entries)
    bomb = total > SMALL and total > MOST_TIMES * max(1, path.stat().st_size)
    if len(entries) > MOST_ENTRIES or total > MOST_BYTES or bomb or any(e.file_size > MOST_OF_ONE for e in entries):
        raise _too_much(name)
    with storage_errors():
        where.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(where).free < total + SPARE:
            raise StorageError(f"There is no room to unpack {name}.", "Free some disk space.")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, room: int, name: str) -> int:
    """One entry onto the disk; its size.  Bounded by what it said, whatever comes out."""
    parts = [part for part in PurePosixPath(entry.filename.replace("\\", "/")).parts if part not in ("", ".")]
    target = folder.joinpath(*parts)
    most, written = min(entry.file_size, room), 0
    with storage_errors():
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, target.open("wb") as file:
            while chunk := source.read(CHUNK):
                written += len(chunk)
                if written > most:
                    raise _too_much(name)
                file.write(chunk)
    return written


def _too_much(name: str) -> SegmentDataError:
    return SegmentDataError(
        f"{name} unpacks to more than an import takes.", "Split it, or import its folder: python -m segments.build."
    )


def _say(path: Path) -> str:
    """A file's name as it may be shown."""
    return "".join(sign for sign in path.name if sign.isprintable())[:80] or "The file"


def _kinds(endings: tuple[str, ...]) -> str:
    return "table" if ENDINGS[0] in endings else "picture"
