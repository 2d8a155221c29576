"""Judge the imagined designs: do they look like photos of garments, are they new, and do they follow a taste?

Designs for nobody's taste are compared with held-out photos, as the garment GAN's are (`evaluators/garment.py`), beside
the same rivals: a recolour filter with a photo's own mask, and the nearest training photo, warped.  `kid_smooth`: the
held-out garments themselves without their folds, which drafted garments hardly have.  Tastes are those of
held-out garments and their neighbours, so that the prior has seen none of them.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.backends.compact_garment import CompactGarment
from models.backends.compact_masker import CompactMasker
from models.backends.compact_warhol import CompactWarhol
from models.backends.open_clip_encoder import CompactEncoder
from models.design import SHAPE_SIZE, DesignSpec, read_code, write_code
from models.errors import BackendUnavailableError
from models.imagining import ImagineRequest
from models.nets.judge import LABELS, JudgeNet
from models.shape import FINE
from models.training.evaluators.desk import Desk
from models.training.evaluators.encoder import see
from models.training.evaluators.garment import judge_kid
from models.training.evaluators.garment_cloth import Rivals
from models.training.evaluators.garment_controls import find_outline, judge_colour
from models.training.evaluators.garment_material import (
    Pictures,
    Rows,
    Studio,
    other_rows,
    read_held,
    read_listed,
    recombine,
)
from models.training.evaluators.garment_rivals import stock
from models.training.evaluators.judge import read_components
from models.training.judge import load_judge, read_features
from models.training.metrics import blur, copies, neighbours, patches, spectrum
from models.training.metrics.intervals import bootstrap
from models.training.metrics.masks import iou
from models.types import Job

MADE, RIVALS, FRESH, SHELF = 400, 100, 300, 4000
EDITS, MASKED, MANY = 300, 60, 2000
"""Colours asked for, outlines looked for, and designs among which copies are looked for."""
AT_ONCE = 40
TASTES, A_TASTE, NEIGHBOURS = 24, 4, 6
SHOWN = 100
PLANE = FINE * FINE


def evaluate(desk: Desk) -> dict[str, Any]:
    """The figures of the prior; see the module."""
    imaginer = CompactWarhol(desk.weights / "prior", "cpu")
    encoder = CompactEncoder(desk.weights / "encoder", "cpu")
    net = load_judge(desk.weights / "judge")
    cutouts, garments = desk.cutouts(), read_listed(desk.work / "garments.npz")
    held = read_held(desk, cutouts, garments)
    studio = Studio(CompactGarment(desk.weights / "garment", "cpu"), held)
    began = time.monotonic()
    specs = imagine_many(imaginer, desk.count(MADE))
    out: dict[str, Any] = {"n": len(specs), "seconds_a_design": round((time.monotonic() - began) / len(specs), 3)}
    made = studio.draw_all(specs)
    used = studio.usable(np.arange(len(held)), desk.count(RIVALS))
    rivals = Rivals(shelf=stock(garments), cutouts=cutouts)
    del garments
    fresh = held.photos[used.max() + 1 :][: desk.count(FRESH)]
    out |= judge_looks(made, held.photos[: len(made)])
    out |= judge_controls(studio, CompactMasker(desk.weights / "masker", "cpu"), specs, made, desk)
    out |= judge_kid(
        net,
        fresh,
        {
            "real": held.photos[used],
            "prior": made,
            "smooth": studio.draw_all([smooth(spec) for spec in studio.specs(used)]),
            **make_rivals(studio, rivals, used, desk.seed),
        },
    )
    train = cutouts.side("train")
    more = imagine_many(imaginer, desk.count(MANY) - len(made), first=len(made))
    many = np.concatenate([made, studio.draw_all(more)]) if more else made
    out |= judge_novelty(net, train.rgba[: desk.count(SHELF)], held.photos, made, many)
    del many
    out |= judge_kinds(net, made, specs)
    figures, shown = judge_tastes(imaginer, encoder, studio, desk)
    desk.sheet("prior", list(made[:SHOWN, ..., :3]), columns=10)
    desk.sheet("prior_tastes", list(shown[..., :3]), columns=NEIGHBOURS + A_TASTE)
    return out | figures


def imagine_many(imaginer: CompactWarhol, count: int, first: int = 0, **wish: Any) -> list[DesignSpec]:
    """Designs for nobody's taste, as many as wanted; `first`: the seed of the first of them."""
    specs: list[DesignSpec] = []
    while len(specs) < count:
        request = ImagineRequest(count=min(AT_ONCE, count - len(specs)), seed=first + len(specs), ruled=True, **wish)
        specs += imaginer.imagine(request, Job()).specs
    return specs


def smooth(spec: DesignSpec) -> DesignSpec:
    """The design without the light of its folds: what a photo's garment is when it lies perfectly flat."""
    code = np.array(read_code(spec.shape, SHAPE_SIZE, "shape"))
    code[PLANE : 2 * PLANE] = 0
    return replace(spec, shape=write_code(code))


def judge_looks(made: Pictures, photos: Pictures) -> dict[str, Any]:
    """Sharpness, patches and spectrum against held-out photos (N, 256, 256, 4)."""
    scale = blur.fit(photos)
    found = spectrum.compare(spectrum.collect(photos), spectrum.collect(made))
    levels = patches.distance(patches.collect(photos), patches.collect(made))
    return {
        "equivalent_blur_px_prior": round(scale.equivalent_px(made), 3),
        "equivalent_blur_px_real": round(scale.real_px(), 3),
        "swd_prior": round(float(np.mean(list(levels.values()))), 1),
        **{f"{key}_prior": round(value, 2) for key, value in found.items()},
    }


def judge_controls(
    studio: Studio, masker: CompactMasker, specs: list[DesignSpec], made: Pictures, desk: Desk
) -> dict[str, Any]:
    """Do colours that are asked for come out, and does the masker find the outlines, as with garments of photos?

    Colours on cloth of one ink: most of a gingham is neither ink, and its inks are judged with the prints.
    """
    plain = [spec for spec in specs if not spec.cloth.patterned]
    colour = judge_colour(studio, plain, desk.count(EDITS), desk.seed)
    found = [iou(find_outline(masker, picture), picture[..., 3] > 127) for picture in made[: desk.count(MASKED)]]
    shape = bootstrap(found).named("shape_iou")
    return {f"{key}_prior": value if key == "colour_n" else round(value, 4) for key, value in (colour | shape).items()}


def make_rivals(studio: Studio, rivals: Rivals, used: Rows, seed: int) -> dict[str, Pictures]:
    """Designs recombined from held-out photos, as the two rivals make them."""
    specs, rng = studio.specs(used), np.random.default_rng(seed)
    cloths, colours = (other_rows(len(specs), len(specs), rng) for _ in range(2))
    found: dict[str, list[NDArray[np.uint8]]] = {}
    for spec, a, b, cut in zip(specs, cloths, colours, used, strict=True):
        wish = recombine(spec, specs[a], specs[b])
        for name, picture in rivals.pictures(wish, studio.held.photos[cut]).items():
            found.setdefault(name, []).append(picture)
    return {name: np.stack(pictures) for name, pictures in found.items()}


def judge_novelty(net: JudgeNet, train: Pictures, held: Pictures, made: Pictures, many: Pictures) -> dict[str, Any]:
    """Plausible, varied, and no copies among `many`: in the judge's space, and as pictures seen from afar."""
    known, real, other, others = (read_components(net, pictures) for pictures in (train, held, made, many))
    near, far = copies.find_copies(known, real, others), copies.find_pixel_copies(train, held, many)
    figures = neighbours.precision_recall(real, other) | neighbours.density_coverage(real, other)
    middle = len(real) // 2
    ceiling = neighbours.density_coverage(real[:middle], real[middle:])["coverage"]
    return {
        **{f"{key}_prior": round(value, 4) for key, value in figures.items()},
        "coverage_real_halves": round(ceiling, 4),
        "copies_prior": round(near.share, 4),
        "copies_distance_ratio_prior": round(near.ratio, 3),
        "copies_pixels_prior": round(far.share, 4),
        "n_copies": len(many),
        "n_train": len(train),
    }


def judge_kinds(net: JudgeNet, made: Pictures, specs: list[DesignSpec]) -> dict[str, Any]:
    """Does the judge see the kind of garment that the design says it is?"""
    with torch.inference_mode():
        said = np.asarray(LABELS)[net.category(read_features(net, made)).argmax(1).numpy()]
    agreed = said == np.array([spec.category for spec in specs])
    return {key: round(value, 4) for key, value in bootstrap(agreed).named("category_agreement_prior").items()}


def judge_tastes(
    imaginer: CompactWarhol, encoder: CompactEncoder, studio: Studio, desk: Desk
) -> tuple[dict[str, Any], Pictures]:
    """Are designs for a taste nearer to it than designs for other tastes?  Tastes of held-out garments."""
    if imaginer.encoder != f"{encoder.info.id}@{encoder.weights_sha256[:16]}":
        raise BackendUnavailableError("The prior learned with another encoder than the one that is here.")
    photos = studio.held.photos
    away = see(encoder, photos) - imaginer.centre
    points = away / np.linalg.norm(away, axis=1, keepdims=True)
    seeds = np.random.default_rng(desk.seed).permutation(len(points))[: desk.count(TASTES)]
    bought = np.argsort(-(points[seeds] @ points.T), axis=1)[:, :NEIGHBOURS]
    tastes = points[bought].sum(1)
    tastes /= np.linalg.norm(tastes, axis=1, keepdims=True)
    pictures = []
    for number, taste in enumerate(tastes):
        wish = ImagineRequest(
            taste=tuple(taste.tolist()), encoder=imaginer.encoder, count=A_TASTE, seed=number, ruled=True
        )
        pictures.append(studio.draw_all(list(imaginer.imagine(wish, Job()).specs)))
    seen = see(encoder, np.concatenate(pictures)) - imaginer.centre
    seen /= np.linalg.norm(seen, axis=1, keepdims=True)
    near = seen @ tastes.T
    own = np.repeat(np.arange(len(tastes)), A_TASTE)
    mine = near[np.arange(len(near)), own]
    others = (near.sum(1) - mine) / max(1, near.shape[1] - 1)
    shown = [np.concatenate([photos[rows], made]) for rows, made in zip(bought, pictures, strict=True)]
    return {
        **{key: round(value, 4) for key, value in bootstrap(mine, own).named("taste_cosine_prior").items()},
        "taste_cosine_others": round(float(others.mean()), 4),
        "taste_cosine_bought": round(float((points[bought] * tastes[:, None]).sum(2).mean()), 4),
        **{
            key: round(value, 4)
            for key, value in bootstrap(near.argmax(1) == own, own).named("taste_top1_prior").items()
        },
        "n_tastes": len(tastes),
    }, np.concatenate(shown)
