"""Train the judge network, once, before any generator; then it is frozen.

    python -m models.training.judge --cutouts work/cutouts.npz --minutes 40 --out assets/weights/judge
    python -m models.training.judge --freeze --out assets/weights/judge

Training split only.  No blur, no noise, no JPEG, no resampling: what it never learned to forgive, it can see.  A
checkpoint is written every two minutes beside the cut-outs, and the run resumes from it.  A frozen judge cannot be
overwritten: its sha256 stands in `judge_frozen.sha256`, which a test compares, because every figure of every generator
hangs on it.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.backends.weights import load_weights
from models.nets.judge import LABELS, JudgeNet
from models.training.card import WEIGHTS, sha256_of, write_model
from models.training.checkpoint import INTERVAL_S, load_checkpoint, save_checkpoint
from models.training.cutouts import Cutouts, read_cutouts
from models.training.judge_lessons import VIEW_PX, colour_target, cut_views, tell_apart, texture_target, whole

FROZEN = Path(__file__).with_name("judge_frozen.sha256")
BATCH = 24  # garments; each is seen in two views
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 0.05
WEIGHT_COLOUR, WEIGHT_TEXTURE, WEIGHT_APART = 1.0, 1.0, 0.5
TEXTS = {
    "name": "judge",
    "title": "Judge",
    "summary": "Features in which generated garments are compared with real ones (KID, coverage, copies). Frozen.",
    "data": "alexeygrigorev/clothing-dataset, training split, garments cut out on white at 256 px",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "four residual stages on pixel-unshuffled RGB, mean and deviation of each; models/nets/judge.py",
    "limits": "Knows 17 kinds of garments on white at 256 px. For measuring only: never part of a loss.",
}


class Trainer:
    """The state of a run: net, optimiser, random numbers, steps and seconds spent.  Resumes when the file is there."""

    def __init__(self, checkpoint: Path, minutes: float, seed: int) -> None:
        self.checkpoint, self.budget_s = checkpoint, minutes * 60
        torch.manual_seed(seed)
        self.net = JudgeNet().to(memory_format=torch.channels_last)
        self.optimiser = torch.optim.AdamW(self.net.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        self.seed = seed
        self.step, self.spent_s = load_checkpoint(checkpoint, self.parts)

    @property
    def parts(self) -> dict[str, Any]:
        """What a checkpoint holds."""
        return {"net": self.net, "optimiser": self.optimiser}

    def save(self) -> None:
        """Write the checkpoint."""
        save_checkpoint(self.checkpoint, self.parts, self.step, self.spent_s)

    def rate(self) -> float:
        """The learning rate: a short warm-up, then a cosine to zero over the minutes."""
        done = min(1.0, self.spent_s / max(1.0, self.budget_s))
        return LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * done)) * min(1.0, (self.step + 1) / 100)


def learn(trainer: Trainer, rgba: NDArray[np.uint8], labels_N: Tensor, weights_C: Tensor) -> dict[str, float]:
    """One step on garments (N, 256, 256, 4), each in two views; returns the parts of the loss."""
    rng = np.random.default_rng((trainer.seed, trainer.step))
    image, alpha = cut_views(np.concatenate([rgba, rgba]), rng)
    colours, textures = colour_target(image, alpha), texture_target(image, alpha)
    for group in trainer.optimiser.param_groups:
        group["lr"] = trainer.rate()
    with torch.autocast("cpu", torch.bfloat16):
        verdict = trainer.net(image)
    first, second = verdict.embedding.chunk(2)
    parts = {
        "category": F.cross_entropy(verdict.category.float(), labels_N.repeat(2), weights_C, label_smoothing=0.05),
        "colour": WEIGHT_COLOUR * F.kl_div(verdict.colour, colours, reduction="batchmean"),
        "texture": WEIGHT_TEXTURE * F.mse_loss(verdict.texture.float(), textures),
        "apart": WEIGHT_APART * tell_apart(first, second),
    }
    loss = torch.stack(list(parts.values())).sum()
    trainer.optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(trainer.net.parameters(), 1.0)
    trainer.optimiser.step()
    trainer.step += 1
    return {name: part.item() for name, part in parts.items()}


def train(trainer: Trainer, garments: Cutouts) -> None:
    """Train until the minutes are spent; resumable at any time."""
    labels = torch.tensor([LABELS.index(label) for label in garments.label])
    counts = torch.bincount(labels, minlength=len(LABELS)).float().clamp_min(1)
    weights = (counts.mean() / counts).sqrt()
    trainer.net.train()
    saved = told = time.monotonic()
    seen = 0
    while trainer.spent_s < trainer.budget_s:
        began = time.monotonic()
        rows = _rows(trainer, len(garments))
        parts = learn(trainer, garments.rgba[rows], labels[torch.from_numpy(rows)], weights)
        now = time.monotonic()
        trainer.spent_s, seen = trainer.spent_s + now - began, seen + len(rows)
        if now - told > 30:
            losses = " ".join(f"{name} {value:.3f}" for name, value in parts.items())
            rate = f"{seen / (now - told):.1f} garments/s"
            print(f"step {trainer.step} {trainer.spent_s / 60:.1f} min {rate} {losses}", flush=True)
            told, seen = now, 0
        if now - saved > INTERVAL_S:
            trainer.save()
            saved = now
    trainer.save()


def _rows(trainer: Trainer, count: int) -> NDArray[np.int_]:
    """The garments of this step: every epoch is a new order of all of them; a resumed run goes on in it."""
    steps = max(1, count // BATCH)
    order = np.random.default_rng((trainer.seed, 1_000_000 + trainer.step // steps)).permutation(count)
    at = trainer.step % steps * BATCH
    return order[at : at + BATCH]


def load_judge(folder: Path) -> JudgeNet:
    """The judge of a weights folder, checked against its card.  Raises BackendUnavailableError when it is not there."""
    tensors, _ = load_weights(folder)
    net = JudgeNet()
    net.load_state_dict(tensors)
    return net.eval().requires_grad_(False)


@torch.inference_mode()
def read_features(net: JudgeNet, rgba: NDArray[np.uint8], batch: int = 32) -> Tensor:
    """Raw features (N, 256) of whole pictures (N, 256, 256, 4), in float32."""
    return torch.cat([net.features(whole(rgba[i : i + batch])) for i in range(0, len(rgba), batch)])


@torch.inference_mode()
def examine(net: JudgeNet, held_out: Cutouts) -> dict[str, Any]:
    """How well the finished net does on senders that it never saw."""
    features = read_features(net, held_out.rgba)
    truth = torch.tensor([LABELS.index(label) for label in held_out.label])
    right = (net.category(features).argmax(1) == truth).float()
    recalls = [right[truth == c].mean() for c in sorted(set(truth.tolist()))]
    image, alpha = whole(held_out.rgba), torch.from_numpy(held_out.rgba[..., 3:]).permute(0, 3, 1, 2).float() / 255
    wanted = texture_target(image, alpha)
    left = ((net.texture(features) - wanted) ** 2).mean(0) / wanted.var(0).clamp_min(1e-6)
    said = F.log_softmax(net.colour(features), 1)
    return {
        "held_out": len(held_out),
        "category_top1": round(right.mean().item(), 4),
        "category_mean_recall": round(torch.stack(recalls).mean().item(), 4),
        "texture_explained": round(1 - left.mean().item(), 4),
        "colour_divergence": round(F.kl_div(said, colour_target(image, alpha), reduction="batchmean").item(), 4),
    }


def export(trainer: Trainer, train_side: Cutouts, held_out: Cutouts, out: Path, command: str) -> str:
    """Settle the components on the training photos, round to float16, examine what is shipped, and write it."""
    net = trainer.net.eval()
    net.settle(read_features(net, train_side.rgba))
    tensors = {name: t.half() if t.is_floating_point() else t for name, t in net.state_dict().items()}
    net.load_state_dict({name: t.float() if t.is_floating_point() else t for name, t in tensors.items()})
    recipe = {
        "garments": len(train_side),
        "steps": trainer.step,
        "garments_a_step": BATCH,
        "views_a_garment": 2,
        "view_px": VIEW_PX,
        "learning_rate": LEARNING_RATE,
        "weight_decay": WEIGHT_DECAY,
        "minutes": round(trainer.spent_s / 60, 1),
        "seed": trainer.seed,
        "augmentation": "crops without resampling, flips, quarter turns",
    }
    return write_model(out, tensors, {**TEXTS, "command": command}, examine(net, held_out), recipe)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cutouts", type=Path, default=Path("work/cutouts.npz"))
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--out", type=Path, default=Path("assets/weights/judge"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--freeze", action="store_true", help="write down the hash of the weights in --out, for good")
    arguments = parser.parse_args()
    if FROZEN.is_file():
        parser.error(f"the judge is frozen ({FROZEN.name}); figures of two judges cannot be compared")
    if arguments.freeze:
        FROZEN.write_text(sha256_of(arguments.out / WEIGHTS) + "\n", encoding="utf-8")
        return
    torch.set_num_threads(arguments.threads)
    cutouts = read_cutouts(arguments.cutouts)
    trainer = Trainer(arguments.cutouts.with_name("judge.pt"), arguments.minutes, arguments.seed)
    train(trainer, cutouts.side("train"))
    command = f"python -m models.training.judge --cutouts work/cutouts.npz --minutes {arguments.minutes:g}"
    print(export(trainer, cutouts.side("train"), cutouts.side("held_out"), arguments.out, command), flush=True)


if __name__ == "__main__":
    main()
