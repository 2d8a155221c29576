"""How soon new designs are there: the first with its picture at 256 px, and twelve of them.

    python -m bench.imagine

For a taste of the demo shop.  Peer: a generator of StyleGAN2's size at 256 px, its forward pass alone, as many times.
Each call has another seed and each picture another design, so that nothing is answered from memory.
"""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

from bench import median_ms, report_time
from bench.tweak import measure_peer
from models.backends.compact_garment import CompactGarment
from models.backends.compact_warhol import CompactWarhol
from models.design import TweakRequest
from models.imagining import ImagineRequest
from models.types import Job
from segments.types import read_segments

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "assets" / "weights"
SEGMENTS = ROOT / "assets" / "shop" / "snapshot" / "segments.json"


def main() -> None:
    imaginer, designer = CompactWarhol(WEIGHTS / "prior", "cpu"), CompactGarment(WEIGHTS / "garment", "cpu")
    taste = read_segments(json.loads(SEGMENTS.read_text(encoding="utf-8")))[0].taste
    vector, job, seeds = tuple(float(value) for value in taste.vector), Job(), count()

    def make(number: int) -> None:
        wish = ImagineRequest(taste=vector, encoder=taste.encoder, count=number, seed=next(seeds))
        for spec in imaginer.imagine(wish, job).specs:
            designer.tweak(TweakRequest(spec=spec), job)

    peer, peer_ms = measure_peer()
    for number in (1, 12):
        spent = median_ms(lambda: make(number), 7)  # noqa: B023
        report_time(f"imagine_{number}", spent, f"{number} × a generator of StyleGAN2's size, {peer}", number * peer_ms)


if __name__ == "__main__":
    main()
