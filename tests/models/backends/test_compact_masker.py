"""The shipped masker on our rendered sample photos, whose alpha is exact: live floors that need no training data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.backends.compact_masker import CompactMasker
from models.errors import BackendUnavailableError
from models.graphcut import cut_out, settle
from models.strokes import FREE, KEEP
from models.types import Job, MaskRequest, MaskResult, Stroke

ASSETS = Path(__file__).parents[3] / "assets"
WEIGHTS = ASSETS / "weights" / "masker"
SAMPLES = json.loads((ASSETS / "samples" / "samples.json").read_text(encoding="utf-8"))
WARES = [sample for sample in SAMPLES if sample["category"] in ("Vase", "Mug", "Lamp", "Stool", "Cushion", "Bag")]
GARMENTS = [sample for sample in SAMPLES if sample not in WARES]
OFFERED = [sample for sample in SAMPLES if sample["offered"]]
LEAST_GARMENT_IOU, LEAST_WARE_IOU, LEAST_OFFERED_IOU = 0.98, 0.75, 0.92


@cache
def masker() -> CompactMasker:
    return CompactMasker(WEIGHTS, "cpu")


@cache
def cut(file: str) -> MaskResult:
    return masker().mask(MaskRequest(image=read(file)), Job())


def read(file: str) -> Image.Image:
    return Image.open(ASSETS / "samples" / file).convert("RGB")


def truth(sample: dict[str, str]) -> np.ndarray:
    return np.asarray(Image.open(ASSETS / "samples" / sample["alpha"]).convert("L")) > 127


def iou(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


def overlap(sample: dict[str, str]) -> float:
    return iou(np.asarray(cut(sample["file"]).alpha) > 127, truth(sample))


@pytest.mark.parametrize("sample", GARMENTS, ids=lambda sample: sample["id"])
def test_garments_are_cut_out_exactly_and_better_than_by_grabcut(sample: dict[str, str]) -> None:
    assert overlap(sample) >= LEAST_GARMENT_IOU
    assert overlap(sample) >= iou(cut_out(np.asarray(read(sample["file"]))), truth(sample))


@pytest.mark.parametrize("sample", WARES, ids=lambda sample: sample["id"])
def test_homewares_never_fall_below_what_the_card_says(sample: dict[str, str]) -> None:
    assert overlap(sample) >= LEAST_WARE_IOU


@pytest.mark.parametrize("sample", OFFERED, ids=lambda sample: sample["id"])
def test_what_the_app_offers_to_try_is_cut_out_well(sample: dict[str, str]) -> None:
    assert overlap(sample) >= LEAST_OFFERED_IOU


def test_the_edge_is_soft_and_narrow() -> None:
    alpha = np.asarray(cut(SAMPLES[0]["file"]).alpha)
    soft = ((alpha > 12) & (alpha < 243)).sum()
    outline = np.abs(np.diff((alpha > 127).astype(int), axis=0)).sum() + 1
    assert 0.5 < soft / outline < 12


def test_a_small_product_in_a_large_photo_is_found_as_well() -> None:
    sample = SAMPLES[0]
    product, alpha = read(sample["file"]).resize((240, 320)), truth(sample)
    large = Image.new("RGB", (1600, 1200), product.getpixel((3, 3)))
    large.paste(product, (900, 500))
    exact = np.zeros((1200, 1600), bool)
    exact[500:820, 900:1140] = np.asarray(Image.fromarray(alpha).resize((240, 320)))
    stroke = Stroke(kind="keep", points=((0.63, 0.55), (0.63, 0.6)), width=0.01)
    found = np.asarray(masker().mask(MaskRequest(image=large, strokes=(stroke,)), Job()).alpha) > 127
    assert iou(found, exact) > 0.7


def test_a_remove_stroke_takes_more_away_than_it_covers() -> None:
    two = Image.new("RGB", (640, 320), (205, 200, 195))
    noise = np.random.default_rng(0).normal(0, 4, (320, 640, 3))
    for left, colour in ((60, (150, 30, 40)), (360, (30, 60, 140))):
        two.paste(colour, (left, 60, left + 200, 260))
    photo = Image.fromarray(np.clip(np.asarray(two) + noise, 0, 255).astype(np.uint8))
    both = np.asarray(masker().mask(MaskRequest(image=photo), Job()).alpha) > 127
    stroke = Stroke(kind="remove", points=((0.6, 0.3), (0.85, 0.7)), width=0.08)
    one = np.asarray(masker().mask(MaskRequest(image=photo, strokes=(stroke,)), Job()).alpha) > 127
    assert both[60:260, 360:560].mean() > 0.9
    assert one[60:260, 60:260].mean() > 0.9
    covered = 0.08 * 640 * 200
    assert both[60:260, 360:560].sum() - one[60:260, 360:560].sum() > 1.3 * covered


def test_doubt_is_settled_by_the_colours_of_the_photo() -> None:
    rng = np.random.default_rng(0)
    rgb = np.clip(rng.normal(200, 8, (100, 100, 3)), 0, 255).astype(np.uint8)
    rgb[20:80, 20:80] = np.clip(rng.normal((150, 20, 30), 8, (60, 60, 3)), 0, 255)
    probability = np.full((100, 100), 0.001, np.float32)
    probability[20:80, 20:50] = 0.999
    probability[20:80, 50:80] = 0.3  # the net overlooks the right half
    probability[40:60, 85:95] = 0.7  # and sees something in the ground
    settled = settle(rgb, probability, np.full((100, 100), FREE, np.uint8))
    assert (settled[22:78, 50:78] > 0.5).all()
    assert (settled[42:58, 86:94] < 0.5).all()
    painted = np.full((100, 100), FREE, np.uint8)
    painted[45:55, 86:94] = KEEP
    assert (settle(rgb, probability, painted)[46:54, 87:93] > 0.5).all()


def test_weights_that_are_not_the_ones_of_the_card_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes((WEIGHTS / "model.safetensors").read_bytes())
    (tmp_path / "meta.json").write_text('{"sha256": "0"}', encoding="utf-8")
    with pytest.raises(BackendUnavailableError, match="card"):
        CompactMasker(tmp_path)
    with pytest.raises(BackendUnavailableError, match="missing"):
        CompactMasker(tmp_path / "nowhere")
