"""Put the pattern coder and the painter together as the shipped garment model.

    python -m models.training.garment.export --work work --out assets/weights/garment

Then measure it: `python -m models.training.evaluate --only garment_gan …` and `python -m models.training.card`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch

from models.training.card import write_model
from models.training.garment import painter, pattern_coder
from models.training.garment.material import read_garments

TEXTS = {
    "name": "garment",
    "title": "Garment GAN",
    "summary": "Makes a garment from a shape, a cloth and two colours: a coder for patterns, and a painter trained "
    "against a critic that draws folds, seams and cloth on the decoded shape.",
    "command": "python -m models.training.garment.material --work work && "
    "python -m models.training.garment.pattern_coder --work work && "
    "python -m models.training.garment.painter --work work && python -m models.training.garment.export --work work",
    "data": "alexeygrigorev/clothing-dataset, training split, cut out and taken apart into two inks; drawn patterns",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "residual coder for swatches, FiLM-steered U-shaped painter; models/nets/garment.py",
    "limits": "Two inks a garment. Lone prints are not drawn; patterns read off photos are soft codes (those that have "
    "a name, and lace, are drawn by rule); a print in the relief of a photo may shine through. Garments laid flat or "
    "hung up, seen from the front.",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/weights/garment"))
    arguments = parser.parse_args()
    patterns = torch.load(arguments.work / "pattern_coder.pt", weights_only=True)
    painted = torch.load(arguments.work / "painter.pt", weights_only=True)
    tensors = {f"pattern.{name}": t.half() for name, t in patterns["net"].items()}
    average = painted["average"]
    for name in ("out.weight", "out.bias"):
        average[name][1] = (
            0  # the grain as measured: louder or softer grain was worse (spectrum and grid, see the card)
        )
    tensors |= {f"painter.{name}": t.half() for name, t in average.items()}
    train = read_garments(arguments.work / "garments.npz").side("train")
    recipe: dict[str, Any] = {
        "garments": len(train),
        "patterned": int(train.patterned.sum()),
        "pattern_minutes": round(patterns["spent_s"] / 60, 1),
        "pattern_steps": patterns["step"],
        "swatches_a_step": pattern_coder.BATCH,
        "painter_minutes": round(painted["spent_s"] / 60, 1),
        "painter_steps": painted["step"],
        "crops_a_step": painter.BATCH,
        "crop_px": painter.CROP_PX,
        "learning_rate": painter.LEARNING_RATE,
        "average_decay": painter.DECAY,
        "grain_gain": "switched off at export: spectrum 3.4 dB instead of 7.1, grid 5.6 dB instead of 9.5 (60 photos)",
    }
    print(write_model(arguments.out, tensors, TEXTS, {"patterned_share": float(train.patterned.mean())}, recipe))


if __name__ == "__main__":
    main()
