"""How fast a product is staged: one square creative, and a clip of five seconds.

    python -m bench.stage

Peers: Pillow alone, pasting the same cut-out on the same plate, both resized, with a blurred shadow under it (what a
script would do); and for the clip the encoder alone, fed with one frame over and over.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from bench import median_ms, report_time
from models.backends.compact_scenes import CompactScenes
from models.library import surprise
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.staging.parallax import FPS, Bytes, encode
from models.staging.records import Shot
from models.staging.scenes import FOLDER
from models.studio import build_studio
from models.types import Job

SIDE_PX = 1080
CLIP_S = 5
TIMES = 7


def measure_peer(product: Image.Image, plate: Path) -> float:
    """Milliseconds of a plain paste."""

    def paste() -> None:
        with Image.open(plate) as picture:
            ground = picture.convert("RGB").resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
        small = product.resize((820, 820), Image.Resampling.LANCZOS)
        shadow = Image.new("L", ground.size)
        shadow.paste(small.getchannel("A").point(lambda value: value // 2), (142, 150))
        ground.paste((20, 16, 12), mask=shadow.filter(ImageFilter.GaussianBlur(14)))
        ground.paste(small, (130, 130), small)

    return median_ms(paste, TIMES)


def measure_encoder(size: tuple[int, int]) -> float:
    """Milliseconds of the encoder alone."""
    frame = np.asarray(Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).convert("RGB"))

    def frames() -> Iterator[Bytes]:
        for _ in range(FPS * CLIP_S):
            yield frame

    return median_ms(lambda: encode(frames(), size, FPS * CLIP_S, Job()), 1, 0)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        studio = build_studio(Settings(workspace=Path(folder), device="cpu", min_free_disk_mib=0))
        assert isinstance(studio.runner, InProcessRunner)
        product, numbers = studio.commit_design(surprise(7), size_px=768).id, count(1)
        image = studio.workspace.picture(product)
        scene = CompactScenes().sets.scenes[0]
        peer_ms = measure_peer(image, FOLDER / scene.plate)
        # each is new, so that nothing is answered from the workspace
        spent = median_ms(lambda: studio.stage(product, Shot(theme=scene.theme, shadow=1 + next(numbers) / 500)), TIMES)
        report_time("stage_1080_saved", spent, "Pillow: plate and cut-out resized, pasted, blurred shadow", peer_ms)
        looked = median_ms(
            lambda: studio.preview_stage(product, Shot(shadow=1 + next(numbers) / 500), longest_px=320), TIMES
        )
        report_time("stage_sheet_320", looked, "Pillow: plate and cut-out resized, pasted, blurred shadow", peer_ms)
        creative = studio.stage(product, Shot(placement="link", width_px=1200, height_px=628))
        clip_ms = median_ms(lambda: studio.animate(creative.id, path="orbit", seconds=CLIP_S), 1, 0)
        report_time(
            "parallax_5s_720p", clip_ms, "libx264 and WebP alone, one frame over and over", measure_encoder((1200, 628))
        )


if __name__ == "__main__":
    main()
