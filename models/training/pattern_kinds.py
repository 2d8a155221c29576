"""Train and measure what names the kind of a pattern's code.

    python -m models.training.pattern_kinds --out assets/weights/pattern_kinds [--work work]

Learns from drawn patterns (`models.training.garment.patterns`) that go through the garment's pattern coder, and is
measured on fresh ones, on the library's cloths, and with `--work` on held-out photos whose pattern a person named.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from models.backends.weights import load_weights
from models.design import PATTERN_SIZE, read_code
from models.library import read_library
from models.nets.garment import PatternCoder
from models.pattern_kinds import KINDS, SURE, read_waves, read_weights, score
from models.texture import SWATCH_PX
from models.training.card import write_model
from models.training.garment import patterns

Floats = NDArray[np.float32]
DRAW = {
    "striped": patterns.stripes, "checked": patterns.checks, "dotted": patterns.dots, "floral": patterns.motifs,
    "zigzag": patterns.zigzag,
}  # fmt: skip
HIDDEN, NOISE, LEAST_CONTRAST = 96, 0.15, 0.05
GARMENT = Path("assets/weights/garment")
TEXTS = {
    "name": "pattern_kinds",
    "title": "Kinds of patterns",
    "summary": "Says of a garment's pattern code whether it is striped, checked, dotted, floral or zigzag, for words.",
    "command": "python -m models.training.pattern_kinds --out assets/weights/pattern_kinds --work work",
    "data": "drawn by this project",
    "data_licence": "Apache-2.0",
    "licence": "Apache-2.0",
    "architecture": "sizes of the waves of the 7 × 8 × 8 code, one hidden layer of 96, softmax over 5 kinds",
    "limits": "Learned from drawings, which carries over to stripes only: on 25 held-out photos 6 of 6 stripes that "
    "were named were right, of 8 other names 1. So only stripes are named from a code; the library's cloths go by "
    "their name.",
}


def draw(kind: str, rng: np.random.Generator) -> Floats:
    """A drawn pattern of a kind (64, 64) in 0..1, varied as `patterns.draw_pattern` varies them."""
    while True:
        plane = DRAW[kind](rng)
        if rng.random() < 0.3:
            plane = patterns.warp(plane, rng)
        size = int(rng.integers(72, patterns.DRAWN_PX + 1))  # seen closer, at most twice
        y, x = rng.integers(0, patterns.DRAWN_PX - size + 1, 2)
        part = plane[y : y + size, x : x + size]
        small = cv2.resize(part, (SWATCH_PX, SWATCH_PX), interpolation=cv2.INTER_AREA)
        if rng.random() < 0.5:
            small = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.3, 0.9)))
        small = small if small.mean() < 0.5 else 1 - small
        if small.std() > LEAST_CONTRAST and small.mean() > 0.02:  # otherwise nothing of it is in the swatch
            return np.asarray(np.clip(small * rng.uniform(0.6, 1.0), 0, 1), np.float32)


def draw_codes(net: PatternCoder, count: int, seed: int) -> tuple[Floats, NDArray[np.int64]]:
    """Codes (N, 448) of drawn patterns and their kinds (N,)."""
    rng = np.random.default_rng(seed)
    kinds = np.arange(count) % len(KINDS)
    codes = []
    for start in range(0, count, 64):
        mixes = np.stack([draw(KINDS[kind], rng) for kind in kinds[start : start + 64]])
        with torch.inference_mode():
            codes.append(net.encode(torch.from_numpy(mixes)[:, None]).flatten(1).float().numpy())
    return np.concatenate(codes), kinds


def fit(codes: Floats, kinds: NDArray[np.int64], seed: int) -> dict[str, Floats]:
    """The layer's numbers."""
    rng = np.random.default_rng(seed)
    x = read_waves(np.concatenate([codes, codes + NOISE * rng.standard_normal(codes.shape).astype(np.float32)]))
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-3
    net = MLPClassifier((HIDDEN,), alpha=1e-2, max_iter=60, early_stopping=True, random_state=seed)
    net.fit((x - mean) / deviation, np.tile(kinds, 2))
    (hidden, out), (hidden_bias, out_bias) = net.coefs_, net.intercepts_
    numbers = {
        "mean": mean, "deviation": deviation, "hidden": hidden, "hidden_bias": hidden_bias, "out": out,
        "out_bias": out_bias,
    }  # fmt: skip
    return {name: np.asarray(value, np.float32) for name, value in numbers.items()}


def measure(codes: Floats, kinds: NDArray[np.int64], weights: dict[str, Floats]) -> dict[str, float]:
    """How often the kind is right: of all, of those that are said, and how many are said."""
    chances = score(codes, weights)
    right, said = chances.argmax(axis=1) == kinds, chances.max(axis=1) >= SURE
    return {
        "accuracy": float(right.mean()),
        "accuracy_said": float(right[said].mean()) if said.any() else 0.0,
        "said": float(said.mean()),
    }


def measure_library() -> dict[str, float]:
    """How many of the library's patterned cloths get their own kind, and how many another one."""
    own = {"graphic": "zigzag"}
    cloths = [each for each in (*read_library().cloths, *read_library().former) if each.cloth.pattern]
    chances = score(np.stack([read_code(each.cloth.pattern, PATTERN_SIZE, "pattern") for each in cloths]))
    found = [KINDS[int(row.argmax())] if row.max() >= SURE else "patterned" for row in chances]
    pairs = list(zip(found, [each.kind for each in cloths], strict=True))
    right = [found == own.get(kind, kind) for found, kind in pairs]
    wrong = [found not in ("patterned", own.get(kind, kind)) for found, kind in pairs]
    return {"library": float(np.mean(right)), "library_wrong": float(np.mean(wrong))}


def measure_photos(net: PatternCoder, work: Path) -> dict[str, float]:
    """The same on held-out photos whose pattern a person named; needs `work/garments.npz`."""
    from models.training.garment.material import read_garments
    from models.training.truth import read_attributes

    held, truth = read_garments(work / "garments.npz").side("held_out"), read_attributes()
    rows = [row for row, id in enumerate(held.id) if held.patterned[row] and id in truth]
    rows = [row for row in rows if truth[held.id[row]].pattern in KINDS]
    if not rows:
        return {}
    with torch.inference_mode():
        swatches = torch.from_numpy(held.swatch[rows].astype(np.float32) / 255)[:, None]
        codes = net.encode(swatches).flatten(1).numpy()
    kinds = np.array([KINDS.index(truth[held.id[row]].pattern) for row in rows])
    found = measure(codes, kinds, read_weights())
    return {"photos": len(rows), **{f"photos_{key}": value for key, value in found.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("assets/weights/pattern_kinds"))
    parser.add_argument("--work", type=Path, help="measure on held-out photos as well")
    parser.add_argument("--count", type=int, default=12_000)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tensors, _ = load_weights(GARMENT)
    net = PatternCoder()
    net.load_state_dict({key.removeprefix("pattern."): t for key, t in tensors.items() if key.startswith("pattern.")})
    net.eval()
    weights = fit(*draw_codes(net, arguments.count, 1), seed=1)
    metrics: dict[str, Any] = {
        f"drawn_{key}": value for key, value in measure(*draw_codes(net, 1_000, 2), weights).items()
    }
    recipe = {"patterns": arguments.count, "hidden": HIDDEN, "noise": NOISE, "sure": SURE}
    write_model(arguments.out, {k: torch.from_numpy(v) for k, v in weights.items()}, TEXTS, {"drawn": 0}, recipe)
    metrics |= measure_library()
    if arguments.work:
        metrics |= measure_photos(net, arguments.work)
    metrics = {key: round(float(value), 4) for key, value in metrics.items()}
    write_model(arguments.out, {k: torch.from_numpy(v) for k, v in weights.items()}, TEXTS, metrics, recipe)
    print(metrics)


if __name__ == "__main__":
    main()
