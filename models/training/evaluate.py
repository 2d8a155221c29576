"""The judge's command: measure every shipped model on held-out data, one JSON object a line, in ten minutes.

    python -m models.training.evaluate --data ../shared/data/clothing --work work --dump /tmp/judged

`--only NAME` measures one model.  `--dump` takes contact sheets of what was judged: look at them.  The lines go into
the models' cards with `python -m models.training.card`.  `--most` is for a quick look; its figures count for nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import torch

from models.errors import StudioError
from models.training.evaluators import encoder, garment, judge, masker
from models.training.evaluators.desk import WEIGHTS, Desk

EVALUATORS: dict[str, Callable[[Desk], dict[str, Any]]] = {
    "garment_gan": garment.evaluate,
    "judge": judge.evaluate,
    "masker": masker.evaluate,
    "encoder": encoder.evaluate,
}
"""A new model joins by one line here."""


def evaluate(name: str, desk: Desk) -> dict[str, Any]:
    """One model's line: its figures, or `missing` with the reason when it cannot be measured here."""
    began = time.monotonic()
    try:
        figures = EVALUATORS[name](desk)
    except (StudioError, FileNotFoundError) as error:
        return {"model": name, "missing": str(error)}
    quick = {} if desk.most is None else {"quick_look": desk.most}
    return {"model": name, **figures, **quick, "seconds": round(time.monotonic() - began, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with images.csv and images/")
    parser.add_argument("--work", type=Path, default=Path("work"), help="what models.training.dataset made")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder with one folder a model")
    parser.add_argument("--only", choices=sorted(EVALUATORS), help="measure this model only")
    parser.add_argument("--dump", type=Path, help="write the pictures that were judged here")
    parser.add_argument("--most", type=int, help="at most so many pictures of a kind, for a quick look")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(arguments.threads)
    desk = Desk(
        data=arguments.data,
        work=arguments.work,
        dump=arguments.dump,
        weights=arguments.weights,
        most=arguments.most,
    )
    lines = []
    for name in [arguments.only] if arguments.only else EVALUATORS:
        lines.append(evaluate(name, desk))
        print(json.dumps(lines[-1]), flush=True)
    sys.exit(1 if any("missing" in line for line in lines) else 0)


if __name__ == "__main__":
    main()
