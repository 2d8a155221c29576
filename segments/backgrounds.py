"""What a photo tells besides its product: the ground that it lies on, and the light.

Owners photograph in their own rooms, with their own cameras.  So a wardrobe that is found again by its cut-out products
has to beat what grounds and light tell of the *same* photos, and it has to be found when the light is taken out:

`bare_edges`   the photo's edges alone, with whatever of the product reaches into them painted over from around
`read_light`   exposure, white balance, contrast and sharpness of the ground, as numbers; a patterned or coloured floor
               tells more by them than any camera would, so it is more than a cut-out can give away
`take_light_out`   vectors without what can be told of them from the light (quadratic regression)

Masks are those of the training set (`models.training.relabel`): `masks2/<id>.png`, or `masks/<id>.png`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.oklab import to_oklab
from segments.wardrobes import blank_middle

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SIDE_PX = 256
REACH = 0.04
"""So far round a mask, in parts of the photo's longest side, the ground is not sure to be free of the product."""
PAINT_PX = 5
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
RIDGE = 1.0
"""Of the regression on the light, in photos: a direction of it that hardly varies explains little."""


def read_photos(data: Path, work: Path, ids: Sequence[str]) -> Iterator[tuple[Bytes, NDArray[np.bool_]]]:
    """Each photo (h, w, 3), its longest side 256 px, and where its ground is (h, w).  Raises OSError."""
    for id in ids:
        with Image.open(data / "images" / f"{id}.jpg") as photo:
            photo.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.BOX)
            rgb = np.asarray(photo.convert("RGB"))
        path = next(each for each in (work / "masks2" / f"{id}.png", work / "masks" / f"{id}.png") if each.is_file())
        with Image.open(path) as mask:
            product = np.asarray(mask.convert("L").resize(rgb.shape[1::-1], Image.Resampling.BOX)) > 8
        reach = 2 * round(REACH * SIDE_PX) + 1
        near = cv2.dilate(product.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
        yield rgb, near == 0


def bare_edges(rgb: Bytes, ground: NDArray[np.bool_]) -> Image.Image:
    """The edges of a photo (h, w, 3) without its product; see `blank_middle`."""
    if ground.all() or not ground.any():
        return blank_middle(Image.fromarray(rgb))
    painted = cv2.inpaint(rgb, (~ground).astype(np.uint8), PAINT_PX, cv2.INPAINT_TELEA)
    return blank_middle(Image.fromarray(painted))


def read_light(rgb: Bytes, ground: NDArray[np.bool_]) -> Floats:
    """The light of a photo (h, w, 3), read off its ground: 14 numbers; off all of it where no ground is free."""
    where = ground if ground.any() else np.ones_like(ground)
    lab = to_oklab(rgb)[where]
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    detail = np.abs(cv2.Laplacian(grey, cv2.CV_32F))[where]
    numbers = [
        *lab.mean(axis=0), *lab.std(axis=0), *np.quantile(lab[:, 0], QUANTILES),
        np.log1p(detail.mean()), np.log1p(np.median(detail)), np.log(rgb.shape[1] / rgb.shape[0]),
    ]  # fmt: skip
    return np.array(numbers, np.float32)


def standardise(light: Floats) -> Floats:
    """Numbers (n, f), each with mean 0 and variance 1."""
    return np.asarray((light - light.mean(axis=0)) / (light.std(axis=0) + 1e-6), np.float32)


def take_light_out(vectors: Floats, light: Floats) -> Floats:
    """Vectors (n, d) without what the light (n, f) tells of them, by squares and products as well."""
    flat = standardise(light).astype(np.float64)
    upper = np.triu_indices(flat.shape[1])
    known = standardise(np.column_stack([flat, (flat[:, :, None] * flat[:, None, :])[:, upper[0], upper[1]]]))
    known = np.column_stack([np.ones(len(known)), known]).astype(np.float64)
    normal = known.T @ known + RIDGE * np.eye(known.shape[1])
    told = known @ np.linalg.solve(normal, known.T @ vectors.astype(np.float64))
    return np.asarray(vectors - told, np.float32)
