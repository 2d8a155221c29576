"""Judge the enlarger: are folds as crisp as a photo's, and is a large picture the small one, seen nearer?

*Light* (`light_*`): the light of held-out photos, as a shape code keeps it at 64 px, is enlarged to 256 px and compared
with the photo's, printed in one grey ink.  Rivals enlarge it by bicubic or Lanczos filters, or by Lanczos and an
unsharp mask.  *Designs* (`enlarged_*`): of the library, at 1024 px, made small again and compared with the designer's
picture; their spectrum beside that of photos at the photos' own size: what a picture of any size should have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.backends.compact_enlarger import CompactEnlarger
from models.design import DesignSpec, EnlargeRequest, Rgb, TweakRequest
from models.growing import carry_out
from models.inks import compose, parse_colour
from models.library import surprise
from models.shape import FINE, SIDE_PX
from models.training.evaluators.desk import Desk
from models.training.garment.material import RELIEF_LEVELS
from models.training.metrics import blur, spectrum
from models.training.metrics.ciede2000 import ciede2000, to_cielab
from models.training.metrics.pyramid import fabric
from models.types import Job

Floats = NDArray[np.float32]
Pictures = NDArray[np.uint8]
LIGHTS, DESIGNS, LARGE_PX = 150, 24, 1024
GREY: Rgb = (150, 150, 150)
UNSHARP = (0.8, 1.2)
"""How much of what a Gaussian of that σ takes away is added: what a photo editor would do."""


def evaluate(desk: Desk) -> dict[str, Any]:
    """The figures of the enlarger; see the module."""
    model = CompactEnlarger(desk.weights / "garment", desk.weights / "enlarger", "cpu")
    alpha, light, grained = read_light(desk.work / "garments.npz", desk.count(LIGHTS), desk.seed)
    out: dict[str, Any] = {"n": len(light)} | judge_light(model, alpha, light, desk)
    specs = [surprise(desk.seed + number) for number in range(desk.count(DESIGNS))]
    out |= {"designs": len(specs)} | judge_agreement(model, specs)
    return out | judge_sharpness(model, specs, show_light(alpha, grained), desk)


def read_light(path: Path, most: int, seed: int) -> tuple[Pictures, Floats, Floats]:
    """Opacity and light (log shade) of held-out garments without and with their grain, (N, 256, 256) each.

    Raises FileNotFoundError, saying how to make the file.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Make it: python -m models.training.garment.material --work DIR")
    with np.load(path) as file:
        held = np.flatnonzero(file["split"] == "held_out")
        rows = np.sort(np.random.default_rng(seed).permutation(held)[:most])
        alpha = file["alpha"][rows]
        light, grained = (file[name][rows].astype(np.float32) / RELIEF_LEVELS for name in ("relief", "light"))
    filled = [carry_out(plane, there > 200) for plane, there in zip(light, alpha, strict=True)]
    return alpha, np.stack(filled), grained


def enlargers(model: CompactEnlarger) -> dict[str, Callable[[Floats], Floats]]:
    """Ours and its rivals: from 64 to 256 px."""

    def resized(how: int) -> Callable[[Floats], Floats]:
        return lambda code: np.asarray(cv2.resize(code, (SIDE_PX, SIDE_PX), interpolation=how), np.float32)

    lanczos = resized(cv2.INTER_LANCZOS4)
    return {
        "ours": lambda code: model.double(model.double(code)),
        "bicubic": resized(cv2.INTER_CUBIC),
        "lanczos": lanczos,
        "unsharp": lambda code: sharpen(lanczos(code)),
    }


def sharpen(plane: Floats, zoom: float = 1.0) -> Floats:
    """An unsharp mask."""
    amount, sigma_px = UNSHARP
    return np.asarray(plane + amount * (plane - cv2.GaussianBlur(plane, (0, 0), sigma_px * zoom)), np.float32)


def judge_light(model: CompactEnlarger, alpha: Pictures, light: Floats, desk: Desk) -> dict[str, Any]:
    """Error, edges, blur and spectrum of enlarged light."""
    photos = show_light(alpha, light)
    codes = [np.asarray(cv2.resize(each, (FINE, FINE), interpolation=cv2.INTER_AREA), np.float32) for each in light]
    inside = [fabric(each) for each in alpha]
    scale, real = blur.fit(photos), spectrum.collect(photos)
    out: dict[str, Any] = {"light_equivalent_blur_px_real": round(scale.real_px(), 3)}
    shown = [photos]
    for name, enlarge in enlargers(model).items():
        made = np.stack([enlarge(code) for code in codes])
        gaps = [(m - r)[mask] for m, r, mask in zip(made, light, inside, strict=True)]
        edges = [np.abs(steepness(m) - steepness(r))[k].mean() for m, r, k in zip(made, light, inside, strict=True)]
        pictures = show_light(alpha, made)
        found = spectrum.compare(real, spectrum.collect(pictures))
        out |= {
            f"light_error_{name}": round(float(np.mean([np.abs(gap).mean() for gap in gaps])), 4),
            f"light_edge_error_{name}": round(float(np.mean(edges)), 4),
            f"light_equivalent_blur_px_{name}": round(scale.equivalent_px(pictures, same_photos=True), 3),
            f"light_spectrum_db_{name}": round(found["spectrum_db"], 2),
            f"light_grid_db_{name}": round(found["grid_db"], 2),
        }
        shown.append(pictures)
    beside = np.stack(shown, axis=1)[:12]
    desk.sheet("enlarger_light", [picture[..., :3] for row in beside for picture in row], len(shown), 256)
    return out


def show_light(alpha: Pictures, light: Floats) -> Pictures:
    """Light (N, 256, 256) as garments of one grey ink (N, 256, 256, 4) on white."""
    ink = parse_colour(GREY)
    pictures = []
    for a, plane in zip(alpha, light, strict=True):
        rgb = compose(ink, ink, np.zeros_like(plane), np.exp(plane)).astype(np.float32)
        share = a[..., None].astype(np.float32) / 255
        pictures.append(np.dstack([np.round(rgb * share + 255 * (1 - share)).astype(np.uint8), a]))
    return np.stack(pictures)


def steepness(plane: Floats) -> Floats:
    """How fast a plane changes, a pixel."""
    return np.asarray(np.hypot(*np.gradient(plane)), np.float32)


def judge_agreement(model: CompactEnlarger, specs: list[DesignSpec]) -> dict[str, Any]:
    """How far enlarged pictures, made small again, are from the designer's."""
    gaps, errors, overlaps = [], [], []
    for large, small in zip(make_large(model, specs), make_small(model, specs, SIDE_PX), strict=True):
        again = shrink(large)
        either, both = (join(again[..., 3] > 127, small[..., 3] > 127) for join in (np.logical_or, np.logical_and))
        gap = ciede2000(to_cielab(again[..., :3]), to_cielab(small[..., :3]))[either]
        gaps.append(float(gap.mean()))
        errors.append(float(((again[..., :3].astype(float) - small[..., :3])[either] ** 2).mean()))
        overlaps.append(both.sum() / either.sum())
    return {
        "enlarged_de00_mean": round(float(np.mean(gaps)), 3),
        "enlarged_de00_worst": round(float(np.max(gaps)), 3),
        "enlarged_psnr_db": round(float(np.mean(10 * np.log10(255**2 / np.maximum(errors, 1e-6)))), 2),
        "enlarged_outline_iou": round(float(np.min(overlaps)), 4),
    }


def judge_sharpness(model: CompactEnlarger, specs: list[DesignSpec], photos: Pictures, desk: Desk) -> dict[str, Any]:
    """The spectrum of designs in grey at 1024 px beside that of photos in the same grey at 256 px."""
    specs = [replace(spec, colour=GREY, accent=GREY) for spec in specs]
    sets = {
        "resized": np.stack([enlarge_picture(each) for each in make_small(model, specs, SIDE_PX)]),
        "tweak": make_small(model, specs, LARGE_PX),
        "enlarged": make_large(model, specs),
    }
    out: dict[str, Any] = {}
    real = spectrum.collect(photos)
    for name, pictures in sets.items():
        found = spectrum.compare(real, spectrum.collect(pictures))
        out |= {f"{key}_{name}_1024": round(found[key], 2) for key in ("sharpness_db", "spectrum_db", "grid_db")}
    for number in range(min(4, len(specs))):
        row = [on_white(pictures[number]) for pictures in sets.values()]
        desk.sheet(f"enlarger_design_{number}", row, len(row), LARGE_PX)
    return out


def make_large(model: CompactEnlarger, specs: list[DesignSpec]) -> Pictures:
    """Enlarged pictures (N, 1024, 1024, 4)."""
    requests = [EnlargeRequest(spec=spec, size_px=LARGE_PX) for spec in specs]
    return np.stack([np.asarray(model.enlarge(request, Job()).image) for request in requests])


def make_small(model: CompactEnlarger, specs: list[DesignSpec], size_px: int) -> Pictures:
    """The designer's own pictures (N, size, size, 4)."""
    requests = [TweakRequest(spec=spec, size_px=size_px) for spec in specs]
    return np.stack([np.asarray(model.garments.tweak(request, Job()).image) for request in requests])


def enlarge_picture(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What everybody has: the small picture, enlarged with Lanczos and an unsharp mask."""
    zoom = LARGE_PX / len(rgba)
    large = cv2.resize(rgba, (LARGE_PX, LARGE_PX), interpolation=cv2.INTER_LANCZOS4)
    crisp = sharpen(np.asarray(large, np.float32), zoom)
    return np.asarray(np.round(crisp).clip(0, 255), np.uint8)


def shrink(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A large cut-out at 256 px: colours weighed by their opacity."""
    share = rgba[..., 3:].astype(np.float32) / 255
    small = cv2.resize(np.dstack([rgba[..., :3] * share, share]), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    colour = small[..., :3] / np.maximum(small[..., 3:], 1e-3)
    return np.asarray(np.round(np.dstack([colour, 255 * small[..., 3:]])).clip(0, 255), np.uint8)


def on_white(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    share = rgba[..., 3:].astype(np.float32) / 255
    return np.asarray(np.round(rgba[..., :3] * share + 255 * (1 - share)), np.uint8)
