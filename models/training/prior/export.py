"""Put the shape coder and the prior together as the shipped model of new designs.

    python -m models.training.prior.export --work work --out assets/weights/prior

Then measure it: `python -m models.training.evaluate --only prior …` and `python -m models.training.card`.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.design import CATEGORIES
from models.training.card import write_model
from models.training.prior import flow
from models.training.prior.material import VIEWS, read_designs

TEXTS = {
    "name": "prior",
    "title": "Compact Warhol",
    "summary": "Makes up designs: a coder of shapes, and a flow over shape, cloth and colours together, steered by a "
    "category and by a taste in the space of the studio's encoder.",
    "command": "python -m models.training.prior.material --work work && "
    "python -m models.training.prior.shapes --work work && python -m models.training.prior.flow --work work && "
    "python -m models.training.prior.export --work work",
    "data": "alexeygrigorev/clothing-dataset, training split, cut out and taken apart; tastes of made-up shoppers over "
    "the same photos, and of the photos' senders",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "principal components of shapes, flow by a residual net of 5 layers and width 640 over 2,121 "
    "numbers, cut from the drafted patterns of assets/weights/patterns; models/nets/prior.py, "
    "models/backends/warhol_tailor.py",
    "limits": "Knows 17 kinds of garments as they lie or hang, and some 4,000 examples of them; rare kinds (blazers, "
    "hoodies, polos) come out less sure. Seams and folds are those of a drafted pattern, stretched, not drawn anew; "
    "prints are the nearest of twelve drawn ones, on one design in eight. Tastes belong to one encoder.",
}


def write_prior(
    out: Path, nets: Mapping[str, Tensor], coder: Mapping[str, Tensor], recipe: Mapping[str, Any],
    metrics: Mapping[str, Any],
) -> str:  # fmt: skip
    """Write the weights folder; `nets` hold "prior", "chooser", "seer" and "scales"; returns the weights' sha256."""
    tensors = {name: t if name.startswith(("scales.", "tailor.")) else t.half() for name, t in nets.items()}
    tensors |= {f"coder.{name}": t.half() if t.is_floating_point() else t for name, t in coder.items()}
    return write_model(out, tensors, TEXTS, metrics, recipe)


def read_patterns(specs: Path) -> dict[str, Tensor]:
    """The tailor's patterns and prints from designs: every shape that one of them has, and the drawn prints."""
    with np.load(specs, allow_pickle=False) as file:
        shapes, used, categories, prints = (file[name] for name in ("shapes", "shape_of", "category", "patterns"))
    rows, first = np.unique(used, return_index=True)
    kinds = [CATEGORIES.index(str(categories[at])) for at in first]
    return {
        "tailor.codes": torch.from_numpy(shapes[rows]),
        "tailor.kinds": torch.tensor(kinds, dtype=torch.int32),
        "tailor.prints": torch.from_numpy(prints),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/weights/prior"))
    parser.add_argument("--shapes", type=Path, default=Path("assets/shop/specs.npz"), help="blends for the tailor")
    arguments = parser.parse_args()
    designs = read_designs(arguments.work / "designs.npz").side("train")
    coded = torch.load(arguments.work / "shapes.pt", weights_only=True)
    flown = torch.load(arguments.work / "prior.pt", weights_only=True)
    recipe: dict[str, Any] = {
        "encoder": str(designs.encoder[0]),
        "designs": len(designs),
        "patterned": int(designs.patterned.sum()),
        "views": VIEWS,
        "flow_minutes": round(flown["spent_s"] / 60, 1),
        "flow_steps": flown["step"],
        "designs_a_step": flow.BATCH,
        "learning_rate": flow.LEARNING_RATE,
        "average_decay": flow.DECAY,
    }
    nets = flown["average"] | {name: t for name, t in flown["nets"].items() if name.startswith("scales.")}
    nets |= read_patterns(arguments.shapes)
    recipe["patterns"] = len(nets["tailor.kinds"])
    print(write_prior(arguments.out, nets, coded["coder"], recipe, coded["figures"]))


if __name__ == "__main__":
    main()
