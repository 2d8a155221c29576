"""Train the flow over whole designs, what a taste is drawn to, and where the encoder would see a design.

    python -m models.training.prior.flow --work work --minutes 45

Reads `work/designs.npz` and `work/shapes.pt`, writes `work/prior.pt`.  Half of the lessons noise all four parts alike,
half each for itself: given (time 1), unknown (time 0) or anything between, so that the flow can later be asked for a
cut to given colours, or for a design near another one.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from models.nets.prior import (
    ACCENT,
    CATEGORIES,
    CLOCK_OF,
    CLOCKS,
    MAIN,
    NOBODY,
    OUTLINE,
    PARTS,
    PATTERN,
    RELIEF,
    SHAPE_NUMBERS,
    SIZE,
    TASTE,
    WEAVE,
    Chooser,
    Prior,
    Scales,
    Seer,
    ShapeCoder,
    Wish,
    fold_pattern,
)  # fmt: skip
from models.training.loop import Average, Run, draw_rows, each_batch
from models.training.prior.material import LEVELS, Designs, read_designs
from models.training.prior.shapes import load_shapes
from models.training.prior.tastes import Shoppers

BATCH = 128
LEARNING_RATE = 1.5e-3
DECAY = 0.999
TOGETHER = 0.5
GIVEN, UNKNOWN = 0.25, 0.2
DROPPED_KIND, DROPPED_TASTE, DROPPED_CARE = 0.15, 0.35, 0.15
STEEPEST = 0.1
"""Errors count by 1 / (1 − time), but never more than by 1 / this."""
WEIGHTS_OF_PARTS = {OUTLINE: 1.0, RELIEF: 3.0, PATTERN: 0.25, WEAVE: 0.3, MAIN: 0.25, ACCENT: 0.2}
WEIGHT_CHOOSER, WEIGHT_SEER = 0.1, 1.0


@torch.inference_mode()
def write_rows(designs: Designs, coder: ShapeCoder, scales: Scales, fresh: bool) -> Tensor:
    """All views of all designs as normalised rows (N, VIEWS, SIZE); `scales` are measured when the run is `fresh`."""
    n, views = designs.shape.shape[:2]
    x = torch.zeros(n, views, SIZE)
    mirrored = np.arange(views) % 2 == 1
    grain = np.where(mirrored[None, :, None, None], mirror_grain(designs.grain)[:, None], designs.grain[:, None])
    for part in each_batch(n, 64):
        codes = torch.from_numpy(designs.shape[part].astype(np.float32) / LEVELS).flatten(0, 1)
        x[part, :, :SHAPE_NUMBERS] = coder.encode(codes).view(-1, views, SHAPE_NUMBERS)
    patterns = torch.from_numpy(designs.pattern)
    for view in range(views):
        x[:, view, PATTERN.slice] = fold_pattern(patterns[:, view % 2])
    plain = torch.from_numpy(~designs.patterned)
    weave = np.concatenate([
        grain.reshape(n, views, 64),
        np.repeat(np.log2(designs.scale)[:, None, None], views, 1),
        np.repeat(designs.patterned.astype(np.float32)[:, None, None], views, 1),
    ], 2)  # fmt: skip
    x[..., WEAVE.slice] = torch.from_numpy(weave.astype(np.float32))
    inks = torch.from_numpy(designs.inks)
    x[..., MAIN.slice] = inks[:, None, 0]
    step = torch.cat([inks[:, 1] - inks[:, 0], torch.from_numpy(designs.two.astype(np.float32))[:, None]], 1)
    x[..., ACCENT.slice] = step[:, None]
    if fresh:
        for kept, measured in zip((scales.mean, scales.spread), _measure(x, plain), strict=True):
            kept.copy_(measured)
    x = (x - scales.mean) / scales.spread
    x[plain, :, PATTERN.slice] = 0
    return x.contiguous()


def _measure(x: Tensor, plain: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and spread of each number (SIZE,); of patterns, among the patterned.

    A shape's components keep some of their order: the fine ones stay smaller than the noise for longer, so that the
    flow decides the cut before the folds.
    """
    flat = x[:, 0]
    mean, spread = flat.mean(0), flat.std(0)
    some = flat[~plain][:, PATTERN.slice]
    mean[PATTERN.slice], spread[PATTERN.slice] = (some.mean(0), some.std()) if len(some) > 1 else (0.0, 1.0)
    spread = spread.clamp_min(1e-3)
    for part in (OUTLINE, RELIEF):
        own = spread[part.slice]
        spread[part.slice] = (own * own.topk(part.tokens * 4).values.mean()).sqrt()
    return mean, spread


def mirror_grain(grain: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spectra (N, 8, 8) of the mirrored cloth: directions run the other way round."""
    return np.asarray(grain[:, (8 - np.arange(8)) % 8], np.float32)


def draw_times(count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """The times of the parts (N, 4), and which of them are to be found (1) rather than given (0)."""
    together = 1 / (1 + np.exp(-rng.normal(-0.2, 1.1, (count, 1)))).repeat(CLOCKS, 1)
    each = 1 / (1 + np.exp(-rng.normal(-0.2, 1.1, (count, CLOCKS))))
    kind = rng.random((count, CLOCKS))
    each = np.where(kind < GIVEN, 1.0, np.where(kind > 1 - UNKNOWN, 0.0, each))
    time = np.where(rng.random((count, 1)) < TOGETHER, together, each)
    return torch.from_numpy(time).float(), torch.from_numpy(time < 1).float()


def draw_wish(designs: Designs, shoppers: Shoppers, rows: NDArray[np.int_], rng: np.random.Generator) -> Wish:
    """What each target was wished for with, parts of it left out."""
    n = len(rows)
    taste = torch.from_numpy(shoppers.draw(rows, rng))
    taste[torch.from_numpy(rng.random(n) < DROPPED_TASTE)] = 0
    category = torch.from_numpy(np.where(rng.random(n) < DROPPED_KIND, NOBODY, designs.category[rows]))
    care = torch.from_numpy(designs.care[rows]).clone()
    care[torch.from_numpy(rng.random(n) < DROPPED_CARE)] = -1
    return Wish(category, taste, care)


def flow_loss(net: Prior, real: Tensor, wish: Wish, rng: np.random.Generator) -> dict[str, Tensor]:
    """How far the net is from saying what is behind the noise, by part."""
    time, wanted = draw_times(len(real), rng)
    at = time[:, CLOCK_OF]
    noised = at * real + (1 - at) * torch.randn_like(real)
    error = (net(noised, time, wish) - real) ** 2 / (1 - at).clamp_min(STEEPEST) ** 2 * wanted[:, CLOCK_OF]
    return {
        name: WEIGHTS_OF_PARTS[part] * error[:, part.slice].mean()
        for name, part in zip(("outline", "relief", "pattern", "weave", "main", "accent"), PARTS, strict=True)
    }


def train(
    designs: Designs, coder: ShapeCoder, checkpoint: Path, minutes: float, rate: float = LEARNING_RATE,
    start: Mapping[str, Tensor] | None = None,
) -> tuple[dict[str, Tensor], Run]:  # fmt: skip
    """Train, or go on training; the averaged weights of all nets.  To adapt a prior, `start` is its weights."""
    torch.manual_seed(1)
    prior, chooser, seer, scales = Prior(), Chooser(), Seer(), Scales()
    nets = nn.ModuleDict({"prior": prior, "chooser": chooser, "seer": seer, "scales": scales})
    if start:
        nets.load_state_dict(dict(start))
    shape_like = [p for p in nets.parameters() if p.ndim > 1]
    rest = [p for p in nets.parameters() if p.ndim <= 1]
    groups = [{"params": shape_like, "weight_decay": 0.02}, {"params": rest, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, rate, betas=(0.9, 0.98))
    average = Average(nets, DECAY)
    run = Run(checkpoint, {"nets": nets, "average": average, "optimiser": optimiser}, minutes, rate, floor=0.02)
    fresh = run.step == 0 and start is None
    rows = write_rows(designs, coder, scales, fresh)
    if fresh:
        prior.power.copy_(rows[:, 0].square().mean(0))
    shoppers = Shoppers(designs)
    scales.centre.copy_(torch.from_numpy(shoppers.mean))
    category, points = torch.from_numpy(designs.category), torch.from_numpy(shoppers.points)

    def learn(step: int) -> dict[str, float]:
        rng = np.random.default_rng((3, step))
        chosen = draw_rows(step, BATCH, len(designs), 3)
        real = rows[chosen, rng.integers(0, rows.shape[1], len(chosen))]
        wish = draw_wish(designs, shoppers, chosen, rng)
        run.set_rate(optimiser)
        losses = flow_loss(prior, real, wish, rng)
        losses["chooser"] = WEIGHT_CHOOSER * F.cross_entropy(chooser(wish.taste), category[chosen])
        seen = seer(real + 0.1 * torch.randn_like(real))
        losses["seer"] = WEIGHT_SEER * (1 - (seen * points[chosen]).sum(1)).mean()
        optimiser.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(nets.parameters(), 1.0)
        optimiser.step()
        average.follow(nets, step)
        return {name: part.item() for name, part in losses.items()}

    run.train(learn, BATCH)
    return average.weights | {f"scales.{name}": t for name, t in scales.state_dict().items()}, run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="begin with the weights of another run's checkpoint")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    designs = read_designs(arguments.work / "designs.npz").side("train")
    if designs.vector.shape[1] != TASTE or designs.category.max() >= CATEGORIES:
        raise SystemExit("the prior is built for another encoder or other categories")
    start = torch.load(arguments.start, weights_only=True)["average"] if arguments.start else None
    coder = load_shapes(arguments.work / "shapes.pt")
    _, run = train(designs, coder, arguments.work / "prior.pt", arguments.minutes, start=start)
    print(f"{run.step} steps of {BATCH} in {run.spent_s / 60:.1f} min")


if __name__ == "__main__":
    main()
