"""What a garment generator has to beat: a recolour filter with the photo's mask, and the nearest photo, warped."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from models.design import Rgb
from models.oklab import from_oklab, to_oklab
from models.training.evaluators.garment_material import Listed

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
SILHOUETTE_PX = 24


def recolour(photo: Picture, colour: Rgb) -> Picture:
    """A photo (h, w, 4) moved in OKLab until its middle colour is the wanted one; prints and all stay."""
    alpha = photo[..., 3]
    lab = to_oklab(photo[..., :3])
    step = to_oklab(np.asarray(colour, np.uint8)) - np.median(lab[alpha > 200], axis=0)
    share = alpha[..., None].astype(np.float32) / 255
    rgb = from_oklab(lab + step) * share + 255 * (1 - share)
    return np.dstack([np.round(rgb).astype(np.uint8), alpha])


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Training garments as points of three kinds: silhouette, cloth and colours; `row` of each one's cut-out."""

    silhouette: Floats
    cloth: Floats
    colours: Floats
    row: NDArray[np.int_]

    def nearest(self, silhouette: Floats, cloth: Floats, colours: Floats) -> int:
        """The cut-out's row of the garment that is nearest in the sum of all three, each over its own mean."""
        total = np.zeros(len(self.row), np.float32)
        for points, wanted in ((self.silhouette, silhouette), (self.cloth, cloth), (self.colours, colours)):
            gap = np.linalg.norm(points - wanted, axis=1)
            total += gap / max(float(gap.mean()), 1e-6)
        return int(self.row[np.argmin(total)])


def stock(garments: Listed) -> Shelf:
    """The shelf of all training garments."""
    keep = np.flatnonzero(garments.split == "train")
    return Shelf(
        silhouette=np.stack([see_silhouette(garments.alpha[row]) for row in keep]),
        cloth=np.stack([see_cloth(garments.grain[row], bool(garments.patterned[row])) for row in keep]),
        colours=garments.inks[keep].reshape(len(keep), -1).astype(np.float32),
        row=garments.row[keep],
    )


def see_silhouette(alpha: NDArray[np.uint8]) -> Floats:
    """An outline as a small picture (576,)."""
    small = cv2.resize(alpha, (SILHOUETTE_PX,) * 2, interpolation=cv2.INTER_AREA)
    return np.asarray(small.ravel() / 255, np.float32)


def see_cloth(grain: NDArray[np.float32], patterned: bool) -> Floats:
    """A cloth as its grain's spectrum and, weighty, whether it has a pattern (65,)."""
    return np.append(grain.ravel(), 8.0 * patterned).astype(np.float32)


def see_colours(main: Rgb, accent: Rgb) -> Floats:
    """Two colours as a point (6,)."""
    return to_oklab(np.asarray([main, accent], np.uint8)).ravel()


def warp(photo: Picture, alpha: NDArray[np.uint8]) -> Picture:
    """A photo (256, 256, 4) stretched onto another outline (256, 256): box to box, then its edges carried outwards."""
    source, target = _box(photo[..., 3]), _box(alpha)
    step = np.array(
        [
            [(target[2] - target[0]) / (source[2] - source[0]), 0, 0],
            [0, (target[3] - target[1]) / (source[3] - source[1]), 0],
        ],
        np.float32,
    )
    step[:, 2] = target[0] - step[0, 0] * source[0], target[1] - step[1, 1] * source[1]
    moved = cv2.warpAffine(photo, step, alpha.shape[::-1], flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255, 0))
    inside = cv2.erode((moved[..., 3] > 250).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    y, x = distance_transform_edt(~inside, return_distances=False, return_indices=True)
    share = alpha[..., None].astype(np.float32) / 255
    rgb = moved[y, x, :3] * share + 255 * (1 - share)
    return np.dstack([np.round(rgb).astype(np.uint8), alpha])


def _box(alpha: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is opaque."""
    ys, xs = np.nonzero(alpha > 127)
    return int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1
