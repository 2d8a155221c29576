"""Measure the choice of themes: JSON lines, each with `"model": "themes"`.

    python -m models.bandits.evaluate
    python -m models.bandits.evaluate --data ../shared/data/obd

On simulated logs, where the answer is known: how often the 95 % intervals of IPS, SNIPS and DR hold it, and what the
policies earn.  With `--data`, the Open Bandit Dataset: a Thompson policy's click rate told from the uniform policy's
log, beside its own log.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from models.bandits.experiments import World, make_world, run
from models.bandits.logs import PlacedLog, read_log, read_policy
from models.bandits.off_policy import Estimate, Log, cross_fit, effective_size, evaluate
from models.bandits.policies import LinUcbPolicy, ThompsonPolicy, UniformPolicy

Figures = dict[str, Any]
LOGS, ROWS, VISITS, WORLDS = 200, 2000, 8000, 5


def draw_log(world: World, rows: int, seed: int) -> tuple[Log, np.ndarray, np.ndarray, float]:
    """A log of a skewed policy in a simulated world, a greedy target's probabilities, contexts, and the true answer."""
    rng = np.random.default_rng(seed)
    who = rng.integers(len(world.segments), size=rows)
    k = len(world.arms)
    logging = np.full((len(world.segments), k), 0.4 / k)
    logging[np.arange(len(world.segments)), np.arange(len(world.segments)) % k] += 0.6
    target = np.full_like(logging, 0.1 / k)
    target[np.arange(len(world.segments)), world.rates.argmax(1)] += 0.9
    chosen = (rng.random((rows, 1)) > logging[who].cumsum(1)).sum(1).clip(0, k - 1)
    reward = (rng.random(rows) < world.rates[who, chosen]).astype(float)
    log = Log(action=chosen.astype(np.int64), propensity=logging[who, chosen], reward=reward)
    truth = float((target * world.rates).sum(1).mean())
    return log, target[who], who, truth


def measure_known(logs: int, rows: int) -> Figures:
    """How often intervals hold the known answer, and how far the estimates are from it."""
    world = make_world(rate=0.1)
    held: dict[str, list[bool]] = {"ips": [], "snips": [], "dr": []}
    errors: dict[str, list[float]] = {"ips": [], "snips": [], "dr": []}
    for seed in range(logs):
        log, target, who, truth = draw_log(world, rows, seed)
        found = evaluate(log, target, cross_fit(log, who, len(world.arms), seed=seed), seed)
        for name, estimate in found.items():
            held[name].append(estimate.covers(truth))
            errors[name].append(estimate.value - truth)
    figures: Figures = {"log": "simulated", "logs": logs, "rows": rows, "truth": round(truth, 5)}
    for name in held:
        figures[f"{name}_covered"] = round(float(np.mean(held[name])), 4)
        figures[f"{name}_bias"] = round(float(np.mean(errors[name])), 5)
        figures[f"{name}_rmse"] = round(float(np.sqrt(np.mean(np.square(errors[name])))), 5)
    return figures


def measure_policies(visits: int, worlds: int) -> Figures:
    """Click rates that the policies earn in simulated shops whose segments like different themes."""
    figures: Figures = {"log": "simulated", "visits": visits, "worlds": worlds}
    for make in (UniformPolicy, ThompsonPolicy, LinUcbPolicy):
        earned = [run(make_world(seed=seed, rate=0.08), make(), visits, seed) for seed in range(worlds)]
        figures[f"rate_{make.name}"] = round(float(np.mean(earned)), 5)
    best = [float(make_world(seed=seed, rate=0.08).rates.max(1).mean()) for seed in range(worlds)]
    figures["rate_best_possible"] = round(float(np.mean(best)), 5)
    return figures


def measure_shop(folder: Path, campaign: str) -> Figures:
    """The Thompson policy's click rate from the uniform policy's log of a real campaign, and from its own."""
    uniform = read_log(folder / "random" / campaign / f"{campaign}.csv")
    thompson = read_log(folder / "bts" / campaign / f"{campaign}.csv")
    actions = int(max(uniform.log.action.max(), thompson.log.action.max())) + 1
    target = read_policy(thompson, actions, uniform.position)
    found = evaluate(uniform.log, target, cross_fit(uniform.log, uniform.position, actions))
    own = _own(thompson)
    figures: Figures = {
        "log": f"open bandit dataset, {campaign}",
        "rows": len(uniform.log.action),
        "effective_rows": round(effective_size(uniform.log, target), 1),
        "uniform_own": round(float(uniform.log.reward.mean()), 5),
        **_named("thompson_own", own),
    }
    for name, estimate in found.items():
        figures |= _named(f"thompson_{name}", estimate)
        figures[f"{name}_agrees"] = estimate.low <= own.high and own.low <= estimate.high
    return figures


def _own(placed: PlacedLog) -> Estimate:
    log = Log(action=placed.log.action, propensity=np.ones(len(placed.log.action)), reward=placed.log.reward)
    return evaluate(log, np.eye(int(log.action.max()) + 1)[log.action])["ips"]


def _named(name: str, estimate: Estimate) -> Figures:
    return {
        name: round(estimate.value, 5),
        f"{name}_low": round(estimate.low, 5),
        f"{name}_high": round(estimate.high, 5),
    }


def lines(data: Path | None, logs: int = LOGS, rows: int = ROWS, visits: int = VISITS) -> Iterator[Figures]:
    """The lines, one after the other."""
    yield measure_known(logs, rows)
    yield measure_policies(visits, WORLDS)
    for campaign in ("men", "women") if data is not None else ():
        yield measure_shop(Path(data or ""), campaign)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the Open Bandit Dataset, with bts/ and random/")
    arguments = parser.parse_args()
    for line in lines(arguments.data):
        print(json.dumps({"model": "themes", **line}), flush=True)


if __name__ == "__main__":
    main()
