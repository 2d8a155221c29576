"""Second masks of the training photos, by the half-trained masker: they mend what GrabCut got wrong.

    python -m models.training.relabel --data ../shared/data/clothing --work work

A photo is learned from when the net agrees with itself, mirrored and larger, and finds one plain product.  Writes
`work/masks2/<id>.png` and `work/chosen.txt`; `models.training.masker` prefers them when they exist.  Held-out photos
are never touched.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from models.graphcut import shrink, tidy
from models.nets.masker import MaskerNet
from models.training.composites import Bytes, Floats
from models.training.dataset import Photo, iou, read_mask, read_photos, read_quality, read_rgb, write_png

LOOKS = ((256, False), (288, True))
"""Longest side in pixels, and whether the photo is mirrored."""
SELF_AGREEMENT = 0.955
AGREES_WITH_GRAPH_CUT = 0.90


def load_average(checkpoint: Path) -> MaskerNet:
    """The running average of a training run's weights, ready to use."""
    net = MaskerNet()
    net.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    return net.eval().to(memory_format=torch.channels_last)


def probabilities(net: MaskerNet, rgb: Bytes) -> list[Floats]:
    """The product's probability (h, w) from each of the `LOOKS` at a photo."""
    h, w = rgb.shape[:2]
    looks: list[Floats] = []
    for size, mirrored in LOOKS:
        picture = rgb[:, ::-1] if mirrored else rgb
        scale = size / max(h, w)
        small = cv2.resize(picture, (round(w * scale), round(h * scale)), interpolation=cv2.INTER_AREA)
        sh, sw = small.shape[:2]
        padded = cv2.copyMakeBorder(small, 0, -sh % 32, 0, -sw % 32, cv2.BORDER_REPLICATE)
        image: Tensor = torch.from_numpy(padded).permute(2, 0, 1)[None].float() / 127.5 - 1
        image = image.contiguous(memory_format=torch.channels_last)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            logits = net.coarse(image, torch.zeros(1, 2, *image.shape[2:]))
        found = torch.sigmoid(logits.float())[0, 0, :sh, :sw].numpy()
        found = cv2.resize(found, (w, h), interpolation=cv2.INTER_LINEAR)
        looks.append(found[:, ::-1] if mirrored else found)
    return looks


def judge(photo: Photo, net: MaskerNet, work: Path, first: bool) -> bool:
    """Write the second mask of one photo and say whether to learn from it; `first`: GrabCut's mask was clean."""
    rgb = shrink(read_rgb(photo.path), 400)
    looks = probabilities(net, rgb)
    mean = np.mean(looks, 0)
    mask = tidy(np.asarray(mean > 0.5), hole_ratio=0.002)
    agreement = float(np.mean([iou(look > 0.5, mean > 0.5) for look in looks]))
    area, outline = float(mask.mean()), np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    if agreement < SELF_AGREEMENT or not 0.04 < area < 0.9 or outline.mean() > 0.12:
        return False
    path = work / "masks" / f"{photo.id}.png"
    if first and path.is_file():
        cut = read_mask(path, rgb.shape[1], rgb.shape[0])
        if iou(cut, mask) > AGREES_WITH_GRAPH_CUT:  # both right, and the graph cut's edge is the sharper one
            binary, reach = mask.astype(np.uint8), np.ones((9, 9), np.uint8)
            mask = np.where(cv2.dilate(binary, reach) > cv2.erode(binary, reach), cut, mask)
    write_png(work / "masks2" / f"{photo.id}.png", np.asarray(mask))
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work"))
    arguments = parser.parse_args()
    (arguments.work / "masks2").mkdir(exist_ok=True)
    net = load_average(arguments.work / "masker.pt")
    quality = read_quality(arguments.work / "quality.csv")
    photos = [p for p in read_photos(arguments.data) if p.split == "train"]
    chosen = [p.id for p in photos if judge(p, net, arguments.work, p.id in quality)]
    (arguments.work / "chosen.txt").write_text("\n".join(chosen), encoding="utf-8")
    print(f"{len(chosen)} of {len(photos)} photos")


if __name__ == "__main__":
    main()
