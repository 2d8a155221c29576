"""Find the shapes that the demo shop's garments are cut from; the first step of `assets/recipes/shop.py`.

    python -m assets.recipes.shop_shapes --work work --sheet /tmp/shapes.png

Every shape is a blend of several garments of a kind, as those of the library are, but there are more of them and of all
kinds.  Needs `work/garments.npz`; writes `work/shop_shapes.npz` (codes and kinds) and a sheet with their numbers.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from assets.recipes.library import TWO_SIDED, blend, busy, ragged
from models import shape as shapes
from models.training.garment.material import Garments, read_garments

COUNTS = {
    "T-Shirt": 18, "Longsleeve": 14, "Shirt": 14, "Dress": 20, "Pants": 14, "Shorts": 10, "Skirt": 12, "Shoes": 18,
    "Hoodie": 9, "Outwear": 14, "Blazer": 8, "Polo": 8, "Top": 8, "Blouse": 6, "Hat": 9, "Undershirt": 8, "Body": 6,
}  # fmt: skip
"""How many shapes of each kind are blended; the eye takes the good ones."""
SYMMETRIC = TWO_SIDED | {"Blouse", "Undershirt", "Body"}
UNLIKE = 6.0
"""So far apart are two shapes of a kind at least, in the distance planes' norm."""
BLENDED = 4
SMALL = 64


def outline(alpha: np.ndarray) -> np.ndarray:
    """A quick signed distance (64, 64), good enough to find neighbours by."""
    inside = (alpha > 127).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 3) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
    flat = np.clip(distance / shapes.REACH_PX, -1, 1)
    return cv2.resize(flat, (SMALL, SMALL), interpolation=cv2.INTER_AREA)


def find(own: Garments, label: str, count: int) -> list[bytes]:
    """`count` unlike shapes of a kind, the most typical and the calmest first."""
    smooth = np.array([ragged(alpha) for alpha in own.alpha]) < 1.16
    own = own.take(smooth)
    noise = np.array([busy(relief, alpha) for relief, alpha in zip(own.relief, own.alpha, strict=True)])
    calm = noise <= max(0.012, float(np.quantile(noise, 0.45)))
    planes = np.stack([outline(alpha) for alpha in own.alpha])
    flat = planes.reshape(len(planes), -1)
    odd = np.linalg.norm(flat - planes[:, :, ::-1].reshape(flat.shape), axis=1) * (label in SYMMETRIC)
    gaps = np.linalg.norm(flat[:, None] - flat[None], axis=2) if len(flat) < 400 else _gaps(flat)
    crowd = np.sort(gaps, axis=1)[:, 1 : BLENDED + 1].mean(1)
    chosen: list[int] = []
    for row in np.argsort(crowd + 0.7 * odd):
        if calm[row] and all(gaps[row, other] > UNLIKE for other in chosen):
            chosen.append(int(row))
        if len(chosen) == count:
            break
    blends = []
    for row in chosen:
        near = np.argsort(gaps[row])
        second = next((other for other in near[1:] if calm[other]), near[1])
        rows = np.array([row, second, *(other for other in near[1:] if other != second)])[:BLENDED]
        blends.append(blend(own, rows, label in SYMMETRIC))
    return blends


def _gaps(flat: np.ndarray) -> np.ndarray:
    """Distances between all rows (n, n), without the n × n × d of the plain way."""
    square = (flat**2).sum(1)
    return np.sqrt(np.maximum(square[:, None] + square[None] - 2 * flat @ flat.T, 0))


def draw_sheet(codes: list[bytes], kinds: list[str], path: Path, columns: int = 14) -> None:
    """All shapes with their numbers, shaded by their relief alone: no net is needed."""
    cells = []
    for number, (code, kind) in enumerate(zip(codes, kinds, strict=True)):
        shape = shapes.decode(np.frombuffer(code, "<f2"))
        grey = np.clip(165 * np.exp(shape.relief), 0, 255)[..., None] * np.array([1.0, 0.96, 0.92])
        rgb = 255 + (grey - 255) * shape.alpha[..., None]
        cell = Image.fromarray(rgb.clip(0, 255).astype(np.uint8)).resize((136, 136), Image.Resampling.LANCZOS)
        ImageDraw.Draw(cell).text((2, 2), f"{number} {kind}", fill=(200, 30, 30))
        cells.append(np.asarray(cell))
    while len(cells) % columns:
        cells.append(np.full_like(cells[0], 255))
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    Image.fromarray(np.vstack(rows)).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--sheet", type=Path)
    arguments = parser.parse_args()
    garments = read_garments(arguments.work / "garments.npz")
    garments = garments.take((garments.split == "train") & ~garments.two)
    codes: list[bytes] = []
    kinds: list[str] = []
    for label, count in COUNTS.items():
        found = find(garments.take(garments.label == label), label, count)
        codes += found
        kinds += [label] * len(found)
        print(label, len(found), flush=True)
    stacked = np.stack([np.frombuffer(code, "<f2") for code in codes])
    np.savez_compressed(arguments.work / "shop_shapes.npz", codes=stacked, kinds=np.array(kinds))
    if arguments.sheet:
        draw_sheet(codes, kinds, arguments.sheet)


if __name__ == "__main__":
    main()
