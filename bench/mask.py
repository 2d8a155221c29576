"""How fast the compact masker is, at 256 px and on a 12-megapixel photo.

    python -m bench.mask

Peers: OpenCV's GrabCut on the same photo (at 288 px, as everybody has to run it to wait seconds and not minutes), and
torchvision's DeepLabV3-MobileNetV3, the usual small segmentation network, with random weights at 256 px.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torchvision.models.segmentation import deeplabv3_mobilenet_v3_large  # type: ignore[import-untyped]

from bench import median_ms, report_time
from models.backends.compact_masker import CompactMasker
from models.graphcut import cut_out
from models.types import Job, MaskRequest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "assets" / "samples"


def main() -> None:
    masker, job = CompactMasker(ROOT / "assets" / "weights" / "masker"), Job()
    photo = Image.open(sorted(SAMPLES.glob("*.webp"))[0]).convert("RGB")
    small = ImageOps.fit(photo, (256, 256))
    large = ImageOps.fit(photo, (3000, 4000))
    peer_net = deeplabv3_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=2).eval()
    noise = torch.randn(1, 3, 256, 256)

    def run_peer_net() -> None:
        with torch.inference_mode():
            peer_net(noise)

    ours_small = median_ms(lambda: masker.mask(MaskRequest(image=small), job))
    ours_large = median_ms(lambda: masker.mask(MaskRequest(image=large), job), times=5)
    pixels_small, pixels_large = np.asarray(small), np.asarray(large)
    report_time("mask_256", ours_small, "OpenCV GrabCut, 256 px", median_ms(lambda: cut_out(pixels_small)))
    report_time("mask_256", ours_small, "DeepLabV3-MobileNetV3 forward only, 256 px", median_ms(run_peer_net))
    cut_large = median_ms(lambda: cut_out(pixels_large), times=5)
    report_time("mask_12mp", ours_large, "OpenCV GrabCut at 288 px, hard edge enlarged", cut_large)


if __name__ == "__main__":
    main()
