"""Judge the judge: does each tool see what was planted, and nothing where there is nothing?

Held-out photos are halved; real against real is the zero of every scale.  What is planted: blur of known σ, a grid, a
sharpening filter, other colours, and training photos among new ones.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.nets.judge import LABELS, JudgeNet
from models.training.cutouts import Cutouts
from models.training.evaluators.desk import Desk
from models.training.evaluators.rivals import describe, guess_labels
from models.training.judge import load_judge, read_features
from models.training.metrics import blur, copies, neighbours, patches, spectrum
from models.training.metrics.intervals import bootstrap, paired_difference
from models.training.metrics.kid import fid, kid_interval

Pictures = NDArray[np.uint8]
HELD_OUT, FROM_TRAIN = 500, 250
PLANTED_PX = (0, 1, 2, 3)


def evaluate(desk: Desk) -> dict[str, Any]:
    """The judge's own calibration."""
    net = load_judge(desk.weights / "judge")
    cutouts = desk.cutouts()
    rng = np.random.default_rng(desk.seed)
    train, held_out = cutouts.side("train"), cutouts.side("held_out")
    held_out = held_out.take(rng.permutation(len(held_out))[: desk.count(HELD_OUT)])
    fresh = train.take(rng.permutation(len(train))[: desk.count(FROM_TRAIN)])
    middle = len(held_out) // 2
    a, b = held_out.rgba[:middle], held_out.rgba[middle:]
    show(desk, b)
    return {
        "n": len(held_out),
        "n_train": len(train),
        **judge_categories(net, train, held_out),
        **judge_features(net, a, b),
        **judge_patches(a, b),
        **judge_blur(held_out.rgba, fresh.rgba),
        **judge_spectrum(a, b),
        **judge_copies(train.rgba, held_out.rgba),
    }


def judge_categories(net: JudgeNet, train: Cutouts, held_out: Cutouts) -> dict[str, Any]:
    """Categories of senders never seen, against the nearest neighbour by colours and gradients."""
    with torch.inference_mode():
        said = net.category(read_features(net, held_out.rgba)).argmax(1).numpy()
    ours = np.asarray(LABELS)[said] == held_out.label
    theirs = guess_labels(describe(train.rgba), train.label, describe(held_out.rgba)) == held_out.label
    return {
        **_rounded(bootstrap(ours, held_out.sender).named("category_top1")),
        "knn_top1": round(float(theirs.mean()), 4),
        **_rounded(paired_difference(ours, theirs, held_out.sender).named("category_minus_knn")),
    }


def judge_features(net: JudgeNet, a: Pictures, b: Pictures) -> dict[str, Any]:
    """KID of real against real, and against what must not pass: blur, a grid, other colours."""
    real = read_components(net, a)
    other = read_components(net, b)
    out: dict[str, Any] = _rounded(kid_interval(real, other).named("kid_real"), 5)
    out["fid_real"] = round(fid(real, other), 3)
    out |= _rounded(neighbours.precision_recall(real, other) | neighbours.density_coverage(real, other))
    for name, planted in {"blur_2": blur.blur_all(b, 2), "grid": add_grid(b), "colour": turn_colours(b)}.items():
        out |= _rounded(kid_interval(real, read_components(net, planted), rounds=50).named(f"kid_{name}"), 5)
    return out


def judge_patches(a: Pictures, b: Pictures) -> dict[str, Any]:
    """The patch distance of real against real and under growing blur."""
    real = patches.collect(a)
    by_sigma = []
    for sigma in range(5):
        levels = patches.distance(real, patches.collect(blur.blur_all(b, sigma)))
        by_sigma.append(float(np.mean(list(levels.values()))))
    named = {f"swd_blur_{sigma}": round(value, 1) for sigma, value in enumerate(by_sigma)}
    return {**named, "swd_monotone": all(low < high for low, high in pairwise(by_sigma))}


def judge_blur(held_out: Pictures, fresh: Pictures) -> dict[str, Any]:
    """Blur planted in photos that the scale has not seen, and what the scale reads; noise hides a part of it."""
    scale = blur.fit(held_out)
    read = {sigma: scale.equivalent_px(blur.blur_all(fresh, sigma)) for sigma in PLANTED_PX}
    noised = add_noise(blur.blur_all(fresh, 2))
    real = spectrum.collect(held_out)
    return {
        "equivalent_blur_of_2_noised": round(scale.equivalent_px(noised), 3),
        "spectrum_db_of_2_noised": round(spectrum.compare(real, spectrum.collect(noised))["spectrum_db"], 2),
        **{f"equivalent_blur_of_{sigma}": round(value, 3) for sigma, value in read.items()},
        "equivalent_blur_error": round(max(abs(read[sigma] - sigma) for sigma in PLANTED_PX[1:]), 3),
        "equivalent_blur_real": round(scale.real_px(), 3),
    }


def judge_spectrum(a: Pictures, b: Pictures) -> dict[str, Any]:
    """The spectrum of real against real, and of a grid, of sharpening and of blur."""
    real = spectrum.collect(a)
    sets = {"real": b, "grid": add_grid(b), "sharpened": sharpen(b), "blur_1": blur.blur_all(b, 1)}
    out: dict[str, Any] = {}
    for name, pictures in sets.items():
        found = spectrum.compare(real, spectrum.collect(pictures))
        out |= {f"{key}_{name}": round(value, 2) for key, value in found.items()}
    return out


def judge_copies(train: Pictures, held_out: Pictures) -> dict[str, Any]:
    """Training photos hidden among new ones, slightly shifted and mirrored: how many are found, how many falsely?"""
    middle = len(held_out) // 2
    hidden = np.roll(train[: middle // 2, :, ::-1], 2, axis=2)
    report = copies.find_pixel_copies(train, held_out[:middle], np.concatenate([hidden, held_out[middle:]]))
    near = report.distance < report.limit
    return {
        "copies_found": round(float(near[: len(hidden)].mean()), 4),
        "copies_false": round(float(near[len(hidden) :].mean()), 4),
    }


def read_components(net: JudgeNet, rgba: Pictures) -> NDArray[np.float64]:
    """Pictures (N, 256, 256, 4) as the 64 components (N, 64) in which KID is measured."""
    return np.asarray(net.components(read_features(net, rgba)).numpy(), np.float64)


def add_grid(rgba: Pictures, period_px: int = 8, levels: int = 8) -> Pictures:
    """The faint dark grid that transposed convolutions leave."""
    out = rgba.copy()
    lines = np.zeros(rgba.shape[1:3], bool)
    lines[::period_px], lines[:, ::period_px] = True, True
    darker = np.maximum(out[..., :3], levels) - levels
    out[..., :3] = np.where(lines[None, ..., None] & (out[..., 3:] > 127), darker, out[..., :3])
    return out


def add_noise(rgba: Pictures, levels: float = 6.0) -> Pictures:
    """Grey noise over the garments: the cheap way to look less blurred."""
    out = rgba.copy()
    noise = np.random.default_rng(0).normal(0.5, levels, (*rgba.shape[:3], 1))
    noisy = (rgba[..., :3] + noise).clip(0, 255).astype(np.uint8)
    out[..., :3] = np.where(rgba[..., 3:] > 127, noisy, rgba[..., :3])
    return out


def sharpen(rgba: Pictures, strength: float = 1.0) -> Pictures:
    """An unsharp mask: too crisp, with halos."""
    out = rgba.copy()
    for picture in out:
        rgb = picture[..., :3].astype(np.float32)
        crisp = rgb + strength * (rgb - cv2.GaussianBlur(rgb, (0, 0), 1.2))
        picture[..., :3] = np.where(picture[..., 3:] > 127, crisp.clip(0, 255).astype(np.uint8), picture[..., :3])
    return out


def turn_colours(rgba: Pictures) -> Pictures:
    """The same garments with red, green and blue in each other's place."""
    out = rgba.copy()
    out[..., :3] = rgba[..., [1, 2, 0]]
    return out


def show(desk: Desk, rgba: Pictures) -> None:
    """Contact sheet: real, and everything that is planted."""
    some = rgba[:8]
    kinds = [some, blur.blur_all(some, 1), blur.blur_all(some, 3), add_grid(some), sharpen(some), turn_colours(some)]
    desk.sheet("judge", [picture[..., :3] for kind in kinds for picture in kind], columns=len(some), cell_px=256)


def _rounded(figures: dict[str, float], digits: int = 4) -> dict[str, Any]:
    return {key: round(value, digits) for key, value in figures.items()}
