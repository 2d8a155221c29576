"""Make the training set: every usable garment photo as a mask and a centred cut-out on white.

    python -m models.training.dataset --data ../shared/data/clothing --work work

Two stages, both resumable:

1. `masks/<id>.png` and `quality.csv`: a GrabCut mask of each labelled photo and what it looks like;
2. `cutouts.npz`: the photos that pass `is_clean` as RGBA uint8 256 px, with labels and split.

The photos are CC0 and stay where they are; nothing that this writes is committed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.graphcut import WORKING_SIDE_PX, grabcut, shrink, tidy
from models.matting import clean_colour

UNUSABLE_LABELS = frozenset({"Not sure", "Other", "Skip"})
HELD_OUT_PERCENT = 25
CUTOUT_PX = 256
REJECTED = Path(__file__).parent / "truth" / "rejected.txt"
"""Ids of photos whose masks pass the measures but not the eye."""
MARGIN = 0.06
"""White border round a centred cut-out, as a fraction of the side."""


@dataclass(frozen=True, kw_only=True)
class Photo:
    """One row of images.csv.  `split` is "train" or "held_out", and the same for all photos of a sender."""

    id: str
    sender: str
    label: str
    path: Path

    @property
    def split(self) -> str:
        return split_of(self.sender)


@dataclass(frozen=True, kw_only=True)
class Quality:
    """What a mask looks like; all ratios are in 0..1 unless said otherwise."""

    id: str
    area: float  # of the photo
    border: float  # of the photo's outline that the product touches
    agreement: float  # IoU of two cuts from different starts
    raggedness: float  # perimeter over that of the smoothed mask, 1 = smooth
    second: float  # second largest part over the largest
    contrast: float  # colour step across the outline, LAB units
    solidity: float  # area over convex hull


def split_of(sender: str) -> str:
    """The side of the split on which a sender's photos are, by hash, so that new photos never move old ones."""
    digest = hashlib.sha256(f"warhol-split-1:{sender}".encode()).hexdigest()
    return "held_out" if int(digest, 16) % 100 < HELD_OUT_PERCENT else "train"


def read_photos(data: Path) -> list[Photo]:
    """The labelled photos of the clothing data set, in file order.

    Raises FileNotFoundError, saying where the data comes from, when `data` is not that folder.
    """
    table = data / "images.csv"
    if not table.is_file():
        raise FileNotFoundError(
            f"{table} is missing. Get alexeygrigorev/clothing-dataset (CC0) and point --data at its folder."
        )
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    photos = [
        Photo(
            id=row["image"],
            sender=row["sender_id"],
            label=row["label"],
            path=data / "images" / f"{row['image']}.jpg",
        )
        for row in rows
        if row["label"] not in UNUSABLE_LABELS
    ]
    return [photo for photo in photos if photo.path.is_file()]


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """A photo's pixels (h, w, 3)."""
    return np.asarray(Image.open(path).convert("RGB"))


def iou(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    """Intersection over union of two masks; 1 when both are empty."""
    union = np.count_nonzero(a | b)
    return float(np.count_nonzero(a & b) / union) if union else 1.0


def measure(photo_id: str, rgb: NDArray[np.uint8], mask: NDArray[np.bool_], other: NDArray[np.bool_]) -> Quality:
    """Describe a mask (h, w) of a photo (h, w, 3); `other` is the same cut from another start."""
    if not mask.any():
        return Quality(id=photo_id, area=0, border=0, agreement=0, raggedness=9, second=1, contrast=0, solidity=0)
    binary = mask.astype(np.uint8)
    outline, _ = cv2.findContours(binary, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    soft = cv2.GaussianBlur(binary * 255, (0, 0), 4)
    smooth, _ = cv2.findContours((soft > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    perimeter = sum(cv2.arcLength(c, True) for c in outline)
    smooth_perimeter = sum(cv2.arcLength(c, True) for c in smooth) or 1.0
    areas = sorted((cv2.contourArea(c) for c in outline), reverse=True)
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(outline)))
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    inside = cv2.erode(binary, np.ones((3, 3)), iterations=2)
    outside = 1 - cv2.dilate(binary, np.ones((3, 3)), iterations=2)
    near_in, near_out = _local_mean(lab, inside), _local_mean(lab, outside)
    ring = (1 - inside - outside).astype(bool)
    step = np.linalg.norm(near_in - near_out, axis=2)[ring]
    return Quality(
        id=photo_id,
        area=float(mask.mean()),
        border=float(edge.mean()),
        agreement=iou(mask, other),
        raggedness=float(perimeter / smooth_perimeter),
        second=float(areas[1] / areas[0]) if len(areas) > 1 and areas[0] else 0.0,
        contrast=float(np.percentile(step, 20)) if step.size else 0.0,
        solidity=float(binary.sum() / hull) if hull else 0.0,
    )


def _local_mean(lab: NDArray[np.float32], where: NDArray[Any]) -> NDArray[np.float32]:
    """The mean colour (h, w, 3) of the chosen pixels within 6 px."""
    window = (13, 13)
    weight = cv2.blur(where.astype(np.float32), window)[..., None]
    return np.asarray(cv2.blur(lab * where[..., None], window) / (weight + 1e-3), np.float32)


def is_clean(quality: Quality) -> bool:
    """Whether a mask is good enough to learn from; the bounds were set on contact sheets of 400 photos."""
    return (
        0.06 <= quality.area <= 0.85
        and quality.border <= 0.02
        and quality.agreement >= 0.93
        and quality.raggedness <= 1.22
        and quality.contrast >= 14
        and quality.solidity >= 0.5
    )


def first_mask(photo: Photo, masks: Path) -> Quality:
    """Cut one photo from two starts, write the first mask and describe it."""
    cv2.setNumThreads(1)
    rgb = shrink(read_rgb(photo.path), WORKING_SIDE_PX)
    mask = tidy(grabcut(rgb))
    other = tidy(grabcut(rgb, ring=0.02, sure_centre=0.25, iterations=3))
    write_png(masks / f"{photo.id}.png", mask)
    return measure(photo.id, rgb, mask, other)


def write_png(path: Path, mask: NDArray[np.bool_]) -> None:
    """Write a mask as a 1-bit PNG, atomically."""
    part = path.with_suffix(".part")
    Image.fromarray(mask).save(part, format="PNG", optimize=True)
    os.replace(part, path)


def read_quality(path: Path) -> dict[str, Quality]:
    """The rows of quality.csv by photo id; a half-written last row is left out."""
    if not path.is_file():
        return {}
    rows: dict[str, Quality] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                numbers = {k: float(v) for k, v in row.items() if k != "id"}
                rows[row["id"]] = Quality(id=row["id"], **numbers)
            except (TypeError, ValueError):
                continue
    return rows


def write_masks(photos: list[Photo], work: Path, workers: int = 2) -> Iterator[Quality]:
    """Mask every photo that quality.csv does not list yet, and yield each description as it is done."""
    masks = work / "masks"
    masks.mkdir(parents=True, exist_ok=True)
    table = work / "quality.csv"
    done = read_quality(table)
    todo = [photo for photo in photos if photo.id not in done]
    names = [field.name for field in fields(Quality)]
    fresh = get_context("spawn")  # a fork would copy OpenCV's locks without the threads that hold them
    with table.open("a", newline="", encoding="utf-8") as file, ProcessPoolExecutor(workers, fresh) as pool:
        writer = csv.DictWriter(file, names)
        if not done:
            writer.writeheader()
        for quality in pool.map(first_mask, todo, [masks] * len(todo), chunksize=8):
            writer.writerow(asdict(quality))
            file.flush()
            yield quality


def soften(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """A mask as soft alpha 0..1, its edge one pixel inside the cut so that no ground is carried along."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.2) * 2.6 - 1.5
    return np.asarray(np.clip(soft, 0, 1), np.float32)


def read_mask(path: Path, width: int, height: int) -> NDArray[np.bool_]:
    """A mask of `masks/`, at the size of its photo.  Raises FileNotFoundError."""
    mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if mask is None:
        raise FileNotFoundError(f"{path} is missing; run models.training.dataset first")
    return np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR) > 127)


def make_cutout(rgb: NDArray[np.uint8], mask: NDArray[np.bool_], size_px: int = CUTOUT_PX) -> NDArray[np.uint8]:
    """The product centred on white: RGBA (size, size, 4), its colours clean to the edge, white where it is clear."""
    alpha = soften(mask)
    product = np.dstack([clean_colour(rgb, alpha) * alpha[..., None], alpha]).astype(np.float32)
    ys, xs = np.nonzero(mask)
    scale = float(size_px * (1 - 2 * MARGIN) / (max(np.ptp(ys), np.ptp(xs)) + 1))
    left = size_px / 2 - (xs.min() + xs.max() + 1) / 2 * scale
    top = size_px / 2 - (ys.min() + ys.max() + 1) / 2 * scale
    if scale < 1:  # warpAffine does not average
        small = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
        product, scale = np.asarray(cv2.resize(product, small, interpolation=cv2.INTER_AREA), np.float32), 1.0
    half = 0.5 * scale - 0.5  # pixels are squares, not points
    matrix = np.array([[scale, 0, left + half], [0, scale, top + half]])
    placed = cv2.warpAffine(product, matrix, (size_px, size_px), flags=cv2.INTER_LINEAR)
    alpha = np.clip(placed[..., 3:], 0, 1).astype(np.float32)
    white = placed[..., :3] + 255 * (1 - alpha)
    return np.dstack([np.clip(np.round(white), 0, 255), np.round(alpha * 255)]).astype(np.uint8)


def best_masks(photos: list[Photo], work: Path) -> list[tuple[Photo, Path]]:
    """The photos that can be learned from or judged by, each with its best mask.

    Held out: GrabCut masks that are clean by measure and were not rejected by eye.  Training: the same, or the second
    masks once `models.training.relabel` has made them.
    """
    quality, rejected = read_quality(work / "quality.csv"), set(REJECTED.read_text(encoding="utf-8").split())
    chosen = work / "chosen.txt"
    second = set(chosen.read_text(encoding="utf-8").split()) if chosen.is_file() else None
    found: list[tuple[Photo, Path]] = []
    for photo in photos:
        if photo.split == "train" and second is not None:
            if photo.id in second:
                found.append((photo, work / "masks2" / f"{photo.id}.png"))
        elif photo.id in quality and photo.id not in rejected and is_clean(quality[photo.id]):
            found.append((photo, work / "masks" / f"{photo.id}.png"))
    return found


def write_cutouts(photos: list[Photo], work: Path) -> Path:
    """Cut out every good photo into `cutouts.npz`: rgba (n, 256, 256, 4) uint8 and id, label, sender, split (n)."""
    chosen = best_masks(photos, work)

    def cut(entry: tuple[Photo, Path]) -> NDArray[np.uint8]:
        rgb = read_rgb(entry[0].path)
        return make_cutout(rgb, read_mask(entry[1], rgb.shape[1], rgb.shape[0]))

    with ThreadPoolExecutor(2) as pool:
        rgba = np.stack(list(pool.map(cut, chosen)))
    table = work / "cutouts.npz"
    columns = {name: np.array([getattr(p, name) for p, _ in chosen]) for name in ("id", "label", "sender", "split")}
    arrays: dict[str, Any] = {"rgba": rgba, **columns}
    with table.with_suffix(".part").open("wb") as file:
        np.savez(file, **arrays)
    os.replace(table.with_suffix(".part"), table)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with images.csv and images/")
    parser.add_argument("--work", type=Path, default=Path("work"), help="where masks and cut-outs are written")
    parser.add_argument(
        "--only", choices=("train", "held_out"), help="GrabCut this side only, when relabel --masker does the other"
    )
    parser.add_argument("--limit", type=int, default=None, help="only the first N photos")
    arguments = parser.parse_args()
    photos = read_photos(arguments.data)[: arguments.limit]
    todo = [photo for photo in photos if arguments.only in (None, photo.split)]
    for number, _ in enumerate(write_masks(todo, arguments.work), start=1):
        if number % 200 == 0:
            print(f"{number} masks", flush=True)
    print(write_cutouts(photos, arguments.work))


if __name__ == "__main__":
    main()
