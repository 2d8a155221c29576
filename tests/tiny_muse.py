"""An imaginer without a model, for tests: surprises of the library in the wished category and colour."""

from __future__ import annotations

from dataclasses import replace

from models.imagining import ImagineRequest, ImagineResult
from models.library import surprise
from models.registry import ENTRIES, Entry
from models.types import BackendInfo, Job


class TinyMuse:
    """Answers any taste with surprises; variations keep the shape of what they start from."""

    info = next(entry.info for entry in ENTRIES if "imagine" in entry.info.verbs)
    weights_sha256 = ""
    device = "cpu"

    def imagine(self, request: ImagineRequest, job: Job) -> ImagineResult:
        job.report(0.0, "Dreaming")
        specs = []
        for index in range(request.count):
            spec = surprise((request.seed * 64 + index) % 2**31, request.category)
            if request.start is not None:
                spec = replace(spec, shape=request.start.shape, category=request.start.category)
            specs.append(replace(spec, colour=request.colour or spec.colour))
        return ImagineResult(specs=tuple(specs))


def with_tiny_muse() -> tuple[Entry, ...]:
    """The registered backends with this one in the imaginer's place."""
    return tuple(
        replace(entry, make=lambda device: TinyMuse(), weights=None) if "imagine" in entry.info.verbs else entry
        for entry in ENTRIES
    )


INFO: BackendInfo = TinyMuse.info
