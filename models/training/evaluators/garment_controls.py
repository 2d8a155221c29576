"""Does each control do what it says, and nothing else?  Colour, shape, and what one control moves in the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import DesignSpec
from models.protocols import Masker
from models.training.evaluators.garment_material import Pictures, Studio, other_rows, recombine
from models.training.evaluators.masker import run_masker
from models.training.metrics.ciede2000 import ciede2000, to_cielab
from models.training.metrics.cloth import ClothSpace
from models.training.metrics.intervals import bootstrap
from models.training.metrics.masks import iou
from models.training.metrics.pyramid import fabric

Floats = NDArray[np.float64]
CONTROLS = ("shape", "texture", "colour")
GREY = 128
CLUSTERS = 5
MOST_PIXELS = 4000
TYPICAL = 0.7
"""Share of a typical change from which on a move of a control counts."""


def dominant_colour(rgba: NDArray[np.uint8]) -> Floats:
    """The largest of five k-means clusters of a garment's fabric, in CIELAB (3,)."""
    mask = fabric(rgba[..., 3])
    if np.count_nonzero(mask) < 2 * CLUSTERS:
        mask = rgba[..., 3] > 127
    lab = to_cielab(rgba[..., :3][mask])
    lab = lab[:: max(1, len(lab) // MOST_PIXELS)].astype(np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.1)
    cv2.setRNGSeed(1)  # k-means starts by chance; the same picture must give the same colour
    start = np.zeros((len(lab), 1), np.int32)
    _, labels, centres = cv2.kmeans(lab, min(CLUSTERS, len(lab)), start, criteria, 2, cv2.KMEANS_PP_CENTERS)
    largest = np.argmax(np.bincount(np.asarray(labels).ravel()))
    return np.asarray(np.asarray(centres)[largest], np.float64)


def judge_colour(studio: Studio, specs: list[DesignSpec], edits: int, seed: int) -> dict[str, Any]:
    """Random sRGB colours, evenly drawn, on real garments: what was asked for against what is seen."""
    rng = np.random.default_rng(seed)
    gaps = []
    for number in range(edits):
        (mr, mg, mb), (ar, ag, ab) = rng.integers(0, 256, (2, 3)).tolist()
        edited = replace(specs[number * len(specs) // edits], colour=(mr, mg, mb), accent=(ar, ag, ab))
        gaps.append(float(ciede2000(to_cielab(np.array([mr, mg, mb])), dominant_colour(studio.draw(edited)))))
    drawn = np.random.default_rng(seed).choice(gaps, (1000, len(gaps)))
    out: dict[str, Any] = {"colour_n": len(gaps)}
    for key, share in (("median", 0.5), ("p95", 0.95)):
        low, high = np.quantile(np.quantile(drawn, share, axis=1), [0.025, 0.975])
        found = {"": np.quantile(gaps, share), "_low": low, "_high": high}
        out |= {f"colour_de00_{key}{end}": round(float(value), 3) for end, value in found.items()}
    return out


def over_grey(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture on white (h, w, 4) as RGB (h, w, 3) on mid-grey instead."""
    clear = 1 - rgba[..., 3:].astype(np.float32) / 255
    return np.asarray(np.round(rgba[..., :3] - (255 - GREY) * clear).clip(0, 255), np.uint8)


def find_outline(masker: Masker, rgba: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The outline that the masker finds, by looks alone (h, w)."""
    return np.asarray(run_masker(masker, over_grey(rgba)) > 127)


def judge_shape(masker: Masker, made: Pictures, wanted: Pictures, senders: NDArray[np.str_]) -> dict[str, Any]:
    """IoU of the outline found in a picture with that of the photo whose shape was asked for; and of the photo itself,
    which is what the masker can reach."""
    truth = wanted[..., 3] > 127
    ours = [iou(find_outline(masker, picture), mask) for picture, mask in zip(made, truth, strict=True)]
    real = [iou(find_outline(masker, photo), mask) for photo, mask in zip(wanted, truth, strict=True)]
    given = [iou(picture[..., 3] > 127, mask) for picture, mask in zip(made, truth, strict=True)]
    return {
        "shape_n": len(ours),
        **{key: round(value, 4) for key, value in bootstrap(ours, senders).named("shape_iou").items()},
        "shape_iou_median": round(float(np.median(ours)), 4),
        "shape_iou_real": round(float(np.mean(real)), 4),
        "shape_iou_alpha": round(float(np.mean(given)), 4),
    }


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What an observer sees of pictures: outlines (N, h, w), cloth (N, d), dominant colours in CIELAB (N, 3)."""

    shape: NDArray[np.bool_]
    texture: NDArray[np.float32]
    colour: Floats

    def gap(self, other: Seen, control: str) -> Floats:
        """How far each picture of one set is from its partner in the other (N,)."""
        if control == "shape":
            return np.array([1 - iou(a, b) for a, b in zip(self.shape, other.shape, strict=True)])
        if control == "texture":
            return np.asarray(np.linalg.norm(self.texture - other.texture, axis=1), np.float64)
        return ciede2000(self.colour, other.colour)


def see(masker: Masker, space: ClothSpace, pictures: Pictures) -> Seen:
    """Look at pictures (N, 256, 256, 4)."""
    return Seen(
        shape=np.stack([find_outline(masker, picture) for picture in pictures]),
        texture=space.place(pictures),
        colour=np.stack([dominant_colour(picture) for picture in pictures]),
    )


def judge_leak(
    studio: Studio, masker: Masker, space: ClothSpace, specs: list[DesignSpec], seed: int
) -> tuple[dict[str, Any], Pictures]:
    """Exchange one control for another garment's and see how the others move, relative to a typical move of theirs."""
    others = [specs[row] for row in other_rows(len(specs), len(specs), np.random.default_rng(seed))]
    moved = {
        "shape": [recombine(b, a, a) for a, b in zip(specs, others, strict=True)],
        "texture": [recombine(a, b, a) for a, b in zip(specs, others, strict=True)],
        "colour": [recombine(a, a, b) for a, b in zip(specs, others, strict=True)],
    }
    base = studio.draw_all([recombine(a, a, a) for a in specs])
    drawn = {control: studio.draw_all(designs) for control, designs in moved.items()}
    before = see(masker, space, base)
    after = {control: see(masker, space, pictures) for control, pictures in drawn.items()}
    moves = {(c, d): before.gap(after[c], d) for c in CONTROLS for d in CONTROLS}
    sheet = np.concatenate([base[:, None], *(drawn[control][:, None] for control in CONTROLS)], axis=1)
    return relate_moves(moves, seed), sheet.reshape(-1, *base.shape[1:])


def relate_moves(moves: dict[tuple[str, str], Floats], seed: int) -> dict[str, Any]:
    """`leak` and every pair's share, from moves by (control, what was seen)."""
    out: dict[str, Any] = {}
    for control in CONTROLS:
        counts = moves[control, control] >= TYPICAL * np.median(moves[control, control])
        for seen in CONTROLS:
            if seen != control:
                share = moves[control, seen][counts] / max(float(np.median(moves[seen, seen])), 1e-6)
                interval = bootstrap(np.clip(share, 0, 5), seed=seed)
                out[f"leak_{control}_to_{seen}"] = round(interval.value, 4)
                out[f"leak_{control}_to_{seen}_high"] = round(interval.high, 4)
    pairs = [key for key in out if not key.endswith("_high")]
    worst = max(pairs, key=lambda key: float(out[key]))
    return {
        "leak_n": len(moves["shape", "shape"]),
        "leak": out[worst],
        "leak_high": out[f"{worst}_high"],
        "leak_worst": worst.removeprefix("leak_"),
        **out,
    }
