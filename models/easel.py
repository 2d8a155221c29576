"""Where designs are made: specs resolved, run, saved under their recipe, and made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, cast

from PIL import Image

from models.canvas import CANVAS_PX
from models.design import (
    DesignSpec,
    EnlargeRequest,
    EnlargeResult,
    EstimateRequest,
    EstimateResult,
    TweakRequest,
    TweakResult,
)
from models.designing import Record, blend, change, check_facts, measure_estimate, misfit, read_record, write_record
from models.errors import BackendUnavailableError, InputError
from models.imagining import ImagineResult
from models.pictures import open_picture
from models.protocols import Runner
from models.registry import Registry
from models.settings import Settings
from models.types import Artefact, Job, Provenance
from models.wire import Call
from models.workspace import Made, Workspace
from models.workspace.ids import made_id
from models.workspace.reopening import TOLERANCE, difference

READ_PX = 1024
"""Longest side at which pictures are read; the nets see 256 px."""
MAX_SOURCES = 16
"""Pictures that a design's codes came from; of more, the newest are remembered."""


class Easel:
    """What the verbs of `Atelier` stand on.

    The parents of a design are the pictures that its codes were taken from, not the step before: steps are what undo
    is for, and a hundred edits do not make a file with a hundred pictures.
    """

    settings: Settings
    registry: Registry
    runner: Runner
    workspace: Workspace

    def _plan_design(self, artefact: Artefact, made: Provenance) -> Callable[[Job], Made]:
        """How to make the picture of a design's record again.  Raises InputError when the record does not fit."""
        record = read_record(artefact.spec)
        check_facts(record, artefact.facts)
        if made.seed != record.design.seed or len(artefact.parents) > MAX_SOURCES:
            raise misfit()
        cutout: Image.Image | None = None
        if record.verb == "estimate":
            if len(artefact.parents) != 1 or self.workspace.get(artefact.parents[0]).kind != "cutout":
                raise misfit()
            cutout = self.workspace.picture(artefact.parents[0])
        if record.shares is not None and len(artefact.parents) != 2:
            raise misfit()

        def make(job: Job) -> Made:
            self._check_origin(record, job, made.backend)
            self._check_blend(record, artefact.parents, job, made.backend)
            result, provenance = self._picture(record, job, made.backend)
            facts: dict[str, Any] = {}
            if cutout is not None:
                small = self._tweak(TweakRequest(spec=record.design, size_px=CANVAS_PX), job, made.backend)[0].image
                facts = {"difference": measure_estimate(shrink(cutout), small)}
            return Made(image=result.image, facts=facts, provenance=replace(provenance, parents=artefact.parents))

        return make

    def _check_origin(self, record: Record, job: Job, designer: str) -> None:
        """Imagine an imagined spec again; rounding aside, it must be the one of the record.

        Raises InputError when it is another one, BackendUnavailableError when what imagined it is not here.
        """
        origin = record.origin
        if origin is None:
            return
        info = next((each for each in self.registry.backends("imagine") if each.id == origin.backend), None)
        if info is None or self.registry.weights_sha256(info.id) != origin.weights_sha256:
            raise BackendUnavailableError("What imagined this design is not here.")
        call = Call(verb="imagine", backend=info.id, request=origin.request, seed=origin.request.seed)
        again = replace(
            cast(ImagineResult, self.runner.run(call, job).result).specs[origin.index], text=record.design.text
        )
        self._check_same(again, record.design, job, designer)

    def _check_blend(self, record: Record, parents: tuple[str, ...], job: Job, designer: str) -> None:
        """Blend both parents again.  Raises InputError when something else comes of it."""
        if record.shares is None:
            return
        first, second = (self._record(id)[1].design for id in parents)
        self._check_same(blend(first, second, record.shares), record.design, job, designer)

    def _check_same(self, again: DesignSpec, design: DesignSpec, job: Job, designer: str) -> None:
        """Raises InputError unless two specs are one, but for rounding."""
        if again == design:
            return
        pictures = [
            self._tweak(TweakRequest(spec=spec, size_px=CANVAS_PX), job, designer)[0].image for spec in (again, design)
        ]
        if again.category != design.category or difference(*pictures) > TOLERANCE:
            raise misfit()

    def _save(self, record: Record, parents: tuple[str, ...], title: str, facts: dict[str, Any], job: Job) -> Artefact:
        info = self.registry.info(self.settings.enlarger if record.verb == "enlarge" else self.settings.designer)
        spec, seed = write_record(record), record.design.seed
        weights = self.registry.weights_sha256(info.id)
        known = made_id("design", spec=spec, parents=parents, backend=info.id, weights_sha256=weights, seed=seed)
        if self.workspace.has(known):
            job.report(1.0, "Done")
            return self.workspace.get(known)
        result, by = self._picture(record, job)
        by = replace(by, parents=parents)
        id = made_id(
            "design", spec=spec, parents=parents, backend=by.backend, weights_sha256=by.weights_sha256, seed=seed
        )
        return self.workspace.save(
            "design", result.image, id=id, title=title, spec=spec, facts=facts, parents=parents, provenance=by
        )

    def _picture(self, record: Record, job: Job, backend: str = "") -> tuple[TweakResult | EnlargeResult, Provenance]:
        """The picture that a record asks for, by the backend of its verb."""
        if record.verb == "enlarge":
            return self._enlarge(EnlargeRequest(spec=record.design, size_px=record.size_px), job, backend)
        return self._tweak(TweakRequest(spec=record.design, size_px=record.size_px), job, backend)

    def _enlarge(self, request: EnlargeRequest, job: Job, backend: str = "") -> tuple[EnlargeResult, Provenance]:
        """The large picture of a spec; see `_tweak`."""
        call = Call(verb="enlarge", backend=backend or self.settings.enlarger, request=request, seed=request.spec.seed)
        outcome = self.runner.run(call, job)
        return cast(EnlargeResult, outcome.result), replace(outcome.provenance, params={})

    def _tweak(self, request: TweakRequest, job: Job, backend: str = "") -> tuple[TweakResult, Provenance]:
        """The picture of a spec.  The record has the spec already, so the provenance does not hold it again."""
        call = Call(verb="tweak", backend=backend or self.settings.designer, request=request, seed=request.spec.seed)
        outcome = self.runner.run(call, job)
        return cast(TweakResult, outcome.result), replace(outcome.provenance, params={})

    def _estimate(self, image: Image.Image, kind: Literal["garment", "swatch", "drawing"], job: Job) -> EstimateResult:
        request = EstimateRequest(image=shrink(image), kind=kind)
        outcome = self.runner.run(Call(verb="estimate", backend=self.settings.designer, request=request), job)
        return cast(EstimateResult, outcome.result)

    def _resolve(self, design: DesignSpec | str, changes: Mapping[str, Any]) -> tuple[DesignSpec, tuple[str, ...]]:
        """The spec under changes, and the pictures that its codes came from."""
        sources: tuple[str, ...] = ()
        if isinstance(design, str):
            artefact, record = self._record(design)
            design, sources = record.design, artefact.parents
        if not isinstance(design, DesignSpec):
            raise InputError("This is not a design.", "Choose one, or start a new one.")
        if not isinstance(changes, Mapping):
            raise InputError("Changes are names with values.", 'For example {"colour": "#c04000"}.')
        wanted = dict(changes)
        for name, parts in (("shape_of", ("shape", "seams")), ("cloth_of", ("cloth",))):
            if name in wanted:
                other, found = self._record(wanted.pop(name))
                if parts[0] not in wanted:
                    wanted |= {part: getattr(found.design, part) for part in parts if part not in wanted}
                sources += other.parents
        return change(design, wanted), sources

    def _record(self, id: str) -> tuple[Artefact, Record]:
        artefact = self.workspace.get(id)
        if artefact.kind != "design":
            raise InputError("This is not a design.", "Make one of the picture first.")
        return artefact, read_record(artefact.spec)

    def _sources(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The pictures behind some ids, each once, the newest last; a design stands for its own."""
        found: dict[str, None] = {}
        for id in ids:
            artefact = self.workspace.get(id)
            for each in artefact.parents if artefact.kind == "design" else (artefact.id,):
                found.pop(each, None)
                found[each] = None
        return tuple(found)[-MAX_SOURCES:]

    def _open(self, picture: Path | str | Image.Image) -> Image.Image:
        if isinstance(picture, Image.Image):
            return picture
        if isinstance(picture, Path):
            return open_picture(picture, self.settings.limits)
        return self.workspace.picture(picture)


def shrink(image: Image.Image) -> Image.Image:
    """The picture RGBA, at most 1024 px long."""
    image = image.convert("RGBA")
    image.thumbnail((READ_PX, READ_PX), Image.Resampling.LANCZOS)
    return image
