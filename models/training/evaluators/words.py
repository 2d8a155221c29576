"""Are the facts that words are made of so?  Measured on held-out photos whose attributes a person named.

    python -m models.training.evaluators.words --work work

Prints one JSON line: of sleeves and of patterns, how often they are named at all (`said`) and how often that is right
(`right`), over photos where the question applies.  Needs `work/garments.npz`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.backends.weights import load_weights
from models.nets.garment import PatternCoder
from models.pattern_kinds import KINDS, SURE, score
from models.silhouette import find_sleeve, measure
from models.training.garment.material import Garments, read_garments
from models.training.truth import Attributes, read_attributes

WEIGHTS = Path("assets/weights/garment")


def measure_sleeves(held: Garments, truth: dict[str, Attributes]) -> dict[str, Any]:
    """Sleeves read off the outline of each photo's cut-out, against what a person saw."""
    pairs = []
    for row, id in enumerate(held.id):
        if id in truth and truth[id].sleeve != "na":
            found = find_sleeve(str(held.label[row]), measure(held.alpha[row] / 255.0))
            pairs.append((found, truth[id].sleeve))
    return {f"sleeve_{key}": value for key, value in _rate(pairs).items()}


def measure_patterns(held: Garments, truth: dict[str, Attributes], net: PatternCoder) -> dict[str, Any]:
    """Kinds of patterned swatches, against what a person saw; graphics and others are no kind of ours."""
    rows = [row for row, id in enumerate(held.id) if held.patterned[row] and id in truth]
    if not rows:
        return {"pattern_photos": 0}
    with torch.inference_mode():
        swatches = torch.from_numpy(held.swatch[rows].astype(np.float32) / 255)[:, None]
        chances: NDArray[np.float32] = score(net.encode(swatches).flatten(1).float().numpy())
    pairs = []
    for row, chance in zip(rows, chances, strict=True):
        best = int(chance.argmax())
        pairs.append((str(KINDS[best]) if chance[best] >= SURE else "", truth[held.id[row]].pattern))
    return {f"pattern_{key}": value for key, value in _rate(pairs).items()}


def _rate(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    said = [found == true for found, true in pairs if found]
    return {
        "photos": len(pairs),
        "said": round(len(said) / max(len(pairs), 1), 3),
        "right": round(float(np.mean(said)), 3) if said else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    arguments = parser.parse_args()
    held, truth = read_garments(arguments.work / "garments.npz").side("held_out"), read_attributes()
    tensors, _ = load_weights(WEIGHTS)
    net = PatternCoder()
    net.load_state_dict({key.removeprefix("pattern."): t for key, t in tensors.items() if key.startswith("pattern.")})
    print(json.dumps({"model": "words", **measure_sleeves(held, truth), **measure_patterns(held, truth, net.eval())}))


if __name__ == "__main__":
    main()
