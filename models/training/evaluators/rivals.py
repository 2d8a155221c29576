"""What needs no training: the nearest neighbour by colours and gradients that the judge's features have to beat."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CELLS, ORIENTATIONS, SIDE_PX = 8, 9, 128


def describe(rgba: NDArray[np.uint8]) -> Floats:
    """Pictures (N, h, w, 4) as colour histogram (8×8 of a and b, 8 of L) and HOG (8×8 cells of 9), each of unit norm.

    Source: Dalal and Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005, without blocks.
    """
    return np.stack([np.concatenate([_colours(picture), _gradients(picture)]) for picture in rgba])


def guess_labels(train: Floats, labels: NDArray[np.str_], asked: Floats, k: int = 5) -> NDArray[np.str_]:
    """The label of most of the k nearest training pictures (cosine); the nearest one decides a tie."""
    nearest = np.argsort(-(asked @ train.T), axis=1, kind="stable")[:, :k]
    guesses = []
    for row in labels[nearest]:
        names, first, counts = np.unique(row, return_index=True, return_counts=True)
        best = np.flatnonzero(counts == counts.max())
        guesses.append(names[best[np.argmin(first[best])]])
    return np.asarray(guesses, np.str_)


def _colours(picture: NDArray[np.uint8]) -> Floats:
    small = cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(np.ascontiguousarray(small[..., :3]), cv2.COLOR_RGB2LAB)[small[..., 3] > 127]
    hues, _, _ = np.histogram2d(lab[:, 1], lab[:, 2], bins=8, range=[[64, 192], [64, 192]])
    lights, _ = np.histogram(lab[:, 0], bins=8, range=(0, 256))
    return _unit(np.sqrt(np.concatenate([hues.ravel(), lights])))


def _gradients(picture: NDArray[np.uint8]) -> Floats:
    full = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = cv2.resize(full, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    size = np.sqrt(np.hypot(dx, dy)).ravel()
    turn = np.minimum((np.arctan2(dy, dx) % np.pi / np.pi * ORIENTATIONS).astype(int), ORIENTATIONS - 1)
    y, x = np.mgrid[:SIDE_PX, :SIDE_PX] * CELLS // SIDE_PX
    bins = ((y * CELLS + x) * ORIENTATIONS + turn).ravel()
    return _unit(np.bincount(bins, weights=size, minlength=CELLS * CELLS * ORIENTATIONS).astype(np.float64))


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float64)
