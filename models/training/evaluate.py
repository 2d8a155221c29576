"""The judge's command: measure every shipped model on held-out data, one JSON object a line, in ten minutes.

    python -m models.training.evaluate --data ../shared/data/clothing --work work --dump /tmp/judged

`--only NAME` measures one model.  `--dump` takes contact sheets of what was judged: look at them.  The lines go into
the models' cards with `python -m models.training.card`.  `--most` is for a quick look; its figures count for nothing.

Several models are judged in two processes of one thread each, which is what fills two cores; what is timed is timed
after that, alone and with `--threads`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import cv2
import torch

from models.errors import StudioError
from models.training.evaluators import (
    encoder,
    enlarger,
    garment,
    judge,
    landmarks,
    masker,
    prior,
    sliders,
    staging,
    tryon,
)
from models.training.evaluators.desk import WEIGHTS, Desk

EVALUATORS: dict[str, Callable[[Desk], dict[str, Any]]] = {
    "garment_gan": garment.evaluate,
    "masker": masker.evaluate,
    "judge": judge.evaluate,
    "encoder": encoder.evaluate,
    "prior": prior.evaluate,
    "sliders": sliders.evaluate,
    "enlarger": enlarger.evaluate,
    "tryon": tryon.evaluate,
    "staging": staging.evaluate,
    "landmarks": landmarks.evaluate,
}
"""A new model joins by one line here; those that take longest come first."""

SPEEDS: dict[str, Callable[[Desk], dict[str, Any]]] = {"masker": masker.measure_speed}
"""What is timed, in milliseconds: measured last, when nothing else runs."""


def evaluate(name: str, desk: Desk) -> dict[str, Any]:
    """One model's line: its figures, or `missing` with the reason when it cannot be measured here."""
    began = time.monotonic()
    try:
        figures = EVALUATORS[name](desk)
    except (StudioError, FileNotFoundError) as error:
        return {"model": name, "missing": str(error)}
    quick = {} if desk.most is None else {"quick_look": desk.most}
    return {"model": name, **figures, **quick, "seconds": round(time.monotonic() - began, 1)}


def judge_all(names: Sequence[str], desk: Desk, processes: int, threads: int) -> Iterator[dict[str, Any]]:
    """Every model's line, as soon as it is there; models that are timed come last.

    Each model's figures are the same, whatever is judged beside it.
    """
    lines = _judge_beside(names, desk, processes) if len(names) > 1 and processes > 1 else _judge_here(names, desk)
    waiting = []
    for line in lines:
        if line["model"] in SPEEDS and "missing" not in line:
            waiting.append(line)
        else:
            yield line
    use_threads(threads)
    for line in waiting:
        yield {**line, **SPEEDS[line["model"]](desk)}


def _judge_here(names: Sequence[str], desk: Desk) -> Iterator[dict[str, Any]]:
    for name in names:
        yield evaluate(name, desk)


def _judge_beside(names: Sequence[str], desk: Desk, processes: int) -> Iterator[dict[str, Any]]:
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"  # read when a process loads its libraries
    spawn = multiprocessing.get_context("spawn")  # forked, OpenCV's threads would hang
    with ProcessPoolExecutor(processes, spawn, initializer=use_threads, initargs=(1,)) as pool:
        for done in as_completed([pool.submit(evaluate, name, desk) for name in names]):
            yield done.result()


def use_threads(count: int) -> None:
    """How many threads torch and OpenCV may use in this process."""
    torch.set_num_threads(count)
    cv2.setNumThreads(count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with images.csv and images/")
    parser.add_argument("--work", type=Path, default=Path("work"), help="what models.training.dataset made")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder with one folder a model")
    parser.add_argument("--only", choices=sorted(EVALUATORS), help="measure this model only")
    parser.add_argument("--dump", type=Path, help="write the pictures that were judged here")
    parser.add_argument("--most", type=int, help="at most so many pictures of a kind, for a quick look")
    parser.add_argument("--processes", type=int, default=2, help="models that are judged at the same time")
    parser.add_argument(
        "--threads", type=int, default=2, help="for a model that is judged alone, and for what is timed"
    )
    arguments = parser.parse_args()
    use_threads(arguments.threads)
    desk = Desk(
        data=arguments.data,
        work=arguments.work,
        dump=arguments.dump,
        weights=arguments.weights,
        most=arguments.most,
    )
    missing = False
    names = [arguments.only] if arguments.only else list(EVALUATORS)
    for line in judge_all(names, desk, arguments.processes, arguments.threads):
        missing = missing or "missing" in line
        print(json.dumps(line), flush=True)
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
