"""Second masks of the training photos, by a masker: they mend what GrabCut got wrong.

    python -m models.training.relabel --data ../shared/data/clothing --work work
    python -m models.training.relabel --data ../shared/data/clothing --work work --masker assets/weights/masker

The first command asks the half-trained net of `work/masker.pt`; the second the shipped masker, which needs no GrabCut
masks of the training photos: the quick way to the cut-outs that the other models learn from.  A photo is learned from
when the net agrees with itself, mirrored and larger, and finds one plain product.  Writes `work/masks2/<id>.png` and
`work/chosen.txt`; `models.training.masker` prefers them when they exist.  Held-out photos are never touched.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from models.backends.compact_masker import CompactMasker
from models.backends.weights import load_weights
from models.errors import InputError
from models.graphcut import shrink, tidy
from models.nets.masker import MaskerNet
from models.training.composites import Bytes, Floats
from models.training.dataset import Photo, iou, read_mask, read_photos, read_quality, read_rgb, write_png
from models.types import Job, MaskRequest

LOOKS = ((256, False), (288, True))
"""Longest side in pixels, and whether the photo is mirrored."""
SELF_AGREEMENT = 0.955
AGREES_WITH_GRAPH_CUT = 0.90


def load_average(checkpoint: Path) -> MaskerNet:
    """The running average of a training run's weights, ready to use."""
    net = MaskerNet()
    net.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    return net.eval().to(memory_format=torch.channels_last)


def load_shipped(folder: Path) -> MaskerNet:
    """The net of a weights folder.  Raises BackendUnavailableError when it is not there."""
    net = MaskerNet()
    net.load_state_dict(load_weights(folder)[0])
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


def is_plain(looks: list[Floats], mask: NDArray[np.bool_]) -> bool:
    """Whether the looks agree with each other and the mask is one product, well inside the photo."""
    mean = np.mean(looks, 0)
    agreement = float(np.mean([iou(look > 0.5, mean > 0.5) for look in looks]))
    area, outline = float(mask.mean()), np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    return agreement >= SELF_AGREEMENT and 0.04 < area < 0.9 and outline.mean() <= 0.12


def judge(photo: Photo, net: MaskerNet, work: Path, first: bool) -> bool:
    """Write the second mask of one photo and say whether to learn from it; `first`: GrabCut's mask was clean."""
    rgb = shrink(read_rgb(photo.path), 400)
    looks = probabilities(net, rgb)
    mask = tidy(np.asarray(np.mean(looks, 0) > 0.5), hole_ratio=0.002)
    if not is_plain(looks, mask):
        return False
    path = work / "masks" / f"{photo.id}.png"
    if first and path.is_file():
        cut = read_mask(path, rgb.shape[1], rgb.shape[0])
        if iou(cut, mask) > AGREES_WITH_GRAPH_CUT:  # both right, and the graph cut's edge is the sharper one
            binary, reach = mask.astype(np.uint8), np.ones((9, 9), np.uint8)
            mask = np.where(cv2.dilate(binary, reach) > cv2.erode(binary, reach), cut, mask)
    write_png(work / "masks2" / f"{photo.id}.png", np.asarray(mask))
    return True


def ask_half_trained(photos: list[Photo], work: Path) -> list[str]:
    """The ids to learn from, by the running average of `work/masker.pt`."""
    net, quality = load_average(work / "masker.pt"), read_quality(work / "quality.csv")
    return [p.id for p in photos if judge(p, net, work, p.id in quality)]


@cache
def _shipped(folder: Path) -> tuple[MaskerNet, CompactMasker]:
    """The shipped net and the backend round it, once a process."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    return load_shipped(folder), CompactMasker(folder, "cpu")


def ask_shipped(photo: Photo, folder: Path, work: Path) -> bool:
    """The same with the shipped masker, edges and all; there is no first mask to compare with."""
    net, masker = _shipped(folder)
    rgb = shrink(read_rgb(photo.path), 400)
    try:
        found = masker.mask(MaskRequest(image=Image.fromarray(rgb)), Job())
    except InputError:  # no product in view
        return False
    mask = np.asarray(found.alpha) > 127
    if not is_plain([mask.astype(np.float32), *probabilities(net, rgb)], mask):
        return False
    write_png(work / "masks2" / f"{photo.id}.png", mask)
    return True


def ask_all_shipped(photos: list[Photo], folder: Path, work: Path, workers: int = 2) -> Iterator[bool]:
    """`ask_shipped` for every photo, in order, over processes."""
    fresh = get_context("spawn")  # a fork would copy OpenCV's locks without the threads that hold them
    with ProcessPoolExecutor(workers, fresh) as pool:
        yield from pool.map(ask_shipped, photos, [folder] * len(photos), [work] * len(photos), chunksize=8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--masker", type=Path, default=None, help="ask this weights folder, not work/masker.pt")
    arguments = parser.parse_args()
    (arguments.work / "masks2").mkdir(parents=True, exist_ok=True)
    photos = [p for p in read_photos(arguments.data) if p.split == "train"]
    if arguments.masker is not None:
        kept = []
        for number, good in enumerate(ask_all_shipped(photos, arguments.masker, arguments.work)):
            kept += [photos[number].id] if good else []
            if number % 500 == 499:
                print(f"{len(kept)} of {number + 1} photos", flush=True)
    else:
        kept = ask_half_trained(photos, arguments.work)
    (arguments.work / "chosen.txt").write_text("\n".join(kept), encoding="utf-8")
    print(f"{len(kept)} of {len(photos)} photos")


if __name__ == "__main__":
    main()
