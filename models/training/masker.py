"""Train the masker.

    python -m models.training.masker --data ../shared/data/clothing --work work --minutes 75

Two stages share the minutes: the coarse net (95 %), then the edge net on what the coarse net gives it.  A
checkpoint is written every two minutes to `work/masker.pt`, and the run resumes from it: run it for half the minutes,
then `models.training.relabel`, then again for all of them.  At the end, weights and card go to `--out`.  `--keep 67 94`
keeps the checkpoints of those minutes as well, as `work/masker_67.pt` and so on, for `models.training.mix`.

    python -m models.training.masker --data ../shared/data/clothing --work work --start assets/weights/masker \\
        --rate 4e-4 --minutes 25

goes on from shipped weights instead of from nothing, with the coarse net only.
"""

from __future__ import annotations

import argparse
import copy
import math
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.backends.weights import load_weights
from models.nets.masker import MaskerNet
from models.training.card import write_model
from models.training.checkpoint import INTERVAL_S, load_checkpoint, save_checkpoint
from models.training.composites import Bytes, Floats
from models.training.dataset import best_masks, read_photos
from models.training.samples import Material, Stream, any_sample, edge_sample, load_material

BATCH = 16
COARSE_SHARE = 0.95
LEARNING_RATE = 2e-3
WARM_UP_STEPS = 200
EMA_DECAY = 0.998


def to_tensors(batch: tuple[Bytes, Floats, Floats], device: str) -> tuple[Tensor, Tensor, Tensor]:
    """A batch as image_N3HW in [−1, 1], alpha_N1HW in 0..1 and strokes_N2HW."""
    photo, alpha, strokes = (torch.from_numpy(array).to(device, non_blocking=True) for array in batch)
    image = photo.permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
    return image.contiguous(memory_format=torch.channels_last), alpha[:, None], strokes


def mask_loss(logits_N1HW: Tensor, alpha_N1HW: Tensor) -> Tensor:
    """Cross-entropy, three times as heavy near the edge, plus one minus the soft IoU of each picture."""
    edge = F.max_pool2d(alpha_N1HW, 7, 1, 3) - (1 - F.max_pool2d(1 - alpha_N1HW, 7, 1, 3))
    weight = 1 + 2 * (edge > 0.5).float()
    cross = F.binary_cross_entropy_with_logits(logits_N1HW, alpha_N1HW, weight=weight)
    found = torch.sigmoid(logits_N1HW)
    overlap = (found * alpha_N1HW).sum((1, 2, 3))
    union = (found + alpha_N1HW - found * alpha_N1HW).sum((1, 2, 3))
    return cross + (1 - (overlap + 50) / (union + 50)).mean()


def edge_loss(logits_N1HW: Tensor, alpha_N1HW: Tensor) -> Tensor:
    """L1 on the alpha and on its gradients, for a crisp and exact edge, with a little cross-entropy to keep it sure."""
    found = torch.sigmoid(logits_N1HW)
    slope = (found.diff(dim=2) - alpha_N1HW.diff(dim=2)).abs().mean()
    slope = slope + (found.diff(dim=3) - alpha_N1HW.diff(dim=3)).abs().mean()
    cross = F.binary_cross_entropy_with_logits(logits_N1HW, alpha_N1HW)
    return (found - alpha_N1HW).abs().mean() * 4 + slope * 4 + cross * 0.5


TEXTS = {
    "name": "masker",
    "title": "Masker",
    "summary": "Cuts a product out of a photo: a U-Net at 320 px, and a narrow net for its edge at up to 1024 px.",
    "data": "alexeygrigorev/clothing-dataset, training split, GrabCut masks mended by the half-trained net; "
    "composites of its products over other grounds; made-up homewares in rooms",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "pixel-unshuffled residual U-Net and edge net; models/nets/masker.py",
    "limits": "Learned on garments laid flat or hung up, and on made-up homewares that stand: parts in another colour "
    "(an unglazed base) may be lost and want a keep stroke. People wearing clothes, glass, and products that touch "
    "each other are not what it knows.",
}


class Trainer:
    """The state of a run: nets, their running average, optimiser, step and seconds spent."""

    def __init__(
        self,
        checkpoint: Path,
        minutes: float,
        device: str,
        keep_minutes: Sequence[int] = (),
        start: Path | None = None,
        rate: float = LEARNING_RATE,
    ) -> None:
        """`start` is a weights folder to go on from; a checkpoint that is there comes first."""
        self.checkpoint, self.budget_s, self.device = checkpoint, minutes * 60, device
        self.keep_minutes, self.full_rate = keep_minutes, rate
        self.net = MaskerNet().to(memory_format=torch.channels_last).to(device)
        if start is not None:
            self.net.load_state_dict(load_weights(start)[0])
        self.average = copy.deepcopy(self.net).eval()
        self.optimiser = torch.optim.AdamW(self.net.parameters(), rate, weight_decay=1e-2)
        self.step, self.spent_s = load_checkpoint(checkpoint, self.parts, device)

    @property
    def parts(self) -> dict[str, Any]:
        """What a checkpoint holds."""
        return {"net": self.net, "average": self.average, "optimiser": self.optimiser}

    def save(self) -> None:
        """Write the checkpoint, and a copy of it at each of the minutes to keep."""
        save_checkpoint(self.checkpoint, self.parts, self.step, self.spent_s)
        for minutes in self.keep_minutes:
            copy_to = self.checkpoint.with_stem(f"{self.checkpoint.stem}_{minutes}")
            if self.spent_s >= minutes * 60 and not copy_to.exists():
                shutil.copyfile(self.checkpoint, copy_to)

    def rate(self, start_s: float, end_s: float) -> float:
        """Cosine from full to 2 % over a stage, by time, after a short warm-up."""
        done = min(1.0, max(0.0, (self.spent_s - start_s) / max(1.0, end_s - start_s)))
        return (
            self.full_rate
            * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
            * min(1, (self.step + 1) / WARM_UP_STEPS)
        )

    def follow(self) -> None:
        """Move the running average towards the weights; batch-norm statistics come along."""
        decay = min(EMA_DECAY, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            for mine, new in zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True):
                if mine.is_floating_point():
                    mine.lerp_(new, 1 - decay)
                else:
                    mine.copy_(new)


def run_stage(trainer: Trainer, stream: Stream, stage: str, start_s: float, end_s: float) -> None:
    """Train one stage ("coarse" or "edge") until the run has spent `end_s` seconds."""
    saved, told, losses = time.monotonic(), time.monotonic(), list[float]()
    trainer.net.train()
    trainer.net.coarse.requires_grad_(stage == "coarse")
    while trainer.spent_s < end_s:
        began = time.monotonic()
        image, alpha, strokes = to_tensors(stream.next(), trainer.device)
        for group in trainer.optimiser.param_groups:
            group["lr"] = trainer.rate(start_s, end_s)
        with torch.autocast(trainer.device, torch.bfloat16):
            if stage == "coarse":
                logits = trainer.net.coarse(image, strokes)
            else:
                logits = edge_pass(trainer, image, strokes)
        loss = (mask_loss if stage == "coarse" else edge_loss)(logits.float(), alpha)
        trainer.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trainer.net.parameters(), 1.0)
        trainer.optimiser.step()
        trainer.step += 1
        trainer.follow()
        losses.append(loss.item())
        now = time.monotonic()
        trainer.spent_s += now - began
        if now - told > 30:
            rate = len(losses) * image.shape[0] / (now - told)
            print(
                f"{stage} step {trainer.step} {trainer.spent_s / 60:.1f} min loss {np.mean(losses):.4f} {rate:.1f}/s",
                flush=True,
            )
            told, losses = now, []
        if now - saved > INTERVAL_S:
            trainer.save()
            saved = now
    trainer.save()


def edge_pass(trainer: Trainer, image: Tensor, strokes: Tensor) -> Tensor:
    """The edge net on the coarse logits of the same picture made smaller, as in use."""
    factor = float(np.random.default_rng(trainer.step).choice([0.375, 0.5, 0.625]))  # 192 to 320 of 512 px
    with torch.no_grad():
        small = F.interpolate(image, scale_factor=factor, mode="bilinear", antialias=True)
        marks = F.interpolate(strokes, size=small.shape[2:], mode="area")
        coarse = trainer.average.coarse(small, marks).float()
        coarse = F.interpolate(coarse, size=image.shape[2:], mode="bilinear")
    logits: Tensor = trainer.net.edge(image, coarse)
    return logits


def load_training(data: Path, work: Path) -> Material:
    """The train split with its best masks, in memory."""
    return load_material([entry for entry in best_masks(read_photos(data), work) if entry[0].split == "train"])


def export(trainer: Trainer, photos: int, out: Path, command: str) -> str:
    """Write the running average as float16 weights with meta.json and card, and return its sha256.

    Figures that the folder's card already holds go: they are another model's.  `models.training.evaluate` and
    `models.training.card` put in the new ones.
    """
    tensors = {key: t.half() if t.is_floating_point() else t for key, t in trainer.average.state_dict().items()}
    recipe = {
        "photos": photos,
        "steps": trainer.step,
        "pictures_a_step": BATCH,
        "learning_rate": trainer.full_rate,
        "average_decay": EMA_DECAY,
        "minutes": round(trainer.spent_s / 60, 1),
        "size_px": "256, edge 512",
    }
    return write_model(out, tensors, {**TEXTS, "command": command}, {}, recipe)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/weights/masker"))
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--start", type=Path, help="a weights folder to go on from, with the coarse net only")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="the learning rate after the warm-up")
    parser.add_argument("--keep", type=int, nargs="*", default=[], metavar="MINUTES", help="checkpoints to keep")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    material = load_training(arguments.data, arguments.work)
    print(f"{len(material.photos)} photos, {len(material.grounds)} grounds", flush=True)
    trainer = Trainer(
        arguments.work / "masker.pt", arguments.minutes, arguments.device, arguments.keep, arguments.start,
        arguments.rate,
    )  # fmt: skip
    coarse_s = (COARSE_SHARE if arguments.start is None else 1.0) * trainer.budget_s
    seed = arguments.seed + trainer.step
    if trainer.spent_s < coarse_s:
        run_stage(trainer, Stream(any_sample, material, BATCH, seed), "coarse", 0, coarse_s)
    if coarse_s < trainer.budget_s:
        run_stage(trainer, Stream(edge_sample, material, BATCH // 4, seed), "edge", coarse_s, trainer.budget_s)
    command = f"python -m models.training.masker --data DIR --work work --minutes {arguments.minutes:g}"
    command += f" --start assets/weights/masker --rate {arguments.rate:g}" if arguments.start else ""
    command += "".join(f" {word}" for word in ("--keep", *arguments.keep)) if arguments.keep else ""
    print(export(trainer, len(material.photos), arguments.out, command), flush=True)


if __name__ == "__main__":
    main()
