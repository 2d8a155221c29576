"""Train the analogy net: articles swapped on bodies, learned without paired pictures.

    python -m models.training.tryon.examples --work work --files 8
    python -m models.training.tryon.train --work work --minutes 17

A checkpoint is written every two minutes to `work/cagan.pt`; the run resumes from it.  Measure the shipped model then
with `models.training.evaluate --only tryon`.

Source: Jetchev & Bergmann, arXiv 1709.04695: losses and their weights.  Differs: the positive example is the new
article's own look, so that the discriminator cannot tell by the article alone; half of the bodies are in their base
layer, as the studio's mannequins are; a higher learning rate, since the minutes are few.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from models.nets.cagan import Cagan, Critic, swap
from models.training.card import write_model
from models.training.loop import Average, Run
from models.training.tryon.examples import Looks, read_looks

BATCH, LEARNING_RATE, DECAY, FLOOR = 4, 4e-4, 0.995, 0.1
BETAS = (0.5, 0.99)
WEIGHT_ALPHA, WEIGHT_CYCLE = 0.1, 1.0
BASE, BARE = 0.5, 0.08
"""How many bodies are in their base layer, and how many are to be put back into it."""
SHIFT_PX = 3
"""By how much a window may be off."""

COMMAND = "python -m models.training.tryon.train --work work --minutes 17"
TEXTS = {
    "name": "cagan",
    "title": "Conditional Analogy GAN",
    "summary": "The paper's try-on system, a rival of the draped cloth: swaps the article that a mannequin wears for "
    "another, learned without paired pictures.",
    "command": COMMAND,
    "data": "our mannequins (assets/people) in the demo shop's garments (assets/shop), draped by compact_warp in "
    "several colours; models/training/tryon/examples.py",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "U-Net with an alpha and a colour answer, against a discriminator of (body, article); "
    "models/nets/cagan.py",
    "limits": "A rival to be measured, not for a shop's pages: blurred, pale cloth half see-through, prints, seams and "
    "edges lost; sleeves and skirts follow the body only roughly. Sees 96 x 128 px and learned in few steps. Often "
    "smears pale colour over the face. Never saw "
    "a photo of a person, a back or somebody seated, and refuses them.",
}


class Trainer:
    """Generator against discriminator, each with an Adam of its own."""

    def __init__(self, work: Path, minutes: float, looks: Looks) -> None:
        torch.manual_seed(1)
        self.net: nn.Module = Cagan().to(memory_format=torch.channels_last)
        self.critic: nn.Module = Critic().to(memory_format=torch.channels_last)
        self.looks = looks
        self.average = Average(self.net, DECAY)
        self.for_net = torch.optim.Adam(self.net.parameters(), LEARNING_RATE, betas=BETAS)
        self.for_critic = torch.optim.Adam(self.critic.parameters(), LEARNING_RATE, betas=BETAS)
        self.rows = [
            (np.flatnonzero((looks.group == k) & looks.base), np.flatnonzero((looks.group == k) & ~looks.base))
            for k in range(3)
        ]
        parts = {
            "net": self.net, "critic": self.critic, "average": self.average, "for_net": self.for_net,
            "for_critic": self.for_critic,
        }  # fmt: skip
        self.run = Run(work / "cagan.pt", parts, minutes, LEARNING_RATE, floor=FLOOR)

    def learn(self, step: int) -> dict[str, float]:
        """One step on looks that depend on its number only."""
        body, worn, new, own = self._draw(np.random.default_rng((9, step)))
        self.run.set_rate(self.for_net)
        self.run.set_rate(self.for_critic)
        with torch.autocast("cpu", torch.bfloat16):
            alpha, rgb = self.net(body, worn, new)
            look = swap(body, alpha, rgb)
            back = swap(look, *self.net(look, new, worn))
            losses = {
                "adversarial": F.softplus(-self.critic(look, new).float()).mean(),
                "alpha": WEIGHT_ALPHA * alpha.float().mean(),
                "cycle": WEIGHT_CYCLE * (back - body).abs().float().mean(),
            }
        _descend(self.for_net, self.net, torch.stack(list(losses.values())).sum())
        with torch.autocast("cpu", torch.bfloat16):
            shown = torch.cat([own, look.detach().float(), body])
            said = self.critic(shown, new.repeat(3, 1, 1, 1)).float().chunk(3)
            taught = F.softplus(-said[0]).mean() + 0.5 * (F.softplus(said[1]).mean() + F.softplus(said[2]).mean())
        _descend(self.for_critic, self.critic, taught)
        self.average.follow(self.net, step)
        return {
            **{key: value.item() for key, value in losses.items()},
            "real": said[0].mean().item(), "made": said[1].mean().item(), "other": said[2].mean().item(),
        }  # fmt: skip

    def _draw(self, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Bodies, what they wear, what they shall wear, and somebody in that; each (N, 3, 128, 96)."""
        base, dressed = self.rows[int(rng.choice(3, p=self._shares()))]
        bodies = np.where(rng.random(BATCH) < BASE, rng.choice(base, BATCH), rng.choice(dressed, BATCH))
        others = np.where(rng.random(BATCH) < BARE, rng.choice(base, BATCH), rng.choice(dressed, BATCH))
        pictures = [
            self._take(self.looks.seen[bodies], rng), _to_tensor(self.looks.flat[bodies]),
            _to_tensor(self.looks.flat[others]), self._take(self.looks.seen[others], rng),
        ]  # fmt: skip
        if rng.random() < 0.5:
            pictures = [each.flip(3) for each in pictures]
        body, worn, new, own = (each.contiguous(memory_format=torch.channels_last) for each in pictures)
        return body, worn, new, own

    def _shares(self) -> NDArray[Any]:
        counts = np.array([len(dressed) for _, dressed in self.rows], float)
        return np.asarray(counts / counts.sum())

    def _take(self, rows: NDArray[np.uint8], rng: np.random.Generator) -> Tensor:
        """Windows that are a little off, in a little more or less light."""
        out = _to_tensor(rows)
        dy, dx = (int(n) for n in rng.integers(0, 2 * SHIFT_PX + 1, 2))
        padded = F.pad(out, (SHIFT_PX,) * 4, mode="replicate")
        return padded[:, :, dy : dy + out.shape[2], dx : dx + out.shape[3]]


def _to_tensor(rows: NDArray[np.uint8]) -> Tensor:
    return torch.from_numpy(rows.astype(np.float32) / 127.5 - 1).permute(0, 3, 1, 2)


def _descend(optimiser: torch.optim.Optimizer, net: nn.Module, loss: Tensor) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimiser.step()


def export(trainer: Trainer, out: Path) -> str:
    """Write the shipped model."""
    tensors = {key: tensor.half() for key, tensor in trainer.average.weights.items()}
    recipe = {
        "minutes": round(trainer.run.spent_s / 60, 1), "steps": trainer.run.step, "pictures_a_step": BATCH,
        "looks": len(trainer.looks.seen), "learning_rate": LEARNING_RATE, "average_decay": DECAY,
        "weight_alpha": WEIGHT_ALPHA, "weight_cycle": WEIGHT_CYCLE, "in_base_layer": BASE,
    }  # fmt: skip
    return write_model(out, tensors, TEXTS, {}, recipe)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/weights/cagan"))
    parser.add_argument("--minutes", type=float, default=17)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    trainer = Trainer(arguments.work, arguments.minutes, read_looks(arguments.work))
    trainer.run.train(trainer.learn, BATCH)
    print(export(trainer, arguments.out))


if __name__ == "__main__":
    main()
