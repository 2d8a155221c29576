"""What the studio can do, for the ui, the API and scripts alike: open, mask, keep, undo, export."""

from __future__ import annotations

import logging
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from PIL import Image

from models import masking
from models.details import describe
from models.errors import BackendFailedError, BackendUnavailableError, CancelledError, InputError, StudioError
from models.pictures import clean_title, flatten, open_picture
from models.protocols import Runner
from models.registry import Registry, choose_entries
from models.runners.inprocess import InProcessRunner
from models.settings import MIB, Settings
from models.theming import Themer
from models.turner import Turner
from models.types import Artefact, Job, MaskRequest, MaskResult, Progress, Provenance, Stroke, Verb
from models.wire import Call
from models.workspace import Made, Workspace
from models.workspace.files import storage_errors
from models.workspace.ids import made_id, photo_id

log = logging.getLogger("warhol.studio")
JUNK = frozenset({"thumbs.db", "desktop.ini"})
"""What systems leave in folders; passed over without a word, like hidden files."""


@dataclass(frozen=True, kw_only=True)
class FolderResult:
    """What came of a folder: a ZIP of PNGs (None when nothing was done), how many, and (name, message) of the rest."""

    zip_path: Path | None
    done: int
    failures: tuple[tuple[str, str], ...]
    cancelled: bool = False


class Studio(Turner, Themer):
    """The verbs; those for designs are in `atelier.py` and `muse.py`, for words in `copywriter.py`, for creatives in
    `stager.py`, for their themes in `theming.py`, for looks in `dresser.py` and `turner.py`.

    Everything raises StudioError only; ids and paths may come from anywhere and are checked."""

    def __init__(self, settings: Settings, registry: Registry, runner: Runner, workspace: Workspace) -> None:
        self.settings = settings
        self.registry = registry
        self.runner = runner
        self.workspace = workspace

    def open_photo(self, path: Path, title: str | None = None) -> Artefact:
        """Bring a picture file in, transparent ones on white; the same pixels again are the same photo."""
        image = flatten(open_picture(Path(path), self.settings.limits))
        name = clean_title(title or Path(path).name, "Photo")
        return self.workspace.save("photo", image, id=photo_id(image), title=name)

    def mask(
        self,
        photo_id: str,
        *,
        strokes: tuple[Stroke, ...] = (),
        focus: tuple[float, float] | None = None,
        backend: str | None = None,
        job: Job | None = None,
    ) -> Artefact:
        """The product of a photo as a cut-out with a soft edge; the same question again is answered from the workspace.

        Raises InputError when there is no product, or the id is not a photo's.
        """
        job, backend = job or Job(), backend or self.settings.masker
        photo = self._photo(photo_id)
        info = self.registry.info(backend)
        request = MaskRequest(image=Image.new("RGB", (1, 1)), strokes=strokes, focus=focus)
        spec = masking.write_spec(request)
        weights = self.registry.weights_sha256(info.id)
        known = made_id("cutout", spec=spec, parents=(photo.id,), backend=info.id, weights_sha256=weights, seed=0)
        if self.workspace.has(known):
            job.report(1.0, "Done")
            return self.workspace.get(known)
        made = self._cut_out(photo, request, info.id, 0, job)
        by = made.provenance
        id = made_id(
            "cutout", spec=spec, parents=by.parents, backend=by.backend, weights_sha256=by.weights_sha256, seed=by.seed
        )
        return self.workspace.save(
            "cutout",
            made.image,
            id=id,
            title=photo.title,
            spec=spec,
            facts=made.facts,
            parents=by.parents,
            provenance=by,
        )

    def _cut_out(self, photo: Artefact, request: MaskRequest, backend: str, seed: int, job: Job) -> Made:
        """Run the masker on a photo of the workspace, whether or not it was asked before."""
        request = replace(request, image=self.workspace.picture(photo.id))
        outcome = self.runner.run(Call(verb="mask", backend=backend, request=request, seed=seed), job)
        result = cast(MaskResult, outcome.result)
        return Made(
            image=masking.cut_out(result),
            facts=masking.write_facts(result),
            provenance=replace(outcome.provenance, parents=(photo.id,)),
        )

    def _photo(self, id: str) -> Artefact:
        """The photo of that id.  Raises InputError when there is none, or it is something else."""
        photo = self.workspace.get(id)
        if photo.kind != "photo":
            raise InputError("Only a photo can be cut out.", "Choose the photo that this was made from.")
        return photo

    def mask_folder(self, paths: Sequence[Path], job: Job | None = None) -> FolderResult:
        """Cut out every picture of a folder into one ZIP; one bad file never stops the rest.

        When the user stops, the ZIP holds what was done until then.
        """
        job = job or Job()
        wanted = (path for path in map(Path, paths) if path.name.lower() not in JUNK and path.name[:1] != ".")
        todo = sorted(wanted, key=lambda path: (path.name.casefold(), path))  # each upload has a folder of its own
        failures: list[tuple[str, str]] = []
        names: set[str] = set()
        cancelled = False
        with storage_errors(), tempfile.TemporaryFile(dir=self.workspace.folder) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
                for number, path in enumerate(todo):
                    try:
                        photo = self.open_photo(path)
                        cutout = self.mask(photo.id, job=_step(job, number, len(todo), path.name))
                        name = _unused(clean_title(path.name, "Photo"), names)
                        bundle.write(self.workspace.path(cutout.id), f"{name}.png")
                    except CancelledError:
                        cancelled = True
                        break
                    except StudioError as error:
                        failures.append((path.name, str(error)))
            file.seek(0)
            zip_path = self.workspace.write_export("cut-outs.zip", file.read()) if names else None
        return FolderResult(zip_path=zip_path, done=len(names), failures=tuple(failures), cancelled=cancelled)

    def keep(self, id: str) -> Artefact:
        """Put a picture among the kept ones."""
        return self.workspace.keep(id)

    def unkeep(self, id: str) -> Artefact:
        """Take a picture from the kept ones."""
        return self.workspace.unkeep(id)

    def kept(self, limit: int = 200, offset: int = 0) -> list[Artefact]:
        """The kept pictures, last kept first."""
        return self.workspace.kept(limit, offset)

    def recent(self, limit: int = 50) -> list[Artefact]:
        """The latest pictures, newest first."""
        return self.workspace.recent(limit)

    def export(self, id: str) -> Path:
        """A `.warhol` file that reopens the picture exactly."""
        return self.workspace.export(id)

    def download(self, id: str, ground: str | None = None) -> Path:
        """The picture as a PNG under a name that tells what it is; with a `ground` (`#rrggbb`), on it as a JPEG."""
        return self.workspace.download(id, ground)

    def reopen(self, path: Path, job: Job | None = None) -> Artefact:
        """Bring back what a `.warhol` file holds, after making its pictures again here.

        Raises InputError when they come out otherwise.  What cannot be made again here, for want of its backend or
        weights, is marked: its `verified` is false.
        """
        return self.workspace.reopen(Path(path), lambda artefact: self._remake(artefact, job or Job()))

    def _remake(self, artefact: Artefact, job: Job) -> Made | None:
        """The picture of a record, made again; None where its backend, with those weights, is not here."""
        made = artefact.provenance
        if made is None:
            raise InputError("Only what was made here can be made again.")
        plans: dict[str, tuple[Verb, Callable[[Artefact, Provenance], Callable[[Job], Made]]]] = {
            "design": ("tweak", self._plan_design),
            "scene": ("remove", self._plan_scene),
            "creative": ("stage", self._plan_creative),
            "look": ("dress", self._plan_look),
        }
        verb, plan = plans.get(artefact.kind, ("mask", self._plan_cutout))
        make = plan(artefact, made)
        if artefact.kind == "design" and artefact.spec.get("verb") == "enlarge":
            verb = "enlarge"
        info = next((each for each in self.registry.backends(verb) if each.id == made.backend), None)
        if info is None or not info.deterministic or self.registry.weights_sha256(info.id) != made.weights_sha256:
            return None
        try:
            again = make(job)
        except (BackendUnavailableError, BackendFailedError) as error:
            log.warning("could not be made again: %s", error)
            return None
        return again if again.provenance.weights_sha256 == made.weights_sha256 else None

    def _plan_cutout(self, artefact: Artefact, made: Provenance) -> Callable[[Job], Made]:
        """How to make a cut-out's picture again.  Raises InputError when its record does not fit."""
        if len(artefact.parents) != 1:
            raise InputError("Only a cut-out of one photo can be made again.")
        photo = self._photo(artefact.parents[0])
        request = masking.read_spec(artefact.spec, Image.new("RGB", (1, 1)))
        masking.check_facts(artefact.facts)
        return lambda job: self._cut_out(photo, request, made.backend, made.seed, job)

    def push(self, session: str, id: str) -> None:
        """Note what a session looks at now."""
        self.workspace.push(session, id)

    def undo(self, session: str) -> Artefact | None:
        """One step back, or None."""
        return self.workspace.undo(session)

    def redo(self, session: str) -> Artefact | None:
        """One step forward, or None."""
        return self.workspace.redo(session)

    def current(self, session: str) -> Artefact | None:
        """What a session looks at, also after a restart, or None."""
        return self.workspace.current(session)

    def can_undo(self, session: str) -> bool:
        return self.workspace.can_undo(session)

    def can_redo(self, session: str) -> bool:
        return self.workspace.can_redo(session)

    def details(self, id: str) -> dict[str, Any]:
        """How a picture came to be: labels and texts in a user's order, and the raw record last, as a dict."""
        return describe(self.workspace.get(id), self.workspace, self.registry)


def build_studio(settings: Settings) -> Studio:
    """The studio of one installation.  Raises StorageError when its workspace cannot be used."""
    registry = Registry(choose_entries(settings))
    workspace = Workspace(settings.workspace, limits=settings.limits, min_free_bytes=settings.min_free_disk_mib * MIB)
    return Studio(settings, registry, _open_runner(settings, registry), workspace)


def _open_runner(settings: Settings, registry: Registry) -> Runner:
    """Where models run."""
    if settings.runner == "remote":
        from models.runners.remote import RemoteRunner

        return RemoteRunner(registry, settings)
    return InProcessRunner(registry, settings)


def _step(job: Job, number: int, count: int, name: str) -> Job:
    """The job of one picture of a folder: its progress is a slice of the whole."""

    def report(progress: Progress) -> None:
        stage = f"{number + 1} of {count}: {clean_title(name)}"
        job.on_progress(Progress(fraction=(number + progress.fraction) / count, stage=stage))

    return Job(on_progress=report, cancelled=job.cancelled)


def _unused(name: str, names: set[str]) -> str:
    """A name that the ZIP does not hold yet, whatever the letters' case."""
    number, candidate = 1, name
    while candidate.casefold() in names:
        number += 1
        candidate = f"{name} {number}"
    names.add(candidate.casefold())
    return candidate
