"""Fit the shape coder: 9,216 numbers of a shape as 1,600 principal components, in a minute.

    python -m models.training.prior.shapes --work work

Reads `work/views.npz`, writes `work/shapes.pt` and prints what a round trip loses on held-out garments.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.nets.prior import OUTLINE, RELIEF, ShapeCoder, cut_patches, split_code
from models.training.loop import each_batch
from models.training.prior.material import LEVELS, read_views

VIEWS_USED = (0, 1, 2, 5)
"""As they are, mirrored, and a warped one of either."""


@torch.inference_mode()
def fit(shape: NDArray[np.int8]) -> ShapeCoder:
    """The coder of views (N, VIEWS, 9216)."""
    torch.manual_seed(1)
    coder = ShapeCoder()
    codes = torch.cat([torch.from_numpy(shape[:, view].astype(np.float32) / LEVELS) for view in VIEWS_USED])
    fine, coarse = split_code(codes)
    distance = fine[:, 0].flatten(1)
    coder.mean.copy_(distance.mean(0))
    coder.basis.copy_(torch.svd_lowrank(distance - coder.mean, q=2 * OUTLINE.size, niter=3)[2].T[: OUTLINE.size])
    total = torch.zeros_like(coder.patch_mean)
    square = torch.zeros(RELIEF.tokens, total.shape[1], total.shape[1])
    for rows in each_batch(len(codes), 500):
        known = (distance[rows] - coder.mean) @ coder.basis.T @ coder.basis + coder.mean
        left = fine[rows, 0] - known.view_as(fine[rows, 0])
        patches = cut_patches(left, fine[rows, 1], coarse[rows, 0])
        total += patches.sum(0)
        square += torch.einsum("npd,npe->pde", patches, patches)
    coder.patch_mean.copy_(total / len(codes))
    for place in range(RELIEF.tokens):
        mean = coder.patch_mean[place]
        spread = square[place] / len(codes) - mean[:, None] * mean[None]
        coder.patch_basis[place] = torch.linalg.eigh(spread)[1].flip(1)[:, : RELIEF.size].T
    return coder.eval()


@torch.inference_mode()
def measure(coder: ShapeCoder, codes: Tensor) -> dict[str, float]:
    """Overlap of outlines, and how far off relief and its slopes are, of the round trip of codes (N, 9216)."""
    made = torch.cat([coder.decode(coder.encode(codes[part])) for part in each_batch(len(codes), 64)])
    (fine, _), (fine_real, _) = split_code(made), split_code(codes)
    grown = [F.interpolate(f[:, :1], scale_factor=4, mode="bicubic") > 0 for f in (fine, fine_real)]
    overlap = (grown[0] & grown[1]).flatten(1).sum(1) / (grown[0] | grown[1]).flatten(1).sum(1)
    inside = (fine_real[:, :1] > 0).float()
    gap = ((fine - fine_real)[:, 1:].abs() * inside).sum() / inside.sum()
    spread = (fine_real[:, 1:].abs() * inside).sum() / inside.sum()
    slopes = [((f[:, 1:, 1:] - f[:, 1:, :-1]).abs() * inside[:, :, 1:]).mean().item() for f in (fine, fine_real)]
    return {
        "outline_iou": overlap.mean().item(),
        "outline_iou_worst_1_in_20": overlap.quantile(0.05).item(),
        "relief_error_share": (gap / spread).item(),
        "relief_slope_share": slopes[0] / max(slopes[1], 1e-9),
    }


def load_shapes(path: Path) -> ShapeCoder:
    """The coder of a work folder.  Raises FileNotFoundError when it was not fitted yet."""
    coder = ShapeCoder()
    coder.load_state_dict(torch.load(path, weights_only=True)["coder"])
    return coder.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    arguments = parser.parse_args()
    views = read_views(arguments.work / "views.npz")
    train, held_out = (views["shape"][views["split"] == side] for side in ("train", "held_out"))
    coder = fit(train)
    figures = measure(coder, torch.from_numpy(held_out[:, 0].astype(np.float32) / LEVELS))
    figures = {f"coder_{name}": round(value, 4) for name, value in figures.items()}
    torch.save({"coder": coder.state_dict(), "figures": figures}, arguments.work / "shapes.pt")
    print(figures)


if __name__ == "__main__":
    main()
