"""The studio's verb for people's photos: where the 18 points are, and what of the photo stays before a garment."""

from __future__ import annotations

from typing import cast

import numpy as np
from PIL import Image

from models.errors import InputError
from models.protocols import Runner
from models.settings import Settings
from models.tryon.doubts import SEEN, complete, list_doubts
from models.tryon.finding import PoseRequest, PoseResult
from models.tryon.photos import PhotoPerson, find_arms, find_front
from models.tryon.records import Pose
from models.types import Artefact, Job
from models.wire import Call
from models.workspace import Workspace


class Poser:
    """Mixed into `Studio`.  A *photo* is the id of a photo of one person, who has agreed."""

    settings: Settings
    runner: Runner
    workspace: Workspace

    def find_pose(self, photo_id: str, *, job: Job | None = None) -> Pose:
        """A first guess of the points on a person's photo; what is not in it is where it is on a body that stands.

        Raises InputError where nobody is in the photo, more than one, or it is too small or a strip.
        """
        found = self._pose(photo_id, job or Job())
        photo = self.workspace.get(photo_id)
        points = complete(found.points, found.sure, photo.width_px / photo.height_px)
        inside = [0 <= x <= 1 and 0 <= y <= 1 for x, y in points]
        seen = (each > SEEN and there for each, there in zip(found.sure, inside, strict=True))
        return Pose(points=tuple(points), visible=tuple(seen))

    def doubts(self, photo_id: str, pose: Pose) -> tuple[str, ...]:
        """What is doubtful about a photo in this pose, each with what to do.  Raises InputError."""
        photo = self._person_photo(photo_id)
        return list_doubts(pose.points, pose.visible, (photo.width_px, photo.height_px))

    def photo_person(self, photo_id: str, pose: Pose, *, job: Job | None = None) -> PhotoPerson:
        """The photo as a dresser takes it.  Raises InputError."""
        image = self.workspace.picture(self._person_photo(photo_id).id).convert("RGB")
        try:
            parts = self._pose(photo_id, job or Job()).parts
        except InputError:  # nobody was found, but somebody set the points by hand
            parts = Image.new("L", (64, 64))
        arms = find_arms(image, parts) if np.asarray(parts).any() else None
        return PhotoPerson(image=image, pose=pose, front=find_front(image, parts, pose), arms=arms)

    def _pose(self, photo_id: str, job: Job) -> PoseResult:
        image = self.workspace.picture(self._person_photo(photo_id).id).convert("RGB")
        call = Call(verb="pose", backend=self.settings.person_finder, request=PoseRequest(image=image))
        return cast(PoseResult, self.runner.run(call, job).result)

    def _person_photo(self, id: str) -> Artefact:
        photo = self.workspace.get(id)
        if photo.kind != "photo":
            raise InputError("Only a photo can be of a person.", "Upload one.")
        return photo
