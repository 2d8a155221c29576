"""Train the nets of staging: the in-painter, its twins with and without the boundary loss, the pix2pix-style baseline.

    python -m models.training.staging.train --data DIR --work work --minutes 7
    python -m models.training.staging.train --data DIR --work work --steps 1000 --only twins
    python -m models.training.staging.train --data DIR --work work --minutes 5 --only vanilla

Writes `work/staging_NAME.pt` and the shipped model into assets/weights; the twins, which do not ship, into work/staged.
They learn from the same examples in the same order, step for step: what differs is `examples.weigh`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.nets.inpainter import WORK_PX, Dreamer, Inpainter
from models.staging.dreaming import CONDITIONS, ask_dreamer
from models.training.card import write_model
from models.training.garment.critic import Critic, critic_loss, matching_loss, painter_loss
from models.training.loop import Average, Run
from models.training.staging.examples import (
    HELD_OUT_SCENES,
    HELD_OUT_THEMES,
    Grounds,
    draw_gap,
    draw_ground,
    read_grounds,
    weigh,
)

NAMES = ("scenes", "twins", "vanilla")
TWINS = ("boundary", "no_boundary")
FOLDERS = {"scenes": "inpainter", "vanilla": "vanilla"} | {twin: f"inpainter_{twin}" for twin in TWINS}
BATCH, LEARNING_RATE, DECAY = 4, 1e-3, 0.995
SIZES_PX = (128, 160, WORK_PX)
MORE, REACH_PX = 4.0, 6.0
"""k and σ (px) of the boundary's weight."""
WEIGHT_EDGE = 1.0
WEIGHT_ADVERSARIAL, WEIGHT_MATCHING, ALONE = 0.02, 0.5, 0.35
"""Of the baseline; and the share of its minutes before the critic joins."""

_SHARED = {
    "data": "our rendered scenes (assets/scenes, held-out themes and sets left out); for the in-painters also strips "
    "of floors and walls beside garments of alexeygrigorev/clothing-dataset, whose training cut-outs lend the outlines",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "U-Net of gated convolutions, one gate for all channels; models/nets/inpainter.py",
}
COMMAND = "python -m models.training.staging.train --data DIR --work work --minutes 7"
TEXTS = {
    "scenes": {
        **_SHARED,
        "name": "inpainter",
        "title": "In-painter",
        "summary": "Fills the gap that a product leaves when it is taken out of a scene, at 192 px; detail comes from "
        "beside the gap. Trained with the weighted boundary loss.",
        "command": COMMAND,
        "limits": "Sees 192 px: what is finer is copied from beside the gap and may repeat. Things that the product "
        "hid are not known: behind it there is more of the ground, never a new object. Trained on calm sets.",
    },
    **{
        name: {
            **_SHARED,
            "name": f"inpainter_{name}",
            "title": title,
            "summary": "Two in-painters trained alike, step for step, but for the boundary's weight.",
            "command": COMMAND.replace("--minutes 7", "--steps 1000 --only twins"),
            "limits": "For the judge only.",
        }
        for name, title in (("boundary", "Twin with boundary loss"), ("no_boundary", "Twin without boundary loss"))
    },
    "vanilla": {
        **_SHARED,
        "name": "vanilla",
        "title": "Ground from outline and theme",
        "summary": "The baseline of staging: a whole ground from the product's mask, its edges and a theme, as in "
        "pix2pix.",
        "command": COMMAND.replace("7", "5") + " --only vanilla",
        "limits": "A baseline: grounds are blurred and look alike. Themes that it never saw (stone, street, garden, "
        "wood) are no theme to it.",
    },
}  # fmt: skip


class Painter:
    """An in-painter's training: L1 in the gap, of colours and of their steps from pixel to pixel."""

    def __init__(
        self, work: Path, minutes: float, name: str, grounds: Grounds, alphas: NDArray[np.uint8], steps: int = 0
    ) -> None:
        torch.manual_seed(1)
        self.net: nn.Module = Inpainter()
        self.more = 0.0 if name == "no_boundary" else MORE
        self.grounds, self.alphas = grounds, alphas
        self.average = Average(self.net, DECAY)
        self.optimiser = torch.optim.Adam(self.net.parameters(), LEARNING_RATE, betas=(0.9, 0.99))
        parts = {"net": self.net, "average": self.average, "optimiser": self.optimiser}
        self.run = Run(work / f"staging_{name}.pt", parts, minutes, LEARNING_RATE, floor=0.02, steps=steps)

    def learn(self, step: int) -> dict[str, float]:
        """One step on grounds and gaps that depend on its number only."""
        rng = np.random.default_rng((7, step))
        size = SIZES_PX[int(rng.integers(len(SIZES_PX)))]
        rgb = np.stack([draw_ground(self.grounds, size, rng) for _ in range(BATCH)])
        gaps = [draw_gap(self.alphas, size, rng) for _ in range(BATCH)]
        weight = torch.from_numpy(np.stack([weigh(gap, self.more, REACH_PX) for gap in gaps]))[:, None]
        real = torch.from_numpy(rgb.astype(np.float32)).permute(0, 3, 1, 2) * 2 - 1
        gap = torch.from_numpy(np.stack(gaps))[:, None]
        made = self.net(real, gap)
        whole = gap.sum().clamp_min(1) * 3
        losses = {
            "colour": (weight * (made - real).abs()).sum() / whole,
            "edge": WEIGHT_EDGE * _steps(made - real, weight) / whole,
        }
        self.run.set_rate(self.optimiser)
        _descend(self.optimiser, self.net, losses["colour"] + losses["edge"])
        self.average.follow(self.net, step)
        return {key: value.item() for key, value in losses.items()}


class DreamTrainer:
    """The baseline's training: L1 to the clean plate outside of the product, later also past a critic."""

    def __init__(self, work: Path, minutes: float, grounds: Grounds, rgba: NDArray[np.uint8]) -> None:
        torch.manual_seed(1)
        self.net: nn.Module = Dreamer(CONDITIONS)
        self.critic = Critic()
        self.grounds, self.rgba = grounds, rgba
        self.average = Average(self.net, DECAY)
        self.optimiser = torch.optim.Adam(self.net.parameters(), LEARNING_RATE, betas=(0.5, 0.99))
        self.for_critic = torch.optim.Adam(self.critic.parameters(), LEARNING_RATE, betas=(0.5, 0.99))
        parts = {
            "net": self.net, "critic": self.critic, "average": self.average, "optimiser": self.optimiser,
            "for_critic": self.for_critic,
        }  # fmt: skip
        self.run = Run(work / "staging_vanilla.pt", parts, minutes, LEARNING_RATE, floor=0.02)

    def learn(self, step: int) -> dict[str, float]:
        """One step: products put where sets have their place for them."""
        rng = np.random.default_rng((8, step))
        rows = [self._example(rng) for _ in range(BATCH)]
        asked, real = (torch.from_numpy(np.stack(each).astype(np.float32)) for each in zip(*rows, strict=True))
        made, outside = self.net(asked), 1 - asked[:, :1]
        losses = {"colour": (outside * (made - real).abs()).mean()}
        if self.run.done() > ALONE:
            losses |= self._criticise(asked, real, made)
        self.run.set_rate(self.optimiser)
        _descend(self.optimiser, self.net, torch.stack([each for each in losses.values() if each.grad_fn]).sum())
        self.average.follow(self.net, step)
        return {key: value.item() for key, value in losses.items()}

    def _criticise(self, asked: Tensor, real: Tensor, made: Tensor) -> dict[str, Tensor]:
        known, outside = asked[:, :2], 1 - asked[:, :1]
        truth, dream = torch.cat([real * outside, known], 1), torch.cat([made * outside, known], 1)
        taught = critic_loss(self.critic(truth)[0], self.critic(dream.detach())[0])
        self.run.set_rate(self.for_critic)
        _descend(self.for_critic, self.critic, taught)
        said, seen = self.critic(dream)
        with torch.no_grad():
            _, wanted = self.critic(truth)
        return {
            "adversarial": WEIGHT_ADVERSARIAL * painter_loss(said),
            "matching": WEIGHT_MATCHING * matching_loss(wanted, seen),
            "critic": taught.detach(),
        }

    def _example(self, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
        number = int(rng.integers(len(self.grounds.plates)))
        scene, plate = self.grounds.scenes[number], self.grounds.plates[number]
        size = 128
        clean = cv2.resize(plate, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        rgba = self.rgba[rng.integers(len(self.rgba))].astype(np.float32) / 255
        factor = scene.product_height * size / 256 * rng.uniform(0.8, 1.15)
        x, y = (each * size for each in scene.anchor)
        y += {"lie": 0.0, "hang": 1.0, "stand": -1.0}[scene.support] * factor * 118
        x, y = x + rng.normal(0, 3), y + rng.normal(0, 2)
        matrix = np.array([[factor, 0, x - 128 * factor], [0, factor, y - 128 * factor]], np.float32)
        laid = cv2.warpAffine(rgba, matrix, (size, size), flags=cv2.INTER_AREA)
        asked = ask_dreamer(laid[..., 3], laid[..., :3], scene.support, scene.theme)
        if rng.random() < 0.5:
            asked, clean = asked[..., ::-1], clean[:, ::-1]
        return asked, clean.transpose(2, 0, 1) * 2 - 1


def _steps(gap_N3HW: Tensor, weight_N1HW: Tensor) -> Tensor:
    """Errors of the steps from pixel to pixel, weighed."""
    down = (gap_N3HW.diff(dim=2).abs() * weight_N1HW[:, :, 1:]).sum()
    return down + (gap_N3HW.diff(dim=3).abs() * weight_N1HW[..., 1:]).sum()


def _descend(optimiser: torch.optim.Optimizer, net: nn.Module, loss: Tensor) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()


def export(trainer: Painter | DreamTrainer, name: str, out: Path) -> str:
    """Write the shipped model; measure it then with `models.training.evaluate --only staging`."""
    tensors = {key: tensor.half() for key, tensor in trainer.average.weights.items()}
    recipe: dict[str, Any] = {
        "minutes": round(trainer.run.spent_s / 60, 1), "steps": trainer.run.step, "pictures_a_step": BATCH,
        "learning_rate": LEARNING_RATE, "average_decay": DECAY, "plates": len(trainer.grounds.plates),
        "held_out_themes": list(HELD_OUT_THEMES), "held_out_scenes": list(HELD_OUT_SCENES),
    }  # fmt: skip
    if isinstance(trainer, Painter):
        recipe |= {
            "boundary_k": trainer.more,
            "boundary_sigma_px": REACH_PX,
            "photo_strips": len(trainer.grounds.strips),
            "outlines": len(trainer.alphas),
        }
    return write_model(out / FOLDERS[name], tensors, TEXTS[name], {}, recipe)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, help="assets/weights; for the twins, which do not ship, WORK/staged")
    parser.add_argument("--only", choices=NAMES, default="scenes")
    parser.add_argument("--minutes", type=float, default=7)
    parser.add_argument("--steps", type=int, default=1000, help="of each twin")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(arguments.threads)
    grounds = read_grounds(arguments.data, arguments.work)
    with np.load(arguments.work / "cutouts.npz") as file:
        rgba = file["rgba"][np.flatnonzero(file["split"] == "train")[:1500]]
    work, minutes, alphas = arguments.work, arguments.minutes, rgba[..., 3].copy()
    out = arguments.out or (work / "staged" if arguments.only == "twins" else Path("assets/weights"))
    for name in TWINS if arguments.only == "twins" else (arguments.only,):
        trainer: Painter | DreamTrainer = (
            DreamTrainer(work, minutes, grounds, rgba)
            if name == "vanilla"
            else Painter(work, minutes, name, grounds, alphas, arguments.steps if name in TWINS else 0)
        )
        trainer.run.train(trainer.learn, BATCH)
        print(export(trainer, name, out), flush=True)


if __name__ == "__main__":
    main()
