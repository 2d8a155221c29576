"""Rivals of the dresser: the flat picture stretched to a box, moved by one affine map, or bent by a spline."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from models.oklab import Floats
from models.people import KEYPOINTS
from models.reshape_landmarks import LOWERS, UPPERS
from models.tryon.cut import cut

Bytes = NDArray[np.uint8]
Points = NDArray[np.float64]
WIDER = 1.12
"""How much wider than the joints' distance shoulders are."""


def landmarks(flat: Bytes, category: str, keypoints: Points) -> tuple[Points, Points]:
    """Corresponding points (n, 2) of the flat picture and of the body, px of each; the first three span a garment."""
    build = cut(flat[..., 3], category).build
    scale = flat.shape[0] / 256
    at = {name: keypoints[number] for number, name in enumerate(KEYPOINTS)}
    sides = (("r", -1.0), ("l", 1.0))
    if category in UPPERS:
        joints = [at[f"{side}_shoulder"] for side, _ in sides]
        span = float(np.linalg.norm(joints[1] - joints[0])) * WIDER
        size = span / (build.limbs[1].outer[0] - build.limbs[0].outer[0] if build.limbs else 0.9 * build.chest)
        across = (joints[1] - joints[0]) / max(float(np.linalg.norm(joints[1] - joints[0])), 1e-6)
        down = np.array([-across[1], across[0]])
        top = (joints[0] + joints[1]) / 2 - down * 0.12 * span
    else:
        hips = [at[f"{side}_hip"] for side, _ in sides]
        span = float(np.linalg.norm(hips[1] - hips[0])) * 1.75
        size = span / build.chest
        across = (hips[1] - hips[0]) / max(float(np.linalg.norm(hips[1] - hips[0])), 1e-6)
        down = np.array([-across[1], across[0]])
        top = (hips[0] + hips[1]) / 2 - down * 0.55 * span
    middle, first = build.throat, build.hps if category in UPPERS else build.landmarks.top
    source = [(middle - build.chest / 2, first), (middle + build.chest / 2, first), (middle, build.bottom)]
    target = [top + across * (x - middle) * size + down * (y - first) * size for x, y in source]
    if category in UPPERS or category in LOWERS:
        for (side, _), limb in zip(sides, build.limbs, strict=False):
            names = ("shoulder", "elbow", "wrist") if category in UPPERS else ("hip", "knee", "ankle")
            bones = [at[f"{side}_{name}"] for name in names]
            for share in (0.5, 1.0):
                source.append(tuple(np.array(limb.middle) + np.array(limb.along) * limb.length * share))
                target.append(_along(bones, limb.length * share * size))
    for x, y in [(middle - build.chest / 2, build.pit), (middle + build.chest / 2, build.pit)]:
        source.append((x, y))
        target.append(top + across * (x - middle) * size * 0.92 + down * (y - first) * size)
    return np.array(source, float) * scale, np.array(target, float)


def _along(bones: list[Points], length: float) -> Points:
    first = float(np.linalg.norm(bones[1] - bones[0]))
    if length <= first:
        return np.asarray(bones[0] + (bones[1] - bones[0]) * length / max(first, 1e-6))
    second = max(float(np.linalg.norm(bones[2] - bones[1])), 1e-6)
    return np.asarray(bones[1] + (bones[2] - bones[1]) * (length - first) / second)


def bbox(flat: Bytes, source: Points, target: Points, size_px: tuple[int, int]) -> Bytes:
    """Stretched, upright: the box round the target points is filled."""
    ys, xs = np.nonzero(flat[..., 3] > 127)
    (left, top), (right, bottom) = target.min(0), target.max(0)
    step = np.array([[(right - left) / np.ptp(xs), 0, 0], [0, (bottom - top) / np.ptp(ys), 0]])
    step[:, 2] = left - step[0, 0] * xs.min(), top - step[1, 1] * ys.min()
    return _warp(flat, step, size_px)


def affine(flat: Bytes, source: Points, target: Points, size_px: tuple[int, int]) -> Bytes:
    """One affine map, by least squares over all points."""
    full = np.c_[source, np.ones(len(source))]
    return _warp(flat, np.asarray(np.linalg.lstsq(full, target, rcond=None)[0].T, np.float64), size_px)


def tps(flat: Bytes, source: Points, target: Points, size_px: tuple[int, int]) -> Bytes:
    """A thin-plate spline through all points."""
    _, unique = np.unique(np.round(target), axis=0, return_index=True)
    back = RBFInterpolator(target[unique], source[unique], kernel="thin_plate_spline", smoothing=1.0)
    y, x = np.mgrid[0 : size_px[1], 0 : size_px[0]]
    at = back(np.c_[x.ravel(), y.ravel()].astype(float)).reshape(size_px[1], size_px[0], 2).astype(np.float32)
    found = cv2.remap(_soften(flat, size_px), at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))
    return np.asarray(found, np.uint8)


def _warp(flat: Bytes, step: Points, size_px: tuple[int, int]) -> Bytes:
    found = cv2.warpAffine(_soften(flat, size_px), step.astype(np.float32), size_px, flags=cv2.INTER_LINEAR)
    return np.asarray(found, np.uint8)


def _soften(flat: Bytes, size_px: tuple[int, int]) -> Bytes:
    """As fine as the body's picture, so that no rival is punished for flicker."""
    sigma = max(0.0, 0.35 * flat.shape[0] / size_px[0] - 0.3)
    return np.asarray(cv2.GaussianBlur(flat, (0, 0), sigma), np.uint8) if sigma > 0 else flat


RIVALS: dict[str, Callable[[Bytes, Points, Points, tuple[int, int]], Bytes]] = {
    "bbox": bbox, "affine": affine, "tps": tps,
}  # fmt: skip


def paste(body: Bytes, garment: Bytes) -> tuple[Bytes, Floats]:
    """The warped garment on the body's picture, and its opacity."""
    alpha = garment[..., 3:].astype(np.float32) / 255
    mixed = np.round(garment[..., :3] * alpha + body * (1 - alpha)).astype(np.uint8)
    return mixed, np.asarray(alpha[..., 0], np.float32)
