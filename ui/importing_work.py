"""One import at a time, in a thread of its own, so that the page stays live and may even be closed meanwhile."""

from __future__ import annotations

import shutil
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import CancelledError, InputError, StorageError
from models.types import Job, Progress
from ui.feedback import describe, log
from ui.importing_mark import CutShort, Mark
from ui.services import Services

if TYPE_CHECKING:
    from segments.embeddings import Encoder
    from segments.readers.detect import Format
    from segments.uploads import Upload

UPLOADS = ".uploads"
"""Below the folder of imports; what is unpacked lies there for as long as the import runs."""
UNPACKED = 0.05
"""This part of the whole is unpacking."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of an import."""

    id: str
    products: int
    pictures: int
    events: int
    users: int
    segments: int
    rejects: tuple[tuple[str, int], ...]
    """Why rows were left out or kept without a value, and how many."""
    notes: tuple[str, ...]
    rejects_file: Path | None


@dataclass(frozen=True, kw_only=True)
class Status:
    """How the import stands; nothing of it is true at once but what is set."""

    progress: Progress | None = None
    """Set while one is running."""
    report: Report | None = None
    problem: tuple[str, str] | None = None
    """Title and text of what went wrong, and then `rejects_file` if rows were the reason."""
    rejects_file: Path | None = None

    @property
    def busy(self) -> bool:
        return self.progress is not None


class Importer:
    """Runs imports into the workspace of one app.  For any number of pages."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._status = Status()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._mark = Mark(services.store.folder)

    def look_back(self) -> bool:
        """Whether an import was cut short since the studio was last here; then the status says what became of it."""
        with self._lock:
            found = None if self._status.busy else self._mark.find_cut_short()
            if found is None or found.active != (self.services.store.active_id() or ""):
                return False  # none, or it had come to its end and only could not say so any more
            _sweep(self.services.store.folder / UPLOADS)
            self._status = Status(problem=_explain(found))
            return True

    @property
    def status(self) -> Status:
        """How it stands now."""
        return self._status

    def start(self, upload: Upload, format: Format = "auto", segments: int | None = None) -> None:
        """Begin an import, into `segments` at most or as many as the data has.

        Raises StorageError when one is going on, InputError when it cannot be one.
        """
        _check(upload, format)
        with self._lock:
            if self._status.busy:
                raise StorageError("Another import is going on.", "Wait until it is finished, or stop it.")
            self._stop = threading.Event()
            self._status = Status(progress=Progress(fraction=0.0, stage="Looking at the files"))
        threading.Thread(
            target=self._run, args=(upload, format, segments, self._stop), name="import", daemon=True
        ).start()

    def stop(self) -> None:
        """Tell the running import to stop; the shop that is in use stays as it is."""
        self._stop.set()

    def clear(self) -> None:
        """Forget the last result."""
        with self._lock:
            if not self._status.busy:
                self._status = Status()

    def _run(self, upload: Upload, format: Format, segments: int | None, stop: threading.Event) -> None:
        def show(progress: Progress) -> None:
            self._status = Status(progress=progress)
            self._mark.show(progress)

        named = upload.catalogue or upload.events
        try:
            with self._mark.begin(named.name if named else "", self.services.store.active_id() or ""):
                report = self._import(upload, format, segments, Job(on_progress=show, cancelled=stop.is_set))
            self._status = Status(report=report)
        except CancelledError:
            self._status = Status(problem=("Stopped", "Nothing was changed. Pictures that were looked at are kept."))
        except Exception as error:
            title, text = describe(error)
            if title.startswith("Something broke"):
                log.error("an import failed", exc_info=error)
            self._status = Status(problem=(title, text), rejects_file=self.services.store.failed_rejects())

    def _import(self, upload: Upload, format: Format, segments: int | None, job: Job) -> Report:
        from segments.audience import Wishes
        from segments.build import build, scaled
        from segments.kept import load_segments
        from segments.pipeline import make_segments
        from segments.uploads import read_upload

        store = self.services.store
        top = store.folder / UPLOADS
        _sweep(top)
        scratch = top / uuid.uuid4().hex
        try:
            sources = read_upload(upload, scratch, scaled(job, 0.0, UNPACKED))
            snapshot = build(
                sources, store.folder.parent, format=format, encoder=self._encoder(),
                finish=make_segments(Wishes(count=segments), self.services.cutter),
                job=scaled(job, UNPACKED, 1.0),
            )  # fmt: skip
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        made = snapshot.manifest
        rejects = tuple(sorted(made.rejects.items(), key=lambda each: -each[1]))
        return Report(
            id=snapshot.id, products=made.products, pictures=made.pictures, events=made.events, users=made.users,
            segments=len(load_segments(snapshot)), rejects=rejects,
            notes=_notes(made.notes, made.by_words, made.words_score),
            rejects_file=snapshot.rejects() if rejects else None,
        )  # fmt: skip

    def _encoder(self) -> Encoder:
        from segments.encoder import find_encoder, open_encoder

        studio = self.services.studio
        backend = studio.settings.encoder
        weights = studio.registry.weights_sha256(backend)
        return open_encoder(studio.runner.run, backend, weights) if weights else find_encoder(studio.settings)


def _check(upload: Upload, format: Format) -> None:
    """Raises InputError when something that is needed was not chosen, or is empty."""

    if upload.catalogue is None and upload.events is None:
        raise InputError("Nothing is chosen yet.", "Choose the catalogue and the histories.")
    for path in (upload.catalogue, upload.events, *upload.pictures):
        if path is not None and not path.is_file():
            raise InputError("A chosen file is not here any more.", "Choose it again.")
        if path is not None and path.stat().st_size == 0:
            raise InputError(f"{path.name} is empty.", "Export it again.")
    if upload.events is None and upload.catalogue is not None and not _is_whole(upload.catalogue, format):
        raise InputError("The histories are missing.", "Choose the file that says who looked at and bought what.")


def _is_whole(catalogue: Path, format: Format) -> bool:
    """Whether one file may hold the histories as well: a ZIP, photos' labels with their owners, MerRec's events."""
    from segments.readers.detect import detect
    from segments.readers.feed import Sources
    from segments.uploads import is_zip

    if is_zip(catalogue):
        return True
    return (detect(Sources(catalogue=catalogue)) if format == "auto" else format) in ("photos", "merrec")


def _explain(found: CutShort) -> tuple[str, str]:
    """What became of an import that was cut short, as title and text."""
    what = f"“{found.name}”" if found.name else "it"
    where = f" ({found.stage.split(' · ')[0].lower()}, {100 * found.fraction:.0f} % done)" if found.stage else ""
    return (
        "An import was cut short",
        f"The studio was closed while it imported {what}{where}. The shop in use is as it was. Pictures that were "
        "looked at are kept: choose the files again, and it goes on from there.",
    )


def _notes(notes: tuple[str, ...], by_words: int, score: float | None) -> tuple[str, ...]:
    """What is to be said, and how well words place products that have no picture."""
    if not by_words:
        return notes
    placed = f"{by_words:,} products without a picture are placed by their words."
    if score is not None:
        placed += f" On products that have both, words and picture agree to {score:.2f} of 1."
    return (*notes, placed)


def _sweep(folder: Path) -> None:
    """Clear up after imports that were killed while they unpacked; only one runs at a time."""
    if folder.is_dir():
        for each in folder.iterdir():
            shutil.rmtree(each, ignore_errors=True)
