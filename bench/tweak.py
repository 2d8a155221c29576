"""How fast a design answers: one tweak at 256 px, of a colour, a cloth or a shape, all the way to the picture.

    python -m bench.tweak

Peer: a generator of StyleGAN2's size at 256 px (28 M random weights), in the better of fp32 and bf16, its forward pass
alone.  Each tweak is new, so that nothing is answered from memory; what a colour does not change is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import torch

from bench import median_ms, report_time
from bench.stand_ins.style_generator import STYLE, StyleGenerator
from models.backends.compact_garment import CompactGarment
from models.design import DesignSpec, TweakRequest
from models.library import draw_inks, read_library, surprise
from models.surface_names import SURFACES
from models.types import Job

ROOT = Path(__file__).parent.parent
TIMES = 21


def measure_peer() -> tuple[str, float]:
    """The peer's better precision and its milliseconds."""
    torch.manual_seed(0)
    net, style = StyleGenerator().eval().to(memory_format=torch.channels_last), torch.randn(1, STYLE)

    def run(dtype: torch.dtype) -> Callable[[], None]:
        def forward() -> None:
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=dtype is torch.bfloat16):
                net(style)

        return forward

    times = {str(dtype)[6:]: median_ms(run(dtype)) for dtype in (torch.float32, torch.bfloat16)}
    best = min(times, key=lambda name: times[name])
    return best, times[best]


def main() -> None:
    designer, job, numbers = CompactGarment(ROOT / "assets" / "weights" / "garment", "cpu"), Job(), count()
    library, start = read_library(), surprise(7)
    patterned = [each.cloth for each in library.cloths if each.cloth.patterned]

    def recolour(number: int) -> DesignSpec:
        colour, accent = draw_inks(np.random.default_rng(number))
        return replace(start, colour=colour, accent=accent)

    def weave(number: int) -> DesignSpec:
        return replace(start, cloth=replace(patterned[number % len(patterned)], scale=1 + (number % 97) / 200))

    def cut(number: int) -> DesignSpec:
        return replace(start, shape=library.shapes[number % len(library.shapes)].code, seed=number)

    def finish(number: int) -> DesignSpec:
        surface = SURFACES[number % len(SURFACES)]
        return replace(start, cloth=replace(start.cloth, surface=surface, scale=1 + (number % 97) / 200))

    peer, peer_ms = measure_peer()
    changes = {"colour": recolour, "cloth": weave, "surface": finish, "shape": cut}
    for name, change in changes.items():
        spent = median_ms(lambda: designer.tweak(TweakRequest(spec=change(next(numbers))), job), TIMES)  # noqa: B023
        report_time(f"tweak_256_{name}", spent, f"generator of StyleGAN2's size, {peer}, forward only", peer_ms)


if __name__ == "__main__":
    main()
