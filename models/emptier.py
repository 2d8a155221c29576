"""The studio's verb for scenes of one's own: an old object taken out of a photo, so that a product can be put there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from PIL import Image

from models.copywriter import Copywriter
from models.errors import InputError
from models.staging.removing import RemoveRequest, RemoveResult, box_of, check_scene, draw_gap
from models.staging.requests import Box
from models.types import Artefact, Job, Stroke
from models.wire import Call
from models.workspace.ids import photo_id

SCENE_PX = 2400
"""Of a scene's longest side: no creative shows more of it."""


@dataclass(frozen=True, kw_only=True)
class Emptied:
    """The photo without the old object, saved as a photo, and where the object was (its box, 0..1)."""

    photo: Artefact
    spot: Box


class Emptier(Copywriter):
    """Mixed into `Studio`."""

    def remove(
        self, photo: str, strokes: tuple[Stroke, ...], *, backend: str | None = None, job: Job | None = None
    ) -> Emptied:
        """Take out of a photo what strokes cover or go round, of whatever kind: the old object, and its shadow.

        A photo more than 2,400 px long comes back at that size.  Stage on it with
        `Shot(ground="own", own=emptied.photo.id, spot=emptied.spot)`.  Raises InputError when nothing or nearly
        everything is marked, for a tiny photo, and for what is no photo.
        """
        source = self.workspace.get(photo)
        if source.kind != "photo" or source.mode != "RGB":
            raise InputError("An object is removed from a photo.", "Upload a photo of the scene.")
        check_scene((source.width_px, source.height_px))
        image = self.workspace.picture(source.id)
        image.thumbnail((SCENE_PX, SCENE_PX), Image.Resampling.LANCZOS)
        gap = draw_gap([replace(each, kind="keep") for each in strokes], image.size)
        call = Call(
            verb="remove", backend=backend or self.settings.remover, request=RemoveRequest(image=image, gap=gap)
        )
        result = cast(RemoveResult, self.runner.run(call, job or Job()).result)
        emptied = self.workspace.save(
            "photo", result.image, id=photo_id(result.image), title=f"{source.title}, emptied"
        )
        return Emptied(photo=emptied, spot=box_of(gap))
