"""How well garments are put on: against cloth that another program sewed, draped and rendered.

    python -m models.training.evaluate --data DIR --work work --only tryon

`work/tryon_pairs.npz` and `work/tryon/people` are made by `assets/recipes/render_tryon_pairs.py` on bodies that no
training saw: a flat picture, the same garment worn, the same body without it.  Every method gets the flat picture, its
kind and the body; figures are taken inside of the garment's box and resampled over bodies.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.backends.cagan import Cagan
from models.backends.garment_landmarks import GarmentLandmarks
from models.colour_difference import ciede2000, to_cielab
from models.errors import StudioError
from models.oklab import Floats, to_oklab
from models.people import Mannequin, Shelf
from models.training.evaluators.desk import Desk
from models.training.evaluators.tryon_rivals import RIVALS, landmarks, paste
from models.training.metrics.intervals import bootstrap, paired_difference
from models.tryon.body import Body, body_of_mannequin
from models.tryon.dressing import Dressed, Fitting
from models.tryon.requests import Garment
from models.tryon.slots import slot_of
from models.types import Job

Bytes = NDArray[np.uint8]
Method = Callable[[Bytes, str, Mannequin, Bytes], tuple[Bytes, Floats]]
FIGURES = ("ssim", "colour_de00", "texture", "silhouette_iou", "keep_exact")
SMALLER = frozenset({"colour_de00"})
"""Figures of which less is better."""


def evaluate(desk: Desk) -> dict[str, Any]:
    """One object a method under `methods`, and by how much ours leads.  Raises FileNotFoundError without pairs."""
    pairs = np.load(desk.work / "tryon_pairs.npz", allow_pickle=False)
    shelf = Shelf(desk.work / "tryon" / "people")
    count = len(pairs["flat"]) if desk.most is None else min(desk.most, len(pairs["flat"]))
    draped = Fitting(GarmentLandmarks(desk.weights / "landmarks").find)
    methods: dict[str, Method] = {
        "compact_warp": _dresser(lambda body, garments: draped.dress(body, garments, "auto", Job())),
        **{name: _rival(name) for name in RIVALS},
    }
    if (desk.weights / "cagan").is_dir():
        analogy = Cagan(desk.weights / "cagan", "cpu")
        methods["cagan"] = _dresser(lambda body, garments: analogy.dress_body(body, garments, Job()))
    scores: dict[str, list[dict[str, float]]] = {name: [] for name in methods}
    persons, failed = [], 0
    for number in range(count):
        flat, worn, body, mask = (pairs[key][number] for key in ("flat", "worn", "body", "mask"))
        category, person = str(pairs["category"][number]), shelf.find(str(pairs["person"][number]))
        persons.append(person.body)
        for name, method in methods.items():
            try:
                look, alpha = method(flat, category, person, body)
            except StudioError:
                look, alpha = body, np.zeros(body.shape[:2], np.float32)
                failed += name == "compact_warp"
            scores[name].append(score(look, alpha, worn, body, mask))
            if desk.dump is not None and number < 24:
                _keep(desk.dump, number, name, look, worn)
    lines = [_summarise(name, scores[name], persons) for name in methods]
    leads = {
        f"{figure}_over_{name}": round(_lead(scores["compact_warp"], scores[name], figure, persons), 4)
        for name in methods if name != "compact_warp" for figure in FIGURES
    }  # fmt: skip
    return {"pairs": count, "bodies": len(set(persons)), "failed": failed, "methods": lines, "leads": leads}


def _dresser(dress: Callable[[Body, tuple[Garment, ...]], Dressed]) -> Method:
    """One of the studio's dressers, at the picture's own size and shrunk to the pairs'."""

    def wear(flat: Bytes, category: str, person: Mannequin, body: Bytes) -> tuple[Bytes, Floats]:
        garment = Garment(slot=slot_of(category), category=category, image=Image.fromarray(flat, "RGBA"))
        made = dress(body_of_mannequin(person), (garment,))
        size = body.shape[1], body.shape[0]
        small = np.asarray(cv2.resize(made.image, size, interpolation=cv2.INTER_AREA), np.uint8)
        changed = np.abs(made.image.astype(int) - person.picture()).max(2).astype(np.float32)
        touched = cv2.resize(changed, size, interpolation=cv2.INTER_AREA) > 0
        alpha = cv2.resize(made.alpha, size, interpolation=cv2.INTER_AREA)
        return np.where(touched[..., None], small, body), np.asarray(alpha, np.float32)

    return wear


def _rival(name: str) -> Method:
    def wear(flat: Bytes, category: str, person: Mannequin, body: Bytes) -> tuple[Bytes, Floats]:
        keypoints = np.array([point[:2] for point in person.keypoints], float) * body.shape[1] / 768
        source, target = landmarks(flat, category, keypoints)
        return paste(body, RIVALS[name](flat, source, target, (body.shape[1], body.shape[0])))

    return wear


def score(look: Bytes, alpha: Floats, worn: Bytes, body: Bytes, mask: NDArray[Any]) -> dict[str, float]:
    """The figures of one look against the true one; all inside of the true garment's box."""
    there = mask.astype(np.float32) / (255 if mask.dtype == np.uint8 else 1)
    rows, columns = np.flatnonzero((there > 0.5).any(1)), np.flatnonzero((there > 0.5).any(0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    both = (alpha > 0.5) & (there > 0.5)
    union = (alpha > 0.5) | (there > 0.5)
    light = [to_oklab(each)[..., 0] for each in (look, worn)]
    similar = ssim(light[0], light[1])
    if both.any():
        means = [to_cielab(each[both].astype(float).mean(0)[None]) for each in (look, worn)]
        colour = float(ciede2000(means[0], means[1])[0])
    else:
        colour = 50.0
    outside = ~(cv2.dilate((there > 0).astype(np.uint8), np.ones((25, 25), np.uint8)) > 0)
    kept = (look[outside] == body[outside]).all(1)
    return {
        "ssim": float(similar[box].mean()), "colour_de00": colour,
        "texture": _texture(light[0], light[1], both), "silhouette_iou": float(both.sum() / max(union.sum(), 1)),
        "keep_exact": float(kept.mean()) if len(kept) else 1.0,
    }  # fmt: skip


def ssim(first: Floats, second: Floats) -> Floats:
    """Structural similarity (h, w) of two planes in 0..1.  Source: Wang et al., IEEE TIP 2004, σ = 1.5."""

    def blur(plane: Floats) -> Floats:
        return np.asarray(cv2.GaussianBlur(plane, (0, 0), 1.5), np.float32)

    a, b = blur(first), blur(second)
    va, vb, cov = blur(first * first) - a * a, blur(second * second) - b * b, blur(first * second) - a * b
    return np.asarray((2 * a * b + 1e-4) * (2 * cov + 9e-4) / ((a * a + b * b + 1e-4) * (va + vb + 9e-4)), np.float32)


def _texture(first: Floats, second: Floats, both: NDArray[np.bool_]) -> float:
    """How alike the strength of fine detail is, 0..1, band by band, where both show the garment."""
    if np.count_nonzero(both) < 50:
        return 0.0
    likes = []
    for low, high in ((0.0, 1.0), (1.0, 2.0), (2.0, 4.0)):
        bands = []
        for plane in (first, second):
            fine = plane if low == 0 else cv2.GaussianBlur(plane, (0, 0), low)
            bands.append(float((fine - cv2.GaussianBlur(plane, (0, 0), high))[both].std()))
        likes.append((2 * bands[0] * bands[1] + 1e-6) / (bands[0] ** 2 + bands[1] ** 2 + 1e-6))
    return float(np.mean(likes))


def _summarise(name: str, scores: list[dict[str, float]], persons: list[str]) -> dict[str, Any]:
    line: dict[str, Any] = {"model": "tryon", "method": name}
    for figure in FIGURES:
        found = bootstrap([each[figure] for each in scores], persons)
        line |= {key: round(value, 4) for key, value in found.named(figure).items()}
    return line


def _lead(ours: list[dict[str, float]], theirs: list[dict[str, float]], figure: str, persons: list[str]) -> float:
    """By how much ours is better, the lower end of the interval."""
    a, b = [each[figure] for each in ours], [each[figure] for each in theirs]
    found = paired_difference(b, a, persons) if figure in SMALLER else paired_difference(a, b, persons)
    return found.low


def _keep(folder: Path, number: int, name: str, look: Bytes, worn: Bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.hstack([look, worn])).save(folder / f"tryon-{number:03d}-{name}.png")
