"""The app with a masker that holds on to photos of one width until it is stopped, so that Stop needs no clock."""

from __future__ import annotations

import time

from PIL import Image, ImageDraw

from models.registry import Entry, Registry
from models.runners.inprocess import InProcessRunner
from models.settings import load_settings
from models.studio import Studio
from models.types import BackendInfo, Job, MaskRequest, MaskResult, Part
from models.workspace import Workspace

HELD_PX = 900
"""Photos as wide as this never finish by themselves."""
INFO = BackendInfo(id="holding_masker", title="Holding", verbs=("mask",), tier="compact")


class HoldingMasker:
    """The middle of every photo is its product."""

    info = INFO
    weights_sha256 = ""
    device = "cpu"

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        """See `protocols.Masker.mask`."""
        width, height = request.image.size
        job.report(0.5, "Drawing the edge")
        while width == HELD_PX:
            time.sleep(0.02)
            job.report(0.5, "Drawing the edge")
        alpha = Image.new("L", (width, height))
        ImageDraw.Draw(alpha).rectangle((width // 4, height // 4, 3 * width // 4, 3 * height // 4), fill=255)
        part = Part(box=(0.25, 0.25, 0.75, 0.75), area=0.25)
        return MaskResult(alpha=alpha, colour=request.image, parts=(part,), touches_border=False, confidence=1.0)


def main() -> None:
    """Open the page and stay until the process is ended."""
    from ui.shell import build_app, launch_options  # here, so that the tests that look up the width need no Gradio

    settings = load_settings()
    registry = Registry([Entry(info=INFO, make=lambda device: HoldingMasker())])
    studio = Studio(settings, registry, InProcessRunner(registry, settings), Workspace(settings.workspace))
    studio.runner.warm(INFO.id)
    build_app(studio, settings).launch(**launch_options(settings))


if __name__ == "__main__":
    main()
