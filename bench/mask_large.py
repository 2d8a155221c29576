"""How fast the large masker is on CUDA, with a network of full size and random weights: nothing is downloaded.

    python -m bench.mask_large

Peers: the compact masker on the same photo and GPU, and the bare network without everything around it.  Without CUDA
there is nothing to measure, and it says so on stderr.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from PIL import Image

from bench import median_ms, report_time
from models.backends.compact_masker import CompactMasker
from models.backends.transformers_masker import SIDE_PX, TransformersMasker
from models.errors import BackendUnavailableError
from models.hub import HubModel
from models.types import Job, MaskRequest

WEIGHTS = Path(__file__).parent.parent / "assets" / "weights" / "masker"
PEER_NET = "DeepLabV3-ResNet50, forward only, 1024 px"
PEER_MASKER = "compact masker, same photo and device"


def main() -> None:
    if not torch.cuda.is_available():
        print("bench.mask_large: skipped, it needs CUDA.", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(load_stand_in(Path(folder), "cuda"))


def load_stand_in(folder: Path, device: str) -> TransformersMasker:
    """The large masker around a random network, through the very path that a published one takes."""
    from bench.stand_ins.large_segmenter import LargeConfig, LargeSegmenter

    LargeConfig.register_for_auto_class()
    LargeSegmenter.register_for_auto_class("AutoModelForImageSegmentation")
    LargeSegmenter(LargeConfig()).save_pretrained(folder)
    return TransformersMasker(HubModel(id=str(folder)), device, allow_remote_code=True)


def measure(masker: TransformersMasker) -> None:
    """Print the lines for a photo of 1024 px and one of 12 megapixels."""
    noise = torch.randn(1, 3, SIDE_PX, SIDE_PX, device=masker.device, dtype=masker.dtype)

    def run_net() -> None:
        with torch.no_grad():
            masker.net(noise)[-1].sum().item()  # waits for the GPU

    net_ms = median_ms(run_net)
    try:
        compact = CompactMasker(WEIGHTS, masker.device)
    except BackendUnavailableError as error:
        compact = None
        print(f"bench.mask_large: no compact masker to compare with. {error}", file=sys.stderr)
    for name, size in (("mask_large_1024", (1024, 1024)), ("mask_large_12mp", (4000, 3000))):
        request = MaskRequest(image=draw_photo(size))
        ours_ms = median_ms(run_masker(masker, request))
        report_time(name, ours_ms, PEER_NET, net_ms)
        if compact is not None:
            report_time(name, ours_ms, PEER_MASKER, median_ms(run_masker(compact, request)))


def run_masker(masker: TransformersMasker | CompactMasker, request: MaskRequest) -> Callable[[], object]:
    """The whole way from a photo to its mask, as something to be timed."""
    return lambda: masker.mask(request, Job())


def draw_photo(size: tuple[int, int]) -> Image.Image:
    """A dark round product on a light ground, where the stand-in sees it as well."""
    disc = Image.radial_gradient("L").resize(size)
    return Image.merge("RGB", [disc.point(lambda value: 40 if value < 110 else 225)] * 3)


if __name__ == "__main__":
    main()
