"""The photo behind a creative on a scene of one's own: decoded, with its lamp and how far everything in it is."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import cast

from PIL import Image

from models.emptier import Emptier
from models.errors import InputError
from models.staging.emptying import read_facts
from models.staging.fathoming import FathomRequest, FathomResult
from models.staging.light import Lamp
from models.staging.postures import list_ways
from models.staging.records import Shot
from models.types import Job
from models.wire import Call

REMEMBERED = 3
"""How many photos of scenes (13 MB each) stay decoded, and how many maps of distances."""


class Backdrops(Emptier):
    """Mixed into `Studio`."""

    def _lamp_of(self, shot: Shot) -> Lamp | None:
        """The lamp of an own scene for the way a product is shown there.  Raises InputError when it is no scene."""
        scene = self.workspace.get(shot.own)
        if scene.kind not in ("photo", "scene") or scene.mode != "RGB":
            raise InputError("This is not a photo of a scene.", "Upload one.")
        if shot.light == "soft":
            return None
        if scene.kind == "photo":
            return shot.lamp
        told = read_facts(scene.facts).lights.get(list_ways(shot.kind, shot.support)[0])
        return told.lamp if told else None

    def _backdrop(self, shot: Shot) -> Image.Image | None:
        """The emptied photo that a shot is taken on, or None; the last few stay decoded."""
        if not shot.own:
            return None
        with self._door:
            known = self._backdrops.get(shot.own)
            if known is not None:
                self._backdrops.move_to_end(shot.own)
                return known
        picture = self.workspace.picture(shot.own).convert("RGB")
        with self._door:
            self._backdrops[shot.own] = picture
            while len(self._backdrops) > REMEMBERED:
                self._backdrops.popitem(last=False)
        return picture

    def _fathom(self, shot: Shot, backdrop: Image.Image | None, job: Job) -> FathomResult | None:
        """How far everything in a scene of one's own is; None for rendered sets, and where no depth model is chosen."""
        if backdrop is None or not self.settings.fathomer:
            return None
        with self._door:
            known = self._depths.get(shot.own)
        if known is None:
            call = Call(verb="fathom", backend=self.settings.fathomer, request=FathomRequest(scene=backdrop))
            known = cast(FathomResult, self.runner.run(call, Job(cancelled=job.cancelled)).result)
            with self._door:
                self._depths[shot.own] = known
                while len(self._depths) > REMEMBERED:
                    self._depths.popitem(last=False)
        return known

    @cached_property
    def _door(self) -> Lock:
        return Lock()

    @cached_property
    def _backdrops(self) -> OrderedDict[str, Image.Image]:
        return OrderedDict()

    @cached_property
    def _depths(self) -> OrderedDict[str, FathomResult]:
        return OrderedDict()
