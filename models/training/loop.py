"""A training run that is timed in minutes or counted in steps, saves itself and goes on where it was."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.training.checkpoint import INTERVAL_S, load_checkpoint, save_checkpoint

WARM_UP_STEPS = 100
TOLD_EVERY_S = 30


class Run:
    """The state of a run: named nets and optimisers, steps and seconds spent.  Resumes when its checkpoint is there.

    `floor` is the learning rate's share at the end of the cosine.  With `steps` it ends after so many, however long
    they take: what is to be compared learns as often.
    """

    def __init__(
        self, checkpoint: Path, parts: Mapping[str, Any], minutes: float, rate: float, floor: float = 0.0,
        steps: int = 0,
    ) -> None:  # fmt: skip
        self.checkpoint, self.parts, self.budget_s = checkpoint, dict(parts), minutes * 60
        self.top_rate, self.floor, self.steps = rate, floor, steps
        self.step, self.spent_s = load_checkpoint(checkpoint, self.parts)

    def rate(self) -> float:
        """The learning rate now: a short warm-up, then a cosine over the minutes or steps."""
        cosine = self.floor + (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * self.done()))
        return self.top_rate * cosine * min(1.0, (self.step + 1) / WARM_UP_STEPS)

    def done(self) -> float:
        """How much of the run lies behind, 0..1."""
        return min(1.0, self.step / self.steps if self.steps else self.spent_s / max(1.0, self.budget_s))

    def set_rate(self, optimiser: torch.optim.Optimizer, factor: float = 1.0) -> None:
        """Give an optimiser the learning rate of this step."""
        for group in optimiser.param_groups:
            group["lr"] = self.rate() * factor

    def train(self, learn: Callable[[int], dict[str, float]], examples_a_step: int) -> None:
        """Call `learn(step)` until minutes or steps are spent; it returns the parts of the loss, which are told."""
        saved = told = time.monotonic()
        first = self.step
        while self.step < self.steps if self.steps else self.spent_s < self.budget_s:
            began = time.monotonic()
            losses = learn(self.step)
            now = time.monotonic()
            self.step, self.spent_s = self.step + 1, self.spent_s + now - began
            if now - told > TOLD_EVERY_S:
                pace = (self.step - first) * examples_a_step / (now - told)
                words = " ".join(f"{name} {value:.3f}" for name, value in losses.items())
                print(f"step {self.step} {self.spent_s / 60:.1f} min {pace:.1f}/s {words}", flush=True)
                told, first = now, self.step
            if now - saved > INTERVAL_S:
                self.save()
                saved = now
        self.save()

    def save(self) -> None:
        """Write the checkpoint."""
        save_checkpoint(self.checkpoint, self.parts, self.step, self.spent_s)


class Average:
    """A running average of a net's weights, with a checkpoint's state_dict of its own."""

    def __init__(self, net: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {name: t.detach().clone() for name, t in net.state_dict().items()}

    @torch.no_grad()
    def follow(self, net: nn.Module, step: int) -> None:
        """Move towards the net; quickly in the first steps."""
        share = 1 - min(self.decay, (step + 1) / (step + 10))
        for name, tensor in net.state_dict().items():
            if tensor.is_floating_point():
                self.weights[name].lerp_(tensor, share)
            else:
                self.weights[name].copy_(tensor)

    def state_dict(self) -> dict[str, torch.Tensor]:
        """The average's weights."""
        return self.weights

    def load_state_dict(self, state: Mapping[str, torch.Tensor]) -> None:
        """Take an average from a checkpoint."""
        self.weights = {name: tensor.clone() for name, tensor in state.items()}


def draw_rows(step: int, batch: int, count: int, seed: int) -> NDArray[np.int_]:
    """The examples of a step: every epoch is a new order of all of them; a resumed run goes on in it."""
    steps = max(1, count // batch)
    order = np.random.default_rng((seed, 1_000_000 + step // steps)).permutation(count)
    return order[step % steps * batch :][:batch]


def each_batch(count: int, batch: int) -> Iterator[slice]:
    """Slices that cover `count` examples in order."""
    for start in range(0, count, batch):
        yield slice(start, start + batch)
