"""Judge the masker against GrabCut: 60 photos corrected by hand, 500 composites whose alpha is known exactly, and the
homewares that we render (`rendered_…`), which no training saw."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.backends.compact_masker import CompactMasker
from models.errors import InputError
from models.graphcut import cut_out
from models.protocols import Masker
from models.training.composites import held_out_composites
from models.training.dataset import best_masks, read_photos, read_rgb
from models.training.evaluators.desk import Desk
from models.training.metrics.intervals import bootstrap, paired_difference
from models.training.metrics.masks import at_judged_size, boundary_f, iou
from models.training.samples import load_material
from models.training.truth import read_mask_records, replay
from models.types import Job, MaskRequest

COMPOSITES = 500
SAMPLES = Path(__file__).parents[3] / "assets" / "samples"
WARES = frozenset({"Vase", "Lamp", "Mug", "Stool"})
SHOWN = 12
Bytes = NDArray[np.uint8]
_rival = ThreadPoolExecutor(1, "grabcut")


@dataclass(kw_only=True)
class Scores:
    """One number a photo, for ours and for GrabCut; `senders` keep together what is alike."""

    iou: list[float] = field(default_factory=list)
    boundary_f: list[float] = field(default_factory=list)
    grabcut_iou: list[float] = field(default_factory=list)
    grabcut_boundary_f: list[float] = field(default_factory=list)
    soft_error: list[float] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    pictures: list[tuple[float, list[Bytes]]] = field(default_factory=list)

    def summary(self, prefix: str) -> dict[str, Any]:
        """Means with intervals, and the intervals of the differences."""
        groups = self.senders or None
        out: dict[str, Any] = {f"{prefix}n": len(self.iou)}
        for key in ("iou", "boundary_f"):
            ours, theirs = getattr(self, key), getattr(self, f"grabcut_{key}")
            out |= bootstrap(ours, groups).named(prefix + key)
            out[f"{prefix}grabcut_{key}"] = float(np.mean(theirs))
            out |= paired_difference(ours, theirs, groups).named(f"{prefix}{key}_minus_grabcut")
        out[f"{prefix}iou_worst_tenth"] = float(np.quantile(self.iou, 0.1))
        out[f"{prefix}soft_error"] = float(np.mean(self.soft_error))
        return {key: round(value, 4) for key, value in out.items()}


def evaluate(desk: Desk) -> dict[str, Any]:
    """The masker's figures; see the module."""
    masker = CompactMasker(desk.weights / "masker", "cpu")
    by_hand = score_by_hand(desk, masker)
    composites = score_composites(desk, masker)
    rendered = score_rendered(masker)
    for name, scores in {
        "masker_by_hand": by_hand,
        "masker_composites": composites,
        "masker_rendered": rendered,
    }.items():
        worst = sorted(scores.pictures, key=lambda entry: entry[0])[:SHOWN]
        desk.sheet(f"{name}_worst", [picture for _, row in worst for picture in row], columns=4, cell_px=240)
        desk.sheet(f"{name}_first", [p for _, row in scores.pictures[:SHOWN] for p in row], columns=4, cell_px=240)
    return {
        **by_hand.summary(""),
        **composites.summary("composite_"),
        **{f"rendered_{key}": round(float(np.mean(getattr(rendered, key))), 4) for key in ("iou", "grabcut_iou")},
        "rendered_iou_worst": round(min(rendered.iou), 4),
        "rendered_n": len(rendered.iou),
    }


def measure_speed(desk: Desk) -> dict[str, float]:
    """How long a whole cut-out takes, in milliseconds; for when nothing else runs."""
    masker = CompactMasker(desk.weights / "masker", "cpu")
    return {
        "ms_256": measure_ms(masker, 256, 256, rounds=20),
        "ms_12mp": measure_ms(masker, 4000, 3000, rounds=3),
    }


def score_by_hand(desk: Desk, masker: Masker) -> Scores:
    """Ours and GrabCut on the photos whose masks were corrected by hand; records marked "skip" are left out."""
    photos = {photo.id: photo for photo in read_photos(desk.data)}
    records = {id: record for id, record in read_mask_records().items() if not record.get("skip")}
    scores = Scores()
    for id, record in list(records.items())[: desk.count(len(records))]:
        photo = photos[id]
        if photo.split != "held_out":
            raise ValueError(f"{id} has a truth mask but is in the training split")
        rgb = read_rgb(photo.path)
        add_scores(scores, masker, rgb, replay(rgb, record).astype(np.float32))
        scores.senders.append(photo.sender)
    return scores


def score_composites(desk: Desk, masker: Masker) -> Scores:
    """Ours and GrabCut on composites of held-out products over held-out grounds."""
    entries = best_masks(read_photos(desk.data), desk.work)
    material = load_material([entry for entry in entries if entry[0].split == "held_out"])
    count = desk.count(COMPOSITES)
    made: Iterable[tuple[Bytes, NDArray[Any]]] = held_out_composites(material.cutouts, material.grounds, n=count)
    scores = Scores()
    for rgb, alpha in made:
        add_scores(scores, masker, rgb, np.asarray(alpha, np.float32))
    # every product comes round again after len(cutouts) composites; those belong together
    scores.senders = [str(number % len(material.cutouts)) for number in range(count)]
    return scores


def score_rendered(masker: Masker) -> Scores:
    """Ours and GrabCut on the rendered homewares that ship as sample photos."""
    scores = Scores()
    for row in json.loads((SAMPLES / "samples.json").read_text(encoding="utf-8")):
        if row["category"] in WARES:
            rgb, alpha = (np.asarray(Image.open(SAMPLES / row[key])) for key in ("file", "alpha"))
            add_scores(scores, masker, rgb[..., :3].copy(), np.asarray(_grey(alpha) / 255, np.float32))
    return scores


def _grey(picture: NDArray[Any]) -> NDArray[Any]:
    return picture if picture.ndim == 2 else picture[..., 0]


def add_scores(scores: Scores, masker: Masker, rgb: Bytes, truth: NDArray[np.float32]) -> None:
    """Score both on one photo (h, w, 3) with its true alpha (h, w) in 0..1, at 256 px."""
    rival = _rival.submit(cut_out, rgb)  # OpenCV lets go of Python's lock, so both cores work
    alpha = run_masker(masker, rgb)
    grabcut = rival.result()
    ours, theirs, true = at_judged_size(alpha), at_judged_size(grabcut), at_judged_size(truth)
    scores.iou.append(iou(ours, true))
    scores.boundary_f.append(boundary_f(ours, true))
    scores.grabcut_iou.append(iou(theirs, true))
    scores.grabcut_boundary_f.append(boundary_f(theirs, true))
    scores.soft_error.append(float(np.abs(alpha.astype(np.float32) / 255 - truth).mean()))
    views = [rgb, *(over_grey(rgb, a) for a in (truth, alpha / np.float32(255), grabcut.astype(np.float32)))]
    scores.pictures.append((scores.iou[-1], [shrink_view(view) for view in views]))


def run_masker(masker: Masker, rgb: Bytes) -> Bytes:
    """The masker's alpha (h, w) in 0..255; all 0 where it says that there is no product."""
    try:
        return np.asarray(masker.mask(MaskRequest(image=Image.fromarray(rgb)), Job()).alpha)
    except InputError:
        return np.zeros(rgb.shape[:2], np.uint8)


def measure_ms(masker: Masker, width_px: int, height_px: int, rounds: int) -> float:
    """Median milliseconds of a whole `mask` call on a made-up photo, after one call to warm up."""
    photo = np.full((height_px, width_px, 3), 205, np.uint8)
    noise = np.random.default_rng(0).integers(0, 24, (height_px // 4, width_px // 4, 3), np.uint8)
    photo += cv2.resize(noise, (width_px, height_px), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    left, top = width_px // 4, height_px // 5
    cv2.rectangle(photo, (left, top), (width_px - left, height_px - top), (150, 40, 60), -1)
    request = MaskRequest(image=Image.fromarray(photo))
    seconds = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        try:
            masker.mask(request, Job())
        except InputError:  # it took as long to find nothing
            pass
        seconds.append(time.perf_counter() - began)
    return round(1000 * statistics.median(seconds[1:]), 1)


def over_grey(rgb: Bytes, alpha: NDArray[Any]) -> Bytes:
    """A photo (h, w, 3) over magenta-grey by its alpha in 0..1, so that every mistake shows."""
    ground = np.array([196, 120, 196], np.float32)
    return np.asarray((rgb * alpha[..., None] + ground * (1 - alpha[..., None])).astype(np.uint8))


def shrink_view(picture: Bytes) -> Bytes:
    """A view small enough to keep hundreds of them."""
    scale = 240 / max(picture.shape[:2])
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
