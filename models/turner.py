"""The studio's verb for looks that move: a mannequin in its outfit turns to both sides, as a clip."""

from __future__ import annotations

from models.dresser import Dresser
from models.errors import CapabilityError, InputError
from models.stager import ClipFiles
from models.staging.parallax import encode
from models.tryon.body import find_body
from models.tryon.turntable import check_turning, prepare_turning, swing
from models.types import Job, Progress
from models.workspace.labels import SYNTHETIC

TURNED_BY = "compact_warp"
"""The dresser whose looks have cloth that can be seen from other sides."""
FPS = 24
SECONDS = (3, 4)
ABOUT = "Generated: a rendered mannequin in cloth that was computed."


class Turner(Dresser):
    """Mixed into `Studio`."""

    def turn(self, id: str, *, seconds: int = 3, job: Job | None = None) -> ClipFiles:
        """A clip of a saved look that turns to both sides and back, 3 or 4 seconds in a loop: MP4 (H.264) and WebP.

        The file says that it is synthetic.  Raises InputError, CancelledError, and CapabilityError for photos, seated
        bodies, and looks of other dressers.
        """
        if type(seconds) is not int or seconds not in SECONDS:
            raise InputError("A turning look is 3 or 4 seconds long.", "Choose one of them.")
        from models.backends.garment_landmarks import shipped  # torch, which nobody waits for before they need it

        job, look = job or Job(), self.workspace.get(id)
        wish = self._wish_of(id)
        if wish.outfit.person is not None:
            raise CapabilityError(
                "A person’s photo shows one side only: it cannot turn.", "Put the outfit on a mannequin first."
            )
        if look.provenance is not None and look.provenance.backend != TURNED_BY:
            raise CapabilityError("What dressed this look paints pictures, not cloth: it cannot turn.")
        body = find_body(wish.body)
        check_turning(body)
        job.report(0.0, "Dressing the turntable")
        garments = tuple(self._garment(piece, True) for piece in wish.outfit.pieces)
        first = Job(
            on_progress=lambda told: job.on_progress(Progress(fraction=0.1 * told.fraction, stage=told.stage)),
            cancelled=job.cancelled,
        )
        turning = prepare_turning(body, garments, wish.outfit.tuck, first, shipped().find)
        count, size = FPS * seconds, (turning.ground.shape[1], turning.ground.shape[0])
        about = {"title": look.title, "comment": f"{ABOUT} Digital source type: {SYNTHETIC}"}
        clip = encode(swing(turning, count), size, count, job, about, FPS)
        return ClipFiles(
            mp4=self.workspace.write_export("look-turning.mp4", clip.mp4),
            webp=self.workspace.write_export("look-turning.webp", clip.webp),
        )


__all__ = ["Turner"]
