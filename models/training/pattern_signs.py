"""Find the weights with which the signs of a pattern are weighed, and measure them.

    python -m models.training.pattern_signs --work work --out assets/weights/pattern_signs

Learns from training garments whose pattern a person named (`truth/patterns.csv`: 360 chosen at random, 270 among those
about which a first fit was in doubt) and is measured on the held-out ones of `truth/attributes.csv`.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Container
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from models.inks import find_inks, look_inside
from models.oklab import from_oklab
from models.pattern_signs import read_signs, weigh
from models.training.card import write_model
from models.training.cutouts import Cutouts, read_cutouts
from models.training.truth import FOLDER, read_attributes
from models.two_tone import blur_inside

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
ALL_OVER = ("striped", "checked", "dotted", "floral", "other")
UNCLEAR, AT_RANDOM = "unclear", "at random"
STRENGTH = 0.3
"""Inverse of the penalty on large weights."""
FALSE_ALARMS = 0.05
"""Share of garments without a pattern, taken at random, that may be called patterned."""
LOST_PRINTS = 0.05
"""Share of lone prints that may pass for light."""
FOLDS = 8
SMOOTH_PX = 4.0
"""Gaussian σ that leaves broad folds only."""
NOISE = (0.01, 0.05)
"""Grain, as a share of the light, in the second look at every garment: grain is even too, and no pattern."""
TEXTS = {
    "name": "pattern_signs",
    "title": "Signs of a pattern",
    "summary": "Says of a garment's cut-out whether its cloth is patterned all over, and whether a second colour on it "
    "is a print or only light.",
    "command": "python -m models.training.pattern_signs --work work --out assets/weights/pattern_signs",
    "data": "alexeygrigorev/clothing-dataset, 630 garments of the training split whose pattern a person named",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "54 signs (bands, directions, repeats, evenness; models/pattern_signs.py), two logistic layers; "
    "every garment is seen with added grain, too, half of the plain ones ironed before",
    "limits": "One pair of eyes. Faint prints on crumpled cloth and single rows of motifs are missed; quilting, cables "
    "and washed denim can pass for a pattern.",
}


def read_named(path: Path = FOLDER / "patterns.csv") -> dict[str, tuple[str, str]]:
    """What a person called the pattern of training garments, and how each was chosen, by id."""
    with path.open(newline="", encoding="utf-8") as file:
        return {row["id"]: (row["pattern"], row["chosen"]) for row in csv.DictReader(file)}


def see(rgba: NDArray[np.uint8]) -> tuple[Floats, bool]:
    """A cut-out's signs, and whether two clusters of colour are found in it."""
    lab, inside = look_inside(rgba)
    return read_signs(lab, inside), find_inks(lab, inside)[2]


def see_all(
    cutouts: Cutouts, ids: list[str], rng: np.random.Generator | None = None, smooth: Container[str] = ()
) -> tuple[Floats, Bools]:
    """The signs (N, 54) of garments and whether each has two clusters (N,); with `rng`, of garments with more grain,
    those in `smooth` with hardly anything else on them."""
    rows = {str(id): row for row, id in enumerate(cutouts.id)}
    seen = []
    for id in ids:
        picture = cutouts.rgba[rows[id]]
        if rng is not None:
            picture = add_grain(iron(picture) if id in smooth else picture, rng)
        seen.append(see(picture))
    return np.stack([signs for signs, _ in seen]), np.array([two for _, two in seen])


def iron(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A plain cut-out (h, w, 4) as studios and this project print it: broad folds, nothing fine."""
    lab, inside = look_inside(rgba)
    slow = blur_inside(lab, inside.astype(np.float32), SMOOTH_PX)
    return np.dstack([from_oklab(slow), rgba[..., 3]])


def add_grain(rgba: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A cut-out (h, w, 4) on which light and dark vary from pixel to pixel."""
    grain = np.exp(rng.normal(0, rng.uniform(*NOISE), (*rgba.shape[:2], 1)))
    lit = np.round(rgba[..., :3] * grain).clip(0, 255).astype(np.uint8)
    return np.concatenate([lit, rgba[..., 3:]], axis=-1)


def fit(
    signs: Floats, yes: Bools, garment: NDArray[np.int_], limit: tuple[Bools, float]
) -> tuple[Floats, float, Floats]:
    """Weights (54,) for signs (N, 54) of mean 0 and deviation 1, their bias, and each garment's log odds by weights
    that have not seen that garment (N,).  The bias lets the given share of the garments in `limit` lie above 0."""
    layer = LogisticRegression(C=STRENGTH, max_iter=3000)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    odds = cross_val_predict(layer, signs, yes, groups=garment, cv=folds, method="decision_function")
    step = float(np.quantile(odds[limit[0]], 1 - limit[1]))
    layer.fit(signs, yes)
    return layer.coef_[0].astype(np.float32), float(layer.intercept_[0]) - step, np.asarray(odds - step, np.float32)


def learn(
    signs: Floats, two: Bools, named: NDArray[np.str_], drawn: Bools, garment: NDArray[np.int_]
) -> tuple[dict[str, Floats], dict[str, Any]]:
    """The weights, and how well they do on garments (N,) that they have not seen (`drawn`: chosen at random, as they
    are)."""
    mean, deviation = signs.mean(axis=0), signs.std(axis=0) + 1e-3
    x, patterned = (signs - mean) / deviation, np.isin(named, ALL_OVER)
    weights, bias, odds = fit(x, patterned, garment, (drawn & ~patterned, FALSE_ALARMS))
    lone = two & ~patterned
    graphic = named[lone] == "graphic"
    own, own_bias, print_odds = fit(x[lone], graphic, garment[lone], (graphic, 1 - LOST_PRINTS))
    numbers = {
        "mean": mean, "deviation": deviation, "pattern": weights, "pattern_bias": np.array([bias]),
        "print": own, "print_bias": np.array([own_bias]),
    }  # fmt: skip
    found = {
        "named": len(set(garment)),
        "named_patterned": int(patterned.sum()) // 2,
        "pattern_auc": roc_auc_score(patterned[drawn], odds[drawn]),
        "pattern_found": (odds[drawn & patterned] > 0).mean(),
        "pattern_false": (odds[drawn & ~patterned] > 0).mean(),
        "print_auc": roc_auc_score(graphic, print_odds),
        "print_found": (print_odds[graphic] > 0).mean(),
        "print_false": (print_odds[~graphic] > 0).mean(),
    }
    return {name: np.asarray(value, np.float32) for name, value in numbers.items()}, found


def measure(cutouts: Cutouts, weights: dict[str, Floats]) -> dict[str, Any]:
    """On held-out garments that a person named: how many of the patterned ones are found, how many others wrongly."""
    truth, held = read_attributes(), set(map(str, cutouts.id))
    ids = [id for id in truth if id in held]
    signs, _ = see_all(cutouts, ids)
    said = np.array([weigh(each, "pattern", weights) > 0 for each in signs])
    named = np.array([truth[id].pattern for id in ids])
    patterned, plain = np.isin(named, ALL_OVER), named == "plain"
    return {
        "held_out_patterned": int(patterned.sum()),
        "held_out_found": said[patterned].mean(),
        "held_out_plain": int(plain.sum()),
        "held_out_plain_false": said[plain].mean(),
        "held_out_graphic_false": said[named == "graphic"].mean(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/weights/pattern_signs"))
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    cutouts = read_cutouts(arguments.work / "cutouts.npz")
    there = set(map(str, cutouts.id))
    named = {id: seen for id, seen in read_named().items() if seen[0] != UNCLEAR and id in there}
    ids, n = list(named), len(named)
    half = set(sorted(id for id, (pattern, _) in named.items() if pattern == "plain")[::2])
    looks = see_all(cutouts, ids), see_all(cutouts, ids, np.random.default_rng(0), half)
    signs, two = (np.concatenate(columns) for columns in zip(*looks, strict=True))
    patterns, chosen = (np.array(2 * column) for column in zip(*named.values(), strict=True))
    drawn = (chosen == AT_RANDOM) & (np.arange(2 * n) < n)
    weights, found = learn(signs, two, patterns, drawn, np.tile(np.arange(n), 2))
    found |= measure(cutouts, weights)
    metrics = {key: value if isinstance(value, int) else round(float(value), 4) for key, value in found.items()}
    recipe = {"strength": STRENGTH, "false_alarms": FALSE_ALARMS, "lost_prints": LOST_PRINTS, "folds": FOLDS}
    write_model(arguments.out, {k: torch.from_numpy(v) for k, v in weights.items()}, TEXTS, metrics, recipe)
    print(metrics)


if __name__ == "__main__":
    main()
