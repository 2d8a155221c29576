"""The studio's verb for scenes of one's own: an old object taken out of a photo, so that a product can be put there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from PIL import Image

from models.copywriter import Copywriter
from models.errors import InputError
from models.staging.emptying import WAYS, Facts, Light, read_facts, read_spec, write_facts, write_spec
from models.staging.lamplight import find_lamp
from models.staging.removing import (
    RemoveRequest,
    RemoveResult,
    box_of,
    check_scene,
    draw_gap,
    find_window,
)
from models.staging.requests import Box, Support
from models.types import Artefact, Job, MaskRequest, MaskResult, Provenance, Stroke
from models.wire import Call
from models.workspace import Made
from models.workspace.ids import made_id

SCENE_PX = 2400
"""Of a scene's longest side: no creative shows more of it."""
LOOKED_PX = 640
"""Side of the part in which the old object is told from its shadow."""


@dataclass(frozen=True, kw_only=True)
class Emptied:
    """The photo without the old object, saved as a scene, where the object was (its box, 0..1), and the light that its
    shadow told, for each way of showing a product (lie, hang, stand) that explains it."""

    photo: Artefact
    spot: Box
    lights: dict[str, Light]


class Emptier(Copywriter):
    """Mixed into `Studio`."""

    def remove(
        self, photo: str, strokes: tuple[Stroke, ...], *, backend: str | None = None, job: Job | None = None
    ) -> Emptied:
        """Take out of a photo what strokes cover or go round, of whatever kind: the old object, and its shadow.

        A photo more than 2,400 px long comes back at that size.  The same question again is answered from the
        workspace.  Stage on it with `Shot(ground="own", own=emptied.photo.id, spot=emptied.spot)`.  Raises InputError
        when nothing or nearly everything is marked, for a tiny photo, and for what is no photo.
        """
        source = self._scene_photo(photo)
        strokes = tuple(replace(each, kind="keep") for each in strokes)
        by, spec = backend or self.settings.remover, write_spec(strokes)
        weights = self.registry.weights_sha256(by)
        known = made_id("scene", spec=spec, parents=(source.id,), backend=by, weights_sha256=weights, seed=0)
        if not self.workspace.has(known):
            made = self._empty(source, strokes, by, job or Job())
            self.workspace.save(
                "scene", made.image, id=known, title=f"{source.title}, emptied", spec=spec, facts=made.facts,
                parents=(source.id,), provenance=made.provenance,
            )  # fmt: skip
        emptied = self.workspace.get(known)
        facts = read_facts(emptied.facts)
        return Emptied(photo=emptied, spot=facts.spot, lights=facts.lights)

    def _scene_photo(self, id: str) -> Artefact:
        source = self.workspace.get(id)
        if source.kind != "photo" or source.mode != "RGB":
            raise InputError("An object is removed from a photo.", "Upload a photo of the scene.")
        check_scene((source.width_px, source.height_px))
        return source

    def _empty(self, source: Artefact, strokes: tuple[Stroke, ...], backend: str, job: Job) -> Made:
        """Run the remover, and look where the light came from."""
        image = self.workspace.picture(source.id)
        image.thumbnail((SCENE_PX, SCENE_PX), Image.Resampling.LANCZOS)
        gap = draw_gap(strokes, image.size)
        call = Call(verb="remove", backend=backend, request=RemoveRequest(image=image, gap=gap))
        outcome = self.runner.run(call, job)
        result = cast(RemoveResult, outcome.result)
        job.report(0.9, "Reading the light")
        lights = self._read_light(image, result.image, gap, Job(cancelled=job.cancelled))
        facts = write_facts(Facts(spot=box_of(gap), way=result.way, lights=lights))
        return Made(image=result.image, facts=facts, provenance=replace(outcome.provenance, parents=(source.id,)))

    def _read_light(self, photo: Image.Image, empty: Image.Image, gap: Image.Image, job: Job) -> dict[str, Light]:
        """The light that the old object's shadow tells; nothing where no object or no shadow is found."""
        hole = np.asarray(gap) > 127
        rows, columns = find_window(hole, 0.35)
        box = columns.start, rows.start, columns.stop, rows.stop
        part, without, marked = (each.crop(box) for each in (photo, empty, gap))
        for each in (part, without, marked):
            each.thumbnail((LOOKED_PX, LOOKED_PX), Image.Resampling.BOX)
        hole = np.asarray(marked) > 127
        try:
            call = Call(verb="mask", backend=self.settings.masker, request=MaskRequest(image=part))
            found = cast(MaskResult, self.runner.run(call, job).result).alpha
        except InputError:
            return {}
        thing = np.asarray(np.asarray(found) * hole / np.float32(255), np.float32)
        lights = {}
        for way in WAYS:
            told = find_lamp(np.asarray(part), np.asarray(without), thing, hole, cast(Support, way))
            if told is not None:
                lights[way] = Light(lamp=told.lamp, sure=told.sure)
        return lights

    def _plan_scene(self, artefact: Artefact, made: Provenance) -> Callable[[Job], Made]:
        """How to empty a scene again.  Raises InputError when its record does not fit."""
        if len(artefact.parents) != 1 or made.seed:
            raise InputError("Only a scene of one photo can be emptied again.")
        source, strokes = self._scene_photo(artefact.parents[0]), read_spec(artefact.spec)
        read_facts(artefact.facts)
        return lambda job: self._empty(source, strokes, made.backend, job)
