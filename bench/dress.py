"""How fast a look is made: a T-shirt with trousers on a mannequin, the T-shirt in another colour, an outfit of five
pieces, and the clip in which that turns.

    python -m bench.dress

Peers: the same pictures bent by a thin-plate spline through the same landmarks and pasted, without folds or light; for
the clip the encoders alone, one frame over and over.
"""

from __future__ import annotations

from itertools import count

import numpy as np
from PIL import Image

from bench import median_ms, report_time
from models.backends.compact_warp import CompactWarp
from models.backends.garment_landmarks import shipped
from models.library import surprise
from models.people import mannequin, people
from models.settings import Settings
from models.staging.parallax import encode
from models.studio import build_studio
from models.training.evaluators.tryon_rivals import landmarks, paste, tps
from models.tryon.body import find_body
from models.tryon.requests import DressRequest, Garment
from models.tryon.slots import Slot
from models.tryon.turntable import prepare_turning, swing
from models.turner import FPS
from models.types import Job

TIMES = 3
FIVE: tuple[tuple[str, Slot], ...] = (
    ("T-Shirt", "top"), ("Pants", "bottom"), ("Blazer", "outerwear"), ("Shoes", "shoes"), ("Hat", "hat"),
)  # fmt: skip
FRAMES = 3 * FPS


def main() -> None:
    """Print one JSON line a figure."""
    studio = build_studio(Settings(demo=False))
    flats = [studio.preview_large(surprise(seed, kind), size_px=1024) for seed, kind in ((7, "T-Shirt"), (9, "Pants"))]
    body, dresser, number = people()[0].id, CompactWarp(), count()

    def dress(with_: CompactWarp, red: int = 0) -> None:
        pixels = np.array(flats[0])
        pixels[..., 0] = (pixels[..., 0].astype(int) + red) % 256
        top = Garment(slot="top", category="T-Shirt", image=Image.fromarray(pixels))
        bottom = Garment(slot="bottom", category="Pants", image=flats[1])
        with_.dress(DressRequest(mannequin=body, garments=(top, bottom)), Job())

    dress(dresser)
    shape = median_ms(lambda: dress(CompactWarp()), TIMES, 0)  # a new one remembers nothing
    colour = median_ms(lambda: dress(dresser, 10 + next(number)), TIMES, 0)
    person = mannequin(body)
    points = np.array([point[:2] for point in person.keypoints], float)

    def peer() -> None:
        picture = person.picture()
        for flat, kind in zip(flats, ("T-Shirt", "Pants"), strict=True):
            rgba = np.asarray(flat)
            source, target = landmarks(rgba, kind, points)
            picture, _ = paste(picture, tps(rgba, source, target, (768, 1152)))

    spline = median_ms(peer, 1, 0)
    report_time("a look of two garments at 768 × 1152", shape, "thin-plate spline, pasted", spline)
    report_time("… in another colour", colour, "thin-plate spline, pasted", spline)
    outfit = tuple(
        Garment(slot=slot, category=kind, image=studio.preview_large(surprise(seed, kind), size_px=1024))
        for seed, (kind, slot) in enumerate(FIVE, 7)
    )
    five = median_ms(lambda: CompactWarp().dress(DressRequest(mannequin=body, garments=outfit), Job()), 1, 0)
    report_time("a look of five pieces at 768 × 1152", five, "thin-plate spline of two, pasted", spline)
    turned = prepare_turning(find_body(body), outfit, "auto", Job(), shipped().find)
    size = turned.ground.shape[1], turned.ground.shape[0]

    def clip() -> None:
        again = prepare_turning(find_body(body), outfit, "auto", Job(), shipped().find)
        encode(swing(again, FRAMES), size, FRAMES, Job(), fps=FPS)

    still = [turned.ground] * FRAMES
    alone = median_ms(lambda: encode(iter(still), size, FRAMES, Job(), fps=FPS), 1, 0)
    report_time("its turning clip of 3 s, MP4 and WebP", median_ms(clip, 1, 0), "the encoders alone", alone)


if __name__ == "__main__":
    main()
